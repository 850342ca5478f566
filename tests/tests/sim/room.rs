//! Room for comparisons: strangers take none from those whom a node knows, nor for long from each other.

use std::collections::BTreeSet;

use bot_protocol::gossip::reconcile::{self, Salt, Strata, Symbol};
use bot_protocol::gossip::{
    Effect, Engine, EngineState, Event, Hosting, Item, Lack, Message, Peer, Scope,
};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::{COMPARED_ITEMS_MAX, COMPARED_SURELY_MILLIS, FRAME_SYMBOLS_MAX};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::community;

use crate::bench::{Bench, NOW, blame, hello, salt_told};
use crate::compare::{common, keep};
use crate::pace::sent;
use crate::pair::{Pair, Side};

/// As many feeds as four comparisons have room for together.
const FEEDS: u64 = 98_000;

/// A node that holds many feeds, and whoever calls it.
struct Hall {
    engine: Engine,
    now: Timestamp,
    salts: Vec<Salt>,
}

fn friend() -> SecretKey {
    SecretKey::from_seed(&[41; 32])
}

/// What somebody has who has nothing.
fn nothing() -> Strata {
    let none: [&reconcile::Item; 0] = [];
    Strata::of(none)
}

fn peer(number: usize) -> Peer {
    Peer::of_id(&[u8::try_from(number).unwrap()])
}

impl Hall {
    fn new() -> Self {
        let known = BTreeSet::from([Did::from(friend().public())]);
        let scope = Scope { known, ..Scope::default() };
        let communities = vec![community()];
        let state = EngineState { communities, scope, ..common(FEEDS) };
        Self { engine: Engine::open(state), now: NOW, salts: Vec::new() }
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.engine.handle(event, self.now)
    }

    fn frame(&mut self, number: usize, message: &Message) -> Vec<Effect> {
        self.tell(Event::Frame { peer: peer(number), bytes: message.to_bytes() })
    }

    /// The next one calls; whether it is asked what it has.
    fn comes(&mut self, known: bool) -> bool {
        let (number, peer) = (self.salts.len(), peer(self.salts.len()));
        let effects = self.tell(Event::PeerUp { peer });
        self.salts.push(effects.iter().find_map(salt_told).unwrap());
        let hosted = known.then(|| Hosting::sign(&friend(), &peer, NOW));
        let effects = self.frame(number, &hello([9; 16], hosted.into_iter().collect()));
        sent(&effects).iter().any(|(_, said)| matches!(said, Message::Survey { .. }))
    }

    /// Whether it is shown what there is, and reads that.
    fn shows(&mut self, number: usize, request: u32) -> bool {
        let (salt, strata) = (self.salts[number], nothing());
        self.reads(number, &Message::Survey { request, salt, strata }, request)
    }

    fn reads(&mut self, number: usize, asked: &Message, request: u32) -> bool {
        let effects = self.frame(number, asked);
        assert_eq!(blame(&effects), None);
        let served = effects.iter().any(|effect| matches!(effect, Effect::Serve { .. }));
        if served {
            self.tell(Event::Served { peer: peer(number), request });
        }
        served
    }
}

#[test]
fn strangers_hold_up_nobody_who_is_known_and_each_other_for_ten_seconds() {
    let mut hall = Hall::new();
    let asked: Vec<bool> = (0..5).map(|_| hall.comes(false)).collect();
    assert_eq!(asked, [true, true, true, true, false], "to as many as there is room for");
    assert!(hall.comes(true), "who hosts somebody known has other room");
    for number in 0..4 {
        assert!(hall.shows(number, 0), "{number}");
        hall.now = hall.now.saturating_add(1);
    }
    assert!(!hall.shows(4, 0));
    assert!(hall.shows(5, 0), "who is known");
    // Who asks again and again is not the younger for it.
    hall.now = NOW.saturating_add(COMPARED_SURELY_MILLIS - 1);
    assert!(hall.shows(0, 1));
    assert!(!hall.shows(4, 1));
    hall.now = hall.now.saturating_add(1);
    assert!(hall.shows(4, 2), "who held it the longest goes for it");
    let more = Message::More { request: 2, from: 64_000 };
    assert!(!hall.reads(0, &more, 2));
    for number in [1, 5] {
        assert!(hall.reads(number, &more, 2), "{number}");
    }
    // The next one has a moment left.
    assert!(!hall.shows(0, 3));
    hall.now = hall.now.saturating_add(1);
    assert!(hall.shows(0, 4) && !hall.reads(1, &more, 3));
}

/// Symbols that came count as well: of two that send sketches without end one is let go, unblamed, for the
/// sketch may be honest.
#[test]
fn what_others_claim_to_have_takes_room_too() {
    let mut bench = Bench::new();
    let other = Peer::of_id(b"other");
    let effects = bench.tell(Event::PeerUp { peer: other });
    assert!(effects.iter().find_map(salt_told).is_some());
    let greeting = hello([8; 16], Vec::new()).to_bytes();
    bench.tell(Event::Frame { peer: other, bytes: greeting });
    let noise = |frame: u32| -> Vec<Symbol> {
        let bytes = |number: u32| {
            let seed = [&frame.to_be_bytes()[..], &number.to_be_bytes()].concat();
            *bot_protocol::canon::hash::sha256(&[&seed]).as_bytes()
        };
        let all = (0..u32::try_from(FRAME_SYMBOLS_MAX).unwrap()).map(bytes);
        all.map(|bytes| Symbol::from_bytes(*bytes.first_chunk().unwrap())).collect()
    };
    let first = bench.peer;
    let frames = u32::try_from(COMPARED_ITEMS_MAX / FRAME_SYMBOLS_MAX / 2).unwrap() + 2;
    for frame in 0..frames {
        let said = Message::Symbols { request: 0, frame, items: 200_000, symbols: noise(frame) };
        for peer in [first, other] {
            let effects = bench.tell(Event::Frame { peer, bytes: said.to_bytes() });
            assert_eq!(blame(&effects), None, "frame {frame}");
        }
    }
    let done = Message::Done { request: 0, frames, position: Some(1) };
    let goes_on = [first, other].map(|peer| {
        let effects = bench.tell(Event::Frame { peer, bytes: done.to_bytes() });
        sent(&effects).iter().any(|(_, said)| matches!(said, Message::More { .. }))
    });
    assert_eq!(goes_on.iter().filter(|goes_on| **goes_on).count(), 1, "{goes_on:?}");
}

/// What is on its way to somebody who does not read it lies in memory: two answers, not sixteen.
#[test]
fn two_answers_to_what_one_lacks_are_on_their_way_at_once() {
    let mut bench = Bench::new();
    let mut lacks = |request: u32, done: Option<u32>| {
        if let Some(request) = done {
            bench.tell(Event::Served { peer: bench.peer, request });
        }
        let (salt, strata) = (bench.salt, nothing());
        bench.frame(&Message::Survey { request, salt, strata });
        bench.tell(Event::Served { peer: bench.peer, request });
        let lack = Lack { items: BTreeSet::from([[7; 8]]), ..Lack::default() };
        let request = request + 1;
        let effects = bench.frame(&Message::Lack { request, page: 0, last: true, lack });
        assert_eq!(blame(&effects), None);
        effects.iter().any(|effect| matches!(effect, Effect::Serve { .. }))
    };
    assert!(lacks(0, None) && lacks(2, None));
    assert!(!lacks(4, None));
    assert!(lacks(6, Some(1)));
}

/// A node whose room for strangers is used up refuses them once, and is not sent the same again and again.
#[test]
fn what_there_is_no_room_for_is_not_fetched_again() {
    let mut chance = Chance::new(17);
    let mut shelves = [Shelf::new([1; 16]), Shelf::new([2; 16])];
    for _ in 0..60 {
        let mut author = Author::new(&mut chance);
        let keys = author.keys().map(|event| bot_protocol::gossip::Change::Item(Item::Key(event)));
        shelves[1].commit(&keys);
        for _ in 0..20 {
            let entry = author.write(profile("somebody unknown"), &mut chance, NOW);
            keep(&mut shelves[1], &entry);
        }
    }
    for (bytes_max, begins) in [(20_000, true), (0, false)] {
        let [one, other] = shelves.clone().map(|shelf| Side::new(shelf, EngineState::default()));
        let mut pair = Pair::new(one, other);
        let scope = Scope { strangers_bytes_max: bytes_max, ..Scope::default() };
        pair.tell(0, 0, Event::Scope(scope));
        let mut spent = Vec::new();
        for _ in 0..3 {
            pair.said.clear();
            pair.connect();
            pair.run(usize::MAX);
            spent.push(pair.said.iter().map(|said| said.bytes).sum::<usize>());
            pair.cut();
            pair.now = pair.now.saturating_add(60_000);
        }
        assert_eq!(!pair.sides[0].shelf.key_ids().is_empty(), begins, "{bytes_max}");
        assert!(spent[0] > 100_000, "{spent:?}: all of it was told once");
        // Afterwards the peer is told once what was taken, and then nothing any more.
        assert!(spent[1] < 20_000 && spent[2] < 2_000, "{bytes_max}: {spent:?}");
        assert!(pair.sides[0].blamed.is_empty() && pair.sides[1].blamed.is_empty());
        // With more room all of it comes.
        let scope = Scope::default();
        pair.tell(0, 0, Event::Scope(scope));
        pair.connect();
        pair.run(usize::MAX);
        assert_eq!(pair.sides[0].shelf.entries.len(), 1_200, "{bytes_max}");
    }
}
