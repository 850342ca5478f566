//! What guardians are asked and answer in private: be one, sign this, here is my signature.
//!
//! What is to be signed is told by its bytes alone; `feed` reads them. Wire: `spec/letters.md` §2.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    identity::Signature,
    limits::{GUARD_DAYS_MAX, KEY_EVENT_BYTES_MAX, REASON_BYTES_MAX, WITNESSES_MAX},
    statement::{ContentError, kinds, text},
};

/// `[1, need, count, days, words | null]`: would you be one of `count` guardians?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianOffer {
    /// How many of them must sign: more than half.
    pub need: u8,
    /// How many there are to be.
    pub count: u8,
    /// How many days the owner then has to object.
    pub days: u8,
    /// What the owner says to it.
    pub words: Option<String>,
}

/// `[1, ask, words | null]`: sign this, asks the successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryOffer {
    /// What is to be signed: a [`crate::feed::RecoveryAsk`].
    pub ask: Vec<u8>,
    /// What the successor says to it.
    pub words: Option<String>,
}

/// `[1, nonce, recovery, sig]`: a guardian's yes, which is its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryShare {
    /// The nonce of the letter that asked.
    pub letter: [u8; 16],
    /// What was signed: the name of the recovery.
    pub recovery: Hash,
    /// The signature.
    pub share: Signature,
}

impl GuardianOffer {
    /// Checks that guardians could be named so.
    ///
    /// # Errors
    /// The member that is refused.
    pub fn check(&self) -> Result<(), ContentError> {
        let count = usize::from(self.count);
        let most = usize::from(self.need).saturating_mul(2) > count && self.need <= self.count;
        if count > WITNESSES_MAX {
            let (found, max) = (count, WITNESSES_MAX);
            return Err(ContentError::TooMany { field: "count", found, max });
        }
        if !most {
            return Err(ContentError::Quorum { need: self.need, count: self.count });
        }
        let (found, max) = (self.days, GUARD_DAYS_MAX);
        if found == 0 || found > max {
            return Err(ContentError::Days { found, max });
        }
        text::lines("words", self.words.as_deref(), REASON_BYTES_MAX)
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 5)?;
        let (need, count, days) = (reader.u8()?, reader.u8()?, reader.u8()?);
        let words = kinds::optional_text(&mut reader)?;
        reader.end()?;
        let offer = Self { need, count, days, words };
        offer.check()?;
        Ok(offer)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5).uint(1_u8).uint(self.need).uint(self.count).uint(self.days);
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.into_bytes()
    }
}

impl RecoveryOffer {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let ask = reader.bytes(KEY_EVENT_BYTES_MAX)?.to_vec();
        let words = kinds::optional_text(&mut reader)?;
        reader.end()?;
        text::lines("words", words.as_deref(), REASON_BYTES_MAX)?;
        Ok(Self { ask, words })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).uint(1_u8).bytes(&self.ask);
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.into_bytes()
    }
}

impl RecoveryShare {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 4)?;
        let letter = reader.fixed()?;
        let recovery = Hash::from_bytes(reader.fixed()?);
        let share = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        Ok(Self { letter, recovery, share })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).uint(1_u8).bytes(&self.letter);
        writer.bytes(self.recovery.as_bytes()).bytes(self.share.as_bytes());
        writer.into_bytes()
    }
}
