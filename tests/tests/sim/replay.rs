//! Everything said again, in any order: nothing changes by it, and nobody is blamed for an echo.

use std::collections::{BTreeMap, VecDeque};

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Claim, ForkProof, HeadStamp, KeyLog, StampFork};
use bot_protocol::gossip::{
    Effect, Event, Item, Judgement, Lane, LooseBody, Message, Packer, Part, Range,
};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::kinds::{Erase, Revoke};
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement, message, profile};

use crate::bench::{Bench, NOW, blame, entry};

/// Hears it, and compares what the engine wants compared, as a driver does.
fn hear(bench: &mut Bench, lane: Lane, bytes: &[u8]) -> Judgement {
    let (judgement, blamed) = bench.heard(lane, bytes.to_vec());
    assert_eq!(blamed, None);
    judgement
}

fn compare(bench: &mut Bench, item: &Item) {
    let Item::Entry(statement) = item else { return };
    let (writer, seq) = (statement.writer(), statement.seq());
    let held = bench.shelf.entries.get(&(writer, seq)).map(|held| held.statement.clone());
    let (peer, statement) = (bench.peer, statement.clone());
    let effects = bench.tell(Event::Compared { peer, statement, held });
    assert_eq!(blame(&effects), None);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Append(_))), "{effects:?}");
}

#[test]
fn what_is_held_stays_as_it_is_whatever_is_said_again() {
    let mut bench = Bench::new();
    let mut said: Vec<(Lane, Item)> = Vec::new();
    let mut others: Vec<Author> = (0..5).map(|_| Author::new(&mut bench.chance)).collect();
    for event in others.iter().flat_map(Author::keys).chain(bench.author.keys()) {
        said.push((Lane::Urgent, Item::Key(event)));
    }
    for number in 0..40 {
        let words = profile(&format!("somebody {number}"));
        let chosen = number % others.len();
        let content = match number {
            30 => Content::Erase(Erase::own(vec![0, 1])),
            _ => words,
        };
        let statement = others[chosen].write(content, &mut bench.chance, NOW);
        let lane = if number == 30 { Lane::Urgent } else { Lane::Feed };
        said.push((lane, Item::Entry(statement)));
    }
    for (lane, item) in &said {
        bench.heard(*lane, message(item));
    }
    let whole = format!("{:?}", bench.shelf);
    let states: Vec<_> =
        others.iter().map(|author| bench.engine.state(&author.writer.public())).collect();
    assert!(states.iter().all(|state| state.as_ref().is_some_and(|state| state.size == 8)));
    for _ in 0..20 {
        for at in (1..said.len()).rev() {
            let other = bench.chance.below(u64::try_from(at + 1).unwrap());
            said.swap(at, usize::try_from(other).unwrap());
        }
        for (lane, item) in &said {
            let again = hear(&mut bench, *lane, &message(item));
            assert_ne!(again, Judgement::Reject, "{item:?}");
            compare(&mut bench, item);
        }
        assert_eq!(format!("{:?}", bench.shelf), whole);
        let now: Vec<_> =
            others.iter().map(|author| bench.engine.state(&author.writer.public())).collect();
        assert_eq!(now, states);
    }
    // What is new is still taken.
    let next = others[0].write(profile("next"), &mut bench.chance, NOW);
    assert_eq!(bench.heard(Lane::Feed, entry(&next)).0, Judgement::Accept);
    assert_ne!(format!("{:?}", bench.shelf), whole);
}

/// What is told of five authors, of whom the first tells two stories: key events, entries, stamps, both
/// proofs, what the other branch takes back; and large bodies by themselves, to whoever asks.
struct Told {
    items: Vec<(Lane, Item)>,
    bodies: BTreeMap<(PublicKey, u32), LooseBody>,
    writers: Vec<PublicKey>,
}

fn stamp(author: &Author, minute: u64) -> HeadStamp {
    let mut log = KeyLog::new(author.did());
    author.keys().into_iter().for_each(|event| log.insert(event).map(|_| ()).unwrap());
    let at = Timestamp::from_millis(NOW.millis() - 3_600_000 + minute * 60_000);
    HeadStamp::sign(&author.feed, &log, (at, at.saturating_add(86_400_000)), &author.writer)
        .unwrap()
}

impl Told {
    fn new(bench: &mut Bench) -> Self {
        let mut told = Self { items: Vec::new(), bodies: BTreeMap::new(), writers: Vec::new() };
        for number in 0..5 {
            let mut author = Author::new(&mut bench.chance);
            told.writers.push(author.writer.public());
            told.items.extend(author.keys().into_iter().map(|key| (Lane::Urgent, Item::Key(key))));
            for at in 0..3 {
                told.says(bench, &mut author, profile(&format!("{number} {at}")));
            }
            let bits = bench.chance.bits();
            told.says(bench, &mut author, achievement(6_000, bits));
            told.stamped(stamp(&author, 0));
            if number == 0 {
                told.forks(bench, &author);
                continue;
            }
            told.says(bench, &mut author, Content::Erase(Erase::own(vec![0])));
            told.stamped(stamp(&author, 20));
        }
        told
    }

    fn stamped(&mut self, stamp: HeadStamp) {
        self.items.push((Lane::Urgent, Item::Stamp(stamp)));
    }

    /// An entry, large ones as their header alone.
    fn says(&mut self, bench: &mut Bench, author: &mut Author, content: Content) -> Statement {
        let entry = author.write(content, &mut bench.chance, NOW);
        let large = entry.to_bytes().len() > 4_000;
        if large {
            let body = LooseBody::of(&entry).unwrap();
            self.bodies.insert((entry.writer(), entry.seq()), body);
        }
        let lane = if entry.kind().takes_back() { Lane::Urgent } else { Lane::Feed };
        let told = if large { entry.without_body() } else { entry.clone() };
        self.items.push((lane, Item::Entry(told)));
        entry
    }

    /// Two stories from here on, each of which takes something back, and the proofs.
    fn forks(&mut self, bench: &mut Bench, author: &Author) {
        let mut branches = [author.clone(), author.clone()];
        let mut ends = Vec::new();
        for (number, branch) in (0..).zip(&mut branches) {
            let revoke = Revoke { list: 1, indexes: vec![number], reason: None, of: None };
            ends.push(self.says(bench, branch, Content::Revoke(revoke)));
            self.stamped(stamp(branch, 20));
        }
        let proof = ForkProof::make(&ends[0], &ends[1]).unwrap();
        self.items.push((Lane::Urgent, Item::Fork(proof)));
        let [one, other] = branches.each_ref().map(|branch| Claim::stamped(&stamp(branch, 20)));
        let heads = StampFork::make(one, other).unwrap();
        self.items.push((Lane::Urgent, Item::Heads(heads)));
    }

    /// The answer to a request: the bodies asked for, and nothing of anything else.
    fn answer(&self, request: u32, range: Range) -> Vec<Vec<u8>> {
        let mut packer = Packer::new(request);
        let mut frames = Vec::new();
        if range.part == Part::Body {
            let span = (range.writer, range.from)..(range.writer, range.to);
            let bodies = self.bodies.range(span);
            frames.extend(bodies.filter_map(|(_, body)| packer.push_body(body)));
        }
        frames.extend(packer.finish(None));
        frames
    }
}

/// Hands an event in and does what an engine's shell does, until nothing follows.
fn drive(bench: &mut Bench, told: &Told, event: Event) {
    let mut events = VecDeque::from([event]);
    while let Some(event) = events.pop_front() {
        for effect in bench.tell(event) {
            let held = |bench: &Bench, writer, seq| {
                let held = bench.shelf.entries.get(&(writer, seq));
                held.map(|held| held.statement.clone())
            };
            match effect {
                Effect::Compare { peer, statement } => {
                    let held = held(bench, statement.writer(), statement.seq());
                    events.push_front(Event::Compared { peer, statement, held });
                }
                Effect::CompareStamp { stamp } => {
                    let held = held(bench, stamp.writer(), stamp.size());
                    events.push_front(Event::ComparedStamp { stamp, held });
                }
                Effect::Join { peer, loose } => {
                    let held = held(bench, loose.writer, loose.seq);
                    events.push_front(Event::Joined { peer, loose, held });
                }
                Effect::Removals { writer, from } => {
                    events.push_front(bench.shelf.removals(writer, from));
                }
                Effect::Ground { writer, at, size } => {
                    events.push_front(bench.shelf.ground(writer, at, size));
                }
                Effect::Reload { writer, from } => {
                    events.push_front(bench.shelf.reload(writer, from));
                }
                Effect::Send { peer, bytes } => {
                    if let Ok(Message::Want { request, range }) = Message::read(&bytes) {
                        let frames = told.answer(request, range).into_iter();
                        events.extend(frames.map(|bytes| Event::Frame { peer, bytes }));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Everything that is common to all who heard the same, of every writer: what counts of its feed and
/// what is told of it.
fn state(bench: &Bench, told: &Told) -> Vec<String> {
    let of = |writer: &PublicKey| {
        let state = bench.engine.state(writer);
        let sound = state.as_ref().map_or(0, |state| state.sound);
        let entries: Vec<Hash> =
            (0..sound).map(|seq| bench.shelf.entries[&(*writer, seq)].statement.id()).collect();
        let bodies: Vec<bool> = (0..sound)
            .map(|seq| bench.shelf.entries[&(*writer, seq)].statement.body().is_some())
            .collect();
        let stamps: Vec<&HeadStamp> = bench.engine.stamps(writer).collect();
        let aside: Vec<Hash> =
            bench.shelf.aside.get(writer).into_iter().flatten().map(|(id, _)| *id).collect();
        let (fork, heads) = (bench.engine.fork(writer), bench.engine.heads(writer));
        format!("{entries:?} {bodies:?} {stamps:?} {aside:?} {fork:?} {heads:?}")
    };
    told.writers.iter().map(of).collect()
}

/// Says everything in this order, again and again until nothing is new.
fn hear_all(bench: &mut Bench, told: &Told, order: &[usize]) -> usize {
    for round in 1..20 {
        let before = format!("{:?}", bench.shelf);
        for at in order {
            let (lane, item) = &told.items[*at];
            let topic = bot_protocol::gossip::Topic {
                community: bot_tests::harness::world::community(),
                lane: *lane,
            };
            let bytes = message(item);
            let id = bot_protocol::gossip::MessageId::of(&topic.to_string(), &bytes);
            let peer = bench.peer;
            drive(bench, told, Event::Heard { peer, topic, id, bytes });
        }
        // Whoever is asked for what it has not is asked again after a while.
        for _ in 0..3 {
            bench.now = bench.now.saturating_add(61_000);
            drive(bench, told, Event::Tick);
        }
        if before == format!("{:?}", bench.shelf) {
            return round;
        }
    }
    panic!("it never comes to an end");
}

#[test]
fn whatever_comes_first_the_end_is_the_same() {
    let mut first = Bench::new();
    let told = Told::new(&mut first);
    let mut order: Vec<usize> = (0..told.items.len()).collect();
    hear_all(&mut first, &told, &order);
    let expected = state(&first, &told);
    for (number, writer) in told.writers.iter().enumerate() {
        let state = first.engine.state(writer).unwrap();
        assert_eq!((state.sound, state.missing.len()), (if number == 0 { 4 } else { 5 }, 0));
        assert_eq!(first.engine.heads(writer).is_some(), number == 0);
        assert_eq!(first.shelf.aside.get(writer).map_or(0, BTreeMap::len), [2, 0][number.min(1)]);
    }
    for _ in 0..60 {
        for at in (1..order.len()).rev() {
            let other = first.chance.below(u64::try_from(at + 1).unwrap());
            order.swap(at, usize::try_from(other).unwrap());
        }
        let mut bench = Bench::new();
        hear_all(&mut bench, &told, &order);
        assert_eq!(state(&bench, &told), expected, "{order:?}");
    }
}
