//! `/status/{did}/{list}`: the lists that issuers of this node make of their feeds, for whoever asks.
//!
//! Who asks tells nobody which credential is checked: a list is given whole. A copy is good for a
//! while, so that caches need not ask again.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::credential::status::StatusPurpose;
use serde_json::{Value, json};

use super::access::Access;
use super::call::{Operation, Reply};
use super::media::{Liked, accepted};
use super::{App, problem};
use crate::acts::LIST_KEPT_MILLIS;

/// The media type of a credential. Source: VC Data Model 2.0 §6.2.
const CREDENTIAL: &str = "application/vc";

/// The same bytes as what they are to a program that knows nothing of credentials, and what the tag of
/// each ends with.
const KINDS: [(&str, &str); 3] =
    [(CREDENTIAL, ""), ("application/ld+json", "-ld"), ("application/json", "-json")];

pub(super) fn operations() -> Vec<Operation> {
    let of = |path, id, about, handler| Operation {
        method: "get",
        path,
        id,
        about,
        request: None,
        paged: false,
        reply: Reply::Raw(CREDENTIAL, None),
        access: Access::Open,
        handler,
    };
    vec![
        of(
            "/status/{did}/{list}",
            "revocationList",
            "Which credentials of a list are revoked, signed by their issuer.",
            on(MethodFilter::GET, revocations),
        ),
        of(
            "/status/{did}/{list}/suspension",
            "suspensionList",
            "Which credentials of a list are suspended, signed by their issuer.",
            on(MethodFilter::GET, suspensions),
        ),
    ]
}

async fn revocations(
    State(app): State<App>,
    Path((did, list)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(&app, (did, list), StatusPurpose::Revocation, &headers).await
}

async fn suspensions(
    State(app): State<App>,
    Path((did, list)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(&app, (did, list), StatusPurpose::Suspension, &headers).await
}

async fn answer(
    app: &App,
    (did, list): (String, String),
    purpose: StatusPurpose,
    headers: &HeaderMap,
) -> Response {
    let signed = match app.acts.status_list_kept(&did, &list, purpose) {
        Some(kept) => Ok(kept),
        // Much may have to be read for a new one.
        None => app.acts.judge_apart(move |acts| acts.status_list(&did, &list, purpose)).await,
    };
    let signed = match signed {
        Ok(signed) => signed,
        Err(error) => return problem::response(&error.problem()),
    };
    // Who likes nothing of this gets a credential all the same.
    let accepted = accepted(headers);
    let best =
        Liked::read(&accepted).and_then(|liked| liked.best(KINDS.into_iter(), |(kind, _)| kind));
    let (kind, end) = best.unwrap_or((CREDENTIAL, ""));
    let tag = format!("{}{end}\"", signed.tag.trim_end_matches('"'));
    let age = format!("public, max-age={}", LIST_KEPT_MILLIS / 1000);
    let is_known = knows(headers, &tag);
    let vary = "accept".to_owned();
    let kept = [(header::CACHE_CONTROL, age), (header::ETAG, tag), (header::VARY, vary)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = [(header::CONTENT_TYPE, kind)];
    (kept, kind, signed.bytes.to_vec()).into_response()
}

/// Names the other media types.
pub(super) fn amend(id: &str, described: &mut Value) {
    if matches!(id, "revocationList" | "suspensionList") {
        for (kind, _) in KINDS {
            described["responses"]["200"]["content"][kind] = json!({ "schema": {} });
        }
    }
}

/// Whether the client has this very version. Source: RFC 9110 §13.1.2.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let held =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    held.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}
