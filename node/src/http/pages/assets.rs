//! What all pages load: one style, one small script, one mark. They are part of the program, and
//! their address changes with what they hold, so that a browser keeps them for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::canon::hash::sha256;

use super::route::{Route, Viewer};
use crate::http::problem;

pub(super) const STYLE: &str = include_str!("../../../templates/assets/pages.css");
const SCRIPT: &str = include_str!("../../../templates/assets/pages.js");
const MARK: &str = include_str!("../../../templates/assets/mark.svg");

/// Where each of them is.
pub(super) struct Assets {
    pub(super) style: String,
    pub(super) script: String,
    pub(super) mark: String,
}

pub(super) static ALL: LazyLock<Assets> = LazyLock::new(|| Assets {
    style: address("pages", STYLE, "css"),
    script: address("pages", SCRIPT, "js"),
    mark: address("mark", MARK, "svg"),
});

fn address(name: &str, text: &str, kind: &str) -> String {
    let hash = sha256(&[text.as_bytes()]).to_string();
    format!("/assets/{name}-{}.{kind}", hash.get(..16).unwrap_or_default())
}

pub(super) fn routes() -> Vec<Route> {
    let handler = on(MethodFilter::GET, |Path(name): Path<String>| async move { asset(&name) });
    vec![Route { method: "get", path: "/assets/{id}", viewer: Viewer::Anybody, handler }]
}

fn asset(name: &str) -> Response {
    let is = |address: &str| address.strip_prefix("/assets/") == Some(name);
    let (kind, text) = if is(&ALL.style) {
        ("text/css; charset=utf-8", STYLE)
    } else if is(&ALL.script) {
        ("text/javascript; charset=utf-8", SCRIPT)
    } else if is(&ALL.mark) {
        ("image/svg+xml", MARK)
    } else {
        let detail = "there is no such file";
        return problem::refuse(StatusCode::NOT_FOUND, "path-unknown", detail);
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    (headers, text).into_response()
}
