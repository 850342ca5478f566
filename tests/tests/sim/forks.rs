//! A writer that tells two stories is found out, and everybody keeps the same proof of it.

use bot_protocol::canon::hash::Hash;
use bot_protocol::gossip::{Item, Lane, Notice, Topic};
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::{World, community};

/// Lets a stranger tell `common` statements to both sides and then others to each.
struct Liar {
    world: World,
    author: Author,
}

impl Liar {
    fn new(seed: u64, count: usize) -> Self {
        let mut world = World::new(seed, count);
        world.run(2_000);
        let author = Author::new(&mut world.chance);
        let mut liar = Self { world, author };
        for event in liar.author.keys() {
            for node in 0..count {
                liar.publish(node, Lane::Urgent, &Item::Key(event.clone()));
            }
        }
        liar
    }

    fn publish(&mut self, node: usize, lane: Lane, item: &Item) {
        let topic = Topic { community: community(), lane };
        self.world.inject(node, &topic, message(item));
    }

    fn write(&mut self, author: &mut Author, words: &str, count: usize) -> Vec<Statement> {
        let now = self.world.time();
        let write =
            |at| author.write(profile(&format!("{words} {at}")), &mut self.world.chance, now);
        (0..count).map(write).collect()
    }

    fn tell(&mut self, node: usize, statements: &[Statement]) {
        for statement in statements {
            self.publish(node, Lane::Feed, &Item::Entry(statement.clone()));
        }
    }
}

/// Runs one story: how long the common part and each branch are.
fn check(seed: u64) {
    let count = 3 + usize::try_from(seed % 4).unwrap();
    let mut liar = Liar::new(seed, count);
    let mut first = liar.author.clone();
    let shared = usize::try_from(seed % 7).unwrap();
    let common = liar.write(&mut first, "common", shared);
    let mut second = first.clone();
    let lengths = [1 + liar.world.below(9), 1 + liar.world.below(9)];
    let one = liar.write(&mut first, "yes", lengths[0]);
    let other = liar.write(&mut second, "no", lengths[1]);
    let cut = 1 + liar.world.below(count - 1);
    liar.world.sever(|node| node < cut);
    liar.world.run(3_000);
    liar.tell(0, &common);
    liar.tell(0, &one);
    liar.tell(count - 1, &common);
    liar.tell(count - 1, &other);
    liar.world.run(3_000);
    liar.world.settle();

    let mut world = liar.world;
    world.must_agree();
    world.must_survive_restart();
    let writer = first.writer.public();
    for node in 0..count {
        let fork = world.engine(node).fork(&writer);
        let fork = fork.unwrap_or_else(|| panic!("seed {seed}: node {node} does not see the fork"));
        let seq = u32::try_from(shared).unwrap();
        assert_eq!(fork.seq(), seq, "seed {seed}: node {node} keeps a proof of a later entry");
        let told = |notice: &Notice| matches!(notice, Notice::Forked { .. });
        assert!(world.nodes[node].notices.iter().any(told), "seed {seed}: nobody was told");
    }

    // Frozen: what either branch adds is taken by nobody.
    let now = world.time();
    let before: Vec<u32> = (0..count).map(|node| world.nodes[node].shelf.size(&writer)).collect();
    let more = first.write(profile("more"), &mut world.chance, now);
    let topic = Topic { community: community(), lane: Lane::Feed };
    for node in 0..count {
        world.inject(node, &topic, message(&Item::Entry(more.clone())));
    }
    world.run(120_000);
    let after: Vec<u32> = (0..count).map(|node| world.nodes[node].shelf.size(&writer)).collect();
    assert_eq!(before, after, "seed {seed}: a frozen feed grew");
}

#[test]
fn both_branches_end_in_one_proof_everywhere() {
    (0..60).for_each(check);
}

/// What either branch takes back reaches all, those who come later too, and nothing else of a branch
/// that they do not hold.
#[test]
fn what_either_branch_takes_back_reaches_everybody() {
    for seed in 0..24 {
        let mut liar = Liar::new(seed, 4);
        let mut first = liar.author.clone();
        let shared = usize::try_from(seed % 3).unwrap();
        let common = liar.write(&mut first, "common", shared);
        let mut second = first.clone();
        let now = liar.world.time();
        let mut branch = |author: &mut Author, number: u32, words: &str| {
            let chance = &mut liar.world.chance;
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            let plain = author.write(profile(words), chance, now);
            [plain, author.write(Content::Revoke(revoke), chance, now)]
        };
        let (one, other) = (branch(&mut first, 1, "yes"), branch(&mut second, 2, "no"));
        liar.world.sever(|node| node < 2);
        liar.world.run(3_000);
        // Whoever begins later hears of the fork first.
        liar.world.crash(3);
        liar.world.nodes[3].shelf = Shelf::new(liar.world.chance.bytes());
        for (node, told) in [(0, &one), (2, &other)] {
            liar.tell(node, &common);
            for statement in told {
                let lane = if statement.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
                liar.publish(node, lane, &Item::Entry(statement.clone()));
            }
        }
        liar.world.settle();
        liar.world.must_agree();
        liar.world.must_survive_restart();
        let writer = first.writer.public();
        let mut back: Vec<Hash> = [&one[1], &other[1]].map(Statement::id).to_vec();
        back.sort_unstable();
        for node in 0..4 {
            let held = &liar.world.nodes[node].shelf.aside[&writer];
            let held: Vec<Hash> = held.keys().copied().collect();
            assert_eq!(held, back, "seed {seed}: node {node}");
        }
        // Nothing is served twice where both hold the same.
        liar.world.run(120_000);
        liar.world.must_agree();
    }
}

#[test]
fn an_honest_feed_told_twice_is_no_fork() {
    for seed in 0..10 {
        let mut liar = Liar::new(seed, 3);
        let mut author = liar.author.clone();
        let all = liar.write(&mut author, "common", 5);
        liar.tell(0, &all);
        liar.world.run(1_000);
        liar.tell(2, &all);
        liar.world.settle();
        liar.world.must_agree();
        for node in 0..3 {
            let state = liar.world.engine(node).state(&author.writer.public()).unwrap();
            assert_eq!((state.fork, state.sound), (None, 5), "seed {seed}: node {node}");
        }
    }
}

#[test]
fn an_installation_put_back_to_an_older_disk_stops_signing() {
    for seed in 0..10 {
        let mut world = World::new(seed, 3);
        world.run(2_000);
        let old = world.nodes[0].shelf.clone();
        for _ in 0..4 {
            world.say_this(0, profile("somebody"));
            world.run(500);
        }
        world.settle();
        world.crash(0);
        world.nodes[0].shelf = old;
        world.settle();
        let told = |notice: &Notice| matches!(notice, Notice::WriterUsedElsewhere { .. });
        assert!(world.nodes[0].notices.iter().any(told), "seed {seed}: the owner was not told");
        let before = world.nodes[0].acknowledged.len();
        world.say_this(0, profile("again"));
        assert_eq!(world.nodes[0].acknowledged.len(), before, "seed {seed}: it signed again");
        world.settle();
        let writer = world.nodes[0].author.writer.public();
        for node in 0..3 {
            let fork = world.engine(node).fork(&writer);
            assert!(fork.is_none(), "seed {seed}: a restored disk forked its feed");
        }
    }
}

/// Whichever of all its past disks comes back, one that has neighbours learns first that it is old:
/// it signs nothing, and its feed stays one story.
#[test]
fn no_past_disk_forks_its_feed() {
    const SAID: usize = 12;
    for back in 1..=SAID {
        let seed = u64::try_from(back).unwrap();
        let mut world = World::new(seed, 3);
        world.run(2_000);
        let mut past = Vec::new();
        for _ in 0..SAID {
            past.push(world.nodes[0].shelf.clone());
            world.say_this(0, profile("somebody"));
            world.run(500);
        }
        world.settle();
        let writer = world.nodes[0].author.writer.public();
        let size = world.engine(1).state(&writer).unwrap().size;
        world.crash(0);
        world.nodes[0].shelf = past.swap_remove(SAID - back);
        world.settle();
        let before = world.nodes[0].acknowledged.len();
        world.say_this(0, profile("again"));
        assert_eq!(world.nodes[0].acknowledged.len(), before, "{back} back: it signed again");
        world.settle();
        for node in 1..3 {
            let state = world.engine(node).state(&writer).unwrap();
            assert_eq!((state.fork, state.size), (None, size), "{back} back, at node {node}");
        }
    }
}
