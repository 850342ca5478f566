//! `/v1/trust`.

use super::call::{Operation, at, post};
use crate::acts::ActError;

pub(super) fn operations() -> Vec<Operation> {
    let walk =
        at("/v1/trust", "trust", "How near somebody is, seen from here, and by which chains.");
    let trust = post(walk, |call| async move {
        // A large network takes a while to lay out and to walk: apart from the net.
        let walk = move || call.acts.trust(&call.input, call.lang);
        let walked = tokio::task::spawn_blocking(walk).await;
        walked.unwrap_or(Err(ActError::Broken))
    });
    let graph =
        at("/v1/trust/graph", "graph", "Who is near, and who stands behind whom among them.");
    let graph = post(graph, |call| async move {
        let (acts, lang) = (call.acts, call.lang);
        let drawn = move || acts.surroundings(&call.input, lang);
        tokio::task::spawn_blocking(drawn).await.unwrap_or(Err(ActError::Broken))
    });
    vec![trust, graph]
}
