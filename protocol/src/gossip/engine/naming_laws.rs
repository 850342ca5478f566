//! Laws of the order in which stamps and the naming of their witnesses come: none matters.

use proptest::prelude::*;

use super::signing_laws::{NOW, connect, did, key, keys, log};
use super::{Engine, Turn};
use crate::feed::{HeadStamp, KeyEvent, KeyLog, Witnesses};
use crate::gossip::message::{Packed, Unpacked};
use crate::gossip::{Change, Effect, EngineState, Item, Peer};
use crate::identity::PublicKey;
use crate::time::Timestamp;

/// The issuer of [`signing_laws`](super::signing_laws) is 1, and writes by 2.
fn writer() -> PublicKey {
    key(2).public()
}

/// So many times ten seconds later: stamps of one head are no sooner than a quarter of an hour apart.
fn later(times: u64) -> Timestamp {
    NOW.saturating_add(times * 10_000)
}

/// The issuer names these witnesses so much later.
fn names(witnesses: &[u8], at: u64) -> Item {
    let named = Witnesses::usual(witnesses.iter().map(|one| key(*one).public())).unwrap();
    Item::Key(KeyEvent::witnesses(named, later(at), &key(1)))
}

/// The stamp of so many entries, made so much later, signed by these.
fn stamped(entries: usize, at: u64, by: &[u8]) -> Item {
    let feed = log(&["a", "b", "c", "d"][..entries]);
    let times = (later(at), later(at + 1_000));
    let made = HeadStamp::sign(&feed, &KeyLog::<KeyEvent>::new(did(1)), times, &key(2)).unwrap();
    let cosign = |made: HeadStamp, one: &u8| {
        let cosig = made.cosign(later(at), &key(*one));
        made.with(cosig).unwrap()
    };
    Item::Stamp(by.iter().fold(made, cosign))
}

/// Everybody's writers, as every node knows them; of the issuer's witnesses nothing.
fn node() -> Engine {
    let known = keys().into_iter().filter(|event| event.act().witnesses().is_none());
    Engine::open(EngineState { keys: known.collect(), ..EngineState::default() })
}

/// What is to be stored once this came.
fn hears(engine: &mut Engine, item: &Item) -> Vec<Change> {
    let mut turn = Turn::at(later(20_000));
    let unpacked: Unpacked = Packed::new(item).unpack().unwrap();
    engine.take(Peer([9; 32]), unpacked, &mut turn);
    let changes = turn.effects.into_iter().filter_map(|effect| {
        if let Effect::Append(changes) = effect { Some(changes) } else { None }
    });
    changes.flatten().collect()
}

fn held(engine: &Engine) -> Vec<HeadStamp> {
    engine.stamps(&writer()).cloned().collect()
}

/// Whether it asks its peers for everything again; from then on it was.
fn asks_anew(engine: &mut Engine) -> bool {
    let asks = engine.peers.values().any(|state| state.whole);
    engine.peers.values_mut().for_each(|state| state.whole = false);
    asks
}

/// Nodes that heard the same in these orders, and of which each that asks anew is told what the others keep,
/// until none asks.
fn told<const N: usize>(orders: [Vec<Item>; N]) -> [Engine; N] {
    let mut nodes = orders.map(|order| {
        let mut engine = node();
        connect(&mut engine, 5);
        asks_anew(&mut engine);
        order.iter().for_each(|item| drop(hears(&mut engine, item)));
        engine
    });
    for _ in 0..20 {
        let kept: Vec<HeadStamp> = nodes.iter().flat_map(held).collect();
        let mut asked = false;
        for node in &mut nodes {
            if asks_anew(node) {
                asked = true;
                kept.iter().for_each(|stamp| drop(hears(node, &Item::Stamp(stamp.clone()))));
            }
        }
        if !asked {
            return nodes;
        }
    }
    panic!("they ask each other for ever")
}

/// Witnesses are named, others in their place, nobody, and then others again; stamps are signed by those of
/// the time, by those before, by those after, and by nobody whom the issuer named.
fn said() -> Vec<Item> {
    vec![
        names(&[4, 6], 1_000),
        names(&[8, 10, 12], 2_000),
        names(&[], 3_000),
        names(&[14], 4_000),
        stamped(1, 500, &[4, 6]),
        stamped(2, 1_500, &[4, 6, 8, 20]),
        stamped(2, 1_600, &[4]),
        stamped(3, 2_500, &[4, 8, 10, 12]),
        stamped(3, 2_600, &[12, 20]),
        stamped(4, 3_500, &[14, 8]),
        stamped(4, 4_500, &[20]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_comes_first_all_keep_the_same(
        one in Just(said()).prop_shuffle(),
        other in Just(said()).prop_shuffle(),
    ) {
        // The issuer's own node heard of each naming first.
        let nodes = told([said(), one, other]);
        let kept = nodes.each_ref().map(held);
        prop_assert_eq!(kept[0].len(), 3, "not the newest alone");
        prop_assert_eq!(&kept[0], &kept[1]);
        prop_assert_eq!(&kept[0], &kept[2]);
        let digests = nodes.map(|mut node| node.track(writer()).told);
        prop_assert!(digests.iter().all(|one| *one == digests[0]), "they compare as equal");
    }

    #[test]
    fn what_nobody_named_signed_is_kept_in_no_order(order in Just(said()).prop_shuffle()) {
        let [_, one] = told([said(), order]);
        let kept = held(&one);
        let mut by = kept.iter().flat_map(HeadStamp::cosigs);
        prop_assert!(by.all(|cosig| cosig.witness() != key(20).public()));
        prop_assert_eq!(kept.first().map(|stamp| stamp.cosigs().len()), Some(0));
    }
}

/// Who keeps what counts no more writes what counts, so a node that starts anew holds the same.
#[test]
fn what_is_stored_is_what_counts_and_stays_so_at_the_next_start() {
    let (early, late) = (names(&[4], 1_000), names(&[8], 2_000));
    let signed = stamped(2, 2_500, &[4, 8]);
    let mut node = node();
    hears(&mut node, &early);
    hears(&mut node, &signed);
    let Item::Stamp(by_both) = &signed else { panic!("a stamp") };
    let of = |one: u8| by_both.only(|cosig| cosig.witness() == key(one).public());
    assert_eq!(held(&node), [of(4)]);
    let changes = hears(&mut node, &late);
    assert!(changes.contains(&Change::Stamps(vec![by_both.bare()])), "{changes:?}");
    assert_eq!(held(&node), [by_both.bare()]);
    hears(&mut node, &signed);
    assert_eq!(held(&node), [of(8)]);
    // A store that was written before this rule may have more.
    let known = keys().into_iter().filter(|event| event.act().witnesses().is_none());
    let named = [early, late]
        .into_iter()
        .filter_map(|item| if let Item::Key(event) = item { Some(event) } else { None });
    let again = Engine::open(EngineState {
        keys: known.chain(named).collect(),
        stamps: vec![by_both.clone()],
        ..EngineState::default()
    });
    assert_eq!(held(&again), [of(8)]);
}

/// In the order in which it is said nothing is asked for twice.
#[test]
fn who_is_named_before_they_sign_costs_no_comparison() {
    let mut node = node();
    connect(&mut node, 5);
    asks_anew(&mut node);
    for item in [names(&[4], 0), stamped(1, 500, &[4]), names(&[8], 1_000), stamped(2, 1_500, &[8])]
    {
        hears(&mut node, &item);
        assert!(!asks_anew(&mut node), "{item:?}");
    }
    assert_eq!(held(&node).len(), 1);
    // Nor is it for another's key log.
    hears(&mut node, &stamped(2, 1_600, &[20]));
    let named = Witnesses::usual([key(20).public()]).unwrap();
    hears(&mut node, &Item::Key(KeyEvent::witnesses(named, later(1), &key(3))));
    assert!(!asks_anew(&mut node));
    assert!(!node.peers.is_empty() && node.author(&writer()) == Some(did(1)));
}
