//! Stamps reach everybody, name what is missing, and two heads of one size are told all round.

use bot_protocol::feed::{Ask, Decision, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::SecretKey;
use bot_protocol::limits::{SETTLES_MILLIS, STAMP_BURST};
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
    stamp_due(author, now, now.saturating_add(24 * 60 * 60 * 1000))
}

fn stamp_due(author: &Author, now: Timestamp, due: Timestamp) -> HeadStamp {
    let mut log = KeyLog::new(author.did());
    for event in author.keys() {
        log.insert(event).unwrap();
    }
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
        // Cursors are stored too: those of the first catch-ups are, before the flood.
        stage.world.run(2 * SETTLES_MILLIS);
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

const DAY: u64 = 24 * 60 * 60 * 1000;

fn witness(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// The act by which the author names these four.
fn naming(author: &Author, witnesses: [u8; 4], ts: u64) -> KeyEvent {
    let keys = witnesses.map(|number| witness(number).public());
    KeyEvent::witnesses(
        Witnesses::usual(keys).unwrap(),
        Timestamp::from_millis(ts),
        &author.identity,
    )
}

/// The stamp with the cosignatures of these, each at its moment.
fn signed(stamp: &HeadStamp, by: &[(u8, Timestamp)]) -> HeadStamp {
    by.iter().fold(stamp.clone(), |signed, (number, at)| {
        let ask = Ask { stamp: stamp.clone(), proof: Vec::new() };
        match Seen::decide(None, &ask, &Own::default(), *at, &witness(*number)) {
            Decision::Cosign { cosig, .. } => signed.with(cosig).unwrap(),
            other => panic!("witness {number}: {other:?}"),
        }
    })
}

/// Who signed each stamp that a node holds, the newest stamp first.
fn who(stage: &Stage, node: usize, author: &Author) -> Vec<Vec<u8>> {
    let number = |key| (1..=9).find(|number| witness(*number).public() == key).unwrap();
    let writer = author.writer.public();
    let stamps = stage.world.engine(node).stamps(&writer);
    let signers = stamps.map(|stamp| {
        let mut signers: Vec<u8> = stamp.cosigs().iter().map(|it| number(it.witness())).collect();
        signers.sort_unstable();
        signers
    });
    signers.collect()
}

/// A witness whose clock is ahead dates nothing; so it must not stand in for one that did, or a log that
/// three had signed yesterday would be dated by two.
#[test]
fn a_cosignature_of_the_future_drives_out_no_stamp() {
    for (ahead, expected) in [(20 * DAY, vec![vec![1, 2], vec![1, 2, 3]]), (0, vec![vec![1, 2, 4]])]
    {
        let mut stage = Stage::new(3, 3);
        let mut author = stage.author.clone();
        let named = naming(&author, [1, 2, 3, 4], 2);
        stage.tell(0, Lane::Urgent, &Item::Key(named));
        for (name, last) in [("one", None), ("two", Some(4))] {
            let entry = stage.write(&mut author, name);
            let now = stage.world.time();
            let others = last.map_or((3, now), |liar| (liar, now.saturating_add(ahead)));
            let made = stamp_due(&author, now, now.saturating_add(30 * DAY));
            let made = signed(&made, &[(1, now), (2, now), others]);
            stage.tell(0, Lane::Feed, &Item::Entry(entry));
            stage.tell(0, Lane::Urgent, &Item::Stamp(made));
            stage.world.settle();
        }
        for node in 0..3 {
            assert_eq!(who(&stage, node, &author), expected, "node {node}, {ahead} ms ahead");
        }
    }
}

/// What the witnesses of its time signed stays with a stamp, in whatever order others are named, so that a
/// log that closed under them is dated for newcomers; what strangers and those named later signed does not.
#[test]
fn what_former_witnesses_signed_stays_and_what_strangers_signed_does_not() {
    for newest_first in [false, true] {
        let mut stage = Stage::new(4, 2);
        let mut author = stage.author.clone();
        let entry = stage.write(&mut author, "one");
        let now = stage.world.time();
        let by = [1, 2, 3, 5, 9].map(|number| (number, now));
        let made = signed(&stamp(&author, now), &by);
        stage.world.run(DAY / 4);
        let later = stage.world.time().millis();
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        let mut told = [
            Item::Key(naming(&author, [1, 2, 3, 4], 2)),
            Item::Stamp(made),
            Item::Key(naming(&author, [5, 6, 7, 8], later)),
        ];
        if newest_first {
            told.rotate_right(1);
        }
        for item in &told {
            stage.tell(0, Lane::Urgent, item);
        }
        stage.world.settle();
        stage.world.must_agree();
        for node in 0..2 {
            assert_eq!(who(&stage, node, &author), [[1, 2, 3]], "node {node}, {newest_first}");
        }
    }
}

/// Others may be named minutes after a stamp: it is of those who were named when it was made.
#[test]
fn who_is_named_minutes_later_stands_under_no_stamp_of_before() {
    for newest_first in [false, true] {
        let mut stage = Stage::new(4, 1);
        let mut author = stage.author.clone();
        let entry = stage.write(&mut author, "one");
        let now = stage.world.time();
        let made = signed(&stamp(&author, now), &[1, 2, 3, 5].map(|number| (number, now)));
        let later = now.millis() + 5 * 60 * 1000;
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        let mut told = [
            Item::Key(naming(&author, [1, 2, 3, 4], 2)),
            Item::Key(naming(&author, [5, 6, 7, 8], later)),
        ];
        if newest_first {
            told.reverse();
        }
        for item in told.iter().chain([&Item::Stamp(made)]) {
            stage.tell(0, Lane::Urgent, item);
        }
        assert_eq!(who(&stage, 0, &author), [[1, 2, 3]], "{newest_first}");
    }
}

/// Former witnesses who go on signing keep no stamp of those who came after them away.
#[test]
fn former_witnesses_stand_in_the_place_of_nobody() {
    let mut stage = Stage::new(5, 3);
    let mut author = stage.author.clone();
    stage.tell(0, Lane::Urgent, &Item::Key(naming(&author, [1, 2, 3, 4], 2)));
    stage.tell(0, Lane::Urgent, &Item::Key(naming(&author, [5, 6, 7, 8], 3)));
    for (name, by) in [("one", &[5, 6, 7][..]), ("two", &[5, 6, 1, 2, 3])] {
        let entry = stage.write(&mut author, name);
        let now = stage.world.time();
        let by: Vec<(u8, Timestamp)> = by.iter().map(|number| (*number, now)).collect();
        stage.tell(0, Lane::Feed, &Item::Entry(entry));
        stage.tell(0, Lane::Urgent, &Item::Stamp(signed(&stamp(&author, now), &by)));
        stage.world.settle();
    }
    for node in 0..3 {
        assert_eq!(who(&stage, node, &author), [vec![5, 6], vec![5, 6, 7]], "node {node}");
    }
}
