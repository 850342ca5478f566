//! One node in five hears and says nothing on: their disks failed, they only read.

use crate::figures::measure;
use crate::oracle::judge;
use crate::world::{Plan, World, pass};

pub(super) async fn run(seed: u64, nodes: usize) {
    let authors = nodes.min(10);
    let mut world = World::new(seed, Plan { nodes, calls: 6, authors });
    world.begin().await;
    let first = world.marks;
    speak(&mut world, &(0..authors).collect::<Vec<_>>()).await;
    let before = measure(&world, first, &world.everybody());
    before.print("with everybody speaking on");

    let (mute, honest): (Vec<usize>, Vec<usize>) = (0..nodes).partition(|node| node % 5 == 4);
    mute.iter().for_each(|node| world.nodes[*node].disk.kill());
    let speakers: Vec<usize> = honest.iter().copied().filter(|node| *node < authors).collect();
    // The first that comes is what each of their disks fails at.
    world.say_marked(speakers[0]).await;
    pass(10).await;
    let first = world.marks;
    speak(&mut world, &speakers).await;
    let after = measure(&world, first, &honest);
    after.print("with one in five mute");
    assert!(after.delivered >= 100.0, "seed {seed}: the mute keep something from others");
    let bound = before.p99 * 2;
    assert!(after.p99 <= bound, "seed {seed}: p99 is {:?}, over {bound:?}", after.p99);
    pass(60).await;
    judge(&world, &honest);
}

async fn speak(world: &mut World, authors: &[usize]) {
    for _ in 0..30 {
        let author = authors[world.chance.below(authors.len())];
        world.say_marked(author).await;
        pass(1).await;
    }
    pass(5).await;
}
