//! Yes or no to a letter. Wire: `spec/letters.md` §2.

use crate::{
    canon::cbor::Writer,
    limits::REASON_BYTES_MAX,
    statement::{kinds, letter::LetterError, text},
};

/// `[1, nonce, 1 accepted | 2 refused, reason | null]`: the signed act of acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The nonce of the letter that is answered.
    pub letter: [u8; 16],
    /// Whether the offer was accepted.
    pub accepted: bool,
    /// Why, in people's words.
    pub reason: Option<String>,
}

impl Answer {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, LetterError> {
        let mut reader = kinds::open(bytes, 4)?;
        let letter = reader.fixed()?;
        let accepted = match reader.u8()? {
            1 => true,
            2 => false,
            found => return Err(LetterError::Answer { found }),
        };
        let reason = kinds::optional_text(&mut reader)?;
        reader.end()?;
        text::lines("reason", reason.as_deref(), REASON_BYTES_MAX)?;
        Ok(Self { letter, accepted, reason })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(1_u8);
        writer.bytes(&self.letter);
        writer.uint(if self.accepted { 1_u8 } else { 2 });
        kinds::write_optional(&mut writer, self.reason.as_deref());
        writer.into_bytes()
    }
}
