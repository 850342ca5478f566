//! Several credentials presented together: each is judged by itself, against one presenter.

use super::*;
use crate::credential::proof::{ProofOptions, Purpose};
use crate::limits::{PRESENTED_MAX, PROOFS_MAX, PROOFS_TOGETHER_MIN};
use crate::verdict::checked::{self, Checking, Checks, Presenters};

const CHALLENGE: &str = "4711";
const DOMAIN: &str = "gate.example";
const SUITES: [Suite; 2] = [Suite::EddsaRdfc2022, Suite::EddsaJcs2022];
const HELD: &str = "signed-by-issuer presenter-is-holder";

/// A school, the learner who presents, and another learner.
struct Scene {
    school: Author,
    lea: Author,
    max: Author,
}

impl Scene {
    fn new() -> Self {
        let (mut school, lea) = (Author::new(1, "School"), Author::new(2, "Lea"));
        // News of yesterday, about another badge.
        school.revoke(99, NOON - DAY);
        Self { school, lea, max: Author::new(3, "Max") }
    }

    /// The badge with this number about somebody, signed by one suite or the other.
    fn badge(&self, number: usize, whose: &Author) -> Value {
        let mut draft = self.school.draft_for(&whose.did());
        draft.id = format!("urn:uuid:44444444-4444-4444-8444-4444444444{number:02}");
        draft.status = Some(Place { list: 1, index: u32::try_from(number).unwrap() });
        issue::badge(&draft, &self.school.signing(SUITES[number % 2])).unwrap()
    }

    fn badges(&self, count: usize) -> Vec<Value> {
        (0..count).map(|number| self.badge(number, &self.lea)).collect()
    }

    /// A presentation by somebody, for the challenge and the domain of these tests.
    fn shown(&self, badges: &[Value], by: &Author) -> Value {
        let options = ProofOptions {
            suite: Suite::EddsaJcs2022,
            created: at(NOON),
            purpose: Purpose::Authentication,
            challenge: Some(CHALLENGE),
            domain: Some(DOMAIN),
        };
        let method = by.did().verification_method();
        let (unsigned, signer) = (unsigned(badges, by), (&by.key, method.as_str()));
        let prepared =
            crate::credential::proof::prepare(&unsigned, &options, signer, Contexts::pinned());
        prepared.unwrap().sign()
    }

    /// What the school's ledger tells.
    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        self.school.tell(&mut evidence);
        evidence
    }
}

fn unsigned(badges: &[Value], by: &Author) -> Value {
    Value::object([
        ("@context", Value::array(["https://www.w3.org/ns/credentials/v2"])),
        ("type", Value::array(["VerifiablePresentation"])),
        ("holder", Value::from(by.did().to_string())),
        ("verifiableCredential", Value::Array(badges.to_vec())),
    ])
}

fn challenged() -> Asked {
    let (challenge, domain) = (Some(CHALLENGE.to_owned()), Some(DOMAIN.to_owned()));
    Asked { challenge, domain, ..Asked::at(at(NOON)) }
}

fn judged(shown: &Value, asked: &Asked, evidence: &Evidence) -> Verdict {
    let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
    judge(&presented, evidence, asked, &Reader::core())
}

/// Integrity and recipient of the whole, then of each.
fn told(verdict: &Verdict) -> Vec<String> {
    let all = std::iter::once(verdict).chain(&verdict.credentials);
    let code = |one: &Verdict, question| one.reason(question).code().to_owned();
    all.map(|one| code(one, Question::Integrity) + " " + &code(one, Question::Recipient)).collect()
}

#[track_caller]
fn check(shown: &Value, expected: &[&str]) {
    assert_eq!(told(&judged(shown, &challenged(), &Evidence::new())), expected);
}

/// Why a document is refused unread.
fn refused(shown: &Value) -> RefusedWhy {
    Presented::read(&shown.to_bytes(), &Reader::core()).unwrap_err().why
}

#[test]
fn each_of_several_is_judged_and_all_are_the_presenters() {
    let scene = Scene::new();
    check(&scene.shown(&scene.badges(1), &scene.lea), &[HELD]);
    for count in [2, 3, PRESENTED_MAX] {
        let shown = scene.shown(&scene.badges(count), &scene.lea);
        check(&shown, &vec![HELD; count + 1]);
        let verdict = judged(&shown, &challenged(), &scene.evidence());
        let needed = [Question::Integrity, Question::Status, Question::Recipient];
        assert_eq!(verdict.needed(&needed), Answer::Yes);
        let ids: Vec<_> = verdict.credentials.iter().map(|one| one.credential.get("id")).collect();
        let badges = scene.badges(count);
        assert_eq!(ids, badges.iter().map(|badge| badge.get("id")).collect::<Vec<_>>());
    }
}

/// What an interface that knows only verified or not is told of each recipient, and the codes of
/// its problems.
fn checked(shown: &Value, asked: &Asked, presenters: Presenters) -> (Vec<String>, Vec<String>) {
    let (evidence, reader, checks) = (&Evidence::new(), Reader::core(), Checks::All);
    let checking = Checking { evidence, asked, reader, checks, presenters, purpose: None };
    let checked = checked::presentation(shown, &checking);
    // Of the ledger nothing is at hand, which is another question.
    let problems = checked.problems.iter().filter(|one| one.reason.code() != "no-feed");
    let codes = problems.map(|one| one.reason.code().to_owned()).collect();
    (checked.verdicts.iter().flat_map(told).collect(), codes)
}

#[test]
fn other_interfaces_hear_of_each_recipient_what_everybody_hears() {
    let scene = Scene::new();
    let others = "presented-by-another";
    let two = [scene.badge(0, &scene.lea), scene.badge(1, &scene.max)];
    let mut bent = scene.shown(&two, &scene.lea);
    bent = changed(&bent, &["proof", "challenge"], Some("4712".into()));
    let bent_asked = Asked { challenge: Some("4712".to_owned()), ..challenged() };
    let unasked = Asked::at(at(NOON));
    for (shown, asked, problems) in [
        (scene.shown(&two, &scene.lea), challenged(), &[others][..]),
        (scene.shown(&two, &scene.school), challenged(), &[others, others]),
        (scene.shown(&two, &scene.lea), unasked.clone(), &[]),
        (unsigned(&two, &scene.lea), challenged(), &["challenge-unsigned"]),
        (unsigned(&two, &scene.lea), unasked, &[]),
        (bent, bent_asked, &["presentation-wrong"]),
    ] {
        let verdict = judged(&shown, &asked, &Evidence::new());
        let each: Vec<_> = verdict.credentials.iter().flat_map(told).collect();
        assert_eq!(each.len(), 2);
        let strict = checked(&shown, &asked, Presenters::Holders);
        assert_eq!(strict, (each.clone(), problems.iter().map(|code| code.to_string()).collect()));
        // Where anybody may present, the findings stay what they are.
        let (lax, codes) = checked(&shown, &asked, Presenters::Anybody);
        assert!(lax == each && codes.iter().all(|code| code != others), "{codes:?}");
    }
}

#[test]
fn one_bad_among_good_is_told_and_spoils_the_whole() {
    let scene = Scene::new();
    for place in 0..3 {
        let mut badges = scene.badges(3);
        badges[place] = changed(&badges[place], &["name"], Some(Value::from("Coffee")));
        let bad = "signature-wrong recipient-unproven";
        let mut expected = [bad, HELD, HELD, HELD];
        expected[1 + place] = bad;
        // The whole tells each question by itself: whether it is the holder's cannot be told of one.
        check(&scene.shown(&badges, &scene.lea), &expected);
        let verdict = judged(&scene.shown(&badges, &scene.lea), &challenged(), &scene.evidence());
        assert_eq!(verdict.needed(&[Question::Integrity]), Answer::No);
        let about = verdict.to_json(Lang::En);
        let about = about.at(&["findings", "integrity", "credential"]).unwrap();
        assert_eq!(about, &Value::from(u32::try_from(place).unwrap()));
    }
    let bare = changed(&scene.badge(1, &scene.lea), &["proof"], None);
    let shown = scene.shown(&[scene.badge(0, &scene.lea), bare], &scene.lea);
    let bad = "proof-missing recipient-unproven";
    check(&shown, &[bad, HELD, bad]);
}

#[test]
fn a_revoked_one_among_good_is_told() {
    let mut scene = Scene::new();
    scene.school.revoke(1, NOON - HOUR);
    let shown = scene.shown(&scene.badges(3), &scene.lea);
    let verdict = judged(&shown, &challenged(), &scene.evidence());
    let status = |one: &Verdict| one.reason(Question::Status).code();
    let each: Vec<_> = verdict.credentials.iter().map(status).collect();
    assert_eq!(each, ["clear-as-of", "revoked", "clear-as-of"]);
    assert_eq!(verdict.answer(Question::Status), Answer::No);
    assert_eq!(verdict.needed(&[Question::Integrity, Question::Status]), Answer::No);
    // Without the ledger it cannot be told of any.
    let unheard = judged(&shown, &challenged(), &Evidence::new());
    assert_eq!(unheard.needed(&[Question::Integrity, Question::Status]), Answer::Unknown);
    assert_eq!(unheard.needed(&[Question::Integrity, Question::Recipient]), Answer::Yes);
}

#[test]
fn a_credential_of_another_holder_is_not_the_presenters() {
    let scene = Scene::new();
    let mixed = [scene.badge(0, &scene.lea), scene.badge(1, &scene.max)];
    let others = "signed-by-issuer presented-by-another";
    check(&scene.shown(&mixed, &scene.lea), &[others, HELD, others]);
    check(&scene.shown(&mixed, &scene.max), &[others, others, HELD]);
    check(&scene.shown(&mixed, &scene.school), &[others, others, others]);
}

#[test]
fn the_presentation_is_judged_once_for_all() {
    let scene = Scene::new();
    let shown = scene.shown(&scene.badges(2), &scene.lea);
    let all = |reason: &str| vec![format!("signed-by-issuer {reason}"); 3];
    let with = |shown: &Value, asked: &Asked| told(&judged(shown, asked, &Evidence::new()));
    for (challenge, domain) in [("4712", DOMAIN), (CHALLENGE, "door.example")] {
        let (challenge, domain) = (Some(challenge.to_owned()), Some(domain.to_owned()));
        let asked = Asked { challenge, domain, ..challenged() };
        assert_eq!(with(&shown, &asked), all("challenge-differs"));
    }
    assert_eq!(with(&shown, &Asked::at(at(NOON))), all("not-asked"));
    // Unsigned, nobody is known to present it.
    let bare = unsigned(&scene.badges(2), &scene.lea);
    assert_eq!(with(&bare, &challenged()), all("challenge-unsigned"));
    assert_eq!(with(&bare, &Asked::at(at(NOON))), all("presentation-unsigned"));
    let bent = |path: &[&str], by: Value| changed(&shown, path, Some(by));
    let wrong = [
        bent(&["proof", "challenge"], "4712".into()),
        bent(&["holder"], scene.max.did().to_string().into()),
        bent(&["verifiableCredential"], Value::Array(vec![scene.badge(0, &scene.lea); 2])),
        bent(&["verifiableCredential"], Value::Array(scene.badges(3)[1..].to_vec())),
    ];
    let asked = Asked { challenge: Some("4712".to_owned()), ..challenged() };
    assert_eq!(with(&wrong[0], &asked), all("presentation-wrong"));
    for wrong in &wrong[1..] {
        assert_eq!(with(wrong, &challenged()), all("presentation-wrong"));
    }
    // Nobody need ask for a signature to be told of one that is wrong.
    for wrong in &wrong {
        assert_eq!(with(wrong, &Asked::at(at(NOON))), all("presentation-wrong"));
    }
    // Of one that nobody can check here nothing is said.
    let strange = bent(&["proof", "cryptosuite"], "tea-2026".into());
    assert_eq!(with(&strange, &Asked::at(at(NOON))), all("not-asked"));
    assert_eq!(with(&strange, &challenged()), all("presentation-unknown"));
}

#[test]
fn the_same_badge_again_is_said_to_be_the_same() {
    let scene = Scene::new();
    let [first, second] = [0, 1].map(|number| scene.badge(number, &scene.lea));
    // The same badge signed once more, by another suite.
    let mut draft = scene.school.draft_for(&scene.lea.did());
    draft.id = first.get("id").unwrap().as_str().unwrap().to_owned();
    let again = issue::badge(&draft, &scene.school.signing(Suite::EddsaJcs2022)).unwrap();
    let forged = changed(&first, &["name"], Some(Value::from("Coffee")));
    let repeats = |badges: &[Value]| {
        let verdict = judged(&scene.shown(badges, &scene.lea), &challenged(), &Evidence::new());
        let repeats = verdict.credentials.iter().map(|one| one.credential.get("repeats").cloned());
        repeats.map(|found| found.map(|at| at.to_string())).collect::<Vec<_>>()
    };
    let at = |place: &str| Some(place.to_owned());
    assert_eq!(repeats(&[first.clone(), second.clone()]), [None, None]);
    let thrice = [first.clone(), second, first.clone(), again];
    assert_eq!(repeats(&thrice), [None, None, at("0"), at("0")]);
    // A forgery that comes first takes no place of the true one.
    assert_eq!(repeats(&[forged.clone(), first, forged]), [None, None, at("0")]);
}

#[test]
fn the_json_of_one_stays_and_that_of_several_lists_each() {
    let scene = Scene::new();
    let members = |value: &Value| {
        let names = value.as_object().unwrap().keys().map(ToOwned::to_owned);
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let json = |count| {
        let shown = scene.shown(&scene.badges(count), &scene.lea);
        judged(&shown, &challenged(), &scene.evidence()).to_json(Lang::En)
    };
    let one = json(1);
    assert_eq!(members(&one), ["credential", "findings", "judged_at"]);
    let two = json(2);
    assert_eq!(members(&two), ["credential", "credentials", "findings", "judged_at"]);
    let findings = members(one.get("findings").unwrap());
    assert_eq!(members(two.get("findings").unwrap()), findings);
    let each = two.get("credentials").unwrap().as_list();
    assert_eq!(each.len(), 2);
    for credential in each {
        assert_eq!(members(credential), ["credential", "findings"]);
        assert_eq!(members(credential.get("findings").unwrap()), findings);
        assert!(credential.at(&["findings", "integrity", "credential"]).is_none());
    }
    assert_eq!(each[0].get("credential"), one.get("credential"));
}

#[test]
fn none_and_more_than_are_judged_together_are_refused() {
    let scene = Scene::new();
    assert_eq!(refused(&unsigned(&[], &scene.lea)), RefusedWhy::NonePresented);
    let many = vec![scene.badge(0, &scene.lea); PRESENTED_MAX + 1];
    assert_eq!(refused(&unsigned(&many, &scene.lea)), RefusedWhy::Several { count: 17 });
    let shown = scene.shown(&many[1..], &scene.lea);
    assert_eq!(judged(&shown, &challenged(), &Evidence::new()).credentials.len(), PRESENTED_MAX);
}

/// A badge with its proof so many times.
fn proven_times(badge: &Value, proofs: usize) -> Value {
    let proof = badge.get("proof").unwrap().clone();
    changed(badge, &["proof"], Some(Value::Array(vec![proof; proofs])))
}

#[test]
fn several_share_what_one_may_cost() {
    let scene = Scene::new();
    let integrity = |badges: usize, proofs: usize| {
        let badges: Vec<_> =
            scene.badges(badges).iter().map(|badge| proven_times(badge, proofs)).collect();
        let verdict =
            judged(&unsigned(&badges, &scene.lea), &Asked::at(at(NOON)), &Evidence::new());
        verdict.reason(Question::Integrity).code()
    };
    for (badges, most) in [(1, PROOFS_MAX), (2, 8), (5, 3), (PRESENTED_MAX, PROOFS_TOGETHER_MIN)] {
        assert_eq!(integrity(badges, most), "signed-by-issuer", "{badges}");
        assert_eq!(integrity(badges, most + 1), "over-limit", "{badges}");
    }
}
