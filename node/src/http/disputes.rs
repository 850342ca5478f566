//! `/v1/disputes`.

use super::call::{Operation, at, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/disputes", "disputes", "What one disagrees with, and what concerns oneself."),
            |call| async move { call.acts.disputes(&call.input, call.lang) },
        ),
        list(
            at(
                "/v1/disputes/strangers",
                "strangersDisputes",
                "What those disagree with whom one cannot reach, where it concerns oneself.",
            ),
            |call| async move { call.acts.disputes_of_strangers(&call.input, call.lang) },
        ),
        post(
            at("/v1/disputes", "dispute", "Disagrees with something: noted, or public."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.dispute(asked).await
            },
        ),
        post(
            at("/v1/disputes/{id}/publish", "publishDispute", "Makes a noted dispute public."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.publish_dispute(&id, asked).await
            },
        ),
        post(
            at("/v1/disputes/{id}/withdraw", "withdrawDispute", "Withdraws a dispute."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.withdraw_dispute(&id, asked).await
            },
        ),
        post(
            at("/v1/disputes/{id}/reply", "replyToDispute", "Answers a dispute that concerns one."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.reply_to_dispute(&id, asked).await
            },
        ),
    ]
}
