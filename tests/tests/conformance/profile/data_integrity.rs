//! Proofs as the Data Integrity suites ask for them, by each suite and kind of key: how they are
//! written, what must not verify, and proofs that stand upon others.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2, §4; Data Integrity EdDSA Cryptosuites 1.0;
//! Data Integrity ECDSA Cryptosuites 1.0.

use std::fs;

use bot_foreign::issue::{Issuing, Presenting, Suite, issue, present};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base58btc;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof::Purpose;
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::checked::{self, Checking, Checks, Presenters};
use bot_protocol::verdict::{Asked, Evidence};

use super::{WAYS, codes, key, now, read, verified};

const OLD: &str = r#"{"@context": ["https://www.w3.org/2018/credentials/v1"],
    "id": "urn:uuid:4f1e7b1c-0a37-4d2e-9f3a-0d7b3f4b7a11", "type": ["VerifiableCredential"],
    "issuanceDate": "2025-03-01T08:00:00Z",
    "credentialSubject": {"id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}}"#;
const NEW: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:4f1e7b1c-0a37-4d2e-9f3a-0d7b3f4b7a12", "type": ["VerifiableCredential"],
    "validFrom": "2025-03-01T08:00:00Z", "name": "Tea",
    "credentialSubject": {"id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}}"#;

/// What each suite and kind of key makes of a credential of each data model.
fn each(then: impl Fn(Suite, &Value)) {
    for (suite, codec) in WAYS {
        for text in [OLD, NEW] {
            let key = key(codec);
            let issuing = Issuing::own(&key, suite, Profile::Conformance, now());
            then(suite, &issue(&read(text), &issuing).unwrap());
        }
    }
}

/// The credential with one member of its proof set, or without it.
fn with_proof(signed: &Value, name: &str, value: Option<Value>) -> Value {
    let mut changed = signed.clone();
    let proof = changed.as_object_mut().unwrap().get_mut("proof").unwrap();
    match value {
        Some(value) => drop(proof.as_object_mut().unwrap().insert(name, value)),
        None => drop(proof.as_object_mut().unwrap().remove(name)),
    }
    changed
}

fn with(signed: &Value, name: &str, value: Option<Value>) -> Value {
    let mut changed = signed.clone();
    match value {
        Some(value) => drop(changed.as_object_mut().unwrap().insert(name, value)),
        None => drop(changed.as_object_mut().unwrap().remove(name)),
    }
    changed
}

#[test]
fn proofs_are_written_as_the_suites_ask() {
    each(|suite, signed| {
        let proof = signed.get("proof").unwrap();
        let member = |name: &str| proof.get(name).and_then(Value::as_str).unwrap();
        assert_eq!(member("type"), "DataIntegrityProof");
        assert_eq!(member("cryptosuite"), suite.as_str());
        assert_eq!(member("proofPurpose"), "assertionMethod");
        assert_eq!(member("created"), super::NOW);
        let (controller, fragment) = member("verificationMethod").split_once('#').unwrap();
        assert_eq!(controller, format!("did:key:{fragment}"));
        let bytes = decode_base58btc(member("proofValue")).unwrap();
        let p384 = fragment.starts_with("z82");
        assert_eq!(bytes.len(), if p384 { 96 } else { 64 }, "r and s, not DER");
        let contexts = signed.get("@context").unwrap().as_array().unwrap();
        let defines = ["credentials/v2", "data-integrity/v2"];
        let names = |url: &str| defines.iter().any(|end| url.ends_with(end));
        assert!(contexts.iter().any(|item| item.as_str().is_some_and(names)));
        assert!(signed.get("type").unwrap().as_array().is_some());
        assert!(verified(signed).is_verified());
    });
}

#[test]
fn proofs_that_lack_or_bend_something_do_not_verify() {
    each(|suite, signed| {
        let check = |document: Value, expected: &str| {
            assert_eq!(codes(&verified(&document)), [expected], "{}", suite.as_str());
        };
        check(with(signed, "proof", None), "proof-missing");
        check(with(signed, "proof", Some(Value::Array(Vec::new()))), "proof-missing");
        for value in [Value::Null, Value::from("proof"), Value::from(true)] {
            check(with(signed, "proof", Some(value)), "proof-malformed");
        }
        for name in ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"] {
            check(with_proof(signed, name, None), "proof-malformed");
            check(with_proof(signed, name, Some(Value::Null)), "proof-malformed");
        }
        check(with_proof(signed, "created", None), "signature-wrong");
        let text = |text: &str| Some(Value::from(text));
        check(with_proof(signed, "type", text("UnknownProofType")), "suite-unknown");
        check(with_proof(signed, "cryptosuite", text("UnknownCryptosuite")), "suite-unknown");
        check(with_proof(signed, "proofPurpose", text("authentication")), "proof-malformed");
        check(with_proof(signed, "verificationMethod", text("did:key:no")), "proof-malformed");
        for created in ["yesterday", "2025-03-01T08:00:00", "2025-03-01"] {
            check(with_proof(signed, "created", text(created)), "proof-malformed");
        }
        check(with_proof(signed, "expires", text("2025-03-01T08:00:00")), "proof-malformed");
        let value = signed.get("proof").and_then(|proof| proof.get("proofValue"));
        let value = value.and_then(Value::as_str).unwrap();
        check(with_proof(signed, "proofValue", text(&value[1..])), "proof-malformed");
        check(
            with_proof(signed, "proofValue", text(&format!("u{}", &value[1..]))),
            "proof-malformed",
        );
        check(with_proof(signed, "previousProof", text("urn:uuid:gone")), "proof-malformed");
        check(with_proof(signed, "domain", text("school.example")), "signature-wrong");
    });
}

#[test]
fn documents_that_were_changed_do_not_verify() {
    each(|suite, signed| {
        let text = |text: &str| Some(Value::from(text));
        let code = |document: Value| codes(&verified(&document)).first().copied();
        let word = match suite {
            // The text is signed, and the word is not in it.
            Suite::EddsaJcs2022 => "signature-wrong",
            Suite::EddsaRdfc2022 | Suite::EcdsaRdfc2019 => "not-covered",
        };
        assert_eq!(code(with(signed, "tea", text("green"))), Some(word));
        let types = |kind: &str| Some(Value::array(["VerifiableCredential", kind]));
        assert_eq!(code(with(signed, "type", types("Tea"))), Some(word));
        let subject = r#"{"id": "did:example:other"}"#;
        assert_eq!(code(with(signed, "credentialSubject", Some(read(subject)))), {
            Some("signature-wrong")
        });
        // Names that only a base address would complete.
        assert_eq!(code(with(signed, "id", text("credentials/1"))), Some("field-wrong"));
        assert_eq!(code(with(signed, "type", types("./Tea"))), Some(word));
        // Every proof of a set holds, or none counts.
        let proof = signed.get("proof").unwrap();
        let twice = Value::array([proof.clone(), proof.clone()]);
        assert!(verified(&with(signed, "proof", Some(twice))).is_verified());
        let bad = with_proof(signed, "created", text("2025-03-01T08:00:00Z"));
        let bad = bad.get("proof").unwrap().clone();
        let set = Value::array([proof.clone(), bad]);
        assert_eq!(code(with(signed, "proof", Some(set))), Some("signature-wrong"));
    });
}

#[test]
fn a_proof_counts_for_the_purpose_and_the_domain_asked_for_alone() {
    each(|_, signed| {
        let evidence = Evidence::new();
        let reader = bot_foreign::reader_of(Profile::Conformance);
        let check = |purpose, domain: Option<&str>, expected: &[&str]| {
            let asked = Asked { domain: domain.map(str::to_owned), ..Asked::at(now()) };
            for checks in [Checks::All, Checks::Proof] {
                let (evidence, asked) = (&evidence, &asked);
                let presenters = Presenters::Anybody;
                let checking = Checking { evidence, asked, reader, checks, presenters, purpose };
                let checked = checked::credential(signed, &checking);
                assert_eq!(codes(&checked), expected, "{purpose:?} {domain:?}");
            }
        };
        check(None, None, &[]);
        check(Some(Purpose::AssertionMethod), None, &[]);
        check(None, Some("school.example"), &["challenge-differs"]);
    });
    // Signed to show who presents, it asserts nothing.
    let key = key(KeyCodec::Ed25519);
    let issuing = Issuing::own(&key, Suite::EddsaRdfc2022, Profile::Conformance, now());
    let signed = issue(&read(NEW), &issuing).unwrap();
    let evidence = Evidence::new();
    let checking = Checking {
        evidence: &evidence,
        asked: &Asked::at(now()),
        reader: bot_foreign::reader_of(Profile::Conformance),
        checks: Checks::All,
        presenters: Presenters::Anybody,
        purpose: Some(Purpose::Authentication),
    };
    assert_eq!(codes(&checked::credential(&signed, &checking)), ["proof-malformed"]);
    let shown = read(
        r#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"]}"#,
    );
    let presenting = Presenting { issuing: &issuing, challenge: None, domain: None };
    let shown = present(&shown, &presenting).unwrap();
    assert_eq!(codes(&checked::presentation(&shown, &checking)), [""; 0]);
    let asserting = Checking { purpose: Some(Purpose::AssertionMethod), ..checking };
    assert_eq!(codes(&checked::presentation(&shown, &asserting)), ["presentation-wrong"]);
}

#[test]
fn chains_verify_where_one_proof_is_the_issuers_and_all_links_are_there() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let (mut whole, mut broken) = (0, 0);
    for file in fs::read_dir(root.join("w3c-di-proof-chain/eddsa-rdfc-2022")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = json::read(&fs::read(&path).unwrap()).unwrap();
        let checked = verified(&document);
        if name.contains("Fail") {
            assert_eq!(codes(&checked), ["proof-malformed"], "{name}");
            broken += 1;
            continue;
        }
        assert!(checked.is_verified(), "{name}: {:?}", checked.problems);
        // Without the proof that they stand upon, or with one of it changed, nothing holds.
        let proofs = document.get("proof").unwrap().as_array().unwrap();
        let alone = with(&document, "proof", Some(Value::array([proofs[1].clone()])));
        assert!(!verified(&alone).is_verified(), "{name}");
        let mut first = proofs[0].clone();
        let created = Value::from("2020-01-01T00:00:00Z");
        first.as_object_mut().unwrap().insert("created", created);
        let bent = Value::array([first, proofs[1].clone()]);
        assert_eq!(codes(&verified(&with(&document, "proof", Some(bent)))), ["signature-wrong"]);
        // Only the other's proof is not the issuer's word.
        let other = with(&document, "proof", Some(Value::array([proofs[0].clone()])));
        assert_eq!(codes(&verified(&other)), ["proof-by-another"], "{name}");
        whole += 1;
    }
    assert_eq!((whole, broken), (4, 8));
}
