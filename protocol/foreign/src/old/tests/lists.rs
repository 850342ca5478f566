//! Revocation lists that are not what they should be: what cannot be read is never "not this badge".

use super::signed::{Signed, assertion};
use super::*;
use crate::jose::tests::Signer;

const LIST: &str = "https://a.example/revoked";
const OWN: &str = "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4";

const CLEAR: &str = "clear-in-list";
const REVOKED: &str = "revoked-in-list";
const UNREADABLE: &str = "status-unreadable";

/// A signed badge whose issuer's profile names a list, and what lies there.
#[track_caller]
fn check(list: &str, expected: &str) {
    let list = list.replace("OWN", OWN);
    let signed = Signed::saying(&Signer::ed25519(1), &assertion());
    let signed = signed.at(ISSUER_URL, &["revocationList"], &format!("\"{LIST}\""));
    signed
        .clone()
        .put(LIST, &value(&list), Some(FETCHED))
        .check(&format!("signed-by-issuer {expected}"));
    // A file that was handed in revokes as well, and clears nothing.
    let handed = if expected == CLEAR { "status-list-undated" } else { expected };
    signed.put(LIST, &value(&list), None).check(&format!("signed-by-issuer {handed}"));
}

/// The same of Open Badges 1, whose badge has the uid 1 and whose host serves it.
#[track_caller]
fn check_old(list: &str, expected: &str) {
    let badge = value(&format!(
        r#"{{"uid":"1","badge":"{CLASS_URL}","issuedOn":1368144000,
        "recipient":{{"type":"email","hashed":false,"identity":"lea@a.example"}},
        "verify":{{"type":"hosted","url":"{HERE}"}}}}"#
    ));
    let issuer = format!(r#"{{"name":"A","url":"https://a.example/","revocationList":"{LIST}"}}"#);
    Scene { badge: badge.clone(), copies: Vec::new() }
        .put(HERE, &badge, Some(FETCHED))
        .put(CLASS_URL, &with(&value(CLASS), &["id"], "null"), Some(FETCHED))
        .put(ISSUER_URL, &value(&issuer), Some(FETCHED))
        .put(LIST, &value(list), Some(FETCHED))
        .check(&format!("hosted-copy-verified {expected}"));
}

#[test]
fn a_list_without_its_type_revokes_and_clears_nothing() {
    for head in ["", r#""type":"Issuer","#, r#""@type":"RevocationList","#, r#""type":[],"#] {
        let list = |entries: &str| format!("{{{head}\"revokedAssertions\":{entries}}}");
        check(&list(r#"["OWN"]"#), REVOKED);
        check(&list(r#"[{"id":"OWN"}]"#), REVOKED);
        check(&list(r#"["urn:x"]"#), UNREADABLE);
        check(&list("[]"), UNREADABLE);
        check_old(&list(r#"[{"uid":"1"}]"#), REVOKED);
        check_old(&list(r#"[{"uid":"2"}]"#), UNREADABLE);
    }
    let list =
        |entries: &str| format!(r#"{{"type":["RevocationList"],"revokedAssertions":{entries}}}"#);
    check(&list(r#"["urn:x"]"#), CLEAR);
    check(&list(r#"["OWN"]"#), REVOKED);
    check_old(&list(r#"[{"uid":"2"}]"#), CLEAR);
    check_old(&list(r#"[{"uid":"1"}]"#), REVOKED);
}

#[test]
fn what_is_no_list_is_not_an_empty_one() {
    for other in ["{}", r#"{"error":"not found"}"#, "[]", r#""<html>""#] {
        check(other, UNREADABLE);
    }
    // The map of Open Badges 1 is one where nothing in it says that it is something else.
    check_old("{}", CLEAR);
    check_old(r#"{"2":"Error"}"#, CLEAR);
    check_old(r#"{"2":null}"#, CLEAR);
    check_old(r#"{"1":"Error"}"#, REVOKED);
    check_old(r#"{"1":["Error"]}"#, REVOKED);
    check_old(r#"{"revoked":["2"],"1":"Error"}"#, REVOKED);
    check_old(r#"{"error":"not found","1":null}"#, REVOKED);
    check(r#"{"OWN":"Error"}"#, REVOKED);
    for other in [
        r#"{"error":"not found"}"#,
        r#"{"message":"Not Found","2":"Error"}"#,
        r#"{"@type":"RevocationList"}"#,
        r#"{"type":"RevocationList"}"#,
        r#"["1"]"#,
        r#"{"revokedAssertions":"none"}"#,
        // A list around the map, and answers that there is none.
        r#"{"revoked":["1"]}"#,
        r#"{"revoked":"1"}"#,
        r#"{"badges":{"1":"Awarded in error"}}"#,
        r#"{"2":"Error","3":["1"]}"#,
        r#"{"2":7}"#,
        r#"{"success":false}"#,
        r#"{"ok":"no"}"#,
        r#"{"exception":"moodle_exception","errorcode":"x"}"#,
    ] {
        check_old(other, UNREADABLE);
    }
}

#[test]
fn an_entry_that_cannot_be_read_may_be_of_this_badge() {
    let list =
        |entries: &str| format!(r#"{{"type":"RevocationList","revokedAssertions":[{entries}]}}"#);
    for unread in [
        r#"{"id":["OWN"]}"#,
        r#"["OWN"]"#,
        "7",
        "null",
        "{}",
        r#"{"revocationReason":"Error"}"#,
        r#"{"assertion":"OWN"}"#,
        r#"{"id":null,"uid":null}"#,
        r#"{"uid":7}"#,
    ] {
        check(&list(unread), UNREADABLE);
        check(&list(&format!(r#""urn:x",{unread},{{"uid":"2"}}"#)), UNREADABLE);
        // Another entry that revokes counts all the same.
        check(&list(&format!(r#"{unread},"OWN""#)), REVOKED);
    }
    let upper = OWN.to_ascii_uppercase();
    for own in
        [r#"{"@id":"OWN"}"#, r#"" OWN ""#, &format!("\"{upper}\""), r#"{"uid":"2","id":"OWN"}"#]
    {
        check(&list(own), REVOKED);
    }
    check(&list(r#"{"id":"OWN","uid":null}"#), REVOKED);
    check(&list(r#"{"id":null,"uid":"2"}"#), CLEAR);
    for other in [r#"{"@id":"urn:x"}"#, r#"{"uid":"2","revocationReason":"Error"}"#] {
        check(&list(other), CLEAR);
    }
}
