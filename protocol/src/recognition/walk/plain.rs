//! The walk a second time, as its rule reads: every walk from the viewer one step after the other,
//! anew for each goal and each first step; who cannot be left out of the chains, one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::limits::{self, WALK_TIES_MIN};

const STEPS: usize = limits::WALK_STEPS_MAX as usize;

/// Ties by who gives their word and whom it is about, in quarters; 0 is the viewer.
pub(super) type Ties = BTreeMap<(usize, usize), u64>;

/// What the rule says of one goal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) weight: u128,
    pub(super) whole: u128,
    pub(super) chains: usize,
}

pub(super) fn standing(ties: &Ties, goal: usize) -> Plain {
    let firsts = ties.keys().filter(|(from, _)| *from == 0).map(|(_, to)| *to);
    let arrived: BTreeMap<usize, u128> =
        firsts.map(|first| (first, arriving(ties, first, goal))).collect();
    let whole: u128 = arrived.values().sum();
    let friends = arrived.iter().filter(|(first, _)| **first != goal);
    let weight = whole - friends.map(|(_, mass)| *mass).max().unwrap_or(0);
    Plain { weight, whole, chains: chains(ties, goal) }
}

/// ¾ of the weight of a tie among all ties of who gives it, twelve recognitions at least.
fn share(ties: &Ties, from: usize, to: usize) -> u128 {
    let all: u64 = ties.iter().filter(|((one, _), _)| *one == from).map(|(_, it)| it).sum();
    let whole = u128::from(all.max(4 * WALK_TIES_MIN));
    let tie = u128::from(ties.get(&(from, to)).copied().unwrap_or(0));
    (1_u128 << 25) * 3 * tie / (4 * whole)
}

fn arriving(ties: &Ties, first: usize, goal: usize) -> u128 {
    let mut walks = BTreeMap::from([(first, share(ties, 0, first))]);
    let mut arrived = 0;
    for step in 1..=STEPS {
        arrived += walks.remove(&goal).unwrap_or(0) << (25 * (STEPS - step));
        if step == STEPS {
            break;
        }
        let mut next: BTreeMap<usize, u128> = BTreeMap::new();
        for (from, to) in ties.keys().filter(|(_, to)| *to != 0) {
            if let Some(mass) = walks.get(from) {
                *next.entry(*to).or_default() += mass * share(ties, *from, *to);
            }
        }
        walks = next;
    }
    arrived
}

fn chains(ties: &Ties, goal: usize) -> usize {
    let near = near(ties, goal);
    if !leads(&near, goal, None) {
        return 0;
    }
    let mut beside = near.clone();
    let is_direct = beside.remove(&(0, goal));
    let others: BTreeSet<usize> = near.iter().map(|(_, to)| *to).filter(|to| *to != goal).collect();
    let spared = |without: &usize| leads(&near, goal, Some(*without));
    let two = if is_direct { leads(&beside, goal, None) } else { others.iter().all(spared) };
    if two { 2 } else { 1 }
}

/// The ties on a chain of at most five steps.
fn near(ties: &Ties, goal: usize) -> BTreeSet<(usize, usize)> {
    let forward: BTreeSet<(usize, usize)> = ties.keys().copied().filter(|tie| tie.1 != 0).collect();
    let from = steps(&forward, 0, |tie| (tie.0, tie.1));
    let back = steps(&forward, goal, |tie| (tie.1, tie.0));
    let lies = |(a, b): &(usize, usize)| {
        from.get(a).zip(back.get(b)).is_some_and(|(before, after)| before + 1 + after <= STEPS)
    };
    forward.iter().copied().filter(lies).collect()
}

fn steps(
    ties: &BTreeSet<(usize, usize)>,
    start: usize,
    turned: impl Fn(&(usize, usize)) -> (usize, usize),
) -> BTreeMap<usize, usize> {
    let mut steps = BTreeMap::from([(start, 0)]);
    for step in 1..=STEPS {
        for (from, to) in ties.iter().map(&turned) {
            if steps.get(&from).is_some_and(|at| *at < step) {
                steps.entry(to).or_insert(step);
            }
        }
    }
    steps
}

/// Whether a chain leads to the goal without this one.
fn leads(ties: &BTreeSet<(usize, usize)>, goal: usize, without: Option<usize>) -> bool {
    let mut reached = BTreeSet::from([0]);
    loop {
        let free = |to: &usize| Some(*to) != without;
        let more: Vec<usize> = ties
            .iter()
            .filter(|(from, to)| reached.contains(from) && !reached.contains(to) && free(to))
            .map(|(_, to)| *to)
            .collect();
        if more.is_empty() {
            return reached.contains(&goal);
        }
        reached.extend(more);
    }
}
