//! Which texts are absolute IRIs.

use crate::canon::rdfc::breaks_iri;

/// Whether a text has a scheme and holds nothing that cannot stand in an IRI.
///
/// A blank-node label has no scheme, since `_` cannot begin one.
///
/// Source: RFC 3987 §2.2, checked as far as a line of N-Quads can be broken by it.
pub(super) fn is_absolute(text: &str) -> bool {
    let Some(end) = text.bytes().position(|byte| byte == b':') else { return false };
    let mut letters = text.bytes().take(end);
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && !breaks_iri(text)
        && (text.is_ascii() || !text.contains(char::is_whitespace))
}

#[test]
fn only_absolute_iris_pass() {
    for good in [
        "https://a.example/b?c#d",
        "did:key:z6Mk",
        "urn:uuid:1",
        "data:image/png;base64,AA==",
        "xsd:dateTime",
        "https://é.example/漢",
    ] {
        assert!(is_absolute(good), "{good}");
    }
    for bad in [
        "",
        "a",
        "/a",
        "#a",
        "_:b0",
        ":a",
        "1a:b",
        "Alice Smith",
        "a b:c",
        "urn:a b",
        "urn:<a>",
        "urn:a\n",
        "urn:\u{a0}",
        "é:a",
        "urn:a\\u0041",
    ] {
        assert!(!is_absolute(bad), "{bad}");
    }
}
