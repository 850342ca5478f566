//! A feed that turns out to have been told in two versions: what each of them takes back is asked for
//! at once, not only when the minute is over. Source: `spec/gossip.md` §6.

use crate::identity::PublicKey;
use crate::limits::TICK_MILLIS;
use crate::time::Timestamp;

use super::super::Peer;
use super::sync::later;
use super::{Engine, Turn};

impl Engine {
    /// Whether everything that each introduced peer held after this moment is held here too, or refused
    /// for good.
    #[must_use]
    pub fn asked_all_since(&self, moment: Timestamp) -> bool {
        self.peers().all(|peer| self.synced.get(&peer).is_some_and(|began| *began > moment))
    }

    /// The first proof came that a feed has two versions. Everybody is asked soon, where its author is in
    /// scope; of strangers anyone can make as many as they like.
    pub(super) fn told_twice(&mut self, writer: &PublicKey, turn: &Turn) {
        if self.author(writer).is_some_and(|author| self.is_in_scope(&author)) {
            self.branches.found = Some(turn.now);
            let peers: Vec<Peer> = self.peers().collect();
            peers.into_iter().for_each(|peer| self.ask_soon(peer, turn));
        }
    }

    /// A catch-up ended that began before the latest such proof came: it is asked once more.
    pub(super) fn asked_before(&mut self, peer: Peer, began: Timestamp, turn: &Turn) {
        if self.branches.found.is_some_and(|found| began <= found && found <= turn.now) {
            self.ask_soon(peer, turn);
        }
    }

    fn ask_soon(&mut self, peer: Peer, turn: &Turn) {
        if let Some(state) = self.peers.get_mut(&peer) {
            state.next_sync = state.next_sync.min(later(turn.now, TICK_MILLIS));
        }
    }
}
