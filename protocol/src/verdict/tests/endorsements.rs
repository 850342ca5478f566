//! What ties an endorsement to what it is about, and what takes it back.

use super::*;
use crate::credential::issue::Given;
use crate::credential::model::praise::Praise;
use crate::credential::proof::sign;
use crate::credential::status::StatusPurpose;
use crate::statement::word::{Subject, WORD_MEDIA_TYPE, WordDraft};
use crate::verdict::Bound;

/// An endorsement by `by` of what has this id, with what is given beside the words.
fn given(by: &Author, target: &str, given: &Given<'_>) -> Value {
    let draft = EndorsementDraft {
        id: "urn:uuid:44444444-4444-4444-8444-444444444444".to_owned(),
        issuer: by.issuer("Club"),
        target: target.to_owned(),
        comment: None,
        valid_from: at(NOON - DAY),
        valid_until: None,
    };
    let (unsigned, method) =
        (draft.unsigned_giving(given).unwrap(), by.did().verification_method());
    let signer = (&by.key, method.as_str());
    sign(&unsigned, Suite::EddsaRdfc2022, signer, at(NOON - DAY), Contexts::pinned()).unwrap()
}

/// What is told of an endorsement handed in with a badge.
fn told(badge: &Value, praise: &Value) -> (bool, Bound) {
    let mut evidence = Evidence::new();
    evidence.hear_endorsement(Secured::by_its_proofs(praise.clone()));
    let verdict = judged(badge, &evidence, &Asked::at(at(NOON)));
    let [endorser] = verdict.endorsers.as_slice() else { panic!("{:?}", verdict.endorsers) };
    let count = usize::from(endorser.holds());
    let none = verdict.answer(Question::Endorsements) == Answer::No;
    assert_eq!(none, count == 0, "{}", codes(&verdict));
    (endorser.holds(), endorser.bound)
}

fn id_of(badge: &Value) -> &str {
    badge.get("id").unwrap().as_str().unwrap()
}

#[test]
fn a_copied_id_inherits_no_praise_that_names_the_content() {
    let (school, rival, club) =
        (Author::new(1, "School"), Author::new(4, "Rival"), Author::new(2, "Club"));
    let learner = Author::new(3, "Lea").did();
    // Both badges have the same id, and so do the achievements in them.
    let (badge, copy) = (school.badge_for(&learner), rival.badge_for(&learner));
    assert_eq!(id_of(&badge), id_of(&copy));
    let of = |content| given(&club, id_of(&badge), &Given { content, ..Given::default() });
    let (bound, loose) = (of(Some(&badge)), of(None));
    assert_eq!(told(&badge, &bound), (true, Bound::Content));
    assert_eq!(told(&copy, &bound), (false, Bound::Id));
    // One without a digest is read as before, and said to hang on the id alone.
    assert_eq!(told(&badge, &loose), (true, Bound::Id));
    assert_eq!(told(&copy, &loose), (true, Bound::Id));
    let achievement = badge.at(&["credentialSubject", "achievement"]).unwrap();
    let id = achievement.get("id").unwrap().as_str().unwrap();
    let content = Some(achievement);
    let criteria = given(&club, id, &Given { content, ..Given::default() });
    assert_eq!(told(&badge, &criteria), (true, Bound::Content));
    // The same creator with other words: what was praised is no longer what it says.
    let path = ["credentialSubject", "achievement", "description"];
    let later = changed(&badge, &path, Some(Value::from("Less is asked now")));
    let (method, mut bare) =
        (school.did().verification_method(), later.as_object().unwrap().clone());
    bare.remove("proof");
    let signer = (&school.key, method.as_str());
    let suite = Suite::EddsaRdfc2022;
    let later = sign(&Value::Object(bare), suite, signer, at(NOON - DAY), Contexts::pinned());
    assert_eq!(told(&later.unwrap(), &criteria), (false, Bound::Id));
    // Of somebody: nobody else has their key.
    for who in [school.did(), learner] {
        let praise = given(&club, &who.to_string(), &Given::default());
        assert_eq!(told(&badge, &praise), (true, Bound::Key));
    }
}

#[test]
fn reasons_are_told_and_an_endorsement_that_was_withdrawn_does_not_hold() {
    let (school, mut club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let badge = school.badge_for(&Author::new(3, "Lea").did());
    let place = Place { list: 1, index: 9 };
    let reasons = [Praise::GoodCriteria, Praise::UsefulFor("nurses".to_owned())];
    let status = Some(place.entry(&club.did(), StatusPurpose::Revocation, None));
    let content = Some(&badge);
    let praise =
        given(&club, id_of(&badge), &Given { reasons: &reasons, content, status, attached: None });
    let mut evidence = Evidence::new();
    evidence.hear_endorsement(Secured::by_its_proofs(praise));
    let judge = |evidence: &Evidence| judged(&badge, evidence, &Asked::at(at(NOON)));
    let before = judge(&evidence);
    assert_eq!(before.endorsers[0].reasons, reasons);
    assert!(before.endorsers[0].holds());
    let json = before.to_json(Lang::En);
    let one = &json.at(&["findings", "endorsements", "endorsers"]).unwrap().as_list()[0];
    assert_eq!(one.get("bound").unwrap().as_str(), Some("content"));
    assert_eq!(one.get("reasons").unwrap().as_list()[1].as_str(), Some("useful for nurses"));
    // What somebody else takes back, or another place, is nothing to it.
    club.say(revocation(8), NOON - HOUR);
    club.tell(&mut evidence);
    assert!(judge(&evidence).endorsers[0].holds());
    club.say(revocation(9), NOON - HOUR);
    club.tell(&mut evidence);
    let after = judge(&evidence);
    assert!(!after.endorsers[0].holds());
    assert_eq!(after.endorsers[0].status.code(), "revoked");
    let json = after.to_json(Lang::En);
    let one = &json.at(&["findings", "endorsements", "endorsers"]).unwrap().as_list()[0];
    assert_eq!(one.get("because").and_then(Value::as_str), Some("lost"));
    let says = one.get("says").and_then(Value::as_str).unwrap();
    assert!(says.contains("withdrew") && says.contains("lost"), "{says}");
    assert_eq!(after.reason(Question::Endorsements).code(), "endorsements-refused");
}

#[test]
fn only_words_that_the_endorser_signed_go_with_an_endorsement() {
    let (school, club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let badge = school.badge_for(&Author::new(3, "Lea").did());
    let word = |by: &Author| {
        let (subject, words) = (Subject::Text("x".to_owned()), Some("seen".to_owned()));
        WordDraft { subject, words, at: at(NOON - 300 * DAY) }.sign(&by.key).unwrap().to_bytes()
    };
    for (by, count) in [(&club, 1), (&school, 0)] {
        let bytes = word(by);
        let attached = Some((WORD_MEDIA_TYPE, bytes.as_slice()));
        let more = Given { content: Some(&badge), attached, ..Given::default() };
        let praise = given(&club, id_of(&badge), &more);
        let mut evidence = Evidence::new();
        evidence.hear_endorsement(Secured::by_its_proofs(praise));
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        assert!(verdict.endorsers[0].holds());
        assert_eq!(verdict.endorsers[0].said.len(), count);
    }
}

/// A badge or an achievement that is called as somebody is gets nothing of what was said of them.
#[test]
fn a_thing_that_bears_the_name_of_somebody_gets_none_of_their_praise() {
    let (school, club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let (lea, famous) = (Author::new(3, "Lea").did(), Author::new(4, "Famous").did());
    let praise = given(&club, &famous.to_string(), &Given::default());
    let method = school.did().verification_method();
    for path in [&["id"][..], &["credentialSubject", "achievement", "id"]] {
        let named = changed(&school.badge_for(&lea), path, Some(Value::from(famous.to_string())));
        let mut bare = named.as_object().unwrap().clone();
        bare.remove("proof");
        let signer = (&school.key, method.as_str());
        let suite = Suite::EddsaRdfc2022;
        let badge =
            sign(&Value::Object(bare), suite, signer, at(NOON - DAY), Contexts::pinned()).unwrap();
        let mut evidence = Evidence::new();
        evidence.hear_endorsement(Secured::by_its_proofs(praise.clone()));
        assert_eq!(judged(&badge, &evidence, &Asked::at(at(NOON))).endorsers, [], "{path:?}");
        // Of whom it is about it is praise all the same.
        let own = given(&club, &lea.to_string(), &Given::default());
        assert_eq!(told(&badge, &own), (true, Bound::Key));
    }
}

/// Words about somebody or a badge go with an endorsement of just that, and those about its holder with
/// one of this very badge; with one that does not hold, nothing is said.
#[test]
fn words_about_others_do_not_go_with_an_endorsement() {
    let (school, mut club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let holder = Author::new(3, "Lea");
    let lea = holder.did();
    let badge = school.badge_for(&lea);
    let own = crate::canon::hash::sha256(&[&crate::canon::jcs::canonicalize(&badge)]);
    let other = crate::canon::hash::Hash::from_bytes([1; 32]);
    let word = |subject| {
        let (words, at) = (Some("seen".to_owned()), at(NOON - 300 * DAY));
        WordDraft { subject, words, at }.sign(&club.key).unwrap()
    };
    let place = Place { list: 1, index: 9 };
    let mut held = Vec::new();
    for (subject, goes) in [
        (Subject::Credential(own), true),
        (Subject::Credential(other), false),
        (Subject::Somebody(lea.to_string()), true),
        (Subject::Somebody(school.did().to_string()), false),
        (Subject::Somebody("mailto:lea@school.example".to_owned()), false),
    ] {
        let word = word(subject);
        let bytes = word.to_bytes();
        let praise = given(
            &club,
            id_of(&badge),
            &Given {
                reasons: &[Praise::GoodCriteria],
                attached: Some((WORD_MEDIA_TYPE, bytes.as_slice())),
                content: Some(&badge),
                status: Some(place.entry(&club.did(), StatusPurpose::Revocation, None)),
            },
        );
        assert_eq!(word.goes_with(&praise, Some(&lea.to_string())), goes);
        let gated = Document::read(&praise.to_bytes()).unwrap();
        let (content, ret) = (Content::Endorsement(gated), Retention::Erasable);
        let draft = Draft { content, salt: [9; 16], ret };
        let said = draft.sign(&lea, &holder.feed.head(), at(NOON), &holder.writer);
        assert_eq!(said.is_ok(), goes, "{:?}", word.subject());
        held.push((praise, usize::from(goes)));
    }
    let of = |praise: &Value, evidence: &Evidence| {
        let mut evidence = evidence.clone();
        evidence.hear_endorsement(Secured::by_its_proofs(praise.clone()));
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        (verdict.endorsers[0].reasons.len(), verdict.endorsers[0].said.len())
    };
    let mut evidence = Evidence::new();
    for (praise, count) in &held {
        assert_eq!(of(praise, &evidence), (1, *count));
    }
    // What names no digest may be of another badge, and so of another holder.
    let bytes = word(Subject::Somebody(lea.to_string())).to_bytes();
    let attached = Some((WORD_MEDIA_TYPE, bytes.as_slice()));
    let reasons = &[Praise::GoodCriteria];
    let loose = given(&club, id_of(&badge), &Given { reasons, attached, ..Given::default() });
    assert_eq!(of(&loose, &evidence), (1, 0));
    club.say(revocation(9), NOON - HOUR);
    club.tell(&mut evidence);
    for (praise, _) in &held {
        assert_eq!(of(praise, &evidence), (0, 0));
    }
}

/// What is told of what an endorsement is about, and of who stands behind it itself.
#[test]
fn an_endorsement_tells_what_it_is_of_and_whether_that_is_at_hand() {
    let (school, rival, club) =
        (Author::new(1, "School"), Author::new(4, "Rival"), Author::new(2, "Club"));
    let lea = Author::new(3, "Lea").did();
    let (badge, copy) = (school.badge_for(&lea), rival.badge_for(&lea));
    let achievement = badge.at(&["credentialSubject", "achievement"]).unwrap();
    let id = achievement.get("id").unwrap().as_str().unwrap();
    let of = |target: &str, content| given(&club, target, &Given { content, ..Given::default() });
    let person = lea.to_string();
    let check = |praise: &Value, beside: Option<&Value>, expected: &str| {
        let mut evidence = Evidence::new();
        beside.into_iter().for_each(|one| {
            evidence.hear_badge(Secured::by_its_proofs(one.clone()));
        });
        // It stands in a ledger as well, and endorses no more by that.
        evidence.hear_endorsement(Secured::by_its_proofs(praise.clone()));
        let verdict = judged(praise, &evidence, &Asked::at(at(NOON)));
        assert_eq!(verdict.endorsers, []);
        assert_eq!(verdict.reason(Question::Right).code(), "anybody-endorses");
        let told = verdict.credential.get("endorses").unwrap();
        assert_eq!(told.get("at_hand").unwrap().as_str(), Some(expected));
        let named = matches!(expected, "content" | "id");
        assert_eq!(told.get("name").is_some(), named, "{expected}");
    };
    check(&of(id_of(&badge), Some(&badge)), None, "no");
    check(&of(id_of(&badge), Some(&badge)), Some(&badge), "content");
    check(&of(id_of(&badge), Some(&badge)), Some(&copy), "other");
    check(&of(id_of(&badge), None), Some(&copy), "id");
    check(&of(id, Some(achievement)), Some(&badge), "content");
    check(&of(&person, None), Some(&badge), "somebody");
    // A badge endorses nothing.
    let verdict = judged(&badge, &Evidence::new(), &Asked::at(at(NOON)));
    assert!(verdict.credential.get("endorses").is_none());
}
