//! Kind 25: what the author answers to a dispute. `[1, id, words]`.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    limits::{BODY_BYTES_MAX, REASON_BYTES_MAX},
    statement::{ContentError, kinds, text},
};

/// The answer of whom a dispute concerns. It is shown beside the dispute; anybody else's is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The id of the [`super::Dispute`].
    pub dispute: Hash,
    /// The answer, in people's words.
    pub words: String,
}

impl Reply {
    /// Reads the content of a body of kind 25.
    ///
    /// # Errors
    /// When it is not canonical, or the words are empty or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let dispute = Hash::from_bytes(reader.fixed()?);
        let words = reader.text(BODY_BYTES_MAX)?.to_owned();
        reader.end()?;
        let reply = Self { dispute, words };
        reply.check()?;
        Ok(reply)
    }

    /// Checks lengths and letters.
    ///
    /// # Errors
    /// When the words are empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        text::lines("words", Some(&self.words), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.uint(1_u8);
        writer.bytes(self.dispute.as_bytes());
        writer.text(&self.words);
        writer.into_bytes()
    }
}
