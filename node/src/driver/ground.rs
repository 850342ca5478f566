//! What a node stands on: what carries its bytes, and whose threads do its work.

use crate::net::{self, Carrier};

/// Where work is done that waits for a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// The loop has a thread of its own, and reading a store is work for others: a slow disk holds
    /// nobody up.
    Own,
    /// On the runtime that starts the node, in turn with everything else there: for stores in
    /// memory, where one thread must do everything in one order.
    Shared,
}

/// What a node stands on.
#[derive(Clone)]
pub struct Ground {
    /// What carries its connections.
    pub carrier: Carrier,
    /// Where its work is done.
    pub threads: Threads,
}

impl Ground {
    /// The sockets and threads of this machine.
    #[must_use]
    pub fn of_this_machine() -> Self {
        Self { carrier: net::sockets(), threads: Threads::Own }
    }
}

impl Threads {
    /// Does work that waits for a disk; `None` where it broke off.
    pub(super) async fn aside<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        match self {
            Self::Own => tokio::task::spawn_blocking(work).await.ok(),
            Self::Shared => Some(work()),
        }
    }
}
