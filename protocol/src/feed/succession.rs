//! Who comes after a key that is lost or stolen: what the next key, guardians and witnesses sign.
//!
//! Each value here is data until a [`KeyEvent`] around it was checked. Source: `spec/keys.md` §6–§7.

use std::collections::BTreeMap;

use crate::{
    canon::{
        cbor::{Reader, Writer},
        hash::{Hash, sha256},
    },
    feed::{KeyEvent, KeyEventError, SuccessionError, Witnesses},
    identity::{Commitment, Did, PublicKey, SecretKey, Signature},
    limits::{CUTS_MAX, GUARD_DAYS_MAX, GUARDIANS_BYTES_MAX, WITNESSES_MAX},
    time::Timestamp,
};

/// Domain of a successor's consent. Source: `spec/keys.md` §6.
const HEIR_DOMAIN: &[u8] = b"bot/heir/1\0";

/// Domain of the name of a recovery. Source: `spec/keys.md` §7.
const RECOVERY_DOMAIN: &[u8] = b"bot/recovery/1\0";

/// Domain of a guardian's share. Source: `spec/keys.md` §7.
const SHARE_DOMAIN: &[u8] = b"bot/recover/1\0";

/// Milliseconds of a day.
const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Up to where the old keys of a succeeded identity count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// What the identity key signed outside of the feed counts where others than its signer show that
    /// it was there before this moment.
    pub since: Timestamp,
    /// Up to which size each writer counts; of one that is not named nothing does.
    sizes: BTreeMap<PublicKey, u32>,
}

/// What shows that a DID commits to a next key, and that key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The key without what ties it.
    pub base: PublicKey,
    /// The next key.
    pub next: PublicKey,
}

/// 5: this identity comes after, says the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// What shows that the DID commits to the key that signs.
    pub opening: Opening,
    /// Of several the greatest counts.
    pub number: u64,
    /// The successor.
    pub heir: Did,
    /// Its signature over the DID.
    pub consent: Signature,
    /// Up to where the old keys count.
    pub cuts: Cuts,
}

/// 6: these may say who comes after, says the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardians {
    /// What shows that the DID commits to the key that signs.
    pub opening: Opening,
    /// Of several the greatest counts.
    pub number: u64,
    /// The identity keys of the guardians, and how many of them must sign.
    pub guardians: Witnesses,
    /// Whose clocks measure the time to contest, and how many of them must have.
    pub witnesses: Witnesses,
    /// That time, in days.
    pub days: u8,
}

/// 7: this identity comes after, say guardians.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The event that names the guardians.
    pub guardians: KeyEvent,
    /// The successor.
    pub heir: Did,
    /// Up to where the old keys count.
    pub cuts: Cuts,
    /// What each guardian signed.
    pub shares: BTreeMap<Did, Signature>,
}

/// 9: what a witness saw of a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The event that names the witness.
    pub guardians: KeyEvent,
    /// Which recovery: [`Recovery::name`].
    pub recovery: Hash,
    /// How far it is.
    pub step: WatchStep,
    /// The witness.
    pub witness: PublicKey,
}

/// How far a recovery is, for one witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchStep {
    /// 1: the time to contest it begins.
    Seen,
    /// 2: that time is over, and nothing was in its way.
    Released,
}

impl Cuts {
    /// These sizes by writer, and the moment from which on the identity key is not believed.
    ///
    /// # Errors
    /// [`SuccessionError::ManyCuts`].
    pub fn new(
        since: Timestamp,
        sizes: impl IntoIterator<Item = (PublicKey, u32)>,
    ) -> Result<Self, SuccessionError> {
        let sizes: BTreeMap<PublicKey, u32> = sizes.into_iter().collect();
        let (found, max) = (sizes.len(), CUTS_MAX);
        if found > max {
            return Err(SuccessionError::ManyCuts { found, max });
        }
        Ok(Self { since, sizes })
    }

    /// The size from which on statements of this writer do not count.
    #[must_use]
    pub fn of(&self, writer: &PublicKey) -> u32 {
        self.sizes.get(writer).copied().unwrap_or_default()
    }

    /// The writers, in order, with their sizes.
    pub fn iter(&self) -> impl Iterator<Item = (&PublicKey, &u32)> {
        self.sizes.iter()
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        reader.array(2)?;
        let since = Timestamp::from_millis(reader.u64()?);
        let count = reader.list(CUTS_MAX)?;
        let mut sizes: Vec<(PublicKey, u32)> = Vec::with_capacity(count);
        for _ in 0..count {
            reader.array(2)?;
            sizes.push((PublicKey::from_bytes(&reader.fixed()?)?, reader.u32()?));
        }
        ascend(sizes.iter().map(|(writer, _)| writer), SuccessionError::CutOrder)?;
        Ok(Self { since, sizes: sizes.into_iter().collect() })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(2).uint(self.since.millis()).array(self.sizes.len());
        for (writer, size) in &self.sizes {
            out.array(2).bytes(writer.as_bytes()).uint(*size);
        }
    }
}

impl Opening {
    /// Whether this key commits to the next one.
    #[must_use]
    pub fn opens(&self, did: &Did) -> bool {
        let next = Commitment::to_key(&self.next);
        Commitment { base: self.base, next }.opens(did.public_key())
    }

    fn check(&self, did: &Did) -> Result<(), SuccessionError> {
        let (did, next) = (*did, self.next);
        if self.opens(&did) { Ok(()) } else { Err(SuccessionError::Unopened { did, next }) }
    }

    /// Whether a key is at stake together with the identity.
    pub(super) fn has(&self, did: &Did, key: &PublicKey) -> bool {
        key == did.public_key() || *key == self.next
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        let base = PublicKey::from_bytes(&reader.fixed()?)?;
        Ok(Self { base, next: PublicKey::from_bytes(&reader.fixed()?)? })
    }

    fn write(&self, out: &mut Writer) {
        out.bytes(self.base.as_bytes()).bytes(self.next.as_bytes());
    }
}

impl Succession {
    /// The successor's agreement to succeed this identity.
    #[must_use]
    pub fn consent(did: &Did, heir: &SecretKey) -> Signature {
        heir.sign(&consent_bytes(did))
    }

    pub(super) fn check(&self, did: &Did) -> Result<(), SuccessionError> {
        self.opening.check(did)?;
        let heir = self.heir;
        if self.opening.has(did, heir.public_key()) {
            return Err(SuccessionError::OwnHeir { heir });
        }
        let consent = heir.public_key().verify(&consent_bytes(did), &self.consent);
        consent.map_err(|why| SuccessionError::Consent { heir, why })
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        reader.array(6)?;
        let opening = Opening::read(reader)?;
        let number = reader.u64()?;
        let heir = did(reader)?;
        let consent = Signature::from_bytes(reader.fixed()?);
        Ok(Self { opening, number, heir, consent, cuts: Cuts::read(reader)? })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(6);
        self.opening.write(out);
        out.uint(self.number).bytes(self.heir.public_key().as_bytes());
        out.bytes(self.consent.as_bytes());
        self.cuts.write(out);
    }
}

impl Guardians {
    /// The time to object, in milliseconds.
    #[must_use]
    pub fn wait_millis(&self) -> u64 {
        u64::from(self.days).saturating_mul(DAY_MILLIS)
    }

    pub(super) fn check(&self, did: &Did) -> Result<(), SuccessionError> {
        self.opening.check(did)?;
        let own = self.guardians.keys().iter().find(|key| self.opening.has(did, key));
        if let Some(own) = own {
            return Err(SuccessionError::OwnGuardian { guardian: Did::from(*own) });
        }
        if !self.guardians.is_empty() && self.witnesses.is_empty() {
            return Err(SuccessionError::NoWitness);
        }
        let (found, max) = (self.days, GUARD_DAYS_MAX);
        if found == 0 || found > max {
            return Err(SuccessionError::Days { found, max });
        }
        Ok(())
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        reader.array(6)?;
        let opening = Opening::read(reader)?;
        let number = reader.u64()?;
        let guardians = read_quorum(reader)?;
        let witnesses = read_quorum(reader)?;
        Ok(Self { opening, number, guardians, witnesses, days: reader.u8()? })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(6);
        self.opening.write(out);
        out.uint(self.number);
        write_quorum(&self.guardians, out);
        write_quorum(&self.witnesses, out);
        out.uint(self.days);
    }
}

impl Recovery {
    /// What guardians sign, and what a contest and a watch name: SHA-256 of all that it decides.
    #[must_use]
    pub fn name(guardians: &KeyEvent, heir: &Did, cuts: &Cuts) -> Hash {
        let mut written = Writer::new();
        cuts.write(&mut written);
        sha256(&[
            RECOVERY_DOMAIN,
            guardians.did().public_key().as_bytes(),
            guardians.id().as_bytes(),
            heir.public_key().as_bytes(),
            written.as_bytes(),
        ])
    }

    /// A guardian's signature under the recovery of this name.
    #[must_use]
    pub fn share(name: &Hash, guardian: &SecretKey) -> Signature {
        guardian.sign(&share_bytes(name))
    }

    /// Whether this is a guardian's signature under the recovery of this name.
    pub(super) fn is_share(name: &Hash, guardian: &Did, share: &Signature) -> bool {
        guardian.public_key().verify(&share_bytes(name), share).is_ok()
    }

    /// Its name.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Self::name(&self.guardians, &self.heir, &self.cuts)
    }

    /// Whether every guardian signed it, so that no contest holds it up.
    #[must_use]
    pub fn is_unanimous(&self) -> bool {
        let named = self.guardians.act().guardians();
        named.is_some_and(|named| named.guardians.keys().len() == self.shares.len())
    }

    pub(super) fn check(&self, did: &Did) -> Result<(), SuccessionError> {
        let named = carried(&self.guardians, did)?;
        let heir = self.heir;
        if named.opening.has(did, heir.public_key()) {
            return Err(SuccessionError::OwnHeir { heir });
        }
        let (found, quorum) = (self.shares.len(), named.guardians.quorum());
        if found < usize::from(quorum) || found == 0 {
            return Err(SuccessionError::FewGuardians { found, quorum });
        }
        let name = self.hash();
        for (guardian, share) in &self.shares {
            let guardian = *guardian;
            if !named.guardians.names(guardian.public_key()) {
                return Err(SuccessionError::NotGuardian { guardian });
            }
            let held = guardian.public_key().verify(&share_bytes(&name), share);
            held.map_err(|why| SuccessionError::Share { guardian, why })?;
        }
        Ok(())
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        reader.array(4)?;
        let guardians = KeyEvent::carried(reader.bytes(GUARDIANS_BYTES_MAX)?)?;
        let heir = did(reader)?;
        let cuts = Cuts::read(reader)?;
        let count = reader.list(WITNESSES_MAX)?;
        let mut shares = Vec::with_capacity(count);
        for _ in 0..count {
            reader.array(2)?;
            shares.push((did(reader)?, Signature::from_bytes(reader.fixed()?)));
        }
        ascend(shares.iter().map(|(guardian, _)| guardian), SuccessionError::ShareOrder)?;
        Ok(Self { guardians, heir, cuts, shares: shares.into_iter().collect() })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(4);
        out.bytes(&self.guardians.to_bytes()).bytes(self.heir.public_key().as_bytes());
        self.cuts.write(out);
        out.array(self.shares.len());
        for (guardian, share) in &self.shares {
            out.array(2).bytes(guardian.public_key().as_bytes()).bytes(share.as_bytes());
        }
    }
}

impl Watch {
    pub(super) fn check(&self, did: &Did) -> Result<(), SuccessionError> {
        let witness = self.witness;
        let named = carried(&self.guardians, did)?.witnesses.names(&witness);
        if named { Ok(()) } else { Err(SuccessionError::NotWitness { witness }) }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyEventError> {
        reader.array(4)?;
        let guardians = KeyEvent::carried(reader.bytes(GUARDIANS_BYTES_MAX)?)?;
        let recovery = Hash::from_bytes(reader.fixed()?);
        let step = match reader.u8()? {
            1 => WatchStep::Seen,
            2 => WatchStep::Released,
            found => return Err(SuccessionError::Step { found }.into()),
        };
        Ok(Self { guardians, recovery, step, witness: PublicKey::from_bytes(&reader.fixed()?)? })
    }

    pub(super) fn write(&self, out: &mut Writer) {
        let step = match self.step {
            WatchStep::Seen => 1_u8,
            WatchStep::Released => 2_u8,
        };
        out.array(4);
        out.bytes(&self.guardians.to_bytes()).bytes(self.recovery.as_bytes()).uint(step);
        out.bytes(self.witness.as_bytes());
    }
}

/// Reads `[quorum, [key…]]`.
pub(super) fn read_quorum(reader: &mut Reader<'_>) -> Result<Witnesses, KeyEventError> {
    reader.array(2)?;
    let quorum = reader.u8()?;
    let count = reader.list(WITNESSES_MAX)?;
    let keys = (0..count).map(|_| Ok(PublicKey::from_bytes(&reader.fixed()?)?));
    let keys = keys.collect::<Result<Vec<PublicKey>, KeyEventError>>()?;
    if !keys.is_sorted_by(|one, next| one < next) {
        return Err(KeyEventError::WitnessOrder);
    }
    Ok(Witnesses::new(quorum, keys)?)
}

/// Writes `[quorum, [key…]]`.
pub(super) fn write_quorum(quorum: &Witnesses, out: &mut Writer) {
    out.array(2);
    out.uint(quorum.quorum());
    out.array(quorum.keys().len());
    for key in quorum.keys() {
        out.bytes(key.as_bytes());
    }
}

/// The guardians that a carried event names, which must be of the same identity.
fn carried<'g>(event: &'g KeyEvent, did: &Did) -> Result<&'g Guardians, SuccessionError> {
    let named = event.act().guardians().filter(|_| event.did() == *did);
    named.ok_or(SuccessionError::Carried { did: *did })
}

fn did(reader: &mut Reader<'_>) -> Result<Did, KeyEventError> {
    Ok(Did::from(PublicKey::from_bytes(&reader.fixed()?)?))
}

fn ascend<T: Ord>(
    keys: impl Iterator<Item = T>,
    fault: SuccessionError,
) -> Result<(), SuccessionError> {
    if keys.is_sorted_by(|one, next| one < next) { Ok(()) } else { Err(fault) }
}

fn consent_bytes(did: &Did) -> Vec<u8> {
    [HEIR_DOMAIN, did.public_key().as_bytes()].concat()
}

fn share_bytes(name: &Hash) -> Vec<u8> {
    [SHARE_DOMAIN, name.as_bytes()].concat()
}
