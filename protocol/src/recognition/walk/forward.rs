//! The near half of a walk: where walks from the viewer are after one, two and three steps, told
//! apart by their first step.

use crate::limits::WALK_MIDDLE_MAX;
use crate::recognition::network::{Network, Place, VIEWER, index};

/// Steps to a place that is farther than the near half, at least.
const BEYOND: u8 = 4;

/// A first step: its number among the viewer's ties.
pub(super) type First = usize;

/// How many walks came by one first step, in units of 2⁻²⁵ to the power of the steps, of which there are
/// three at most: the two in 16 bytes, for there are millions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mass(u128);

impl Mass {
    /// Three shares of 25 bits multiplied have 75, and so has their sum.
    const BITS: u32 = 75;

    fn new(first: First, mass: u128) -> Self {
        let first = u128::try_from(first).unwrap_or_default();
        Self(first.wrapping_shl(Self::BITS) | mass)
    }

    /// The first step, as its number among the viewer's ties.
    pub(super) fn first(self) -> First {
        First::try_from(self.0.wrapping_shr(Self::BITS)).unwrap_or(First::MAX)
    }

    /// How many.
    pub(super) const fn mass(self) -> u128 {
        self.0 & ((1 << Self::BITS) - 1)
    }
}

/// Where walks are after so many steps: for each place, how many by which first step.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    /// Where the entries of each place begin; one more than there are places.
    begins: Vec<u32>,
    entries: Vec<Mass>,
}

impl Layer {
    /// How many walks are at a place, by their first step.
    pub(super) fn at(&self, place: Place) -> &[Mass] {
        let bound = |at: usize| self.begins.get(at).and_then(|at| usize::try_from(*at).ok());
        let begin = bound(index(place)).unwrap_or_default();
        let end = bound(index(place).saturating_add(1)).unwrap_or_default();
        self.entries.get(begin..end).unwrap_or_default()
    }

    /// Those places where walks are, with what is there.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Place, &[Mass])> {
        let places = (0..).zip(self.begins.iter().zip(self.begins.iter().skip(1)));
        let there = places.filter(|(_, (begin, end))| begin < end);
        there.map(|(place, _)| (place, self.at(place)))
    }

    /// Orders entries by place; those of one place stay in order.
    fn of(found: &[(Place, First, u128)], places: usize) -> Self {
        let mut begins = vec![0_u32; places.saturating_add(1)];
        for (place, ..) in found {
            if let Some(count) = begins.get_mut(index(*place).saturating_add(1)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for begin in &mut begins {
            sum = sum.saturating_add(*begin);
            *begin = sum;
        }
        let mut next = begins.clone();
        let mut entries = vec![Mass::default(); found.len()];
        for (place, first, mass) in found {
            if let Some(at) = next.get_mut(index(*place)) {
                if let Some(entry) = entries.get_mut(index(*at)) {
                    *entry = Mass::new(*first, *mass);
                }
                *at = at.saturating_add(1);
            }
        }
        Self { begins, entries }
    }
}

/// The near half of all walks from the viewer.
#[derive(Clone, Debug)]
pub(super) struct Forward {
    pub(super) second: Layer,
    /// `None` where it would be too large to keep.
    pub(super) third: Option<Layer>,
    /// Fewest steps to each place, as far as the near half leads.
    steps: Vec<u8>,
}

impl Forward {
    pub(super) fn of(network: &Network) -> Self {
        let branches = Branches::of(network);
        let (second, third) = branches.layers(WALK_MIDDLE_MAX);
        Self { second, third, steps: steps(network) }
    }

    /// The same, with the middle kept after two steps.
    #[cfg(test)]
    pub(super) fn short(network: &Network) -> Self {
        let (second, third) = Branches::of(network).layers(0);
        Self { second, third, steps: steps(network) }
    }

    /// Whether the viewer stands behind the identity at a place.
    pub(super) fn is_first(&self, place: Place) -> bool {
        self.steps.get(index(place)) == Some(&1)
    }

    /// Steps from the viewer; beyond the near half at least one more than that leads.
    pub(super) fn steps_at_least(&self, place: Place) -> u8 {
        self.steps.get(index(place)).copied().unwrap_or(BEYOND)
    }
}

/// Fewest steps from the viewer to each place, up to three.
fn steps(network: &Network) -> Vec<u8> {
    let mut steps = vec![BEYOND; network.len()];
    let mut here = vec![VIEWER];
    if let Some(own) = steps.first_mut() {
        *own = 0;
    }
    for step in 1..BEYOND {
        let mut next = Vec::new();
        for tie in here.iter().flat_map(|place| network.to(*place)) {
            if let Some(known) = steps.get_mut(index(tie.place()))
                && *known == BEYOND
            {
                *known = step;
                next.push(tie.place());
            }
        }
        here = next;
    }
    steps
}

/// Walks by their first step, one first step after the other.
struct Branches<'n> {
    network: &'n Network,
    /// What is at each place; nothing but zeros between two uses.
    masses: Vec<u128>,
}

impl<'n> Branches<'n> {
    fn of(network: &'n Network) -> Self {
        Self { network, masses: vec![0; network.len()] }
    }

    fn layers(mut self, most: usize) -> (Layer, Option<Layer>) {
        let network = self.network;
        let (mut second, mut third, mut followed) = (Vec::new(), Some(Vec::new()), 0_usize);
        for (first, tie) in network.to(VIEWER).iter().enumerate() {
            let mass = u128::from(network.share(VIEWER, tie.strength()));
            let begun = self.step(&[(tie.place(), mass)]);
            let ties = begun.iter().map(|(place, _)| network.to(*place).len());
            followed = ties.fold(followed, usize::saturating_add);
            third = third.filter(|_| followed <= most);
            let gone_on = third.as_ref().map(|_| self.step(&begun));
            second.extend(begun.into_iter().map(|(place, mass)| (place, first, mass)));
            if let (Some(third), Some(more)) = (&mut third, gone_on) {
                third.extend(more.into_iter().map(|(place, mass)| (place, first, mass)));
            }
        }
        let places = network.len();
        (Layer::of(&second, places), third.map(|third| Layer::of(&third, places)))
    }

    /// One step of these walks. A walk that comes back to the viewer ends.
    fn step(&mut self, here: &[(Place, u128)]) -> Vec<(Place, u128)> {
        let mut reached = Vec::new();
        for (from, mass) in here {
            for tie in self.network.to(*from).iter().filter(|tie| tie.place() != VIEWER) {
                let share = u128::from(self.network.share(*from, tie.strength()));
                // Five shares of 25 bits are exact in 128, and their sum is below one.
                let more = mass.wrapping_mul(share);
                if let Some(held) = self.masses.get_mut(index(tie.place()))
                    && more > 0
                {
                    if *held == 0 {
                        reached.push(tie.place());
                    }
                    *held = held.wrapping_add(more);
                }
            }
        }
        let mut take = |place: Place| self.masses.get_mut(index(place)).map_or(0, std::mem::take);
        reached.into_iter().map(|place| (place, take(place))).collect()
    }
}
