//! `/v1/verify`.

use super::call::{Operation, at, post_large};

/// Most bytes of a request: 112 MiB, a bundle of 64 MiB and a picture of 16 MiB in base64.
pub(super) const BODY_BYTES_MAX: usize = 112 * 1024 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    let at = at("/v1/verify", "verify", "The six findings, with what this node holds as evidence.");
    vec![post_large(at, BODY_BYTES_MAX, |call| async move {
        call.acts.judge_apart(move |acts| acts.verify(&call.input)).await
    })]
}
