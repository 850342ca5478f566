//! What a document in an envelope must be.
//!
//! Source: VC Data Model 2.0 §4.3–§4.13; VC-JOSE-COSE §3 (what an envelope may hold), §3.1.3.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::{ContextFault, Contexts};
use bot_protocol::credential::model::shape::is_url;
use bot_protocol::credential::model::{Credential, shape, types};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Reason;

use super::{Note, VerificationMethod};
use crate::jose::claims::{Claims, NAMES};
use crate::jose::{Compact, Family, Fault, Header, Kind, inside, media_type, member};

const V2: &str = "https://www.w3.org/ns/credentials/v2";

const ENVELOPED: &str = "EnvelopedVerifiableCredential";

/// The members of a document to sign, with claims that repeat what it says.
pub(super) fn members(document: &Value) -> Result<&Object, Fault> {
    let members = document.as_object().ok_or_else(|| member("$", "expected an object"))?;
    if members.get("iat").is_some_and(|iat| iat.as_u64().is_none()) {
        return Err(member("iat", "expected a number of seconds since 1970"));
    }
    Claims::read(members)?.repeat(members)?;
    Ok(members)
}

/// Whether every member at the top is a word that a context defines, or a claim of a JWT: what only
/// a vocabulary for all words takes, nobody will understand.
///
/// Source: VC Data Model 2.0 §5.2 (extensibility).
pub(super) fn words(members: &Object, contexts: &Contexts) -> Result<(), Reason> {
    let reading = contexts.first_reading(members.get("@context")).map_err(|fault| match fault {
        ContextFault::Unknown(url) => Reason::ContextUnknown { url },
        ContextFault::Missing
        | ContextFault::Inline
        | ContextFault::Many { .. }
        | ContextFault::Long { .. }
        | ContextFault::Protected(_)
        | ContextFault::Cleared
        | ContextFault::Feature(_)
        | ContextFault::Definition(_) => {
            Reason::FieldWrong { field: "@context".to_owned(), what: fault.to_string() }
        }
    })?;
    let known = |name: &str| {
        ["@context", "id", "type"].contains(&name) || NAMES.contains(&name) || is_url(name)
    };
    match members.keys().find(|name| !known(name) && !reading.defines(name)) {
        Some(name) => {
            let what = "no context of the document defines it".to_owned();
            Err(Reason::FieldWrong { field: name.to_owned(), what })
        }
        None => Ok(()),
    }
}

/// Whether a document has the form of what it is.
pub(super) fn document(document: &Value, kind: Kind) -> Result<Vec<Note>, Fault> {
    let contexts = document.get("@context").map(Value::as_list).unwrap_or_default();
    if contexts.first().and_then(Value::as_str) != Some(V2) {
        return Err(member("@context", format!("must begin with {V2}")));
    }
    match kind {
        Kind::Credential => {
            let fault = shape::check(document).err();
            fault.map_or(Ok(Vec::new()), |fault| Err(member(&fault.field, fault.what)))
        }
        Kind::Presentation => presentation(document),
    }
}

/// Whether a presentation has the form of one, and each credential in it is secured.
///
/// Source: VC Data Model 2.0 §4.13; VC-JOSE-COSE §3.1.2.
fn presentation(document: &Value) -> Result<Vec<Note>, Fault> {
    if !types(document).any(|kind| kind == "VerifiablePresentation") {
        return Err(member("type", "VerifiablePresentation is not among them"));
    }
    if let Some(id) = document.get("id")
        && id.as_str().is_none_or(|text| !is_url(text))
    {
        return Err(member("id", "expected a URL"));
    }
    if document.get("holder").is_some() && holder(document).is_none_or(|text| !is_url(text)) {
        return Err(member("holder", "expected one URL or one object with an id"));
    }
    let inside = document.get("verifiableCredential").map(Value::as_list).unwrap_or_default();
    let mut notes = Vec::new();
    for (index, item) in inside.iter().enumerate() {
        let place = format!("verifiableCredential[{index}]");
        secured(item).map_err(|what| member(&place, what))?;
    }
    if !inside.is_empty() {
        notes.push(Note::Inside { count: inside.len() });
    }
    for (number, item) in (1_usize..).zip(inside) {
        let alone = Value::object([("verifiableCredential", item.clone())]);
        if let Err(fault) = inside::credentials(&alone, Family::Jwt) {
            notes.push(Note::Unread { number, what: fault.to_string() });
        }
    }
    Ok(notes)
}

/// Whether a credential in a presentation says that it is secured: in an envelope, or by proofs.
fn secured(item: &Value) -> Result<(), &'static str> {
    if item.as_object().is_none() {
        return Err("expected an object");
    }
    if !types(item).any(|kind| kind == ENVELOPED) {
        let proofs = item.get("proof").map(Value::as_list).unwrap_or_default();
        let signed = !proofs.is_empty() && proofs.iter().all(|proof| proof.as_object().is_some());
        return if signed { Ok(()) } else { Err("nobody signed it") };
    }
    let id = item.get("id").and_then(Value::as_str).map(str::trim_ascii);
    let data = id.and_then(|id| id.strip_prefix("data:")?.split_once(','));
    let (media, data) = data.ok_or("its id is no data URL with a signed credential")?;
    match media_type(media).as_str() {
        "vc+jwt" | "vc+sd-jwt" => signed(data.split('~').next().unwrap_or_default()),
        "vc+cose;base64" => Ok(()),
        "vc+cose" => Err("COSE is written as base64"),
        _ => Err("its media type is none of a signed credential"),
    }
}

/// Whether a JWT inside, where it can be read, names an algorithm that signs.
fn signed(text: &str) -> Result<(), &'static str> {
    let Ok(compact) = Compact::read(text) else { return Ok(()) };
    match Header::read(&compact.header) {
        Err(Fault::Header { .. }) => Err("its header says that nobody signed it, or is none"),
        Ok(_) | Err(_) if compact.signature.is_empty() => Err("nobody signed it"),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn holder(document: &Value) -> Option<&str> {
    let holder = document.get("holder")?;
    holder.as_str().or_else(|| holder.get("id")?.as_str())
}

/// Whether the key is that of whoever says so in the document.
pub(super) fn owner(document: &Value, kind: Kind, method: &VerificationMethod) -> Option<Note> {
    let Some(controller) = method.controller.clone() else { return Some(Note::NobodysKey) };
    let other = |name: Option<&str>| name.filter(|name| *name != controller).map(str::to_owned);
    match kind {
        Kind::Credential => other(Credential::new(document).issuer())
            .map(|issuer| Note::OtherIssuer { issuer, controller }),
        Kind::Presentation => {
            other(holder(document)).map(|holder| Note::OtherHolder { holder, controller })
        }
    }
}

/// Whether a moment lies within the dates of a credential.
pub(super) fn dates(document: &Value, now: Timestamp) -> Result<(), Fault> {
    let credential = Credential::new(document);
    let (from, until) = (credential.valid_from(), credential.valid_until());
    match (from.ok().flatten(), until.ok().flatten()) {
        (_, Some(until)) if now > until => Err(Fault::Expired(until.to_string())),
        (Some(from), _) if now < from => Err(Fault::Early(from.to_string())),
        (_, _) => Ok(()),
    }
}
