//! Suites that another crate checks, over the canonical forms of this one.
//!
//! This crate reads a proof's members, finds its key, orders sets and chains, and refuses what is
//! wrong with any of these; a foreign suite says only whether the signature fits.

use std::fmt;

use super::{BadProof, ProofError, SIGNATURE};
use crate::canon::json::Object;
use crate::canon::rdfc::{Budget, HashKind, canonicalize};
use crate::credential::contexts::Reading;
use crate::credential::jsonld;
use crate::identity::Multikey;

/// A cryptographic suite that is not checked in this crate.
pub trait ForeignSuite: fmt::Debug + Send + Sync {
    /// Its name in reports: the cryptosuite, or the type of proofs that have none.
    fn name(&self) -> &'static str;

    /// The `type` of its proofs: `DataIntegrityProof` where `cryptosuite` tells them apart.
    fn proof_type(&self) -> &'static str;

    /// Whether the document's meaning is signed, so that its contexts are read.
    fn reads_contexts(&self) -> bool;

    /// Whether the holder may leave out statements that the signer signed, unseen.
    fn selective(&self) -> bool {
        false
    }

    /// Whether the signature fits.
    ///
    /// # Errors
    /// [`ProofError::Bad`] where it does not fit or is malformed; [`ProofError::Unsupported`] where
    /// the key is of a kind that the suite does not use.
    fn verify(&self, secured: &SecuredDocument<'_>) -> Result<(), ProofError>;
}

/// One proof with what it is over.
#[derive(Clone, Copy, Debug)]
pub struct SecuredDocument<'a> {
    /// The members of the proof, the signature too.
    pub proof: &'a Object,
    /// The document without its proofs, or with only those that this one stands upon.
    pub document: &'a Object,
    /// The verification method, as the proof names it.
    pub method: &'a str,
    /// The key of the verification method.
    pub key: &'a Multikey,
    /// The reading of the contexts, where the suite needs one.
    pub reading: Option<&'a Reading<'a>>,
}

impl SecuredDocument<'_> {
    /// The proof's members without the signature.
    #[must_use]
    pub fn options(&self) -> Object {
        let mut options = self.proof.clone();
        options.remove(SIGNATURE);
        options
    }

    /// The canonical N-Quads of the proof's members without the signature, and of the document, by
    /// the reading of the document's contexts.
    ///
    /// # Errors
    /// Where there is no reading, or either has no closed meaning or none within the bounds.
    pub fn canonical_rdf(&self, hash: HashKind) -> Result<(String, String), ProofError> {
        let reading = self.reading.ok_or(BadProof::Contexts)?;
        let options = jsonld::without(self.proof, reading, SIGNATURE);
        let options = options.map_err(ProofError::options)?;
        let budget = Budget { hash, ..Budget::default() };
        let options = canonicalize(&options, budget).map_err(BadProof::Canonical)?.text;
        Ok((options, canonical_rdf(self.document, reading, hash)?))
    }
}

/// The canonical N-Quads of an object by one reading of the contexts.
///
/// # Errors
/// Where the object has no closed meaning, or none within the bounds.
///
/// Source: RDF Dataset Canonicalization (RDFC-1.0).
pub fn canonical_rdf(
    object: &Object,
    reading: &Reading<'_>,
    hash: HashKind,
) -> Result<String, ProofError> {
    let quads = jsonld::to_quads(object, reading).map_err(ProofError::document)?;
    let budget = Budget { hash, ..Budget::default() };
    Ok(canonicalize(&quads, budget).map_err(BadProof::Canonical)?.text)
}
