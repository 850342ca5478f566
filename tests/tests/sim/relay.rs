//! What did not come by gossip travels on at once, and without a storm.

use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_tests::harness::author::{achievement, profile};
use bot_tests::harness::world::{Weather, World};

/// Far less than a minute, after which every neighbour would have asked anyway.
const SOON_MILLIS: u64 = 25_000;

/// Small, large, and urgent.
fn say_three(world: &mut World, node: usize) {
    let list = u64::try_from(node).unwrap();
    world.say_this(node, profile(&format!("node {node}")));
    world.say_this(node, achievement(4_000, list));
    let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
    world.say_this(node, Content::Revoke(revoke));
}

/// Node 0 says something while nobody hears it; then it is back.
fn back_with_news(mut world: World, known: bool) -> World {
    if known {
        world.run(200_000);
    }
    world.sever(|node| node == 0);
    world.run(5_000);
    say_three(&mut world, 0);
    world.run(100_000);
    (world.frames, world.published) = (0, 0);
    world.mend();
    world.run(SOON_MILLIS);
    world
}

#[test]
fn news_of_one_who_was_away_runs_down_a_line_of_twenty_four() {
    for seed in 0..4 {
        back_with_news(World::line(seed, 24), true).must_agree();
    }
}

/// Where a head overtakes the keys of its author it is not forwarded, and takes longer; on one
/// connection nothing overtakes.
#[test]
fn so_does_a_newcomer_nobody_has_heard_of() {
    for seed in 10..14 {
        let mut world = World::line(seed, 24);
        world.in_order = true;
        back_with_news(world, false).must_agree();
    }
}

#[test]
fn and_through_a_graph_of_thirty() {
    for seed in 20..24 {
        let world = back_with_news(World::new(seed, 30), true);
        world.must_agree();
        assert!(world.published < 60, "seed {seed}: {} messages", world.published);
    }
}

/// Where everybody is everybody's neighbour, one tells on what many caught up with.
#[test]
fn one_speaks_for_many() {
    for seed in 30..33 {
        let world = back_with_news(World::full(seed, 20), true);
        world.must_agree();
        let (frames, published) = (world.frames, world.published);
        assert!(published <= 10, "seed {seed}: {published} messages");
        // Two Hellos each way, a question with its answers, a body each, with each of the others.
        assert!(frames < 19 * 20, "seed {seed}: {frames} frames");
    }
}

#[test]
fn two_halves_that_meet_again_tell_each_other_all() {
    for seed in 40..43 {
        let mut world = World::line(seed, 20);
        world.run(200_000);
        world.sever(|node| node < 10);
        world.run(5_000);
        for node in [0, 4, 9, 10, 15, 19] {
            say_three(&mut world, node);
            world.run(3_000);
        }
        world.run(100_000);
        world.mend();
        world.run(SOON_MILLIS);
        world.must_agree();
    }
}

/// A large body is pulled from neighbour to neighbour as its header runs ahead of it.
#[test]
fn a_large_body_follows_its_header_down_a_line() {
    for seed in 50..54 {
        let mut world = World::line(seed, 24);
        world.run(200_000);
        say_three(&mut world, 0);
        world.run(SOON_MILLIS);
        world.must_agree();
    }
}

/// Where all gossip is lost, asking each other each minute still makes it whole.
#[test]
fn without_gossip_it_only_takes_longer() {
    let mut world = World::line(60, 20);
    world.run(200_000);
    world.weather = Weather { loss: 1_000_000, ..Weather::default() };
    say_three(&mut world, 0);
    world.run(SOON_MILLIS);
    let writer = world.nodes[0].author.writer.public();
    assert_eq!(world.nodes[19].shelf.size(&writer), 0, "nothing can have come so far so soon");
    world.run(20 * 60_000);
    world.must_agree();
}
