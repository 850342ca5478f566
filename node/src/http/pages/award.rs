//! `/award`: what somebody can award, and given to one person.

use askama::Template;
use bot_protocol::api::{CredentialRole, IssueRequest};

use super::emblem::Emblem;
use super::form::Sent;
use super::lists::{Part, all, part};
use super::many::{Listed, listed};
use super::offers::about;
use super::passport::{Card, card};
use super::reply;
use super::room;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{Faults, about_somebody};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/award", Viewer::Owner, award),
        get("/award/{id}", Viewer::Owner, to_one),
        post("/award/{id}", Viewer::Owner, FORM_BYTES_MAX, issue),
    ]
}

/// Something that can be awarded.
struct Design {
    at: String,
    name: String,
    emblem: Emblem,
}

#[derive(Template)]
#[template(path = "award.html")]
struct Page {
    shell: Shell,
    designs: Vec<Design>,
    part: Part<Card>,
    /// The newest lists of people.
    lists: Vec<Listed>,
    /// What is given out in rooms: where, what is said of it, and whether it still is.
    rooms: Vec<(String, String, bool)>,
}

async fn award(ask: Ask) -> Shown {
    let shell = ask.shell("page-award-title");
    let known = all(ask.who(), |query| ask.acts.achievements(query))?;
    let designs = known.iter().filter(|one| one.own).map(|one| {
        let name = shell.named(&one.names, &one.name);
        let emblem = Emblem::of(&name, &one.name);
        Design { at: format!("/award/{}", encoded(&one.id)), emblem, name }
    });
    let designs = designs.collect();
    let issued = ask.acts.credentials_of(ask.me.as_ref().map(|me| me.did()))?;
    let issued = issued.iter().filter(|badge| badge.role == CredentialRole::Issued);
    let cards = issued.map(|badge| card(&shell, "/awarded", badge)).collect();
    let part = part(cards, ask.query.get("part"));
    let lists = listed(&ask, &shell)?;
    let rooms = room::listed(&ask, &shell)?;
    reply::page(&Page { shell, designs, part, lists, rooms })
}

#[derive(Template)]
#[template(path = "issue.html")]
struct IssuePage {
    shell: Shell,
    faults: Faults,
    at: String,
    emblem: Emblem,
    about: Vec<(String, String)>,
    people: Vec<String>,
    to: String,
    narrative: String,
    until: String,
}

fn issue_page(ask: &Ask, sent: &Sent, faults: Faults) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let shell = ask.shell("page-award-title");
    let name = shell.named(&design.names, &design.name);
    let contacts = all(None, |query| ask.acts.contacts(query))?;
    let others = ask.acts.everybody_here().into_iter().map(|one| one.name().to_owned());
    let document = design.document.as_deref().unwrap_or("{}");
    let as_badge = format!("{{\"credentialSubject\":{{\"achievement\":{document}}}}}");
    let page = IssuePage {
        at: format!("/award/{}", encoded(&design.id)),
        emblem: Emblem::of(&name, &design.name),
        about: about(&shell, &as_badge),
        people: contacts.into_iter().map(|one| one.name).chain(others).collect(),
        to: sent.text("to"),
        narrative: sent.text("narrative"),
        until: sent.text("valid_until"),
        shell: shell.titled(name),
        faults,
    };
    reply::page(&page)
}

async fn to_one(ask: Ask) -> Shown {
    issue_page(&ask, &Sent::default(), Faults::default())
}

async fn issue(ask: Ask, sent: Sent) -> Shown {
    let design = ask.acts.achievement(&ask.id)?;
    let request = IssueRequest {
        as_identity: ask.who(),
        achievement: design.id,
        to: sent.text("to"),
        narrative: sent.given("narrative"),
        // Until the end of that day.
        valid_until: sent.given("valid_until").map(|day| format!("{day}T23:59:59Z")),
        ..IssueRequest::default()
    };
    match ask.acts.issue(ask.once(request)).await {
        Ok(_) => Ok(reply::done("/award", "page-done-issued")),
        Err(error) => {
            let fields = ["to", "narrative", "valid_until"];
            let faults = Faults::of(ask.lang, &about_somebody(&error, "to"), &fields);
            issue_page(&ask, &sent, faults)
        }
    }
}
