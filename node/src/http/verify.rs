//! `/v1/verify`.

use super::access::Caller;
use super::call::{Operation, at, post_large};
use crate::acts::Acts;

/// Most bytes of a request: 112 MiB, a bundle of 64 MiB and a picture of 16 MiB in base64.
pub(super) const BODY_BYTES_MAX: usize = 112 * 1024 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    let at = at("/v1/verify", "verify", "The six findings, with what this node holds as evidence.");
    vec![post_large(at, BODY_BYTES_MAX, |call| async move {
        // Anybody is told what is known, and nothing of whom the owner knows.
        let public = matches!(call.caller, Caller::Public);
        let judge = move |acts: &Acts| match public {
            true => acts.verify_for_others(&call.input),
            false => acts.verify(&call.input),
        };
        call.acts.judge_apart(judge).await
    })]
}
