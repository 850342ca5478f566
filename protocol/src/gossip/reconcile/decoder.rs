//! Peeling: what is in one set and not in the other.

use std::collections::BTreeSet;

use super::item::{Item, Symbol};
use super::mapping::{Mapping, symbols, wide};
use crate::limits::SYMBOLS_MAX;

/// The symbols are those of no set: made up, or of another salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the symbols are those of no set")]
pub struct Unsound;

/// Finds what two sets have unlike each other, from symbols of the one and the items of the other.
///
/// A symbol in which one item is left gives that item, which is taken out of all other symbols,
/// and so on. Whatever comes: every item is found at most once, and no more of them than symbols
/// came, so that made-up symbols cost their maker as much as their reader.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    symbols: Vec<Symbol>,
    found: BTreeSet<Item>,
}

impl Decoder {
    /// Nothing came yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next symbols of the other set; `ours` are the items of this one, the same each
    /// time.
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
        let known = [symbols(ours, from..to), symbols(&self.found, from..to)];
        self.symbols.extend_from_slice(theirs);
        for part in known {
            let new = self.symbols.iter_mut().skip(wide(from));
            new.zip(part).for_each(|(symbol, known)| symbol.add(known));
        }
        self.peel((from..to).collect())
    }

    fn peel(&mut self, mut places: Vec<u32>) -> Result<(), Unsound> {
        let end = self.length();
        while let Some(place) = places.pop() {
            let Some(item) = self.symbols.get(wide(place)).and_then(|symbol| symbol.alone()) else {
                continue;
            };
            let mut belongs = false;
            for index in Mapping::of(&item).take_while(|index| *index < end) {
                belongs |= index == place;
                if let Some(symbol) = self.symbols.get_mut(wide(index)) {
                    symbol.toggle(&item);
                    places.push(index);
                }
            }
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
        !self.symbols.is_empty() && self.symbols.iter().all(|symbol| symbol.is_empty())
    }

    /// What was found so far: items of one set or of the other, never of both.
    pub fn found(&self) -> impl Iterator<Item = &Item> {
        self.found.iter()
    }
}
