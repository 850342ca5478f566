//! `/v1/witnesses` and `/v1/forks`.

use super::call::{Operation, at, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at(
                "/v1/witnesses",
                "witnesses",
                "Who says how long the ledgers of this node's identities are, and since when.",
            ),
            |call| async move { call.acts.witnesses(&call.input) },
        ),
        post(
            at("/v1/witnesses", "changeWitnesses", "Names witnesses, or names them no longer."),
            |call| async move { call.acts.change_witnesses(call.input).await },
        ),
        list(
            at("/v1/forks", "forks", "Proofs that ledgers were told in two versions."),
            |call| async move { call.acts.forks(&call.input) },
        ),
    ]
}
