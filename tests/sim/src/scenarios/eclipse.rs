//! All neighbours of a node keep the news of an issuer from it, for days.
//!
//! The attackers behave as nodes do that are cut off themselves: they greet, answer and compare,
//! and have nothing new. What the victim can tell is that what it knows grows old.

use std::time::Duration;

use bot_node::store::Store as _;
use bot_protocol::verdict::Answer;
use tokio::time::{Instant, advance};

use crate::figures::say;
use crate::issued::revocation;
use crate::oracle::{agree, judge};
use crate::verdict::{badge, status};
use crate::world::{Plan, World, pass};

/// The longest pause between two calls, and two rounds of comparing.
const SOON: Duration = Duration::from_secs(300 + 120);

/// Whose news is kept away: one of those who named no witness, so that its own clock dates it.
const ISSUER: usize = 1;

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    let attackers = world.draw_some(4, nodes - 3);
    let attackers: Vec<usize> = attackers.into_iter().map(|node| node + 3).collect();
    let victim = world.add(attackers.iter().copied().collect(), false);
    world.begin().await;
    world.say_marked(ISSUER).await;
    pass(60).await;
    let issuer = world.writer(ISSUER);
    let known = world.nodes[victim].disk.head(&issuer).expect("readable").expect("it is known");

    let around: Vec<usize> = attackers.iter().copied().chain([victim]).collect();
    world.internet.divide(around.iter().copied(), 1);
    let badge = badge(&world, ISSUER);
    let before = status(&world, victim, &badge);
    assert_eq!(before, Answer::Yes, "seed {seed}: fresh news tell nothing");
    world.say(ISSUER, revocation()).await;
    for _ in 0..8 {
        advance(Duration::from_secs(24 * 3600)).await;
        pass(120).await;
    }
    let held = world.nodes[victim].disk.head(&issuer).expect("readable").expect("still known");
    assert_eq!(held.size, known.size, "seed {seed}: the eclipse lets light through");
    let age = world.age(held.last_ts);
    assert!(age >= Duration::from_secs(7 * 24 * 3600), "seed {seed}: old news looks young");
    let during = status(&world, victim, &badge);
    assert_eq!(during, Answer::Unknown, "seed {seed}: old news are told as if they were fresh");
    say(&format!("eclipsed, the newest of the issuer is {} h old", age.as_secs() / 3600));

    world.internet.divide(around, 0);
    let begun = Instant::now();
    while !agree(&world, ISSUER, victim) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the victim does not see the sun again");
        pass(5).await;
    }
    say(&format!("all was known {} s after its end", begun.elapsed().as_secs()));
    let after = status(&world, victim, &badge);
    assert_eq!(after, Answer::No, "seed {seed}: the revocation is not told");
    pass(180).await;
    judge(&world, &world.everybody());
}
