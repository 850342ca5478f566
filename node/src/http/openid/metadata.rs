//! What a wallet is told of an issuer before it collects anything.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §12.2.4, appendix A.1.

use axum::response::{IntoResponse as _, Response};
use bot_foreign::openid::KeyProof;
use bot_protocol::api::WalletFormat;
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};
use serde_json::{Map, Value, json};

use crate::acts::ActError;
use crate::acts::openid::{IssuerHome, configuration};
use crate::http::problem;

/// The types of every badge.
pub(super) const TYPES: [&str; 2] = ["VerifiableCredential", "OpenBadgeCredential"];

pub(super) fn reply(home: Result<IssuerHome, ActError>) -> Response {
    match home {
        Ok(home) => axum::Json(document(&home)).into_response(),
        Err(error) => {
            let mut problem = error.problem();
            // Without an address there is no issuer: nothing is wrong with the question.
            problem.status = 404;
            problem::response(&problem)
        }
    }
}

fn document(home: &IssuerHome) -> Value {
    let IssuerHome { base, identifier, name, .. } = home;
    let configured: Map<String, Value> = WalletFormat::ALL
        .iter()
        .map(|format| (configuration(*format).to_owned(), badge(*format)))
        .collect();
    json!({
        "credential_issuer": identifier,
        "authorization_servers": [base],
        "credential_endpoint": format!("{base}/openid/credential"),
        "nonce_endpoint": format!("{base}/openid/nonce"),
        "display": [{ "name": name }],
        "credential_configurations_supported": configured,
    })
}

/// A badge in a form.
fn badge(format: WalletFormat) -> Value {
    let mut badge = json!({
        "format": format.name(),
        "cryptographic_binding_methods_supported": ["did:key", "did:jwk", "jwk"],
        "proof_types_supported": {
            "jwt": { "proof_signing_alg_values_supported": KeyProof::ALGORITHMS },
        },
        "credential_definition": { "type": TYPES },
        "credential_metadata": {
            "display": [
                { "name": "Open Badge", "locale": "en" },
                { "name": "Badge ouvert", "locale": "fr" },
            ],
            "claims": [
                { "path": ["credentialSubject", "achievement", "name"] },
                { "path": ["credentialSubject", "achievement", "description"] },
            ],
        },
    });
    let signed_by = match format {
        WalletFormat::LdpVc => {
            let contexts = json!([CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES]);
            badge["credential_definition"]["@context"] = contexts;
            "eddsa-rdfc-2022"
        }
        WalletFormat::JwtVcJson => "EdDSA",
    };
    badge["credential_signing_alg_values_supported"] = json!([signed_by]);
    badge
}
