//! What the node does, told to those who watch, and what there is to do on it.

use std::sync::Arc;

use bot_protocol::statement::letter::LetterKind;
use tokio::sync::{broadcast, watch};

use super::{Acts, driven};
use crate::driver::NodeEvent;

/// Tells what the node does to those who watch, and closes lost writers after each catch-up; ends
/// when the node is asked to stop. The acts hold what sends the events, so these never end by
/// themselves.
pub async fn watch(
    acts: Arc<Acts>,
    mut events: broadcast::Receiver<NodeEvent>,
    mut stopped: watch::Receiver<bool>,
) {
    use broadcast::error::RecvError;
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        };
        match event {
            Ok(event) => acts.seen(&event).await,
            Err(RecvError::Lagged(_)) => acts.missed(),
            Err(RecvError::Closed) => return,
        }
    }
}

impl Acts {
    /// Whether this node may have to say something of a recovery after an event.
    fn may_tend(&self, event: &NodeEvent) -> bool {
        match event {
            // Where the store cannot be read, the next look finds it.
            NodeEvent::Key { did } => self.is_guarded(did).unwrap_or(true),
            NodeEvent::LetterCame { kind, .. } => {
                matches!(kind, LetterKind::RecoveryShare | LetterKind::CharterShare)
            }
            // What a witness has to hear before it releases, it has heard.
            NodeEvent::Synced { complete, .. } => *complete && self.config.net.witness,
            NodeEvent::Entry { .. }
            | NodeEvent::Body { .. }
            | NodeEvent::Fork { .. }
            | NodeEvent::Stamp { .. }
            | NodeEvent::LetterLeft { .. }
            | NodeEvent::PeerUp(_)
            | NodeEvent::PeerDown(_)
            | NodeEvent::Notice(_)
            | NodeEvent::ReadOnly(_)
            | NodeEvent::Writable => false,
        }
    }

    /// Something happened, and nobody knows what: it may have been anything.
    fn missed(&self) {
        self.heard.lost(self.now());
        self.tending.notify_one();
        self.asked.notify_one();
    }

    /// Wakes whatever may have something to do now.
    fn wake(&self, event: &NodeEvent) {
        if self.may_tend(event) {
            self.tending.notify_one();
        }
        if matches!(event, NodeEvent::LetterCame { kind: LetterKind::Case, .. }) {
            self.asked.notify_one();
        }
    }

    async fn seen(&self, event: &NodeEvent) {
        if let NodeEvent::Key { did } = event {
            self.heard.came(*did, self.now());
        } else if let NodeEvent::Synced { complete: true, began, .. } = event {
            self.heard.caught_up(*began);
        }
        // Nobody listening is no fault.
        let _nobody: Result<usize, _> = self.events.send(driven::told(event, self.now()));
        self.wake(event);
        if matches!(event, NodeEvent::Synced { complete: true, .. })
            && let Err(error) = self.close_lost().await
        {
            tracing::warn!(%error, "lost writers could not be closed");
        }
    }
}
