//! What its author withdraws is gone from every honest node within two rounds of catch-up.

use bot_protocol::statement::Kind;
use bot_protocol::statement::kinds::Erase;
use bot_protocol::statement::{Content, Retention};
use bot_tests::harness::author::profile;
use bot_tests::harness::world::{Weather, World};

const SEEDED: &str = "Seeded-Body-5507";

/// Nodes whose store still has the seeded bytes anywhere.
fn holders(world: &World) -> usize {
    let has = |bytes: Vec<u8>| bytes.windows(SEEDED.len()).any(|it| it == SEEDED.as_bytes());
    let holds = |node: &&bot_tests::harness::world::Node| {
        node.shelf.entries.values().any(|held| has(held.statement.to_bytes()))
    };
    world.nodes.iter().filter(holds).count()
}

/// Says the seeded text until it is an entry that may be erased; its number.
fn said(world: &mut World) -> u32 {
    loop {
        world.say_this(0, profile(SEEDED));
        world.run(2_000);
        let writer = world.nodes[0].author.writer.public();
        let seq = world.nodes[0].shelf.size(&writer) - 1;
        let held = &world.nodes[0].shelf.entries[&(writer, seq)];
        if held.statement.header().ret == Retention::Erasable {
            return seq;
        }
        assert_eq!(held.statement.kind(), Kind::Profile);
    }
}

fn swept(seed: u64, nodes: usize) {
    let mut world = World::new(seed, nodes);
    world.run(5_000);
    let seq = said(&mut world);
    world.run(150_000);
    let permanent = u32::from(seq > 0);
    assert_eq!(holders(&world), nodes, "seed {seed}: all held it before");
    world.weather = Weather { loss: 200_000, twice: 50_000, crash: 0 };
    world.say_this(0, Content::Erase(Erase { seqs: (0..=seq).collect() }));
    // Two rounds, a minute each, while a fifth of all gossip is lost.
    world.run(120_000);
    let writer = world.nodes[0].author.writer.public();
    for (at, node) in world.nodes.iter().enumerate() {
        let held = &node.shelf.entries[&(writer, seq)];
        assert!(held.away && held.statement.body().is_none(), "seed {seed}: node {at} keeps it");
    }
    if permanent == 0 {
        assert_eq!(holders(&world), 0, "seed {seed}");
    }
    world.settle();
    world.must_agree();
    let size = seq + 2;
    let whole = world.nodes.iter().filter(|node| node.shelf.size(&writer) == size).count();
    assert_eq!(whole, nodes, "seed {seed}: every header stays");
}

#[test]
fn fifty_nodes_drop_what_was_withdrawn() {
    swept(1, 50);
}

#[test]
fn a_node_that_comes_late_never_gets_it() {
    for seed in 0..4 {
        let mut world = World::full(seed, 4);
        world.run(5_000);
        world.sever(|node| node == 3);
        world.run(2_000);
        let seq = said(&mut world);
        world.say_this(0, Content::Erase(Erase { seqs: vec![seq] }));
        world.run(120_000);
        world.settle();
        let writer = world.nodes[0].author.writer.public();
        let held = &world.nodes[3].shelf.entries[&(writer, seq)];
        assert!(held.away && held.statement.body().is_none(), "seed {seed}");
    }
}
