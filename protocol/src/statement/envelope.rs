//! Envelopes: a letter that nobody on the way can read, to be kept until its addressee comes.
//!
//! Here is what a mailbox can see and check: for whom it is, how large, whether it was paid for by
//! work. What is inside is sealed and opened by whoever has chance and keys. Wire: `spec/letters.md`.

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    canon::hash::sha256,
    identity::{Did, KeyError, PublicKey},
    limits::MAIL_BYTES_MAX,
    statement::letter::Letter,
};

/// Domain of the ids of envelopes, and of what is bound into the seal.
const ENVELOPE_DOMAIN: &[u8] = b"bot/envelope/1\0";

/// Domain of the work that pays for one.
const WORK_DOMAIN: &[u8] = b"bot/work/1\0";

/// The first bytes of every envelope: an array of five whose first member is 2. A letter begins with
/// an array of eight.
const BEGIN: [u8; 2] = [0x85, 2];

/// `Envelope = [2, to, id, work, sealed]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    to: Did,
    id: [u8; 16],
    work: u64,
    sealed: Vec<u8>,
}

/// Why bytes are not an envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Too long to be looked at.
    #[error("an envelope of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the envelope is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("envelope version {found}, expected 2")]
    Version {
        /// Version found.
        found: u64,
    },
    /// The addressee is no usable key.
    #[error("the addressee of the envelope is refused: {0}")]
    Party(#[from] KeyError),
}

impl Envelope {
    /// The name of the envelope for a letter: the same each time, so that one that is brought twice
    /// is one, and telling nothing to whoever does not know the letter.
    #[must_use]
    pub fn id_of(letter: &Letter) -> [u8; 16] {
        let from = letter.from();
        let parts = [ENVELOPE_DOMAIN, from.public_key().as_bytes(), &letter.nonce()];
        sha256(&parts).as_bytes().first_chunk().copied().unwrap_or_default()
    }

    /// What is bound into the seal: for whom it is, and its name.
    #[must_use]
    pub fn bound(to: &Did, id: &[u8; 16]) -> Vec<u8> {
        [ENVELOPE_DOMAIN, to.public_key().as_bytes(), id].concat()
    }

    /// Puts what was sealed into an envelope that is not paid for.
    ///
    /// # Errors
    /// When it is too long to be kept.
    pub fn new(to: Did, id: [u8; 16], sealed: Vec<u8>) -> Result<Self, EnvelopeError> {
        let envelope = Self { to, id, work: 0, sealed };
        // The longest number that the work may become, beside the one byte of zero.
        check_length(envelope.to_bytes().len().saturating_add(8))?;
        Ok(envelope)
    }

    /// Whether bytes that came are meant as an envelope, not as a letter.
    #[must_use]
    pub fn is_meant(bytes: &[u8]) -> bool {
        bytes.starts_with(&BEGIN)
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical.
    pub fn read(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        check_length(bytes.len())?;
        let mut reader = Reader::new(bytes);
        reader.array(5)?;
        let found = reader.u64()?;
        if found != 2 {
            return Err(EnvelopeError::Version { found });
        }
        let to = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let (id, work) = (reader.fixed()?, reader.u64()?);
        let sealed = reader.bytes(MAIL_BYTES_MAX)?.to_vec();
        reader.end()?;
        Ok(Self { to, id, work, sealed })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.uint(2_u8);
        writer.bytes(self.to.public_key().as_bytes());
        writer.bytes(&self.id);
        writer.uint(self.work);
        writer.bytes(&self.sealed);
        writer.into_bytes()
    }

    /// Whether it is paid for: so many leading zero bits has the hash over all of it and `work`.
    #[must_use]
    pub fn is_paid(&self, bits: u32) -> bool {
        let hash = self.hash(self.work, &self.digest());
        let mut zeros: u32 = 0;
        for byte in hash {
            zeros = zeros.saturating_add(byte.leading_zeros());
            if byte != 0 {
                break;
            }
        }
        zeros >= bits
    }

    /// Pays for it: as long as it takes, on average two to the power of `bits` hashes.
    #[must_use]
    pub fn paid(mut self, bits: u32) -> Self {
        let digest = self.digest();
        let all = u32::BITS.min(bits);
        // The first 64 bits are enough for any price that is asked.
        let zero = |hash: [u8; 32]| {
            let first = hash.first_chunk::<8>().map_or(u64::MAX, |it| u64::from_be_bytes(*it));
            first.leading_zeros() >= all
        };
        let found = (0..u64::MAX).find(|work| zero(self.hash(*work, &digest)));
        self.work = found.unwrap_or_default();
        self
    }

    fn digest(&self) -> [u8; 32] {
        let parts = [WORK_DOMAIN, self.to.public_key().as_bytes(), &self.id, &self.sealed];
        *sha256(&parts).as_bytes()
    }

    fn hash(&self, work: u64, digest: &[u8; 32]) -> [u8; 32] {
        *sha256(&[digest, &work.to_be_bytes()]).as_bytes()
    }

    /// For whom it is.
    #[must_use]
    pub fn to(&self) -> Did {
        self.to
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        self.id
    }

    /// What is sealed.
    #[must_use]
    pub fn sealed(&self) -> &[u8] {
        &self.sealed
    }
}

fn check_length(found: usize) -> Result<(), EnvelopeError> {
    match found > MAIL_BYTES_MAX {
        true => Err(EnvelopeError::TooLong { found, max: MAIL_BYTES_MAX }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;
    use crate::statement::letter::{Answer, LetterDraft, Message};
    use crate::time::Timestamp;

    fn to() -> Did {
        Did::from(SecretKey::from_seed(&[2; 32]).public())
    }

    fn envelope(bytes: usize) -> Result<Envelope, EnvelopeError> {
        Envelope::new(to(), [7; 16], vec![9; bytes])
    }

    #[test]
    fn comes_back_as_it_was() {
        let one = envelope(500).unwrap().paid(4);
        let bytes = one.to_bytes();
        assert!(Envelope::is_meant(&bytes));
        assert_eq!(Envelope::read(&bytes), Ok(one));
        for cut in 0..bytes.len() {
            assert!(Envelope::read(&bytes[..cut]).is_err(), "{cut}");
        }
        assert!(Envelope::read(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn is_no_larger_than_a_mailbox_takes() {
        let most = MAIL_BYTES_MAX - 32 - 16 - 8 - 10;
        assert!(envelope(most - 10).is_ok());
        assert!(matches!(envelope(most + 20), Err(EnvelopeError::TooLong { .. })));
        let long = vec![0x85; MAIL_BYTES_MAX + 1];
        assert!(matches!(Envelope::read(&long), Err(EnvelopeError::TooLong { .. })));
    }

    /// Bytes of an envelope, of which so many are sealed; its work is the longest number there is.
    fn whole(bytes: usize) -> Vec<u8> {
        let most = bytes - (1 + 1 + 34 + 17 + 9 + 3);
        Envelope { to: to(), id: [7; 16], work: u64::MAX, sealed: vec![9; most] }.to_bytes()
    }

    #[test]
    fn of_sixteen_kibibytes_is_read_and_of_one_byte_more_is_not() {
        let most = whole(16 * 1024);
        assert_eq!(most.len(), 16 * 1024);
        assert_eq!(Envelope::read(&most).map(|one| one.to_bytes()), Ok(most));
        let refused = Envelope::read(&whole(16 * 1024 + 1)).unwrap_err().to_string();
        assert_eq!(refused, "an envelope of 16385 bytes, at most 16384 are allowed");
    }

    #[test]
    fn work_pays_for_this_one_alone() {
        let one = envelope(100).unwrap().paid(12);
        assert!(one.is_paid(12));
        let other = Envelope { sealed: vec![8; 100], ..one.clone() };
        let elsewhere = Envelope { id: [6; 16], ..one.clone() };
        let unpaid = Envelope { work: one.work.wrapping_add(1), ..one };
        for fault in [other, elsewhere, unpaid] {
            assert!(!fault.is_paid(12), "{fault:?}");
        }
        assert!(envelope(100).unwrap().is_paid(0), "where nothing is asked");
    }

    #[test]
    fn one_letter_has_one_name_that_tells_nothing_of_it() {
        let letter = |nonce: u8, seed: u8| {
            let answer = Answer { letter: [1; 16], accepted: true, reason: None };
            let (ts, message) = (Timestamp::from_millis(5), Message::Answer(answer));
            let draft = LetterDraft { to: to(), message, ts, nonce: [nonce; 16] };
            draft.sign(&SecretKey::from_seed(&[seed; 32])).unwrap()
        };
        let id = Envelope::id_of(&letter(3, 1));
        assert_eq!(id, Envelope::id_of(&letter(3, 1)));
        assert_ne!(id, Envelope::id_of(&letter(4, 1)));
        assert_ne!(id, Envelope::id_of(&letter(3, 9)), "another writes under the same nonce");
        assert_ne!(id, letter(3, 1).nonce());
        assert!(!Envelope::is_meant(&letter(3, 1).to_bytes()));
    }
}
