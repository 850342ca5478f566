//! Laws of asking for what is missing: ever more seldom where nobody has it, and at once where somebody does.

use std::collections::BTreeMap;

use super::signing_laws::{DAY, NOW, connect, did, key, keys, log, stamp};
use crate::gossip::{Effect, Engine, EngineState, Event, HeldFeed, Hosting, Message, Peer};
use crate::limits::{CHASE_ROUNDS_MAX, SYNC_EVERY_MILLIS};
use crate::time::Timestamp;

const FIVE: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A node that holds two entries of the issuer's feed and a stamp that claims five: the issuer's own, or
/// another's.
fn node(owner: u8) -> Engine {
    let feed = HeldFeed { feed: log(&FIVE[..2]), bytes: 100, status: 0, missing: Vec::new() };
    let hosted = Hosting::sign(&key(owner), &Peer([9; 32]), NOW);
    Engine::open(EngineState {
        // The writer of the feed is a lost one: another signs here now.
        own: BTreeMap::from([(key(50).public(), did(owner))]),
        hosted: vec![hosted],
        keys: keys().into_iter().collect(),
        feeds: vec![feed],
        stamps: vec![stamp(&FIVE)],
        ..EngineState::default()
    })
}

/// The requests for entries of the feed among these effects.
fn wants(effects: &[Effect]) -> Vec<(Peer, u32)> {
    let want = |effect: &Effect| {
        let Effect::Send { peer, bytes } = effect else { return None };
        match Message::read(bytes) {
            Ok(Message::Want { request, range }) if range.writer == key(2).public() => {
                Some((*peer, request))
            }
            _ => None,
        }
    };
    effects.iter().filter_map(want).collect()
}

/// What a node asks for until then, each question answered with nothing.
fn asks(engine: &mut Engine, first: Vec<Effect>, from: u64, to: u64) -> Vec<u64> {
    let (mut effects, mut at) = (first, Vec::new());
    let mut now = from;
    while now < to {
        for (peer, request) in wants(&effects) {
            at.push(now);
            let done = Message::Done { request, frames: 0, position: None };
            let bytes = done.to_bytes();
            let more = engine.handle(Event::Frame { peer, bytes }, NOW.saturating_add(now));
            assert_eq!(wants(&more), [], "the one peer was asked");
        }
        now += 10_000;
        effects = engine.handle(Event::Tick, NOW.saturating_add(now));
    }
    at
}

#[test]
fn what_nobody_has_is_asked_for_ever_more_seldom_and_then_no_more() {
    // Of an owner whose lost key claims more, and of anybody else.
    for owner in [1, 5] {
        let mut engine = node(owner);
        let (peer, effects) = connect(&mut engine, 3);
        let asked = asks(&mut engine, effects, 0, 5 * DAY);
        let most = usize::try_from(CHASE_ROUNDS_MAX).unwrap() + 1;
        assert_eq!(asked.len(), most, "{asked:?}");
        let pauses: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
        for (round, pause) in (0..).zip(pauses) {
            let least = SYNC_EVERY_MILLIS << round;
            assert!((least..least + 30_000).contains(&pause), "round {round}: {pause}");
        }
        // Who was asked has it now: it is asked at once.
        let bytes = Message::Have { writer: key(2).public() }.to_bytes();
        let now: Timestamp = NOW.saturating_add(5 * DAY);
        let effects = engine.handle(Event::Frame { peer, bytes }, now);
        assert_eq!(wants(&effects).len(), 1);
    }
}

#[test]
fn who_is_met_anew_is_asked_for_what_others_did_not_have() {
    let mut engine = node(5);
    let (_, effects) = connect(&mut engine, 3);
    drop(asks(&mut engine, effects, 0, 5 * DAY));
    let (other, mut effects) = connect(&mut engine, 1);
    effects.extend(engine.handle(Event::Tick, NOW.saturating_add(5 * DAY + 1000)));
    let asked: Vec<Peer> = wants(&effects).into_iter().map(|(peer, _)| peer).collect();
    assert!(asked.len() == 1 || asked.contains(&other), "{asked:?}");
}
