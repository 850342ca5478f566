//! A fork takes back nothing that a quorum of witnesses saw: who comes later fetches it too.

use bot_protocol::canon::hash::sha256;
use bot_protocol::feed::{
    Ask, Decision, ForkProof, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses,
};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, forge, message, profile};
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::{World, community};

/// An author with four witnesses, of whom three are a quorum, and three nodes: the first two know it,
/// the last comes later.
struct Stage {
    world: World,
    author: Author,
    witnesses: Vec<SecretKey>,
}

/// What a neighbour of the newcomer was told.
struct Story {
    /// Before the branches part.
    common: usize,
    /// Of the branch that the witnesses saw, up to their head and after it.
    seen: usize,
    after: usize,
}

impl Stage {
    fn new(seed: u64) -> Self {
        let mut world = World::full(seed, 3);
        world.run(2_000);
        world.sever(|node| node == 2);
        let author = Author::new(&mut world.chance);
        let seeds: Vec<[u8; 32]> = (0..4).map(|_| world.chance.bytes()).collect();
        let witnesses = seeds.iter().map(SecretKey::from_seed).collect();
        let mut stage = Self { world, author, witnesses };
        for event in stage.keys() {
            stage.tell(0, Lane::Urgent, &Item::Key(event));
        }
        stage.world.run(3_000);
        stage
    }

    fn keys(&self) -> Vec<KeyEvent> {
        let named = Witnesses::usual(self.witnesses.iter().map(SecretKey::public)).unwrap();
        let named = KeyEvent::witnesses(named, Timestamp::from_millis(1), &self.author.identity);
        self.author.keys().into_iter().chain([named]).collect()
    }

    /// The head of a branch with the signatures of so many witnesses.
    fn stamp(&self, branch: &Author, count: usize) -> HeadStamp {
        let mut log = KeyLog::new(branch.did());
        for event in self.keys() {
            log.insert(event).unwrap();
        }
        let now = self.world.time();
        let due = now.saturating_add(24 * 60 * 60 * 1000);
        let bare = HeadStamp::sign(&branch.feed, &log, (now, due), &branch.writer).unwrap();
        let ask = Ask { stamp: bare.clone(), proof: Vec::new() };
        self.witnesses.iter().take(count).fold(bare, |stamp, witness| {
            match Seen::decide(None, &ask, &Own::default(), now, witness) {
                Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
                other => panic!("{other:?}"),
            }
        })
    }

    fn tell(&mut self, node: usize, lane: Lane, item: &Item) {
        let topic = Topic { community: community(), lane };
        self.world.inject(node, &topic, message(item));
    }

    /// Writes so many entries and tells them to a node.
    fn write(&mut self, branch: &mut Author, node: usize, count: usize) -> Vec<Statement> {
        let mut written = Vec::new();
        for at in 0..count {
            let content = profile(&format!("at {at} by {node}"));
            let now = self.world.time();
            let statement = branch.write(content, &mut self.world.chance, now);
            self.tell(node, Lane::Feed, &Item::Entry(statement.clone()));
            written.push(statement);
        }
        written
    }

    /// The first node and the second hold the witnessed branch, and know of the fork.
    fn play(&mut self, story: &Story, signed: usize) -> (PublicKey, Vec<Statement>) {
        let mut first = self.author.clone();
        let mut told = self.write(&mut first, 0, story.common);
        let mut second = first.clone();
        told.extend(self.write(&mut first, 0, story.seen));
        let stamp = self.stamp(&first, signed);
        told.extend(self.write(&mut first, 0, story.after));
        self.tell(0, Lane::Urgent, &Item::Stamp(stamp));
        self.world.settle_without_mending();
        self.write(&mut second, 0, 1);
        self.world.settle_without_mending();
        (first.writer.public(), told)
    }

    /// The last node begins with an empty disk: it asks for everything, and hears of forks first.
    fn begins(&mut self) {
        self.world.crash(2);
        self.world.nodes[2].shelf = Shelf::new(self.world.chance.bytes());
    }

    /// How much the last node holds of it, all of it as it was told.
    fn must_hold(&self, writer: &PublicKey, told: &[Statement], size: usize) {
        let seed = self.world.seed;
        let state = self.world.engine(2).state(writer).unwrap();
        assert_eq!(state.size as usize, size, "seed {seed}: {state:?}");
        assert!(state.missing.is_empty(), "seed {seed}: {state:?} lacks bodies");
        for statement in &told[..size] {
            let held = &self.world.nodes[2].shelf.entries[&(*writer, statement.seq())];
            assert_eq!(held.statement, *statement, "seed {seed}");
        }
    }
}

fn stories(mut check: impl FnMut(u64, Story)) {
    for seed in 0..24 {
        let part = |by: u64, most: u64| usize::try_from(seed / by % most).unwrap();
        check(seed, Story { common: part(1, 4), seen: 1 + part(2, 8), after: part(3, 3) });
    }
}

#[test]
fn who_comes_later_holds_what_a_quorum_saw() {
    stories(|seed, story| {
        let mut stage = Stage::new(seed);
        let (writer, told) = stage.play(&story, 3);
        stage.begins();
        let all = u32::try_from(told.len()).unwrap();
        assert_eq!(stage.world.engine(0).state(&writer).unwrap().size, all);
        stage.world.settle();
        let fork = stage.world.engine(2).fork(&writer).map(|fork| fork.seq() as usize);
        assert_eq!(fork, Some(story.common), "seed {seed}");
        stage.must_hold(&writer, &told, story.common + story.seen);
        stage.world.must_survive_restart();
        stage.world.settle();
        stage.must_hold(&writer, &told, story.common + story.seen);
    });
}

/// Whoever has the writer key proves a fork at any number, with a past that never was.
#[test]
fn a_forged_past_keeps_nobody_from_it() {
    stories(|seed, story| {
        let mut stage = Stage::new(seed);
        let (writer, told) = stage.play(&story, 3);
        let real = &told[story.common / 2];
        let mut header = real.header().clone();
        header.root = sha256(&[b"a past that never was"]);
        let forged = forge(&header, real.body().unwrap(), &stage.author.writer);
        stage.tell(0, Lane::Feed, &Item::Entry(forged));
        stage.world.settle_without_mending();
        let fork = stage.world.engine(0).fork(&writer).map(ForkProof::seq);
        assert_eq!(fork, Some(header.seq), "seed {seed}: the lower proof is kept");
        stage.begins();
        stage.world.settle();
        stage.must_hold(&writer, &told, story.common + story.seen);
    });
}

#[test]
fn two_of_four_witnesses_are_no_quorum() {
    stories(|seed, story| {
        let mut stage = Stage::new(seed);
        let (writer, told) = stage.play(&story, 2);
        stage.begins();
        stage.world.settle();
        stage.must_hold(&writer, &told, story.common);
    });
}

/// Whoever holds the other branch shows it as well as anybody, and it leads nowhere.
#[test]
fn the_other_branch_is_not_taken_for_it() {
    stories(|seed, story| {
        let mut stage = Stage::new(seed);
        let mut first = stage.author.clone();
        let mut told = stage.write(&mut first, 0, story.common);
        stage.world.settle_without_mending();
        let mut second = first.clone();
        stage.world.cut(0, 1);
        stage.world.run(3_000);
        told.extend(stage.write(&mut first, 0, story.seen));
        let stamp = stage.stamp(&first, 3);
        stage.write(&mut second, 1, story.seen + 2);
        stage.world.settle_without_mending();
        stage.tell(1, Lane::Urgent, &Item::Stamp(stamp.clone()));
        let writer = first.writer.public();
        stage.tell(1, Lane::Feed, &Item::Entry(told[story.common].clone()));
        stage.world.settle_without_mending();
        assert!(stage.world.engine(1).fork(&writer).is_some(), "seed {seed}");
        // The newcomer meets those first who tell the other story.
        stage.begins();
        stage.world.mend_one(1, 2);
        stage.world.settle_without_mending();
        stage.must_hold(&writer, &told, story.common);
        stage.world.settle();
        stage.must_hold(&writer, &told, story.common + story.seen);
    });
}
