//! Kind 16: the end of a mutual recognition. `[1, id, reason | null]`, or
//! `[2, id, reason | null, offer]` that names the offer too.

use crate::{
    canon::{cbor::Reader, cbor::Writer, hash::Hash},
    identity::{Did, PublicKey},
    limits::REASON_BYTES_MAX,
    statement::{ContentError, kinds, text},
};

/// Which offer a recognition accepted: who made it, and its nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfferName {
    /// Who made it.
    pub from: Did,
    /// By which its maker tells it from others.
    pub nonce: [u8; 16],
}

/// The author, one of the two sides, no longer recognises the other.
///
/// Whether the author is a side of the named recognition is told by whoever holds both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognitionEnd {
    /// The id of the statement that holds the recognition.
    pub recognition: Hash,
    /// Why, in people's words.
    pub reason: Option<String>,
    /// The offer that it accepted, so that the offer is over also where that statement was erased and
    /// the same was accepted again; nothing in version 1.
    pub offer: Option<OfferName>,
}

impl RecognitionEnd {
    /// Reads the content of a body of kind 16.
    ///
    /// # Errors
    /// When it is not canonical or the reason is too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let (mut reader, version) = kinds::open_either(bytes, 3)?;
        let recognition = Hash::from_bytes(reader.fixed()?);
        let reason = kinds::optional_text(&mut reader)?;
        let offer = (version == 2).then(|| offer(&mut reader)).transpose()?;
        reader.end()?;
        let end = Self { recognition, reason, offer };
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
        match self.offer {
            None => writer.array(3).uint(1_u8),
            Some(_) => writer.array(4).uint(2_u8),
        };
        writer.bytes(self.recognition.as_bytes());
        kinds::write_optional(&mut writer, self.reason.as_deref());
        if let Some(offer) = self.offer {
            writer.array(2).bytes(offer.from.public_key().as_bytes()).bytes(&offer.nonce);
        }
        writer.into_bytes()
    }
}

fn offer(reader: &mut Reader<'_>) -> Result<OfferName, ContentError> {
    reader.array(2)?;
    let from = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
    Ok(OfferName { from, nonce: reader.fixed()? })
}
