//! All neighbours of a node keep the news of an issuer from it, for days.
//!
//! The attackers behave as nodes do that are cut off themselves: they greet, answer and compare,
//! and have nothing new. What the victim can tell is that what it knows grows old.

use std::time::Duration;

use bot_node::store::{Store as _, StoredFeed};
use bot_protocol::verdict::Answer;
use tokio::time::{Instant, advance};

use crate::figures::say;
use crate::issued::revocation;
use crate::oracle::{agree, judge};
use crate::verdict::{badge, status};
use crate::world::{Plan, World, pass};

/// The longest pause between two calls, and two rounds of comparing.
const SOON: Duration = Duration::from_secs(300 + 120);

/// Whose news is kept away: the first named a witness, whose clock dates it, and the other nobody, so that
/// its own does.
const ISSUERS: [usize; 2] = [0, 1];

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    let attackers = world.draw_some(4, nodes - 3);
    let attackers: Vec<usize> = attackers.into_iter().map(|node| node + 3).collect();
    let victim = world.add(attackers.iter().copied().collect(), false);
    world.begin().await;
    for issuer in ISSUERS {
        world.say_marked(issuer).await;
    }
    pass(60).await;
    let known = ISSUERS.map(|issuer| head(&world, victim, issuer));

    let around: Vec<usize> = attackers.iter().copied().chain([victim]).collect();
    world.internet.divide(around.iter().copied(), 1);
    let badges = ISSUERS.map(|issuer| badge(&world, issuer));
    let told = |world: &World| badges.each_ref().map(|badge| status(world, victim, badge));
    assert_eq!(told(&world), [Answer::Yes; 2], "seed {seed}: fresh news tell nothing");
    for issuer in ISSUERS {
        world.say(issuer, revocation()).await;
    }
    for _ in 0..8 {
        advance(Duration::from_secs(24 * 3600)).await;
        pass(120).await;
    }
    for (issuer, known) in ISSUERS.into_iter().zip(known) {
        let held = head(&world, victim, issuer);
        assert_eq!(held.size, known.size, "seed {seed}: the eclipse lets light through");
        let age = world.age(held.last_ts);
        assert!(age >= Duration::from_secs(7 * 24 * 3600), "seed {seed}: old news looks young");
        let hours = age.as_secs() / 3600;
        say(&format!("eclipsed, the newest of issuer {issuer} is {hours} h old"));
    }
    let during = told(&world);
    assert_eq!(during, [Answer::Unknown; 2], "seed {seed}: old news are told as if fresh");

    world.internet.divide(around, 0);
    let begun = Instant::now();
    while !ISSUERS.iter().all(|issuer| agree(&world, *issuer, victim)) {
        assert!(begun.elapsed() <= SOON, "seed {seed}: the victim does not see the sun again");
        pass(5).await;
    }
    say(&format!("all was known {} s after its end", begun.elapsed().as_secs()));
    assert_eq!(told(&world), [Answer::No; 2], "seed {seed}: the revocations are not told");
    pass(180).await;
    judge(&world, &world.everybody());
}

/// What a node holds of an issuer's feed.
fn head(world: &World, node: usize, issuer: usize) -> StoredFeed {
    let held = world.nodes[node].disk.head(&world.writer(issuer));
    held.expect("readable").expect("it is known")
}
