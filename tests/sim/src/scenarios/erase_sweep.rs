//! What an author erases is gone from every disk, headers stay, and who was away drops it too.

use std::collections::BTreeSet;

use bot_node::store::{Item, Store as _};
use bot_protocol::limits::SYNC_EVERY_MILLIS;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Erase;

use crate::figures::say;
use crate::oracle::judge;
use crate::tap::mark;
use crate::world::{Plan, World, pass, profile};

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    world.begin().await;
    // One short enough to be gossiped whole, one whose body is pulled.
    let short = world.say(0, profile(mark(1), None)).await;
    let long = world.say(0, profile(mark(2), Some("x".repeat(4_000)))).await;
    pass(60).await;
    let away = nodes - 1;
    for node in 0..nodes {
        assert_eq!(bodies(&world, node), 2, "seed {seed}: node {node} never had the bodies");
    }
    world.stop(away).await;
    let erase = Erase::own(vec![short.seq(), long.seq()]);
    world.say(0, Content::Erase(erase)).await;
    pass(2 * SYNC_EVERY_MILLIS / 1000).await;
    world.start(away).await;
    pass(2 * SYNC_EVERY_MILLIS / 1000).await;
    for node in 0..nodes {
        assert_eq!(bodies(&world, node), 0, "seed {seed}: node {node} keeps what was erased");
        for said in [&short, &long] {
            let held = world.nodes[node].disk.entry(&said.writer(), said.seq()).expect("readable");
            assert!(held.is_some(), "seed {seed}: node {node} lost a header");
        }
    }
    say(&format!("{nodes} disks, no byte of what was erased"));
    judge(&world, &world.everybody());
}

/// How many bodies with one of the two marks lie on a disk.
fn bodies(world: &World, node: usize) -> usize {
    let disk = &world.nodes[node].disk;
    let items = disk.items_since(0, usize::MAX).expect("a store in memory can be read");
    let marks = [mark(1), mark(2)];
    let marked = |item: &Item| match item {
        Item::Entry(statement) => statement.body().is_some_and(|body| {
            let text = String::from_utf8_lossy(&body.bytes);
            marks.iter().any(|mark| text.contains(mark))
        }),
        // What takes something back is never erased.
        Item::Key(_) | Item::Fork(_) | Item::Stamp(_) | Item::Heads(_) => false,
        Item::Aside(_) | Item::Ahead(_) => false,
    };
    let entry = |item: &Item| match item {
        Item::Entry(statement) if marked(item) => Some(statement.id()),
        Item::Entry(_)
        | Item::Key(_)
        | Item::Fork(_)
        | Item::Stamp(_)
        | Item::Heads(_)
        | Item::Aside(_)
        | Item::Ahead(_) => None,
    };
    // One whose body came later is listed twice.
    items.iter().filter_map(|(_, item)| entry(item)).collect::<BTreeSet<_>>().len()
}
