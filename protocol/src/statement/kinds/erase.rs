//! Kind 20: bodies that are to be dropped. `[1, [seq…]]`.

use crate::{
    canon::cbor::Writer,
    limits::ERASE_SEQS_MAX,
    statement::{ContentError, kinds},
};

/// Earlier statements of the same log whose bodies every holder drops.
///
/// Only bodies that were signed as erasable go; the headers stay, and the chain with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erase {
    /// The numbers of the statements, sorted, each once, at least one.
    pub seqs: Vec<u32>,
}

impl Erase {
    /// Reads the content of a body of kind 20.
    ///
    /// # Errors
    /// When it is not canonical, names no statement, or names them out of order.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 2)?;
        let seqs = kinds::numbers(&mut reader, "seqs", ERASE_SEQS_MAX)?;
        reader.end()?;
        Ok(Self { seqs })
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
        writer.array(2);
        writer.uint(1_u8);
        kinds::write_numbers(&mut writer, &self.seqs);
        writer.into_bytes()
    }
}
