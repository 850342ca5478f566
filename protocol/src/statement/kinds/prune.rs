//! Kind 21: upkeep whose words nobody needs any more. `[1, below]`.

use std::collections::BTreeSet;

use crate::{
    canon::cbor::Writer,
    statement::{ContentError, Kind, kinds},
};

/// Earlier statements of the same log that later ones of their kind took the place of: every holder drops
/// their bodies.
///
/// Which they are the headers alone tell, so that all agree: of each kind of upkeep
/// ([`Kind::UPKEEP`]) all with a number below this one but the last, if they were signed as erasable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prune {
    /// Below which number.
    pub below: u32,
}

impl Prune {
    /// Reads the content of a body of kind 21.
    ///
    /// # Errors
    /// When it is not canonical.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 2)?;
        let below = reader.u32()?;
        reader.end()?;
        Ok(Self { below })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2);
        writer.uint(1_u8);
        writer.uint(self.below);
        writer.into_bytes()
    }

    /// The numbers whose bodies nobody needs, of the numbers and kinds of a log.
    #[must_use]
    pub fn superseded(below: u32, log: impl IntoIterator<Item = (u32, Kind)>) -> BTreeSet<u32> {
        let mut numbers: [BTreeSet<u32>; Kind::UPKEEP.len()] = Default::default();
        for (seq, kind) in log.into_iter().filter(|(seq, _)| *seq < below) {
            let of = Kind::UPKEEP.iter().zip(&mut numbers).filter(|(upkeep, _)| **upkeep == kind);
            of.for_each(|(_, numbers)| numbers.extend([seq]));
        }
        for of_kind in &mut numbers {
            // The last one counts still.
            of_kind.pop_last();
        }
        numbers.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_kind_the_last_one_below_stays_and_nothing_else_goes() {
        let log = [
            (0, Kind::Profile),
            (1, Kind::NodeAddr),
            (2, Kind::Revoke),
            (3, Kind::NodeAddr),
            (4, Kind::Profile),
            (5, Kind::Achievement),
            (6, Kind::NodeAddr),
            (7, Kind::Profile),
            (8, Kind::Prune),
        ];
        let check = |below, expected: &[u32]| {
            assert_eq!(Prune::superseded(below, log), expected.iter().copied().collect());
        };
        check(8, &[0, 1, 3, 4]);
        check(7, &[0, 1, 3]);
        check(5, &[0, 1]);
        check(4, &[1]);
        check(1, &[]);
        check(0, &[]);
    }
}
