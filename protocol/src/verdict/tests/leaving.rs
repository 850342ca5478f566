//! Whoever leaves a community is no member at any gate, by whatever proof.

use super::communities::{AWARDED, Scene, endorsed, membership as member_of};
use super::*;
use crate::credential::present::{PresentationDraft, presentation};
use crate::rules::{Condition, Gate, News};
use crate::statement::kinds::Leave;
use crate::verdict::several::accounts;

fn gate(scene: &Scene, role: Option<&str>, badge: &Value) -> Answer {
    passage(scene, role, badge, &scene.evidence()).answer()
}

fn passage(scene: &Scene, role: Option<&str>, badge: &Value, evidence: &Evidence) -> Passage {
    let news = News { within: 86_400, or_none: false };
    let role = role.map(str::to_owned);
    let opens = Condition::MemberOf { community: scene.club.did(), role, news };
    let gate = Gate { domain: "door.example".to_owned(), opens };
    let badges = std::slice::from_ref(badge);
    let draft = PresentationDraft {
        credentials: badges,
        challenge: "4711",
        domain: Some("door.example"),
        former: &[],
    };
    let shown = presentation(&draft, &scene.lea.signing(Suite::EddsaJcs2022)).unwrap();
    let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
    let standing = Standing { presented: &presented, challenge: "4711", evidence, now: at(NOON) };
    gate.judge(&standing, &Reader::core())
}

/// What a gate says, in a word and a code.
fn passed(passage: &Passage) -> (Answer, &'static str) {
    let code = match &passage.condition.why {
        Some(Why::Finding(reason)) => reason.code(),
        Some(Why::LeavingUntold(_)) => "gate-leaving-untold",
        other => panic!("{other:?}"),
    };
    (passage.answer(), code)
}

#[test]
fn a_gate_wants_news_of_the_holder_and_of_the_stewards_as_fresh_as_of_the_community() {
    // Whose ledger is old, and what the gate says of it.
    let cases = [
        (None, (Answer::Yes, "clear-as-of")),
        (Some("lea"), (Answer::Unknown, "gate-leaving-untold")),
        (Some("club"), (Answer::Unknown, "stale")),
        (Some("ann"), (Answer::Unknown, "stewards-untold")),
    ];
    for (stale, expected) in cases {
        let mut scene = Scene::new();
        let badge = member_of(&scene.club, &scene.lea, NOON - 4 * DAY, 7);
        for seat in [0, 1] {
            let given = endorsed(&scene.board[seat], &badge, NOON - 3 * DAY, 40);
            let given = Document::read(&given.to_bytes()).unwrap();
            scene.lea.say(Content::Endorsement(given), NOON - 3 * DAY);
        }
        let Scene { club, board: [ann, bob, _], lea, .. } = &mut scene;
        for (name, one) in [("club", club), ("ann", ann), ("bob", bob), ("lea", lea)] {
            let fresh = stale != Some(name);
            one.revoke(5, if fresh { NOON - HOUR } else { NOON - 2 * DAY });
        }
        assert_eq!(passed(&passage(&scene, None, &badge, &scene.evidence())), expected);
    }
    // Nothing of the holder at all is no better than old news.
    let mut scene = Scene::new();
    let badge = scene.club_alone();
    scene.fresh();
    let mut evidence = Evidence::new();
    scene.club.tell(&mut evidence);
    let told = passage(&scene, None, &badge, &evidence);
    assert_eq!(passed(&told), (Answer::Unknown, "gate-leaving-untold"));
    scene.lea.tell(&mut evidence);
    let told = passage(&scene, None, &badge, &evidence);
    assert_eq!(passed(&told), (Answer::Yes, "clear-as-of"));
}

#[test]
fn a_proof_in_the_hand_tells_that_the_member_left_and_no_more_of_their_ledger_than_that_takes() {
    for leaves in [true, false] {
        let mut scene = Scene::new();
        for day in [8, 7, 6, 5] {
            scene.lea.revoke(9, NOON - day * DAY);
        }
        let badge = scene.club_alone();
        let community = scene.club.did();
        let left = Content::Leave(Leave { community, words: None });
        let other = Content::Leave(Leave { community: scene.board[0].did(), words: None });
        scene.lea.say(if leaves { left } else { other }, NOON - DAY);
        scene.fresh();
        let bytes = badge.to_bytes();
        let presented = Presented::read(&bytes, &Reader::core()).unwrap();
        let dossier = Dossier::of(&bytes, &presented, &scene.evidence(), &Reader::core());
        let of_lea =
            dossier.tails.iter().find(|tail| tail.writer() == Some(scene.lea.writer.public()));
        // The last entry before the award, the leaving and the newest.
        assert_eq!(of_lea.map(|tail| tail.entries().len()), Some(3));
        let file = dossier.to_bytes().unwrap();
        let shown = Presented::read(&file, &Reader::core()).unwrap();
        let verdict = judge(&shown, &Evidence::new(), &Asked::at(at(NOON)), &Reader::core());
        let expected = if leaves { "member-left" } else { "clear-as-of" };
        assert_eq!(verdict.reason(Question::Status).code(), expected);
        let mut evidence = Evidence::new();
        evidence.hear_file(&file, &Reader::core()).unwrap();
        let expected = if leaves { Answer::No } else { Answer::Yes };
        assert_eq!(passed(&passage(&scene, None, &badge, &evidence)).0, expected);
        // Whoever takes their own ledger out of it opens nothing by that.
        let mut without = dossier.clone();
        without.tails.retain(|tail| tail.writer() != Some(scene.lea.writer.public()));
        let mut evidence = Evidence::new();
        evidence.hear_file(&without.to_bytes().unwrap(), &Reader::core()).unwrap();
        let told = passage(&scene, None, &badge, &evidence);
        assert_eq!(passed(&told), (Answer::Unknown, "gate-leaving-untold"));
    }
}

#[test]
fn a_gate_heeds_stewards_leaving_and_roles() {
    let mut scene = Scene::new();
    let plain = member_of(&scene.club, &scene.lea, AWARDED, 7);
    scene.fresh();
    assert_eq!(gate(&scene, None, &plain), Answer::No);
    scene.back(&plain, &[0, 1]);
    assert_eq!(gate(&scene, None, &plain), Answer::Yes);
    assert_eq!(gate(&scene, Some("treasurer"), &plain), Answer::No);
    let leave = Content::Leave(Leave { community: scene.club.did(), words: None });
    scene.lea.say(leave, NOON - HOUR / 2);
    assert_eq!(gate(&scene, None, &plain), Answer::No);
    let verdict = judged(&plain, &scene.evidence(), &Asked::at(at(NOON)));
    assert_eq!(verdict.reason(Question::Status).code(), "member-left");
    // Admitted anew, and another community that was left says nothing of this one.
    let again = member_of(&scene.club, &scene.lea, NOON - HOUR / 4, 9);
    scene.back(&again, &[0, 2]);
    assert_eq!(gate(&scene, None, &again), Answer::Yes);
    let other = Content::Leave(Leave { community: scene.board[0].did(), words: None });
    scene.lea.say(other, NOON - HOUR / 8);
    assert_eq!(gate(&scene, None, &again), Answer::Yes);
    // What is no membership is not left.
    let badge = scene.club.badge_for(&scene.lea.did());
    let verdict = judged(&badge, &scene.evidence(), &Asked::at(at(NOON)));
    assert_eq!(verdict.reason(Question::Status).answer(), Answer::Yes);
}

/// Whoever publishes what another created keeps no stewards from being asked.
#[test]
fn a_rival_achievement_opens_no_gate_and_shuts_none() {
    for (backed, named, expected) in [
        (&[][..], true, (Answer::No, "stewards-lacking")),
        (&[], false, (Answer::No, "stewards-lacking")),
        (&[0, 1], true, (Answer::Yes, "clear-as-of")),
        (&[0, 1], false, (Answer::Yes, "clear-as-of")),
    ] {
        let mut scene = Scene::new();
        let plain = member_of(&scene.club, &scene.lea, AWARDED, 7);
        let achievement = plain.at(&["credentialSubject", "achievement"]).unwrap();
        let mut rival = Author::new(5, "Rival");
        let own = rival.did().to_string();
        let claimed = changed(achievement, &["creator", "id"], Some(Value::from(own)));
        let document = Document::read(&claimed.to_bytes()).unwrap();
        rival.say(Content::Achievement(document), NOON - 8 * DAY);
        let achievement = match named {
            true => achievement.clone(),
            false => changed(achievement, &["creator"], None),
        };
        let draft = BadgeDraft { achievement, ..scene.club.draft_for(&scene.lea.did()) };
        let badge = issue::badge(&draft, &scene.club.signing(Suite::EddsaJcs2022)).unwrap();
        scene.back(&badge, backed);
        scene.fresh();
        let mut evidence = scene.evidence();
        rival.tell(&mut evidence);
        let told = passage(&scene, None, &badge, &evidence);
        assert_eq!(passed(&told), expected, "{backed:?} {named}");
    }
}

/// A seal that lets its holder leave members of the achievement out.
#[derive(Debug)]
pub(super) struct Selective(pub(super) u64);

impl Seal for Selective {
    fn format(&self) -> &'static str {
        "vc+sd-jwt"
    }

    fn integrity(&self, _judging: &Judging<'_>) -> Reason {
        let (method, key) = (String::new(), String::new());
        Reason::SignedByIssuer { method, key, suites: Vec::new() }
    }

    fn left_out(&self) -> u64 {
        self.0
    }
}

/// A member who left and shows the membership without saying that it is one.
#[test]
fn a_type_that_is_left_out_escapes_neither_leaving_nor_the_stewards() {
    let mut scene = Scene::new();
    let badge = member_of(&scene.club, &scene.lea, AWARDED, 7);
    let kind = ["credentialSubject", "achievement", "achievementType"];
    let other = changed(&badge, &kind, Some(Value::from("Certificate")));
    let bare = changed(&badge, &kind, None);
    let leave = Content::Leave(Leave { community: scene.club.did(), words: None });
    scene.lea.say(leave, NOON - DAY);
    scene.fresh();
    let told = |scene: &Scene, document: &Value, left_out: u64| {
        let seal = std::sync::Arc::new(Selective(left_out));
        let secured = Secured::by_seal(document.clone(), seal);
        let (evidence, asked) = (scene.evidence(), Asked::at(at(NOON)));
        let (reader, (work, _)) = (Reader::core(), accounts(1));
        let judging = Judging { evidence: &evidence, asked: &asked, reader, work: &work };
        let left = membership::left(&secured, &judging);
        let mut trail = Vec::new();
        let credential = secured.credential();
        let asked = right::charter::judge((&secured, true), &credential, &judging, &mut trail);
        [left, asked].map(|reason| reason.map_or("nothing", |reason| reason.code()))
    };
    assert_eq!(told(&scene, &badge, 0), ["member-left", "stewards-lacking"]);
    assert_eq!(told(&scene, &bare, 0), ["nothing"; 2], "it is none, and nothing is left out");
    // It may be none, so that it is no reason for a no.
    assert_eq!(told(&scene, &bare, 1), ["status-hidden", "charter-untold"]);
    assert_eq!(told(&scene, &other, 1), ["nothing"; 2], "it says what it is");
    // Where the community published what it is, that is no secret.
    let published = badge.at(&["credentialSubject", "achievement"]).unwrap();
    let published = Document::read(&published.to_bytes()).unwrap();
    scene.club.say(Content::Achievement(published), NOON - HOUR / 2);
    assert_eq!(told(&scene, &bare, 1), ["member-left", "stewards-lacking"]);
}

/// Of a community without a charter the whole ledger shows that there is none, and a proof brings it.
#[test]
fn a_proof_of_a_membership_shows_that_no_charter_asks_for_more() {
    let (mut scene, mut club) = (Scene::new(), Author::new(1, "Club"));
    club.revoke(5, NOON - 3 * DAY);
    let (upto, revoked) = (club.feed.size(), vec![5]);
    let sum = StatusSnapshot { list: 1, upto, revoked, suspended: vec![] };
    club.say(Content::StatusSnapshot(sum), NOON - 2 * DAY);
    scene.club = club;
    let badge = member_of(&scene.club, &scene.lea, AWARDED, 7);
    scene.fresh();
    let bytes = badge.to_bytes();
    let presented = Presented::read(&bytes, &Reader::core()).unwrap();
    let mut dossier = Dossier::of(&bytes, &presented, &scene.evidence(), &Reader::core());
    let told = |dossier: &Dossier| {
        let mut evidence = Evidence::new();
        evidence.hear_file(&dossier.to_bytes().unwrap(), &Reader::core()).unwrap();
        passed(&passage(&scene, None, &badge, &evidence))
    };
    assert_eq!(told(&dossier), (Answer::Yes, "clear-as-of"));
    // Whoever leaves the beginning out, which may have one, opens nothing by that.
    let writer = scene.club.writer.public();
    for tail in dossier.tails.iter_mut().filter(|tail| tail.writer() == Some(writer)) {
        let mut start = crate::feed::Accumulator::new();
        assert!(scene.club.entries[..2].iter().all(|one| start.push(one.id())));
        *tail = crate::feed::Tail::new(start, scene.club.entries[2..].to_vec()).unwrap();
    }
    assert_eq!(told(&dossier), (Answer::Unknown, "charter-untold"));
}
