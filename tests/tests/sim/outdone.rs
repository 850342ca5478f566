//! Key events that newer ones outdo leave the disk too: whoever names guardians again and again fills none.

use bot_protocol::canon::hash::sha256;
use bot_protocol::feed::{Guardians, KeyEvent, Opening, Witnesses};
use bot_protocol::gossip::{Engine, Item, Judgement, Lane};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::message;

use crate::bench::Bench;

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

#[test]
fn guardians_named_a_hundred_times_are_as_many_events_as_named_twice() {
    let sheet = key(100);
    let next = sha256(&[sheet.public().as_bytes()]);
    let identity = SecretKey::committed(&[7; 32], next).unwrap();
    let base = identity.commitment().unwrap().base;
    let did = Did::from(identity.public());
    let named = |number: u64| {
        let opening = Opening { base, next: sheet.public() };
        let guardians = Witnesses::new(2, [11, 12, 13].map(|one| key(one).public())).unwrap();
        let witnesses = Witnesses::new(2, [21, 22, 23].map(|one| key(one).public())).unwrap();
        let named = Guardians { opening, number, guardians, witnesses, days: 14 };
        KeyEvent::guardians(did, named, Timestamp::from_millis(number), &sheet).unwrap()
    };
    let held = |bench: &Bench| bench.shelf.key_events().filter(|event| event.did() == did).count();
    let mut bench = Bench::new();
    let mut counts = Vec::new();
    for number in 1..=100 {
        let heard = bench.heard(Lane::Urgent, message(&Item::Key(named(number))));
        assert_eq!(heard, (Judgement::Accept, None), "number {number}");
        counts.push(held(&bench));
    }
    assert_eq!(counts.iter().max(), counts.get(1), "{counts:?}");
    // The last one stands, and an older one is not taken in again, after a restart either.
    let newest = named(100);
    assert!(bench.shelf.key_events().any(|event| *event == newest));
    bench.engine = Engine::open(bench.shelf.state());
    let before = bench.shelf.key_ids();
    bench.heard(Lane::Urgent, message(&Item::Key(named(50))));
    assert_eq!(bench.shelf.key_ids(), before);
}
