//! What the stamps of a log that are at hand show of it: that it is longer, that it was told twice,
//! and who saw it when. Source: `spec/stamps.md` §4.

use std::collections::BTreeMap;

use super::Log;
use crate::canon::hash::Hash;
use crate::feed::{HeadStamp, StampFork, Witnesses};
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

    /// Who of these saw what is held, or its beginning, and when.
    pub(in crate::verdict) fn seen(&self) -> impl Iterator<Item = (PublicKey, Timestamp)> {
        self.fitting().flat_map(HeadStamp::cosigs).map(|cosig| (cosig.witness(), cosig.ts()))
    }

    /// The size of what is held that a quorum of these saw.
    pub(super) fn witnessed(&self, witnesses: &Witnesses) -> u32 {
        witnesses.witnessed_size(
            self.fitting().flat_map(|stamp| {
                stamp.cosigs().iter().map(|cosig| (cosig.witness(), stamp.size()))
            }),
        )
    }

    /// The smallest size of which two heads are known.
    pub(super) fn two_heads(&self) -> Option<u32> {
        let mut roots: BTreeMap<u32, Hash> = BTreeMap::new();
        let others = self.stamps().filter(|stamp| {
            let root = *roots.entry(stamp.size()).or_insert_with(|| stamp.root());
            let held = self.root_at(stamp.size()).or_else(|| self.told_at(stamp.size()));
            root != stamp.root() || held.is_some_and(|held| held != stamp.root())
        });
        let others = others.map(HeadStamp::size).min();
        let proven = self.stamps.heads.as_ref().map(StampFork::size);
        others.into_iter().chain(proven).chain(self.stamps.torn).min()
    }
}
