//! Credentials made from numbers: every member of Open Badges 3.0, in VC 2.0 and VC 1.1, with
//! endorsements inside, by one proof, by several, or by proofs that stand upon others.
//!
//! Those are signed here by steps of its own, not by what the product signs with.

mod badge;
mod chance;
mod seal;
mod town;

pub use badge::{Texts, Version, endorsement, unsigned};
pub use chance::Chance;
pub use seal::{Proofs, Sealed, did, key, sealed};
pub use town::Town;
