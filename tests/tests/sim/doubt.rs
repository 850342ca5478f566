//! Whether a feed of this installation is longer elsewhere: whoever connects is asked for the head that is
//! held, and what they lack of it they could not know more of.

use std::collections::BTreeSet;

use bot_protocol::gossip::{Effect, Event, Item, Lane, Message, Packed, Part, Range};
use bot_protocol::statement::Statement;
use bot_tests::harness::author::message;

use crate::bench::{Bench, entry, hello};

/// An engine whose own feed has three entries.
fn own() -> (Bench, Vec<Statement>) {
    let mut bench = Bench::new();
    let entries: Vec<Statement> = (0..3).map(|at| bench.write(&format!("{at}"))).collect();
    for said in &entries {
        bench.heard(Lane::Feed, entry(said));
    }
    let (did, writer) = (bench.author.did(), bench.author.writer.public());
    bench.tell(Event::Own { did, writer });
    (bench, entries)
}

fn doubt(bench: &mut Bench) -> Vec<Effect> {
    let writers = BTreeSet::from([bench.author.writer.public()]);
    bench.tell(Event::Doubt { writers })
}

/// The question for the head, where it is among these.
fn asked(effects: &[Effect]) -> Option<(u32, Range)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { bytes, .. } => match Message::read(bytes) {
            Ok(Message::Want { request, range }) if range.part == Part::Header => {
                Some((request, range))
            }
            _ => None,
        },
        _ => None,
    })
}

fn told(effects: &[Effect]) -> Option<bool> {
    effects.iter().find_map(|effect| match effect {
        Effect::Holds { holds, .. } => Some(*holds),
        _ => None,
    })
}

/// The peer answers with these headers.
fn answer(bench: &mut Bench, request: u32, said: &[&Statement]) -> Option<bool> {
    let items = said.iter().map(|one| Packed::new(&Item::Entry(one.without_body()))).collect();
    let effects = bench.frame(&Message::Items { request, frame: 0, items, position: None });
    for effect in effects {
        if let Effect::Compare { peer, statement } = effect {
            let key = (statement.writer(), statement.seq());
            let held = bench.shelf.entries.get(&key).map(|held| held.statement.clone());
            bench.tell(Event::Compared { peer, statement, held });
        }
    }
    told(&bench.frame(&Message::Done { request, frames: 1, position: None }))
}

#[test]
fn who_has_the_head_could_know_of_more() {
    let (mut bench, entries) = own();
    let effects = doubt(&mut bench);
    let (request, range) = asked(&effects).expect("it is asked");
    assert_eq!((range.from, range.to, range.writer), (2, 3, entries[2].writer()));
    assert_eq!(answer(&mut bench, request, &[&entries[2]]), Some(true));
    // Once in a connection: from now on it may have it from here.
    assert_eq!(asked(&doubt(&mut bench)), None);
    let peer = bench.peer;
    bench.tell(Event::PeerDown { peer });
    bench.tell(Event::PeerUp { peer });
    let effects = bench.frame(&hello([9; 16], Vec::new()));
    assert!(asked(&effects).is_some(), "on the next one it is asked again");
}

#[test]
fn who_has_less_or_says_nothing_could_not() {
    let (mut bench, _) = own();
    let (request, _) = asked(&doubt(&mut bench)).expect("it is asked");
    let done = Message::Done { request, frames: 0, position: None };
    assert_eq!(told(&bench.frame(&done)), Some(false));

    // Another entry than the one asked for says nothing either.
    let (mut bench, entries) = own();
    let (request, _) = asked(&doubt(&mut bench)).expect("it is asked");
    assert_eq!(answer(&mut bench, request, &[&entries[1]]), Some(false));
}

#[test]
fn nobody_is_asked_where_nothing_is_in_doubt() {
    let (mut bench, _) = own();
    let peer = bench.peer;
    bench.tell(Event::PeerDown { peer });
    bench.tell(Event::PeerUp { peer });
    assert_eq!(asked(&bench.frame(&hello([9; 16], Vec::new()))), None);
    // A feed of which nothing is held has no head.
    let mut empty = Bench::new();
    let _keys = message(&Item::Entry(empty.write("not heard")));
    assert_eq!(asked(&doubt(&mut empty)), None);
    doubt(&mut bench);
    bench.tell(Event::Doubt { writers: BTreeSet::new() });
    bench.tell(Event::PeerDown { peer });
    bench.tell(Event::PeerUp { peer });
    assert_eq!(asked(&bench.frame(&hello([9; 16], Vec::new()))), None);
}
