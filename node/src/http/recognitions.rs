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
            |call| async move { call.acts.recognise(call.input).await },
        ),
        post(
            at("/v1/recognitions/{id}/accept", "acceptRecognition", "Makes it mutual."),
            |call| async move { call.acts.accept_recognition(&call.id, call.input).await },
        ),
        post(
            at("/v1/recognitions/{id}/refuse", "refuseRecognition", "Says no to it."),
            |call| async move { call.acts.refuse_recognition(&call.id, call.input).await },
        ),
        post(
            at("/v1/recognitions/{id}/end", "endRecognition", "Ends it from this side, for good."),
            |call| async move { call.acts.end_recognition(&call.id, call.input).await },
        ),
    ]
}
