//! `/v1/recognitions`.

use super::call::{Operation, at, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/recognitions", "recognitions", "Who recognises whom, as far as is known."),
            |call| async move { call.acts.recognitions(&call.input) },
        ),
        post(
            at("/v1/recognitions", "recognise", "Offers mutual recognition."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.recognise(asked).await
            },
        ),
        post(
            at("/v1/recognitions/{id}/accept", "acceptRecognition", "Makes it mutual."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.accept_recognition(&id, asked).await
            },
        ),
        post(
            at("/v1/recognitions/{id}/refuse", "refuseRecognition", "Says no to it."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.refuse_recognition(&id, asked).await
            },
        ),
        post(
            at("/v1/recognitions/{id}/end", "endRecognition", "Ends it from this side, for good."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.end_recognition(&id, asked).await
            },
        ),
    ]
}
