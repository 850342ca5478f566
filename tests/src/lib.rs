//! The judge of Bits of Trust: what every test shares.

pub mod crash;
pub mod harness;
pub mod http;
pub mod live;
pub mod schema;
pub mod stranger;
pub mod vectors;
