//! What a presentation holds, and credentials that lie enveloped in JSON.
//!
//! Source: VC Data Model 2.0 §4.13.1 (enveloped credentials), §4.13.2 (enveloped presentations);
//! RFC 2397 (`data:`).

use std::borrow::Cow;
use std::sync::Arc;

use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::decode_base64;
use bot_protocol::credential::model::types;
use bot_protocol::limits::PRESENTED_MAX;
use bot_protocol::verdict::{Opened, RefusedWhy, Secured};

use super::header::media_type;
use super::token::{Family, Kind};
use crate::cose;

const CREDENTIAL: &str = "EnvelopedVerifiableCredential";
const PRESENTATION: &str = "EnvelopedVerifiablePresentation";

/// Takes a JSON document that is or holds an enveloped credential or presentation.
///
/// # Errors
/// [`RefusedWhy`] where an envelope inside is malformed; `None` where there is none.
pub(crate) fn adopt(document: &Arc<Value>) -> Result<Option<Opened>, RefusedWhy> {
    let is = |name: &str| types(document).any(|kind| kind == name);
    if is(CREDENTIAL) {
        return enveloped(document, Kind::Credential, Family::Jwt).map(Some);
    }
    if is(PRESENTATION) {
        return enveloped(document, Kind::Presentation, Family::Jwt).map(Some);
    }
    if !is("VerifiablePresentation") && document.get("verifiableCredential").is_none() {
        return Ok(None);
    }
    let credentials = credentials(document, Family::Jwt)?;
    let presentation = Secured::by_its_proofs(Arc::clone(document));
    Ok(Some(Opened::Presentation { presentation, credentials }))
}

/// The credentials of a presentation, each as it is secured itself.
///
/// # Errors
/// [`RefusedWhy`] where one is none.
pub(crate) fn credentials(view: &Value, family: Family) -> Result<Vec<Secured>, RefusedWhy> {
    let inside = view.get("verifiableCredential").map(Value::as_list).unwrap_or_default();
    let count = inside.len();
    if count > PRESENTED_MAX {
        // Each would be held twice before that is said.
        return Err(RefusedWhy::Several { count: u64::try_from(count).unwrap_or(u64::MAX) });
    }
    inside.iter().map(|item| credential(item, family)).collect()
}

fn credential(item: &Value, family: Family) -> Result<Secured, RefusedWhy> {
    let opened = match item {
        Value::String(text) if text.contains('~') => shallow(text, Family::SdJwt)?,
        Value::String(text) => shallow(text, Family::Jwt)?,
        Value::Object(_) if types(item).any(|kind| kind == CREDENTIAL) => {
            enveloped(item, Kind::Credential, family)?
        }
        Value::Object(_) => return Ok(Secured::by_its_proofs(item.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            return Err(family.refuse("verifiableCredential holds what is no credential"));
        }
    };
    alone(opened, family)
}

/// The one credential that was opened; that its holder bound it to a moment is not asked here.
fn alone(opened: Opened, family: Family) -> Result<Secured, RefusedWhy> {
    match opened {
        Opened::Credential(credential) => Ok(credential),
        Opened::Presentation { mut credentials, .. } => match credentials.pop() {
            Some(credential) if credentials.is_empty() => Ok(credential),
            Some(_) | None => Err(family.refuse("expected a credential, found a presentation")),
        },
    }
}

/// Opens a text that should be a credential, without looking into presentations.
fn shallow(text: &str, family: Family) -> Result<Opened, RefusedWhy> {
    let refuse = |what: &str| Err(family.refuse(what));
    match family {
        Family::SdJwt => match super::sd_jwt::open(text)? {
            Some(opened) => Ok(opened),
            None => refuse("the text inside is no credential"),
        },
        Family::Jwt | Family::Cose => {
            let token = super::jwt(text, family)
                .map_err(|fault| super::damaged(text, family, fault.to_string()))?;
            match token.kind() {
                Some(Kind::Credential) => Ok(Opened::Credential(token.credential())),
                Some(Kind::Presentation) => refuse("expected a credential, found a presentation"),
                None => refuse("the text inside is no credential"),
            }
        }
    }
}

/// Opens an object that envelops a credential or presentation in its id.
fn enveloped(node: &Value, kind: Kind, outer: Family) -> Result<Opened, RefusedWhy> {
    const MEMBERS: [&str; 3] = ["@context", "id", "type"];
    let members = super::members(node);
    // What stands beside the envelope nobody signed.
    if let Some(name) = members.keys().find(|name| !MEMBERS.contains(name)) {
        return Err(
            outer.refuse(format!("{name} stands beside the envelope, where nobody signed it"))
        );
    }
    let Some(id) = node.get("id").and_then(Value::as_str) else {
        return Err(outer.refuse("the envelope has no id"));
    };
    // As in every URL, white space around it is no part of it.
    let id = id.trim_ascii();
    let Some((media, data)) = id.strip_prefix("data:").and_then(|rest| rest.split_once(',')) else {
        return Err(outer.refuse("the id of the envelope is no data URL"));
    };
    let (media, base64) = match media.strip_suffix(";base64") {
        Some(media) => (media, true),
        None => (media, false),
    };
    let media = media_type(media);
    let family = match (media.as_str(), base64, kind) {
        ("vc+jwt", _, Kind::Credential) | ("vp+jwt", _, Kind::Presentation) => Family::Jwt,
        ("vc+sd-jwt", _, Kind::Credential) | ("vp+sd-jwt", _, Kind::Presentation) => Family::SdJwt,
        ("vc+cose", true, Kind::Credential) | ("vp+cose", true, Kind::Presentation) => Family::Cose,
        _ => return Err(outer.refuse(format!("the media type {media:?} is not for this envelope"))),
    };
    // Every data URL may be written in base64, what is text as well.
    let text = if base64 && family != Family::Cose {
        let text = decode_base64(data).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        Cow::Owned(text.ok_or_else(|| family.refuse("the data URL is not base64 of a text"))?)
    } else {
        Cow::Borrowed(data)
    };
    let opened = match (family, kind) {
        (Family::Cose, _) => {
            let bytes = cose::from_base64(data).or_else(|| decode_base64(data).ok());
            let bytes = bytes.ok_or_else(|| family.refuse("the data URL is not base64"))?;
            cose::open(&bytes)?
        }
        (Family::SdJwt, _) => super::sd_jwt::open(&text)?,
        (Family::Jwt, Kind::Credential) => Some(shallow(&text, family)?),
        (Family::Jwt, Kind::Presentation) => super::open(text.as_bytes())?,
    };
    match (opened, kind) {
        (Some(Opened::Credential(credential)), Kind::Credential) => {
            Ok(Opened::Credential(credential))
        }
        // A credential that its holder bound to a moment.
        (Some(opened @ Opened::Presentation { .. }), Kind::Credential) => {
            alone(opened, family).map(Opened::Credential)
        }
        (Some(opened @ Opened::Presentation { .. }), Kind::Presentation) => Ok(opened),
        (Some(Opened::Credential(_)), Kind::Presentation) | (None, _) => {
            Err(family.refuse(format!("the envelope says {media}, and there is none in it")))
        }
    }
}
