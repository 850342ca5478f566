//! How the OpenAPI text tells of the paths whose shapes are others' standards: forms, pages, and
//! refusals in the shapes of OAuth and of 1EdTech.

use serde_json::{Value, json};

/// Tells of an operation what its own standard has, in the place of what ours have in common.
pub(in crate::http) fn amend(id: &str, described: &mut Value) {
    let Some(more) = more(id) else { return };
    let Value::Object(more) = more else { return };
    for (name, value) in more {
        described[name.as_str()] = value;
    }
}

fn more(id: &str) -> Option<Value> {
    Some(match id {
        "oauthMetadata" => open(&answers("200", &json_body(&object()), None)),
        "oauthRegister" => with_body(
            open(&answers("201", &json_body(&object()), Some(&json_body(&oauth_refusal())))),
            &json_body(&object()),
        ),
        "oauthAuthorize" => {
            let names = [
                "response_type",
                "client_id",
                "redirect_uri",
                "scope",
                "state",
                "code_challenge",
                "code_challenge_method",
            ];
            let mut asked = open(&browser("302", "To the page that waits, or back."));
            asked["parameters"] = names.iter().map(|name| query(name, "string")).collect();
            asked
        }
        "oauthWait" => {
            let mut waits = browser("302", "Back to the program.");
            waits["200"] = json!({ "description": "Still waiting.", "content": page() });
            open(&waits)
        }
        "oauthAbout" => open(&answers("200", &page(), Some(&page()))),
        "oauthToken" | "oauthRevoke" => with_body(
            open(&answers("200", &json_body(&object()), Some(&json_body(&oauth_refusal())))),
            &json!({ "application/x-www-form-urlencoded": { "schema": object() } }),
        ),
        "getServiceDescription" => open(&answers("200", &json_body(&object()), None)),
        "getCredentials" => {
            let mut asked = shut(&api_answers());
            asked["parameters"] = json!([
                query("limit", "integer"),
                query("offset", "integer"),
                query("since", "string"),
            ]);
            asked
        }
        "upsertCredential" => {
            let mut both = json_body(&object());
            both["text/plain"] = json!({ "schema": { "type": "string" } });
            let mut done = answers("200", &both, Some(&json_body(&status_info())));
            done["201"] = json!({ "description": "Created.", "content": both });
            with_body(shut(&done), &both)
        }
        "getProfile" => shut(&api_answers()),
        "putProfile" => with_body(shut(&api_answers()), &json_body(&object())),
        _ => return None,
    })
}

fn object() -> Value {
    json!({ "type": "object" })
}

fn json_body(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn page() -> Value {
    json!({ "text/html": { "schema": { "type": "string" } } })
}

fn query(name: &str, kind: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": { "type": kind } })
}

fn answers(status: &str, good: &Value, refused: Option<&Value>) -> Value {
    let mut answers = json!({ status: { "description": "Done.", "content": good } });
    if let Some(refused) = refused {
        answers["default"] = json!({ "description": "Refused or failed.", "content": refused });
    }
    answers
}

fn browser(status: &str, description: &str) -> Value {
    json!({
        status: { "description": description },
        "default": { "description": "Refused.", "content": page() },
    })
}

fn api_answers() -> Value {
    answers("200", &json_body(&object()), Some(&json_body(&status_info())))
}

fn open(responses: &Value) -> Value {
    json!({ "responses": responses, "security": [] })
}

/// Open to those whom the owner allowed.
fn shut(responses: &Value) -> Value {
    json!({ "responses": responses, "security": [{ "program": [] }] })
}

fn with_body(mut described: Value, content: &Value) -> Value {
    described["requestBody"] = json!({ "required": true, "content": content });
    described
}

/// Source: RFC 6749 §5.2.
fn oauth_refusal() -> Value {
    json!({
        "type": "object",
        "required": ["error", "error_description", "code"],
        "properties": {
            "error": { "type": "string" },
            "error_description": { "type": "string" },
            "code": { "type": "string" },
        },
    })
}

/// Source: Open Badges 3.0 §B.3.1.
fn status_info() -> Value {
    json!({
        "type": "object",
        "required": ["imsx_codeMajor", "imsx_severity", "imsx_codeMinor"],
        "properties": {
            "imsx_codeMajor": { "enum": ["failure"] },
            "imsx_severity": { "enum": ["error", "status"] },
            "imsx_description": { "type": "string" },
            "imsx_codeMinor": { "type": "object" },
        },
    })
}
