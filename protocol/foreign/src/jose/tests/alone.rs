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
        // One without an owner is nobody's, also where the issuer is the host itself.
        for issuer in [ISSUER, "https://uni.example", "https://uni.example/"] {
            check(&signer, (issuer, KEY), &[(KEY, &bare), (SET, &listed(""))], UNCLAIMED);
            let owned = listed(&format!(",\"iss\":\"{issuer}\""));
            check(&signer, (issuer, KEY), &[(KEY, &bare), (SET, &owned)], HELD);
        }
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
    says(",\"revoked\":\"2026-01-01T00:00:00Z\"", "key-ended");
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
    for gone in ["true", "{}", "\"soon\""] {
        says(&format!("\"revoked\":{gone}"), "key-not-listed");
    }
    says("\"revoked\":\"2026-01-01T00:00:00Z\"", "key-ended");
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

/// A badge of the issuer with copies of what lay at addresses, each with the moment of its fetch.
fn dated(signer: &Signer, copies: &[(&str, &Value, Option<&str>)]) -> String {
    let mut evidence = Evidence::new();
    for (url, content, fetched) in copies {
        let fetched = fetched.map(|at| at.parse().unwrap());
        evidence.hear_copy(url, Copy { content: (*content).clone(), fetched });
    }
    let said = judged(&evidence, &jwt(signer, &kid(KEY), &vc2(ISSUER, "")));
    said.split(' ').next().unwrap().to_owned()
}

#[test]
fn copies_of_which_none_is_the_newer_must_say_the_same() {
    let (signer, other) = (Signer::p256(), Signer::ed25519(9));
    let fine = jwk(&signer, "");
    let profile = |node: &str| value(&format!("{{\"publicKey\":{node}}}"));
    let mine = profile(&format!("\"{KEY}\""));
    let own = format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\"");
    let listed = |signer: &Signer| set(&[&jwk(signer, &own)]);
    let node = |more: &str| profile(&format!("{{\"id\":\"{KEY}\",{more}}}"));
    let unlike = "key-contradicted";
    for fetched in [None, Some(NOW)] {
        let either = |url: &str, one: &Value, two: &Value, expected: &str| {
            for (one, two) in [(one, two), (two, one)] {
                let all = [(KEY, &fine, fetched), (ISSUER, &mine, fetched)];
                let rest = all.into_iter().filter(|(known, ..)| *known != url);
                let copies: Vec<_> =
                    [(url, one, fetched), (url, two, fetched)].into_iter().chain(rest).collect();
                assert_eq!(dated(&signer, &copies), expected, "{one} {two}");
            }
        };
        either(ISSUER, &mine, &node("\"revoked\":false"), HELD);
        either(ISSUER, &mine, &profile("\"https://uni.example/keys/2\""), unlike);
        either(ISSUER, &mine, &node(&format!("\"publicKeyJwk\":{}", jwk(&other, ""))), unlike);
        either(ISSUER, &mine, &node("\"owner\":\"https://uni.example/issuers/2\""), unlike);
        either(ISSUER, &mine, &node("\"expires\":\"2026-01-01T00:00:00Z\""), unlike);
        either(KEY, &fine, &jwk(&signer, "\"use\":\"sig\""), HELD);
        either(KEY, &fine, &jwk(&other, ""), unlike);
        either(KEY, &fine, &jwk(&signer, "\"exp\":1767225600"), unlike);
        either(KEY, &fine, &jwk(&signer, "\"iss\":\"https://uni.example/issuers/2\""), unlike);
        either(SET, &listed(&signer), &listed(&other), unlike);
        // What is taken back is so whichever of them is the newer.
        either(KEY, &fine, &jwk(&signer, "\"revoked\":true"), "key-not-listed");
        either(ISSUER, &mine, &node("\"revoked\":true"), "key-not-listed");
    }
}

#[test]
fn what_stands_in_the_jwk_or_under_another_name_counts() {
    let signer = Signer::p256();
    let bare = jwk(&signer, "");
    let says = |node: &str, expected: &str| {
        let profile = value(&format!("{{\"publicKey\":{node}}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    let inside =
        |more: &str| format!("{{\"id\":\"{KEY}\",\"publicKeyJwk\":{}}}", jwk(&signer, more));
    says(&inside("\"exp\":1893456000"), HELD);
    says(&inside("\"exp\":1767225600"), "key-ended");
    says(&inside("\"revoked\":true"), "key-not-listed");
    says(&inside("\"iss\":\"https://uni.example/issuers/2\""), "proof-names-another");
    says(&inside("\"kid\":\"https://evil.example/k\""), "proof-names-another");
    says(&format!("{{\"id\":\"{KEY}\",\"exp\":1767225600}}"), "key-ended");
    says(&format!("{{\"@id\":\"{KEY}\"}}"), HELD);
    says(&format!("[\"{KEY}\",{{\"@id\":\"{KEY}\",\"revoked\":true}}]"), "key-not-listed");
    let key = |more: &str, expected: &str| named(&signer, &jwk(&signer, more), expected);
    key("\"expires\":\"2026-01-01T00:00:00Z\"", "key-ended");
    key("\"expires\":\"2030-01-01T00:00:00Z\"", HELD);
    key("\"nbf\":1893456000", "key-not-listed");
    key("\"nbf\":1767225600", HELD);
    let own = format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\"");
    let entry = set(&[&jwk(&signer, &format!("{own},\"expires\":\"2026-01-01T00:00:00Z\""))]);
    check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &entry)], "key-ended");
}

#[test]
fn a_key_of_another_form_in_the_profile_is_another_key() {
    let (signer, other) = (Signer::p256(), Signer::ed25519(9));
    let bare = jwk(&signer, "");
    let says = |node: &str, expected: &str| {
        let profile = value(&format!("{{\"publicKey\":{node}}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    let multikey = |of: &Signer| {
        format!("{{\"id\":\"{KEY}\",\"publicKeyMultibase\":\"{}\"}}", of.key().to_multikey())
    };
    says(&multikey(&signer), HELD);
    says(&multikey(&other), "key-contradicted");
    let entry = |of: &Signer| jwk(of, &format!("\"id\":\"{KEY}\"")).to_string();
    says(&entry(&signer), HELD);
    says(&entry(&other), "key-contradicted");
    says(&format!("{{\"id\":\"{KEY}\",\"publicKeyHex\":\"00\"}}"), "key-type-unknown");
}

#[test]
fn a_key_that_is_withdrawn_under_another_name_is_withdrawn() {
    let (signer, other) = (Signer::p256(), Signer::ed25519(9));
    let (bare, mine) = (jwk(&signer, ""), value(&format!("{{\"publicKey\":\"{KEY}\"}}")));
    let listed = |of: &Signer, expected: &str| {
        let list = set(&[&jwk(of, "\"kid\":\"1\",\"revoked\":true")]);
        let copies = [(KEY, &bare), (ISSUER, &mine), (SET, &list)];
        check(&signer, (ISSUER, KEY), &copies, expected);
    };
    listed(&signer, "key-not-listed");
    listed(&other, HELD);
    let beside = |of: &Signer, expected: &str| {
        let node =
            format!("{{\"id\":\"{BELOW}\",\"publicKeyJwk\":{},\"revoked\":true}}", jwk(of, ""));
        let profile = value(&format!("{{\"publicKey\":[\"{KEY}\",{node}]}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    beside(&signer, "key-not-listed");
    beside(&other, HELD);
    // One that was handed in counts beside a clean one that was fetched.
    let over = jwk(&signer, "\"revoked\":true");
    let clean = [(KEY, &bare, Some(NOW)), (ISSUER, &mine, Some(NOW))];
    assert_eq!(dated(&signer, &clean), HELD);
    let handed: Vec<_> = clean.into_iter().chain([(KEY, &over, None)]).collect();
    assert_eq!(dated(&signer, &handed), "key-not-listed");
}

#[test]
fn no_more_entries_are_passed_over_than_can_be_looked_at() {
    use bot_protocol::limits::DOCUMENT_METHODS_MAX;
    let signer = Signer::p256();
    let bare = jwk(&signer, "");
    let fine = jwk(&signer, &format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\""));
    let over = jwk(&signer, &format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\",\"revoked\":true"));
    let listed = |count: usize, last: &Value, expected: &str| {
        let all: Vec<&Value> = std::iter::repeat_n(&fine, count).chain([last]).collect();
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &set(&all))], expected);
        let nodes = std::iter::repeat_n(format!("\"{KEY}\""), count).chain([last.to_string()]);
        let nodes = nodes.collect::<Vec<_>>().join(",");
        let profile = value(&format!("{{\"publicKey\":[{nodes}]}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    listed(DOCUMENT_METHODS_MAX - 1, &fine, HELD);
    listed(DOCUMENT_METHODS_MAX - 1, &over, "key-not-listed");
    listed(DOCUMENT_METHODS_MAX, &fine, "effort-spent");
    listed(DOCUMENT_METHODS_MAX, &over, "effort-spent");
    // Those of others do not count.
    let other = jwk(&Signer::ed25519(9), "\"kid\":\"1\"");
    let many: Vec<&Value> = std::iter::repeat_n(&other, 200).chain([&fine]).collect();
    check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &set(&many))], HELD);
    for said in ["false", "true"] {
        let other = jwk(&Signer::ed25519(9), &format!("\"kid\":\"1\",\"revoked\":{said}"));
        let many: Vec<&Value> = std::iter::repeat_n(&other, 200).chain([&fine]).collect();
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &set(&many))], HELD);
    }
    // Those that take this key back under another name do.
    let mine = jwk(&signer, "\"kid\":\"1\",\"revoked\":\"2030-01-01T00:00:00Z\"");
    let many: Vec<&Value> = std::iter::repeat_n(&mine, DOCUMENT_METHODS_MAX).collect();
    check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &set(&many))], UNCLAIMED);
    let many: Vec<&Value> = std::iter::repeat_n(&mine, DOCUMENT_METHODS_MAX + 1).collect();
    check(&signer, (ISSUER, KEY), &[(KEY, &bare), (SET, &set(&many))], "effort-spent");
}

#[test]
fn of_a_key_that_lies_by_itself_it_is_told_when_it_was_fetched() {
    let signer = Signer::p256();
    let bare = jwk(&signer, "");
    let told = |name: &str, url: &str, content: &Value, fetched: Option<&str>| {
        let mut evidence = Evidence::new();
        let fetched = fetched.map(|at| at.parse().unwrap());
        evidence.hear_copy(url, Copy { content: content.clone(), fetched });
        let presented =
            crate::reader().read(jwt(&signer, &kid(name), &vc2(ISSUER, "")).as_bytes()).unwrap();
        let asked = Asked::at(NOW.parse().unwrap());
        let verdict = judge(&presented, &evidence, &asked, &crate::reader());
        verdict.credential.get("copies").map(ToString::to_string)
    };
    let key = format!("\"part\":\"key\",\"url\":\"{KEY}\"");
    assert_eq!(told(KEY, KEY, &bare, None), Some(format!("[{{{key}}}]")));
    let dated = format!("[{{{key},\"fetched\":\"{NOW}\"}}]");
    assert_eq!(told(KEY, KEY, &bare, Some(NOW)), Some(dated));
    assert_eq!(told(KEY, BELOW, &bare, None), None);
    assert_eq!(told(KEY, KEY, &value("{}"), None), None);
    assert_eq!(told("1", KEY, &bare, None), None);
}

#[test]
fn what_was_seen_long_ago_says_nothing_of_today() {
    let signer = Signer::p256();
    let (bare, mine) = (jwk(&signer, ""), value(&format!("{{\"publicKey\":\"{KEY}\"}}")));
    let listed = set(&[&jwk(&signer, &format!("\"kid\":\"{KEY}\",\"iss\":\"{ISSUER}\""))]);
    let seen = |key: &str, profile: &str, list: Option<&str>| {
        let own = [(KEY, &bare, Some(key)), (ISSUER, &mine, Some(profile))];
        let list = list.map(|at| (SET, &listed, Some(at)));
        dated(&signer, &own.into_iter().chain(list).collect::<Vec<_>>())
    };
    // As old as news of a status may be: 7 days.
    let (edge, old) = ("2026-11-16T12:00:00Z", "2026-11-16T11:59:59Z");
    assert_eq!(seen(edge, edge, None), HELD);
    assert_eq!(seen(old, NOW, None), "key-stale");
    assert_eq!(seen(NOW, old, None), "key-stale");
    assert_eq!(seen(NOW, old, Some(NOW)), HELD);
    assert_eq!(seen(NOW, old, Some(old)), "key-stale");
}

#[test]
fn a_profile_that_calls_itself_otherwise_names_no_key_of_this_issuer() {
    let signer = Signer::p256();
    let bare = jwk(&signer, "");
    let says = |id: &str, expected: &str| {
        let profile = value(&format!("{{{id}\"publicKey\":\"{KEY}\"}}"));
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &profile)], expected);
    };
    says("", HELD);
    says(&format!("\"id\":\"{ISSUER}\","), HELD);
    says(&format!("\"@id\":\"{ISSUER}\","), HELD);
    for other in ["\"https://uni.example/issuers/2\"", "5", "[]"] {
        says(&format!("\"id\":{other},"), UNCLAIMED);
    }
}

#[test]
fn what_a_set_says_of_another_s_key_says_nothing_of_a_key_that_the_profile_names() {
    let signer = Signer::p256();
    let (bare, mine) = (jwk(&signer, ""), value(&format!("{{\"publicKey\":\"{KEY}\"}}")));
    let entry =
        |of: &str, more: &str| jwk(&signer, &format!("\"kid\":\"{KEY}\",\"iss\":{of}{more}"));
    let (other, me) = ("\"https://uni.example/issuers/2\"", format!("\"{ISSUER}\""));
    let (theirs, own) = (entry(other, ""), entry(&me, ""));
    let with = |entries: &[&Value], expected: &str| {
        let list = set(entries);
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &mine), (SET, &list)], expected);
    };
    with(&[&theirs], HELD);
    with(&[&theirs, &own], HELD);
    for against in [",\"revoked\":true", ",\"exp\":1767225600", ",\"exp\":\"soon\""] {
        with(&[&entry(other, against)], HELD);
    }
    let elsewhere = "\"kid\":\"https://uni.example/~mallory/k\",\"revoked\":true";
    let theirs = format!("{elsewhere},\"iss\":\"https://uni.example/~mallory\"");
    with(&[&jwk(&signer, &theirs)], HELD);
    // With this issuer among its owners, without an owner, or with what is no name, it counts.
    with(&[&entry(&me, ",\"revoked\":true")], "key-not-listed");
    with(&[&entry(&format!("[{me},{other}]"), ",\"revoked\":true")], "key-not-listed");
    with(&[&entry("5", ",\"revoked\":true")], "key-not-listed");
    with(&[&jwk(&signer, elsewhere)], "key-not-listed");
}

#[test]
fn an_entry_of_a_set_limits_a_key_whoever_makes_it_the_issuer_s() {
    let signer = Signer::p256();
    let (bare, mine) = (jwk(&signer, ""), value(&format!("{{\"publicKey\":\"{KEY}\"}}")));
    let with = |more: &str, expected: &str| {
        let list = set(&[&jwk(&signer, more)]);
        check(&signer, (ISSUER, KEY), &[(KEY, &bare), (ISSUER, &mine), (SET, &list)], expected);
    };
    let by_id = format!("\"id\":\"{KEY}\",\"kid\":\"1\",\"iss\":\"{ISSUER}\"");
    for name in [format!("\"kid\":\"{KEY}\""), by_id] {
        with(&name, HELD);
        with(&format!("{name},\"exp\":1893456000"), HELD);
        with(&format!("{name},\"exp\":1767225600"), "key-ended");
        with(&format!("{name},\"expires\":\"2026-01-01T00:00:00Z\""), "key-ended");
        with(&format!("{name},\"nbf\":1893456000"), "key-not-listed");
        with(&format!("{name},\"exp\":\"soon\""), "key-not-listed");
    }
    // One of another name limits nothing.
    with("\"kid\":\"1\",\"exp\":1767225600", HELD);
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
