//! Nine of ten neighbours claim to have a revocation and never give it.
//!
//! They are nodes whose disk hides the issuer's entries from some number on: what they compare names
//! them, their answers leave them out. Gossip goes past them.

use std::time::Duration;

use bot_node::store::Store as _;
use bot_protocol::verdict::Answer;
use tokio::time::Instant;

use crate::disk::Hidden;
use crate::figures::say;
use crate::issued::revocation;
use crate::oracle::{agree, judge};
use crate::verdict::{badge, status};
use crate::world::{Plan, World, pass};

/// Two rounds of comparing, and the silence of each withholder in turn.
const SOON: Duration = Duration::from_secs(120 + 9 * 15);

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    let mut liars = Vec::new();
    for _ in 0..9 {
        let calls = world.draw_some(3, nodes);
        let liar = world.add(calls, false);
        world.nodes[liar].communities.clear();
        liars.push(liar);
    }
    let mut calls: std::collections::BTreeSet<usize> = liars.iter().copied().collect();
    calls.insert(1);
    let victim = world.add(calls, false);
    world.nodes[victim].communities.clear();
    world.begin().await;
    world.say_marked(0).await;
    pass(60).await;
    let issuer = world.writer(0);
    let next = world.nodes[0].disk.head(&issuer).expect("readable").expect("it has begun").size;
    for liar in &liars {
        world.nodes[*liar].disk.hide(Hidden { writer: issuer, from: next });
    }
    let badge = badge(&world, 0);
    world.say(0, revocation()).await;
    let begun = Instant::now();
    while !agree(&world, 0, victim) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the revocation is kept from the victim");
        pass(1).await;
    }
    say(&format!("the victim had it after {} s", begun.elapsed().as_secs()));
    let told = status(&world, victim, &badge);
    assert_eq!(told, Answer::No, "seed {seed}: the revocation is not told");
    let honest: Vec<usize> = (0..nodes).chain([victim]).collect();
    judge(&world, &honest);
}
