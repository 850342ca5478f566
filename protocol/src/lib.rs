//! The rules of Bits of Trust: what a statement, a feed, a credential and a verdict are.
//!
//! Pure: no disk, socket, clock, chance or log line. Time, randomness and bytes are arguments.

pub mod limits;
pub mod time;

pub mod canon;
pub mod identity;

pub mod credential;
pub mod statement;

pub mod feed;

pub mod recognition;

pub mod verdict;
pub mod words;

pub mod gossip;

pub mod api;
