//! Finding where two branches of a feed part.
//!
//! A header commits to all before it, so two branches differ in every entry from where they part:
//! halving finds the first in a handful of questions. A fork proof whose two headers have equal
//! roots is *settled*: nothing below it differs.

use crate::feed::ForkProof;
use crate::identity::PublicKey;
use crate::statement::Statement;

use super::super::{Part, Peer, Range};
use super::{Engine, Turn, peer::Aim};

/// Whether both headers follow the same tree, so that nothing below them differs.
pub(super) fn settled(proof: &ForkProof) -> bool {
    let [first, second] = proof.headers();
    first.root == second.root
}

impl Engine {
    /// Begins a search with this peer for the first difference below `high`.
    pub(super) fn probe(&mut self, peer: Peer, writer: PublicKey, high: u32, turn: &mut Turn) {
        let size = self.tracks.get(&writer).map_or(0, |track| track.feed.size());
        let high = high.min(size);
        let busy = self.peers.get(&peer).is_none_or(|state| {
            let same = |aim| matches!(aim, Aim::Probe { writer: other, .. } if other == writer);
            state.hello.is_none() || state.asked.values().any(|asked| same(asked.aim))
        });
        if let (false, Some(at)) = (busy, high.checked_sub(1)) {
            self.probe_at(peer, Aim::Probe { writer, low: 0, high, at }, turn);
        }
    }

    fn probe_at(&mut self, peer: Peer, aim: Aim, turn: &mut Turn) {
        if let Aim::Probe { writer, at, .. } = aim {
            let range = Range { writer, from: at, to: at.saturating_add(1), part: Part::Header };
            self.want(peer, range, aim, turn);
        }
    }

    /// Searches with everybody below an unsettled fork.
    pub(super) fn probe_all(&mut self, writer: PublicKey, turn: &mut Turn) {
        let Some(high) = self.fork(&writer).map(ForkProof::seq) else { return };
        let peers: Vec<Peer> = self.peers.keys().copied().collect();
        for peer in peers {
            self.probe(peer, writer, high, turn);
        }
    }

    /// Searches with a new peer below all unsettled forks.
    pub(super) fn probe_forks(&mut self, peer: Peer, turn: &mut Turn) {
        let open = |fork: &&ForkProof| !settled(fork);
        let forks = self.tracks.values().filter_map(|track| track.feed.fork()).filter(open);
        let forks: Vec<(PublicKey, u32)> = forks.map(|f| (f.writer(), f.seq())).collect();
        for (writer, seq) in forks {
            self.probe(peer, writer, seq, turn);
        }
    }

    /// A header that was asked for is the one held, or is not.
    pub(super) fn narrow(&mut self, peer: Peer, came: &Statement, same: bool) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        for asked in state.asked.values_mut() {
            if let Aim::Probe { writer, low, high, at } = &mut asked.aim
                && *writer == came.writer()
                && *at == came.seq()
            {
                if same {
                    *low = at.saturating_add(1);
                } else {
                    *high = *at;
                }
            }
        }
    }

    /// The answer ended: halve on, unless it told nothing.
    pub(super) fn probed(&mut self, peer: Peer, aim: Aim, turn: &mut Turn) {
        if let Aim::Probe { writer, low, high, at } = aim
            && low < high
            && !(low..high).contains(&at)
        {
            let at = low.saturating_add(high.saturating_sub(low) / 2);
            self.probe_at(peer, Aim::Probe { writer, low, high, at }, turn);
        }
    }
}
