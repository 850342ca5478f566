//! Rates and memory: what one peer may cost, and what an engine sends of its own accord.

use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::{
    Clock, Effect, Engine, EngineState, Event, Fault, HeldFeed, Hosting, Item, Lane, Message, Peer,
    Range, Tip,
};
use bot_protocol::identity::SecretKey;
use bot_protocol::limits::{
    CLOCK_PAGE_ROWS_MAX, CLOCK_ROWS_MAX, HELLO_BURST, PEER_QUEUE_FRAMES_MAX,
};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::message;

use crate::bench::{Bench, NOW, blame, entry, hello};

/// The frames of an effect list, read.
fn sent(effects: &[Effect]) -> Vec<(Peer, Message)> {
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

fn later(bench: &mut Bench, millis: u64) {
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

/// The clock of a node that holds very much has more pages than the queue of single frames has
/// places: it goes at the reader's pace, and all of it arrives.
#[test]
fn a_long_clock_overruns_no_queue() {
    let feeds = u64::try_from((PEER_QUEUE_FRAMES_MAX + 6) * CLOCK_PAGE_ROWS_MAX).unwrap();
    let held = |number: u64| {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let feed = Feed::new(SecretKey::from_seed(&seed).public());
        HeldFeed { feed, bytes: 0, status: 0, missing: Vec::new() }
    };
    let state = EngineState { feeds: (0..feeds).map(held).collect(), ..EngineState::default() };
    let (mut engine, peer) = (Engine::open(state), Peer::of_id(b"peer"));
    let mut effects = engine.handle(Event::PeerUp { peer }, NOW);
    let bytes = hello([9; 16], Vec::new()).to_bytes();
    effects.extend(engine.handle(Event::Frame { peer, bytes }, NOW));
    let single = effects.iter().filter(|effect| matches!(effect, Effect::Send { .. })).count();
    assert!(single <= 2, "{single} single frames");
    let rows = sent(&effects).into_iter().map(|(_, message)| match message {
        Message::Clock { clock, .. } => clock.rows(),
        _ => 0,
    });
    assert_eq!(rows.sum::<usize>() as u64, feeds);
}

fn page(request: u32, page: u32, last: bool, rows: usize) -> Message {
    let feeds = (0..rows).map(|row| {
        let mut writer = [0; 32];
        writer[..8].copy_from_slice(&((u64::from(page) << 32) + row as u64).to_be_bytes());
        (writer, Tip { size: 1, root: [0; 8], fork: None })
    });
    let clock = Clock { feeds: feeds.collect(), keys: Default::default() };
    Message::Clock { request, page, last, clock }
}

fn serves(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Serve { .. }))
}

#[test]
fn clocks_are_not_compared_without_end() {
    let mut bench = Bench::new();
    let mut served = 0;
    for request in 0..40 {
        let effects = bench.frame(&page(request, 0, true, 1));
        assert_eq!(blame(&effects), None);
        if serves(&effects) {
            served += 1;
            bench.tell(Event::Served { peer: bench.peer, request });
        } else {
            let none = Message::Done { request, frames: 0, position: None };
            assert_eq!(sent(&effects), [(bench.peer, none)], "told to ask again");
        }
    }
    assert_eq!(served, 8);
    later(&mut bench, 1000);
    assert!(serves(&bench.frame(&page(99, 0, true, 1))));
}

/// Peers that send clocks and never the last page fill no more than one bound for all.
#[test]
fn unfinished_clocks_have_one_bound_for_all() {
    let mut bench = Bench::new();
    let mut gathered = 0;
    for number in 0..3_u8 {
        let peer = Peer::of_id(&[number]);
        bench.tell(Event::PeerUp { peer });
        bench.tell(Event::Frame { peer, bytes: hello([9; 16], Vec::new()).to_bytes() });
        for at in 0..199 {
            let bytes = page(1, at, false, CLOCK_PAGE_ROWS_MAX).to_bytes();
            assert_eq!(blame(&bench.tell(Event::Frame { peer, bytes })), None);
            gathered += CLOCK_PAGE_ROWS_MAX;
        }
    }
    assert!(gathered > CLOCK_ROWS_MAX);
    for (number, fits) in [(2_u8, false), (1, true)] {
        let peer = Peer::of_id(&[number]);
        let bytes = page(1, 199, true, 1).to_bytes();
        let effects = bench.tell(Event::Frame { peer, bytes });
        assert_eq!((serves(&effects), blame(&effects)), (fits, None), "peer {number}");
    }
    // A page out of turn is still a fault.
    let effects = bench.frame(&page(7, 3, true, 1));
    assert_eq!(blame(&effects), Some(Fault::Malformed));
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
        (open, sent(&effects).iter().any(|(_, m)| matches!(m, Message::Clock { .. })))
    };
    let done = |request, bench: &mut Bench| {
        let peer = bench.peer;
        let bytes = Message::Done { request, frames: 0, position: Some(1) }.to_bytes();
        bench.tell(Event::Frame { peer, bytes });
    };
    done(0, &mut bench);
    assert_eq!(asked(1, &mut bench), (1, false), "the first close of a writer");
    assert_eq!(asked(2, &mut bench), (1, true), "a wider one");
    done(1, &mut bench);
    assert_eq!(asked(1, &mut bench), (1, false), "held already");
}

/// What was heard of before anybody was introduced is asked for as soon as somebody is.
#[test]
fn what_nobody_could_be_asked_for_is_asked_for_at_the_first_hello() {
    let mut bench = Bench::new();
    let writer = bench.author.writer.public();
    let all = [bench.write("first"), bench.write("second")];
    bench.tell(Event::PeerDown { peer: bench.peer });
    let (peer, range) = (bench.peer, Range { writer, from: 0, to: 2, headers: false });
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
    let range = Range { writer, from: 0, to: 2, headers: false };
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
