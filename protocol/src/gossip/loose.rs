//! Bodies that travel by themselves, to whoever holds their headers already.
//!
//! A catch-up tells how long feeds are and what was taken back before it tells what is large: an
//! entry of more than [`WHOLE_BYTES_MAX`] comes as its header, and its body after all headers.
//! Source: spec/gossip.md §4.

use crate::canon::cbor::{Reader, Writer};
use crate::canon::hash::Hash;
use crate::identity::PublicKey;
use crate::limits::{ENTRY_BYTES_MAX, WHOLE_BYTES_MAX};
use crate::statement::{Body, Statement};

use super::Fault;

/// A body, and which entry it says it is of; nothing is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseBody {
    /// Whose feed.
    pub writer: PublicKey,
    /// Which entry.
    pub seq: u32,
    /// Its id: another branch has another entry of this number.
    pub entry: Hash,
    /// What it says.
    pub body: Body,
}

impl LooseBody {
    /// The body of an entry, where it is there.
    #[must_use]
    pub fn of(entry: &Statement) -> Option<Self> {
        let body = entry.body()?.clone();
        Some(Self { writer: entry.writer(), seq: entry.seq(), entry: entry.id(), body })
    }

    /// `[w, seq, id, body]`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.bytes(self.writer.as_bytes());
        writer.uint(self.seq);
        writer.bytes(self.entry.as_bytes());
        writer.bytes(&self.body.to_bytes());
        writer.into_bytes()
    }

    /// Reads it; whether it fits its header is looked at where that is.
    ///
    /// # Errors
    /// When it is not in its one canonical form, or the body is too long.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes);
        reader.array(4)?;
        let writer = PublicKey::from_bytes(&reader.fixed()?).map_err(|_| Fault::Malformed)?;
        let (seq, entry) = (reader.u32()?, Hash::from_bytes(reader.fixed()?));
        let body = Body::read(reader.bytes(ENTRY_BYTES_MAX)?).map_err(|_| Fault::Malformed)?;
        reader.end()?;
        Ok(Self { writer, seq, entry, body })
    }
}

/// Whether an entry comes as its header first, and its body after all headers. What takes
/// something back never waits.
#[must_use]
pub fn body_waits(entry: &Statement) -> bool {
    let large = entry.body().is_some_and(|body| body.bytes.len() > WHOLE_BYTES_MAX);
    large && !entry.kind().takes_back()
}
