//! Rates and memory: what one peer may cost, and what an engine sends of its own accord.

use bot_protocol::feed::KeyEvent;
use bot_protocol::gossip::reconcile::{self, Strata};
use bot_protocol::gossip::{
    Effect, Event, Fault, Hosting, Item, Judgement, Lack, Lane, Message, MessageId, Part, Peer,
    Range, Topic,
};
use bot_protocol::identity::SecretKey;
use bot_protocol::limits::{
    HELLO_BURST, LACK_PAGE_ROWS_MAX, LACK_PAGES_MAX, LACK_ROWS_MAX, SURVEY_BURST,
    SURVEYS_PER_MINUTE,
};
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::message;
use bot_tests::harness::world::community;

use crate::bench::{Bench, NOW, blame, entry, hello, salt_told};

/// The frames of an effect list, read.
pub(crate) fn sent(effects: &[Effect]) -> Vec<(Peer, Message)> {
    let read = |peer: &Peer, bytes: &Vec<u8>| (*peer, Message::read(bytes).unwrap());
    effects
        .iter()
        .flat_map(|effect| match effect {
            Effect::Send { peer, bytes } => vec![read(peer, bytes)],
            Effect::Stream { peer, frames } => frames.iter().map(|f| read(peer, f)).collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn hellos(effects: &[Effect]) -> usize {
    sent(effects).iter().filter(|(_, message)| matches!(message, Message::Hello(_))).count()
}

pub(crate) fn later(bench: &mut Bench, millis: u64) {
    bench.now = Timestamp::from_millis(bench.now.millis() + millis);
}

#[test]
fn many_new_identities_make_one_hello() {
    let mut bench = Bench::new();
    let me = Peer::of_id(b"me");
    let host = |seed: u8, ts: u64| {
        let identity = SecretKey::from_seed(&[seed; 32]);
        Hosting::sign(&identity, &me, Timestamp::from_millis(ts))
    };
    for seed in 0..200 {
        let effects = bench.tell(Event::Host { hosting: host(seed, NOW.millis()) });
        assert_eq!(hellos(&effects), 0, "not one for each");
    }
    assert_eq!(hellos(&bench.tell(Event::Tick)), 1);
    assert_eq!(hellos(&bench.tell(Event::Tick)), 0);
    // A leave that is renewed too early changes nothing; one of the next day is told.
    let day = 24 * 60 * 60 * 1000;
    for (ts, expected) in [(NOW.millis() + day - 1, 0), (NOW.millis() + day, 1)] {
        bench.tell(Event::Host { hosting: host(1, ts) });
        assert_eq!(hellos(&bench.tell(Event::Tick)), expected);
    }
}

#[test]
fn hellos_are_not_checked_without_end() {
    let mut bench = Bench::new();
    let heard = |bench: &mut Bench| {
        let effects = bench.frame(&hello([9; 16], Vec::new()));
        assert_eq!(blame(&effects), None, "nobody is blamed for speed alone");
        effects.iter().any(|effect| matches!(effect, Effect::Hosts { .. }))
    };
    // The bench itself said the first.
    let checked = (0..100).filter(|_| heard(&mut bench)).count();
    assert_eq!(u64::try_from(checked).unwrap(), HELLO_BURST - 1);
    later(&mut bench, 1000);
    assert!(heard(&mut bench));
    assert!(!heard(&mut bench));
}

pub(crate) fn survey(bench: &Bench, request: u32) -> Message {
    let none: [&reconcile::Item; 0] = [];
    Message::Survey { request, salt: bench.salt, strata: Strata::of(none) }
}

pub(crate) fn serves(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Serve { .. }))
}

#[test]
fn surveys_are_not_answered_without_end() {
    let mut bench = Bench::new();
    let mut served = 0;
    for request in 0..40 {
        let effects = bench.frame(&survey(&bench, request));
        assert_eq!(blame(&effects), None, "nobody is blamed for speed alone");
        if serves(&effects) {
            served += 1;
            bench.tell(Event::Served { peer: bench.peer, request });
        } else {
            let none = Message::Done { request, frames: 0, position: None };
            assert_eq!(sent(&effects), [(bench.peer, none)], "told to ask again");
        }
    }
    assert_eq!(served, SURVEY_BURST);
    later(&mut bench, 60_000 / SURVEYS_PER_MINUTE);
    assert!(serves(&bench.frame(&survey(&bench, 98))));
    bench.tell(Event::Served { peer: bench.peer, request: 98 });
    assert!(!serves(&bench.frame(&Message::More { request: 99, from: 8 })));
}

/// Symbols wait in memory for their reader: who does not read gets no second answer.
#[test]
fn one_sketch_at_a_time_is_on_its_way() {
    let mut bench = Bench::new();
    assert!(serves(&bench.frame(&survey(&bench, 0))));
    assert!(!serves(&bench.frame(&Message::More { request: 1, from: 8 })));
    assert!(!serves(&bench.frame(&survey(&bench, 2))));
    bench.tell(Event::Served { peer: bench.peer, request: 0 });
    assert!(!serves(&bench.frame(&Message::More { request: 3, from: 8 })), "it began anew");
    assert!(serves(&bench.frame(&survey(&bench, 4))));
    bench.tell(Event::Served { peer: bench.peer, request: 4 });
    assert!(serves(&bench.frame(&Message::More { request: 5, from: 8 })));
}

/// A survey under a salt that was told on another connection would make a sketch that no one can
/// read.
#[test]
fn a_survey_with_another_salt_is_not_answered() {
    let mut bench = Bench::new();
    let old = survey(&bench, 0);
    let effects = bench.tell(Event::PeerUp { peer: bench.peer });
    let salt = effects.iter().find_map(salt_told);
    assert_eq!(salt, Some(bench.salt), "no time has passed");
    later(&mut bench, 1);
    let effects = bench.tell(Event::PeerUp { peer: bench.peer });
    bench.frame(&hello([9; 16], Vec::new()));
    assert!(!serves(&bench.frame(&old)));
    bench.salt = effects.iter().find_map(salt_told).unwrap();
    assert!(serves(&bench.frame(&survey(&bench, 1))));
}

fn page(request: u32, page: u32, last: bool) -> Message {
    let items = (0..LACK_PAGE_ROWS_MAX as u64).map(|row| (u64::from(page) << 32) + row);
    let items = items.map(u64::to_be_bytes).collect();
    Message::Lack { request, page, last, lack: Lack { items, ..Lack::default() } }
}

/// Peers that tell what they lack and never the last page fill no more than one bound for all.
#[test]
fn unfinished_requests_have_one_bound_for_all() {
    let mut bench = Bench::new();
    let (mut gathered, salt) = (0, bench.salt);
    for number in 0..2_u8 {
        let peer = Peer::of_id(&[number]);
        let effects = bench.tell(Event::PeerUp { peer });
        bench.salt = effects.iter().find_map(salt_told).unwrap();
        for message in [hello([9; 16], Vec::new()), survey(&bench, 0)] {
            let bytes = message.to_bytes();
            assert_eq!(blame(&bench.tell(Event::Frame { peer, bytes })), None);
        }
        for at in 0..100 {
            let bytes = page(1, at, false).to_bytes();
            assert_eq!(blame(&bench.tell(Event::Frame { peer, bytes })), None);
            gathered += LACK_PAGE_ROWS_MAX;
        }
    }
    assert!(gathered > LACK_ROWS_MAX);
    for (number, fits) in [(1_u8, false), (0, true)] {
        let peer = Peer::of_id(&[number]);
        let bytes = page(1, 100, true).to_bytes();
        let effects = bench.tell(Event::Frame { peer, bytes });
        assert_eq!((serves(&effects), blame(&effects)), (fits, None), "peer {number}");
    }
    // A page out of turn is still a fault, and one that answers no sketch is not served.
    bench.salt = salt;
    assert!(serves(&bench.frame(&survey(&bench, 0))));
    assert_eq!(blame(&bench.frame(&page(7, 3, true))), Some(Fault::Malformed));
    assert!(!serves(&bench.frame(&page(8, 0, true))));
    assert_eq!(blame(&bench.frame(&page(8, LACK_PAGES_MAX, true))), Some(Fault::TooMany));
}

/// What a node lacks that holds little goes at the reader's pace, in pages.
#[test]
fn a_long_request_overruns_no_queue() {
    let mut bench = Bench::new();
    let effects = bench.compared(0, 5_100);
    let single = effects.iter().filter(|effect| matches!(effect, Effect::Send { .. })).count();
    assert_eq!(single, 0);
    let pages: Vec<(u32, bool, usize)> = sent(&effects)
        .into_iter()
        .filter_map(|(_, message)| match message {
            Message::Lack { page, last, lack, .. } => Some((page, last, lack.rows())),
            _ => None,
        })
        .collect();
    assert_eq!(pages, [(0, false, 2_500), (1, false, 2_500), (2, true, 100)]);
}

/// Only a close that lies higher than one before makes everybody be asked anew.
#[test]
fn a_close_asks_nobody_anew_unless_it_widens() {
    let mut bench = Bench::new();
    let writer = bench.author.writer.public();
    let first = bench.write("first");
    bench.heard(Lane::Feed, entry(&first));
    bench.tell(Event::Tick);
    let asked = |size, bench: &mut Bench| {
        let event = KeyEvent::close(writer, size, NOW, &bench.author.identity);
        bench.heard(Lane::Urgent, message(&Item::Key(event)));
        let effects = bench.tell(Event::Tick);
        // The first question is still open, so the engine asks again only when told that it ended.
        let open = bench.engine.peers().count();
        (open, sent(&effects).iter().any(|(_, m)| matches!(m, Message::Survey { .. })))
    };
    for (_, message) in sent(&bench.compared(0, 0)) {
        if let Message::Lack { request, .. } = message {
            bench.frame(&Message::Done { request, frames: 0, position: Some(0) });
        }
    }
    assert_eq!(asked(1, &mut bench), (1, false), "the first close of a writer");
    assert_eq!(asked(2, &mut bench), (1, true), "a wider one");
    bench.compared(1, 0);
    assert_eq!(asked(1, &mut bench), (1, false), "held already");
}

/// What was heard of before anybody was introduced is asked for as soon as somebody is.
#[test]
fn what_nobody_could_be_asked_for_is_asked_for_at_the_first_hello() {
    let mut bench = Bench::new();
    let writer = bench.author.writer.public();
    let all = [bench.write("first"), bench.write("second")];
    bench.tell(Event::PeerDown { peer: bench.peer });
    let (peer, range) = (bench.peer, Range { writer, from: 0, to: 2, part: Part::Whole });
    bench.tell(Event::PeerUp { peer });
    assert_eq!(sent(&bench.tell(Event::Tick)), []);
    bench.heard(Lane::Feed, entry(&all[1]));
    let asked = |effects: &[Effect]| {
        let all = sent(effects);
        all.iter().any(|(_, m)| matches!(m, Message::Want { range: of, .. } if *of == range))
    };
    bench.frame(&hello([9; 16], Vec::new()));
    later(&mut bench, 1000);
    assert!(asked(&bench.tell(Event::Tick)), "not a minute later");
}

#[test]
fn more_of_a_feed_is_asked_for_only_where_it_is_missing() {
    let mut bench = Bench::new();
    let writer = bench.author.writer.public();
    let have = Message::Have { writer };
    assert_eq!(sent(&bench.frame(&have)), [], "nothing is missing");
    let all = [bench.write("first"), bench.write("second")];
    bench.heard(Lane::Feed, entry(&all[1]));
    // The gap was asked for; the answer brings nothing, and the peer rests.
    let none = Message::Done { request: 1, frames: 0, position: Some(1) };
    assert_eq!(sent(&bench.frame(&none)), []);
    assert_eq!(sent(&bench.tell(Event::Tick)), []);
    let range = Range { writer, from: 0, to: 2, part: Part::Whole };
    let want = Message::Want { request: 2, range };
    assert_eq!(sent(&bench.frame(&have)), [(bench.peer, want)]);
    // While it is being asked, it says so once more: then it is asked once more, though it rests.
    assert_eq!(sent(&bench.frame(&have)), [], "it is being asked");
    let none = Message::Done { request: 2, frames: 0, position: Some(1) };
    let want = Message::Want { request: 3, range };
    assert_eq!(sent(&bench.frame(&none)), [(bench.peer, want)]);
    let none = Message::Done { request: 3, frames: 0, position: Some(1) };
    assert_eq!(sent(&bench.frame(&none)), [], "and then it rests");
    // Before a Hello it is a fault like anything else.
    let other = Peer::of_id(b"other");
    bench.tell(Event::PeerUp { peer: other });
    let effects = bench.tell(Event::Frame { peer: other, bytes: have.to_bytes() });
    assert_eq!(blame(&effects), Some(Fault::NoHello));
}

/// Who asked in vain for what is lacked here too is told once there is more, once; who asked for something else
/// is not.
#[test]
fn have_is_said_to_who_asked_in_vain_and_once() {
    let mut bench = Bench::new();
    let first = bench.write("first");
    let [second, third] = ["second", "third"].map(|words| bench.write(words));
    assert_eq!(bench.heard(Lane::Feed, entry(&first)).0, Judgement::Accept);
    let writer = bench.author.writer.public();
    // A later one was seen, so that it is known what is lacked.
    bench.heard(Lane::Feed, entry(&third));
    let other = Peer::of_id(b"other");
    bench.tell(Event::PeerUp { peer: other });
    let bytes = hello([8; 16], Vec::new()).to_bytes();
    bench.tell(Event::Frame { peer: other, bytes });
    let mut want = |peer: Peer, from: u32, request: u32| {
        let range = Range { writer, from, to: 3, part: Part::Whole };
        let bytes = Message::Want { request, range }.to_bytes();
        bench.tell(Event::Frame { peer, bytes });
        bench.tell(Event::Served { peer, request });
    };
    want(other, 1, 5);
    let haves = |effects: &[Effect]| -> Vec<Peer> {
        let said = sent(effects).into_iter();
        said.filter(|(_, said)| *said == Message::Have { writer }).map(|(to, _)| to).collect()
    };
    let tell = |bench: &mut Bench, statement: &Statement| {
        let (topic, bytes) = (Topic { community: community(), lane: Lane::Feed }, entry(statement));
        let id = MessageId::of(&topic.to_string(), &bytes);
        bench.tell(Event::Heard { peer: bench.peer, topic, id, bytes })
    };
    assert_eq!(haves(&tell(&mut bench, &second)), [other]);
    assert_eq!(haves(&tell(&mut bench, &third)), []);
}
