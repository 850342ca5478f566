//! Which symbols an item is in.

use std::ops::Range;

use super::item::{GOLDEN, Item, Symbol, stir};
use crate::limits::SYMBOLS_MAX;

/// Bits of each draw: so many that 2 · index + 3, squared and shifted by them, fits 64 bits.
const DRAW_BITS: u32 = 22;

/// The places of one item, in rising order, the first always 0, all below
/// [`SYMBOLS_MAX`](crate::limits::SYMBOLS_MAX).
///
/// An item is in place *i* with chance 1 / (1 + *i*/2), which lets any number of first symbols be
/// decoded to a difference of about their number / 1.35. The paper draws the next place after *i*
/// as ⌈(*i* + 3/2) · (1/√r − 1)⌉ further on, with r from the numbers up to 1. The same in whole
/// numbers, for r = *k* / 2²²: the least *n* > *i* with (2*n* + 3)² · *k* ≥ (2*i* + 3)² · 2²².
///
/// Source: "Practical Rateless Set Reconciliation" §4.2 with α = ½; spec/gossip.md §8.
#[derive(Debug, Clone)]
pub struct Mapping {
    state: u64,
    next: Option<u32>,
}

impl Mapping {
    /// The places of this item.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        Self { state: item.seed(), next: Some(0) }
    }

    /// The place that comes next, which it stays before.
    pub(super) fn peek(&self) -> Option<u32> {
        self.next
    }

    fn after(&mut self, index: u32) -> Option<u32> {
        self.state = self.state.wrapping_add(GOLDEN);
        let draw = (stir(self.state) >> (u64::BITS - DRAW_BITS)).saturating_add(1);
        let edge = u64::from(index).saturating_mul(2).saturating_add(3);
        let bound = edge.saturating_mul(edge).checked_shl(DRAW_BITS)?.div_ceil(draw);
        let floor = bound.isqrt();
        let root = floor.saturating_add(u64::from(floor.saturating_mul(floor) < bound));
        let next = u32::try_from(root.saturating_sub(3).div_ceil(2)).ok()?;
        let next = next.max(index.saturating_add(1));
        (next < SYMBOLS_MAX).then_some(next)
    }
}

impl Iterator for Mapping {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let index = self.next?;
        self.next = self.after(index);
        Some(index)
    }
}

/// These symbols of a set.
///
/// Any part of a sketch can be made without the others, and costs each item a step for each of its
/// places from 0 on: 2 · ln of the range's end, about.
#[must_use]
pub fn symbols<'a>(items: impl IntoIterator<Item = &'a Item>, range: Range<u32>) -> Vec<Symbol> {
    let length = wide(range.end.min(SYMBOLS_MAX).saturating_sub(range.start));
    let mut symbols = vec![Symbol::default(); length];
    for item in items {
        for index in Mapping::of(item).take_while(|index| *index < range.end) {
            let place = index.checked_sub(range.start).map(wide);
            if let Some(symbol) = place.and_then(|place| symbols.get_mut(place)) {
                symbol.toggle(item);
            }
        }
    }
    symbols
}

/// An index into memory.
pub(super) fn wide(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: u64) -> Item {
        Item::new(&[7; 16], &[&number.to_be_bytes()])
    }

    /// The same on every machine and in every version: these places are part of the wire. They are
    /// those of another implementation, and those of the paper's formula in floating point.
    #[test]
    fn places_are_what_they_always_were() {
        let first = |number| Mapping::of(&item(number)).take(8).collect::<Vec<u32>>();
        assert_eq!(first(1), [0, 12, 120, 400, 599, 1040, 2247, 4108]);
        assert_eq!(first(2), [0, 3, 4, 8, 11, 20, 27, 28]);
        assert_eq!(first(3), [0, 1, 3, 4, 33, 268, 1161, 2197]);
    }

    #[test]
    fn places_rise_and_end() {
        for number in 0..1_000 {
            let all: Vec<u32> = Mapping::of(&item(number)).collect();
            assert!(all.is_sorted_by(|one, next| one < next), "item {number}");
            assert_eq!(all[0], 0);
            assert!(*all.last().unwrap() < SYMBOLS_MAX && all.len() < 200, "item {number}");
        }
    }

    /// One item in 1 + i/2 is in place i: to within a twentieth, which the paper's own drawing is
    /// off, and what chance allows.
    #[test]
    fn places_grow_rarer_as_the_paper_says() {
        const ITEMS: u64 = 10_000;
        let mut counts = vec![0_i64; 2_000];
        for number in 0..ITEMS {
            Mapping::of(&item(number)).take_while(|index| *index < 2_000).for_each(|index| {
                counts[index as usize] += 1;
            });
        }
        let (mut far, mut all) = (0, 0);
        for (index, count) in counts.iter().enumerate() {
            let expected = 2 * ITEMS as i64 / (2 + index as i64);
            let off = count - expected;
            let off = (off.abs() - expected / 20).max(0);
            assert!(off * off <= 36 * expected, "{count} in place {index}, {expected} expected");
            (far, all) = (far + count, all + expected);
        }
        assert!((far - all).abs() * 20 < all, "{far} in all, {all} expected");
    }

    #[test]
    fn a_part_of_a_sketch_is_the_same_part_of_the_whole() {
        let items: Vec<Item> = (0..500).map(item).collect();
        let whole = symbols(&items, 0..300);
        assert_eq!(symbols(&items, 0..100), whole[..100]);
        assert_eq!(symbols(&items, 100..300), whole[100..]);
        assert_eq!(symbols(&items, 300..300), []);
        let none: [Item; 0] = [];
        assert_eq!(symbols(&none, 0..3), [Symbol::default(); 3]);
    }
}
