//! The judge of Bits of Trust: what every test shares.

pub mod harness;
pub mod live;
pub mod http;
pub mod stranger;
pub mod vectors;
