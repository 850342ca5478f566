//! `bot verify --explain` says of every form what is signed, or that nothing is, in both languages,
//! and which of several badges it speaks of.

use std::fs;

use bot_protocol::canon::multibase::encode_base64url;
use bot_tests::vectors;
use serde_json::Value;

use crate::handbook::desk::{Desk, root};

/// A badge of Open Badges 2.0 that says so of how it can be verified.
fn old(verification: &str) -> String {
    format!(
        r#"{{"@context":"https://w3id.org/openbadges/v2","type":"Assertion",
        "id":"https://school.example/badges/1","badge":"https://school.example/classes/1",
        "recipient":{{"type":"email","hashed":false,"identity":"lea@example.org"}},
        "issuedOn":"2016-05-01T00:00:00Z","verification":{verification}}}"#
    )
}

const HOSTED: &str = r#"{"type":"hosted"}"#;
const SIGNED: &str = r#"{"type":"signed","creator":"https://school.example/key"}"#;

/// What is told by hand, in words.
fn told(desk: &Desk, asked: &str) -> String {
    let (_, printed) = desk.typed(&format!("bot verify {asked} --data nowhere --explain"));
    printed
}

#[test]
fn a_hosted_old_badge_is_said_to_be_a_copy_and_no_signature() {
    let desk = Desk::bare(&root());
    fs::write(desk.folder().join("old.json"), old(HOSTED)).unwrap();
    let said = told(&desk, "old.json");
    for words in [
        "\nNothing of the badge is signed: the file is a copy,",
        "\n  This file as JCS, SHA-256 ",
        "\n  What https://school.example/badges/1 serves is not at hand.\n",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("signature of the badge"), "{said}");
    let handed = told(&desk, "old.json --with old.json");
    let without_date = "\n  What is said to lie at https://school.example/badges/1, without a date, as JCS, SHA-256 ";
    assert!(handed.contains(without_date), "{handed}");
    let french = told(&desk, "old.json --lang fr");
    assert!(
        french.contains("\nRien du badge n’est signé\u{a0}: le fichier est une copie"),
        "{french}"
    );
    let json = told(&desk, "old.json --json");
    let json: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(json["explanation"]["credential"]["signed"], false);
}

#[test]
fn a_signed_old_badge_tells_its_bytes_and_its_key() {
    let desk = Desk::bare(&root());
    let part = |text: &str| encode_base64url(text.as_bytes());
    let message = format!("{}.{}", part(r#"{"alg":"EdDSA"}"#), part(&old(SIGNED)));
    fs::write(desk.folder().join("old.jwt"), format!("{message}.{}", part(&"s".repeat(64))))
        .unwrap();
    let said = told(&desk, "old.jwt");
    for words in [
        "\nWhat the signature of the badge is over:\n  Algorithm: EdDSA\n",
        &format!("\n    {message}\n"),
        "\n  By whose key it is signed cannot be followed: A part of this badge is not at hand",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("\n  Key: "), "{said}");
    let key = r#"{"@context":"https://w3id.org/openbadges/v2","type":"CryptographicKey",
        "id":"https://school.example/key","owner":"https://school.example/issuer","publicKeyJwk":
        {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#;
    fs::write(desk.folder().join("key.json"), key).unwrap();
    let said = told(&desk, "old.jwt --with key.json");
    assert!(said.contains("\n  Key: z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw\n"), "{said}");
    assert!(said.contains("\n  Verification method: https://school.example/key\n"), "{said}");
    assert!(said.contains("By whose key it is signed cannot be followed"), "{said}");
}

/// Vectors: `w3c-di-ecdsa/ecdsa-sd-2023`, `w3c-di-bbs`.
#[test]
fn a_proof_that_discloses_a_part_tells_what_it_is_over_and_what_is_not_shown() {
    let desk = Desk::bare(&root());
    let Some(vectors) = vectors::root() else { return };
    for (vector, name) in [
        ("w3c-di-ecdsa/ecdsa-sd-2023/prc/derivedRevealDocument.json", "derived.json"),
        ("w3c-di-bbs/derivedRevealDocument.json", "bbs.json"),
    ] {
        fs::copy(vectors.join(vector), desk.folder().join(name)).unwrap();
    }
    let said = told(&desk, "derived.json");
    for words in [
        "\n  Suite: ecdsa-sd-2023\n",
        "\n  Options of the proof as RDFC-1.0, SHA-256 ",
        "\n  Statements that the issuer makes everybody show, each with its number among those shown, SHA-256 ",
        "\n    4: _:u",
        "\n  Statements that were shown by choice, each signed by itself with the key zDna",
        "\n  Signed by the issuer are the hash of the options, that key and the hash of",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = told(&desk, "bbs.json");
    assert!(
        said.contains(
            "\n  Of a proof by bbs-2023 what is hashed, and with which key, is not shown."
        ),
        "{said}"
    );
    assert!(!said.contains("SHA-256"), "{said}");
    let french = told(&desk, "bbs.json --lang fr");
    assert!(
        french.contains("\n  D’une preuve par bbs-2023 n’est montré ni ce qui est condensé"),
        "{french}"
    );
}

#[test]
fn each_of_several_badges_is_named_by_its_number() {
    let desk = Desk::bare(&root());
    let one = |id: u8| {
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:{id}",
            "type":["VerifiableCredential"],"issuer":"did:example:x","credentialSubject":{{}}}}"#
        )
    };
    let shown = |badges: &[String]| {
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],
            "type":["VerifiablePresentation"],"verifiableCredential":[{}]}}"#,
            badges.join(",")
        )
    };
    let file = desk.folder().join("shown.json");
    fs::write(&file, shown(&[one(1), one(2), one(3)])).unwrap();
    let said = told(&desk, "shown.json");
    for number in 1..=3 {
        let head = format!("\nBadge {number} of 3\nWhat the signature of the badge is over:\n");
        assert!(said.contains(&head), "{said}");
    }
    assert!(told(&desk, "shown.json --lang fr").contains("\nBadge 2 sur 3\nCe que couvre"));
    fs::write(&file, shown(&[one(1)])).unwrap();
    assert!(!told(&desk, "shown.json").contains("\nBadge 1 of"));
}
