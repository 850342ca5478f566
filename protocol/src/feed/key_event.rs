//! Key events: what an identity says about its keys, each statement standing by itself.

use crate::{
    canon::{
        cbor::{CborError, Reader, Writer},
        hash::{Hash, sha256},
    },
    feed::{
        Guardians, KeyAct, Recovery, Succession, SuccessionError, Watch, Witnesses, WitnessesError,
    },
    identity::{Did, KeyError, PublicKey, SecretKey, Signature, SignatureError},
    limits::{GUARDIANS_BYTES_MAX, KEY_EVENT_BYTES_MAX},
    time::Timestamp,
};

/// Domain of key event signatures. Source: `spec/keys.md` §2.
const KEY_DOMAIN: &[u8] = b"bot/key/1\0";

/// Domain of a writer's consent. Source: `spec/keys.md` §3.
const WRITER_DOMAIN: &[u8] = b"bot/writer/1\0";

/// How a key is read: as anybody's, or as one that was looked at before it was stored.
pub(super) type ReadKey = fn(&[u8; 32]) -> Result<PublicKey, KeyError>;

/// `KeyEvent = [1, did, what, payload, ts, sig]`, signed by the DID's own key, or by those who say who
/// comes after it.
///
/// Holding one is the proof: it comes only from reading, which checks, or from signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEvent {
    did: Did,
    act: KeyAct,
    ts: Timestamp,
    signature: Signature,
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
    #[error("key event {found}, expected 1 to 9")]
    Act {
        /// Number found.
        found: u8,
    },
    /// Another act inside an event than one that names guardians.
    #[error("key event {found} inside another, expected 6")]
    Carried {
        /// Number found.
        found: u8,
    },
    /// It says nothing of a successor that counts.
    #[error(transparent)]
    Succession(#[from] SuccessionError),
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
    /// The identity, or whoever must have, did not sign it.
    #[error("the key event is not signed by {signer}: {why}")]
    Signature {
        /// Who must have: the identity key where no other is named.
        signer: Did,
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

    /// Names the successor, who agrees; `next` is the secret of the sheet.
    ///
    /// # Errors
    /// When the DID does not commit to `next`, or the successor is one of the two.
    pub fn succession(
        did: Did,
        succession: Succession,
        ts: Timestamp,
        next: &SecretKey,
    ) -> Result<Self, KeyEventError> {
        Self::sign_for(did, KeyAct::Succession(Box::new(succession)), ts, next)
    }

    /// Names guardians; `next` is the secret of the sheet.
    ///
    /// # Errors
    /// When the DID does not commit to `next`, or these can be no guardians.
    pub fn guardians(
        did: Did,
        guardians: Guardians,
        ts: Timestamp,
        next: &SecretKey,
    ) -> Result<Self, KeyEventError> {
        Self::sign_for(did, KeyAct::Guardians(Box::new(guardians)), ts, next)
    }

    /// Tells what guardians decided; the successor signs.
    ///
    /// # Errors
    /// When too few of them signed, or others did.
    pub fn recovery(
        recovery: Recovery,
        ts: Timestamp,
        heir: &SecretKey,
    ) -> Result<Self, KeyEventError> {
        let did = recovery.guardians.did;
        Self::sign_for(did, KeyAct::Recovery(Box::new(recovery)), ts, heir)
    }

    /// Objects to a recovery.
    #[must_use]
    pub fn contest(recovery: Hash, ts: Timestamp, identity: &SecretKey) -> Self {
        Self::sign(KeyAct::Contest { recovery }, ts, identity)
    }

    /// Tells how far a recovery is for a witness.
    ///
    /// # Errors
    /// When nobody named it.
    pub fn watch(watch: Watch, ts: Timestamp, witness: &SecretKey) -> Result<Self, KeyEventError> {
        let did = watch.guardians.did;
        Self::sign_for(did, KeyAct::Watch(Box::new(watch)), ts, witness)
    }

    /// Reads a key event and checks its signatures, length and canonical form first.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or not signed by those who must have.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyEventError> {
        let event = Self::parse(bytes, KEY_EVENT_BYTES_MAX, (false, PublicKey::from_bytes))?;
        event.verify()?;
        Ok(event)
    }

    /// Reads all but the signatures, and whether its keys are points of the curve.
    ///
    /// For events that this installation read before it stored them, and for nothing else: the
    /// store vouches for its own bytes, and every act looks at every key log.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical.
    pub fn reopen(bytes: &[u8]) -> Result<Self, KeyEventError> {
        Self::parse(bytes, KEY_EVENT_BYTES_MAX, (false, |key| Ok(PublicKey::reopen(*key))))
    }

    /// Reads one that is carried inside another: it names guardians. Its signature is checked with
    /// that of the other.
    pub(super) fn carried(bytes: &[u8]) -> Result<Self, KeyEventError> {
        Self::parse(bytes, GUARDIANS_BYTES_MAX, (true, PublicKey::from_bytes))
    }

    fn parse(
        bytes: &[u8],
        max: usize,
        (carried, key): (bool, ReadKey),
    ) -> Result<Self, KeyEventError> {
        let found = bytes.len();
        if found > max {
            return Err(KeyEventError::TooLong { found, max });
        }
        let mut reader = Reader::new(bytes);
        reader.array(6)?;
        let version = reader.u64()?;
        if version != 1 {
            return Err(KeyEventError::Version { found: version });
        }
        let did = Did::from(key(&reader.fixed()?)?);
        let act = KeyAct::read(&mut reader, (carried, key))?;
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

    fn sign_for(
        did: Did,
        act: KeyAct,
        ts: Timestamp,
        signer: &SecretKey,
    ) -> Result<Self, KeyEventError> {
        let mut event = Self { did, act, ts, signature: Signature::from_bytes([0; 64]) };
        event.signature = signer.sign(&event.signed_bytes());
        event.verify()?;
        Ok(event)
    }

    /// Checks what it says, the cheap first, then the signatures.
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
            | KeyAct::Witnesses(_)
            | KeyAct::Contest { .. } => {}
            KeyAct::Succession(succession) => succession.check(&did)?,
            KeyAct::Guardians(guardians) => guardians.check(&did)?,
            KeyAct::Watch(watch) => watch.check(&did)?,
            KeyAct::Recovery(recovery) => recovery.check(&did)?,
        }
        let signer = self.act.signer().unwrap_or(*did.public_key());
        signer
            .verify(&self.signed_bytes(), &self.signature)
            .map_err(|why| KeyEventError::Signature { signer: Did::from(signer), why })?;
        match &self.act {
            KeyAct::Writer { writer, consent } => writer
                .verify(&consent_bytes(&did), consent)
                .map_err(|why| KeyEventError::Consent { did, writer: *writer, why }),
            KeyAct::Watch(watch) => watch.guardians.verify(),
            KeyAct::Recovery(recovery) => recovery.guardians.verify(),
            KeyAct::Inception { .. }
            | KeyAct::WriterClose { .. }
            | KeyAct::Witnesses(_)
            | KeyAct::Contest { .. }
            | KeyAct::Succession(_)
            | KeyAct::Guardians(_) => Ok(()),
        }
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

/// What a writer key signs to say for whom it writes. Source: `spec/keys.md` §3.
fn consent_bytes(did: &Did) -> Vec<u8> {
    [WRITER_DOMAIN, did.public_key().as_bytes()].concat()
}

/// Bytes that no honest program makes, to see them refused.
#[cfg(test)]
impl KeyEvent {
    pub(super) fn forge_succession(did: Did, forged: Succession, by: &SecretKey) -> Vec<u8> {
        Self::forge(did, KeyAct::Succession(Box::new(forged)), by)
    }

    pub(super) fn forge_guardians(did: Did, forged: Guardians, by: &SecretKey) -> Vec<u8> {
        Self::forge(did, KeyAct::Guardians(Box::new(forged)), by)
    }

    pub(super) fn forge_recovery(forged: Recovery, by: &SecretKey) -> Vec<u8> {
        let did = forged.guardians.did;
        Self::forge(did, KeyAct::Recovery(Box::new(forged)), by)
    }

    fn forge(did: Did, act: KeyAct, by: &SecretKey) -> Vec<u8> {
        let ts = Timestamp::from_millis(1);
        let mut event = Self { did, act, ts, signature: Signature::from_bytes([0; 64]) };
        event.signature = by.sign(&event.signed_bytes());
        event.to_bytes()
    }
}
