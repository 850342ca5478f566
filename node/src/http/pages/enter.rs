//! `/enter`: the owner's browser comes in by a link, and goes out again.
//!
//! The link itself changes nothing: programs that look at links, and a browser that fetches ahead, do
//! not use it up. What lets in is the button on the page.

use askama::Template;
use axum::http::StatusCode;
use bot_protocol::words::Lang;

use super::form::Sent;
use super::reply::{self, keeping, see};
use super::route::{Ask, FORM_BYTES_MAX, LANGUAGE, Route, Shown, Viewer, get, post, visit_cookie};
use super::shell::Shell;
use super::trouble;

/// How long a browser keeps what lets it in, in seconds; the node lets it out by its own clocks.
const KEPT_SECONDS: u64 = 12 * 60 * 60;

/// How long it keeps the language, in seconds.
const REMEMBERED_SECONDS: u64 = 365 * 24 * 60 * 60;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/enter/{id}", Viewer::Near, door),
        post("/enter", Viewer::Near, FORM_BYTES_MAX, enter),
        post("/leave", Viewer::Newcomer, FORM_BYTES_MAX, leave),
    ]
}

#[derive(Template)]
#[template(path = "enter.html")]
struct Page {
    shell: Shell,
    link: String,
}

async fn door(ask: Ask) -> Shown {
    if ask.is_owner && ask.visit.is_some() {
        return Ok(see("/"));
    }
    if !ask.acts.is_link(&ask.id) {
        let shell = ask.shell("page-link-over-title");
        return Ok(trouble::refusal(shell, StatusCode::NOT_FOUND, "page-link-over"));
    }
    let shell = ask.shell("page-enter-title");
    reply::page(&Page { shell, link: ask.id })
}

async fn enter(ask: Ask, sent: Sent) -> Shown {
    let Some(visit) = ask.acts.enter(&sent.text("link"), ask.visitor.user())? else {
        let shell = ask.shell("page-link-over-title");
        return Ok(trouble::refusal(shell, StatusCode::NOT_FOUND, "page-link-over"));
    };
    let wanted = sent.text("lang");
    let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == wanted).unwrap_or(ask.lang);
    let response = keeping(see("/"), (LANGUAGE, lang.tag()), REMEMBERED_SECONDS);
    Ok(keeping(response, (&visit_cookie(&ask.acts), visit.expose()), KEPT_SECONDS))
}

async fn leave(ask: Ask, sent: Sent) -> Shown {
    if let Some(visit) = &ask.visit {
        ask.acts.leave(visit, sent.is_ticked("all"));
    }
    let left = if sent.is_ticked("all") { "page-left-all" } else { "page-left" };
    let out = Ask { me: None, is_owner: false, visit: None, ..ask };
    let shell = out.shell("page-left-title");
    let response = trouble::refusal(shell, StatusCode::OK, left);
    Ok(keeping(response, (&visit_cookie(&out.acts), ""), 0))
}
