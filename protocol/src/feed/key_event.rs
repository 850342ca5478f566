//! Key events: what an identity says about its keys, each statement standing by itself.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::{Hash, sha256},
    },
    feed::{Witnesses, WitnessesError},
    identity::{Did, KeyError, PublicKey, SecretKey, Signature, SignatureError},
    limits::{KEY_EVENT_BYTES_MAX, WITNESSES_MAX},
    time::Timestamp,
};

/// Domain of key event signatures. Source: `spec/keys.md` §2.
const KEY_DOMAIN: &[u8] = b"bot/key/1\0";

/// Domain of a writer's consent. Source: `spec/keys.md` §3.
const WRITER_DOMAIN: &[u8] = b"bot/writer/1\0";

/// `KeyEvent = [1, did, what, payload, ts, sig]`, signed by the DID's own key.
///
/// Holding one is the proof: it comes only from reading, which checks, or from signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEvent {
    did: Did,
    act: KeyAct,
    ts: Timestamp,
    signature: Signature,
}

/// What a key event does. Source: `spec/keys.md` §3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAct {
    /// 1: the identity begins, and commits to the key that may succeed it.
    Inception {
        /// SHA-256 of the next public key, whose secret is on the recovery sheet alone.
        next: Hash,
    },
    /// 2: this writer key speaks for the identity, and says so itself.
    Writer {
        /// The writer key.
        writer: PublicKey,
        /// Its signature over the DID: nobody takes another's log for their own.
        consent: Signature,
    },
    /// 3: the writer speaks no longer.
    WriterClose {
        /// The writer key.
        writer: PublicKey,
        /// Statements from this number on do not count.
        size: u32,
    },
    /// 4: these date the identity's logs, instead of those named before.
    Witnesses(Witnesses),
}

/// Why bytes are not a key event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyEventError {
    /// Too long to be looked at.
    #[error("a key event of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the key event is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("key event version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// An act that version 1 does not have.
    #[error("key event {found}, expected 1, 2, 3 or 4")]
    Act {
        /// Number found.
        found: u8,
    },
    /// A key that cannot be used.
    #[error("a key is refused: {0}")]
    Key(#[from] KeyError),
    /// Witnesses that cannot date anything.
    #[error(transparent)]
    Witnesses(#[from] WitnessesError),
    /// The witnesses are not in the order of their keys, or one is named twice.
    #[error("the witnesses are out of order")]
    WitnessOrder,
    /// An Inception with a time: two of one identity would differ.
    #[error("an inception of {found}, its time must be 0")]
    DatedInception {
        /// Time found.
        found: Timestamp,
    },
    /// An identity key that is its own writer: one key, one purpose.
    #[error("{did} names its own key as a writer")]
    OwnWriter {
        /// The identity.
        did: Did,
    },
    /// The writer key did not agree to speak for the identity.
    #[error("the writer {writer} does not say that it writes for {did}: {why}")]
    Consent {
        /// The identity.
        did: Did,
        /// The writer it names.
        writer: PublicKey,
        /// What the signature check said.
        why: SignatureError,
    },
    /// The identity did not sign it.
    #[error("the key event is not signed by {did}: {why}")]
    Signature {
        /// The identity.
        did: Did,
        /// What the signature check said.
        why: SignatureError,
    },
}

impl KeyEvent {
    /// The beginning of the identity with this key: the same bytes whenever it is made.
    #[must_use]
    pub fn inception(next: &PublicKey, identity: &SecretKey) -> Self {
        Self::inception_with(sha256(&[next.as_bytes()]), identity)
    }

    /// The same where only the hash of the next key is at hand.
    #[must_use]
    pub fn inception_with(next: Hash, identity: &SecretKey) -> Self {
        Self::sign(KeyAct::Inception { next }, Timestamp::from_millis(0), identity)
    }

    /// Lets a writer key speak for the identity; both sign.
    ///
    /// # Errors
    /// [`KeyEventError::OwnWriter`] when both are one key.
    pub fn writer(
        writer: &SecretKey,
        ts: Timestamp,
        identity: &SecretKey,
    ) -> Result<Self, KeyEventError> {
        let did = Did::from(identity.public());
        if writer.public() == identity.public() {
            return Err(KeyEventError::OwnWriter { did });
        }
        let consent = writer.sign(&consent_bytes(&did));
        Ok(Self::sign(KeyAct::Writer { writer: writer.public(), consent }, ts, identity))
    }

    /// Closes a writer: its statements from number `size` on do not count.
    #[must_use]
    pub fn close(writer: PublicKey, size: u32, ts: Timestamp, identity: &SecretKey) -> Self {
        Self::sign(KeyAct::WriterClose { writer, size }, ts, identity)
    }

    /// Names the witnesses that date the identity's logs from `ts` on.
    #[must_use]
    pub fn witnesses(witnesses: Witnesses, ts: Timestamp, identity: &SecretKey) -> Self {
        Self::sign(KeyAct::Witnesses(witnesses), ts, identity)
    }

    /// Reads a key event and checks its signatures, length and canonical form first.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or not signed by those who must have.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyEventError> {
        let event = Self::reopen(bytes)?;
        event.verify()?;
        Ok(event)
    }

    /// Reads all but the signatures.
    ///
    /// For events that this installation read before it stored them, and for nothing else: the
    /// store vouches for its own bytes, and every act looks at every key log.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical.
    pub fn reopen(bytes: &[u8]) -> Result<Self, KeyEventError> {
        if bytes.len() > KEY_EVENT_BYTES_MAX {
            return Err(KeyEventError::TooLong { found: bytes.len(), max: KEY_EVENT_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(6)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(KeyEventError::Version { found });
        }
        let did = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let act = KeyAct::read(&mut reader)?;
        let ts = Timestamp::from_millis(reader.u64()?);
        let signature = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        Ok(Self { did, act, ts, signature })
    }

    /// The canonical encoding, at most [`KEY_EVENT_BYTES_MAX`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(6);
        self.write_unsigned(&mut writer);
        writer.bytes(self.signature.as_bytes());
        writer.into_bytes()
    }

    /// SHA-256 of its bytes: the name of this event.
    #[must_use]
    pub fn id(&self) -> Hash {
        sha256(&[&self.to_bytes()])
    }

    /// The identity that signed.
    #[must_use]
    pub fn did(&self) -> Did {
        self.did
    }

    /// What it does.
    #[must_use]
    pub fn act(&self) -> &KeyAct {
        &self.act
    }

    /// When the identity says it was signed; 0 for an Inception.
    #[must_use]
    pub fn ts(&self) -> Timestamp {
        self.ts
    }

    fn sign(act: KeyAct, ts: Timestamp, identity: &SecretKey) -> Self {
        let did = Did::from(identity.public());
        let mut event = Self { did, act, ts, signature: Signature::from_bytes([0; 64]) };
        event.signature = identity.sign(&event.signed_bytes());
        event
    }

    fn verify(&self) -> Result<(), KeyEventError> {
        let did = self.did;
        match &self.act {
            KeyAct::Inception { .. } if self.ts.millis() != 0 => {
                return Err(KeyEventError::DatedInception { found: self.ts });
            }
            KeyAct::Writer { writer, .. } if writer == did.public_key() => {
                return Err(KeyEventError::OwnWriter { did });
            }
            KeyAct::Inception { .. }
            | KeyAct::Writer { .. }
            | KeyAct::WriterClose { .. }
            | KeyAct::Witnesses(_) => {}
        }
        did.public_key()
            .verify(&self.signed_bytes(), &self.signature)
            .map_err(|why| KeyEventError::Signature { did, why })?;
        let KeyAct::Writer { writer, consent } = &self.act else { return Ok(()) };
        writer.verify(&consent_bytes(&did), consent).map_err(|why| KeyEventError::Consent {
            did,
            writer: *writer,
            why,
        })
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        self.write_unsigned(&mut writer);
        [KEY_DOMAIN, &writer.into_bytes()].concat()
    }

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.uint(1_u8);
        writer.bytes(self.did.public_key().as_bytes());
        self.act.write(writer);
        writer.uint(self.ts.millis());
    }
}

impl KeyAct {
    /// Reads `what, payload`.
    fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        match reader.u8()? {
            1 => Ok(Self::Inception { next: Hash::from_bytes(reader.fixed()?) }),
            2 => {
                reader.array(2)?;
                let writer = PublicKey::from_bytes(&reader.fixed()?)?;
                Ok(Self::Writer { writer, consent: Signature::from_bytes(reader.fixed()?) })
            }
            3 => {
                reader.array(2)?;
                let writer = PublicKey::from_bytes(&reader.fixed()?)?;
                Ok(Self::WriterClose { writer, size: reader.u32()? })
            }
            4 => {
                reader.array(2)?;
                let quorum = reader.u8()?;
                let count = reader.list(WITNESSES_MAX)?;
                let keys = (0..count).map(|_| Ok(PublicKey::from_bytes(&reader.fixed()?)?));
                let keys = keys.collect::<Result<Vec<PublicKey>, KeyEventError>>()?;
                if !keys.is_sorted_by(|one, next| one < next) {
                    return Err(KeyEventError::WitnessOrder);
                }
                Ok(Self::Witnesses(Witnesses::new(quorum, keys)?))
            }
            found => Err(KeyEventError::Act { found }),
        }
    }

    /// Writes `what, payload`.
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Inception { next } => {
                out.uint(1_u8);
                out.bytes(next.as_bytes());
            }
            Self::Writer { writer, consent } => {
                out.uint(2_u8);
                out.array(2);
                out.bytes(writer.as_bytes());
                out.bytes(consent.as_bytes());
            }
            Self::WriterClose { writer, size } => {
                out.uint(3_u8);
                out.array(2);
                out.bytes(writer.as_bytes());
                out.uint(*size);
            }
            Self::Witnesses(witnesses) => {
                out.uint(4_u8);
                out.array(2);
                out.uint(witnesses.quorum());
                out.array(witnesses.keys().len());
                for key in witnesses.keys() {
                    out.bytes(key.as_bytes());
                }
            }
        }
    }
}

/// What a writer key signs to say for whom it writes. Source: `spec/keys.md` §3.
fn consent_bytes(did: &Did) -> Vec<u8> {
    [WRITER_DOMAIN, did.public_key().as_bytes()].concat()
}
