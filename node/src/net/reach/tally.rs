//! Whether this node can be called from outside, as others say.
//!
//! One word proves nothing: whoever is asked may lie, or be a neighbour. So it takes two that the owner
//! knows, in two networks, who called at the same address and were seen calling; and even then it is
//! told as "may be called".

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use libp2p::{Multiaddr, PeerId};

/// Who must agree.
const WORDS: usize = 2;

/// How long a word is worth something.
const WORTH: Duration = Duration::from_secs(6 * 3600);

/// Most peers whose words are kept.
const PEERS_MAX: usize = 16;

/// Most addresses of which one peer may say something: two kinds of door, and a move.
const OF_ONE_MAX: usize = 4;

/// Whether this node can be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Callable {
    /// Nobody has said yet.
    #[default]
    Unknown,
    /// The owner says where.
    Announced,
    /// One says so: not enough to believe it.
    OneWord,
    /// Several that do not depend on each other say so.
    Perhaps {
        /// How many.
        by: u32,
    },
    /// Several called in vain, and nobody got through.
    Not {
        /// How many.
        by: u32,
    },
}

/// One word.
#[derive(Debug, Clone, Copy)]
struct Said {
    reached: bool,
    from: IpAddr,
    at: Instant,
}

/// All words.
#[derive(Debug)]
pub(in crate::net) struct Tally {
    lan: bool,
    said: BTreeMap<PeerId, BTreeMap<Multiaddr, Said>>,
}

impl Tally {
    pub(in crate::net) fn new(lan: bool) -> Self {
        Self { lan, said: BTreeMap::new() }
    }

    /// A peer at an address says whether it reached this node at another.
    pub(in crate::net) fn hear(
        &mut self,
        (peer, from): (PeerId, IpAddr),
        address: Multiaddr,
        reached: bool,
        now: Instant,
    ) {
        if self.said.len() >= PEERS_MAX && !self.said.contains_key(&peer) {
            return;
        }
        let words = self.said.entry(peer).or_default();
        if words.len() >= OF_ONE_MAX && !words.contains_key(&address) {
            let oldest = words.iter().min_by_key(|(_, said)| said.at);
            oldest.map(|(address, _)| address.clone()).and_then(|address| words.remove(&address));
        }
        words.insert(address, Said { reached, from, at: now });
    }

    /// Forgets what is too old to be worth something.
    pub(in crate::net) fn age(&mut self, now: Instant) {
        self.said.retain(|_, words| {
            words.retain(|_, said| now.saturating_duration_since(said.at) < WORTH);
            !words.is_empty()
        });
    }

    /// The addresses at which enough got through.
    pub(in crate::net) fn addresses(&self) -> Vec<Multiaddr> {
        let named: BTreeSet<&Multiaddr> = self.said.values().flat_map(BTreeMap::keys).collect();
        let enough = |address: &&&Multiaddr| self.agreeing(Some(address), true) >= WORDS;
        named.iter().filter(enough).map(|address| (*address).clone()).collect()
    }

    /// What all of it comes to.
    pub(in crate::net) fn callable(&self) -> Callable {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let best = self.addresses().iter().map(|at| self.agreeing(Some(at), true)).max();
        match (best, self.agreeing(None, true), self.agreeing(None, false)) {
            (Some(by), _, _) => Callable::Perhaps { by: count(by) },
            (None, 1.., _) => Callable::OneWord,
            (None, 0, by @ WORDS..) => Callable::Not { by: count(by) },
            (None, 0, _) => Callable::Unknown,
        }
    }

    /// How many that do not depend on each other say this, of one address or of any.
    fn agreeing(&self, address: Option<&Multiaddr>, reached: bool) -> usize {
        let says = |words: &BTreeMap<Multiaddr, Said>| {
            let mut fitting = words.iter().filter(|(at, _)| address.is_none_or(|of| of == *at));
            let says = |(at, said): &(&Multiaddr, &Said)| {
                said.reached == reached && !self.is_outdated(at, said)
            };
            fitting.find(says).map(|(_, said)| said.from)
        };
        self.independent(self.said.values().filter_map(says))
    }

    /// Whether somebody got through at an address and, later, as many as it takes called in vain.
    fn is_outdated(&self, at: &Multiaddr, said: &Said) -> bool {
        let later = self.said.values().filter_map(|words| words.get(at));
        let vain = later.filter(|other| !other.reached && other.at > said.at);
        said.reached && self.independent(vain.map(|other| other.from)) >= WORDS
    }

    /// How many of those at these addresses do not depend on each other.
    fn independent(&self, from: impl Iterator<Item = IpAddr>) -> usize {
        match self.lan {
            // In one local network all are neighbours.
            true => from.count(),
            false => from.map(network).collect::<BTreeSet<_>>().len(),
        }
    }
}

/// The network of an address, as one operator has it: a /24 of IPv4, a /48 of IPv6.
fn network(ip: IpAddr) -> u128 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u128::from(ip.to_bits() >> 8),
        IpAddr::V6(ip) => ip.to_bits() >> 80 << 80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const HERE: &str = "/ip4/93.184.216.34/tcp/7341";

    fn heard(rows: &[(&str, &str, bool)], lan: bool) -> Tally {
        let mut tally = Tally::new(lan);
        for (from, at, reached) in rows {
            let who = (PeerId::random(), from.parse().unwrap());
            tally.hear(who, at.parse().unwrap(), *reached, monotonic());
        }
        tally
    }

    #[test]
    fn one_liar_is_not_believed_nor_are_many_in_one_network() {
        let check = |rows: &[(&str, &str, bool)], expected: Callable| {
            let tally = heard(rows, false);
            assert_eq!(tally.callable(), expected, "{rows:?}");
            let believed = matches!(expected, Callable::Perhaps { .. });
            assert_eq!(!tally.addresses().is_empty(), believed, "{rows:?}");
        };
        let elsewhere = "/ip4/8.8.4.4/tcp/7341";
        check(&[], Callable::Unknown);
        check(&[("8.8.8.8", HERE, true)], Callable::OneWord);
        check(&[("8.8.8.8", HERE, true), ("8.8.8.9", HERE, true)], Callable::OneWord);
        check(&[("8.8.8.8", HERE, true), ("1.1.1.1", elsewhere, true)], Callable::OneWord);
        let both = [("8.8.8.8", HERE, true), ("1.1.1.1", HERE, true)];
        check(&both, Callable::Perhaps { by: 2 });
        let six = ("2606:4700:1::1", HERE, true);
        let beside = ("2606:4700:1:ffff::1", HERE, true);
        check(&[six, beside], Callable::OneWord);
        check(&[six, beside, both[0]], Callable::Perhaps { by: 2 });
        check(&[("8.8.8.8", HERE, false)], Callable::Unknown);
        let vain = [("8.8.8.8", HERE, false), ("1.1.1.1", HERE, false)];
        check(&vain, Callable::Not { by: 2 });
        check(&[vain[0], vain[1], ("9.9.9.9", HERE, true)], Callable::OneWord);
    }

    #[test]
    fn calls_in_vain_from_two_networks_win_over_older_ones_that_got_through() {
        let check = |rows: &[(&str, u64, bool)], expected: Callable| {
            let (mut tally, now) = (Tally::new(false), monotonic());
            for (from, after, reached) in rows {
                let who = (PeerId::random(), from.parse().unwrap());
                tally.hear(who, HERE.parse().unwrap(), *reached, now + Duration::from_secs(*after));
            }
            assert_eq!(tally.callable(), expected, "{rows:?}");
            let believed = matches!(expected, Callable::Perhaps { .. });
            assert_eq!(!tally.addresses().is_empty(), believed, "{rows:?}");
        };
        let through = [("8.8.8.8", 1, true), ("1.1.1.1", 2, true)];
        let with = |rows: [(&'static str, u64, bool); 2]| [&through[..], &rows[..]].concat();
        check(&with([("9.9.9.9", 3, false), ("7.7.7.7", 3, false)]), Callable::Not { by: 2 });
        check(&with([("9.9.9.9", 3, false), ("9.9.9.8", 3, false)]), Callable::Perhaps { by: 2 });
        check(&with([("9.9.9.9", 0, false), ("7.7.7.7", 3, false)]), Callable::Perhaps { by: 2 });
        check(&with([("9.9.9.9", 2, false), ("7.7.7.7", 2, false)]), Callable::OneWord);
    }

    #[test]
    fn in_a_local_network_neighbours_count() {
        let rows = [("127.0.0.1", HERE, true), ("127.0.0.1", HERE, true)];
        assert_eq!(heard(&rows, true).callable(), Callable::Perhaps { by: 2 });
        assert_eq!(heard(&rows, false).callable(), Callable::OneWord);
    }

    #[test]
    fn one_peer_has_one_word_and_it_does_not_last() {
        let (mut tally, now) = (Tally::new(false), monotonic());
        let who = (PeerId::random(), "8.8.8.8".parse().unwrap());
        for port in 1..200 {
            let at = format!("/ip4/93.184.216.34/tcp/{port}").parse().unwrap();
            tally.hear(who, at, true, now);
        }
        assert_eq!(tally.callable(), Callable::OneWord);
        assert!(tally.said[&who.0].len() <= OF_ONE_MAX);
        for _ in 0..200 {
            let who = (PeerId::random(), "8.8.8.8".parse().unwrap());
            tally.hear(who, HERE.parse().unwrap(), true, now);
        }
        assert!(tally.said.len() <= PEERS_MAX);
        tally.age(now + WORTH);
        assert_eq!(tally.callable(), Callable::Unknown);
    }
}
