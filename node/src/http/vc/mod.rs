//! `/vc`: VC API and VCALM, and the resolution of DIDs beside them.
//!
//! Source: VC API 0.3; VCALM 0.9 §3; DID Resolution 1.0 §10.1 (HTTPS binding).

mod identifiers;
mod wish;

pub(super) use self::identifiers::parameters;

use bot_protocol::api::{
    Scope, VcIssueRequest, VcPresentRequest, VcVerification, VcVerifyPresentationRequest,
    VcVerifyRequest,
};
use serde_json::Value;

use super::access::Access;
use super::call::{Call, Operation, at, post, post_new, post_new_secret, post_question};
use crate::acts::{ActError, Acting, SignBy};

pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![
        post_new(
            at("/vc/credentials/issue", "vcIssue", "Issues a credential. Source: VCALM."),
            |call: Call<VcIssueRequest>| async move {
                let acting = Acting::of(call.identity());
                call.acts.vc_issue(&acting, call.input, call.repeat.as_ref()).await
            },
        )
        .for_access(Access::Scoped(Scope::Issue)),
        post_new(
            at("/vc/{id}/credentials/issue", "vcIssueBy", "The same by the suite that is named."),
            |call: Call<VcIssueRequest>| async move {
                let by =
                    SignBy::read(&call.id).ok_or_else(|| ActError::unknown("suite", &call.id))?;
                let acting = Acting { by, ..Acting::of(call.identity()) };
                call.acts.vc_issue(&acting, call.input, call.repeat.as_ref()).await
            },
        )
        .for_access(Access::Scoped(Scope::Issue)),
        post(
            at(
                "/vc/credentials/status",
                "vcStatus",
                "Takes back what was issued, for good or for a time.",
            ),
            |call: Call<_>| async move {
                let acting = Acting::of(call.identity());
                call.acts.vc_status(&acting, call.input).await
            },
        )
        .for_access(Access::Scoped(Scope::Status)),
        post_question(
            at("/vc/credentials/verify", "vcVerify", "Is all well with a credential?"),
            is_problem,
            |call: Call<VcVerifyRequest>| async move {
                call.acts.judge_apart(move |acts| acts.vc_verify(&call.input, call.lang)).await
            },
        )
        .for_access(Access::Verify),
        post_question(
            at("/vc/presentations/verify", "vcVerifyPresentation", "And with a presentation?"),
            is_problem,
            |call: Call<VcVerifyPresentationRequest>| async move {
                let judging = call.acts;
                let (request, lang) = (call.input, call.lang);
                judging.judge_apart(move |acts| acts.vc_verify_presentation(&request, lang)).await
            },
        )
        .for_access(Access::Verify),
    ];
    all.extend(presenting());
    all.extend(identifiers::operations());
    all
}

/// Presenting, under the name of VC API and that of VCALM.
fn presenting() -> [Operation; 2] {
    let places = [
        at("/vc/presentations", "vcPresent", "Signs a presentation."),
        at("/vc/presentations/issue", "vcPresentIssue", "The same by its other name."),
    ];
    places.map(|at| {
        post_new_secret(at, |call: Call<VcPresentRequest>| async move {
            call.acts.vc_present(&Acting::of(call.identity()), &call.input)
        })
        .for_access(Access::Scoped(Scope::Present))
    })
}

fn is_problem(verification: &VcVerification) -> bool {
    !verification.verified
}

/// What the OpenAPI text says besides of these operations: that a refusal is more than a problem.
pub(super) fn amend(id: &str, described: &mut Value) {
    identifiers::amend(id, described);
    if matches!(id, "vcVerify" | "vcVerifyPresentation") {
        let schema = described["responses"]["200"]["content"]["application/json"].clone();
        described["responses"]["400"] = serde_json::json!({
            "description": "Not verified, or not understood.",
            "content": { "application/problem+json": { "schema": { "anyOf": [
                schema["schema"],
                { "$ref": "#/components/schemas/Problem" },
            ] } } },
        });
    }
}
