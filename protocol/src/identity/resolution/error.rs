//! Why a DID or a DID URL leads to nothing.

use crate::identity::JwkError;

/// Why a DID was not resolved or a DID URL not dereferenced.
///
/// Source: DID Resolution 0.3 §8; the `did:key` method §3.1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolutionError {
    /// No DID.
    #[error("{0}")]
    Did(String),
    /// A DID whose path, query or fragment is malformed.
    #[error("{0}")]
    Url(String),
    /// A method that is neither known here nor described by a document at hand.
    #[error("DIDs of the method {0:?} are not resolved here")]
    Method(String),
    /// Nothing held here belongs to it.
    #[error("nothing held here describes {0}")]
    NotFound(String),
    /// A document at hand is malformed, or several contradict each other.
    #[error("the documents at hand of {0} are malformed or contradict each other")]
    Document(String),
    /// A form of documents that is not written here.
    #[error("documents are not written as {0:?} here")]
    Representation(String),
    /// A key of another length than its kind has.
    #[error("{0}")]
    KeyLength(String),
    /// Bytes that are no key of their kind.
    #[error("{0}")]
    Key(String),
    /// A kind of key, or a type to write it as, that is not known here.
    #[error("{0}")]
    KeyKind(String),
    /// A type to write keys as that is not recommended and was not allowed, or does not fit.
    #[error("{0}")]
    KeyType(String),
}

impl ResolutionError {
    /// Its code in the metadata of an answer.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Did(_) => "invalidDid",
            Self::Url(_) => "invalidDidUrl",
            Self::Method(_) => "methodNotSupported",
            Self::NotFound(_) => "notFound",
            Self::Document(_) => "invalidDidDocument",
            Self::Representation(_) => "representationNotSupported",
            Self::KeyLength(_) => "invalidPublicKeyLength",
            Self::Key(_) => "invalidPublicKey",
            Self::KeyKind(_) => "unsupportedPublicKeyType",
            Self::KeyType(_) => "invalidPublicKeyType",
        }
    }

    /// Its name in the vocabulary of DIDs.
    ///
    /// Source: DID Resolution 1.0 §10 (errors).
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Did(_) => "INVALID_DID",
            Self::Url(_) => "INVALID_DID_URL",
            Self::Method(_) => "METHOD_NOT_SUPPORTED",
            Self::NotFound(_) => "NOT_FOUND",
            Self::Document(_) => "INVALID_DID_DOCUMENT",
            Self::Representation(_) => "REPRESENTATION_NOT_SUPPORTED",
            Self::KeyLength(_) => "INVALID_PUBLIC_KEY_LENGTH",
            Self::Key(_) => "INVALID_PUBLIC_KEY",
            Self::KeyKind(_) => "UNSUPPORTED_PUBLIC_KEY_TYPE",
            Self::KeyType(_) => "INVALID_PUBLIC_KEY_TYPE",
        }
    }

    /// Whether it may exist, only not here.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        match self {
            Self::NotFound(_) => true,
            Self::Did(_)
            | Self::Url(_)
            | Self::Method(_)
            | Self::Document(_)
            | Self::Representation(_)
            | Self::KeyLength(_)
            | Self::Key(_)
            | Self::KeyKind(_)
            | Self::KeyType(_) => false,
        }
    }
}

impl From<JwkError> for ResolutionError {
    fn from(error: JwkError) -> Self {
        let why = error.to_string();
        match error {
            JwkError::Kind(_) => Self::KeyKind(why),
            JwkError::NoObject | JwkError::NoJson(_) | JwkError::Fragment => Self::Did(why),
            JwkError::Missing(_)
            | JwkError::Encoding(_)
            | JwkError::NotOnCurve(_)
            | JwkError::Secret(_)
            | JwkError::Use(_) => Self::Key(why),
        }
    }
}
