//! What its author withdraws is gone from every honest node within two rounds of catch-up.

use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::{Engine, Item, Lane};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::Erase;
use bot_protocol::statement::{Content, Draft, Kind, Retention, Statement};
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::world::{Weather, World, community};

use crate::bench::{Bench, NOW};

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

/// Hears a message that nobody is blamed for.
fn hear(bench: &mut Bench, item: &Item) {
    let lane = match item {
        Item::Entry(entry) if !entry.kind().takes_back() => Lane::Feed,
        _ => Lane::Urgent,
    };
    let (_, blamed) = bench.heard(lane, message(item));
    assert_eq!(blamed, None, "{item:?}");
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

/// A log of three entries that is given up, the log that comes after, and what erases of the first.
struct Lost {
    entries: [Item; 3],
    log: PublicKey,
    close: Item,
    heir: Author,
    named: Item,
    erase: Item,
}

impl Lost {
    fn new() -> Self {
        let mut author = Bench::new().author;
        let entries = ["a", "b", "c"].map(|words| write(&mut author, profile(words)));
        let log = author.writer.public();
        let (mut heir, named) = again(&author);
        let erase = write(&mut heir, of_log(log, vec![1]));
        let close = Item::Key(KeyEvent::close(log, 3, NOW, &author.identity));
        Self { entries, log, close, heir, named, erase }
    }

    /// Which bodies are held, and that of the others it is known that they stay away.
    fn held(&self, bench: &Bench, log: &PublicKey, count: u32) -> Vec<bool> {
        let body = |seq| {
            let held = &bench.shelf.entries[&(*log, seq)];
            assert_ne!(held.statement.body().is_some(), held.away, "entry {seq}");
            held.statement.body().is_some()
        };
        (0..count).map(body).collect()
    }
}

fn of_log(log: PublicKey, seqs: Vec<u32>) -> Content {
    Content::Erase(Erase::of_log(log, seqs))
}

/// What a lost key wrote goes by the key that came after, in whatever order the entries, the erasure and the
/// close arrive; what a stranger erases stays.
#[test]
fn what_a_lost_key_wrote_goes_by_the_key_that_came_after() {
    let lost = Lost::new();
    let [one, two, three] = &lost.entries;
    let (close, erase) = (&lost.close, &lost.erase);
    for order in [
        [one, two, three, close, erase],
        [one, two, three, erase, close],
        [erase, close, one, two, three],
        [close, erase, one, two, three],
        [one, erase, two, close, three],
        [erase, one, close, two, three],
    ] {
        let mut bench = Bench::new();
        let mut stranger = Author::new(&mut bench.chance);
        stranger.keys().into_iter().for_each(|key| hear(&mut bench, &Item::Key(key)));
        hear(&mut bench, &lost.named);
        let strange = write(&mut stranger, of_log(lost.log, vec![0, 2]));
        hear(&mut bench, &strange);
        order.into_iter().for_each(|item| hear(&mut bench, item));
        assert_eq!(lost.held(&bench, &lost.log, 3), [true, false, true]);
        assert_eq!(bench.engine.state(&lost.log).unwrap().missing, [0; 0]);
    }
}

/// The header of what was erased comes without its body, before and after a restart: nobody is asked for it.
#[test]
fn nobody_is_asked_for_what_another_log_erased() {
    let lost = Lost::new();
    let mut bench = Bench::new();
    for item in [&lost.named, &lost.erase, &lost.close, &lost.entries[0]] {
        hear(&mut bench, item);
    }
    let mut state = bench.shelf.state();
    state.communities = vec![community()];
    bench.engine = Engine::open(state);
    let Item::Entry(two) = &lost.entries[1] else { panic!("an entry") };
    hear(&mut bench, &Item::Entry(two.without_body()));
    assert_eq!(bench.engine.state(&lost.log).unwrap().missing, [0; 0]);
    assert_eq!(lost.held(&bench, &lost.log, 2), [true, false]);
}

/// A key that its owner gave up erases nothing of the other logs, nor does any key of one that goes on.
#[test]
fn a_key_that_was_given_up_reaches_into_no_other_log() {
    for close_first in [false, true] {
        let lost = Lost::new();
        let mut bench = Bench::new();
        let mut thief = bench.author.clone();
        let entries: Vec<Item> =
            ["a", "b", "c"].map(|words| write(&mut thief, profile(words))).into();
        let theirs = write(&mut thief, of_log(lost.heir.writer.public(), vec![0, 1, 2]));
        let mut heir = Author { feed: Feed::new(lost.heir.writer.public()), ..lost.heir.clone() };
        let own = write(&mut heir, profile("d"));
        hear(&mut bench, &lost.named);
        entries.iter().for_each(|item| hear(&mut bench, item));
        let rest = if close_first { [&lost.close, &theirs] } else { [&theirs, &lost.close] };
        rest.into_iter().for_each(|item| hear(&mut bench, item));
        hear(&mut bench, &own);
        // Even where that log is closed later.
        let identity = &lost.heir.identity;
        let closed = KeyEvent::close(heir.writer.public(), 9, NOW, identity);
        hear(&mut bench, &Item::Key(closed));
        let more = write(&mut heir, profile("e"));
        hear(&mut bench, &more);
        assert_eq!(lost.held(&bench, &heir.writer.public(), 2), [true, true]);
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
    let content = Content::Erase(Erase::of_log(log, vec![0]));
    let draft = Draft { content, salt: [3; 16], ret: Retention::Permanent };
    assert!(draft.sign(&author.did(), &author.feed.head(), NOW, &author.writer).is_err());
    let held: &Statement = &bench.shelf.entries[&(log, 0)].statement;
    assert!(held.body().is_some());
}
