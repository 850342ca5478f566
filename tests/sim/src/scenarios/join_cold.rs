//! A node comes late and with nothing: it has everything soon.

use std::time::Duration;

use tokio::time::Instant;

use crate::figures::say;
use crate::oracle::{agree, judge};
use crate::world::{Plan, World, pass};

/// How soon everything is there.
const SOON: Duration = Duration::from_secs(30);

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = 10.min(nodes);
    let mut world = World::new(seed, Plan { nodes, calls: 6, authors });
    world.begin().await;
    for author in (0..authors).cycle().take(500) {
        world.say_marked(author).await;
    }
    pass(150).await;
    let calls = world.draw_some(3, nodes);
    let late = world.add(calls, false);
    let begun = Instant::now();
    world.start(late).await;
    while !agree(&world, 0, late) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the newcomer still lacks something");
        pass(1).await;
    }
    say(&format!("a newcomer held everything after {} s", begun.elapsed().as_secs()));
    judge(&world, &world.everybody());
}
