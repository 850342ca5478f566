//! The OpenAPI 3.1 text, assembled from the operations and the `api` types.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::access::Access;
use super::call::{Operation, Reply};
use super::operations;
use bot_protocol::api::{PageQuery, Problem};

/// The whole text as JSON, with a line end; `node/openapi.json` is exactly this.
///
/// Source: OpenAPI 3.1.0, JSON Schema 2020-12.
#[must_use]
pub fn document() -> String {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut shapes = settings.into_generator();
    let problem = shapes.subschema_for::<Problem>().to_value();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        let described = describe(&operation, &mut shapes, &problem);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described;
    }
    let schemas = shapes.take_definitions(true);
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bits of Trust: the node's interface on this machine",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "http://127.0.0.1:7340" }],
        "security": [{ "owner": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "owner": {
                    "type": "http", "scheme": "bearer",
                    "description": "The token in DATA/run/token, on loopback alone.",
                },
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "A token made by `bot token new`, with the scope named.",
                },
                "program": {
                    "type": "http", "scheme": "bearer",
                    "description": "What a program was given by OAuth 2.",
                },
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn describe(operation: &Operation, shapes: &mut SchemaGenerator, problem: &Value) -> Value {
    let (media_type, schema) = match &operation.reply {
        Reply::Json(shape) | Reply::New(shape) => ("application/json", shape(shapes).to_value()),
        Reply::Raw(media_type, None) => (*media_type, json!({})),
        Reply::Raw(media_type, Some(shape)) => (*media_type, shape(shapes).to_value()),
    };
    let good = if matches!(operation.reply, Reply::New(_)) { "201" } else { "200" };
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.about,
        "responses": {
            good: { "description": "Done.", "content": { media_type: { "schema": schema } } },
            "default": {
                "description": "Refused or failed.",
                "content": { "application/problem+json": { "schema": problem } },
            },
        },
    });
    if let Some(security) = security(operation.access) {
        described["security"] = security;
    }
    super::vc::amend(operation.id, &mut described);
    super::status_lists::amend(operation.id, &mut described);
    let parameters = parameters(operation, shapes);
    if !parameters.is_empty() {
        described["parameters"] = Value::Array(parameters);
    }
    if let Some(request) = &operation.request {
        let schema = (request.shape)(shapes).to_value();
        described["requestBody"] =
            json!({ "content": { "application/json": { "schema": schema } } });
    }
    super::oauth::amend(operation.id, &mut described);
    refusals_alone(&mut described["responses"]);
    super::openid::amend(operation.id, &mut described);
    described
}

/// Beside the answers that are named an operation refuses or fails, and says how; no other status
/// is an answer.
fn refusals_alone(responses: &mut Value) {
    let Some(responses) = responses.as_object_mut() else { return };
    if let Some(other) = responses.remove("default") {
        responses.insert("4XX".to_owned(), other.clone());
        responses.insert("5XX".to_owned(), other);
    }
}

/// Who may use an operation, where it is not the owner alone. Source: OpenAPI 3.1.0 §4.8.30.
fn security(access: Access) -> Option<Value> {
    match access {
        Access::Owner => None,
        Access::Open | Access::OpenDear => Some(json!([])),
        // The empty requirement: some nodes let everybody in.
        Access::Verify => Some(json!([{}, { "token": ["verify"] }, { "owner": [] }])),
        Access::Scoped(scope) => Some(json!([{ "token": [scope.name()] }, { "owner": [] }])),
    }
}

fn parameters(operation: &Operation, shapes: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters = Vec::new();
    for part in operation.path.split('/') {
        if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "schema": { "type": "string" },
            }));
        }
    }
    parameters.extend(super::vc::parameters(operation.id));
    if operation.paged {
        let query = shapes.root_schema_for::<PageQuery>().to_value();
        let members = query["properties"].as_object().cloned().unwrap_or_default();
        for (name, schema) in members {
            parameters.push(json!({ "name": name, "in": "query", "schema": schema }));
        }
    }
    if operation.request.as_ref().is_some_and(|request| request.is_kept) {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header",
            "description": "The same key with the same body is done once within a day.",
            "schema": {
                "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$",
            },
        }));
    }
    parameters
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn committed_text_is_what_the_types_say() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let made = document();
        if committed != made && std::env::var_os("BOT_BLESS").is_some() {
            std::fs::write(&path, &made).unwrap();
        } else {
            assert!(committed == made, "run with BOT_BLESS=1 to write {}", path.display());
        }
    }

    #[test]
    fn operations_have_names_of_their_own_and_every_reference_leads_somewhere() {
        let operations = operations();
        let ids: BTreeSet<_> = operations.iter().map(|operation| operation.id).collect();
        assert_eq!(ids.len(), operations.len());
        let text = document();
        let document: Value = serde_json::from_str(&text).unwrap();
        for part in text.split("\"$ref\": \"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
