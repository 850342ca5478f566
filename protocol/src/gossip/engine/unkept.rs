//! What takes something back and was refused here: large entries of who is not in scope, and those for which
//! there is no room.
//!
//! Whoever holds it goes on telling it, as they must; and this node goes on refusing it, as long as its scope
//! and its budgets are what they are. So that two nodes do not differ for good by that, each remembers of a
//! connected peer what of its was refused, and compares with it as if that were held: then they differ by
//! what either may still take, and by nothing else. Source: `spec/gossip.md` §8.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::identity::PublicKey;
use crate::limits::UNKEPT_MAX;
use crate::statement::Header;

use super::super::Peer;
use super::Engine;
use super::peer::PeerState;

/// The ids and numbers of entries of one feed.
pub(super) type Unkept = BTreeMap<Hash, u32>;

impl PeerState {
    /// It has this, and it is refused here.
    fn is_refused(&mut self, writer: PublicKey, id: Hash, seq: u32) {
        let held: usize = self.refused.values().map(BTreeMap::len).sum();
        if held < UNKEPT_MAX {
            self.refused.entry(writer).or_default().insert(id, seq);
        }
    }
}

impl Engine {
    /// There is no room for this, or it is too large, whoever holds it.
    pub(super) fn unkept(&mut self, header: &Header, id: Hash) {
        self.unkept = Some((header.writer, id, header.seq));
    }

    /// What came last was a peer's answer to everything new: it has what was refused of that.
    pub(super) fn refused_from(&mut self, peer: Peer) {
        let unkept = self.unkept.take();
        if let (Some((writer, id, seq)), Some(state)) = (unkept, self.peers.get_mut(&peer)) {
            state.is_refused(writer, id, seq);
        }
    }

    /// What a peer has of these feeds is to be told anew: the two differ all the same.
    pub(super) fn told_anew<'w>(
        &mut self,
        peer: Peer,
        writers: impl IntoIterator<Item = &'w PublicKey>,
    ) {
        if let Some(state) = self.peers.get_mut(&peer).filter(|state| !state.refused.is_empty()) {
            for writer in writers {
                state.refused.remove(writer);
            }
        }
    }

    /// What was refused of what a peer has, by the writer.
    pub(super) fn refused_of(&self, peer: Peer) -> Option<&BTreeMap<PublicKey, Unkept>> {
        self.peers.get(&peer).map(|state| &state.refused).filter(|refused| !refused.is_empty())
    }

    /// What is kept beside a feed, and what would be.
    pub(super) fn beside_with(
        &self,
        writer: &PublicKey,
        refused: Option<&Unkept>,
    ) -> BTreeSet<Hash> {
        let refused = refused.into_iter().flatten();
        let more = refused.filter(|(_, seq)| self.lies_beside(writer, **seq)).map(|(id, _)| id);
        self.beside(writer).chain(more).copied().collect()
    }

    /// What is kept beyond a gap of a feed, and what would be: by number.
    pub(super) fn ahead_with(
        &self,
        writer: &PublicKey,
        refused: Option<&Unkept>,
    ) -> BTreeMap<u32, Hash> {
        let refused = refused.into_iter().flatten();
        let more = refused.filter(|(_, seq)| !self.lies_beside(writer, **seq));
        let held = self.ahead.get(writer).into_iter().flatten();
        let more = more.map(|(id, seq)| (*seq, *id));
        more.chain(held.map(|(seq, seen)| (*seq, seen.id()))).collect()
    }
}
