//! Graphs by chance that is the same each time.

use std::collections::BTreeSet;

/// A chance that is the same each time (xorshift64*).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let chance = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        chance as usize % most
    }
}

/// Who comes recognises `each` of those who are there, well known ones more often (Barabási and
/// Albert).
pub(crate) fn preferential(people: usize, each: usize, chance: &mut Chance) -> Vec<(usize, usize)> {
    let mut edges: Vec<(usize, usize)> = Vec::with_capacity(people * each);
    for new in 1..people {
        let mut chosen = BTreeSet::new();
        let wanted = each.min(new);
        while chosen.len() < wanted {
            // One of the two of an edge by chance: each as often as it has edges.
            let known = match edges.is_empty() {
                true => 0,
                false => {
                    let (a, b) = edges[chance.below(edges.len())];
                    if chance.below(2) == 0 { a } else { b }
                }
            };
            // While there are few, also who has none yet.
            chosen.insert(if new <= each { chance.below(new) } else { known });
        }
        edges.extend(chosen.into_iter().map(|known| (new, known)));
    }
    edges
}

/// Neighbours on a ring, one in ten of them exchanged for somebody anywhere (Watts and Strogatz).
pub(crate) fn small_world(people: usize, each: usize, chance: &mut Chance) -> Vec<(usize, usize)> {
    let mut edges = BTreeSet::new();
    for one in 0..people {
        for step in 1..=each {
            let other = match chance.below(10) {
                0 => chance.below(people),
                _ => (one + step) % people,
            };
            if other != one {
                edges.insert((one.min(other), one.max(other)));
            }
        }
    }
    edges.into_iter().collect()
}
