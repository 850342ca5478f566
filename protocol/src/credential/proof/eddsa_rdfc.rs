//! `eddsa-rdfc-2022`: Ed25519 over the hashes of two canonical RDF datasets, the proof's and the
//! document's.
//!
//! Source: Data Integrity EdDSA Cryptosuites v1.0 §3.2.

use super::{ProofError, SIGNATURE, Work};
use crate::canon::hash::{Hash, sha256};
use crate::canon::json::Object;
use crate::canon::rdfc::HashKind;
use crate::credential::contexts::Reading;
use crate::credential::jsonld;

/// The hash of a document, its `proof` member left out.
pub(super) fn unsecured(document: &Object, reading: &Reading<'_>) -> Result<Hash, ProofError> {
    let quads = jsonld::without(document, reading, "proof").map_err(ProofError::document)?;
    let text = Work::default().canonicalize(&quads, HashKind::Sha256)?;
    Ok(sha256(&[text.as_bytes()]))
}

/// The hash of a proof's members, its signature left out.
pub(super) fn options(
    proof: &Object,
    reading: &Reading<'_>,
    work: &Work,
) -> Result<Hash, ProofError> {
    let quads = jsonld::without(proof, reading, SIGNATURE).map_err(ProofError::options)?;
    Ok(sha256(&[work.canonicalize(&quads, HashKind::Sha256)?.as_bytes()]))
}
