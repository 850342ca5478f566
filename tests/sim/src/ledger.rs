//! What was said when, and when it came to whom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bot_node::NodeEvent;
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Statement;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::Instant;

/// The way of one measured statement.
#[derive(Debug)]
struct Said {
    by: usize,
    mark: usize,
    at: Instant,
    came: Vec<(usize, Duration)>,
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
    /// A node said something marked, at this moment.
    pub(crate) fn say(&mut self, by: usize, statement: &Statement, mark: usize, at: Instant) {
        let said = Said { by, mark, at, came: Vec::new() };
        self.said.insert((statement.writer(), statement.seq()), said);
    }

    fn came(&mut self, node: usize, entry: (PublicKey, u32)) {
        if let Some(said) = self.said.get_mut(&entry).filter(|said| said.by != node) {
            said.came.push((node, said.at.elapsed()));
        }
    }

    /// How long each delivery to these nodes of what was said from this mark on took, shortest
    /// first, and how many there should be.
    pub(crate) fn ways(&self, from: usize, audience: &[usize]) -> (Vec<Duration>, usize) {
        let measured = || self.said.values().filter(|said| said.mark >= from);
        let came = measured().flat_map(|said| &said.came);
        let came = came.filter(|(node, _)| audience.contains(node));
        let mut ways: Vec<Duration> = came.map(|(_, way)| *way).collect();
        ways.sort_unstable();
        let others = |said: &Said| audience.iter().filter(|node| **node != said.by).count();
        (ways, measured().map(others).sum())
    }
}

/// Notes what comes to one node, until it stops.
pub(crate) async fn watch(node: usize, mut events: Receiver<NodeEvent>, ledger: Shared) {
    loop {
        match events.recv().await {
            Ok(NodeEvent::Entry { writer, seq, .. }) => lock(&ledger).came(node, (writer, seq)),
            Ok(
                NodeEvent::Body { .. }
                | NodeEvent::Key { .. }
                | NodeEvent::Fork { .. }
                | NodeEvent::Stamp { .. }
                | NodeEvent::LetterCame { .. }
                | NodeEvent::LetterLeft { .. }
                | NodeEvent::PeerUp(_)
                | NodeEvent::PeerDown(_)
                | NodeEvent::Synced { .. }
                | NodeEvent::Notice(_)
                | NodeEvent::ReadOnly(_)
                | NodeEvent::Writable,
            ) => {}
            Err(RecvError::Lagged(missed)) => lock(&ledger).missed += missed,
            Err(RecvError::Closed) => return,
        }
    }
}
