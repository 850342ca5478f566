//! When a proof was made is told or not told, and does not decide whether it holds.
//!
//! Our own issuer always tells it, so what is judged here is made by hand, from the steps of the
//! suites.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1 (`created` is optional); Data Integrity
//! EdDSA Cryptosuites 1.0 §3.2, §3.3; Data Integrity ECDSA Cryptosuites 1.0 §3.2.

use bot_foreign::issue::Suite;
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::jcs;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base58btc;
use bot_protocol::canon::rdfc::{Budget, canonicalize};
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::Asked;
use bot_protocol::verdict::checked::Checks;

use super::{checked_under, codes, key, now, read, verified};

/// The suites whose hash is SHA-256, each with a kind of key.
const WAYS: [(Suite, KeyCodec); 3] = [
    (Suite::EddsaRdfc2022, KeyCodec::Ed25519),
    (Suite::EddsaJcs2022, KeyCodec::Ed25519),
    (Suite::EcdsaRdfc2019, KeyCodec::P256),
];

/// Of a document with its `@context`, what is hashed.
fn canonical(suite: Suite, document: &Object) -> Vec<u8> {
    let document = Value::Object(document.clone());
    match suite {
        Suite::EddsaJcs2022 => jcs::canonicalize(&document),
        Suite::EddsaRdfc2022 | Suite::EcdsaRdfc2019 => {
            let contexts = Profile::Conformance.contexts();
            let quads =
                with_quads(&document, contexts, |quads| canonicalize(quads, Budget::default()));
            quads.unwrap().unwrap().text.into_bytes()
        }
    }
}

/// A credential with a proof that tells this of when it was made.
fn proven((suite, codec): (Suite, KeyCodec), created: Option<&str>) -> Value {
    let key = key(codec);
    let document = read(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"], "issuer": "{}",
            "credentialSubject": {{"id": "did:example:lea"}}}}"#,
        key.did()
    ));
    let mut document = document.as_object().unwrap().clone();
    let context = document.get("@context").unwrap().clone();
    let mut proof = Object::new();
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", suite.as_str());
    if let Some(created) = created {
        proof.insert("created", created);
    }
    proof.insert("verificationMethod", key.verification_method());
    proof.insert("proofPurpose", "assertionMethod");
    let mut options = proof.clone();
    options.insert("@context", context);
    let [options_hash, hash] = [&options, &document].map(|part| sha256(&[&canonical(suite, part)]));
    let signature = key.sign(&[options_hash.as_ref(), hash.as_ref()].concat());
    let mut proof = if suite == Suite::EddsaJcs2022 { options } else { proof };
    proof.insert("proofValue", encode_base58btc(&signature));
    document.insert("proof", Value::Object(proof));
    Value::Object(document)
}

fn with_created(signed: &Value, created: Option<&str>) -> Value {
    let mut changed = signed.clone();
    let proof = changed.as_object_mut().unwrap().get_mut("proof").unwrap();
    let proof = proof.as_object_mut().unwrap();
    match created {
        Some(created) => drop(proof.insert("created", created)),
        None => drop(proof.remove("created")),
    }
    changed
}

#[test]
fn a_proof_holds_that_does_not_tell_when_it_was_made_or_was_made_long_ago() {
    for way in WAYS {
        for created in [
            None,
            Some("2025-11-26T12:00:00Z"),
            Some("1999-12-31T23:59:59Z"),
            Some("2025-11-26T13:00:00+01:00"),
            Some("2025-11-26T12:00:00.123Z"),
        ] {
            let signed = proven(way, created);
            let name = way.0.as_str();
            assert_eq!(codes(&verified(&signed)), [""; 0], "{name} {created:?}");
            for profile in [Profile::Closed, Profile::Conformance] {
                let checked = checked_under(profile, Checks::Proof, &Asked::at(now()), &signed);
                assert!(checked.is_verified(), "{name} {created:?}");
            }
            // What is told is signed: it is neither added nor changed nor taken away.
            for other in [None, Some("2024-01-01T00:00:00Z"), Some("2025-11-26T12:00:01Z")] {
                let expected: &[&str] = if other == created { &[] } else { &["signature-wrong"] };
                let changed = with_created(&signed, other);
                assert_eq!(codes(&verified(&changed)), expected, "{name} {created:?} {other:?}");
            }
        }
        // A moment that is none is refused, whoever signed it.
        for created in ["yesterday", "2025-11-26", "2025-11-26T12:00:00"] {
            let signed = with_created(&proven(way, None), Some(created));
            assert_eq!(codes(&verified(&signed)), ["proof-malformed"], "{created}");
        }
    }
}
