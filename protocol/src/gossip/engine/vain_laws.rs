//! Laws of what is said in vain: who floods is put out however well they answer, and nobody honest is.

use super::signing_laws::{NOW, connect, did, key, keys};
use super::{Engine, EngineState};
use crate::feed::Feed;
use crate::gossip::message::Packed;
use crate::gossip::{Community, Effect, Event, Fault, Item, Lane, Message, MessageId, Peer, Topic};
use crate::limits::{BLAME_POINTS_MAX, HEARD_BURST, HEARD_PER_SECOND};
use crate::statement::kinds::{Party, Profile};
use crate::statement::{Content, Draft, Retention};
use crate::time::Timestamp;

pub(super) fn node() -> Engine {
    Engine::open(EngineState {
        communities: vec![Community::new("commons").unwrap()],
        keys: keys().into_iter().collect(),
        ..EngineState::default()
    })
}

/// What this writer says first, for whom it may be.
fn said(writer: u8) -> Vec<u8> {
    let name = "somebody".to_owned();
    let profile = Profile { party: Party::Person, name, description: None, url: None };
    let draft =
        Draft { content: Content::Profile(profile), salt: [7; 16], ret: Retention::Erasable };
    let feed = Feed::new(key(writer).public());
    let author = did(writer - 1);
    let statement = draft.sign(&author, &feed.head(), NOW, &key(writer)).unwrap();
    Packed::new(&Item::Entry(statement)).to_bytes()
}

/// Points that a peer has after it forwarded this at a moment.
fn forwards(engine: &mut Engine, peer: Peer, bytes: &[u8], now: Timestamp) -> u32 {
    points(&hears(engine, peer, (Lane::Feed, bytes), now), peer)
}

/// What a node does about what a peer forwarded.
pub(super) fn hears(
    engine: &mut Engine,
    peer: Peer,
    (lane, bytes): (Lane, &[u8]),
    now: Timestamp,
) -> Vec<Effect> {
    let topic = Topic { community: Community::new("commons").unwrap(), lane };
    let heard = Event::Heard { peer, topic, id: MessageId([1; 32]), bytes: bytes.to_vec() };
    engine.handle(heard, now)
}

pub(super) fn points(effects: &[Effect], of: Peer) -> u32 {
    let points = effects.iter().filter_map(|effect| {
        let Effect::Blame { peer, fault } = effect else { return None };
        (*peer == of).then(|| fault.points())
    });
    points.sum()
}

/// After how many milliseconds a peer is put out that says so much each second, within a minute.
pub(super) fn out_after(
    a_second: u64,
    mut says: impl FnMut(&mut Engine, Peer, Timestamp) -> u32,
) -> Option<u64> {
    let mut engine = node();
    let (peer, _) = connect(&mut engine, 9);
    let mut sum = 0;
    (1..=60 * a_second).find_map(|number| {
        let millis = number * 1_000 / a_second;
        sum += says(&mut engine, peer, NOW.saturating_add(millis));
        (sum >= BLAME_POINTS_MAX).then_some(millis)
    })
}

#[test]
fn a_thousand_strangers_words_a_second_put_a_peer_out_within_seconds() {
    let strange = said(40);
    let flood = |engine: &mut Engine, peer, now| forwards(engine, peer, &strange, now);
    let after = out_after(1_000, flood).expect("it is put out");
    assert!((4_000..=8_000).contains(&after), "{after} ms");
    assert_eq!(out_after(HEARD_PER_SECOND, flood), None, "as much as anybody may forward");
}

#[test]
fn nor_may_it_repeat_what_is_held_or_greet_without_end() {
    let known = said(2);
    let repeats = |engine: &mut Engine, peer, now| forwards(engine, peer, &known, now);
    assert!(out_after(1_000, repeats).is_some_and(|after| after <= 8_000));
    let has = |engine: &mut Engine, peer, now| {
        let bytes = Message::Have { writer: key(2).public() }.to_bytes();
        points(&engine.handle(Event::Frame { peer, bytes }, now), peer)
    };
    assert!(out_after(1_000, has).is_some_and(|after| after <= 10_000));
    assert_eq!(out_after(50, has), None);
    assert_eq!(Fault::TooMany.points(), 5, "one word too many is little");
}

/// A thousand nodes that were apart said two things each; and a network says what one node keeps nothing of.
#[test]
fn a_burst_of_honest_neighbours_is_no_flood() {
    let (mut engine, known) = (node(), said(2));
    let (peer, _) = connect(&mut engine, 9);
    let sum: u32 = (0..2 * HEARD_BURST).map(|_| forwards(&mut engine, peer, &known, NOW)).sum();
    assert_eq!(sum, 0);
    let mut later = (1..=30 * HEARD_PER_SECOND).map(|number| {
        let now = NOW.saturating_add(number * 1_000 / HEARD_PER_SECOND);
        forwards(&mut engine, peer, &known, now)
    });
    assert!(later.all(|points| points == 0));
}

/// What is of use is counted nowhere.
#[test]
fn what_is_new_is_not_in_vain() {
    let mut engine = node();
    let (peer, _) = connect(&mut engine, 9);
    let before = format!("{:?}", engine.peers.get(&peer).map(|state| &state.vain));
    for writer in [2, 4, 6] {
        assert_eq!(forwards(&mut engine, peer, &said(writer), NOW), 0);
    }
    let vain = |engine: &Engine| format!("{:?}", engine.peers.get(&peer).map(|state| &state.vain));
    assert_eq!(vain(&engine), before);
    forwards(&mut engine, peer, &said(2), NOW);
    assert_ne!(vain(&engine), before, "what is known is");
}

/// A hub forwards what many say: of each ten things nine are beyond its pace, or known, and one is new.
#[test]
fn news_pays_for_what_comes_beyond_the_pace_and_nothing_else_does() {
    let news = |number: u64, feed: &mut Feed| {
        let name = format!("{number}");
        let profile = Profile { party: Party::Person, name, description: None, url: None };
        let content = Content::Profile(profile);
        let draft = Draft { content, salt: [7; 16], ret: Retention::Erasable };
        let said = draft.sign(&did(1), &feed.head(), NOW, &key(2)).unwrap();
        feed.replay(&said).unwrap();
        Packed::new(&Item::Entry(said)).to_bytes()
    };
    for (of_use, expected) in [(true, false), (false, true)] {
        let mut engine = node();
        let (peer, _) = connect(&mut engine, 9);
        let (mut feed, old, mut sum) = (Feed::new(key(2).public()), said(2), 0);
        for number in 0..2_500 {
            let now = NOW.saturating_add(number * 10);
            let first = if of_use { news(number, &mut feed) } else { old.clone() };
            sum += forwards(&mut engine, peer, &first, now);
            sum += (0..9).map(|_| forwards(&mut engine, peer, &old, now)).sum::<u32>();
        }
        assert_eq!(sum >= BLAME_POINTS_MAX, expected, "{sum} points, of use: {of_use}");
    }
}
