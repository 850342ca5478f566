//! Presentations as the data model suite has them: signed by a `did:key`, with any number of
//! credentials inside, or without proof.
//!
//! Source: VC Data Model 2.0 §4.13.

use std::fs;

use bot_foreign::issue::{Issuing, Presenting, Suite, issue, present};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof::{self, ProofOptions, Purpose};
use bot_protocol::identity::{KeyCodec, SecretKey};
use bot_protocol::verdict::Asked;
use bot_protocol::verdict::checked::{Checked, Checks};
use bot_protocol::words::Lang;

use super::{checked_under, codes, key, now, read, verified};

const CHALLENGE: &str = "uL5uVn3Zz7Z7GZf4yYw1bWQ";
const DOMAIN: &str = "school.example";

fn asked() -> Asked {
    let (challenge, domain) = (Some(CHALLENGE.to_owned()), Some(DOMAIN.to_owned()));
    Asked { challenge, domain, ..Asked::at(now()) }
}

fn shown(document: &Value) -> Checked {
    checked_under(Profile::Conformance, Checks::All, &asked(), document)
}

fn secret() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

/// Signs whatever it is as it is, by no rule at all, as somebody else's program may.
fn signed_by(secret: &SecretKey, document: &Value) -> Value {
    let method = key_of(secret).verification_method();
    let suite = proof::Suite::EddsaJcs2022;
    let (challenge, domain) = (Some(CHALLENGE), Some(DOMAIN));
    let purpose = Purpose::Authentication;
    let options = ProofOptions { suite, created: now(), purpose, challenge, domain };
    let contexts = Profile::Conformance.contexts();
    proof::prepare(document, &options, (secret, &method), contexts).unwrap().sign()
}

fn key_of(secret: &SecretKey) -> bot_foreign::signing::SigningKey {
    secret.clone().into()
}

fn credential(id: &str) -> Value {
    let document = read(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"], "credentialSubject": {{"id": "{id}"}}}}"#
    ));
    let key = key(KeyCodec::Ed25519);
    issue(&document, &Issuing::own(&key, Suite::EddsaRdfc2022, Profile::Conformance, now()))
        .unwrap()
}

fn presentation(more: &str) -> Value {
    read(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"]{more}}}"#
    ))
}

/// Presentations that the suite signs and a verifier must accept; those with credentials get
/// signed ones. What it must refuse it posts as it is, or signs as well.
#[test]
fn inputs_of_the_data_model_suite_are_accepted_or_refused() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let key = key(KeyCodec::Ed25519);
    let issuing = Issuing::own(&key, Suite::EddsaRdfc2022, Profile::Conformance, now());
    let (mut good, mut bad) = (0, 0);
    for file in fs::read_dir(root.join("w3c-vcdm2-inputs")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Envelopes are of an older form; self-asserted ones have a test of their own.
        let other = ["enveloped", "self-asserted"].iter().any(|part| name.contains(part));
        if !name.starts_with("presentation-") || other {
            continue;
        }
        let document = json::read(&fs::read(&path).unwrap()).unwrap();
        if name.contains("-fail") {
            let posted = verified(&document);
            assert!(!posted.is_verified(), "{name}");
            for problem in &posted.problems {
                assert!(!problem.say(Lang::Fr).is_empty());
            }
            assert!(!shown(&signed_by(&secret(), &document)).is_verified(), "{name}");
            bad += 1;
            continue;
        }
        let document = with_issued(&document, &issuing);
        let presenting =
            Presenting { issuing: &issuing, challenge: Some(CHALLENGE), domain: Some(DOMAIN) };
        let signed =
            present(&document, &presenting).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let checked = shown(&signed);
        assert!(checked.is_verified(), "{name}: {:?}", checked.problems);
        assert_eq!(checked.signers, [key.did()]);
        good += 1;
    }
    assert_eq!((good, bad), (9, 10));
}

/// The presentation with its credentials signed by the same key, and its holder.
fn with_issued(document: &Value, issuing: &Issuing<'_>) -> Value {
    let mut document = document.clone();
    let members = document.as_object_mut().unwrap();
    if let Some(inside) = members.get("verifiableCredential") {
        let sign = |credential: &Value| {
            let mut credential = credential.clone();
            credential.as_object_mut().unwrap().remove("issuer");
            issue(&credential, issuing).unwrap()
        };
        let inside = inside.as_list().iter().map(sign).collect::<Vec<_>>();
        members.insert("verifiableCredential", Value::Array(inside));
    }
    let held = members.get("holder").cloned();
    match held {
        Some(Value::Object(_)) => {
            members.insert("holder", Value::object([("id", issuing.issuer.as_str())]));
        }
        Some(_) => drop(members.insert("holder", issuing.issuer.as_str())),
        None => {}
    }
    document
}

#[test]
fn a_challenge_is_answered_by_every_proof_or_not_at_all() {
    let inside = format!(r#", "verifiableCredential": [{}]"#, credential("did:example:lea"));
    let signed = signed_by(&secret(), &presentation(&inside));
    assert!(shown(&signed).is_verified());
    assert!(verified(&signed).is_verified(), "nobody asked for a challenge");
    for (challenge, domain) in [("other", DOMAIN), (CHALLENGE, "other.example")] {
        let (challenge, domain) = (Some(challenge.to_owned()), Some(domain.to_owned()));
        let asked = Asked { challenge, domain, ..Asked::at(now()) };
        let checked = checked_under(Profile::Conformance, Checks::All, &asked, &signed);
        assert_eq!(codes(&checked), ["challenge-differs"]);
    }
    // An old copy names the domain too.
    let old = Asked { challenge: None, ..asked() };
    let checked = checked_under(Profile::Conformance, Checks::All, &old, &signed);
    assert_eq!(codes(&checked), ["challenge-unasked"]);
    // A suite may give a domain to the holder alone: no plain yes, and verified.
    let unnamed = Asked { domain: None, ..asked() };
    let checked = checked_under(Profile::Conformance, Checks::All, &unnamed, &signed);
    assert_eq!(codes(&checked), [""; 0]);
    // Without proof it is judged by what it says, and answers nothing.
    let bare = presentation(&inside);
    let checked = verified(&bare);
    assert!(checked.is_verified() && checked.signers.is_empty());
    assert_eq!(checked.verdicts.len(), 1);
    assert_eq!(codes(&shown(&bare)), ["challenge-unsigned"]);
    let mut bad = signed;
    for proof in [Value::Null, Value::from("none"), Value::Array(Vec::new())] {
        bad.as_object_mut().unwrap().insert("proof", proof);
        assert_eq!(codes(&verified(&bad)), ["presentation-wrong"]);
    }
}

#[test]
fn each_credential_inside_is_judged_by_itself_and_told_by_its_place() {
    let (good, mut bad) = (credential("did:example:lea"), credential("did:example:max"));
    bad.as_object_mut().unwrap().insert("name", Value::from("changed"));
    let inside = format!(r#", "verifiableCredential": [{good}, {bad}, {good}]"#);
    let checked = shown(&signed_by(&secret(), &presentation(&inside)));
    assert_eq!(codes(&checked), ["signature-wrong"]);
    let [problem] = checked.problems.as_slice() else { panic!("one problem") };
    assert_eq!(problem.place, "verifiableCredential[1]");
    assert!(problem.say(Lang::En).starts_with("verifiableCredential[1]: The signature"));
    assert_eq!(problem.to_json(Lang::En).get("answer").and_then(Value::as_str), Some("no"));
    assert_eq!(checked.verdicts.len(), 3);
    let inside = format!(r#", "verifiableCredential": [{good}, {good}]"#);
    assert!(shown(&signed_by(&secret(), &presentation(&inside))).is_verified());
}

#[test]
fn as_many_credentials_as_are_read_are_judged_and_no_more() {
    let one = credential("did:example:lea");
    let of = |count: usize| {
        let inside = vec![one.to_string(); count].join(",");
        presentation(&format!(r#", "verifiableCredential": [{inside}]"#))
    };
    assert_eq!(shown(&signed_by(&secret(), &of(64))).verdicts.len(), 64);
    assert!(shown(&signed_by(&secret(), &of(64))).is_verified());
    assert_eq!(codes(&verified(&of(65))), ["field-wrong"]);
}

#[test]
fn whoever_is_named_as_holder_signed_it() {
    let own = key_of(&secret()).did();
    for (holder, expected) in [
        (format!(r#""{own}""#), &[][..]),
        (format!(r#"{{"id": "{own}"}}"#), &[]),
        (r#""did:example:other""#.to_owned(), &["presentation-wrong"]),
        (r#"{"id": "did:example:other"}"#.to_owned(), &["presentation-wrong"]),
    ] {
        let signed = signed_by(&secret(), &presentation(&format!(r#", "holder": {holder}"#)));
        assert_eq!(codes(&shown(&signed)), expected, "{holder}");
    }
}

#[test]
fn words_of_the_presentation_itself_are_defined() {
    let tea = presentation(r#", "tea": "green""#);
    assert_eq!(codes(&verified(&tea)), ["not-covered"]);
    assert_eq!(codes(&shown(&signed_by(&secret(), &tea))), ["not-covered"]);
    let unknown = presentation(r#", "holder": {"id": "did:example:a", "tea": "green"}"#);
    assert_eq!(codes(&verified(&unknown)), ["not-covered"]);
}

#[test]
fn a_credential_without_proof_is_the_word_of_its_holder_alone() {
    let (own, other) = (key_of(&secret()).did(), "did:example:other");
    let inside = |issuer: &str, more: &str| {
        format!(
            r#", "verifiableCredential": [{{"@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential"], "issuer": "{issuer}",
                "credentialSubject": {{"id": "did:example:lea"}}{more}}}]"#
        )
    };
    let held = |holder: &str| format!(r#", "holder": "{holder}""#);
    let check = |members: &str, expected: &[&str]| {
        assert_eq!(codes(&shown(&signed_by(&secret(), &presentation(members)))), expected);
    };
    check(&format!("{}{}", held(&own), inside(&own, "")), &[]);
    check(&inside(&own, ""), &["proof-missing"]);
    check(&format!("{}{}", held(&own), inside(other, "")), &["proof-missing"]);
    check(
        &format!("{}{}", held(other), inside(&own, "")),
        &["presentation-wrong", "proof-missing"],
    );
    let over = r#", "validUntil": "2020-01-01T00:00:00Z""#;
    check(&format!("{}{}", held(&own), inside(&own, over)), &["expired"]);
    let wrong = r#", "validFrom": "2020-01-01""#;
    check(&format!("{}{}", held(&own), inside(&own, wrong)), &["field-wrong"]);
    // Nobody signed this one at all.
    let bare = presentation(&format!("{}{}", held(&own), inside(&own, "")));
    assert_eq!(codes(&verified(&bare)), ["proof-missing"]);
}
