//! `/v1/endorsements`.

use super::call::{Operation, at, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/endorsements", "endorsements", "The endorsements made here or known here."),
            |call| async move { call.acts.endorsements(&call.input) },
        ),
        post(
            at("/v1/endorsements", "endorse", "Stands behind a credential, achievement or person."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.endorse(asked).await
            },
        ),
    ]
}
