//! One writer tells two stories to two halves: both come to hold the same proof of it, and the story that
//! its witness saw, which only one half was told. Another tells a second one where all are connected: from
//! the moment anybody holds both, everybody holds the proof within one sync round.

use std::sync::Arc;
use std::time::Duration;

use bot_node::store::Store as _;
use bot_protocol::canon::hash::Hash;
use bot_protocol::limits::SYNC_EVERY_MILLIS;
use tokio::time::Instant;

use crate::figures::say;
use crate::issued::revocation;
use crate::oracle::{all_agree_on_forks, forks_held, holds_head, judge_but};
use crate::world::{Plan, World, pass};

/// The longest pause between two calls, and two rounds of comparing.
const SOON: Duration = Duration::from_secs(300 + 120);

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    world.begin().await;
    // A copy of the first node on the other side, with its keys and its disk as it is now.
    let half: Vec<usize> = (0..nodes).filter(|node| node % 2 == 1).collect();
    let calls = half.iter().copied().take(4).collect();
    let copy = world.add(calls, false);
    world.nodes[copy].identity = world.nodes[0].identity.clone();
    world.nodes[copy].disk = crate::disk::Disk::copy_of(&world.nodes[0].disk);
    world.internet.divide(half.iter().copied().chain([copy]), 1);
    world.start(copy).await;
    pass(20).await;
    for one in [0, copy] {
        for _ in 0..3 {
            world.say_marked(one).await;
            pass(1).await;
        }
    }
    // The witness is in the other half: it signs what is told there.
    world.say(copy, revocation()).await;
    pass(30).await;
    let seen = witnessed(&world, copy);
    world.internet.divide(half.into_iter().chain([copy]), 0);
    let begun = Instant::now();
    let writer = world.writer(0);
    while !all_agree_on_forks(&world, &world.everybody(), 1) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the fork is not known to all");
        pass(5).await;
    }
    let proofs = Arc::clone(&world.nodes[nodes - 1].disk).forks().expect("readable");
    assert!(proofs.iter().all(|proof| proof.writer() == writer), "seed {seed}: of another writer");
    say(&format!("one proof everywhere {} s after healing", begun.elapsed().as_secs()));
    pass(120).await;
    // All but whose key was copied, who keeps what it signed, have put the story that was witnessed in the
    // place of the other. What stands above that counts for nobody, and some may hold it.
    for node in 1..world.nodes.len() {
        assert!(
            holds_head(&world, node, &writer, seen),
            "seed {seed}: node {node} has not {seen:?}"
        );
    }
    assert!(!holds_head(&world, 0, &writer, seen), "seed {seed}: the other story was never told");
    judge_but(&world, &world.everybody(), &[writer]);
    among_the_connected(&mut world, nodes).await;
    pass(120).await;
    judge_but(&world, &world.everybody(), &[writer, world.writer(1)]);
}

/// The longest head of a node's feed that its witness signed.
fn witnessed(world: &World, node: usize) -> (u32, Hash) {
    let stamps = world.nodes[node].disk.stamps(Some(&world.writer(node))).expect("readable");
    let signed = stamps.iter().filter(|stamp| !stamp.cosigs().is_empty());
    let head = signed.max_by_key(|stamp| stamp.size()).map(|stamp| (stamp.size(), stamp.root()));
    let size = world.nodes[node].disk.head(&world.writer(node)).expect("readable");
    let head = head.expect("the witness signed something");
    assert_eq!(
        Some(head.0),
        size.map(|held| held.size),
        "seed {}: not all was witnessed",
        world.seed
    );
    head
}

/// A copy of another author's node was away and comes back with a story of its own, while all others
/// stay connected.
async fn among_the_connected(world: &mut World, nodes: usize) {
    let seed = world.seed;
    let calls = world.draw_some(2, nodes);
    let copy = world.add(calls, false);
    world.nodes[copy].identity = world.nodes[1].identity.clone();
    world.nodes[copy].disk = crate::disk::Disk::copy_of(&world.nodes[1].disk);
    world.internet.divide(std::iter::once(copy), 2);
    world.start(copy).await;
    pass(20).await;
    for one in [1, copy] {
        for _ in 0..2 {
            world.say_marked(one).await;
            pass(1).await;
        }
    }
    // Everybody has the story that was told where all are.
    pass(60).await;
    world.internet.divide(std::iter::once(copy), 0);
    let connected: Vec<usize> = (0..nodes).collect();
    let begun = Instant::now();
    while connected.iter().all(|node| forks_held(world, *node) < 2) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: nobody notices the second story");
        pass(1).await;
    }
    let noticed = Instant::now();
    let round = Duration::from_millis(SYNC_EVERY_MILLIS);
    while !all_agree_on_forks(world, &connected, 2) {
        let took = noticed.elapsed();
        assert!(took <= round, "seed {seed}: {took:?} after it was noticed not all hold the proof");
        pass(1).await;
    }
    say(&format!(
        "the proof with all who are connected {} s after the first",
        noticed.elapsed().as_secs()
    ));
}
