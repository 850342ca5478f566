//! What a guardian is asked to sign, before anybody signed it. Source: `spec/keys.md` §7.

use crate::{
    canon::{
        cbor::{Reader, Writer},
        hash::Hash,
    },
    feed::{Cuts, Guardians, KeyEvent, KeyEventError, Recovery, SuccessionError},
    identity::{Did, PublicKey, SecretKey, Signature},
    limits::GUARDIANS_BYTES_MAX,
};

/// `[Guardians event, heir, cuts]`: all that a recovery decides, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryAsk {
    guardians: KeyEvent,
    heir: Did,
    cuts: Cuts,
}

impl RecoveryAsk {
    /// This successor, by the guardians that an event names.
    ///
    /// # Errors
    /// When the event names no guardians, or the successor is of the identity itself.
    pub fn new(guardians: KeyEvent, heir: Did, cuts: Cuts) -> Result<Self, SuccessionError> {
        let did = guardians.did();
        let Some(named) = guardians.act().guardians() else {
            return Err(SuccessionError::Carried { did });
        };
        if named.opening.has(&did, heir.public_key()) {
            return Err(SuccessionError::OwnHeir { heir });
        }
        if named.guardians.is_empty() {
            return Err(SuccessionError::FewGuardians { found: 0, quorum: 0 });
        }
        Ok(Self { guardians, heir, cuts })
    }

    /// Reads it; the event inside is checked as any.
    ///
    /// # Errors
    /// When it is not canonical, or the next key did not name these guardians.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyEventError> {
        let mut reader = Reader::new(bytes);
        reader.array(3)?;
        let guardians = KeyEvent::read(reader.bytes(GUARDIANS_BYTES_MAX)?)?;
        let heir = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let cuts = Cuts::read(&mut reader)?;
        reader.end()?;
        Ok(Self::new(guardians, heir, cuts)?)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).bytes(&self.guardians.to_bytes());
        writer.bytes(self.heir.public_key().as_bytes());
        self.cuts.write(&mut writer);
        writer.into_bytes()
    }

    /// Whose keys are at stake.
    #[must_use]
    pub fn did(&self) -> Did {
        self.guardians.did()
    }

    /// The event that names the guardians.
    #[must_use]
    pub fn event(&self) -> &KeyEvent {
        &self.guardians
    }

    /// The guardians, `None` never: [`RecoveryAsk::new`] saw them.
    #[must_use]
    pub fn guardians(&self) -> Option<&Guardians> {
        self.guardians.act().guardians()
    }

    /// The successor.
    #[must_use]
    pub fn heir(&self) -> Did {
        self.heir
    }

    /// Up to where the old keys count.
    #[must_use]
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// The name of the recovery: what guardians sign.
    #[must_use]
    pub fn name(&self) -> Hash {
        Recovery::name(&self.guardians, &self.heir, &self.cuts)
    }

    /// Whether the guardians event names this identity.
    #[must_use]
    pub fn asks(&self, guardian: &Did) -> bool {
        let names = |named: &Guardians| named.guardians.names(guardian.public_key());
        self.guardians().is_some_and(names)
    }

    /// A guardian's signature under it.
    #[must_use]
    pub fn share(&self, guardian: &SecretKey) -> Signature {
        Recovery::share(&self.name(), guardian)
    }

    /// Whether this is the signature of one of the guardians under it.
    #[must_use]
    pub fn is_signed(&self, guardian: &Did, share: &Signature) -> bool {
        self.asks(guardian) && Recovery::is_share(&self.name(), guardian, share)
    }

    /// The recovery with these signatures.
    #[must_use]
    pub fn signed(self, shares: impl IntoIterator<Item = (Did, Signature)>) -> Recovery {
        let Self { guardians, heir, cuts } = self;
        Recovery { guardians, heir, cuts, shares: shares.into_iter().collect() }
    }
}
