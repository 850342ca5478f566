//! Whom to call, where, and when again.
//!
//! A peer of the list is called until it answers, at growing intervals; a peer that was met
//! otherwise (mDNS, an earlier run, its feed) is called a few times and then left alone. An
//! address without a PeerId is called too: whoever answers there is who it is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};

use bot_protocol::limits::{ADDRESSES_PER_PEER_MAX, KNOWN_PEERS_MAX};

/// The longest pause between two calls: as neighbours compare once a minute, a network that was parted is
/// whole again for them in the first round after it is.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// How often somebody who is not of the list is called in vain before it is left alone.
const CALLS_MAX: u32 = 8;

/// Calls in vain after which somebody is looked for elsewhere.
const VAIN_CALLS: u32 = 2;

/// One whom to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where, newest last.
    pub(super) addresses: Vec<Multiaddr>,
    /// Those of them that the owner gave.
    given: BTreeSet<Multiaddr>,
    /// Of the list of peers to stay connected with.
    pub(super) listed: bool,
    /// When to call next; `None` while connected, being called, or left alone.
    pub(super) due: Option<Instant>,
    /// Calls in vain since it last answered.
    pub(super) failures: u32,
    /// Who answered last, of an address without PeerId.
    pub(super) answered: Option<PeerId>,
}

impl Entry {
    /// Forgets the oldest address, of those that others told first.
    fn drop_one(&mut self) {
        let told = self.addresses.iter().position(|at| !self.given.contains(at));
        let gone = self.addresses.remove(told.unwrap_or_default());
        self.given.remove(&gone);
    }

    /// Whether it is to be looked for elsewhere: it was called in vain, and is not left alone.
    pub(super) fn is_lost(&self) -> bool {
        self.failures >= VAIN_CALLS && (self.listed || self.due.is_some())
    }
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Callee {
    /// Somebody by its PeerId.
    Peer(PeerId),
    /// Whoever answers at an address.
    Address(Multiaddr),
}

/// All of them.
#[derive(Debug)]
pub(super) struct Book {
    entries: BTreeMap<Callee, Entry>,
    pause: Duration,
    own: PeerId,
    /// When all of the list were last called because one that was lost came back.
    hurried: Option<Instant>,
}

/// Splits the trailing `/p2p/ID` off an address.
pub(super) fn split(address: &Multiaddr) -> (Option<PeerId>, Multiaddr) {
    let mut bare = address.clone();
    match bare.pop() {
        Some(Protocol::P2p(peer)) => (Some(peer), bare),
        Some(_) | None => (None, address.clone()),
    }
}

impl Book {
    pub(super) fn new(own: PeerId, pause: Duration) -> Self {
        Self { entries: BTreeMap::new(), pause, own, hurried: None }
    }

    /// Whether a peer is of the list.
    pub(super) fn is_listed(&self, peer: &PeerId) -> bool {
        self.entries.get(&Callee::Peer(*peer)).is_some_and(|entry| entry.listed)
    }

    /// Notes an address, with `/p2p/ID` or without, and whether it is of the list. A new one is
    /// called at once; one left alone is called again.
    pub(super) fn add(&mut self, address: &Multiaddr, listed: bool, now: Instant) -> bool {
        let (peer, bare) = split(address);
        if peer == Some(self.own) || bare.is_empty() {
            return false;
        }
        let callee = peer.map_or_else(|| Callee::Address(bare.clone()), Callee::Peer);
        if !self.entries.contains_key(&callee)
            && self.entries.len() >= KNOWN_PEERS_MAX
            && !listed
            && !self.make_room()
        {
            return false;
        }
        let fresh = Entry {
            addresses: Vec::new(),
            given: BTreeSet::new(),
            listed,
            due: Some(now),
            failures: 0,
            answered: None,
        };
        let entry = self.entries.entry(callee).or_insert(fresh);
        entry.listed |= listed;
        if entry.failures >= CALLS_MAX && !entry.listed {
            (entry.failures, entry.due) = (0, Some(now));
        }
        if listed {
            entry.given.insert(bare.clone());
        }
        if !entry.addresses.contains(&bare) {
            entry.addresses.push(bare);
            if entry.addresses.len() > ADDRESSES_PER_PEER_MAX {
                entry.drop_one();
            }
        }
        true
    }

    /// Forgets somebody who is left alone because it never answers.
    fn make_room(&mut self) -> bool {
        let alone = |entry: &Entry| !entry.listed && entry.failures >= CALLS_MAX;
        let found = self.entries.iter().find(|(_, entry)| alone(entry)).map(|(of, _)| of.clone());
        found.is_some_and(|callee| self.entries.remove(&callee).is_some())
    }

    /// Forgets a peer and every address without name at which it answered or might.
    pub(super) fn remove(&mut self, peer: &PeerId) -> bool {
        let gone = self.entries.remove(&Callee::Peer(*peer));
        let addresses = gone.as_ref().map_or(&[][..], |gone| &gone.addresses);
        self.entries.retain(|callee, entry| match callee {
            Callee::Address(address) => {
                entry.answered != Some(*peer) && !addresses.contains(address)
            }
            Callee::Peer(_) => true,
        });
        gone.is_some()
    }

    /// Forgets an address without name.
    pub(super) fn remove_address(&mut self, address: &Multiaddr) -> bool {
        self.entries.remove(&Callee::Address(address.clone())).is_some()
    }

    /// Whether somebody is still to be called: not where it was forgotten meanwhile.
    pub(super) fn has(&self, callee: &Callee) -> bool {
        self.entries.contains_key(callee)
    }

    /// The addresses of somebody that the owner gave.
    pub(super) fn given(&self, callee: &Callee) -> BTreeSet<Multiaddr> {
        self.entries.get(callee).map(|entry| entry.given.clone()).unwrap_or_default()
    }

    /// Notes who answered at an address without name.
    pub(super) fn answered(&mut self, address: &Multiaddr, peer: PeerId) {
        if let Some(entry) = self.entries.get_mut(&Callee::Address(address.clone())) {
            entry.answered = Some(peer);
        }
    }

    /// Who answered last at an address without name.
    pub(super) fn answers(&self, address: &Multiaddr) -> Option<PeerId> {
        self.entries.get(&Callee::Address(address.clone())).and_then(|entry| entry.answered)
    }

    /// The address without name at which a peer answered last.
    pub(super) fn address_of(&self, peer: &PeerId) -> Option<&Multiaddr> {
        self.entries.iter().find_map(|(callee, entry)| match callee {
            Callee::Address(address) if entry.answered.as_ref() == Some(peer) => Some(address),
            Callee::Address(_) | Callee::Peer(_) => None,
        })
    }

    pub(super) fn get(&self, peer: &PeerId) -> Option<&Entry> {
        self.entries.get(&Callee::Peer(*peer))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Callee, &Entry)> {
        self.entries.iter()
    }

    /// Those to be called now; none of them comes again before [`Self::failed`] or
    /// [`Self::lost`].
    pub(super) fn due(&mut self, now: Instant) -> Vec<(Callee, Vec<Multiaddr>)> {
        let mut due = Vec::new();
        for (callee, entry) in &mut self.entries {
            if entry.due.is_some_and(|at| at <= now) {
                entry.due = None;
                due.push((callee.clone(), entry.addresses.clone()));
            }
        }
        due
    }

    /// A call was in vain.
    pub(super) fn failed(&mut self, callee: &Callee, now: Instant) {
        let pause = self.pause;
        let Some(entry) = self.entries.get_mut(callee) else { return };
        entry.failures = entry.failures.saturating_add(1);
        let doubled = pause.saturating_mul(1 << entry.failures.saturating_sub(1).min(16));
        let alone = entry.failures >= CALLS_MAX && !entry.listed;
        entry.due = (!alone).then(|| now + doubled.min(PAUSE_MAX));
    }

    /// It answered, or called itself. Where it was lost the way to others may be open again too.
    pub(super) fn met(&mut self, callee: &Callee, now: Instant) {
        let Some(entry) = self.entries.get_mut(callee) else { return };
        let lost = entry.failures >= VAIN_CALLS;
        (entry.due, entry.failures) = (None, 0);
        if lost && self.hurried.is_none_or(|at| now >= at + PAUSE_MAX) {
            self.hurried = Some(now);
            let soon = now + self.pause;
            for entry in self.entries.values_mut().filter(|entry| entry.listed) {
                entry.due = entry.due.map(|due| due.min(soon));
            }
        }
    }

    /// The last connection is gone: to be called again after the pause.
    pub(super) fn lost(&mut self, callee: &Callee, now: Instant) {
        let pause = self.pause;
        if let Some(entry) = self.entries.get_mut(callee) {
            entry.due = Some(now + pause);
        }
    }

    /// To be called again after this pause, whatever was.
    pub(super) fn again(&mut self, peer: &PeerId, pause: Duration, now: Instant) {
        if let Some(entry) = self.entries.get_mut(&Callee::Peer(*peer)) {
            (entry.due, entry.failures) = (Some(now + pause), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const SECOND: Duration = Duration::from_secs(1);

    fn named(peer: PeerId) -> Multiaddr {
        format!("/ip4/127.0.0.1/tcp/1/p2p/{peer}").parse().unwrap()
    }

    #[test]
    fn calls_with_growing_pauses_and_leaves_strangers_alone() {
        for listed in [true, false] {
            let (peer, now) = (PeerId::random(), monotonic());
            let mut book = Book::new(PeerId::random(), SECOND);
            assert!(book.add(&named(peer), listed, now));
            let mut pauses = Vec::new();
            let mut at = now;
            for _ in 0..12 {
                if book.due(at).is_empty() {
                    break;
                }
                assert!(book.due(at).is_empty(), "being called");
                book.failed(&Callee::Peer(peer), at);
                let entry = book.get(&peer).unwrap();
                let Some(due) = entry.due else { break };
                assert_eq!(entry.is_lost(), entry.failures >= VAIN_CALLS);
                pauses.push((due - at).as_secs());
                at = due;
            }
            let lost = book.get(&peer).unwrap().is_lost();
            assert_eq!(lost, listed, "who is left alone is looked for no more");
            let expected = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60];
            assert_eq!(pauses, if listed { &expected[..] } else { &expected[..7] });
        }
    }

    #[test]
    fn who_comes_back_has_the_others_of_the_list_called_soon_and_once_a_minute_at_most() {
        let (now, back, other) = (monotonic(), PeerId::random(), PeerId::random());
        let (stranger, mut book) = (PeerId::random(), Book::new(PeerId::random(), SECOND));
        let all = [back, other, stranger].map(Callee::Peer);
        for (peer, listed) in [(back, true), (other, true), (stranger, false)] {
            assert!(book.add(&named(peer), listed, now));
        }
        let fail = |book: &mut Book| {
            book.due(now + 2 * PAUSE_MAX);
            all.iter().for_each(|one| (0..6).for_each(|_| book.failed(one, now)));
        };
        let due = |book: &Book, peer| book.get(peer).unwrap().due.map(|at| at - now);
        fail(&mut book);
        assert_eq!(due(&book, &other), Some(32 * SECOND));
        book.met(&all[0], now);
        assert_eq!((due(&book, &back), due(&book, &other)), (None, Some(SECOND)));
        assert_eq!(due(&book, &stranger), Some(32 * SECOND), "it is of no list");
        // Whoever comes and goes does not have them called all the time.
        fail(&mut book);
        let before = due(&book, &other);
        book.met(&all[0], now + SECOND);
        assert_eq!(due(&book, &other), before);
        // A connection that was never lost says nothing of the others.
        book.met(&all[0], now + 2 * PAUSE_MAX);
        assert_eq!(due(&book, &other), before);
    }

    #[test]
    fn who_never_answers_makes_room_for_the_new() {
        let (now, silent, new) = (monotonic(), PeerId::random(), PeerId::random());
        let mut book = Book::new(PeerId::random(), SECOND);
        book.add(&named(silent), false, now);
        for _ in 1..KNOWN_PEERS_MAX {
            assert!(book.add(&named(PeerId::random()), false, now));
        }
        assert!(!book.add(&named(new), false, now), "the book is full");
        (0..CALLS_MAX).for_each(|_| book.failed(&Callee::Peer(silent), now));
        assert!(book.add(&named(new), false, now), "one is left alone");
        assert!(book.get(&silent).is_none() && book.get(&new).is_some());
        assert!(!book.add(&named(silent), false, now), "full again");
        assert!(book.add(&named(silent), true, now), "but never for those of the list");
    }

    #[test]
    fn what_others_tell_does_not_take_the_place_of_what_the_owner_gave() {
        let (peer, now) = (PeerId::random(), monotonic());
        let mut book = Book::new(PeerId::random(), SECOND);
        let at = |port: usize| -> Multiaddr {
            format!("/dns4/peer.example/tcp/{port}/p2p/{peer}").parse().unwrap()
        };
        book.add(&at(1), true, now);
        for port in 2..2 + 3 * ADDRESSES_PER_PEER_MAX {
            assert!(book.add(&at(port), false, now));
        }
        let callee = Callee::Peer(peer);
        let own = BTreeSet::from([split(&at(1)).1]);
        let entry = book.get(&peer).unwrap();
        assert!(entry.addresses.contains(own.first().unwrap()), "{:?}", entry.addresses);
        assert_eq!((entry.addresses.len(), book.given(&callee)), (ADDRESSES_PER_PEER_MAX, own));
    }

    #[test]
    fn calls_again_after_a_loss_and_never_itself() {
        let (peer, own, now) = (PeerId::random(), PeerId::random(), monotonic());
        let mut book = Book::new(own, SECOND);
        assert!(!book.add(&named(own), true, now));
        assert!(book.add(&named(peer), true, now));
        assert_eq!(book.due(now).len(), 1);
        book.met(&Callee::Peer(peer), now);
        assert!(book.due(now + SECOND).is_empty());
        book.lost(&Callee::Peer(peer), now);
        assert!(book.due(now).is_empty());
        assert_eq!(book.due(now + SECOND).len(), 1);
        assert!(book.remove(&peer));
        assert!(!book.remove(&peer));
    }

    #[test]
    fn who_answered_at_an_address_is_forgotten_with_it() {
        let (peer, now) = (PeerId::random(), monotonic());
        let mut book = Book::new(PeerId::random(), SECOND);
        let [at, other]: [Multiaddr; 2] =
            ["/dns4/a.example/tcp/1", "/dns4/b.example/tcp/1"].map(|text| text.parse().unwrap());
        for address in [&at, &other] {
            assert!(book.add(address, true, now));
            assert_eq!(book.answers(address), None);
        }
        book.answered(&at, peer);
        assert_eq!((book.answers(&at), book.address_of(&peer)), (Some(peer), Some(&at)));
        assert!(!book.remove(&peer), "it has no entry of its own");
        assert!(!book.has(&Callee::Address(at)), "its address is gone all the same");
        assert!(book.has(&Callee::Address(other)), "another one is not");
        assert_eq!(book.address_of(&peer), None);
    }
}
