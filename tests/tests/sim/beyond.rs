//! What takes something back and came before what lies between it and what is held: whoever knows of it
//! tells others, who may have no other way to hear of it.

use std::collections::BTreeMap;

use bot_protocol::feed::KeyEvent;
use bot_protocol::gossip::{Change, Event, Item, Lane, Message, MessageId, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::limits::{AHEAD_OF_STRANGERS_MAX, KEY_EVENTS_MAX, SYNC_EVERY_MILLIS};
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement, message, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::{World, community};

use crate::bench::{Bench, NOW, entry};
use crate::cursor::a_minute_passes;
use crate::pair::{Pair, Side};

fn urgent() -> Topic {
    Topic { community: community(), lane: Lane::Urgent }
}

fn revoke() -> Content {
    Content::Revoke(Revoke { list: 1, indexes: vec![7], reason: None, of: None })
}

/// A line of three of whom each holds an entry of the first, which then says two more that nobody hears,
/// the second of them a revocation.
fn unheard(seed: u64) -> (World, PublicKey, Statement) {
    let mut world = World::line(seed, 3);
    world.run(2_000);
    world.say_this(0, profile("somebody"));
    world.settle_without_mending();
    world.sever(|node| node == 0);
    world.run(2_000);
    world.say_this(0, profile("between"));
    world.say_this(0, revoke());
    let writer = world.nodes[0].author.writer.public();
    let said = world.nodes[0].shelf.entries[&(writer, 2)].statement.clone();
    (world, writer, said)
}

fn ahead(world: &World, node: usize) -> Vec<u32> {
    world.nodes[node].shelf.ahead.keys().map(|(_, seq)| *seq).collect()
}

/// By comparing where the two meet anew, and by cursor where gossip was lost between them.
#[test]
fn what_is_known_beyond_a_gap_is_told_to_who_does_not() {
    for (seed, apart) in (0..6).flat_map(|seed| [(seed, true), (seed, false)]) {
        let (mut world, writer, said) = unheard(seed);
        if apart {
            world.cut(1, 2);
            world.run(2_000);
        }
        world.weather.loss = 1_000_000;
        world.inject(1, &urgent(), message(&Item::Entry(said.clone())));
        world.run(1_000);
        assert_eq!(ahead(&world, 1), [2], "seed {seed}");
        assert!(!apart || ahead(&world, 2).is_empty(), "seed {seed}");
        world.mend_one(1, 2);
        world.run(3 * SYNC_EVERY_MILLIS);
        let told = format!("seed {seed}, apart {apart}");
        assert_eq!(ahead(&world, 2), [2], "{told}");
        assert_eq!(world.nodes[2].shelf.ahead[&(writer, 2)].1, said, "{told}: with its body");
        let states = [1, 2].map(|node| world.engine(node).state(&writer).unwrap());
        assert_eq!(states[0], states[1], "{told}");
        assert_eq!((states[1].size, states[1].seen), (1, 3), "{told}");
        // It was taken for good: the cursor went past it.
        let here = world.nodes[1].shelf.ahead[&(writer, 2)].0;
        let read = world.nodes[2].shelf.cursor(&world.peer(1)).unwrap();
        assert!(read >= here, "{told}: read to {read}, it lies at {here}");
        // Once all is there nothing of it is left.
        world.settle();
        world.must_agree();
        assert_eq!((ahead(&world, 1), ahead(&world, 2)), (vec![], vec![]), "{told}");
        assert!(world.nodes.iter().all(|node| node.shelf.short.is_empty()), "{told}");
    }
}

/// Whoever brings the header alone of what is held whole takes nothing away.
#[test]
fn a_header_alone_drives_out_no_body() {
    let (mut world, writer, said) = unheard(2);
    let between = world.nodes[0].shelf.entries[&(writer, 1)].statement.clone();
    let feed = Topic { community: community(), lane: Lane::Feed };
    world.inject(1, &urgent(), message(&Item::Entry(said.clone())));
    world.inject(1, &feed, message(&Item::Entry(between)));
    world.crash(2);
    world.inject(1, &urgent(), message(&Item::Entry(said.without_body())));
    let held = |world: &World| world.nodes[1].shelf.size(&writer);
    assert_eq!((held(&world), ahead(&world, 1)), (3, vec![2]));
    assert_eq!(world.nodes[1].shelf.ahead[&(writer, 2)].1, said, "it has its body");
    world.inject(1, &urgent(), message(&Item::Entry(said.clone())));
    world.settle();
    assert_eq!(ahead(&world, 1), [] as [u32; 0]);
    assert_eq!(world.nodes[1].shelf.entries[&(writer, 2)].statement, said);
    world.must_agree();
}

#[test]
fn who_withholds_it_tells_nobody() {
    let (mut world, writer, said) = unheard(1);
    world.nodes[1].withhold = Some((writer, 2));
    world.weather.loss = 1_000_000;
    world.inject(1, &urgent(), message(&Item::Entry(said)));
    world.run(3 * SYNC_EVERY_MILLIS);
    assert_eq!((ahead(&world, 1), ahead(&world, 2)), (vec![2], vec![]));
}

/// The disk of an author is put back to before what somebody heard beyond a gap.
#[test]
fn an_author_who_was_put_back_hears_of_what_it_said() {
    for (seed, heard) in (0..4).flat_map(|seed| [(seed, true), (seed, false)]) {
        let (mut world, writer, said) = unheard(seed);
        if heard {
            world.inject(1, &urgent(), message(&Item::Entry(said)));
        }
        world.run(1_000);
        let mut disk = world.nodes[0].shelf.clone();
        disk.entries.retain(|(of, seq), _| *of != writer || *seq == 0);
        world.crash(0);
        world.nodes[0].shelf = disk;
        world.settle();
        let elsewhere = world.engine(0).is_elsewhere(&writer);
        assert_eq!(elsewhere, heard, "seed {seed}");
        assert_eq!(world.engine(0).state(&writer).unwrap().size, 1, "seed {seed}");
    }
}

/// Whoever asks for the newest entry it holds of its own feed is told of what is known above.
#[test]
fn with_the_head_that_is_asked_for_comes_what_lies_beyond() {
    let mut bench = Bench::new();
    let first = bench.write("somebody");
    bench.heard(Lane::Feed, entry(&first));
    let writer = bench.author.writer.public();
    let range = bot_protocol::gossip::Range {
        writer,
        from: 0,
        to: 1,
        part: bot_protocol::gossip::Part::Header,
    };
    let served = |bench: &mut Bench, request| {
        let effects = bench.frame(&Message::Want { request, range });
        let plan = effects.into_iter().find_map(|effect| match effect {
            bot_protocol::gossip::Effect::Serve { plan, .. } => Some(plan),
            _ => None,
        });
        bench.shelf.serve(request, &plan.expect("it is served"), None).len()
    };
    let before = served(&mut bench, 1);
    let mut author = bench.author.clone();
    author.write(profile("between"), &mut bench.chance, NOW);
    let after = author.write(revoke(), &mut bench.chance, NOW);
    bench.heard(Lane::Urgent, entry(&after));
    let effects = bench.frame(&Message::Want { request: 2, range });
    let first = effects.iter().find_map(|effect| match effect {
        bot_protocol::gossip::Effect::Serve {
            plan: bot_protocol::gossip::Plan::Lacking { first, .. },
            ..
        } => Some(first.clone()),
        _ => None,
    });
    assert_eq!(first, Some(vec![bot_protocol::gossip::First::Ahead(writer)]));
    assert_eq!(before, 2, "the header and the end");
}

/// An entry that its author dated before the one it follows comes next by its number, so what is held is
/// not all.
#[test]
fn an_entry_whose_clock_goes_backwards_is_a_gap_that_is_told() {
    let earlier = Timestamp::from_millis(NOW.millis() - 1);
    for (content, kept) in [(profile("next"), vec![]), (revoke(), vec![1_u32])] {
        let mut bench = Bench::new();
        let first = bench.write("somebody");
        bench.heard(Lane::Feed, entry(&first));
        let (author, writer) = (bench.author.clone(), bench.author.writer.public());
        let mut head = author.feed.head();
        head.last_ts = Timestamp::from_millis(0);
        let ret = bot_protocol::statement::Retention::Permanent;
        let lane = if kept.is_empty() { Lane::Feed } else { Lane::Urgent };
        let draft = bot_protocol::statement::Draft { content, salt: [9; 16], ret };
        let back = draft.sign(&author.did(), &head, earlier, &author.writer).unwrap();
        bench.heard(lane, entry(&back));
        let state = bench.engine.state(&writer).unwrap();
        assert_eq!((state.size, state.seen), (1, 2));
        let ahead: Vec<u32> = bench.shelf.ahead.keys().map(|(_, seq)| *seq).collect();
        assert_eq!(ahead, kept);
        // One that is dated as it must be leaves no gap.
        let mut other = Bench::new();
        for words in ["somebody", "next"] {
            let said = other.write(words);
            other.heard(Lane::Feed, entry(&said));
        }
        let state = other.engine.state(&writer).unwrap();
        assert_eq!((state.size, state.seen), (2, 2));
    }
}

/// Strangers who came first leave places to who comes later: whoever has the most gives up the last.
#[test]
fn no_stranger_keeps_others_from_being_heard_beyond_a_gap() {
    let mut bench = Bench::new();
    let known = std::collections::BTreeSet::from([bench.author.did()]);
    bench.tell(Event::Scope(bot_protocol::gossip::Scope {
        known,
        ..bot_protocol::gossip::Scope::default()
    }));
    let mut chance = Chance::new(5);
    let beyond = |bench: &mut Bench, author: &mut Author, count: usize, chance: &mut Chance| {
        author.write(profile("between"), chance, NOW);
        for _ in 0..count {
            let said = author.write(revoke(), chance, NOW);
            bench.now = bench.now.saturating_add(50);
            bench.heard(Lane::Urgent, entry(&said));
        }
    };
    let mut known = bench.author.clone();
    beyond(&mut bench, &mut known, 16, &mut chance);
    let mut tell = |bench: &mut Bench, count: usize| {
        let mut author = Author::new(&mut chance);
        for event in author.keys() {
            bench.now = bench.now.saturating_add(50);
            bench.heard(Lane::Urgent, message(&Item::Key(event)));
        }
        beyond(bench, &mut author, count, &mut chance);
        author.writer.public()
    };
    let many: Vec<PublicKey> =
        (0..AHEAD_OF_STRANGERS_MAX / 16).map(|_| tell(&mut bench, 16)).collect();
    // Those in scope take none of the places of strangers.
    assert_eq!(bench.shelf.ahead.len(), AHEAD_OF_STRANGERS_MAX + 16);
    let late = tell(&mut bench, 2);
    let mut held: BTreeMap<PublicKey, usize> = BTreeMap::new();
    bench.shelf.ahead.keys().for_each(|(writer, _)| *held.entry(*writer).or_default() += 1);
    assert_eq!(bench.shelf.ahead.len(), AHEAD_OF_STRANGERS_MAX + 16, "no more are kept");
    assert_eq!(held[&late], 2);
    assert_eq!(many.iter().filter(|writer| held[*writer] == 15).count(), 2);
    assert_eq!(held[&bench.author.writer.public()], 16);
}

/// One side of a network has a key log that is full, with what names a writer; the other the same log, as
/// full with something else.
fn halves(full: bool) -> (Pair, PublicKey) {
    let mut chance = Chance::new(31);
    let mut author = Author::new(&mut chance);
    let named = author.keys();
    let more = if full { KEY_EVENTS_MAX } else { 3 };
    let others: Vec<KeyEvent> = (0..more)
        .map(|number| {
            let mut seed = [3; 32];
            seed[..8].copy_from_slice(&(number as u64).to_be_bytes());
            let key = SecretKey::from_seed(&seed);
            KeyEvent::writer(&key, Timestamp::from_millis(1), &author.identity).unwrap()
        })
        .collect();
    let entries: Vec<Statement> =
        (0..4).map(|id| author.write(achievement(900, id), &mut chance, NOW)).collect();
    let keys = |some: &[KeyEvent]| -> Vec<Change> {
        some.iter().map(|event| Change::Item(Item::Key(event.clone()))).collect()
    };
    let mut shelves = [Shelf::new([1; 16]), Shelf::new([2; 16])];
    shelves[0].commit(&keys(&others));
    shelves[1].commit(&keys(&named));
    shelves[1].commit(&keys(&others[..others.len() - 2]));
    let entries: Vec<Change> =
        entries.into_iter().map(|said| Change::Item(Item::Entry(said))).collect();
    shelves[1].commit(&entries);
    let [one, other] =
        shelves.map(|shelf| Side::new(shelf, bot_protocol::gossip::EngineState::default()));
    (Pair::new(one, other), author.writer.public())
}

#[test]
fn a_full_key_log_makes_no_catch_up_go_on_for_ever() {
    let (mut pair, writer) = halves(true);
    pair.connect();
    pair.run(usize::MAX);
    a_minute_passes(&mut pair);
    a_minute_passes(&mut pair);
    let asks = |pair: &Pair| {
        let by = pair.said.iter().filter(|said| said.side == 0);
        by.map(|said| std::mem::discriminant(&said.message)).collect::<Vec<_>>()
    };
    let sent = |pair: &Pair| -> usize {
        let by = pair.said.iter().filter(|said| said.side == 1);
        by.map(|said| said.bytes).sum()
    };
    // It was asked about once; from now on it is asked by cursor, and nothing of it comes.
    a_minute_passes(&mut pair);
    assert!(
        pair.said.iter().all(|said| !matches!(said.message, Message::Survey { .. })),
        "{:?}",
        asks(&pair)
    );
    assert!(sent(&pair) < 200, "{} bytes", sent(&pair));
    assert_eq!(pair.sides[0].shelf.size(&writer), 0);
    // What is said by the writer after that is not fetched in vain either.
    let topic = Topic { community: community(), lane: Lane::Feed };
    let said = pair.sides[1].shelf.entries[&(writer, 0)].statement.clone();
    let bytes = message(&Item::Entry(said));
    let id = MessageId::of(&topic.to_string(), &bytes);
    let peer = pair.peer(1);
    pair.said.clear();
    pair.tell(0, 0, Event::Heard { peer, topic, id, bytes });
    assert!(pair.said.is_empty(), "{:?}", asks(&pair));
}

#[test]
fn a_key_log_with_room_names_the_writer_and_its_feed_comes() {
    let (mut pair, writer) = halves(false);
    pair.connect();
    pair.run(usize::MAX);
    a_minute_passes(&mut pair);
    assert_eq!(pair.sides[0].shelf.size(&writer), 4);
}
