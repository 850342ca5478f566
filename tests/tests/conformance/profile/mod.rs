//! The conformance profile: what the public W3C suites ask of an implementation, from the rules
//! themselves, and that nothing of it holds by default.

mod another;
mod created;
mod data_integrity;
mod data_model;
mod presentations;
mod vc_api;
mod vectors;

use bot_foreign::issue::{IssueFault, Issuing, Suite, issue};
use bot_foreign::signing::SigningKey;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Profile;
use bot_protocol::identity::KeyCodec;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::checked::{self, Checked, Checking, Checks, Presenters};
use bot_protocol::verdict::{Asked, Evidence};

/// The moment of all tests.
const NOW: &str = "2026-11-26T12:00:00Z";

fn now() -> Timestamp {
    Timestamp::parse_rfc3339(NOW).unwrap()
}

fn key(codec: KeyCodec) -> SigningKey {
    SigningKey::from_seed(codec, &[7; 32]).unwrap()
}

/// Every suite with each kind of key that it signs with.
const WAYS: [(Suite, KeyCodec); 4] = [
    (Suite::EddsaRdfc2022, KeyCodec::Ed25519),
    (Suite::EddsaJcs2022, KeyCodec::Ed25519),
    (Suite::EcdsaRdfc2019, KeyCodec::P256),
    (Suite::EcdsaRdfc2019, KeyCodec::P384),
];

fn read(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// Issues by `eddsa-rdfc-2022` under a profile.
fn issued_under(profile: Profile, document: &Value) -> Result<Value, IssueFault> {
    let key = key(KeyCodec::Ed25519);
    issue(document, &Issuing::own(&key, Suite::EddsaRdfc2022, profile, now()))
}

fn issued(document: &Value) -> Result<Value, IssueFault> {
    issued_under(Profile::Conformance, document)
}

/// Checks a credential or a presentation under a profile.
fn checked_under(profile: Profile, checks: Checks, asked: &Asked, document: &Value) -> Checked {
    let evidence = Evidence::new();
    let reader = bot_foreign::reader_of(profile);
    let presenters = Presenters::Anybody;
    let checking =
        Checking { evidence: &evidence, asked, reader, checks, presenters, purpose: None };
    if document.get("verifiableCredential").is_some() || is_presentation(document) {
        checked::presentation(document, &checking)
    } else {
        checked::credential(document, &checking)
    }
}

fn is_presentation(document: &Value) -> bool {
    let types = document.get("type").map(Value::as_list).unwrap_or_default();
    types.iter().any(|kind| kind.as_str() == Some("VerifiablePresentation"))
}

fn verified(document: &Value) -> Checked {
    checked_under(Profile::Conformance, Checks::All, &Asked::at(now()), document)
}

/// The codes of the problems.
fn codes(checked: &Checked) -> Vec<&'static str> {
    checked.problems.iter().map(|problem| problem.reason.code()).collect()
}
