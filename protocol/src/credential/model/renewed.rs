//! A badge that renews an earlier one, as it says it.
//!
//! The earlier badge is named in `evidence` by its id, with the `genre` `renewal`, and pinned by id and
//! digest in `relatedResource`. `awardedDate` keeps the day on which it was first awarded. Source:
//! `spec/status.md` §6; Open Badges 3.0 §B.1 (`awardedDate`), §B.9 (Evidence); VC Data Model 2.0 §5.3.

use super::{Credential, many, related};
use crate::canon::json::{Object, Value};

/// The `genre` of the piece of evidence that names what is renewed.
const RENEWAL: &str = "renewal";

/// Members of a badge that are its own, and are not taken over by the one that renews it.
const OWN: [&str; 14] = [
    "id",
    "name",
    "issuer",
    "issuanceDate",
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "relatedResource",
    "refreshService",
    "endorsement",
    "endorsementJwt",
    "proof",
    "@context",
];

/// Members of what it says of its recipient that are written anew.
const OWN_OF_SUBJECT: [&str; 4] = ["id", "type", "achievement", "narrative"];

/// The id of the badge that this one says it renews.
///
/// What it says is the issuer's word: whoever relies on it holds both, of one issuer, and compares
/// the digest (`related::pins`).
#[must_use]
pub fn former_of<'a>(credential: &Credential<'a>) -> Option<&'a str> {
    let items = credential.document().get("evidence").into_iter().flat_map(many);
    let mut named = items.filter(|item| is_renewal(item));
    named.next()?.get("id")?.as_str()
}

/// What the badge that renews `former` says as it did, as members of a draft.
#[must_use]
pub fn taken_over(former: &Value) -> Object {
    let mut more = Object::new();
    for (name, value) in former.as_object().into_iter().flat_map(Object::iter) {
        let value = match name {
            _ if OWN.contains(&name) => continue,
            "credentialSubject" => subject(value),
            "evidence" => evidence(value),
            _ => Some(value.clone()),
        };
        value.into_iter().for_each(|value| drop(more.insert(name, value)));
    }
    if let Some(contexts) = former.get("@context") {
        let own = |one: &&Value| {
            let base =
                ["https://www.w3.org/ns/credentials/", "https://purl.imsglobal.org/spec/ob/"];
            one.as_str().is_none_or(|one| !base.iter().any(|base| one.starts_with(base)))
        };
        let contexts: Vec<Value> = contexts.as_list().iter().filter(own).cloned().collect();
        if !contexts.is_empty() {
            more.insert("@context", Value::Array(contexts));
        }
    }
    // Since when it was awarded first. Source: Open Badges 3.0 §B.1.
    if more.get("awardedDate").is_none()
        && let Some(first) = former.get("validFrom")
    {
        more.insert("awardedDate", first.clone());
    }
    more
}

/// Writes into a badge that is to be signed what it renews.
pub fn write(unsigned: &mut Object, former: &Value) {
    let id = former.get("id").and_then(Value::as_str).unwrap_or_default();
    let item = Value::object([
        ("id", Value::from(id)),
        ("type", Value::array(["Evidence"])),
        ("genre", Value::from(RENEWAL)),
    ]);
    let own = unsigned.get("evidence").into_iter().flat_map(many).cloned();
    let all: Vec<Value> = own.chain([item]).collect();
    unsigned.insert("evidence", Value::Array(all));
    unsigned.insert("relatedResource", Value::Array(vec![related::pinned(id, former)]));
}

fn is_renewal(item: &Value) -> bool {
    item.get("genre").and_then(Value::as_str) == Some(RENEWAL)
}

fn subject(value: &Value) -> Option<Value> {
    let mut out = Object::new();
    for (name, value) in
        value.as_object()?.iter().filter(|(name, _)| !OWN_OF_SUBJECT.contains(name))
    {
        out.insert(name, value.clone());
    }
    Some(Value::Object(out))
}

/// The evidence of the award itself: that the former renewed another says it itself.
fn evidence(value: &Value) -> Option<Value> {
    let items: Vec<Value> = many(value).filter(|item| !is_renewal(item)).cloned().collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;

    const FORMER: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json","https://x.example/more"],
        "id":"urn:x:1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"First aid",
        "issuer":{"id":"did:x:y"},"validFrom":"2024-01-02T00:00:00Z","validUntil":"2026-01-02T00:00:00Z",
        "credentialSubject":{"id":"did:x:z","type":["AchievementSubject"],"narrative":"A course.","role":"helper"},
        "evidence":[{"id":"urn:x:0","type":["Evidence"],"genre":"renewal"},{"type":["Evidence"],"name":"Test"}],
        "relatedResource":[{"id":"urn:x:0","digestSRI":"sha256-AAAA"}],"proof":{}}"#;

    #[test]
    fn what_renews_names_and_pins_what_it_renews_and_says_what_it_said() {
        let former = json::read(FORMER.as_bytes()).unwrap();
        let mut unsigned = taken_over(&former);
        write(&mut unsigned, &former);
        let found = Value::Object(unsigned);
        let text = String::from_utf8(found.to_bytes()).unwrap();
        assert_eq!(former_of(&Credential::new(&found)), Some("urn:x:1"));
        assert!(related::pins(&found, "urn:x:1", &former), "{text}");
        assert_eq!(found.get("awardedDate").and_then(Value::as_str), Some("2024-01-02T00:00:00Z"));
        for kept in ["\"role\":\"helper\"", "\"name\":\"Test\"", "https://x.example/more"] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
        for gone in ["urn:x:0", "A course.", "validUntil", "proof", "did:x", "context-3.0.2"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        // With another content it is another badge of that id.
        let other = FORMER.replace("A course.", "Nothing.");
        let other = json::read(other.as_bytes()).unwrap();
        assert!(!related::pins(&found, "urn:x:1", &other));
    }

    #[test]
    fn what_names_something_otherwise_renews_nothing() {
        for text in [
            r#"{}"#,
            r#"{"evidence":[]}"#,
            r#"{"evidence":{"id":"urn:x:1","genre":"role"}}"#,
            r#"{"evidence":[{"genre":"renewal"}]}"#,
            r#"{"relatedResource":[{"id":"urn:x:1","digestSRI":"sha256-AAAA"}]}"#,
        ] {
            let value = json::read(text.as_bytes()).unwrap();
            assert_eq!(former_of(&Credential::new(&value)), None, "{text}");
        }
    }
}
