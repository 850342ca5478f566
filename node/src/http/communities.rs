//! `/v1/communities` and `/v1/charters`.

use super::call::{Operation, at, get, list, post};

pub(super) fn operations() -> Vec<Operation> {
    let mut all = communities();
    all.extend(charters());
    all
}

fn communities() -> Vec<Operation> {
    vec![
        list(
            at(
                "/v1/communities",
                "communities",
                "The communities with a charter that are known here.",
            ),
            |call| async move { call.acts.communities(&call.input) },
        ),
        post(
            at(
                "/v1/communities",
                "proposeCharter",
                "Founds a community or changes its charter: its stewards are asked by letter.",
            ),
            |call| async move { call.acts.propose_charter(call.input).await },
        ),
        get(
            at("/v1/communities/{id}", "community", "One community with its charter."),
            |call| async move {
                let acts = call.acts;
                acts.judge_apart(move |acts| acts.community(&call.id)).await
            },
        ),
        list(
            at("/v1/communities/{id}/members", "members", "Who published a membership of it."),
            |call| async move {
                let (acts, lang) = (call.acts, call.lang);
                let judged =
                    move |acts: &crate::acts::Acts| acts.members(&call.id, &call.input, lang);
                acts.judge_apart(judged).await
            },
        ),
        post(
            at("/v1/communities/admit", "admit", "Makes somebody a member; stewards are asked."),
            |call| async move { call.acts.admit(call.input).await },
        ),
        post(
            at("/v1/communities/dismiss", "dismiss", "Ends somebody's membership at once."),
            |call| async move { call.acts.dismiss(call.input).await },
        ),
        post(at("/v1/communities/leave", "leave", "Leaves a community."), |call| async move {
            call.acts.leave_community(call.input).await
        }),
    ]
}

fn charters() -> Vec<Operation> {
    vec![
        list(
            at("/v1/charters", "charters", "The charters that stewards are asked to sign."),
            |call| async move {
                let acts = call.acts;
                acts.judge_apart(move |acts| acts.charters_asked(&call.input)).await
            },
        ),
        post(
            at("/v1/charters/{id}/sign", "signCharter", "Signs a charter as a steward."),
            |call| async move { call.acts.sign_charter(&call.id, call.input).await },
        ),
        post(
            at(
                "/v1/charters/{id}/decline",
                "declineCharter",
                "Forgets that a charter was asked for; nobody is told.",
            ),
            |call| async move { call.acts.decline_charter(&call.id, call.input).await },
        ),
    ]
}
