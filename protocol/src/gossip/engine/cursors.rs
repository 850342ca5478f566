//! How far the store of each peer was read. A cursor says that everything before it is held here, and a crash
//! may come at any moment: so it is written once nothing of that is being looked up any more.
//!
//! Source: `spec/gossip.md` §4, Since.

use crate::limits::CURSORS_MAX;

use super::super::{Change, Cursor, Effect, Event, Peer};
use super::peer::Met;
use super::{Engine, Turn};

impl Engine {
    /// Everything up to this position of the peer's store is held here, or is being compared.
    pub(super) fn reached(&mut self, peer: Peer, position: u64) {
        let Some(Met { store, .. }) = self.peers.get(&peer).and_then(|state| state.hello) else {
            return;
        };
        let cursor = Cursor { peer, store, position };
        let news = self.cursors.insert(peer, cursor) != Some(cursor);
        if news && self.is_remembered(peer) {
            self.unwritten.insert(peer);
        }
    }

    /// A turn ends, of which so many answers of the store were the cause: what was read is written, unless
    /// more answers are to come.
    pub(super) fn write_cursors(&mut self, answers: usize, turn: &mut Turn) {
        let asked = turn.effects.iter().filter(|effect| is_lookup(effect)).count();
        self.lookups = self.lookups.saturating_sub(answers).saturating_add(asked);
        if self.lookups > 0 {
            return;
        }
        for peer in std::mem::take(&mut self.unwritten) {
            if let Some(cursor) = self.cursors.get(&peer) {
                turn.append(Change::Cursor(*cursor));
            }
        }
    }

    /// Whether it is remembered how far a peer was read: names of peers cost nothing, so of so many; of those
    /// that host nobody in scope, fewer. Of any other it is known while it is connected.
    fn is_remembered(&mut self, peer: Peer) -> bool {
        let most = match self.hosts_known(&peer) {
            true => CURSORS_MAX,
            false => CURSORS_MAX.saturating_sub(CURSORS_MAX / 4),
        };
        self.remembered.contains(&peer)
            || (self.remembered.len() < most && self.remembered.insert(peer))
    }

    /// A peer is gone, of which nothing is remembered.
    pub(super) fn unread(&mut self, peer: &Peer) {
        if !self.remembered.contains(peer) {
            self.cursors.remove(peer);
        }
    }
}

/// How many answers of the store an event is.
pub(super) fn answers(event: &Event) -> usize {
    let is_answer = matches!(
        event,
        Event::Compared { .. } | Event::Joined { .. } | Event::ComparedStamp { .. }
    );
    usize::from(is_answer)
}

/// Whether the store is asked for what tells what becomes of an item that came.
fn is_lookup(effect: &Effect) -> bool {
    matches!(effect, Effect::Compare { .. } | Effect::Join { .. } | Effect::CompareStamp { .. })
}
