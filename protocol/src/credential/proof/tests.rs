use super::*;
use crate::canon::json;
use crate::identity::{Did, KeyCodec, PublicKey, SecretKey};

fn badge() -> Value {
    json::read(
        br#"{
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:7f6e2d0a-5a8b-4a50-9d8b-0d2f3f6e5a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Bee keeper",
        "issuer": {"id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "type": ["Profile"], "name": "School"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:7f6e2d0a-5a8b-4a50-9d8b-0d2f3f6e5a02",
                "type": ["Achievement"],
                "name": "Bee keeper",
                "description": "Keeps bees\tand\u0001 honey",
                "criteria": {"narrative": "Kept bees for a year."}
            }
        },
        "credentialStatus": {
            "id": "urn:status:1#5",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "5",
            "statusListCredential": "urn:status:1"
        }
    }"#,
    )
    .unwrap()
}

fn signed(document: &Value, suite: Suite) -> Result<Value, ProofError> {
    let secret = SecretKey::from_seed(&[7; 32]);
    let method = Did::new(secret.public()).verification_method();
    sign(
        document,
        suite,
        (&secret, &method),
        Timestamp::from_millis(1_767_225_600_000),
        Contexts::pinned(),
    )
}

fn check(document: &Value) -> Result<ProofReport, ProofError> {
    verify(document, Contexts::pinned())
}

const SUITES: [Suite; 2] = [Suite::EddsaRdfc2022, Suite::EddsaJcs2022];

#[test]
fn what_is_signed_verifies_and_names_its_key() {
    for suite in SUITES {
        let secured = signed(&badge(), suite).unwrap();
        let report = check(&secured).unwrap();
        let [proof] = report.proofs.as_slice() else { panic!("{report:?}") };
        assert_eq!(proof.suite, suite.as_str());
        assert_eq!(proof.controller, Did::new(SecretKey::from_seed(&[7; 32]).public()).to_string());
        assert_eq!(proof.created, Some(Timestamp::from_millis(1_767_225_600_000)));
        assert_eq!(report.contexts.len(), if suite == Suite::EddsaRdfc2022 { 2 } else { 0 });
    }
}

fn edit(document: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut document = document.clone();
    change(&mut document);
    document
}

fn proof(document: &mut Value) -> &mut json::Object {
    document.as_object_mut().unwrap().get_mut("proof").unwrap().as_object_mut().unwrap()
}

fn told(document: &Value) -> String {
    check(document).unwrap_err().to_string()
}

#[test]
#[expect(clippy::cognitive_complexity, reason = "rows, each of which is a macro")]
fn members_of_a_proof_are_there_of_their_type_and_known() {
    for suite in SUITES {
        let secured = signed(&badge(), suite).unwrap();
        let remove = |name: &str| told(&edit(&secured, |it| drop(proof(it).remove(name))));
        let set = |name: &str, value: Value| {
            told(&edit(&secured, |it| drop(proof(it).insert(name, value))))
        };
        for name in ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"] {
            assert_eq!(remove(name), format!("the proof has no {name}"));
            let expected = format!("{name} of the proof is not a string");
            for retyped in
                [Value::Null, Value::Bool(true), Value::Array(vec![]), Value::from(1_u32)]
            {
                assert_eq!(set(name, retyped), expected);
            }
        }
        for name in ["created", "expires", "id", "challenge", "nonce"] {
            assert_eq!(set(name, Value::Null), format!("{name} of the proof is not a string"));
        }
        assert_eq!(set("jwk", Value::from("x")), "a proof has no member \"jwk\"");
        assert_eq!(
            set("proofPurpose", Value::from("authentication")),
            "the proof is for \"authentication\", not assertionMethod"
        );
        assert_eq!(
            set("type", Value::from("Ed25519Signature2020")),
            "proofs of type \"Ed25519Signature2020\" are not checked here"
        );
        assert_eq!(
            set("cryptosuite", Value::from("bbs-2023")),
            "cryptosuite \"bbs-2023\" is not checked here"
        );
        assert_eq!(
            set("created", Value::from("2026-01-01")),
            "created of the proof: not a time of the form 2026-11-23T12:00:00Z (at byte 10)"
        );
        assert_eq!(
            set("expires", Value::from("1999-01-01T00:00:00Z")),
            "the proof expires before it was created"
        );
        assert!(remove("created").contains("does not fit"));
        assert!(set("nonce", Value::from("x")).contains("does not fit"));
        assert!(set("expires", Value::from("2099-01-01T00:00:00Z")).contains("does not fit"));
        assert_eq!(
            set("previousProof", Value::from("urn:none")),
            "the previous proof \"urn:none\" is missing"
        );
        assert_eq!(
            told(&edit(&secured, |it| {
                proof(it).insert("id", "urn:own");
                proof(it).insert("previousProof", "urn:own");
            })),
            "proofs stand upon each other in a circle"
        );
    }
}

#[test]
fn the_key_comes_from_the_method_and_no_other_key_will_do() {
    for suite in SUITES {
        let secured = signed(&badge(), suite).unwrap();
        let method = |url: &str| {
            let changed = edit(&secured, |it| drop(proof(it).insert("verificationMethod", url)));
            check(&changed).unwrap_err()
        };
        let other = Did::new(SecretKey::from_seed(&[8; 32]).public()).verification_method();
        assert!(matches!(method(&other), ProofError::Bad(BadProof::Signature(_))));
        let own = Did::new(SecretKey::from_seed(&[7; 32]).public()).to_string();
        assert!(matches!(method(&own), ProofError::Bad(BadProof::Signature(_))));
        let (_, fragment) = other.split_once('#').unwrap();
        assert!(matches!(
            method(&format!("{own}#{fragment}")),
            ProofError::Bad(BadProof::Method(_))
        ));
        assert!(matches!(method("key-1"), ProofError::Bad(BadProof::Method(_))));
        assert!(matches!(
            method("did:web:a.example#key"),
            ProofError::Unsupported(Unsupported::Key(_))
        ));
        let p256 = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
        assert!(matches!(
            method(&format!("did:key:{p256}#{p256}")),
            ProofError::Unsupported(Unsupported::KeyKind(_))
        ));
    }
}

#[test]
fn a_did_key_alone_names_its_one_key() {
    let secret = SecretKey::from_seed(&[7; 32]);
    let did = Did::new(secret.public()).to_string();
    let other = Did::new(SecretKey::from_seed(&[8; 32]).public()).to_string();
    for suite in SUITES {
        let at = Timestamp::from_millis(1_767_225_600_000);
        let signed = sign(&badge(), suite, (&secret, &did), at, Contexts::pinned()).unwrap();
        let report = check(&signed).unwrap();
        let own = Did::new(secret.public()).to_string();
        assert_eq!(report.proofs.first().map(|one| one.controller.clone()), Some(own));
        for wrong in [other.as_str(), &format!("{did}#"), &format!("{did}#{did}")] {
            let twin = edit(&signed, |document| {
                proof(document).insert("verificationMethod", wrong);
            });
            assert!(check(&twin).is_err(), "{wrong}");
        }
    }
}

#[test]
fn keys_handed_in_serve_other_methods() {
    let secret = SecretKey::from_seed(&[7; 32]);
    let method = "did:web:school.example#key-1";
    for suite in SUITES {
        let time = Timestamp::from_millis(0);
        let secured = sign(&badge(), suite, (&secret, method), time, Contexts::pinned()).unwrap();
        let with = |key: PublicKey| {
            let key = Multikey { codec: KeyCodec::Ed25519, bytes: key.as_bytes().to_vec() };
            let documents = Documents::new().trusting(method, key);
            let (contexts, purpose) = (Contexts::pinned(), Purpose::AssertionMethod);
            let work = Work::default();
            Check { contexts, suites: &[], documents: &documents, purpose, work: &work }
                .verify(&secured)
        };
        let report = with(secret.public()).unwrap();
        assert_eq!(report.proofs[0].key_source, KeySource::Document);
        assert_eq!(report.proofs[0].controller, "did:web:school.example");
        assert!(with(SecretKey::from_seed(&[8; 32]).public()).is_err());
    }
}

#[test]
fn signing_refuses_what_it_would_not_sign() {
    let secret = SecretKey::from_seed(&[7; 32]);
    let other = Did::new(SecretKey::from_seed(&[8; 32]).public()).verification_method();
    let time = Timestamp::from_millis(0);
    let fault = sign(&badge(), Suite::EddsaRdfc2022, (&secret, &other), time, Contexts::pinned());
    assert!(matches!(fault, Err(ProofError::Bad(BadProof::OtherKey(_)))), "{fault:?}");
    let twice = signed(&signed(&badge(), Suite::EddsaRdfc2022).unwrap(), Suite::EddsaRdfc2022);
    assert_eq!(twice, Err(BadProof::Signed.into()));
    let undefined = edit(&badge(), |it| drop(it.as_object_mut().unwrap().insert("colour", "red")));
    assert!(matches!(
        signed(&undefined, Suite::EddsaRdfc2022),
        Err(ProofError::Bad(BadProof::Document(_)))
    ));
    // VC 1.1 knows no terms of Data Integrity: its issuer has to add that context.
    let old = json::read(br#"{"@context": "https://www.w3.org/2018/credentials/v1", "type": "VerifiableCredential"}"#);
    assert!(matches!(
        signed(&old.unwrap(), Suite::EddsaRdfc2022),
        Err(ProofError::Bad(BadProof::Options(_)))
    ));
}

#[test]
fn content_added_where_nothing_was_signed_is_refused() {
    let mut unnamed = badge();
    let subject = |it: &mut Value| {
        it.as_object_mut()
            .unwrap()
            .get_mut("credentialSubject")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .clone()
    };
    let mut members = subject(&mut unnamed);
    members.remove("id");
    unnamed.as_object_mut().unwrap().insert("credentialSubject", Value::Object(members));
    for suite in SUITES {
        let secured = signed(&unnamed, suite).unwrap();
        check(&secured).unwrap();
        for id in ["Alice Smith", "_:b0", "_:c14n0", "", "alice", "#alice", "did:example:alice"] {
            let forged = edit(&secured, |it| {
                let mut members = subject(it);
                members.insert("id", id);
                it.as_object_mut().unwrap().insert("credentialSubject", Value::Object(members));
            });
            assert!(matches!(check(&forged), Err(ProofError::Bad(_))), "{id}");
        }
        for (name, value) in [
            ("favouriteColour", Value::from("red")),
            ("evidence", Value::Array(vec![])),
            ("evidence", Value::Null),
            ("@foo", Value::from("x")),
            ("termsOfUse", Value::Object(json::Object::new())),
        ] {
            let forged = edit(&secured, |it| drop(it.as_object_mut().unwrap().insert(name, value)));
            assert!(matches!(check(&forged), Err(ProofError::Bad(_))), "{name}");
        }
    }
}

#[test]
fn status_cannot_be_hidden_by_another_name_or_place() {
    let secured = signed(&badge(), Suite::EddsaRdfc2022).unwrap();
    let status = secured.get("credentialStatus").unwrap().clone();
    let moved = |place: &dyn Fn(&mut Value)| {
        let mut forged = secured.clone();
        forged.as_object_mut().unwrap().remove("credentialStatus");
        place(&mut forged);
        assert!(check(&forged).is_err(), "{forged:?}");
    };
    moved(&|_| {});
    let iri = "https://www.w3.org/2018/credentials#credentialStatus";
    moved(&|it| drop(it.as_object_mut().unwrap().insert(iri, status.clone())));
    moved(&|it| drop(it.as_object_mut().unwrap().insert("cred:credentialStatus", status.clone())));
}

#[test]
fn base_context_first_and_no_proof_no_yes() {
    let secured = signed(&badge(), Suite::EddsaRdfc2022).unwrap();
    let turned = edit(&secured, |it| {
        let contexts = it.as_object_mut().unwrap().get_mut("@context").unwrap();
        contexts.as_array_mut().unwrap().reverse();
    });
    assert_eq!(check(&turned), Err(BadProof::Order.into()));
    assert_eq!(check(&badge()), Err(BadProof::NoProof.into()));
    assert_eq!(check(&Value::Array(vec![secured.clone()])), Err(BadProof::NoObject.into()));
    for none in [Value::Null, Value::Array(vec![]), Value::from("x"), Value::from(1_u32)] {
        let bare = edit(&secured, |it| drop(it.as_object_mut().unwrap().insert("proof", none)));
        assert!(matches!(check(&bare), Err(ProofError::Bad(_))));
    }
}

#[test]
fn a_set_with_one_bad_or_unknown_proof_does_not_hold() {
    let secured = signed(&badge(), Suite::EddsaRdfc2022).unwrap();
    let good = secured.get("proof").unwrap().clone();
    let set = |proofs: Vec<Value>| {
        check(&edit(&secured, |it| drop(it.as_object_mut().unwrap().insert("proof", proofs))))
    };
    assert_eq!(set(vec![good.clone(), good.clone()]).unwrap().proofs.len(), 2);
    let mut bad = good.clone();
    bad.as_object_mut().unwrap().insert("created", "2020-01-01T00:00:00Z");
    assert!(matches!(set(vec![good.clone(), bad.clone()]), Err(ProofError::Bad(_))));
    let mut unknown = good.clone();
    unknown.as_object_mut().unwrap().insert("cryptosuite", "bbs-2023");
    assert!(matches!(set(vec![good.clone(), unknown]), Err(ProofError::Unsupported(_))));
    assert!(matches!(set(vec![good; 17]), Err(ProofError::Bad(BadProof::Many { .. }))));
}

#[test]
fn a_document_is_read_by_the_content_that_fits() {
    let url = "https://example.org/own";
    let file = |iri: &str| format!(r#"{{"@context": {{"colour": "{iri}"}}}}"#);
    let old = Contexts::pinned().clone().with(url, file("urn:old#colour").as_bytes()).unwrap();
    let both = Contexts::pinned().clone().with(url, file("urn:new#colour").as_bytes()).unwrap();
    let both = both.with(url, file("urn:old#colour").as_bytes()).unwrap();
    let document = edit(&badge(), |it| {
        let members = it.as_object_mut().unwrap();
        members.insert("colour", "red");
        members.get_mut("@context").unwrap().as_array_mut().unwrap().push(url.into());
    });
    let secret = SecretKey::from_seed(&[7; 32]);
    let method = Did::new(secret.public()).verification_method();
    let time = Timestamp::from_millis(0);
    let signer = (&secret, method.as_str());
    let secured = sign(&document, Suite::EddsaRdfc2022, signer, time, &old).unwrap();
    let fit = |contexts: &Contexts| -> Vec<_> {
        let used = verify(&secured, contexts).unwrap().contexts.into_iter();
        used.map(|used| (used.url, used.sha256)).collect()
    };
    assert_eq!(fit(&both), fit(&old));
    assert_eq!(check(&secured).unwrap_err().unknown_context(), Some(url));
}
