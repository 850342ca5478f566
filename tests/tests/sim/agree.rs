//! All honest nodes come to hold the same, and lose nothing they acknowledged.

use bot_tests::harness::world::{Weather, World};

/// A busy while in this weather, with a partition in the middle, then calm.
fn live(seed: u64, count: usize, weather: Weather) -> World {
    let mut world = World::new(seed, count);
    world.run(2_000);
    world.weather = weather;
    for step in 0..30 {
        let node = world.below(count);
        world.say(node);
        let millis = world.chance.below(2_000);
        world.run(millis);
        if step == 8 {
            let cut = 1 + world.below(count - 1);
            world.sever(|node| node < cut);
        }
        if step == 20 {
            world.mend();
        }
    }
    world.settle();
    world
}

fn check(seed: u64, weather: Weather) -> World {
    let world = live(seed, 3 + usize::try_from(seed % 4).unwrap(), weather);
    world.must_keep_acknowledged();
    world.must_agree();
    world.must_survive_restart();
    let said: usize = world.nodes.iter().map(|node| node.acknowledged.len()).sum();
    assert!(said > 5, "seed {seed}: only {said} statements were acknowledged");
    world
}

#[test]
fn nodes_agree_in_fair_weather() {
    for seed in 0..20 {
        let world = check(seed, Weather::default());
        let blamed: Vec<_> = world.nodes.iter().flat_map(|node| &node.blamed).collect();
        assert!(blamed.is_empty(), "seed {seed}: honest nodes blame each other: {blamed:?}");
    }
}

#[test]
fn nodes_agree_when_gossip_is_lost_doubled_and_reordered() {
    for seed in 100..130 {
        check(seed, Weather { loss: 400_000, twice: 300_000, crash: 0 });
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_nodes_die_between_any_two_effects() {
    let mut crashes = 0;
    for seed in 200..260 {
        crashes += check(seed, Weather { loss: 100_000, twice: 100_000, crash: 8_000 }).crashes;
    }
    assert!(crashes > 200, "only {crashes} crashes");
}
