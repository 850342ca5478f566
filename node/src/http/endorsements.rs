//! `/v1/endorsements` and `/v1/endorsement-requests`.

use super::call::{Operation, at, get, list, post};

pub(super) fn operations() -> Vec<Operation> {
    let mut all = endorsements();
    all.extend(requests());
    all
}

fn endorsements() -> Vec<Operation> {
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
        get(
            at("/v1/endorsements/{id}", "endorsement", "One endorsement, as it was signed."),
            |call| async move { call.acts.endorsement(&call.id) },
        ),
        post(
            at("/v1/endorsements/{id}/show", "showEndorsement", "Shows an endorsement again."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.show_endorsement(&id, asked).await
            },
        ),
        post(
            at("/v1/endorsements/{id}/hide", "hideEndorsement", "Shows an endorsement no more."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.hide_endorsement(&id, asked).await
            },
        ),
        post(
            at("/v1/endorsements/{id}/withdraw", "withdrawEndorsement", "Takes one's words back."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.withdraw_endorsement(&id, asked).await
            },
        ),
    ]
}

fn requests() -> Vec<Operation> {
    let at_requests = |id, about| at("/v1/endorsement-requests", id, about);
    vec![
        list(
            at_requests("endorsementRequests", "Who is asked for an endorsement, and who asks."),
            |call| async move { call.acts.endorsement_requests(&call.input) },
        ),
        post(
            at_requests("askEndorsement", "Asks somebody by letter for an endorsement."),
            |call| async move {
                let (acts, _, asked) = call.parts();
                acts.ask_endorsement(asked).await
            },
        ),
        get(
            at("/v1/endorsement-requests/{id}", "endorsementRequest", "One request, whole."),
            |call| async move { call.acts.endorsement_request(&call.id) },
        ),
        post(
            at(
                "/v1/endorsement-requests/{id}/decline",
                "declineEndorsement",
                "Forgets a request; nobody is told.",
            ),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.decline_endorsement(&id, asked).await
            },
        ),
    ]
}
