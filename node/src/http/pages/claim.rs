//! `/claim`: whoever is in the room asks for the badge on the wall, on a page of the node that gives it.
//!
//! It asks for an address and offers the badge to it, once. What is said of whom is nothing before they accept.

use askama::Template;
use axum::http::StatusCode;
use bot_protocol::identity::Did;

use super::emblem::Emblem;
use super::form::Sent;
use super::offers::about;
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::{self, Faults};
use crate::acts::ActError;
use crate::acts::claims::Room;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/claim", Viewer::Claimant, asked),
        post("/claim", Viewer::Claimant, FORM_BYTES_MAX, typed),
        get("/claim/{id}", Viewer::Claimant, shown),
        post("/claim/{id}", Viewer::Claimant, FORM_BYTES_MAX, claim),
    ]
}

#[derive(Template)]
#[template(path = "claim_code.html")]
struct CodePage {
    shell: Shell,
    faults: Faults,
    code: String,
}

async fn asked(ask: Ask) -> Shown {
    let shell = ask.shell("page-claim-title");
    reply::page(&CodePage { shell, faults: Faults::default(), code: String::new() })
}

async fn typed(ask: Ask, sent: Sent) -> Shown {
    let typed = sent.text("code");
    // Whoever cannot pay for a wrong one is not told whether this one is.
    if let Err(refusal) = ask.can_pay() {
        return Ok(*refusal);
    }
    let shell = ask.shell("page-claim-title");
    if ask.acts.codes_are_spent() {
        let faults = Faults::one(&shell, "code", "page-claim-spent");
        return reply::page(&CodePage { shell, faults, code: typed });
    }
    if let Some(room) = ask.acts.room_for(&typed)?.filter(|room| !room.over) {
        return Ok(see(&format!("/claim/{}", room.given.secret)));
    }
    // Whoever guesses pays for each wrong one.
    ask.acts.code_was_wrong();
    if let Err(refusal) = ask.pay() {
        return Ok(*refusal);
    }
    let faults = Faults::one(&shell, "code", "page-claim-unknown");
    reply::page(&CodePage { shell, faults, code: typed })
}

#[derive(Template)]
#[template(path = "claim.html")]
struct Page {
    shell: Shell,
    faults: Faults,
    secret: String,
    emblem: Emblem,
    by: String,
    about: Vec<(String, String)>,
    address: String,
    /// What became of it, once it is asked for.
    done: Option<&'static str>,
}

/// What is given out by this link; a code is no link.
fn room(ask: &Ask) -> Result<Option<Room>, ActError> {
    let room = ask.acts.room_for(&ask.id)?;
    Ok(room.filter(|room| room.given.secret == ask.id))
}

fn over(ask: &Ask) -> Shown {
    let shell = ask.shell("page-claim-over-title");
    Ok(trouble::refusal(shell, StatusCode::NOT_FOUND, "page-claim-over"))
}

fn page(ask: &Ask, room: &Room, address: String, faults: Faults) -> Result<Page, ActError> {
    let design = ask.acts.achievement(&room.given.achievement)?;
    let shell = ask.shell("page-claim-title");
    let name = shell.named(&design.names, &design.name);
    let document = design.document.as_deref().unwrap_or("{}");
    let as_badge = format!("{{\"credentialSubject\":{{\"achievement\":{document}}}}}");
    let issuer = room.given.issuer.to_string();
    let all = ask.acts.everybody_here();
    let by = all.iter().find(|one| one.did() == room.given.issuer);
    Ok(Page {
        secret: room.given.secret.clone(),
        emblem: Emblem::of(&name, &design.name),
        by: by.map_or(issuer, |one| one.name().to_owned()),
        about: about(&shell, &as_badge),
        shell: shell.titled(name),
        faults,
        address,
        done: None,
    })
}

async fn shown(ask: Ask) -> Shown {
    let Some(room) = room(&ask)? else { return over(&ask) };
    reply::page(&page(&ask, &room, String::new(), Faults::default())?)
}

async fn claim(ask: Ask, sent: Sent) -> Shown {
    let Some(room) = room(&ask)? else { return over(&ask) };
    let address = sent.text("address");
    let Ok(who) = address.parse::<Did>() else {
        let faults = Faults::one(&ask.shell("page-claim-title"), "address", "page-claim-address");
        return reply::page(&page(&ask, &room, address, faults)?);
    };
    match ask.acts.claim(&room.id, who).await {
        Ok(fresh) => {
            let mut page = page(&ask, &room, address, Faults::default())?;
            page.done = Some(if fresh { "page-claim-done" } else { "page-claim-before" });
            reply::page(&page)
        }
        Err(ActError::Conflict { code: "claim-over" | "claim-full", .. }) => over(&ask),
        Err(error) => {
            let faults = Faults::of(ask.lang, &error.problem(), &[]);
            reply::page(&page(&ask, &room, address, faults)?)
        }
    }
}
