//! What its author withdraws is gone from every honest node within two rounds of catch-up.

use std::collections::VecDeque;

use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::{Effect, Event, Item, Lane, MessageId, Topic};
use bot_protocol::identity::SecretKey;
use bot_protocol::statement::kinds::Erase;
use bot_protocol::statement::{Content, Draft, Kind, Retention, Statement};
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::world::{Weather, World, community};

use crate::bench::{Bench, NOW, blame};

const SEEDED: &str = "Seeded-Body-5507";

/// Nodes whose store still has the seeded bytes anywhere.
fn holders(world: &World) -> usize {
    let has = |bytes: Vec<u8>| bytes.windows(SEEDED.len()).any(|it| it == SEEDED.as_bytes());
    let holds = |node: &&bot_tests::harness::world::Node| {
        node.shelf.entries.values().any(|held| has(held.statement.to_bytes()))
    };
    world.nodes.iter().filter(holds).count()
}

/// Says the seeded text until it is an entry that may be erased; its number.
fn said(world: &mut World) -> u32 {
    loop {
        world.say_this(0, profile(SEEDED));
        world.run(2_000);
        let writer = world.nodes[0].author.writer.public();
        let seq = world.nodes[0].shelf.size(&writer) - 1;
        let held = &world.nodes[0].shelf.entries[&(writer, seq)];
        if held.statement.header().ret == Retention::Erasable {
            return seq;
        }
        assert_eq!(held.statement.kind(), Kind::Profile);
    }
}

fn swept(seed: u64, nodes: usize) {
    let mut world = World::new(seed, nodes);
    world.run(5_000);
    let seq = said(&mut world);
    world.run(150_000);
    let permanent = u32::from(seq > 0);
    assert_eq!(holders(&world), nodes, "seed {seed}: all held it before");
    world.weather = Weather { loss: 200_000, twice: 50_000, crash: 0 };
    world.say_this(0, Content::Erase(Erase::own((0..=seq).collect())));
    // Two rounds, a minute each, while a fifth of all gossip is lost.
    world.run(120_000);
    let writer = world.nodes[0].author.writer.public();
    for (at, node) in world.nodes.iter().enumerate() {
        let held = &node.shelf.entries[&(writer, seq)];
        assert!(held.away && held.statement.body().is_none(), "seed {seed}: node {at} keeps it");
    }
    if permanent == 0 {
        assert_eq!(holders(&world), 0, "seed {seed}");
    }
    world.settle();
    world.must_agree();
    let size = seq + 2;
    let whole = world.nodes.iter().filter(|node| node.shelf.size(&writer) == size).count();
    assert_eq!(whole, nodes, "seed {seed}: every header stays");
}

#[test]
fn fifty_nodes_drop_what_was_withdrawn() {
    swept(1, 50);
}

#[test]
fn a_node_that_comes_late_never_gets_it() {
    for seed in 0..4 {
        let mut world = World::full(seed, 4);
        world.run(5_000);
        world.sever(|node| node == 3);
        world.run(2_000);
        let seq = said(&mut world);
        world.say_this(0, Content::Erase(Erase::own(vec![seq])));
        world.run(120_000);
        world.settle();
        let writer = world.nodes[0].author.writer.public();
        let held = &world.nodes[3].shelf.entries[&(writer, seq)];
        assert!(held.away && held.statement.body().is_none(), "seed {seed}");
    }
}

/// Hears a message and answers what the engine looks up, as a driver does.
fn hear(bench: &mut Bench, item: &Item) {
    let lane = match item {
        Item::Entry(entry) if !entry.kind().takes_back() => Lane::Feed,
        _ => Lane::Urgent,
    };
    let (bytes, topic) = (message(item), Topic { community: community(), lane });
    let id = MessageId::of(&topic.to_string(), &bytes);
    let heard = Event::Heard { peer: bench.peer, topic, id, bytes };
    let mut events = VecDeque::from([heard]);
    while let Some(event) = events.pop_front() {
        let effects = bench.tell(event);
        assert_eq!(blame(&effects), None, "{item:?}");
        for effect in effects {
            if let Effect::Erasures { log, by } = effect {
                events.push_back(bench.shelf.erasures(log, &by));
            }
        }
    }
}

/// Signs the next statement of a log, erasable unless it takes something back.
fn write(author: &mut Author, content: Content) -> Item {
    let takes_back = content.kind().takes_back();
    let ret = if takes_back { Retention::Permanent } else { Retention::Erasable };
    let draft = Draft { content, salt: [3; 16], ret };
    let said = draft.sign(&author.did(), &author.feed.head(), NOW, &author.writer).unwrap();
    author.feed.append(&said, NOW).unwrap();
    Item::Entry(said)
}

/// The same identity with another writer, as after a restore.
fn again(author: &Author) -> (Author, Item) {
    let writer = SecretKey::from_seed(&[77; 32]);
    let named = KeyEvent::writer(&writer, NOW, &author.identity).unwrap();
    let identity = SecretKey::from_seed(&author.identity.seed());
    let feed = Feed::new(writer.public());
    (Author { identity, writer, feed }, Item::Key(named))
}

/// Whose key is lost still erases what stands in its log, in whatever order the two logs arrive; nobody
/// else does.
#[test]
fn what_a_lost_key_wrote_goes_by_the_key_that_came_after() {
    let kept = |entries: [&Item; 3], order: [usize; 6], erase: &Item, named: &Item| {
        let mut bench = Bench::new();
        // The key event comes first, as it does on the wire.
        let mut stranger = Author::new(&mut bench.chance);
        stranger.keys().into_iter().for_each(|key| hear(&mut bench, &Item::Key(key)));
        hear(&mut bench, named);
        let log = bench.author.writer.public();
        let of = Content::Erase(Erase { log: Some(log), seqs: vec![0, 2] });
        let strange = write(&mut stranger, of);
        for at in order {
            match at {
                3 => hear(&mut bench, erase),
                4 => hear(&mut bench, &strange),
                5 => hear(&mut bench, named),
                at => hear(&mut bench, entries[at]),
            }
        }
        let body = |seq| {
            let held = &bench.shelf.entries[&(log, seq)];
            (held.statement.body().is_some(), held.away)
        };
        [0, 1, 2].map(body)
    };
    let mut author = Bench::new().author;
    let [one, two, three] = ["a", "b", "c"].map(|words| write(&mut author, profile(words)));
    let (mut heir, named) = again(&author);
    let log = Some(author.writer.public());
    let erase = write(&mut heir, Content::Erase(Erase { log, seqs: vec![1] }));
    for order in [[0, 1, 2, 3, 4, 5], [3, 0, 1, 2, 4, 5], [0, 3, 1, 4, 2, 5], [4, 0, 1, 5, 3, 2]] {
        let found = kept([&one, &two, &three], order, &erase, &named);
        assert_eq!(found, [(true, false), (false, true), (true, false)], "{order:?}");
    }
}

/// An erasure that names its own log as another one's is no erasure.
#[test]
fn its_own_log_is_not_another() {
    let mut bench = Bench::new();
    let mut author = bench.author.clone();
    let entry = write(&mut author, profile("a"));
    hear(&mut bench, &entry);
    let log = author.writer.public();
    let content = Content::Erase(Erase { log: Some(log), seqs: vec![0] });
    let draft = Draft { content, salt: [3; 16], ret: Retention::Permanent };
    assert!(draft.sign(&author.did(), &author.feed.head(), NOW, &author.writer).is_err());
    let held: &Statement = &bench.shelf.entries[&(log, 0)].statement;
    assert!(held.body().is_some());
}
