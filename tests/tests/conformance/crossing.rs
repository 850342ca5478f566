//! Systematic attacks on what we and others issue: every signer for every issuer, every value
//! doubled, wrapped or moved, every byte of real badges changed. Never a yes, save where the
//! specification says that two texts mean the same.

use super::paths::paths;
use std::fs;

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::vectors;

const SUITES: [Suite; 2] = [Suite::EddsaRdfc2022, Suite::EddsaJcs2022];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn integrity(document: &Value) -> (Answer, &'static str) {
    let Ok(presented) = Presented::read(&document.to_bytes(), &bot_foreign::reader()) else {
        return (Answer::No, "refused");
    };
    let asked = Asked::at(at("2026-11-23T12:00:00Z"));
    let verdict = judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader());
    let reason = verdict.reason(Question::Integrity);
    (reason.answer(), reason.code())
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn did(seed: u8) -> String {
    Did::from(key(seed).public()).to_string()
}

fn badge(issuer: Value) -> Value {
    let name = Value::object([("@value", "Bee keeper"), ("@language", "en")]);
    let achievement = Value::object([
        ("id", Value::from("urn:uuid:2")),
        ("type", Value::array(["Achievement"])),
        ("name", name),
        ("criteria", Value::object([("narrative", "Kept bees")])),
        ("tag", Value::array(["bees", "honey"])),
        ("creditsAvailable", 3_u32.into()),
    ]);
    let subject = Value::object([
        ("id", Value::from("urn:learner")),
        ("type", Value::array(["AchievementSubject"])),
        ("achievement", achievement),
    ]);
    Value::object([
        ("@context", Value::array([CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES])),
        ("id", "urn:uuid:1".into()),
        ("type", Value::array(["VerifiableCredential", "OpenBadgeCredential"])),
        ("issuer", issuer),
        ("validFrom", "2026-01-01T00:00:00Z".into()),
        ("validUntil", "2027-01-01T00:00:00Z".into()),
        ("credentialSubject", subject),
    ])
}

fn signed(document: &Value, suite: Suite, seed: u8) -> Value {
    let method = Did::from(key(seed).public()).verification_method();
    let created = at("2026-01-01T00:00:00Z");
    sign(document, suite, (&key(seed), &method), created, Contexts::pinned()).unwrap()
}

fn proof(document: &Value) -> Value {
    document.get("proof").unwrap().clone()
}

fn with(document: &Value, name: &str, value: Value) -> Value {
    let mut copy = document.clone();
    copy.as_object_mut().unwrap().insert(name, value);
    copy
}

#[test]
fn only_the_issuer_signs_for_the_issuer() {
    for suite in SUITES {
        for issuer in 1..5 {
            let as_object =
                Value::object([("id", Value::from(did(issuer))), ("type", "Profile".into())]);
            for shape in [did(issuer).into(), as_object] {
                let document = badge(shape);
                for signer in 1..5 {
                    let (answer, code) = integrity(&signed(&document, suite, signer));
                    let expected = if signer == issuer { Answer::Yes } else { Answer::No };
                    assert_eq!(answer, expected, "{signer} for {issuer}: {code}");
                }
            }
        }
    }
}

#[test]
fn one_bad_proof_spoils_a_set_and_another_s_alone_is_not_enough() {
    let document = badge(did(1).into());
    let other = with(&document, "id", "urn:uuid:3".into());
    for (one, two) in [(SUITES[0], SUITES[1]), (SUITES[1], SUITES[0])] {
        let own = proof(&signed(&document, one, 1));
        let theirs = proof(&signed(&document, two, 2));
        let wrong = proof(&signed(&other, two, 2));
        let mut created = own.clone();
        created.as_object_mut().unwrap().insert("created", "2026-01-02T00:00:00Z");
        let check = |proofs: &[&Value], expected: Answer| {
            let proofs = proofs.iter().map(|proof| (*proof).clone()).collect();
            let (answer, code) = integrity(&with(&document, "proof", Value::Array(proofs)));
            assert_eq!(answer, expected, "{one:?}: {code}");
        };
        check(&[&own], Answer::Yes);
        check(&[&own, &theirs], Answer::Yes);
        check(&[&theirs, &own], Answer::Yes);
        check(&[&theirs], Answer::No);
        check(&[&own, &wrong], Answer::No);
        check(&[&wrong, &own], Answer::No);
        check(&[&created], Answer::No);
        check(&[&own, &created], Answer::No);
        check(&[&own, &Value::Null], Answer::No);
        check(&[], Answer::No);
        let many: Vec<&Value> = vec![&own; 17];
        check(&many, Answer::No);
    }
}

fn place<'v>(document: &'v mut Value, path: &[String]) -> &'v mut Value {
    path.iter().fold(document, |here, step| {
        if let Value::Array(items) = here {
            return &mut items[step.parse::<usize>().unwrap()];
        }
        here.as_object_mut().unwrap().get_mut(step).unwrap()
    })
}

/// The document with its value at `path` replaced by what `change` makes of it.
fn changed(document: &Value, path: &[String], change: impl Fn(&Value) -> Value) -> Value {
    let mut copy = document.clone();
    let here = place(&mut copy, path);
    *here = change(here);
    copy
}

#[test]
fn no_value_doubled_or_moved_is_a_yes() {
    for suite in SUITES {
        let whole = signed(&badge(did(1).into()), suite, 1);
        assert_eq!(integrity(&whole).0, Answer::Yes);
        let mut all = Vec::new();
        paths(&whole, &mut Vec::new(), &mut all);
        assert!(all.len() > 30);
        let twice = |value: &Value| Value::array([value.clone(), value.clone()]);
        let in_list = |value: &Value| Value::object([("@list", Value::array([value.clone()]))]);
        let in_set = |value: &Value| Value::object([("@set", Value::array([value.clone()]))]);
        let as_value = |value: &Value| Value::object([("@value", value.clone())]);
        let graph = |value: &Value| Value::object([("@graph", Value::array([value.clone()]))]);
        let doubles: [&dyn Fn(&Value) -> Value; 5] = [&twice, &in_list, &in_set, &as_value, &graph];
        for path in &all {
            for (kind, double) in doubles.iter().enumerate() {
                // A proof that holds may stand there twice: it is no content, and holds.
                if (path.as_slice(), kind) == (&["proof".to_owned()], 0) {
                    continue;
                }
                let twin = changed(&whole, path, double);
                assert_ne!(integrity(&twin).0, Answer::Yes, "{path:?} {kind} {suite:?}");
            }
            // The same member one step further out, or in another object.
            let [way @ .., name] = path.as_slice() else { continue };
            let value = place(&mut whole.clone(), path).clone();
            for target in all.iter().filter(|target| !target.starts_with(way)) {
                let mut twin = whole.clone();
                let Some(goal) = place(&mut twin, target).as_object_mut() else { continue };
                if goal.contains(name) {
                    continue;
                }
                goal.insert(name.as_str(), value.clone());
                assert_ne!(integrity(&twin).0, Answer::Yes, "{path:?} at {target:?} {suite:?}");
            }
        }
    }
}

#[test]
fn no_member_by_another_name_is_a_yes() {
    let names = [
        "@id",
        "@type",
        "@value",
        "uid",
        "ID",
        "Id",
        "Criteria",
        "Achievement",
        "Profile",
        "cred:x",
        "schema:name",
        "https://schema.org/name",
        "https://www.w3.org/2018/credentials#issuer",
        "",
        " id",
        "id ",
        "issue\u{72}s",
        "i\u{0455}suer",
        "validfrom",
        "issuanceDate",
        "@context",
    ];
    for suite in SUITES {
        let whole = signed(&badge(did(1).into()), suite, 1);
        let mut all = Vec::new();
        paths(&whole, &mut Vec::new(), &mut all);
        for path in &all {
            let [way @ .., last] = path.as_slice() else { continue };
            for name in names {
                let rename = |object: &Object| {
                    let renamed = |known: &str| if known == last { name } else { known }.to_owned();
                    Value::object(object.iter().map(|(known, one)| (renamed(known), one.clone())))
                };
                let twin = changed(&whole, way, |value| {
                    value.as_object().map_or_else(|| value.clone(), rename)
                });
                if twin != whole {
                    assert_ne!(integrity(&twin).0, Answer::Yes, "{path:?} {name} {suite:?}");
                }
            }
        }
    }
}

#[test]
fn what_means_the_same_stays_a_yes_where_the_meaning_is_signed() {
    let whole = signed(&badge(did(1).into()), Suite::EddsaRdfc2022, 1);
    let text = signed(&badge(did(1).into()), Suite::EddsaJcs2022, 1);
    let check = |path: &str, value: Value| {
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        let twin = |whole: &Value| integrity(&changed(whole, &path, |_| value.clone())).0;
        assert_eq!(twin(&whole), Answer::Yes, "{path:?}");
        assert_ne!(twin(&text), Answer::Yes, "{path:?}");
    };
    check("issuer", Value::object([("id", did(1))]));
    check("type", Value::array(["OpenBadgeCredential", "VerifiableCredential"]));
    check("credentialSubject/type", "AchievementSubject".into());
    check("credentialSubject/achievement/tag", Value::array(["honey", "bees"]));
    check("credentialSubject/achievement/name/@language", "EN".into());
    check("credentialSubject/achievement/creditsAvailable", "3".into());
}

/// Every byte of really published badges, changed in three ways.
#[test]
fn no_changed_byte_of_others_badges_is_a_yes() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("dcc-fixtures/v2-dataIntegrityProof/didKey");
    for name in [
        "legacyRegistry-noStatus-noExpiry-minimal.json",
        "legacyRegistry-noStatus-noExpiry-identityHash.json",
        "oidf-noStatus-notExpired-notYetValid.json",
    ] {
        let whole = json::read(&fs::read(folder.join(name)).unwrap()).unwrap();
        assert_eq!(integrity(&whole).0, Answer::Yes);
        let whole = whole.to_bytes();
        for at in 0..whole.len() {
            for change in [0x01, 0x10, 0x20] {
                let mut twin = whole.clone();
                twin[at] ^= change;
                if let Ok(twin) = json::read(&twin) {
                    assert_ne!(integrity(&twin).0, Answer::Yes, "{name} byte {at} ^ {change}");
                }
            }
        }
    }
}
