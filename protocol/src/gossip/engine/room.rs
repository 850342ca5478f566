//! Room for comparisons: what is held of heads, symbols and rows while two sets are told apart.
//!
//! Peers that host somebody in scope and all others have as much each, so that strangers take nothing from
//! those whom this node knows. Among either, who has held it the longest makes room for who comes, after a
//! while in which any honest one is through.

use crate::limits::{COMPARED_ITEMS_MAX, COMPARED_SURELY_MILLIS, LACK_ROWS_MAX, SERVED_ROWS_MAX};
use crate::time::Timestamp;

use super::super::Peer;
use super::Engine;
use super::peer::PeerState;
use super::sync::later;

/// What is held for a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// To find out what it has: own heads and its symbols.
    Compared,
    /// To show it what there is here.
    Offered,
    /// What it said so far that it lacks.
    Lacked,
}

impl Held {
    fn most(self) -> usize {
        match self {
            Self::Compared | Self::Offered => COMPARED_ITEMS_MAX,
            Self::Lacked => LACK_ROWS_MAX,
        }
    }
}

impl PeerState {
    /// How much is held for it, and since when.
    fn holds(&self, what: Held) -> Option<(usize, Timestamp)> {
        let (offer, shown) = (self.offer.as_ref(), self.shown.as_ref());
        match what {
            Held::Compared => {
                let compared = self.comparison.as_ref().map(|one| (one.weight(), one.since()));
                let shown = shown.map(|offer| (offer.len(), offer.since()));
                match (compared, shown) {
                    (Some((one, since)), Some((other, before))) => {
                        Some((one.saturating_add(other), since.min(before)))
                    }
                    (one, other) => one.or(other),
                }
            }
            Held::Offered => offer.map(|offer| (offer.len(), offer.since())),
            Held::Lacked => {
                let both = offer.into_iter().chain(shown);
                let rows = both.clone().map(super::offer::Offer::rows).sum();
                let since = both.map(super::offer::Offer::since).min()?;
                (rows > 0).then_some((rows, since))
            }
        }
    }

    /// Nothing of it is held any more: it is told to ask again.
    fn let_go(&mut self, what: Held) {
        match what {
            Held::Compared => (self.comparison, self.shown) = (None, None),
            Held::Offered => self.offer = None,
            Held::Lacked => (self.offer, self.shown) = (None, None),
        }
    }
}

impl Engine {
    /// Whether a peer proved to host somebody in scope.
    pub(super) fn hosts_known(&self, peer: &Peer) -> bool {
        let hosts = self.peers.get(peer).map(|state| &state.hosts);
        hosts.is_some_and(|hosts| hosts.iter().any(|did| self.is_known(did)))
    }

    /// Whether so much more may be held for a peer; others that had their time may have to go for it.
    pub(super) fn makes_room(
        &mut self,
        peer: Peer,
        (what, more): (Held, usize),
        now: Timestamp,
    ) -> bool {
        let known = self.hosts_known(&peer);
        loop {
            let (mut own, mut others, mut oldest) = (0_usize, 0_usize, None);
            for (other, state) in &self.peers {
                let Some((held, since)) = state.holds(what) else { continue };
                if *other == peer {
                    own = held;
                } else if self.hosts_known(other) == known {
                    others = others.saturating_add(held);
                    oldest = Some((since, *other)).into_iter().chain(oldest).min();
                }
            }
            let all = others.saturating_add(own).saturating_add(more);
            // One comparison at least always goes on, however large.
            if all <= what.most() || (others == 0 && what != Held::Lacked) {
                return true;
            }
            let due = |since: Timestamp| later(since, COMPARED_SURELY_MILLIS) <= now;
            let Some((_, oldest)) = oldest.filter(|(since, _)| due(*since)) else { return false };
            if let Some(state) = self.peers.get_mut(&oldest) {
                state.let_go(what);
            }
        }
    }

    /// Whether an answer of so many rows may be on its way to a peer beside those that are: two to each, and
    /// so many to all. They lie in memory for as long as it reads.
    pub(super) fn may_serve(&self, peer: Peer, rows: usize) -> bool {
        let known = self.hosts_known(&peer);
        let alike = self.peers.iter().filter(|(other, _)| self.hosts_known(other) == known);
        let held = alike.flat_map(|(_, state)| state.lacking.values());
        let held = held.fold(0_usize, |all, rows| all.saturating_add(*rows));
        let own = self.peers.get(&peer).map_or(0, |state| state.lacking.len());
        own < LACKS_SERVED_MAX && (held == 0 || held.saturating_add(rows) <= SERVED_ROWS_MAX)
    }
}

/// Most answers to what a peer lacks that are on their way to it: one to each side's question.
const LACKS_SERVED_MAX: usize = 2;
