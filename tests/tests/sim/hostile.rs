//! Whatever comes in: refused with its reason, its sender told apart, never a panic.

use bot_protocol::canon::hash::Hash;
use bot_protocol::gossip::reconcile::{self, Strata, symbols};
use bot_protocol::gossip::{
    Community, Effect, Event, Fault, Hosting, Item, Judgement, Lack, Lane, Message, MessageId,
    Part, Peer, Range, Reach, Reaches, Tip, Topic,
};
use bot_protocol::identity::SecretKey;
use bot_protocol::statement::{Kind, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement, message, profile};
use bot_tests::harness::world::{World, community};
use proptest::prelude::*;

use crate::bench::{Bench, NOW, blame, entry, hello};

#[test]
fn gossip_is_judged_by_what_its_forwarder_could_have_seen() {
    use Judgement::{Accept, Ignore, Pass, Reject};
    let mut bench = Bench::new();
    let first = bench.write("first");
    let second = bench.write("second");
    let third = bench.write("third");
    let mut check = |lane, bytes: Vec<u8>, judgement, fault| {
        assert_eq!(bench.heard(lane, bytes), (judgement, fault));
    };
    check(Lane::Feed, entry(&first), Accept, None);
    check(Lane::Feed, entry(&first), Ignore, None);
    // A gap is truly signed, so it may go on to those who have what lies between.
    check(Lane::Feed, entry(&third), Pass, None);
    check(Lane::Urgent, entry(&second), Reject, Some(Fault::WrongTopic));
    let mut forged = entry(&second);
    let last = forged.len() - 1;
    forged[last] ^= 1;
    check(Lane::Feed, forged, Reject, Some(Fault::BadSignature));
    check(Lane::Feed, vec![0; 2000], Reject, Some(Fault::Oversized { found: 2000, limit: 1024 }));
    check(Lane::Urgent, vec![0; 5000], Reject, Some(Fault::Oversized { found: 5000, limit: 4096 }));
    check(Lane::Feed, Vec::new(), Reject, Some(Fault::Malformed));
    let mut longer = entry(&second);
    longer.push(0);
    check(Lane::Feed, longer, Reject, Some(Fault::Malformed));
    check(Lane::Feed, entry(&second), Accept, None);
}

#[test]
fn unknown_writers_are_ignored_and_asked_about() {
    let mut bench = Bench::new();
    let mut stranger = Author::new(&mut bench.chance);
    let statement = stranger.write(profile("stranger"), &mut bench.chance, NOW);
    let topic = Topic { community: community(), lane: Lane::Feed };
    let (id, peer) = (MessageId([0; 32]), bench.peer);
    let effects = bench.tell(Event::Heard { peer, topic, id, bytes: entry(&statement) });
    let writer = stranger.writer.public();
    let range = Range { writer, from: 0, to: u32::MAX, part: Part::Whole };
    let asks = |effect: &Effect| match effect {
        Effect::Send { bytes, .. } => {
            matches!(Message::read(bytes), Ok(Message::Want { range: asked, .. }) if asked == range)
        }
        _ => false,
    };
    assert!(effects.iter().any(asks), "{effects:?}");
    assert!(effects.contains(&Effect::Judge { id, peer, judgement: Judgement::Ignore }));
    assert!(bench.shelf.entries.is_empty());
}

#[test]
fn a_topic_of_another_community_is_ignored() {
    let mut bench = Bench::new();
    let statement = bench.write("first");
    let topic = Topic { community: Community::new("other").unwrap(), lane: Lane::Feed };
    let (id, peer) = (MessageId([0; 32]), bench.peer);
    let effects = bench.tell(Event::Heard { peer, topic, id, bytes: entry(&statement) });
    assert_eq!(effects, [Effect::Judge { id, peer, judgement: Judgement::Ignore }]);
}

#[test]
fn frames_are_blamed_for_what_is_wrong_with_them() {
    let mut bench = Bench::new();
    let (items, position) = (Vec::new(), None);
    let unasked = Message::Items { request: 77, frame: 0, items, position };
    let ended = Message::Done { request: 78, frames: 0, position: None };
    assert_eq!(bench.blamed(unasked.to_bytes()), Some(Fault::Unasked { request: 77 }));
    assert_eq!(bench.blamed(ended.to_bytes()), Some(Fault::Unasked { request: 78 }));
    let (found, limit) = (70_000, 65_536);
    assert_eq!(bench.blamed(vec![0; 70_000]), Some(Fault::Oversized { found, limit }));
    assert_eq!(bench.blamed(vec![0x81, 0x01]), Some(Fault::Malformed));
    // An answer to what was asked, with an entry nobody signed.
    let mut forged = bench.write("forged").to_bytes();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let items = vec![bot_protocol::gossip::Packed::read(&pack(2, &forged)).unwrap()];
    bench.compared(0, 1);
    let answer = |request| {
        let items = items.clone();
        Message::Items { request, frame: 0, items, position: None }.to_bytes()
    };
    assert_eq!(bench.blamed(answer(1)), Some(Fault::BadSignature));
    assert_eq!(bench.blamed(answer(0)), None, "an answer to what was given up");
    // A peer that was not introduced.
    let other = Peer::of_id(b"other");
    bench.tell(Event::PeerUp { peer: other });
    let since =
        Message::Since { request: 0, store: [1; 16], position: 0, held: Reaches::default() };
    let effects = bench.tell(Event::Frame { peer: other, bytes: since.to_bytes() });
    assert_eq!(blame(&effects), Some(Fault::NoHello));
}

fn pack(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut writer = bot_protocol::canon::cbor::Writer::new();
    writer.array(2);
    writer.uint(kind);
    writer.bytes(bytes);
    writer.into_bytes()
}

#[test]
fn a_hello_proves_whom_a_peer_hosts() {
    let mut bench = Bench::new();
    let identity = SecretKey::from_seed(&[5; 32]);
    let (peer, day) = (bench.peer, 24 * 60 * 60 * 1000);
    let row = |signed_for: Peer, ts: u64, fine: bool, bench: &mut Bench| {
        let hosting = Hosting::sign(&identity, &signed_for, Timestamp::from_millis(ts));
        let did = hosting.did();
        let effects = bench.frame(&hello([9; 16], vec![hosting]));
        let hosts = Effect::Hosts { peer, dids: [did].into() };
        assert_eq!(effects.contains(&hosts), fine, "{effects:?}");
        assert_eq!(blame(&effects).is_none(), fine, "{effects:?}");
    };
    row(peer, NOW.millis(), true, &mut bench);
    row(Peer::of_id(b"another"), NOW.millis(), false, &mut bench);
    row(peer, NOW.millis() - 31 * day, false, &mut bench);
    row(peer, NOW.millis() + day, false, &mut bench);
}

#[test]
fn a_peer_that_restarted_beneath_its_connection_is_dialled_again() {
    let mut bench = Bench::new();
    let redial = Effect::Redial { peer: bench.peer };
    assert!(!bench.frame(&hello([9; 16], Vec::new())).contains(&redial));
    assert!(bench.frame(&hello([8; 16], Vec::new())).contains(&redial));
    bench.tell(Event::PeerDown { peer: bench.peer });
    bench.tell(Event::PeerUp { peer: bench.peer });
    assert!(!bench.frame(&hello([7; 16], Vec::new())).contains(&redial));
}

#[test]
fn more_than_its_share_is_ignored() {
    let mut bench = Bench::new();
    let one = bench.write("one");
    let judged: Vec<Judgement> = (0..3000).map(|_| bench.heard(Lane::Feed, vec![0]).0).collect();
    assert_eq!(judged.first(), Some(&Judgement::Reject));
    assert_eq!(judged.last(), Some(&Judgement::Ignore));
    assert_eq!(bench.heard(Lane::Feed, entry(&one)).0, Judgement::Ignore);
}

/// Another's personal data: the header is chained everywhere, the body is nowhere.
#[test]
fn a_body_about_somebody_else_never_spreads() {
    for seed in 0..10 {
        let mut world = World::new(seed, 4);
        world.run(3_000);
        let mut author = Author::new(&mut world.chance);
        let urgent = Topic { community: community(), lane: Lane::Urgent };
        let feed = Topic { community: community(), lane: Lane::Feed };
        for event in author.keys() {
            world.inject(0, &urgent, message(&Item::Key(event)));
        }
        let now = world.time();
        let json = r#"{"type":["VerifiableCredential"],"credentialSubject":{"id":"did:key:zX"}}"#;
        let secret = author.force(Kind::Publish, json, None, now);
        let strange = author.force(Kind::Other(999), "{}", None, now);
        let fine = author.write(achievement(20, 1), &mut world.chance, now);
        for statement in [&secret, &strange, &fine] {
            world.inject(0, &feed, entry(statement));
        }
        world.run(5_000);
        for node in 1..4 {
            world.inject(node, &feed, entry(&secret));
        }
        world.settle();
        world.must_agree();
        world.must_survive_restart();
        for (index, node) in world.nodes.iter().enumerate() {
            let held = |seq| &node.shelf.entries[&(author.writer.public(), seq)];
            for seq in [0, 1] {
                let bare = held(seq).statement.body().is_none() && held(seq).away;
                assert!(bare, "seed {seed}: node {index} keeps what the gate refuses");
            }
            assert!(held(2).statement.body().is_some(), "seed {seed}: node {index}");
        }
    }
}

#[test]
fn an_entry_on_a_tree_of_its_own_is_not_taken() {
    let mut bench = Bench::new();
    let first = bench.write("first");
    bench.heard(Lane::Feed, entry(&first));
    let root = Some(Hash::from_bytes([3; 32]));
    let odd = bench.author.force(Kind::Achievement, "{}", root, NOW);
    assert_eq!(bench.heard(Lane::Feed, entry(&odd)), (Judgement::Ignore, None));
    assert_eq!(bench.shelf.size(&first.writer()), 1);
}

#[test]
fn what_lies_beyond_a_close_does_not_count() {
    use bot_protocol::feed::KeyEvent;
    let mut bench = Bench::new();
    let all: Vec<Statement> = (0..4).map(|at| bench.write(&format!("{at}"))).collect();
    let writer = bench.author.writer.public();
    let close = |size, bench: &mut Bench| {
        let event = KeyEvent::close(writer, size, NOW, &bench.author.identity);
        bench.heard(Lane::Urgent, message(&Item::Key(event)))
    };
    assert_eq!(bench.heard(Lane::Feed, entry(&all[0])).0, Judgement::Accept);
    assert_eq!(close(1, &mut bench).0, Judgement::Accept);
    assert_eq!(bench.heard(Lane::Feed, entry(&all[1])).0, Judgement::Ignore);
    // The largest close wins.
    assert_eq!(close(2, &mut bench).0, Judgement::Accept);
    assert_eq!(bench.heard(Lane::Feed, entry(&all[1])).0, Judgement::Accept);
    assert_eq!(bench.heard(Lane::Feed, entry(&all[2])).0, Judgement::Ignore);
    assert_eq!(bench.engine.state(&writer).unwrap().sound, 2);
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut bench = Bench::new();
        let blamed = bench.blamed(bytes.clone()).is_some();
        prop_assert!(blamed || Message::read(&bytes).is_ok());
        for lane in [Lane::Urgent, Lane::Feed] {
            prop_assert_eq!(bench.heard(lane, bytes.clone()).0, Judgement::Reject);
        }
    }

    #[test]
    fn a_bent_byte_is_refused_or_means_something_else(at in 0_usize..400, bits in 1_u8..) {
        let mut bench = Bench::new();
        let statement = bench.write("somebody");
        let mut bytes = entry(&statement);
        let at = at % bytes.len();
        bytes[at] ^= bits;
        let (judgement, _) = bench.heard(Lane::Feed, bytes);
        prop_assert_ne!(judgement, Judgement::Accept);
        prop_assert!(bench.shelf.entries.is_empty());
    }

    #[test]
    fn frames_have_one_encoding(request: u32, page: u32, from: u32, to: u32, headers: bool) {
        let writer = SecretKey::from_seed(&[6; 32]).public();
        let part = if headers { Part::Header } else { Part::Body };
        let range = Range { writer, from, to, part };
        let position = headers.then_some(u64::from(page));
        let item = reconcile::Item::new(&[5; 16], &[&page.to_be_bytes()]);
        let tip = Tip { size: from, fork: headers.then_some([9; 8]) };
        let (items, feeds) = ([item.short()].into(), [([7; 8], tip)].into());
        let lack = Lack { items, feeds, ..Lack::default() };
        let back = Lack { keys: [[5; 8]].into(), at: 7, back: headers, ..lack.clone() };
        let reach = Reach { size: to, root: [8; 8] };
        let held = Reaches([([6; 8], reach)].into());
        let all = [
            Message::Want { request, range },
            Message::Since { request, store: [4; 16], position: u64::from(page), held },
            Message::Survey { request, salt: [5; 16], strata: Strata::of([&item]) },
            Message::More { request, from },
            Message::Symbols { request, frame: page, items: to, symbols: symbols([&item], 0..3) },
            Message::Lack { request, page, last: headers, lack },
            Message::Lack { request, page, last: headers, lack: back },
            Message::Done { request, frames: from, position },
        ];
        for message in all {
            let bytes = message.to_bytes();
            prop_assert_eq!(Message::read(&bytes), Ok(message));
            for cut in 0..bytes.len() {
                prop_assert!(Message::read(&bytes[..cut]).is_err());
            }
        }
    }
}
