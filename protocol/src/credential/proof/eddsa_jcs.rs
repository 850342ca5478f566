//! `eddsa-jcs-2022`: Ed25519 over the hashes of two canonical JSON texts, the proof's and the
//! document's. No context is read: the text itself is signed.
//!
//! Source: Data Integrity EdDSA Cryptosuites v1.0 §3.3.

use crate::canon::hash::{Hash, sha256};
use crate::canon::jcs;
use crate::canon::json::Object;

/// The hash of an object as canonical JSON, one of its members left out.
pub(super) fn without(object: &Object, member: &str) -> Hash {
    sha256(&[&jcs::without(object, member)])
}
