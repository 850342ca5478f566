//! What peers and authors do wrong.

use crate::canon::cbor::CborError;
use crate::feed::AppendError;

/// What a peer did that it could have known to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// A frame or message over its limit.
    #[error("{found} bytes came where at most {limit} may")]
    Oversized {
        /// Bytes that came.
        found: u64,
        /// Bytes that may.
        limit: u64,
    },
    /// Bytes that are no message, or not in their one canonical form.
    #[error("the bytes are no message in canonical form")]
    Malformed,
    /// A signature, or the hash of a body, that does not fit.
    #[error("a signature or a body hash does not fit")]
    BadSignature,
    /// An item on a topic that does not carry its kind or size.
    #[error("an item came on a topic that does not carry it")]
    WrongTopic,
    /// Items or an end that answer nothing asked here.
    #[error("an answer came to request {request}, which was not made")]
    Unasked {
        /// The number the peer gave.
        request: u32,
    },
    /// Symbols that are those of no set, or far more than any set needs.
    #[error("the symbols of a sketch are those of no set")]
    Unsound,
    /// More requests at once, or a second, than are served.
    #[error("too many requests")]
    TooMany,
    /// Anything before a Hello, or a Hello that contradicts the connection.
    #[error("the peer has not introduced itself")]
    NoHello,
}

impl Fault {
    pub(crate) fn oversized(found: usize, limit: usize) -> Self {
        let wide = |bytes| u64::try_from(bytes).unwrap_or(u64::MAX);
        Self::Oversized { found: wide(found), limit: wide(limit) }
    }

    /// How much it weighs, in points; see [`Effect::Blame`](super::Effect::Blame).
    #[must_use]
    pub const fn points(self) -> u32 {
        match self {
            Self::Oversized { .. } | Self::Malformed | Self::BadSignature | Self::Unsound => 50,
            Self::WrongTopic | Self::NoHello => 20,
            Self::Unasked { .. } | Self::TooMany => 5,
        }
    }
}

impl From<CborError> for Fault {
    fn from(_: CborError) -> Self {
        Self::Malformed
    }
}

/// Why a statement said here was not taken; nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaidFault {
    /// The writer key was not told as own.
    #[error("the writer key is not one of this installation")]
    NotOwn,
    /// No key event that names this writer is held, or it is closed.
    #[error("the writer key is not authorised by the key log of its identity")]
    NotAuthorised,
    /// The key was seen at work elsewhere.
    #[error("the writer key signed elsewhere and must be replaced")]
    UsedElsewhere,
    /// The body breaks a rule of its kind, so that nobody would take it.
    #[error("the body breaks a rule of its kind: {0}")]
    Gate(String),
    /// The feed does not take it.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The key log does not take the event: too many, or not signed by its DID.
    #[error("the key log does not take the event")]
    Key,
}
