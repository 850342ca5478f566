//! Laws of asking for a witness's signature, and of being asked: who is answered, and how often.

use std::collections::BTreeMap;

use crate::feed::{Ask, Feed, HeadStamp, KeyEvent, Refusal, Witnesses};
use crate::gossip::{
    Effect, Engine, EngineState, Event, HeldFeed, Hello, Hosting, Message, Peer, Word,
};
use crate::identity::{Did, PublicKey, SecretKey};
use crate::limits::{FEEDS_MAX, PLACES_KNOWN_SHARE, SIGN_BURST, SIGNS_PER_MINUTE};
use crate::statement::{
    Content, Draft, Retention, Statement,
    kinds::{Party, Profile},
};
use crate::time::Timestamp;

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_795_435_200_000);
pub(super) const DAY: u64 = 24 * 60 * 60 * 1000;

pub(super) fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// Of the issuer and of the witness: the identity's key, then the writer's.
pub(super) fn did(number: u8) -> Did {
    Did::from(key(number).public())
}

/// The issuer (1, writer 2), its witness (3, writer 4), and a neighbour (5, writer 6).
pub(super) fn keys() -> Vec<KeyEvent> {
    let of = |number: u8| {
        let identity = key(number);
        let writer = key(number + 1);
        let named = KeyEvent::writer(&writer, NOW, &identity).unwrap();
        [KeyEvent::inception(&key(number + 100).public(), &identity), named]
    };
    let named = Witnesses::usual([key(4).public()]).unwrap();
    let mut events: Vec<KeyEvent> = [1, 3, 5].into_iter().flat_map(of).collect();
    events.push(KeyEvent::witnesses(named, NOW, &key(1)));
    events
}

pub(super) fn log(names: &[&str]) -> Feed {
    let mut feed = Feed::new(key(2).public());
    for name in names {
        let name = (*name).to_owned();
        let profile = Profile { party: Party::Person, name, description: None, url: None };
        let draft =
            Draft { content: Content::Profile(profile), salt: [7; 16], ret: Retention::Permanent };
        let statement: Statement = draft.sign(&did(1), &feed.head(), NOW, &key(2)).unwrap();
        feed.replay(&statement).unwrap();
    }
    feed
}

pub(super) fn stamp(names: &[&str]) -> HeadStamp {
    let mut log_of = crate::feed::KeyLog::new(did(1));
    keys().into_iter().filter(|event| event.did() == did(1)).for_each(|event| {
        log_of.insert(event).unwrap();
    });
    HeadStamp::sign(&log(names), &log_of, (NOW, NOW.saturating_add(DAY)), &key(2)).unwrap()
}

/// The engine of whoever owns this writer, which holds so much of the issuer's log.
fn engine(owner: u8, names: &[&str]) -> Engine {
    let feed = HeldFeed { feed: log(names), bytes: 100, status: 0, missing: Vec::new() };
    Engine::open(EngineState {
        own: BTreeMap::from([(key(owner + 1).public(), did(owner))]),
        keys: keys().into_iter().collect(),
        feeds: vec![feed],
        ..EngineState::default()
    })
}

/// Connects a peer that hosts this identity.
pub(super) fn connect(engine: &mut Engine, number: u8) -> (Peer, Vec<Effect>) {
    let peer = Peer([number; 32]);
    let hosted = vec![Hosting::sign(&key(number), &peer, NOW)];
    let hello = Hello {
        boot: [number; 16],
        store: [number; 16],
        salt: [number; 16],
        communities: Vec::new(),
        hosted,
    };
    let mut effects = engine.handle(Event::PeerUp { peer }, NOW);
    let bytes = Message::Hello(hello).to_bytes();
    effects.extend(engine.handle(Event::Frame { peer, bytes }, NOW));
    (peer, effects)
}

fn proofs(effects: &[Effect]) -> Vec<(Peer, u32)> {
    let proof = |effect: &Effect| {
        let Effect::Prove { peer, from, .. } = effect else { return None };
        Some((*peer, *from))
    };
    effects.iter().filter_map(proof).collect()
}

fn says(engine: &mut Engine, peer: Peer, size: u32, why: Refusal) -> Vec<(Peer, u32)> {
    let (writer, word) = (key(2).public(), Word::Refusal(why));
    let bytes = Message::Cosigned { writer, size, word }.to_bytes();
    proofs(&engine.handle(Event::Frame { peer, bytes }, NOW))
}

#[test]
fn a_proof_goes_to_a_witness_that_was_asked_and_twice_at_most() {
    let names = ["a", "b", "c", "d", "e"];
    let mut issuer = engine(1, &names);
    let (witness, _) = connect(&mut issuer, 3);
    let (neighbour, _) = connect(&mut issuer, 5);
    let from = |size| Refusal::Unproven { size };
    // Nobody was asked yet.
    assert_eq!(says(&mut issuer, witness, 5, from(2)), []);
    let effects = issuer.handle(Event::Stamped { stamp: stamp(&names) }, NOW);
    let asked = |effect: &&Effect| {
        let Effect::Send { peer, bytes } = effect else { return false };
        *peer == witness && matches!(Message::read(bytes), Ok(Message::Cosign { .. }))
    };
    assert_eq!(effects.iter().filter(asked).count(), 1);
    // Whoever hosts no witness costs nothing; nor does another size than the one asked for.
    assert_eq!(says(&mut issuer, neighbour, 5, from(2)), []);
    assert_eq!(says(&mut issuer, witness, 4, from(2)), []);
    assert_eq!(says(&mut issuer, witness, 5, from(5)), []);
    // The witness has what it asks for: once from each size, and from two sizes.
    assert_eq!(says(&mut issuer, witness, 5, from(2)), [(witness, 2)]);
    assert_eq!(says(&mut issuer, witness, 5, from(2)), []);
    assert_eq!(says(&mut issuer, witness, 5, from(3)), [(witness, 3)]);
    assert_eq!(says(&mut issuer, witness, 5, from(1)), []);
    // Asked again, it may have forgotten.
    let again = issuer.handle(Event::Stamped { stamp: stamp(&names) }, NOW);
    assert!(again.iter().any(|effect| asked(&effect)));
    assert_eq!(says(&mut issuer, witness, 5, from(1)), [(witness, 1)]);
}

/// A witness restored, and the writer that it lost: of two at one peer each is asked in turn.
#[test]
fn a_witness_that_is_silent_keeps_no_other_at_the_same_peer_from_being_asked() {
    let both = Witnesses::usual([key(4).public(), key(40).public()]).unwrap();
    let mut events = keys();
    events.push(KeyEvent::writer(&key(40), NOW, &key(3)).unwrap());
    events.push(KeyEvent::witnesses(both, NOW.saturating_add(1), &key(1)));
    let feed = HeldFeed { feed: log(&["a"]), bytes: 100, status: 0, missing: Vec::new() };
    let mut issuer = Engine::open(EngineState {
        own: BTreeMap::from([(key(2).public(), did(1))]),
        keys: events.into_iter().collect(),
        feeds: vec![feed],
        ..EngineState::default()
    });
    let (witness, _) = connect(&mut issuer, 3);
    let mut effects = issuer.handle(Event::Stamped { stamp: stamp(&["a"]) }, NOW);
    for second in [2, 5, 10] {
        effects.extend(issuer.handle(Event::Tick, NOW.saturating_add(1000 * second)));
    }
    let asked: Vec<PublicKey> = effects
        .iter()
        .filter_map(|effect| {
            let Effect::Send { peer, bytes } = effect else { return None };
            let Ok(Message::Cosign { witness: asked, .. }) = Message::read(bytes) else {
                return None;
            };
            (*peer == witness).then_some(asked)
        })
        .collect();
    let mut each = asked.clone();
    each.sort_unstable();
    each.dedup();
    assert_eq!(each.len(), 2, "{asked:?}");
    assert!(asked.windows(2).all(|pair| pair[0] != pair[1]), "in turn: {asked:?}");
}

/// What a node that is asked for a signature does besides deciding.
fn asked(holds: &[&str], asks: &[&str]) -> (bool, bool) {
    asked_when(|_| {}, holds, asks)
}

/// The same of a node that something happened to before.
fn asked_when(before: impl FnOnce(&mut Engine), holds: &[&str], asks: &[&str]) -> (bool, bool) {
    let mut node = engine(3, holds);
    before(&mut node);
    let (peer, _) = connect(&mut node, 1);
    let ask = Box::new(Ask { stamp: stamp(asks), proof: Vec::new() });
    let bytes = Message::Cosign { witness: key(4).public(), ask }.to_bytes();
    let effects = node.handle(Event::Frame { peer, bytes }, NOW);
    let wants = |effect: &Effect| {
        let Effect::Send { bytes, .. } = effect else { return false };
        matches!(Message::read(bytes), Ok(Message::Want { .. }))
    };
    let decides = effects.iter().any(|effect| matches!(effect, Effect::Witness { .. }));
    (decides, effects.iter().any(wants))
}

#[test]
fn who_is_asked_to_sign_looks_for_what_it_lacks_and_for_another_story() {
    let names = ["a", "b", "c"];
    assert_eq!(asked(&names, &names), (true, false));
    assert_eq!(asked(&names[..2], &names), (true, true), "it lacks the last one");
    assert_eq!(asked(&names, &["a", "x", "y"]), (true, true), "another story");
}

/// Whoever has the key of a log that its owner closed gets no signature above the close: nobody is to be
/// told that the log goes on.
#[test]
fn a_witness_signs_nothing_above_a_close() {
    let names = ["a", "b", "c"];
    let closed = |size: u32| {
        move |node: &mut Engine| {
            let event = KeyEvent::close(key(2).public(), size, NOW, &key(1));
            drop(node.handle(Event::SaidKey { token: 0, event }, NOW));
        }
    };
    assert_eq!(asked_when(closed(3), &names, &names), (true, false), "all that is below");
    assert_eq!(asked_when(closed(2), &names, &names), (false, false), "one is above");
    assert_eq!(asked_when(closed(2), &names[..2], &names), (false, false), "nor is it asked for");
    assert_eq!(asked_when(closed(2), &names[..2], &names[..2]), (true, false));
}

/// A witness that was away holds more than was stamped, and signs no less: the feed is stamped anew, as
/// often as that is of use.
#[test]
fn what_a_witness_holds_more_of_is_stamped_anew() {
    let names = ["a", "b", "c", "d", "e"];
    let mut issuer = engine(1, &names);
    let (witness, _) = connect(&mut issuer, 3);
    let _asked = issuer.handle(Event::Stamped { stamp: stamp(&names[..3]) }, NOW);
    let stamps = |issuer: &mut Engine, size: u32, longer: u32| {
        let word = Word::Refusal(Refusal::Behind { size: longer });
        let bytes = Message::Cosigned { writer: key(2).public(), size, word }.to_bytes();
        let effects = issuer.handle(Event::Frame { peer: witness, bytes }, NOW);
        effects
            .iter()
            .filter(|one| matches!(one, Effect::Stamp { did: of } if *of == did(1)))
            .count()
    };
    assert_eq!(stamps(&mut issuer, 3, 5), 1);
    assert_eq!(stamps(&mut issuer, 3, 6), 0, "nobody holds more than there is");
    assert_eq!(stamps(&mut issuer, 3, 3), 0, "it has that");
    assert_eq!(stamps(&mut issuer, 2, 5), 0, "of that size there is no stamp");
    let _asked = issuer.handle(Event::Stamped { stamp: stamp(&names) }, NOW);
    assert_eq!(stamps(&mut issuer, 3, 5), 0, "the newest names all there is");
    assert_eq!(stamps(&mut issuer, 5, 5), 0);
}

/// What is signed is written down, and whoever asks chooses how often: of one log so many are looked at.
#[test]
fn a_log_that_is_asked_for_again_and_again_is_let_wait() {
    let names = ["a", "b"];
    let mut node = engine(3, &names);
    let peers: Vec<Peer> = (10..20).map(|number| connect(&mut node, number).0).collect();
    let decides = |node: &mut Engine, now: Timestamp| {
        let ask = Box::new(Ask { stamp: stamp(&names), proof: Vec::new() });
        let bytes = Message::Cosign { witness: key(4).public(), ask }.to_bytes();
        let asks = peers.iter().flat_map(|peer| std::iter::repeat_n(*peer, 20));
        let effects =
            asks.flat_map(|peer| node.handle(Event::Frame { peer, bytes: bytes.clone() }, now));
        effects.filter(|effect| matches!(effect, Effect::Witness { .. })).count()
    };
    let burst = usize::try_from(SIGN_BURST).unwrap();
    assert_eq!(decides(&mut node, NOW), burst, "of 200");
    let minute = usize::try_from(SIGNS_PER_MINUTE).unwrap();
    assert_eq!(decides(&mut node, NOW.saturating_add(60_000)), minute);
}

/// Whoever names a node as its witness can name ever more writers: they take no places of feeds that those in
/// scope have yet to begin.
#[test]
fn a_witness_begins_no_more_feeds_than_strangers_have_places() {
    let places = FEEDS_MAX - FEEDS_MAX / PLACES_KNOWN_SHARE;
    let writer = |number: usize| {
        let mut seed = [9; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        SecretKey::from_seed(&seed).public()
    };
    let writers: Vec<_> = (0..places).map(writer).collect();
    let decides = |held: &[PublicKey]| {
        let feed = |writer: &PublicKey| HeldFeed {
            feed: Feed::new(*writer),
            bytes: 0,
            status: 0,
            missing: Vec::new(),
        };
        let mut node = Engine::open(EngineState {
            own: BTreeMap::from([(key(4).public(), did(3))]),
            keys: keys().into_iter().collect(),
            feeds: held.iter().map(feed).collect(),
            ..EngineState::default()
        });
        let (peer, _) = connect(&mut node, 1);
        let ask = Box::new(Ask { stamp: stamp(&["a"]), proof: Vec::new() });
        let bytes = Message::Cosign { witness: key(4).public(), ask }.to_bytes();
        let effects = node.handle(Event::Frame { peer, bytes }, NOW);
        effects.iter().any(|effect| matches!(effect, Effect::Witness { .. }))
    };
    assert!(decides(&writers[1..]), "there is a place");
    assert!(!decides(&writers));
}
