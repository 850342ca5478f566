//! Communities: what their charters ask of an award, who left, and who shares one with the viewer.

use super::*;
use crate::canon::hash::sha256;
use crate::canon::jcs;
use crate::credential::issue::Given;
use crate::credential::status::StatusPurpose;
use crate::statement::kinds::{Charter, CharterText, Grant, GrantScope, Leave, Quorums, Steward};

pub(super) const AWARDED: u64 = NOON - 2 * DAY;
const MEMBER: &str = "urn:uuid:44444444-4444-4444-8444-444444444444";

pub(super) fn text(
    number: u32,
    stewards: &[&Author],
    acts: [u8; 3],
    before: Option<(&CharterText, &Author)>,
) -> CharterText {
    let steward = |one: &&Author| Steward { who: one.did(), role: "board".to_owned(), until: None };
    let mut stewards: Vec<Steward> = stewards.iter().map(steward).collect();
    stewards.sort_by_key(|one| *one.who.public_key().as_bytes());
    let [charter, admit, award] = acts;
    CharterText {
        number,
        previous: before.map(|(text, club)| text.digest(&club.did())),
        purpose: "Tea".to_owned(),
        parent: None,
        stewards,
        acts: Quorums { charter, admit, award },
    }
}

pub(super) fn signed(text: &CharterText, club: &Author, by: &[&Author]) -> Content {
    let share = |one: &&Author| (one.did(), text.sign(&club.did(), &one.key));
    Content::Charter(Charter::new(text.clone(), by.iter().map(share)))
}

/// A club of three stewards, two of whom admit, and Lea.
pub(super) struct Scene {
    pub(super) club: Author,
    pub(super) board: [Author; 3],
    pub(super) lea: Author,
    pub(super) text: CharterText,
}

pub(super) fn membership(by: &Author, to: &Author, awarded: u64, number: u8) -> Value {
    let kind = Some(Value::from(MEMBERSHIP));
    let achievement = changed(&by.achievement(), &["achievementType"], kind);
    let achievement = changed(&achievement, &["id"], Some(Value::from(MEMBER)));
    let id = format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}");
    let status = Some(Place { list: 1, index: u32::from(number) });
    let valid_from = at(awarded);
    let draft = BadgeDraft { id, achievement, status, valid_from, ..by.draft_for(&to.did()) };
    issue::badge(&draft, &by.signing(Suite::EddsaJcs2022)).unwrap()
}

/// An endorsement of a badge that pins it.
pub(super) fn endorsed(by: &Author, badge: &Value, at_millis: u64, number: u8) -> Value {
    let draft = EndorsementDraft {
        id: format!("urn:uuid:99999999-0000-4000-8000-0000000000{number:02}"),
        issuer: by.issuer("Board"),
        target: Credential::new(badge).id().unwrap().to_owned(),
        comment: Some("Welcome".to_owned()),
        valid_from: at(at_millis),
        valid_until: None,
    };
    let place = Place { list: 1, index: 900 + u32::from(number) };
    let status = Some(place.entry(&by.did(), StatusPurpose::Revocation, None));
    let given = Given { content: Some(badge), status, ..Given::default() };
    let unsigned = draft.unsigned_giving(&given).unwrap();
    let method = by.did().verification_method();
    let signer = (&by.key, method.as_str());
    crate::credential::proof::sign(
        &unsigned,
        Suite::EddsaJcs2022,
        signer,
        at(at_millis),
        Contexts::pinned(),
    )
    .unwrap()
}

impl Scene {
    pub(super) fn new() -> Self {
        let mut club = Author::new(1, "Club");
        let board = [Author::new(11, "Ann"), Author::new(12, "Bob"), Author::new(13, "Cem")];
        let lea = Author::new(3, "Lea");
        let text = text(0, &board.each_ref(), [2, 2, 0], None);
        club.say(signed(&text, &club, &board.each_ref()), NOON - 8 * DAY);
        Self { club, board, lea, text }
    }

    pub(super) fn fresh(&mut self) {
        for one in self.board.iter_mut().chain([&mut self.club, &mut self.lea]) {
            one.revoke(5, NOON - HOUR);
        }
    }

    pub(super) fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        for one in self.board.iter().chain([&self.club, &self.lea]) {
            one.tell(&mut evidence);
        }
        evidence
    }

    /// A membership that the charter leaves to the key of the club alone.
    pub(super) fn club_alone(&mut self) -> Value {
        self.text = text(0, &self.board.each_ref(), [2, 0, 0], None);
        self.club = Author::new(1, "Club");
        self.club.say(signed(&self.text, &self.club, &self.board.each_ref()), NOON - 8 * DAY);
        membership(&self.club, &self.lea, AWARDED, 7)
    }

    /// Puts endorsements by these of the board into the feed of whom the badge is about.
    pub(super) fn back(&mut self, badge: &Value, by: &[usize]) {
        for seat in by {
            let given =
                endorsed(&self.board[*seat], badge, NOON - DAY, u8::try_from(*seat).unwrap());
            let document = Document::read(&given.to_bytes()).unwrap();
            let last = self.lea.feed.head().last_ts.millis();
            self.lea.say(Content::Endorsement(document), last.max(NOON - 20 * HOUR));
        }
    }

    #[track_caller]
    pub(super) fn check(&self, badge: &Value, expected: &str) -> Reason {
        let reason =
            judged(badge, &self.evidence(), &Asked::at(at(NOON))).reason(Question::Right).clone();
        assert_eq!(reason.code(), expected, "{reason:?}");
        reason
    }
}

#[test]
fn two_of_three_admit_and_one_alone_does_not() {
    for (by, expected, sure) in [
        (&[0, 1][..], "stewards-endorse", 2),
        (&[0, 1, 2], "stewards-endorse", 3),
        (&[2], "stewards-lacking", 1),
        (&[], "stewards-lacking", 0),
    ] {
        let mut scene = Scene::new();
        let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
        scene.back(&badge, by);
        scene.fresh();
        let reason = scene.check(&badge, expected);
        let data = reason.data();
        assert_eq!(data.get("found").and_then(Value::as_u64), Some(sure));
        assert_eq!(data.get("needed").and_then(Value::as_u64), Some(2));
    }
}

#[test]
fn an_endorsement_of_another_award_or_by_who_is_no_steward_does_nothing() {
    let mut scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    let other = changed(&badge, &["name"], Some("Another".into()));
    scene.back(&other, &[0, 1, 2]);
    // The one who is admitted, and the community itself.
    let own = [(&scene.lea, 50), (&scene.club, 51)];
    let own = own.map(|(by, number)| endorsed(by, &badge, NOON - DAY, number));
    for given in own {
        let document = Document::read(&given.to_bytes()).unwrap();
        scene.lea.say(Content::Endorsement(document), NOON - 20 * HOUR);
    }
    scene.fresh();
    scene.check(&badge, "stewards-lacking");
}

#[test]
fn what_is_not_known_of_the_holder_or_of_the_charters_is_not_guessed() {
    let mut scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    scene.fresh();
    let told = |evidence: &Evidence| {
        let verdict = judged(&badge, evidence, &Asked::at(at(NOON)));
        verdict.reason(Question::Right).code()
    };
    let mut without_holder = Evidence::new();
    scene.club.tell(&mut without_holder);
    assert_eq!(told(&without_holder), "stewards-untold");
    let mut without_body = Evidence::new();
    scene.club.keys.iter().for_each(|event| without_body.hear_key(event.clone()));
    for entry in &scene.club.entries {
        let is_charter = entry.kind() == Kind::Charter;
        without_body.hear_entry(if is_charter { entry.without_body() } else { entry.clone() });
    }
    assert_eq!(told(&without_body), "charter-untold");
    // Without the ledger nothing is known of a charter: the badge is the community's own, as before.
    assert_eq!(told(&Evidence::new()), "issuer-is-creator");
}

#[test]
fn a_thief_of_the_communitys_key_admits_nobody() {
    // By a charter of their own, by a permission, by a date before the charter.
    let mut scene = Scene::new();
    let thief = Author::new(66, "Thief");
    let next = text(1, &[&thief], [1, 0, 0], Some((&scene.text, &scene.club)));
    let own = signed(&next, &scene.club, &[&thief]);
    scene.club.say(own, NOON - 7 * DAY);
    let grant = Grant {
        to: Some(thief.did()),
        scope: GrantScope::Achievement(MEMBER.to_owned()),
        until: None,
        words: None,
        rule: None,
    };
    let kind = Some(Value::from(MEMBERSHIP));
    let achievement = changed(&scene.club.achievement(), &["achievementType"], kind);
    let achievement = changed(&achievement, &["id"], Some(Value::from(MEMBER)));
    let published = Document::read(&achievement.to_bytes()).unwrap();
    scene.club.say(Content::Achievement(published), NOON - 7 * DAY);
    scene.club.say(Content::Grant(grant), NOON - 7 * DAY);
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    let early = membership(&scene.club, &scene.lea, NOON - 9 * DAY, 8);
    let draft = BadgeDraft { achievement, ..thief.draft_for(&scene.lea.did()) };
    let by_grant = issue::badge(&draft, &thief.signing(Suite::EddsaJcs2022)).unwrap();
    scene.fresh();
    scene.check(&badge, "stewards-lacking");
    scene.check(&by_grant, "stewards-lacking");
    let Reason::CharterUntold { because, .. } = scene.check(&early, "charter-untold") else {
        panic!("untold")
    };
    assert_eq!(because, "perhaps-later");
    // The same, once those stand behind it who are asked since.
    scene.back(&early, &[0]);
    scene.check(&early, "charter-untold");
    scene.back(&early, &[2]);
    scene.check(&early, "stewards-endorse");
}

#[test]
fn what_the_charter_leaves_to_the_key_alone_is_as_before() {
    let mut scene = Scene::new();
    scene.fresh();
    let badge = scene.club.badge_for(&scene.lea.did());
    scene.check(&badge, "issuer-is-creator");
    // Unless the community says that it is a membership.
    let kind = Some(Value::from(MEMBERSHIP));
    let published = changed(&scene.club.achievement(), &["achievementType"], kind);
    let published = Document::read(&published.to_bytes()).unwrap();
    scene.club.say(Content::Achievement(published), NOON - HOUR);
    scene.check(&badge, "stewards-lacking");
}

#[test]
fn the_charter_at_the_award_names_who_is_asked() {
    let mut scene = Scene::new();
    let [ann, bob, cem] = &scene.board;
    let mut next = text(1, &[ann, bob], [1, 1, 0], Some((&scene.text, &scene.club)));
    let past = Some(at(AWARDED - 1));
    next.stewards.iter_mut().filter(|one| one.who == bob.did()).for_each(|one| one.until = past);
    let said = signed(&next, &scene.club, &[bob, cem]);
    scene.club.say(said, NOON - 5 * DAY);
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    let before = membership(&scene.club, &scene.lea, NOON - 6 * DAY, 8);
    // No steward any more, and one whose term was over.
    scene.back(&badge, &[2]);
    scene.back(&badge, &[1]);
    scene.back(&before, &[1, 2]);
    scene.fresh();
    scene.check(&badge, "stewards-lacking");
    scene.check(&before, "stewards-endorse");
    scene.back(&badge, &[0]);
    scene.check(&badge, "stewards-endorse");
}

/// A circle that is part of the club, in which one of Ann and Bob admits.
fn part(scene: &Scene, is_member: bool) -> Author {
    if is_member {
        return part_of(scene, NOON - 6 * DAY);
    }
    chartered(scene, Author::new(2, "Circle"), NOON - 6 * DAY)
}

/// The same, a member of the club by all of its board, with a charter of this moment.
pub(super) fn part_of(scene: &Scene, since: u64) -> Author {
    let mut circle = Author::new(2, "Circle");
    let badge = membership(&scene.club, &circle, NOON - 7 * DAY, 9);
    for (one, number) in scene.board.iter().zip(70..) {
        let given = endorsed(one, &badge, NOON - 7 * DAY, number);
        let given = Document::read(&given.to_bytes()).unwrap();
        circle.say(Content::Endorsement(given), NOON - 7 * DAY);
    }
    circle.say(Content::Publish(Document::read(&badge.to_bytes()).unwrap()), NOON - 7 * DAY);
    chartered(scene, circle, since)
}

fn chartered(scene: &Scene, mut circle: Author, since: u64) -> Author {
    let [ann, bob, _] = &scene.board;
    let own =
        CharterText { parent: Some(scene.club.did()), ..text(0, &[ann, bob], [1, 1, 0], None) };
    circle.say(signed(&own, &circle, &[ann, bob]), since);
    circle.revoke(5, NOON - HOUR);
    circle
}

#[test]
fn a_part_of_a_community_asks_for_no_fewer_than_that_does() {
    for (is_member, by, expected) in [
        (true, &[0, 1][..], "stewards-endorse"),
        (true, &[0], "stewards-lacking"),
        (false, &[0, 1], "charter-untold"),
    ] {
        let mut scene = Scene::new();
        let circle = part(&scene, is_member);
        let badge = membership(&circle, &scene.lea, AWARDED, 7);
        scene.back(&badge, by);
        scene.fresh();
        let mut evidence = scene.evidence();
        circle.tell(&mut evidence);
        let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
        let reason = verdict.reason(Question::Right);
        assert_eq!(reason.code(), expected, "{reason:?}");
        if let Reason::CharterUntold { because, .. } = reason {
            assert_eq!(*because, "parent-not-member");
        }
        // Without the other's charter nothing is said.
        let mut alone = Evidence::new();
        for one in scene.board.iter().chain([&scene.lea, &circle]) {
            one.tell(&mut alone);
        }
        let verdict = judged(&badge, &alone, &Asked::at(at(NOON)));
        assert_eq!(verdict.reason(Question::Right).code(), "charter-untold");
    }
}

#[test]
fn communities_that_are_part_of_each_other_are_told_and_end() {
    let mut scene = Scene::new();
    let circle = part(&scene, true);
    let [ann, bob, _] = &scene.board;
    let next = CharterText {
        parent: Some(circle.did()),
        ..text(1, &[ann, bob], [1, 1, 1], Some((&scene.text, &scene.club)))
    };
    let said = signed(&next, &scene.club, &[ann, bob]);
    scene.club.say(said, NOON - 5 * DAY);
    let badge = membership(&circle, &scene.lea, AWARDED, 7);
    scene.fresh();
    let mut evidence = scene.evidence();
    circle.tell(&mut evidence);
    let verdict = judged(&badge, &evidence, &Asked::at(at(NOON)));
    let Reason::CharterUntold { because, .. } = verdict.reason(Question::Right) else {
        panic!("{:?}", verdict.reason(Question::Right))
    };
    assert!(["circle", "parent-not-member"].contains(because), "{because}");
}

#[test]
fn members_of_one_community_know_each_other_by_it() {
    let mut scene = Scene::new();
    let mut mia = Author::new(4, "Mia");
    let own = membership(&scene.club, &scene.lea, AWARDED, 7);
    let theirs = membership(&scene.club, &mia, AWARDED, 8);
    scene.back(&own, &[0, 1]);
    let publish = |badge: &Value| Content::Publish(Document::read(&badge.to_bytes()).unwrap());
    scene.lea.say(publish(&own), NOON - 2 * HOUR);
    mia.say(publish(&theirs), NOON - 3 * HOUR);
    scene.fresh();
    let badge = mia.badge_for(&scene.board[0].did());
    let path = |scene: &Scene, mia: &Author, badge: &Value| {
        let mut evidence = scene.evidence();
        mia.tell(&mut evidence);
        evidence.view_as(scene.lea.did());
        judged(badge, &evidence, &Asked::at(at(NOON))).reason(Question::Path).clone()
    };
    // One alone admitted Mia.
    let back = |scene: &Scene, mia: &mut Author, seat: usize| {
        let given =
            endorsed(&scene.board[seat], &theirs, NOON - DAY, 80 + u8::try_from(seat).unwrap());
        let document = Document::read(&given.to_bytes()).unwrap();
        mia.say(Content::Endorsement(document), NOON - HOUR);
    };
    back(&scene, &mut mia, 0);
    assert_eq!(path(&scene, &mia, &badge).code(), "self-asserted");
    back(&scene, &mut mia, 2);
    let Reason::ByCommunity { community, issuer, admit, stewards, .. } = path(&scene, &mia, &badge)
    else {
        panic!("{:?}", path(&scene, &mia, &badge))
    };
    assert_eq!((community.as_str(), issuer, admit, stewards), ("Club", "member", 2, 3));
    // The community itself, and somebody who is none of it.
    let of_club = scene.club.badge_for(&mia.did());
    let Reason::ByCommunity { issuer, .. } = path(&scene, &mia, &of_club) else { panic!("itself") };
    assert_eq!(issuer, "community");
    let stranger = Author::new(5, "Zoe").badge_for(&mia.did());
    assert_eq!(path(&scene, &mia, &stranger).code(), "self-asserted");
    // Whoever left, on either side, shares nothing.
    let leave = || Content::Leave(Leave { community: scene.club.did(), words: None });
    let (said, mut gone) = (leave(), mia);
    gone.say(said, NOON - HOUR / 2);
    assert_eq!(path(&scene, &gone, &badge).code(), "self-asserted");
}

#[test]
fn a_proof_in_the_hand_carries_the_charter_and_who_stands_behind_it() {
    for (by, expected) in [(&[0, 1][..], "stewards-endorse"), (&[0], "stewards-untold")] {
        let mut scene = Scene::new();
        let circle = part(&scene, true);
        let badge = membership(&circle, &scene.lea, AWARDED, 7);
        scene.back(&badge, by);
        scene.fresh();
        let mut evidence = scene.evidence();
        circle.tell(&mut evidence);
        let bytes = badge.to_bytes();
        let presented = Presented::read(&bytes, &Reader::core()).unwrap();
        let dossier = Dossier::of(&bytes, &presented, &evidence, &Reader::core());
        let shown = Presented::read(&dossier.to_bytes().unwrap(), &Reader::core()).unwrap();
        let verdict = judge(&shown, &Evidence::new(), &Asked::at(at(NOON)), &Reader::core());
        let reason = verdict.reason(Question::Right);
        assert_eq!(reason.code(), expected, "{reason:?}");
    }
}

#[test]
fn the_digest_of_an_award_is_what_stewards_pin() {
    let scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    let given = endorsed(&scene.board[0], &badge, NOON - DAY, 1);
    let pinned = crate::credential::model::related::pins(
        &given,
        Credential::new(&badge).id().unwrap(),
        &badge,
    );
    assert!(pinned && sha256(&[&jcs::canonicalize(&badge)]) != sha256(&[b""]));
}

/// What is held and was not read of a community or of a steward tells nothing by not being there.
#[test]
fn who_is_not_read_is_not_taken_for_silent() {
    let mut scene = Scene::new();
    let badge = membership(&scene.club, &scene.lea, AWARDED, 7);
    scene.fresh();
    let told = |evidence: &Evidence| {
        let verdict = judged(&badge, evidence, &Asked::at(at(NOON)));
        verdict.reason(Question::Right).code()
    };
    let stranger = Author::new(90, "Stranger").did();
    for (unread, of_board, of_club) in [
        (stranger, "stewards-lacking", "issuer-is-creator"),
        (scene.board[1].did(), "stewards-untold", "issuer-is-creator"),
        (scene.club.did(), "stewards-lacking", "charter-untold"),
    ] {
        let (mut whole, mut nothing) = (scene.evidence(), Evidence::new());
        whole.hear_unread(unread);
        nothing.hear_unread(unread);
        assert_eq!((told(&whole), told(&nothing)), (of_board, of_club));
    }
}
