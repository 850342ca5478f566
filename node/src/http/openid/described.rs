//! How the OpenAPI text tells of the paths of wallets, whose shapes are OpenID's own.

use serde_json::{Value, json};

/// Tells of an operation what its own standard has, in the place of what ours have in common.
pub(in crate::http) fn amend(id: &str, described: &mut Value) {
    let object = json!({ "application/json": { "schema": { "type": "object" } } });
    let done = json!({ "description": "Done.", "content": object });
    let form = json!({ "application/x-www-form-urlencoded": { "schema": { "type": "object" } } });
    let refused = json!({
        "description": "Refused or failed.",
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": { "type": "string" },
                "error_description": { "type": "string" },
                "code": { "type": "string" },
            },
        } } },
    });
    match id {
        "walletIssuer" | "walletIssuerOf" | "walletOffer" => {
            described["responses"]["200"] = done;
        }
        "walletRequest" | "walletRequestWith" => {
            let kind = "application/oauth-authz-req+jwt";
            let signed = json!({ kind: { "schema": { "type": "string" } } });
            described["responses"]["200"] = json!({ "description": "Done.", "content": signed });
            if id == "walletRequestWith" {
                described["responses"]["400"] = refused;
                described["requestBody"] = json!({ "content": form });
            }
        }
        "walletAnswer" => {
            described["responses"] = json!({ "200": done, "default": refused });
            described["requestBody"] = json!({ "required": true, "content": form });
        }
        "walletNonce" => described["responses"] = json!({ "200": done, "default": refused }),
        "walletCollect" => {
            described["responses"] = json!({ "200": done, "default": refused });
            described["requestBody"] = json!({ "required": true, "content": object });
        }
        _ => {}
    }
}
