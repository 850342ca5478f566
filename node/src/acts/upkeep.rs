//! What the feeds of this node need now and then: anchors of what was issued in private, and sums of
//! their status lists.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{ActError, Acts};

/// Longest wait before what is due is looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// After how many looks it is worked out anew who is in scope by communities and dealings: all that is published
/// is read.
const FELLOWS_EVERY: u32 = 10;

/// After how many looks what is over long ago is forgotten: each hour.
const FORGETS_EVERY: u32 = 60;

impl Acts {
    /// Forgets the lists and rooms that were over long ago.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn forget_old(&self) -> Result<(), ActError> {
        let writes = [self.rooms_forgotten()?, self.lists_forgotten()?].concat();
        if writes.is_empty() { Ok(()) } else { self.commit(writes).await }
    }
}

/// Makes anchors and sums when they are due; ends with the node.
pub async fn keep_up(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    let (mut caught_up, mut minutes, mut joined) = (false, 0_u32, BTreeSet::new());
    while !*stopped.borrow() {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        }
        if !caught_up {
            caught_up = told(acts.catch_up_anchors().await, "anchors could not be made");
        }
        told(acts.tend_anchors().await, "anchors could not be made");
        told(acts.file_proofs().await, "proofs of anchors could not be filed");
        told(acts.tend_sums().await, "no sum of a status list could be made");
        told(acts.prove_arrived().await, "endorsements that came could not be checked");
        let fellows = acts.tend_fellows(&mut joined, minutes % FELLOWS_EVERY == 0).await;
        told(fellows, "who is in scope by communities and dealings could not be noted");
        if minutes % FORGETS_EVERY == 0 {
            told(acts.forget_old().await, "what was given out long ago could not be forgotten");
        }
        minutes = minutes.wrapping_add(1);
    }
}

/// Whether it was done; else that it was not is in the log, and the next look does it.
fn told(done: Result<(), ActError>, otherwise: &str) -> bool {
    done.inspect_err(|error| tracing::warn!(%error, "{otherwise}")).is_ok()
}
