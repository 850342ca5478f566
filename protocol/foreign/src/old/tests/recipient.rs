//! Whom an old badge is about, by an address plain or hashed.

use super::*;

#[test]
fn a_recipient_is_matched_by_hash_with_salt_or_plainly() {
    let hash = bot_protocol::canon::hash::sha256(&[b"lea@a.example", b"salt"]).to_string();
    let unsalted = bot_protocol::canon::hash::sha256(&[b"lea@a.example"]).to_string();
    let scene = |hash: &str, salt: &str| {
        let text = format!(r#"{{"type":"email","hashed":true,"identity":"{hash}"{salt}}}"#);
        Scene::hosted().badge(&["recipient"], &text)
    };
    let salt = r#","salt":"salt""#;
    let salted = scene(&format!("sha256${hash}"), salt);
    assert_eq!(recipient(&salted, "lea@a.example"), "identity-matches");
    assert_eq!(recipient(&salted, "leo@a.example"), "identity-differs");
    assert_eq!(recipient(&salted, &format!("sha256${hash}")), "identity-other-kind");
    // Neither of a DID nor of a number can anybody tell whose address it is.
    for other in ["did:example:lea", "tel:+41791234567"] {
        assert_eq!(recipient(&salted, other), "identity-other-kind");
    }
    assert_eq!(recipient(&salted, "MAILTO:Lea@a.example"), "identity-matches");
    let bare = scene(&format!("sha256${hash}"), "");
    assert_eq!(recipient(&bare, "lea@a.example"), "identity-differs");
    let bare = scene(&format!("sha256${unsalted}"), "");
    assert_eq!(recipient(&bare, "lea@a.example"), "identity-matches");
    for unknown in [format!("md5${hash}"), format!("sha512${hash}"), hash.clone(), "x".to_owned()] {
        let other = scene(&unknown, salt);
        assert_eq!(recipient(&other, "lea@a.example"), "identity-hash-unknown", "{unknown}");
    }
}

#[test]
fn a_plain_recipient_is_compared_as_leniently_as_a_hashed_one() {
    for same in ["LEA@a.example", "mailto:lea@a.example", " lea@A.EXAMPLE "] {
        let text = r#"{"type":"email","hashed":false,"identity":"Lea@a.example"}"#;
        let plain = Scene::hosted().badge(&["recipient"], text);
        assert_eq!(recipient(&plain, same), "identity-matches", "{same}");
        let text = r#"{"type":"email","hashed":false,"identity":"mailto:Lea@a.example"}"#;
        let plain = Scene::hosted().badge(&["recipient"], text);
        assert_eq!(recipient(&plain, same), "identity-matches", "{same}");
    }
    for (kind, who) in
        [("email", "lea@a.example"), ("url", "https://lea.example/"), ("telephone", "+41791234567")]
    {
        let text = format!(r#"{{"type":"{kind}","hashed":false,"identity":"{who}"}}"#);
        let plain = Scene::hosted().badge(&["recipient"], &text);
        assert_eq!(recipient(&plain, who), "identity-matches");
        let other = if kind == "email" { "identity-differs" } else { "identity-other-kind" };
        assert_eq!(recipient(&plain, "max@a.example"), other);
        assert_eq!(recipient(&plain, "tel:+41790000000"), "identity-other-kind");
    }
}
