//! The W3C vectors of the EdDSA suites: every intermediate hash, signatures, proof sets, chains.

use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::rdfc::{Budget, canonicalize};
use bot_protocol::canon::{hash, multibase};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::credential::proof::{ProofError, Suite, sign, verify};
use bot_protocol::identity::SecretKey;
use bot_protocol::time::Timestamp;

fn root() -> Option<PathBuf> {
    bot_tests::vectors::root()
}

pub(super) fn read(path: &Path) -> Value {
    json::read(&fs::read(path).unwrap()).unwrap()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap().trim().to_owned()
}

fn canonical(document: &Value, contexts: &Contexts) -> String {
    with_quads(document, contexts, |quads| canonicalize(quads, Budget::default()))
        .unwrap()
        .unwrap()
        .text
}

fn secret(multikey: &str) -> SecretKey {
    let bytes = multibase::decode_base58btc(multikey).unwrap();
    SecretKey::from_seed(bytes[2..].try_into().unwrap())
}

fn without(document: &Value, name: &str) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove(name);
    document
}

/// Every single change of a document that must not verify: each member gone, or each text changed.
pub(super) fn mutants(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, inner)| {
                let mut gone = object.clone();
                gone.remove(name);
                let changed = mutants(inner).into_iter().map(|inner| {
                    let mut changed = object.clone();
                    changed.insert(name, inner);
                    Value::Object(changed)
                });
                std::iter::once(Value::Object(gone)).chain(changed.collect::<Vec<_>>())
            })
            .collect(),
        Value::Array(items) => (0..items.len())
            .flat_map(|index| {
                let mut gone = items.clone();
                gone.remove(index);
                let changed = mutants(&items[index]).into_iter().map(|inner| {
                    let mut changed = items.clone();
                    changed[index] = inner;
                    Value::Array(changed)
                });
                std::iter::once(Value::Array(gone)).chain(changed.collect::<Vec<_>>())
            })
            .collect(),
        Value::String(text) => vec![
            Value::String(format!("{text}x")),
            Value::Null,
            Value::from(17_u32),
            Value::Array(vec![]),
        ],
        Value::Number(_) | Value::Bool(_) | Value::Null => vec![Value::from("other")],
    }
}

#[test]
fn each_step_of_the_rdf_suite_is_as_published() {
    let Some(root) = root() else { return };
    let folder = root.join("w3c-di-eddsa/eddsa-rdfc-2022");
    let contexts = Contexts::pinned();
    let unsigned = read(&root.join("w3c-di-eddsa/unsigned.json"));
    let document = canonical(&unsigned, contexts);
    assert_eq!(document.trim(), text(&folder.join("canonDocDataInt.txt")));
    assert_eq!(
        hash::sha256(&[document.as_bytes()]).to_string(),
        text(&folder.join("docHashDataInt.txt"))
    );
    let options = canonical(&read(&folder.join("proofConfigDataInt.json")), contexts);
    assert_eq!(options.trim(), text(&folder.join("proofCanonDataInt.txt")));
    assert_eq!(
        hash::sha256(&[options.as_bytes()]).to_string(),
        text(&folder.join("proofHashDataInt.txt"))
    );
}

#[test]
fn signing_gives_the_published_signatures() {
    let Some(root) = root() else { return };
    let folder = root.join("w3c-di-eddsa");
    let contexts = Contexts::pinned();
    let pair = read(&folder.join("keyPair.json"));
    let secret = secret(pair.get("privateKeyMultibase").unwrap().as_str().unwrap());
    for (suite, file) in [
        (Suite::EddsaRdfc2022, "eddsa-rdfc-2022/signedDataInt.json"),
        (Suite::EddsaJcs2022, "eddsa-jcs-2022/signedJCS.json"),
    ] {
        let expected = read(&folder.join(file));
        let proof = expected.get("proof").unwrap();
        let method = proof.get("verificationMethod").unwrap().as_str().unwrap();
        let created = proof.get("created").unwrap().as_str().unwrap();
        let created = Timestamp::parse_rfc3339(created).unwrap();
        let unsigned = without(&expected, "proof");
        let signed = sign(&unsigned, suite, (&secret, method), created, contexts).unwrap();
        assert_eq!(
            signed.at(&["proof", "proofValue"]),
            expected.at(&["proof", "proofValue"]),
            "{file}"
        );
        verify(&expected, contexts).unwrap();
    }
}

#[test]
fn sets_and_chains_verify_and_no_single_change_of_them_does() {
    let Some(root) = root() else { return };
    let contexts = Contexts::pinned();
    let folder = root.join("w3c-di-eddsa");
    let mut counted = 0;
    for (file, proofs) in [
        ("eddsa-rdfc-2022/signedDataInt.json", 1),
        ("eddsa-rdfc-2022/employ/signedDataInt.json", 1),
        ("eddsa-jcs-2022/signedJCS.json", 1),
        ("proof-set-chain/signedProofSet1.json", 1),
        ("proof-set-chain/signedProofSet2.json", 2),
        ("proof-set-chain/signedProofChain1.json", 3),
        ("proof-set-chain/signedProofChain2.json", 4),
    ] {
        let document = read(&folder.join(file));
        let report = verify(&document, contexts).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        assert_eq!(report.proofs.len(), proofs, "{file}");
        for mutant in mutants(&document) {
            let outcome = verify(&mutant, contexts);
            // Taking a whole proof off a set or the end of a chain leaves a document that was
            // signed by the others; Data Integrity signs no set as such.
            let fewer = mutant.get("proof").map_or(0, |proof| proof.as_list().len()) < proofs;
            assert!(outcome.is_err() || fewer, "{file}: {outcome:?}\n{mutant:?}");
            counted += 1;
        }
    }
    assert!(counted > 300, "{counted}");
}

#[test]
fn what_is_not_known_here_cannot_be_told() {
    let Some(root) = root() else { return };
    let folder = root.join("w3c-di-eddsa");
    let document = read(&folder.join("eddsa-rdfc-2022/signedDataInt.json"));
    let fault = verify(&document, &Contexts::default()).unwrap_err();
    assert_eq!(fault.unknown_context(), Some("https://www.w3.org/ns/credentials/v2"), "{fault:?}");
    let document = read(&folder.join("Ed25519Signature2020/signedEdSig.json"));
    let fault = verify(&document, Contexts::pinned()).unwrap_err();
    assert!(matches!(fault, ProofError::Unsupported(_)), "{fault:?}");
}
