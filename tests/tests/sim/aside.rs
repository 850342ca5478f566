//! What is kept beside a feed that was forked or closed: bounded, the same in whatever order it comes, and nothing that its
//! writer did not sign or does not take back.

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::feed::{Cuts, Feed, ForkProof, KeyEvent, Opening, Succession};
use bot_protocol::gossip::{
    Engine, EngineState, Event, Fault, Item, Judgement, Lane, Scope, Topic, is_large,
};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::limits::{ASIDE_LARGE_MAX, ASIDE_MAX};
use bot_protocol::statement::kinds::{Erase, Revoke, StatusSnapshot};
use bot_protocol::statement::{Content, Header, Retention, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, forge, message, profile};
use bot_tests::harness::world::{World, community};

use crate::bench::{Bench, NOW, entry};

/// An engine that holds nothing of its author's feed but the proof that it forked at 1.
struct Stage {
    bench: Bench,
    proof: ForkProof,
    /// Of one branch: from number 2 on all take something back.
    revokes: Vec<Statement>,
}

impl Stage {
    fn new() -> Self {
        let mut bench = Bench::new();
        bench.write("both");
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
        Self { bench, proof, revokes }
    }

    fn forks(&mut self) {
        let proof = message(&Item::Fork(self.proof.clone()));
        assert_eq!(self.bench.heard(Lane::Urgent, proof), (Judgement::Accept, None));
    }

    fn writer(&self) -> PublicKey {
        self.bench.author.writer.public()
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

/// Of large ones fewer are kept, those of the least ids as well, beside all the small ones; of a stranger none.
#[test]
fn of_large_ones_few_stay_in_whatever_order_they_come() {
    for (turn, known) in [(0, true), (1, true), (2, true), (0, false)] {
        let mut stage = Stage::new();
        let friends = known.then(|| stage.bench.author.did()).into_iter().collect();
        let scope = Scope { known: friends, ..Scope::default() };
        stage.bench.tell(Event::Scope(scope.clone()));
        stage.forks();
        let (writer, few) = (stage.writer(), u32::try_from(ASIDE_LARGE_MAX).unwrap());
        let mut large = Vec::new();
        for list in 1..few + 6 {
            let revoked = (0..20_000).map(|index| index * 3).collect();
            let sum = StatusSnapshot { list, upto: 0, revoked, suspended: Vec::new() };
            let content = Content::StatusSnapshot(sum);
            large.push(stage.bench.author.write(content, &mut stage.bench.chance, NOW));
        }
        assert!(large.iter().all(|one| is_large(one.header())));
        let small = stage.revokes[..3].to_vec();
        let mut kept: Vec<Hash> = large.iter().map(Statement::id).collect();
        kept.sort_unstable();
        kept.truncate(if known { ASIDE_LARGE_MAX } else { 0 });
        kept.extend(small.iter().map(Statement::id));
        kept.sort_unstable();
        let mut told = [large, small].concat();
        told.rotate_left(turn * 7);
        if turn == 2 {
            told.reverse();
        }
        let late = told.split_off(told.len() / 2);
        stage.bench.tell(Event::Removals { writer, entries: told });
        let state = EngineState { scope, ..stage.bench.shelf.state() };
        stage.bench.engine = Engine::open(state);
        stage.bench.tell(Event::Removals { writer, entries: late });
        assert_eq!(stage.held(), kept, "turn {turn}, known: {known}");
    }
}

#[test]
fn nothing_else_is_kept_beside_a_feed() {
    let mut stage = Stage::new();
    let revoke = stage.revokes[3].clone();
    // No fork is known: a gap, and nothing is kept.
    stage.bench.heard(Lane::Urgent, entry(&revoke));
    assert!(stage.held().is_empty());
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
    // Number 2 is below the close: it is for the feed, from which something is missing.
    stage.bench.heard(Lane::Urgent, entry(&revokes[0]));
    assert!(stage.held().is_empty());
    assert_eq!(stage.bench.heard(Lane::Urgent, entry(&revokes[1])).0, Judgement::Accept);
    assert_eq!(stage.held(), [revokes[1].id()]);
    // Its header alone, and what gives something.
    stage.bench.heard(Lane::Urgent, entry(&revokes[5].without_body()));
    let given = stage.bench.write("a name");
    assert_eq!(stage.bench.heard(Lane::Feed, entry(&given)).0, Judgement::Ignore);
    assert_eq!(stage.held(), [revokes[1].id()]);
    // As beside a fork no more are kept than so many.
    for revoke in &revokes {
        stage.bench.heard(Lane::Urgent, entry(revoke));
    }
    assert_eq!(stage.held().len(), ASIDE_MAX);
    let mut least: Vec<Hash> = revokes[1..].iter().map(Statement::id).collect();
    least.sort_unstable();
    assert_eq!(stage.held(), &least[..ASIDE_MAX]);
    // A higher close makes most of it the feed's own, and whoever heard that first is not told otherwise.
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

/// Whoever stole a key takes back nothing above where the successor cut it off: what was kept there goes, from the
/// disk too, and takes no place of what counts.
#[test]
fn a_successor_lets_go_of_what_lies_above_its_cut() {
    const CUT: u32 = 6;
    let mut bench = Bench::new();
    let [sheet, heir] = [[100; 32], [90; 32]].map(|seed| SecretKey::from_seed(&seed));
    let next = sha256(&[sheet.public().as_bytes()]);
    let identity = SecretKey::committed(&[7; 32], next).unwrap();
    let mut author = Author { identity, ..Author::new(&mut bench.chance) };
    let (did, writer) = (author.did(), author.writer.public());
    let named = KeyEvent::writer(&author.writer, Timestamp::from_millis(1), &author.identity);
    let close = KeyEvent::close(writer, 3, NOW, &author.identity);
    for event in [named.unwrap(), close] {
        let heard = bench.heard(Lane::Urgent, message(&Item::Key(event)));
        assert_eq!(heard, (Judgement::Accept, None));
    }
    let mut told = Vec::new();
    for number in 0..12 {
        let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
        let content = if number < 3 { profile("before") } else { Content::Revoke(revoke) };
        told.push(author.write(content, &mut bench.chance, NOW));
    }
    for revoke in &told[3..11] {
        assert_eq!(bench.heard(Lane::Urgent, entry(revoke)).0, Judgement::Accept);
    }
    let beside = |bench: &Bench| -> Vec<u32> {
        let held = bench.shelf.aside[&writer].values().map(|(_, held)| held.seq());
        let mut held: Vec<u32> = held.collect();
        held.sort_unstable();
        held
    };
    assert_eq!(beside(&bench), (3..11).collect::<Vec<_>>());
    let opening =
        Opening { base: author.identity.commitment().unwrap().base, next: sheet.public() };
    let cuts = Cuts::new(NOW, [(writer, CUT)]).unwrap();
    let consent = Succession::consent(&did, &heir);
    let heir = Did::from(heir.public());
    let succession = Succession { opening, number: 1, heir, consent, cuts };
    let succeeded = KeyEvent::succession(did, succession, NOW, &sheet).unwrap();
    let heard = bench.heard(Lane::Urgent, message(&Item::Key(succeeded)));
    assert_eq!(heard, (Judgement::Accept, None));
    let left = beside(&bench);
    assert!(left.iter().all(|seq| *seq < CUT), "{left:?}");
    // Said after it, nothing there is kept either, nor after a restart.
    bench.engine = Engine::open(bench.shelf.state());
    for revoke in &told[3..] {
        bench.heard(Lane::Urgent, entry(revoke));
    }
    assert!(beside(&bench).iter().all(|seq| *seq < CUT), "{:?}", beside(&bench));
}
