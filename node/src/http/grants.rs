//! `/v1/grants`.

use super::call::{Operation, at, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/grants", "grants", "Who lets whom award what, as far as is known."),
            |call| async move { call.acts.given_grants(&call.input) },
        ),
        post(
            at("/v1/grants", "grant", "Lets somebody award, or whoever meets a rule."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.give_grant(asked).await
            },
        ),
        post(
            at("/v1/grants/{id}/end", "endGrant", "Takes a permission back, for good."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.end_grant(&id, asked).await
            },
        ),
    ]
}
