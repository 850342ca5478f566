//! The official validator's samples whose key stands in the fragment of an https method: nobody's
//! DID names it, so the verdict cannot tell; with the key handed in, the signature is looked at.
//!
//! Vectors: `ob3-1edtech-validator`; the outcomes are those of its `expected.json`.

use std::fs;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Check, Purpose, Work};
use bot_protocol::identity::{Documents, Multikey};

/// The keys in the fragments of a document's methods.
fn keys(document: &Value) -> Documents {
    let proofs = document.get("proof").map(Value::as_list).unwrap_or_default();
    let methods = proofs.iter().filter_map(|proof| proof.get("verificationMethod")?.as_str());
    let named = methods.filter_map(|method| {
        Some((method, Multikey::from_multikey(method.split_once('#')?.1).ok()?))
    });
    named.fold(Documents::new(), |documents, (method, key)| documents.trusting(method, key))
}

fn said(bytes: &[u8]) -> String {
    let document = json::read(bytes).unwrap();
    let documents = keys(&document);
    let (contexts, purpose) = (Contexts::pinned(), Purpose::AssertionMethod);
    let suites = bot_foreign::reader().dialects.suites();
    let work = Work::default();
    match (Check { contexts, suites, documents: &documents, purpose, work: &work })
        .verify(&document)
    {
        Ok(_) => "holds".to_owned(),
        Err(fault) => fault.to_string(),
    }
}

/// All whose signature is whole, whatever else the sample is about.
const HOLD: &[&str] = &[
    "clr20/simple.json",
    "ob30/bit-string-list/credential-status-revoked-blank-nodes.json",
    "ob30/bit-string-list/credential-status-revoked.json",
    "ob30/bit-string-list/testlist",
    "ob30/complete.json",
    "ob30/credential-status-revoked.json",
    "ob30/endorsement-valid.json",
    "ob30/simple-context-alias.json",
    "ob30/simple-context-version.json",
    "ob30/simple-did-key-method.json",
    "ob30/simple-did-web-method.json",
    "ob30/simple-err-expired.json",
    "ob30/simple-err-issued.json",
    "ob30/simple-err-issuer.json",
    "ob30/simple.1ob",
    "ob30/simple.json",
    "ob30/simple_v1.json",
];

#[test]
fn samples_hold_where_the_validator_takes_them_and_changed_ones_do_not() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let root = root.join("ob3-1edtech-validator");
    let (mut hold, mut others) = (Vec::new(), 0);
    for folder in ["ob30", "clr20", "ob30/bit-string-list"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let Some(bytes) = fs::read(&path).ok().filter(|bytes| json::read(bytes).is_ok()) else {
                continue;
            };
            if said(&bytes) != "holds" {
                others += 1;
                continue;
            }
            let mut twin = json::read(&bytes).unwrap();
            let members = twin.as_object_mut().unwrap();
            members.insert("validUntil", "2099-01-01T00:00:00Z");
            assert!(said(&twin.to_bytes()).ends_with("does not fit the document"));
            hold.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
        }
    }
    hold.sort_unstable();
    assert_eq!(hold, HOLD);
    assert!(others > 20, "{others}");
}
