//! Real badges of another issuer's software: the Digital Credentials Consortium's test credentials.

use std::fs;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{ProofError, verify};

#[test]
fn badges_by_did_key_verify_and_changed_ones_do_not() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let folder = root.join("dcc-fixtures/v2-dataIntegrityProof/didKey");
    let mut counted = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let mut document = json::read(&fs::read(&path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("badSchema") {
            // It writes a context in place: the closed reader can tell nothing about it.
            let fault = verify(&document, Contexts::pinned()).unwrap_err();
            assert!(matches!(fault, ProofError::Unsupported(_)), "{name}: {fault:?}");
            verify(&document, &Contexts::pinned().clone().with_inline()).unwrap();
            continue;
        }
        let report = verify(&document, Contexts::pinned());
        let report = report.unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        assert_eq!(report.proofs.len(), 1);
        let subject = document.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
        let members = subject.as_object_mut().unwrap();
        let before = members.insert("id", "did:example:somebody-else");
        assert!(verify(&document, Contexts::pinned()).is_err(), "{}", path.display());
        let members = document.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
        let members = members.as_object_mut().unwrap();
        match before {
            Some(id) => members.insert("id", id),
            None => members.remove("id"),
        };
        assert!(verify(&document, Contexts::pinned()).is_ok(), "{}", path.display());
        for name in ["favouriteColour", "Alice", "@foo", "https://schema.org/email"] {
            let mut more = document.clone();
            more.as_object_mut().unwrap().insert(name, "unsigned");
            assert!(verify(&more, Contexts::pinned()).is_err(), "{}: {name}", path.display());
        }
        counted += 1;
    }
    assert_eq!(counted, 16);
}

#[test]
fn badges_by_did_web_need_a_key_from_elsewhere() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let folder = root.join("dcc-fixtures/v2-dataIntegrityProof/didweb");
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let document: Value = json::read(&fs::read(&path).unwrap()).unwrap();
        let fault = verify(&document, Contexts::pinned()).unwrap_err();
        assert!(matches!(fault, ProofError::Unsupported(_)), "{}: {fault:?}", path.display());
    }
}
