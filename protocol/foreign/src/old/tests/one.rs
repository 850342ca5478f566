//! The key of a signed badge of Open Badges 1, which its issuer's document has no place for.

use super::signed::{KEY, Signed, YES, pem};
use super::*;
use crate::jose::tests::Signer;

const UNCLAIMED: &str = "key-unclaimed status-unproven";
const ANOTHER: &str = "proof-names-another status-unproven";
const MINE: &str = "https://a.example/~mallory/k.pem";

/// An issuer's document as Open Badges 1 has it.
const OLD: &str = r#"{"name":"School A","url":"https://a.example/"}"#;

fn assertion(at: &str) -> Value {
    value(&format!(
        r#"{{"uid":"1","badge":"{CLASS_URL}","issuedOn":1368144000,
        "recipient":{{"type":"email","hashed":false,"identity":"lea@a.example"}},
        "verify":{{"type":"signed","url":"{at}"}}}}"#
    ))
}

fn file(signer: &Signer) -> Value {
    Value::from(pem("RSA PUBLIC KEY", &signer.key().bytes))
}

/// A badge signed by the key that lies at an address as PEM, of an issuer whose document is of Open
/// Badges 1.
fn signed(at: &str) -> Signed {
    let signer = Signer::rsa();
    let class = with(&value(CLASS), &["@context"], "\"https://w3id.org/openbadges/v1\"");
    Signed::saying(&signer, &assertion(at))
        .without(KEY)
        .put(CLASS_URL, &class, None)
        .put(ISSUER_URL, &value(OLD), Some(FETCHED))
        .put(at, &file(&signer), Some(FETCHED))
}

#[test]
fn a_bare_pem_file_beside_or_above_the_issuers_document_is_its_key() {
    signed(KEY).check(YES);
    for context in ["", r#""@context":"https://w3id.org/openbadges/v1","type":"Issuer","#] {
        let document = OLD.replacen('{', &format!("{{{context}"), 1);
        signed(KEY).put(ISSUER_URL, &value(&document), None).check(
            // Of a document that was handed in nobody knows whether it has a list of revocations.
            "signed-by-issuer status-profile-undated",
        );
    }
    let other = Value::from(pem("RSA PUBLIC KEY", b"no key"));
    signed(KEY).put(KEY, &other, Some(FETCHED)).check("signature-wrong status-unproven");
    let other = Value::from(pem("CERTIFICATE", &Signer::rsa().key().bytes));
    signed(KEY).put(KEY, &other, None).check("key-type-unknown status-unproven");
    signed(KEY).without(KEY).check("key-not-here status-unproven");
    signed(KEY).without(ISSUER_URL).check("badge-part-missing status-unproven");
    signed("https://evil.example/key").check(ANOTHER);
}

#[test]
fn a_key_file_where_others_may_write_is_nobodys() {
    for at in [
        MINE,
        "http://a.example/key",
        "https://a.example/issuers/key",
        "https://a.example/get?file=key",
        "https://a.example/x/../key",
        "https://a.example/%2e/key",
        "https://a.example/key#x",
    ] {
        signed(at).check(UNCLAIMED);
    }
    // A document deeper down is of whoever may write above it, not the other way round.
    let deep = "https://a.example/schools/a/issuer";
    let at = |url: &str| {
        let class = with(&value(CLASS), &["@context"], "\"https://w3id.org/openbadges/v1\"");
        let class = with(&class, &["issuer"], &format!("\"{deep}\""));
        signed(url).put(CLASS_URL, &class, None).put(deep, &value(OLD), Some(FETCHED))
    };
    for above in [
        "https://a.example/schools/a/key",
        "https://a.example/schools/key",
        "https://A.example:443/key",
    ] {
        at(above).check(YES);
    }
    for beside in ["https://a.example/schools/b/key", "https://a.example/schools/a/b/key"] {
        at(beside).check(UNCLAIMED);
    }
    // Anybody can write what a document says of itself.
    let document = value(&format!(
        r#"{{"owner":"{ISSUER_URL}","publicKeyPem":"{}"}}"#,
        pem("RSA PUBLIC KEY", &Signer::rsa().key().bytes).replace('\n', "\\n")
    ));
    signed(KEY).put(KEY, &document, None).check(UNCLAIMED);
}

/// That it lies there is all that shows whose it is, and of a file that was handed in nobody knows that.
#[test]
fn a_key_file_that_was_handed_in_is_nobodys() {
    let handed = signed(KEY).put(KEY, &file(&Signer::rsa()), None);
    handed.check("hosted-copy-undated status-unproven");
    // What was fetched outweighs it.
    let mut fetched = signed(KEY);
    let other = Value::from(pem("RSA PUBLIC KEY", b"no key"));
    fetched.scene.copies.push((KEY.to_owned(), other, None));
    fetched.check(YES);
}

/// Whoever writes a badge chooses its generation; the issuer's own document tells which rule holds.
#[test]
fn a_badge_cannot_choose_the_older_rule() {
    let named = format!("\"publicKey\":\"{KEY}\"");
    let new = r#"{"@context":"https://w3id.org/openbadges/v2","type":"Issuer","#;
    for profile in [
        // Open Badges 2 without a key: it has none.
        format!("{new}\"id\":\"{ISSUER_URL}\",\"name\":\"A\",\"url\":\"https://a.example/\"}}"),
        // Open Badges 1 that lists keys all the same.
        OLD.replacen('{', &format!("{{{named},"), 1),
        OLD.replacen('{', "{\"publicKey\":[],", 1),
        OLD.replacen('{', "{\"verificationMethod\":[{\"id\":\"#1\"}],", 1),
        OLD.replacen('{', "{\"@context\":\"https://purl.imsglobal.org/spec/ob/v3p0/x.json\",", 1),
    ] {
        let profile = value(&profile);
        // It denies no key of before its issuer named any; on another host none was ever the issuer's.
        for here in [MINE, "https://a.example/other.pem"] {
            signed(here).put(ISSUER_URL, &profile, Some(FETCHED)).check(UNCLAIMED);
        }
        let there = "https://evil.example/other.pem";
        signed(there).put(ISSUER_URL, &profile, Some(FETCHED)).check(ANOTHER);
    }
    let lists = |url: &str| {
        let profile = with(&value(ISSUER), &["publicKey"], &format!("\"{url}\""));
        signed(url).put(ISSUER_URL, &profile, Some(FETCHED))
    };
    // One that the profile names counts wherever on the host it lies.
    lists(KEY).check(YES);
    lists(MINE).check(YES);
    // In whatever order documents came of which none is the newer.
    let two = with(&value(ISSUER), &["publicKey"], "\"https://a.example/other\"");
    for pair in [[value(OLD), two.clone()], [two, value(OLD)]] {
        let mut either = signed(KEY).without(ISSUER_URL);
        for profile in pair {
            either.scene.copies.push((ISSUER_URL.to_owned(), profile, Some(FETCHED)));
        }
        either.check(UNCLAIMED);
    }
}

#[test]
fn what_was_said_against_a_pem_file_counts() {
    let over = value(&format!(
        r#"{{"revoked":true,"publicKeyPem":"{}"}}"#,
        pem("RSA PUBLIC KEY", &Signer::rsa().key().bytes).replace('\n', "\\n")
    ));
    let mut once = signed(KEY).put(KEY, &file(&Signer::rsa()), Some(FETCHED));
    once.check(YES);
    once.scene.copies.push((KEY.to_owned(), over, Some("2026-11-20T12:00:00Z")));
    once.check("key-not-listed status-unproven");
}
