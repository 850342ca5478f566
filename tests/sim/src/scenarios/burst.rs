//! Somebody says hundreds of things at once, as a school that issues to a whole year does, and what is said
//! afterwards comes as soon as ever.

use bot_protocol::limits::SYNC_EVERY_MILLIS;

use crate::figures::measure;
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

/// How many statements come at once: more than gossipsub by its defaults may name at once.
const BURST: usize = 600;

/// How many are said afterwards.
const AFTER: usize = 20;

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
    let first = world.marks;
    for _ in 0..AFTER {
        world.say_marked(1).await;
    }
    pass(5).await;
    let after = measure(&world, first, &world.everybody());
    after.print("afterwards");
    assert!(after.delivered >= 100.0, "seed {seed}: somebody hears a neighbour no more");
    judge(&world, &world.everybody());
}
