//! What stewards are asked and answer in private: sign this charter, here is my signature.
//!
//! Whoever declines says nothing. Wire: `spec/letters.md` §2.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    identity::Signature,
    limits::{CHARTER_BYTES_MAX, REASON_BYTES_MAX},
    statement::{
        ContentError,
        kinds::{self, CharterText},
        text,
    },
};

/// `[1, text, words | null]`: would you sign this charter of mine?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterOffer {
    /// What is to be signed, for the community that asks.
    pub text: CharterText,
    /// What the community says to it.
    pub words: Option<String>,
}

/// `[1, nonce, digest, sig]`: a steward's yes, which is their signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharterShare {
    /// The nonce of the letter that asked.
    pub letter: [u8; 16],
    /// The digest of the charter that was signed.
    pub charter: Hash,
    /// The signature.
    pub share: Signature,
}

impl CharterOffer {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let text = CharterText::read(reader.bytes(CHARTER_BYTES_MAX)?)?;
        let words = kinds::optional_text(&mut reader)?;
        reader.end()?;
        text::lines("words", words.as_deref(), REASON_BYTES_MAX)?;
        Ok(Self { text, words })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).uint(1_u8).bytes(&self.text.to_bytes());
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.into_bytes()
    }
}

impl CharterShare {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 4)?;
        let letter = reader.fixed()?;
        let charter = Hash::from_bytes(reader.fixed()?);
        let share = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        Ok(Self { letter, charter, share })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).uint(1_u8).bytes(&self.letter);
        writer.bytes(self.charter.as_bytes()).bytes(self.share.as_bytes());
        writer.into_bytes()
    }
}
