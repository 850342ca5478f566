//! The far half of a walk: how many walks from the viewer come to one identity, by the first step
//! they took. Each counts once, where it first comes there, so that whom an identity recognises
//! itself is nothing to its weight.
//!
//! Sums of products of whole numbers, nowhere rounded: whatever the order, the result is the same.

use super::forward::{First, Forward, Layer};
use crate::recognition::network::{Network, Place, SHARE_BITS, Tie, VIEWER};

/// How many walks came by each first step, in units of 2⁻¹²⁵.
struct Arrived(Vec<u128>);

impl Arrived {
    /// Adds what goes on from these masses with this weight, arriving after so many steps in all.
    fn add(&mut self, masses: &[(First, u128)], weight: u128, steps: u32) {
        let shift = SHARE_BITS.saturating_mul(5_u32.saturating_sub(steps));
        for (first, mass) in masses {
            if let Some(sum) = self.0.get_mut(*first) {
                // Wraps where something is taken away; no sum ends below zero.
                *sum = sum.wrapping_add(mass.wrapping_mul(weight).wrapping_shl(shift));
            }
        }
    }
}

/// How many walks come to `goal`, by each first step, in units of 2⁻¹²⁵.
pub(super) fn arrivals(network: &Network, forward: &Forward, goal: Place) -> Vec<u128> {
    let mut arrived = Arrived(vec![0; network.to(VIEWER).len()]);
    arrived.add(forward.second.at(goal), 1, 2);
    match &forward.third {
        Some(third) => {
            arrived.add(third.at(goal), 1, 3);
            from_the_third(network, third, goal, &mut arrived);
            take_away_again(network, forward.second.at(goal), goal, &mut arrived);
        }
        None => from_the_second(network, &forward.second, goal, &mut arrived),
    }
    // Who took the goal as the first step has arrived, whatever they did after.
    if let Ok(first) = network.to(VIEWER).binary_search_by_key(&goal, |tie| tie.place()) {
        let tie = network.to(VIEWER).get(first);
        let share = tie.map_or(0, |tie| share(network, VIEWER, *tie));
        arrived.0.get_mut(first).into_iter().for_each(|sum| *sum = 0);
        arrived.add(&[(first, share)], 1, 1);
    }
    arrived.0
}

/// The walks that arrive with their fourth or fifth step, from where they are after three.
fn from_the_third(network: &Network, third: &Layer, goal: Place, arrived: &mut Arrived) {
    for (last, one) in before(network, goal, goal) {
        arrived.add(third.at(last), one, 4);
        for (place, other) in before(network, last, goal) {
            arrived.add(third.at(place), other.wrapping_mul(one), 5);
        }
    }
}

/// Of the walks that are at a place after three steps, those that were at the goal after two, and
/// came back.
fn take_away_again(
    network: &Network,
    second: &[(First, u128)],
    goal: Place,
    arrived: &mut Arrived,
) {
    if second.is_empty() {
        return;
    }
    let there = |place: Place| {
        let ties = network.to(goal);
        let tie = ties.binary_search_by_key(&place, |tie| tie.place()).ok();
        tie.and_then(|at| ties.get(at)).map_or(0, |tie| share(network, goal, *tie))
    };
    let (mut in_two, mut in_three) = (0_u128, 0_u128);
    for (last, one) in before(network, goal, goal) {
        in_two = in_two.wrapping_add(there(last).wrapping_mul(one));
        for (place, other) in before(network, last, goal) {
            let back = there(place).wrapping_mul(other).wrapping_mul(one);
            in_three = in_three.wrapping_add(back);
        }
    }
    arrived.add(second, in_two.wrapping_neg(), 4);
    arrived.add(second, in_three.wrapping_neg(), 5);
}

/// The walks that arrive with their third, fourth or fifth step, from where they are after two.
fn from_the_second(network: &Network, second: &Layer, goal: Place, arrived: &mut Arrived) {
    let mut here = vec![(goal, 1)];
    for steps in [3, 4, 5] {
        let back = here.iter().flat_map(|(to, weight): &(Place, u128)| {
            let before = before(network, *to, goal);
            before.map(|(place, share)| (place, share.wrapping_mul(*weight)))
        });
        here = summed(back.collect());
        for (place, weight) in &here {
            arrived.add(second.at(*place), *weight, steps);
        }
    }
}

/// Who stands behind the identity at a place, and with what share; neither the goal, where a walk
/// ends, nor the viewer, where it begins.
fn before(network: &Network, place: Place, goal: Place) -> impl Iterator<Item = (Place, u128)> {
    let from = network.from(place).iter().filter(move |tie| ![goal, VIEWER].contains(&tie.place()));
    from.map(|tie| (tie.place(), share(network, tie.place(), *tie)))
}

fn share(network: &Network, from: Place, tie: Tie) -> u128 {
    u128::from(network.share(from, tie.strength()))
}

/// One entry a place.
fn summed(mut masses: Vec<(Place, u128)>) -> Vec<(Place, u128)> {
    masses.sort_unstable_by_key(|(place, _)| *place);
    masses.dedup_by(|(place, mass), (held, sum)| {
        let same = place == held;
        if same {
            *sum = sum.wrapping_add(*mass);
        }
        same
    });
    masses
}
