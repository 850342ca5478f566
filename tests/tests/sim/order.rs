//! In which order a catch-up comes: proofs and stamps, keys, what was taken back, headers, and large
//! bodies after all else. None of it comes twice, wherever it breaks.

use std::collections::BTreeSet;

use bot_protocol::canon::cbor::Reader;
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{HeadStamp, KeyLog};
use bot_protocol::gossip::{
    Change, Effect, EngineState, Event, Fault, Item, Judgement, Lane, LooseBody, Message,
    MessageId, Packed, Packer, Part, Peer, Range, Topic, body_waits,
};
use bot_protocol::limits::{BODIES_WAIT_MAX_MILLIS, WHOLE_BYTES_MAX};
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::{Content, Kind, Statement};
use bot_tests::harness::author::{Author, achievement, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::community;

use crate::bench::{Bench, NOW, blame, entry as gossiped, hello};
use crate::compare::{asker, broken, entry, keep, killed};
use crate::pace::{later, sent};
use crate::pair::{Pair, Side};

/// Letters of a badge with a picture.
const LARGE: usize = 9_000;

/// What a body by itself says it is of.
fn loose(item: &Packed) -> Option<(Vec<u8>, u32)> {
    let bytes = item.to_bytes();
    let mut reader = Reader::new(&bytes);
    reader.array(2).ok()?;
    let (kind, bytes) = (reader.u8().ok()?, reader.bytes(1 << 20).ok()?);
    let mut reader = Reader::new(bytes);
    (kind == 6).then(|| {
        reader.array(4).unwrap();
        (reader.bytes(32).unwrap().to_vec(), reader.u32().unwrap())
    })
}

/// Everything that the first side was given.
fn given(pair: &Pair) -> Vec<&Packed> {
    let frames = pair.said.iter().filter(|said| said.came && asker(said) == Some(0));
    let items = frames.filter_map(|said| match &said.message {
        Message::Items { items, .. } => Some(items),
        _ => None,
    });
    items.flatten().collect()
}

/// So many authors whom both know by one entry; the second side has more of each: so many large
/// badges, and at the end of each tenth author's a revocation.
fn issuers(count: usize, badges: usize, known: bool) -> Pair {
    let mut chance = Chance::new(31);
    let mut shelves = [Shelf::new([1; 16]), Shelf::new([2; 16])];
    let mut later = Vec::new();
    for number in 0..count {
        let mut author = Author::new(&mut chance);
        let first = author.write(profile("somebody"), &mut chance, NOW);
        for shelf in &mut shelves {
            shelf.commit(&author.keys().map(|event| Change::Item(Item::Key(event))));
            keep(shelf, &first);
        }
        for _ in 0..badges {
            let badge = achievement(LARGE, chance.bits());
            later.push(author.write(badge, &mut chance, NOW));
        }
        if number % 10 == 0 {
            let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
            later.push(author.write(Content::Revoke(revoke), &mut chance, NOW));
        }
    }
    let [one, other] = shelves.map(|shelf| Side::new(shelf, EngineState::default()));
    let mut pair = Pair::new(one, other);
    if known {
        // Both have a cursor of the other.
        pair.connect();
        pair.run(usize::MAX);
        pair.cut();
    }
    later.iter().for_each(|entry| keep(&mut pair.sides[1].shelf, entry));
    pair.kill(1);
    pair.said.clear();
    pair
}

/// The bytes that came before the last revocation, and all.
fn until_revoked(pair: &Pair) -> (usize, usize) {
    let (mut all, mut until) = (0, 0);
    for item in given(pair) {
        all += item.to_bytes().len();
        if entry(item).is_some_and(|entry| entry.kind() == Kind::Revoke) {
            until = all;
        }
    }
    (until, all)
}

fn whole(pair: &Pair, count: usize) {
    for side in &pair.sides {
        assert_eq!(side.shelf.entries.len(), count);
        let bare = side.shelf.entries.values().filter(|held| held.statement.body().is_none());
        assert_eq!((bare.count(), side.blamed.len()), (0, 0));
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "figures")]
fn headers_and_revocations_come_before_large_bodies() {
    for known in [false, true] {
        let mut pair = issuers(100, 5, known);
        pair.connect();
        pair.run(usize::MAX);
        whole(&pair, 100 + 500 + 10);
        let items = given(&pair);
        let first = items.iter().position(|item| loose(item).is_some()).unwrap();
        let rest = items.get(first..).unwrap();
        assert_eq!(rest.len(), 500, "by cursor: {known}: each body once, and nothing after them");
        assert!(rest.iter().all(|item| loose(item).is_some()), "by cursor: {known}");
        let (until, all) = until_revoked(&pair);
        let how = if known { "by cursor" } else { "by comparing" };
        println!("{how}: all revocations within {until} bytes of {all}");
        assert!(until * 20 < all, "{how}: {until} of {all} bytes");
        let asked = pair.said.iter().filter(|said| matches!(said.message, Message::Want { .. }));
        assert_eq!(asked.count(), 0, "{how}: nobody asks for what is on its way");
    }
}

/// Wherever it breaks, and whoever dies, what was kept does not come again: neither a header nor a
/// body.
#[test]
fn what_breaks_among_headers_or_bodies_goes_on_from_there() {
    for known in [false, true] {
        for after in 0..24 {
            let mut pair = issuers(20, 2, known);
            broken(&mut pair, after, killed(after));
            whole(&pair, 20 + 40 + 2);
            let (mut held, mut again) = (BTreeSet::new(), 0);
            for item in given(&pair) {
                let entry = entry(item);
                let named = entry.map(|entry| (2, entry.writer().as_bytes().to_vec(), entry.seq()));
                let named = named.or_else(|| loose(item).map(|(writer, seq)| (6, writer, seq)));
                let twice = named.is_some_and(|named| !held.insert(named));
                again += if twice { item.to_bytes().len() } else { 0 };
            }
            assert_eq!(again, 0, "by cursor: {known}, after {after}");
        }
    }
}

/// Proofs and stamps come before everything but the keys that they cannot be read without.
#[test]
fn stamps_come_before_the_keys_of_others() {
    let mut chance = Chance::new(32);
    let mut full = Shelf::new([2; 16]);
    for number in 0..20 {
        let mut author = Author::new(&mut chance);
        full.commit(&author.keys().map(|event| Change::Item(Item::Key(event))));
        let mut log = KeyLog::new(author.did());
        for event in author.keys() {
            log.insert(event).unwrap();
        }
        keep(&mut full, &author.write(profile("somebody"), &mut chance, NOW));
        if number % 2 == 0 {
            let due = NOW.saturating_add(24 * 60 * 60 * 1000);
            let stamp = HeadStamp::sign(&author.feed, &log, (NOW, due), &author.writer).unwrap();
            full.commit(&[Change::Item(Item::Stamp(stamp))]);
        }
    }
    let [one, other] = [Shelf::new([1; 16]), full].map(|s| Side::new(s, EngineState::default()));
    let mut pair = Pair::new(one, other);
    pair.connect();
    pair.run(usize::MAX);
    let kinds: Vec<u8> = given(&pair).iter().map(|item| item.to_bytes()[1]).collect();
    let expected = [(1, 20), (4, 10), (1, 20), (2, 20)];
    let expected: Vec<u8> = expected.iter().flat_map(|(kind, n)| vec![*kind; *n]).collect();
    assert_eq!(kinds, expected, "keys of who stamped, stamps, keys of others, entries");
    assert_eq!(pair.sides[0].blamed, []);
}

/// One body by itself, in answer to the first Want.
fn answer(request: u32, body: &LooseBody) -> Vec<Vec<u8>> {
    let mut packer = Packer::new(request);
    assert_eq!(packer.push_body(body), None);
    packer.finish(Some(1))
}

/// A bench that holds a header and asked its peer for the body, with which request.
fn asked() -> (Bench, Statement, u32) {
    let mut bench = Bench::new();
    let badge = bench.author.write(achievement(LARGE, 1), &mut bench.chance, NOW);
    let topic = Topic { community: community(), lane: Lane::Feed };
    let (id, peer, bytes) = (MessageId([0; 32]), bench.peer, gossiped(&badge.without_body()));
    let effects = bench.tell(Event::Heard { peer, topic, id, bytes });
    let body = Range { writer: badge.writer(), from: 0, to: 1, part: Part::Body };
    let wants = sent(&effects).into_iter().find_map(|(_, message)| match message {
        Message::Want { request, range } => Some((request, range)),
        _ => None,
    });
    let (request, range) = wants.unwrap();
    assert_eq!(range, body, "of a header that is held its body alone is asked for");
    (bench, badge, request)
}

/// Hands over frames, joins what the engine wants joined, and tells whom it blamed and what it asked.
fn told(bench: &mut Bench, frames: Vec<Vec<u8>>) -> (Option<Fault>, Vec<Message>) {
    let (mut blamed, mut said) = (None, Vec::new());
    for bytes in frames {
        let peer = bench.peer;
        let mut effects = bench.tell(Event::Frame { peer, bytes });
        let joins: Vec<LooseBody> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Join { loose, .. } => Some(loose.clone()),
                _ => None,
            })
            .collect();
        for loose in joins {
            let held = bench.shelf.entries.get(&(loose.writer, loose.seq));
            let held = held.map(|held| held.statement.clone());
            effects.extend(bench.tell(Event::Joined { peer, loose, held }));
        }
        blamed = blamed.or(blame(&effects));
        said.extend(sent(&effects).into_iter().map(|(_, message)| message));
    }
    (blamed, said)
}

#[test]
fn a_body_by_itself_is_taken_where_it_is_the_one_and_only_there() {
    let missing = |bench: &Bench, badge: &Statement| {
        bench.engine.state(&badge.writer()).unwrap().missing.len()
    };
    let (mut bench, badge, request) = asked();
    let right = LooseBody::of(&badge).unwrap();
    assert_eq!(told(&mut bench, answer(request, &right)).0, None);
    assert_eq!(missing(&bench, &badge), 0);
    assert_eq!(bench.shelf.entries[&(badge.writer(), 0)].statement, badge);

    // Another body under the name of this entry: whoever sent it saw that it is false.
    let (mut bench, badge, request) = asked();
    let mut wrong = right.clone();
    wrong.body.bytes[100] ^= 1;
    assert_eq!(told(&mut bench, answer(request, &wrong)).0, Some(Fault::BadSignature));
    assert_eq!(missing(&bench, &badge), 1);

    // The body of another entry of this number: nobody is to blame, its header is asked for.
    let (mut bench, badge, request) = asked();
    let other = LooseBody { entry: Hash::default(), ..right.clone() };
    let (blamed, said) = told(&mut bench, answer(request, &other));
    let header = Range { writer: badge.writer(), from: 0, to: 1, part: Part::Header };
    let asks =
        |message: &Message| matches!(message, Message::Want { range, .. } if *range == header);
    assert_eq!((blamed, missing(&bench, &badge)), (None, 1));
    assert!(said.iter().any(asks), "{said:?}");

    // Of an entry that is not missing, or of a feed that is not held: nothing happens.
    let (mut bench, badge, request) = asked();
    let far = LooseBody { seq: 7, ..right.clone() };
    let strange = LooseBody { writer: bench.author.identity.public(), ..right };
    for body in [far, strange] {
        assert_eq!(told(&mut bench, answer(request, &body)[..1].to_vec()).0, None);
    }
    assert_eq!(missing(&bench, &badge), 1);
}

/// Whoever brings headers and then drips keeps nobody from asking others for the bodies, only late.
#[test]
fn who_drips_holds_a_body_up_for_ten_minutes_and_no_longer() {
    let mut bench = Bench::new();
    assert_eq!(blame(&bench.compared(0, 1)), None);
    let badge = bench.author.write(achievement(LARGE, 1), &mut bench.chance, NOW);
    let other = Peer::of_id(b"other");
    bench.tell(Event::PeerUp { peer: other });
    let bytes = hello([8; 16], Vec::new()).to_bytes();
    bench.tell(Event::Frame { peer: other, bytes });
    let items = |frame, items| Message::Items { request: 1, frame, items, position: None };
    let header = Packed::new(&Item::Entry(badge.without_body()));
    let mut effects = bench.frame(&items(0, vec![header]));
    assert_eq!(bench.engine.state(&badge.writer()).unwrap().missing, [0]);
    let wants = |(_, message): &(Peer, Message)| matches!(message, Message::Want { range, .. } if range.part == Part::Body);
    let mut waited = 0;
    for frame in 1..100 {
        if sent(&effects).iter().any(wants) {
            break;
        }
        later(&mut bench, 10_000);
        waited += 10_000;
        effects = bench.frame(&items(frame, Vec::new()));
        effects.extend(bench.tell(Event::Tick));
    }
    assert_eq!(waited, BODIES_WAIT_MAX_MILLIS);
}

#[test]
fn bodies_by_themselves_are_no_gossip_and_no_answer_to_a_question_for_headers() {
    let (mut bench, badge, request) = asked();
    let frame = answer(request, &LooseBody::of(&badge).unwrap()).remove(0);
    let Ok(Message::Items { items, .. }) = Message::read(&frame) else { unreachable!() };
    let bytes = items[0].to_bytes();
    for lane in [Lane::Feed, Lane::Urgent] {
        let (judgement, _) = bench.heard(lane, bytes.clone());
        assert_eq!(judgement, Judgement::Reject);
    }
    // A part that there is not.
    let range = Range { writer: badge.writer(), from: 0, to: 1, part: Part::Body };
    let mut want = Message::Want { request: 0, range }.to_bytes();
    assert_eq!(want.last(), Some(&2));
    *want.last_mut().unwrap() = 3;
    assert_eq!(Message::read(&want), Err(Fault::Malformed));
}

/// What is small comes with its header, and what takes something back always does.
#[test]
fn only_what_is_large_and_takes_nothing_back_waits() {
    let mut author = Author::new(&mut Chance::new(1));
    let mut chance = Chance::new(2);
    let mut waits = |content| body_waits(&author.write(content, &mut chance, NOW));
    let Content::Achievement(least) = achievement(0, 1) else { unreachable!() };
    let most = WHOLE_BYTES_MAX - least.bytes().len();
    assert!(!waits(achievement(most, 1)));
    assert!(waits(achievement(most + 1, 1)));
    let words = vec![b'x'; WHOLE_BYTES_MAX + 1];
    for (kind, expected) in [(Kind::Publish, true), (Kind::StatusSnapshot, false)] {
        let entry = author.force(kind, &String::from_utf8(words.clone()).unwrap(), None, NOW);
        assert_eq!(body_waits(&entry), expected, "{kind:?}");
    }
}
