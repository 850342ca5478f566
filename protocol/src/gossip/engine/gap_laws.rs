//! Laws of what is forwarded beyond a gap: whoever has a key signs any number, so it pays for nothing; who writes
//! fast is heard all the same, also where something of it was lost.

use super::peer::Aim;
use super::signing_laws::{NOW, connect, did, key, keys};
use super::vain_laws::{hears, node, out_after, points};
use super::{Engine, EngineState};
use crate::feed::Feed;
use crate::gossip::message::Packed;
use crate::gossip::{Change, Community, Effect, Event, HeldFeed, Item, Judgement, Lane, Message};
use crate::gossip::{Part, Peer};
use crate::identity::PublicKey;
use crate::limits::{AHEAD_MAX, GAP_BURST, GAPS_PER_MINUTE};
use crate::statement::kinds::{Party, Profile, Revoke};
use crate::statement::{Content, Draft, Head, Retention, Statement};
use crate::time::Timestamp;

fn writer() -> PublicKey {
    key(2).public()
}

fn profile(number: u32) -> Content {
    let name = format!("{number}");
    Content::Profile(Profile { party: Party::Person, name, description: None, url: None })
}

fn revoke(number: u32) -> Content {
    Content::Revoke(Revoke { list: 1, indexes: vec![number], reason: None, of: None })
}

/// Truly signed under this number, whatever lies before it.
fn signed(number: u32, content: Content) -> Statement {
    let head = Head { seq: number, ..Feed::new(writer()).head() };
    let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
    draft.sign(&did(1), &head, NOW, &key(2)).unwrap()
}

fn forwards(engine: &mut Engine, peer: Peer, entry: &Statement, now: Timestamp) -> Vec<Effect> {
    let lane = if entry.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
    let bytes = Packed::new(&Item::Entry(entry.clone())).to_bytes();
    hears(engine, peer, (lane, &bytes), now)
}

fn judged(effects: &[Effect]) -> Judgement {
    let judged = effects.iter().find_map(|effect| {
        if let Effect::Judge { judgement, .. } = effect { Some(*judgement) } else { None }
    });
    judged.expect("every message is judged")
}

fn changes(effects: &[Effect]) -> Vec<&Change> {
    let appended = effects.iter().filter_map(|effect| {
        if let Effect::Append(changes) = effect { Some(changes) } else { None }
    });
    appended.flatten().collect()
}

/// How long the feed is told to be by what is stored.
fn told(effects: &[Effect]) -> Vec<u32> {
    let short = |change: &&Change| {
        if let Change::Short { short, .. } = change { Some(short.size) } else { None }
    };
    changes(effects).iter().filter_map(short).collect()
}

/// One stranger whose key log is held says a thousand numbers a second, ever greater or ever smaller, plain ones
/// or such as take something back.
#[test]
fn whoever_signs_numbers_without_end_is_put_out_within_seconds() {
    type Says = fn(u32) -> Statement;
    let rows: [(&str, Says); 3] = [
        ("greater", |number| signed(number, profile(number))),
        ("greater, taking back", |number| signed(number, revoke(number))),
        ("smaller, taking back", |number| signed(u32::MAX / 2 - number, revoke(number))),
    ];
    for (what, says) in rows {
        let mut number = 10;
        let after = out_after(1_000, |engine, peer, now| {
            number += 1;
            points(&forwards(engine, peer, &says(number), now), peer)
        });
        let after = after.unwrap_or_else(|| panic!("{what}: it is never put out"));
        assert!((4_000..=8_000).contains(&after), "{what}: {after} ms");
    }
}

/// Of one writer so many are passed on, and written down, whoever forwards them.
#[test]
fn beyond_a_gap_so_much_is_passed_on_and_no_more() {
    let minutes = 3;
    let pace = GAP_BURST + minutes * GAPS_PER_MINUTE;
    let up: fn(u32) -> u32 = |number| 10 + number;
    let down: fn(u32) -> u32 = |number| u32::MAX / 2 - number;
    for (number_of, content, kept) in
        [(up, profile as fn(u32) -> Content, 0), (up, revoke, AHEAD_MAX), (down, revoke, AHEAD_MAX)]
    {
        let mut engine = node();
        let peers: Vec<Peer> = (10..15).map(|number| connect(&mut engine, number).0).collect();
        let (mut passed, mut stored) = (0, 0);
        for number in 0..1_500 * u32::try_from(minutes).unwrap() {
            let now = NOW.saturating_add(40 * u64::from(number));
            let peer = peers[usize::try_from(number).unwrap() % peers.len()];
            let entry = signed(number_of(number), content(number));
            let effects = forwards(&mut engine, peer, &entry, now);
            passed += u64::from(judged(&effects) == Judgement::Pass);
            assert_ne!(judged(&effects), Judgement::Accept, "it pays for nothing");
            stored += u64::try_from(changes(&effects).len()).unwrap();
        }
        let free = u64::try_from(kept).unwrap();
        assert!((pace - 1..=pace + free).contains(&passed), "{passed} of {pace}");
        // One for its length, and of what is kept two: itself, and what it drives out.
        assert!(stored <= 3 * (pace + free), "{stored}");
        assert_eq!(engine.ahead.get(&writer()).map_or(0, |held| held.len()), kept);
    }
}

/// What is known within the pace to be missing is known after a new start, however much comes besides.
#[test]
fn that_a_feed_is_longer_is_forgotten_by_no_new_start() {
    let mut engine = node();
    let (peer, _) = connect(&mut engine, 9);
    let mut stored = Vec::new();
    for number in 0..1_000_u32 {
        let effects = forwards(&mut engine, peer, &signed(number + 5, profile(number)), NOW);
        stored.extend(told(&effects));
        let last = stored.last().copied();
        assert_eq!(last, engine.state(&writer()).map(|state| state.seen), "what is known");
    }
    let burst = usize::try_from(GAP_BURST).unwrap();
    assert!((burst..burst + 8).contains(&stored.len()), "{}", stored.len());
    assert!(stored.last().is_some_and(|last| *last > 500), "within a half of what was told");
    assert!(stored.is_sorted());
}

/// An author says some hundred things and goes on; the second is lost on the way. A neighbour who has it is asked
/// for it after the next, and nothing of the rest is lost, or held against whoever forwarded it.
#[test]
fn who_writes_fast_is_heard_where_one_entry_was_lost() {
    let mut feed = Feed::new(writer());
    let all: Vec<Statement> = (0..3_000)
        .map(|number| {
            let draft =
                Draft { content: profile(number), salt: [7; 16], ret: Retention::Permanent };
            let said = draft.sign(&did(1), &feed.head(), NOW, &key(2)).unwrap();
            feed.replay(&said).unwrap();
            said
        })
        .collect();
    let mut engine = node();
    let (peer, _) = connect(&mut engine, 9);
    let (mut blamed, mut asked, mut at) = (0, 0, Vec::new());
    for (number, entry) in (0_u32..).zip(&all) {
        let now = NOW.saturating_add(20 * u64::from(number));
        // One of a thousand is lost, and a question is answered four seconds later.
        let lost = number % 1_000 == 1;
        let effects = if lost { Vec::new() } else { forwards(&mut engine, peer, entry, now) };
        blamed += points(&effects, peer);
        at.extend(wants(&effects).map(|want| (number + 200, want)));
        let (due, later): (Vec<_>, Vec<_>) = at.into_iter().partition(|(when, _)| *when <= number);
        at = later;
        for (_, (request, from, to)) in due {
            asked += 1;
            let effects = answers(&mut engine, peer, request, &all[from..to.min(all.len())], now);
            at.extend(wants(&effects).map(|want| (number + 200, want)));
            blamed += points(&effects, peer);
        }
    }
    assert_eq!(blamed, 0);
    let size = engine.state(&writer()).unwrap().size;
    assert!(size >= 2_500, "{size}: what was lost came, and all after it");
    assert!((3..=20).contains(&asked), "{asked} questions");
}

/// The requests for entries of the feed: number, from, to.
fn wants(effects: &[Effect]) -> impl Iterator<Item = (u32, usize, usize)> {
    effects.iter().filter_map(|effect| {
        let Effect::Send { bytes, .. } = effect else { return None };
        let Ok(Message::Want { request, range }) = Message::read(bytes) else { return None };
        let whole = range.writer == writer() && range.part == Part::Whole;
        let (from, to) = (usize::try_from(range.from).ok()?, usize::try_from(range.to).ok()?);
        whole.then_some((request, from, to))
    })
}

fn answers(
    engine: &mut Engine,
    peer: Peer,
    request: u32,
    entries: &[Statement],
    now: Timestamp,
) -> Vec<Effect> {
    let (mut effects, mut frames) = (Vec::new(), 0);
    for part in entries.chunks(50) {
        let items = part.iter().map(|entry| Packed::new(&Item::Entry(entry.clone()))).collect();
        let bytes = Message::Items { request, frame: frames, items, position: None }.to_bytes();
        effects.extend(engine.handle(Event::Frame { peer, bytes }, now));
        frames += 1;
    }
    let bytes = Message::Done { request, frames, position: None }.to_bytes();
    effects.extend(engine.handle(Event::Frame { peer, bytes }, now));
    effects
}

/// What a peer is asked for it tells in full: of what takes something back the nearest are kept, however much
/// somebody forwarded before.
#[test]
fn the_nearest_are_had_from_whoever_is_asked_though_many_were_forwarded() {
    let held = HeldFeed { feed: Feed::new(writer()), bytes: 0, status: 0, missing: Vec::new() };
    let known = keys();
    let community = Community::new("commons").unwrap();
    let mut engine = Engine::open(EngineState {
        communities: vec![community],
        keys: known.into_iter().collect(),
        feeds: vec![held],
        ..EngineState::default()
    });
    let (peer, _) = connect(&mut engine, 9);
    for number in 0..1_000 {
        forwards(&mut engine, peer, &signed(100_000 - number, revoke(number)), NOW);
    }
    let nearest: Vec<Statement> = (5..21).map(|number| signed(number, revoke(number))).collect();
    for entry in &nearest {
        let effects = forwards(&mut engine, peer, entry, NOW);
        assert_eq!(judged(&effects), Judgement::Ignore, "too much of it came");
    }
    let state = engine.peers.get_mut(&peer).unwrap();
    let request = state.ask(Aim::CatchUp { to: None }, NOW);
    answers(&mut engine, peer, request, &nearest, NOW);
    let kept: Vec<u32> = engine.ahead[&writer()].keys().copied().collect();
    assert_eq!(kept, (5..21).collect::<Vec<_>>());
}
