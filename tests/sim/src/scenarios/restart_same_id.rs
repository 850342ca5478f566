//! A node dies without a word and is back at once under the same name, while its neighbours still
//! hold its dead connections: gossip must flow again, both ways (rust-libp2p #5097).

use crate::figures::{measure, say};
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 3, authors: nodes.min(5) });
    world.begin().await;
    for round in 0..3 {
        let node = world.chance.below(nodes.min(5));
        world.kill(node).await;
        pass(2).await;
        world.start(node).await;
        pass(60).await;
        let first = world.marks;
        for _ in 0..5 {
            world.say_marked(node).await;
            world.say_marked((node + 1) % nodes.min(5)).await;
            pass(1).await;
        }
        pass(5).await;
        let figures = measure(&world, first, &world.everybody());
        figures.print(&format!("a minute after death {round}"));
        assert!(figures.delivered >= 100.0, "seed {seed}: gossip does not come to all again");
    }
    say("gossip flowed again after each death");
    judge(&world, &world.everybody());
}
