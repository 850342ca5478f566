//! Who may award another's achievement: grants, their ends, and what is not known of either.

use super::*;
use crate::canon::hash::Hash;
use crate::credential::proof::sign;
use crate::statement::kinds::{Grant, GrantEnd, GrantScope};

const ACHIEVEMENT: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

/// The school created the achievement, the club awards it at [`AWARDED`].
struct Scene {
    school: Author,
    club: Author,
    badge: Value,
}

const AWARDED: u64 = NOON - 2 * DAY;

fn published(school: &Author) -> Value {
    let tags = Value::array(["tea", "kitchen"]);
    let typed = changed(&school.achievement(), &["achievementType"], Some("Certificate".into()));
    changed(&changed(&typed, &["tag"], Some(tags)), &["fieldOfStudy"], Some("cooking".into()))
}

fn scene() -> Scene {
    let (mut school, club, learner) =
        (Author::new(1, "School"), Author::new(2, "Club"), Author::new(3, "Lea"));
    let document = Document::read(&published(&school).to_bytes()).unwrap();
    school.say(Content::Achievement(document), NOON - 8 * DAY);
    let achievement = school.achievement();
    let draft = BadgeDraft { achievement, ..club.draft_for(&learner.did()) };
    let badge = issue::badge(&draft, &club.signing(Suite::EddsaJcs2022)).unwrap();
    Scene { school, club, badge }
}

impl Scene {
    fn grant(&self, scope: GrantScope) -> Grant {
        Grant { to: Some(self.club.did()), scope, until: None, words: None, rule: None }
    }

    fn give(&mut self, grant: Grant, ts: u64) -> Hash {
        self.school.say(Content::Grant(grant), ts).id()
    }

    fn give_this(&mut self, ts: u64) -> Hash {
        self.give(self.grant(GrantScope::Achievement(ACHIEVEMENT.to_owned())), ts)
    }

    fn end(&mut self, grant: Hash, void: bool, ts: u64) {
        self.school.say(Content::GrantEnd(GrantEnd { grant, void, reason: None }), ts);
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        self.school.tell(&mut evidence);
        evidence
    }

    fn right(&self, evidence: &Evidence) -> Reason {
        let asked = Asked { max_age_millis: 30 * DAY, ..Asked::at(at(NOON)) };
        judged(&self.badge, evidence, &asked).reason(Question::Right).clone()
    }

    #[track_caller]
    fn check(&self, expected: &str) -> Reason {
        let reason = self.right(&self.evidence());
        assert_eq!(reason.code(), expected, "{reason:?}");
        reason
    }
}

#[test]
fn whom_the_creator_lets_may_award_and_nobody_else() {
    let mut scene = scene();
    scene.check("created-by-another");
    scene.give_this(NOON - 7 * DAY);
    let Reason::Granted { entry: 2, since, awarded, ended, .. } = scene.check("granted") else {
        panic!("entry 2")
    };
    assert_eq!((since, awarded), (at(NOON - 7 * DAY), at(AWARDED)));
    assert_eq!(ended, None);
    // The same for somebody else, and the same said by somebody else.
    let mut other = self::scene();
    let library = Author::new(9, "Library").did();
    let this = GrantScope::Achievement(ACHIEVEMENT.to_owned());
    other.give(Grant { to: Some(library), ..other.grant(this.clone()) }, NOON - 7 * DAY);
    other.check("created-by-another");
    let mut by_itself = self::scene();
    let own = by_itself.grant(this);
    by_itself.club.say(Content::Grant(own), NOON - 7 * DAY);
    let mut evidence = by_itself.evidence();
    by_itself.club.tell(&mut evidence);
    assert_eq!(by_itself.right(&evidence).code(), "created-by-another");
}

#[test]
fn a_scope_is_told_by_the_creators_feed_and_never_by_the_badge() {
    let check = |grant: GrantScope, expected: &str| {
        let mut scene = scene();
        scene.give(scene.grant(grant.clone()), NOON - 7 * DAY);
        let reason = scene.right(&scene.evidence());
        assert_eq!(reason.code(), expected, "{grant:?}");
    };
    check(GrantScope::Type("Certificate".to_owned()), "granted");
    check(GrantScope::Type("Diploma".to_owned()), "created-by-another");
    check(GrantScope::Domain("kitchen".to_owned()), "granted");
    check(GrantScope::Domain("cooking".to_owned()), "granted");
    check(GrantScope::Domain("Certificate".to_owned()), "created-by-another");
    check(GrantScope::Achievement("urn:uuid:5".to_owned()), "created-by-another");
    // A tag that the issuer adds to its own copy widens nothing.
    let mut scene = scene();
    scene.give(scene.grant(GrantScope::Domain("surgery".to_owned())), NOON - 7 * DAY);
    let tagged = Some(Value::array(["surgery"]));
    let path = ["credentialSubject", "achievement", "tag"];
    let unsigned = changed(&changed(&scene.badge, &["proof"], None), &path, tagged);
    let method = scene.club.did().verification_method();
    let (signer, suite) = ((&scene.club.key, method.as_str()), Suite::EddsaJcs2022);
    scene.badge = sign(&unsigned, suite, signer, at(AWARDED), Contexts::pinned()).unwrap();
    scene.check("created-by-another");
}

#[test]
fn a_grant_must_hold_at_the_award() {
    let how = |scene: &Scene, expected: &str| {
        let reason = scene.check("grant-not-in-force");
        let Reason::GrantNotInForce { how, .. } = reason else { panic!("{reason:?}") };
        assert_eq!(how, expected);
    };
    let until = |until: u64| {
        let mut scene = scene();
        let this = scene.grant(GrantScope::Type("Certificate".to_owned()));
        scene.give(Grant { until: Some(at(until)), ..this }, NOON - 7 * DAY);
        scene
    };
    until(AWARDED).check("granted");
    how(&until(AWARDED - 1), "expired");
    let mut late = scene();
    late.give_this(AWARDED + 10 * 60_000 + 1);
    how(&late, "later");
    let mut late = scene();
    late.give_this(AWARDED + 10 * 60_000);
    late.check("granted");
    let ended = |ts: u64, void: bool| {
        let mut scene = scene();
        let grant = scene.give_this(NOON - 7 * DAY);
        scene.end(grant, void, ts);
        scene
    };
    how(&ended(AWARDED - 1, false), "ended");
    how(&ended(AWARDED + 1, true), "void");
    let Reason::Granted { ended: since, .. } = ended(AWARDED + 1, false).check("granted") else {
        panic!("granted")
    };
    assert_eq!(since, Some(at(AWARDED + 1)));
    // What is void stays so, whatever is said of it beside.
    let mut both = ended(AWARDED + 1, true);
    let grant = both.school.entries[2].id();
    both.end(grant, false, AWARDED + 2);
    how(&both, "void");
    // A new one is a new one.
    let mut renewed = ended(NOON - 6 * DAY, true);
    renewed.give_this(NOON - 5 * DAY);
    renewed.check("granted");
}

#[test]
fn only_who_gave_a_grant_ends_it() {
    let mut scene = scene();
    let grant = scene.give_this(NOON - 7 * DAY);
    let end = GrantEnd { grant, void: true, reason: None };
    scene.club.say(Content::GrantEnd(end), NOON - 6 * DAY);
    let mut evidence = scene.evidence();
    scene.club.tell(&mut evidence);
    assert_eq!(scene.right(&evidence).code(), "granted");
}

#[test]
fn of_a_feed_that_is_not_whole_and_recent_nothing_is_concluded() {
    let mut scene = scene();
    let without = |scene: &Scene, missing: usize| {
        let mut evidence = Evidence::new();
        scene.school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        let kept = scene.school.entries.iter().enumerate().filter(|(index, _)| *index != missing);
        kept.for_each(|(_, entry)| evidence.hear_entry(entry.clone()));
        evidence
    };
    let bare = |scene: &Scene, seq: usize| {
        let mut evidence = Evidence::new();
        scene.school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        for (index, entry) in scene.school.entries.iter().enumerate() {
            let entry = if index == seq { entry.without_body() } else { entry.clone() };
            evidence.hear_entry(entry);
        }
        evidence
    };
    let grant = scene.give_this(NOON - 7 * DAY);
    scene.say_profile(NOON - 6 * DAY);
    assert_eq!(scene.right(&without(&scene, 2)).code(), "no-grant-known");
    assert_eq!(scene.right(&bare(&scene, 2)).code(), "no-grant-known");
    scene.end(grant, false, NOON - 5 * DAY);
    assert_eq!(scene.right(&without(&scene, 4)).code(), "granted", "the end alone is not known of");
    assert_eq!(scene.right(&bare(&scene, 4)).code(), "grant-unconfirmed");
    assert_eq!(scene.right(&bare(&scene, 3)).code(), "grant-not-in-force", "no text that tells");
    // An end counts beyond a gap too.
    assert_eq!(scene.right(&without(&scene, 3)).code(), "grant-perhaps-renewed");
    // Old news may have been overtaken.
    let old = Asked::at(at(NOON + 30 * DAY));
    let verdict = judged(&self::scene().badge, &self::scene().evidence(), &old);
    assert_eq!(verdict.reason(Question::Right).code(), "no-grant-known");
    assert_eq!(scene.right(&Evidence::new()).code(), "no-grant-known");
}

impl Scene {
    fn say_profile(&mut self, ts: u64) {
        let name = "School".to_owned();
        let profile = Profile { party: Party::Organisation, name, description: None, url: None };
        self.school.say(Content::Profile(profile), ts);
    }
}

#[test]
fn above_a_fork_no_grant_counts_and_every_end_does() {
    let mut scene = scene();
    let grant = scene.give_this(NOON - 7 * DAY);
    let this = scene.grant(GrantScope::Achievement(ACHIEVEMENT.to_owned()));
    let end = Content::GrantEnd(GrantEnd { grant, void: true, reason: None });
    let forked = |one: Content, other: Content| {
        let (one, other) = (
            scene.school.draft(one, NOON - 6 * DAY),
            scene.school.draft(other, NOON - 6 * DAY + 1),
        );
        let mut evidence = scene.evidence();
        evidence.hear_entry(one);
        evidence.hear_entry(other);
        scene.right(&evidence)
    };
    let word =
        |words: &str| Content::Grant(Grant { words: Some(words.to_owned()), ..this.clone() });
    let Reason::GrantPerhapsRenewed { how, entry: 2, .. } = forked(word("one"), end.clone()) else {
        panic!("the end counts")
    };
    assert_eq!(how, "void");
    assert_eq!(forked(end, word("other")).code(), "grant-perhaps-renewed");
    // Without the grant before it, those above the fork let nobody award.
    let bare = self::scene();
    let (one, other) = (
        bare.school.draft(word("one"), NOON - 6 * DAY),
        bare.school.draft(word("other"), NOON - 6 * DAY + 1),
    );
    let mut evidence = bare.evidence();
    evidence.hear_entry(one);
    evidence.hear_entry(other);
    assert_eq!(bare.right(&evidence).code(), "no-grant-known");
}

#[test]
fn of_two_who_claim_an_achievement_neither_can_let_anybody_award_it() {
    let mut scene = scene();
    scene.give_this(NOON - 7 * DAY);
    let mut rival = Author::new(9, "Rival");
    let claimed = rival.achievement();
    let document = Document::read(&claimed.to_bytes()).unwrap();
    rival.say(Content::Achievement(document), NOON - 8 * DAY);
    let mut evidence = scene.evidence();
    rival.tell(&mut evidence);
    assert_eq!(scene.right(&evidence).code(), "no-grant-known");
}

#[test]
fn the_order_of_arrival_is_nothing() {
    let mut scene = scene();
    let grant = scene.give_this(NOON - 7 * DAY);
    scene.end(grant, false, NOON - 6 * DAY);
    scene.give_this(NOON - 5 * DAY);
    let expected = scene.check("granted");
    for turn in 0..scene.school.entries.len() {
        let mut evidence = Evidence::new();
        let (late, early) = scene.school.entries.split_at(turn);
        early.iter().chain(late).rev().for_each(|entry| evidence.hear_entry(entry.clone()));
        scene.school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        assert_eq!(scene.right(&evidence), expected);
    }
}

/// Who may have created it stands in what the holder left out: that a friend of theirs published it too, and
/// lets the issuer award it, is no answer.
#[test]
fn where_the_creator_may_be_left_out_another_one_is_not_told_for_them() {
    let mut scene = scene();
    scene.give_this(NOON - 7 * DAY);
    let creator = ["credentialSubject", "achievement", "creator"];
    let bare = changed(&scene.badge, &creator, None);
    let told = |document: &Value, left_out: u64, evidence: &Evidence| {
        let seal = std::sync::Arc::new(leaving::Selective(left_out));
        let secured = Secured::by_seal(document.clone(), seal);
        let (reader, (work, _)) = (Reader::core(), crate::verdict::several::accounts(1));
        let asked = Asked { max_age_millis: 30 * DAY, ..Asked::at(at(NOON)) };
        let judging = Judging { evidence, asked: &asked, reader, work: &work };
        let hidden =
            right::Hidden::of(&secured, &crate::verdict::integrity::judge(&secured, &judging));
        right::judge(&secured.credential(), (&secured, hidden), &judging).0.code()
    };
    let evidence = scene.evidence();
    assert_eq!(told(&scene.badge, 1, &evidence), "granted", "it names its creator");
    assert_eq!(told(&bare, 0, &evidence), "granted", "it names none");
    assert_eq!(told(&bare, 1, &evidence), "creator-hidden");
}

/// Of whom something is held that was not read, nothing is known: neither that there is no other creator, nor
/// that nobody else lets the issuer award it.
#[test]
fn who_is_not_read_may_have_created_it() {
    let mut scene = scene();
    scene.give_this(NOON - 7 * DAY);
    let mut evidence = scene.evidence();
    let [rival, other] = [8, 9].map(|seed| Author::new(seed, "Rival").did());
    evidence.hear_unread_owner("urn:uuid:5", rival);
    evidence.hear_unread(other);
    assert_eq!(scene.right(&evidence).code(), "granted", "of something else");
    evidence.hear_unread_owner(ACHIEVEMENT, rival);
    assert_eq!(scene.right(&evidence).code(), "no-grant-known");
}
