//! Stands in for the crate `futures-timer`: the same one type, waiting on tokio's clock.
//!
//! The true one waits in a thread of its own by the clock of this machine, which no test can stop.
//! Not here: `TryFuture` extensions of its older versions, which nothing in libp2p uses.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// A future that is ready once this much time has passed.
pub struct Delay {
    sleep: Pin<Box<Sleep>>,
}

impl Delay {
    /// Ready after this long.
    #[must_use]
    pub fn new(duration: Duration) -> Self {
        Self { sleep: Box::pin(sleep(duration)) }
    }

    /// Ready this long after now, whatever was before.
    pub fn reset(&mut self, duration: Duration) {
        let now = Instant::now();
        // Thirty years, as tokio does itself where a sum is beyond what can be told.
        let far = Duration::from_secs(86_400 * 365 * 30);
        let at = now.checked_add(duration).unwrap_or_else(|| now + far);
        self.sleep.as_mut().reset(at);
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.sleep.as_mut().poll(context)
    }
}

impl fmt::Debug for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delay").finish_non_exhaustive()
    }
}
