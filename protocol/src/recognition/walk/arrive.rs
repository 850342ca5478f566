//! The far half of a walk: how many walks from the viewer come to one identity, by the first step
//! they took. Each counts once, where it first comes there, so that whom an identity recognises
//! itself is nothing to its weight.
//!
//! Sums of products of whole numbers, nowhere rounded: whatever the order, the result is the same.

use super::forward::{Forward, Layer, Mass};
use crate::recognition::network::{Network, Place, SHARE_BITS, Strength, Tie, VIEWER, index};

/// How many walks came by each first step, in units of 2⁻¹²⁵.
struct Arrived(Vec<u128>);

impl Arrived {
    /// Adds what goes on from these masses with this weight, arriving after so many steps in all.
    fn add(&mut self, masses: &[Mass], weight: u128, steps: u32) {
        let weight = weight.wrapping_shl(beyond(steps));
        for one in masses {
            if let Some(sum) = self.0.get_mut(one.first()) {
                // Wraps where something is taken away; no sum ends below zero.
                *sum = sum.wrapping_add(one.mass().wrapping_mul(weight));
            }
        }
    }
}

/// Bits of the steps that are left of five.
fn beyond(steps: u32) -> u32 {
    SHARE_BITS.saturating_mul(5_u32.saturating_sub(steps))
}

/// How many walks come to `goal`, by each first step, in units of 2⁻¹²⁵.
pub(super) fn arrivals(network: &Network, forward: &Forward, goal: Place) -> Vec<u128> {
    let mut arrived = Arrived(vec![0; network.to(VIEWER).len()]);
    arrived.add(forward.second.at(goal), 1, 2);
    match &forward.third {
        Some(third) => {
            arrived.add(third.at(goal), 1, 3);
            match Back::of(network, goal) {
                Some(back) => back.arrive((network, forward), third, goal, &mut arrived),
                None => {
                    from_the_third(network, third, goal, &mut arrived);
                    take_away_again(network, forward.second.at(goal), goal, &mut arrived);
                }
            }
        }
        None => from_the_second(network, &forward.second, goal, &mut arrived),
    }
    // Who took the goal as the first step has arrived, whatever they did after.
    if let Ok(first) = network.to(VIEWER).binary_search_by_key(&goal, |tie| tie.place()) {
        let tie = network.to(VIEWER).get(first);
        let share = tie.map_or(0, |tie| share(network, VIEWER, *tie));
        let own = share.wrapping_shl(beyond(1));
        arrived.0.get_mut(first).into_iter().for_each(|sum| *sum = own);
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
fn take_away_again(network: &Network, second: &[Mass], goal: Place, arrived: &mut Arrived) {
    if second.is_empty() {
        return;
    }
    let there = |place: Place| there(network, goal, place);
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

/// What share of the walks that are at the goal goes on to a place.
fn there(network: &Network, goal: Place, place: Place) -> u128 {
    let ties = network.to(goal);
    let tie = ties.binary_search_by_key(&place, |tie| tie.place()).ok();
    tie.and_then(|at| ties.get(at)).map_or(0, |tie| share(network, goal, *tie))
}

/// So many times fewer ways back than there are places are few: to go them one by one costs less than to
/// lay out all places.
const WAYS_FEW: usize = 4;

/// What share of the walks at each place comes to the goal in two steps. Where so many stand behind those
/// who stand behind somebody that places are met again and again, each is looked at once by that, and
/// what is there after three steps is reckoned from where it was after two.
struct Back(Vec<u64>);

impl Back {
    /// Nothing where there are few: then each way is gone by itself.
    fn of(network: &Network, goal: Place) -> Option<Self> {
        let ways = before(network, goal, goal).map(|(last, _)| network.from(last).len());
        let ways = ways.fold(0, usize::saturating_add);
        if ways.saturating_mul(WAYS_FEW) <= network.len() {
            return None;
        }
        let mut shares = vec![0_u64; network.len()];
        for (last, one) in before(network, goal, goal) {
            let one = u64::try_from(one).unwrap_or_default();
            for tie in network.from(last) {
                if let Some(sum) = shares.get_mut(index(tie.place())) {
                    // The shares of one place are less than one together: 50 bits.
                    let other = network.share(tie.place(), tie.strength());
                    *sum = sum.wrapping_add(other.wrapping_mul(one));
                }
            }
        }
        for end in [goal, VIEWER] {
            shares.get_mut(index(end)).into_iter().for_each(|sum| *sum = 0);
        }
        Some(Self(shares))
    }

    fn at(&self, place: Place) -> u128 {
        self.0.get(index(place)).copied().unwrap_or_default().into()
    }

    /// The walks that arrive with their fourth or fifth step, without those that were there after two.
    fn arrive(
        &self,
        (network, forward): (&Network, &Forward),
        third: &Layer,
        goal: Place,
        arrived: &mut Arrived,
    ) {
        for (last, one) in before(network, goal, goal) {
            arrived.add(third.at(last), one, 4);
        }
        for (place, masses) in forward.second.iter() {
            arrived.add(masses, self.onward(network, place), 5);
        }
        let second = forward.second.at(goal);
        if !second.is_empty() {
            let ties = || network.to(goal).iter().filter(|tie| tie.place() != VIEWER);
            let to_goal = before(network, goal, goal);
            let in_two = to_goal.fold(0_u128, |sum, (last, one)| {
                sum.wrapping_add(there(network, goal, last).wrapping_mul(one))
            });
            let in_three = ties().fold(0_u128, |sum, tie| {
                sum.wrapping_add(share(network, goal, *tie).wrapping_mul(self.at(tie.place())))
            });
            arrived.add(second, in_two.wrapping_neg(), 4);
            arrived.add(second, in_three.wrapping_neg(), 5);
        }
    }

    /// What share of the walks at a place comes to the goal in three steps.
    fn onward(&self, network: &Network, place: Place) -> u128 {
        let (mut endorsed, mut recognised) = (0_u128, 0_u128);
        for tie in network.to(place) {
            let sum = match tie.strength() {
                Strength::Endorsed => &mut endorsed,
                Strength::Recognised => &mut recognised,
            };
            *sum = sum.wrapping_add(self.at(tie.place()));
        }
        let share = |strength| u128::from(network.share(place, strength));
        let endorsed = endorsed.wrapping_mul(share(Strength::Endorsed));
        endorsed.wrapping_add(recognised.wrapping_mul(share(Strength::Recognised)))
    }
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
