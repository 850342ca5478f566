//! An ordinary minute: a few authors speak, everybody hears it.

use crate::figures::measure;
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

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
    judge(&world, &(0..nodes).collect::<Vec<_>>());
}
