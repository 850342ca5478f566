//! One comparison for both sides: who of the two begins, and how long who compared may be asked back.

use bot_protocol::gossip::{Effect, Event, Lack, Message, Reaches, Tip};
use bot_protocol::limits::{ASKED_BACK_MILLIS, SINCE_ROWS_MAX, YIELD_MILLIS};

use crate::bench::{Bench, NOW, blame};
use crate::compare::apart;
use crate::cursor::a_minute_passes;
use crate::pace::{later, sent, serves};

/// Whether the engine begins to compare.
fn compares(effects: &[Effect]) -> bool {
    sent(effects).iter().any(|(_, message)| matches!(message, Message::Survey { .. }))
}

#[test]
fn of_two_that_have_to_compare_one_waits_and_not_for_long() {
    // The peer has the lower store: it is waited for, once.
    let mut bench = Bench::of([3; 16]);
    later(&mut bench, YIELD_MILLIS - 1);
    assert!(!compares(&bench.tell(Event::Tick)));
    later(&mut bench, 1);
    assert!(compares(&bench.tell(Event::Tick)));
    // The peer asks by cursor, so it will not compare.
    let mut bench = Bench::of([3; 16]);
    let (store, held) = (bench.shelf.id, Reaches::default());
    bench.frame(&Message::Since { request: 0, store, position: 0, held });
    assert!(compares(&bench.tell(Event::Tick)));
    // The peer has the higher store: it has been asked at once, so there is nothing to come.
    let mut bench = Bench::of([1; 16]);
    later(&mut bench, YIELD_MILLIS);
    assert!(!compares(&bench.tell(Event::Tick)));
    assert_eq!(blame(&bench.compared(0, 1)), None, "it answers the first question");
}

/// The peer lacks a feed of what the engine told by comparing.
fn back(request: u32) -> Message {
    let feeds = [([7; 8], Tip::default())].into();
    let lack = Lack { feeds, back: true, ..Lack::default() };
    Message::Lack { request, page: 0, last: true, lack }
}

#[test]
fn who_compared_may_be_asked_back_once_and_for_a_while() {
    let mut bench = Bench::new();
    assert!(!serves(&bench.frame(&back(0))), "nothing was compared");
    bench.compared(0, 1);
    later(&mut bench, ASKED_BACK_MILLIS - 1);
    bench.tell(Event::Tick);
    assert!(serves(&bench.frame(&back(1))));
    assert!(!serves(&bench.frame(&back(2))), "once");
    let mut bench = Bench::new();
    bench.compared(0, 1);
    later(&mut bench, ASKED_BACK_MILLIS);
    bench.tell(Event::Tick);
    let late = bench.frame(&back(0));
    assert!(!serves(&late) && blame(&late).is_none(), "too late, and nobody's fault");
    let done = Message::Done { request: 0, frames: 0, position: None };
    assert_eq!(sent(&late), [(bench.peer, done)]);
}

/// Who gave a peer more than a question can name compares the next time.
#[test]
fn more_feeds_than_a_question_can_name_are_compared() {
    for (given, asks) in [(SINCE_ROWS_MAX, true), (SINCE_ROWS_MAX + 1, false)] {
        let (mut pair, _) = apart(0, given, 10);
        assert_eq!(pair.now, NOW);
        pair.connect();
        pair.run(usize::MAX);
        let held = pair.sides.each_ref().map(|side| side.shelf.entries.len());
        assert_eq!(held, [2 * given; 2]);
        a_minute_passes(&mut pair);
        let named = pair.said.iter().filter(|said| said.side == 1).find_map(|said| {
            if let Message::Since { held, .. } = &said.message { Some(held.0.len()) } else { None }
        });
        assert_eq!(named, asks.then_some(given), "{given} feeds were given");
    }
}
