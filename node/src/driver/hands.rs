//! The cores of this machine, lent to the engine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bot_protocol::gossip::Hands;

/// Pieces of work that are worth another thread: a signature takes as long as three threads take to
/// begin.
const PIECES_MIN: usize = 8;

/// All cores; each call has threads of its own, which end with it.
#[derive(Debug)]
pub(super) struct Cores(usize);

impl Cores {
    /// As many as the system lends this process.
    pub(super) fn of_this_machine() -> Self {
        Self(thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }
}

impl Hands for Cores {
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let take = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return;
                }
                work(at);
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.0.min(count / PIECES_MIN) {
                // A system that gives no thread leaves more to this one.
                drop(thread::Builder::new().spawn_scoped(scope, take));
            }
            take();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once() {
        for (cores, count) in [(1, 9), (2, 0), (2, 3), (2, 1000), (7, 40), (64, 8)] {
            let done: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
            Cores(cores).each(count, &|at| {
                let _before = done[at].fetch_add(1, Ordering::Relaxed);
            });
            let once = done.iter().all(|done| done.load(Ordering::Relaxed) == 1);
            assert!(once, "{count} pieces on {cores} cores: {done:?}");
        }
    }
}
