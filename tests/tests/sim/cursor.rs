//! Catch-up by cursor beside gossip: what came by gossip does not come again, all else does.

use bot_protocol::gossip::{Event, Fault, Item, Lane, Message, MessageId, Reach, Reaches, Topic};
use bot_protocol::limits::{FRAME_BYTES_MAX, SETTLES_MILLIS, SINCE_ROWS_MAX, SYNC_EVERY_MILLIS};
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, message, profile};
use bot_tests::harness::chance::Chance;
use bot_tests::harness::shelf::Shelf;
use bot_tests::harness::world::community;

use crate::bench::NOW;
use crate::pair::{Pair, Side};

/// Two nodes that know an author, of whom the first holds nothing and the second one entry.
fn met(chance: &mut Chance) -> (Pair, Author) {
    let mut author = Author::new(chance);
    let first = author.write(profile("somebody"), chance, NOW);
    let mut shelves = [Shelf::new([1; 16]), Shelf::new([2; 16])];
    for shelf in &mut shelves {
        let keys = author.keys().map(|event| bot_protocol::gossip::Change::Item(Item::Key(event)));
        shelf.commit(&keys);
    }
    shelves[1].commit(&[bot_protocol::gossip::Change::Item(Item::Entry(first))]);
    let [one, other] = shelves.map(|shelf| Side::new(shelf, Default::default()));
    let mut pair = Pair::new(one, other);
    pair.connect();
    pair.run(usize::MAX);
    (pair, author)
}

/// A side hears an entry by gossip.
fn hears(pair: &mut Pair, side: usize, entry: &Statement) {
    let topic = Topic { community: community(), lane: Lane::Feed };
    let bytes = message(&Item::Entry(entry.clone()));
    let id = MessageId::of(&topic.to_string(), &bytes);
    let peer = pair.peer(1 - side);
    pair.tell(side, 0, Event::Heard { peer, topic, id, bytes });
    pair.run(usize::MAX);
}

/// A minute later both ask again.
pub(crate) fn a_minute_passes(pair: &mut Pair) {
    passes(pair, SYNC_EVERY_MILLIS);
}

/// So many milliseconds later.
fn passes(pair: &mut Pair, millis: u64) {
    pair.said.clear();
    pair.now = Timestamp::from_millis(pair.now.millis() + millis);
    for side in [0, 1] {
        pair.tell(side, 0, Event::Tick);
    }
    pair.run(usize::MAX);
}

/// A minute later: how many items came to each, and how many feeds each named as held.
fn a_minute_later(pair: &mut Pair) -> ([usize; 2], [usize; 2]) {
    a_minute_passes(pair);
    let (mut came, mut named) = ([0; 2], [usize::MAX; 2]);
    for said in &pair.said {
        match &said.message {
            Message::Items { items, .. } => came[1 - said.side] += items.len(),
            Message::Since { held, .. } => named[said.side] = held.0.len(),
            Message::Survey { .. } => panic!("a cursor holds"),
            _ => {}
        }
    }
    (came, named)
}

#[test]
fn what_came_before_gossip_made_them_neighbours_is_asked_for_soon() {
    let mut chance = Chance::new(22);
    let (mut pair, mut author) = met(&mut chance);
    let writer = author.writer.public();
    let held = |pair: &Pair| [0, 1].map(|side| pair.sides[side].shelf.size(&writer));
    // It came to one of them a moment after it had answered the other, and nobody forwards it.
    let entry = author.write(profile("just now"), &mut chance, NOW);
    hears(&mut pair, 0, &entry);
    passes(&mut pair, SETTLES_MILLIS - 1);
    assert_eq!(held(&pair), [2, 1]);
    passes(&mut pair, 1);
    assert_eq!(held(&pair), [2, 2]);
    // Once in a connection: after that the minute is soon enough.
    let entry = author.write(profile("later"), &mut chance, NOW);
    hears(&mut pair, 0, &entry);
    passes(&mut pair, SETTLES_MILLIS);
    assert_eq!(held(&pair), [3, 2]);
    passes(&mut pair, SYNC_EVERY_MILLIS);
    assert_eq!(held(&pair), [3, 3]);
}

#[test]
fn what_gossip_brought_to_both_does_not_come_again() {
    let mut chance = Chance::new(21);
    let (mut pair, mut author) = met(&mut chance);
    a_minute_later(&mut pair);
    for _ in 0..3 {
        let entry = author.write(profile("news"), &mut chance, NOW);
        hears(&mut pair, 0, &entry);
        hears(&mut pair, 1, &entry);
    }
    let (came, named) = a_minute_later(&mut pair);
    assert_eq!((came, named), ([0, 0], [1, 1]));
    // What gossip lost comes, and it alone.
    let lost = author.write(profile("more news"), &mut chance, NOW);
    hears(&mut pair, 1, &lost);
    let (came, _) = a_minute_later(&mut pair);
    assert_eq!(came, [1, 0]);
    // Nothing grew for long: nothing is named, and nothing comes.
    a_minute_later(&mut pair);
    let (came, named) = a_minute_later(&mut pair);
    assert_eq!((came, named), ([0, 0], [0, 0]));
    assert_eq!(pair.sides[0].shelf.entries.len(), 5);
    assert_eq!(pair.sides[1].shelf.entries.len(), 5);
}

#[test]
fn what_a_peer_was_given_does_not_come_back() {
    let mut chance = Chance::new(22);
    let (mut pair, _) = met(&mut chance);
    assert_eq!(pair.sides[0].shelf.entries.len(), 1, "given by comparing");
    let (came, named) = a_minute_later(&mut pair);
    assert_eq!(came, [0, 0]);
    assert_eq!(named, [0, 1], "who gave it says so, whom it was given by need not be told");
}

#[test]
fn two_stories_of_one_length_come_out_though_both_are_named() {
    let mut chance = Chance::new(23);
    let (mut pair, mut author) = met(&mut chance);
    let mut twin = Author { feed: author.feed.clone(), ..Author::new(&mut chance) };
    (twin.identity, twin.writer) = (author.identity.clone(), author.writer.clone());
    let one = author.write(profile("yes"), &mut chance, NOW);
    let other = twin.write(profile("no"), &mut chance, NOW);
    hears(&mut pair, 0, &one);
    hears(&mut pair, 1, &other);
    let (_, named) = a_minute_later(&mut pair);
    assert_eq!(named, [1, 1]);
    let proofs = pair.sides.each_ref().map(|side| side.shelf.forks.values().next().cloned());
    let [Some(here), Some(there)] = proofs else { panic!("no proof") };
    assert_eq!(here.1, there.1);
}

/// A question by cursor that names so many feeds.
fn naming(rows: usize) -> Vec<u8> {
    let reach = Reach { size: u32::MAX, root: [0xff; 8] };
    let held = (0..rows as u64).map(|writer| (writer.to_be_bytes(), reach)).collect();
    let (request, position) = (u32::MAX, u64::MAX);
    Message::Since { request, store: [0xff; 16], position, held: Reaches(held) }.to_bytes()
}

#[test]
fn a_question_names_so_many_feeds_and_no_more_each_once_and_in_order() {
    let most = naming(SINCE_ROWS_MAX);
    assert!(most.len() <= FRAME_BYTES_MAX, "{} bytes", most.len());
    let Ok(Message::Since { held, .. }) = Message::read(&most) else { panic!("not read") };
    assert_eq!(held.0.len(), SINCE_ROWS_MAX);
    assert_eq!(Message::read(&naming(SINCE_ROWS_MAX + 1)).err(), Some(Fault::Malformed));
    // A row is a list of three: nine bytes, five, nine.
    let (two, row) = (naming(2), 1 + 9 + 5 + 9);
    let (head, rows) = two.split_at(two.len() - 2 * row);
    let (one, other) = rows.split_at(row);
    for (rows, fine) in [([one, other], true), ([other, one], false), ([one, one], false)] {
        let bytes = [head, rows[0], rows[1]].concat();
        assert_eq!(Message::read(&bytes).err(), (!fine).then_some(Fault::Malformed));
    }
}
