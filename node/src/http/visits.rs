//! `/v1/visits`.

use bot_protocol::api::VisitRequest;

use super::call::{Call, Operation, at, post_new_secret};

pub(super) fn operations() -> Vec<Operation> {
    vec![post_new_secret(
        at("/v1/visits", "makeVisitLink", "A link that lets the owner's browser in, once."),
        |call: Call<VisitRequest>| async move { call.acts.visit_link() },
    )]
}
