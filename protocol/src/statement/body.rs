//! The body: what a statement says, committed to by its header and erasable without a gap.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::{Hash, sha256},
    },
    limits::{BODY_BYTES_MAX, ENTRY_BYTES_MAX},
};

/// Domain of body hashes. Source: `spec/feed.md` §4.
const BODY_DOMAIN: &[u8] = b"bot/body/1\0";

/// How the content bytes of a body are written. Source: `spec/feed.md` §4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// 1: one deterministic CBOR array.
    Cbor,
    /// 2: JSON, exactly the bytes that were signed.
    Json,
    /// 3: sealed for somebody; not read by this version.
    Sealed,
}

impl MediaType {
    /// The number in the body.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Cbor => 1,
            Self::Json => 2,
            Self::Sealed => 3,
        }
    }
}

/// `Body = [salt, mt, bytes]`. Source: `spec/feed.md` §4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Chance that keeps the hash of an erased body from being guessed.
    pub salt: [u8; 16],
    /// How `bytes` is written.
    pub media_type: MediaType,
    /// The content, at most [`BODY_BYTES_MAX`] bytes.
    pub bytes: Vec<u8>,
}

/// Why bytes are not a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Too long to be kept.
    #[error("a body of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the body is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// A media type that version 1 does not have.
    #[error("media type {found}, expected 1, 2 or 3")]
    MediaType {
        /// Number found.
        found: u8,
    },
}

impl Body {
    /// Reads a body, which must be encoded exactly as [`Body::to_bytes`] does.
    ///
    /// # Errors
    /// When it is too long, not canonical or of an unknown media type.
    pub fn read(bytes: &[u8]) -> Result<Self, BodyError> {
        let mut reader = Reader::new(bytes);
        reader.array(3)?;
        let salt = reader.fixed()?;
        let media_type = match reader.u8()? {
            1 => MediaType::Cbor,
            2 => MediaType::Json,
            3 => MediaType::Sealed,
            found => return Err(BodyError::MediaType { found }),
        };
        let content = reader.bytes(ENTRY_BYTES_MAX)?;
        if content.len() > BODY_BYTES_MAX {
            return Err(BodyError::TooLong { found: content.len(), max: BODY_BYTES_MAX });
        }
        let bytes = content.to_vec();
        reader.end()?;
        Ok(Self { salt, media_type, bytes })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.bytes(&self.salt);
        writer.uint(self.media_type.number());
        writer.bytes(&self.bytes);
        writer.into_bytes()
    }

    /// What the header commits to: SHA-256("bot/body/1\0" ‖ salt ‖ mt ‖ bytes).
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[BODY_DOMAIN, &self.salt, &[self.media_type.number()], &self.bytes])
    }
}
