//! Data Integrity proofs: made, and checked one by one.
//!
//! Checking is proof-only: the report says which keys signed the document, exactly as it stands,
//! and when they say they did. Whether one of them is the issuer's, and whether the times fit, is
//! for the verdict. What is wrong is [`BadProof`]; what this program cannot judge is
//! [`Unsupported`]. Every proof of a set must hold.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §4; Data Integrity EdDSA Cryptosuites v1.0.

mod chain;
mod eddsa_jcs;
mod eddsa_rdfc;
mod error;
mod explain;
mod foreign;
mod members;
mod proven;
mod sign;
#[cfg(test)]
mod tests;
mod verify;
mod work;

pub use error::{BadProof, ProofError, Unsupported};
pub use explain::{ExplainedDisclosure, ExplainedProof, Signed};
pub use foreign::{Disclosed, ForeignSuite, SecuredDocument, canonical_rdf};
pub use proven::Proven;
pub use sign::{Prepared, ProofOptions, prepare, sign};
pub use work::Work;

use crate::canon::json::Value;
use crate::credential::contexts::{ContextUsed, Contexts};
use crate::identity::{Documents, KeySource, Multikey, Relation};
use crate::time::Timestamp;

/// The member of a proof that holds the signature; all others are signed.
const SIGNATURE: &str = "proofValue";

/// The cryptographic suites that are made and checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suite {
    /// Ed25519 over canonical RDF: the meaning is signed.
    EddsaRdfc2022,
    /// Ed25519 over canonical JSON: the text is signed.
    EddsaJcs2022,
}

/// What a proof is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// To assert what the document says: credentials.
    AssertionMethod,
    /// To show who presents it: presentations.
    Authentication,
}

/// How proofs are checked.
#[derive(Clone, Copy, Debug)]
pub struct Check<'c> {
    /// The contexts by which documents are read.
    pub contexts: &'c Contexts,
    /// The suites known beside the two of this crate.
    pub suites: &'c [&'c dyn ForeignSuite],
    /// Where keys are had that no identifier carries.
    pub documents: &'c Documents,
    /// What every proof must be for.
    pub purpose: Purpose,
    /// What they may cost.
    pub work: &'c Work,
}

/// What was found about a document whose proofs all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofReport {
    /// The proofs in the order of the document; at least one.
    pub proofs: Vec<CheckedProof>,
    /// The contexts by which it was read; empty where no proof depends on their content.
    pub contexts: Vec<ContextUsed>,
}

/// One proof that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProof {
    /// Its own id, where it has one.
    pub id: Option<String>,
    /// The name of the suite by which it was made.
    pub suite: &'static str,
    /// Whether the holder may have left out statements that the signer signed.
    pub selective: bool,
    /// What it is for.
    pub purpose: Purpose,
    /// The URL of the key, as the proof names it.
    pub method: String,
    /// The key.
    pub key: Multikey,
    /// Whose key it is, by the identifier itself or by the document that describes it.
    pub controller: String,
    /// Where the key was found.
    pub key_source: KeySource,
    /// From when on nothing counts that the key signed.
    pub key_ends: Option<Timestamp>,
    /// When the signer says it was made.
    pub created: Option<Timestamp>,
    /// When it ceases to hold.
    pub expires: Option<Timestamp>,
    /// The ids of the proofs it stands upon.
    pub previous: Vec<String>,
    /// The challenge it answers.
    pub challenge: Option<String>,
    /// The domains it is meant for.
    pub domain: Vec<String>,
}

impl Suite {
    /// Its name in proofs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
        }
    }

    /// The suite of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        [Self::EddsaRdfc2022, Self::EddsaJcs2022].into_iter().find(|suite| suite.as_str() == name)
    }
}

impl Purpose {
    /// Its name in proofs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

impl From<Purpose> for Relation {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::AssertionMethod => Self::AssertionMethod,
            Purpose::Authentication => Self::Authentication,
        }
    }
}

impl ProofReport {
    /// Whether one of the proofs is by a key of this identity: proofs that hold tell which key signed, and
    /// not that it is the issuer's.
    #[must_use]
    pub fn is_by(&self, issuer: &str) -> bool {
        self.proofs.iter().any(|proof| proof.controller == issuer)
    }

    /// The latest moment at which a proof says that it was made; nothing where none says so.
    #[must_use]
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.proofs.iter().filter_map(|proof| proof.created).max()
    }

    /// The last moment at which all proofs hold; nothing where they hold for good.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        self.proofs.iter().filter_map(|proof| proof.expires).min()
    }
}

/// Checks every proof of a credential by the two suites of this crate, with keys that identifiers
/// carry.
///
/// # Errors
/// [`ProofError::Bad`] where something is wrong with it, [`ProofError::Unsupported`] where it
/// cannot be told here.
pub fn verify(document: &Value, contexts: &Contexts) -> Result<ProofReport, ProofError> {
    let documents = Documents::new();
    let purpose = Purpose::AssertionMethod;
    let work = Work::default();
    Check { contexts, suites: &[], documents: &documents, purpose, work: &work }.verify(document)
}
