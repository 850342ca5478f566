//! `/v1/guardians` and `/v1/recoveries`.

use super::call::{Operation, at, list, post, post_secret};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at(
                "/v1/guardians",
                "guardians",
                "Who may say who comes after the identities of this node, and whose guardians these are.",
            ),
            |call| async move { call.acts.guardians(&call.input) },
        ),
        post_secret(
            at(
                "/v1/guardians",
                "nameGuardians",
                "Names those who agreed as guardians, by the recovery sheet, or nobody any more.",
            ),
            |call| async move { call.acts.name_guardians(call.input).await },
        ),
        post(
            at(
                "/v1/guardians/ask",
                "askGuardians",
                "Asks people in private whether they would be guardians.",
            ),
            |call| async move { call.acts.ask_guardians(call.input).await },
        ),
        list(
            at("/v1/recoveries", "recoveries", "Recoveries with which this node has to do."),
            |call| async move { call.acts.recoveries(&call.input) },
        ),
        post(
            at(
                "/v1/recoveries",
                "recover",
                "Asks the guardians of a lost identity to sign that one of this node comes after.",
            ),
            |call| async move { call.acts.recover(call.input).await },
        ),
        post(
            at(
                "/v1/recoveries/{id}/contest",
                "contestRecovery",
                "Objects to a recovery of an identity of this node.",
            ),
            |call| async move { call.acts.contest(&call.id, call.input).await },
        ),
    ]
}
