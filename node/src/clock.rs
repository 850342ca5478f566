//! The only place that asks the time.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use bot_protocol::time::Timestamp;

/// What time it is. The node asks this and nothing else; tests hand in their own.
pub trait Clock: Send + Sync {
    /// Now, by the calendar.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the node's clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

/// A moment on the clock that never goes back, for pauses and patience: that of the timers, so that
/// who stops those in a test stops this too.
#[must_use]
pub fn monotonic() -> Instant {
    tokio::time::Instant::now().into_std()
}
