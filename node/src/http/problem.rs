//! Refusals and failures as `application/problem+json`. Source: RFC 9457.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use bot_protocol::api::Problem;
use serde::Serialize;

/// A problem of the interface itself; those of an act come from [`crate::acts::ActError`].
pub(super) fn make(status: StatusCode, code: &str, detail: &str) -> Problem {
    Problem {
        kind: format!("about:blank#{code}"),
        title: status.canonical_reason().unwrap_or("Refused").to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail: detail.to_owned(),
        field: None,
        data: BTreeMap::new(),
    }
}

/// [`make`], ready to be sent.
pub(super) fn refuse(status: StatusCode, code: &str, detail: &str) -> Response {
    response(&make(status, code, detail))
}

/// A problem, ready to be sent.
pub(super) fn response(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if status == StatusCode::UNAUTHORIZED {
        let ask = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    }
    response
}

/// A reply that is itself a problem, and more than that.
pub(super) fn of_its_own(value: &impl Serialize) -> Response {
    let mut response = (StatusCode::BAD_REQUEST, axum::Json(value)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

pub(super) async fn no_such_path(uri: Uri) -> Response {
    let detail = format!("there is nothing at {}", uri.path());
    shaped(&uri, &make(StatusCode::NOT_FOUND, "path-unknown", &detail))
}

pub(super) async fn no_such_method(method: Method, uri: Uri) -> Response {
    let detail = format!("{method} is not done at {}", uri.path());
    shaped(&uri, &make(StatusCode::METHOD_NOT_ALLOWED, "method-unknown", &detail))
}

/// The Open Badges API has a shape of its own for what is refused.
fn shaped(uri: &Uri, problem: &Problem) -> Response {
    if uri.path().starts_with(super::ob::ROOT) {
        super::ob::refusal(problem)
    } else {
        response(problem)
    }
}
