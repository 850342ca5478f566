//! The judge of Bits of Trust: what every test shares.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::missing_panics_doc, reason = "the judge panics where a law is broken")]

pub mod browser;
pub mod codes;
pub mod crash;
pub mod crowd;
pub mod deployment;
pub mod generate;
pub mod harness;
pub mod http;
pub mod issued;
pub mod judges;
pub mod live;
pub mod netns;
pub mod noise;
pub mod oddity;
pub mod schema;
pub mod secrets;
pub mod shelves;
pub mod stranger;
pub mod tap;
pub mod tls;
pub mod vectors;
