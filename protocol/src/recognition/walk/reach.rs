//! Everybody whom walks come to, at once.

use super::{Walk, Weight};
use crate::identity::Did;
use crate::limits::WALK_STEPS_MAX;
use crate::recognition::network::{Network, Place, SHARE_BITS, Strength, VIEWER, index};

impl Walk {
    /// Whom walks come to, and how often at most: those that come by again count again, and the
    /// heaviest first step too. In the order of weight and of name.
    ///
    /// What counts is less or as much: [`Walk::standing`].
    #[must_use]
    pub fn reached(&self) -> Vec<(Did, Weight)> {
        let visits = visits(&self.network).into_iter().enumerate().filter(|(_, mass)| *mass > 0);
        let named = |(place, mass)| {
            let name = Place::try_from(place).ok().and_then(|place| self.network.name(place));
            Some((name?, Weight::of(mass)))
        };
        let mut reached: Vec<(Did, Weight)> = visits.filter_map(named).collect();
        reached.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        reached
    }
}

/// How many walks come to each place, in units of 2⁻¹²⁵.
fn visits(network: &Network) -> Vec<u128> {
    let mut all = vec![0_u128; network.len()];
    let mut here = all.clone();
    if let Some(viewer) = here.first_mut() {
        *viewer = 1;
    }
    let steps = u32::from(WALK_STEPS_MAX);
    for left in (0..steps).rev() {
        let shift = SHARE_BITS.saturating_mul(left);
        let mut next = vec![0_u128; network.len()];
        for (mass, place) in here.into_iter().zip(0..) {
            if mass > 0 && (place != VIEWER || left.saturating_add(1) == steps) {
                step(network, place, mass, &mut next);
            }
        }
        for (sum, mass) in all.iter_mut().zip(&next) {
            *sum = sum.wrapping_add(mass.wrapping_shl(shift));
        }
        here = next;
    }
    if let Some(viewer) = all.first_mut() {
        *viewer = 0;
    }
    all
}

/// One step of the walks that are at a place.
fn step(network: &Network, place: Place, mass: u128, next: &mut [u128]) {
    let share = |strength| mass.wrapping_mul(u128::from(network.share(place, strength)));
    let (endorsed, recognised) = (share(Strength::Endorsed), share(Strength::Recognised));
    for tie in network.to(place) {
        if let Some(sum) = next.get_mut(index(tie.place())) {
            let more = match tie.strength() {
                Strength::Endorsed => endorsed,
                Strength::Recognised => recognised,
            };
            *sum = sum.wrapping_add(more);
        }
    }
}
