//! `/v1/peers`.

use super::call::{Operation, at, delete, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/peers", "peers", "Other nodes: connected, kept or known."),
            |call| async move { call.acts.peers(&call.input).await },
        ),
        post(at("/v1/peers", "addPeer", "Stays connected with a node."), |call| async move {
            call.acts.add_peer(call.input).await
        }),
        delete(at("/v1/peers/{id}", "removePeer", "Calls a node no more."), |call| async move {
            call.acts.remove_peer(&call.id).await
        }),
    ]
}
