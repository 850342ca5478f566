//! How a header names a key: by its own name, by a thumbprint, by an address.

use bot_protocol::verdict::Reason;

use super::*;
use crate::jose::thumbprint::thumbprint;

/// A JSON Web Key with more members.
pub(super) fn jwk(signer: &Signer, more: &str) -> Value {
    Value::Object(with(signer.jwk().as_object().unwrap().clone(), more))
}

/// Integrity and status of a badge of an issuer, with files at hand.
pub(super) fn said_by(signer: &Signer, (issuer, head): (&str, &str), files: &[&Value]) -> String {
    let mut evidence = Evidence::new();
    let reader = crate::reader();
    for file in files {
        evidence.hear_file(&file.to_bytes(), &reader).unwrap();
    }
    judged(&evidence, &jwt(signer, head, &vc2(issuer, "")))
}

pub(super) fn judged(evidence: &Evidence, text: &str) -> String {
    let reader = crate::reader();
    let presented = reader.read(text.as_bytes()).unwrap();
    let verdict = judge(&presented, evidence, &Asked::at(NOW.parse().unwrap()), &reader);
    let code = |question| verdict.reason(question).code();
    format!("{} {}", code(Question::Integrity), code(Question::Status))
}

pub(super) fn kid(name: &str) -> String {
    format!("\"typ\":\"JWT\",\"kid\":\"{name}\"")
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
    // Keys of one name are equal alternatives, and no others are.
    let same = document(&[(&one, "a"), (&two, "a"), (&one, "b")]);
    check(&one, "a", &same, HOLDS);
    check(&two, "a", &same, HOLDS);
    check(&two, "b", &same, "algorithm-differs status-unproven");
    check(&stranger, "a", &same, "signature-wrong status-unproven");
}

#[test]
fn a_name_says_nothing_before_the_document_is_at_hand() {
    let (one, stranger) = (Signer::p256(), Signer::ed25519(9));
    let urn = |signer: &Signer| {
        let print = thumbprint(&signer.key()).unwrap();
        format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{print}")
    };
    let elsewhere = "https://keys.example/b";
    let listed = document(&[(&one, elsewhere)]);
    for name in [&urn(&one), elsewhere] {
        let text = jwt(&one, &kid(name), &vc2(DID, ""));
        let missing = verdict(text.as_bytes(), Documents::new(), &Asked::at(NOW.parse().unwrap()));
        let method = DID.to_owned();
        assert_eq!(*missing.reason(Question::Integrity), Reason::KeyNotHere { method }, "{name}");
        assert_eq!(said_by(&one, (DID, &kid(name)), &[&listed]), HOLDS, "{name}");
    }
    // The document has none of that name, the issuer is a key itself, or the name is another's.
    let another = "proof-names-another status-unproven";
    assert_eq!(said_by(&one, (DID, &kid("https://keys.example/c")), &[&listed]), another);
    assert_eq!(said_by(&one, (&one.did(), &kid(&urn(&stranger))), &[]), another);
    assert_eq!(said_by(&one, (DID, &kid(&format!("{}#1", stranger.did()))), &[]), another);
    assert_eq!(said_by(&one, (DID, &kid("did:web:evil.example#1")), &[]), another);
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
    for not in ["false", "null"] {
        assert_eq!(check(&format!("\"didDocumentMetadata\":{{\"deactivated\":{not}}}")), HOLDS);
    }
    for so in ["true", "\"2026-01-01T00:00:00Z\""] {
        let given_up = answer(&format!("\"didDocumentMetadata\":{{\"deactivated\":{so}}}"));
        let refused = Evidence::new().hear_file(&given_up.to_bytes(), &crate::reader());
        assert!(refused.is_err_and(|fault| fault.to_string().contains("deactivated")));
    }
}
