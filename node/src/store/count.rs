//! A number for each change of a store, so that whoever keeps what was read sees that it is old.

use std::sync::atomic::{AtomicU64, Ordering};

/// The changes of all stores of this process are counted together: one that is opened again never shows a
/// number a second time.
static ALL: AtomicU64 = AtomicU64::new(0);

fn next() -> u64 {
    ALL.fetch_add(1, Ordering::AcqRel)
}

/// The number of the last change of one store.
#[derive(Debug)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(next()))
    }

    /// Something changed, and can be read by now.
    pub(super) fn rise(&self) {
        self.0.store(next(), Ordering::Release);
    }

    pub(super) fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}
