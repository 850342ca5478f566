//! What is signed of an older badge and by which key, for whoever wants to follow it by hand; of
//! one that its host answers for, that nothing is signed and which copy it is compared with.
//!
//! Nothing here is judged: whether the signature fits is told by the findings.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::jcs;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::identity::KeySource;
use bot_protocol::verdict::{Judging, Reason, say, unfollowed};
use bot_protocol::words::Lang;

use super::document::{Method, Old};
use super::parts::Parts;
use super::{key, signed as proof};
use crate::jose::Signed;

/// The bytes signed, their hash, the signature, and the issuer's key by the copies at hand. Where
/// that is not had, why, and the key that the badge names if that one is had.
///
/// Source: RFC 7515 §5.2 (the signing input); Open Badges 2.0, "Signed Verification".
pub(super) fn signed(old: &Old, signed: &Signed, parts: &Parts, judging: &Judging<'_>) -> Object {
    let mut told = signed.covered();
    let named = match old.method() {
        Ok(Method::Signed { key }) => key,
        Ok(Method::Hosted) | Err(_) => None,
    };
    let found = proof::key(old, named, parts, judging);
    if let (Ok(_), Ok(issuer)) = (&found, &parts.issuer) {
        told.insert("controller", issuer.id.as_str());
    }
    let fault = found.as_ref().err().map(|reason| (say(reason, Lang::En), reason.clone()));
    let header = signed.header.as_ref().err();
    let header = header.map(|fault| (fault.to_string(), fault.clone().integrity()));
    let fault = header.or(fault);
    let at_hand = |url: &str| {
        let key = key::at(old.generation, url, judging.evidence)?;
        Some((url.to_owned(), key))
    };
    if let Some((method, key)) = found.ok().or_else(|| at_hand(named?)) {
        told.insert("method", method);
        told.insert("key", key.to_multikey());
        told.insert("key_source", KeySource::Document.as_str());
    }
    if let Some((fault, reason)) = fault {
        unfollowed(&mut told, &fault, &reason);
    }
    told
}

/// That nothing is signed; the address the badge lies at, and what was hashed of it and of the copy
/// of what its host serves there.
///
/// Source: Open Badges 2.0, "Hosted Verification"; RFC 8785 (the form compared).
pub(super) fn hosted(old: &Old, judging: &Judging<'_>) -> Object {
    let mut told = unsigned();
    let hashed = |document: &Value| sha256(&[&jcs::canonicalize(document)]).to_string();
    told.insert("form", "JCS");
    told.insert("hash", "SHA-256");
    told.insert("document_hash", hashed(&old.document));
    let Some(url) = old.url() else { return told };
    told.insert("url", url);
    if let Some(copy) = judging.evidence.copy(url) {
        told.insert("copy_hash", hashed(&copy.content));
        if let Some(at) = copy.fetched {
            told.insert("copy_fetched", at.to_string());
        }
    }
    told
}

/// That nothing is signed of a badge of which only the address is had.
pub(super) fn address(url: &str, lack: &Reason) -> Object {
    let mut told = unsigned();
    told.insert("url", url);
    unfollowed(&mut told, &say(lack, Lang::En), lack);
    told
}

fn unsigned() -> Object {
    let mut told = Object::new();
    told.insert("signed", false);
    told
}
