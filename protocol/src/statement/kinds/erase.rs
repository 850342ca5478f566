//! Kind 20: bodies that are to be dropped. `[1, [seq…]]`, or `[2, log, [seq…]]` of another log.

use crate::{
    canon::cbor::{Reader, Writer},
    identity::PublicKey,
    limits::ERASE_SEQS_MAX,
    statement::{ContentError, kinds},
};

/// Statements whose bodies every holder drops: earlier ones of the same log, or some of another log of
/// the same author, whose key may be lost.
///
/// Only bodies that were signed as erasable go; the headers stay, and the chain with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erase {
    /// The writer of the log that they stand in, where it is another one.
    pub log: Option<PublicKey>,
    /// The numbers of the statements, sorted, each once, at least one.
    pub seqs: Vec<u32>,
}

impl Erase {
    /// Of the log that the Erase itself stands in.
    #[must_use]
    pub const fn own(seqs: Vec<u32>) -> Self {
        Self { log: None, seqs }
    }

    /// Reads the content of a body of kind 20.
    ///
    /// # Errors
    /// When it is not canonical, names no statement, or names them out of order.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = Reader::new(bytes);
        let members = reader.list(3)?;
        let log = match (members, reader.u64()?) {
            (2, 1) => None,
            (3, 2) => Some(PublicKey::from_bytes(&reader.fixed()?)?),
            (_, found) => return Err(ContentError::Version { found }),
        };
        let seqs = kinds::numbers(&mut reader, "seqs", ERASE_SEQS_MAX)?;
        reader.end()?;
        Ok(Self { log, seqs })
    }

    /// The numbers it names of a log, as an entry of this writer.
    #[must_use]
    pub fn named(&self, by: &PublicKey, of: &PublicKey) -> &[u32] {
        let log = self.log.as_ref().unwrap_or(by);
        if log == of { &self.seqs } else { &[] }
    }

    /// Checks the list.
    ///
    /// # Errors
    /// When there is no number, too many, or out of order.
    pub fn check(&self) -> Result<(), ContentError> {
        kinds::check_numbers("seqs", &self.seqs, ERASE_SEQS_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match &self.log {
            None => writer.array(2).uint(1_u8),
            Some(log) => writer.array(3).uint(2_u8).bytes(log.as_bytes()),
        };
        kinds::write_numbers(&mut writer, &self.seqs);
        writer.into_bytes()
    }
}
