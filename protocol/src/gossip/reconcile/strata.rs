//! How much two sets differ, about, before either is sent.

use super::item::{GOLDEN, Item, stir};
use super::mapping::wide;
use crate::limits::STRATA_BYTES;

/// Levels: half of all items are on the first, a quarter on the next, and so on.
const LEVELS: u32 = 20;

/// Bytes of one level: 256 places, each a parity.
const LEVEL_BYTES: usize = STRATA_BYTES / 20;

/// Places of one level.
const PLACES: u32 = 256;

/// Set places at which a level tells too little: three in eight, where a place has held 0.7 items.
const CROWDED: u32 = 96;

/// A set in 640 bytes: of each place, whether the number of its items is odd.
///
/// What is in both sets falls out of the sum of two, so its set places tell how many items are
/// in one alone, to about a tenth. Strata of different salts say nothing about each other.
///
/// Source: after Eppstein et al., "What's the Difference?", SIGCOMM 2011 §3.2, with parities in
/// place of tables.
#[derive(Clone, PartialEq, Eq)]
pub struct Strata(Box<[u8; STRATA_BYTES]>);

impl Strata {
    /// Of these items.
    #[must_use]
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut strata = Self::from_bytes([0; STRATA_BYTES]);
        for item in items {
            let bits = stir(item.seed() ^ GOLDEN);
            let level = bits.trailing_ones().min(LEVELS.saturating_sub(1));
            let place = u32::try_from(bits >> 56).unwrap_or(0);
            let byte = level.saturating_mul(PLACES / 8).saturating_add(place / 8);
            if let Some(byte) = strata.0.get_mut(wide(byte)) {
                *byte ^= 1_u8.rotate_left(place % 8);
            }
        }
        strata
    }

    /// Strata that came.
    #[must_use]
    pub fn from_bytes(bytes: [u8; STRATA_BYTES]) -> Self {
        Self(Box::new(bytes))
    }

    /// Their bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; STRATA_BYTES] {
        &self.0
    }

    /// How many items are in one of the two sets alone, about.
    #[must_use]
    pub fn difference(&self, other: &Self) -> u32 {
        let levels = self.0.chunks(LEVEL_BYTES).zip(other.0.chunks(LEVEL_BYTES));
        let odd = levels.map(|(one, two)| {
            one.iter()
                .zip(two)
                .fold(0_u32, |odd, (one, two)| odd.saturating_add((one ^ two).count_ones()))
        });
        let odd: Vec<u32> = odd.collect();
        // Levels above the last crowded one, which together hold one item in 2 to that level.
        let first = odd.iter().rposition(|odd| *odd > CROWDED).map_or(0, |at| at.saturating_add(1));
        let total =
            odd.iter().skip(first).fold(0, |total: u32, odd| total.saturating_add(items(*odd)));
        match u32::try_from(first).unwrap_or(0) {
            0 => total,
            levels => total.max(1).saturating_mul(1_u32.checked_shl(levels).unwrap_or(u32::MAX)),
        }
    }
}

/// How many items leave so many of 256 places odd, most likely. Each further item adds one, less
/// twice the share of those that are odd already; in 65,536ths.
fn items(odd: u32) -> u32 {
    let goal = odd.saturating_mul(1 << 16).saturating_sub(1 << 15);
    let (mut items, mut expected) = (0_u32, 0_u32);
    while expected < goal && items < PLACES {
        expected = expected.saturating_add(1 << 16).saturating_sub(expected / (PLACES / 2));
        items = items.saturating_add(1);
    }
    items
}

impl std::fmt::Debug for Strata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let odd: u32 = self.0.iter().map(|byte| byte.count_ones()).sum();
        write!(f, "Strata({odd} odd)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_items_is_that_which_the_law_of_chance_expects() {
        let rows = [(0, 0), (1, 1), (2, 2), (10, 10), (50, 63), (96, 175)];
        for (odd, expected) in rows {
            assert_eq!(items(odd), expected, "{odd} odd");
        }
    }
}
