//! Learner records (CLR 2.0): the record and each credential inside are judged by themselves, with
//! the keys handed in that their issuers' documents would give and the first context of records
//! added, and nothing of them is changed.
//!
//! Vectors: `ob3-1edtech-validator/clr20`.

use std::fs;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::identity::{Documents, Multikey};
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, Verdict, judge};
use bot_protocol::words::Lang;
use bot_tests::vectors;

/// Each record, and what is said of it and of each inside: with nothing at hand, and with the keys.
///
/// In `complex.json`, and of all but the first in `simple_v1.json`, the proofs are by a `did:key` that
/// is not the issuer. The others that do not hold are drafts: by a context that was withdrawn, or
/// with members that their contexts do not define.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "complex.json",
        "proof-by-another: proof-by-another*6",
        "proof-by-another: proof-by-another*6",
    ),
    ("simple-noproof.json", "proof-missing: key-not-here", "proof-missing: not-covered"),
    ("simple.json", "key-not-here: key-not-here", "signed-by-issuer: signed-by-issuer"),
    ("simple_old_safesigned.json", "key-not-here: key-not-here", "context-unknown: not-covered"),
    (
        "simple_v1.json",
        "key-not-here: key-not-here proof-by-another*5",
        "signed-by-issuer: signed-by-issuer proof-by-another*5",
    ),
];

/// The credentials inside of a record.
fn inside(record: &Value) -> &[Value] {
    let inside = record.at(&["credentialSubject", "verifiableCredential"]);
    inside.map(Value::as_list).unwrap_or_default()
}

/// The keys that each issuer's own proofs name, in the record and inside. An issuer with an address
/// has a document that lists them; one without is trusted to have them.
fn keys(record: &Value) -> Evidence {
    let reader = bot_foreign::reader();
    let (mut documents, mut trusted) = (Vec::new(), Documents::new());
    for credential in std::iter::once(record).chain(inside(record)) {
        let issuer = credential.at(&["issuer", "id"]).or_else(|| credential.get("issuer"));
        let issuer = issuer.and_then(Value::as_str).unwrap();
        let proofs = credential.get("proof").map(Value::as_list).unwrap_or_default();
        let methods = proofs.iter().filter_map(|proof| proof.get("verificationMethod")?.as_str());
        for method in methods {
            // That another's key would sign for the issuer no document of the issuer says.
            let own = method.split_once('#').filter(|(whose, _)| *whose == issuer);
            let Some((_, key)) = own else { continue };
            if !issuer.starts_with("https://") {
                trusted = trusted.trusting(method, Multikey::from_multikey(key).unwrap());
                continue;
            }
            let method = serde_json::json!({
                "id": method, "type": "Multikey", "controller": issuer, "publicKeyMultibase": key,
            });
            let document = serde_json::json!({ "id": issuer, "assertionMethod": [method] });
            documents.push(document.to_string());
        }
    }
    let mut evidence = Evidence::new();
    evidence.hear_documents(trusted);
    for document in documents {
        evidence.hear_file(document.as_bytes(), &reader).unwrap();
    }
    evidence
}

/// What is pinned, and the first context of records, as whoever accepts it adds it.
fn contexts() -> Contexts {
    let file = vectors::root().unwrap().join("contexts/clr-v2p0.json");
    let url = "https://purl.imsglobal.org/spec/clr/v2p0/context.json";
    let added = "2026-11-01T00:00:00Z".parse().unwrap();
    Contexts::pinned().clone().with_added(url, &fs::read(file).unwrap(), added).unwrap()
}

fn judged(bytes: &[u8], evidence: &Evidence) -> Verdict {
    let contexts = contexts();
    let reader = bot_foreign::reader().with_contexts(&contexts);
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    judge(&Presented::read(bytes, &reader).unwrap(), evidence, &asked, &reader)
}

/// What is said of the record: what is said of each inside, repeated where it is the same.
fn said(bytes: &[u8], evidence: &Evidence) -> String {
    let verdict = judged(bytes, evidence);
    let codes: Vec<&str> = verdict.nested.iter().map(|one| one.integrity.code()).collect();
    let nested = codes.chunk_by(|one, other| one == other).map(|same| match same {
        [one] => (*one).to_owned(),
        many => format!("{}*{}", many[0], many.len()),
    });
    let nested = nested.collect::<Vec<_>>().join(" ");
    format!("{}: {nested}", verdict.reason(Question::Integrity).code())
}

/// The records of the folder, each with its name.
fn records() -> Vec<(String, Vec<u8>, Value)> {
    let Some(root) = vectors::root() else { return Vec::new() };
    let files = fs::read_dir(root.join("ob3-1edtech-validator/clr20")).unwrap();
    let read = files.filter_map(|file| {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let record = json::read(&bytes).ok()?;
        Some((path.file_name()?.to_string_lossy().into_owned(), bytes, record))
    });
    let mut records: Vec<_> = read.collect();
    records.sort_by(|one, other| one.0.cmp(&other.0));
    records
}

#[test]
fn records_and_what_is_inside_are_judged_with_the_keys_handed_in() {
    let records = records();
    let rows = records.iter().map(|(name, bytes, record)| {
        (name.as_str(), said(bytes, &Evidence::new()), said(bytes, &keys(record)))
    });
    for ((name, alone, with_keys), expected) in rows.zip(ROWS) {
        assert_eq!((name, alone.as_str(), with_keys.as_str()), *expected);
    }
    assert!(records.is_empty() || records.len() == ROWS.len());
}

#[test]
fn nothing_of_what_is_inside_is_changed() {
    for (name, bytes, record) in records() {
        let presented = Presented::read(&bytes, &bot_foreign::reader()).unwrap();
        let read = presented.secured().unwrap().document();
        assert_eq!(read.to_bytes(), record.to_bytes(), "{name}");
        let nested = judged(&bytes, &keys(&record)).to_json(Lang::En);
        let nested = nested.at(&["credential", "nested"]).unwrap().as_list();
        assert_eq!(nested.len(), inside(&record).len(), "{name}");
        for (told, written) in nested.iter().zip(inside(&record)) {
            assert_eq!(told.get("id"), written.get("id"), "{name}");
        }
    }
}

#[test]
fn what_is_changed_inside_breaks_both_and_what_is_changed_outside_the_record_alone() {
    let records = records();
    let whole = ROWS.iter().filter(|row| row.2.starts_with("signed-by-issuer: signed-by-issuer"));
    for (name, _, with_keys) in whole {
        let Some((_, bytes, record)) = records.iter().find(|record| record.0 == *name) else {
            return;
        };
        let text = std::str::from_utf8(bytes).unwrap();
        let evidence = keys(record);
        let first = inside(record).first().unwrap();
        for (name, outside) in [(record.get("name"), true), (first.get("name"), false)] {
            let name = name.and_then(Value::as_str).unwrap();
            // The first of that name alone.
            let bent = text.replacen(&format!("\"name\": \"{name}\""), "\"name\": \"Else\"", 1);
            assert_ne!(bent, text);
            let rest = with_keys.strip_prefix("signed-by-issuer: signed-by-issuer").unwrap();
            let nested = if outside { "signed-by-issuer" } else { "signature-wrong" };
            let expected = format!("signature-wrong: {nested}{rest}");
            assert_eq!(said(bent.as_bytes(), &evidence), expected, "{name}");
        }
    }
}
