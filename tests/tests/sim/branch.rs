//! A fork takes back nothing that a quorum of witnesses saw: who comes later fetches it too.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::feed::{
    Ask, Decision, ForkProof, HeadStamp, KeyEvent, KeyLog, Own, Seen, Witnesses,
};
use bot_protocol::gossip::{Item, Lane, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, forge, message, profile};
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::{Node, Weather, World, community};

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

/// Two stories told to nodes that are cut off from each other, in an order by lot, and then all meet:
/// how many entries of the first story a quorum saw, and who has what beside the feed.
struct Parted {
    stage: Stage,
    writer: PublicKey,
    /// The first story, and the second from its beginning.
    told: [Vec<Statement>; 2],
    common: usize,
    seen: usize,
}

impl Parted {
    /// Each node hears one story alone, and some of them the stamp of the first, which so many
    /// witnesses signed.
    fn new(seed: u64, signed: usize) -> Self {
        let mut stage = Stage::new(seed);
        for node in [1, 2] {
            stage
                .keys()
                .into_iter()
                .for_each(|key| stage.tell(node, Lane::Urgent, &Item::Key(key)));
        }
        let mut story = |most: u64| usize::try_from(stage.world.chance.below(most)).unwrap();
        let (common, seen) = (story(4), 1 + story(5));
        let (after, other) = (story(3), 1 + story(9));
        stage.world.sever(|node| node == 0);
        stage.world.cut(1, 2);
        stage.world.run(3_000);
        let (mut first, mut told) = (stage.author.clone(), [Vec::new(), Vec::new()]);
        let say = |stage: &mut Stage, author: &mut Author, number: u32| {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            let content = match number % 3 {
                1 => Content::Revoke(revoke),
                _ => profile(&format!("number {number}")),
            };
            let now = stage.world.time();
            author.write(content, &mut stage.world.chance, now)
        };
        (0..common).for_each(|_| told[0].push(say(&mut stage, &mut first, 0)));
        let mut second = first.clone();
        told[1] = told[0].clone();
        for number in 0..seen {
            told[0].push(say(&mut stage, &mut first, u32::try_from(number).unwrap()));
        }
        let stamp = stage.stamp(&first, signed);
        (0..after).for_each(|_| told[0].push(say(&mut stage, &mut first, 7)));
        for number in 0..other {
            told[1].push(say(&mut stage, &mut second, 100 + u32::try_from(number).unwrap()));
        }
        let writer = first.writer.public();
        // The first node has the witnessed story, and each of the others one of the two.
        for node in 0..3 {
            let story = if node == 0 { 0 } else { usize::from(stage.world.chance.below(4) > 0) };
            let stamp = Item::Stamp(stamp.clone());
            let early = stage.world.chance.below(3);
            if early == 0 {
                stage.tell(node, Lane::Urgent, &stamp);
            }
            for entry in &told[story] {
                let lane = if entry.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
                stage.tell(node, lane, &Item::Entry(entry.clone()));
            }
            if early == 1 || node == 0 {
                stage.tell(node, Lane::Urgent, &stamp);
            }
        }
        stage.world.settle_without_mending();
        Self { stage, writer, told, common, seen }
    }

    /// They meet, one pair after the other by lot; in between anyone may be killed at any effect.
    fn meet(&mut self, crash: u64) {
        let world = &mut self.stage.world;
        world.weather = Weather { crash, ..Weather::default() };
        let mut pairs = [(0, 1), (0, 2), (1, 2)];
        let first = usize::try_from(world.chance.below(3)).unwrap();
        pairs.rotate_left(first);
        for (one, other) in pairs.into_iter().take(2) {
            world.mend_one(one, other);
            world.run(40_000);
        }
        world.mend();
        world.run(60_000);
        world.weather = Weather::default();
        world.settle();
    }

    /// Whether the stories part at all: the second may never have been told.
    fn forked(&self) -> bool {
        (0..3).any(|node| self.stage.world.engine(node).fork(&self.writer).is_some())
    }

    fn must_end_alike(&self) {
        let (world, seed) = (&self.stage.world, self.stage.world.seed);
        let end = self.common + self.seen;
        for node in 0..3 {
            let shelf = &world.nodes[node].shelf;
            let state = world.engine(node).state(&self.writer).unwrap();
            assert!(state.size as usize >= end, "seed {seed}: node {node} has {state:?} of {end}");
            assert!(state.missing.is_empty(), "seed {seed}: node {node} lacks {state:?}");
            for statement in &self.told[0][..end] {
                let held = &shelf.entries[&(self.writer, statement.seq())].statement;
                assert_eq!(held, statement, "seed {seed}: node {node}");
            }
        }
        world.must_agree();
        world.must_survive_restart();
    }

    /// What either story takes back counts everywhere.
    fn must_take_back(&self) {
        let back =
            |entry: &&Statement| entry.kind().takes_back() && entry.seq() as usize >= self.common;
        let told: BTreeSet<Hash> =
            self.told.iter().flatten().filter(back).map(Statement::id).collect();
        for node in &self.stage.world.nodes {
            let held = node.shelf.aside.get(&self.writer).into_iter().flatten();
            let held: BTreeSet<Hash> = held.map(|(id, _)| *id).collect();
            let lost = told.difference(&held).count();
            let seed = self.stage.world.seed;
            // Where nobody was told the second story there is no fork, and nothing beside the feed.
            assert!(lost == 0 || !self.forked(), "seed {seed}: {lost} are lost");
        }
    }
}

#[test]
fn whatever_was_heard_first_all_end_with_what_a_quorum_saw() {
    let mut forked = 0;
    for seed in 0..60 {
        let mut parted = Parted::new(seed, 3);
        parted.meet(0);
        parted.must_end_alike();
        parted.must_take_back();
        forked += u32::from(parted.forked());
    }
    assert!(forked > 40, "{forked} of 60 worlds forked");
}

#[test]
fn killed_at_any_moment_they_end_alike() {
    let mut crashes = 0;
    for seed in 100..220 {
        let mut parted = Parted::new(seed, 3);
        parted.meet(20_000);
        parted.must_end_alike();
        crashes += parted.stage.world.crashes;
    }
    assert!(crashes > 40, "{crashes} crashes");
}

fn ids(node: &Node) -> BTreeSet<Hash> {
    node.shelf.entries.values().map(|held| held.statement.id()).collect()
}

/// Without a quorum nobody gives up what it holds.
#[test]
fn two_of_four_move_nobody() {
    let mut moved_by_a_quorum = 0;
    for seed in 0..30 {
        let moves = |signed| {
            let mut parted = Parted::new(seed, signed);
            let held = |parted: &Parted| -> Vec<BTreeSet<Hash>> {
                let nodes = parted.stage.world.nodes.iter();
                nodes.map(ids).collect()
            };
            let before = held(&parted);
            parted.meet(0);
            let after = held(&parted);
            before.iter().zip(&after).any(|(before, after)| !before.is_subset(after))
        };
        assert!(!moves(2), "seed {seed}: somebody gave up what it held");
        moved_by_a_quorum += u32::from(moves(3));
    }
    assert!(moved_by_a_quorum > 10, "{moved_by_a_quorum} of 30 moved");
}

/// One story of which a quorum saw an end, told to the first node, and one that takes back more than has
/// places beside a feed, told to the second; then they meet, and all are told of a close, if there is one.
fn two_stories(seed: u64, signed: usize, closed: Option<u32>) -> (Stage, [Vec<Statement>; 2]) {
    let mut stage = Stage::new(seed);
    let mut first = stage.author.clone();
    let mut told = [stage.write(&mut first, 0, 5), Vec::new()];
    stage.world.settle_without_mending();
    let mut second = first.clone();
    stage.world.cut(0, 1);
    stage.world.run(3_000);
    told[0].extend(stage.write(&mut first, 0, 7));
    let stamp = stage.stamp(&first, signed);
    stage.tell(0, Lane::Urgent, &Item::Stamp(stamp));
    for number in 0..if closed.is_some() { 3 } else { 100 } {
        let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
        let now = stage.world.time();
        let said = second.write(Content::Revoke(revoke), &mut stage.world.chance, now);
        stage.tell(1, Lane::Urgent, &Item::Entry(said.clone()));
        told[1].push(said);
    }
    if let Some(size) = closed {
        let identity = &stage.author.identity;
        let close = KeyEvent::close(first.writer.public(), size, stage.world.time(), identity);
        for node in [0, 1] {
            stage.tell(node, Lane::Urgent, &Item::Key(close.clone()));
        }
    }
    stage.world.settle_without_mending();
    stage.world.settle();
    (stage, told)
}

/// The ids of what a node has of a story: in the feed, or beside it.
fn has(node: &Node, story: &[Statement]) -> (usize, usize) {
    let feed = ids(node);
    let beside = node.shelf.aside.values().flat_map(|held| held.keys());
    let former = node.shelf.former.keys().map(|(_, id)| id);
    let beside: BTreeSet<Hash> = beside.chain(former).copied().collect();
    let count = |held: &BTreeSet<Hash>| story.iter().filter(|one| held.contains(&one.id())).count();
    (count(&feed), count(&beside))
}

#[test]
fn whoever_goes_over_keeps_all_that_its_branch_took_back() {
    for seed in 0..6 {
        let (stage, [first, second]) = two_stories(seed, 3, None);
        let node = &stage.world.nodes[1];
        assert_eq!(has(node, &first).0, first.len(), "seed {seed}: the witnessed branch");
        assert_eq!(has(node, &second), (0, 100), "seed {seed}: what it took back counts");
        stage.world.must_agree();
        // Without a quorum it stays where it is, and has it in the feed.
        let (stage, [_, second]) = two_stories(seed, 2, None);
        assert_eq!(has(&stage.world.nodes[1], &second).0, 100, "seed {seed}");
        assert!(stage.world.nodes[1].shelf.former.is_empty(), "seed {seed}");
    }
}

/// A quorum saw more than was closed later: that head tells which branch leads to the close.
#[test]
fn a_head_above_the_close_leads_to_it() {
    for seed in 0..6 {
        let (stage, [first, second]) = two_stories(seed, 3, Some(9));
        for (at, node) in stage.world.nodes.iter().enumerate() {
            let (held, beside) = has(node, &first[..9]);
            assert_eq!((held, beside), (9, 0), "seed {seed}: node {at}");
            assert_eq!(has(node, &second), (0, 3), "seed {seed}: node {at}");
        }
        stage.world.must_survive_restart();
        let (stage, [first, _]) = two_stories(seed, 2, Some(9));
        assert_eq!(has(&stage.world.nodes[1], &first[..9]).0, 5, "seed {seed}");
        // Where it was closed below the fork, nobody goes anywhere.
        let (stage, [first, _]) = two_stories(seed, 3, Some(5));
        assert_eq!(has(&stage.world.nodes[1], &first).0, 5, "seed {seed}");
    }
}

/// What a branch takes back may be known by its header alone: its body is waited for, two minutes at most.
#[test]
fn a_body_that_may_come_is_waited_for_two_minutes() {
    for (seed, bare) in [(0, true), (1, false), (2, true), (3, false)] {
        let mut stage = Stage::new(seed);
        let mut first = stage.author.clone();
        stage.write(&mut first, 0, 5);
        stage.world.settle_without_mending();
        let mut second = first.clone();
        stage.world.cut(0, 1);
        stage.world.run(3_000);
        let told = stage.write(&mut first, 0, 7);
        let seen = Item::Stamp(stage.stamp(&first, 3));
        stage.tell(0, Lane::Urgent, &seen);
        let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
        let now = stage.world.time();
        let revoke = second.write(Content::Revoke(revoke), &mut stage.world.chance, now);
        let said = Item::Entry(if bare { revoke.without_body() } else { revoke.clone() });
        stage.tell(1, Lane::Urgent, &said);
        stage.world.settle_without_mending();
        let writer = first.writer.public();
        let went_over = |stage: &Stage| {
            stage.world.nodes[1].shelf.entries[&(writer, 5)].statement.id() == told[0].id()
        };
        assert!(!went_over(&stage), "seed {seed}");
        stage.world.mend_one(0, 1);
        stage.world.run(80_000);
        assert!(stage.world.engine(1).fork(&writer).is_some(), "seed {seed}");
        assert_eq!(went_over(&stage), !bare, "seed {seed}: after a minute");
        stage.world.run(130_000);
        assert!(went_over(&stage), "seed {seed}: in the end");
        let kept = has(&stage.world.nodes[1], &[revoke]).1;
        assert_eq!(kept, usize::from(!bare), "seed {seed}: what was whole counts");
    }
}
