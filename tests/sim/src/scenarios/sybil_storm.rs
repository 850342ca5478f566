//! A crowd from one address calls everybody, and each of it speaks for a new identity.

use std::net::{Ipv4Addr, SocketAddr};

use crate::figures::{measure, say};
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

/// Where they all come from.
const HOME: Ipv4Addr = Ipv4Addr::new(66, 6, 6, 6);

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(5);
    let mut world = World::new(seed, Plan { nodes, calls: 6, authors });
    world.begin().await;
    let honest = world.everybody();
    let first = world.marks;
    speak(&mut world, authors).await;
    let before = measure(&world, first, &honest);
    before.print("before the storm");

    let crowd = 3 * nodes;
    for number in 0..crowd {
        let calls = world.draw_some(10, nodes);
        let sybil = world.add(calls, true);
        let port = 1000 + u16::try_from(number).unwrap_or(0);
        world.nodes[sybil].at = SocketAddr::new(HOME.into(), port);
        world.start(sybil).await;
    }
    pass(5).await;
    for sybil in nodes..nodes + crowd {
        world.introduce(sybil).await;
    }
    let first = world.marks;
    speak(&mut world, authors).await;
    let during = measure(&world, first, &honest);
    during.print("in the storm");
    let most = honest.iter().map(|node| world.handle(*node).net().peers.len()).max();
    say(&format!("{crowd} strangers; most peers known to one node: {}", most.unwrap_or(0)));
    assert!(during.delivered >= 100.0, "seed {seed}: the storm keeps something from somebody");
    let bound = before.p99 * 2;
    assert!(during.p99 <= bound, "seed {seed}: p99 is {:?}, over {bound:?}", during.p99);
    pass(180).await;
    judge(&world, &honest);
}

async fn speak(world: &mut World, authors: usize) {
    for _ in 0..30 {
        let author = world.chance.below(authors);
        world.say_marked(author).await;
        pass(1).await;
    }
    pass(5).await;
}
