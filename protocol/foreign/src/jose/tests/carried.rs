//! A token around a credential that carries proofs of its own: each of them must hold as well.

use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{ProofOptions, Purpose, Suite, prepare, sign};
use bot_protocol::identity::{Did, SecretKey};

use super::presentation::{SHOWN, VP, badge, enveloped, shown, vp2};
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

#[test]
fn what_is_written_down_as_nothing_is_no_proof() {
    let mut bare = vc2(&Signer::p256().did(), "");
    for none in [Value::Null, Value::Array(Vec::new()), Value::Array(vec![Value::Null])] {
        bare.insert("proof", none);
        check(&Value::Object(bare.clone()), HOLDS);
    }
    bare.insert("proof", Value::Object(Object::new()));
    let said = said(jwt(&Signer::p256(), "\"typ\":\"JWT\"", &bare));
    assert_eq!(said, "proof-malformed status-unproven");
}

#[test]
fn a_proof_may_be_older_than_the_claims_around_it() {
    let good = proven(&SecretKey::from_seed(&[7; 32]));
    let plain = |more: &str| {
        let payload = with(good.as_object().unwrap().clone(), more);
        said(jwt(&Signer::p256(), "\"typ\":\"JWT\"", &payload))
    };
    assert_eq!(plain("\"exp\":1893456000"), HOLDS);
    assert_eq!(plain("\"exp\":1893456000,\"name\":\"x\""), "signature-wrong status-unproven");
    assert_eq!(plain("\"exp\":1767225601,\"validFrom\":null"), "signature-wrong expired");
}

#[test]
fn what_is_not_shown_no_proof_inside_can_cover() {
    let good = changed(&proven(&SecretKey::from_seed(&[7; 32])), "");
    let shown = |text: &str, digest: bool| {
        let disclosure = encode_base64url(text.as_bytes());
        let hash = bot_protocol::canon::hash::sha256(&[disclosure.as_bytes()]);
        let mut payload = good.as_object().unwrap().clone();
        payload.remove("id");
        if digest {
            let hash = Value::from(encode_base64url(hash.as_bytes()));
            payload.insert("_sd", Value::Array(vec![hash]));
        }
        (jwt(&Signer::p256(), "\"typ\":\"vc+sd-jwt\"", &payload), disclosure)
    };
    let (text, disclosure) = shown(r#"["salt","id","urn:uuid:1"]"#, true);
    assert_eq!(said(format!("{text}~{disclosure}~")), HOLDS);
    assert_eq!(said(format!("{text}~")), "content-hidden status-hidden");
    // Nothing is kept back of these.
    let (text, disclosure) = shown(r#"["salt","id","urn:uuid:2"]"#, true);
    assert_eq!(said(format!("{text}~{disclosure}~")), "signature-wrong status-unproven");
    let (text, _) = shown("", false);
    assert_eq!(said(format!("{text}~")), "signature-wrong status-unproven");
}

#[test]
fn the_proofs_inside_a_presentation_must_hold_as_well() {
    let secret = SecretKey::from_seed(&[5; 32]);
    let (holder, did) = (Signer::ed25519(5), Did::from(secret.public()));
    let inside = enveloped("vc+jwt", &badge(&did.to_string()));
    let mut bare = vp2(&did.to_string(), &inside, "");
    let [nonce, aud] = ["nonce", "aud"].map(|name| bare.remove(name).unwrap());
    let options = ProofOptions {
        purpose: Purpose::Authentication,
        ..ProofOptions::asserting(Suite::EddsaJcs2022, "2026-02-01T00:00:00Z".parse().unwrap())
    };
    let method = did.verification_method();
    let bare = Value::Object(bare);
    let signed = prepare(&bare, &options, (&secret, &method), Contexts::pinned()).unwrap().sign();
    let check = |more: &str, expected: &str| {
        let mut payload = with(signed.as_object().unwrap().clone(), more);
        payload.insert("nonce", nonce.clone());
        payload.insert("aud", aud.clone());
        assert_eq!(shown(jwt(&holder, VP, &payload).as_bytes()), expected, "{more}");
    };
    check("", SHOWN);
    check("\"proof\":null", SHOWN);
    check("\"id\":\"urn:uuid:5\"", "signed-by-issuer presentation-wrong");
    // The claims may name the holder again, and add a name of their own.
    check(&format!("\"iss\":\"{did}\",\"jti\":\"urn:uuid:5\""), SHOWN);
    let unknown = "\"proof\":{\"type\":\"Other\",\"proofPurpose\":\"authentication\"}";
    check(unknown, "signed-by-issuer presentation-unknown");
}

/// The document with members of its proof changed.
fn proof_with(document: &Value, more: &str) -> Value {
    let proof = with(document.get("proof").unwrap().as_object().unwrap().clone(), more);
    changed(document, &format!("\"proof\":{}", Value::Object(proof)))
}
