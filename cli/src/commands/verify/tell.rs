//! A verdict as a person or a program gets to see it.

use std::path::Path;

use bot_protocol::canon::json;
use bot_protocol::verdict::Question;
use bot_protocol::words::Lang;
use serde_json::Value;

use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// A verdict as it is told.
pub(super) fn parsed(verdict: &json::Value) -> Result<Value, Failure> {
    serde_json::from_slice(&verdict.to_bytes())
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))
}

/// Shows a verdict: to a program as it is, to a person in words.
pub(super) fn tell(screen: &Screen, path: &Path, mut verdict: Value) {
    verdict["file"] = path.display().to_string().into();
    screen.object(&verdict);
    screen.line(&format!("{}  {}", path.display(), name(screen, &verdict)));
    for question in Question::ALL {
        let finding = &verdict["findings"][question.name()];
        let answer = finding["answer"].as_str().unwrap_or("unknown");
        let asked = screen.sentence(&format!("cli-question-{}", question.name()), &[]);
        let answered = screen.sentence(&format!("cli-answer-{answer}"), &[]);
        let colon = match screen.lang() {
            Lang::En => ":",
            Lang::Fr => "\u{a0}:",
        };
        screen.line(&format!("  {} {asked}{colon} {answered}", mark(answer)));
        screen.line(&format!("      {}", finding["says"].as_str().unwrap_or_default()));
        endorsers(screen, finding);
        if let Some(advice) = finding["advice"].as_str().filter(|_| answer != "yes") {
            screen.line(&format!("      {advice}"));
        }
    }
}

/// What the badge of a verdict is called, in the reader's language where it has such a name.
pub(super) fn name(screen: &Screen, verdict: &Value) -> String {
    let credential = &verdict["credential"];
    let own = credential["names"][screen.lang().tag()].as_str();
    own.or(credential["name"].as_str()).unwrap_or_default().to_owned()
}

/// The sign before an answer.
pub(crate) fn mark(answer: &str) -> &'static str {
    match answer {
        "yes" => "✓",
        "no" => "✗",
        _ => "?",
    }
}

/// Who endorses, one a line: the words, the name they give themselves, and their identifier, which
/// no other can have.
fn endorsers(screen: &Screen, finding: &Value) {
    for endorser in finding["endorsers"].as_array().into_iter().flatten() {
        let text = |name: &str| endorser[name].as_str().unwrap_or_default().to_owned();
        let data = [("words", text("comment")), ("name", text("name")), ("id", text("id"))];
        let code = match (endorser["holds"].as_bool(), data[0].1.is_empty()) {
            (Some(true), false) => "cli-endorser",
            (Some(true), true) => "cli-endorser-silent",
            (Some(false) | None, _) => "cli-endorser-void",
        };
        screen.line(&format!("      {}", screen.sentence(code, &data)));
    }
}
