//! Lists of revoked ids: unsigned, so as good as the address they were fetched from.

use super::super::snapshots::{Found, Snapshot, Snapshots};
use super::lists::{badge, school};
use super::status::status_of;
use super::*;

const LIST: &str = "https://school.example/revocations";
const BADGE: &str = "urn:uuid:22222222-2222-4222-8222-222222222222";

fn list(revoked: &str) -> String {
    let issuer = school().did();
    format!(r#"{{"id": "{LIST}", "issuer": "{issuer}", "revokedCredential": [{revoked}]}}"#)
}

fn evidence(text: &str, fetched: Option<u64>) -> Evidence {
    let mut evidence = Evidence::new();
    match fetched {
        None => evidence.hear_file(text.as_bytes(), &Reader::core()).unwrap(),
        Some(fetched) => {
            let content = text.as_bytes().to_vec();
            let found = Found::Bytes { content, media_type: None };
            let one = Snapshot { url: LIST.to_owned(), fetched: at(fetched), found };
            evidence.hear_snapshots(Snapshots { snapshots: vec![one] }, &Reader::core())
        }
    };
    evidence
}

fn told(evidence: &Evidence) -> Reason {
    let entry = Value::object([("id", LIST), ("type", "1EdTechRevocationList")]);
    status_of(&badge(entry), evidence, &Asked::at(at(NOON)))
}

#[track_caller]
fn check(text: &str, fetched: Option<u64>, expected: &str) {
    let reason = told(&evidence(text, fetched));
    assert_eq!(reason.code(), expected, "{text} {reason:?}");
}

#[test]
fn a_fetched_list_clears_and_revokes_and_a_handed_one_only_revokes() {
    let named = format!(r#"{{"id": "{BADGE}", "revocationReason": "lost"}}"#);
    let other = r#""urn:uuid:other""#;
    check(&list(other), Some(NOON - HOUR), "clear-in-list");
    check(&list(""), Some(NOON - 7 * DAY), "clear-in-list");
    check(&list(""), Some(NOON - 7 * DAY - 1), "stale");
    check(&list(""), Some(NOON + DAY), "status-list-undated");
    check(&list(other), None, "status-list-undated");
    check(&list(&named), None, "revoked-in-list");
    check(&list(&named), Some(NOON - 30 * DAY), "revoked-in-list");
    let reason = told(&evidence(&list(&named), None));
    let expected = Reason::RevokedInList {
        list: LIST.to_owned(),
        as_of: String::new(),
        because: "lost".to_owned(),
    };
    assert_eq!(reason, expected);
    assert!(say(&reason, Lang::En).ends_with("It says why: “lost”"));
    let cleared = format!(r#"{{"id": "{BADGE}", "revoked": false}}"#);
    check(&list(&cleared), Some(NOON), "clear-in-list");
}

#[test]
fn a_list_of_another_issuer_or_address_or_none_at_all_cannot_tell() {
    let swap = |from: &str, to: &str| list(&format!("\"{BADGE}\"")).replace(from, to);
    let club = Author::new(2, "Club").did().to_string();
    check(&swap("?", "?"), Some(NOON), "revoked-in-list");
    check(&swap(&school().did().to_string(), &club), Some(NOON), "status-foreign");
    let other = "https://school.example/others";
    check(&swap(LIST, other), Some(NOON), "status-list-other");
    check(&swap(LIST, other), None, "status-list-missing");
    check(&swap("revokedCredential", "revokedThings"), Some(NOON), "status-list-unreadable");
    check(r#""<html>""#, Some(NOON), "status-list-unreadable");
    check("<html>", Some(NOON), "status-list-unreadable");
    check(&list("7"), Some(NOON), "status-list-unreadable");
    assert_eq!(told(&Evidence::new()).code(), "status-list-missing");
    let mut gone = Evidence::new();
    gone.hear_copy(LIST, Copy { content: Value::Null, fetched: Some(at(NOON)) });
    assert_eq!(told(&gone).code(), "status-list-missing");
}

#[test]
fn of_several_copies_a_revocation_counts_in_whatever_order_they_came() {
    let revoking = list(&format!("\"{BADGE}\""));
    for order in [[&revoking, &list("")], [&list(""), &revoking]] {
        let mut evidence = evidence(&list(""), Some(NOON - HOUR));
        assert_eq!(told(&evidence).code(), "clear-in-list");
        for text in order {
            evidence.hear_file(text.as_bytes(), &Reader::core()).unwrap();
        }
        assert_eq!(told(&evidence).code(), "revoked-in-list");
    }
}

#[test]
fn that_it_is_clear_is_told_by_the_newest_copy_alone() {
    let newest = |text: Option<&str>| {
        let mut evidence = evidence(&list(""), Some(NOON - HOUR));
        assert_eq!(told(&evidence).code(), "clear-in-list");
        let content = text.map_or(Value::Null, |text| json::read(text.as_bytes()).unwrap());
        evidence.hear_copy(LIST, Copy { content, fetched: Some(at(NOON)) });
        told(&evidence).code()
    };
    assert_eq!(newest(Some(&list(r#""urn:uuid:other""#))), "clear-in-list");
    assert_eq!(newest(Some(r#"{"error": "x"}"#)), "status-list-unreadable");
    assert_eq!(newest(None), "status-list-missing");
    // Of two that were fetched at one moment nobody can tell which is the newer.
    for order in [[list(""), list("7")], [list("7"), list("")]] {
        let mut evidence = Evidence::new();
        for text in order {
            let content = json::read(text.as_bytes()).unwrap();
            evidence.hear_copy(LIST, Copy { content, fetched: Some(at(NOON)) });
        }
        assert_eq!(told(&evidence).code(), "status-list-unreadable");
    }
}

#[test]
fn a_list_that_names_badge_or_issuer_in_another_way_clears_nothing() {
    let upper = BADGE.to_uppercase().replace("URN:UUID", "urn:uuid");
    check(&list(&format!("\"{upper}\"")), Some(NOON), "revoked-in-list");
    check(&list(&format!("\" {BADGE}\"")), Some(NOON), "revoked-in-list");
    let issuer = format!("\"{}\"", school().did());
    let said = |by: &str| list("").replace(&issuer, by);
    check(&said(&format!(r#"{{"id": {issuer}}}"#)), Some(NOON), "clear-in-list");
    check(&said(&format!("[{issuer}]")), Some(NOON), "status-list-unreadable");
    check(&list("").replace(&format!("\"{LIST}\""), "5"), Some(NOON), "status-list-unreadable");
}

#[test]
fn a_credential_without_an_id_cannot_be_named_by_a_list() {
    let entry = Value::object([("id", LIST), ("type", "1EdTechRevocationList")]);
    let nameless = changed(&badge(entry), &["id"], None);
    let evidence = evidence(&list(""), Some(NOON));
    let reason = status_of(&nameless, &evidence, &Asked::at(at(NOON)));
    assert_eq!(reason, Reason::StatusUnreadable { field: "id".to_owned() });
}
