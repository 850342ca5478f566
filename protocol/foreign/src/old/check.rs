//! What the older generations ask of their documents, told member by member.
//!
//! Source: Open Badges 2.0, sections Assertion, BadgeClass, Profile, Endorsement, Extension;
//! Open Badges 1.1 and 1.0, the same sections; Open Badges 0.5.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::shape::{ShapeFault, is_url};
use bot_protocol::credential::model::{many, types};

use super::address;
use super::context;
use super::date::{Edge, moment};
use super::document::{Generation, Kind, Old, fault};

type Checked = Result<(), ShapeFault>;

/// Whether a badge or endorsement is written as its generation asks.
pub(super) fn badge(old: &Old) -> Checked {
    let document = &old.document;
    contexts(old)?;
    match old.kind {
        Kind::Assertion => assertion(old)?,
        Kind::Endorsement => endorsement(document)?,
    }
    old.method()?;
    dates(old)?;
    for name in ["revocationReason", "narrative"] {
        optional(document, name, "", text)?;
    }
    optional(document, "revoked", "", |value| value.as_bool().is_some())?;
    extensions(document)
}

fn contexts(old: &Old) -> Checked {
    let Some(contexts) = old.document.get("@context") else {
        return match old.generation {
            Generation::Half | Generation::One => Ok(()),
            Generation::Two => Err(fault("@context", "is missing")),
        };
    };
    let good = |item: &Value| item.as_object().is_some() || item.as_str().is_some_and(is_url);
    if !many(contexts).all(good) {
        return Err(fault("@context", "each item must be a URL or an object"));
    }
    if context::is_mixed(&old.document) {
        return Err(fault("@context", "names two generations of Open Badges"));
    }
    match context::generation(&old.document) {
        Some(_) => Ok(()),
        None => Err(fault("@context", "none of them is a context of Open Badges")),
    }
}

fn assertion(old: &Old) -> Checked {
    let document = &old.document;
    match old.generation {
        Generation::Two => {
            kind(document, &["Assertion"], "type")?;
            required(document, "id", "", url)?;
        }
        Generation::One => {
            required(document, "uid", "", word)?;
            optional(document, "id", "", url)?;
            if document.get("type").is_some() {
                kind(document, &["Assertion"], "type")?;
            }
            required(document, "verify", "", |value| value.get("url").is_some_and(url))?;
        }
        Generation::Half => {}
    }
    recipient(old)?;
    required(document, "badge", "", node)?;
    let mut images = document.get("image").into_iter();
    if images.any(|image| image.as_str().is_some_and(|text| text.starts_with("data:"))) {
        return Err(fault("image", "the picture of an assertion must have an address"));
    }
    let path = |value: &Value| path(value, old.generation);
    let image = |image: &Value| node(image) || path(image) || image.get("id").is_some_and(url);
    optional(document, "image", "", image)?;
    let evidence = |item: &Value| url(item) || object(item) || path(item);
    optional(document, "evidence", "", |value| many(value).all(evidence))
}

fn recipient(old: &Old) -> Checked {
    let document = &old.document;
    if old.generation == Generation::Half {
        required(document, "recipient", "", word)?;
        return optional(document, "salt", "", text);
    }
    required(document, "recipient", "", object)?;
    let Some(recipient) = document.get("recipient") else { return Ok(()) };
    let kinds = |value: &Value| many(value).next().is_some() && many(value).all(text);
    required(recipient, "type", "recipient.", kinds)?;
    required(recipient, "identity", "recipient.", word)?;
    optional(recipient, "hashed", "recipient.", |value| value.as_bool().is_some())?;
    optional(recipient, "salt", "recipient.", text)
}

fn endorsement(document: &Value) -> Checked {
    kind(document, &["Endorsement"], "type")?;
    required(document, "id", "", url)?;
    required(document, "issuer", "", node)?;
    required(document, "claim", "", |claim| claim.get("id").is_some_and(url))?;
    let Some(claim) = document.get("claim") else { return Ok(()) };
    optional(claim, "endorsementComment", "claim.", text)
}

fn dates(old: &Old) -> Checked {
    let issued = old.issued();
    match (issued, old.generation, old.kind) {
        (Some(Err(field)), _, _) => return Err(fault(field, "is no date")),
        (None, Generation::One | Generation::Two, Kind::Assertion) => {
            return Err(fault("issuedOn", "is missing"));
        }
        (Some(Ok(_)) | None, _, _) => {}
    }
    let expires = match old.expires() {
        Some(Err(field)) => return Err(fault(field, "is no date")),
        Some(Ok(moment)) => moment,
        None => return Ok(()),
    };
    match issued {
        Some(Ok(from)) if expires < from => {
            Err(fault("expires", format!("{expires} is before issuedOn {from}")))
        }
        Some(_) | None => Ok(()),
    }
}

impl Old {
    /// When it was issued; the member's name where that is no date.
    pub(super) fn issued(&self) -> Option<Result<bot_protocol::time::Timestamp, &'static str>> {
        let name = if self.generation == Generation::Half { "issued_on" } else { "issuedOn" };
        self.document.get(name).map(|value| moment(value, Edge::First).ok_or(name))
    }

    /// Its last moment; the member's name where that is no date.
    pub(super) fn expires(&self) -> Option<Result<bot_protocol::time::Timestamp, &'static str>> {
        self.document.get("expires").map(|value| moment(value, Edge::Last).ok_or("expires"))
    }
}

/// Whether the description of an achievement is written as its generation asks.
pub(super) fn class(document: &Value, generation: Generation) -> Checked {
    let at = "badge.";
    if generation == Generation::Two {
        kind(document, &["BadgeClass"], "badge.type")?;
        required(document, "id", at, url)?;
    }
    required(document, "name", at, word)?;
    required(document, "description", at, text)?;
    required(document, "issuer", at, node)?;
    let path = |value: &Value| relative(value) || path(value, generation);
    optional(document, "image", at, |image| node(image) || data(image) || path(image))?;
    optional(document, "criteria", at, |value| url(value) || object(value) || path(value))?;
    optional(document, "tags", at, |value| many(value).all(text))?;
    optional(document, "alignment", at, |value| many(value).all(object))?;
    extensions(document)
}

/// Whether the description of an issuer is written as its generation asks.
pub(super) fn issuer(document: &Value, generation: Generation) -> Checked {
    let at = "issuer.";
    if generation == Generation::Two {
        kind(document, &["Issuer", "Profile"], "issuer.type")?;
        required(document, "id", at, url)?;
    }
    required(document, "name", at, word)?;
    optional(document, "email", at, text)?;
    let address = if generation == Generation::Half { "origin" } else { "url" };
    required(document, address, at, url)?;
    extensions(document)
}

/// Each extension names the context that says what it means.
///
/// Source: Open Badges 2.0, Extension.
fn extensions(document: &Value) -> Checked {
    let Some(members) = document.as_object() else { return Ok(()) };
    for (name, value) in members.iter() {
        if !types(value).any(|kind| kind == "Extension") {
            continue;
        }
        let named = value.get("@context").is_some_and(|contexts| many(contexts).all(url));
        if !named {
            return Err(fault(&format!("{name}.@context"), "expected the URL of its context"));
        }
    }
    Ok(())
}

fn kind(document: &Value, expected: &[&str], field: &str) -> Checked {
    let texts = document.get("type").is_some_and(|kinds| many(kinds).all(text));
    if texts && types(document).any(|kind| expected.contains(&kind)) {
        return Ok(());
    }
    Err(fault(field, format!("expected {}", expected.join(" or "))))
}

fn required(document: &Value, name: &str, at: &str, good: impl Fn(&Value) -> bool) -> Checked {
    match document.get(name) {
        None => Err(fault(&format!("{at}{name}"), "is missing")),
        Some(value) if good(value) => Ok(()),
        Some(_) => Err(fault(&format!("{at}{name}"), "is not what is expected there")),
    }
}

fn optional(document: &Value, name: &str, at: &str, good: impl Fn(&Value) -> bool) -> Checked {
    if document.get(name).is_some() { required(document, name, at, good) } else { Ok(()) }
}

fn text(value: &Value) -> bool {
    value.as_str().is_some()
}

fn word(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn url(value: &Value) -> bool {
    value.as_str().is_some_and(is_url)
}

fn data(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("data:image/"))
}

/// A path below the issuer's origin, as Open Badges 0.5 lets evidence, pictures and criteria be and
/// Open Badges 1 went on to write them, with a slash at its beginning or without.
fn path(value: &Value, generation: Generation) -> bool {
    let text = value.as_str().filter(|_| generation != Generation::Two);
    text.is_some_and(address::is_relative)
}

/// A path below the host, which every generation writes.
fn relative(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with('/'))
}

fn object(value: &Value) -> bool {
    value.as_object().is_some()
}

fn node(value: &Value) -> bool {
    url(value) || relative(value) || object(value)
}
