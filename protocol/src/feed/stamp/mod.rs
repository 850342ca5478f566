//! Dated heads: the writer says how long its log is and when it will say so next, and witnesses
//! say when they saw it.
//!
//! A stamp proves that the log has that many entries: whoever holds fewer lacks some. When it was
//! made is the writer's own word; when a witness saw it is that witness's word, see
//! [`Witnesses`](super::Witnesses). Source: `spec/stamps.md`.

mod cosig;
mod fork;
mod held;
mod naming;

pub use cosig::Cosig;
pub use fork::{Claim, StampFork, StampForkError};
pub use held::HeldStamps;

use std::collections::BTreeSet;

use crate::canon::cbor::{CborError, Reader, Writer};
use crate::canon::hash::{Hash, sha256};
use crate::feed::{Feed, Kept, KeyLog};
use crate::identity::{KeyError, PublicKey, SecretKey, Signature, SignatureError};
use crate::limits::{STAMP_BYTES_MAX, STAMP_DUE_MAX_MILLIS, STAMP_KEYS_MAX, WITNESSES_MAX};
use crate::time::Timestamp;

/// Domain of stamp signatures. Source: `spec/stamps.md` §1.
const STAMP_DOMAIN: &[u8] = b"bot/stamp/1\0";

/// The first eight bytes of the id of a key event.
pub type KeyTag = [u8; 8];

/// `HeadStamp = [1, w, size, root, ts, due, keys, sig, [Cosig…]]`. Source: `spec/stamps.md` §1.
///
/// Holding the value is the proof: the writer's signature and every cosignature were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadStamp {
    signed: Signed,
    signature: Signature,
    /// In the order of the witnesses' keys, one of each.
    cosigs: Vec<Cosig>,
}

/// What the writer signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    writer: PublicKey,
    size: u32,
    root: Hash,
    ts: Timestamp,
    due: Timestamp,
    keys: BTreeSet<KeyTag>,
}

/// Why bytes are not a stamp, or none is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// Too long to be looked at.
    #[error("a stamp of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the stamp is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("stamp version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A key that cannot be used.
    #[error("a key is refused: {0}")]
    Key(#[from] KeyError),
    /// The empty log has one tree head, and this is another.
    #[error("the root of an empty log is {expected}, not {found}")]
    EmptyRoot {
        /// SHA-256 of nothing.
        expected: Hash,
        /// The root found.
        found: Hash,
    },
    /// The next stamp is due before this one, or too late after it.
    #[error("the next stamp is due {due}, expected after {ts} and at most 31 days later")]
    Due {
        /// When the stamp was made.
        ts: Timestamp,
        /// When it says that the next is due.
        due: Timestamp,
    },
    /// The names of key events are not ascending.
    #[error("the key events of the stamp are out of order")]
    KeyOrder,
    /// The cosignatures are not in the order of the witnesses' keys, or one witness has two.
    #[error("the cosignatures of the stamp are out of order")]
    CosigOrder,
    /// The writer did not sign it.
    #[error("the stamp is not signed by its writer: {0}")]
    Signature(SignatureError),
    /// A witness did not sign this head.
    #[error("the cosignature of {witness} is not over this head: {why}")]
    Cosignature {
        /// The witness it names.
        witness: PublicKey,
        /// What the signature check said.
        why: SignatureError,
    },
    /// All places for cosignatures are taken.
    #[error("the stamp has {max} cosignatures already")]
    Full {
        /// Cosignatures allowed.
        max: usize,
    },
    /// The key that should sign is not the log's writer.
    #[error("a stamp of {found} for the log of {expected}")]
    OtherWriter {
        /// Whose log it is.
        expected: PublicKey,
        /// Whose key was to sign.
        found: PublicKey,
    },
}

impl HeadStamp {
    /// Stamps the head of `feed`, the next stamp being due at `due`.
    ///
    /// # Errors
    /// When the key is not the feed's writer, or `due` is not after `ts` and within 31 days of it.
    pub fn sign<E: Kept>(
        feed: &Feed,
        keys: &KeyLog<E>,
        (ts, due): (Timestamp, Timestamp),
        writer: &SecretKey,
    ) -> Result<Self, StampError> {
        let (expected, found) = (feed.writer(), writer.public());
        if expected != found {
            return Err(StampError::OtherWriter { expected, found });
        }
        let (size, root) = (feed.size(), feed.root());
        let signed = Signed { writer: found, size, root, ts, due, keys: naming::names(keys) };
        signed.check()?;
        let signature = writer.sign(&signed.message());
        Ok(Self { signed, signature, cosigs: Vec::new() })
    }

    /// Reads a stamp and checks all its signatures, length and canonical form first.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical, or not signed by those who must have.
    pub fn read(bytes: &[u8]) -> Result<Self, StampError> {
        let stamp = Self::reopen(bytes)?;
        stamp.verify()?;
        Ok(stamp)
    }

    /// Reads all but the signatures: for stamps that this installation read before it stored them,
    /// and for nothing else.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical.
    pub fn reopen(bytes: &[u8]) -> Result<Self, StampError> {
        if bytes.len() > STAMP_BYTES_MAX {
            return Err(StampError::TooLong { found: bytes.len(), max: STAMP_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(9)?;
        let signed = Signed::read(&mut reader)?;
        let signature = Signature::from_bytes(reader.fixed()?);
        let count = reader.list(WITNESSES_MAX)?;
        let cosigs = (0..count).map(|_| Cosig::read(&mut reader)).collect::<Result<Vec<_>, _>>()?;
        reader.end()?;
        if !cosigs.is_sorted_by(|one, next| one.witness() < next.witness()) {
            return Err(StampError::CosigOrder);
        }
        signed.check()?;
        Ok(Self { signed, signature, cosigs })
    }

    /// The canonical encoding, at most [`STAMP_BYTES_MAX`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(9);
        self.signed.write(&mut writer);
        writer.bytes(self.signature.as_bytes());
        writer.array(self.cosigs.len());
        for cosig in &self.cosigs {
            cosig.write(&mut writer);
        }
        writer.into_bytes()
    }

    /// The same without its cosignatures: what the writer signed.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self { cosigs: Vec::new(), ..self.clone() }
    }

    /// The same with those of its cosignatures alone.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&Cosig) -> bool) -> Self {
        let mut stamp = self.clone();
        stamp.cosigs.retain(wanted);
        stamp
    }

    /// The same with a cosignature; of two by one witness the later one is kept.
    ///
    /// # Errors
    /// When it is not over this head, or all places are taken.
    pub fn with(mut self, cosig: Cosig) -> Result<Self, StampError> {
        let witness = cosig.witness();
        cosig.verify(&self.signed).map_err(|why| StampError::Cosignature { witness, why })?;
        match self.cosigs.binary_search_by_key(&witness, Cosig::witness) {
            Ok(at) => {
                if let Some(held) = self.cosigs.get_mut(at) {
                    *held = (*held).max(cosig);
                }
            }
            Err(_) if self.cosigs.len() >= WITNESSES_MAX => {
                return Err(StampError::Full { max: WITNESSES_MAX });
            }
            Err(at) => self.cosigs.insert(at, cosig),
        }
        Ok(self)
    }

    /// Has a witness sign this head at `ts`. What it knows is for [`Seen`](super::Seen) to say.
    #[must_use]
    pub(crate) fn cosign(&self, ts: Timestamp, witness: &SecretKey) -> Cosig {
        Cosig::sign(&self.signed, ts, witness)
    }

    /// Whose log it is.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.signed.writer
    }

    /// The number of entries the log has.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.signed.size
    }

    /// The tree head over them.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.signed.root
    }

    /// When it was made, by the writer's own clock.
    #[must_use]
    pub fn ts(&self) -> Timestamp {
        self.signed.ts
    }

    /// When the writer will make the next one at the latest.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        self.signed.due
    }

    /// The first bytes of the ids of the author's key events that the writer knew.
    #[must_use]
    pub fn keys(&self) -> &BTreeSet<KeyTag> {
        &self.signed.keys
    }

    /// The cosignatures, in the order of the witnesses' keys.
    #[must_use]
    pub fn cosigs(&self) -> &[Cosig] {
        &self.cosigs
    }

    /// Whether both are what the writer signed once, whoever cosigned.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.signed == other.signed
    }

    fn verify(&self) -> Result<(), StampError> {
        let signed = &self.signed;
        signed.writer.verify(&signed.message(), &self.signature).map_err(StampError::Signature)?;
        for cosig in &self.cosigs {
            let witness = cosig.witness();
            cosig.verify(signed).map_err(|why| StampError::Cosignature { witness, why })?;
        }
        Ok(())
    }
}

impl Signed {
    /// Reads `1, w, size, root, ts, due, keys`.
    fn read(reader: &mut Reader<'_>) -> Result<Self, StampError> {
        let found = reader.u64()?;
        if found != 1 {
            return Err(StampError::Version { found });
        }
        let writer = PublicKey::from_bytes(&reader.fixed()?)?;
        let size = reader.u32()?;
        let root = Hash::from_bytes(reader.fixed()?);
        let ts = Timestamp::from_millis(reader.u64()?);
        let due = Timestamp::from_millis(reader.u64()?);
        let count = reader.list(STAMP_KEYS_MAX)?;
        let keys = (0..count).map(|_| reader.fixed()).collect::<Result<Vec<KeyTag>, _>>()?;
        if !keys.is_sorted_by(|one, next| one < next) {
            return Err(StampError::KeyOrder);
        }
        Ok(Self { writer, size, root, ts, due, keys: keys.into_iter().collect() })
    }

    fn check(&self) -> Result<(), StampError> {
        let expected = sha256(&[]);
        if self.size == 0 && self.root != expected {
            return Err(StampError::EmptyRoot { expected, found: self.root });
        }
        let (ts, due) = (self.ts, self.due);
        if due <= ts || due.millis_since(ts) > STAMP_DUE_MAX_MILLIS {
            return Err(StampError::Due { ts, due });
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.uint(1_u8);
        writer.bytes(self.writer.as_bytes());
        writer.uint(self.size);
        writer.bytes(self.root.as_bytes());
        writer.uint(self.ts.millis());
        writer.uint(self.due.millis());
        writer.array(self.keys.len());
        for key in &self.keys {
            writer.bytes(key);
        }
    }

    fn message(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        self.write(&mut writer);
        [STAMP_DOMAIN, &writer.into_bytes()].concat()
    }
}
