//! The stamps of one log that are worth keeping.

use core::cmp::Reverse;

use super::HeadStamp;

/// Of the stamps of a log those to which no newer one has as many cosignatures: the newest first,
/// each after it with more cosignatures than all before it.
///
/// A stamp that was just made has no cosignature yet, and soon has one; until it has as many as an
/// older one, that one dates the log. So what a quorum signed goes for nothing less than what a
/// quorum signed, however large the quorum is. As a stamp has at most
/// [`WITNESSES_MAX`](crate::limits::WITNESSES_MAX) cosignatures, at most
/// [`STAMPS_HELD_MAX`](crate::limits::STAMPS_HELD_MAX) are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldStamps {
    stamps: Vec<HeadStamp>,
}

impl HeldStamps {
    /// Takes a stamp of the log; answers whether anything that is kept changed.
    ///
    /// Whatever stamps come in whatever order, the same ones are kept. Cosignatures that come one by
    /// one are joined while their stamp is kept.
    pub fn hear(&mut self, stamp: &HeadStamp) -> bool {
        let same = self.stamps.iter().find(|held| held.same(stamp));
        let joined = same.map_or_else(|| stamp.clone(), |held| joined(held, stamp));
        if same == Some(&joined) {
            return false;
        }
        let others = self.stamps.iter().filter(|held| !held.same(stamp)).cloned();
        let mut all: Vec<HeadStamp> = others.chain([joined]).collect();
        all.sort_by_key(|stamp| Reverse(rank(stamp)));
        let mut most: Option<usize> = None;
        all.retain(|stamp| {
            let count = stamp.cosigs().len();
            let more = most.is_none_or(|most| count > most);
            most = most.max(Some(count));
            more
        });
        let news = all != self.stamps;
        self.stamps = all;
        news
    }

    /// The newest one.
    #[must_use]
    pub fn newest(&self) -> Option<&HeadStamp> {
        self.stamps.first()
    }

    /// Those that are kept, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &HeadStamp> {
        self.stamps.iter()
    }
}

/// The longer head is newer, of two of one size the later one.
fn rank(stamp: &HeadStamp) -> impl Ord + use<> {
    (stamp.size(), stamp.ts(), stamp.root(), stamp.due(), stamp.keys().clone())
}

/// The same stamp with the cosignatures of both, as far as there is room.
fn joined(held: &HeadStamp, stamp: &HeadStamp) -> HeadStamp {
    let news = stamp.cosigs().iter().filter(|cosig| !held.cosigs().contains(cosig));
    news.fold(held.clone(), |held, cosig| held.clone().with(*cosig).unwrap_or(held))
}
