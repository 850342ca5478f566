//! The W3C vectors of the ECDSA suites and of `Ed25519Signature2020`, the official validator's
//! derived credential and others' badges by these suites, each with everything that must not hold.

use std::fs;
use std::path::PathBuf;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{
    BadProof, Check, ProofError, ProofReport, Purpose, Unsupported, Work,
};
use bot_protocol::identity::{Documents, Multikey};
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, judge};

use super::di_eddsa::{mutants, read};

fn root() -> Option<PathBuf> {
    bot_tests::vectors::root()
}

/// Checks with every suite there is, and with the keys in the fragments of https methods.
fn verify(document: &Value, contexts: &Contexts) -> Result<ProofReport, ProofError> {
    let proofs = document.get("proof").map(Value::as_list).unwrap_or_default();
    let methods = proofs.iter().filter_map(|proof| proof.get("verificationMethod")?.as_str());
    let documents = methods.fold(Documents::new(), |documents, method| {
        let key = method.split_once('#').and_then(|(_, key)| Multikey::from_multikey(key).ok());
        match key {
            Some(key) => documents.trusting(method, key),
            None => documents,
        }
    });
    let suites = bot_foreign::reader().dialects.suites();
    let purpose = Purpose::AssertionMethod;
    Check { contexts, suites, documents: &documents, purpose, work: &Work::default() }
        .verify(document)
}

/// The code of what a verdict says of the integrity, where nothing is at hand.
fn integrity(document: Value) -> String {
    let reader = bot_foreign::reader();
    let presented = Presented::of(document, &reader).unwrap();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let verdict = judge(&presented, &Evidence::new(), &asked, &reader);
    verdict.reason(Question::Integrity).code().to_owned()
}

fn proof(document: &mut Value) -> &mut json::Object {
    let proof = document.as_object_mut().unwrap().get_mut("proof").unwrap();
    match proof {
        Value::Array(proofs) => proofs[0].as_object_mut().unwrap(),
        other => other.as_object_mut().unwrap(),
    }
}

fn with(document: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut document = document.clone();
    proof(&mut document).insert(name, value);
    document
}

/// The files of documents by foreign suites, and the names of these.
const SIGNED: &[(&str, &str)] = &[
    ("w3c-di-ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json", "ecdsa-rdfc-2019"),
    ("w3c-di-ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json", "ecdsa-rdfc-2019"),
    ("w3c-di-ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json", "ecdsa-jcs-2019"),
    ("w3c-di-ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json", "ecdsa-jcs-2019"),
    ("w3c-di-eddsa/Ed25519Signature2020/signedEdSig.json", "Ed25519Signature2020"),
    ("jff-plugfest/signed_badge_example-p2.json", "Ed25519Signature2020"),
    ("ob3-1edtech-validator/ob30/simple_v1.json", "Ed25519Signature2020"),
    ("ob3-1edtech-validator/ob30/sd/derivedcredential.json", "ecdsa-sd-2023"),
    ("w3c-di-ecdsa/ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json", "ecdsa-rdfc-2019"),
    ("w3c-di-ecdsa/ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json", "ecdsa-rdfc-2019"),
    ("w3c-di-ecdsa/ecdsa-sd-2023/employ/derivedRevealDocument.json", "ecdsa-sd-2023"),
    ("w3c-di-ecdsa/ecdsa-sd-2023/prc/derivedRevealDocument.json", "ecdsa-sd-2023"),
];

/// Signed documents with the name of their file and of their suite.
type Signed = Vec<(&'static str, &'static str, Value)>;

fn signed() -> Option<(&'static Contexts, Signed)> {
    let root = root()?;
    let read =
        |(file, suite): &(&'static str, &'static str)| (*file, *suite, read(&root.join(file)));
    Some((Contexts::pinned(), SIGNED.iter().map(read).collect()))
}

#[test]
fn published_documents_hold_and_no_single_change_of_them_does() {
    let Some((contexts, documents)) = signed() else { return };
    let mut counted = 0;
    for (file, suite, document) in documents {
        let report = verify(&document, contexts).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        assert_eq!(report.proofs.iter().map(|one| one.suite).collect::<Vec<_>>(), [suite]);
        for mutant in mutants(&document) {
            let outcome = verify(&mutant, contexts);
            assert!(outcome.is_err(), "{file}: {mutant:?}");
            counted += 1;
        }
    }
    assert!(counted > 500, "{counted}");
}

#[test]
fn a_signature_is_the_one_spelling_of_its_bytes() {
    let Some((contexts, documents)) = signed() else { return };
    for (file, suite, document) in documents {
        let mut original = document.clone();
        let value = proof(&mut original).get("proofValue").unwrap().as_str().unwrap().to_owned();
        let bytes = multibase::decode(&value).unwrap();
        let encode = |bytes: &[u8]| match suite {
            "ecdsa-sd-2023" => multibase::encode_base64url_multibase(bytes),
            _ => multibase::encode_base58btc(bytes),
        };
        assert_eq!(encode(&bytes), value);
        let refused = |bytes: &[u8]| {
            let twin = with(&document, "proofValue", encode(bytes));
            assert!(matches!(verify(&twin, contexts), Err(ProofError::Bad(_))), "{file}");
        };
        let step = if bytes.len() > 200 { 7 } else { 1 };
        for index in (0..bytes.len()).step_by(step) {
            let mut bent = bytes.clone();
            bent[index] ^= 0x10;
            refused(&bent);
        }
        refused(&[]);
        refused(&bytes[..bytes.len() - 1]);
        refused(&[&bytes[..], &[0]].concat());
        refused(&[&[0], &bytes[..]].concat());
        let half = bytes.len() / 2;
        refused(&[&vec![0; half][..], &bytes[half..]].concat());
        refused(&[&bytes[..half], &vec![0; bytes.len() - half][..]].concat());
        refused(&vec![0xff; bytes.len()]);
        for other in ["", "u", "z", &value[1..], &format!(" {value}"), &format!("{value}=")] {
            let twin = with(&document, "proofValue", other);
            assert!(matches!(verify(&twin, contexts), Err(ProofError::Bad(_))), "{file} {other}");
        }
    }
}

#[test]
fn no_suite_takes_another_ones_proof_or_key() {
    let Some((contexts, documents)) = signed() else { return };
    let methods: Vec<Value> = documents
        .iter()
        .map(|(_, _, document)| {
            proof(&mut document.clone()).get("verificationMethod").unwrap().clone()
        })
        .collect();
    for (file, suite, document) in &documents {
        for other in ["ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023", "eddsa-rdfc-2022", {
            "eddsa-jcs-2022"
        }] {
            if other != *suite {
                let twin = with(document, "cryptosuite", other);
                assert!(verify(&twin, contexts).is_err(), "{file} as {other}");
            }
        }
        for kind in ["Ed25519Signature2020", "DataIntegrityProof", "Ed25519Signature2018"] {
            let twin = with(document, "type", kind);
            let same = twin == *document;
            assert_eq!(verify(&twin, contexts).is_ok(), same, "{file} as {kind}");
        }
        for method in &methods {
            let twin = with(document, "verificationMethod", method.clone());
            let same = twin == *document;
            assert_eq!(verify(&twin, contexts).is_ok(), same, "{file} by {method:?}");
        }
    }
}

#[test]
fn a_key_of_a_kind_that_the_suite_does_not_use_cannot_be_told() {
    let Some((contexts, documents)) = signed() else { return };
    let agreement = "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc";
    for (file, _, document) in &documents {
        let twin = with(document, "verificationMethod", agreement);
        let fault = verify(&twin, contexts).unwrap_err();
        assert!(
            matches!(fault, ProofError::Unsupported(Unsupported::KeyKind(_))),
            "{file}: {fault:?}"
        );
    }
}

#[test]
fn sets_hold_only_whole() {
    let Some((contexts, documents)) = signed() else { return };
    // One document, signed by two suites of two crates: each proof stands for itself.
    let (_, _, rdf) = &documents[0];
    let (_, _, jcs) = &documents[2];
    let Some(root) = root() else { return };
    let own = read(&root.join("w3c-di-eddsa/eddsa-rdfc-2022/signedDataInt.json"));
    let proofs = [rdf, jcs, &own].map(|one| one.get("proof").unwrap().clone());
    let set = |proofs: &[Value]| {
        let mut document = rdf.clone();
        document.as_object_mut().unwrap().insert("proof", Value::Array(proofs.to_vec()));
        verify(&document, contexts)
    };
    assert_eq!(set(&proofs).unwrap().proofs.len(), 3);
    let unknown = with(rdf, "cryptosuite", "bbs-2023").get("proof").unwrap().clone();
    let name = "bbs-2023".to_owned();
    let told = Err(ProofError::Unsupported(Unsupported::Suite(name)));
    for place in 0..=proofs.len() {
        let mut with_unknown = proofs.to_vec();
        with_unknown.insert(place, unknown.clone());
        assert_eq!(set(&with_unknown).map(|_| ()), told);
        // A signature that does not fit is wrong whatever stands beside it.
        for (index, whole) in proofs.iter().enumerate() {
            let mut document = rdf.clone();
            document.as_object_mut().unwrap().insert("proof", whole.clone());
            let bent = with(&document, "created", "2023-02-24T23:36:39Z");
            let bent = bent.get("proof").unwrap().clone();
            let mut wrong = proofs.to_vec();
            wrong[index] = bent;
            assert!(matches!(set(&wrong), Err(ProofError::Bad(BadProof::Signature(_)))));
            wrong.insert(place, unknown.clone());
            assert!(matches!(set(&wrong), Err(ProofError::Bad(BadProof::Signature(_)))));
        }
    }
}

#[test]
fn what_only_holders_may_have_and_unknown_suites_are_told_by_name() {
    let Some(root) = root() else { return };
    let contexts = Contexts::pinned();
    let derived = read(&root.join("ob3-1edtech-validator/ob30/sd/derivedcredential.json"));
    for folder in ["employ", "prc"] {
        let base = read(
            &root.join("w3c-di-ecdsa/ecdsa-sd-2023").join(folder).join("addSignedSDBase.json"),
        );
        let value = base.at(&["proof", "proofValue"]).unwrap().clone();
        let told = ProofError::Unsupported(Unsupported::BaseProof("ecdsa-sd-2023"));
        assert_eq!(verify(&with(&derived, "proofValue", value), contexts).unwrap_err(), told);
    }
    let mut met = 0;
    for file in ["w3c-di-bbs/addSignedSDBase.json", "w3c-di-bbs/derivedRevealDocument.json"] {
        let document = read(&root.join(file));
        let fault = verify(&document, contexts).unwrap_err();
        assert_eq!(fault, ProofError::Unsupported(Unsupported::Suite("bbs-2023".to_owned())));
        assert_eq!(integrity(document), "suite-unknown", "{file}");
        met += 1;
    }
    for file in ["w3c-di-bbs/Pseudonym", "w3c-di-bbs/HolderBinding", "w3c-di-bbs/PseudonymHB"] {
        for file in fs::read_dir(root.join(file)).unwrap() {
            let Ok(document) = json::read(&fs::read(file.unwrap().path()).unwrap()) else {
                continue;
            };
            if document.at(&["proof", "proofValue"]).is_none() {
                continue;
            }
            let fault = verify(&document, contexts).unwrap_err();
            assert_eq!(fault, ProofError::Unsupported(Unsupported::Suite("bbs-2023".to_owned())));
            // Some of them are no credentials by their shape.
            assert!(["suite-unknown", "field-wrong"].contains(&integrity(document).as_str()));
            met += 1;
        }
    }
    assert!(met > 5, "{met}");
}
