//! Peeling: what is in one set and not in the other.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::item::{Item, Symbol};
use super::mapping::{Mapping, wide};
use crate::limits::SYMBOLS_MAX;

/// The symbols are those of no set: made up, or of another salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the symbols are those of no set")]
pub struct Unsound;

/// Finds what two sets have unlike each other, from symbols of the one and the items of the other.
///
/// A symbol in which one item is left gives that item, which is taken out of all other symbols,
/// and so on. Whatever comes, and in however small pieces: every item is found at most once, no more of
/// them than symbols came, and each is put into each of its places once.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    symbols: Vec<Symbol>,
    /// How many of them have something left in them.
    left: usize,
    found: BTreeSet<Item>,
    /// The items of this set and those that were found, each with its places from the next symbol on.
    items: Vec<(Item, Mapping)>,
    /// Which of them is in which of the symbols to come, the next first.
    due: BinaryHeap<Reverse<(u32, usize)>>,
    steps: u64,
}

impl Decoder {
    /// Nothing came yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next symbols of the other set; `ours` are the items of this one, looked at the first time
    /// alone.
    ///
    /// # Errors
    /// When no set has these symbols. What was found before is then worth nothing either.
    pub fn take<'a>(
        &mut self,
        theirs: &[Symbol],
        ours: impl IntoIterator<Item = &'a Item>,
    ) -> Result<(), Unsound> {
        let from = self.length();
        let to = u32::try_from(theirs.len()).ok().and_then(|more| from.checked_add(more));
        let to = to.filter(|to| *to <= SYMBOLS_MAX).ok_or(Unsound)?;
        if from == 0 && to > 0 {
            ours.into_iter().for_each(|item| self.comes(*item, Mapping::of(item)));
        }
        self.symbols.extend_from_slice(theirs);
        self.left = self.left.saturating_add(theirs.iter().filter(|new| !new.is_empty()).count());
        while let Some(Reverse((place, number))) = self.due.peek().copied()
            && place < to
        {
            self.due.pop();
            let Some((item, mapping)) = self.items.get_mut(number) else { continue };
            let item = *item;
            if let Some(next) = mapping.next() {
                self.due.push(Reverse((next, number)));
            }
            self.toggle(place, &item);
        }
        self.peel((from..to).collect())
    }

    /// An item is in these of the symbols to come.
    fn comes(&mut self, item: Item, mut mapping: Mapping) {
        if let Some(next) = mapping.next() {
            self.due.push(Reverse((next, self.items.len())));
            self.items.push((item, mapping));
        }
    }

    /// Puts an item into a symbol, or takes it out.
    fn toggle(&mut self, place: u32, item: &Item) {
        self.steps = self.steps.saturating_add(1);
        let Some(symbol) = self.symbols.get_mut(wide(place)) else { return };
        let before = usize::from(!symbol.is_empty());
        symbol.toggle(item);
        let after = usize::from(!symbol.is_empty());
        self.left = self.left.saturating_sub(before).saturating_add(after);
    }

    fn peel(&mut self, mut places: Vec<u32>) -> Result<(), Unsound> {
        let end = self.length();
        while let Some(place) = places.pop() {
            let Some(item) = self.symbols.get(wide(place)).and_then(|symbol| symbol.alone()) else {
                continue;
            };
            let (mut belongs, mut mapping) = (false, Mapping::of(&item));
            while let Some(index) = mapping.peek().filter(|index| *index < end) {
                mapping.next();
                belongs |= index == place;
                self.toggle(index, &item);
                places.push(index);
            }
            self.comes(item, mapping);
            let news = self.found.insert(item);
            if !belongs || !news || self.found.len() > self.symbols.len() {
                return Err(Unsound);
            }
        }
        Ok(())
    }

    /// How many symbols came.
    #[must_use]
    pub fn length(&self) -> u32 {
        u32::try_from(self.symbols.len()).unwrap_or(u32::MAX)
    }

    /// Whether all is found: nothing is left in any symbol.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.symbols.is_empty() && self.left == 0
    }

    /// What was found so far: items of one set or of the other, never of both.
    pub fn found(&self) -> impl Iterator<Item = &Item> {
        self.found.iter()
    }

    /// How often an item was put into a symbol or taken out: what all of it cost.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }
}
