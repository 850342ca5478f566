//! Keys that the issuer's own document lists, and how headers name them.

use bot_protocol::identity::Documents;

use super::*;
use crate::jose::thumbprint::thumbprint;

const ISSUER: &str = "did:web:uni.example";

/// A method of the issuer with this key, as its document writes it.
fn method(name: &str, signer: &Signer, more: &str) -> Value {
    let text = format!(
        "{{\"id\":\"#{name}\",\"type\":\"JsonWebKey\",\"controller\":\"{ISSUER}\",\"publicKeyJwk\":{}}}",
        String::from_utf8(signer.jwk().to_bytes()).unwrap()
    );
    Value::Object(with(object(&text), more))
}

/// The issuer's document with these methods, of which the named ones assert.
fn document(methods: &[Value], asserts: &[&str]) -> Documents {
    let asserts: Vec<String> = asserts.iter().map(|name| format!("#{name}")).collect();
    let document = Value::object([
        ("id", Value::from(ISSUER)),
        ("verificationMethod", Value::Array(methods.to_vec())),
        ("assertionMethod", Value::array(asserts)),
    ]);
    let mut documents = Documents::new();
    documents.insert(&document).unwrap();
    documents
}

#[track_caller]
fn check(signer: &Signer, more: &str, documents: &Documents, expected: &str) {
    let text = jwt(signer, more, &vc2(ISSUER, ""));
    assert_eq!(said_with(text.as_bytes(), documents.clone()), expected, "{more}");
}

#[test]
fn a_key_counts_as_its_owner_s_document_lists_it() {
    let (one, two, stranger) = (Signer::p256(), Signer::rsa(), Signer::ed25519(9));
    let methods = [method("one", &one, ""), method("two", &two, "")];
    let documents = document(&methods, &["one", "two"]);
    for (signer, name) in [(&one, "one"), (&two, "two")] {
        check(signer, &format!("\"kid\":\"{ISSUER}#{name}\""), &documents, HOLDS);
        check(signer, &format!("\"kid\":\"{name}\""), &documents, HOLDS);
        check(
            signer,
            &format!("\"kid\":\"{}\"", thumbprint(&signer.key()).unwrap()),
            &documents,
            HOLDS,
        );
        check(signer, "", &documents, HOLDS);
        let jwk = String::from_utf8(signer.jwk().to_bytes()).unwrap();
        check(signer, &format!("\"jwk\":{jwk}"), &documents, HOLDS);
    }
    let wrong = "signature-wrong status-unproven";
    check(&stranger, "", &documents, wrong);
    let jwk = String::from_utf8(stranger.jwk().to_bytes()).unwrap();
    check(&stranger, &format!("\"jwk\":{jwk}"), &documents, "proof-by-another status-unproven");
    check(&two, "\"kid\":\"one\"", &documents, "algorithm-differs status-unproven");
    check(
        &two,
        &format!("\"kid\":\"{}\"", thumbprint(&one.key()).unwrap()),
        &documents,
        "algorithm-differs status-unproven",
    );
    let unlisted = "key-not-listed status-unproven";
    check(&one, "\"kid\":\"three\"", &documents, unlisted);
    check(
        &one,
        &format!("\"kid\":\"{}\"", thumbprint(&stranger.key()).unwrap()),
        &documents,
        unlisted,
    );
    // Listed for another use than to assert.
    let documents = document(&methods, &["two"]);
    check(&one, "\"kid\":\"one\"", &documents, unlisted);
    check(&one, &format!("\"kid\":\"{}\"", thumbprint(&one.key()).unwrap()), &documents, unlisted);
    check(&one, "", &documents, "algorithm-differs status-unproven");
    check(&one, "", &document(&methods, &[]), unlisted);
}

#[test]
fn a_key_that_ended_signs_nothing() {
    let signer = Signer::p256();
    let ended = "key-ended status-unproven";
    for (more, expected) in [
        ("\"revoked\":\"2026-01-02T00:00:00Z\"", ended),
        ("\"expires\":\"2026-11-23T12:00:00Z\"", ended),
        ("\"expires\":\"2026-11-23T12:00:01Z\"", HOLDS),
    ] {
        let documents = document(&[method("one", &signer, more)], &["one"]);
        check(&signer, "\"kid\":\"#one\"", &documents, expected);
        check(&signer, "", &documents, expected);
    }
    let other = method("one", &signer, "\"controller\":\"did:web:other.example\"");
    let documents = document(&[other], &["one"]);
    check(&signer, "\"kid\":\"#one\"", &documents, "key-not-listed status-unproven");
}

#[test]
fn an_identifier_that_is_a_key_has_no_other() {
    for signer in Signer::all() {
        let jwk = encode_base64url(&signer.jwk().to_bytes());
        let thumb = thumbprint(&signer.key()).unwrap();
        for issuer in [format!("did:jwk:{jwk}"), signer.did()] {
            let payload = vc2(&issuer, "");
            assert_eq!(said(jwt(&signer, "", &payload)), HOLDS);
            assert_eq!(said(jwt(&signer, &format!("\"kid\":\"{thumb}\""), &payload)), HOLDS);
            let stranger = Signer::ed25519(9);
            let other = format!("\"kid\":\"{}\"", thumbprint(&stranger.key()).unwrap());
            for signer in [&signer, &stranger] {
                assert_eq!(said(jwt(signer, &other, &payload)), "proof-malformed status-unproven");
            }
        }
        let payload = vc2(&format!("did:jwk:{jwk}"), "");
        assert_eq!(said(jwt(&signer, "\"kid\":\"#0\"", &payload)), HOLDS);
        assert_eq!(said(jwt(&signer, &format!("\"kid\":\"did:jwk:{jwk}#0\""), &payload)), HOLDS);
        let wrong = said(jwt(&signer, "\"kid\":\"#1\"", &payload));
        assert_eq!(wrong, "proof-malformed status-unproven");
    }
}
