//! Stands in for the crate `web-time`: the same names, but the monotonic clock is tokio's.
//!
//! The true one gives the standard library's types on this platform. The calendar
//! ([`SystemTime`]) stays the machine's: libp2p asks it for signed peer records alone, which the
//! node does not use.

pub use std::time::{Duration, SystemTime, SystemTimeError, UNIX_EPOCH};

/// A moment on tokio's clock: that type has all the methods of the standard library's.
pub use tokio::time::Instant;
