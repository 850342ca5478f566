//! The description of the service, from which a program learns where to register and what it may
//! ask for.
//!
//! Source: Open Badges 3.0 §6.3, §B.4; OpenAPI 3.0.

use bot_protocol::api::Permission;
use serde_json::{Map, Value, json};

/// The description, for a node that is reached at `base`.
pub(super) fn document(base: &str) -> Value {
    let scopes: Map<String, Value> = Permission::ALL
        .iter()
        .map(|one| (one.scope().to_owned(), Value::from(meaning(*one))))
        .collect();
    json!({
        "openapi": "3.0.1",
        "info": {
            "title": "Bits of Trust",
            "description": "The badges of one person or organisation, on their own node.",
            "version": "3.0",
            "termsOfService": format!("{base}/oauth/about#terms"),
            "x-imssf-privacyPolicyUrl": format!("{base}/oauth/about#privacy"),
        },
        "servers": [{ "url": format!("{base}/ims/ob/v3p0") }],
        "paths": paths(),
        "components": {
            "securitySchemes": { "OAuth2ACG": {
                "type": "oauth2",
                "description": "OAuth 2.0 Authorization Code Grant authorization",
                "x-imssf-name": "Bits of Trust",
                "x-imssf-registrationUrl": format!("{base}/oauth/register"),
                "x-imssf-privacyPolicyUrl": format!("{base}/oauth/about#privacy"),
                "x-imssf-termsOfServiceUrl": format!("{base}/oauth/about#terms"),
                "x-imssf-revocationUrl": format!("{base}/oauth/revoke"),
                "flows": { "authorizationCode": {
                    "authorizationUrl": format!("{base}/oauth/authorize"),
                    "tokenUrl": format!("{base}/oauth/token"),
                    "refreshUrl": format!("{base}/oauth/token"),
                    "scopes": scopes,
                } },
            } },
            "schemas": schemas(),
        },
    })
}

/// What a scope allows, in English: for programs and those who write them.
fn meaning(permission: Permission) -> &'static str {
    match permission {
        Permission::CredentialReadonly => {
            "Permission to read OpenBadgeCredentials for the authenticated entity."
        }
        Permission::CredentialUpsert => {
            "Permission to create or update OpenBadgeCredentials for the authenticated entity."
        }
        Permission::ProfileReadonly => {
            "Permission to read the profile for the authenticated entity."
        }
        Permission::ProfileUpdate => {
            "Permission to update the profile for the authenticated entity."
        }
        Permission::OfflineAccess => "Permission to renew access while the entity is away.",
    }
}

fn paths() -> Value {
    json!({
        "/discovery": { "get": {
            "operationId": "getServiceDescription",
            "responses": answers("200", "ServiceDescriptionDocument"),
            "security": [],
        } },
        "/credentials": {
            "get": {
                "operationId": "getCredentials",
                "parameters": [
                    { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1 } },
                    { "name": "offset", "in": "query", "schema": { "type": "integer", "minimum": 0 } },
                    { "name": "since", "in": "query",
                      "schema": { "type": "string", "format": "date-time" } },
                ],
                "responses": answers("200", "GetOpenBadgeCredentialsResponse"),
                "security": security(Permission::CredentialReadonly),
            },
            "post": {
                "operationId": "upsertCredential",
                "requestBody": { "required": true, "content": badge() },
                "responses": upserted(),
                "security": security(Permission::CredentialUpsert),
            },
        },
        "/profile": {
            "get": {
                "operationId": "getProfile",
                "responses": answers("200", "Profile"),
                "security": security(Permission::ProfileReadonly),
            },
            "put": {
                "operationId": "putProfile",
                "requestBody": { "required": true, "content": content("Profile") },
                "responses": answers("200", "Profile"),
                "security": security(Permission::ProfileUpdate),
            },
        },
    })
}

fn security(permission: Permission) -> Value {
    json!([{ "OAuth2ACG": [permission.scope()] }])
}

fn content(schema: &str) -> Value {
    let schema = format!("#/components/schemas/{schema}");
    json!({ "application/json": { "schema": { "$ref": schema } } })
}

fn badge() -> Value {
    let mut content = content("AchievementCredential");
    content["text/plain"] = json!({ "schema": { "$ref": "#/components/schemas/CompactJws" } });
    content
}

fn answers(status: &str, schema: &str) -> Value {
    json!({
        status: { "description": "Done.", "content": content(schema) },
        "default": {
            "description": "The request was invalid or cannot be served.",
            "content": content("Imsx_StatusInfo"),
        },
    })
}

fn upserted() -> Value {
    let mut answers = answers("200", "AchievementCredential");
    answers["200"] = json!({ "description": "Replaced.", "content": badge() });
    answers["201"] = json!({ "description": "Created.", "content": badge() });
    answers
}

/// The shapes, as far as a program needs them here; those of badges are 1EdTech's own.
fn schemas() -> Value {
    let badge = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
    let compact = json!({ "$ref": "#/components/schemas/CompactJws" });
    json!({
        "ServiceDescriptionDocument": { "type": "object" },
        "AchievementCredential": {
            "type": "object",
            "externalDocs": { "url": badge },
            "required": ["@context", "type", "issuer", "credentialSubject"],
        },
        "CompactJws": {
            "type": "string",
            "pattern": "^[-A-Za-z0-9_]+\\.[-A-Za-z0-9_]+\\.[-A-Za-z0-9_]+$",
        },
        "GetOpenBadgeCredentialsResponse": {
            "type": "object",
            "properties": {
                "credential": { "type": "array",
                    "items": { "$ref": "#/components/schemas/AchievementCredential" } },
                "compactJwsString": { "type": "array", "items": compact },
                "compactJwsStrings": { "type": "array", "items": compact },
            },
        },
        "Profile": {
            "type": "object",
            "required": ["id", "type", "name"],
            "properties": {
                "@context": { "type": "array", "items": { "type": "string" } },
                "id": { "type": "string" },
                "type": { "type": "array", "items": { "type": "string" } },
                "name": { "type": "string" },
                "description": { "type": "string" },
                "url": { "type": "string" },
            },
            "additionalProperties": false,
        },
        "Imsx_StatusInfo": status_info(),
    })
}

fn status_info() -> Value {
    let minors = [
        "forbidden",
        "fullsuccess",
        "internal_server_error",
        "invalid_data",
        "invalid_query_parameter",
        "misdirected_request",
        "not_acceptable",
        "not_allowed",
        "not_found",
        "not_modified",
        "server_busy",
        "unauthorizedrequest",
        "unknown",
    ];
    json!({
        "type": "object",
        "required": ["imsx_codeMajor", "imsx_severity"],
        "properties": {
            "imsx_codeMajor": { "enum": ["failure", "processing", "success", "unsupported"] },
            "imsx_severity": { "enum": ["error", "status", "warning"] },
            "imsx_description": { "type": "string" },
            "imsx_codeMinor": {
                "type": "object",
                "required": ["imsx_codeMinorField"],
                "properties": { "imsx_codeMinorField": { "type": "array", "minItems": 1, "items": {
                    "type": "object",
                    "required": ["imsx_codeMinorFieldName", "imsx_codeMinorFieldValue"],
                    "properties": {
                        "imsx_codeMinorFieldName": { "type": "string" },
                        "imsx_codeMinorFieldValue": { "enum": minors },
                    },
                } } },
            },
        },
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere_and_every_required_member_is_there() {
        let document = document("https://node.example");
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
        for pointer in [
            "/openapi",
            "/info/title",
            "/info/version",
            "/info/termsOfService",
            "/info/x-imssf-privacyPolicyUrl",
            "/components/securitySchemes/OAuth2ACG/type",
            "/components/securitySchemes/OAuth2ACG/x-imssf-registrationUrl",
            "/components/securitySchemes/OAuth2ACG/flows/authorizationCode/tokenUrl",
        ] {
            assert!(document.pointer(pointer).is_some_and(Value::is_string), "{pointer}");
        }
    }
}
