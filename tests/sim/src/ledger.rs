//! What was said when, and when it came to whom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bot_node::NodeEvent;
use bot_protocol::identity::PublicKey;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::Instant;

/// The way of one measured statement.
#[derive(Debug)]
struct Said {
    mark: usize,
    at: Instant,
    came: Vec<Duration>,
}

/// Everything measured.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    said: BTreeMap<(PublicKey, u32), Said>,
    /// Events that a watcher was too late for: what it measured is not all.
    pub(crate) missed: u64,
}

/// The one ledger of a world.
pub(crate) type Shared = Arc<Mutex<Ledger>>;

pub(crate) fn lock(ledger: &Shared) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    pub(crate) fn say(&mut self, writer: PublicKey, seq: u32, mark: usize, at: Instant) {
        self.said.insert((writer, seq), Said { mark, at, came: Vec::new() });
    }

    fn came(&mut self, writer: PublicKey, seq: u32) {
        if let Some(said) = self.said.get_mut(&(writer, seq)) {
            said.came.push(said.at.elapsed());
        }
    }

    /// How long each delivery of what was said from this mark on took, shortest first.
    pub(crate) fn ways(&self, from: usize) -> Vec<Duration> {
        let measured = self.said.values().filter(|said| said.mark >= from);
        let mut ways: Vec<Duration> = measured.flat_map(|said| said.came.clone()).collect();
        ways.sort_unstable();
        ways
    }
}

/// Notes what comes to one node, until it stops. What it says itself is there before it is noted
/// as said, and so does not count.
pub(crate) async fn watch(mut events: Receiver<NodeEvent>, ledger: Shared) {
    loop {
        match events.recv().await {
            Ok(NodeEvent::Entry { writer, seq, .. }) => lock(&ledger).came(writer, seq),
            Ok(_) => {}
            Err(RecvError::Lagged(missed)) => lock(&ledger).missed += missed,
            Err(RecvError::Closed) => return,
        }
    }
}
