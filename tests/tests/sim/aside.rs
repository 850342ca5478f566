//! What is kept beside a feed that was forked or closed, or of which something is missing: bounded, the same in whatever order it comes, and nothing that its
//! writer did not sign or does not take back.

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::feed::{Feed, ForkProof, KeyEvent, Quota, Short};
use bot_protocol::gossip::{Engine, Fault, Item, Judgement, Lane, Topic};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::limits::ASIDE_MAX;
use bot_protocol::statement::kinds::{Erase, Revoke};
use bot_protocol::statement::{Content, Header, Retention, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, forge, message, profile};
use bot_tests::harness::world::{World, community};

use crate::bench::{Bench, NOW, entry};

/// An engine that holds nothing of its author's feed but the proof that it forked at 1.
struct Stage {
    bench: Bench,
    /// The entries 0 and 1 of the branch that goes on.
    first: Statement,
    one: Statement,
    /// Another entry of number 1.
    two: Statement,
    proof: ForkProof,
    /// Of one branch: from number 2 on all take something back.
    revokes: Vec<Statement>,
}

impl Stage {
    fn new() -> Self {
        let mut bench = Bench::new();
        let first = bench.write("both");
        let mut other = bench.author.clone();
        let one = bench.author.write(profile("yes"), &mut bench.chance, NOW);
        let two = other.write(profile("no"), &mut bench.chance, NOW);
        let proof = ForkProof::make(&one, &two).unwrap();
        let mut revokes = Vec::new();
        for number in 0..u32::try_from(ASIDE_MAX).unwrap() + 9 {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            let content = Content::Revoke(revoke);
            revokes.push(bench.author.write(content, &mut bench.chance, NOW));
        }
        Self { bench, first, one, two, proof, revokes }
    }

    fn forks(&mut self) {
        let proof = message(&Item::Fork(self.proof.clone()));
        assert_eq!(self.bench.heard(Lane::Urgent, proof), (Judgement::Accept, None));
    }

    fn writer(&self) -> PublicKey {
        self.bench.author.writer.public()
    }

    /// The feed comes, up to this number.
    fn comes(&mut self, to: u32) {
        let entries = [&[self.first.clone(), self.one.clone()], &self.revokes[..]].concat();
        for said in entries.iter().filter(|said| said.seq() < to) {
            let lane = if said.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
            self.bench.heard(lane, entry(said));
        }
    }

    /// The engine is made anew of what its disk holds.
    fn restarts(&mut self) {
        let mut state = self.bench.shelf.state();
        state.communities = vec![community()];
        self.bench.engine = Engine::open(state);
    }

    fn told(&self) -> (u32, u32) {
        let state = self.bench.engine.state(&self.writer()).unwrap();
        (state.size, state.seen)
    }

    /// A disk is asked what an engine wants to know.
    fn overtakes(&mut self) -> bool {
        let overtaking: Vec<PublicKey> = self.bench.engine.overtaking().collect();
        for writer in &overtaking {
            let overtaken = self.bench.shelf.overtaken(*writer);
            self.bench.tell(overtaken);
        }
        !overtaking.is_empty()
    }

    fn held(&self) -> Vec<Hash> {
        let held = self.bench.shelf.aside.values().flat_map(|held| held.keys());
        held.copied().collect()
    }
}

#[test]
fn those_of_the_least_ids_stay_in_whatever_order_they_come() {
    let mut least: Vec<Hash> = Stage::new().revokes.iter().map(Statement::id).collect();
    least.sort_unstable();
    least.truncate(ASIDE_MAX);
    for turn in 0..4 {
        let mut stage = Stage::new();
        stage.forks();
        let mut told = stage.revokes.clone();
        told.rotate_left(turn * 17);
        if turn % 2 == 1 {
            told.reverse();
        }
        for statement in &told {
            let (judged, blamed) = stage.bench.heard(Lane::Urgent, entry(statement));
            assert_eq!(blamed, None);
            let held = stage.held().contains(&statement.id());
            assert_eq!(judged == Judgement::Accept, held, "{judged:?}");
        }
        assert_eq!(stage.held(), least, "turn {turn}");
        // Said again it changes nothing.
        for statement in &told {
            assert_eq!(stage.bench.heard(Lane::Urgent, entry(statement)).0, Judgement::Ignore);
        }
        assert_eq!(stage.held(), least, "turn {turn}");
    }
}

#[test]
fn nothing_else_is_kept_beside_a_feed() {
    let mut stage = Stage::new();
    let revoke = stage.revokes[3].clone();
    stage.forks();
    // Its header alone, and one with another's signature.
    stage.bench.heard(Lane::Urgent, entry(&revoke.without_body()));
    assert!(stage.held().is_empty());
    let (mut forged, signature) = (entry(&revoke), revoke.signature().as_bytes());
    let at = forged.windows(64).position(|part| part == signature).unwrap();
    forged[at] ^= 1;
    let heard = stage.bench.heard(Lane::Urgent, forged);
    assert_eq!(heard, (Judgement::Reject, Some(Fault::BadSignature)));
    // What gives something.
    let given = stage.bench.write("a name");
    assert_eq!(stage.bench.heard(Lane::Feed, entry(&given)).0, Judgement::Ignore);
    assert!(stage.held().is_empty());
}

#[test]
fn what_is_taken_back_beyond_a_gap_is_kept_and_remembered_until_the_feed_comes() {
    let mut stage = Stage::new();
    stage.comes(1);
    let revokes = stage.revokes.clone();
    // What gives something is not kept; that the feed is longer is known and stays so.
    let given = stage.bench.write("a name");
    stage.bench.heard(Lane::Feed, entry(&stage.one.without_body()));
    assert_eq!(stage.told(), (2, 2));
    for _ in 0..2 {
        stage.bench.heard(Lane::Urgent, entry(&revokes[2]));
        assert_eq!((stage.held(), stage.told()), (vec![revokes[2].id()], (2, 5)));
        stage.restarts();
    }
    assert_eq!((stage.held(), stage.told()), (vec![revokes[2].id()], (2, 5)));
    let heard = stage.bench.heard(Lane::Feed, entry(&given));
    assert_eq!((heard.0, stage.held().len()), (Judgement::Accept, 1));
    stage.restarts();
    assert_eq!(stage.told(), (2, given.seq() + 1));
    let short = stage.bench.shelf.short[&stage.writer()];
    assert_eq!(short, Short { size: given.seq() + 1, quota: Quota::Gap });
    // Once the feed has it, it is the feed's own.
    stage.comes(4);
    assert_eq!(stage.held(), [revokes[2].id()]);
    stage.comes(5);
    assert!(stage.held().is_empty() && !stage.overtakes());
    // No more are kept than so many, whatever their numbers.
    for revoke in &revokes[4..] {
        stage.bench.heard(Lane::Urgent, entry(revoke));
    }
    assert_eq!(stage.held().len(), ASIDE_MAX);
    stage.comes(u32::MAX);
    assert!(stage.held().is_empty());
    assert_eq!(stage.told(), (given.seq(), given.seq() + 1));
}

/// The feed comes up to what lies beyond a gap, and has something else there: its writer told two stories,
/// and what it took back in the other counts. Who is stopped meanwhile finds that out at the next start.
#[test]
fn what_the_feed_contradicts_when_it_comes_is_proof_of_two_stories() {
    for stopped in [false, true] {
        let mut stage = Stage::new();
        let mut other = stage.bench.author.clone();
        other.feed = Feed::new(stage.writer());
        for said in [&stage.first, &stage.two] {
            other.feed.append(said, NOW).unwrap();
        }
        let revoke = Revoke { list: 1, indexes: vec![99], reason: None, of: None };
        let revoke = other.write(Content::Revoke(revoke), &mut stage.bench.chance, NOW);
        assert_eq!(revoke.seq(), 2);
        stage.bench.heard(Lane::Urgent, entry(&revoke));
        stage.comes(3);
        assert_eq!(stage.told(), (3, 3), "the other branch is held");
        assert_eq!(stage.held(), [revoke.id()], "and is not forgotten");
        if stopped {
            stage.restarts();
        }
        assert!(stage.overtakes());
        let fork = stage.bench.engine.fork(&stage.writer()).map(ForkProof::seq);
        assert_eq!((fork, stage.held()), (Some(2), vec![revoke.id()]));
        assert!(!stage.overtakes());
    }
}

/// Nobody has what lies between: all end with the same beside the feed, and say that it is longer; once it
/// comes, all have the feed and nothing beside it.
#[test]
fn whoever_hears_what_lies_beyond_a_gap_all_end_with_the_same() {
    for seed in 0..12 {
        let mut world = World::full(seed, 4);
        world.run(2_000);
        let mut author = Author::new(&mut world.chance);
        let (writer, urgent) =
            (author.writer.public(), Topic { community: community(), lane: Lane::Urgent });
        for event in author.keys() {
            world.inject(0, &urgent, message(&Item::Key(event)));
        }
        world.run(3_000);
        let mut said = Vec::new();
        for number in 0..6 {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            let content = match number {
                0 | 1 => profile(&format!("{number}")),
                _ => Content::Revoke(revoke),
            };
            let now = world.time();
            said.push(author.write(content, &mut world.chance, now));
        }
        let feed = Topic { community: community(), lane: Lane::Feed };
        world.inject(0, &feed, message(&Item::Entry(said[0].clone())));
        world.settle_without_mending();
        // One side hears some of it, the other the rest.
        world.sever(|node| node < 2);
        for (at, entry) in said[2..].iter().enumerate() {
            world.inject(at, &urgent, message(&Item::Entry(entry.clone())));
        }
        world.settle_without_mending();
        world.settle();
        let mut back: Vec<Hash> = said[2..].iter().map(Statement::id).collect();
        back.sort_unstable();
        let beside = |world: &World, expected: &[Hash], size: u32| {
            for (at, node) in world.nodes.iter().enumerate() {
                let held = node.shelf.aside.get(&writer).into_iter().flatten();
                let held: Vec<Hash> = held.map(|(id, _)| *id).collect();
                assert_eq!(held, expected, "seed {seed}: beside the feed at node {at}");
                let state = node.engine.as_ref().unwrap().state(&writer).unwrap();
                assert_eq!((state.size, state.seen), (size, 6), "seed {seed}: node {at}");
            }
        };
        beside(&world, &back, 1);
        world.must_survive_restart();
        world.inject(3, &feed, message(&Item::Entry(said[1].clone())));
        for entry in &said[2..] {
            world.inject(3, &urgent, message(&Item::Entry(entry.clone())));
        }
        world.settle_without_mending();
        world.settle();
        beside(&world, &[], 6);
        world.must_agree();
    }
}

/// A feed of one entry that its owner closed there, and what a copy of its key signed above.
fn closed(size: u32) -> Stage {
    let mut stage = Stage::new();
    let close = KeyEvent::close(stage.writer(), size, NOW, &stage.bench.author.identity);
    let closed = stage.bench.heard(Lane::Urgent, message(&Item::Key(close)));
    assert_eq!(closed, (Judgement::Accept, None));
    stage
}

#[test]
fn what_is_taken_back_above_a_close_is_kept_beside_the_feed_and_nothing_else() {
    let mut stage = closed(3);
    let revokes = stage.revokes.clone();
    assert_eq!(stage.bench.heard(Lane::Urgent, entry(&revokes[1])).0, Judgement::Accept);
    assert_eq!(stage.held(), [revokes[1].id()]);
    // Its header alone, and what gives something.
    stage.bench.heard(Lane::Urgent, entry(&revokes[5].without_body()));
    let given = stage.bench.write("a name");
    assert_eq!(stage.bench.heard(Lane::Feed, entry(&given)).0, Judgement::Ignore);
    assert_eq!(stage.held(), [revokes[1].id()]);
    // As beside a fork no more are kept than so many.
    for revoke in &revokes[1..] {
        stage.bench.heard(Lane::Urgent, entry(revoke));
    }
    assert_eq!(stage.held().len(), ASIDE_MAX);
    let mut least: Vec<Hash> = revokes[1..].iter().map(Statement::id).collect();
    least.sort_unstable();
    assert_eq!(stage.held(), &least[..ASIDE_MAX]);
    // A higher close makes most of it the feed's own, once that comes, and whoever heard that first is not
    // told otherwise.
    let close = KeyEvent::close(stage.writer(), 60, NOW, &stage.bench.author.identity);
    stage.bench.heard(Lane::Urgent, message(&Item::Key(close)));
    let below = stage.bench.write("a name below nothing");
    assert!(below.seq() > 60);
    assert_eq!(stage.bench.heard(Lane::Feed, entry(&below)).0, Judgement::Ignore);
}

#[test]
fn a_higher_close_frees_the_places_of_what_is_the_feeds_own() {
    let later = |stage: &mut Stage, size: u32| {
        let close = KeyEvent::close(stage.writer(), size, NOW, &stage.bench.author.identity);
        stage.bench.heard(Lane::Urgent, message(&Item::Key(close)));
    };
    let hear = |stage: &mut Stage| {
        for revoke in stage.revokes.clone() {
            stage.bench.heard(Lane::Urgent, entry(&revoke));
        }
    };
    let mut first = closed(3);
    hear(&mut first);
    let full = first.held();
    assert_eq!(full.len(), ASIDE_MAX);
    later(&mut first, 40);
    // What lies below is for the feed, and nothing of that has come.
    assert_eq!(first.held(), full);
    first.comes(40);
    let above: Vec<&Statement> = first.revokes.iter().filter(|one| one.seq() >= 40).collect();
    let mut above: Vec<Hash> = above.into_iter().map(Statement::id).collect();
    above.sort_unstable();
    let stays: Vec<Hash> = full.into_iter().filter(|id| above.contains(id)).collect();
    assert_eq!(first.held(), stays, "what lies below is the feed's, and goes from the disk too");
    assert!(stays.len() < above.len(), "some had no place before");
    hear(&mut first);
    assert_eq!(first.held(), above);
    // As who heard of that close alone.
    let mut other = closed(40);
    other.comes(40);
    hear(&mut other);
    assert_eq!(other.held(), above);
}

/// A newcomer is told what lies beside a feed before the feed.
#[test]
fn what_was_erased_beside_a_feed_is_not_taken_when_it_comes_after() {
    let mut bench = Bench::new();
    let entries: Vec<Statement> = (0..24).map(|at| bench.write(&format!("{at}"))).collect();
    let named: Vec<u32> = (0..20).step_by(2).chain([23]).collect();
    let erase = Content::Erase(Erase::own(named.clone()));
    let erase = bench.author.write(erase, &mut bench.chance, NOW);
    let writer = bench.author.writer.public();
    let close = KeyEvent::close(writer, 22, NOW, &bench.author.identity);
    bench.heard(Lane::Urgent, message(&Item::Key(close)));
    assert_eq!(bench.heard(Lane::Urgent, entry(&erase)).0, Judgement::Accept);
    let gone =
        |one: &Statement| named.contains(&one.seq()) && one.header().ret == Retention::Erasable;
    for (at, one) in entries[..22].iter().enumerate() {
        // Some come as headers, and their bodies after them.
        let bare = at % 4 < 2;
        bench.heard(Lane::Feed, entry(&if bare { one.without_body() } else { one.clone() }));
        let held = &bench.shelf.entries[&(writer, one.seq())];
        assert_eq!((held.away, held.statement.body().is_some()), (gone(one), !gone(one) && !bare));
        let missing = bench.engine.state(&writer).unwrap().missing;
        assert_eq!(missing.contains(&one.seq()), bare && !gone(one), "{at} is asked for");
    }
    let erased = entries[..22].iter().filter(|one| gone(one)).count();
    assert!((2..11).contains(&erased), "{erased}");
}

/// What lies above the close of a log of one's own is held as others hold it, and no catch-up waits for it.
#[test]
fn what_a_lost_key_takes_back_far_above_its_close_ends_no_catch_up_early() {
    for (seed, far) in [(0, 1000), (1, 5), (2, 6), (3, 1000)] {
        let mut world = World::full(seed, 3);
        world.run(2_000);
        let identity = SecretKey::from_seed(&world.nodes[0].author.identity.seed());
        let mut lost = Author { identity, ..Author::new(&mut world.chance) };
        let writer = lost.writer.public();
        lost.feed = Feed::new(writer);
        let urgent = Topic { community: community(), lane: Lane::Urgent };
        let named = KeyEvent::writer(&lost.writer, world.time(), &lost.identity).unwrap();
        world.inject(1, &urgent, message(&Item::Key(named)));
        world.run(3_000);
        for number in 0..5 {
            let now = world.time();
            let said = lost.write(profile(&format!("{number}")), &mut world.chance, now);
            let feed = Topic { community: community(), lane: Lane::Feed };
            world.inject(1, &feed, message(&Item::Entry(said)));
        }
        let close = KeyEvent::close(writer, 5, world.time(), &lost.identity);
        world.inject(1, &urgent, message(&Item::Key(close)));
        world.settle_without_mending();
        world.sever(|node| node == 0);
        let beyond = |content: Content| {
            let (kind, body) = (content.kind(), content.into_body([5; 16]));
            let (root, ts) = (sha256(&[b"never was"]), Timestamp::from_millis(world.now));
            let (body_hash, ret) = (body.hash(), Retention::Permanent);
            let body_size = u32::try_from(body.bytes.len()).unwrap();
            let header = Header { writer, seq: far, root, ts, kind, ret, body_hash, body_size };
            forge(&header, &body, &lost.writer)
        };
        let revoke =
            beyond(Content::Revoke(Revoke { list: 1, indexes: vec![7], reason: None, of: None }));
        let given = beyond(profile("another"));
        world.inject(1, &urgent, message(&Item::Entry(revoke.clone())));
        world.inject(1, &urgent, message(&Item::Entry(given)));
        world.settle_without_mending();
        world.settle();
        for (at, node) in world.nodes.iter().enumerate() {
            let held = node.shelf.aside.get(&writer).into_iter().flatten();
            let held: Vec<Hash> = held.map(|(id, _)| *id).collect();
            assert_eq!(held, [revoke.id()], "seed {seed}: beside the feed at node {at}");
            assert_eq!(node.shelf.size(&writer), 5, "seed {seed}: node {at}");
        }
        world.must_agree();
        // Its own node goes on by cursor: the last catch-up with each was whole.
        for other in [1, 2] {
            let at = world.nodes[other].shelf.aside[&writer][&revoke.id()].0;
            let cursor = world.nodes[0].shelf.cursor(&world.peer(other));
            assert!(cursor.is_some_and(|cursor| cursor >= at), "seed {seed}: {cursor:?} of {at}");
        }
    }
}

#[test]
fn whoever_hears_the_close_first_ends_with_what_the_others_take_back() {
    for seed in 0..24 {
        let mut world = World::full(seed, 4);
        world.run(2_000);
        let (mut author, close_at) =
            (Author::new(&mut world.chance), 1 + u32::try_from(seed % 4).unwrap());
        let urgent = Topic { community: community(), lane: Lane::Urgent };
        let close =
            KeyEvent::close(author.writer.public(), close_at, world.time(), &author.identity);
        let keys = |world: &mut World, node: usize| {
            for event in author.keys() {
                world.inject(node, &urgent, message(&Item::Key(event)));
            }
        };
        keys(&mut world, 0);
        world.run(3_000);
        // Two hear the entries and two the close, and only then they meet.
        world.sever(|node| node < 2);
        let mut back = Vec::new();
        for number in 0..7 {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            let content = match (number % 2, seed % 3) {
                (0, 0) | (1, _) => Content::Revoke(revoke),
                _ => profile(&format!("number {number}")),
            };
            let now = world.time();
            let said = author.write(content, &mut world.chance, now);
            let lane = if said.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
            world.inject(
                0,
                &Topic { community: community(), lane },
                message(&Item::Entry(said.clone())),
            );
            if said.kind().takes_back() && said.seq() >= close_at {
                back.push(said.id());
            }
        }
        world.inject(2, &urgent, message(&Item::Key(close)));
        world.settle_without_mending();
        world.settle();
        back.sort_unstable();
        for (at, node) in world.nodes.iter().enumerate() {
            let held = node.shelf.aside.get(&author.writer.public()).into_iter().flatten();
            let held: Vec<Hash> = held.map(|(id, _)| *id).collect();
            assert_eq!(held, back, "seed {seed}: beside the feed at node {at}");
            let state = node.engine.as_ref().unwrap().state(&author.writer.public()).unwrap();
            assert_eq!(state.sound, close_at, "seed {seed}: node {at}");
        }
        world.must_survive_restart();
    }
}
