//! The hands of Bits of Trust: a node on this machine's disk and network.

pub mod acts;
pub mod archive;
pub mod clock;
pub mod config;
pub mod contexts;
pub mod driver;
pub mod gather;
pub mod http;
pub mod input;
pub mod keys;
pub mod letters;
pub mod log;
pub mod net;
pub mod percent;
pub mod push;
pub mod sealing;
pub mod store;
pub mod up;
pub mod wallet;

pub use driver::{
    Ground, Identity, NodeError, NodeEvent, NodeHandle, NodeStatus, Setup, StartError, Threads,
    start, start_on,
};
pub use up::{Running, Stopper, Up, UpError};
