//! Tails: the end of a log without its beginning.

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    feed::{Accumulator, AccumulatorError, AppendError, Feed},
    identity::PublicKey,
    limits::{ACCUMULATOR_BYTES_MAX, ENTRY_BYTES_MAX, TAIL_ENTRIES_MAX},
    statement::{EntryError, OpenError, Sealed, Statement},
};

/// `Tail = [start, [Entry…]]`: the statements of one writer from a number on, without a gap, and
/// the tree over those before them.
///
/// The first of them signs the root of that tree, so nobody but the writer can choose what came
/// before; what it was, a tail does not say. Source: `spec/feed.md` §10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    start: Accumulator,
    entries: Vec<Statement>,
}

/// Why statements or bytes are no tail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TailError {
    /// Not deterministic CBOR of the right shape.
    #[error("the tail is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// What stands for the statements before it is malformed.
    #[error("the start of the tail: {0}")]
    Start(#[from] AccumulatorError),
    /// It has no statement, so nobody signed its start.
    #[error("the tail has no entry")]
    Empty,
    /// An entry is malformed.
    #[error("entry {index} of the tail: {why}")]
    Entry {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: EntryError,
    },
    /// An entry is not truly signed.
    #[error("entry {index} of the tail: {why}")]
    Open {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: OpenError,
    },
    /// An entry does not follow the ones before it.
    #[error("entry {index} of the tail: {why}")]
    Append {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: AppendError,
    },
}

impl Tail {
    /// The tail with these statements, the first of which follows `start`.
    ///
    /// # Errors
    /// When there is none, or one does not follow the ones before it.
    pub fn new(start: Accumulator, entries: Vec<Statement>) -> Result<Self, TailError> {
        let tail = Self { start, entries };
        tail.feed()?;
        Ok(tail)
    }

    /// Reads a tail and checks every signature and root.
    ///
    /// # Errors
    /// When it is not canonical, or anything in it is refused.
    pub fn read(bytes: &[u8]) -> Result<Self, TailError> {
        let mut reader = Reader::new(bytes);
        reader.array(2)?;
        let start = Accumulator::from_bytes(reader.bytes(ACCUMULATOR_BYTES_MAX)?)?;
        let count = reader.list(TAIL_ENTRIES_MAX)?;
        let mut entries = Vec::new();
        for index in 0..count {
            let sealed = Sealed::read(reader.bytes(ENTRY_BYTES_MAX)?);
            let sealed = sealed.map_err(|why| TailError::Entry { index, why })?;
            entries.push(sealed.open().map_err(|why| TailError::Open { index, why })?);
        }
        reader.end()?;
        Self::new(start, entries)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).bytes(&self.start.to_bytes()).array(self.entries.len());
        for entry in &self.entries {
            writer.bytes(&entry.to_bytes());
        }
        writer.into_bytes()
    }

    /// Whose log it is the end of.
    #[must_use]
    pub fn writer(&self) -> Option<PublicKey> {
        self.entries.first().map(Statement::writer)
    }

    /// The tree over the statements before it.
    #[must_use]
    pub fn start(&self) -> &Accumulator {
        &self.start
    }

    /// Its statements, in order.
    #[must_use]
    pub fn entries(&self) -> &[Statement] {
        &self.entries
    }

    /// Its statements, in order, by themselves.
    #[must_use]
    pub fn into_entries(self) -> Vec<Statement> {
        self.entries
    }

    /// The log that it ends.
    ///
    /// # Errors
    /// When its statements do not follow each other; a tail that is held has none such.
    pub fn feed(&self) -> Result<Feed, TailError> {
        let writer = self.writer().ok_or(TailError::Empty)?;
        let mut feed = Feed::resume(writer, self.start.clone());
        for (index, entry) in self.entries.iter().enumerate() {
            feed.replay(entry).map_err(|why| TailError::Append { index, why })?;
        }
        Ok(feed)
    }
}
