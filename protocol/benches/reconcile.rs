//! Finding what two nodes hold unlike each other: our rateless sketch beside the crate
//! `negentropy`, on the same sets. Bytes both ways, round trips, and the time both sides need.

mod stopwatch;

use std::collections::BTreeSet;

use bot_protocol::canon::hash::sha256;
use bot_protocol::gossip::Message;
use bot_protocol::gossip::reconcile::{Decoder, Item, Salt, Strata, symbols};
use negentropy::{Id, Negentropy, NegentropyStorageVector};
use stopwatch::{Figures, core_time, target};

const SALT: Salt = [7; 16];

/// Items that both sides hold, and those that one side has in another state than the other.
const ROWS: [(u64, u64); 5] =
    [(100_000, 0), (100_000, 10), (100_000, 1_000), (100_000, 10_000), (1_000, 1_000)];

const ROUNDS: usize = 7;

/// What both sides hold: the side that a head is of, 0 for both, and its number.
type Sets = [Vec<(u8, u64)>; 2];

/// One way of finding what differs.
type Way = fn(&Sets) -> Took;

/// What one way of doing it took.
struct Took {
    bytes: usize,
    rounds: u32,
    found: usize,
}

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let mut figures = Figures::default();
    for (common, changed) in ROWS {
        // A head that changed is one item there and another one here.
        let sets = [1, 2].map(|side| {
            let changed = (common..common + changed).map(move |number| (side, number));
            (0..common).map(|number| (0, number)).chain(changed).collect::<Vec<(u8, u64)>>()
        });
        let ways: [(&str, Way); 2] = [("ours", ours), ("negentropy", theirs)];
        for (name, way) in ways {
            let mut nanos = Vec::new();
            let mut last = None;
            for _ in 0..ROUNDS {
                let begin = core_time();
                last = Some(way(&sets));
                nanos.push(core_time().saturating_sub(begin).as_nanos() as f64);
            }
            let took = last.expect("some rounds");
            assert_eq!(took.found as u64, changed * 2, "{name} finds all");
            let name = format!("{name}, {changed} of {}", common + changed);
            figures.spread(&name, nanos);
            figures.add(&format!("{name}: bytes"), took.bytes as f64, "bytes");
            figures.add(&format!("{name}: round trips"), f64::from(took.rounds), "round trips");
        }
    }
    figures.tell("reconcile", "Finding what differs, both sides together");
}

fn head(side: u8, number: u64) -> [u8; 32] {
    *sha256(&[&[side], &number.to_be_bytes()]).as_bytes()
}

/// As the engine does it: strata, as many symbols as will do, more where they do not.
fn ours(sets: &Sets) -> Took {
    let [asked, asker] = sets.each_ref().map(|set| -> Vec<Item> {
        set.iter().map(|(side, number)| Item::new(&SALT, &[&head(*side, *number)])).collect()
    });
    let strata = Strata::of(&asker);
    let guess = Strata::of(&asked).difference(&strata);
    let survey = Message::Survey { request: 0, salt: SALT, strata };
    let (mut bytes, mut rounds) = (survey.to_bytes().len(), 0);
    let mut count = if guess == 0 { 8 } else { guess + guess / 4 + guess / 2 + 24 };
    let mut decoder = Decoder::new();
    while !decoder.is_whole() {
        let from = decoder.length();
        let part = symbols(&asked, from..from + count);
        for (frame, symbols) in (0..).zip(part.chunks(4_000)) {
            let symbols = symbols.to_vec();
            bytes += Message::Symbols { request: 0, frame, items: 0, symbols }.to_bytes().len();
        }
        decoder.take(&part, &asker).expect("an honest sketch");
        count = (decoder.length() / 2).max(24);
        rounds += 1;
    }
    Took { bytes, rounds, found: decoder.found().count() }
}

fn theirs(sets: &Sets) -> Took {
    let [asked, asker] = sets.each_ref().map(|set| {
        let mut storage = NegentropyStorageVector::with_capacity(set.len());
        for (side, number) in set {
            // No times are told apart: heads have none that both sides agree on.
            storage.insert(0, Id::from_byte_array(head(*side, *number))).expect("it is not sealed");
        }
        storage.seal().expect("once");
        storage
    });
    // Frames of 64 KiB, as the stream has them.
    let mut client = Negentropy::borrowed(&asker, 64 * 1024).expect("a limit");
    let mut server = Negentropy::borrowed(&asked, 64 * 1024).expect("a limit");
    let (mut have, mut need) = (Vec::new(), Vec::new());
    let mut question = Some(client.initiate().expect("the first"));
    let (mut bytes, mut rounds) = (0, 0);
    while let Some(asks) = question {
        let answer = server.reconcile(&asks).expect("an honest question");
        bytes += asks.len() + answer.len();
        rounds += 1;
        question =
            client.reconcile_with_ids(&answer, &mut have, &mut need).expect("an honest answer");
    }
    let found: BTreeSet<[u8; 32]> = have.iter().chain(&need).map(|id| id.to_bytes()).collect();
    Took { bytes, rounds, found: found.len() }
}
