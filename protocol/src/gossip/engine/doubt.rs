//! Whether a feed of this installation is longer elsewhere: the disk may have been put back.
//!
//! Whoever connects is asked for the newest entry that is held, before they can have it from here. Who has
//! not even that could not tell of a later one, and proves nothing by having nothing new. Source:
//! `spec/keys.md` §1.

use std::collections::BTreeSet;

use crate::identity::PublicKey;
use crate::statement::Statement;

use super::super::{Effect, Part, Peer, Range};
use super::{Engine, Turn, peer::Aim};

impl Engine {
    /// These keys may have signed more than is held, or none any more.
    pub(super) fn doubt(&mut self, writers: BTreeSet<PublicKey>, turn: &mut Turn) {
        self.doubted = writers;
        let peers: Vec<Peer> = self.peers().collect();
        peers.into_iter().for_each(|peer| self.ask_head(peer, turn));
    }

    /// Asks a peer for the head of the next of these feeds: one at a time, each once in a connection.
    pub(super) fn ask_head(&mut self, peer: Peer, turn: &mut Turn) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let busy = state.asked.values().any(|asked| matches!(asked.aim, Aim::Head { .. }));
        if busy || state.hello.is_none() {
            return;
        }
        let head = |writer: &PublicKey| self.tracks.get(writer)?.feed.size().checked_sub(1);
        let mut unasked = self.doubted.iter().filter(|writer| !state.heads.contains(*writer));
        let next = unasked.find_map(|writer| Some((*writer, head(writer)?)));
        let Some((writer, at)) = next else { return };
        state.heads.insert(writer);
        let range = Range { writer, from: at, to: at.saturating_add(1), part: Part::Header };
        self.want(peer, range, Aim::Head { writer, at, same: false }, turn);
    }

    /// A head that was asked for is the one held, or is not.
    pub(super) fn head_came(&mut self, peer: Peer, came: &Statement, is_same: bool) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        for asked in state.asked.values_mut() {
            if let Aim::Head { writer, at, same } = &mut asked.aim
                && (*writer, *at) == (came.writer(), came.seq())
            {
                *same = is_same;
            }
        }
    }

    /// The answer ended.
    pub(super) fn head_told(&mut self, peer: Peer, aim: Aim, turn: &mut Turn) {
        if let Aim::Head { writer, same, .. } = aim {
            turn.push(Effect::Holds { peer, writer, holds: same });
            self.ask_head(peer, turn);
        }
    }
}
