//! Documents and what they say about keys, each with twins that say something else.

use super::*;
use crate::canon::json;
use crate::identity::{Documents, KeyCodec, KeySource, SecretKey};

const ID: &str = "https://school.example/issuers/5";
const URL: &str = "https://school.example/issuers/5#key-1";

fn multikey(seed: u8) -> String {
    SecretKey::from_seed(&[seed; 32]).public().to_multikey()
}

fn method() -> String {
    let key = multikey(1);
    format!(
        r#"{{"id": "{URL}", "type": "Multikey", "controller": "{ID}",
            "publicKeyMultibase": "{key}"}}"#
    )
}

/// A document with the one method, listed under `assertionMethod`.
fn document() -> String {
    let method = method();
    format!(r#"{{"id": "{ID}", "verificationMethod": [{method}], "assertionMethod": ["{URL}"]}}"#)
}

fn read(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// What documents say about the method under `assertionMethod`.
fn said(texts: &[&str]) -> String {
    let mut documents = Documents::new();
    for text in texts {
        if let Err(fault) = documents.insert(&read(text)) {
            return format!("refused: {fault}");
        }
    }
    match documents.method(URL, Relation::AssertionMethod) {
        Ok(method) => {
            assert_eq!((method.controller.as_str(), method.source), (ID, KeySource::Document));
            let ends = method.ends.map(|at| format!(" until {at}")).unwrap_or_default();
            format!("{}{ends}", method.key.codec)
        }
        Err(fault) => format!("{}: {fault}", if fault.is_unknown() { "unknown" } else { "no" }),
    }
}

/// What a document says after one piece of its text was changed.
#[track_caller]
fn check(from: &str, to: &str, expected: &str) {
    let text = document();
    assert!(text.contains(from), "{from}");
    assert_eq!(said(&[&text.replace(from, to)]), expected, "{from} → {to}");
}

#[test]
fn a_method_is_its_controllers_where_the_document_lists_it() {
    assert_eq!(said(&[]), format!("unknown: the key of {URL} is not at hand"));
    check(ID, ID, "Ed25519");
    check(&format!(r#"["{URL}"]"#), r##""#key-1""##, "Ed25519");
    check(&format!(r#""id": "{URL}""#), r##""id": "#key-1""##, "Ed25519");
    check(&format!(r#"["{URL}"]"#), &format!("[{}]", method()), "Ed25519");
    let unlisted = "no: the document of its owner does not list the key under assertionMethod";
    check("assertionMethod", "authentication", unlisted);
    check("assertionMethod", "keyAgreement", unlisted);
    check(&format!(r#"["{URL}"]"#), "[]", unlisted);
    check(&format!(r#"["{URL}"]"#), r##"["#key-2"]"##, unlisted);
    let absent = format!("no: the document of its owner has no key {URL}");
    check(&format!(r#""id": "{URL}""#), r##""id": "#key-2""##, &absent);
    check(&method(), "", &absent);
    let controller = format!(r#""controller": "{ID}""#);
    check(&controller, r#""controller": "did:web:x.example""#, {
        "no: the key belongs to another: \"did:web:x.example\""
    });
    let nobody = "no: the key belongs to another: \"\"";
    check(&controller, &format!(r#""controller": ["{ID}"]"#), nobody);
    check(&controller, r#""controllers": "https://school.example/issuers/5""#, nobody);
}

#[test]
fn a_document_of_another_says_nothing() {
    let not_here = format!("unknown: the key of {URL} is not at hand");
    let other = document().replacen(ID, "https://school.example/issuers/6", 1);
    assert_eq!(said(&[&other]), not_here);
    let other = document().replacen(ID, "https://school.example/issuers/5/", 1);
    assert_eq!(said(&[&other]), not_here);
    assert_eq!(said(&[&other, &document()]), "Ed25519");
}

#[test]
fn documents_that_disagree_tell_nothing_and_others_do() {
    let contradiction = format!("unknown: the documents at hand say different things about {URL}");
    let same = document().replacen('{', r#"{"name": "School","#, 1);
    assert_eq!(said(&[&document(), &document(), &same]), "Ed25519");
    let turned = document().replace(&multikey(1), &multikey(2));
    assert_eq!(said(&[&document(), &turned]), contradiction);
    assert_eq!(said(&[&turned, &document()]), contradiction);
    let silent = format!(r#"{{"id": "{ID}", "assertionMethod": []}}"#);
    assert_eq!(said(&[&document(), &silent]), contradiction);
    let unlisted = document().replace("assertionMethod", "authentication");
    assert_eq!(said(&[&document(), &unlisted]), contradiction);
    // Other keys may come and go.
    let more = document().replace(r#""assertionMethod": ["#, r##""assertionMethod": ["#key-9","##);
    assert_eq!(said(&[&document(), &more]), "Ed25519");
    let many: Vec<String> = (0..9)
        .map(|n| document().replace("Method\": [\"", &format!("Method\": [\"#{n}\",\"")))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(said(&many[..8]), "Ed25519");
    assert_eq!(said(&many), contradiction);
}

#[test]
fn a_key_ends_at_the_earlier_of_its_dates() {
    let dated = |dates: &str| format!(r#""type": "Multikey", {dates}"#);
    let multikey = r#""type": "Multikey""#;
    check(multikey, &dated(r#""expires": "2030-01-01T00:00:00Z""#), {
        "Ed25519 until 2030-01-01T00:00:00Z"
    });
    check(multikey, &dated(r#""revoked": "2020-01-01T00:00:00Z""#), {
        "Ed25519 until 2020-01-01T00:00:00Z"
    });
    let both = r#""expires": "2030-01-01T00:00:00Z", "revoked": "2020-01-01T00:00:00Z""#;
    check(multikey, &dated(both), "Ed25519 until 2020-01-01T00:00:00Z");
    check(
        multikey,
        &dated(r#""revoked": "once""#),
        "no: revoked of the method is no point in time",
    );
    check(multikey, &dated(r#""revoked": null"#), "no: revoked of the method is no point in time");
    check(multikey, &dated(r#""expires": 5"#), "no: expires of the method is no point in time");
}

#[test]
fn what_is_ambiguous_spoils_the_document() {
    let twice = format!("refused: two methods have the id {URL:?}");
    let turned = method().replace(&multikey(1), &multikey(2));
    check(&method(), &format!("{}, {turned}", method()), &twice);
    check(&format!(r#"["{URL}"]"#), &format!("[{turned}]"), &twice);
    check(&method(), &format!("{0}, {0}", method()), "Ed25519");
    check(
        &method(),
        "5",
        "refused: verificationMethod: expected a list of methods or of their URLs",
    );
    check(&method(), &format!("{URL:?}"), {
        "refused: verificationMethod: expected a list of methods or of their URLs"
    });
    check(&format!(r#"["{URL}"]"#), "[null]", {
        "refused: assertionMethod: expected a list of methods or of their URLs"
    });
    check(&format!(r#""id": "{URL}""#), r#""id": "key-1""#, {
        "refused: a method of verificationMethod has no id that is a URL"
    });
    check(&format!(r#"["{URL}"]"#), r#"["key-1"]"#, {
        "refused: a method of assertionMethod has no id that is a URL"
    });
    let most = vec![format!("{URL:?}"); 64].join(",");
    check(&format!(r#"["{URL}"]"#), &format!("[{most}]"), "Ed25519");
    let many = vec![format!("{URL:?}"); 65].join(",");
    check(&format!(r#"["{URL}"]"#), &format!("[{many}]"), {
        "refused: assertionMethod has 65 entries, at most 64 are read"
    });
    let id = "refused: id: expected a DID or an https address without a fragment";
    for wrong in ["", "http://school.example", "https://school.example/#5", "did:web:", "school"] {
        check(&format!(r#"{{"id": "{ID}""#), &format!(r#"{{"id": "{wrong}""#), id);
    }
    assert_eq!(DidDocument::read(&Value::Null), Err(DocumentError::NoObject));
}

#[test]
fn each_type_of_method_has_its_key_in_its_own_place() {
    let key = multikey(1);
    let material = format!(
        r#""type": "Multikey", "controller": "{ID}",
            "publicKeyMultibase": "{key}""#
    );
    let with = |kind: &str, key: &str, expected: &str| {
        let to = format!(r#""type": {kind}, "controller": "{ID}", {key}"#);
        check(&material, &to, expected);
    };
    let base58 = &crate::canon::multibase::encode_base58btc(
        SecretKey::from_seed(&[1; 32]).public().as_bytes(),
    )[1..];
    let multibase = format!(r#""publicKeyMultibase": "{key}""#);
    let base58 = format!(r#""publicKeyBase58": "{base58}""#);
    let jwk = r#""publicKeyJwk": {"kty": "OKP", "crv": "Ed25519",
        "x": "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w"}"#;
    let none = "no: the method has not the one key that its type has";
    for (kind, expected) in [
        ("\"Multikey\"", ["Ed25519", none, none]),
        ("\"JsonWebKey\"", [none, none, "Ed25519"]),
        ("\"JsonWebKey2020\"", [none, none, "Ed25519"]),
        ("\"Ed25519VerificationKey2020\"", ["Ed25519", none, "Ed25519"]),
        ("\"Ed25519VerificationKey2018\"", [none, "Ed25519", "Ed25519"]),
    ] {
        with(kind, &multibase, expected[0]);
        with(kind, &base58, expected[1]);
        with(kind, jwk, expected[2]);
        with(kind, r#""name": "none""#, none);
        with(kind, &format!("{multibase}, {base58}"), none);
        with(kind, &format!("{multibase}, {jwk}"), none);
        for secret in ["secretKeyMultibase", "privateKeyBase58", "privateKeyJwk"] {
            let told = format!("no: the document tells the secret of the method in {secret}");
            with(kind, &format!("{multibase}, \"{secret}\": \"z1\""), &told);
        }
    }
    with("\"P256Key2021\"", &multibase, "no: the method's type is not one of Ed25519 keys");
    with("\"P256Key2021\"", &base58, "no: a key of kind P-256 has 33 bytes, not 32");
    with("\"Unheard2031\"", &multibase, {
        "unknown: methods of type \"Unheard2031\" are not known here"
    });
    with("[\"Multikey\"]", &multibase, "no: the method has no type");
    with(
        "\"Multikey\"",
        r#""publicKeyMultibase": 5"#,
        "no: publicKeyMultibase of the method is no key",
    );
    with("\"Multikey\"", r#""publicKeyMultibase": "z""#, {
        "no: the multicodec prefix of the DID is malformed"
    });
    with("\"JsonWebKey\"", r#""publicKeyJwk": {"kty": "AKP"}"#, {
        "unknown: JWKs of kind \"AKP\" are not known here"
    });
}

#[test]
fn documents_are_told_from_credentials() {
    assert!(DidDocument::is_one(&read(&document())));
    let credential = document().replacen('{', r#"{"credentialSubject": {},"#, 1);
    assert!(!DidDocument::is_one(&read(&credential)));
    assert!(!DidDocument::is_one(&read(&format!(r#"{{"id": "{ID}"}}"#))));
    assert!(!DidDocument::is_one(&read(&document().replacen(ID, "urn:x", 1))));
    assert!(!DidDocument::is_one(&Value::Null));
}

#[test]
fn no_document_changes_what_an_identifier_says_of_itself() {
    let did = format!("did:key:{}", multikey(1));
    let url = format!("{did}#{}", multikey(1));
    let other = format!("did:key:{}", multikey(2));
    let text = document().replace(URL, &url).replace(ID, &did).replace(
        &format!(r#""publicKeyMultibase": "{}""#, multikey(1)),
        &format!(r#""publicKeyMultibase": "{}""#, multikey(2)),
    );
    let mut documents = Documents::new();
    documents.insert(&read(&text)).unwrap();
    let method = documents.method(&url, Relation::AssertionMethod).unwrap();
    assert_eq!(method.source, KeySource::Identifier);
    assert_eq!((method.key.codec, method.key.to_multikey()), (KeyCodec::Ed25519, multikey(1)));
    assert!(documents.method(&format!("{did}#key-1"), Relation::AssertionMethod).is_err());
    let crossed = format!("{other}#{}", multikey(1));
    assert!(documents.method(&crossed, Relation::AssertionMethod).is_err());
}
