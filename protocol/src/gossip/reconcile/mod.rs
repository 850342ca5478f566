//! What two sets have unlike each other, found without sending either: a rateless sketch.
//!
//! Source: Yang, Gilad, Alizadeh, "Practical Rateless Set Reconciliation", SIGCOMM 2024;
//! spec/gossip.md §8. One side sends as many [`Symbol`]s of its set as it takes, the other takes
//! its own set out of them and peels off what is left, see [`Decoder`]. Beside the paper:
//!
//! - The check that tells a lone item from a mixture lies inside the sixteen bytes of an item, and
//!   a symbol has no count: whose an item is says the set of whoever decodes.
//! - Which symbols hold an item is reckoned in whole numbers, see [`Mapping`], so that every
//!   machine finds the same.
//! - How many symbols will do is guessed from [`Strata`], so that they come in one answer.
//!
//! What is decoded is a hint and proves nothing: an item names a head that somebody may have. This
//! module knows nothing of feeds, peers or frames.

mod decoder;
mod item;
#[cfg(test)]
mod laws;
mod mapping;
mod strata;

pub use decoder::{Decoder, Unsound};
pub use item::{Item, Salt, Symbol};
pub use mapping::{Mapping, symbols};
pub use strata::Strata;
