//! What is wrong with a proof, and what cannot be told.

use crate::canon::multibase::BaseError;
use crate::canon::rdfc::RdfcError;
use crate::credential::contexts::ContextFault;
use crate::credential::jsonld::JsonLdError;
use crate::identity::{KeyCodec, MethodError};
use crate::time::TimeError;

/// Why a document is not shown to be what was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Something is wrong: it must not be believed.
    #[error(transparent)]
    Bad(#[from] BadProof),
    /// It uses what this program does not know: nothing is said about it.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    /// The document is no JSON object.
    #[error("the document is not an object")]
    NoObject,
    /// There is no proof.
    #[error("there is no proof")]
    NoProof,
    /// More proofs than are checked.
    #[error("{found} proofs; at most {most} are checked")]
    Many {
        /// How many there are.
        found: usize,
        /// How many are checked.
        most: usize,
    },
    /// A document to be signed has a proof already.
    #[error("the document has a proof already")]
    Signed,
    /// A member every proof has is missing.
    #[error("the proof has no {0}")]
    Missing(&'static str),
    /// A member of a proof has the wrong type.
    #[error("{name} of the proof is not {expected}")]
    Member {
        /// Which member.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A member no proof has.
    #[error("a proof has no member {0:?}")]
    Extra(String),
    /// A proof for another purpose.
    #[error("the proof is for {found:?}, not {expected}")]
    Purpose {
        /// What it is for.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The verification method is not the URL of a key.
    #[error("verificationMethod: {0}")]
    Method(MethodError),
    /// The document of the verification method's owner does not let it be used so.
    #[error("the key {method}: {fault}")]
    NotListed {
        /// The verification method.
        method: String,
        /// What the document says.
        fault: MethodError,
    },
    /// The key to sign with is not that of the verification method.
    #[error("the key is not that of {0}")]
    OtherKey(String),
    /// The signature is not 64 bytes in multibase base58btc.
    #[error("proofValue is no signature: {0:?}")]
    Value(Option<BaseError>),
    /// A time of the proof is no point in time.
    #[error("{name} of the proof: {fault}")]
    Time {
        /// Which member.
        name: &'static str,
        /// What is wrong with it.
        fault: TimeError,
    },
    /// The proof expires before it was made.
    #[error("the proof expires before it was created")]
    Inverted,
    /// The signature does not fit the document.
    #[error("the signature by {0} does not fit the document")]
    Signature(String),
    /// The document has no closed meaning.
    #[error(transparent)]
    Document(JsonLdError),
    /// The proof's own members have no closed meaning under the document's contexts.
    #[error("the proof: {0}")]
    Options(JsonLdError),
    /// The document has no canonical form.
    #[error(transparent)]
    Canonical(#[from] RdfcError),
    /// The proof names other contexts than the document.
    #[error("the contexts of the proof are not those of the document")]
    Contexts,
    /// The base context of credentials does not come first.
    #[error("the base context of credentials is not the first")]
    Order,
    /// Two proofs have one id.
    #[error("two proofs have the id {0:?}")]
    SameId(String),
    /// A proof stands upon one that is missing.
    #[error("the previous proof {0:?} is missing")]
    Previous(String),
    /// Proofs stand upon each other in a circle.
    #[error("proofs stand upon each other in a circle")]
    Circle,
}

/// What cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// A proof of another type.
    #[error("proofs of type {0:?} are not checked here")]
    ProofType(String),
    /// A suite that is not known.
    #[error("cryptosuite {0:?} is not checked here")]
    Suite(String),
    /// A proof of this suite as the issuer made it for the holder alone, who derives others from it.
    #[error("a base proof by {0}, which is for the holder alone, is not checked here")]
    BaseProof(&'static str),
    /// A kind of key that does not fit the suites here.
    #[error("keys of kind {0} are not used here")]
    KeyKind(KeyCodec),
    /// A verification method whose key was not handed in.
    #[error("the key of {0} is not known")]
    Key(String),
    /// A verification method about which the documents handed in disagree.
    #[error("the documents at hand say different things about the key {0}")]
    Contradiction(String),
    /// A verification method whose key is of a kind or in a form that is not known here.
    #[error("the key of the proof: {0}")]
    Method(MethodError),
    /// A context or a part of JSON-LD that is not known here.
    #[error(transparent)]
    Document(JsonLdError),
    /// So much was checked before that this is not.
    #[error("it asks for more work than is spent on one badge")]
    Effort,
}

impl ProofError {
    /// A fault of a document or a proof as RDF: wrong, or not known here.
    pub(super) fn document(error: JsonLdError) -> Self {
        if error.is_unknown() {
            Unsupported::Document(error).into()
        } else {
            BadProof::Document(error).into()
        }
    }

    /// The same for the members of a proof.
    pub(super) fn options(error: JsonLdError) -> Self {
        if error.is_unknown() {
            Unsupported::Document(error).into()
        } else {
            BadProof::Options(error).into()
        }
    }

    /// A fault of the contexts as a whole.
    #[must_use]
    pub fn contexts(fault: ContextFault) -> Self {
        Self::document(JsonLdError::whole(fault))
    }

    /// The context URL that is not known, where this is why.
    #[must_use]
    pub fn unknown_context(&self) -> Option<&str> {
        match self {
            Self::Unsupported(Unsupported::Document(error)) => error.unknown_context(),
            Self::Unsupported(_) | Self::Bad(_) => None,
        }
    }
}
