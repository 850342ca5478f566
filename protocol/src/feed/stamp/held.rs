//! The stamps of one log that are worth keeping: two at most.

use super::HeadStamp;

/// The newest stamp of a log, and the newest that a witness cosigned.
///
/// A stamp that was just made has no cosignature yet; until it has, the one before dates the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldStamps {
    newest: Option<HeadStamp>,
    cosigned: Option<HeadStamp>,
}

impl HeldStamps {
    /// Takes a stamp of the log; answers whether anything that is kept changed.
    ///
    /// Whatever comes in whatever order, the same ones are kept, but that the places of a stamp
    /// are taken by those cosignatures that came first.
    pub fn hear(&mut self, stamp: &HeadStamp) -> bool {
        let newest = keep(&mut self.newest, stamp);
        let cosigned = !stamp.cosigs().is_empty() && keep(&mut self.cosigned, stamp);
        newest || cosigned
    }

    /// The newest one.
    #[must_use]
    pub fn newest(&self) -> Option<&HeadStamp> {
        self.newest.as_ref()
    }

    /// The newest one that a witness cosigned.
    #[must_use]
    pub fn cosigned(&self) -> Option<&HeadStamp> {
        self.cosigned.as_ref()
    }

    /// Those that are kept, the newest first; one where both are the same.
    pub fn all(&self) -> impl Iterator<Item = &HeadStamp> {
        let other = self.cosigned.as_ref().filter(|stamp| self.newest.as_ref() != Some(stamp));
        self.newest.iter().chain(other)
    }
}

/// Keeps the longer head, of two of one size the later one; the same twice is joined.
fn keep(held: &mut Option<HeadStamp>, stamp: &HeadStamp) -> bool {
    let Some(before) = held.as_mut() else {
        *held = Some(stamp.clone());
        return true;
    };
    if before.same(stamp) {
        let known = before.clone();
        for cosig in stamp.cosigs() {
            if let Ok(joined) = before.clone().with(*cosig) {
                *before = joined;
            }
        }
        return *before != known;
    }
    let rank = |stamp: &HeadStamp| (stamp.size(), stamp.ts(), stamp.root(), stamp.due());
    let better = rank(stamp) > rank(before);
    if better {
        *before = stamp.clone();
    }
    better
}
