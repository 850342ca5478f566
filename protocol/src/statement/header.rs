//! The header: the part of a statement that is signed, chained and never erased.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::{Hash, sha256},
    },
    identity::{KeyError, PublicKey},
    limits::HEADER_BYTES_MAX,
    statement::Kind,
    time::Timestamp,
};

/// The version of the header this code writes and the only one it reads.
const VERSION: u64 = 1;

/// `Header = [1, w, seq, root, ts, kind, ret, bh, bs]`. Source: `spec/feed.md` §2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The writer key that signs: whose log this is.
    pub writer: PublicKey,
    /// The number of this statement in its log, from 0.
    pub seq: u32,
    /// The RFC 6962 tree head over the ids of all earlier statements.
    pub root: Hash,
    /// When the writer says it was signed; never before the one before.
    pub ts: Timestamp,
    /// What it is about.
    pub kind: Kind,
    /// Whether the author may ask that the body be dropped.
    pub ret: Retention,
    /// The hash of the body, see [`crate::statement::Body::hash`].
    pub body_hash: Hash,
    /// The number of content bytes in the body.
    pub body_size: u32,
}

/// What may become of a body. Source: `spec/feed.md` §2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// 0: the body is part of the statement for good.
    Permanent,
    /// 1: a later Erase of the same log may name it, and holders then drop it.
    Erasable,
}

impl Retention {
    /// The number in the header.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Permanent => 0,
            Self::Erasable => 1,
        }
    }
}

/// Why bytes are not a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Too long to be looked at.
    #[error("a header of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the header is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("header version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A retention number that version 1 does not have.
    #[error("retention {found}, expected 0 or 1")]
    Retention {
        /// Number found.
        found: u8,
    },
    /// The writer is no usable key.
    #[error("the writer key is refused: {0}")]
    Writer(#[from] KeyError),
    /// The last number would leave no room for the size of the log.
    #[error("statement number {found} is beyond the last possible one")]
    Seq {
        /// Number found.
        found: u32,
    },
}

impl Header {
    /// Reads a header, which must be encoded exactly as [`Header::bytes`] does.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, of another version, or name no usable key.
    pub fn read(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > HEADER_BYTES_MAX {
            return Err(HeaderError::TooLong { found: bytes.len(), max: HEADER_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(9)?;
        let found = reader.u64()?;
        if found != VERSION {
            return Err(HeaderError::Version { found });
        }
        let writer = PublicKey::from_bytes(&reader.fixed()?)?;
        let seq = reader.u32()?;
        if seq == u32::MAX {
            return Err(HeaderError::Seq { found: seq });
        }
        let root = Hash::from_bytes(reader.fixed()?);
        let ts = Timestamp::from_millis(reader.u64()?);
        let kind = Kind::from_number(reader.u16()?);
        let ret = match reader.u8()? {
            0 => Retention::Permanent,
            1 => Retention::Erasable,
            found => return Err(HeaderError::Retention { found }),
        };
        let body_hash = Hash::from_bytes(reader.fixed()?);
        let body_size = reader.u32()?;
        reader.end()?;
        Ok(Self { writer, seq, root, ts, kind, ret, body_hash, body_size })
    }

    /// The canonical encoding: what is signed and hashed, at most [`HEADER_BYTES_MAX`] bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(9);
        writer.uint(VERSION);
        writer.bytes(self.writer.as_bytes());
        writer.uint(self.seq);
        writer.bytes(self.root.as_bytes());
        writer.uint(self.ts.millis());
        writer.uint(self.kind.number());
        writer.uint(self.ret.number());
        writer.bytes(self.body_hash.as_bytes());
        writer.uint(self.body_size);
        writer.into_bytes()
    }
}

/// The id of the statement with this encoded header: its RFC 6962 leaf hash.
///
/// Source: RFC 6962 §2.1, `spec/feed.md` §3.
#[must_use]
pub(crate) fn id_of(header: &[u8]) -> Hash {
    sha256(&[&[0], header])
}
