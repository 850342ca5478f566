//! What a witness signs: that at this moment by its own clock it knew this head and no longer one.

use super::Signed;
use crate::canon::cbor::{CborError, Reader, Writer};
use crate::identity::{PublicKey, SecretKey, Signature, SignatureError};
use crate::time::Timestamp;

use super::StampError;

/// Domain of cosignatures. Source: `spec/stamps.md` §2.
const COSIG_DOMAIN: &[u8] = b"bot/cosig/1\0";

/// `Cosig = [witness, ts, sig]`. Source: `spec/stamps.md` §2.
///
/// Holding one beside a stamp is the proof that it is over that stamp's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cosig {
    witness: PublicKey,
    ts: Timestamp,
    signature: Signature,
}

impl Cosig {
    /// Signs that this head is the longest known to the witness at `ts`.
    pub(crate) fn sign(head: &Signed, ts: Timestamp, witness: &SecretKey) -> Self {
        let signature = witness.sign(&signed_bytes(head, ts));
        Self { witness: witness.public(), ts, signature }
    }

    /// The key of the witness: the writer key of its installation.
    #[must_use]
    pub fn witness(&self) -> PublicKey {
        self.witness
    }

    /// When the witness signed, by its own clock.
    #[must_use]
    pub fn ts(&self) -> Timestamp {
        self.ts
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, StampError> {
        reader.array(3)?;
        let witness = PublicKey::from_bytes(&reader.fixed()?)?;
        let ts = Timestamp::from_millis(reader.u64()?);
        Ok(Self { witness, ts, signature: Signature::from_bytes(reader.fixed()?) })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(3);
        writer.bytes(self.witness.as_bytes());
        writer.uint(self.ts.millis());
        writer.bytes(self.signature.as_bytes());
    }

    pub(super) fn verify(&self, head: &Signed) -> Result<(), SignatureError> {
        self.witness.verify(&signed_bytes(head, self.ts), &self.signature)
    }

    /// The canonical encoding by itself: what a witness answers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// Reads one by itself; what it is over, and whether truly, is for the stamp to say.
    ///
    /// # Errors
    /// When the bytes are not canonical or name no usable key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StampError> {
        let mut reader = Reader::new(bytes);
        let cosig = Self::read(&mut reader)?;
        let end: Result<(), CborError> = reader.end();
        end?;
        Ok(cosig)
    }
}

fn signed_bytes(head: &Signed, ts: Timestamp) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(5);
    writer.uint(1_u8);
    writer.bytes(head.writer.as_bytes());
    writer.uint(head.size);
    writer.bytes(head.root.as_bytes());
    writer.uint(ts.millis());
    [COSIG_DOMAIN, &writer.into_bytes()].concat()
}
