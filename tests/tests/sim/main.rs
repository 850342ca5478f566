//! Many nodes in one process, in bad weather, from one seed: what must hold whatever happens.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not expected fails the test")]

mod agree;
mod aside;
mod back;
mod bench;
mod beyond;
mod branch;
mod compare;
mod cursor;
mod doubt;
mod erase;
mod forks;
mod hidden;
mod hostile;
mod model;
mod order;
mod outdone;
mod pace;
mod pair;
mod relay;
mod replay;
mod room;
mod spread;
mod stamps;
mod withheld;
