//! What key events do, and its bytes. Source: `spec/keys.md` §3.

use super::key_event::ReadKey;
use super::succession::{read_quorum, write_quorum};
use crate::{
    canon::{
        cbor::{Reader, Writer},
        hash::Hash,
    },
    feed::{Guardians, KeyEventError, Recovery, Succession, Watch, Witnesses},
    identity::{PublicKey, Signature},
};

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
    /// 5: this identity comes after.
    Succession(Box<Succession>),
    /// 6: these may say who comes after.
    Guardians(Box<Guardians>),
    /// 7: this identity comes after, say guardians.
    Recovery(Box<Recovery>),
    /// 8: whoever has the identity key objects to a recovery.
    Contest {
        /// Which one: [`Recovery::name`].
        recovery: Hash,
    },
    /// 9: what a witness saw of a recovery.
    Watch(Box<Watch>),
}

impl KeyAct {
    /// Whether the identity key signs it.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.signer().is_none()
    }

    /// The key that signs it, where it is not the identity key.
    pub(super) fn signer(&self) -> Option<PublicKey> {
        match self {
            Self::Inception { .. }
            | Self::Writer { .. }
            | Self::WriterClose { .. }
            | Self::Witnesses(_)
            | Self::Contest { .. } => None,
            Self::Succession(succession) => Some(succession.opening.next),
            Self::Guardians(guardians) => Some(guardians.opening.next),
            Self::Recovery(recovery) => Some(*recovery.heir.public_key()),
            Self::Watch(watch) => Some(watch.witness),
        }
    }

    /// The hash of the next key that it commits to.
    #[must_use]
    pub fn next(&self) -> Option<Hash> {
        if let Self::Inception { next } = self { Some(*next) } else { None }
    }

    /// The writer that it names as the identity's.
    #[must_use]
    pub fn writer(&self) -> Option<PublicKey> {
        if let Self::Writer { writer, .. } = self { Some(*writer) } else { None }
    }

    /// The writer that it closes.
    #[must_use]
    pub fn closed(&self) -> Option<PublicKey> {
        if let Self::WriterClose { writer, .. } = self { Some(*writer) } else { None }
    }

    /// The witnesses that it names.
    #[must_use]
    pub fn witnesses(&self) -> Option<&Witnesses> {
        if let Self::Witnesses(witnesses) = self { Some(witnesses) } else { None }
    }

    /// The succession that it is.
    #[must_use]
    pub fn succession(&self) -> Option<&Succession> {
        if let Self::Succession(succession) = self { Some(succession) } else { None }
    }

    /// The guardians that it names.
    #[must_use]
    pub fn guardians(&self) -> Option<&Guardians> {
        if let Self::Guardians(guardians) = self { Some(guardians) } else { None }
    }

    /// The recovery that it is.
    #[must_use]
    pub fn recovery(&self) -> Option<&Recovery> {
        if let Self::Recovery(recovery) = self { Some(recovery) } else { None }
    }

    /// The recovery that it objects to.
    #[must_use]
    pub fn contested(&self) -> Option<Hash> {
        if let Self::Contest { recovery } = self { Some(*recovery) } else { None }
    }

    /// What a witness saw, where it tells that.
    #[must_use]
    pub fn watched(&self) -> Option<&Watch> {
        if let Self::Watch(watch) = self { Some(watch) } else { None }
    }

    /// Reads `what, payload`; what is carried inside another event names guardians and nothing else.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        (carried, key): (bool, ReadKey),
    ) -> Result<Self, KeyEventError> {
        let what = reader.u8()?;
        if carried && what != 6 {
            return Err(KeyEventError::Carried { found: what });
        }
        match what {
            1 => Ok(Self::Inception { next: Hash::from_bytes(reader.fixed()?) }),
            2 => {
                reader.array(2)?;
                let writer = key(&reader.fixed()?)?;
                Ok(Self::Writer { writer, consent: Signature::from_bytes(reader.fixed()?) })
            }
            3 => {
                reader.array(2)?;
                let writer = key(&reader.fixed()?)?;
                Ok(Self::WriterClose { writer, size: reader.u32()? })
            }
            4 => Ok(Self::Witnesses(read_quorum(reader)?)),
            5 => Ok(Self::Succession(Box::new(Succession::read(reader)?))),
            6 => Ok(Self::Guardians(Box::new(Guardians::read(reader)?))),
            7 => Ok(Self::Recovery(Box::new(Recovery::read(reader)?))),
            8 => Ok(Self::Contest { recovery: Hash::from_bytes(reader.fixed()?) }),
            9 => Ok(Self::Watch(Box::new(Watch::read(reader)?))),
            found => Err(KeyEventError::Act { found }),
        }
    }

    /// Writes `what, payload`.
    pub(super) fn write(&self, out: &mut Writer) {
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
                write_quorum(witnesses, out);
            }
            Self::Succession(succession) => {
                out.uint(5_u8);
                succession.write(out);
            }
            Self::Guardians(guardians) => {
                out.uint(6_u8);
                guardians.write(out);
            }
            Self::Recovery(recovery) => {
                out.uint(7_u8);
                recovery.write(out);
            }
            Self::Contest { recovery } => {
                out.uint(8_u8);
                out.bytes(recovery.as_bytes());
            }
            Self::Watch(watch) => {
                out.uint(9_u8);
                watch.write(out);
            }
        }
    }
}
