//! Laws of what one node keeps and another refuses: they compare as equal, and differ by all else.

use std::collections::BTreeSet;

use super::peer::Aim;
use super::signing_laws::{NOW, connect, did, key, keys};
use super::{Engine, EngineState, Scope};
use crate::canon::hash::sha256;
use crate::feed::{Feed, KeyEvent};
use crate::gossip::message::Packed;
use crate::gossip::{Effect, Event, HeldFeed, Item, Message, Peer};
use crate::identity::PublicKey;
use crate::limits::UNKEPT_MAX;
use crate::statement::kinds::{Party, Profile, StatusSnapshot};
use crate::statement::{Content, Draft, Retention, Statement};

/// The writer that is closed after its first entry.
fn writer() -> PublicKey {
    key(2).public()
}

fn draft(feed: &Feed, content: Content) -> Statement {
    let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
    draft.sign(&did(1), &feed.head(), NOW, &key(2)).unwrap()
}

/// The log: a profile, and above it sums of its status of so many revoked places each.
fn log(sums: &[u32]) -> (Feed, Vec<Statement>) {
    let mut feed = Feed::new(writer());
    let name = "Club".to_owned();
    let profile = Profile { party: Party::Person, name, description: None, url: None };
    feed.replay(&draft(&feed, Content::Profile(profile))).unwrap();
    let held = feed.clone();
    let sum = |count: &u32| {
        let revoked = (0..*count).map(|index| index * 3).collect();
        let sum = StatusSnapshot { list: *count, upto: 0, revoked, suspended: Vec::new() };
        let said = draft(&feed, Content::StatusSnapshot(sum));
        feed.replay(&said).unwrap();
        said
    };
    (held, sums.iter().map(sum).collect())
}

/// A node that holds the log to its close, and knows its author or does not.
fn node(knows: bool) -> Engine {
    let closed = KeyEvent::close(writer(), 1, NOW, &key(1));
    let known: BTreeSet<_> = knows.then(|| did(1)).into_iter().collect();
    let feed = HeldFeed { feed: log(&[]).0, bytes: 100, status: 0, missing: Vec::new() };
    let mut engine = Engine::open(EngineState {
        keys: keys().into_iter().chain([closed]).collect(),
        feeds: vec![feed],
        scope: Scope { known, ..Scope::default() },
        ..EngineState::default()
    });
    connect(&mut engine, 9);
    engine
}

const PEER: Peer = Peer([9; 32]);

/// A peer's answer to everything new brings these.
fn brings(engine: &mut Engine, entries: &[Statement]) {
    let state = engine.peers.get_mut(&PEER).unwrap();
    let request = state.ask(Aim::CatchUp { to: None }, NOW);
    let items = entries.iter().map(|entry| Packed::new(&Item::Entry(entry.clone()))).collect();
    let bytes = Message::Items { request, frame: 0, items, position: None }.to_bytes();
    let effects = engine.handle(Event::Frame { peer: PEER, bytes }, NOW);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Blame { .. })), "{effects:?}");
}

/// Whether two that talk to each other compare as equal.
fn equal(one: &Engine, other: &Engine) -> bool {
    one.salted(PEER, &[1; 16]) == other.salted(PEER, &[1; 16])
}

#[test]
fn what_one_refuses_is_no_difference_and_what_it_lacks_is_one() {
    // Of a stranger nobody keeps a large one.
    let (_, said) = log(&[3, 20_000, 5]);
    let [small, large, more] = &said[..] else { panic!("three") };
    let (mut knows, mut refuses) = (node(true), node(false));
    assert!(equal(&knows, &refuses));
    brings(&mut knows, &[small.clone(), large.clone()]);
    assert_eq!(knows.beside(&writer()).count(), 2, "who knows the author keeps both");
    assert!(!equal(&knows, &refuses));
    brings(&mut refuses, &[small.clone(), large.clone()]);
    assert_eq!(refuses.beside(&writer()).count(), 1);
    assert!(equal(&knows, &refuses), "told once and refused");
    // For anybody else it is as it is held.
    assert_ne!(refuses.salted(PEER, &[1; 16]), refuses.salted(Peer([8; 32]), &[1; 16]));
    brings(&mut knows, &[more.clone()]);
    assert!(!equal(&knows, &refuses), "what it may still take differs");
    brings(&mut refuses, &[more.clone()]);
    assert!(equal(&knows, &refuses));
}

#[test]
fn beyond_a_gap_it_is_the_same_and_a_wider_scope_asks_anew() {
    let (_, said) = log(&[3, 20_000]);
    let open = |knows: bool| {
        let known: BTreeSet<_> = knows.then(|| did(1)).into_iter().collect();
        let mut engine = Engine::open(EngineState {
            keys: keys().into_iter().collect(),
            scope: Scope { known, ..Scope::default() },
            ..EngineState::default()
        });
        connect(&mut engine, 9);
        brings(&mut engine, &said);
        engine
    };
    let (knows, mut refuses) = (open(true), open(false));
    let count = |engine: &Engine| engine.ahead.get(&writer()).map_or(0, |held| held.len());
    assert_eq!((count(&knows), count(&refuses)), (2, 1));
    assert!(equal(&knows, &refuses));
    // Whoever comes to know the author must find out what they have not.
    let scope = Scope { known: BTreeSet::from([did(1)]), ..Scope::default() };
    let _asks = refuses.handle(Event::Scope(scope), NOW);
    assert!(!equal(&knows, &refuses));
    brings(&mut refuses, &said);
    assert_eq!(count(&refuses), 2);
    assert!(equal(&knows, &refuses));
}

/// A peer that tells without end fills no memory.
#[test]
fn of_one_peer_so_much_is_remembered_and_no_more() {
    let mut engine = node(false);
    for number in 0..2 * u32::try_from(UNKEPT_MAX).unwrap() {
        let id = sha256(&[&number.to_be_bytes()]);
        engine.unkept = Some((writer(), id, number));
        engine.refused_from(PEER);
    }
    let kept = engine.refused_of(PEER).unwrap().values().map(|all| all.len()).sum::<usize>();
    assert_eq!(kept, UNKEPT_MAX);
    engine.told_anew(PEER, [&writer()]);
    assert!(engine.refused_of(PEER).is_none());
}
