//! What is said of the key of a signed badge of Open Badges 2, and by whom.

use super::signed::{KEY, Signed, YES, assertion, key};
use super::*;
use crate::jose::tests::Signer;

const REVOKED: &str = "key-not-listed status-unproven";
const ENDED: &str = "key-ended status-unproven";
const ANOTHER: &str = "proof-names-another status-unproven";
const UNLIKE: &str = "key-contradicted status-unproven";
const UNKNOWN: &str = "key-type-unknown status-unproven";
const BEFORE: &str = "2026-11-20T12:00:00Z";
const SET: &str = "https://a.example/.well-known/jwks.json";

fn signer() -> Signer {
    Signer::p256()
}

fn text(value: &Value) -> String {
    String::from_utf8(value.to_bytes()).unwrap()
}

/// The key's document with a member changed.
fn saying(name: &str, by: &str) -> Value {
    with(&key(&signer()), &[name], by)
}

/// A badge whose issuer's profile has this as its keys.
fn listing(keys: &str) -> Signed {
    Signed::by(&signer()).at(ISSUER_URL, &["publicKey"], keys)
}

/// The same with several copies of one address, in both orders.
#[track_caller]
fn either(url: &str, pair: [&Value; 2], fetched: Option<&'static str>, expected: &str) {
    let [one, other] = pair;
    for order in [[one, other], [other, one]] {
        let mut signed = Signed::by(&signer()).without(url);
        for content in order {
            signed.scene.copies.push((url.to_owned(), content.clone(), fetched));
        }
        signed.check(expected);
    }
}

#[test]
fn what_a_profile_says_of_a_key_that_it_only_names_counts() {
    let says = |more: &str| listing(&format!("{{\"id\":\"{KEY}\"{more}}}"));
    says("").check(YES);
    says(&format!(",\"owner\":\"{ISSUER_URL}\",\"revoked\":false")).check(YES);
    says(",\"revoked\":true").check(REVOKED);
    says(",\"revoked\":\"2026-01-01T00:00:00Z\"").check(ENDED);
    says(",\"expires\":\"2026-02-01\"").check(ENDED);
    says(",\"exp\":1767225600").check(ENDED);
    says(",\"nbf\":1893456000").check(REVOKED);
    says(",\"owner\":\"https://a.example/issuers/2\"").check(ANOTHER);
    let other = Signer::ed25519(9);
    let multikey = other.key().to_multikey();
    says(&format!(",\"publicKeyMultibase\":\"{multikey}\""))
        .without(KEY)
        .check("algorithm-differs status-unproven");
    let same = signer().key().to_multikey();
    says(&format!(",\"publicKeyMultibase\":\"{same}\"")).check(YES);
    says(&format!(",\"publicKeyMultibase\":\"{multikey}\"")).check(UNLIKE);
    says(",\"publicKeyHex\":\"00\"").check(UNKNOWN);
    let bare = text(&other.jwk()).replacen('{', &format!("{{\"id\":\"{KEY}\","), 1);
    listing(&bare).check(UNLIKE);
    // What an older profile took back stays so, what it let expire may have been prolonged.
    let older = |more: &str| {
        let mut signed = says("");
        let node = format!("{{\"id\":\"{KEY}\"{more}}}");
        let profile = with(&value(ISSUER), &["publicKey"], &node);
        signed.scene.copies.push((ISSUER_URL.to_owned(), profile, Some(BEFORE)));
        signed
    };
    older(",\"revoked\":true").check(REVOKED);
    older(",\"expires\":\"2026-02-01\"").check(YES);
    older("").check(YES);
}

#[test]
fn files_that_contradict_each_other_tell_nothing_in_either_order() {
    let (fine, other) = (key(&signer()), key(&Signer::ed25519(9)));
    let profile = |keys: &str| with(&value(ISSUER), &["publicKey"], keys);
    let (mine, none) = (profile(&format!("\"{KEY}\"")), profile("\"https://a.example/other\""));
    for fetched in [None, Some(FETCHED)] {
        either(KEY, [&fine, &saying("revoked", "false")], fetched, YES);
        either(KEY, [&fine, &saying("expires", "\"2026-02-01\"")], fetched, UNLIKE);
        either(KEY, [&fine, &saying("controller", "\"urn:x\"")], fetched, UNLIKE);
        either(KEY, [&fine, &saying("owner", "null")], fetched, UNLIKE);
        either(KEY, [&fine, &saying("type", "\"Issuer\"")], fetched, UNLIKE);
        // Of a profile that was handed in nobody knows either whether it has a list.
        let status = fetched.map_or("status-profile-undated", |_| "status-unproven");
        either(ISSUER_URL, [&mine, &none], fetched, &format!("key-contradicted {status}"));
        either(KEY, [&fine, &other], fetched, UNLIKE);
        // What is taken back is so whichever of them is the newer.
        either(KEY, [&fine, &saying("revoked", "true")], fetched, REVOKED);
    }
    // Where one is newer, that one counts.
    let mut newer = Signed::by(&signer());
    newer.scene.copies.push((ISSUER_URL.to_owned(), none, Some(BEFORE)));
    newer.check(YES);
}

#[test]
fn two_nodes_of_one_name_are_not_one_key() {
    let (fine, other) = (text(&key(&signer())), text(&key(&Signer::ed25519(9))));
    let inside = |keys: &str| listing(keys).without(KEY);
    inside(&format!("[{fine},{fine}]")).check(YES);
    inside(&format!("[{fine},{other}]")).check(UNLIKE);
    let over = text(&saying("revoked", "true"));
    inside(&format!("[{fine},{over}]")).check(REVOKED);
    inside(&format!("[{over},{fine}]")).check(REVOKED);
    // The key's own document speaks against a key in the profile as well.
    listing(&fine).check(YES);
    listing(&fine).put(KEY, &key(&Signer::ed25519(9)), Some(FETCHED)).check(UNLIKE);
    listing(&fine).put(KEY, &saying("expires", "\"2026-02-01\""), Some(FETCHED)).check(ENDED);
}

#[test]
fn a_key_without_a_name_in_a_profile_has_its_issuers() {
    let unnamed = with(&assertion(), &["verification"], "{\"type\":\"signed\"}");
    let inside = |key: &Value, more: &str| {
        let node = text(&with(key, &["id"], "null"));
        let keys = format!("[{node}{more}]");
        let signed = Signed::saying(&signer(), &unnamed).without(KEY);
        signed.at(ISSUER_URL, &["publicKey"], &keys)
    };
    inside(&key(&signer()), "").check(YES);
    inside(&saying("revoked", "true"), "").check(REVOKED);
    inside(&saying("expires", "\"2026-02-01\""), "").check(ENDED);
    inside(&saying("owner", "\"urn:x\""), "").check(ANOTHER);
    let two = format!(",{}", text(&with(&key(&Signer::ed25519(9)), &["id"], "null")));
    inside(&key(&signer()), &two).check("feature-unknown status-unproven");
}

#[test]
fn an_owner_is_named_in_a_known_way_and_is_the_issuer() {
    let inside = |by: &str| listing(&text(&saying("owner", by))).without(KEY);
    inside(&format!("[\"{ISSUER_URL}\"]")).check(YES);
    for other in ["[\"https://a.example/issuers/2\"]", "5", "[]"] {
        inside(other).check(ANOTHER);
    }
    let signed = Signed::by(&signer());
    signed.clone().put(KEY, &saying("controller", &format!("\"{ISSUER_URL}\"")), None).check(YES);
    signed.put(KEY, &saying("controller", "\"https://a.example/issuers/2\""), None).check(ANOTHER);
}

#[test]
fn what_stands_in_the_jwk_of_a_document_counts() {
    let says = |more: &str| {
        let jwk = text(&signer().jwk()).replacen('{', &format!("{{{more},"), 1);
        Signed::by(&signer()).put(KEY, &saying("publicKeyJwk", &jwk), None)
    };
    says("\"exp\":1893456000").check(YES);
    says("\"exp\":1767225600").check(ENDED);
    says("\"revoked\":true").check(REVOKED);
    says("\"iss\":\"https://a.example/issuers/2\"").check(ANOTHER);
    says("\"kid\":\"https://evil.example/k\"").check(ANOTHER);
}

#[test]
fn a_key_that_is_withdrawn_under_another_name_is_withdrawn() {
    let jwk = |signer: &Signer| text(&signer.jwk());
    let beside = |jwk: &str, more: &str| {
        listing(&format!("[\"{KEY}\",{{\"id\":\"{KEY}b\",\"publicKeyJwk\":{jwk}{more}}}]"))
    };
    beside(&jwk(&signer()), "").check(YES);
    beside(&jwk(&signer()), ",\"revoked\":true").check(REVOKED);
    beside(&jwk(&Signer::ed25519(9)), ",\"revoked\":true").check(YES);
    let set = |signer: &Signer| {
        let entry = jwk(signer).replacen('{', "{\"kid\":\"1\",\"revoked\":true,", 1);
        Signed::by(&self::signer()).put(SET, &value(&format!("{{\"keys\":[{entry}]}}")), None)
    };
    set(&signer()).check(REVOKED);
    set(&Signer::ed25519(9)).check(YES);
}

#[test]
fn what_the_set_of_the_host_says_of_another_s_key_says_nothing_of_this_one() {
    let set = |of: &str, more: &str| {
        let entry = format!("{{\"kid\":\"{KEY}\"{of}{more},");
        let entry = text(&signer().jwk()).replacen('{', &entry, 1);
        Signed::by(&signer()).put(SET, &value(&format!("{{\"keys\":[{entry}]}}")), None)
    };
    let other = ",\"iss\":\"https://a.example/\"";
    set(other, "").check(YES);
    set(other, ",\"revoked\":true").check(YES);
    set(other, ",\"exp\":1767225600").check(YES);
    let own = format!(",\"iss\":\"{ISSUER_URL}\"");
    for of in ["", own.as_str()] {
        set(of, "").check(YES);
        set(of, ",\"revoked\":true").check(REVOKED);
        set(of, ",\"exp\":1767225600").check(ENDED);
    }
}
