//! `/passport/{id}`: one badge that somebody holds: looked at, shown to everybody or to nobody, noted upon,
//! and taken along.

use askama::Template;
use axum::http::header;
use axum::response::IntoResponse as _;
use bot_protocol::api::{CredentialRole, CredentialView, PublishRequest};
use bot_protocol::time::Timestamp;

use super::awarded::{Kin, kin};
use super::endorse::by;
use super::endorsements::{Stands, stands};
use super::form::Sent;
use super::lists::all;
use super::offers::about;
use super::passport::{Card, Choice, card, countdown};
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use super::verify::verdict_on;
use crate::acts::ActError;
use crate::acts::passport::{Evidence, Learning};
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/passport/everything", Viewer::Owner, everything),
        get("/passport/{id}", Viewer::Owner, badge),
        get("/passport/{id}/verdict", Viewer::Owner, verdict),
        get("/passport/{id}/file", Viewer::Owner, file),
        get("/passport/{id}/picture", Viewer::Owner, picture),
        post("/passport/{id}/publish", Viewer::Owner, FORM_BYTES_MAX, publish),
        post("/passport/{id}/unpublish", Viewer::Owner, FORM_BYTES_MAX, unpublish),
        post("/passport/{id}/note", Viewer::Owner, FORM_BYTES_MAX, note),
        post("/passport/{id}/evidence", Viewer::Owner, FORM_BYTES_MAX, evidence),
        post("/passport/{id}/remove", Viewer::Owner, FORM_BYTES_MAX, remove),
        post("/passport/{id}/forget", Viewer::Owner, FORM_BYTES_MAX, forget),
    ]
}

/// Evidence that the holder added, as a page shows it.
pub(super) struct Added {
    pub(super) day: String,
    pub(super) words: String,
    pub(super) link: Option<String>,
}

/// The same of a badge's note.
pub(super) fn added(shell: &Shell, all: &[Evidence]) -> Vec<Added> {
    let one = |one: &Evidence| Added {
        day: shell.day(&Timestamp::from_millis(one.at).to_string()),
        words: one.words.clone(),
        link: one.link.clone(),
    };
    all.iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "badge.html")]
struct BadgePage {
    shell: Shell,
    faults: Faults,
    card: Card,
    kin: Kin,
    about: Vec<(String, String)>,
    ends: Option<(String, &'static str)>,
    day: Option<String>,
    published: bool,
    picture: bool,
    imported: bool,
    /// Who stands behind it.
    behind: Vec<Stands>,
    learning: Vec<Choice>,
    tags: String,
    evidence: Vec<Added>,
    words: String,
    link: String,
    id: String,
    /// Where one asks others to stand behind it.
    support: String,
    issuer: String,
}

fn shown(ask: &Ask, badge: &CredentialView, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-passport-title");
    let card = card(&shell, "/passport", badge);
    let (me, who) = (ask.me.as_ref(), ask.who().unwrap_or_default());
    let note = me.map(|me| ask.acts.badge_note(&me.did(), &badge.id)).transpose()?;
    let note = note.unwrap_or_default();
    let endorsed = all(ask.who(), |query| ask.acts.endorsements(query))?;
    let behind = endorsed.iter().filter(|one| one.target == badge.id);
    let usual = (String::new(), shell.say("page-learning-usual"), note.learning.is_none());
    let sort = |one: Learning| {
        let called = shell.say(&format!("page-learning-{}", one.name()));
        (one.name().to_owned(), called, note.learning == Some(one))
    };
    let tags = sent.given("tags").unwrap_or_else(|| note.tags.join(", "));
    let until = badge.valid_until.as_deref();
    let page = BadgePage {
        about: badge.document.as_deref().map(|text| about(&shell, text)).unwrap_or_default(),
        kin: kin(ask, "/passport", badge)?,
        ends: countdown(&shell, ask.acts.now(), until),
        day: until.map(|until| shell.day(until)),
        published: badge.published,
        picture: ask.acts.baked(&badge.id).is_ok(),
        imported: badge.imported,
        behind: behind.map(|one| stands(&shell, &who, one)).collect(),
        learning: std::iter::once(usual).chain(Learning::ALL.map(sort)).collect(),
        tags,
        evidence: added(&shell, &note.evidence),
        words: sent.text("words"),
        link: sent.text("link"),
        id: badge.id.clone(),
        support: format!("/people/support?of={}", encoded(&by(&badge.issuer, &badge.id))),
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
    shown(&ask, &badge, &Sent::default(), Faults::default())
}

async fn verdict(ask: Ask) -> Shown {
    let text = held(&ask)?.document.unwrap_or_default();
    verdict_on(&ask, text.as_bytes()).await
}

/// What a browser saves, and never shows by itself: a picture in SVG is a document.
pub(super) fn saved(name: &str, bytes: Vec<u8>) -> Shown {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}

async fn file(ask: Ask) -> Shown {
    let badge = held(&ask)?;
    let name = if badge.format.is_none() { "badge.json" } else { "badge.txt" };
    saved(name, badge.document.unwrap_or_default().into_bytes())
}

async fn picture(ask: Ask) -> Shown {
    let (bytes, kind) = ask.acts.baked(&held(&ask)?.id)?;
    saved(if kind == "image/png" { "badge.png" } else { "badge.svg" }, bytes)
}

async fn everything(ask: Ask) -> Shown {
    let me = ask.who();
    let archive = ask.acts.judge_apart(move |acts| acts.export_data(me.as_deref())).await?;
    saved("everything.tar", archive)
}

async fn publish(ask: Ask, sent: Sent) -> Shown {
    let badge = held(&ask)?;
    match ask.acts.publish(&badge.id, PublishRequest::default()).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-published")),
        Err(error) => shown(&ask, &badge, &sent, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn unpublish(ask: Ask, sent: Sent) -> Shown {
    let badge = held(&ask)?;
    match ask.acts.unpublish(&badge.id, PublishRequest::default()).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-hidden")),
        Err(error) => shown(&ask, &badge, &sent, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

/// What was noted, or what is wrong with it beside the form.
fn noted(ask: &Ask, badge: &CredentialView, sent: &Sent, done: Result<(), ActError>) -> Shown {
    match done {
        Ok(()) => Ok(reply::done(&place(badge), "page-done-noted")),
        Err(error) => {
            let fields = ["tags", "words", "link"];
            shown(ask, badge, sent, Faults::of(ask.lang, &error.problem(), &fields))
        }
    }
}

async fn note(ask: Ask, sent: Sent) -> Shown {
    let (badge, Some(me)) = (held(&ask)?, &ask.me) else { return Err(ActError::Broken.into()) };
    let tags = sent.text("tags");
    let mut tags: Vec<String> = tags.split(',').map(|tag| tag.trim().to_owned()).collect();
    tags.retain(|tag| !tag.is_empty());
    tags.dedup();
    let learning = Learning::named(&sent.text("learning"));
    let done = ask.acts.note_badge(me, &badge.id, (learning, tags)).await;
    noted(&ask, &badge, &sent, done)
}

async fn evidence(ask: Ask, sent: Sent) -> Shown {
    let (badge, Some(me)) = (held(&ask)?, &ask.me) else { return Err(ActError::Broken.into()) };
    let said = (sent.text("words"), sent.given("link"));
    let done = ask.acts.add_evidence(me, &badge.id, said).await;
    noted(&ask, &badge, &sent, done)
}

async fn remove(ask: Ask, sent: Sent) -> Shown {
    let (badge, Some(me)) = (held(&ask)?, &ask.me) else { return Err(ActError::Broken.into()) };
    let number = sent.text("number").parse().unwrap_or(usize::MAX);
    let done = ask.acts.remove_evidence(me, &badge.id, number).await;
    noted(&ask, &badge, &sent, done)
}

async fn forget(ask: Ask, sent: Sent) -> Shown {
    let badge = held(&ask)?;
    match ask.acts.remove_import(&badge.id).await {
        Ok(_) => Ok(reply::done("/passport", "page-done-forgotten")),
        Err(error) => shown(&ask, &badge, &sent, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

fn place(badge: &CredentialView) -> String {
    format!("/passport/{}", encoded(&badge.id))
}
