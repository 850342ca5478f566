//! A key that lies by itself at an address: whose it is, and until when.

use super::named::{judged, jwk, kid, said_by};
use super::presentation::{SHOWN, VP, badge, challenged, enveloped, said_of, vp2};
use super::*;

const ISSUER: &str = "https://uni.example/issuers/1";
const KEY: &str = "https://uni.example/keys/1";
const BELOW: &str = "https://uni.example/issuers/1/keys/1";
const SET: &str = "https://uni.example/.well-known/jwks.json";

/// What lay at addresses, as it was fetched.
fn fetched(copies: &[(&str, &Value)]) -> Evidence {
    let mut evidence = Evidence::new();
    for (url, content) in copies {
        let copy = Copy { content: (*content).clone(), fetched: Some(NOW.parse().unwrap()) };
        evidence.hear_copy(url, copy);
    }
    evidence
}

/// Integrity of a badge of an issuer whose header names a key, with what lay at addresses.
#[track_caller]
fn check(signer: &Signer, (issuer, name): (&str, &str), copies: &[(&str, &Value)], expected: &str) {
    let said = judged(&fetched(copies), &jwt(signer, &kid(name), &vc2(issuer, "")));
    let status =
        if expected == "signed-by-issuer" { "no-status-declared" } else { "status-unproven" };
    assert_eq!(said, format!("{expected} {status}"), "{name} {copies:?}");
}

fn value(text: &str) -> Value {
    Value::Object(object(text))
}

/// The set of keys of a host.
fn set(keys: &[&Value]) -> Value {
    let keys = keys.iter().copied().cloned().collect();
    Value::object([("keys", Value::Array(keys))])
}

const HELD: &str = "signed-by-issuer";
const UNCLAIMED: &str = "key-unclaimed";

#[test]
fn a_key_is_the_issuer_s_that_its_address_names_or_its_host_lists_for_it() {
    for signer in Signer::all() {
        let bare = jwk(&signer, "");
        let profile = value(&format!("{{\"publicKey\":\"{KEY}\"}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], HELD);
        let several = format!("{{\"publicKey\":[\"{BELOW}\",{{\"id\":\"{KEY}\"}}]}}");
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &value(&several))], HELD);
        let held = format!("{{\"publicKey\":{{\"id\":\"{KEY}\",\"publicKeyJwk\":{bare}}}}}");
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &value(&held))], HELD);
        let listed = |more: &str| set(&[&jwk(&signer, &format!("\"kid\":\"{KEY}\"{more}"))]);
        let owned = listed(&format!(",\"iss\":\"{ISSUER}\""));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &owned)], HELD);
        // An issuer that is the host itself has all that its set lists.
        for host in ["https://uni.example", "https://uni.example/"] {
            check(&signer, (host, KEY), &[(KEY, &bare), (SET, &listed(""))], HELD);
        }
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &listed(""))], UNCLAIMED);
    }
}

#[test]
fn what_the_issuer_or_its_host_says_against_a_key_counts() {
    let (signer, stranger) = (Signer::p256(), Signer::ed25519(9));
    let bare = jwk(&signer, "");
    let says = |node: &str, expected: &str| {
        let profile = value(&format!("{{\"publicKey\":[{{\"id\":\"{KEY}\"{node}}}]}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    says(&format!(",\"owner\":\"{ISSUER}\",\"revoked\":false"), HELD);
    says(",\"revoked\":true", "key-not-listed");
    says(",\"revoked\":\"2026-01-01T00:00:00Z\"", "key-not-listed");
    says(",\"expires\":\"2026-01-01T00:00:00Z\"", "key-ended");
    says(",\"owner\":\"https://uni.example/issuers/2\"", "proof-names-another");
    says(&format!(",\"publicKeyJwk\":{}", jwk(&stranger, "")), "key-contradicted");
    let named = value(&format!("{{\"publicKey\":\"{KEY}\"}}"));
    let with = |listed: &Value, expected: &str| {
        let copies = [(KEY, &bare), (ISSUER, &named), (SET, listed)];
        check(&signer, (ISSUER, KEY), &copies, expected);
    };
    let kid = format!("\"kid\":\"{KEY}\"");
    with(&set(&[&jwk(&signer, &kid)]), HELD);
    with(&set(&[&jwk(&signer, &format!("{kid},\"revoked\":true"))]), "key-not-listed");
    with(&set(&[&jwk(&stranger, &kid)]), "key-contradicted");
}

#[test]
fn a_key_on_the_same_host_is_nobody_s_by_itself() {
    let signer = Signer::p256();
    let bare = jwk(&signer, "");
    // What the key says of its owner anybody can write.
    for more in ["", &format!("\"iss\":\"{ISSUER}\",\"kid\":\"{KEY}\"")] {
        check(&signer, (ISSUER, KEY), &[(KEY, &jwk(&signer, more))], UNCLAIMED);
    }
    for profile in ["{}", "{\"publicKey\":\"https://uni.example/keys/2\"}"] {
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &value(profile))], UNCLAIMED);
    }
    let named = format!("\"kid\":\"{KEY}\"");
    for listed in [
        set(&[]),
        set(&[&bare]),
        set(&[&jwk(&signer, &format!("{named},\"iss\":\"https://uni.example/issuers/2\""))]),
        jwk(&signer, &named),
    ] {
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &listed)], UNCLAIMED);
    }
    // Others may have files below the issuer's own address too.
    for profile in ["{}", "{\"publicKey\":\"https://uni.example/keys/2\"}"] {
        check(&signer, (ISSUER, BELOW), &[(BELOW, &bare), (ISSUER, &value(profile))], UNCLAIMED);
    }
    check(&signer, (ISSUER, BELOW), &[(BELOW, &bare)], UNCLAIMED);
    check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &Value::Null)], UNCLAIMED);
}

/// A badge by a key that its issuer's profile names.
#[track_caller]
fn named(signer: &Signer, key: &Value, expected: &str) {
    let profile = value(&format!("{{\"publicKey\":\"{KEY}\"}}"));
    check(signer, (ISSUER, KEY), &[(KEY, key), (ISSUER, &profile)], expected);
}

#[test]
fn a_key_that_names_another_owner_or_is_none_signs_nothing() {
    let (signer, stranger) = (Signer::p256(), Signer::ed25519(9));
    let says = |more: &str, expected: &str| named(&signer, &jwk(&signer, more), expected);
    for fine in ["", "\"kid\":\"1\"", &format!("\"kid\":\"{KEY}\""), "\"kid\":\"urn:x\""] {
        says(fine, HELD);
    }
    for name in ["iss", "owner", "controller"] {
        says(&format!("\"{name}\":\"{ISSUER}\""), HELD);
        for other in ["\"https://uni.example/issuers/2\"", "{\"id\":\"did:web:x\"}", "5"] {
            says(&format!("\"{name}\":{other}"), "proof-names-another");
        }
    }
    says("\"kid\":\"https://evil.example/k\"", "proof-names-another");
    says("\"d\":\"AA\"", "key-not-listed");
    named(&signer, &jwk(&stranger, ""), "algorithm-differs");
    named(&Signer::ed25519(8), &jwk(&stranger, ""), "signature-wrong");
    named(&signer, &Value::Null, "key-not-here");
    named(&signer, &set(&[&jwk(&signer, "")]), "key-not-here");
    for elsewhere in [
        "https://evil.example/k",
        "http://uni.example/keys/1",
        "https://uni.example:8443/keys/1",
        "https://uni.example@evil.example/k",
        "https://uni.example.evil.example/k",
    ] {
        check(&signer, (ISSUER, elsewhere), &[(elsewhere, &jwk(&signer, ""))], "key-not-here");
    }
}

#[test]
fn a_key_ends_when_it_says_so_and_stays_ended() {
    let signer = Signer::p256();
    let says = |more: &str, expected: &str| named(&signer, &jwk(&signer, more), expected);
    // 2030-01-01 and 2026-01-01.
    for good in ["\"exp\":1893456000", "\"exp\":null", "\"revoked\":false", "\"revoked\":null"] {
        says(good, HELD);
    }
    says("\"exp\":1767225600", "key-ended");
    says("\"exp\":\"soon\"", "key-not-listed");
    for gone in ["true", "{}", "\"2026-01-01T00:00:00Z\""] {
        says(&format!("\"revoked\":{gone}"), "key-not-listed");
    }
    let owned = format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\"");
    let listed = set(&[&jwk(&signer, &format!("{owned},\"exp\":1767225600"))]);
    check(&signer, (ISSUER, KEY), &[(KEY, &jwk(&signer, "")), (SET, &listed)], "key-ended");
    // What was fetched before of the same key counts still, that of the one before it no more.
    let before = |key: &Value| {
        let profile = value(&format!("{{\"publicKey\":\"{KEY}\"}}"));
        let mut evidence = fetched(&[(ISSUER, &profile), (KEY, &jwk(&signer, ""))]);
        let earlier = Some("2026-01-01T00:00:00Z".parse().unwrap());
        evidence.hear_copy(KEY, Copy { content: key.clone(), fetched: earlier });
        judged(&evidence, &jwt(&signer, &kid(KEY), &vc2(ISSUER, "")))
    };
    let revoked = before(&jwk(&signer, "\"revoked\":true"));
    assert_eq!(revoked, "key-not-listed status-unproven");
    assert_eq!(before(&jwk(&Signer::ed25519(9), "\"revoked\":true")), HOLDS);
    // One that was prolonged since is good.
    assert_eq!(before(&jwk(&signer, "\"exp\":1767225600")), HOLDS);
}

#[test]
fn files_that_are_handed_in_say_where_they_lie() {
    let signer = Signer::p256();
    let file = |signer: &Signer| jwk(signer, &format!("\"kid\":\"{KEY}\""));
    let profile =
        value(&format!("{{\"type\":\"Profile\",\"id\":\"{ISSUER}\",\"publicKey\":\"{KEY}\"}}"));
    let said = |files: &[&Value]| said_by(&signer, (ISSUER, &kid(KEY)), files);
    assert_eq!(said(&[&file(&signer), &profile]), HOLDS);
    assert_eq!(said(&[&file(&signer)]), "key-unclaimed status-unproven");
    let two = [&file(&Signer::ed25519(9)), &file(&signer), &profile];
    assert_eq!(said(&two), "key-contradicted status-unproven");
    // Where the issuer's own document is at hand, that decides.
    let none = value(&format!("{{\"id\":\"{ISSUER}\",\"verificationMethod\":[]}}"));
    assert_eq!(said(&[&file(&signer), &none]), "key-not-here status-unproven");
    let part = format!("{ISSUER}#1");
    let part = |files: &[&Value]| said_by(&signer, (ISSUER, &kid(&part)), files);
    let own = jwk(&signer, &format!("\"kid\":\"{ISSUER}#1\""));
    for files in [&[&own][..], &[&own, &profile]] {
        assert_eq!(part(files), "key-unclaimed status-unproven");
    }
}

#[test]
fn who_holds_a_badge_is_described_by_a_document_alone() {
    let holder = "https://school.example/~alice";
    let signer = Signer::p256();
    let shown = |url: &str, evidence: &Evidence| {
        let inside = enveloped("vc+jwt", &badge(holder));
        let head = format!("{VP},\"kid\":\"{url}\"");
        let text = jwt(&signer, &head, &vp2(holder, &inside, ""));
        let presented = crate::reader().read(text.as_bytes()).unwrap();
        said_of(&judge(&presented, evidence, &challenged(), &crate::reader()))
    };
    let (own, other) = (format!("{holder}/key"), "https://school.example/~mallory/key".to_owned());
    for url in [own, other] {
        let evidence = fetched(&[(&url, &jwk(&signer, "")), (holder, &value("{}"))]);
        assert_eq!(shown(&url, &evidence), "signed-by-issuer presenter-key-missing", "{url}");
    }
    let key = jwk(&signer, "");
    let document = value(&format!(
        "{{\"id\":\"{holder}\",\"authentication\":[{{\"id\":\"#k\",\"type\":\"JsonWebKey\",\
         \"controller\":\"{holder}\",\"publicKeyJwk\":{key}}}]}}"
    ));
    let mut evidence = Evidence::new();
    evidence.hear_file(&document.to_bytes(), &crate::reader()).unwrap();
    assert_eq!(shown(&format!("{holder}#k"), &evidence), SHOWN);
}
