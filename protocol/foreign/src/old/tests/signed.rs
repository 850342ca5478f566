//! Badges that are signed: whose key it is, and what an attacker could write instead.

use super::*;
use crate::jose::tests::{Signer, jws};
use bot_protocol::canon::multibase::encode_base64;

pub(super) const KEY: &str = "https://a.example/key";
const LIST: &str = "https://a.example/revoked";
pub(super) const YES: &str = "signed-by-issuer no-status-declared";

/// A signed badge, and what lies at addresses.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) text: String,
    pub(super) scene: Scene,
}

/// The assertion of these tests, signed instead of hosted.
pub(super) fn assertion() -> Value {
    let by = format!(r#"{{"type":"SignedBadge","creator":"{KEY}"}}"#);
    let signed = with(&value(ASSERTION), &["verification"], &by);
    with(&signed, &["id"], "\"urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4\"")
}

fn header(signer: &Signer) -> String {
    format!("{{\"alg\":\"{}\"}}", signer.algorithm())
}

/// The key as its issuer publishes it.
pub(super) fn key(signer: &Signer) -> Value {
    let jwk = String::from_utf8(signer.jwk().to_bytes()).unwrap();
    value(&format!(
        r#"{{"@context":"https://w3id.org/openbadges/v2","type":"CryptographicKey","id":"{KEY}",
        "owner":"{ISSUER_URL}","publicKeyJwk":{jwk}}}"#
    ))
}

impl Signed {
    pub(super) fn by(signer: &Signer) -> Self {
        Self::saying(signer, &assertion())
    }

    pub(super) fn saying(signer: &Signer, assertion: &Value) -> Self {
        let issuer = with(&value(ISSUER), &["publicKey"], &format!("\"{KEY}\""));
        let scene = Scene { badge: Value::Null, copies: Vec::new() }
            .put(CLASS_URL, &value(CLASS), None)
            .put(ISSUER_URL, &issuer, Some(FETCHED))
            .put(KEY, &key(signer), None);
        Self { text: jws(signer, &header(signer), &assertion.to_bytes()), scene }
    }

    pub(super) fn at(mut self, url: &str, path: &[&str], by: &str) -> Self {
        self.scene = self.scene.at(url, path, by);
        self
    }

    pub(super) fn without(mut self, url: &str) -> Self {
        self.scene = self.scene.without(url);
        self
    }

    pub(super) fn put(mut self, url: &str, content: &Value, fetched: Option<&'static str>) -> Self {
        self.scene = self.scene.put(url, content, fetched);
        self
    }

    #[track_caller]
    pub(super) fn check(&self, expected: &str) {
        let presented = Presented::read(self.text.as_bytes(), &crate::reader()).unwrap();
        let asked = Asked::at(NOON.parse().unwrap());
        let verdict = judge(&presented, &self.scene.evidence(), &asked, &crate::reader());
        assert_eq!(said(&verdict), expected);
    }
}

#[test]
fn every_kind_of_key_signs_and_no_other_key_or_text_fits() {
    for signer in Signer::all() {
        let signed = Signed::by(&signer);
        signed.check(YES);
        let (covered, signature) = signed.text.rsplit_once('.').unwrap();
        let other = assertion();
        let other = with(&other, &["narrative"], "\"Built two.\"");
        let other = jws(&signer, &header(&signer), &other.to_bytes());
        let (swapped, _) = other.rsplit_once('.').unwrap();
        let forged = Signed { text: format!("{swapped}.{signature}"), ..signed.clone() };
        forged.check("signature-wrong status-unproven");
        let empty = Signed { text: format!("{covered}."), ..signed.clone() };
        empty.check("signature-wrong status-unproven");
    }
    let [one, two] = [1, 2].map(Signer::ed25519);
    let mut foreign = Signed::by(&one);
    foreign.text = jws(&two, &header(&two), &assertion().to_bytes());
    foreign.check("signature-wrong status-unproven");
}

#[test]
fn the_key_decides_the_algorithm() {
    let signer = Signer::p256();
    let with_header = |header: &str| Signed {
        text: jws(&signer, header, &assertion().to_bytes()),
        ..Signed::by(&signer)
    };
    with_header(r#"{"alg":"RS256"}"#).check("algorithm-differs status-unproven");
    with_header(r#"{"alg":"none"}"#).check("proof-malformed status-unproven");
    with_header(r#"{"alg":"HS256"}"#).check("proof-malformed status-unproven");
    with_header(r#"{"typ":"JWT"}"#).check("proof-malformed status-unproven");
    with_header(r#"{"alg":"ES256","crit":["x"],"x":1}"#).check("proof-malformed status-unproven");
}

#[test]
fn the_key_names_its_owner_and_the_owner_names_the_key() {
    let signed = Signed::by(&Signer::p256());
    let another = "proof-names-another status-unproven";
    let evil = "\"https://evil.example/issuer\"";
    signed.clone().at(KEY, &["owner"], evil).check(another);
    signed.clone().at(KEY, &["owner"], "null").check("field-wrong status-unproven");
    signed.clone().at(KEY, &["type"], "\"Issuer\"").check("field-wrong status-unproven");
    signed.clone().at(ISSUER_URL, &["publicKey"], "null").check(another);
    signed.clone().at(ISSUER_URL, &["publicKey"], "\"https://a.example/other\"").check(another);
    let several = format!("[\"https://a.example/other\",{{\"id\":\"{KEY}\"}}]");
    signed.clone().at(ISSUER_URL, &["publicKey"], &several).check(YES);
    signed
        .clone()
        .at(KEY, &["id"], "\"https://a.example/other\"")
        .check("badge-part-other status-unproven");
    signed.clone().at(KEY, &["publicKeyJwk"], "null").check("key-type-unknown status-unproven");
    signed.clone().at(KEY, &["publicKeyPem"], "\"x\"").check("key-type-unknown status-unproven");
    signed.clone().without(KEY).check("key-not-here status-unproven");
    signed.clone().without(CLASS_URL).check("badge-part-missing status-unproven");
    signed.clone().without(ISSUER_URL).check("badge-part-missing status-unproven");
}

#[test]
fn a_key_that_is_revoked_or_over_signs_nothing() {
    let signed = Signed::by(&Signer::p256());
    let says = |name: &str, by: &str| signed.clone().at(KEY, &[name], by);
    says("revoked", "false").check(YES);
    let says_null = |name: &str| {
        let jwk = Signer::p256().jwk();
        let key = format!(
            r#"{{"@context":"https://w3id.org/openbadges/v2","type":"CryptographicKey","id":"{KEY}",
            "owner":"{ISSUER_URL}","publicKeyJwk":{jwk},"{name}":null}}"#
        );
        signed.clone().put(KEY, &value(&key), None)
    };
    says_null("revoked").check(YES);
    says_null("expires").check(YES);
    says("expires", "\"2026-11-23T12:00:01Z\"").check(YES);
    says("expires", "\"2026-11-23\"").check(YES);
    says("revoked", "\"2026-11-23T12:00:01Z\"").check(YES);
    for wrong in ["true", "\"yes\"", "{}", "[]"] {
        says("revoked", wrong).check("key-not-listed status-unproven");
    }
    says("expires", "\"soon\"").check("key-not-listed status-unproven");
    let ended = "key-ended status-unproven";
    says("revoked", "\"2026-11-23T12:00:00Z\"").check(ended);
    says("expires", "\"2026-11-23T12:00:00Z\"").check(ended);
    says("expires", "\"2026-11-22\"").check(ended);
    // The same of a key that stands in the profile, and of what was fetched before.
    let over = with(&key(&Signer::p256()), &["revoked"], "true");
    let inside = String::from_utf8(over.to_bytes()).unwrap();
    let inside = signed.clone().without(KEY).at(ISSUER_URL, &["publicKey"], &inside);
    inside.check("key-not-listed status-unproven");
    let mut older = signed.clone();
    older.scene.copies.push((KEY.to_owned(), over.clone(), Some("2026-11-20T12:00:00Z")));
    older.check("key-not-listed status-unproven");
    // That of the key before this one is not of this one.
    let mut exchanged = signed.clone().put(KEY, &key(&Signer::p256()), Some(FETCHED));
    let other = with(&key(&Signer::ed25519(9)), &["revoked"], "true");
    exchanged.scene.copies.push((KEY.to_owned(), other, Some("2026-11-20T12:00:00Z")));
    exchanged.check(YES);
    // An older profile said it of the key inside.
    let own = String::from_utf8(key(&Signer::p256()).to_bytes()).unwrap();
    let now = signed.clone().without(KEY).at(ISSUER_URL, &["publicKey"], &own);
    now.check(YES);
    let was = with(&value(ISSUER), &["publicKey"], &String::from_utf8(over.to_bytes()).unwrap());
    let mut once = now.clone();
    once.scene.copies.push((ISSUER_URL.to_owned(), was, Some("2026-11-20T12:00:00Z")));
    once.check("key-not-listed status-unproven");
    // It counts as well where somebody handed it in.
    let mut handed = signed.put(KEY, &key(&Signer::p256()), Some(FETCHED));
    handed.check(YES);
    handed.scene.copies.push((KEY.to_owned(), over, None));
    handed.check("key-not-listed status-unproven");
}

#[test]
fn what_a_badge_says_of_its_issuer_and_key_counts_for_nothing() {
    let evil = Signer::ed25519(9);
    let jwk = String::from_utf8(evil.jwk().to_bytes()).unwrap();
    let own = format!(
        r#"{{"type":"CryptographicKey","id":"{KEY}","owner":"{ISSUER_URL}","publicKeyJwk":{jwk}}}"#
    );
    let profile = with(&value(ISSUER), &["publicKey"], &own);
    let profile = String::from_utf8(profile.to_bytes()).unwrap();
    let class = with(&value(CLASS), &["issuer"], &profile);
    let class = String::from_utf8(class.to_bytes()).unwrap();
    let badge = with(&assertion(), &["badge"], &class);
    let badge = with(&badge, &["verification", "creator"], &own);
    let forged = Signed::saying(&evil, &badge);
    let bare = forged.clone().without(CLASS_URL).without(ISSUER_URL).without(KEY);
    bare.check("badge-part-missing status-unproven");
    // The issuer's own profile and key are at hand: the forger's does not fit.
    let genuine = key(&Signer::ed25519(1));
    forged.put(KEY, &genuine, None).check("signature-wrong status-unproven");
}

#[test]
fn a_key_that_is_not_named_is_the_issuers_only_one() {
    let signer = Signer::p256();
    let unnamed = with(&assertion(), &["verification"], "{\"type\":\"signed\"}");
    let signed = Signed::saying(&signer, &unnamed);
    signed.check(YES);
    let several = format!("[\"{KEY}\",\"https://a.example/other\"]");
    let two = signed.clone().at(ISSUER_URL, &["publicKey"], &several);
    two.check("feature-unknown status-unproven");
    let none = signed.clone().at(ISSUER_URL, &["publicKey"], "null");
    none.check("key-not-here status-unproven");
    // A key that stands in the profile itself.
    let inside = String::from_utf8(key(&signer).to_bytes()).unwrap();
    signed.clone().without(KEY).at(ISSUER_URL, &["publicKey"], &inside).check(YES);
    let evil = with(&key(&signer), &["owner"], "\"https://evil.example/\"");
    let evil = String::from_utf8(evil.to_bytes()).unwrap();
    let other = signed.without(KEY).at(ISSUER_URL, &["publicKey"], &evil);
    other.check("proof-names-another status-unproven");
}

#[test]
fn a_signed_badge_is_revoked_by_the_list_of_its_issuers_profile() {
    let signed = Signed::by(&Signer::p256());
    let signed = signed.at(ISSUER_URL, &["revocationList"], &format!("\"{LIST}\""));
    signed.check("signed-by-issuer status-list-missing");
    let list = |entries: &str| {
        value(&format!(
            r#"{{"type":"RevocationList","id":"{LIST}","revokedAssertions":{entries}}}"#
        ))
    };
    let told = |entries: &str| signed.clone().put(LIST, &list(entries), Some(FETCHED));
    told("[]").check("signed-by-issuer clear-in-list");
    let revoked = "signed-by-issuer revoked-in-list";
    told("[\"urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4\"]").check(revoked);
    told("[\"urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be5\"]")
        .check("signed-by-issuer clear-in-list");
}

#[test]
fn hosted_and_signed_are_not_taken_for_each_other() {
    let signer = Signer::p256();
    Signed::saying(&signer, &value(ASSERTION)).check("field-wrong status-unproven");
    let bare = Scene { badge: assertion(), ..Signed::by(&signer).scene };
    bare.check("proof-missing status-unproven");
}

/// A PEM text of a public key.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", encode_base64(der))
}

#[test]
fn a_profile_tells_that_there_is_no_list_only_as_of_its_own_day() {
    let signed = Signed::by(&Signer::p256());
    let profile = |more: &str| {
        let issuer = with(&value(ISSUER), &["publicKey"], &format!("\"{KEY}\""));
        with(&issuer, &["revocationList"], more)
    };
    let named = format!("\"{LIST}\"");
    let list = format!(r#"{{"type":"RevocationList","id":"{LIST}","revokedAssertions":[]}}"#);
    let listed = signed.clone().put(LIST, &value(&list), Some(FETCHED));
    for (fetched, bare, clear) in [
        (Some(FETCHED), "no-status-declared", "clear-in-list"),
        (None, "status-profile-undated", "status-profile-undated"),
        (Some("2026-11-01T00:00:00Z"), "stale", "stale"),
        // A clock may be somewhat fast; nothing was fetched tomorrow.
        (Some("2026-11-23T12:10:00Z"), "no-status-declared", "clear-in-list"),
        (Some("2099-01-01T00:00:00Z"), "status-profile-undated", "status-profile-undated"),
    ] {
        let told = signed.clone().put(ISSUER_URL, &profile("null"), fetched);
        told.check(&format!("signed-by-issuer {bare}"));
        let told = listed.clone().put(ISSUER_URL, &profile(&named), fetched);
        told.check(&format!("signed-by-issuer {clear}"));
    }
}

#[test]
fn the_right_to_award_is_told_of_the_achievement_that_lies_elsewhere() {
    let signed = Signed::by(&Signer::p256());
    let right = |signed: &Signed| {
        let presented = Presented::read(signed.text.as_bytes(), &crate::reader()).unwrap();
        let asked = Asked::at(NOON.parse().unwrap());
        let verdict = judge(&presented, &signed.scene.evidence(), &asked, &crate::reader());
        verdict.reason(Question::Right).code()
    };
    assert_eq!(right(&signed), "no-other-creator");
    assert_eq!(right(&signed.without(CLASS_URL)), "right-unproven");
}

#[test]
fn a_key_is_lacking_only_where_it_stands_nowhere_at_hand() {
    let lacking = |signed: &Signed| -> Vec<String> {
        let presented = Presented::read(signed.text.as_bytes(), &crate::reader()).unwrap();
        let asked = Asked::at(NOON.parse().unwrap());
        let verdict = judge(&presented, &signed.scene.evidence(), &asked, &crate::reader());
        let lacks = verdict.credential.get("lacks").map(Value::as_list).unwrap_or_default();
        let told = |lack: &Value, name: &str| lack.get(name).unwrap().as_str().unwrap().to_owned();
        lacks.iter().map(|lack| format!("{} {}", told(lack, "part"), told(lack, "url"))).collect()
    };
    let signer = Signer::p256();
    let signed = Signed::by(&signer);
    let (key, none) = (String::from_utf8(key(&signer).to_bytes()).unwrap(), Vec::<String>::new());
    assert_eq!(lacking(&signed), none);
    let bare = signed.clone().without(KEY);
    assert_eq!(lacking(&bare), [format!("key {KEY}")]);
    // It stands in the profile that is handed in.
    let inside = bare.clone().at(ISSUER_URL, &["publicKey"], &key);
    inside.check(YES);
    assert_eq!(lacking(&inside), none);
    // Where the profile lists another, no copy of this one would help.
    let other = bare.clone().at(ISSUER_URL, &["publicKey"], "\"https://a.example/other\"");
    assert_eq!(lacking(&other), none);
    // Without the profile nobody knows what stands in it.
    let unknown = bare.without(ISSUER_URL);
    assert_eq!(lacking(&unknown), [format!("issuer {ISSUER_URL}"), format!("key {KEY}")]);
}
