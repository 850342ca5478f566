//! Kind 16: the end of a mutual recognition. `[1, id, reason | null]`.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    limits::REASON_BYTES_MAX,
    statement::{ContentError, kinds, text},
};

/// The author, one of the two sides, no longer recognises the other.
///
/// Whether the author is a side of the named recognition is told by whoever holds both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognitionEnd {
    /// The id of the statement that holds the recognition.
    pub recognition: Hash,
    /// Why, in people's words.
    pub reason: Option<String>,
}

impl RecognitionEnd {
    /// Reads the content of a body of kind 16.
    ///
    /// # Errors
    /// When it is not canonical or the reason is too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let recognition = Hash::from_bytes(reader.fixed()?);
        let reason = kinds::optional_text(&mut reader)?;
        reader.end()?;
        let end = Self { recognition, reason };
        end.check()?;
        Ok(end)
    }

    /// Checks the reason.
    ///
    /// # Errors
    /// When it is empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        text::lines("reason", self.reason.as_deref(), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.uint(1_u8);
        writer.bytes(self.recognition.as_bytes());
        kinds::write_optional(&mut writer, self.reason.as_deref());
        writer.into_bytes()
    }
}
