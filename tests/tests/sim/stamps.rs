//! Stamps reach everybody, name what is missing, and two heads of one size are told all round.

use bot_protocol::feed::{Ask, Decision, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::limits::STAMP_BURST;
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::world::{World, community};

/// A community that knows an author from outside.
struct Stage {
    world: World,
    author: Author,
}

fn stamp(author: &Author, now: Timestamp) -> HeadStamp {
    let mut log = KeyLog::new(author.did());
    for event in author.keys() {
        log.insert(event).unwrap();
    }
    let due = now.saturating_add(24 * 60 * 60 * 1000);
    HeadStamp::sign(&author.feed, &log, (now, due), &author.writer).unwrap()
}

impl Stage {
    fn new(seed: u64, count: usize) -> Self {
        let mut world = World::new(seed, count);
        world.run(2_000);
        let author = Author::new(&mut world.chance);
        let mut stage = Self { world, author };
        for event in stage.author.keys() {
            for node in 0..count {
                stage.tell(node, Lane::Urgent, &Item::Key(event.clone()));
            }
        }
        stage
    }

    fn tell(&mut self, node: usize, lane: Lane, item: &Item) {
        let topic = Topic { community: community(), lane };
        self.world.inject(node, &topic, message(item));
    }

    fn write(&mut self, author: &mut Author, name: &str) -> Statement {
        let now = self.world.time();
        author.write(profile(name), &mut self.world.chance, now)
    }
}

#[test]
fn a_stamp_reaches_everybody_and_survives_a_restart() {
    for seed in 0..10 {
        let mut stage = Stage::new(seed, 4);
        let mut author = stage.author.clone();
        let entry = stage.write(&mut author, "one");
        let stamp = stamp(&author, stage.world.time());
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        stage.tell(0, Lane::Urgent, &Item::Stamp(stamp.clone()));
        stage.world.settle();
        stage.world.must_agree();
        stage.world.must_survive_restart();
        for node in 0..4 {
            let held = stage.world.engine(node).stamps(&author.writer.public()).next();
            assert_eq!(held, Some(&stamp), "seed {seed}: node {node}");
        }
    }
}

/// A node that lacks the entry that a stamp names knows that it does, and fetches it from whoever
/// has it.
#[test]
fn a_stamp_ahead_of_what_is_held_is_a_gap_that_is_fetched() {
    for seed in 0..10 {
        let mut stage = Stage::new(seed, 3);
        let mut author = stage.author.clone();
        let writer = author.writer.public();
        let entry = stage.write(&mut author, "one");
        let stamp = stamp(&author, stage.world.time());
        for node in 0..3 {
            stage.tell(node, Lane::Urgent, &Item::Stamp(stamp.clone()));
        }
        stage.world.run(1_000);
        let state = stage.world.engine(0).state(&writer).unwrap();
        assert_eq!((state.size, state.seen), (0, 1), "seed {seed}");
        stage.tell(2, Lane::Feed, &Item::Entry(entry));
        stage.world.settle();
        for node in 0..3 {
            assert_eq!(stage.world.engine(node).state(&writer).unwrap().size, 1, "seed {seed}");
        }
    }
}

#[test]
fn two_heads_of_one_size_are_one_proof_everywhere() {
    for seed in 0..20 {
        let mut stage = Stage::new(seed, 4);
        let mut one = stage.author.clone();
        let mut other = one.clone();
        let (yes, _no) = (stage.write(&mut one, "yes"), stage.write(&mut other, "no"));
        let now = stage.world.time();
        stage.tell(0, Lane::Feed, &Item::Entry(yes));
        stage.tell(0, Lane::Urgent, &Item::Stamp(stamp(&one, now)));
        stage.world.run(3_000);
        // Of the other story only the stamp is ever shown, to somebody else.
        stage.tell(3, Lane::Urgent, &Item::Stamp(stamp(&other, now)));
        stage.world.settle();
        let writer = one.writer.public();
        let first = stage.world.engine(0).heads(&writer).cloned();
        assert_eq!(first.as_ref().map(|proof| proof.size()), Some(1), "seed {seed}");
        for node in 0..4 {
            let heads = stage.world.engine(node).heads(&writer);
            assert_eq!(heads, first.as_ref(), "seed {seed}: node {node}");
        }
    }
}

/// A stamp of an older head contradicts what is stored: found by looking it up.
#[test]
fn a_stamp_of_another_past_is_found_out() {
    for seed in 0..10 {
        let mut stage = Stage::new(seed, 3);
        let mut one = stage.author.clone();
        let mut other = one.clone();
        let entries = [stage.write(&mut one, "yes"), stage.write(&mut one, "more")];
        stage.write(&mut other, "no");
        for entry in entries {
            stage.tell(0, Lane::Feed, &Item::Entry(entry));
        }
        stage.world.settle();
        let late = stamp(&other, stage.world.time());
        stage.tell(1, Lane::Urgent, &Item::Stamp(late));
        stage.world.settle();
        for node in 0..3 {
            let heads = stage.world.engine(node).heads(&one.writer.public());
            assert_eq!(heads.map(|proof| proof.size()), Some(1), "seed {seed}: node {node}");
        }
    }
}

/// How many changes each node stored since it held `before`.
fn stored(stage: &Stage, before: &[u64]) -> Vec<u64> {
    let now = stage.world.nodes.iter().map(|node| node.shelf.position);
    now.zip(before).map(|(now, before)| now - before).collect()
}

/// A writer that stamps one head again and again is kept and passed on once; a day later it is news.
#[test]
fn one_head_stamped_again_and_again_is_told_once() {
    for seed in 0..5 {
        let mut stage = Stage::new(seed, 4);
        let mut author = stage.author.clone();
        let writer = author.writer.public();
        let entry = stage.write(&mut author, "one");
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        let first = stamp(&author, stage.world.time());
        stage.tell(0, Lane::Urgent, &Item::Stamp(first.clone()));
        stage.world.run(5_000);
        let before: Vec<u64> = stage.world.nodes.iter().map(|node| node.shelf.position).collect();
        for _ in 0..200 {
            let again = stamp(&author, stage.world.time());
            stage.tell(0, Lane::Urgent, &Item::Stamp(again));
            stage.world.run(500);
        }
        // A catch-up that ends meanwhile stores how far it came.
        let changes = stored(&stage, &before);
        assert!(changes.iter().all(|count| *count <= 8), "seed {seed}: stored {changes:?}");
        for node in 0..4 {
            let held = stage.world.engine(node).stamps(&writer).next();
            assert_eq!(held, Some(&first), "seed {seed}: node {node}");
        }
        stage.world.run(24 * 60 * 60 * 1000);
        let daily = stamp(&author, stage.world.time());
        stage.tell(0, Lane::Urgent, &Item::Stamp(daily.clone()));
        stage.world.settle();
        for node in 0..4 {
            let held = stage.world.engine(node).stamps(&writer).next();
            assert_eq!(held, Some(&daily), "seed {seed}: node {node}");
        }
    }
}

/// Heads that nobody has cost their writer nothing: so many are taken and no more, and that two of
/// them contradict each other is found out all the same.
#[test]
fn a_flood_of_heads_without_entries_is_bounded() {
    for seed in 0..5 {
        let mut stage = Stage::new(seed, 4);
        let mut one = stage.author.clone();
        let before: Vec<u64> = stage.world.nodes.iter().map(|node| node.shelf.position).collect();
        let mut last = None;
        for number in 0..300 {
            stage.write(&mut one, &format!("one {number}"));
            let made = stamp(&one, stage.world.time());
            stage.tell(0, Lane::Urgent, &Item::Stamp(made.clone()));
            stage.world.run(10);
            last = Some(made);
        }
        // Some of a minute's two may have been given meanwhile.
        let most = STAMP_BURST + 1;
        let taken = stored(&stage, &before);
        assert!(taken.iter().all(|count| *count <= most), "seed {seed}: stored {taken:?}");
        let writer = one.writer.public();
        assert!(stage.world.engine(0).heads(&writer).is_none(), "seed {seed}");
        let held = stage.world.engine(0).stamps(&writer).next().unwrap().size();
        assert!(held < last.unwrap().size(), "seed {seed}: none was left out");
        // A stamp of another story is compared also where it is not kept.
        let mut other = stage.author.clone();
        (0..held).for_each(|number| drop(stage.write(&mut other, &format!("else {number}"))));
        let lie = stamp(&other, stage.world.time());
        stage.tell(0, Lane::Urgent, &Item::Stamp(lie));
        stage.world.settle();
        for node in 0..4 {
            let heads = stage.world.engine(node).heads(&writer);
            assert_eq!(heads.map(|proof| proof.size()), Some(held), "seed {seed}: node {node}");
        }
    }
}

/// Stamps behind which an entry stands are all taken, however many there are.
#[test]
fn a_stamp_with_each_entry_is_no_flood() {
    let mut stage = Stage::new(1, 3);
    let mut author = stage.author.clone();
    let writer = author.writer.public();
    for number in 0..100 {
        let entry = stage.write(&mut author, &format!("number {number}"));
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        let made = stamp(&author, stage.world.time());
        stage.tell(0, Lane::Urgent, &Item::Stamp(made.clone()));
        assert_eq!(stage.world.engine(0).stamps(&writer).next(), Some(&made), "entry {number}");
        stage.world.run(10);
    }
}

/// Of four witnesses one lies by a year, ahead or behind, and one is away while the next head is signed: what
/// dates the feed stays what honest ones signed, on every node.
#[test]
fn a_witness_that_lies_by_a_year_drives_out_no_signature() {
    const DAY: u64 = 24 * 3_600_000;
    const YEAR: u64 = 365 * DAY;
    for (seed, lie) in [(0, 0), (1, 2 * YEAR), (2, 2 * YEAR)] {
        let mut stage = Stage::new(seed, 3);
        let mut author = stage.author.clone();
        let witnesses: Vec<SecretKey> =
            (0..4).map(|_| SecretKey::from_seed(&stage.world.chance.bytes())).collect();
        let named = Witnesses::usual(witnesses.iter().map(SecretKey::public)).unwrap();
        let named = KeyEvent::witnesses(named, Timestamp::from_millis(1), &author.identity);
        for node in 0..3 {
            stage.tell(node, Lane::Urgent, &Item::Key(named.clone()));
        }
        let mut log = KeyLog::new(author.did());
        for event in author.keys().into_iter().chain([named]) {
            log.insert(event).unwrap();
        }
        let mut signed = |stage: &mut Stage, by: &[usize]| {
            let entry = stage.write(&mut author, "news");
            let now = stage.world.time();
            let due = now.saturating_add(DAY);
            let bare = HeadStamp::sign(&author.feed, &log, (now, due), &author.writer).unwrap();
            let ask = Ask { stamp: bare.clone(), proof: Vec::new() };
            let stamp = by.iter().fold(bare, |stamp, witness| {
                // The last one's clock is off by a year.
                let clock = match (*witness == 3, lie) {
                    (true, 0) => Timestamp::from_millis(now.millis() - YEAR),
                    (true, _) => now.saturating_add(YEAR),
                    (false, _) => now,
                };
                let own = Own::default();
                match Seen::decide(None, &ask, &own, clock, &witnesses[*witness]) {
                    Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
                    // One whose clock is behind signs nothing of the future.
                    _ => stamp,
                }
            });
            stage.tell(0, Lane::Feed, &Item::Entry(entry));
            stage.tell(0, Lane::Urgent, &Item::Stamp(stamp));
            stage.world.settle();
        };
        signed(&mut stage, &[0, 1, 2]);
        signed(&mut stage, &[0, 1, 3]);
        stage.world.must_agree();
        let writer = stage.author.writer.public();
        let honest: Vec<PublicKey> = witnesses[..3].iter().map(SecretKey::public).collect();
        for node in 0..3 {
            let mut sizes: Vec<u32> = stage
                .world
                .engine(node)
                .stamps(&writer)
                .filter(|stamp| {
                    let by = |key: &PublicKey| {
                        stamp.cosigs().iter().any(|cosig| cosig.witness() == *key)
                    };
                    honest.iter().all(by)
                })
                .map(HeadStamp::size)
                .collect();
            sizes.sort_unstable();
            assert_eq!(sizes, [1], "seed {seed}: node {node} lost what three signed");
        }
    }
}
