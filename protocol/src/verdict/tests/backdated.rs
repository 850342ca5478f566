//! Who may award no more dates what they award as they like, and so does who receives it.

use super::rules::{Scene, award, document, named, other, scene};
use super::*;
use crate::canon::hash::Hash;
use crate::rules::Rule;
use crate::statement::kinds::{Grant, GrantEnd, GrantScope};

/// The club may award tea where it holds a badge of the school's, which a cook may award. It has one of the
/// cook's, of five days ago by its own word. With the cook's permission.
fn taught() -> (Scene, Hash) {
    let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    let (to, scope) = (Some(scene.cooks[0].did()), GrantScope::Achievement(named(10)));
    let grant = Grant { to, scope, until: None, words: None, rule: None };
    let grant = scene.school.say(Content::Grant(grant), NOON - 6 * DAY).id();
    let badge = award(&scene.cooks[0], other(&scene.school, &named(10)), &scene.club, 50, 5);
    scene.club.say(Content::Publish(document(&badge)), NOON - 6 * DAY);
    (scene, grant)
}

fn ended(void: bool) -> Scene {
    let (mut scene, grant) = taught();
    scene.school.say(Content::GrantEnd(GrantEnd { grant, void, reason: None }), NOON - DAY);
    scene
}

/// The answer where witnesses saw the club's ledger at a moment.
fn seen(scene: &Scene, moment: u64) -> &'static str {
    let mut evidence = scene.evidence();
    evidence.watch_by(stamps::four());
    let size = scene.club.entries.len();
    evidence.hear_stamp(scene.club.stamp(size, NOON - 2 * DAY, &[moment; 3]));
    // What dates the club's feed dates the others' too.
    for one in [&scene.school, &scene.learner, &scene.cooks[0]] {
        evidence.hear_stamp(one.stamp(one.entries.len(), NOON - HOUR, &[NOON - 60_000; 3]));
    }
    scene.verdict(&evidence).reason(Question::Right).code()
}

#[test]
fn under_an_ended_permission_only_what_witnesses_saw_before_makes_a_badger() {
    taught().0.check("rule-met");
    let scene = ended(false);
    scene.check("rule-untold");
    assert_eq!(seen(&scene, NOON - DAY - 1), "rule-met");
    assert_eq!(seen(&scene, NOON - DAY), "rule-untold");
    ended(true).check("rule-not-met");
}

#[test]
fn what_the_creator_awards_needs_no_permission_and_no_witness() {
    let mut scene = ended(false);
    scene.check("rule-untold");
    scene.awards(10, |scene| &mut scene.club, 5);
    scene.check("rule-met");
}
