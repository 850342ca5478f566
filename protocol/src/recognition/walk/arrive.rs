//! The far half of a walk: how many walks from the viewer come to one identity, by the first step
//! they took. Each counts once, where it first comes there, so that whom an identity recognises
//! itself is nothing to its weight.
//!
//! Sums of products of whole numbers, nowhere rounded: whatever the order, the result is the same.

use super::forward::{Forward, Layer};
use crate::recognition::network::{Network, Place, SHARE_BITS, VIEWER};

/// Walks at places, in the order of places.
type Masses = Vec<(Place, u128)>;

/// How many walks come to `goal`, by first step, in units of 2⁻¹²⁵.
pub(super) fn arrivals(network: &Network, forward: &Forward, goal: Place) -> Masses {
    let second = forward.second.at(goal);
    let mut found: Masses = scaled(second, 1, 2).collect();
    match &forward.third {
        Some(third) => {
            found.extend(scaled(third.at(goal), 1, 3));
            from_the_third(network, (second, third), goal, &mut found);
        }
        None => from_the_second(network, &forward.second, goal, &mut found),
    }
    // Who took the goal as the first step has arrived, whatever they did after.
    found.retain(|(first, _)| *first != goal);
    let at = network.to(VIEWER).binary_search_by_key(&goal, |tie| tie.place()).ok();
    if let Some(tie) = at.and_then(|at| network.to(VIEWER).get(at)) {
        let share = u128::from(network.share(VIEWER, tie.strength()));
        found.extend(scaled(&[(goal, share)], 1, 1));
    }
    summed(found)
}

/// The walks that arrive with their fourth or fifth step, from where they are after three.
fn from_the_third(
    network: &Network,
    (second, third): (&[(Place, u128)], &Layer),
    goal: Place,
    found: &mut Masses,
) {
    let mut back = vec![(goal, 1)];
    for steps in [4, 5] {
        back = one_back(network, goal, &back);
        for (place, weight) in &back {
            found.extend(scaled(third.at(*place), *weight, steps));
        }
        // Of these some were there after two steps already, and came back.
        let again = network.to(goal).iter().fold(0_u128, |sum, tie| {
            let share = u128::from(network.share(goal, tie.strength()));
            let at = back.binary_search_by_key(&tie.place(), |(place, _)| *place).ok();
            let weight = at.and_then(|at| back.get(at)).map_or(0, |(_, weight)| *weight);
            sum.wrapping_add(share.wrapping_mul(weight))
        });
        found
            .extend(scaled(second, again, steps).map(|(first, mass)| (first, mass.wrapping_neg())));
    }
}

/// The walks that arrive with their third, fourth or fifth step, from where they are after two.
fn from_the_second(network: &Network, second: &Layer, goal: Place, found: &mut Masses) {
    let mut back = vec![(goal, 1)];
    for steps in [3, 4, 5] {
        back = one_back(network, goal, &back);
        for (place, weight) in &back {
            found.extend(scaled(second.at(*place), *weight, steps));
        }
    }
}

/// One step back from these places, never through the goal or the viewer.
fn one_back(network: &Network, goal: Place, here: &[(Place, u128)]) -> Masses {
    let mut before = Masses::new();
    for (to, weight) in here {
        let from = network.from(*to).iter().filter(|tie| ![goal, VIEWER].contains(&tie.place()));
        before.extend(from.map(|tie| {
            let share = u128::from(network.share(tie.place(), tie.strength()));
            (tie.place(), share.wrapping_mul(*weight))
        }));
    }
    summed(before)
}

/// Masses that go on with this weight, as what arrives after so many steps in all.
fn scaled(
    masses: &[(Place, u128)],
    weight: u128,
    steps: u32,
) -> impl Iterator<Item = (Place, u128)> {
    let shift = SHARE_BITS.saturating_mul(5_u32.saturating_sub(steps));
    let scaled = move |mass: u128| mass.wrapping_mul(weight).wrapping_shl(shift);
    masses.iter().map(move |(first, mass)| (*first, scaled(*mass)))
}

/// One entry a place. Sums wrap on the way where something is taken away; none ends below zero.
fn summed(mut masses: Masses) -> Masses {
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
