//! `/vc/identifiers` and `/1.0/identifiers`: which document describes a DID, and what a DID URL
//! leads to.
//!
//! What is answered is a result around the document, or the document alone where `Accept` asks for
//! that; what lies under a path of a DID is no document and comes in a result alone. No method that is known here takes back a DID, so that none is gone (410).
//!
//! Source: DID Resolution 1.0 §10.1 (HTTPS binding).

use axum::extract::{FromRequestParts as _, Query, RawPathParams, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use bot_protocol::identity::resolution::{Options, REPRESENTATIONS, RESULT, ResolutionError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::wish::{ENVELOPE, Wish};
use crate::acts::ActError;
use crate::http::access::Access;
use crate::http::call::{Operation, Reply};
use crate::http::{App, problem};

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
        reply: Reply::Raw(ENVELOPE, None),
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
    let did = did.unwrap_or_default();
    let wish = Wish::read(&parts.headers, has_path(&did));
    let accept = match &wish {
        Ok(Wish::Envelope(_) | Wish::Result) => None,
        Ok(Wish::Document(kind)) => Some((*kind).to_owned()),
        Err(accept) => Some(accept.clone()),
    };
    let options = Options {
        public_key_format: wished.public_key_format,
        experimental: wished.enable_experimental_public_key_types,
        accept,
    };
    // What lies beside the document may have to be signed first.
    let resolved = match has_path(&did) {
        false => Ok(app.acts.resolve(&did, &options)),
        true => app.acts.judge_apart(move |acts| Ok(acts.resolve(&did, &options))).await,
    };
    let resolution = match resolved {
        Ok(resolution) => resolution,
        Err(error) => return problem::response(&ActError::problem(&error)),
    };
    let status = resolution.error().map_or(StatusCode::OK, status);
    let (kind, value) = match (wish, resolution.found()) {
        (Ok(Wish::Document(kind)), Some(found)) => (kind, found.clone()),
        (Ok(Wish::Result), _) => (RESULT, resolution.to_result()),
        (Ok(Wish::Envelope(kind)), _) => (kind, resolution.to_json()),
        (Ok(Wish::Document(_)) | Err(_), _) => (ENVELOPE, resolution.to_json()),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::VARY, "accept")];
    (status, headers, value.to_bytes()).into_response()
}

/// Whether a DID URL leads to something that lies beside the document, such as a status list.
fn has_path(url: &str) -> bool {
    url.split(['?', '#']).next().is_some_and(|before| before.contains('/'))
}

/// Source: DID Resolution 1.0 §10.1, table of errors.
const fn status(error: &ResolutionError) -> StatusCode {
    match error {
        ResolutionError::Did(_)
        | ResolutionError::Url(_)
        | ResolutionError::KeyLength(_)
        | ResolutionError::Key(_)
        | ResolutionError::KeyKind(_)
        | ResolutionError::KeyType(_) => StatusCode::BAD_REQUEST,
        ResolutionError::NotFound(_) => StatusCode::NOT_FOUND,
        ResolutionError::Representation(_) => StatusCode::NOT_ACCEPTABLE,
        ResolutionError::Document(_) => StatusCode::INTERNAL_SERVER_ERROR,
        ResolutionError::Method(_) => StatusCode::NOT_IMPLEMENTED,
    }
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
    let dereferenced = json!({
        "type": "object",
        "required": ["@context", "content", "contentMetadata", "dereferencingMetadata"],
        "properties": {
            "content": { "type": "object" },
            "contentMetadata": { "type": "object" },
            "dereferencingMetadata": { "type": "object" },
        },
    });
    let result = json!({ "schema": { "anyOf": [envelope, dereferenced] } });
    let schema = json!({ "schema": envelope });
    let told = || json!({ ENVELOPE: schema, "application/json": schema, RESULT: result });
    let described_as = |text: &str| json!({ "description": text, "content": told() });
    let mut found = described_as("Found: with what is known about it, or the document alone.");
    for kind in REPRESENTATIONS {
        found["content"][kind] = json!({ "schema": { "type": "object" } });
    }
    described["responses"]["200"] = found;
    described["responses"]["404"] = described_as("Not held here.");
    described["responses"]["406"] = described_as("Not written in any of the media types accepted.");
    described["responses"]["501"] = described_as("Of a method that is not known here.");
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
