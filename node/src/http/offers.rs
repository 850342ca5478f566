//! `/v1/offers`.

use super::call::{Operation, at, get, list, post};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(at("/v1/offers", "offers", "The letters that await an answer."), |call| async move {
            call.acts.offers(&call.input)
        }),
        get(
            at("/v1/offers/{id}", "offer", "One letter, with what it offers."),
            |call| async move { call.acts.offer_shown(&call.id) },
        ),
        post(at("/v1/offers/{id}/accept", "accept", "Signs a yes."), |call| async move {
            let (acts, id, asked) = call.parts();
            acts.accept(&id, asked).await
        }),
        post(at("/v1/offers/{id}/refuse", "refuse", "Signs a no."), |call| async move {
            let (acts, id, asked) = call.parts();
            acts.refuse(&id, asked).await
        }),
    ]
}
