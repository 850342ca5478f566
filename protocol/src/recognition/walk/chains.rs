//! The chains that lead from the viewer to an identity.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::between::Between;
use super::forward::Forward;
use crate::limits::WALK_STEPS_MAX;
use crate::recognition::network::{Network, Place, VIEWER};

/// From the viewer to the goal, both ends included.
pub(super) type Chain = Vec<Place>;

/// No chain of at most five steps; one, where all have somebody in common; or two that share
/// nobody, the shorter first. Of several as short, those by the least names.
pub(super) fn chains(network: &Network, forward: &Forward, goal: Place) -> Vec<Chain> {
    let straight = |without: &[Place]| {
        (1..=STEPS).find_map(|steps| Straight::new(network, forward, without).back(goal, steps))
    };
    let Some(first) = straight(&[]) else { return Vec::new() };
    let inner = first.get(1..first.len().saturating_sub(1)).unwrap_or_default();
    // One that goes straight there has nobody between whom the other could avoid.
    let second = if inner.is_empty() { None } else { straight(inner) };
    if let Some(second) = second {
        return vec![first, second];
    }
    let two = |steps| Between::of(network, forward, goal, steps).two();
    (1..=STEPS).find_map(two).unwrap_or_else(|| vec![first])
}

/// Most steps of a chain.
const STEPS: u8 = WALK_STEPS_MAX;

/// A search back from the goal that only goes where the viewer is near enough.
struct Straight<'n> {
    network: &'n Network,
    forward: &'n Forward,
    without: &'n [Place],
    /// From where nothing leads to the viewer in so many steps.
    dead: BTreeSet<(Place, u8)>,
}

impl<'n> Straight<'n> {
    const fn new(network: &'n Network, forward: &'n Forward, without: &'n [Place]) -> Self {
        Self { network, forward, without, dead: BTreeSet::new() }
    }

    /// A chain from the viewer to `to` in at most so many steps.
    fn back(&mut self, to: Place, steps: u8) -> Option<Chain> {
        if to == VIEWER {
            return Some(vec![VIEWER]);
        }
        let left = steps.checked_sub(1)?;
        if !self.dead.insert((to, steps)) {
            return None;
        }
        let near = |from: &Place| self.forward.steps_at_least(*from) <= left;
        let from = self.network.from(to).iter().map(|tie| tie.place()).filter(near);
        let from = from.filter(|place| !self.without.contains(place));
        let named = from.map(|place| Reverse((self.network.name(place), place)));
        // By the least names; of thousands who stand behind somebody few are gone to.
        let mut named: BinaryHeap<_> = named.collect();
        let mut least = std::iter::from_fn(|| named.pop());
        let mut chain = least.find_map(|Reverse((_, from))| self.back(from, left))?;
        chain.push(to);
        Some(chain)
    }
}
