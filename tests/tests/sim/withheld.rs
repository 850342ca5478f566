//! An entry that somebody holds back is noticed, shown as a gap, and had from others.

use bot_tests::harness::author::{achievement, profile};
use bot_tests::harness::world::World;

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
