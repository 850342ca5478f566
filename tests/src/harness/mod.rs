//! A world of nodes made from one seed.

pub mod author;
pub mod chance;
mod hands;
pub mod laws;
pub mod shelf;
pub mod world;
