//! A verdict as a person or a program gets to see it.

use std::path::Path;

use bot_protocol::canon::json;
use bot_protocol::verdict::Question;
use serde_json::Value;

use crate::commands::{dispute, endorse};
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// A verdict as it is told.
pub(crate) fn parsed(verdict: &json::Value) -> Result<Value, Failure> {
    serde_json::from_slice(&verdict.to_bytes())
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))
}

/// Shows a verdict: to a program as it is, to a person in words.
pub(crate) fn tell(screen: &Screen, path: &Path, mut verdict: Value) {
    verdict["file"] = path.display().to_string().into();
    screen.object(&verdict);
    show(screen, &path.display().to_string(), &verdict);
    for name in verdict["unused"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let told = screen.sentence("cli-verify-unused", &[("what", name.to_owned())]);
        screen.line(&format!("  {told}"));
    }
}

/// Shows a verdict to a person, under the name of what was judged.
pub(super) fn show(screen: &Screen, judged: &str, verdict: &Value) {
    let all = verdict["credentials"].as_array().filter(|all| !all.is_empty());
    let Some(all) = all else {
        screen.line(&format!("{judged}  {}", name(screen, verdict)));
        findings(screen, verdict);
        return;
    };
    let count = all.len().to_string();
    let together = screen.sentence("cli-verify-several", &[("count", count.clone())]);
    screen.line(&format!("{judged}  {together}"));
    for (number, one) in (1_usize..).zip(all) {
        let data = [("number", number.to_string()), ("count", count.clone())];
        screen.line("");
        screen.say("cli-verify-one-of", &[&data[..], &[("name", name(screen, one))]].concat());
        if let Some(earlier) = one["credential"]["repeats"].as_u64() {
            let number = earlier.saturating_add(1).to_string();
            screen.line(&format!(
                "  {}",
                screen.sentence("cli-verify-repeats", &[("number", number)])
            ));
        }
        findings(screen, one);
    }
}

/// The six findings about one badge, and what is to be thought of those inside of it.
fn findings(screen: &Screen, verdict: &Value) {
    parties(screen, &verdict["credential"]);
    successors(screen, verdict);
    for question in Question::ALL {
        let finding = &verdict["findings"][question.name()];
        let answer = finding["answer"].as_str().unwrap_or("unknown");
        let asked = screen.sentence(&format!("cli-question-{}", question.name()), &[]);
        let answered = screen.sentence(&format!("cli-answer-{answer}"), &[]);
        let colon = screen.colon();
        screen.line(&format!("  {} {asked}{colon} {answered}", mark(answer)));
        screen.line(&format!("      {}", finding["says"].as_str().unwrap_or_default()));
        endorsers(screen, finding);
        if let Some(advice) = finding["advice"].as_str().filter(|_| answer != "yes") {
            screen.line(&format!("      {advice}"));
        }
    }
    disputes(screen, verdict);
    copies(screen, &verdict["credential"]);
    inside(screen, &verdict["credential"]);
}

/// Who awarded a badge and whom it is about, as it says itself: what to compare with an identifier that one
/// has from elsewhere.
fn parties(screen: &Screen, credential: &Value) {
    let text = |name: &str| credential[name].as_str().filter(|text| !text.trim().is_empty());
    let told = |id: Option<&str>, code: &str, name: Option<&str>| {
        let Some(id) = id else { return };
        let who = name.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"));
        screen.line(&format!("  {}", screen.sentence(code, &[("who", who)])));
    };
    let endorses = &credential["endorses"];
    if let Some(id) = endorses["id"].as_str() {
        told(text("issuer"), "cli-verify-endorsed-by", text("issuer_name"));
        let what = endorses["name"].as_str();
        let what = what.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"));
        screen.line(&format!("  {}", screen.sentence("cli-verify-endorses", &[("what", what)])));
        let at_hand = endorses["at_hand"].as_str().unwrap_or("no");
        let at_hand = screen.sentence(&format!("cli-verify-endorses-{at_hand}"), &[]);
        screen.line(&format!("    {at_hand}"));
        return;
    }
    told(text("issuer"), "cli-verify-from", text("issuer_name"));
    told(text("subject"), "cli-verify-about", None);
}

/// That whom a badge names goes on with a new key, where no finding says so.
fn successors(screen: &Screen, verdict: &Value) {
    let (credential, findings) = (&verdict["credential"], &verdict["findings"]);
    for (party, member) in [("issuer", "issuer_successor"), ("subject", "subject_successor")] {
        let (Some(did), Some(now)) = (credential[party].as_str(), credential[member].as_str())
        else {
            continue;
        };
        let says = |question: &Question| findings[question.name()]["says"].as_str();
        // Where both are one, it is told once.
        let is_same = party == "subject" && credential["issuer"].as_str() == Some(did);
        if !is_same && !Question::ALL.iter().filter_map(says).any(|says| says.contains(now)) {
            let data = [("did", did.to_owned()), ("successor", now.to_owned())];
            screen.line(&format!(
                "  {}",
                screen.sentence(&format!("cli-verify-{party}-goes-on"), &data)
            ));
        }
    }
}

/// The copies at hand by which an old badge was read, and when each was fetched.
pub(crate) fn copies(screen: &Screen, credential: &Value) {
    for copy in credential["copies"].as_array().into_iter().flatten() {
        let text = |name: &str| copy[name].as_str().unwrap_or_default().to_owned();
        let code = match copy["fetched"].is_string() {
            true => "cli-verify-copy",
            false => "cli-verify-copy-undated",
        };
        let data = [("part", text("part")), ("url", text("url")), ("at", text("fetched"))];
        screen.line(&format!("  {}", screen.sentence(code, &data)));
    }
}

/// The badges inside of a badge, such as a learner record, each with its own answer.
fn inside(screen: &Screen, credential: &Value) {
    let Some(nested) = credential["nested"].as_array() else { return };
    screen.line(&format!("  {}", screen.sentence("cli-verify-inside", &[])));
    for one in nested {
        let text = |name: &str| one[name].as_str().unwrap_or_default();
        let name = if text("name").is_empty() { text("id") } else { text("name") };
        screen.line(&format!("    {name}"));
        for question in ["integrity", "status"] {
            let answer = one[question]["answer"].as_str().unwrap_or("unknown");
            let says = one[question]["says"].as_str().unwrap_or_default();
            screen.line(&format!("      {} {says}", mark(answer)));
        }
    }
    if let Some(count) = credential["nested_unread"].as_u64() {
        let more = screen.sentence("cli-verify-inside-more", &[("count", count.to_string())]);
        screen.line(&format!("    {more}"));
    }
}

/// What the badge of a verdict is called, in the reader's language where it has such a name; what
/// each of several is.
pub(crate) fn name(screen: &Screen, verdict: &Value) -> String {
    if let Some(several) = verdict["credentials"].as_array().filter(|all| !all.is_empty()) {
        let names: Vec<String> = several.iter().map(|one| name(screen, one)).collect();
        return names.join(" + ");
    }
    let credential = &verdict["credential"];
    if credential["list"] == true {
        return screen.sentence("cli-verify-list-title", &[]);
    }
    let own = credential["names"][screen.lang().tag()].as_str();
    let own = own.or(credential["name"].as_str()).filter(|name| !name.trim().is_empty());
    own.map_or_else(|| nameless(screen, credential), str::to_owned)
}

/// What a badge is called that has no name at hand: by its id where the name lies elsewhere, else by
/// what it says it is. What could not be read at all is called nothing.
fn nameless(screen: &Screen, credential: &Value) -> String {
    let Some(types) = credential["type"].as_array() else { return String::new() };
    if let Some(id) = credential["id"].as_str().filter(|_| credential["lacks"].is_array()) {
        return id.to_owned();
    }
    let types = types.iter().filter_map(Value::as_str);
    match types.rev().find(|kind| *kind != "VerifiableCredential") {
        Some(kind) => screen.sentence("cli-badge-nameless-kind", &[("kind", kind.to_owned())]),
        None => screen.sentence("cli-badge-nameless", &[]),
    }
}

/// The sign before an answer.
pub(crate) fn mark(answer: &str) -> &'static str {
    match answer {
        "yes" => "✓",
        "no" => "✗",
        _ => "?",
    }
}

/// Who disagrees, which no finding depends on.
fn disputes(screen: &Screen, verdict: &Value) {
    let said = |one: &Value| one["says"].as_str().map(str::to_owned);
    let all = verdict["disputes"].as_array().into_iter().flatten();
    let told = all.filter_map(|one| Some((said(one)?, said(&one["reply"]))));
    dispute::tell(screen, &told.collect::<Vec<_>>());
}

/// Who endorses, one a line: the words, the name they give themselves, and their identifier, which
/// no other can have.
fn endorsers(screen: &Screen, finding: &Value) {
    for endorser in finding["endorsers"].as_array().into_iter().flatten() {
        let text = |name: &str| endorser[name].as_str().unwrap_or_default().to_owned();
        let given = endorser["reasons"].as_array().into_iter().flatten();
        let given: Vec<&str> = given.filter_map(Value::as_str).collect();
        let reasons = endorse::reasons(screen, &given);
        let data = [("words", text("comment")), ("name", text("name")), ("id", text("id"))];
        let code = match (endorser["holds"].as_bool(), data[0].1.is_empty()) {
            (Some(true), false) => "cli-endorser",
            (Some(true), true) => "cli-endorser-silent",
            (Some(false) | None, _) => "cli-endorser-void",
        };
        screen.line(&format!("      {}", screen.sentence(code, &data)));
        if endorser["holds"] == true {
            let about = endorser["about"].as_str().unwrap_or("nothing");
            let about = screen.sentence(&format!("cli-endorser-of-{about}"), &[]);
            screen.line(&format!("        {about}"));
            if endorser["own"] == true {
                screen.line(&format!("        {}", screen.sentence("cli-endorser-own", &[])));
            }
        } else if let Some(why) = endorser["says"].as_str() {
            screen.line(&format!("        {why}"));
        }
        if !reasons.is_empty() {
            let because = screen.sentence("cli-endorser-reasons", &[("reasons", reasons)]);
            screen.line(&format!("        {because}"));
        }
        for said in endorser["said"].as_array().into_iter().flatten() {
            let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
            let data = [("at", text("at")), ("words", text("words")), ("what", text("subject"))];
            screen.line(&format!("        {}", screen.sentence("cli-endorser-said", &data)));
        }
        if endorser["bound"] == "id" && endorser["holds"] == true {
            screen.line(&format!("        {}", screen.sentence("cli-endorser-loose", &[])));
        }
    }
}
