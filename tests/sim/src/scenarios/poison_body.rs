//! Somebody passes on true headers with false bodies, before anybody has the true ones.

use bot_protocol::gossip::{Item, Packed};

use crate::figures::say;
use crate::oracle::judge;
use crate::stranger::{FEED, Stranger};
use crate::tap::mark;
use crate::world::{Plan, World, pass, profile};

/// How many are passed on.
const COUNT: usize = 30;

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 3 });
    world.begin().await;
    let victims: Vec<usize> = (1..nodes.min(9)).collect();
    let stranger = Stranger::start(&world, 7, &victims);
    pass(10).await;
    // The author speaks alone; the stranger, who knows every word, speaks to the others.
    world.internet.divide([0], 1);
    for number in 0..COUNT {
        let said = world.say(0, profile(mark(number), None)).await;
        let mut bytes = Packed::new(&Item::Entry(said)).to_bytes();
        poison(&mut bytes);
        stranger.publish(FEED, bytes);
        pass(1).await;
    }
    let left = stranger.connected();
    say(&format!("of {} victims {left} still speak to the poisoner", victims.len()));
    assert_eq!(left, 0, "seed {seed}: a poisoner is kept");
    world.internet.divide([0], 0);
    pass(300 + 120).await;
    judge(&world, &world.everybody());
}

/// Alters the body and nothing else.
fn poison(bytes: &mut [u8]) {
    let at = bytes.windows(4).position(|window| window == b"BIT#").expect("its mark");
    bytes[at..at + 3].copy_from_slice(b"BAD");
}
