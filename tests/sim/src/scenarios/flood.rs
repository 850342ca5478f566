//! Twenty strangers say a thousand things a second each, rightful in form and of nobody that anybody
//! knows, or of their own. They answer whatever they are asked, are put out all the same, and knock again.
//! What the honest say comes in at most twice the time that it takes in peace.

use std::time::Duration;

use tokio::time::sleep;

use crate::figures::{measure, say};
use crate::noise::Noise;
use crate::oracle::judge_beside;
use crate::stranger::{Stranger, URGENT};
use crate::world::{Plan, World, pass};

const FLOODERS: u8 = 20;
const A_SECOND: u64 = 1_000;
/// How many honest nodes each of them calls.
const VICTIMS: usize = 2;
/// How long the flood takes; news is timed all the while.
const SECONDS: u64 = 60;
/// How many stamps each of them says a second beside that.
const STAMPS_A_SECOND: u64 = 50;
/// How often in a second somebody honest speaks.
const SAID_A_SECOND: u64 = 4;

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(5);
    let mut world = World::new(seed, Plan { nodes, calls: 6, authors });
    world.begin().await;
    let honest = world.everybody();
    let first = world.marks;
    speak(&mut world, authors).await;
    let peace = measure(&world, first, &honest);
    peace.print("in peace");

    let flooders: Vec<Stranger> = (0..FLOODERS)
        .map(|number| {
            let victims: Vec<usize> = world.draw_some(VICTIMS, nodes).into_iter().collect();
            Stranger::start(&world, number, &victims)
        })
        .collect();
    pass(5).await;
    let let_in: usize = flooders.iter().map(Stranger::connected).sum();
    assert!(let_in > 0, "seed {seed}: nobody lets a flooder in, so nothing is shown");
    let first = world.marks;
    let heard = world.internet.tap.seen().bytes;
    let flood = async {
        let all = flooders.iter().zip(0..).map(|(one, seed)| say_noise(one, seed));
        futures::future::join_all(all).await;
    };
    let ((), ()) = tokio::join!(flood, speak(&mut world, authors));
    let flooded = measure(&world, first, &honest);
    flooded.print("flooded");
    let kept: usize = flooders.iter().map(Stranger::connected).sum();
    let noise = (world.internet.tap.seen().bytes - heard) >> 20;
    say(&format!("{let_in} connections of flooders before, {kept} after {noise} MiB of all"));
    assert!(noise >= 20, "seed {seed}: {noise} MiB are no flood");
    assert!(kept * 4 <= let_in, "seed {seed}: {kept} of {let_in} floods go on");
    let ratio = flooded.p99.as_secs_f64() / peace.p99.as_secs_f64();
    say(&format!("p99 flooded is {ratio:.2} times p99 in peace"));
    assert!(flooded.delivered >= 100.0, "seed {seed}: the flood keeps something from somebody");
    assert!(ratio <= 2.0, "seed {seed}: p99 is {ratio:.2} times what it is in peace");
    pass(120).await;
    judge_beside(&world, &honest, u64::from(FLOODERS));
}

/// A stranger tells who it is, and floods both topics.
async fn say_noise(one: &Stranger, seed: u64) {
    let (noise, mut stamps) = (Noise::new(seed), Noise::new(seed));
    noise.keys().into_iter().for_each(|bytes| one.publish(URGENT, bytes));
    let urgent = async {
        for _ in 0..SECONDS * STAMPS_A_SECOND {
            if one.connected() > 0 {
                one.publish(URGENT, stamps.stamp());
            }
            sleep(Duration::from_millis(1000 / STAMPS_A_SECOND)).await;
        }
    };
    tokio::join!(urgent, one.flood(noise, A_SECOND, SECONDS));
}

/// Statements as long as the flood takes.
async fn speak(world: &mut World, authors: usize) {
    for _ in 0..SECONDS * SAID_A_SECOND {
        let author = world.chance.below(authors);
        world.say_marked(author).await;
        sleep(Duration::from_millis(1000 / SAID_A_SECOND)).await;
    }
    pass(5).await;
}
