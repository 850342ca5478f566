//! `/passport`: the badges somebody holds: found, ordered, shown to everybody or to nobody, and taken
//! along.

use askama::Template;
use axum::http::header;
use axum::response::IntoResponse as _;
use bot_protocol::api::{CredentialRole, CredentialState, CredentialView, PublishRequest};

use super::emblem::Emblem;
use super::form::Sent;
use super::lists::{Part, all, fits, part};
use super::offers::about;
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::ActError;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/passport", Viewer::Owner, passport),
        get("/passport/{id}", Viewer::Owner, badge),
        get("/passport/{id}/file", Viewer::Owner, file),
        get("/passport/{id}/picture", Viewer::Owner, picture),
        post("/passport/{id}/publish", Viewer::Owner, FORM_BYTES_MAX, publish),
        post("/passport/{id}/unpublish", Viewer::Owner, FORM_BYTES_MAX, unpublish),
    ]
}

/// In which order badges are shown: the name of it, and what it is called.
const ORDERS: [(&str, &str); 4] = [
    ("newest", "page-order-newest"),
    ("name", "page-order-name"),
    ("issuer", "page-order-issuer"),
    ("expiry", "page-order-expiry"),
];

/// A badge in a list.
pub(super) struct Card {
    pub(super) at: String,
    pub(super) name: String,
    pub(super) emblem: Emblem,
    /// Who issued it, or whom it is about.
    pub(super) who: String,
    pub(super) when: Option<String>,
    pub(super) state: String,
    pub(super) kind: &'static str,
}

/// A badge as a list below `place` shows it.
pub(super) fn card(shell: &Shell, place: &str, badge: &CredentialView) -> Card {
    let name = shell.named(&badge.names, &badge.achievement);
    let other = match badge.role {
        CredentialRole::Issued => badge.subject_name.clone(),
        CredentialRole::Held | CredentialRole::Seen => badge.issuer_name.clone(),
    };
    let when = badge.valid_from.as_deref().map(|from| shell.day(from));
    Card {
        at: format!("{place}/{}", encoded(&badge.id)),
        emblem: Emblem::of(&name, &badge.achievement),
        name,
        who: other.unwrap_or_else(|| shell.say("page-somebody")),
        when,
        state: shell.say(state(badge.state)),
        kind: kind(badge.state),
    }
}

fn state(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Offered => "page-badge-offered",
        CredentialState::Issued => "page-badge-issued",
        CredentialState::Accepted => "page-badge-accepted",
        CredentialState::Refused => "page-badge-refused",
        CredentialState::Imported => "page-badge-imported",
        CredentialState::Published => "page-badge-published",
        CredentialState::Suspended => "page-badge-suspended",
        CredentialState::Revoked => "page-badge-revoked",
    }
}

fn kind(state: CredentialState) -> &'static str {
    match state {
        CredentialState::Published | CredentialState::Accepted => "yes",
        CredentialState::Refused | CredentialState::Revoked => "no",
        CredentialState::Suspended | CredentialState::Offered => "unknown",
        CredentialState::Issued | CredentialState::Imported => "plain",
    }
}

#[derive(Template)]
#[template(path = "passport.html")]
struct Page {
    shell: Shell,
    words: String,
    /// The same, as part of an address.
    sought: String,
    orders: Vec<(&'static str, String, bool)>,
    order: &'static str,
    part: Part<Card>,
}

async fn passport(ask: Ask) -> Shown {
    let words = ask.query.get("q").unwrap_or_default().to_owned();
    let wanted = ask.query.get("order").unwrap_or_default();
    let order = ORDERS.iter().find(|(name, _)| *name == wanted).map_or("newest", |(name, _)| name);
    let shell = ask.shell("page-passport-title");
    let held = all(ask.who(), |query| ask.acts.credentials(query))?;
    let mut held: Vec<CredentialView> = held
        .into_iter()
        .filter(|badge| badge.role == CredentialRole::Held)
        .filter(|badge| {
            let others = [badge.issuer_name.as_deref(), Some(badge.achievement.as_str())];
            fits(&words, &badge.names, &others)
        })
        .collect();
    let name =
        |badge: &CredentialView| shell.named(&badge.names, &badge.achievement).to_lowercase();
    match order {
        "name" => held.sort_by_key(name),
        "issuer" => held.sort_by_key(|badge| {
            (badge.issuer_name.as_deref().unwrap_or_default().to_lowercase(), name(badge))
        }),
        // What never ends comes last.
        "expiry" => held.sort_by_key(|badge| {
            (badge.valid_until.is_none(), badge.valid_until.clone(), name(badge))
        }),
        // As they are listed.
        _ => {}
    }
    let cards = held.iter().map(|badge| card(&shell, "/passport", badge)).collect();
    let orders = ORDERS.map(|(name, code)| (name, shell.say(code), name == order)).into();
    let part = part(cards, ask.query.get("part"));
    reply::page(&Page { shell, sought: encoded(&words), words, orders, order, part })
}

#[derive(Template)]
#[template(path = "badge.html")]
struct BadgePage {
    shell: Shell,
    faults: Faults,
    card: Card,
    about: Vec<(String, String)>,
    ends: Option<String>,
    published: bool,
    picture: bool,
    id: String,
    issuer: String,
}

fn shown(ask: &Ask, badge: &CredentialView, faults: Faults) -> Shown {
    let shell = ask.shell("page-passport-title");
    let card = card(&shell, "/passport", badge);
    let page = BadgePage {
        about: badge.document.as_deref().map(|text| about(&shell, text)).unwrap_or_default(),
        ends: badge.valid_until.as_deref().map(|until| shell.day(until)),
        published: badge.published,
        picture: ask.acts.baked(&badge.id).is_ok(),
        id: badge.id.clone(),
        issuer: badge.issuer.clone(),
        shell: shell.titled(card.name.clone()),
        card,
        faults,
    };
    reply::page(&page)
}

/// A badge that is held here; no other is of anybody's passport.
fn held(ask: &Ask) -> Result<CredentialView, ActError> {
    let badge = ask.acts.credential(&ask.id)?;
    match badge.role {
        CredentialRole::Held => Ok(badge),
        CredentialRole::Issued | CredentialRole::Seen => {
            Err(ActError::unknown("held-credential", &ask.id))
        }
    }
}

async fn badge(ask: Ask) -> Shown {
    let badge = held(&ask)?;
    shown(&ask, &badge, Faults::default())
}

async fn file(ask: Ask) -> Shown {
    let badge = held(&ask)?;
    let text = badge.document.unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"badge.json\""),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text).into_response())
}

async fn picture(ask: Ask) -> Shown {
    let (bytes, kind) = ask.acts.baked(&held(&ask)?.id)?;
    let name = if kind == "image/png" { "badge.png" } else { "badge.svg" };
    let disposition = format!("attachment; filename=\"{name}\"");
    // What others drew is saved, and never shown by a page: a picture in SVG is a document.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}

async fn publish(ask: Ask, _sent: Sent) -> Shown {
    let badge = held(&ask)?;
    match ask.acts.publish(&badge.id, PublishRequest::default()).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-published")),
        Err(error) => shown(&ask, &badge, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn unpublish(ask: Ask, _sent: Sent) -> Shown {
    let badge = held(&ask)?;
    match ask.acts.unpublish(&badge.id, PublishRequest::default()).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-hidden")),
        Err(error) => shown(&ask, &badge, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

fn place(badge: &CredentialView) -> String {
    format!("/passport/{}", encoded(&badge.id))
}
