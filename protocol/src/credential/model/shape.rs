//! What the data model forbids, told member by member.
//!
//! Contexts and terms are not looked at here: the JSON-LD lane refuses what they do not define.
//!
//! Source: VC Data Model 2.0 §4.3–§4.13, §5.4; VC Data Model 1.1 §4.

use super::{Credential, many, point, types};
use crate::canon::json::Value;

/// A member that is not what the data model asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {what}")]
pub struct ShapeFault {
    /// The member, as a path with dots.
    pub field: String,
    /// What was found and expected.
    pub what: String,
}

impl ShapeFault {
    /// A fault of the value at hand, whose place is told by those around it.
    pub(crate) fn here(what: impl Into<String>) -> Self {
        Self { field: String::new(), what: what.into() }
    }

    /// The same, inside the member `name`.
    #[must_use]
    pub(crate) fn under(mut self, name: &str) -> Self {
        let dot = if self.field.is_empty() { "" } else { "." };
        self.field = format!("{name}{dot}{}", self.field);
        self
    }
}

pub(super) fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, ShapeFault> {
    Err(ShapeFault { field: field.to_owned(), what: what.into() })
}

/// The base context of the data model.
pub(crate) const V2: &str = "https://www.w3.org/ns/credentials/v2";
const V1: &str = "https://www.w3.org/2018/credentials/v1";

/// Whether `document` has the shape of a credential.
///
/// # Errors
/// The first member that is missing or wrong.
pub fn check(document: &Value) -> Result<(), ShapeFault> {
    let credential = Credential::new(document);
    let version = contexts(document)?;
    type_of(document, "VerifiableCredential")?;
    if let Some(id) = document.get("id") {
        url(id, "id")?;
    }
    issuer(document)?;
    subjects(document)?;
    creator(&credential)?;
    dates(&credential, version)?;
    ids(document)?;
    if types(document).any(|kind| BADGES.contains(&kind)) {
        references(&credential)?;
    }
    for name in ["credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService"]
    {
        nodes(document, name, name == "credentialSchema")?;
    }
    for name in ["name", "description"] {
        texts(document, name, name)?;
        if let Some(issuer) = document.get("issuer") {
            texts(issuer, name, &format!("issuer.{name}"))?;
        }
    }
    Ok(())
}

/// The types of credentials in which these members name nodes.
const BADGES: [&str; 4] =
    ["OpenBadgeCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential"];

/// Members that are a node or its URL: of the subject, the achievement, and an issuer or creator.
///
/// Source: Open Badges 3.0 §B.1.
const OF_SUBJECT: [&str; 3] = ["achievement", "image", "source"];
const OF_ACHIEVEMENT: [&str; 3] = ["creator", "criteria", "image"];
const OF_PROFILE: [&str; 2] = ["image", "parentOrg"];

/// The keywords of JSON-LD that leave what is said where it stands.
const KEYWORDS: [&str; 5] = ["@id", "@type", "@value", "@language", "@direction"];

/// What is judged by itself, is no part of what is said, or is JSON of its own.
const APART: [&str; 5] = ["@context", "endorsement", "jsonSchema", "proof", "verifiableCredential"];

/// Every node is named by one URL, wherever it stands: what is none, as the label of a blank node,
/// means another thing to each who reads it. RDF refuses these by itself; other forms are signed as
/// they are written.
///
/// Source: VC Data Model 2.0 §4.4.
fn ids(value: &Value) -> Result<(), ShapeFault> {
    match value {
        Value::Array(items) => items.iter().try_for_each(ids),
        // JSON of its own has no nodes.
        Value::Object(_) if value.get("@type").and_then(Value::as_str) == Some("@json") => Ok(()),
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !APART.contains(&&**name))
            .try_for_each(|(name, member)| {
                named(name, member)?;
                ids(member).map_err(|fault| fault.under(name))
            }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn named(name: &str, member: &Value) -> Result<(), ShapeFault> {
    if name == "id" {
        return url(member, name);
    }
    if name.starts_with('@') && !KEYWORDS.contains(&name) {
        return fault(name, "has no place in a credential: it moves what others read elsewhere");
    }
    Ok(())
}

/// In the places that Open Badges give them, members that name a node do so by a URL.
fn references(credential: &Credential<'_>) -> Result<(), ShapeFault> {
    if let Some(issuer) = credential.document().get("issuer") {
        refer(issuer, &OF_PROFILE).map_err(|fault| fault.under("issuer"))?;
    }
    for subject in credential.subjects() {
        let under = |fault: ShapeFault| fault.under("credentialSubject");
        refer(subject, &OF_SUBJECT).map_err(under)?;
        for achievement in subject.get("achievement").into_iter().flat_map(many) {
            let under = |fault: ShapeFault| under(fault.under("achievement"));
            refer(achievement, &OF_ACHIEVEMENT).map_err(under)?;
            for creator in achievement.get("creator").into_iter().flat_map(many) {
                refer(creator, &OF_PROFILE).map_err(|fault| under(fault.under("creator")))?;
            }
        }
    }
    Ok(())
}

fn refer(node: &Value, names: &[&str]) -> Result<(), ShapeFault> {
    for name in names {
        for item in node.get(name).into_iter().flat_map(many) {
            match item {
                // Nothing at all, to every reader.
                Value::Null | Value::Object(_) => {}
                // Pictures are written into their address as they are by many.
                Value::String(text) if *name == "image" && text.starts_with("data:") => {}
                Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                    url(item, name)?;
                }
            }
        }
    }
    Ok(())
}

/// The data model's version, by its first context.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// Whether the contexts of a document begin with a base context of the data model.
///
/// # Errors
/// Where they do not, are no list, or one is neither a URL nor an object.
pub(super) fn base_context(document: &Value) -> Result<(), ShapeFault> {
    contexts(document).map(|_| ())
}

fn contexts(document: &Value) -> Result<Version, ShapeFault> {
    let Some(context) = document.get("@context") else {
        return fault("@context", "is missing");
    };
    let Some(items) = context.as_array() else {
        return fault("@context", "expected a list");
    };
    for item in items {
        if item.as_str().is_none_or(|text| !is_url(text)) && item.as_object().is_none() {
            return fault("@context", "each item must be a URL or an object");
        }
    }
    match items.first().and_then(Value::as_str) {
        Some(V2) => Ok(Version::Two),
        Some(V1) => Ok(Version::One),
        Some(_) | None => fault("@context", format!("must begin with {V2}")),
    }
}

pub(super) fn type_of(document: &Value, expected: &str) -> Result<(), ShapeFault> {
    let Some(kinds) = document.get("type") else { return fault("type", "is missing") };
    if many(kinds).any(|kind| kind.as_str().is_none()) {
        return fault("type", "expected texts");
    }
    if types(document).any(|kind| kind == expected) {
        Ok(())
    } else {
        fault("type", format!("{expected} is not among them"))
    }
}

fn issuer(document: &Value) -> Result<(), ShapeFault> {
    match document.get("issuer") {
        None => fault("issuer", "is missing"),
        Some(text @ Value::String(_)) => url(text, "issuer"),
        Some(node @ Value::Object(_)) => match node.get("id") {
            Some(id) => url(id, "issuer.id"),
            None => fault("issuer.id", "is missing"),
        },
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) => {
            fault("issuer", "expected one URL or one object with an id")
        }
    }
}

/// Where issuer and creator are one, both descriptions say its type: as RDF they are one, and a
/// type left out of one would not be missed in what is signed.
fn creator(credential: &Credential<'_>) -> Result<(), ShapeFault> {
    let issuer = credential.document().get("issuer").filter(|node| node.as_object().is_some());
    let creator = credential.achievement().and_then(|node| node.get("creator"));
    let (Some(issuer), Some(creator)) = (issuer, creator) else { return Ok(()) };
    if credential.issuer() != credential.creator() {
        return Ok(());
    }
    for (node, field) in [(issuer, "issuer.type"), (creator, "achievement.creator.type")] {
        if types(node).next().is_none() {
            return fault(field, "is missing");
        }
    }
    Ok(())
}

fn subjects(document: &Value) -> Result<(), ShapeFault> {
    let Some(subjects) = document.get("credentialSubject") else {
        return fault("credentialSubject", "is missing");
    };
    if many(subjects).next().is_none() {
        return fault("credentialSubject", "is empty");
    }
    for subject in many(subjects) {
        let Some(members) = subject.as_object() else {
            return fault("credentialSubject", "expected an object");
        };
        if members.iter().next().is_none() {
            return fault("credentialSubject", "has no claim");
        }
        if let Some(id) = subject.get("id") {
            url(id, "credentialSubject.id")?;
        }
    }
    Ok(())
}

fn dates(credential: &Credential<'_>, version: Version) -> Result<(), ShapeFault> {
    let document = credential.document();
    if version == Version::One && document.get("issuanceDate").is_none() {
        return fault("issuanceDate", "is missing");
    }
    for name in ["validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate"] {
        if let Some(value) = document.get(name) {
            moment(value, name)?;
        }
    }
    if let (Ok(Some(from)), Ok(Some(until))) = (credential.valid_from(), credential.valid_until())
        && until < from
    {
        return fault("validUntil", format!("{until} is before validFrom {from}"));
    }
    Ok(())
}

fn moment(value: &Value, field: &str) -> Result<(), ShapeFault> {
    let Some(text) = value.as_str() else { return fault(field, "expected a text") };
    match point(text) {
        Ok(_) => Ok(()),
        Err(why) => fault(field, format!("{text:?} is no date and time with offset: {why}")),
    }
}

/// Members that are one node or several, each with a type, ids being URLs.
pub(super) fn nodes(document: &Value, name: &str, needs_id: bool) -> Result<(), ShapeFault> {
    let Some(value) = document.get(name) else { return Ok(()) };
    for node in many(value) {
        if node.as_object().is_none() {
            return fault(name, "expected an object");
        }
        if types(node).next().is_none() {
            return fault(&format!("{name}.type"), "is missing");
        }
        match node.get("id") {
            Some(id) => url(id, &format!("{name}.id"))?,
            None if needs_id => return fault(&format!("{name}.id"), "is missing"),
            None => {}
        }
    }
    Ok(())
}

/// A text, a language value, or a list of them.
///
/// Source: VC Data Model 2.0 §11.1.
fn texts(node: &Value, name: &str, field: &str) -> Result<(), ShapeFault> {
    let Some(value) = node.get(name) else { return Ok(()) };
    for item in many(value) {
        match item {
            Value::String(_) => {}
            Value::Object(members) => {
                let known = |key: &str| matches!(key, "@value" | "@language" | "@direction");
                if members.iter().any(|(key, value)| !known(key) || value.as_str().is_none()) {
                    return fault(field, "a text in a language has @value, @language, @direction");
                }
                if item.get("@value").is_none() {
                    return fault(field, "a text in a language has @value");
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return fault(field, "expected a text");
            }
        }
    }
    Ok(())
}

pub(super) fn url(value: &Value, field: &str) -> Result<(), ShapeFault> {
    match value.as_str() {
        Some(text) if is_url(text) => Ok(()),
        Some(text) => fault(field, format!("{text:?} is no URL")),
        None => fault(field, "expected one URL"),
    }
}

/// Whether `text` has a scheme and something after it, and no character a URL cannot have.
///
/// Source: RFC 3986 §3 (and RFC 3987 for letters beyond ASCII).
#[must_use]
pub fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.chars();
    let first = letters.next().is_some_and(|c| c.is_ascii_alphabetic());
    let scheme = first && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let bad = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    scheme && !rest.is_empty() && !rest.chars().any(bad)
}

#[cfg(test)]
mod tests {
    use crate::canon::json;

    #[track_caller]
    fn check(document: &str, expected: &str) {
        let document = json::read(document.as_bytes()).unwrap();
        let said = super::check(&document).map_or_else(|fault| fault.field, |()| "fine".to_owned());
        assert_eq!(said, expected);
    }

    fn with(member: &str) -> String {
        let mut members = vec![
            ("@context", r#"["https://www.w3.org/ns/credentials/v2"]"#),
            ("type", r#"["VerifiableCredential"]"#),
            ("issuer", r#""did:key:z6Mk""#),
            ("credentialSubject", r#"{"id":"did:example:1"}"#),
        ];
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        members.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            members.push((name, value));
        }
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn each_member_is_asked_for_what_the_data_model_says() {
        check(&with("id=\"urn:uuid:1\""), "fine");
        for name in ["@context", "type", "issuer", "credentialSubject"] {
            check(&with(name), name);
            check(&with(&format!("{name}=null")), name);
            check(&with(&format!("{name}=[]")), name);
        }
        check(&with("id=\"not a url\""), "id");
        check(&with("id=[\"urn:a\",\"urn:b\"]"), "id");
        check(&with("id=\"Alice Smith\""), "id");
        check(&with("issuer={\"id\":null}"), "issuer.id");
        check(&with("issuer={\"name\":\"x\"}"), "issuer.id");
        check(&with("credentialSubject=[{\"id\":\"did:a:b\"},{}]"), "credentialSubject");
        check(&with("credentialSubject={\"id\":\"x\"}"), "credentialSubject.id");
        check(&with("validFrom=\"2026-01-01T00:00:00Z\""), "fine");
        check(&with("validFrom=\"2026-01-01T00:00:00\""), "validFrom");
        check(&with("validFrom=\"2026-01-01\""), "validFrom");
        check(&with("validFrom=1"), "validFrom");
        check(&with("awardedDate=\"1965-06-01T00:00:00Z\""), "fine");
        check(&with("awardedDate=\"1965-06-31T00:00:00Z\""), "awardedDate");
        check(&with("credentialStatus={\"id\":\"urn:a:b\"}"), "credentialStatus.type");
        check(&with("credentialSchema={\"type\":\"JsonSchema\"}"), "credentialSchema.id");
        check(&with("evidence=[{\"type\":\"Evidence\"},1]"), "evidence");
        check(&with("name={\"@value\":\"x\",\"@language\":\"en\"}"), "fine");
        check(&with("name={\"@value\":\"x\",\"url\":\"y\"}"), "name");
        check(&with("name=[\"x\",3]"), "name");
    }

    #[test]
    fn every_node_is_named_by_one_url_wherever_it_stands() {
        let deep =
            |inside: &str| with(&format!("credentialSubject={{\"a\":[1,{{\"b\":{inside}}}]}}"));
        check(&deep("{\"id\":\"urn:x:1\"}"), "fine");
        for wrong in ["\"_:b0\"", "\"x\"", "\"#a\"", "\"https://a.example/ x\"", "null", "7", "[]"]
        {
            check(&deep(&format!("{{\"id\":{wrong}}}")), "credentialSubject.a.b.id");
        }
        // What is judged by itself may be wrong by itself.
        check(&with("endorsement=[{\"id\":\"_:b0\"}]"), "fine");
        // A reader of JSON-LD would see its members in the credential, any other none of them.
        for moves in ["@graph", "@included", "@nest", "@reverse"] {
            check(&with(&format!("{moves}={{\"validUntil\":\"2020-01-01T00:00:00Z\"}}")), moves);
        }
        check(&deep("{\"@nest\":{}}"), "credentialSubject.a.b.@nest");
        // What a member means is known of badges alone.
        let of = |kind: &str, image: &str| {
            let kinds = format!("\"type\":[\"VerifiableCredential\",\"{kind}\"]");
            let subject = format!("credentialSubject={{\"achievement\":{{\"image\":{image}}}}}");
            with(&subject).replace("\"type\":[\"VerifiableCredential\"]", &kinds)
        };
        check(&of("OpenBadgeCredential", "\"_:b0\""), "credentialSubject.achievement.image");
        check(&of("OpenBadgeCredential", "\"data:image/png;base64,AA==\""), "fine");
        check(&of("OpenBadgeCredential", "{\"id\":\"https://a.example/1\"}"), "fine");
        check(&of("OpenBadgeCredential", "\"data:image/svg+xml;utf8,<svg/>\""), "fine");
        check(&of("OpenBadgeCredential", "7"), "credentialSubject.achievement.image");
        check(&of("OpenBadgeCredential", "null"), "fine");
        check(&of("Passport", "\"me.png\""), "fine");
        // And only where Open Badges have them.
        let evidence = "{\"type\":\"Evidence\",\"source\":\"Moodle\",\"creator\":\"Ann\"}";
        let badge = "[\"VerifiableCredential\",\"OpenBadgeCredential\"]";
        let evident = with(&format!("evidence={evidence}"));
        check(&evident.replace("[\"VerifiableCredential\"]", badge), "fine");
        // JSON of its own has no nodes.
        check(&with("credentialSubject={\"jsonSchema\":{\"properties\":{\"id\":{}}}}"), "fine");
        check(&deep("{\"@type\":\"@json\",\"@value\":{\"id\":{}}}"), "fine");
    }

    #[test]
    fn dates_may_not_be_inverted() {
        let dates = |from: &str, until: &str| {
            with(&format!("validFrom=\"{from}\",\"validUntil\":\"{until}\""))
        };
        check(&dates("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), "fine");
        check(&dates("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"), "validUntil");
        check(&dates("2026-01-01T01:00:00+02:00", "2025-12-31T23:00:00Z"), "fine");
    }
}
