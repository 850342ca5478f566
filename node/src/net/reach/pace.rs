//! How often something may happen: in bursts, and then evenly.
//!
//! One moment: until when it is paid for (the generic cell rate algorithm).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use libp2p::PeerId;

/// Most peers whose paces are remembered; beyond them, those that rest longest are forgotten.
const PEERS_MAX: usize = 512;

/// A bucket of so many, of which one comes back each so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) struct Allowance {
    /// At once.
    pub(in crate::net) most: u32,
    /// One comes back in this time.
    pub(in crate::net) each: Duration,
}

/// One bucket.
#[derive(Debug, Clone, Copy)]
pub(in crate::net) struct Pace {
    allowance: Allowance,
    paid_until: Option<Instant>,
}

impl Pace {
    pub(in crate::net) fn new(allowance: Allowance) -> Self {
        Self { allowance, paid_until: None }
    }

    /// Takes one, where there is one.
    pub(in crate::net) fn take(&mut self, now: Instant) -> bool {
        let next = self.next(now);
        if next.is_some() {
            self.paid_until = next;
        }
        next.is_some()
    }

    /// Until when it is paid for once one more is taken; `None` where there is none.
    fn next(&self, now: Instant) -> Option<Instant> {
        let paid = self.paid_until.map_or(now, |until| until.max(now));
        let next = paid + self.allowance.each;
        let most = self.allowance.each.saturating_mul(self.allowance.most);
        (next.saturating_duration_since(now) <= most).then_some(next)
    }
}

/// A bucket for all, and one for each peer.
#[derive(Debug)]
pub(in crate::net) struct Paces {
    all: Pace,
    each: Allowance,
    peers: BTreeMap<PeerId, Pace>,
}

impl Paces {
    pub(in crate::net) fn new(all: Allowance, each: Allowance) -> Self {
        Self { all: Pace::new(all), each, peers: BTreeMap::new() }
    }

    /// Takes one for a peer out of its bucket and out of that of all, or none out of either.
    pub(in crate::net) fn take(&mut self, peer: PeerId, now: Instant) -> bool {
        if self.peers.len() >= PEERS_MAX && !self.peers.contains_key(&peer) {
            let rested = self.peers.iter().min_by_key(|(_, pace)| pace.paid_until);
            rested.map(|(peer, _)| *peer).and_then(|peer| self.peers.remove(&peer));
        }
        let fresh = Pace::new(self.each);
        let own = self.peers.entry(peer).or_insert(fresh);
        own.next(now).is_some() && self.all.take(now) && own.take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_and_then_one_at_a_time() {
        let (mut pace, now) = (Pace::new(Allowance { most: 3, each: SECOND }), monotonic());
        let taken = |pace: &mut Pace, now| (0..10).filter(|_| pace.take(now)).count();
        assert_eq!(taken(&mut pace, now), 3);
        assert_eq!(taken(&mut pace, now + SECOND), 1);
        assert_eq!(taken(&mut pace, now + SECOND * 60), 3, "what is not used does not pile up");
    }

    #[test]
    fn one_peer_cannot_take_what_is_for_all_nor_can_many() {
        let all = Allowance { most: 5, each: SECOND };
        let (mut paces, now) = (Paces::new(all, Allowance { most: 2, each: SECOND }), monotonic());
        let peer = PeerId::random();
        assert_eq!((0..10).filter(|_| paces.take(peer, now)).count(), 2);
        assert_eq!((0..10).filter(|_| paces.take(PeerId::random(), now)).count(), 3);
        // Who came when there was none for anybody has lost nothing.
        let late = PeerId::random();
        assert_eq!((0..10).filter(|_| paces.take(late, now)).count(), 0);
        assert_eq!((0..10).filter(|_| paces.take(late, now + 2 * SECOND)).count(), 2);
        let now = now + 2 * SECOND;
        (0..2 * PEERS_MAX).for_each(|_| assert!(!paces.take(PeerId::random(), now)));
        assert!(paces.peers.len() <= PEERS_MAX);
    }
}
