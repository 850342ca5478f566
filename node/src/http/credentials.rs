//! `/v1/credentials`.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::api::StatusChange;

use super::access::Access;
use super::call::{Operation, Reply, at, get, list, post, post_secret, raw};
use super::{App, problem};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list(
            at("/v1/credentials", "credentials", "What was issued, held or seen here."),
            |call| async move {
                let acts = call.acts;
                acts.judge_apart(move |acts| acts.credentials(&call.input)).await
            },
        ),
        post(at("/v1/credentials", "issue", "Awards an achievement."), |call| async move {
            let (acts, _, asked) = call.parts();
            acts.issue(asked).await
        }),
        get(
            at("/v1/credentials/{id}", "credential", "One credential, with its signed text."),
            |call| async move {
                let acts = call.acts;
                acts.judge_apart(move |acts| acts.credential(&call.id)).await
            },
        ),
        Operation {
            method: "get",
            path: "/v1/credentials/{id}/image",
            id: "credentialImage",
            about: "The credential baked into its achievement's image, PNG or SVG.",
            request: None,
            paged: false,
            reply: Reply::Raw("image/*", None),
            access: Access::Owner,
            handler: on(MethodFilter::GET, image),
        },
        raw(
            at(
                "/v1/credentials/{id}/proof",
                "proveCredential",
                "The credential in one file with what it takes to judge it, without a network.",
            ),
            "application/cbor",
            |call| async move { call.acts.prove(&call.id) },
        ),
    ]
    .into_iter()
    .chain(shown())
    .chain(changes())
    .collect()
}

/// How its holder shows it.
fn shown() -> Vec<Operation> {
    vec![
        post(
            at("/v1/credentials/{id}/publish", "publish", "Puts it into its holder's feed."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.publish(&id, asked).await
            },
        ),
        post(
            at("/v1/credentials/{id}/unpublish", "unpublish", "Takes it out of that feed again."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.unpublish(&id, asked).await
            },
        ),
        // A presentation is for whoever asked for it, once: it is not kept for repeats.
        post_secret(
            at("/v1/credentials/{id}/present", "present", "Signs it for whoever asks to see it."),
            |call| async move { call.acts.present(&call.id, &call.input) },
        ),
    ]
}

/// What becomes of one that was awarded.
fn changes() -> Vec<Operation> {
    vec![
        post(
            at("/v1/credentials/{id}/revoke", "revoke", "Takes back what was awarded, for good."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.revoke(&id, asked).await
            },
        ),
        post(
            at("/v1/credentials/{id}/suspend", "suspend", "Takes it back for the time being."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.change_one(StatusChange::Suspend, &id, asked).await
            },
        ),
        post(
            at("/v1/credentials/{id}/resume", "resume", "Gives it back after a suspension."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.change_one(StatusChange::Resume, &id, asked).await
            },
        ),
        post(
            at("/v1/credentials/{id}/renew", "renew", "Awards it anew, with a later end."),
            |call| async move {
                let (acts, id, asked) = call.parts();
                acts.renew(&id, asked).await
            },
        ),
    ]
}

async fn image(State(app): State<App>, Path(id): Path<String>) -> Response {
    match app.acts.baked(&id) {
        Ok((bytes, media_type)) => {
            // An SVG may carry script: it is to be saved, never to be shown as a page of ours.
            let headers = [
                (header::CONTENT_TYPE, media_type),
                (header::CONTENT_DISPOSITION, "attachment"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => problem::response(&error.problem()),
    }
}
