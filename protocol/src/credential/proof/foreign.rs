//! Suites that another crate checks, over the canonical forms of this one.
//!
//! This crate reads a proof's members, finds its key, orders sets and chains, and refuses what is
//! wrong with any of these; a foreign suite says only whether the signature fits.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use super::{BadProof, ProofError, SIGNATURE, Unsupported, Work};
use crate::canon::jcs;
use crate::canon::json::{Object, Value};
use crate::canon::rdfc::HashKind;
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

    /// What its signatures are over, for a suite of which the holder may leave out statements.
    ///
    /// # Errors
    /// [`ProofError`] where that cannot be told, as where the proof is malformed.
    fn disclosed(&self, _secured: &SecuredDocument<'_>) -> Result<Option<Disclosed>, ProofError> {
        Ok(None)
    }
}

/// What the signatures of a proof are over that discloses a part of what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// The hash: `SHA-256` or `SHA-384`.
    pub hash: &'static str,
    /// The canonical form of the proof's members without its signature.
    pub options: String,
    /// Every statement of the document as it is signed, with the labels that the proof gives, in order.
    pub statements: Vec<String>,
    /// The places among them of those that the issuer made mandatory, from 0, in order.
    pub mandatory: Vec<usize>,
    /// The key, made for this credential, that signed each of the others.
    pub key: Multikey,
}

/// One proof with what it is over.
#[derive(Clone, Copy, Debug)]
pub struct SecuredDocument<'a> {
    /// The members of the proof, the signature too.
    pub proof: &'a Object,
    /// The document without its proofs, or with only those that this one stands upon.
    pub(super) body: &'a Body<'a>,
    /// The verification method, as the proof names it.
    pub method: &'a str,
    /// The key of the verification method.
    pub key: &'a Multikey,
    /// The reading of the contexts, where the suite needs one.
    pub reading: Option<&'a Reading<'a>>,
    /// What it may cost.
    pub work: &'a Work,
}

/// What proofs are over, and its canonical forms, each made once for all proofs over it.
#[derive(Debug)]
pub(super) struct Body<'a> {
    /// Borrowed, it is meant without its own proofs; owned, as it stands.
    document: Cow<'a, Object>,
    reading: Option<&'a Reading<'a>>,
    json: OnceCell<Vec<u8>>,
    sha256: OnceCell<Result<String, ProofError>>,
    sha384: OnceCell<Result<String, ProofError>>,
}

impl<'a> Body<'a> {
    pub(super) fn new(document: Cow<'a, Object>, reading: Option<&'a Reading<'a>>) -> Self {
        let (json, sha256, sha384) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { document, reading, json, sha256, sha384 }
    }

    /// As canonical JSON, paid for each time, as whoever asks hashes it.
    pub(super) fn json(&self, work: &Work) -> Result<&[u8], Unsupported> {
        let text = self.json.get_or_init(|| match &self.document {
            Cow::Borrowed(document) => jcs::without(document, "proof"),
            Cow::Owned(document) => jcs::canonicalize(&Value::Object(document.clone())),
        });
        work.pay_bytes(text.len())?;
        Ok(text)
    }

    /// As canonical N-Quads.
    pub(super) fn rdf(&self, hash: HashKind, work: &Work) -> Result<&str, ProofError> {
        let form = match hash {
            HashKind::Sha256 => &self.sha256,
            HashKind::Sha384 => &self.sha384,
        };
        let made = form.get_or_init(|| {
            let reading = self.reading.ok_or(BadProof::Contexts)?;
            let quads = match &self.document {
                Cow::Borrowed(document) => jsonld::without(document, reading, "proof"),
                Cow::Owned(document) => jsonld::to_quads(document, reading),
            };
            work.canonicalize(&quads.map_err(ProofError::document)?, hash)
        });
        made.as_deref().map_err(Clone::clone)
    }
}

impl SecuredDocument<'_> {
    /// The canonical JSON of the proof's members without the signature, and of the document.
    ///
    /// # Errors
    /// [`Unsupported::Effort`] where it would take more than is left.
    ///
    /// Source: RFC 8785.
    pub fn canonical_json(&self) -> Result<(Vec<u8>, &[u8]), Unsupported> {
        Ok((jcs::without(self.proof, SIGNATURE), self.body.json(self.work)?))
    }

    /// The canonical N-Quads of the proof's members without the signature, and of the document, by
    /// the reading of the document's contexts.
    ///
    /// # Errors
    /// Where there is no reading, or either has no closed meaning or none within the bounds.
    pub fn canonical_rdf(&self, hash: HashKind) -> Result<(String, &str), ProofError> {
        let reading = self.reading.ok_or(BadProof::Contexts)?;
        let options = jsonld::without(self.proof, reading, SIGNATURE);
        let options = options.map_err(ProofError::options)?;
        let options = self.work.canonicalize(&options, hash)?;
        Ok((options, self.body.rdf(hash, self.work)?))
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
    Work::default().canonicalize(&quads, hash)
}
