//! `/v1/trust`.

use super::call::{Operation, at, post};
use crate::acts::ActError;

pub(super) fn operations() -> Vec<Operation> {
    let at = at("/v1/trust", "trust", "How near somebody is, seen from here, and by which chains.");
    vec![post(at, |call| async move {
        // A large network takes a while to lay out and to walk: apart from the net.
        let walked = tokio::task::spawn_blocking(move || call.acts.trust(&call.input)).await;
        walked.unwrap_or(Err(ActError::Broken))
    })]
}
