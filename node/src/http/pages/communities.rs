//! `/communities`: who acts for a community and by which rules, its members, and what waits for a steward's
//! signature.

use askama::Template;
use bot_protocol::api::{
    AdmitRequest, Answer, CommunityView, DismissRequest, LeaveRequest, MemberView, TrustParty,
};

use super::cases::Listed as Asked;
use super::charters::{Charter, charter, waiting};
use super::form::Sent;
use super::lists::{Part, all, part};
use super::recognitions::called;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use super::typed::is_same;
use crate::acts::ActError;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/communities", Viewer::Owner, communities),
        get("/communities/{id}", Viewer::Owner, one),
        post("/communities/{id}/admit", Viewer::Owner, FORM_BYTES_MAX, admit),
        post("/communities/{id}/dismiss", Viewer::Owner, FORM_BYTES_MAX, dismiss),
        post("/communities/{id}/resign", Viewer::Owner, FORM_BYTES_MAX, resign),
    ]
}

/// Somebody as a page names them.
pub(super) fn party(shell: &Shell, party: &TrustParty) -> String {
    party.name.clone().unwrap_or_else(|| shell.say("page-somebody"))
}

/// Where a community has its page.
pub(super) fn place(did: &str) -> String {
    format!("/communities/{}", encoded(did))
}

/// A community in the list.
struct Listed {
    at: String,
    name: String,
    purpose: String,
    /// What the owner is to it, in a word.
    role: Option<String>,
}

#[derive(Template)]
#[template(path = "communities.html")]
struct Page {
    shell: Shell,
    asked: Vec<Asked>,
    part: Part<Listed>,
    /// Where whoever acts gives themselves a charter, as they have none.
    found: Option<String>,
}

async fn communities(ask: Ask) -> Shown {
    let shell = ask.shell("page-communities-title");
    let me = ask.who().unwrap_or_default();
    let known = all(None, |query| ask.acts.communities(query))?;
    let founded = known.iter().any(|one| one.community.did == me);
    let listed = known.iter().map(|one| {
        let member = one.members_here.iter().any(|member| member.did == me);
        let role = if one.community.did == me { Some("page-community-own") } else { None };
        let role = role.or(member.then_some("page-community-member"));
        Listed {
            at: place(&one.community.did),
            name: party(&shell, &one.community),
            purpose: one.charter.as_ref().map(|one| one.purpose.clone()).unwrap_or_default(),
            role: role.map(|code| shell.say(code)),
        }
    });
    let part = part(listed.collect(), ask.query.get("part"));
    let asked = waiting(&ask, &shell)?.into_iter().map(|one| one.listed).collect();
    let found = (!founded).then(|| format!("{}/charter", place(&me)));
    reply::page(&Page { shell, asked, part, found })
}

/// A member, as the table shows them.
struct Member {
    name: String,
    /// How a form names them.
    called: String,
    role: String,
    since: String,
    until: String,
    stands: String,
    kind: &'static str,
    says: String,
}

fn member(ask: &Ask, shell: &Shell, view: &MemberView) -> Member {
    let (code, kind) = match view.stands {
        Answer::Yes => ("page-member-yes", "yes"),
        Answer::No => ("page-member-no", "no"),
        Answer::Unknown => ("page-member-unknown", "unknown"),
    };
    let day = |moment: &Option<String>| {
        moment.as_deref().map_or_else(|| "–".to_owned(), |moment| shell.day(moment))
    };
    Member {
        name: party(shell, &view.who),
        called: called(ask, &view.who.did, view.who.name.as_deref()),
        role: view.role.clone().unwrap_or_else(|| "–".to_owned()),
        since: day(&view.since),
        until: day(&view.until),
        stands: shell.say(code),
        kind,
        says: shell.readable(&view.says),
    }
}

#[derive(Template)]
#[template(path = "community.html")]
struct OnePage {
    shell: Shell,
    faults: Faults,
    at: String,
    charter: Option<Charter>,
    /// Why its charter is in doubt.
    doubt: Option<String>,
    members: Part<Member>,
    /// Whether the owner acts for it, and whether they are a member of it.
    is_mine: bool,
    is_member: bool,
    people: Vec<String>,
    who: String,
    role: String,
    until: String,
    words: String,
    did: String,
}

fn page(ask: &Ask, view: &CommunityView, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-communities-title");
    let me = ask.who().unwrap_or_default();
    let did = view.community.did.clone();
    let lang = ask.lang;
    let members = all(None, |query| ask.acts.members(&did, query, lang));
    // Of one without a charter nobody is a member by its stewards; that is no fault of the page.
    let members = match members {
        Err(ActError::Unknown { .. }) => Vec::new(),
        other => other?,
    };
    let members = part(members, ask.query.get("part"));
    let doubt = view.contested.map(|_| "page-charter-contested");
    let doubt = doubt.or(view.unconfirmed.map(|_| "page-charter-unconfirmed"));
    let people = all(None, |query| ask.acts.contacts(query))?;
    reply::page(&OnePage {
        at: place(&did),
        charter: view.charter.as_ref().map(|one| charter(&shell, one)),
        doubt: doubt.map(|code| shell.say(code)),
        members: Part {
            items: members.items.iter().map(|one| member(ask, &shell, one)).collect(),
            count: members.count,
            before: members.before,
            after: members.after,
        },
        is_mine: did == me,
        is_member: view.members_here.iter().any(|member| member.did == me),
        people: people.into_iter().map(|one| one.name).collect(),
        who: sent.text("who"),
        role: sent.text("role"),
        until: sent.text("until"),
        words: sent.text("words"),
        shell: shell.clone().titled(party(&shell, &view.community)),
        did,
        faults,
    })
}

async fn one(ask: Ask) -> Shown {
    let view = ask.acts.community(&ask.id)?;
    page(&ask, &view, &Sent::default(), Faults::default())
}

/// Whether whoever acts is the community; nobody else admits or dismisses for it.
fn own(ask: &Ask) -> Result<CommunityView, ActError> {
    let view = ask.acts.community(&ask.id)?;
    let mine = Some(&view.community.did) == ask.who().as_ref();
    if mine { Ok(view) } else { Err(ActError::unknown("community", &ask.id)) }
}

async fn admit(ask: Ask, sent: Sent) -> Shown {
    let view = own(&ask)?;
    let request = AdmitRequest {
        as_identity: ask.who(),
        who: sent.text("who"),
        role: sent.given("role"),
        // Until the end of that day.
        until: sent.given("until").map(|day| format!("{day}T23:59:59Z")),
        words: sent.given("words"),
        dry_run: false,
    };
    match ask.acts.admit(request).await {
        Ok(done) => {
            let code =
                if done.needed > 0 { "page-done-admitted-asked" } else { "page-done-admitted" };
            Ok(reply::done(&place(&view.community.did), code))
        }
        Err(error) => {
            let fields = ["who", "role", "until", "words"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "who"), &fields);
            page(&ask, &view, &sent, faults)
        }
    }
}

async fn dismiss(ask: Ask, sent: Sent) -> Shown {
    let view = own(&ask)?;
    let shell = ask.shell("page-communities-title");
    if !is_same(&sent.text("name"), &sent.text("called")) {
        let faults = Faults::one(&shell, "dismiss", "page-fault-name-differs");
        return page(&ask, &view, &Sent::default(), faults);
    }
    let reason = sent.given("reason");
    let who = sent.text("member");
    let request = DismissRequest { as_identity: ask.who(), who, reason, dry_run: false };
    match ask.acts.dismiss(request).await {
        Ok(_) => Ok(reply::done(&place(&view.community.did), "page-done-dismissed")),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &[]);
            page(&ask, &view, &Sent::default(), faults)
        }
    }
}

async fn resign(ask: Ask, sent: Sent) -> Shown {
    let view = ask.acts.community(&ask.id)?;
    let shell = ask.shell("page-communities-title");
    if !is_same(&sent.text("name"), &party(&shell, &view.community)) {
        let faults = Faults::one(&shell, "name", "page-fault-name-differs");
        return page(&ask, &view, &Sent::default(), faults);
    }
    let request = LeaveRequest {
        as_identity: ask.who(),
        community: view.community.did.clone(),
        words: sent.given("why"),
        dry_run: false,
    };
    match ask.acts.leave_community(request).await {
        Ok(_) => Ok(reply::done("/communities", "page-done-resigned")),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &[]);
            page(&ask, &view, &Sent::default(), faults)
        }
    }
}
