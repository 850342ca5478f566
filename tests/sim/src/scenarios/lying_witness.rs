//! One of three witnesses lies about when it saw a log, by a year or by as little as nobody can tell from a
//! clock that is wrong: no date of any verdict moves.
//!
//! The liar's own node is off, so that nothing true comes of it; what it signs somebody else passes on.

use std::collections::BTreeSet;

use bot_node::store::Store as _;
use bot_protocol::canon::cbor::Writer;
use bot_protocol::feed::{Cosig, HeadStamp};
use bot_protocol::gossip::{Item, Packed};
use bot_protocol::identity::SecretKey;
use bot_protocol::limits::CLOCK_AHEAD_MAX_MILLIS;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::time::Timestamp;

use crate::dated::as_of;
use crate::figures::say;
use crate::oracle::judge;
use crate::stranger::{Stranger, URGENT};
use crate::world::{Plan, World, pass};

const YEAR: i64 = 365 * 24 * 3600 * 1000;

/// Who lies: one of the three whom the first node names.
const LIAR: usize = 3;

pub(super) async fn run(seed: u64, nodes: usize) {
    let mut world = World::new(seed, Plan { nodes, calls: 5, authors: 5 });
    world.begin().await;
    pass(30).await;
    world.stop(LIAR).await;
    let honest: Vec<usize> = world.everybody().into_iter().filter(|node| *node != LIAR).collect();
    let victims: Vec<usize> = honest.iter().copied().take(6).collect();
    let stranger = Stranger::start(&world, 7, &victims);
    pass(10).await;
    let key = world.nodes[LIAR].identity.as_ref().expect("it speaks").writer.clone();
    let soon = i64::try_from(CLOCK_AHEAD_MAX_MILLIS).expect("minutes") - 60_000;
    let (mut kept, mut index) = (0, 100);
    for lie in [-YEAR, -24 * 3600 * 1000, -60_000, soon, YEAR] {
        index += 1;
        let revoke = Revoke { list: 1, indexes: vec![index], reason: None, of: None };
        world.say(0, Content::Revoke(revoke)).await;
        pass(20).await;
        let stamp = newest(&world, 0);
        let truth: BTreeSet<Timestamp> = stamp.cosigs().iter().map(Cosig::ts).collect();
        assert_eq!(stamp.cosigs().len(), 2, "seed {seed}: two others signed what is newest");
        let now = world.now();
        let moment = now.millis().saturating_add_signed(lie);
        let cosig = cosign(&stamp, Timestamp::from_millis(moment), &key);
        let lied = stamp.with(cosig).expect("it is over this head");
        stranger.publish(URGENT, Packed::new(&Item::Stamp(lied)).to_bytes());
        pass(20).await;
        for node in &honest {
            let held = newest(&world, *node);
            kept += usize::from(held.cosigs().contains(&cosig));
            let told = as_of(&world, *node, 0);
            let (told, truth) = (told.expect("it is valid"), truth.iter().map(ToString::to_string));
            assert!(
                truth.clone().any(|true_one| true_one == told),
                "seed {seed}: node {node} is moved by a lie of {lie} ms to {told}, not of {:?}",
                truth.collect::<Vec<_>>()
            );
        }
    }
    // All lies but the one a year ahead, which is no moment yet, are heard everywhere: they just do not count.
    assert_eq!(kept, 4 * honest.len(), "seed {seed}: some did not hear the lies");
    say(&format!("{kept} lies were heard, no date moved"));
    pass(120).await;
    judge(&world, &honest);
}

/// The newest stamp that a node holds of the first node's log.
fn newest(world: &World, node: usize) -> HeadStamp {
    let held = world.nodes[node].disk.stamps(Some(&world.writer(0))).expect("readable");
    held.into_iter().max_by_key(|stamp| (stamp.size(), stamp.ts())).expect("it is stamped")
}

/// What a witness signs, at whatever moment. Source: `spec/stamps.md` §2.
fn cosign(stamp: &HeadStamp, ts: Timestamp, witness: &SecretKey) -> Cosig {
    let mut head = Writer::new();
    head.array(5);
    head.uint(1_u8);
    head.bytes(stamp.writer().as_bytes());
    head.uint(stamp.size());
    head.bytes(stamp.root().as_bytes());
    head.uint(ts.millis());
    let signed = [&b"bot/cosig/1\0"[..], &head.into_bytes()].concat();
    let mut cosig = Writer::new();
    cosig.array(3);
    cosig.bytes(witness.public().as_bytes());
    cosig.uint(ts.millis());
    cosig.bytes(witness.sign(&signed).as_bytes());
    Cosig::from_bytes(&cosig.into_bytes()).expect("it reads")
}
