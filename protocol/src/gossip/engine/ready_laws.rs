//! What was prepared comes to the same as what was not, also where it is forged or nobody asked for it.

use super::{Engine, EngineState};
use crate::feed::{Feed, KeyEvent};
use crate::gossip::{Cursor, Event, Hello, Item, Message, Packer, Peer};
use crate::identity::{Did, SecretKey};
use crate::statement::kinds::{Party, Profile};
use crate::statement::{Content, Draft, Retention};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const PEER: Peer = Peer([1; 32]);
const STORE: [u8; 16] = [3; 16];
/// So many that they take several frames.
const ENTRIES: usize = 40;

/// The frames of an answer: somebody's keys and then what they wrote.
fn answer(request: u32) -> Vec<Vec<u8>> {
    answered(request, true)
}

/// The same, the keys before what they wrote or behind it.
fn answered(request: u32, keys_first: bool) -> Vec<Vec<u8>> {
    let [identity, writer] = [1, 2].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let (did, mut feed) = (Did::from(identity.public()), Feed::new(writer.public()));
    let named = KeyEvent::writer(&writer, Timestamp::from_millis(1), &identity).unwrap();
    let mut packer = Packer::new(request);
    let (first, last) = if keys_first { (Some(named), None) } else { (None, Some(named)) };
    let mut frames: Vec<Vec<u8>> =
        first.and_then(|key| packer.push(&Item::Key(key))).into_iter().collect();
    for _ in 0..ENTRIES {
        let profile = Profile {
            party: Party::Person,
            name: "somebody".to_owned(),
            description: Some("x".repeat(3_200)),
            url: None,
        };
        let (content, ret) = (Content::Profile(profile), Retention::Erasable);
        let draft = Draft { content, salt: [7; 16], ret };
        let said = draft.sign(&did, &feed.head(), NOW, &writer).unwrap();
        feed.append(&said, NOW).unwrap();
        frames.extend(packer.push(&Item::Entry(said)));
    }
    frames.extend(last.and_then(|key| packer.push(&Item::Key(key))));
    frames.extend(packer.finish(Some(7)));
    frames
}

/// An engine that asked a peer for all that is new.
fn engine() -> Engine {
    let cursors = vec![Cursor { peer: PEER, store: STORE, position: 0 }];
    let mut engine = Engine::open(EngineState { cursors, ..EngineState::default() });
    let (communities, hosted) = (Vec::new(), Vec::new());
    let hello =
        Hello { boot: [4; 16], store: STORE, salt: Default::default(), communities, hosted };
    let bytes = Message::Hello(hello).to_bytes();
    for event in [Event::PeerUp { peer: PEER }, Event::Frame { peer: PEER, bytes }] {
        let _asks = engine.handle(event, NOW);
    }
    engine
}

/// What follows from frames that come one by one, and how many entries are held then.
fn follows(engine: &mut Engine, events: Vec<Event>) -> (String, u32) {
    let effects: Vec<_> = events.into_iter().map(|event| engine.handle(event, NOW)).collect();
    let writer = SecretKey::from_seed(&[2; 32]).public();
    (format!("{effects:?}"), engine.state(&writer).map_or(0, |held| held.size))
}

/// Compares both ways; answers how many entries are held, and what follows.
fn both(frames: &[Vec<u8>]) -> (u32, String) {
    assert!(frames.len() > 2, "several frames");
    let each = |bytes: &Vec<u8>| Event::Frame { peer: PEER, bytes: bytes.clone() };
    let (plain, held) = follows(&mut engine(), frames.iter().map(each).collect());
    let mut other = engine();
    let prepared = other.prepare(frames.iter().map(|bytes| (PEER, bytes.clone())).collect());
    assert_eq!(follows(&mut other, prepared), (plain.clone(), held));
    (held, plain)
}

#[test]
fn what_was_prepared_is_taken_as_what_was_not() {
    let (held, follows) = both(&answer(0));
    assert_eq!(held, 40);
    assert!(!follows.contains("Blame"));
}

#[test]
fn entries_before_their_key_are_asked_for_again_all_the_same() {
    let (held, _) = both(&answered(0, false));
    assert_eq!(held, 0);
}

#[test]
fn a_forged_entry_is_found_out_all_the_same() {
    let mut frames = answer(0);
    let at = frames.len() - 2;
    let half = frames[at].len() / 2;
    frames[at][half] ^= 1;
    let (held, follows) = both(&frames);
    assert!(held < 40, "{held}");
    assert!(follows.contains("Blame"));
}

#[test]
fn nothing_is_made_ready_that_nobody_asked_for() {
    let frames = answer(9);
    let (held, follows) = both(&frames);
    assert_eq!(held, 0);
    assert!(follows.contains("Unasked"));
    let made = engine().prepare(frames.into_iter().map(|bytes| (PEER, bytes)).collect());
    let ready =
        |event: &Event| matches!(event, Event::Prepared { frame, .. } if frame.items.is_some());
    assert!(!made.iter().any(ready));
    let asked = engine().prepare(answer(0).into_iter().map(|bytes| (PEER, bytes)).collect());
    assert!(asked.iter().any(ready), "what was asked for is");
}
