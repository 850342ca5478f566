//! Another's achievement by a rule: from signed statements alone, and from a proof in the hand.

use super::*;
use crate::credential::proof::sign;
use crate::rules::{Badge, Rule};
use crate::statement::kinds::{Erase, Grant, GrantEnd, GrantScope};

/// Somebody who awards a badge of the school to Lea, and what is known of it.
pub(super) struct Scene {
    pub(super) school: Author,
    pub(super) club: Author,
    pub(super) learner: Author,
    pub(super) cooks: [Author; 3],
    pub(super) badge: Value,
    pub(super) handed: Vec<Value>,
}

pub(super) const TEA: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

pub(super) fn named(number: u8) -> String {
    format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}")
}

pub(super) fn document(value: &Value) -> Document {
    Document::read(&value.to_bytes()).unwrap()
}

/// An achievement of the school beside tea.
pub(super) fn other(school: &Author, achievement: &str) -> Value {
    changed(&school.achievement(), &["id"], Some(achievement.into()))
}

/// `by` awards an achievement to somebody, under an id of its own.
pub(super) fn award(
    by: &Author,
    achievement: Value,
    to: &Author,
    number: u8,
    days_ago: u64,
) -> Value {
    let draft = BadgeDraft {
        id: named(number),
        issuer: by.issuer("Somebody"),
        achievement,
        valid_from: at(NOON - days_ago * DAY),
        status: None,
        ..by.draft_for(&to.did())
    };
    let signing = Signing { now: draft.valid_from, ..by.signing(Suite::EddsaJcs2022) };
    issue::badge(&draft, &signing).unwrap()
}

/// `by` endorses this very badge.
pub(super) fn praise(by: &Author, badge: &Value, number: u8) -> Value {
    let draft = EndorsementDraft {
        id: named(number),
        issuer: by.issuer("Somebody"),
        target: badge.get("id").unwrap().as_str().unwrap().to_owned(),
        comment: Some("We saw it".to_owned()),
        valid_from: at(NOON - DAY),
        valid_until: None,
    };
    signed(by, &draft.unsigned_of(badge).unwrap())
}

pub(super) fn signed(by: &Author, unsigned: &Value) -> Value {
    let method = by.did().verification_method();
    let signer = (&by.key, method.as_str());
    sign(unsigned, Suite::EddsaRdfc2022, signer, at(NOON - DAY), Contexts::pinned()).unwrap()
}

pub(super) fn scene(rule: impl FnOnce(&Scene) -> Rule) -> Scene {
    let (mut school, club, learner) =
        (Author::new(1, "School"), Author::new(2, "Club"), Author::new(3, "Lea"));
    let cooks = [4, 5, 6].map(|seed| Author::new(seed, "Cook"));
    school.say(Content::Achievement(document(&school.achievement())), NOON - 8 * DAY);
    let badge = award(&club, school.achievement(), &learner, 1, 2);
    let mut scene = Scene { school, club, learner, cooks, badge, handed: Vec::new() };
    let rule = Some(rule(&scene));
    let scope = GrantScope::Achievement(TEA.to_owned());
    let grant = Grant { to: None, scope, until: None, words: None, rule };
    scene.school.say(Content::Grant(grant), NOON - 7 * DAY);
    scene
}

impl Scene {
    pub(super) fn of(&self, number: u8) -> Badge {
        Badge { achievement: named(number), creator: self.school.did() }
    }

    /// The school awards one of its achievements, and the holder shows it.
    pub(super) fn awards(
        &mut self,
        achievement: u8,
        to: impl Fn(&mut Self) -> &mut Author,
        days_ago: u64,
    ) {
        let it = other(&self.school, &named(achievement));
        let holder = to(self).did();
        let number = 40 + achievement;
        let draft = BadgeDraft {
            id: named(number),
            achievement: it,
            valid_from: at(NOON - days_ago * DAY),
            status: None,
            ..self.school.draft_for(&holder)
        };
        let badge = issue::badge(&draft, &self.school.signing(Suite::EddsaJcs2022)).unwrap();
        to(self).say(Content::Publish(document(&badge)), NOON - 6 * DAY);
    }

    pub(super) fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        let all = [&self.school, &self.club, &self.learner].into_iter().chain(&self.cooks);
        all.for_each(|one| one.tell(&mut evidence));
        for one in &self.handed {
            evidence.hear_file(&one.to_bytes(), &Reader::core()).unwrap();
        }
        evidence
    }

    pub(super) fn verdict(&self, evidence: &Evidence) -> Verdict {
        let asked = Asked { max_age_millis: 30 * DAY, ..Asked::at(at(NOON)) };
        judged(&self.badge, evidence, &asked)
    }

    /// What is answered, by what is held and by the proof that is made of it.
    #[track_caller]
    pub(super) fn check(&self, expected: &str) -> Reason {
        let evidence = self.evidence();
        let reason = self.verdict(&evidence).reason(Question::Right).clone();
        assert_eq!(reason.code(), expected, "{reason:?}");
        if reason.answer() == Answer::Yes {
            let reader = Reader::core();
            let bytes = self.badge.to_bytes();
            let presented = reader.read(&bytes).unwrap();
            let proof = Dossier::of(&bytes, &presented, &evidence, &reader).to_bytes().unwrap();
            let mut bare = Evidence::new();
            bare.hear_dossier(Dossier::read(&proof).unwrap(), &reader).unwrap();
            assert_eq!(self.verdict(&bare).reason(Question::Right), &reason, "by the proof");
        }
        reason
    }

    /// The answer without one of those concerned.
    pub(super) fn without(&self, missing: &Author) -> &'static str {
        let mut evidence = Evidence::new();
        let all = [&self.school, &self.club, &self.learner].into_iter().chain(&self.cooks);
        all.filter(|one| one.did() != missing.did()).for_each(|one| one.tell(&mut evidence));
        for one in &self.handed {
            evidence.hear_file(&one.to_bytes(), &Reader::core()).unwrap();
        }
        self.verdict(&evidence).reason(Question::Right).code()
    }
}

#[test]
fn a_badger_badges() {
    let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    let Reason::RuleNotMet { part, who, badges, entry: 2, .. } = scene.check("rule-not-met") else {
        panic!("entry 2")
    };
    assert_eq!((part, who, badges), ("issuerHolds", scene.club.did().to_string(), vec![named(10)]));
    assert_eq!(scene.without(&scene.club), "rule-untold");
    assert_eq!(scene.without(&scene.school), "no-grant-known");
    // The learner's own is of no use, nor one that the club awards itself.
    scene.awards(10, |scene| &mut scene.learner, 5);
    let own = other(&scene.school, &named(10));
    let own = award(&scene.club, own, &scene.club, 60, 5);
    scene.club.say(Content::Publish(document(&own)), NOON - 6 * DAY);
    scene.check("rule-not-met");
    scene.awards(10, |scene| &mut scene.club, 5);
    scene.check("rule-met");
    // Where the school's feed is not at hand, nobody can say whether it took the rule back.
    assert_eq!(scene.without(&scene.school), "no-grant-known");
}

#[test]
fn a_badge_that_came_too_late_or_was_taken_back_makes_no_badger() {
    let mut late = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    late.awards(10, |scene| &mut scene.club, 1);
    late.check("rule-not-met");
    let mut revoked = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    let it = other(&revoked.school, &named(10));
    let draft = BadgeDraft {
        achievement: it,
        id: named(50),
        valid_from: at(NOON - 5 * DAY),
        ..revoked.school.draft_for(&revoked.club.did())
    };
    let badge = issue::badge(&draft, &revoked.school.signing(Suite::EddsaJcs2022)).unwrap();
    revoked.club.say(Content::Publish(document(&badge)), NOON - 6 * DAY);
    revoked.check("rule-met");
    revoked.school.revoke(77, NOON - DAY);
    revoked.check("rule-not-met");
    // What its holder took from its own feed is not missing there.
    let mut erased = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    let entry = erased.club.entries.len();
    let text = Draft {
        content: Content::Publish(document(&badge)),
        salt: [3; 16],
        ret: Retention::Erasable,
    };
    let head = erased.club.feed.head();
    let said =
        text.sign(&erased.club.did(), &head, at(NOON - 6 * DAY), &erased.club.writer).unwrap();
    erased.club.feed.replay(&said).unwrap();
    erased.club.entries.push(said.without_body());
    erased.check("rule-untold");
    let seqs = vec![u32::try_from(entry).unwrap()];
    erased.club.say(Content::Erase(Erase::own(seqs)), NOON - 5 * DAY);
    erased.check("rule-not-met");
}

#[test]
fn holders_award_together_by_endorsing_this_very_badge() {
    let mut scene = scene(|scene| Rule::EndorsedByHolders { at_least: 2, of: scene.of(10) });
    scene.awards(10, |scene| &mut scene.cooks[0], 5);
    scene.awards(10, |scene| &mut scene.cooks[1], 5);
    scene.check("rule-not-met");
    assert_eq!(scene.without(&scene.learner), "rule-untold");
    scene.handed.push(praise(&scene.cooks[0], &scene.badge, 30));
    scene.handed.push(praise(&scene.cooks[2], &scene.badge, 31));
    let Reason::RuleNotMet { found: 1, needed: 2, .. } = scene.check("rule-not-met") else {
        panic!("1 of 2")
    };
    // One that names the id and not the content may be about anything.
    let loose = EndorsementDraft {
        id: named(32),
        issuer: scene.cooks[1].issuer("Cook"),
        target: named(1),
        comment: None,
        valid_from: at(NOON - DAY),
        valid_until: None,
    };
    scene.handed.push(signed(&scene.cooks[1], &loose.unsigned().unwrap()));
    let another = award(&scene.club, scene.school.achievement(), &scene.cooks[2], 1, 2);
    scene.handed.push(praise(&scene.cooks[1], &another, 33));
    scene.check("rule-not-met");
    // In the feed of whom the badge is about it counts as well as in the hand.
    let good = praise(&scene.cooks[1], &scene.badge, 34);
    scene.learner.say(Content::Endorsement(document(&good)), NOON - DAY);
    scene.check("rule-met");
    assert_eq!(scene.without(&scene.learner), "rule-untold");
}

#[test]
fn reviewers_endorse_and_others_do_not_count() {
    let reviewers = |scene: &Scene| scene.cooks.iter().map(Author::did).collect::<Vec<_>>();
    let mut scene = scene(|scene| Rule::EndorsedBy { at_least: 2, of: reviewers(scene) });
    scene.handed.push(praise(&scene.cooks[0], &scene.badge, 30));
    scene.handed.push(praise(&scene.cooks[0], &scene.badge, 31));
    scene.handed.push(praise(&scene.club, &scene.badge, 32));
    scene.check("rule-not-met");
    scene.handed.push(praise(&scene.cooks[2], &scene.badge, 33));
    scene.check("rule-met");
}

#[test]
fn badges_make_a_label_and_some_stand_for_others() {
    let mut scene = scene(|scene| Rule::RecipientHolds {
        at_least: 2,
        of: vec![scene.of(10), scene.of(11), scene.of(12)],
    });
    scene.awards(10, |scene| &mut scene.learner, 5);
    scene.check("rule-not-met");
    // The first cook's badge says that it is the same as the school's 11.
    let mut french = other(&scene.cooks[0], &named(20));
    let related = Value::object([("id", named(11)), ("type", "Related".to_owned())]);
    let related = changed(&related, &["type"], Some(Value::array(["Related"])));
    french = changed(&french, &["related"], Some(Value::array([related])));
    scene.cooks[0].say(Content::Achievement(document(&french)), NOON - 6 * DAY);
    let badge = award(&scene.cooks[0], french.clone(), &scene.learner, 61, 4);
    scene.handed.push(badge);
    scene.check("rule-not-met");
    // Somebody else's word for it is not the school's.
    scene.handed.push(praise(&scene.cooks[1], &french, 35));
    scene.check("rule-not-met");
    scene.handed.push(praise(&scene.school, &french, 36));
    scene.check("rule-met");
}

#[test]
fn badges_count_in_their_order() {
    let order = |scene: &Scene| Rule::InOrder(vec![scene.of(10), scene.of(11)]);
    let mut right = scene(order);
    right.awards(10, |scene| &mut scene.learner, 5);
    right.check("rule-not-met");
    right.awards(11, |scene| &mut scene.learner, 4);
    right.check("rule-met");
    let mut wrong = scene(order);
    wrong.awards(11, |scene| &mut scene.learner, 5);
    wrong.awards(10, |scene| &mut scene.learner, 4);
    wrong.check("rule-not-met");
}

#[test]
fn a_rule_ends_as_a_permission_does() {
    let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    scene.awards(10, |scene| &mut scene.club, 5);
    let grant = scene.school.entries[2].id();
    let end = |void| Content::GrantEnd(GrantEnd { grant, void, reason: None });
    scene.school.say(end(false), NOON - DAY);
    scene.check("rule-met");
    scene.school.say(end(true), NOON - DAY);
    scene.check("grant-not-in-force");
}

#[test]
fn a_permission_on_a_condition_needs_both() {
    let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    scene.awards(10, |scene| &mut scene.club, 5);
    let holds = Some(Rule::IssuerHolds(scene.of(10)));
    let mut only = Scene { school: Author::new(1, "School"), ..scene };
    only.school.say(Content::Achievement(document(&only.school.achievement())), NOON - 8 * DAY);
    let scope = GrantScope::Achievement(TEA.to_owned());
    let to = Some(only.cooks[0].did());
    let grant = Grant { to, scope, until: None, words: None, rule: holds };
    only.school.say(Content::Grant(grant.clone()), NOON - 7 * DAY);
    only.check("created-by-another");
    only.school.say(Content::Grant(Grant { to: Some(only.club.did()), ..grant }), NOON - 7 * DAY);
    only.check("rule-met");
}
