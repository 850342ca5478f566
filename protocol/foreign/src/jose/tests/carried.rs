//! A token around a credential that carries proofs of its own: each of them must hold as well.

use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};

use super::*;

/// The credential of these tests with a proof by a key, whosever that is.
fn proven(key: &SecretKey) -> Value {
    let method = Did::from(key.public()).verification_method();
    let document = Value::Object(vc2(&Signer::p256().did(), ""));
    let now = "2026-02-01T00:00:00Z".parse().unwrap();
    sign(&document, Suite::EddsaJcs2022, (key, &method), now, Contexts::pinned()).unwrap()
}

#[track_caller]
fn check(document: &Value, expected: &str) {
    let members = document.as_object().unwrap();
    for typ in ["\"typ\":\"vc+jwt\"", "\"typ\":\"JWT\""] {
        assert_eq!(said(jwt(&Signer::p256(), typ, members)), expected, "{typ} {document:?}");
    }
}

fn changed(document: &Value, more: &str) -> Value {
    Value::Object(with(document.as_object().unwrap().clone(), more))
}

#[test]
fn every_proof_inside_holds_or_the_whole_does_not() {
    let good = proven(&SecretKey::from_seed(&[7; 32]));
    check(&good, HOLDS);
    check(&changed(&good, "\"name\":\"Mastery\""), "signature-wrong status-unproven");
    for bogus in ["\"x\"", "{}", "[5]"] {
        let bogus = changed(&good, &format!("\"proof\":{bogus}"));
        let text = jwt(&Signer::p256(), "\"typ\":\"vc+jwt\"", bogus.as_object().unwrap());
        let verdict = verdict(text.as_bytes(), Documents::new(), &Asked::at(NOW.parse().unwrap()));
        assert_ne!(verdict.answer(Question::Integrity), Answer::Yes, "{bogus:?}");
    }
    let over = proof_with(&good, "\"expires\":\"2026-02-02T00:00:00Z\"");
    check(&over, "signature-wrong status-unproven");
    let unknown =
        changed(&good, "\"proof\":{\"type\":\"Other\",\"proofPurpose\":\"assertionMethod\"}");
    check(&unknown, "suite-unknown status-unproven");
    // One that holds does not make up for another.
    let proof = good.get("proof").unwrap();
    let bad = proof_with(&good, "\"created\":\"2026-02-01T00:00:01Z\"");
    let both = format!("\"proof\":[{proof},{}]", bad.get("proof").unwrap());
    check(&changed(&good, &both), "signature-wrong status-unproven");
}

/// The document with members of its proof changed.
fn proof_with(document: &Value, more: &str) -> Value {
    let proof = with(document.get("proof").unwrap().as_object().unwrap().clone(), more);
    changed(document, &format!("\"proof\":{}", Value::Object(proof)))
}
