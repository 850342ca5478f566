//! What a file of evidence is taken for, and what is refused.

use super::super::snapshots::{Found, Snapshot, Snapshots};
use super::*;
use crate::credential::proof::ForeignSuite;

const LIST: &str = "https://school.example/list";

/// What is heard in a file, or why nothing is.
fn heard(evidence: &mut Evidence, text: &str) -> String {
    match evidence.hear_file(text.as_bytes(), &Reader::core()) {
        Ok(heard) => format!("{heard:?}"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn every_kind_goes_to_its_place() {
    let mut evidence = Evidence::new();
    let mut check = |text: &str, expected: &str| assert_eq!(heard(&mut evidence, text), expected);
    let school = Author::new(1, "School");
    let endorsement = school.endorse("urn:uuid:x", "School").to_bytes();
    check(std::str::from_utf8(&endorsement).unwrap(), "Endorsement");
    for (kind, list) in [
        ("BitstringStatusListCredential", "BitstringStatusList"),
        ("StatusList2021Credential", "StatusList2021"),
        ("Other", "BitstringStatusList"),
    ] {
        let text = format!(
            r#"{{"type": ["VerifiableCredential", "{kind}"], "credentialSubject": {{"type": "{list}"}}}}"#
        );
        check(&text, "StatusList");
    }
    for kind in
        ["Assertion", "BadgeClass", "Issuer", "Profile", "RevocationList", "CryptographicKey"]
    {
        check(&format!(r#"{{"type": "{kind}", "id": "https://a.example/{kind}"}}"#), "Copy");
    }
    check(&format!(r#"{{"id": "{LIST}", "revokedCredentials": []}}"#), "Copy");
    // A key alone that says where it lies.
    check(r#"{"kty": "OKP", "kid": "https://a.example/key"}"#, "Copy");
    let document = r#"{"id": "did:web:a.example", "assertionMethod": []}"#;
    check(&format!(r#"{{"didDocument": {document}}}"#), "Document");
    check(r#"{"type": "EvidenceSnapshots", "snapshots": []}"#, "Snapshots { count: 0 }");
    let gone =
        r#"{"url": "https://a.example/gone", "fetched": "2026-11-26T20:00:00Z", "gone": true}"#;
    let turned =
        format!(r#"{{"snapshots": [{}], "type": "EvidenceSnapshots"}}"#, [gone; 4].join(","));
    check(&turned, "Snapshots { count: 4 }");
    assert_eq!(evidence.credentials().count(), 3);
    let copy = evidence.copy("https://a.example/BadgeClass").unwrap();
    assert_eq!((copy.fetched, copy.is_gone()), (None, false));
    assert_eq!(evidence.copy(LIST).unwrap().content.get("id"), Some(&Value::from(LIST)));
    assert_eq!(evidence.copy("https://a.example/list"), None);
}

#[test]
fn what_no_finding_uses_is_refused_by_name() {
    let mut evidence = Evidence::new();
    let mut check = |text: &str, expected: &str| {
        let found = heard(&mut evidence, text);
        assert!(found.starts_with(expected), "{text}: {found}");
    };
    check("{}", "found JSON without a type, expected a bundle");
    check(r#"{"kty": "OKP"}"#, "found JSON without a type,");
    check(r#"{"kty": "OKP", "kid": "http://a.example/key"}"#, "found JSON without a type,");
    let document = r#"{"id": "did:web:a.example", "assertionMethod": []}"#;
    let given_up = r#""didDocumentMetadata": {"deactivated": true}"#;
    let given_up = format!(r#"{{"didDocument": {document}, {given_up}}}"#);
    check(&given_up, "found the document of an identifier that was deactivated,");
    check(r#"{"type": ["VerifiableCredential", "Other"]}"#, "found VerifiableCredential, Other,");
    check(r#"{"type": "VerifiablePresentation"}"#, "found VerifiablePresentation,");
    check(r#"{"type": "BadgeClass"}"#, "found BadgeClass without an id,");
    check(r#"{"revokedCredential": []}"#, "found JSON without a type without an id,");
    check("nothing at all", "the file is neither a bundle nor JSON");
    check(r#"{"type": "EvidenceSnapshots"}"#, "the file of snapshots is refused: snapshot 0");
    assert_eq!(evidence.credentials().count(), 0);
}

fn snapshot(url: &str, fetched: u64, content: Option<&[u8]>) -> Snapshot {
    let found = match content {
        None => Found::Gone,
        Some(content) => Found::Bytes { content: content.to_vec(), media_type: None },
    };
    Snapshot { url: url.to_owned(), fetched: at(fetched), found }
}

#[test]
fn snapshots_are_dated_copies_and_the_newest_counts_however_they_come() {
    let rows = [
        snapshot(LIST, NOON - DAY, Some(br#"{"id": "old"}"#)),
        snapshot(LIST, NOON, Some(br#"{"id": "new"}"#)),
        snapshot("https://a.example/key", NOON, Some(b"-----BEGIN PUBLIC KEY-----")),
        snapshot("https://a.example/gone", NOON, None),
        snapshot("https://a.example/picture", NOON, Some(&[0xff, 0xd8])),
        snapshot("https://a.example/null", NOON, Some(b"null")),
    ];
    let mut turned = rows.to_vec();
    turned.reverse();
    for snapshots in [rows.to_vec(), turned] {
        let mut evidence = Evidence::new();
        let file = Snapshots { snapshots }.write().unwrap();
        let by_hand = Copy { content: Value::from("by hand"), fetched: None };
        evidence.hear_copy(LIST, by_hand.clone());
        let heard = evidence.hear_vouched(&file, &Reader::core()).unwrap();
        assert_eq!(heard, Heard::Snapshots { count: 6 });
        evidence.hear_copy(LIST, by_hand);
        assert_eq!(evidence.copies(LIST).count(), 3);
        let list = evidence.copy(LIST).unwrap();
        assert_eq!((list.content.get("id"), list.fetched), (Some(&"new".into()), Some(at(NOON))));
        let key = evidence.copy("https://a.example/key").unwrap();
        assert_eq!(key.content.as_str(), Some("-----BEGIN PUBLIC KEY-----"));
        assert!(evidence.copy("https://a.example/gone").unwrap().is_gone());
        assert_eq!(evidence.copy("https://a.example/picture"), None);
        assert_eq!(evidence.copy("https://a.example/null"), None);
    }
}

#[test]
fn a_file_of_snapshots_does_not_vouch_for_its_own_dates() {
    let rows = vec![
        snapshot(LIST, NOON + 99 * DAY, Some(br#"{"id": "mine"}"#)),
        snapshot("https://a.example/gone", NOON, None),
    ];
    let file = Snapshots { snapshots: rows }.write().unwrap();
    let turned = String::from_utf8(file.clone()).unwrap();
    let turned = turned.replace(r#""type":"EvidenceSnapshots","#, "");
    let turned = format!("{},\"type\":\"EvidenceSnapshots\"}}", turned.trim_end_matches('}'));
    for text in [file.as_slice(), turned.as_bytes()] {
        let mut evidence = Evidence::new();
        let heard = evidence.hear_file(text, &Reader::core()).unwrap();
        assert_eq!(heard, Heard::Snapshots { count: 2 });
        let dates = [LIST, "https://a.example/gone"].map(|url| evidence.copy(url).unwrap().fetched);
        assert_eq!(dates, [None, None]);
        // Whoever has fetched it dates the same file.
        evidence.hear_vouched(text, &Reader::core()).unwrap();
        assert_eq!(evidence.copy(LIST).unwrap().fetched, Some(at(NOON + 99 * DAY)));
    }
    let mut evidence = Evidence::new();
    let other = evidence.hear_vouched(br#"{"type": "BadgeClass"}"#, &Reader::core()).unwrap_err();
    assert!(matches!(other, EvidenceError::Snapshots(_)), "{other}");
}

#[test]
fn an_endorsement_that_was_fetched_counts_as_one_that_was_handed_in() {
    let school = Author::new(1, "School");
    let club = Author::new(2, "Club");
    let badge = school.badge_for(&Did::from(SecretKey::from_seed(&[9; 32]).public()));
    let id = badge.get("id").and_then(Value::as_str).unwrap();
    let praise = club.endorse(id, "Club").to_bytes();
    let snapshots = vec![snapshot("https://club.example/1", NOON, Some(&praise))];
    let mut evidence = Evidence::new();
    evidence.hear_snapshots(Snapshots { snapshots }, &Reader::core());
    let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
    assert_eq!(verdict.reason(Question::Endorsements).code(), "endorsed-by-strangers");
}

/// A dialect in which `sealed:` and a text is a credential that says this text's JSON.
#[derive(Debug)]
struct Sealing;

#[derive(Debug)]
struct NoSeal;

impl Seal for NoSeal {
    fn format(&self) -> &'static str {
        "sealed"
    }

    fn integrity(&self, _judging: &Judging<'_>) -> Reason {
        Reason::ProofMissing {}
    }
}

impl Dialects for Sealing {
    fn suites(&self) -> &[&dyn ForeignSuite] {
        &[]
    }

    fn open(&self, bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy> {
        let Some(inner) = bytes.strip_prefix(b"sealed:") else { return Ok(None) };
        let document = json::read(inner)?;
        Ok(Some(Opened::Credential(Secured::by_seal(document, std::sync::Arc::new(NoSeal)))))
    }

    fn adopt(&self, _document: &std::sync::Arc<Value>) -> Result<Option<Opened>, RefusedWhy> {
        Ok(None)
    }
}

#[test]
fn other_dialects_are_heard_too_and_two_seals_on_the_same_words_are_two() {
    let reader = Reader { dialects: &Sealing, ..Reader::core() };
    let mut evidence = Evidence::new();
    let mut hear = |text: &str| match evidence.hear_file(text.as_bytes(), &reader) {
        Ok(heard) => format!("{heard:?}"),
        Err(fault) => fault.to_string(),
    };
    let list = r#"sealed:{"type": "BitstringStatusListCredential", "id": "urn:l"}"#;
    assert_eq!(hear(list), "StatusList");
    assert_eq!(hear(list), "StatusList");
    assert_eq!(hear(r#"sealed:{"type": "EndorsementCredential"}"#), "Endorsement");
    assert!(hear(r#"sealed:{"type": "Other"}"#).starts_with("found Other, expected"));
    assert!(hear("sealed:{").starts_with("the file is refused: "));
    assert_eq!(evidence.credentials().count(), 2);
}

#[test]
fn a_key_document_is_taken_from_a_file_or_from_its_own_address_only() {
    let school = Author::new(1, "School");
    let key = school.did().verification_method();
    let key = key.split_once('#').unwrap().1;
    let document = |id: &str| {
        format!(
            r##"{{"id": "{id}", "assertionMethod": [{{"id": "{id}#1", "type": "Multikey",
                "controller": "{id}", "publicKeyMultibase": "{key}"}}]}}"##
        )
    };
    let web = "did:web:school.example";
    let mut handed = Evidence::new();
    assert_eq!(heard(&mut handed, &document(web)), "Document");
    assert!(handed.documents().describes(web));
    let broken = document(web).replace("[{", "[7, {");
    assert!(heard(&mut handed, &broken).starts_with("the key document is refused: "), "{broken}");
    let check = |id: &str, url: &str, expected: bool| {
        let text = document(id);
        let snapshots = vec![snapshot(url, NOON, Some(text.as_bytes()))];
        let mut evidence = Evidence::new();
        evidence.hear_snapshots(Snapshots { snapshots }, &Reader::core());
        assert_eq!(evidence.documents().describes(id), expected, "{id} at {url}");
    };
    check(web, "https://school.example/.well-known/did.json", true);
    check(web, "https://school.example/did.json", false);
    check(web, "https://club.example/.well-known/did.json", false);
    let address = "https://school.example/issuers/5";
    check(address, address, true);
    check(address, "https://club.example/issuers/5", false);
    check("did:example:5", "https://school.example/issuers/5", false);
}

/// A seal that holds or does not, whatever it is on.
#[derive(Debug)]
struct Holding(bool);

impl Seal for Holding {
    fn format(&self) -> &'static str {
        "sealed"
    }

    fn integrity(&self, _judging: &Judging<'_>) -> Reason {
        let method = "urn:key".to_owned();
        match self.0 {
            true => Reason::SignedByIssuer { method, key: "identifier".to_owned(), suites: vec![] },
            false => Reason::SignatureWrong { method },
        }
    }
}

#[test]
fn a_forged_seal_that_is_heard_first_does_not_hide_the_true_one() {
    let (school, club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let badge = school.badge_for(&Did::from(SecretKey::from_seed(&[9; 32]).public()));
    let praise = club.endorse(badge.get("id").and_then(Value::as_str).unwrap(), "Club");
    let check = |seals: &[bool], expected: &str, told: usize| {
        let mut evidence = Evidence::new();
        for holds in seals {
            let seal = std::sync::Arc::new(Holding(*holds));
            evidence.hear_endorsement(Secured::by_seal(praise.clone(), seal));
        }
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        assert_eq!(verdict.reason(Question::Endorsements).code(), expected, "{seals:?}");
        assert_eq!(verdict.endorsers.len(), told, "{seals:?}");
    };
    check(&[false, true], "endorsed-by-strangers", 2);
    check(&[true, false], "endorsed-by-strangers", 2);
    check(&[true, true], "endorsed-by-strangers", 1);
    check(&[false, false], "endorsements-refused", 1);
}
