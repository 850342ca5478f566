//! The network falls in two, both halves go on, and then it is one again.

use std::time::Duration;

use tokio::time::Instant;

use crate::figures::say;
use crate::oracle::{all_agree, judge};
use crate::world::{Plan, World, pass};

/// The longest pause between two calls, and three rounds of comparing.
const SOON: Duration = Duration::from_secs(300 + 3 * 60);

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: nodes.min(10) });
    world.begin().await;
    let half: Vec<usize> = (0..nodes).filter(|node| node % 2 == 1).collect();
    world.internet.divide(half.iter().copied(), 1);
    for _ in 0..60 {
        let author = world.chance.below(nodes.min(10));
        world.say_marked(author).await;
        pass(10).await;
    }
    assert!(!all_agree(&world, &world.everybody()), "seed {seed}: the partition parted nobody");
    world.internet.divide(half, 0);
    let begun = Instant::now();
    while !all_agree(&world, &world.everybody()) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the halves do not come together");
        pass(5).await;
    }
    say(&format!("one again {} s after healing", begun.elapsed().as_secs()));
    judge(&world, &world.everybody());
}
