//! Laws of witnesses of one's own: who is asked, who signs, what is kept, and that nobody else is told.

use std::collections::{BTreeMap, BTreeSet};

use super::Turn;
use super::signing_laws::{DAY, NOW, connect, did, key, keys, log, stamp};
use crate::feed::{Ask, Claim, Decision, HeadStamp, KeyEvent, Own, Refusal, Seen, StampFork};
use crate::gossip::{
    Change, Effect, Engine, EngineState, Event, HeldFeed, Item, Message, Peer, Scope, Word,
};
use crate::identity::PublicKey;
use crate::limits::{SIGHTS_ASKED_MAX, SIGN_AGAIN_MIN_MILLIS};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// The issuer (1, writer 2) names nobody; 3 (writer 4) and 5 (writer 6) are others.
fn no_named() -> impl Iterator<Item = KeyEvent> {
    keys().into_iter().filter(|event| event.act().witnesses().is_none())
}

/// The node of an identity that knows the issuer or does not, and has these witnesses of its own.
fn node(owner: u8, knows: bool, own: &[PublicKey]) -> Engine {
    let feed = HeldFeed { feed: log(&NAMES), bytes: 100, status: 0, missing: Vec::new() };
    let known = knows.then(|| did(1)).into_iter().collect();
    Engine::open(EngineState {
        own: BTreeMap::from([(key(owner + 1).public(), did(owner))]),
        keys: no_named().collect(),
        feeds: vec![feed],
        stamps: vec![stamp(&NAMES)],
        own_witnesses: own.iter().copied().collect(),
        scope: Scope { known, ..Scope::default() },
        ..EngineState::default()
    })
}

fn tick(engine: &mut Engine, later: u64) -> Vec<Effect> {
    engine.handle(Event::Tick, NOW.saturating_add(later))
}

/// Whom a node asks for which witness's signature under a head of which size.
fn asks(effects: &[Effect]) -> Vec<(Peer, PublicKey, u32)> {
    let ask = |effect: &Effect| {
        let Effect::Send { peer, bytes } = effect else { return None };
        let Ok(Message::Cosign { witness, ask }) = Message::read(bytes) else { return None };
        Some((*peer, witness, ask.stamp.size()))
    };
    effects.iter().filter_map(ask).collect()
}

fn says(engine: &mut Engine, peer: Peer, size: u32, word: Word) -> Vec<Effect> {
    let bytes = Message::Cosigned { writer: key(2).public(), size, word }.to_bytes();
    engine.handle(Event::Frame { peer, bytes }, NOW)
}

fn kept(effects: &[Effect]) -> Vec<HeadStamp> {
    let changes = effects.iter().filter_map(|effect| {
        if let Effect::Append(changes) = effect { Some(changes) } else { None }
    });
    let sights = changes.flatten().filter_map(|change| {
        if let Change::Sights { sights, .. } = change { Some(sights.clone()) } else { None }
    });
    sights.flatten().collect()
}

fn published(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Publish { .. }))
}

#[test]
fn a_witness_of_one_s_own_is_asked_for_whom_this_node_knows_and_is_told_to_nobody() {
    // By its writer key, or by the identity whose newest installation that is.
    for name in [key(4).public(), *did(3).public_key()] {
        let mut viewer = node(5, true, &[name]);
        let (witness, _) = connect(&mut viewer, 3);
        assert_eq!(asks(&tick(&mut viewer, 0)), [(witness, key(4).public(), 3)]);
        let (told, cosig) =
            (viewer.track(key(2).public()).told, stamp(&NAMES).cosign(NOW, &key(4)));
        let effects = says(&mut viewer, witness, 3, Word::Cosig(cosig));
        assert_eq!(kept(&effects), [stamp(&NAMES).with(cosig).unwrap()]);
        assert!(!published(&effects), "it is for this node alone");
        let again = viewer.track(key(2).public()).told;
        assert_eq!(again, told, "all nodes hold the same stamps");
        assert!(viewer.stamps(&key(2).public()).all(|stamp| stamp.cosigs().is_empty()));
        assert_eq!(viewer.sights(&key(2).public()).count(), 1);
        // It has what it wants.
        assert_eq!(asks(&tick(&mut viewer, DAY / 2)), []);
    }
}

#[test]
fn nobody_is_asked_who_was_not_chosen_nor_for_whom_this_node_does_not_know() {
    for (knows, own) in [(true, vec![]), (false, vec![key(4).public()])] {
        let mut viewer = node(5, knows, &own);
        connect(&mut viewer, 3);
        assert_eq!(asks(&tick(&mut viewer, 0)), []);
    }
    // Nor is anything kept of a witness that was not chosen, or that nobody asked.
    let mut viewer = node(5, true, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    let word = |by: u8| Word::Cosig(stamp(&NAMES).cosign(NOW, &key(by)));
    assert!(kept(&says(&mut viewer, witness, 3, word(4))).is_empty(), "it was not asked yet");
    let asked = asks(&tick(&mut viewer, 0));
    assert_eq!(asked.len(), 1);
    assert!(kept(&says(&mut viewer, witness, 3, word(8))).is_empty(), "another's signature");
    let (other, _) = connect(&mut viewer, 1);
    assert!(kept(&says(&mut viewer, other, 3, word(4))).is_empty(), "another peer");
    assert_eq!(viewer.sights(&key(2).public()).count(), 0);
    // Whom this node comes to know it asks for.
    let mut viewer = node(5, false, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    assert_eq!(asks(&tick(&mut viewer, 0)), []);
    let known = BTreeSet::from([did(1)]);
    let scope = Event::Scope(Scope { known, ..Scope::default() });
    drop(viewer.handle(scope, NOW));
    assert_eq!(asks(&tick(&mut viewer, 1)), [(witness, key(4).public(), 3)]);
}

#[test]
fn what_was_kept_comes_back_at_the_next_start_and_not_of_a_witness_that_is_chosen_no_more() {
    let sight = stamp(&NAMES).with(stamp(&NAMES).cosign(NOW, &key(4))).unwrap();
    for (own, count) in [(vec![key(4).public()], 1), (vec![key(6).public()], 0), (vec![], 0)] {
        let engine = Engine::open(EngineState {
            keys: no_named().collect(),
            own_witnesses: own.into_iter().collect(),
            sights: vec![sight.clone()],
            ..EngineState::default()
        });
        assert_eq!(engine.sights(&key(2).public()).count(), count);
    }
}

/// Whether a node decides about a request for its signature, or for that of another.
fn decides(knows: bool, caught_up: bool, of: u8) -> bool {
    let mut witness = node(3, knows, &[]);
    let (peer, _) = connect(&mut witness, 5);
    if caught_up {
        witness.synced.insert(peer, NOW);
    }
    let ask = Box::new(Ask { stamp: stamp(&NAMES), proof: Vec::new() });
    let bytes = Message::Cosign { witness: key(of).public(), ask }.to_bytes();
    let effects = witness.handle(Event::Frame { peer, bytes }, NOW);
    effects.iter().any(|effect| matches!(effect, Effect::Witness { .. }))
}

#[test]
fn a_witness_signs_for_whom_it_knows_once_it_has_heard_of_others_what_there_is() {
    assert!(decides(true, true, 4));
    assert!(!decides(false, true, 4), "a stranger");
    assert!(!decides(true, false, 4), "it may have been put back, and has asked nobody yet");
    assert!(!decides(true, true, 6), "by another's key");
}

/// A witness that does not answer is asked a few times for each stamp, and for a few feeds at a time.
#[test]
fn a_silent_witness_costs_little() {
    let mut viewer = node(5, true, &[key(4).public()]);
    connect(&mut viewer, 3);
    let hour = 60 * 60 * 1000;
    let asked: usize =
        (0..hour / SIGN_AGAIN_MIN_MILLIS).map(|s| asks(&tick(&mut viewer, s * 1000)).len()).sum();
    assert_eq!(asked, 10);

    let mut viewer = node(5, true, &[key(4).public()]);
    let writers: Vec<PublicKey> = (100..200).map(|seed| key(seed).public()).collect();
    let (witness, _) = connect(&mut viewer, 3);
    drop(tick(&mut viewer, 0));
    let list = viewer.peers.get_mut(&witness).unwrap().watching.get_mut(&key(4).public()).unwrap();
    let [again] = list.values().copied().collect::<Vec<_>>()[..] else { panic!() };
    list.extend(writers.into_iter().map(|writer| (writer, again)));
    drop(tick(&mut viewer, 1000));
    let left = viewer.peers[&witness].watching[&key(4).public()].len();
    assert!(left + SIGHTS_ASKED_MAX >= 100, "{left} are left after one tick");
}

/// A witness that holds more than was stamped signs no less: the author is told, and nobody else.
#[test]
fn the_author_hears_that_a_witness_of_one_s_own_holds_more() {
    let mut viewer = node(5, true, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    let (author, _) = connect(&mut viewer, 1);
    let behind = || Word::Refusal(Refusal::Behind { size: 7 });
    let told = |effects: &[Effect]| {
        let word = |effect: &Effect| {
            let Effect::Send { peer, bytes } = effect else { return None };
            matches!(Message::read(bytes), Ok(Message::Cosigned { .. })).then_some(*peer)
        };
        effects.iter().filter_map(word).collect::<Vec<Peer>>()
    };
    assert_eq!(told(&says(&mut viewer, witness, 3, behind())), [], "nobody asked");
    drop(tick(&mut viewer, 0));
    assert_eq!(told(&says(&mut viewer, witness, 3, behind())), [author]);
    assert_eq!(told(&says(&mut viewer, author, 3, behind())), [], "who was not asked");
    // Which stamps anew what it said since.
    let mut issuer = node(1, true, &[]);
    let (from, _) = connect(&mut issuer, 5);
    let less = stamp(&NAMES[..2]);
    drop(issuer.handle(Event::Stamped { stamp: less }, NOW));
    assert!(issuer.stamps(&key(2).public()).next().is_some_and(|newest| newest.size() == 3));
    let word = Word::Refusal(Refusal::Behind { size: 3 });
    let effects = says(&mut issuer, from, 3, word);
    assert!(!effects.iter().any(|one| matches!(one, Effect::Stamp { .. })), "it names all");
}

/// What a witness of one's own proves of a fork is taken, and told to all.
#[test]
fn a_fork_that_a_witness_of_one_s_own_saw_is_told() {
    let other = stamp(&["a", "b", "x"]);
    let proof = StampFork::make(Claim::stamped(&stamp(&NAMES)), Claim::stamped(&other)).unwrap();
    let mut viewer = node(5, true, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    let heads = || Word::Heads(Box::new(proof.clone()));
    assert!(!published(&says(&mut viewer, witness, 3, heads())), "nobody asked");
    assert!(viewer.heads(&key(2).public()).is_none());
    drop(tick(&mut viewer, 0));
    let effects = says(&mut viewer, witness, 3, heads());
    let stored = Effect::Append(vec![Change::Item(Item::Heads(proof.clone()))]);
    assert!(effects.contains(&stored) && viewer.heads(&key(2).public()) == Some(&proof));
}

/// A witness of one's own that signs less than before, later: what it signed of more stands.
#[test]
fn a_witness_of_one_s_own_that_goes_back_changes_nothing() {
    let mut viewer = node(5, true, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    drop(tick(&mut viewer, 0));
    let cosig = stamp(&NAMES).cosign(NOW, &key(4));
    assert_eq!(kept(&says(&mut viewer, witness, 3, Word::Cosig(cosig))).len(), 1);
    let (less, later) = (stamp(&NAMES[..2]), NOW.saturating_add(DAY));
    let back = less.cosign(later, &key(4));
    assert!(
        kept(&says(&mut viewer, witness, 2, Word::Cosig(back))).is_empty(),
        "of no stamp asked"
    );
    assert!(kept(&says(&mut viewer, witness, 3, Word::Cosig(back))).is_empty(), "of another head");
    let held: Vec<u32> = viewer.sights(&key(2).public()).map(HeadStamp::size).collect();
    assert_eq!(held, [3]);
    // An honest one refuses, as it remembers what it signed for whomever.
    let seen = Seen::restore(&stamp(&NAMES), NOW);
    let ask = Ask { stamp: less, proof: Vec::new() };
    let decided = Seen::decide(Some(&seen), &ask, &Own::default(), later, &key(4));
    assert_eq!(decided, Decision::Refuse(Refusal::Behind { size: 3 }));
}

/// A witness that lacks some of the log is shown that the head continues what it holds.
#[test]
fn a_witness_of_one_s_own_is_shown_what_it_lacks() {
    let mut viewer = node(5, true, &[key(4).public()]);
    let (witness, _) = connect(&mut viewer, 3);
    drop(tick(&mut viewer, 0));
    let effects = says(&mut viewer, witness, 3, Word::Refusal(Refusal::Unproven { size: 1 }));
    let shown = |effect: &Effect| matches!(effect, Effect::Prove { witness, from: 1, .. } if *witness == key(4).public());
    assert_eq!(effects.iter().filter(|effect| shown(effect)).count(), 1);
    // A refusal that is one is not asked about again before there is another stamp.
    drop(says(&mut viewer, witness, 3, Word::Refusal(Refusal::Overdue)));
    assert_eq!(asks(&tick(&mut viewer, DAY / 2)), []);
    let mut turn = Turn::at(NOW);
    assert!(viewer.keep_stamp(&stamp(&["a", "b", "c", "d"]), &mut turn));
    assert_eq!(asks(&tick(&mut viewer, DAY / 2)), [(witness, key(4).public(), 4)]);
}
