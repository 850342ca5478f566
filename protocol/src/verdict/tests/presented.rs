//! Presentations as they are written here, judged by whoever asked for them.

use super::*;
use crate::credential::present::{PresentError, PresentationDraft, presentation};
use crate::limits::{CHALLENGE_BYTES_MAX, JSON_DEPTH_MAX, PRESENTED_MAX};

const SUITES: [Suite; 2] = [Suite::EddsaRdfc2022, Suite::EddsaJcs2022];
const CHALLENGE: &str = "4711 – répondez";
const DOMAIN: &str = "gate.example";

/// A school, the learner it awarded a badge in a suite, and somebody else.
struct Scene {
    school: Author,
    lea: Author,
    other: Author,
    badge: Value,
}

impl Scene {
    fn new(suite: Suite) -> Self {
        let (school, lea) = (Author::new(1, "School"), Author::new(2, "Lea"));
        let badge = issue::badge(&school.draft_for(&lea.did()), &school.signing(suite)).unwrap();
        Self { school, lea, other: Author::new(3, "Other"), badge }
    }

    fn presented(&self, suite: Suite) -> Value {
        present(&self.badge, &self.lea, suite).unwrap()
    }
}

fn draft(badge: &Value) -> PresentationDraft<'_> {
    PresentationDraft {
        credentials: std::slice::from_ref(badge),
        challenge: CHALLENGE,
        domain: Some(DOMAIN),
        former: &[],
    }
}

fn present(badge: &Value, who: &Author, suite: Suite) -> Result<Value, PresentError> {
    presentation(&draft(badge), &who.signing(suite))
}

fn asked(challenge: &str, domain: Option<&str>) -> Asked {
    Asked {
        challenge: Some(challenge.to_owned()),
        domain: domain.map(str::to_owned),
        ..Asked::at(at(NOON))
    }
}

/// What two findings say of a document that was asked for so.
fn told(shown: &Value, asked: &Asked) -> String {
    // As the file that is handed over.
    let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
    let verdict = judge(&presented, &Evidence::default(), asked, &Reader::core());
    let of = |question| verdict.reason(question).code();
    format!("{} {}", of(Question::Integrity), of(Question::Recipient))
}

fn check(shown: &Value, expected: &str) {
    assert_eq!(told(shown, &asked(CHALLENGE, Some(DOMAIN))), expected);
}

/// Every suite of a presentation around every suite of a badge.
fn each(mut act: impl FnMut(&Scene, Suite)) {
    for scene in SUITES.map(Scene::new) {
        SUITES.into_iter().for_each(|suite| act(&scene, suite));
    }
}

#[test]
fn what_the_holder_presents_is_known_to_be_the_holders() {
    each(|scene, suite| {
        let shown = scene.presented(suite);
        check(&shown, "signed-by-issuer presenter-is-holder");
        assert_eq!(shown.at(&["proof", "proofPurpose"]), Some(&Value::from("authentication")));
        assert_eq!(shown.at(&["proof", "cryptosuite"]), Some(&Value::from(suite.as_str())));
        assert_eq!(shown.get("holder"), Some(&Value::from(scene.lea.did().to_string())));
        let inside = shown.get("verifiableCredential").unwrap().as_list();
        assert_eq!(inside, std::slice::from_ref(&scene.badge), "it goes in as it was signed");
    });
}

#[test]
fn it_answers_one_challenge_for_one_domain() {
    each(|scene, suite| {
        let shown = scene.presented(suite);
        let holds = "signed-by-issuer presenter-is-holder";
        let unnamed = "signed-by-issuer domain-unasked";
        assert_eq!(told(&shown, &asked(CHALLENGE, None)), unnamed, "who asks for no domain");
        // Every old copy names the domain.
        let unchallenged = |domain: &str| Asked { challenge: None, ..asked("", Some(domain)) };
        let old = "signed-by-issuer challenge-unasked";
        assert_eq!(told(&shown, &unchallenged(DOMAIN)), old);
        let differs = "signed-by-issuer challenge-differs";
        assert_eq!(told(&shown, &unchallenged("door.example")), differs);
        for (challenge, domain) in [("4712", DOMAIN), ("", DOMAIN), (CHALLENGE, "door.example")] {
            let told = told(&shown, &asked(challenge, Some(domain)));
            assert_eq!(told, "signed-by-issuer challenge-differs", "{challenge} {domain}");
        }
        let free = PresentationDraft { domain: None, ..draft(&scene.badge) };
        let free = presentation(&free, &scene.lea.signing(suite)).unwrap();
        assert_eq!(told(&free, &asked(CHALLENGE, None)), holds);
        check(&free, "signed-by-issuer challenge-differs");
    });
}

#[test]
fn a_copy_cannot_be_made_to_answer_another() {
    each(|scene, suite| {
        let shown = scene.presented(suite);
        let bent = |path: &[&str], by: &str| changed(&shown, path, Some(Value::from(by)));
        let replayed = bent(&["proof", "challenge"], "4712");
        let answer = told(&replayed, &asked("4712", Some(DOMAIN)));
        assert_eq!(answer, "signed-by-issuer presentation-wrong");
        let carried = bent(&["proof", "domain"], "door.example");
        let answer = told(&carried, &asked(CHALLENGE, Some("door.example")));
        assert_eq!(answer, "signed-by-issuer presentation-wrong");
        check(
            &bent(&["holder"], &scene.other.did().to_string()),
            "signed-by-issuer presentation-wrong",
        );
        let purpose = bent(&["proof", "proofPurpose"], "assertionMethod");
        check(&purpose, "signed-by-issuer presentation-wrong");
        let bare = changed(&shown, &["proof"], None);
        check(&bare, "signed-by-issuer challenge-unsigned");
        check(&scene.badge, "signed-by-issuer challenge-unsigned");
        let name = ["verifiableCredential", "0", "name"];
        check(&bent(&name, "Coffee"), "signature-wrong recipient-unproven");
    });
}

#[test]
fn another_badge_of_the_holder_does_not_fit_into_it() {
    each(|scene, suite| {
        let again = BadgeDraft {
            id: "urn:uuid:44444444-4444-4444-8444-444444444444".to_owned(),
            ..scene.school.draft_for(&scene.lea.did())
        };
        let again = issue::badge(&again, &scene.school.signing(suite)).unwrap();
        let swapped = Value::array([again]);
        let swapped = changed(&scene.presented(suite), &["verifiableCredential"], Some(swapped));
        check(&swapped, "signed-by-issuer presentation-wrong");
    });
}

#[test]
fn only_the_subject_presents_and_only_what_holds() {
    each(|scene, suite| {
        for who in [&scene.other, &scene.school] {
            let fault = present(&scene.badge, who, suite).unwrap_err();
            assert_eq!(fault.code(), "key-not-subjects", "{fault}");
        }
        let forged = changed(&scene.badge, &["name"], Some(Value::from("Coffee")));
        let bare = changed(&scene.badge, &["proof"], None);
        for bad in [forged, bare] {
            let fault = present(&bad, &scene.lea, suite).unwrap_err();
            assert_eq!(fault.code(), "proof-refused", "{fault}");
        }
        // Another puts the badge into a presentation of their own, by other means than these.
        let theirs = scene.presented(suite);
        let theirs = changed(&theirs, &["proof"], None);
        let holder = Value::from(scene.other.did().to_string());
        let theirs = changed(&theirs, &["holder"], Some(holder));
        let options = crate::credential::proof::ProofOptions {
            suite,
            created: at(NOON),
            purpose: crate::credential::proof::Purpose::Authentication,
            challenge: Some(CHALLENGE),
            domain: Some(DOMAIN),
        };
        let method = scene.other.did().verification_method();
        let signer = (&scene.other.key, method.as_str());
        let contexts = Contexts::pinned();
        let theirs = crate::credential::proof::prepare(&theirs, &options, signer, contexts);
        check(&theirs.unwrap().sign(), "signed-by-issuer presented-by-another");
    });
}

#[test]
fn several_badges_are_shown_together_and_each_must_be_the_holders() {
    let scene = Scene::new(Suite::EddsaRdfc2022);
    let another = |who: &Author, number: usize| {
        let id = format!("urn:uuid:44444444-4444-4444-8444-{number:012}");
        let draft = BadgeDraft { id, ..scene.school.draft_for(&who.did()) };
        issue::badge(&draft, &scene.school.signing(Suite::EddsaJcs2022)).unwrap()
    };
    let shown = |badges: &[Value]| {
        let draft = PresentationDraft { credentials: badges, ..draft(&scene.badge) };
        presentation(&draft, &scene.lea.signing(Suite::EddsaJcs2022))
    };
    let lea: Vec<Value> = (0..=PRESENTED_MAX).map(|number| another(&scene.lea, number)).collect();
    let all = shown(&lea[..PRESENTED_MAX]).unwrap();
    check(&all, "signed-by-issuer presenter-is-holder");
    assert_eq!(all.get("verifiableCredential").unwrap().as_list(), &lea[..PRESENTED_MAX]);
    // One is taken out of it again.
    let fewer = Value::Array(lea[1..PRESENTED_MAX].to_vec());
    let fewer = changed(&all, &["verifiableCredential"], Some(fewer));
    check(&fewer, "signed-by-issuer presentation-wrong");
    let code = |badges: &[Value]| shown(badges).unwrap_err().code();
    assert_eq!((code(&lea), code(&[])), ("presentation-count", "presentation-count"));
    let theirs = another(&scene.other, 99);
    assert_eq!(code(&[scene.badge.clone(), theirs]), "key-not-subjects");
    let bent = changed(&lea[0], &["name"], Some(Value::from("Coffee")));
    assert_eq!(code(&[scene.badge.clone(), bent]), "proof-refused");
}

#[test]
fn the_key_that_nobody_has_is_named_and_no_form_is_blamed() {
    let scene = Scene::new(Suite::EddsaJcs2022);
    let shown = scene.presented(Suite::EddsaJcs2022);
    let method = "did:web:lea.example#key-1";
    let elsewhere = changed(&shown, &["proof", "verificationMethod"], Some(Value::from(method)));
    check(&elsewhere, "signed-by-issuer presenter-key-missing");
    let strange = changed(&shown, &["proof", "cryptosuite"], Some(Value::from("suite-2030")));
    check(&strange, "signed-by-issuer presentation-unknown");
}

#[test]
fn of_what_nobody_signed_it_is_said_what_it_is() {
    let scene = Scene::new(Suite::EddsaJcs2022);
    let bare = changed(&scene.presented(Suite::EddsaJcs2022), &["proof"], None);
    for (shown, words) in
        [(&bare, "nobody signed this presentation"), (&scene.badge, "only the badge")]
    {
        let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
        let asked = asked(CHALLENGE, Some(DOMAIN));
        let verdict = judge(&presented, &Evidence::default(), &asked, &Reader::core());
        let said = verdict.say(Question::Recipient, Lang::En);
        assert!(said.contains(words), "{said}");
        assert!(verdict.say(Question::Recipient, Lang::Fr).contains("Vous avez donné un défi"));
    }
}

#[test]
fn a_challenge_says_something_within_its_bound() {
    let scene = Scene::new(Suite::EddsaRdfc2022);
    let most = "x".repeat(CHALLENGE_BYTES_MAX);
    let code = |challenge: &str, domain: Option<&str>| {
        let draft = PresentationDraft {
            credentials: std::slice::from_ref(&scene.badge),
            challenge,
            domain,
            former: &[],
        };
        let done = presentation(&draft, &scene.lea.signing(Suite::EddsaRdfc2022));
        done.map_or_else(|fault| fault.code(), |_| "done")
    };
    assert_eq!(code(&most, Some(&most)), "done");
    assert_eq!(code("x", None), "done");
    for bad in ["", " \n", &format!("{most}x")] {
        assert_eq!(code(bad, None), "challenge-wrong", "{}", bad.len());
        assert_eq!(code("x", Some(bad)), "challenge-wrong", "{}", bad.len());
    }
}

/// A badge about `lea` with lists within lists, so that it has this depth as a whole.
fn deep(school: &Author, lea: &Author, depth: usize) -> Value {
    let mut badge = school.draft_for(&lea.did()).unsigned().unwrap();
    let nested = (1..depth).fold(Value::from("x"), |inner, _| Value::array([inner]));
    badge.as_object_mut().unwrap().insert("deep", nested);
    let method = school.did().verification_method();
    let (signer, suite) = ((&school.key, method.as_str()), Suite::EddsaJcs2022);
    crate::credential::proof::sign(&badge, suite, signer, at(NOON), Contexts::pinned()).unwrap()
}

#[test]
fn what_nobody_could_read_is_not_signed() {
    let (school, lea) = (Author::new(1, "School"), Author::new(2, "Lea"));
    let suite = Suite::EddsaJcs2022;
    // The presentation and its list of credentials are two levels more.
    let fits = present(&deep(&school, &lea, JSON_DEPTH_MAX - 2), &lea, suite).unwrap();
    assert!(json::read(&fits.to_bytes()).is_ok());
    for depth in [JSON_DEPTH_MAX - 1, JSON_DEPTH_MAX] {
        let badge = deep(&school, &lea, depth);
        assert!(json::read(&badge.to_bytes()).is_ok(), "the badge alone is readable");
        let fault = present(&badge, &lea, suite).unwrap_err();
        assert_eq!(fault.code(), "presentation-too-large", "{fault}");
    }
}

#[test]
fn a_badge_in_quotation_marks_is_read_as_what_they_hold() {
    let scene = Scene::new(Suite::EddsaJcs2022);
    let text = String::from_utf8(scene.badge.to_bytes()).unwrap();
    let quoted = |text: &str| Value::String(text.to_owned()).to_bytes();
    let read = |bytes: &[u8]| Presented::read(bytes, &Reader::core());
    let whole = read(text.as_bytes()).unwrap();
    let told = read(&[b" \n", quoted(&text).as_slice(), b"\n"].concat()).unwrap();
    assert_eq!(told, whole);
    assert_eq!(unquoted(&quoted(&text)).as_deref(), Some(text.as_str()));
    // What was changed inside of them is changed.
    let changed = text.replacen("School", "Schoel", 1);
    let verdict = |shown: &Presented| {
        judge(shown, &Evidence::default(), &Asked::at(at(NOON)), &Reader::core())
    };
    let shown = read(&quoted(&changed)).unwrap();
    assert_eq!(verdict(&shown).reason(Question::Integrity).code(), "signature-wrong");
    let cut = &text[..text.len() / 2];
    let refused = read(&quoted(cut)).unwrap_err();
    assert!(refused.claims && refused.code() == "json-refused", "{refused:?}");
    // Twice in them, and other texts: none is looked into further.
    let twice = std::str::from_utf8(&quoted(&text)).unwrap().to_owned();
    for other in
        [quoted(&twice), quoted("{name}"), quoted("eyJ"), quoted("a badge"), b"\"a".to_vec()]
    {
        assert_eq!(unquoted(&other), None, "{}", other.escape_ascii());
        assert!(read(&other).is_err(), "{}", other.escape_ascii());
    }
    assert!(!read(&quoted("{name}")).unwrap_err().claims);
    // What is handed in as evidence is read alike.
    let mut evidence = Evidence::default();
    let list = text.replace("OpenBadgeCredential", "EndorsementCredential");
    assert_eq!(evidence.hear_file(&quoted(&list), &Reader::core()).unwrap(), Heard::Endorsement);
    assert!(evidence.hear_file(&quoted("a list"), &Reader::core()).is_err());
}
