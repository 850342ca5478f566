//! What was hashed, by which contexts and with which key, as a person gets to see it.

use serde_json::Value;

use crate::screen::Screen;

/// Shows an explanation.
pub(super) fn tell(screen: &Screen, explanation: &Value) {
    let several = explanation["credentials"].as_array().into_iter().flatten();
    let parts = std::iter::once((&explanation["credential"], "cli-explain-proof"))
        .chain(several.map(|one| (one, "cli-explain-proof")))
        .chain([(&explanation["presentation"], "cli-explain-presentation")]);
    for (part, head) in parts {
        let Some(told) = part.as_object() else { continue };
        screen.say(head, &[]);
        if let Some(fault) = told.get("fault").and_then(Value::as_str) {
            line(screen, "cli-explain-fault", &[("what", fault.to_owned())]);
        }
        let proofs = told.get("proofs").and_then(Value::as_array);
        proofs.into_iter().flatten().for_each(|one| proof(screen, one));
        // The members that another form has, each by its own name.
        let own = |name: &&String| !["fault", "proofs"].contains(&name.as_str());
        for (name, value) in told.iter().filter(|(name, _)| own(name)) {
            match value.as_str() {
                Some(text) => block(screen, &format!("{name}:"), text),
                None => screen.line(&format!("  {name}: {value}")),
            }
        }
    }
    if explanation.as_object().is_none_or(serde_json::Map::is_empty) {
        screen.say("cli-explain-nothing", &[]);
    }
}

fn proof(screen: &Screen, proof: &Value) {
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
    if proof["form"].is_null() {
        return;
    }
    for (code, what) in [("cli-explain-options", "options"), ("cli-explain-document", "document")] {
        let digest = text(&format!("{what}_hash"));
        let data = [("form", text("form")), ("hash", text("hash")), ("digest", digest)];
        block(screen, &screen.sentence(code, &data), &text(&format!("{what}_canonical")));
    }
    line(screen, "cli-explain-signed", &[]);
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
