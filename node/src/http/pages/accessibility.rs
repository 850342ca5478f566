//! `/accessibility`: what was tried so that everybody can use the pages, and what came of it.
//!
//! The figures are those of the test that looks at every page in a browser (`tests/pages/look.mjs`), which
//! compares them with what this page says.

use std::sync::LazyLock;

use askama::Template;
use bot_protocol::words::{Args, say};
use serde::Deserialize;

use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;

/// What the test found, as it was kept last.
const FOUND: &str = include_str!("../../../templates/accessibility.json");

pub(super) fn routes() -> Vec<Route> {
    vec![get("/accessibility", Viewer::Anybody, statement)]
}

/// What was looked at, and how much of it was wrong.
#[derive(Debug, Default, Deserialize)]
struct Found {
    /// The version of axe-core that judged.
    axe: String,
    /// The names of the pages.
    pages: Vec<String>,
    /// How often a page was looked at: in each language, by day and by night, on a desk and on a phone.
    looks: u64,
    /// How much was wrong.
    faults: u64,
}

static RESULTS: LazyLock<Found> = LazyLock::new(|| serde_json::from_str(FOUND).unwrap_or_default());

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Page {
    shell: Shell,
    found: String,
}

async fn statement(ask: Ask) -> Shown {
    let shell = ask.shell("page-accessibility-title");
    let results = &*RESULTS;
    let pages = u64::try_from(results.pages.len()).unwrap_or(u64::MAX);
    let args = Args::new().text("axe", results.axe.as_str()).number("pages", pages);
    let args = args.number("looks", results.looks).number("faults", results.faults);
    let found = say(shell.lang, "page-accessibility-found", &args);
    reply::page(&Page { shell, found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_can_be_read() {
        assert!(RESULTS.pages.len() > 30 && RESULTS.looks > 0 && !RESULTS.axe.is_empty());
    }
}
