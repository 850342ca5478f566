//! What the VC-API suites post: bodies of every wrong type, and credentials whose key is not the
//! issuer's, of which only the proof may be told.
//!
//! Source: VC API §3.2, §3.3.

use bot_foreign::issue::{Issuing, issue};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof;
use bot_protocol::identity::{KeyCodec, SecretKey};
use bot_protocol::verdict::checked::{self, Checking, Checks, Presenters};
use bot_protocol::verdict::{Answer, Asked, Evidence, Question, Verdict};
use bot_protocol::words::Lang;

use super::{WAYS, checked_under, codes, issued, key, now, read, verified};

const DOCUMENT: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:9a1c3f9e-1d1f-4f44-9c61-3d2c1a1f0e55", "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:lea"}}"#;

/// Values that a member of a credential may not have; the last one leaves it out.
fn wrong(name: &str) -> Vec<Option<Value>> {
    let values: &[&str] = match name {
        "@context" => &["\"text\"", "{}", "null", "10", "true", "[[]]", "[{}]", "[null]", "[10]"],
        "type" => &["\"text\"", "{}", "null", "10", "true", "[[]]", "[{}]", "[null]", "[true]"],
        "issuer" => &["[]", "null", "10", "true"],
        "credentialSubject" => &["\"text\"", "null", "10", "true", "[]", "[null, true, 4]"],
        _ => &["\"text\"", "null", "10", "true", "[]"],
    };
    let mut values: Vec<_> = values.iter().map(|text| Some(read(text))).collect();
    values.push(None);
    values
}

fn with(document: &Value, name: &str, value: Option<Value>) -> Value {
    let mut changed = document.clone();
    match value {
        Some(value) => drop(changed.as_object_mut().unwrap().insert(name, value)),
        None => drop(changed.as_object_mut().unwrap().remove(name)),
    }
    changed
}

#[test]
fn credentials_of_wrong_types_are_neither_issued_nor_verified() {
    let signed = issued(&read(DOCUMENT)).unwrap();
    for name in ["@context", "type", "issuer", "credentialSubject", "proof"] {
        for value in wrong(name) {
            let checked = verified(&with(&signed, name, value.clone()));
            assert!(!checked.is_verified(), "{name}: {value:?}");
            for checks in [Checks::All, Checks::Proof] {
                let document = with(&signed, name, value.clone());
                let asked = Asked::at(now());
                let checked = checked_under(Profile::Conformance, checks, &asked, &document);
                assert!(!checked.is_verified() && checked.by_keys.is_empty(), "{name}: {value:?}");
            }
            // The issuer fills in its own name, and makes the proof.
            if value.is_some() || !matches!(name, "issuer" | "proof") {
                let refused = issued(&with(&read(DOCUMENT), name, value.clone()));
                assert!(refused.is_err(), "{name}: {value:?}");
            }
        }
    }
    for body in ["null", "7", "\"eyJ\"", "[]", "{}", "true"] {
        assert!(!verified(&read(body)).is_verified(), "{body}");
        assert!(issued(&read(body)).is_err(), "{body}");
    }
}

#[test]
fn old_credentials_may_have_both_dates() {
    let old = with(
        &read(DOCUMENT),
        "@context",
        Some(read(r#"["https://www.w3.org/2018/credentials/v1"]"#)),
    );
    for (suite, codec) in WAYS {
        let key = key(codec);
        let issuing = Issuing::own(&key, suite, Profile::Conformance, now());
        let dated = with(&old, "issuanceDate", Some(Value::from("2025-01-01T00:00:00Z")));
        let dated = with(&dated, "expirationDate", Some(Value::from("2027-01-01T00:00:00Z")));
        assert!(verified(&issue(&dated, &issuing).unwrap()).is_verified());
        let over = with(&dated, "expirationDate", Some(Value::from("2026-01-01T00:00:00Z")));
        assert_eq!(codes(&verified(&issue(&over, &issuing).unwrap())), ["expired"]);
        let inverted = with(&dated, "expirationDate", Some(Value::from("2024-01-01T00:00:00Z")));
        assert_eq!(issue(&inverted, &issuing).unwrap_err().field(), Some("validUntil"));
    }
}

/// Signed by a `did:key` under the name of an issuer that is none.
fn under_another_name() -> Value {
    let secret = SecretKey::from_seed(&[7; 32]);
    let method = key(KeyCodec::Ed25519).verification_method();
    let document = with(&read(DOCUMENT), "issuer", Some(Value::from("https://school.example/5")));
    let suite = proof::Suite::EddsaRdfc2022;
    proof::sign(&document, suite, (&secret, &method), now(), Profile::Closed.contexts()).unwrap()
}

#[test]
fn proofs_alone_are_told_only_where_they_are_asked_for_and_never_as_the_issuers_word() {
    let asked = Asked::at(now());
    let document = under_another_name();
    for profile in [Profile::Closed, Profile::Conformance] {
        let all = checked_under(profile, Checks::default(), &asked, &document);
        assert_eq!(codes(&all), ["proof-by-another"]);
        assert!(all.by_keys.is_empty());
        let proof = checked_under(profile, Checks::Proof, &asked, &document);
        assert!(proof.is_verified() && proof.verdicts.is_empty());
        let [reason] = proof.by_keys.as_slice() else { panic!("one reason") };
        assert_eq!((reason.code(), reason.answer()), ("signed-by-key", Answer::Unknown));
        for (lang, words) in [(Lang::En, "was not asked"), (Lang::Fr, "On n’a pas demandé")] {
            let said = bot_protocol::verdict::say(reason, lang);
            assert!(said.contains(words) && said.contains("did:key:"), "{said}");
        }
        let changed = with(&document, "name", Some(Value::from("changed")));
        let changed = checked_under(profile, Checks::Proof, &asked, &changed);
        assert_eq!(codes(&changed), ["signature-wrong"]);
    }
    // What is over is not looked at: a date is no proof.
    let over = with(&read(DOCUMENT), "validUntil", Some(Value::from("2020-01-01T00:00:00Z")));
    let over = issued(&over).unwrap();
    assert_eq!(codes(&verified(&over)), ["expired"]);
    assert!(checked_under(Profile::Closed, Checks::Proof, &asked, &over).is_verified());
}

/// A document that says it is both is judged as what was asked about. As a presentation it would be
/// the true credential inside of it that is judged, and nothing of what it says itself.
#[test]
fn what_says_it_is_a_presentation_too_gains_nothing_by_a_true_credential_inside() {
    let genuine = issued(&read(DOCUMENT)).unwrap();
    assert!(verified(&genuine).is_verified());
    let subject = read(r#"{"id": "did:example:eve"}"#);
    let forged = with(&genuine, "credentialSubject", Some(subject));
    for forged in [with(&forged, "proof", None), forged] {
        for inside in [genuine.clone(), Value::array([genuine.clone()])] {
            let carrying = with(&forged, "verifiableCredential", Some(inside));
            for kinds in [
                ["VerifiableCredential", "VerifiablePresentation"],
                ["VerifiablePresentation", "VerifiableCredential"],
            ] {
                let document = with(&carrying, "type", Some(Value::array(kinds)));
                let (evidence, asked) = (Evidence::new(), Asked::at(now()));
                for profile in [Profile::Closed, Profile::Conformance] {
                    let reader = bot_foreign::reader_of(profile);
                    let (checks, purpose) = (Checks::All, None);
                    let checking = Checking {
                        evidence: &evidence,
                        asked: &asked,
                        reader,
                        checks,
                        presenters: Presenters::Anybody,
                        purpose,
                    };
                    let checked = checked::credential(&document, &checking);
                    assert!(!checked.is_verified(), "{:?}", codes(&checked));
                    let judged = |verdict: &Verdict| verdict.answer(Question::Integrity);
                    assert!(checked.verdicts.iter().all(|one| judged(one) == Answer::No));
                }
            }
        }
    }
}
