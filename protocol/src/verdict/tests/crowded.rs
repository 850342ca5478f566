//! What many strangers say pushes nothing out of a proof that decides, and whoever has a proof alone is
//! told what a node is that holds everything: people by whichever of their keys.

use super::anchors::anchor;
use super::communities::{AWARDED, Scene, endorsed, membership, signed, text};
use super::succession::Owner;
use super::*;
use crate::limits::{DOSSIER_KEYS_MAX, DOSSIER_PARTS_MAX};

fn proof(badge: &Value, evidence: &Evidence) -> Dossier {
    let presented = Reader::core().read(&badge.to_bytes()).unwrap();
    Dossier::of(&badge.to_bytes(), &presented, evidence, &Reader::core())
}

/// What is told by everything at hand, and by the proof where nothing else is.
fn told(badge: &Value, evidence: &Evidence, questions: &[Question]) -> [Vec<&'static str>; 2] {
    let mut alone = Evidence::new();
    let bytes = proof(badge, evidence).to_bytes().unwrap();
    alone.hear_file(&bytes, &Reader::core()).unwrap();
    let told = |evidence: &Evidence| {
        let verdict = judged(badge, evidence, &Asked::at(at(NOON)));
        let codes = questions.iter().map(|question| verdict.reason(*question).code());
        codes.collect::<Vec<_>>()
    };
    [told(evidence), told(&alone)]
}

/// A school that went on with another key, a badge from before that stands in an anchor, and 70 strangers
/// who endorse it.
fn crowded(taken_back: bool) -> (Value, Evidence) {
    let mut owner = Owner::new(1, "School");
    let badge = owner.old.badge_for(&Author::new(2, "Lea").did());
    let shown = anchor(&mut owner.old, &[&badge], NOON - 6 * DAY);
    let index = if taken_back { 77 } else { 5 };
    let content = Revoke { list: 1, indexes: vec![index], reason: None, of: Some(owner.old.did()) };
    owner.new.say(Content::Revoke(content), NOON - HOUR);
    let mut evidence = owner.evidence(&[owner.succeed(2)]);
    evidence.hear_anchor(shown);
    let id = badge.get("id").and_then(Value::as_str).unwrap();
    for seed in 50..120 {
        let stranger = Author::new(seed, "Stranger");
        stranger.tell(&mut evidence);
        evidence.hear_endorsement(Secured::by_its_proofs(stranger.endorse(id, "Stranger")));
    }
    (badge, evidence)
}

#[test]
fn seventy_strangers_push_out_neither_the_anchor_nor_whoever_came_after() {
    for (taken_back, status) in [(false, "clear-as-of"), (true, "revoked")] {
        let (badge, evidence) = crowded(taken_back);
        for told in told(&badge, &evidence, &[Question::Integrity, Question::Status]) {
            assert_eq!(told, ["signed-before-succession", status]);
        }
        // They have what is left.
        assert_eq!(proof(&badge, &evidence).documents.len(), DOSSIER_PARTS_MAX);
    }
}

#[test]
fn a_stranger_with_more_keys_than_there_is_room_for_stays_out_alone() {
    for (keys, has_room) in [(10, true), (DOSSIER_KEYS_MAX, false)] {
        let school = Author::new(1, "School");
        let badge = school.badge_for(&Author::new(2, "Lea").did());
        let (mut crowd, other) = (Author::new(4, "Crowd"), Author::new(6, "Other"));
        for number in 0..u64::try_from(keys).unwrap() {
            let mut seed = [9; 32];
            seed[..8].copy_from_slice(&number.to_le_bytes());
            let writer = SecretKey::from_seed(&seed);
            crowd.keys.push(KeyEvent::writer(&writer, at(NOON - DAY), &crowd.key).unwrap());
        }
        let mut evidence = Evidence::new();
        let id = badge.get("id").and_then(Value::as_str).unwrap();
        for one in [&school, &crowd, &other] {
            one.tell(&mut evidence);
            evidence.hear_endorsement(Secured::by_its_proofs(one.endorse(id, "E")));
        }
        let made = proof(&badge, &evidence);
        assert!(made.to_bytes().is_ok());
        let has = |who: &Author| made.keys.iter().any(|event| event.did() == who.did());
        assert_eq!([&school, &crowd, &other].map(has), [true, has_room, true], "{keys}");
    }
}

#[test]
fn a_steward_who_goes_on_with_another_key_is_known_by_the_proof_alone() {
    // That more is nowhere a proof cannot show.
    let few = ["stewards-lacking", "stewards-untold"];
    for (backed, expected) in [(true, ["stewards-endorse"; 2]), (false, few)] {
        let mut ann = Owner::new(11, "Ann");
        let board = [Owner::new(11, "Ann").old, Author::new(12, "Bob"), Author::new(13, "Cem")];
        let (mut club, lea) = (Author::new(1, "Club"), Author::new(3, "Lea"));
        let text = text(0, &board.each_ref(), [2, 2, 0], None);
        club.say(signed(&text, &club, &board.each_ref()), NOON - 8 * DAY);
        let mut scene = Scene { club, board, lea, text };
        let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
        scene.back(&badge, &[1]);
        if backed {
            let given = endorsed(&ann.new, &badge, NOON - DAY, 5);
            let document = Document::read(&given.to_bytes()).unwrap();
            scene.lea.say(Content::Endorsement(document), NOON - 19 * HOUR);
        }
        ann.new.revoke(5, NOON - HOUR);
        let cut = ann.succeed(1);
        scene.fresh();
        let mut evidence = scene.evidence();
        ann.new.tell(&mut evidence);
        evidence.hear_key(cut);
        assert_eq!(told(&badge, &evidence, &[Question::Right]), expected.map(|code| vec![code]));
    }
}

#[test]
fn charters_of_before_a_community_went_on_with_another_key_are_in_the_proof() {
    let few = ["stewards-lacking", "stewards-untold"];
    for (by, expected) in [(&[0, 1][..], ["stewards-endorse"; 2]), (&[0], few)] {
        let mut club = Owner::new(1, "Club");
        let board = [Author::new(11, "Ann"), Author::new(12, "Bob"), Author::new(13, "Cem")];
        let text = text(0, &board.each_ref(), [2, 2, 0], None);
        club.old.say(signed(&text, &club.old, &board.each_ref()), NOON - 8 * DAY);
        let lea = Author::new(3, "Lea");
        let badge = membership(&club.new, &lea, AWARDED, 7);
        let cut = club.succeed(2);
        let mut scene = Scene { club: club.new, board, lea, text };
        scene.back(&badge, by);
        scene.fresh();
        let mut evidence = scene.evidence();
        club.old.tell(&mut evidence);
        evidence.hear_key(cut);
        assert_eq!(told(&badge, &evidence, &[Question::Right]), expected.map(|code| vec![code]));
    }
}
