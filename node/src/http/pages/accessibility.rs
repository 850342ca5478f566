//! `/accessibility`: how far everybody can use these pages, as the tests of the pages found it.

use std::sync::LazyLock;

use askama::Template;
use bot_protocol::words::{Args, say};
use serde::Deserialize;

use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/accessibility", Viewer::Anybody, accessibility)]
}

/// What the browser test of the pages looked at and found without a fault; it writes the file, and fails where
/// the file tells something else.
#[derive(Deserialize)]
struct Looked {
    pages: u32,
    looks: u32,
    axe: String,
    rules: u32,
    keyboard: u32,
    bare: u32,
}

static LOOKED: LazyLock<Option<Looked>> =
    LazyLock::new(|| serde_json::from_str(include_str!("looked.json")).ok());

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Page {
    shell: Shell,
    checked: Vec<String>,
}

async fn accessibility(ask: Ask) -> Shown {
    let shell = ask.shell("page-access-title");
    let checked = LOOKED.as_ref().map(|looked| checked(&shell, looked)).unwrap_or_default();
    reply::page(&Page { shell, checked })
}

/// What was checked, a sentence each.
fn checked(shell: &Shell, looked: &Looked) -> Vec<String> {
    let args = || {
        Args::new()
            .number("pages", looked.pages)
            .number("looks", looked.looks)
            .number("rules", looked.rules)
            .number("keyboard", looked.keyboard)
            .number("bare", looked.bare)
            .text("axe", looked.axe.as_str())
    };
    let all = ["axe", "zoom", "keyboard", "bare", "motion", "pictures"];
    all.map(|code| say(shell.lang, &format!("page-access-{code}"), &args())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_told() {
        let looked = LOOKED.as_ref().unwrap();
        assert!(looked.pages > 40 && looked.looks > looked.pages && looked.rules > 50);
        assert!(looked.keyboard >= looked.pages && looked.bare >= looked.pages);
    }
}
