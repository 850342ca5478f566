//! The witnesses that date a log, and what their clocks come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::identity::PublicKey;
use crate::limits::WITNESSES_MAX;
use crate::time::Timestamp;

/// Witnesses, and how many of them must have seen a head. Source: `spec/stamps.md` §3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witnesses {
    quorum: u8,
    keys: BTreeSet<PublicKey>,
}

/// Why a quorum and keys are no witnesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessesError {
    /// More than anybody may name.
    #[error("{found} witnesses, at most {max} are allowed")]
    Many {
        /// Witnesses found.
        found: usize,
        /// Witnesses allowed.
        max: usize,
    },
    /// More than there are, or so few that two groups of them may have no witness in common.
    #[error("a quorum of {quorum} of {count} witnesses, expected more than half of them")]
    Quorum {
        /// How many must have seen a head.
        quorum: u8,
        /// How many there are.
        count: usize,
    },
}

/// When a head was seen, as sure as the witnesses are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub at: Timestamp,
    /// Whose cosignatures count, in the order of their keys.
    pub by: Vec<PublicKey>,
}

/// Too few witnesses saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} of the witnesses saw it, {quorum} must have")]
pub struct TooFew {
    /// How many saw it.
    pub found: usize,
    /// How many must have.
    pub quorum: u8,
}

impl Witnesses {
    /// These witnesses, of whom `quorum` must have seen a head.
    ///
    /// # Errors
    /// When there are too many, or the quorum is not more than half of them and at most all.
    pub fn new(
        quorum: u8,
        keys: impl IntoIterator<Item = PublicKey>,
    ) -> Result<Self, WitnessesError> {
        let keys: BTreeSet<PublicKey> = keys.into_iter().collect();
        let (count, max) = (keys.len(), WITNESSES_MAX);
        if count > max {
            return Err(WitnessesError::Many { found: count, max });
        }
        let most = usize::from(quorum);
        let half = most.saturating_mul(2) > count;
        if most > count || (count > 0 && !half) {
            return Err(WitnessesError::Quorum { quorum, count });
        }
        Ok(Self { quorum, keys })
    }

    /// These witnesses with the quorum that is usual for so many: 1 of 1, 2 of 2, 3 of 3, 3 of 4,
    /// 4 of 5, 5 of 6, 5 of 7. A third of them, less one, may be liars of any kind.
    ///
    /// # Errors
    /// When there are too many.
    pub fn usual(keys: impl IntoIterator<Item = PublicKey>) -> Result<Self, WitnessesError> {
        let keys: BTreeSet<PublicKey> = keys.into_iter().collect();
        let count = keys.len();
        let faulty = count.saturating_sub(1).checked_div(3).unwrap_or_default();
        let quorum = u8::try_from(count.saturating_sub(faulty)).unwrap_or(u8::MAX);
        Self::new(quorum, keys)
    }

    /// How many must have seen a head.
    #[must_use]
    pub fn quorum(&self) -> u8 {
        self.quorum
    }

    /// The witnesses, in order.
    #[must_use]
    pub fn keys(&self) -> &BTreeSet<PublicKey> {
        &self.keys
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn names(&self, witness: &PublicKey) -> bool {
        self.keys.contains(witness)
    }

    /// Whether there are none, so that nobody but the issuer dates anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many of them may put a date as far into the future as they like and change nothing:
    /// half of the quorum, rounded down.
    #[must_use]
    pub fn liars(&self) -> u8 {
        self.quorum >> 1
    }

    /// The date of what these saw: the (f + 1)-th newest of their newest moments, where f is
    /// [`Witnesses::liars`].
    ///
    /// With at most f liars one of the f + 1 newest is honest, and was not before that date: so an
    /// honest witness truly knew of nothing longer then, and no lie makes old news young. Where
    /// more than f honest ones signed, the date is also not before the (f + 1)-th newest honest
    /// moment: so no lie makes young news old. Of 3 of 4, one liar is of no weight in either
    /// direction; of any quorum, lies into the past can at worst make news stale.
    ///
    /// # Errors
    /// [`TooFew`] where fewer than the quorum saw it.
    pub fn date(
        &self,
        seen: impl IntoIterator<Item = (PublicKey, Timestamp)>,
    ) -> Result<Dated, TooFew> {
        let mut newest: BTreeMap<PublicKey, Timestamp> = BTreeMap::new();
        for (witness, ts) in seen.into_iter().filter(|(key, _)| self.keys.contains(key)) {
            let held = newest.entry(witness).or_insert(ts);
            *held = ts.max(*held);
        }
        let (found, quorum) = (newest.len(), self.quorum);
        let mut moments: Vec<Timestamp> = newest.values().copied().collect();
        moments.sort_unstable_by(|one, other| other.cmp(one));
        let at = moments.get(usize::from(self.liars())).copied();
        let at = at.filter(|_| found >= usize::from(quorum)).ok_or(TooFew { found, quorum })?;
        Ok(Dated { at, by: newest.into_keys().collect() })
    }

    /// The size that at least a quorum of witnesses saw: 0 where fewer saw anything.
    #[must_use]
    pub fn witnessed_size(&self, seen: impl IntoIterator<Item = (PublicKey, u32)>) -> u32 {
        let mut largest: BTreeMap<PublicKey, u32> = BTreeMap::new();
        for (witness, size) in seen.into_iter().filter(|(key, _)| self.keys.contains(key)) {
            let held = largest.entry(witness).or_insert(size);
            *held = size.max(*held);
        }
        let mut sizes: Vec<u32> = largest.into_values().collect();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        let place = usize::from(self.quorum).checked_sub(1);
        place.and_then(|place| sizes.get(place)).copied().unwrap_or_default()
    }
}
