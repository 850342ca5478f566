//! What is wrong with an envelope, told as a finding about a credential or a presentation.

use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::Reason;

/// What is wrong with an envelope that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// A member of the header or of the envelope is not what it must be.
    #[error("{field}: {what}")]
    Header {
        /// The member, as a path.
        field: String,
        /// What is wrong.
        what: String,
    },
    /// A member of the payload is not what it must be, or contradicts another.
    #[error("{field}: {what}")]
    Member {
        /// The member, as a path.
        field: String,
        /// What is wrong.
        what: String,
    },
    /// The header names another algorithm than the key's own.
    #[error("the header names {algorithm}, the key is of kind {key}")]
    Algorithm {
        /// The algorithm named.
        algorithm: String,
        /// The kind of key.
        key: KeyCodec,
    },
    /// A member of the payload that every credential has may be one that its holder does not show.
    #[error("{0} is not shown by its holder")]
    Hidden(String),
    /// An algorithm that is not known here.
    #[error("the algorithm {0} is not known")]
    Unknown(String),
    /// The key named is somebody else's; whether it signed was not looked at.
    #[error("{method} is no key of {party}")]
    Another {
        /// Who should have signed.
        party: String,
        /// The key named.
        method: String,
    },
    /// The signature is by a key, and that is no key of the party.
    #[error("{method} is no key of {party}")]
    SignedByAnother {
        /// Who should have signed.
        party: String,
        /// Where the key stands.
        method: String,
    },
    /// The signature does not fit the bytes.
    #[error("the signature does not fit the key {0}")]
    Signature(String),
    /// The key is not at hand.
    #[error("the key {0} is not at hand")]
    KeyNotHere(String),
    /// The party's own document does not let the key sign this.
    #[error("{method} does not serve: {what}")]
    NotListed {
        /// The key named.
        method: String,
        /// Why not.
        what: String,
    },
    /// Documents at hand say different things about the key.
    #[error("the documents at hand say different things about {0}")]
    Contradicted(String),
    /// The party withdrew the key, or let it expire.
    #[error("the key {method} ended at {at}")]
    Ended {
        /// The key.
        method: String,
        /// When.
        at: String,
    },
    /// The key is of a kind that is not known here.
    #[error("the key {0} is of a kind that is not known")]
    KeyKind(String),
    /// The signature fits a key that stands in the header, and nothing shows whose it is.
    #[error("the key stands in the header, and nothing shows that it is one of {0}")]
    KeyEmbedded(String),
    /// The key lies on the host of the party, and nothing shows whose it is.
    #[error("nothing at hand shows that {method} is a key of {party}")]
    Unclaimed {
        /// Who should have signed.
        party: String,
        /// The key's address.
        method: String,
        /// The address of the host's set of keys.
        list: String,
    },
    /// What shows that the key is the party's was fetched too long ago.
    #[error("that {method} is a key of {party} was last seen at {at}, too long ago")]
    Stale {
        /// Who should have signed.
        party: String,
        /// The key's address.
        method: String,
        /// The address of the host's set of keys.
        list: String,
        /// When.
        at: String,
    },
    /// So much was checked before that this is not.
    #[error("it asks for more work than is spent on one badge")]
    Effort,
    /// The envelope is past its own date.
    #[error("it has expired at {0}")]
    Expired(String),
    /// The envelope was signed later than now.
    #[error("it is dated {0}, later than now")]
    Future(String),
    /// The envelope is not to be used yet.
    #[error("it is not to be used before {0}")]
    Early(String),
}

/// A header or envelope member that is wrong.
pub(crate) fn header(field: &str, what: impl Into<String>) -> Fault {
    Fault::Header { field: field.to_owned(), what: what.into() }
}

/// A member of the payload that is wrong.
pub(crate) fn member(field: &str, what: impl Into<String>) -> Fault {
    Fault::Member { field: field.to_owned(), what: what.into() }
}

impl Fault {
    /// The finding on the integrity of a credential.
    pub(crate) fn integrity(self) -> Reason {
        match self {
            Self::Header { field, what } => Reason::ProofMalformed { field, what },
            Self::Member { field, what } => Reason::FieldWrong { field, what },
            Self::Algorithm { algorithm, key } => {
                Reason::AlgorithmDiffers { algorithm, key: key.to_string() }
            }
            Self::Hidden(field) => Reason::ContentHidden { field },
            Self::Unknown(suite) => Reason::SuiteUnknown { suite },
            Self::Another { party, method } => Reason::ProofNamesAnother { issuer: party, method },
            Self::SignedByAnother { party, method } => {
                Reason::ProofByAnother { issuer: party, method }
            }
            Self::Signature(method) => Reason::SignatureWrong { method },
            Self::KeyNotHere(method) => Reason::KeyNotHere { method },
            Self::KeyKind(method) => Reason::KeyTypeUnknown { method },
            Self::NotListed { method, what } => Reason::KeyNotListed { method, what },
            Self::Contradicted(method) => Reason::KeyContradicted { method },
            Self::Ended { method, at } => Reason::KeyEnded { method, at },
            Self::KeyEmbedded(issuer) => Reason::KeyEmbedded { issuer },
            Self::Unclaimed { party, method, list } => {
                Reason::KeyUnclaimed { issuer: party, method, list }
            }
            Self::Stale { party, method, list, at } => {
                Reason::KeyStale { issuer: party, method, list, as_of: at }
            }
            Self::Effort => Reason::EffortSpent {},
            Self::Expired(at) => Reason::ProofExpired { at },
            Self::Future(at) => Reason::ProofFromFuture { at },
            Self::Early(from) => Reason::ProofMalformed {
                field: "nbf".to_owned(),
                what: format!("it is not to be used before {from}"),
            },
        }
    }

    /// The finding on who presents.
    pub(crate) fn recipient(self) -> Reason {
        let what = self.to_string();
        match self {
            Self::KeyNotHere(method)
            | Self::KeyEmbedded(method)
            | Self::Unclaimed { method, .. } => Reason::PresenterKeyMissing { method },
            Self::Unknown(_)
            | Self::KeyKind(_)
            | Self::Contradicted(_)
            | Self::Stale { .. }
            | Self::Effort => Reason::PresentationUnknown { what },
            Self::Header { .. }
            | Self::Member { .. }
            | Self::Hidden(_)
            | Self::Algorithm { .. }
            | Self::Another { .. }
            | Self::SignedByAnother { .. }
            | Self::Signature(_)
            | Self::NotListed { .. } => Reason::PresentationWrong { how: "false", what },
            Self::Ended { .. } | Self::Expired(_) | Self::Future(_) | Self::Early(_) => {
                Reason::PresentationWrong { how: "over", what }
            }
        }
    }
}
