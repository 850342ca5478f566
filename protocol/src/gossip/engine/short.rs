//! Where this node's own quotas cut a feed off: its end is not asked for, and that there is more is
//! remembered, so that nobody takes what is held for all of it. Source: `spec/gossip.md` §7.

use std::collections::BTreeMap;

use crate::feed::{Cause, Short};
use crate::identity::{Did, PublicKey};
use crate::limits::{FEED_BYTES_MAX, FEED_ENTRIES_MAX};
use crate::statement::Header;

use super::super::{Change, Fault};
use super::intake::Taken;
use super::{Engine, Turn};

impl Engine {
    /// There is no room for an entry that may be the next of its feed or a later one. Whether it is signed
    /// is asked only where nothing else tells of so many entries.
    pub(super) fn cut_off(
        &mut self,
        author: &Did,
        header: &Header,
        is_signed: impl FnOnce() -> bool,
        turn: &mut Turn,
    ) -> Taken {
        let (writer, known) = (header.writer, self.is_known(author));
        let fellow = self.scope.fellows.contains(author);
        let Some(track) = self.tracks.get_mut(&writer) else { return Taken::Full };
        if track.full && track.seen <= track.short {
            return Taken::Full;
        }
        let told = header.seq.saturating_add(1);
        if told > track.seen && !is_signed() {
            return Taken::Bad(Fault::BadSignature);
        }
        let longest = track.feed.size() >= FEED_ENTRIES_MAX || track.bytes >= FEED_BYTES_MAX;
        let cause = match (known || longest, fellow) {
            (true, _) => Cause::Feed,
            (false, true) => Cause::Fellows,
            (false, false) => Cause::Strangers,
        };
        track.seen = track.seen.max(told);
        (track.full, track.short) = (true, track.seen);
        let short = Short { size: track.seen, cause };
        turn.append(Change::Short { writer, short });
        Taken::Full
    }

    /// What the store kept: where quotas cut feeds off, and how long those are whose ends did not come.
    pub(super) fn short_before(&mut self, short: BTreeMap<PublicKey, Short>) {
        for (writer, short) in short {
            let begun = self.tracks.contains_key(&writer);
            if begun || (short.cause == Cause::Gap && self.ring.author(&writer).is_some()) {
                let track = self.track(writer);
                track.short = short.size;
                track.seen = track.seen.max(short.size);
            }
        }
    }

    /// Quotas are others now: what was cut off is asked for again.
    pub(super) fn make_room(&mut self) {
        self.tracks.values_mut().for_each(|track| track.full = false);
    }
}
