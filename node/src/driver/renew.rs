//! Writing the store anew, so that what was dropped leaves the disk.
//!
//! A small store is written while the loop waits; a large one on a thread beside it, and the loop
//! goes on. Who asked is answered when all that was dropped before it was begun is gone.

use super::handle::Reply;
use super::inputs::Inside;
use super::*;
use crate::store::{Store as _, StoreError};

/// A store that is written anew within a second or two: 64 MiB.
const SMALL_STORE_BYTES: u64 = 64 * 1024 * 1024;

/// How soon after the last time a store is written anew, where something was dropped: a minute for each
/// part of that size. So erased content is gone from the files of a small store within two sync rounds, and no
/// more than a fiftieth of the time goes into it. A larger one is looked at with the chores, each ten minutes.
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// Who waits for the store to be written anew.
#[derive(Default)]
pub(super) struct Renewal {
    /// Whether it is being written on a thread of its own.
    running: bool,
    /// Who asked before it was begun.
    asked: Vec<Reply<()>>,
    /// Who asked since: what they dropped may be in the copy already.
    next: Vec<Reply<()>>,
}

impl Driver {
    /// Writes the store anew; nothing of what is dropped by now stays in its files.
    pub(super) fn renew(&mut self, reply: Option<Reply<()>>) {
        if let Some(broken) = &self.broken {
            let refused = NodeError::ReadOnly(broken.reason.clone());
            reply.into_iter().for_each(|reply| drop(reply.send(Err(refused.clone()))));
            return;
        }
        self.renewal.next.extend(reply);
        if !self.renewal.running {
            self.begin_renewal();
        }
    }

    fn begin_renewal(&mut self) {
        self.renewed = monotonic();
        self.renewal.asked = std::mem::take(&mut self.renewal.next);
        if self.slot.info().bytes <= SMALL_STORE_BYTES || self.threads == Threads::Shared {
            let done = self.slot.renew();
            self.renewed_with(done);
            return;
        }
        // Not through the slot: a store that is given up meanwhile ends the renewal by itself.
        let Some(store) = self.slot.current() else { return };
        self.renewal.running = true;
        let (threads, inside) = (self.threads, self.tell_inside.clone());
        self.runtime.spawn(async move {
            let done = threads.aside(move || store.renew()).await;
            let broke_off = || StoreError::Stopped { because: "a thread broke off".to_owned() };
            let done = done.unwrap_or_else(|| Err(broke_off()));
            let _closing = inside.send(Inside::Renewed { done });
        });
    }

    /// It was written anew, or could not be.
    pub(super) fn renewed_with(&mut self, done: Result<(), StoreError>) {
        self.renewal.running = false;
        // A letter that was forgotten is not brought any more.
        let done = done.and_then(|()| {
            self.mail = Mail::load(self.slot.as_ref(), monotonic())?;
            Ok(())
        });
        let done = done.map_err(|fault| {
            tracing::error!(%fault, "the store could not be written anew");
            NodeError::NotRenewed(fault.to_string())
        });
        for reply in std::mem::take(&mut self.renewal.asked) {
            let _gone = reply.send(done.clone());
        }
        if !self.renewal.next.is_empty() {
            self.renew(None);
        }
    }

    /// Whether it is time to.
    pub(super) fn renew_if_due(&mut self) {
        let due = self.renewed.checked_add(every(self.slot.info().bytes));
        if self.is_to_be_renewed() && due.is_some_and(|at| at <= monotonic()) {
            // Told in the log; it is tried again.
            self.renew(None);
        }
    }

    /// When a small store is to be written anew in which something was dropped: it does not wait for the
    /// chores.
    pub(super) fn renewal_due(&self) -> Option<Instant> {
        let bytes = self.is_to_be_renewed().then(|| self.slot.info().bytes)?;
        self.renewed.checked_add(by_itself(bytes)?)
    }

    fn is_to_be_renewed(&self) -> bool {
        self.broken.is_none() && !self.renewal.running && self.slot.is_stale()
    }
}

/// How soon a store of this size is written anew after the last time.
fn every(bytes: u64) -> Duration {
    let parts = bytes.div_ceil(SMALL_STORE_BYTES).max(1);
    RENEW_EVERY.saturating_mul(u32::try_from(parts).unwrap_or(u32::MAX))
}

/// How soon that is without waiting for the chores; not of a large store, which takes longer to write.
fn by_itself(bytes: u64) -> Option<Duration> {
    (bytes <= SMALL_STORE_BYTES).then(|| every(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bot_protocol::limits::SYNC_EVERY_MILLIS;

    /// What peers erased leaves the files of a small store within two sync rounds; a larger one, of which more
    /// is to be written, is looked at with the chores and no more often for its size.
    #[test]
    fn a_small_store_is_written_anew_within_two_sync_rounds() {
        let rounds = Duration::from_millis(2 * SYNC_EVERY_MILLIS);
        for bytes in [0, 1, SMALL_STORE_BYTES] {
            assert!(by_itself(bytes).is_some_and(|after| after < rounds), "{bytes}");
        }
        let larger = SMALL_STORE_BYTES + 1;
        assert_eq!(by_itself(larger), None);
        assert_eq!(every(larger), 2 * RENEW_EVERY);
        assert_eq!(every(32 * SMALL_STORE_BYTES), 32 * RENEW_EVERY);
    }
}
