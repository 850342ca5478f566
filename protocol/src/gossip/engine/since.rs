//! Asking by cursor without being sent what came another way: the asker names how far it has the
//! feeds that grew of late. Source: spec/gossip.md §4, Since.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::limits::{SINCE_ROWS_MAX, SYNC_EVERY_MILLIS};
use crate::time::Timestamp;

use super::super::{Change, Effect, Item, Peer, Plan, Reach, Reaches};
use super::heads::short;
use super::{Engine, Track};

impl Engine {
    /// How far the feeds are held that grew since this peer was last asked, or that it was given
    /// since; nothing where they are so many that comparing costs less.
    pub(super) fn reaches(&self, peer: Peer) -> Option<Reaches> {
        // What came here just before the last question may have come there just after it.
        let last = self.synced.get(&peer).map_or(0, |at| at.millis());
        let since = Timestamp::from_millis(last.saturating_sub(SYNC_EVERY_MILLIS));
        let none = BTreeSet::new();
        let given = self.peers.get(&peer).map_or(&none, |state| &state.given);
        let grew = |track: &Track| {
            let lately = track.grown.is_some_and(|grown| grown >= since);
            // What the peer brought by a catch-up lies before the position that it told then.
            (lately && track.brought.as_deref() != Some(&peer))
                || given.contains(&track.feed.writer())
        };
        // A body that is missing here, and another branch, are to come.
        let whole = |track: &Track| track.missing.is_empty() && track.feed.fork().is_none();
        let mut rows = Reaches::default();
        for track in self.tracks.values().filter(|track| grew(track) && whole(track)) {
            if rows.0.len() >= SINCE_ROWS_MAX {
                return None;
            }
            rows.0.insert(short(&track.feed.writer()), reach(track));
        }
        Some(rows)
    }

    /// What this part of a turn stored was brought by a peer's catch-up.
    pub(super) fn brought(&mut self, peer: Peer, effects: &[Effect]) {
        let by = Arc::new(peer);
        for effect in effects {
            let Effect::Append(changes) = effect else { continue };
            for change in changes {
                if let Change::Item(Item::Entry(entry)) = change
                    && let Some(track) = self.tracks.get_mut(&entry.writer())
                {
                    track.brought = Some(Arc::clone(&by));
                }
            }
        }
    }

    /// What an asker by cursor is served. A feed that is forked, or another here than there, is
    /// served whole: what differs must come.
    pub(super) fn since_plan(&self, after: u64, mut held: Reaches) -> Plan {
        if !held.0.is_empty() {
            for track in self.tracks.values() {
                let writer = short(&track.feed.writer());
                let Some(theirs) = held.0.get(&writer) else { continue };
                let ours = reach(track);
                let parted = theirs.size == ours.size && theirs.root != ours.root;
                if parted || track.feed.fork().is_some() {
                    held.0.remove(&writer);
                }
            }
        }
        Plan::Since { after, held }
    }
}

fn reach(track: &Track) -> Reach {
    let root = track.feed.root();
    let root = root.as_bytes().first_chunk().copied().unwrap_or_default();
    Reach { size: track.feed.size(), root }
}
