//! The same bytes everywhere.

pub mod cbor;
pub mod hash;
pub mod jcs;
pub mod json;
pub mod multibase;
pub mod rdfc;
pub mod rice;
