//! `/v1/tokens`.

use super::call::{Operation, at, delete, list, post_secret};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(at("/v1/tokens", "tokens", "The tokens of programs of others."), |call| async move {
            call.acts.tokens(&call.input)
        }),
        post_secret(
            at("/v1/tokens", "makeToken", "Makes a token; it is shown this once."),
            |call| async move { call.acts.make_token(call.input).await },
        ),
        delete(at("/v1/tokens/{id}", "removeToken", "Takes a token back."), |call| async move {
            call.acts.remove_token(&call.id).await
        }),
    ]
}
