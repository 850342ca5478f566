//! `/vc/identifiers` and `/1.0/identifiers`: which document describes a DID, and what a DID URL
//! leads to.
//!
//! Source: DID Resolution 0.3 §6.1 (HTTPS binding). A method that is not known here is answered as
//! a bad request, not as a failure of this node.

use axum::extract::{FromRequestParts as _, Query, RawPathParams, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::identity::resolution::{Options, ResolutionError};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::access::Access;
use crate::http::call::{Operation, Reply};
use crate::http::{App, problem};

/// The media type of an answer.
///
/// Source: DID Resolution 0.3 §6.1.
const MEDIA_TYPE: &str = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";

/// In which form a document is wished for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Wished {
    public_key_format: Option<String>,
    enable_experimental_public_key_types: bool,
}

pub(super) fn operations() -> [Operation; 2] {
    let places = [("/vc/identifiers/{id}", "resolveDid"), ("/1.0/identifiers/{id}", "resolveDid1")];
    places.map(|(path, id)| Operation {
        method: "get",
        path,
        id,
        about: "The document of a DID, or what a DID URL leads to. Fetches nothing.",
        request: None,
        paged: false,
        reply: Reply::Raw(MEDIA_TYPE, None),
        access: Access::Open,
        handler: on(MethodFilter::GET, resolve),
    })
}

async fn resolve(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let wished = match Query::<Wished>::try_from_uri(&parts.uri) {
        Ok(Query(wished)) => wished,
        Err(error) => {
            let status = StatusCode::BAD_REQUEST;
            return problem::refuse(status, "query-malformed", &error.body_text());
        }
    };
    // What is no text by its percent encoding is no DID either.
    let did = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => params.iter().next().map(|(_, value)| value.to_owned()),
        Err(_) => None,
    };
    let options = Options {
        public_key_format: wished.public_key_format,
        experimental: wished.enable_experimental_public_key_types,
        accept: None,
    };
    let resolution = app.acts.resolve(&did.unwrap_or_default(), &options);
    let status = match resolution.error() {
        None => StatusCode::OK,
        Some(error) if error.is_absent() => StatusCode::NOT_FOUND,
        Some(ResolutionError::Document(_)) => StatusCode::NOT_FOUND,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let bytes = resolution.to_json().to_bytes();
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], bytes).into_response()
}

/// What the OpenAPI text says besides: the wishes, and that an error is told in the same envelope.
pub(super) fn amend(id: &str, described: &mut Value) {
    if !matches!(id, "resolveDid" | "resolveDid1") {
        return;
    }
    let envelope = json!({
        "type": "object",
        "required": ["@context", "didDocument", "didDocumentMetadata"],
        "properties": {
            "didDocument": { "type": "object" },
            "didDocumentMetadata": { "type": "object" },
            "didResolutionMetadata": { "type": "object" },
            "didDereferencingMetadata": { "type": "object" },
        },
    });
    let described_as = |text: &str| json!({ "description": text, "content": { MEDIA_TYPE: { "schema": envelope } } });
    described["responses"]["200"] = described_as("Found.");
    described["responses"]["404"] = described_as("Not held here.");
    let mut refused = described_as("No DID or DID URL, or none that is read here.");
    refused["content"]["application/problem+json"] =
        json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    described["responses"]["400"] = refused;
}

/// The wishes, as parameters of the OpenAPI text.
pub(in crate::http) fn parameters(id: &str) -> Vec<Value> {
    if !matches!(id, "resolveDid" | "resolveDid1") {
        return Vec::new();
    }
    vec![
        json!({ "name": "publicKeyFormat", "in": "query", "schema": { "type": "string" } }),
        json!({
            "name": "enableExperimentalPublicKeyTypes", "in": "query",
            "schema": { "type": "boolean" },
        }),
    ]
}
