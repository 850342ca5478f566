//! What a question costs, counted: others decide how much there is, so nothing of it is done twice.

use super::rules::{Scene, TEA, document, named, other, praise, scene};
use super::*;
use crate::limits::{RULE_BADGES_MAX, RULE_GRANTS_MAX};
use crate::rules::Rule;
use crate::statement::kinds::{Grant, GrantScope};
use crate::verdict::counted::{self, Costly};

/// A rule that takes the first badge or another, whichever of both that stands for.
fn either(scene: &Scene, number: u8) -> Rule {
    Rule::RecipientHolds { at_least: 1, of: vec![scene.of(10), scene.of(number)] }
}

/// A school that lets anybody award tea by so many rules.
fn ruled(count: usize) -> Scene {
    let mut scene = scene(|scene| either(scene, 20));
    for number in (21..).take(count - 1) {
        let rule = Some(either(&scene, number));
        let scope = GrantScope::Achievement(TEA.to_owned());
        let grant = Grant { to: None, scope, until: None, words: None, rule };
        scene.school.say(Content::Grant(grant), NOON - 7 * DAY);
    }
    scene
}

fn told(scene: &Scene) -> &'static str {
    scene.verdict(&scene.evidence()).reason(Question::Right).code()
}

#[test]
fn many_rules_badges_and_endorsements_are_each_looked_at_once() {
    let mut scene = ruled(70);
    for number in 91..=99 {
        let related =
            Value::object([("id", Value::from(named(10))), ("type", Value::array(["Related"]))]);
        let alike = other(&scene.cooks[0], &named(number));
        let alike = changed(&alike, &["related"], Some(Value::array([related])));
        scene.cooks[0].say(Content::Achievement(document(&alike)), NOON - 6 * DAY);
    }
    let endorsements = 12_u8;
    for number in 70..70 + endorsements {
        let given = praise(&scene.cooks[1], &scene.badge, number);
        scene.learner.say(Content::Endorsement(document(&given)), NOON - DAY);
    }
    let evidence = scene.evidence();
    counted::take();
    scene.verdict(&evidence);
    let counts = counted::take();
    let count = |what| counts.get(&what).copied().unwrap_or_default();
    assert_eq!(count(Costly::Rights), 1);
    assert!(count(Costly::Likened) <= RULE_BADGES_MAX, "{counts:?}");
    // Once for the index, once where it is looked at, and as what may be a tie.
    assert!(count(Costly::Endorsement) <= 6 * usize::from(endorsements), "{counts:?}");
}

#[test]
fn of_more_rules_than_are_looked_at_it_cannot_be_told() {
    let mut most = ruled(RULE_GRANTS_MAX);
    // Of fewer badges than a rule is followed to, so that these decide nothing.
    const { assert!(RULE_GRANTS_MAX + 2 > RULE_BADGES_MAX) };
    assert_eq!(told(&most), "rule-untold");
    let mut few = ruled(RULE_BADGES_MAX - 2);
    assert_eq!(told(&few), "rule-not-met");
    for scene in [&mut most, &mut few] {
        scene.awards(10, |scene| &mut scene.learner, 5);
        assert_eq!(told(scene), "rule-met");
    }
}

#[test]
fn who_is_let_by_no_rule_is_not_kept_out_by_many_rules() {
    let same = |count: usize| {
        let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
        let scope = || GrantScope::Achievement(TEA.to_owned());
        for _ in 1..count {
            let rule = Some(Rule::IssuerHolds(scene.of(10)));
            let grant = Grant { to: None, scope: scope(), until: None, words: None, rule };
            scene.school.say(Content::Grant(grant), NOON - 7 * DAY);
        }
        scene
    };
    assert_eq!(told(&same(RULE_GRANTS_MAX)), "rule-not-met");
    let mut scene = same(RULE_GRANTS_MAX + 1);
    assert_eq!(told(&scene), "rule-untold");
    let (to, scope) = (Some(scene.club.did()), GrantScope::Achievement(TEA.to_owned()));
    let grant = Grant { to, scope, until: None, words: None, rule: None };
    scene.school.say(Content::Grant(grant), NOON - 6 * DAY);
    assert_eq!(told(&scene), "granted");
}

#[test]
fn strangers_keep_nobodys_endorsers_from_being_looked_at() {
    let giver = Author::new(9, "Giver");
    let shows = |seed: u8, count: usize, badges: usize| {
        let mut one = Author::new(seed, "Somebody");
        let own = giver.endorse(&one.did().to_string(), "Giver");
        let of_badge = giver.endorse("urn:uuid:22222222-2222-4222-8222-222222222222", "Giver");
        for said in [vec![of_badge; badges], vec![own; count]].concat() {
            one.say(Content::Endorsement(document(&said)), NOON - DAY);
        }
        one
    };
    let mut evidence = Evidence::new();
    for seed in 50..53 {
        shows(seed, 5, 5).tell(&mut evidence);
    }
    let lea = shows(3, 1, 0);
    lea.tell(&mut evidence);
    shows(54, 0, 9).tell(&mut evidence);
    let authors = |limits| {
        let ties = evidence.ties(limits);
        let authors: std::collections::BTreeSet<Did> = ties.iter().map(|(did, _)| *did).collect();
        (ties.len(), authors.len(), authors.contains(&lea.did()))
    };
    assert_eq!(authors((4, 3)), (4, 4, true));
    assert_eq!(authors((100, 3)), (10, 4, true));
    assert_eq!(authors((100, 100)), (16, 4, true));
}
