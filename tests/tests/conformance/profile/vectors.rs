//! The inputs of the VC Data Model 2.0 suite, read in place: issued or refused by every suite of
//! signatures, and what is issued verifies.

use std::fs;

use bot_foreign::issue::{Issuing, issue};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Profile;

use super::{WAYS, codes, key, now, verified};

/// Those whose names tell their fate and that are no credentials to be issued as they stand.
const OTHERS: [&str; 4] = [
    // Has a proof already, of another suite that nobody could check.
    "credential-proof-ok.json",
    "credential-proof-missing-type-fail.json",
    // Their dates are to be filled in.
    "credential-validUntil-validFrom-fail.json",
    "credential-validUntil-validFrom-ok.json",
];

#[test]
fn inputs_of_the_data_model_suite_are_issued_or_refused() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let (mut good, mut bad) = (0, 0);
    for folder in ["w3c-vcdm2-inputs", "w3c-vcdm2-inputs/names-and-descriptions"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_input = name.ends_with(".json") && !name.starts_with("presentation-");
            if !is_input || OTHERS.contains(&name.as_str()) {
                continue;
            }
            let document = json::read(&fs::read(&path).unwrap()).unwrap();
            if name.contains("-fail") {
                refused(&name, &document);
                bad += 1;
            } else {
                accepted(&name, &document);
                good += 1;
            }
        }
    }
    assert_eq!((good, bad), (52, 39));
}

fn accepted(name: &str, document: &Value) {
    for (suite, codec) in WAYS {
        let key = key(codec);
        let issuing = Issuing::own(&key, suite, Profile::Conformance, now());
        let issued = issue(document, &issuing).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let issuer = issued.get("issuer").unwrap();
        let id = issuer.as_str().or_else(|| issuer.get("id")?.as_str());
        assert_eq!(id, Some(key.did().as_str()), "{name}");
        assert_eq!(issued.get("credentialSubject"), document.get("credentialSubject"), "{name}");
        let checked = verified(&issued);
        // What cannot be told is told so: `CredentialStatusList2017` names no list.
        let rows: [(&str, &[&str]); 3] = [
            ("far-future", &["not-yet-valid"]),
            ("validuntil", &["expired"]),
            ("credential-status", &["status-type-unknown"]),
        ];
        let row = rows.iter().find(|(part, _)| name.contains(part));
        let expected = row.map_or(&[][..], |(_, codes)| codes);
        assert_eq!(codes(&checked), expected, "{name}");
    }
}

fn refused(name: &str, document: &Value) {
    for (suite, codec) in WAYS {
        let key = key(codec);
        let issuing = Issuing::own(&key, suite, Profile::Conformance, now());
        let fault = issue(document, &issuing).expect_err(name);
        assert!(fault.field().is_some_and(|field| !field.is_empty()), "{name}: {fault}");
    }
}
