//! Three nodes, one writer of two stories of at most four entries, two partitions: whatever it says
//! to whom, and whenever they are cut off, the nodes end with one truth about it.
//!
//! The engines are the real ones. What must hold is computed beside them from what was told alone.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, HeadStamp, KeyEvent, KeyLog};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Statement;
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::world::{World, community};
use proptest::prelude::*;

/// Entries of each story.
const ENTRIES: usize = 4;
const NODES: usize = 3;

/// One step: of which story, to which node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The next entry of a story, with those before it, is told to a node.
    Append { story: usize, node: usize },
    /// A stamp of what was written of a story so far is told to a node.
    Stamp { story: usize, node: usize },
    /// The owner closes the writer after so many entries.
    Void { size: u32, node: usize },
    /// The nodes below this one are cut off from the others.
    Part { below: usize },
    /// All are connected again.
    Heal,
    /// Time passes.
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = || (0..2_usize, 0..NODES);
    let step = prop_oneof![
        6 => place().prop_map(|(story, node)| Step::Append { story, node }),
        4 => place().prop_map(|(story, node)| Step::Stamp { story, node }),
        1 => (0..=4_u32, 0..NODES).prop_map(|(size, node)| Step::Void { size, node }),
        2 => (1..NODES).prop_map(|below| Step::Part { below }),
        2 => Just(Step::Heal),
        3 => Just(Step::Wait),
    ];
    proptest::collection::vec(step, 1..14)
}

/// The engines, and what was told.
struct Model {
    world: World,
    stories: [Author; 2],
    entries: [Vec<Statement>; 2],
    written: [usize; 2],
    shared: usize,
    closes: Vec<KeyEvent>,
    /// Heads that stamps told.
    stamped: BTreeSet<(u32, Hash)>,
}

impl Model {
    fn new(seed: u64, shared: usize) -> Self {
        let mut world = World::full(seed, NODES);
        world.run(2_000);
        let first = Author::new(&mut world.chance);
        let now = world.time();
        let mut stories = [first.clone(), first];
        let mut entries = [Vec::new(), Vec::new()];
        for number in 0..ENTRIES {
            let mut write = |author: &mut Author, name: String| {
                author.write(profile(&name), &mut world.chance, now)
            };
            if number < shared {
                let entry = write(&mut stories[0], format!("both {number}"));
                stories[1].feed.append(&entry, now).unwrap();
                entries[0].push(entry.clone());
                entries[1].push(entry);
            } else {
                for story in 0..2 {
                    let entry = write(&mut stories[story], format!("{story} {number}"));
                    entries[story].push(entry);
                }
            }
        }
        let (written, closes, stamped) = ([0, 0], Vec::new(), BTreeSet::new());
        let mut model = Self { world, stories, entries, written, shared, closes, stamped };
        for event in model.stories[0].keys() {
            (0..NODES).for_each(|node| model.tell(node, Lane::Urgent, &Item::Key(event.clone())));
        }
        model
    }

    fn writer(&self) -> PublicKey {
        self.stories[0].writer.public()
    }

    fn tell(&mut self, node: usize, lane: Lane, item: &Item) {
        let topic = Topic { community: community(), lane };
        self.world.inject(node, &topic, message(item));
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Append { story, node } => {
                self.written[story] = ENTRIES.min(self.written[story] + 1);
                let (told, count) = (self.entries[story].clone(), self.written[story]);
                for entry in told.into_iter().take(count) {
                    self.tell(node, Lane::Feed, &Item::Entry(entry));
                }
            }
            Step::Stamp { story, node } => self.stamp(story, node),
            Step::Void { size, node } => {
                let author = &self.stories[0];
                let now = self.world.time();
                let close = KeyEvent::close(self.writer(), size, now, &author.identity);
                self.closes.push(close.clone());
                self.tell(node, Lane::Urgent, &Item::Key(close));
            }
            Step::Part { below } => self.world.sever(|node| node < below),
            Step::Heal => self.world.mend(),
            Step::Wait => self.world.run(2_000),
        }
    }

    fn stamp(&mut self, story: usize, node: usize) {
        let mut feed = Feed::new(self.writer());
        let written = &self.entries[story][..self.written[story]];
        written.iter().for_each(|entry| feed.replay(entry).unwrap());
        let mut log = KeyLog::new(self.stories[0].did());
        for event in self.stories[0].keys() {
            log.insert(event).unwrap();
        }
        let now = self.world.time();
        let times = (now, now.saturating_add(86_400_000));
        let stamp = HeadStamp::sign(&feed, &log, times, &self.stories[0].writer).unwrap();
        self.stamped.insert((stamp.size(), stamp.root()));
        self.tell(node, Lane::Urgent, &Item::Stamp(stamp));
    }

    /// Whether two stamps of the greatest size that was told contradict each other.
    fn stamps_differ(&self) -> bool {
        let greatest = self.stamped.iter().map(|(size, _)| *size).max();
        self.stamped.iter().filter(|(size, _)| Some(*size) == greatest).count() > 1
    }

    /// What must hold when all could talk.
    fn check(&mut self) {
        self.world.settle();
        if self.closes.is_empty() {
            // What lies above a close some hold and others do not; it counts for nobody.
            self.world.must_agree();
        }
        self.world.must_survive_restart();
        let writer = self.writer();
        let told = |node: usize| {
            let engine = self.world.engine(node);
            let sound = engine.state(&writer).map(|state| state.sound);
            (engine.fork(&writer).cloned(), engine.heads(&writer).cloned(), sound)
        };
        let (fork, heads, sound) = told(0);
        for node in 1..NODES {
            assert_eq!(told(node), (fork.clone(), heads.clone(), sound), "node {node}");
        }
        // Nobody is accused who told one story.
        let two = self.written.iter().all(|written| *written > self.shared);
        assert!(two || (fork.is_none() && heads.is_none()), "accused for nothing");
        // A fork is where the stories part, whoever heard what first.
        let shared = u32::try_from(self.shared).unwrap();
        assert!(fork.as_ref().is_none_or(|fork| fork.seq() >= shared));
        assert!(heads.as_ref().is_none_or(|heads| heads.size() > shared));
        // Two stamps that were told to anybody are found out.
        assert!(!self.stamps_differ() || heads.is_some() || fork.is_some(), "nobody noticed");
        // What was closed or forked counts for nobody.
        let close = self.world.engine(0).key_log(&self.stories[0].did());
        let close = close.and_then(|log| log.closed_at(&writer)).unwrap_or(u32::MAX);
        let end = fork.map_or(u32::MAX, |fork| fork.seq()).min(close);
        let state = self.world.engine(0).state(&writer).unwrap();
        assert!(state.sound <= end);
    }

    /// Frozen: whatever is told of it afterwards, nothing from the fork on is taken.
    fn check_frozen(&mut self) {
        let writer = self.writer();
        if self.world.engine(0).fork(&writer).is_none() {
            return;
        }
        let sizes = |model: &Self| {
            (0..NODES).map(|node| model.world.nodes[node].shelf.size(&writer)).collect::<Vec<_>>()
        };
        let before = sizes(self);
        for story in 0..2 {
            for entry in self.entries[story].clone() {
                (0..NODES)
                    .for_each(|node| self.tell(node, Lane::Feed, &Item::Entry(entry.clone())));
            }
        }
        self.world.settle();
        let fork = self.world.engine(0).fork(&writer).map(|fork| fork.seq()).unwrap();
        for (before, after) in before.into_iter().zip(sizes(self)) {
            assert!(after <= before.max(fork), "grew from {before} to {after} above {fork}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn two_stories_end_in_one_truth(
        seed in 0_u64..1_000,
        shared in 0..ENTRIES,
        steps in steps(),
    ) {
        let mut model = Model::new(seed, shared);
        steps.iter().for_each(|step| model.take(*step));
        model.check();
        model.check_frozen();
    }
}
