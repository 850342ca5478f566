//! Catch-up with somebody whose store was never read: what it costs, in which order it comes, and
//! what a broken connection costs.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::sha256;
use bot_protocol::feed::{Accumulator, Feed, HeadStamp, KeyLog};
use bot_protocol::gossip::reconcile::Symbol;
use bot_protocol::gossip::{Change, EngineState, Fault, HeldFeed, Item, Message, Packed};
use bot_protocol::identity::SecretKey;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Kind, Sealed, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;

use crate::bench::{Bench, NOW, blame};
use crate::pair::{Pair, Said, Side};

/// Bytes of a frame that are not items asked for.
fn overhead(said: &Said) -> usize {
    match &said.message {
        Message::Items { items, .. } => {
            said.bytes - items.iter().map(|item| item.to_bytes().len()).sum::<usize>()
        }
        _ => said.bytes,
    }
}

/// Which catch-up a frame belongs to: that of the first side, or that of the other.
pub(crate) fn asker(said: &Said) -> Option<usize> {
    match &said.message {
        Message::Hello(_)
        | Message::Have { .. }
        | Message::Cosign { .. }
        | Message::Cosigned { .. } => None,
        Message::Since { .. }
        | Message::Want { .. }
        | Message::Survey { .. }
        | Message::More { .. }
        | Message::Lack { .. } => Some(said.side),
        Message::Items { .. } | Message::Done { .. } | Message::Symbols { .. } => {
            Some(1 - said.side)
        }
    }
}

pub(crate) fn entry(item: &Packed) -> Option<Statement> {
    let bytes = item.to_bytes();
    let mut reader = bot_protocol::canon::cbor::Reader::new(&bytes);
    reader.array(2).ok()?;
    let (kind, bytes) = (reader.u8().ok()?, reader.bytes(1 << 20).ok()?);
    (kind == 2).then(|| Sealed::read(bytes).unwrap().open().unwrap())
}

/// Feeds that both know and nobody changes: one entry each, whatever it is.
pub(crate) fn common(count: u64) -> EngineState {
    let feeds = (0..count).map(|number| {
        let mut seed = [0xee; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let mut tree = Accumulator::new();
        tree.push(sha256(&[&seed]));
        let writer = SecretKey::from_seed(&seed).public();
        let feed = Feed::restore(writer, tree, NOW, None).unwrap();
        HeldFeed { feed, bytes: 0, status: 0, missing: Vec::new() }
    });
    EngineState { feeds: feeds.collect(), ..EngineState::default() }
}

pub(crate) fn keep(shelf: &mut Shelf, entry: &Statement) {
    shelf.commit(&[Change::Item(Item::Entry(entry.clone()))]);
}

/// Two nodes that hold the same feeds, of which the second has one more entry in `changed`, of about
/// so many letters; every tenth of those is a revocation.
pub(crate) fn apart(unchanged: u64, changed: usize, letters: usize) -> (Pair, Vec<Author>) {
    apart_by((unchanged, changed), letters, |_| 1)
}

/// Which side has one more entry in a feed, by its number.
type WhoHas = fn(usize) -> usize;

/// The same, of which the side that is told has one more entry in each.
fn apart_by(
    (unchanged, changed): (u64, usize),
    letters: usize,
    has: WhoHas,
) -> (Pair, Vec<Author>) {
    let mut chance = Chance::new(11);
    let mut authors = Vec::new();
    let mut shelves = [Shelf::new([1; 16]), Shelf::new([2; 16])];
    for number in 0..changed {
        let mut author = Author::new(&mut chance);
        let first = author.write(profile("somebody"), &mut chance, NOW);
        for shelf in &mut shelves {
            let keys = author.keys().map(|event| Change::Item(Item::Key(event)));
            shelf.commit(&keys);
            keep(shelf, &first);
        }
        let content = match number % 10 {
            0 => Content::Revoke(Revoke { list: 1, indexes: vec![7], reason: None, of: None }),
            _ => achievement(letters, chance.bits()),
        };
        keep(&mut shelves[has(number)], &author.write(content, &mut chance, NOW));
        authors.push(author);
    }
    let [one, other] = shelves.map(|shelf| Side::new(shelf, common(unchanged)));
    (Pair::new(one, other), authors)
}

/// The figures of the promise for both sides together, whoever has what is new: one comparison
/// tells both, and each has its revocations first, within two round trips of its first word.
#[test]
#[expect(clippy::print_stdout, reason = "figures")]
fn one_comparison_serves_both_sides() {
    let rows: [(&str, WhoHas); 3] =
        [("the asked", |_| 1), ("the asker", |_| 0), ("each half", |number| number / 10 % 2)];
    for (who, has) in rows {
        let (mut pair, _) = apart_by((98_000, 1_000), 10, has);
        pair.connect();
        pair.run(usize::MAX);
        let about = || pair.said.iter().filter(|said| asker(said).is_some());
        let bytes: usize = about().map(overhead).sum();
        println!(
            "1,000 of 99,000 feeds, more of them with {who}: {bytes} bytes, both sides together"
        );
        assert!(bytes <= 100_000, "{who}: {bytes} bytes");
        let surveys = about().filter(|said| matches!(said.message, Message::Survey { .. }));
        assert_eq!(surveys.count(), 1, "{who}");
        for side in [0, 1] {
            let spoke = about().filter(|said| said.side == side).map(|said| said.half).min();
            let mut came = Vec::new();
            for said in about().filter(|said| asker(said) == Some(side)) {
                if let Message::Items { items, .. } = &said.message {
                    assert!(said.half - spoke.unwrap() < 4, "{who}: within two round trips");
                    came.extend(items.iter().filter_map(entry));
                }
            }
            let new = (0..1_000).filter(|number| has(*number) != side).count();
            assert_eq!(came.len(), new, "{who}, side {side}: all that is new, and nothing else");
            let first = came.get(..new / 10).unwrap();
            assert!(first.iter().all(|entry| entry.kind() == Kind::Revoke), "{who}, side {side}");
        }
        let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
        assert_eq!((held, pair.sides[0].blamed.len()), ([2_000, 2_000], 0), "{who}");
        // Both have a cursor from here on.
        pair.said.clear();
        pair.cut();
        pair.connect();
        pair.run(usize::MAX);
        let surveys =
            pair.said.iter().filter(|said| matches!(said.message, Message::Survey { .. }));
        assert_eq!(surveys.count(), 0, "{who}");
    }
}

/// A newcomer: all is told by one comparison, key logs included, whichever side it is on.
#[test]
fn a_newcomer_is_served_by_one_comparison() {
    for newcomer in [0, 1] {
        let (pair, _) = apart(0, 50, 10);
        let [one, other] = pair.sides;
        let full = other.shelf;
        let empty = Shelf::new([u8::try_from(newcomer * 2 + 1).unwrap(); 16]);
        drop(one);
        let sides = if newcomer == 0 { [empty, full] } else { [full, empty] };
        let [one, other] = sides.map(|shelf| Side::new(shelf, EngineState::default()));
        let mut pair = Pair::new(one, other);
        pair.connect();
        pair.run(usize::MAX);
        let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
        assert_eq!(held, [100, 100], "newcomer {newcomer}");
        let keys = pair.sides.each_ref().map(|side| side.shelf.key_ids());
        assert_eq!(keys[0], keys[1]);
        let surveys =
            pair.said.iter().filter(|said| matches!(said.message, Message::Survey { .. }));
        assert_eq!(surveys.count(), 1, "newcomer {newcomer}");
    }
}

/// The figures of the promise: 1,000 of 100,000 feeds changed.
#[test]
#[expect(clippy::print_stdout, reason = "figures")]
fn a_thousand_changes_in_a_hundred_thousand_feeds() {
    let (mut pair, _) = apart(98_000, 1_000, 10);
    pair.connect();
    pair.run(usize::MAX);
    let mine = || pair.said.iter().filter(|said| asker(said) == Some(0));
    let began = mine().map(|said| said.half).min().unwrap();
    let bytes: usize = mine().map(overhead).sum();
    println!("1,000 of 99,000 feeds and 1,000 key logs: {bytes} bytes beside the items");
    assert!(bytes <= 100_000, "{bytes} bytes");
    let mut came = Vec::new();
    for said in mine() {
        if let Message::Items { items, .. } = &said.message {
            assert!(said.half - began < 4, "within two round trips");
            came.extend(items.iter().filter_map(entry));
        }
    }
    assert_eq!(came.len(), 1_000, "each new entry, and nothing that was there");
    assert!(came[..100].iter().all(|entry| entry.kind() == Kind::Revoke), "revocations first");
    assert_eq!(pair.sides[0].blamed, []);
    let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
    assert_eq!(held, [2_000, 2_000]);
    // By cursor from here on: a tick later, nothing but a question and an answer.
    pair.said.clear();
    pair.cut();
    pair.connect();
    pair.run(usize::MAX);
    let bytes: usize = pair.said.iter().filter(|said| asker(said).is_some()).map(overhead).sum();
    assert!(bytes < 200, "{bytes} bytes");
}

#[test]
#[expect(clippy::print_stdout, reason = "figures")]
fn that_nothing_differs_costs_next_to_nothing() {
    let (mut pair, _) = apart(20_000, 0, 10);
    pair.connect();
    pair.run(usize::MAX);
    let bytes: usize = pair.said.iter().filter(|said| asker(said).is_some()).map(|s| s.bytes).sum();
    println!("20,000 feeds, none changed: {bytes} bytes both ways together");
    assert!(bytes <= 2_000, "{bytes} bytes");
}

/// Two nodes that hold the same feeds, each with a stamp; of the first ones one side, in turn, has a newer
/// stamp.
fn stamped(count: usize, newer: usize) -> (Pair, Vec<Author>) {
    let mut chance = Chance::new(13);
    let (mut authors, mut shelves) = (Vec::new(), [Shelf::new([1; 16]), Shelf::new([2; 16])]);
    for number in 0..count {
        let mut author = Author::new(&mut chance);
        let first = author.write(profile("somebody"), &mut chance, NOW);
        let stamps = [2, 1].map(|hours| Change::Item(Item::Stamp(stamp(&author, hours))));
        for shelf in &mut shelves {
            let keys = author.keys().map(|event| Change::Item(Item::Key(event)));
            shelf.commit(&keys);
            keep(shelf, &first);
            shelf.commit(&stamps[..1]);
        }
        if number < newer {
            shelves[number % 2].commit(&stamps[1..]);
        }
        authors.push(author);
    }
    let [one, other] = shelves.map(|shelf| Side::new(shelf, EngineState::default()));
    (Pair::new(one, other), authors)
}

/// A stamp of so many hours ago.
fn stamp(author: &Author, hours: u64) -> HeadStamp {
    let mut log = KeyLog::new(author.did());
    author.keys().into_iter().for_each(|event| log.insert(event).map(|_| ()).unwrap());
    let at = Timestamp::from_millis(NOW.millis() - hours * 3_600_000);
    let due = at.saturating_add(24 * 3_600_000);
    HeadStamp::sign(&author.feed, &log, (at, due), &author.writer).unwrap()
}

/// Every byte of what is said to compare and to bring what is lacked, items and all.
fn spent(pair: &Pair) -> usize {
    pair.said.iter().filter(|said| asker(said).is_some()).map(|said| said.bytes).sum()
}

/// However many stamps two hold: where they are the same, none is sent, and where some differ those
/// alone.
#[test]
fn stamps_that_both_hold_cost_nothing() {
    let (mut pair, _) = stamped(1_000, 0);
    pair.connect();
    pair.run(usize::MAX);
    let same = spent(&pair);
    assert!(same <= 2_048, "{same} bytes to learn that nothing differs");
    let (mut pair, authors) = stamped(1_000, 40);
    pair.connect();
    pair.run(usize::MAX);
    for side in &pair.sides {
        for (number, author) in authors.iter().enumerate() {
            let held = side.engine.stamps(&author.writer.public()).next();
            let newest = stamp(author, if number < 40 { 1 } else { 2 });
            assert_eq!(held, Some(&newest), "author {number}");
        }
    }
    // Each side sends those that differ, the newer and the older.
    let differ = spent(&pair) - same;
    assert!(differ <= 40 * 2 * 480, "{differ} bytes for 40 stamps");
}

/// Bytes of entries that came to the first side though it held them.
fn again(pair: &Pair) -> usize {
    let (mut held, mut again) = (BTreeSet::new(), 0);
    let frames = pair.said.iter().filter(|said| said.came && asker(said) == Some(0));
    for said in frames {
        let Message::Items { items, .. } = &said.message else { continue };
        for item in items {
            let known = entry(item).is_some_and(|entry| !held.insert(entry.id()));
            again += if known { item.to_bytes().len() } else { 0 };
        }
    }
    again
}

/// Breaks the connection, or kills a side, after so many frames; then it runs to its end.
pub(crate) fn broken(pair: &mut Pair, after: usize, killed: Option<usize>) {
    pair.connect();
    pair.run(after);
    match killed {
        Some(side) => pair.kill(side),
        None => pair.cut(),
    }
    pair.connect();
    pair.run(usize::MAX);
}

/// Whether a side dies, and which, where the connection breaks after so many frames.
pub(crate) fn killed(after: usize) -> Option<usize> {
    [None, Some(0), Some(1)][after % 3]
}

/// Wherever it breaks, and whoever dies, it goes on from there: nothing that was kept comes again.
#[test]
fn a_comparison_that_breaks_at_any_frame_goes_on_from_there() {
    for after in 0..27 {
        let (mut pair, _) = apart(0, 100, 1_500);
        broken(&mut pair, after, killed(after));
        let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
        assert_eq!((held, again(&pair)), ([200, 200], 0), "after {after}");
    }
}

/// The same of a catch-up by cursor, which goes on after the last frame that came.
#[test]
fn a_catch_up_that_breaks_at_any_frame_goes_on_after_it() {
    for after in 0..21 {
        let (mut pair, mut authors) = apart(0, 100, 10);
        let mut chance = Chance::new(12);
        pair.connect();
        pair.run(usize::MAX);
        pair.cut();
        for author in &mut authors {
            let content = achievement(1_500, chance.bits());
            let entry = author.write(content, &mut chance, NOW);
            keep(&mut pair.sides[1].shelf, &entry);
        }
        pair.kill(1);
        pair.said.clear();
        broken(&mut pair, after, killed(after));
        let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
        assert_eq!((held, again(&pair)), ([300, 300], 0), "after {after}");
        let surveys = pair.said.iter().filter(|said| match said.message {
            Message::Survey { .. } => asker(said) == Some(0),
            _ => false,
        });
        assert_eq!(surveys.count(), 0, "after {after}: all by cursor");
    }
}

#[test]
fn symbols_of_no_set_are_blamed_and_nothing_is_asked_of_them() {
    let noise = |count: u32| -> Vec<Symbol> {
        let bytes = (0..count).map(|number| *sha256(&[&number.to_be_bytes()]).as_bytes());
        bytes.map(|bytes| Symbol::from_bytes(*bytes.first_chunk().unwrap())).collect()
    };
    let frame = |frame, items, symbols| Message::Symbols { request: 0, frame, items, symbols };
    // As many as two sets of this size need, and more.
    let mut bench = Bench::new();
    assert_eq!(blame(&bench.frame(&frame(0, 20, noise(200)))), None);
    assert_eq!(blame(&bench.frame(&frame(1, 20, noise(200)))), Some(Fault::Unsound));
    let effects = bench.frame(&Message::Done { request: 0, frames: 2, position: Some(1) });
    assert!(crate::pace::sent(&effects).is_empty(), "{effects:?}");
    // A set larger than a node may hold, no symbols at all, an answer that has none.
    for (items, symbols) in [(200_001, noise(1)), (20, Vec::new())] {
        let mut bench = Bench::new();
        assert_eq!(blame(&bench.frame(&frame(0, items, symbols))), Some(Fault::Unsound));
    }
    let mut bench = Bench::new();
    let done = Message::Done { request: 0, frames: 0, position: Some(1) };
    assert_eq!(blame(&bench.frame(&done)), Some(Fault::Unsound));
    // Symbols that answer nothing.
    let stray = Message::Symbols { request: 9, frame: 0, items: 0, symbols: noise(1) };
    assert_eq!(blame(&bench.frame(&stray)), Some(Fault::Unasked { request: 9 }));
}
