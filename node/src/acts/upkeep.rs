//! What the feeds of this node need now and then: anchors of what was issued in private, and sums of
//! their status lists.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{ActError, Acts};

/// Longest wait before what is due is looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Makes anchors and sums when they are due; ends with the node.
pub async fn keep_up(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    let mut caught_up = false;
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
    }
}

/// Whether it was done; else that it was not is in the log, and the next look does it.
fn told(done: Result<(), ActError>, otherwise: &str) -> bool {
    done.inspect_err(|error| tracing::warn!(%error, "{otherwise}")).is_ok()
}
