//! Nodes come, go and die all the time, while packets are lost.

use crate::oracle::judge;
use crate::world::{Plan, World, pass};

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(10);
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors });
    world.begin().await;
    world.internet.lose(20_000);
    for _ in 0..120 {
        let node = world.chance.below(nodes);
        let runs = world.nodes[node].handle.is_some();
        let running = world.nodes.iter().filter(|node| node.handle.is_some()).count();
        match (runs, world.chance.below(2)) {
            (false, _) => world.start(node).await,
            (true, _) if running <= nodes / 2 => {}
            (true, 0) => world.stop(node).await,
            (true, _) => world.kill(node).await,
        }
        let author = world.chance.below(authors);
        if world.nodes[author].handle.is_some() {
            world.say_marked(author).await;
        }
        pass(3).await;
    }
    world.internet.lose(0);
    world.start_all().await;
    pass(300 + 180).await;
    judge(&world, &world.everybody());
}
