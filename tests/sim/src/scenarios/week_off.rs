//! A node is off for a week: what was said meanwhile is there soon after its return.
//!
//! Of each day five minutes are lived; over the other hours the clock jumps, as if all machines
//! slept. That saves millions of timers and no message.

use std::time::Duration;

use tokio::time::{Instant, advance};

use crate::figures::say;
use crate::oracle::{agree, judge};
use crate::world::{Plan, World, pass};

/// How soon everything is there.
const SOON: Duration = Duration::from_secs(120);

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(8);
    let mut world = World::new(seed, Plan { nodes, calls: 4, authors });
    world.begin().await;
    let away = nodes - 1;
    world.stop(away).await;
    for _ in 0..7 {
        advance(Duration::from_secs(24 * 3600 - 300)).await;
        for _ in 0..30 {
            let author = world.chance.below(authors.min(away));
            world.say_marked(author).await;
            pass(10).await;
        }
    }
    let begun = Instant::now();
    world.start(away).await;
    while !agree(&world, 0, away) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: a week was not made up for");
        pass(1).await;
    }
    say(&format!("a week was made up for after {} s", begun.elapsed().as_secs()));
    pass(120).await;
    judge(&world, &world.everybody());
}
