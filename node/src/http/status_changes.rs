//! `/v1/status-changes`: revoking, suspending and resuming, and undoing it in time.

use super::call::{Operation, at, delete, list, post_large};

/// Most bytes of a request: 8 MiB, ten thousand credentials with a reason each.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/status-changes", "statusChanges", "The changes that can still be undone."),
            |call| async move { call.acts.pending_changes(&call.input) },
        ),
        post_large(
            at(
                "/v1/status-changes",
                "changeStatus",
                "Revokes, suspends or gives back, all or none.",
            ),
            BODY_BYTES_MAX,
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.change_status(asked).await
            },
        ),
        delete(
            at("/v1/status-changes/{id}", "undoChange", "Undoes a change nobody heard of yet."),
            |call| async move { call.acts.undo_change(&call.id).await },
        ),
    ]
}
