//! `/v1/words`.

use super::call::{Operation, at, get, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/words", "words", "The words one signed, and those of others one let stand."),
            |call| async move { call.acts.words(&call.input) },
        ),
        post(
            at("/v1/words", "signWord", "Signs words about anything that can be named."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.sign_word(asked).await
            },
        ),
        get(at("/v1/words/{id}", "word", "Words, as they were signed."), |call| async move {
            call.acts.word(&call.id)
        }),
        post(
            at("/v1/words/{id}/publish", "publishWord", "Makes words public, or offers them."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.publish_word(&id, asked).await
            },
        ),
        post(
            at("/v1/words/{id}/withdraw", "withdrawWord", "Takes words back."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.withdraw_word(&id, asked).await
            },
        ),
    ]
}
