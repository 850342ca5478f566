//! `/charters`: by which rules a community acts: proposed, read with what it changes, signed or left.

use askama::Template;
use bot_protocol::api::{
    CharterActRequest, CharterRequest, CharterState, CharterView, QuorumsView, StewardDraft,
};
use bot_protocol::words::{Args, say};

use super::cases::Listed;
use super::communities::{party, place};
use super::form::Sent;
use super::lists::all;
use super::recognitions::called;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use crate::acts::ActError;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/communities/{id}/charter", Viewer::Owner, asked),
        post("/communities/{id}/charter", Viewer::Owner, FORM_BYTES_MAX, propose),
        get("/charters/{id}", Viewer::Owner, one),
        post("/charters/{id}/sign", Viewer::Owner, FORM_BYTES_MAX, sign),
        post("/charters/{id}/decline", Viewer::Owner, FORM_BYTES_MAX, decline),
    ]
}

/// Somebody who acts for a community.
pub(super) struct Steward {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) until: Option<String>,
    pub(super) signed: bool,
}

/// A charter in words.
pub(super) struct Charter {
    pub(super) purpose: String,
    pub(super) parent: Option<String>,
    pub(super) stewards: Vec<Steward>,
    /// What takes how many of them, in sentences.
    pub(super) rules: Vec<String>,
    pub(super) since: Option<String>,
}

fn rules(shell: &Shell, acts: &QuorumsView, of: usize) -> Vec<String> {
    let rule = |(code, count): (&str, u8)| {
        let args = Args::new().number("count", u64::from(count)).number("of", of as u64);
        say(shell.lang, code, &args)
    };
    let all = [
        ("page-rule-charter", acts.charter),
        ("page-rule-admit", acts.admit),
        ("page-rule-award", acts.award),
    ];
    all.map(rule).into()
}

/// A charter as pages tell it.
pub(super) fn charter(shell: &Shell, view: &CharterView) -> Charter {
    let steward = |one: &bot_protocol::api::StewardView| Steward {
        name: party(shell, &one.who),
        role: one.role.clone(),
        until: one.until.as_deref().map(|until| shell.day(until)),
        signed: one.signed,
    };
    let acts = view.effective.as_ref().unwrap_or(&view.acts);
    Charter {
        purpose: view.purpose.clone(),
        parent: view.parent.as_ref().map(|parent| party(shell, parent)),
        stewards: view.stewards.iter().map(steward).collect(),
        rules: rules(shell, acts, view.stewards.len()),
        since: view.at.as_deref().map(|at| shell.day(at)),
    }
}

/// A charter that waits for signatures, and whether for that of whoever acts.
pub(super) struct Waiting {
    pub(super) listed: Listed,
    pub(super) for_me: bool,
}

/// The charters that wait: for whoever acts, and of theirs for others.
pub(super) fn waiting(ask: &Ask, shell: &Shell) -> Result<Vec<Waiting>, ActError> {
    let me = ask.who().unwrap_or_default();
    let known = all(None, |query| ask.acts.charters_asked(query))?;
    let open = known.iter().filter(|one| one.state == CharterState::Asked);
    let told = open.filter_map(|one| {
        let for_me = one.waits_for.iter().any(|who| who.did == me);
        if !for_me && one.community.did != me {
            return None;
        }
        let code = if for_me { "page-tie-received" } else { "page-charter-waits" };
        let listed = Listed {
            at: format!("/charters/{}", one.id),
            says: shell.tell("page-charter-of", "who", party(shell, &one.community)),
            state: shell.say(code),
            kind: if for_me { "unknown" } else { "plain" },
            day: one.at.as_deref().map(|at| shell.day(at)).unwrap_or_default(),
        };
        Some(Waiting { listed, for_me })
    });
    Ok(told.collect())
}

#[derive(Template)]
#[template(path = "charter.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    at: String,
    community: String,
    new: Charter,
    /// The one in force that it changes.
    old: Option<Charter>,
    words: String,
    /// Whose signature is still missing.
    missing: Vec<String>,
    /// Whether whoever acts is asked to sign it.
    is_mine: bool,
    state: String,
    kind: &'static str,
    id: String,
}

fn found(ask: &Ask) -> Result<CharterView, ActError> {
    let known = all(None, |query| ask.acts.charters_asked(query))?;
    let found = known.into_iter().find(|one| one.id == ask.id);
    found.ok_or_else(|| ActError::unknown("charter", &ask.id))
}

fn page(ask: &Ask, view: &CharterView, faults: Faults) -> Shown {
    let shell = ask.shell("page-charter-title");
    let me = ask.who().unwrap_or_default();
    let (code, kind) = match view.state {
        CharterState::Asked => ("page-charter-asked", "unknown"),
        CharterState::InForce => ("page-charter-in-force", "yes"),
        CharterState::Replaced => ("page-charter-replaced", "plain"),
    };
    reply::page(&Page {
        at: format!("/charters/{}", view.id),
        community: party(&shell, &view.community),
        new: charter(&shell, view),
        old: view.replaces.as_deref().map(|one| charter(&shell, one)),
        words: view.words.clone().unwrap_or_default(),
        missing: view.missing.iter().map(|one| party(&shell, one)).collect(),
        is_mine: view.waits_for.iter().any(|who| who.did == me),
        state: shell.say(code),
        kind,
        id: view.id.clone(),
        shell,
        faults,
    })
}

async fn one(ask: Ask) -> Shown {
    let view = found(&ask)?;
    page(&ask, &view, Faults::default())
}

fn request(ask: &Ask) -> CharterActRequest {
    CharterActRequest { as_identity: ask.who(), dry_run: false }
}

async fn sign(ask: Ask, _sent: Sent) -> Shown {
    let view = found(&ask)?;
    match ask.acts.sign_charter(&view.id, request(&ask)).await {
        Ok(_) => Ok(reply::done("/communities", "page-done-charter-signed")),
        Err(error) => page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn decline(ask: Ask, _sent: Sent) -> Shown {
    let view = found(&ask)?;
    match ask.acts.decline_charter(&view.id, request(&ask)).await {
        Ok(_) => Ok(reply::done("/communities", "page-done-request-declined")),
        Err(error) => page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

#[derive(Template)]
#[template(path = "charter_form.html")]
struct FormPage {
    shell: Shell,
    faults: Faults,
    back: String,
    at: String,
    purpose: String,
    stewards: String,
    charter: String,
    admit: String,
    award: String,
    words: String,
    people: Vec<String>,
}

/// The charter in force of whoever acts, who gives one to nobody else.
fn in_force(ask: &Ask) -> Result<Option<CharterView>, ActError> {
    if ask.who().as_ref() != Some(&ask.id) {
        return Err(ActError::unknown("community", &ask.id));
    }
    Ok(ask.acts.community(&ask.id)?.charter)
}

fn form(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let before = in_force(ask)?;
    let shell = ask.shell("page-charter-propose");
    let line = |one: &bot_protocol::api::StewardView| {
        let until = one.until.as_deref().and_then(|until| until.get(..10));
        let who = called(ask, &one.who.did, one.who.name.as_deref());
        [Some(who.as_str()), Some(one.role.as_str()), until]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ")
    };
    let stewards = before.as_ref().map(|one| one.stewards.iter().map(line).collect::<Vec<_>>());
    let given = |name: &str, before: Option<String>| {
        if faults.is_empty() { before.unwrap_or_default() } else { sent.text(name) }
    };
    let acts = before.as_ref().map(|one| one.acts);
    let number = |pick: fn(&QuorumsView) -> u8| acts.as_ref().map(|acts| pick(acts).to_string());
    let people = all(None, |query| ask.acts.contacts(query))?;
    let here = ask.acts.everybody_here().into_iter().map(|one| one.name().to_owned());
    reply::page(&FormPage {
        back: if before.is_some() { place(&ask.id) } else { "/communities".to_owned() },
        at: format!("{}/charter", place(&ask.id)),
        purpose: given("purpose", before.as_ref().map(|one| one.purpose.clone())),
        stewards: given("stewards", stewards.map(|all| all.join("\n"))),
        charter: given("charter", number(|acts| acts.charter)),
        admit: given("admit", number(|acts| acts.admit)),
        award: given("award", number(|acts| acts.award)),
        words: sent.text("words"),
        people: people.into_iter().map(|one| one.name).chain(here).collect(),
        shell,
        faults,
    })
}

async fn asked(ask: Ask) -> Shown {
    form(&ask, &Sent::default(), Faults::default())
}

/// One steward a line: a name, as what, until when.
fn drafts(text: &str) -> Vec<StewardDraft> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let draft = |line: &str| {
        let mut parts = line.split(';').map(str::trim);
        let who = parts.next().unwrap_or_default().to_owned();
        let role = parts.next().filter(|role| !role.is_empty()).map(str::to_owned);
        let until = parts.next().filter(|day| !day.is_empty());
        StewardDraft { who, role, until: until.map(|day| format!("{day}T23:59:59Z")) }
    };
    lines.map(draft).collect()
}

async fn propose(ask: Ask, sent: Sent) -> Shown {
    let before = in_force(&ask)?;
    let number = |name: &str| sent.text(name).parse::<u8>().ok();
    for name in ["charter", "admit", "award"] {
        if sent.given(name).is_some() && number(name).is_none() {
            let shell = ask.shell("page-charter-propose");
            return form(&ask, &sent, Faults::one(&shell, name, "page-fault-number"));
        }
    }
    let request = CharterRequest {
        as_identity: ask.who(),
        amend: before.is_some(),
        purpose: sent.given("purpose"),
        parent: None,
        stewards: drafts(&sent.text("stewards")),
        add_stewards: Vec::new(),
        without_stewards: Vec::new(),
        charter: number("charter"),
        admit: number("admit"),
        award: number("award"),
        words: sent.given("words"),
        dry_run: false,
    };
    match ask.acts.propose_charter(request).await {
        Ok(done) => Ok(reply::done(&format!("/charters/{}", done.item.id), "page-done-charter")),
        Err(error) => {
            let fields = ["purpose", "stewards", "charter", "admit", "award", "words"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "stewards"), &fields);
            form(&ask, &sent, faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_steward_with_what_is_said_of_them() {
        let found = drafts("Lea\n\n Tom ; treasurer ; 2030-01-31 \nAnn;;2031-01-01");
        let told = found.iter().map(|one| (&*one.who, one.role.as_deref(), one.until.as_deref()));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                ("Lea", None, None),
                ("Tom", Some("treasurer"), Some("2030-01-31T23:59:59Z")),
                ("Ann", None, Some("2031-01-01T23:59:59Z")),
            ]
        );
        assert!(drafts(" \n").is_empty());
    }
}
