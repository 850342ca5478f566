//! What was hashed, by which contexts and with which key, as a person gets to see it.

use serde_json::Value;

use crate::screen::Screen;

/// What a part of the input is, which decides what it is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Badge,
    Presentation,
}

/// Shows an explanation.
pub(super) fn tell(screen: &Screen, explanation: &Value) {
    part(screen, &explanation["credential"], Part::Badge);
    let several = explanation["credentials"].as_array().map(Vec::as_slice).unwrap_or_default();
    let count = several.len().to_string();
    for (number, one) in (1_usize..).zip(several) {
        let data = [("number", number.to_string()), ("count", count.clone())];
        screen.say("cli-explain-one-of", &data);
        part(screen, one, Part::Badge);
    }
    part(screen, &explanation["presentation"], Part::Presentation);
    if explanation.as_object().is_none_or(serde_json::Map::is_empty) {
        screen.say("cli-explain-nothing", &[]);
    }
}

fn part(screen: &Screen, told: &Value, which: Part) {
    let Some(members) = told.as_object() else { return };
    if told["signed"] == false {
        return unsigned(screen, told);
    }
    screen.say(
        match which {
            Part::Badge => "cli-explain-proof",
            Part::Presentation => "cli-explain-presentation",
        },
        &[],
    );
    let proofs = told["proofs"].as_array();
    proofs.into_iter().flatten().for_each(|one| proof(screen, one, which));
    // The members that another form has, each by its own name.
    const TOLD: [&str; 4] = ["fault", "says", "proofs", "suite_unread"];
    let own = |name: &&String| !TOLD.contains(&name.as_str());
    for (name, value) in members.iter().filter(|(name, _)| own(name)) {
        let head = screen.sentence("cli-explain-member", &[("name", name.clone())]);
        match value.as_str() {
            Some(source) if name == "key_source" => {
                let said = screen.sentence("cli-explain-source", &[("source", source.to_owned())]);
                block(screen, &head, &said);
            }
            Some(text) => block(screen, &head, text),
            None => screen.line(&format!("  {head} {value}")),
        }
    }
    if let Some(fault) = fault(screen, told) {
        // Where the bytes are told, all that is missing is whose they are.
        let covered = ["message", "message_hex"].iter().any(|name| members.contains_key(*name));
        let code = if covered { "cli-explain-unowned" } else { "cli-explain-fault" };
        line(screen, code, &[("what", fault)]);
    }
    if let Some(suite) = told["suite_unread"].as_str() {
        line(screen, "cli-explain-unread", &[("suite", suite.to_owned())]);
    }
}

/// Why something cannot be followed, in the reader's language.
fn fault(screen: &Screen, told: &Value) -> Option<String> {
    let says = told["says"][screen.lang().tag()].as_str();
    says.or(told["fault"].as_str()).map(str::to_owned)
}

/// A badge of which nothing is signed: what its host serves is compared with it.
fn unsigned(screen: &Screen, told: &Value) {
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    screen.say("cli-explain-unsigned", &[]);
    if let Some(fault) = fault(screen, told) {
        line(screen, "cli-explain-fault", &[("what", fault)]);
    }
    let hashed =
        |name: &str| vec![("form", text("form")), ("hash", text("hash")), ("digest", text(name))];
    if told["document_hash"].is_string() {
        line(screen, "cli-explain-file", &hashed("document_hash"));
    }
    if !told["url"].is_string() {
        return;
    }
    let mut data = hashed("copy_hash");
    data.extend([("url", text("url")), ("at", text("copy_fetched"))]);
    let code = match (told["copy_hash"].is_string(), told["copy_fetched"].is_string()) {
        (true, true) => "cli-explain-copy",
        (true, false) => "cli-explain-copy-undated",
        (false, _) => "cli-explain-copy-missing",
    };
    line(screen, code, &data);
}

fn proof(screen: &Screen, proof: &Value, which: Part) {
    let text = |name: &str| proof[name].as_str().unwrap_or_default().to_owned();
    line(screen, "cli-explain-suite", &[("suite", text("suite"))]);
    line(screen, "cli-explain-method", &[("method", text("method"))]);
    line(
        screen,
        "cli-explain-key",
        &[("key", text("key")), ("controller", text("controller")), ("source", text("key_source"))],
    );
    for used in proof["contexts"].as_array().into_iter().flatten() {
        let text = |name: &str| used[name].as_str().unwrap_or_default().to_owned();
        line(screen, "cli-explain-context", &[("url", text("url")), ("sha256", text("sha256"))]);
    }
    if let Some(fault) = fault(screen, proof) {
        line(screen, "cli-explain-fault", &[("what", fault)]);
    }
    if proof["form"].is_null() {
        return;
    }
    if let Some(statements) = proof["statements"].as_array() {
        return disclosed(screen, proof, statements);
    }
    let whole = match which {
        Part::Badge => "cli-explain-document",
        Part::Presentation => "cli-explain-presented",
    };
    for (code, what) in [("cli-explain-options", "options"), (whole, "document")] {
        let digest = text(&format!("{what}_hash"));
        let data = [("form", text("form")), ("hash", text("hash")), ("digest", digest)];
        block(screen, &screen.sentence(code, &data), &text(&format!("{what}_canonical")));
    }
    line(screen, "cli-explain-signed", &[]);
}

/// A proof that discloses a part: the statements that the issuer made mandatory, which it signed
/// together, and each other one, which has a signature of its own.
fn disclosed(screen: &Screen, proof: &Value, statements: &[Value]) {
    let text = |name: &str| proof[name].as_str().unwrap_or_default().to_owned();
    let data = |digest| [("form", text("form")), ("hash", text("hash")), ("digest", text(digest))];
    let head = screen.sentence("cli-explain-options", &data("options_hash"));
    block(screen, &head, &text("options_canonical"));
    for (mandatory, code) in [(true, "cli-explain-mandatory"), (false, "cli-explain-disclosed")] {
        let of = statements.iter().enumerate().filter(|(_, one)| one["mandatory"] == mandatory);
        let lines: Vec<String> = of
            .map(|(place, one)| {
                format!("{place}: {}", one["text"].as_str().unwrap_or_default().trim_end())
            })
            .collect();
        let count = [("count", lines.len().to_string()), ("key", text("disclosure_key"))];
        let data = [&data("mandatory_hash")[..], &count].concat();
        line(screen, code, &data);
        lines.iter().for_each(|one| screen.line(&format!("    {one}")));
    }
    line(screen, "cli-explain-disclosed-signed", &[]);
}

fn line(screen: &Screen, code: &str, data: &[(&str, String)]) {
    screen.line(&format!("  {}", screen.sentence(code, data)));
}

/// A text of several lines below its head; of one line beside it.
fn block(screen: &Screen, head: &str, text: &str) {
    if text.lines().count() < 2 && text.len() < 100 {
        screen.line(&format!("  {head} {}", text.trim_end()));
        return;
    }
    screen.line(&format!("  {head}"));
    text.lines().for_each(|line| screen.line(&format!("    {line}")));
}
