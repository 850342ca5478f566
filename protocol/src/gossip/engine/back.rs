//! One comparison for both sides: what a peer that compared tells of its own is lacked here or not,
//! and what is, is asked for without comparing again. Source: spec/gossip.md §8.

use crate::limits::{SYNC_EVERY_MILLIS, YIELD_MILLIS};

use super::super::{Effect, Lack, Message, Peer, Tip};
use super::compare::pages;
use super::heads::short;
use super::peer::{Aim, Met, PeerState};
use super::sync::later;
use super::{Engine, Turn};

impl Engine {
    /// Of two that both have to compare the one with the lower store does, and the other waits for
    /// it once in a connection; answers whether this node waits.
    pub(super) fn yields(&mut self, peer: Peer, turn: &Turn) -> bool {
        let store = self.store;
        let Some(state) = self.peers.get_mut(&peer) else { return false };
        let lower = state.hello.is_some_and(|met| met.store < store);
        let waits = lower && !state.yielded;
        if waits {
            state.yielded = true;
            state.next_sync = later(turn.now, YIELD_MILLIS);
        }
        waits
    }

    /// The peer asks by cursor, so it will not compare: whoever waited for that need not.
    pub(super) fn unyield(&mut self, peer: Peer, turn: &Turn) {
        if self.compares(peer)
            && let Some(state) = self.peers.get_mut(&peer).filter(|state| state.yielded)
        {
            state.next_sync = turn.now;
        }
    }

    /// Whether the next catch-up with this peer compares.
    fn compares(&self, peer: Peer) -> bool {
        let Some(state) = self.peers.get(&peer) else { return false };
        let Some(Met { store, .. }) = state.hello else { return false };
        let read = self.cursors.get(&peer).is_some_and(|cursor| cursor.store == store);
        !read || state.whole
    }

    /// A peer compared, and told what it has of its own: asks it for what is lacked of that, if
    /// this node would have to compare too.
    pub(super) fn ask_back(&mut self, peer: Peer, told: &Lack, turn: &mut Turn) {
        let busy = |state: &PeerState| state.asked.values().any(|asked| asked.aim.catches_up());
        if !self.compares(peer) || self.peers.get(&peer).is_none_or(busy) {
            return;
        }
        // What it has of key logs and this node has not, it cannot tell apart, nor can this node.
        let mut lack = Lack { items: told.keys.clone(), back: true, ..Lack::default() };
        let mut unknown = told.feeds.clone();
        for track in self.tracks.values() {
            let writer = short(&track.feed.writer());
            let Some(theirs) = unknown.remove(&writer) else { continue };
            let ours = self.tip(peer, track);
            // What is told of feeds that are equal else: other stamps, or another branch.
            if ours.size <= theirs.size || (theirs.fork.is_some() && theirs.fork != ours.fork) {
                lack.feeds.insert(writer, ours);
            }
        }
        let nothing = unknown.into_keys().map(|writer| (writer, Tip::default()));
        lack.feeds.extend(nothing);
        let idle = lack.rows() == 0;
        let Some(state) = self.peers.get_mut(&peer) else { return };
        state.caught = turn.now;
        state.next_sync = later(turn.now, SYNC_EVERY_MILLIS);
        if idle {
            return self.caught_up(peer, Some(told.at), turn);
        }
        let request = state.ask(Aim::CatchUp { to: Some(told.at) }, turn.now);
        self.send_lack(peer, request, lack, turn);
    }

    /// Sends what is lacked in as many pages as it takes.
    pub(super) fn send_lack(&self, peer: Peer, request: u32, lack: Lack, turn: &mut Turn) {
        let pages = pages(lack);
        let end = pages.len().saturating_sub(1);
        let frames = pages.into_iter().enumerate().map(|(at, lack)| {
            let page = u32::try_from(at).unwrap_or(u32::MAX);
            Message::Lack { request, page, last: at == end, lack }.to_bytes()
        });
        turn.push(Effect::Stream { peer, frames: frames.collect() });
    }
}
