//! The thread that makes batches durable while the loop does something else.
//!
//! It lives as long as the loop. With a thread for each batch, what a store keeps of its pages would
//! come from one part of the heap after another, and each of them would keep the room it once had.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::slot::Slot;
use crate::store::{Store as _, StoreError, Write};

/// What is to be made durable, and where.
type Asked = (Arc<Slot>, Vec<Write>);

/// The same writes, and what came of them.
type Done = (Vec<Write>, thread::Result<Result<(), StoreError>>);

/// The thread, and the way to it and back.
#[derive(Debug)]
pub(super) struct Committing {
    asked: SyncSender<Asked>,
    done: Receiver<Done>,
}

impl Committing {
    /// Begins the thread, which ends with this; none where the system gives none.
    pub(super) fn begin() -> Option<Self> {
        let (asked, asking) = sync_channel::<Asked>(1);
        let (doing, done) = sync_channel::<Done>(1);
        let work = move || {
            for (slot, writes) in asking {
                let committed = panic::catch_unwind(AssertUnwindSafe(|| slot.commit(&writes)));
                if doing.send((writes, committed)).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("bot-commit".to_owned()).spawn(work);
        thread.is_ok().then_some(Self { asked, done })
    }

    /// Commits, and does something else meanwhile.
    ///
    /// # Errors
    /// As the store says.
    pub(super) fn commit(
        &self,
        slot: &Arc<Slot>,
        writes: &mut Vec<Write>,
        meanwhile: impl FnOnce(),
    ) -> Result<(), StoreError> {
        let gone = || StoreError::Stopped { because: "the thread of the store ended".to_owned() };
        let sent = self.asked.send((Arc::clone(slot), std::mem::take(writes)));
        sent.map_err(|_| gone())?;
        meanwhile();
        let (same, committed) = self.done.recv().map_err(|_| gone())?;
        *writes = same;
        committed.unwrap_or_else(|broke| panic::resume_unwind(broke))
    }
}
