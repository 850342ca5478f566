//! A set of entry numbers that costs a word while it is empty, as nearly all of them are.

use std::collections::BTreeSet;
use std::ops::Deref;

static NONE: BTreeSet<u32> = BTreeSet::new();

/// Numbers of entries.
#[derive(Debug, Default)]
#[expect(clippy::box_collection, reason = "an empty set has three words, a hundred thousand times")]
pub(super) struct Numbers(Option<Box<BTreeSet<u32>>>);

impl Numbers {
    pub(super) fn insert(&mut self, number: u32) -> bool {
        self.0.get_or_insert_default().insert(number)
    }

    pub(super) fn remove(&mut self, number: u32) -> bool {
        let was = self.0.as_mut().is_some_and(|numbers| numbers.remove(&number));
        self.0.take_if(|numbers| numbers.is_empty());
        was
    }
}

impl Deref for Numbers {
    type Target = BTreeSet<u32>;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::default();
        set.extend(numbers);
        set
    }
}

impl Extend<u32> for Numbers {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_it_is_what_a_set_would_have() {
        let mut numbers: Numbers = [7, 3, 7].into_iter().collect();
        assert_eq!(*numbers, BTreeSet::from([3, 7]));
        assert!(numbers.remove(3) && !numbers.remove(3) && numbers.insert(9));
        assert!(!numbers.insert(9));
        numbers.extend([1, 9]);
        assert_eq!(*numbers, BTreeSet::from([1, 7, 9]));
        assert!([1, 7, 9].into_iter().all(|number| numbers.remove(number)));
        assert!(numbers.is_empty() && numbers.0.is_none(), "it costs a word again");
    }
}
