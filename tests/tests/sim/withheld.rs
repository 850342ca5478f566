//! An entry that somebody holds back is noticed, shown as a gap, and had from others.

use bot_protocol::feed::{Cause, Short};
use bot_protocol::gossip::{Judgement, Lane};
use bot_protocol::identity::PublicKey;
use bot_protocol::limits::AHEAD_MAX;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Statement};
use bot_tests::harness::author::{Author, achievement, profile};
use bot_tests::harness::world::World;

use crate::bench::{Bench, NOW, entry};

/// A ring of three where node 1 serves all of node 0's feed but entry 2.
fn withheld(seed: u64) -> World {
    let mut world = World::new(seed, 3);
    world.run(2_000);
    world.sever(|node| node == 2);
    world.run(2_000);
    for at in 0..5 {
        world.say_this(0, profile(&format!("somebody {at}")));
        world.run(1_000);
    }
    world.settle_without_mending();
    world.nodes[1].withhold = Some((world.nodes[0].author.writer.public(), 2));
    world
}

#[test]
fn a_feed_is_shown_complete_only_to_the_gap() {
    for seed in 0..10 {
        let mut world = withheld(seed);
        let writer = world.nodes[0].author.writer.public();
        world.cut(0, 1);
        world.cut(0, 2);
        world.mend_one(1, 2);
        world.run(300_000);
        let state = world.engine(2).state(&writer).unwrap();
        assert_eq!((state.size, state.seen, state.sound), (2, 5, 2), "seed {seed}: {state:?}");
        // And had from elsewhere, once there is an elsewhere.
        world.settle();
        world.must_agree();
        assert_eq!(world.engine(2).state(&writer).unwrap().size, 5, "seed {seed}");
    }
}

#[test]
fn what_one_peer_withholds_is_had_from_another() {
    for seed in 0..10 {
        let mut world = withheld(seed);
        world.settle();
        world.must_agree();
        let blamed = &world.nodes[2].blamed;
        assert!(blamed.is_empty(), "seed {seed}: a gap is not provable, but {blamed:?}");
    }
}

#[test]
fn a_body_is_pulled_once() {
    for seed in 0..10 {
        let mut world = World::new(seed, 2);
        world.run(5_000);
        world.say_this(0, achievement(4_000, seed));
        let frames = world.frames;
        world.run(3_000);
        let writer = world.nodes[0].author.writer.public();
        let held = &world.nodes[1].shelf.entries[&(writer, 0)];
        assert!(held.statement.body().is_some(), "seed {seed}: the body did not come");
        let frames = world.frames - frames;
        assert_eq!(frames, 3, "seed {seed}: one question, one frame of items, one end");
    }
}

#[test]
fn one_body_that_nobody_has_does_not_keep_others_away() {
    for seed in 0..5 {
        let mut world = World::new(seed, 3);
        world.run(5_000);
        world.sever(|node| node == 0);
        world.run(5_000);
        world.say_this(0, achievement(4_000, seed));
        world.say_this(0, profile("small"));
        world.say_this(0, achievement(4_000, seed + 1));
        world.settle();
        world.must_agree();
    }
}

/// A bench that holds the first entry of its author's feed, and the author, to write on.
fn begun() -> (Bench, PublicKey) {
    let mut bench = Bench::new();
    let first = bench.write("somebody");
    assert_eq!(bench.heard(Lane::Feed, entry(&first)), (Judgement::Accept, None));
    let writer = bench.author.writer.public();
    (bench, writer)
}

fn revoked(bench: &mut Bench, by: &mut Author, index: u32) -> Statement {
    let revoke = Revoke { list: 1, indexes: vec![index], reason: None, of: None };
    by.write(Content::Revoke(revoke), &mut bench.chance, NOW)
}

fn ahead(bench: &Bench) -> Vec<u32> {
    bench.shelf.ahead.keys().map(|(_, seq)| *seq).collect()
}

/// Whoever passes on a revocation and not what lies before it hides neither: the one is kept, and that
/// there is the other, also over a restart, until all is there.
#[test]
fn what_takes_back_beyond_a_gap_is_kept_until_the_feed_has_come_up_to_it() {
    let (mut bench, writer) = begun();
    let mut author = bench.author.clone();
    let between = author.write(profile("between"), &mut bench.chance, NOW);
    let revoke = revoked(&mut bench, &mut author, 7);
    let after = author.write(profile("after"), &mut bench.chance, NOW);
    assert_eq!(bench.heard(Lane::Urgent, entry(&revoke)), (Judgement::Pass, None));
    assert_eq!(bench.heard(Lane::Feed, entry(&after)), (Judgement::Pass, None));
    // Only what takes back is kept; that there is more is known of both.
    assert_eq!(ahead(&bench), [2]);
    assert_eq!(bench.shelf.ahead[&(writer, 2)].1, revoke, "with its body");
    let short = Short { size: 4, cause: Cause::Gap };
    assert_eq!(bench.shelf.short[&writer], short);
    let reopened = bot_protocol::gossip::Engine::open(bench.shelf.state());
    let state = reopened.state(&writer).unwrap();
    assert_eq!((state.size, state.seen), (1, 4), "it is asked for after a restart too");
    // Said again it changes nothing.
    bench.heard(Lane::Urgent, entry(&revoke));
    assert_eq!(ahead(&bench), [2]);
    for (lane, one) in [(Lane::Feed, &between), (Lane::Urgent, &revoke), (Lane::Feed, &after)] {
        bench.heard(lane, entry(one));
    }
    assert_eq!(bench.shelf.entries[&(writer, 2)].statement, revoke);
    assert_eq!((ahead(&bench), bench.shelf.size(&writer)), (vec![], 4));
}

/// A revocation of another version, right where what is held ends: no proof can be made of it alone, and it
/// counts, as does that there is more than is held.
#[test]
fn what_takes_back_on_another_version_counts_where_what_is_held_ends() {
    let (mut bench, writer) = begun();
    let (mut one, mut other) = (bench.author.clone(), bench.author.clone());
    let held = one.write(profile("held"), &mut bench.chance, NOW);
    bench.heard(Lane::Feed, entry(&held));
    other.write(profile("another"), &mut bench.chance, NOW);
    let revoke = revoked(&mut bench, &mut other, 7);
    bench.heard(Lane::Urgent, entry(&revoke));
    assert_eq!((ahead(&bench), bench.shelf.size(&writer)), (vec![2], 2));
    assert_eq!(bench.shelf.short[&writer], Short { size: 3, cause: Cause::Gap });
    // What goes on with the version that is held shows that there are two.
    let next = one.write(profile("next"), &mut bench.chance, NOW);
    bench.heard(Lane::Feed, entry(&next));
    assert_eq!(bench.engine.fork(&writer).map(|fork| fork.seq()), Some(2));
}

/// What was seen beyond a gap is of another branch than what comes: both are told, and it counts.
#[test]
fn another_entry_under_a_number_that_was_seen_is_a_fork() {
    let (mut bench, writer) = begun();
    let (mut one, mut other) = (bench.author.clone(), bench.author.clone());
    other.write(profile("another"), &mut bench.chance, NOW);
    let revoke = revoked(&mut bench, &mut other, 7);
    bench.heard(Lane::Urgent, entry(&revoke));
    assert_eq!(ahead(&bench), [2]);
    for name in ["between", "where the other revokes"] {
        let said = one.write(profile(name), &mut bench.chance, NOW);
        bench.heard(Lane::Feed, entry(&said));
    }
    assert_eq!(bench.engine.fork(&writer).map(|fork| fork.seq()), Some(2));
    bench.looked_up();
    let aside: Vec<_> = bench.shelf.aside[&writer].keys().copied().collect();
    assert_eq!((aside, ahead(&bench)), (vec![revoke.id()], vec![]), "it lies beside the feed now");
}

/// No more than so many of the nearest are kept, nothing without its body, and nothing forged.
#[test]
fn what_is_kept_beyond_a_gap_is_bounded() {
    let (mut bench, writer) = begun();
    let mut author = bench.author.clone();
    author.write(profile("between"), &mut bench.chance, NOW);
    let most = u32::try_from(AHEAD_MAX).unwrap();
    let mut told: Vec<Statement> =
        (0..most + 5).map(|index| revoked(&mut bench, &mut author, index)).collect();
    told.reverse();
    let mut forged = entry(&told[0]);
    let at = forged.windows(64).position(|part| part == told[0].signature().as_bytes()).unwrap();
    forged[at] ^= 1;
    bench.heard(Lane::Urgent, forged);
    bench.heard(Lane::Urgent, entry(&told[0].without_body()));
    assert_eq!(ahead(&bench), [0_u32; 0]);
    for revoke in &told {
        bench.heard(Lane::Urgent, entry(revoke));
    }
    assert_eq!(ahead(&bench), (2..2 + most).collect::<Vec<_>>());
    assert_eq!(bench.shelf.short[&writer].size, most + 7, "that there are more is known");
}

/// What was seen before the close below it came lies beside the feed, as it does where the close came first.
#[test]
fn a_close_puts_what_was_seen_above_it_beside_the_feed() {
    use bot_protocol::feed::KeyEvent;
    use bot_protocol::gossip::Item;
    use bot_tests::harness::author::message;
    let (mut bench, writer) = begun();
    let mut author = bench.author.clone();
    author.write(profile("between"), &mut bench.chance, NOW);
    let revoke = revoked(&mut bench, &mut author, 7);
    bench.heard(Lane::Urgent, entry(&revoke));
    let close = KeyEvent::close(writer, 1, NOW, &bench.author.identity);
    bench.heard(Lane::Urgent, message(&Item::Key(close)));
    bench.looked_up();
    assert_eq!(bench.shelf.aside[&writer].keys().copied().collect::<Vec<_>>(), [revoke.id()]);
    assert_eq!(ahead(&bench), [0_u32; 0]);
}
