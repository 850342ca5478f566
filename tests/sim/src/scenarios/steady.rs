//! An ordinary minute: a few authors speak, everybody hears it.

use std::time::Duration;

use crate::figures::measure;
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

/// The goal for a thousand nodes.
const P99: Duration = Duration::from_millis(220);

/// How many nodes the goal of copies is for: what the first hops cost weighs more among fewer.
const MANY: usize = 1000;

/// The goal for so many: how often a statement crosses a wire for each of them.
const COPIES: f64 = 3.5;

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(20);
    let mut world = World::new(seed, Plan { nodes, calls: 8, authors });
    world.begin().await;
    let first = world.marks;
    for _ in 0..60 {
        let author = world.chance.below(authors);
        world.say_marked(author).await;
        pass(1).await;
    }
    pass(20).await;
    let figures = measure(&world, first, &world.everybody());
    figures.print("said in a calm minute");
    assert!(figures.delivered >= 100.0, "seed {seed}: not all came");
    assert!(figures.p99 <= P99, "seed {seed}: one in a hundred took {:?}", figures.p99);
    let copies = figures.copies + figures.again;
    assert!(nodes < MANY || copies <= COPIES, "seed {seed}: {copies:.2} copies a delivery");
    judge(&world, &(0..nodes).collect::<Vec<_>>());
}
