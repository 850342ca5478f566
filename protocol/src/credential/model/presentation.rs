//! What the data model forbids in presentations, told member by member.
//!
//! Contexts and terms are not looked at here, and neither is what stands inside: each credential is
//! judged by itself.
//!
//! Source: VC Data Model 2.0 §4.3, §4.4, §4.5, §4.13; VC Data Model 1.1 §4.10.

use super::shape::{self, ShapeFault, fault};
use super::{many, types};
use crate::canon::json::Value;
use crate::limits::NESTED_MAX;

/// The type of every presentation.
pub const PRESENTATION: &str = "VerifiablePresentation";

/// The type of objects that stand for a credential and have the text of its envelope in their id.
const ENVELOPED: &str = "EnvelopedVerifiableCredential";

/// The same of presentations.
const ENVELOPED_PRESENTATION: &str = "EnvelopedVerifiablePresentation";

/// Whether `document` has the shape of a presentation.
///
/// # Errors
/// The first member that is missing or wrong.
pub fn check(document: &Value) -> Result<(), ShapeFault> {
    if document.as_object().is_none() {
        return fault("", "expected an object");
    }
    shape::base_context(document)?;
    shape::type_of(document, PRESENTATION)?;
    if let Some(id) = document.get("id") {
        shape::url(id, "id")?;
    }
    match document.get("holder") {
        None => {}
        Some(node @ Value::Object(_)) => match node.get("id") {
            Some(id) => shape::url(id, "holder.id")?,
            None => return fault("holder.id", "is missing"),
        },
        Some(text) => shape::url(text, "holder")?,
    }
    for name in ["termsOfUse", "refreshService", "evidence"] {
        shape::nodes(document, name, false)?;
    }
    credentials(document)
}

/// Who says that they present it.
#[must_use]
pub fn holder(document: &Value) -> Option<&str> {
    let holder = document.get("holder")?;
    holder.as_str().or_else(|| holder.get("id")?.as_str())
}

/// Whether a credential in a presentation is the text of an envelope, which secures it.
#[must_use]
pub fn is_enveloped(credential: &Value) -> bool {
    types(credential).any(|kind| kind == ENVELOPED)
}

/// Whether an object stands for an enveloped credential and says nothing else of itself: what says that
/// it is a credential is judged as one.
///
/// Source: VC Data Model 2.0 §4.13.1.
#[must_use]
pub fn is_alone(document: &Value) -> bool {
    is_enveloped(document) && !types(document).any(|kind| kind == "VerifiableCredential")
}

/// The same of a presentation.
///
/// Source: VC Data Model 2.0 §4.13.2.
#[must_use]
pub fn is_presentation_alone(document: &Value) -> bool {
    let is = |name: &str| types(document).any(|kind| kind == name);
    is(ENVELOPED_PRESENTATION) && !is(PRESENTATION)
}

fn credentials(document: &Value) -> Result<(), ShapeFault> {
    const NAME: &str = "verifiableCredential";
    let Some(value) = document.get(NAME) else { return Ok(()) };
    let found = many(value).count();
    if found > NESTED_MAX {
        return fault(NAME, format!("has {found} credentials, at most {NESTED_MAX}"));
    }
    for (index, credential) in many(value).enumerate() {
        if credential.as_object().is_none() {
            return fault(&format!("{NAME}[{index}]"), "expected an object");
        }
        if is_enveloped(credential) {
            let id = credential.get("id").and_then(Value::as_str);
            if id.is_none_or(|id| !id.starts_with("data:")) {
                return fault(&format!("{NAME}[{index}].id"), "expected a data: URL");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::canon::json;

    #[track_caller]
    fn check(members: &str, expected: &str) {
        let mut document = json::read(
            br#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiablePresentation"]}"#,
        )
        .unwrap();
        let more = json::read(members.as_bytes()).unwrap();
        let own = document.as_object_mut().unwrap();
        for (name, value) in more.as_object().unwrap().iter() {
            if value.as_str() == Some("REMOVE") {
                own.remove(name);
            } else {
                own.insert(name, value.clone());
            }
        }
        let said = super::check(&document).map_or_else(|fault| fault.field, |()| "fine".to_owned());
        assert_eq!(said, expected, "{members}");
    }

    #[test]
    fn each_member_is_asked_for_what_the_data_model_says() {
        check("{}", "fine");
        check(r#"{"@context": "REMOVE"}"#, "@context");
        check(r#"{"@context": "https://www.w3.org/ns/credentials/v2"}"#, "@context");
        check(r#"{"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}"#, "@context");
        check(r#"{"@context": ["https://www.w3.org/ns/credentials/v2", 7]}"#, "@context");
        check(
            r#"{"@context": [{"a": "urn:a"}, "https://www.w3.org/ns/credentials/v2"]}"#,
            "@context",
        );
        check(r#"{"@context": ["https://www.w3.org/ns/credentials/v2", {"a": "urn:a"}]}"#, "fine");
        check(r#"{"type": "REMOVE"}"#, "type");
        check(r#"{"type": ["Presentation"]}"#, "type");
        check(r#"{"type": ["VerifiablePresentation", 1]}"#, "type");
        check(r#"{"id": "urn:uuid:1"}"#, "fine");
        check(r#"{"id": "one"}"#, "id");
        check(r#"{"id": ["urn:a", "urn:b"]}"#, "id");
        check(r#"{"holder": "did:example:a"}"#, "fine");
        check(r#"{"holder": {"id": "did:example:a", "name": "A"}}"#, "fine");
        check(r#"{"holder": "z6Mk"}"#, "holder");
        check(r#"{"holder": null}"#, "holder");
        check(r#"{"holder": ["did:example:a"]}"#, "holder");
        check(r#"{"holder": {"name": "A"}}"#, "holder.id");
        check(r#"{"holder": {"id": "z6Mk"}}"#, "holder.id");
        check(r#"{"termsOfUse": {"id": "urn:a"}}"#, "termsOfUse.type");
    }

    #[test]
    fn credentials_inside_are_objects() {
        check(r#"{"verifiableCredential": [{}]}"#, "fine");
        check(r#"{"verifiableCredential": {}}"#, "fine");
        check(r#"{"verifiableCredential": [{}, "eyJ"]}"#, "verifiableCredential[1]");
        check(r#"{"verifiableCredential": 7}"#, "verifiableCredential[0]");
        let enveloped = |id: &str| {
            format!(
                r#"{{"verifiableCredential": {{"type": "EnvelopedVerifiableCredential"{id}}}}}"#
            )
        };
        check(&enveloped(r#", "id": "data:application/vc+jwt,eyJ""#), "fine");
        check(&enveloped(r#", "id": "https://school.example/1""#), "verifiableCredential[0].id");
        check(&enveloped(""), "verifiableCredential[0].id");
        let many = vec!["{}"; 65].join(",");
        check(&format!(r#"{{"verifiableCredential": [{many}]}}"#), "verifiableCredential");
    }
}
