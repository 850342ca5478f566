//! `/people/endorse`, `/requests`: standing behind somebody, a badge, or what is awarded; asking others to do
//! so, and answering whoever asks.

use askama::Template;
use bot_protocol::api::{
    CredentialRole, EndorseRequest, EndorsementActRequest, EndorsementAsk, EndorsementAskState,
    EndorsementAskView,
};

use super::endorsements::asks;
use super::form::Sent;
use super::lists::all;
use super::offers::about;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use crate::acts::ActError;

/// Most things of one sort that a form lists; others are named by their address.
const LISTED_MAX: usize = 200;

/// The reasons that are ticked: their phrase, the name of their box, and what they are called.
const REASONS: [(&str, &str, &str); 4] = [
    ("seen at work", "seen", "page-praise-seen-at-work"),
    ("sound evidence", "evidence", "page-praise-sound-evidence"),
    ("good criteria", "criteria", "page-praise-good-criteria"),
    ("clear description", "clear", "page-praise-clear-description"),
];

/// The fields of what is said.
const FIELDS: [&str; 6] = ["of", "other", "comment", "useful", "accepted", "until"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people/endorse", Viewer::Owner, asked),
        post("/people/endorse", Viewer::Owner, FORM_BYTES_MAX, endorse),
        get("/people/support", Viewer::Owner, wish_asked),
        post("/people/support", Viewer::Owner, FORM_BYTES_MAX, wish),
        get("/requests/{id}", Viewer::Owner, request),
        post("/requests/{id}/answer", Viewer::Owner, FORM_BYTES_MAX, answer),
        post("/requests/{id}/decline", Viewer::Owner, FORM_BYTES_MAX, decline),
    ]
}

/// Things of one sort in a list to choose from: each by what names it, how it is called, and whether it is
/// chosen.
pub(super) struct Sort {
    pub(super) called: String,
    pub(super) things: Vec<(String, String, bool)>,
}

impl Sort {
    fn of(called: String, mut things: Vec<(String, String)>, chosen: &str) -> Self {
        things.sort_by_key(|(_, name)| name.to_lowercase());
        things.dedup();
        things.truncate(LISTED_MAX);
        let things =
            things.into_iter().map(|(id, name)| (id.clone(), name, id == chosen)).collect();
        Self { called, things }
    }

    fn has(&self, id: &str) -> bool {
        self.things.iter().any(|(known, _, _)| known == id)
    }
}

/// What the owner said so far of why they stand behind something.
struct Said {
    reasons: Vec<(&'static str, String, bool)>,
    useful: String,
    accepted: String,
    comment: String,
    until: String,
}

impl Said {
    fn of(shell: &Shell, sent: &Sent) -> Self {
        let reason = |(_, name, code): (&str, &'static str, &str)| {
            (name, shell.say(code), sent.is_ticked(name))
        };
        Self {
            reasons: REASONS.map(reason).into(),
            useful: sent.text("useful"),
            accepted: sent.text("accepted"),
            comment: sent.text("comment"),
            until: sent.text("until"),
        }
    }
}

/// The endorsement that a form asks for.
fn said(ask: &Ask, sent: &Sent, (target, request): (String, Option<String>)) -> EndorseRequest {
    let ticked = REASONS.iter().filter(|(_, name, _)| sent.is_ticked(name));
    let mut reasons: Vec<String> = ticked.map(|(phrase, _, _)| (*phrase).to_owned()).collect();
    reasons.extend(sent.given("useful").map(|what| format!("useful for {what}")));
    reasons.extend(sent.given("accepted").map(|who| format!("accepted by {who}")));
    EndorseRequest {
        as_identity: ask.who(),
        target,
        document: None,
        request,
        with: None,
        reasons,
        comment: sent.text("comment"),
        // Until the end of that day.
        valid_until: sent.given("until").map(|day| format!("{day}T23:59:59Z")),
        dry_run: false,
    }
}

/// What is wrong with it, at the field of the form that says it.
fn faults(ask: &Ask, error: &ActError) -> Faults {
    let mut problem = about_somebody(error, "other");
    let field = match problem.field.as_deref() {
        Some("valid_until") => "until",
        Some("target") => "other",
        Some("reasons") => "useful",
        Some(other) => other,
        None => return Faults::of(ask.lang, &problem, &FIELDS),
    };
    problem.field = Some(field.to_owned());
    Faults::of(ask.lang, &problem, &FIELDS)
}

/// What a form calls something by: an id is its author's text, and another may use the same.
pub(super) fn by(author: &str, id: &str) -> String {
    format!("{author} {id}")
}

/// What is at hand to stand behind: people, badges of others, and what can be awarded.
fn things(ask: &Ask, shell: &Shell, chosen: &str) -> Result<Vec<Sort>, ActError> {
    let me = ask.who().unwrap_or_default();
    let contacts = all(None, |query| ask.acts.contacts(query))?;
    let mut people: Vec<_> = contacts.into_iter().map(|one| (one.did, one.name)).collect();
    let here = ask.acts.everybody_here().into_iter();
    people.extend(here.map(|one| (one.did().to_string(), one.name().to_owned())));
    people.retain(|(did, _)| *did != me);
    let badges = ask.acts.credentials_of(None)?;
    let badges = badges.iter().filter(|one| one.subject != me);
    let badges = badges.filter(|one| one.published || one.role == CredentialRole::Issued);
    let badges = badges.map(|one| {
        let who = one.subject_name.clone().unwrap_or_else(|| shell.say("page-somebody"));
        let name = shell.named(&one.names, &one.achievement);
        (by(&one.issuer, &one.id), format!("{name} – {who}"))
    });
    let designs = all(None, |query| ask.acts.achievements(query))?;
    let designs = designs.into_iter().map(|one| {
        let name = shell.named(&one.names, &one.name);
        (by(&one.creator, &one.id), name)
    });
    let mut all = vec![
        Sort::of(shell.say("page-sort-people"), people, chosen),
        Sort::of(shell.say("page-sort-badges"), badges.collect(), chosen),
        Sort::of(shell.say("page-sort-designs"), designs.collect(), chosen),
    ];
    all.retain(|sort| !sort.things.is_empty());
    Ok(all)
}

#[derive(Template)]
#[template(path = "endorse.html")]
struct EndorsePage {
    shell: Shell,
    faults: Faults,
    sorts: Vec<Sort>,
    other: String,
    said: Said,
}

fn endorse_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-endorse-title");
    let chosen = sent.text("of");
    let sorts = things(ask, &shell, &chosen)?;
    let listed = chosen.is_empty() || sorts.iter().any(|sort| sort.has(&chosen));
    let other = if listed { sent.text("other") } else { chosen };
    let said = Said::of(&shell, sent);
    reply::page(&EndorsePage { shell, faults, sorts, other, said })
}

async fn asked(ask: Ask) -> Shown {
    let chosen = ask.query.get("of").unwrap_or_default();
    endorse_page(&ask, &Sent::of(&[("of", chosen)]), Faults::default())
}

async fn endorse(ask: Ask, sent: Sent) -> Shown {
    // What is typed is meant, whatever the list shows.
    let target = sent.given("other").unwrap_or_else(|| sent.text("of"));
    if target.is_empty() {
        let shell = ask.shell("page-endorse-title");
        let faults = Faults::one(&shell, "of", "page-fault-nothing-chosen");
        return endorse_page(&ask, &sent, faults);
    }
    let request = said(&ask, &sent, (target, None));
    match ask.acts.endorse(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-endorsed")),
        Err(error) => endorse_page(&ask, &sent, faults(&ask, &error)),
    }
}

#[derive(Template)]
#[template(path = "support.html")]
struct WishPage {
    shell: Shell,
    faults: Faults,
    sorts: Vec<Sort>,
    people: Vec<String>,
    from: String,
    words: String,
}

fn wish_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-support-title");
    let (me, chosen) = (ask.who().unwrap_or_default(), sent.text("of"));
    let badges = ask.acts.credentials_of(ask.me.as_ref().map(|me| me.did()))?;
    let held = badges.iter().filter(|one| one.role == CredentialRole::Held);
    let held = held.map(|one| {
        let name = shell.named(&one.names, &one.achievement);
        (by(&one.issuer, &one.id), name)
    });
    let designs = all(ask.who(), |query| ask.acts.achievements(query))?;
    let designs = designs.into_iter().filter(|one| one.own).map(|one| {
        let name = shell.named(&one.names, &one.name);
        (by(&one.creator, &one.id), name)
    });
    let myself = vec![(me, shell.say("page-support-myself"))];
    let mut sorts = vec![
        Sort::of(shell.say("page-sort-me"), myself, &chosen),
        Sort::of(shell.say("page-passport-title"), held.collect(), &chosen),
        Sort::of(shell.say("page-designs"), designs.collect(), &chosen),
    ];
    sorts.retain(|sort| !sort.things.is_empty());
    let people = all(None, |query| ask.acts.contacts(query))?;
    let here = ask.acts.everybody_here().into_iter().map(|one| one.name().to_owned());
    reply::page(&WishPage {
        shell,
        faults,
        sorts,
        people: people.into_iter().map(|one| one.name).chain(here).collect(),
        from: sent.text("from"),
        words: sent.text("words"),
    })
}

async fn wish_asked(ask: Ask) -> Shown {
    let chosen = ask.query.get("of").unwrap_or_default();
    wish_page(&ask, &Sent::of(&[("of", chosen)]), Faults::default())
}

async fn wish(ask: Ask, sent: Sent) -> Shown {
    let request = EndorsementAsk {
        as_identity: ask.who(),
        from: sent.text("from"),
        target: sent.text("of"),
        words: sent.given("words"),
        dry_run: false,
    };
    match ask.acts.ask_endorsement(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-support")),
        Err(error) => {
            let fields = ["of", "from", "words"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "from"), &fields);
            wish_page(&ask, &sent, faults)
        }
    }
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    shell: Shell,
    faults: Faults,
    says: String,
    words: String,
    about: Vec<(String, String)>,
    /// Whether the owner is asked, and did not answer.
    waits: bool,
    at: String,
    from: String,
    said: Said,
}

fn request_page(ask: &Ask, view: &EndorsementAskView, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-request-title");
    let here = Some(&view.to) == ask.who().as_ref();
    let document = view.document.as_deref().unwrap_or("{}");
    // What is described alone stands in no badge.
    let described = format!("{{\"credentialSubject\":{{\"achievement\":{document}}}}}");
    let badge = about(&shell, document);
    reply::page(&RequestPage {
        says: asks(&shell, view, here),
        words: view.words.clone().unwrap_or_default(),
        about: if badge.is_empty() { about(&shell, &described) } else { badge },
        waits: here && view.state == EndorsementAskState::Waiting,
        at: format!("/requests/{}", view.id),
        from: view.from.clone(),
        said: Said::of(&shell, sent),
        shell,
        faults,
    })
}

/// A request that whoever acts sent or got.
fn found(ask: &Ask) -> Result<EndorsementAskView, ActError> {
    let mine = all(ask.who(), |query| ask.acts.endorsement_requests(query))?;
    if !mine.iter().any(|view| view.id == ask.id) {
        return Err(ActError::unknown("endorsement-request", &ask.id));
    }
    ask.acts.endorsement_request(&ask.id)
}

async fn request(ask: Ask) -> Shown {
    let view = found(&ask)?;
    request_page(&ask, &view, &Sent::default(), Faults::default())
}

async fn answer(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    let request = said(&ask, &sent, (String::new(), Some(view.id.clone())));
    match ask.acts.endorse(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-endorsed")),
        Err(error) => request_page(&ask, &view, &sent, faults(&ask, &error)),
    }
}

async fn decline(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    let request = EndorsementActRequest { as_identity: ask.who(), reason: None, dry_run: false };
    match ask.acts.decline_endorsement(&view.id, ask.once(request)).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-request-declined")),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &[]);
            request_page(&ask, &view, &sent, faults)
        }
    }
}
