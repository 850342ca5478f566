//! Integrity: the badge as signed says yes, whatever is changed says no or cannot tell.

use super::*;
use crate::credential::proof::sign;
use crate::limits::CLOCK_AHEAD_MAX_MILLIS;

#[track_caller]
fn check(document: &Value, expected: &str) {
    let verdict = judged(document, &Evidence::new(), &Asked::at(at(NOON)));
    assert_eq!(verdict.reason(Question::Integrity).code(), expected, "{}", codes(&verdict));
    if expected != "signed-by-issuer" {
        assert_ne!(verdict.answer(Question::Integrity), Answer::Yes);
    }
}

fn badges() -> Vec<Value> {
    let school = Author::new(1, "School");
    let learner = Author::new(3, "Lea");
    let draft = school.draft_for(&learner.did());
    [Suite::EddsaRdfc2022, Suite::EddsaJcs2022]
        .map(|suite| issue::badge(&draft, &school.signing(suite)).unwrap())
        .to_vec()
}

#[test]
fn what_we_issue_is_signed_by_its_issuer_in_both_suites() {
    for badge in badges() {
        check(&badge, "signed-by-issuer");
        let again = json::read(&badge.to_bytes()).unwrap();
        check(&again, "signed-by-issuer");
    }
}

#[test]
fn whatever_is_changed_is_told() {
    for badge in badges() {
        let with = |path: &[&str], by: &str| changed(&badge, path, Some(Value::from(by)));
        let without = |path: &[&str]| changed(&badge, path, None);
        check(&with(&["name"], "Coffee"), "signature-wrong");
        check(&with(&["credentialSubject", "achievement", "name"], "Coffee"), "signature-wrong");
        check(&with(&["credentialSubject", "id"], "did:example:1"), "signature-wrong");
        check(&with(&["validUntil"], "2999-01-01T00:00:00Z"), "signature-wrong");
        check(&with(&["proof", "created"], "2026-01-01T00:00:00Z"), "signature-wrong");
        check(&without(&["validUntil"]), "signature-wrong");
        check(&without(&["credentialStatus"]), "signature-wrong");
        check(&without(&["proof"]), "proof-missing");
        check(&without(&["proof", "proofValue"]), "proof-malformed");
        check(&with(&["proof", "proofPurpose"], "authentication"), "proof-malformed");
        check(&with(&["proof", "cryptosuite"], "eddsa-2022"), "suite-unknown");
        check(&with(&["proof", "type"], "RsaSignature2018"), "suite-unknown");
        check(&with(&["validFrom"], "yesterday"), "field-wrong");
        check(&with(&["id"], "Alice Smith"), "field-wrong");
        check(&without(&["issuer"]), "field-wrong");
        check(&without(&["type"]), "field-wrong");
        let web = "https://a.example/keys#1";
        check(&with(&["proof", "verificationMethod"], web), "proof-names-another");
    }
}

/// The signer signs the text, whatever it says: what its members mean must be known all the same.
#[test]
fn text_that_its_issuer_signed_says_nothing_where_no_context_defines_it() {
    let (school, lea) = (Author::new(1, "School"), Author::new(3, "Lea"));
    let badge = school.draft_for(&lea.did()).unsigned().unwrap();
    let contexts = badge.get("@context").unwrap().as_list().to_vec();
    let also = |context: Value| {
        let all = contexts.iter().cloned().chain([context]).collect();
        changed(&badge, &["@context"], Some(Value::Array(all)))
    };
    let tea = |path: &[&str]| changed(&badge, path, Some(Value::from("green")));
    let empty = |badge: &Value| {
        let badge = changed(badge, &["evidence"], Some(Value::Array(Vec::new())));
        let badge = changed(&badge, &["image"], Some(Value::Null));
        let tags = Value::array(["soldering", "soldering"]);
        changed(&badge, &["credentialSubject", "achievement", "tag"], Some(tags))
    };
    let signer = (&school.key, &*school.did().verification_method());
    for (badge, expected) in [
        (badge.clone(), "signed-by-issuer"),
        (tea(&["tea"]), "meaning-unknown"),
        (tea(&["credentialSubject", "tea"]), "meaning-unknown"),
        // What RDF leaves out is signed here as it stands, and hides nothing behind it.
        (empty(&badge), "signed-by-issuer"),
        (empty(&tea(&["tea"])), "meaning-unknown"),
        (also(Value::from("https://example.org/tea/v1")), "context-unknown"),
        (also(Value::object([("tea", "https://example.org/tea")])), "feature-unknown"),
        (also(Value::object([("@vocab", "https://example.org/")])), "feature-unknown"),
    ] {
        let signed = sign(&badge, Suite::EddsaJcs2022, signer, at(NOON), Contexts::pinned());
        check(&signed.unwrap(), expected);
    }
}

/// That another key signed is said only where a signature by it was checked.
#[test]
fn whose_a_proof_is_is_told_as_far_as_it_was_looked_at() {
    for badge in badges() {
        let named = |method: &str| {
            changed(&badge, &["proof", "verificationMethod"], Some(Value::from(method)))
        };
        let key = "z6MktiSzqF9kqwdU8VkdBKx56EYzXfpgnNPUAGznpicNiWfn";
        for method in ["did:example:489398593#test", &format!("xxx:{key}#{key}")] {
            let foreign = named(method);
            check(&foreign, "proof-names-another");
            for (member, unknown) in [("cryptosuite", "bbs-2023"), ("type", "RsaSignature2018")] {
                let unknown = Some(Value::from(unknown));
                check(&changed(&foreign, &["proof", member], unknown), "suite-unknown");
            }
        }
    }
}

#[test]
fn an_undefined_member_is_not_covered() {
    let badge = &badges()[0];
    let with = |path: &[&str], by: &str| changed(badge, path, Some(Value::from(by)));
    check(&with(&["colour"], "red"), "not-covered");
    check(&with(&["credentialSubject", "grade"], "A"), "not-covered");
    check(
        &with(&["credentialSubject", "achievement", "criteria", "id"], "Alice Smith"),
        "field-wrong",
    );
    check(&with(&["credentialSubject", "achievement", "criteria", "id"], "_:b0"), "field-wrong");
}

/// In every form: one that is signed as it is written has no other rule against such names.
#[test]
fn a_node_that_no_url_names_is_refused_also_where_its_issuer_signed_it() {
    let school = Author::new(1, "School");
    let (key, method) = (&school.key, school.did().verification_method());
    let unsigned = school.draft_for(&school.did()).unsigned().unwrap();
    let signed = |criteria: &str| {
        let path = ["credentialSubject", "achievement", "criteria", "id"];
        let named = changed(&unsigned, &path, Some(Value::from(criteria)));
        let (signer, contexts) = ((key, method.as_str()), Contexts::pinned());
        sign(&named, Suite::EddsaJcs2022, signer, at(NOON), contexts).unwrap()
    };
    check(&signed("https://school.example/criteria"), "signed-by-issuer");
    check(&signed("_:b0"), "field-wrong");
    check(&signed("criteria"), "field-wrong");
}

#[test]
fn a_proof_that_is_dated_later_than_now_cannot_tell() {
    let school = Author::new(1, "School");
    let method = school.did().verification_method();
    let unsigned = school.draft_for(&school.did()).unsigned().unwrap();
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let signed = |created: u64| {
            let signer = (&school.key, method.as_str());
            sign(&unsigned, suite, signer, at(created), Contexts::pinned()).unwrap()
        };
        check(&signed(NOON + CLOCK_AHEAD_MAX_MILLIS), "signed-by-issuer");
        check(&signed(NOON + CLOCK_AHEAD_MAX_MILLIS + 1_000), "proof-from-future");
    }
}

#[test]
fn an_unknown_context_cannot_tell_and_names_it() {
    let badge = &badges()[0];
    let url = "https://a.example/context.json";
    let mut contexts = badge.get("@context").unwrap().as_list().to_vec();
    contexts.push(Value::from(url));
    let changed = changed(badge, &["@context"], Some(Value::Array(contexts)));
    let verdict = judged(&changed, &Evidence::new(), &Asked::at(at(NOON)));
    let reason = Reason::ContextUnknown { url: url.to_owned() };
    assert_eq!(*verdict.reason(Question::Integrity), reason);
}

#[test]
fn a_valid_proof_by_another_is_no() {
    let school = Author::new(1, "School");
    let forger = Author::new(2, "School");
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let unsigned = school.draft_for(&forger.did()).unsigned().unwrap();
        let method = forger.did().verification_method();
        let signing = forger.signing(suite);
        let (key, contexts) = ((&forger.key, method.as_str()), Contexts::pinned());
        let forged = sign(&unsigned, suite, key, signing.now, contexts).unwrap();
        check(&forged, "proof-by-another");
    }
}

#[test]
fn what_is_read_or_refused_says_whether_it_claims_to_be_a_badge() {
    let check = |bytes: &[u8], expected: &str| {
        let said = match Presented::read(bytes, &Reader::core()) {
            Ok(presented) => {
                let asked = Asked::at(at(NOON));
                let verdict = judge(&presented, &Evidence::new(), &asked, &Reader::core());
                verdict.reason(Question::Integrity).code().to_owned()
            }
            Err(refused) => format!("{} {}", refused.claims, refused.code()),
        };
        assert_eq!(said, expected);
    };
    let badge = badges()[0].to_bytes();
    check(&badge, "signed-by-issuer");
    check(&badge[..badge.len() - 1], "true json-refused");
    let twice = String::from_utf8(badge.clone()).unwrap().replacen('{', "{\"name\":\"x\",", 1);
    check(twice.as_bytes(), "true json-refused");
    check(b"{\"a\":1,\"a\":2}", "false json-refused");
    check(b"{\"a\":1}", "false no-credential");
    check(b"{\"type\":\"VerifiableCredential\"}", "field-wrong");
    check(b"[]", "false no-credential");
    check(b"hello", "false no-credential");
    check(b"", "false file-empty");
    check(b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "proof-format-unsupported");
    check(
        b"{\"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[]}",
        "true none-presented",
    );
    check(
        b"{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\"}",
        "proof-format-unsupported",
    );
    check(b"\xff\xfe{\0}\0", "false json-refused");
    let wide: Vec<u8> = twice.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&[&b"\xfe\xff"[..], &wide].concat(), "true json-refused");
}
