//! Sets of numbers in few bytes: the gaps between them, Golomb–Rice coded.
//!
//! A set below a bound has one encoding and no other: how many low bits a gap gives away follows
//! from the count and the bound alone, padding is zero, and nothing follows the end. Decoding costs
//! no more than the bound allows, whatever the bytes claim.
//!
//! Source: R. F. Rice, JPL Publication 79-22; `spec/status.md` §3.

/// Why bytes are not the encoding of a set of so many numbers below the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RiceError {
    /// More numbers are promised than there are below the bound.
    #[error("{count} numbers below {below}")]
    Count {
        /// How many are promised.
        count: u32,
        /// The bound.
        below: u32,
    },
    /// The bits end before the last number.
    #[error("the bits end after {read} of {count} numbers")]
    Truncated {
        /// How many could be read.
        read: u32,
        /// How many were promised.
        count: u32,
    },
    /// A number is not below the bound.
    #[error("number {number} of the set is not below {below}")]
    Range {
        /// Which one, from 1.
        number: u32,
        /// The bound.
        below: u32,
    },
    /// More follows than the padding of the last byte.
    #[error("{bytes} bytes follow the last number")]
    Trailing {
        /// How many.
        bytes: usize,
    },
    /// The padding of the last byte is not zero.
    #[error("the padding of the last byte is not zero")]
    Padding,
}

/// How many low bits of a gap are written as they are: the whole part of log₂ of 11/16 of the mean
/// distance, since 11/16 lies next to ln 2, where the code is shortest.
fn low_bits(count: u32, below: u32) -> u32 {
    let (count, below) = (u64::from(count), u64::from(below));
    let share = below.saturating_mul(11).checked_div(count.saturating_mul(16));
    share.and_then(u64::checked_ilog2).unwrap_or_default()
}

/// The encoding of a set: its numbers in ascending order, each once, each below the bound. `None`
/// for what is no such set.
#[must_use]
pub fn encode(numbers: &[u32], below: u32) -> Option<Vec<u8>> {
    let count = u32::try_from(numbers.len()).ok().filter(|count| *count <= below)?;
    let low = low_bits(count, below);
    let mut out = BitWriter { bytes: Vec::new(), used: 0 };
    let mut least = 0_u32;
    for number in numbers.iter().copied() {
        let gap = number.checked_sub(least).filter(|_| number < below)?;
        for _ in 0..gap.checked_shr(low).unwrap_or_default() {
            out.push(true);
        }
        out.push(false);
        for bit in (0..low).rev() {
            out.push(gap.checked_shr(bit).unwrap_or_default() & 1 == 1);
        }
        least = number.saturating_add(1);
    }
    Some(out.bytes)
}

/// The set of `count` numbers below the bound that these bytes encode, in ascending order.
///
/// # Errors
/// [`RiceError`] where they are not the one encoding of such a set.
pub fn decode(bytes: &[u8], count: u32, below: u32) -> Result<Vec<u32>, RiceError> {
    if count > below {
        return Err(RiceError::Count { count, below });
    }
    let low = low_bits(count, below);
    let mut bits = BitReader { bytes, at: 0 };
    let mut numbers = Vec::new();
    let mut least = 0_u32;
    for read in 0..count {
        let truncated = RiceError::Truncated { read, count };
        let range = RiceError::Range { number: read.saturating_add(1), below };
        let mut number = least;
        while bits.next().ok_or(truncated)? {
            let step = 1_u32.checked_shl(low).ok_or(range)?;
            number = number.checked_add(step).filter(|number| *number < below).ok_or(range)?;
        }
        for bit in (0..low).rev() {
            if bits.next().ok_or(truncated)? {
                number = number.saturating_add(1_u32.checked_shl(bit).unwrap_or_default());
            }
        }
        if number >= below {
            return Err(range);
        }
        numbers.push(number);
        least = number.saturating_add(1);
    }
    bits.end()?;
    Ok(numbers)
}

/// Bits into bytes, the first bit highest.
struct BitWriter {
    bytes: Vec<u8>,
    /// How many bits of the last byte are taken; 0 where it is full or there is none.
    used: u32,
}

impl BitWriter {
    fn push(&mut self, bit: bool) {
        if self.used == 0 {
            self.bytes.push(0);
        }
        if let (true, Some(last)) = (bit, self.bytes.last_mut()) {
            *last |= 0x80_u8.checked_shr(self.used).unwrap_or_default();
        }
        self.used = self.used.saturating_add(1) & 7;
    }
}

/// Bits out of bytes, the highest first.
struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl BitReader<'_> {
    fn next(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let down = u32::try_from(self.at % 8).unwrap_or_default();
        self.at = self.at.saturating_add(1);
        Some(byte & 0x80_u8.checked_shr(down).unwrap_or_default() != 0)
    }

    /// Checks that what is left is the zero padding of one byte.
    fn end(mut self) -> Result<(), RiceError> {
        let used = self.at.div_ceil(8);
        match self.bytes.len().checked_sub(used) {
            Some(0) => {}
            Some(bytes) => return Err(RiceError::Trailing { bytes }),
            None => return Ok(()),
        }
        while let Some(bit) = self.next() {
            if bit {
                return Err(RiceError::Padding);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::limits::STATUS_LIST_ENTRIES;

    /// Numbers below the bound by a generator of fixed seed, so many of a thousand.
    fn scattered(of_thousand: u64) -> Vec<u32> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut numbers = Vec::new();
        for number in 0..STATUS_LIST_ENTRIES {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if state % 1000 < of_thousand {
                numbers.push(number);
            }
        }
        numbers
    }

    #[test]
    fn one_percent_of_a_list_takes_at_most_1400_bytes() {
        // Exactly one in a hundred, in even steps, in one run at the end, and scattered.
        let count = STATUS_LIST_ENTRIES / 100 + 1;
        let steps: Vec<u32> = (0..count).map(|number| number * 99).collect();
        let run: Vec<u32> = (STATUS_LIST_ENTRIES - count..STATUS_LIST_ENTRIES).collect();
        let chance: Vec<u32> = scattered(10);
        assert!((1200..1400).contains(&chance.len()), "{}", chance.len());
        // The run is the worst of all: no set of so many takes more than 1.4 KiB.
        for (set, most) in [(steps, 1400), (chance, 1400), (run, 1434)] {
            let bytes = encode(&set, STATUS_LIST_ENTRIES).unwrap();
            assert!(bytes.len() <= most, "{} numbers take {} bytes", set.len(), bytes.len());
            let count = u32::try_from(set.len()).unwrap();
            assert_eq!(decode(&bytes, count, STATUS_LIST_ENTRIES), Ok(set));
        }
    }

    #[test]
    fn no_set_takes_more_than_a_byte_over_the_plain_bits_and_some() {
        for of_thousand in [0, 1, 50, 250, 500, 750, 1000] {
            let set = scattered(of_thousand);
            let bytes = encode(&set, STATUS_LIST_ENTRIES).unwrap();
            assert!(bytes.len() <= 18 * 1024, "{of_thousand}: {} bytes", bytes.len());
            let count = u32::try_from(set.len()).unwrap();
            assert_eq!(decode(&bytes, count, STATUS_LIST_ENTRIES), Ok(set), "{of_thousand}");
        }
    }

    #[test]
    fn what_is_no_set_below_the_bound_is_not_written() {
        assert_eq!(encode(&[3, 3], 8), None);
        assert_eq!(encode(&[4, 3], 8), None);
        assert_eq!(encode(&[8], 8), None);
        assert_eq!(encode(&[], 8), Some(vec![]));
        assert_eq!(encode(&[0], 0), None);
    }

    #[test]
    fn every_other_spelling_is_refused_with_its_reason() {
        #[track_caller]
        fn check(bytes: &[u8], count: u32, expected: &str) {
            let found = decode(bytes, count, 16).map_err(|error| error.to_string());
            assert_eq!(found.unwrap_err(), expected, "{bytes:?} {count}");
        }
        // Two numbers below 16: five and a half apart by 11/16, so two low bits.
        let good = encode(&[1, 9], 16).unwrap();
        assert_eq!(good, [0b0011_0110]);
        assert_eq!(decode(&good, 2, 16), Ok(vec![1, 9]));
        check(&good, 17, "17 numbers below 16");
        check(&[], 2, "the bits end after 0 of 2 numbers");
        check(&[0b0011_1111], 2, "number 2 of the set is not below 16");
        check(&[0b1101_1101], 3, "the bits end after 2 of 3 numbers");
        check(&[0b0011_0110, 0], 2, "1 bytes follow the last number");
        check(&[0], 0, "1 bytes follow the last number");
        check(&[0b0011_0111], 2, "the padding of the last byte is not zero");
        check(&[0xff; 4096], 16, "number 1 of the set is not below 16");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(set in prop::collection::btree_set(0_u32..4096, 0..600)) {
            let set: Vec<u32> = set.into_iter().collect();
            let bytes = encode(&set, 4096).unwrap();
            prop_assert_eq!(decode(&bytes, u32::try_from(set.len()).unwrap(), 4096), Ok(set));
        }

        #[test]
        fn what_is_decoded_is_encoded_as_it_was(
            bytes in prop::collection::vec(any::<u8>(), 0..64),
            count in 0_u32..80,
            below in 0_u32..300,
        ) {
            if let Ok(set) = decode(&bytes, count, below) {
                prop_assert_eq!(set.len(), usize::try_from(count).unwrap());
                prop_assert_eq!(encode(&set, below), Some(bytes));
            }
        }
    }
}
