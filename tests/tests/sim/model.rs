//! Three nodes, one writer of two stories of at most four entries, two partitions, four witnesses that
//! do what witnesses do: whatever it says to whom, and whenever they are cut off, the nodes end with one
//! truth about it, and nothing is taken back that a quorum saw.
//!
//! Engines, witnesses and verdicts are the real ones. What must hold is computed beside them from what
//! was told alone.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{
    Ask, Claim, Decision, Feed, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses,
    consistency_proof,
};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Question, Reader, judge};
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::world::{World, community};
use bot_tests::issued;
use proptest::prelude::*;

/// Entries of each story.
const ENTRIES: usize = 4;
const NODES: usize = 3;

/// One step: of which story, to which node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The next entry of a story, with those before it, is told to a node.
    Append { story: usize, node: usize },
    /// A stamp of what was written of a story so far is told to a node, when these witnesses were
    /// asked to sign it: a bit for each.
    Stamp { story: usize, node: usize, asked: u8 },
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
        4 => (place(), 0..16_u8)
            .prop_map(|((story, node), asked)| Step::Stamp { story, node, asked }),
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
    /// The witnesses, and what each remembers.
    witnesses: Vec<(SecretKey, Option<Seen>)>,
    /// The heads that a quorum signed.
    witnessed: BTreeSet<(u32, Hash)>,
    /// Which witness signed which head.
    signed: BTreeSet<(usize, (u32, Hash))>,
    /// When the author began.
    began: Timestamp,
}

/// How many of the four witnesses are a quorum.
const QUORUM: usize = 3;

impl Model {
    fn new(seed: u64, shared: usize) -> Self {
        let mut world = World::full(seed, NODES);
        world.run(2_000);
        let first = Author::new(&mut world.chance);
        let now = world.time();
        let mut stories = [first.clone(), first];
        let mut entries = [Vec::new(), Vec::new()];
        for number in 0..ENTRIES {
            // Every second entry takes something back.
            let mut write = |author: &mut Author, name: String| {
                let (indexes, reason) = (vec![u32::try_from(number).unwrap()], Some(name.clone()));
                let content = match number % 2 {
                    0 => profile(&name),
                    _ => Content::Revoke(Revoke { list: 1, indexes, reason, of: None }),
                };
                author.write(content, &mut world.chance, now)
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
        let keys = (0..4).map(|number| SecretKey::from_seed(&[200 + number; 32]));
        let witnesses: Vec<(SecretKey, Option<Seen>)> = keys.map(|key| (key, None)).collect();
        let named = Witnesses::usual(witnesses.iter().map(|(key, _)| key.public())).unwrap();
        let named = KeyEvent::witnesses(named, now, &stories[0].identity);
        let witnessed = BTreeSet::new();
        let mut model = Self {
            world,
            stories,
            entries,
            written,
            shared,
            closes,
            stamped,
            witnesses,
            witnessed,
            signed: BTreeSet::new(),
            began: now,
        };
        for event in model.stories[0].keys().into_iter().chain([named]) {
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
                    self.tell(node, lane(&entry), &Item::Entry(entry));
                }
            }
            Step::Stamp { story, node, asked } => self.stamp(story, node, asked),
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

    fn stamp(&mut self, story: usize, node: usize, asked: u8) {
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
        let stamp = self.witnessed(stamp, story, (node, asked));
        if stamp.cosigs().len() >= QUORUM {
            self.witnessed.insert((stamp.size(), stamp.root()));
        }
        self.tell(node, Lane::Urgent, &Item::Stamp(stamp));
    }

    /// The stamp with the signatures of those who were asked and give one; who sees two heads tells
    /// the node of it.
    fn witnessed(
        &mut self,
        mut stamp: HeadStamp,
        story: usize,
        (node, asked): (usize, u8),
    ) -> HeadStamp {
        let now = self.world.time();
        let written = &self.entries[story][..self.written[story]];
        let ids: Vec<Hash> = written.iter().map(Statement::id).collect();
        let mut proofs = Vec::new();
        for (number, (key, seen)) in self.witnesses.iter_mut().enumerate() {
            if asked & (1 << number) == 0 {
                continue;
            }
            let held = self.world.nodes[number % NODES].shelf.size(&stamp.writer());
            let signed = seen.as_ref().map_or(0, |seen| seen.stamp().size());
            let proof = consistency_proof(&ids, held.max(signed)).unwrap_or_default();
            let ask = Ask { stamp: stamp.bare(), proof };
            // A witness lives at a node: what that holds and was told is its own copy.
            let own = own_copy(&self.world, number % NODES, &ask, seen.as_ref());
            let before = Seen::recall(seen.clone(), &own.stamps, &key.public());
            match Seen::decide(before.as_ref(), &ask, &own, now, key) {
                Decision::Cosign { keep, cosig } => {
                    self.signed.insert((number, (stamp.size(), stamp.root())));
                    stamp = stamp.with(cosig).unwrap();
                    *seen = Some(keep);
                }
                Decision::Conflict(proof) => proofs.push(proof),
                Decision::Refuse(_) => {}
            }
        }
        for proof in proofs {
            self.tell(node, Lane::Urgent, &Item::Heads(proof));
        }
        stamp
    }

    /// What a verdict at a node rests on.
    fn evidence(&self, node: usize) -> Evidence {
        let shelf = &self.world.nodes[node].shelf;
        let (state, mut evidence) = (shelf.state(), Evidence::new());
        shelf.key_events().for_each(|event| evidence.hear_key(event.clone()));
        let entries = shelf.entries.values().map(|held| held.statement.clone());
        entries.for_each(|entry| evidence.hear_entry(entry));
        state.forks.into_iter().for_each(|proof| evidence.hear_fork(proof));
        let aside = shelf.aside.values().flat_map(|held| held.values());
        aside.for_each(|(_, entry)| evidence.hear_entry(entry.clone()));
        state.stamps.into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
        state.heads.into_iter().for_each(|proof| evidence.hear_heads(proof));
        evidence
    }

    /// What somebody at a node is told of the status of a badge that the writer's identity issued.
    fn status(&self, node: usize) -> Answer {
        let badge = issued::badge(&self.stories[0].identity, self.began);
        let asked = Asked::at(self.world.time());
        judge(&badge, &self.evidence(node), &asked, &Reader::core()).answer(Question::Status)
    }

    /// Of what a node holds everything counts that a quorum saw, whatever the writer signed besides;
    /// and whoever knows of two stories says so.
    fn check_verdicts(&self) {
        let (writer, did) = (self.writer(), self.stories[0].did());
        let close = self.world.engine(0).key_log(&did).and_then(|log| log.closed_at(&writer));
        for node in 0..NODES {
            let evidence = self.evidence(node);
            let counted: BTreeSet<u32> = evidence.statements_of(&did).map(Statement::seq).collect();
            let mut feed = Feed::new(writer);
            let (mut saw, mut heads) = (0, BTreeSet::from([(0, feed.root())]));
            let size = self.world.nodes[node].shelf.size(&writer);
            for seq in 0..size {
                let held = &self.world.nodes[node].shelf.entries[&(writer, seq)].statement;
                feed.replay(held).unwrap();
                heads.insert((feed.size(), feed.root()));
                if self.witnessed.contains(&(feed.size(), feed.root())) {
                    saw = feed.size();
                }
            }
            if self.world.engine(node).fork(&writer).is_none() {
                // What is kept above a close may continue what is held.
                let aside = self.world.nodes[node].shelf.aside.get(&writer).into_iter().flatten();
                let mut aside: Vec<&Statement> = aside.map(|(_, (_, entry))| entry).collect();
                aside.sort_by_key(|entry| entry.seq());
                for entry in aside {
                    if feed.replay(entry).is_ok() {
                        heads.insert((feed.size(), feed.root()));
                    }
                }
            }
            // Whoever dates what is valid signed a head of what is held, if only its beginning.
            let by: BTreeSet<usize> = self
                .signed
                .iter()
                .filter(|(_, head)| heads.contains(head))
                .map(|(by, _)| *by)
                .collect();
            let valid = self.status(node) == Answer::Yes;
            assert!(!valid || by.len() >= QUORUM, "node {node}: valid, dated by {by:?}");
            let saw = saw.min(close.unwrap_or(u32::MAX));
            assert!(
                (0..saw).all(|seq| counted.contains(&seq)),
                "node {node}: {counted:?} of {saw}"
            );
            let engine = self.world.engine(node);
            let known = engine.fork(&writer).is_some() || engine.heads(&writer).is_some();
            let sound = self.closes.is_empty() && known;
            assert!(!sound || evidence.disputed(&did).is_some(), "node {node} is silent");
            assert!(known || evidence.disputed(&did).is_none(), "node {node} accuses for nothing");
        }
        // A quorum saw one story: whatever the writer does, two of three are one witness.
        let sizes: BTreeSet<u32> = self.witnessed.iter().map(|(size, _)| *size).collect();
        assert_eq!(sizes.len(), self.witnessed.len(), "a quorum for each of two stories");
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
                    .for_each(|node| self.tell(node, lane(&entry), &Item::Entry(entry.clone())));
            }
        }
        self.world.settle();
        let fork = self.world.engine(0).fork(&writer).map(|fork| fork.seq()).unwrap();
        for (before, after) in before.into_iter().zip(sizes(self)) {
            assert!(after <= before.max(fork), "grew from {before} to {after} above {fork}");
        }
    }
}

/// What the node of a witness holds of the log that it is asked about.
fn own_copy(world: &World, node: usize, ask: &Ask, seen: Option<&Seen>) -> Own {
    let (writer, shelf) = (ask.stamp.writer(), &world.nodes[node].shelf);
    let mut feed = Feed::new(writer);
    let held = shelf.entries.range((writer, 0)..=(writer, u32::MAX));
    held.for_each(|(_, held)| feed.replay(&held.statement).unwrap());
    let claim =
        |size: u32| shelf.entries.get(&(writer, size)).map(|next| Claim::before(&next.statement));
    let engine = world.engine(node);
    Own {
        tree: feed.accumulator().clone(),
        head: claim(ask.stamp.size()),
        signed: seen.and_then(|seen| claim(seen.stamp().size())),
        stamps: engine.stamps(&writer).cloned().collect(),
        forked: engine.fork(&writer).is_some() || engine.heads(&writer).is_some(),
        ..Own::default()
    }
}

/// Where an entry is published.
fn lane(entry: &Statement) -> Lane {
    if entry.kind().takes_back() { Lane::Urgent } else { Lane::Feed }
}

/// Valid needs a date that a quorum vouches for: two of four are none, and whoever tells two stories has
/// none either.
#[test]
fn nothing_is_valid_but_by_a_date_that_a_quorum_vouches_for() {
    let told = |asked: u8, two: bool| {
        let mut model = Model::new(5, 2);
        for _ in 0..3 {
            model.take(Step::Append { story: 0, node: 0 });
        }
        model.take(Step::Wait);
        model.take(Step::Stamp { story: 0, node: 1, asked });
        if two {
            (0..3).for_each(|_| model.take(Step::Append { story: 1, node: 2 }));
        }
        model.check();
        model.check_verdicts();
        (0..NODES).map(|node| model.status(node) == Answer::Yes).collect::<Vec<_>>()
    };
    assert_eq!(told(0b0111, false), [true; NODES]);
    assert_eq!(told(0b0011, false), [false; NODES]);
    assert_eq!(told(0, false), [false; NODES]);
    assert_eq!(told(0b0111, true), [false; NODES]);
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
        model.check_verdicts();
        model.check_frozen();
    }
}
