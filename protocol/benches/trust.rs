//! The walk on a large network: how long it takes, what it keeps; and whom it lets in when some
//! members are careless, beside two other rules on the same graphs.

#[path = "trust/admitted.rs"]
mod admitted;
#[path = "trust/graphs.rs"]
mod graphs;
mod stopwatch;
#[path = "trust/verdict.rs"]
mod verdict;

use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::recognition::{Network, Strength, Walk};
use graphs::{Chance, preferential};
use stopwatch::{Figures, core_time, target};

const PEOPLE: usize = 100_000;

/// Recognitions that each who comes gives to those who were there; each is two ties.
const EACH: usize = 10;

const ROUNDS: usize = 7;

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let mut figures = Figures::default();
    speed(&mut figures);
    figures.tell("trust", "The walk, 100,000 identities and 2 million ties");
    admitted::table();
}

fn speed(figures: &mut Figures) {
    let names = names(PEOPLE);
    let before = memory();
    let mut chance = Chance::new(1);
    let mut network = Network::seen_by([names[PEOPLE / 2]]);
    for (a, b) in preferential(PEOPLE, EACH, &mut chance) {
        network.set(&names[a], &names[b], Some(Strength::Recognised));
        network.set(&names[b], &names[a], Some(Strength::Recognised));
    }
    let mut walk = Walk::new(network);
    let (mut full, mut edge, mut fifty) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let begin = core_time();
        let reached = walk.reached();
        full.push((core_time() - begin).as_nanos() as f64);
        assert!(reached.len() > PEOPLE / 2, "a graph that hangs together");
        let begin = core_time();
        walk.set(&names[round], &names[PEOPLE - 1 - round], Some(Strength::Recognised));
        edge.push((core_time() - begin).as_nanos() as f64);
        let some: Vec<&Did> = (0..50).map(|_| &names[chance.below(PEOPLE)]).collect();
        let begin = core_time();
        let bands: Vec<_> = some.iter().map(|did| walk.standing(did).band).collect();
        fifty.push((core_time() - begin).as_nanos() as f64);
        assert_eq!(bands.len(), 50);
    }
    figures.spread("full walk, everybody in order", full);
    figures.spread("one recognition more", edge);
    figures.spread("standing of 50 by chance, with chains", fifty);
    figures.add("kept", (memory() - before) / 1e6, "MB");
    verdict::time(&walk, names[PEOPLE / 2], figures);
}

/// Names by chance that is the same each time.
fn names(count: usize) -> Vec<Did> {
    (0..count).map(|number| Did::from(key_of(number).public())).collect()
}

/// The key behind a name.
fn key_of(number: usize) -> SecretKey {
    let mut seed = [3; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    SecretKey::from_seed(&seed)
}

/// Bytes of memory that the program has.
fn memory() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok());
    resident.unwrap_or_default() * 4096.0
}
