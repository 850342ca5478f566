//! What the stamps of a log that are at hand show of it: that it is longer, that it was told twice,
//! and who saw it when. Source: `spec/stamps.md` §4.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Log;
use crate::canon::hash::Hash;
use crate::feed::{Claim, HeadStamp, StampFork, Witnesses};
use crate::identity::PublicKey;
use crate::time::Timestamp;

/// The stamps of one log, and the proof of two heads that is kept.
#[derive(Clone, Debug, Default)]
pub(in crate::verdict) struct Stamps {
    stamps: Vec<HeadStamp>,
    heads: Option<StampFork>,
    /// The smallest size at which a statement follows another tree than the one held.
    torn: Option<u32>,
}

impl Stamps {
    pub(super) fn hear(&mut self, stamp: HeadStamp) {
        self.stamps.push(stamp);
    }

    pub(super) fn hear_heads(&mut self, proof: StampFork) {
        if self.heads.as_ref().is_none_or(|held| proof.better(held)) {
            self.heads = Some(proof);
        }
    }

    /// Notes that a statement of this number follows another tree.
    pub(super) fn tear(&mut self, seq: u32) {
        self.torn = Some(self.torn.map_or(seq, |held| held.min(seq)));
    }
}

impl Log {
    /// Every stamp of this log.
    pub(in crate::verdict) fn stamps(&self) -> impl Iterator<Item = &HeadStamp> {
        self.stamps.stamps.iter()
    }

    /// The stamps that are of what is held, or of its beginning.
    pub(in crate::verdict) fn fitting(&self) -> impl Iterator<Item = &HeadStamp> {
        self.stamps().filter(|stamp| self.root_at(stamp.size()) == Some(stamp.root()))
    }

    /// The stamp that names the most statements, where those below the close are not all held.
    pub(in crate::verdict) fn ahead(&self, closed: Option<u32>) -> Option<&HeadStamp> {
        let most = closed.unwrap_or(u32::MAX);
        let longer = |stamp: &&HeadStamp| stamp.size().min(most) > self.size();
        self.stamps().filter(longer).max_by_key(|stamp| (stamp.size(), stamp.ts()))
    }

    /// Who saw what is held, or its beginning: when, and how much of it.
    pub(in crate::verdict) fn seen(&self) -> impl Iterator<Item = (PublicKey, Timestamp, u32)> {
        self.fitting().flat_map(|stamp| {
            stamp.cosigs().iter().map(|cosig| (cosig.witness(), cosig.ts(), stamp.size()))
        })
    }

    /// Who of all witnesses saw the entry of this number, and when each saw it first.
    pub(in crate::verdict) fn first_seen(&self, seq: u32) -> BTreeMap<PublicKey, Timestamp> {
        let mut first: BTreeMap<PublicKey, Timestamp> = BTreeMap::new();
        for cosig in self.fitting().filter(|one| one.size() > seq).flat_map(HeadStamp::cosigs) {
            let held = first.entry(cosig.witness()).or_insert(cosig.ts());
            *held = cosig.ts().min(*held);
        }
        first
    }

    /// The size of what is held that a quorum of these saw.
    pub(super) fn witnessed(&self, witnesses: &Witnesses) -> u32 {
        self.witnessed_by(witnesses, |_, _| true)
    }

    /// Whether a quorum of these saw other heads of what is held.
    pub(super) fn witnessed_otherwise(&self, witnesses: &Witnesses) -> bool {
        let other = |stamp: &&HeadStamp| {
            self.root_at(stamp.size()).is_some_and(|root| root != stamp.root())
        };
        let seen = self.stamps().filter(other).flat_map(HeadStamp::cosigs);
        witnesses.witnessed_size(seen.map(|cosig| (cosig.witness(), u32::MAX))) > 0
    }

    /// The size of what is held that a quorum of these saw, by those cosignatures that count.
    pub(super) fn witnessed_by(
        &self,
        witnesses: &Witnesses,
        counts: impl Fn(&PublicKey, Timestamp) -> bool,
    ) -> u32 {
        let seen = self.seen().filter(|(witness, at, _)| counts(witness, *at));
        witnesses.witnessed_size(seen.map(|(witness, _, size)| (witness, size)))
    }

    /// The stamps by which these date the log, each with the cosignatures that count: those of the
    /// newest moments, then those of the largest sizes, of as many witnesses as there must be, since
    /// older and smaller ones move neither.
    fn dating(&self, witnesses: &Witnesses) -> Vec<HeadStamp> {
        let newest = self.first_by(witnesses, |ts, size| (ts.millis(), u64::from(size)));
        let largest = self.first_by(witnesses, |ts, size| (u64::from(size), ts.millis()));
        let named = |stamp: &HeadStamp| stamp.only(|cosig| witnesses.names(&cosig.witness()));
        newest.into_iter().chain(largest).map(named).collect()
    }

    /// Of each of these its stamp of the highest rank; of as many as there must be.
    fn first_by(
        &self,
        witnesses: &Witnesses,
        rank: impl Fn(Timestamp, u32) -> (u64, u64),
    ) -> Vec<&HeadStamp> {
        let mut first: BTreeMap<PublicKey, ((u64, u64), &HeadStamp)> = BTreeMap::new();
        for stamp in self.fitting() {
            for cosig in stamp.cosigs().iter().filter(|one| witnesses.names(&one.witness())) {
                let found = (rank(cosig.ts(), stamp.size()), stamp);
                let held = first.entry(cosig.witness()).or_insert(found);
                if found.0 > held.0 {
                    *held = found;
                }
            }
        }
        let mut all: Vec<((u64, u64), &HeadStamp)> = first.into_values().collect();
        all.sort_by_key(|(rank, _)| Reverse(*rank));
        all.into_iter().take(usize::from(witnesses.quorum())).map(|(_, stamp)| stamp).collect()
    }

    /// The stamps of which a proof in the hand has need, and the size that it must reach down to
    /// for the witnesses' ones to fit: by those the log is dated, and the newest, the longest and
    /// the one due last show what is missing. The order is that of their weight.
    pub(in crate::verdict) fn telling(&self, witnesses: &[&Witnesses]) -> (Vec<HeadStamp>, u32) {
        let dating: Vec<HeadStamp> = witnesses.iter().flat_map(|all| self.dating(all)).collect();
        let reach = dating.iter().map(HeadStamp::size).min().unwrap_or(u32::MAX);
        let longest = self.stamps().max_by_key(|stamp| (stamp.size(), stamp.ts()));
        let newest = self.fitting().max_by_key(|stamp| stamp.ts());
        let last = self.stamps().max_by_key(|stamp| stamp.due());
        let twice = self.two_heads();
        let other = self.stamps().filter(|stamp| Some(stamp.size()) == twice);
        let other = other.max_by_key(|stamp| self.root_at(stamp.size()) != Some(stamp.root()));
        let bare = [longest, newest, last, other].into_iter().flatten().map(HeadStamp::bare);
        let mut told: Vec<HeadStamp> = Vec::new();
        for stamp in dating.into_iter().chain(bare) {
            if !told.iter().any(|held| held.same(&stamp) && has_all(held, &stamp)) {
                told.push(stamp);
            }
        }
        (told, reach)
    }

    /// The proof that two heads of one size were signed, kept or made of what is at hand.
    pub(in crate::verdict) fn heads(&self) -> Option<StampFork> {
        let made = || {
            let size = self.two_heads()?;
            let stamps = self.stamps().filter(|stamp| stamp.size() == size).map(Claim::stamped);
            let claims: Vec<Claim> =
                self.get(size).map(Claim::before).into_iter().chain(stamps).collect();
            let (first, others) = claims.split_first()?;
            others.iter().find_map(|other| StampFork::make(first.clone(), other.clone()).ok())
        };
        self.stamps.heads.clone().or_else(made)
    }

    /// The smallest size of which two heads are known.
    pub(super) fn two_heads(&self) -> Option<u32> {
        let mut roots: BTreeMap<u32, Hash> = BTreeMap::new();
        // Most logs have no stamp, and what lies apart is looked through once for all of them.
        let apart = std::cell::LazyCell::new(|| self.told_apart());
        let others = self.stamps().filter(|stamp| {
            let root = *roots.entry(stamp.size()).or_insert_with(|| stamp.root());
            let held = self.root_at(stamp.size()).or_else(|| apart.get(&stamp.size()).copied());
            root != stamp.root() || held.is_some_and(|held| held != stamp.root())
        });
        let others = others.map(HeadStamp::size).min();
        let proven = self.stamps.heads.as_ref().map(StampFork::size);
        others.into_iter().chain(proven).chain(self.stamps.torn).min()
    }
}

/// Whether a stamp has every cosignature of another of the same head.
fn has_all(held: &HeadStamp, other: &HeadStamp) -> bool {
    other.cosigs().iter().all(|cosig| held.cosigs().contains(cosig))
}
