//! One writer tells two stories to two halves: both come to hold the same proof of it.

use std::sync::Arc;
use std::time::Duration;

use bot_node::store::Store as _;
use tokio::time::Instant;

use crate::figures::say;
use crate::oracle::{all_agree_on_forks, judge_but};
use crate::world::{Plan, World, pass};

/// The longest pause between two calls, and two rounds of comparing.
const SOON: Duration = Duration::from_secs(300 + 120);

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    world.begin().await;
    // A copy of the first node on the other side, with its keys and its disk as it is now.
    let half: Vec<usize> = (0..nodes).filter(|node| node % 2 == 1).collect();
    let calls = half.iter().copied().take(4).collect();
    let copy = world.add(calls, false);
    world.nodes[copy].identity = world.nodes[0].identity.clone();
    world.nodes[copy].disk = crate::disk::Disk::copy_of(&world.nodes[0].disk);
    world.internet.divide(half.iter().copied().chain([copy]), 1);
    world.start(copy).await;
    pass(20).await;
    for one in [0, copy] {
        for _ in 0..3 {
            world.say_marked(one).await;
            pass(1).await;
        }
    }
    pass(30).await;
    world.internet.divide(half.into_iter().chain([copy]), 0);
    let begun = Instant::now();
    let writer = world.writer(0);
    while !all_agree_on_forks(&world, &world.everybody(), 1) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the fork is not known to all");
        pass(5).await;
    }
    let proofs = Arc::clone(&world.nodes[nodes - 1].disk).forks().expect("readable");
    assert!(proofs.iter().all(|proof| proof.writer() == writer), "seed {seed}: of another writer");
    say(&format!("one proof everywhere {} s after healing", begun.elapsed().as_secs()));
    pass(120).await;
    // What stands above the fork counts for nobody, so halves may hold either branch of it.
    judge_but(&world, &world.everybody(), &writer);
}
