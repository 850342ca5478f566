//! Whom three rules let in: honest members, and fakes behind careless ones.
//!
//! On the same graphs of 10,000 members, seen by one of them. Each careless member, by chance one of
//! those whom the walk reaches, recognises one fake; ten thousand fakes recognise each other in the way that lets most of them in. Beside the
//! walk: Advogato's flow (capacities by distance, one unit a member) and the plain rule that
//! whoever has three chains that share nobody is let in, of which every fiftieth is asked about.

#![expect(clippy::print_stdout, reason = "a table for people")]

use bot_protocol::identity::Did;
use bot_protocol::recognition::{Band, Network, Strength, Walk};

use super::graphs::{Chance, preferential, small_world};
use super::names;
#[path = "others.rs"]
mod others;
use others::{Chains, Graph, flow};

const MEMBERS: usize = 10_000;

const FAKES: usize = 10_000;

/// How many the viewer and each member recognise, about twice this.
const EACH: usize = 8;

const CARELESS: [usize; 4] = [3, 10, 30, 100];

/// How fakes recognise each other, given how many were let in.
type Wiring = fn(usize) -> Vec<(usize, usize)>;

const WIRINGS: [Wiring; 3] = [twelve, crowd, shared];

pub(crate) fn table() {
    let names = names(MEMBERS + FAKES);
    println!(
        "\nHonest of {MEMBERS} and fakes of {FAKES} let in, most of three wirings of the fakes"
    );
    println!(
        "| graph | careless | walk: honest | fakes | flow: honest | fakes | chains: honest | fakes |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut chance = Chance::new(5);
    let graphs = [
        ("small world", small_world(MEMBERS, EACH, &mut chance)),
        ("preferential", preferential(MEMBERS, EACH, &mut chance)),
    ];
    for (name, honest) in &graphs {
        let reached = reached(&names, honest);
        for careless in CARELESS {
            let mut most = [(0, 0); 3];
            for wiring in WIRINGS {
                let mut ties = honest.clone();
                ties.extend(wiring(careless));
                // Of the same order, so that who is careless among three is so among ten.
                let mut chance = Chance::new(9);
                let doors = (0..careless).map(|fake| MEMBERS + fake);
                ties.extend(doors.map(|fake| (reached[chance.below(reached.len())], fake)));
                let found = [by_walk(&names, &ties), by_flow(&ties), by_chains(&ties)];
                for (most, found) in most.iter_mut().zip(found) {
                    *most = (found.0.max(most.0), found.1.max(most.1));
                }
            }
            let cells: Vec<String> =
                most.iter().map(|(honest, fakes)| format!("{honest} | {fakes}")).collect();
            println!("| {name} | {careless} | {} |", cells.join(" | "));
        }
    }
}

/// Those let in at the front each stand behind twelve of their own, and these behind twelve more.
fn twelve(careless: usize) -> Vec<(usize, usize)> {
    let at = |number: usize| MEMBERS + number % FAKES;
    let ties = (0..FAKES).flat_map(|one| (1..=12).map(move |step| (one, one * 12 + step)));
    ties.map(|(one, other)| (at(one), at(other + careless))).filter(|(a, b)| a != b).collect()
}

/// Each with the next dozen.
fn crowd(_careless: usize) -> Vec<(usize, usize)> {
    let ties = (0..FAKES).flat_map(|one| (1..=12).map(move |step| (one, (one + step) % FAKES)));
    ties.map(|(one, other)| (MEMBERS + one, MEMBERS + other)).collect()
}

/// All who were let in stand behind the same others.
fn shared(careless: usize) -> Vec<(usize, usize)> {
    let others = |door: usize| (0..12).map(move |other| (door, other));
    let doors = (0..careless).flat_map(others);
    doors.map(|(door, other)| (MEMBERS + door, MEMBERS + careless + other)).collect()
}

/// Counts the honest and the fakes among those let in.
fn count(let_in: impl Iterator<Item = usize>) -> (usize, usize) {
    let (honest, fakes): (Vec<usize>, Vec<usize>) =
        let_in.filter(|one| *one != 0).partition(|one| *one < MEMBERS);
    (honest.len(), fakes.len())
}

fn by_walk(names: &[Did], ties: &[(usize, usize)]) -> (usize, usize) {
    count(reached(names, ties).into_iter())
}

/// Whom the walk lets in.
fn reached(names: &[Did], ties: &[(usize, usize)]) -> Vec<usize> {
    let mut network = Network::seen_by([names[0]]);
    for (a, b) in ties {
        network.set(&names[*a], &names[*b], Some(Strength::Recognised));
        network.set(&names[*b], &names[*a], Some(Strength::Recognised));
    }
    let walk = Walk::new(network);
    let is_in = |one: &usize| walk.standing(&names[*one]).band > Band::Unreached;
    (1..names.len()).filter(is_in).collect()
}

fn by_flow(ties: &[(usize, usize)]) -> (usize, usize) {
    count(flow(&Graph::new(MEMBERS + FAKES, ties)).into_iter())
}

fn by_chains(ties: &[(usize, usize)]) -> (usize, usize) {
    const ASKED: usize = 50;
    let mut chains = Chains::from_the_first(&Graph::new(MEMBERS + FAKES, ties));
    let asked = (ASKED..MEMBERS + FAKES).step_by(ASKED).filter(|goal| chains.are(3, *goal));
    let (honest, fakes) = count(asked.collect::<Vec<_>>().into_iter());
    (ASKED * honest, ASKED * fakes)
}
