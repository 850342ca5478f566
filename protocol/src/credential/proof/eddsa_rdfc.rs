//! `eddsa-rdfc-2022`: Ed25519 over the hashes of two canonical RDF datasets, the proof's and the
//! document's.
//!
//! Source: Data Integrity EdDSA Cryptosuites v1.0 §3.2.

use super::{ProofError, SIGNATURE};
use crate::canon::hash::{Hash, sha256};
use crate::canon::json::Object;
use crate::canon::rdfc::{Budget, Quad, canonicalize};
use crate::credential::contexts::Reading;
use crate::credential::jsonld;

/// The hash of a document, its `proof` member left out.
pub(super) fn unsecured(document: &Object, reading: &Reading<'_>) -> Result<Hash, ProofError> {
    hash(&jsonld::without(document, reading, "proof").map_err(ProofError::document)?)
}

/// The hash of a document, its `proof` member included: for a proof that stands upon others.
pub(super) fn with_proofs(document: &Object, reading: &Reading<'_>) -> Result<Hash, ProofError> {
    hash(&jsonld::to_quads(document, reading).map_err(ProofError::document)?)
}

/// The hash of a proof's members, its signature left out.
pub(super) fn options(proof: &Object, reading: &Reading<'_>) -> Result<Hash, ProofError> {
    hash(&jsonld::without(proof, reading, SIGNATURE).map_err(ProofError::options)?)
}

fn hash(quads: &[Quad<'_>]) -> Result<Hash, ProofError> {
    let canonical = canonicalize(quads, Budget::default()).map_err(super::BadProof::Canonical)?;
    Ok(sha256(&[canonical.text.as_bytes()]))
}
