//! The judge of Bits of Trust: what every test shares.

pub mod crash;
pub mod harness;
pub mod live;
pub mod stranger;
pub mod vectors;
