//! What is issued as asked, and by what member everything else is refused.

use bot_protocol::canon::json;
use bot_protocol::credential::model::presentation::holder;
use bot_protocol::limits::CREDENTIAL_BYTES_MAX;
use bot_protocol::verdict::checked::{self, Checked, Checking, Checks, Presenters};
use bot_protocol::verdict::{Asked, Evidence};
use bot_protocol::words::Lang;

use super::*;

const V1: &str = "https://www.w3.org/2018/credentials/v1";
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const DATA_INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";

fn key(codec: KeyCodec) -> SigningKey {
    SigningKey::from_seed(codec, &[5; 32]).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn own(key: &SigningKey, suite: Suite) -> Issuing<'_> {
    Issuing::own(key, suite, Profile::Closed, at("2026-11-26T12:00:00Z"))
}

fn read(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// A credential by one context, with more members.
fn credential(context: &str, more: &str) -> Value {
    read(&format!(
        r#"{{"@context": ["{context}"], "type": ["VerifiableCredential"],
            "credentialSubject": {{"id": "did:example:lea"}}{more}}}"#
    ))
}

fn check(document: &Value, asked: &Asked) -> Checked {
    let evidence = Evidence::new();
    let (reader, checks, purpose) = (crate::reader(), Checks::All, None);
    let presenters = Presenters::Holders;
    let checking = Checking { evidence: &evidence, asked, reader, checks, presenters, purpose };
    if holder(document).is_some() {
        checked::presentation(document, &checking)
    } else {
        checked::credential(document, &checking)
    }
}

fn now() -> Asked {
    Asked::at(at("2026-11-26T12:00:01Z"))
}

#[test]
fn each_suite_issues_with_its_kinds_of_key_and_no_other() {
    for suite in Suite::ALL {
        assert_eq!(Suite::read(suite.as_str()), Some(suite));
        for codec in [KeyCodec::Ed25519, KeyCodec::P256, KeyCodec::P384, KeyCodec::P521] {
            let key = key(codec);
            let outcome = issue(&credential(V2, ""), &own(&key, suite));
            if !suite.signs_with(codec) {
                let fault = IssueFault::Key { suite: suite.as_str(), found: codec };
                assert_eq!(outcome, Err(fault));
                continue;
            }
            let issued = outcome.unwrap();
            let proof = issued.get("proof").unwrap();
            let member = |name: &str| proof.get(name).and_then(Value::as_str).unwrap();
            assert_eq!(member("type"), "DataIntegrityProof");
            assert_eq!(member("cryptosuite"), suite.as_str());
            assert_eq!(member("created"), "2026-11-26T12:00:00Z");
            assert_eq!(member("verificationMethod"), key.verification_method());
            assert_eq!(member("proofPurpose"), "assertionMethod");
            assert!(member("proofValue").starts_with('z'));
            let checked = check(&issued, &now());
            assert!(checked.is_verified(), "{codec}: {:?}", checked.problems);
            // The same again, as nothing is drawn at random.
            assert_eq!(issue(&credential(V2, ""), &own(&key, suite)).unwrap(), issued);
        }
    }
    assert_eq!(Suite::read("ecdsa-jcs-2019"), None);
}

#[test]
fn who_signs_is_the_issuer_and_nobody_else_may_be_named() {
    let key = key(KeyCodec::P256);
    let issuing = own(&key, Suite::EcdsaRdfc2019);
    let issuer = |member: &str| {
        let issued = issue(&credential(V2, &format!(r#", "issuer": {member}"#)), &issuing)?;
        Ok::<_, IssueFault>(issued.get("issuer").unwrap().clone())
    };
    let did = key.did();
    let nobody = issue(&credential(V2, ""), &issuing).unwrap();
    assert_eq!(nobody.get("issuer").and_then(Value::as_str), Some(did.as_str()));
    assert_eq!(issuer(&format!(r#""{did}""#)).unwrap().as_str(), Some(did.as_str()));
    // An object stays one.
    let filled = issuer(r#"{"name": "School"}"#).unwrap();
    assert_eq!(filled.get("id").and_then(Value::as_str), Some(did.as_str()));
    assert_eq!(filled.get("name").and_then(Value::as_str), Some("School"));
    assert!(issuer("{}").is_ok());
    for other in [r#""did:example:other""#, r#"{"id": "did:example:other"}"#, r#""school""#] {
        let fault = issuer(other).unwrap_err();
        assert_eq!((fault.field(), fault.code()), (Some("issuer"), "draft-wrong"), "{other}");
        assert!(fault.say(Lang::En).contains("issuer"), "{}", fault.say(Lang::En));
        assert!(fault.say(Lang::Fr).contains("issuer"), "{}", fault.say(Lang::Fr));
    }
    for (wrong, field) in [
        ("null", "issuer"),
        ("7", "issuer"),
        ("[]", "issuer"),
        (r#"{"id": null}"#, "issuer.id"),
        (r#"{"id": ["urn:a", "urn:b"]}"#, "issuer.id"),
    ] {
        assert_eq!(issuer(wrong).unwrap_err().field(), Some(field), "{wrong}");
    }
}

#[test]
fn a_key_signs_under_its_own_name_alone() {
    let (key, other) = (key(KeyCodec::Ed25519), key(KeyCodec::P256));
    let issuing = own(&key, Suite::EddsaRdfc2022);
    let refused = |issuer: String, method: String| {
        let issuing = Issuing { issuer, method, ..issuing.clone() };
        issue(&credential(V2, ""), &issuing).unwrap_err().code()
    };
    let code = "key-not-issuers";
    assert_eq!(refused(other.did(), other.verification_method()), code);
    assert_eq!(refused(key.did(), other.verification_method()), code);
    assert_eq!(refused(key.did(), key.did()), code);
    assert_eq!(refused("did:web:school.example".into(), key.verification_method()), code);
    // Whose keys are described elsewhere says so itself.
    let (issuer, method) = ("did:web:school.example".to_owned(), "did:web:school.example#1".into());
    let issued = issue(&credential(V2, ""), &Issuing { issuer, method, ..issuing }).unwrap();
    let codes: Vec<_> =
        check(&issued, &now()).problems.iter().map(|problem| problem.reason.code()).collect();
    assert_eq!(codes, ["key-not-here"]);
}

#[test]
fn old_credentials_get_the_context_of_their_proof_and_their_moment() {
    let contexts = |document: &Value| -> Vec<String> {
        let list = document.get("@context").unwrap().as_list();
        list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    for (suite, codec) in [
        (Suite::EddsaRdfc2022, KeyCodec::Ed25519),
        (Suite::EddsaJcs2022, KeyCodec::Ed25519),
        (Suite::EcdsaRdfc2019, KeyCodec::P384),
    ] {
        let key = key(codec);
        let old = issue(&credential(V1, ""), &own(&key, suite)).unwrap();
        assert_eq!(contexts(&old), [V1, DATA_INTEGRITY]);
        let moment = old.get("issuanceDate").and_then(Value::as_str);
        assert_eq!(moment, Some("2026-11-26T12:00:00Z"));
        assert!(check(&old, &now()).is_verified());
        let dated = credential(V1, r#", "issuanceDate": "2020-03-16T22:37:26.544Z""#);
        let dated = issue(&dated, &own(&key, suite)).unwrap();
        let moment = dated.get("issuanceDate").and_then(Value::as_str);
        assert_eq!(moment, Some("2020-03-16T22:37:26.544Z"));
        // Where it is there already it is not named twice; the newer base context needs none.
        let both = credential(&format!(r#"{V1}", "{DATA_INTEGRITY}"#), "");
        assert_eq!(contexts(&issue(&both, &own(&key, suite)).unwrap()), [V1, DATA_INTEGRITY]);
        let new = issue(&credential(V2, ""), &own(&key, suite)).unwrap();
        assert_eq!(contexts(&new), [V2]);
        assert!(new.get("validFrom").is_none());
    }
}

#[test]
fn what_cannot_be_signed_whole_is_refused_by_its_member() {
    let key = key(KeyCodec::Ed25519);
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let check = |document: &Value, field: &str| {
            let fault = issue(document, &own(&key, suite)).unwrap_err();
            assert_eq!(fault.field(), Some(field), "{fault}");
            assert_eq!(fault.code(), "draft-wrong");
        };
        check(&Value::Null, "");
        check(&Value::from("eyJ"), "");
        check(&credential(V2, r#", "proof": {"type": "DataIntegrityProof"}"#), "proof");
        check(&credential(V2, r#", "statusEntry": {"id": "urn:a"}"#), "statusEntry");
        check(&credential("https://school.example/v1", ""), "@context");
        check(&credential(&format!(r#"{V2}", "https://school.example/v1"#), ""), "@context");
        check(&credential(&format!(r#"{V2}", "https ://school.example/v1"#), ""), "@context");
        let related = r#", "relatedResource": {"id": "urn:a"}"#;
        check(&credential(V2, related), "relatedResource.digestSRI");
    }
    // With its proof it would be too large to be read.
    let long = "x".repeat(CREDENTIAL_BYTES_MAX - 400);
    let large = credential(V2, &format!(r#", "name": "{long}""#));
    let fault = issue(&large, &own(&key, Suite::EddsaRdfc2022)).unwrap_err();
    assert_eq!(fault.code(), "credential-too-large");
}

#[test]
fn the_closed_profile_issues_no_word_that_nobody_defined() {
    let key = key(KeyCodec::Ed25519);
    let examples = credential(
        &format!(r#"{V2}", "https://www.w3.org/ns/credentials/examples/v2"#),
        r#", "tea": "green""#,
    );
    let inline = read(&format!(
        r#"{{"@context": ["{V2}", {{"tea": "https://school.example/words#tea"}}],
            "type": ["VerifiableCredential"], "tea": "green",
            "credentialSubject": {{"id": "did:example:lea"}}}}"#
    ));
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        for document in [&examples, &inline] {
            let closed = own(&key, suite);
            assert_eq!(issue(document, &closed).unwrap_err().field(), Some("@context"));
            let open = Issuing { profile: Profile::Conformance, ..closed };
            assert!(issue(document, &open).is_ok());
        }
    }
}

#[test]
fn presentations_are_signed_by_their_holder_for_one_challenge() {
    let document = |more: &str| {
        read(&format!(r#"{{"@context": ["{V2}"], "type": ["VerifiablePresentation"]{more}}}"#))
    };
    for (suite, codec) in [
        (Suite::EddsaRdfc2022, KeyCodec::Ed25519),
        (Suite::EddsaJcs2022, KeyCodec::Ed25519),
        (Suite::EcdsaRdfc2019, KeyCodec::P256),
    ] {
        let key = key(codec);
        let issuing = own(&key, suite);
        let signs = |more: &str, challenge, domain| {
            present(&document(more), &Presenting { issuing: &issuing, challenge, domain })
        };
        let about = String::from_utf8(credential(V2, "").to_bytes()).unwrap();
        let issued = issue(&read(&about.replace("did:example:lea", &key.did())), &issuing).unwrap();
        let held = format!(
            r#", "verifiableCredential": [{}]"#,
            String::from_utf8(issued.to_bytes()).unwrap()
        );
        let signed = signs(&held, Some("c-1"), Some("school.example")).unwrap();
        assert_eq!(holder(&signed), Some(key.did().as_str()));
        let asked = |challenge: &str, domain: &str| Asked {
            challenge: Some(challenge.to_owned()),
            domain: Some(domain.to_owned()),
            ..now()
        };
        let checked = check(&signed, &asked("c-1", "school.example"));
        assert!(checked.is_verified(), "{:?}", checked.problems);
        assert_eq!((checked.signers, checked.verdicts.len()), (vec![key.did()], 1));
        for (challenge, domain) in [("c-2", "school.example"), ("c-1", "other.example")] {
            assert!(!check(&signed, &asked(challenge, domain)).is_verified());
        }
        assert!(signs(&format!(r#", "holder": {{"id": "{}"}}"#, key.did()), None, None).is_ok());
        let long = "x".repeat(CHALLENGE_BYTES_MAX + 1);
        let refused = |more: &str, challenge| signs(more, challenge, None).unwrap_err();
        let other = refused(r#", "holder": "did:example:other""#, None);
        assert_eq!(other.field(), Some("holder"));
        assert_eq!(refused(", \"proof\": {}", None).field(), Some("proof"));
        assert_eq!(refused("", Some(" ")).code(), "challenge-wrong");
        assert_eq!(refused("", Some(long.as_str())).code(), "challenge-wrong");
        assert_eq!(refused(r#", "verifiableCredential": ["eyJ"]"#, None).code(), "draft-wrong");
    }
}

#[test]
fn every_code_has_words() {
    for code in IssueFault::CODES {
        for lang in Lang::ALL {
            let said = bot_protocol::words::say(lang, code, &bot_protocol::words::Args::new());
            assert_ne!(said, code, "{code}");
        }
    }
}
