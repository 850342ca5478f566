//! What a proof is over, byte by byte, for whoever wants to follow a signature by hand.
//!
//! This looks and does not judge: what is told here of a proof holds whether its signature fits or
//! not. It repeats work that checking does, and is never part of checking.

use std::borrow::Cow;

use super::foreign::{Body, Disclosed};
use super::members::{Claim, Way};
use super::verify::Case;
use super::{Check, ProofError, SIGNATURE};
use crate::canon::hash::{hex, sha256};
use crate::canon::jcs;
use crate::canon::json::{Object, Value};
use crate::canon::rdfc::{Budget, HashKind, canonicalize};
use crate::credential::contexts::{ContextUsed, Reading};
use crate::credential::jsonld;
use crate::identity::{KeyCodec, Method};

/// One proof, looked at.
#[derive(Clone, Debug)]
pub struct ExplainedProof {
    /// The name of the suite.
    pub suite: &'static str,
    /// The verification method, as the proof names it.
    pub method: String,
    /// The key of that method, whose it is and where it was found.
    pub key: Method,
    /// The members of the proof without its signature.
    pub options: Object,
    /// What is hashed and signed; `None` where the suite is not over two canonical forms.
    pub signed: Option<Signed>,
    /// What is hashed and signed, where the suite discloses a part.
    pub disclosed: Option<ExplainedDisclosure>,
    /// Why neither can be shown, where that is so; it hides no other proof.
    pub fault: Option<ProofError>,
    /// The contexts by which it was read; empty where no context matters.
    pub contexts: Vec<ContextUsed>,
}

/// The two canonical forms that a signature covers by their hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// How they were made: `RDFC-1.0` or `JCS`.
    pub form: &'static str,
    /// The hash: `SHA-256` or `SHA-384`.
    pub hash: &'static str,
    /// The canonical form of the options.
    pub options: String,
    /// The hash of that form, in hex.
    pub options_hash: String,
    /// The canonical form of the document.
    pub document: String,
    /// The hash of that form, in hex. The signature is over both hashes, one behind the other.
    pub document_hash: String,
}

/// What signatures cover that disclose a part of what was signed: the issuer's key signed the hash of
/// the options, the other key, and the hash of the mandatory statements, one behind the other; the
/// other key signed each of the other statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedDisclosure {
    /// The statements, which of them are mandatory, and the other key.
    pub of: Disclosed,
    /// The hash of the canonical form of the options, in hex.
    pub options_hash: String,
    /// The hash of the mandatory statements, one behind the other, in hex.
    pub mandatory_hash: String,
}

impl ExplainedDisclosure {
    fn new(of: Disclosed) -> Self {
        let options_hash = sha256(&[of.options.as_bytes()]).to_string();
        let mandatory = of.mandatory.iter().filter_map(|place| of.statements.get(*place));
        let mandatory: Vec<&[u8]> = mandatory.map(String::as_bytes).collect();
        let mandatory_hash = sha256(&mandatory).to_string();
        Self { of, options_hash, mandatory_hash }
    }
}

impl Check<'_> {
    /// Looks at every proof of a document: by the reading of its contexts by which all proofs hold,
    /// else by the first.
    ///
    /// # Errors
    /// [`ProofError`] where a proof or a context cannot even be read.
    pub fn explain(self, document: &Value) -> Result<Vec<ExplainedProof>, ProofError> {
        let case = self.open(document)?;
        if let Some(fault) = case.unknown.clone().filter(|_| case.claims.is_empty()) {
            return Err(fault.into());
        }
        let context = case.document.get("@context");
        let reads = case.claims.iter().any(|claim| claim.way.reads_contexts());
        let mut reading = None;
        if reads {
            for one in self.contexts.readings(context).map_err(ProofError::contexts)? {
                let one = one.map_err(ProofError::contexts)?;
                let fits = case.signatures(Some(&one)).is_ok();
                if fits || reading.is_none() {
                    reading = Some(one);
                }
                if fits {
                    break;
                }
            }
        }
        let proofs = case.claims.iter().zip(&case.links);
        Ok(proofs.map(|(claim, below)| case.explained(claim, below, reading.as_ref())).collect())
    }
}

impl Case<'_> {
    fn explained(
        &self,
        claim: &Claim<'_>,
        below: &[usize],
        reading: Option<&Reading<'_>>,
    ) -> ExplainedProof {
        let reading = reading.filter(|_| claim.way.reads_contexts());
        let (signed, disclosed, fault) = match self.covered(claim, below, reading) {
            Ok((signed, disclosed)) => (signed, disclosed, None),
            Err(fault) => (None, None, Some(fault)),
        };
        ExplainedProof {
            signed,
            disclosed: disclosed.map(ExplainedDisclosure::new),
            fault,
            suite: claim.way.name(),
            method: claim.method.to_owned(),
            key: claim.key.clone(),
            options: without(claim.members, SIGNATURE),
            contexts: reading.map(|reading| reading.used().to_vec()).unwrap_or_default(),
        }
    }

    /// What the signature of a proof is over, in the form that its suite has.
    fn covered(
        &self,
        claim: &Claim<'_>,
        below: &[usize],
        reading: Option<&Reading<'_>>,
    ) -> Result<(Option<Signed>, Option<Disclosed>), ProofError> {
        let options = without(claim.members, SIGNATURE);
        let document =
            if below.is_empty() { without(self.document, "proof") } else { self.chained(below) };
        let two_forms = match claim.way {
            Way::Own(..) => true,
            Way::Foreign(suite) => is_over_two_forms(suite.name()),
        };
        let signed = match (two_forms, reading) {
            (false, _) => None,
            (true, Some(reading)) => Some(by_meaning(claim, &options, &document, reading)?),
            (true, None) => Some(by_text(claim, options, document.clone())),
        };
        let disclosed = match claim.way {
            Way::Own(..) => None,
            Way::Foreign(suite) => {
                let body = Body::new(Cow::Owned(document), reading);
                suite.disclosed(&self.secured(suite, claim, &body, reading))?
            }
        };
        Ok((signed, disclosed))
    }
}

/// Whether the signature of a suite is over the hashes of the canonical options and document.
fn is_over_two_forms(suite: &str) -> bool {
    ["-rdfc-2019", "-rdfc-2022", "-jcs-2019", "-jcs-2022"].iter().any(|end| suite.ends_with(end))
        || suite == "Ed25519Signature2020"
}

fn without(object: &Object, member: &str) -> Object {
    let mut object = object.clone();
    object.remove(member);
    object
}

fn by_meaning(
    claim: &Claim<'_>,
    options: &Object,
    document: &Object,
    reading: &Reading<'_>,
) -> Result<Signed, ProofError> {
    let kind = kind(claim);
    let canonical = |object: &Object, fault: fn(jsonld::JsonLdError) -> ProofError| {
        let quads = jsonld::to_quads(object, reading).map_err(fault)?;
        let budget = Budget { hash: kind, ..Budget::default() };
        let canonical = canonicalize(&quads, budget).map_err(super::BadProof::Canonical)?;
        Ok::<_, ProofError>(canonical.text)
    };
    let options = canonical(options, ProofError::options)?;
    let document = canonical(document, ProofError::document)?;
    Ok(signed("RDFC-1.0", kind, options, document))
}

fn by_text(claim: &Claim<'_>, options: Object, document: Object) -> Signed {
    let canonical = |object: Object| {
        let bytes = jcs::canonicalize(&Value::Object(object));
        String::from_utf8_lossy(&bytes).into_owned()
    };
    signed("JCS", kind(claim), canonical(options), canonical(document))
}

fn signed(form: &'static str, kind: HashKind, options: String, document: String) -> Signed {
    let (hash, digest): (_, fn(&str) -> String) = match kind {
        HashKind::Sha256 => ("SHA-256", |text| sha256(&[text.as_bytes()]).to_string()),
        HashKind::Sha384 => ("SHA-384", sha384),
    };
    let (options_hash, document_hash) = (digest(&options), digest(&document));
    Signed { form, hash, options, options_hash, document, document_hash }
}

fn sha384(text: &str) -> String {
    use sha2::Digest as _;
    hex(&sha2::Sha384::digest(text.as_bytes()))
}

/// The hash of a suite follows its key.
///
/// Source: Data Integrity ECDSA Cryptosuites v1.0 §3.2.
fn kind(claim: &Claim<'_>) -> HashKind {
    if claim.key.key.codec == KeyCodec::P384 { HashKind::Sha384 } else { HashKind::Sha256 }
}
