//! How a header names a key: by the address that it lies at alone, by its own name, by a thumbprint.

use super::*;
use crate::jose::thumbprint::thumbprint;

const ISSUER: &str = "https://uni.example/issuers/1";
const KEY: &str = "https://uni.example/keys/1";

/// A JSON Web Key with more members.
fn jwk(signer: &Signer, more: &str) -> Value {
    Value::Object(with(signer.jwk().as_object().unwrap().clone(), more))
}

/// Integrity and status of a badge of an issuer, with files at hand.
fn said_by(signer: &Signer, (issuer, head): (&str, &str), files: &[&Value]) -> String {
    let mut evidence = Evidence::new();
    let reader = crate::reader();
    for file in files {
        evidence.hear_file(&file.to_bytes(), &reader).unwrap();
    }
    judged(&evidence, &jwt(signer, head, &vc2(issuer, "")))
}

fn judged(evidence: &Evidence, text: &str) -> String {
    let reader = crate::reader();
    let presented = reader.read(text.as_bytes()).unwrap();
    let verdict = judge(&presented, evidence, &Asked::at(NOW.parse().unwrap()), &reader);
    let code = |question| verdict.reason(question).code();
    format!("{} {}", code(Question::Integrity), code(Question::Status))
}

fn kid(name: &str) -> String {
    format!("\"typ\":\"JWT\",\"kid\":\"{name}\"")
}

#[test]
fn a_key_may_lie_by_itself_on_the_host_of_its_issuer() {
    let stranger = Signer::ed25519(9);
    let at = |url: &str, content: &Value| {
        let mut evidence = Evidence::new();
        let copy = Copy { content: content.clone(), fetched: Some(NOW.parse().unwrap()) };
        evidence.hear_copy(url, copy);
        evidence
    };
    for signer in Signer::all() {
        let badge = |url: &str| jwt(&signer, &kid(url), &vc2(ISSUER, ""));
        let bare = jwk(&signer, "");
        let check = |url: &str, content: &Value, expected: &str| {
            let said = judged(&at(url, content), &badge(url));
            assert_eq!(said, format!("{expected} {}", status(expected)), "{url} {content}");
        };
        check(KEY, &bare, "signed-by-issuer");
        check(KEY, &jwk(&signer, &format!("\"kid\":\"{KEY}\"")), "signed-by-issuer");
        check(KEY, &jwk(&signer, "\"kid\":\"1\""), "signed-by-issuer");
        // Another key, another's address, no key, a secret, one that is used no more.
        let other = jwk(&stranger, "");
        let own = judged(&at(KEY, &other), &badge(KEY));
        let fits = ["algorithm-differs status-unproven", "signature-wrong status-unproven"];
        assert!(fits.contains(&own.as_str()), "{own}");
        check(KEY, &jwk(&signer, "\"kid\":\"https://evil.example/k\""), "proof-names-another");
        check(KEY, &Value::Null, "key-not-here");
        check(KEY, &Value::object([("keys", Value::array([bare.clone()]))]), "key-not-here");
        check(KEY, &jwk(&signer, "\"d\":\"AA\""), "key-not-listed");
        check(KEY, &jwk(&signer, "\"revoked\":{}"), "key-not-listed");
        for elsewhere in [
            "https://evil.example/k",
            "http://uni.example/keys/1",
            "https://uni.example:8443/keys/1",
            "https://uni.example@evil.example/k",
            "https://uni.example.evil.example/k",
        ] {
            check(elsewhere, &bare, "proof-names-another");
        }
        // What lies at another address than the one named.
        let moved = judged(&at("https://evil.example/k", &bare), &badge(KEY));
        assert_eq!(moved, "key-not-here status-unproven");
        // The same handed in, as a file that says where it lies.
        let file = jwk(&signer, &format!("\"kid\":\"{KEY}\""));
        assert_eq!(said_by(&signer, (ISSUER, &kid(KEY)), &[&file]), HOLDS);
        // Where the issuer's own document is at hand, that decides.
        let document = Value::object([
            ("id", Value::from(ISSUER)),
            ("verificationMethod", Value::Array(Vec::new())),
        ]);
        let said = said_by(&signer, (ISSUER, &kid(KEY)), &[&file, &document]);
        assert_eq!(said, "key-not-here status-unproven");
    }
}

fn status(integrity: &str) -> &'static str {
    if integrity == "signed-by-issuer" { "no-status-declared" } else { "status-unproven" }
}

/// The document of `did:web:uni.example` with these keys, each with the name it gives itself.
fn document(keys: &[(&Signer, &str)]) -> Value {
    let method = |(index, (signer, name)): (usize, &(&Signer, &str))| {
        Value::object([
            ("id", Value::from(format!("#{index}"))),
            ("type", Value::from("JsonWebKey")),
            ("controller", Value::from(DID)),
            ("publicKeyJwk", jwk(signer, &format!("\"kid\":\"{name}\""))),
        ])
    };
    let methods: Vec<Value> = keys.iter().enumerate().map(method).collect();
    Value::object([("id", Value::from(DID)), ("assertionMethod", Value::Array(methods))])
}

const DID: &str = "did:web:uni.example";

#[test]
fn a_key_is_named_as_it_calls_itself_and_by_its_thumbprint() {
    let (one, two, stranger) = (Signer::p256(), Signer::rsa(), Signer::ed25519(9));
    let both = document(&[(&one, "a"), (&two, "https://uni.example/b")]);
    let check = |signer: &Signer, name: &str, file: &Value, expected: &str| {
        assert_eq!(said_by(signer, (DID, &kid(name)), &[file]), expected, "{name}");
    };
    check(&one, "a", &both, HOLDS);
    check(&two, "https://uni.example/b", &both, HOLDS);
    let urn = |signer: &Signer| {
        let print = thumbprint(&signer.key()).unwrap();
        format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{print}")
    };
    check(&one, &urn(&one), &both, HOLDS);
    check(&one, "c", &both, "key-not-listed status-unproven");
    check(&stranger, "a", &both, "algorithm-differs status-unproven");
    check(&one, &urn(&stranger), &both, "proof-names-another status-unproven");
    check(&two, &urn(&one), &both, "algorithm-differs status-unproven");
    check(&one, "https://evil.example/b", &both, "proof-names-another status-unproven");
    // Two keys of one name: which is meant nobody can tell. One key twice is one.
    let same = document(&[(&one, "a"), (&two, "a")]);
    check(&one, "a", &same, "key-not-listed status-unproven");
    check(&one, "a", &document(&[(&one, "a"), (&one, "a")]), HOLDS);
}

#[test]
fn an_identifier_that_is_a_key_is_named_in_each_of_these_ways() {
    for signer in Signer::all() {
        let own = jwk(&signer, "\"kid\":\"my-key\"");
        let did = format!("did:jwk:{}", encode_base64url(&own.to_bytes()));
        assert_eq!(said_by(&signer, (&did, &kid("my-key")), &[]), HOLDS);
        let wrong = said_by(&signer, (&did, &kid("other")), &[]);
        assert_eq!(wrong, "proof-malformed status-unproven");
        let urn = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";
        let urn = format!("{urn}{}", thumbprint(&signer.key()).unwrap());
        for issuer in [&did, &signer.did()] {
            assert_eq!(said_by(&signer, (issuer, &kid(&urn)), &[]), HOLDS);
        }
        // The name only of the key that stands in the header as well.
        let head = |name: &str| format!("\"jwk\":{own},\"kid\":\"{name}\"");
        assert_eq!(said_by(&signer, (&signer.did(), &head("my-key")), &[]), HOLDS);
        let other = said_by(&signer, (&signer.did(), &head("other")), &[]);
        assert_eq!(other, "proof-malformed status-unproven");
        let stranger = said_by(&signer, (&Signer::ed25519(9).did(), &head("my-key")), &[]);
        assert_eq!(stranger, "proof-by-another status-unproven");
    }
}

#[test]
fn the_answer_of_a_resolver_is_the_document_in_it() {
    let signer = Signer::p256();
    let answer = |more: &str| {
        let inside = document(&[(&signer, "a")]);
        let whole = Value::object([("didDocument", inside)]);
        Value::Object(with(whole.as_object().unwrap().clone(), more))
    };
    let check = |more: &str| said_by(&signer, (DID, &kid("a")), &[&answer(more)]);
    assert_eq!(check(""), HOLDS);
    assert_eq!(check("\"didDocumentMetadata\":{\"deactivated\":false}"), HOLDS);
    let given_up = answer("\"didDocumentMetadata\":{\"deactivated\":true}");
    let refused = Evidence::new().hear_file(&given_up.to_bytes(), &crate::reader());
    assert!(refused.is_err_and(|fault| fault.to_string().contains("deactivated")));
}
