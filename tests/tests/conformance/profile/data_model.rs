//! Rules of the data model that the inputs of the suite do not show: related resources, directions,
//! and that the closed profile refuses what only this one reads.
//!
//! Source: VC Data Model 2.0 §4, §5.3, §11.1.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::verdict::Asked;
use bot_protocol::verdict::checked::Checks;

use super::{checked_under, codes, issued, issued_under, now, read, verified};

const BASE: &str = "https://www.w3.org/ns/credentials/v2";

/// A credential with more contexts and members.
fn credential(contexts: &str, members: &str) -> Value {
    read(&format!(
        r#"{{"@context": ["{BASE}"{contexts}], "type": ["VerifiableCredential"],
            "credentialSubject": {{"id": "did:example:lea"}}{members}}}"#
    ))
}

#[test]
fn a_direction_is_signed_and_cannot_be_taken_away() {
    for (name, other) in [("name", "description"), ("description", "name")] {
        let word = |direction: &str| {
            format!(
                r#", "{name}": {{"@value": "HTML", "@language": "en", "@direction": "{direction}"}}"#
            )
        };
        let left = issued(&credential("", &word("ltr"))).unwrap();
        assert!(verified(&left).is_verified());
        let found = left.get(name).and_then(|text| text.get("@direction"));
        assert_eq!(found.and_then(Value::as_str), Some("ltr"));
        // Turned, left out, or under another name, it is not what was signed.
        let mut turned = left.clone();
        let members = turned.as_object_mut().unwrap();
        let right = read(r#"{"@value": "HTML", "@language": "en", "@direction": "rtl"}"#);
        members.insert(name, right);
        assert_eq!(codes(&verified(&turned)), ["signature-wrong"]);
        let members = turned.as_object_mut().unwrap();
        members.insert(name, read(r#"{"@value": "HTML", "@language": "en"}"#));
        assert_eq!(codes(&verified(&turned)), ["signature-wrong"]);
        let members = turned.as_object_mut().unwrap();
        let moved = members.remove(name).unwrap();
        members.insert(other, moved);
        assert_eq!(codes(&verified(&turned)), ["signature-wrong"]);
        let wrong = issued(&credential("", &word("up"))).unwrap_err();
        assert!(wrong.field().is_some_and(|field| field.starts_with(name)), "{wrong}");
    }
}

#[test]
fn related_resources_are_looked_at_when_issuing_and_when_verifying() {
    let related = |resource: &str| credential("", &format!(r#", "relatedResource": {resource}"#));
    let known = |digest: &str| format!(r#"{{"id": "{BASE}", {digest}}}"#);
    let settled = r#""digestMultibase": "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA""#;
    let earlier = r#""digestSRI":
        "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg""#;
    let wrong = r#""digestMultibase": "uEiAZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA""#;
    let typed = format!(r#"{settled}, "mediaType": "application/ld+json""#);
    for resource in [settled, earlier, &typed].map(known) {
        for resource in [resource.clone(), format!("[{resource}]")] {
            let issued = issued(&related(&resource)).unwrap();
            assert!(verified(&issued).is_verified(), "{resource}");
        }
    }
    let elsewhere = format!(r#"{{"id": "https://school.example/picture.png", {wrong}}}"#);
    assert!(verified(&issued(&related(&elsewhere)).unwrap()).is_verified());
    for (resource, field) in [
        (known(wrong), "relatedResource.digestMultibase"),
        (known(r#""mediaType": "text/plain""#), "relatedResource.digestSRI"),
        (format!("{{{settled}}}"), "relatedResource.id"),
        (format!("[{0}, {0}]", known(settled)), "relatedResource[1].id"),
        (format!(r#"["{BASE}"]"#), "relatedResource[0]"),
    ] {
        assert_eq!(issued(&related(&resource)).unwrap_err().field(), Some(field));
        // Whoever signs it all the same does not make it right.
        let mut signed = issued(&credential("", "")).unwrap();
        signed.as_object_mut().unwrap().insert("relatedResource", read(&resource));
        assert_eq!(codes(&verified(&signed)), ["field-wrong"], "{resource}");
    }
}

#[test]
fn what_a_document_defines_itself_is_read_by_the_conformance_profile_alone() {
    let subject = r#", "tea": "green""#;
    for contexts in [
        r#", {"tea": "https://school.example/words#tea"}"#,
        r#", {"@vocab": "https://school.example/words#"}"#,
        r#", "https://www.w3.org/ns/credentials/examples/v2""#,
    ] {
        let document = credential(contexts, subject);
        let closed = issued_under(Profile::Closed, &document).unwrap_err();
        assert_eq!(closed.field(), Some("@context"), "{contexts}");
        let signed = issued(&document).unwrap();
        assert!(verified(&signed).is_verified(), "{contexts}");
        let mut changed = signed.clone();
        changed.as_object_mut().unwrap().insert("tea", Value::from("black"));
        assert_eq!(codes(&verified(&changed)), ["signature-wrong"], "{contexts}");
        if contexts.contains('{') {
            let asked = Asked::at(now());
            let closed = checked_under(Profile::Closed, Checks::All, &asked, &signed);
            assert_eq!(codes(&closed), ["feature-unknown"], "{contexts}");
        }
    }
    // A word that nobody defines is refused by both.
    for profile in [Profile::Closed, Profile::Conformance] {
        let fault = issued_under(profile, &credential("", subject)).unwrap_err();
        assert_eq!(fault.field(), Some("tea"));
        let cleared = credential(r#", {"@vocab": null}"#, subject);
        assert!(issued_under(profile, &cleared).is_err());
    }
}

#[test]
fn no_context_of_a_document_hides_what_verdicts_rest_on() {
    let end = r#", {"end": "https://www.w3.org/2018/credentials#validUntil"}"#;
    let fault = issued(&credential(end, r#", "end": "2020-01-01T00:00:00Z""#)).unwrap_err();
    assert_eq!(fault.field(), Some("end"));
    // Nor does one that is put beside a signed document, which as RDF would say the same.
    let signed = issued(&credential("", r#", "validUntil": "2020-01-01T00:00:00Z""#)).unwrap();
    assert_eq!(codes(&verified(&signed)), ["expired"]);
    let mut hidden = signed;
    let members = hidden.as_object_mut().unwrap();
    let until = members.remove("validUntil").unwrap();
    members.insert("end", until);
    members.insert("@context", read(&format!(r#"["{BASE}"{end}]"#)));
    assert_eq!(codes(&verified(&hidden)), ["not-covered"]);
}
