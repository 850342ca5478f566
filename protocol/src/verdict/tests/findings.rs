//! Recipient, right, path and endorsements, each answer once.

use super::*;
use crate::canon::hash::sha256;
use crate::canon::{jcs, multibase};
use crate::credential::proof::sign;

struct Scene {
    school: Author,
    club: Author,
    learner: Author,
    badge: Value,
    evidence: Evidence,
}

fn scene() -> Scene {
    let school = Author::new(1, "School");
    let club = Author::new(2, "Club");
    let learner = Author::new(3, "Lea");
    let badge = school.badge_for(&learner.did());
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    club.tell(&mut evidence);
    learner.tell(&mut evidence);
    Scene { school, club, learner, badge, evidence }
}

fn asked() -> Asked {
    Asked::at(at(NOON - 9 * DAY + HOUR + 8 * DAY))
}

#[track_caller]
fn check(scene: &Scene, question: Question, expected: &str) {
    let asked = Asked { max_age_millis: 30 * DAY, ..asked() };
    let verdict = judged(&scene.badge, &scene.evidence, &asked);
    assert_eq!(verdict.reason(question).code(), expected, "{}", codes(&verdict));
}

#[test]
fn a_fresh_badge_between_strangers() {
    let scene = scene();
    let asked = Asked { max_age_millis: 30 * DAY, ..asked() };
    let verdict = judged(&scene.badge, &scene.evidence, &asked);
    assert_eq!(
        codes(&verdict),
        "+signed-by-issuer +clear-as-of ?not-asked +issuer-is-creator ?self-asserted \
         ?no-endorsement-known"
    );
    let told = verdict.to_json(Lang::En);
    assert_eq!(told.at(&["findings", "integrity", "answer"]).unwrap().as_str(), Some("yes"));
    assert_eq!(told.at(&["findings", "path", "name"]).unwrap().as_str(), Some("School"));
    assert_eq!(told.at(&["credential", "name"]).unwrap().as_str(), Some("Tea"));
    assert_eq!(verdict.needed(&[Question::Integrity, Question::Status]), Answer::Yes);
    assert_eq!(verdict.needed(&[Question::Integrity, Question::Path]), Answer::Unknown);
}

#[test]
fn the_creator_may_award_and_others_are_told_apart() {
    let mut scene = scene();
    let document = |value: &Value| Document::read(&value.to_bytes()).unwrap();
    let achievement = scene.school.achievement();
    scene.school.say(Content::Achievement(document(&achievement)), NOON - 8 * DAY);
    scene.school.tell(&mut scene.evidence);
    check(&scene, Question::Right, "achievement-in-feed");
    // The club awards the school's achievement under its own name.
    let club = BadgeDraft {
        achievement: achievement.clone(),
        ..scene.club.draft_for(&scene.learner.did())
    };
    let signing = scene.club.signing(Suite::EddsaJcs2022);
    scene.badge = issue::badge(&club, &signing).unwrap();
    check(&scene, Question::Right, "created-by-another");
    let unnamed = changed(&achievement, &["creator"], None);
    let club = BadgeDraft { achievement: unnamed, ..club };
    scene.badge = issue::badge(&club, &signing).unwrap();
    check(&scene, Question::Right, "created-by-another");
    scene.evidence = Evidence::new();
    check(&scene, Question::Right, "no-other-creator");
    let club = BadgeDraft { achievement, ..club };
    scene.badge = issue::badge(&club, &signing).unwrap();
    check(&scene, Question::Right, "no-grant-known");
}

/// Whose an achievement is that is only named stands where it is described.
#[test]
fn of_an_achievement_that_is_only_named_the_creator_is_not_known() {
    let mut scene = scene();
    let whole = scene.school.achievement();
    let id = whole.get("id").cloned().unwrap();
    let mut check = |achievement: Value, expected: &str| {
        let badge = scene.school.draft_for(&scene.learner.did()).unsigned().unwrap();
        let badge = changed(&badge, &["credentialSubject", "achievement"], Some(achievement));
        let signer = (&scene.school.key, &*scene.school.did().verification_method());
        let signed =
            sign(&badge, Suite::EddsaJcs2022, signer, at(NOON - 2 * DAY), Contexts::pinned());
        scene.badge = signed.unwrap();
        let verdict = judged(&scene.badge, &Evidence::new(), &asked());
        assert_eq!(verdict.reason(Question::Right).code(), expected);
    };
    check(changed(&whole, &["creator"], None), "no-other-creator");
    check(id.clone(), "achievement-elsewhere");
    check(Value::object([("id", id.clone())]), "achievement-elsewhere");
    check(
        Value::object([("id", id.clone()), ("type", "Achievement".into())]),
        "achievement-elsewhere",
    );
    check(Value::array([id]), "achievement-elsewhere");
    check(Value::object([("type", "Achievement")]), "no-achievement");
    // Not even what a badge may have there.
    check(Value::Null, "no-achievement");
    check(Value::from(true), "right-unproven");
    check(Value::from("_:b0"), "right-unproven");
}

#[test]
fn every_creator_that_is_named_counts() {
    let mut scene = scene();
    let school = scene.school.did().to_string();
    let club = scene.club.did().to_string();
    let mine = Value::object([("id", Value::from(school.as_str())), ("type", "Profile".into())]);
    let other = Value::object([("id", Value::from(club.as_str())), ("type", "Profile".into())]);
    let unnamed = Value::object([("type", "Profile"), ("name", "Harvard")]);
    let mut check = |creator: Option<Value>, criteria: Option<Value>, expected: &str| {
        let mut achievement = changed(&scene.school.achievement(), &["creator"], creator);
        if let Some(criteria) = criteria {
            achievement = changed(&achievement, &["criteria"], Some(criteria));
        }
        // Such a badge is not issued here, so it is changed and signed as it is.
        let badge = scene.school.draft_for(&scene.learner.did()).unsigned().unwrap();
        let badge = changed(&badge, &["credentialSubject", "achievement"], Some(achievement));
        let signer = (&scene.school.key, &*scene.school.did().verification_method());
        let suite = Suite::EddsaJcs2022;
        let signed = sign(&badge, suite, signer, at(NOON - 2 * DAY), Contexts::pinned());
        scene.badge = signed.unwrap();
        let verdict = judged(&scene.badge, &Evidence::new(), &asked());
        let reason = verdict.reason(Question::Right);
        let creator = reason.data().get("creator").cloned().unwrap_or_default();
        assert_eq!(format!("{} {creator}", reason.code()), expected);
    };
    check(Some(mine.clone()), None, &format!("issuer-is-creator \"{school}\""));
    check(None, None, "no-other-creator null");
    check(Some(other.clone()), None, &format!("no-grant-known \"{club}\""));
    check(
        Some(Value::Array(vec![mine, other.clone()])),
        None,
        &format!("no-grant-known \"{club}\""),
    );
    check(Some(unnamed), None, "no-grant-known \"Harvard\"");
    check(Some(Value::object([("type", "Profile")])), None, "no-grant-known \"?\"");
    // A creator that the context of criteria does not know is none.
    let id = scene.school.achievement().get("id").cloned().unwrap();
    let elsewhere = Value::object([("id", id), ("creator", other)]);
    check(None, Some(elsewhere), "right-unproven null");
}

#[test]
fn which_achievement_stands_first_decides_nothing() {
    let mut scene = scene();
    let own = scene.school.achievement();
    let club = Value::object([("id", scene.club.did().to_string()), ("type", "Profile".into())]);
    let another = changed(&own, &["id"], Some(Value::from("urn:uuid:5")));
    let another = changed(&another, &["creator"], Some(club));
    let mut check = |subjects: Value, expected: &str| {
        let badge = scene.school.draft_for(&scene.learner.did()).unsigned().unwrap();
        let badge = changed(&badge, &["credentialSubject"], Some(subjects));
        let signer = (&scene.school.key, &*scene.school.did().verification_method());
        let suite = Suite::EddsaJcs2022;
        let signed = sign(&badge, suite, signer, at(NOON - 2 * DAY), Contexts::pinned());
        scene.badge = signed.unwrap();
        let verdict = judged(&scene.badge, &Evidence::new(), &asked());
        assert_eq!(verdict.reason(Question::Right).code(), expected);
    };
    let about = |achievements: &[&Value]| {
        let all = achievements.iter().map(|one| (*one).clone()).collect();
        Value::object([("type", "AchievementSubject".into()), ("achievement", Value::Array(all))])
    };
    check(about(&[&own]), "issuer-is-creator");
    check(about(&[&another]), "no-grant-known");
    check(about(&[&own, &own]), "issuer-is-creator");
    for pair in [[&own, &another], [&another, &own]] {
        check(about(&pair), "several-achievements");
        let subjects = pair.map(|one| about(&[one])).to_vec();
        check(Value::Array(subjects), "several-achievements");
    }
    // One whose achievement stands with the second subject alone is not passed over either.
    let plain = Value::object([("id", "urn:uuid:6"), ("type", "AchievementSubject")]);
    check(Value::Array(vec![plain, about(&[&another])]), "no-grant-known");
}

#[test]
fn an_issuer_is_known_by_book_by_chain_or_not() {
    let mut scene = scene();
    let viewer = Author::new(4, "Vera");
    scene.evidence.view_as(viewer.did());
    check(&scene, Question::Path, "self-asserted");
    scene.evidence.know(scene.club.did(), "The club next door");
    check(&scene, Question::Path, "self-asserted");
    let Scene { school, club, .. } = &mut scene;
    let accepted = school.recognise(club, 1, None, NOON - 5 * DAY);
    scene.school.tell(&mut scene.evidence);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let reason = |scene: &Scene| {
        judged(&scene.badge, &scene.evidence, &asked()).reason(Question::Path).clone()
    };
    // One friend's word is not enough.
    let chain = named(&["The club next door", "School"]);
    let by_one = Reason::RecognisedByOne { chain: chain.clone(), hops: 2 };
    assert_eq!((by_one.answer(), reason(&scene)), (Answer::Unknown, by_one));
    // Another's, who shares nobody with the first, makes it known.
    let library = Author::new(9, "Library");
    scene.evidence.know(library.did(), "The library");
    scene.school.recognise(&library, 2, None, NOON - 5 * DAY);
    library.tell(&mut scene.evidence);
    scene.school.tell(&mut scene.evidence);
    let beside = named(&["The library", "School"]);
    let (mut both, band) = ([chain, beside], "close".to_owned());
    let Reason::Recognised { chain, beside, hops: 2, band: found } = reason(&scene) else {
        panic!("{:?}", reason(&scene))
    };
    let mut told = [chain, beside];
    both.sort();
    told.sort();
    assert_eq!((told, found), (both, band));
    let end = RecognitionEnd { recognition: accepted.id(), reason: None, offer: None };
    scene.club.say(Content::RecognitionEnd(end), NOON - 4 * DAY);
    scene.club.tell(&mut scene.evidence);
    check(&scene, Question::Path, "recognised-by-one");
    scene.evidence.know(scene.school.did(), "Our school");
    check(&scene, Question::Path, "known-directly");
    scene.evidence.view_as(scene.school.did());
    check(&scene, Question::Path, "issuer-is-you");
}

#[test]
fn an_issuer_that_is_called_like_somebody_known_is_told_as_another() {
    let mut scene = scene();
    scene.evidence.view_as(Author::new(4, "Vera").did());
    check(&scene, Question::Path, "self-asserted");
    // The badge says "School"; the first letter of the other's name is Cyrillic.
    let known = Author::new(9, "Library");
    scene.evidence.know(known.did(), "\u{0405}chool");
    let alike = judged(&scene.badge, &scene.evidence, &asked()).reason(Question::Path).clone();
    let (name, like) = ("School".to_owned(), "\u{0405}chool".to_owned());
    let issuer = scene.school.did().to_string();
    assert_eq!(alike, Reason::IssuerLooksLike { name, issuer, like });
    assert_eq!(alike.answer(), Answer::Unknown);
    // Whoever is known is not warned of, whatever others are called.
    scene.evidence.know(scene.school.did(), "Our school");
    check(&scene, Question::Path, "known-directly");
}

#[test]
fn endorsements_hold_or_not_and_are_reachable_or_not() {
    let mut scene = scene();
    let id = scene.badge.get("id").unwrap().as_str().unwrap().to_owned();
    let praise = scene.club.endorse(&id, "Club");
    let path = ["credentialSubject", "endorsementComment"];
    scene.evidence.hear_endorsement(Secured::by_its_proofs(changed(
        &praise,
        &path,
        Some(Value::from("Much better")),
    )));
    check(&scene, Question::Endorsements, "endorsements-refused");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(
        scene.club.endorse("urn:uuid:something-else", "Club"),
    ));
    check(&scene, Question::Endorsements, "endorsements-refused");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(scene.school.endorse(&id, "School")));
    check(&scene, Question::Endorsements, "endorsements-refused");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(praise));
    check(&scene, Question::Endorsements, "endorsed-by-strangers");
    scene.evidence.know(scene.club.did(), "The club");
    check(&scene, Question::Endorsements, "endorsed");
    let verdict = judged(&scene.badge, &scene.evidence, &asked());
    assert_eq!(
        *verdict.reason(Question::Endorsements),
        Reason::Endorsed { count: 1, lines: 1, reachable: 1 }
    );
    assert_eq!(verdict.endorsers.len(), 3);
    assert_eq!(verdict.endorsers.iter().filter(|one| one.holds()).count(), 2);
}

#[test]
fn whoever_endorses_twice_counts_once_and_the_holder_not_at_all() {
    let mut scene = scene();
    let id = scene.badge.get("id").unwrap().as_str().unwrap().to_owned();
    scene.evidence.know(scene.club.did(), "The club");
    scene.evidence.know(scene.learner.did(), "Lea");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(scene.learner.endorse(&id, "Lea")));
    check(&scene, Question::Endorsements, "no-endorsement-known");
    let praise = scene.club.endorse(&id, "Club");
    // The same one with its members in another order, and one more about the issuer.
    let mut members: Vec<_> = praise.as_object().unwrap().iter().collect();
    members.reverse();
    let again = Value::object(members.into_iter().map(|(name, value)| (name, value.clone())));
    let school = scene.school.did().to_string();
    for one in [praise, again, scene.club.endorse(&school, "Club")] {
        scene.evidence.hear_endorsement(Secured::by_its_proofs(one));
    }
    let verdict = judged(&scene.badge, &scene.evidence, &asked());
    assert_eq!(verdict.endorsers.iter().filter(|one| one.holds()).count(), 4);
    // The one about the issuer is of no badge.
    let once = Reason::Endorsed { count: 1, lines: 2, reachable: 1 };
    assert_eq!(*verdict.reason(Question::Endorsements), once);
}

#[test]
fn who_stands_behind_a_person_stands_behind_no_badge_by_that() {
    // Lea awards herself a badge; the club, which is known, praised her for something else.
    let mut scene = scene();
    scene.evidence.know(scene.club.did(), "The club");
    let own = scene.learner.badge_for(&scene.learner.did());
    let told = |scene: &Scene, badge: &Value| {
        let verdict = judged(badge, &scene.evidence, &asked());
        let abouts: Vec<_> = verdict.endorsers.iter().map(|one| one.about).collect();
        (verdict.reason(Question::Endorsements).clone(), abouts)
    };
    let of_lea = scene.club.endorse(&scene.learner.did().to_string(), "Club");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(of_lea));
    let beside = Reason::EndorsedBeside { count: 1 };
    assert_eq!(beside.answer(), Answer::Unknown);
    assert_eq!(told(&scene, &own), (beside.clone(), vec!["issuer"]));
    // Of a badge that somebody else awarded her no more than of that.
    assert_eq!(told(&scene, &scene.badge), (beside, vec!["person"]));
    let id = own.get("id").and_then(Value::as_str).unwrap().to_owned();
    let of_badge = scene.club.endorse(&id, "Club");
    scene.evidence.hear_endorsement(Secured::by_its_proofs(of_badge));
    let once = Reason::Endorsed { count: 1, lines: 1, reachable: 1 };
    assert_eq!(told(&scene, &own).0, once);
}

#[test]
fn an_endorsement_in_a_feed_counts_too() {
    let mut scene = scene();
    let achievement = "urn:uuid:11111111-1111-4111-8111-111111111111";
    let praise = Document::read(&scene.club.endorse(achievement, "Club").to_bytes()).unwrap();
    scene.club.say(Content::Endorsement(praise), NOON - DAY);
    scene.club.tell(&mut scene.evidence);
    check(&scene, Question::Endorsements, "endorsed-by-strangers");
}

/// Endorsements whose parts are costly to tell apart: together they may cost what one badge may.
#[test]
fn costly_endorsements_are_looked_at_as_long_as_they_cost_little_together() {
    let mut scene = scene();
    let id = scene.badge.get("id").and_then(Value::as_str).unwrap().to_owned();
    let tree = (0..4).fold(Value::object([("x", "y")]), |inner, _| {
        Value::object([("x", Value::array([inner.clone(), inner]))])
    });
    for number in 0_u32..40 {
        let mut praise = scene.club.endorse(&id, "Club").as_object().unwrap().clone();
        praise.remove("proof");
        let mut contexts = praise.get("@context").unwrap().as_list().to_vec();
        contexts.push(Value::from("https://www.w3.org/ns/credentials/undefined-terms/v2"));
        praise.insert("@context", Value::Array(contexts));
        praise.insert("x", tree.clone());
        praise.insert("y", number);
        let (club, method) = (&scene.club, scene.club.did().verification_method());
        let (signer, made) = ((&club.key, method.as_str()), at(NOON - 2 * DAY));
        let suite = Suite::EddsaRdfc2022;
        let praise = sign(&Value::Object(praise), suite, signer, made, Contexts::pinned()).unwrap();
        scene.evidence.hear_endorsement(Secured::by_its_proofs(praise));
    }
    let verdict = judged(&scene.badge, &scene.evidence, &asked());
    let codes: Vec<&str> = verdict.endorsers.iter().map(|one| one.integrity.code()).collect();
    assert_eq!((codes.first(), codes.last()), (Some(&"signed-by-issuer"), Some(&"effort-spent")));
    assert!(codes.is_sorted_by_key(|code| *code == "effort-spent"), "{codes:?}");
    assert_eq!(verdict.answer(Question::Integrity), Answer::Yes);
}

/// A presentation of `badge` by `holder`, signed by `signer`.
fn presentation(badge: &Value, holder: &Did, signer: &SecretKey, challenge: &str) -> Value {
    let contexts = badge.get("@context").unwrap().clone();
    let document = Value::object([
        ("@context", contexts),
        ("type", Value::array(["VerifiablePresentation"])),
        ("holder", Value::from(holder.to_string())),
        ("verifiableCredential", Value::Array(vec![badge.clone()])),
    ]);
    let mut proof = Object::new();
    proof.insert("@context", badge.get("@context").unwrap().clone());
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", "eddsa-jcs-2022");
    proof.insert("verificationMethod", Did::from(signer.public()).verification_method());
    proof.insert("proofPurpose", "authentication");
    proof.insert("created", "2026-11-22T12:00:00Z");
    proof.insert("challenge", challenge);
    proof.insert("domain", "gate.example");
    let options = sha256(&[&jcs::canonicalize(&Value::Object(proof.clone()))]);
    let hash = sha256(&[&jcs::canonicalize(&document)]);
    let signature = signer.sign(&[options.to_bytes(), hash.to_bytes()].concat());
    proof.insert("proofValue", multibase::encode_base58btc(signature.as_bytes()));
    changed(&document, &["proof"], Some(Value::Object(proof)))
}

#[test]
fn the_holder_proves_itself_by_signing_the_challenge() {
    let scene = scene();
    let (learner, club) = (&scene.learner, &scene.club);
    let check = |shown: &Value, challenge: &str, domain: &str, expected: &str| {
        let asked = Asked {
            challenge: Some(challenge.to_owned()),
            domain: Some(domain.to_owned()),
            ..asked()
        };
        let verdict = judged(shown, &scene.evidence, &asked);
        assert_eq!(verdict.reason(Question::Recipient).code(), expected, "{}", codes(&verdict));
    };
    let good = presentation(&scene.badge, &learner.did(), &learner.key, "c1");
    check(&good, "c1", "gate.example", "presenter-is-holder");
    check(&good, "c2", "gate.example", "challenge-differs");
    check(&good, "c1", "door.example", "challenge-differs");
    let other = presentation(&scene.badge, &club.did(), &club.key, "c1");
    check(&other, "c1", "gate.example", "presented-by-another");
    let lie = presentation(&scene.badge, &learner.did(), &club.key, "c1");
    check(&lie, "c1", "gate.example", "presentation-wrong");
    let replaced = changed(&good, &["proof", "challenge"], Some(Value::from("c2")));
    check(&replaced, "c2", "gate.example", "presentation-wrong");
    let purpose = changed(&good, &["proof", "proofPurpose"], Some(Value::from("assertionMethod")));
    check(&purpose, "c1", "gate.example", "presentation-wrong");
    let bare = changed(&good, &["proof"], None);
    check(&bare, "c1", "gate.example", "challenge-unsigned");
    check(&scene.badge, "c1", "gate.example", "challenge-unsigned");
    let verdict = judged(&good, &scene.evidence, &asked());
    assert_eq!(verdict.reason(Question::Recipient).code(), "not-asked");
    // A proof that is wrong is told though nobody asked for one, whoever it should be about.
    for presenter in [None, Some(learner.did().to_string())] {
        let unasked = Asked { presenter, ..asked() };
        for wrong in [&lie, &replaced, &purpose] {
            let verdict = judged(wrong, &scene.evidence, &unasked);
            assert_eq!(verdict.reason(Question::Recipient).code(), "presentation-wrong");
            assert_eq!(verdict.answer(Question::Integrity), Answer::Yes, "of the badge inside");
        }
    }
}

#[test]
fn a_name_asked_for_is_compared() {
    let scene = scene();
    let check = |who: &str, expected: &str| {
        let asked = Asked { presenter: Some(who.to_owned()), ..asked() };
        let verdict = judged(&scene.badge, &scene.evidence, &asked);
        assert_eq!(verdict.reason(Question::Recipient).code(), expected);
    };
    check(&scene.learner.did().to_string(), "identity-matches");
    check(&scene.club.did().to_string(), "identity-differs");
    check("lea@example.org", "identity-other-kind");
    for (who, is_one) in [
        ("lea@example.org", true),
        ("mailto:lea@example.org", true),
        ("did:example:lea", true),
        ("", false),
        ("lea", false),
        ("@example.org", false),
        ("lea @example.org", false),
    ] {
        assert_eq!(is_identity(who), is_one, "{who}");
    }
    let asked = Asked { challenge: Some("c".to_owned()), ..asked() };
    let verdict = judged(&scene.badge, &scene.evidence, &asked);
    assert_eq!(verdict.reason(Question::Recipient).code(), "challenge-unsigned");
}

#[test]
fn of_several_subjects_the_first_is_compared_and_the_others_are_not_denied() {
    let scene = scene();
    let badge = |first: &Author, second: &Author| {
        let subject = |who: &Author| {
            let id = Value::from(who.did().to_string());
            changed(scene.badge.get("credentialSubject").unwrap(), &["id"], Some(id))
        };
        let both = Value::array([subject(first), subject(second)]);
        let unsigned =
            changed(&changed(&scene.badge, &["proof"], None), &["credentialSubject"], Some(both));
        let school = (&scene.school.key, scene.school.did().verification_method());
        let suite = Suite::EddsaJcs2022;
        let signer = (school.0, school.1.as_str());
        sign(&unsigned, suite, signer, at(NOON - 2 * DAY), Contexts::pinned()).unwrap()
    };
    let (learner, club) = (&scene.learner, &scene.club);
    let check = |shown: &Value, who: &Author, expected: &str| {
        let named = Asked { presenter: Some(who.did().to_string()), ..asked() };
        let code = |asked: &Asked, shown: &Value| {
            judged(shown, &scene.evidence, asked).reason(Question::Recipient).code()
        };
        let signed = presentation(shown, &who.did(), &who.key, "c1");
        let domain = Some("gate.example".to_owned());
        let challenged = Asked { challenge: Some("c1".to_owned()), domain, ..asked() };
        assert_eq!(format!("{} {}", code(&named, shown), code(&challenged, &signed)), expected);
    };
    check(&badge(learner, club), learner, "identity-matches presenter-is-holder");
    check(&badge(learner, club), club, "holder-unnamed holder-unnamed");
    check(&badge(learner, club), &scene.school, "identity-differs presented-by-another");
}
