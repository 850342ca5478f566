//! Somebody says hundreds of things at once, as a school that issues to a whole year does.

use bot_protocol::limits::SYNC_EVERY_MILLIS;

use crate::figures::measure;
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

/// How many statements come at once.
const BURST: usize = 400;

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 6, authors: 3 });
    world.begin().await;
    let first = world.marks;
    for _ in 0..BURST {
        world.say_marked(0).await;
    }
    pass(2 * SYNC_EVERY_MILLIS / 1000).await;
    let figures = measure(&world, first, &world.everybody());
    figures.print(&format!("{BURST} said at once"));
    assert!(figures.delivered >= 100.0, "seed {seed}: not all came");
    judge(&world, &world.everybody());
}
