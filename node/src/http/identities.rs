//! `/v1/identities`.

use super::call::{Operation, at, list, post, post_secret};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/identities", "identities", "The identities of this node."),
            |call| async move { call.acts.identities(&call.input) },
        ),
        post(at("/v1/identities", "makeIdentity", "Makes a new identity."), |call| async move {
            call.acts.make_identity(call.input).await
        }),
        post_secret(
            at(
                "/v1/identities/restore",
                "restoreIdentity",
                "Brings an identity back from its sheet.",
            ),
            |call| async move { call.acts.restore_identity(call.input).await },
        ),
        post_secret(
            at(
                "/v1/identities/succeed",
                "succeedIdentity",
                "Goes on with an identity of this node for one whose key is lost or stolen.",
            ),
            |call| async move { call.acts.succeed(call.input).await },
        ),
        post_secret(
            at("/v1/identities/{did}/recovery", "recoverySheet", "Shows the recovery sheet."),
            |call| async move { call.acts.recovery_sheet(&call.id, call.input).await },
        ),
        post_secret(
            at(
                "/v1/identities/{did}/recovery/confirm",
                "confirmRecovery",
                "Checks the sheet as read back, and forgets its root.",
            ),
            |call| async move { call.acts.confirm_recovery(&call.id, call.input).await },
        ),
    ]
}
