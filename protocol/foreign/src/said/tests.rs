//! What a node says of a key, in whatever place and form it says it.

use bot_protocol::canon::json;

use super::*;
use crate::jose::tests::Signer;

const URL: &str = "https://uni.example/keys/1";
const PARTY: &str = "https://uni.example/issuers/1";

fn value(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// A JWK with more members.
fn jwk(more: &str) -> String {
    let text = String::from_utf8(Signer::p256().jwk().to_bytes()).unwrap();
    text.replacen('{', &format!("{{{more}"), 1)
}

/// What a node says, in one line: its key, how it is withdrawn, and its term for this party.
fn told(text: &str) -> String {
    let node = value(text);
    let said = Said::of(&node);
    let key = match &said.key {
        None => "no key".to_owned(),
        Some(Ok(key)) if *key == Signer::p256().key() => "the key".to_owned(),
        Some(Ok(_)) => "another key".to_owned(),
        Some(Err(Unread::Kind)) => "unknown".to_owned(),
        Some(Err(Unread::Form(_))) => "malformed".to_owned(),
    };
    let withdrawn = match said.withdrawn {
        None => "stands".to_owned(),
        Some(None) => "withdrawn".to_owned(),
        Some(Some(at)) => format!("withdrawn {at}"),
    };
    let term = match said.term((URL, PARTY)) {
        Ok(Term { from: None, ends: None }) => "always".to_owned(),
        Ok(Term { from, ends }) => {
            let day = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            format!("{}..{}", day(from), day(ends))
        }
        Err(Fault::Another { method, .. }) => format!("of {method}"),
        Err(fault) => fault.to_string(),
    };
    format!("{key}, {withdrawn}, {term}")
}

#[test]
fn what_stands_in_the_jwk_counts_as_what_stands_beside_it() {
    // 2026-01-01 and 2030-01-01.
    for (more, expected) in [
        ("", "the key, stands, always"),
        ("\"exp\":1767225600", "the key, stands, ..2026-01-01T00:00:00Z"),
        ("\"nbf\":1893456000", "the key, stands, 2030-01-01T00:00:00Z.."),
        ("\"expires\":\"2026-01-01T00:00:00Z\"", "the key, stands, ..2026-01-01T00:00:00Z"),
        ("\"expires\":\"2026-01-01\"", "the key, stands, ..2026-01-01T23:59:59.999Z"),
        (
            "\"exp\":1893456000,\"expires\":\"2026-01-01T00:00:00Z\"",
            "the key, stands, ..2026-01-01T00:00:00Z",
        ),
        ("\"revoked\":true", "the key, withdrawn, always"),
        ("\"revoked\":[]", "the key, withdrawn, always"),
        ("\"revoked\":\"2026-01-01T00:00:00Z\"", "the key, withdrawn 2026-01-01T00:00:00Z, always"),
        ("\"revoked\":false", "the key, stands, always"),
        ("\"revoked\":null,\"exp\":null,\"iss\":null", "the key, stands, always"),
        ("\"iss\":\"https://uni.example/issuers/1\"", "the key, stands, always"),
        (
            "\"iss\":\"https://uni.example/issuers/2\"",
            "the key, stands, of https://uni.example/issuers/2",
        ),
        ("\"owner\":[\"https://uni.example/issuers/1\"]", "the key, stands, always"),
        (
            "\"owner\":[\"https://uni.example/issuers/1\",{\"id\":\"urn:x\"}]",
            "the key, stands, of urn:x",
        ),
        ("\"controller\":{\"@id\":\"urn:x\"}", "the key, stands, of urn:x"),
        ("\"owner\":5", "the key, stands, of https://uni.example/keys/1"),
        ("\"owner\":[]", "the key, stands, of https://uni.example/keys/1"),
        ("\"kid\":\"1\"", "the key, stands, always"),
        ("\"kid\":\"https://uni.example/keys/1\"", "the key, stands, always"),
        ("\"kid\":\"https://evil.example/k\"", "the key, stands, of https://evil.example/k"),
        (
            "\"exp\":\"soon\"",
            "the key, stands, https://uni.example/keys/1 does not serve: its exp is no number of seconds",
        ),
        (
            "\"nbf\":{}",
            "the key, stands, https://uni.example/keys/1 does not serve: its nbf is no number of seconds",
        ),
        (
            "\"expires\":\"soon\"",
            "the key, stands, https://uni.example/keys/1 does not serve: its expires is no date and time",
        ),
    ] {
        let (first, rest) = if more.is_empty() { ("", "") } else { (more, ",") };
        let inside = jwk(&format!("{first}{rest}"));
        assert_eq!(told(&inside), expected, "in a JWK: {more}");
        let inside = format!("{{\"publicKeyJwk\":{inside}}}");
        assert_eq!(told(&inside), expected, "in the JWK of a node: {more}");
        let beside = format!("{{{first}{rest}\"publicKeyJwk\":{}}}", jwk(""));
        assert_eq!(told(&beside), expected, "beside it: {more}");
    }
}

#[test]
fn the_earlier_end_and_the_stronger_withdrawal_of_both_places_count() {
    let both = |node: &str, inside: &str| {
        told(&format!("{{{node},\"publicKeyJwk\":{}}}", jwk(&format!("{inside},"))))
    };
    let end = "the key, stands, ..2026-01-01T00:00:00Z";
    assert_eq!(both("\"exp\":1767225600", "\"exp\":1893456000"), end);
    assert_eq!(both("\"exp\":1893456000", "\"exp\":1767225600"), end);
    let dated = "\"revoked\":\"2026-01-01T00:00:00Z\"";
    assert_eq!(both(dated, "\"revoked\":true"), "the key, withdrawn, always");
    assert_eq!(both("\"revoked\":true", dated), "the key, withdrawn, always");
    assert_eq!(both("\"revoked\":false", dated), "the key, withdrawn 2026-01-01T00:00:00Z, always");
}

#[test]
fn a_key_is_a_key_in_whatever_form_it_is_held() {
    let multikey = Signer::p256().key().to_multikey();
    let other = Signer::ed25519(9).key().to_multikey();
    for (text, expected) in [
        ("\"https://uni.example/keys/1\"".to_owned(), "no key"),
        ("{\"id\":\"https://uni.example/keys/1\"}".to_owned(), "no key"),
        // The list of keys of a profile is no key.
        ("{\"publicKey\":\"https://uni.example/keys/1\"}".to_owned(), "no key"),
        ("{\"publicKeyPem\":null}".to_owned(), "no key"),
        (format!("{{\"publicKeyMultibase\":\"{multikey}\"}}"), "the key"),
        (format!("{{\"publicKeyMultibase\":\"{other}\"}}"), "another key"),
        (
            format!("{{\"publicKeyMultibase\":\"{multikey}\",\"publicKeyJwk\":{}}}", jwk("")),
            "the key",
        ),
        (format!("{{\"publicKeyMultibase\":\"{other}\",\"publicKeyJwk\":{}}}", jwk("")), "unknown"),
        ("{\"publicKeyMultibase\":5}".to_owned(), "unknown"),
        ("{\"publicKeyHex\":\"00\"}".to_owned(), "unknown"),
        ("{\"publicKeyPem\":\"x\"}".to_owned(), "unknown"),
        ("{\"kty\":\"new\"}".to_owned(), "unknown"),
        ("{\"publicKeyJwk\":[]}".to_owned(), "malformed"),
        (jwk("\"d\":\"AA\","), "malformed"),
        ("\"-----BEGIN PUBLIC KEY-----\\n-----END PUBLIC KEY-----\"".to_owned(), "unknown"),
    ] {
        let said = told(&text);
        assert_eq!(said.split(',').next(), Some(expected), "{text}: {said}");
    }
}

#[test]
fn a_key_that_signs_nothing_yet_is_told_so_but_for_a_clock_that_is_slow() {
    let term = |from: &str| Term { from: Some(from.parse().unwrap()), ends: None };
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    assert_eq!(Term::default().begun(URL, now), Ok(()));
    assert_eq!(term("2026-11-23T12:10:00Z").begun(URL, now), Ok(()));
    let early = term("2026-11-23T12:10:01Z").begun(URL, now).unwrap_err().to_string();
    assert!(
        early.ends_with("it says that it signs nothing before 2026-11-23T12:10:01Z"),
        "{early}"
    );
}
