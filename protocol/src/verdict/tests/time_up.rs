//! That the time of something is up makes nothing of what was not known, or was not so.

use super::rules::{Scene, document, named, other, scene, signed};
use super::*;
use crate::credential::issue::Given;
use crate::credential::status::StatusPurpose;
use crate::rules::{Badge, Rule};
use crate::statement::kinds::Leave;

/// One end that is to come, and one that came after the award in question.
const ENDS: [u64; 2] = [NOON + DAY, NOON - DAY];

/// A badge that somebody created and awards to the club until a day, before the club awards its own.
fn held(by: &Author, achievement: Value, to: &Author, until: u64) -> Value {
    let draft = BadgeDraft {
        id: named(50),
        achievement,
        valid_from: at(NOON - 5 * DAY),
        valid_until: Some(at(until)),
        ..by.draft_for(&to.did())
    };
    issue::badge(&draft, &by.signing(Suite::EddsaJcs2022)).unwrap()
}

fn publish(badge: &Value) -> Content {
    Content::Publish(document(badge))
}

/// The club, which must be a member of the school to award.
fn member(until: u64) -> Scene {
    let mut scene = scene(|scene| Rule::IssuerHolds(scene.of(10)));
    let kind = Some(Value::from(MEMBERSHIP));
    let it = changed(&other(&scene.school, &named(10)), &["achievementType"], kind);
    let badge = held(&scene.school, it, &scene.club, until);
    scene.club.say(publish(&badge), NOON - 5 * DAY);
    scene
}

#[test]
fn whoever_left_did_not_stay_until_the_end() {
    for until in ENDS {
        member(until).check("rule-met");
        let mut left = member(until);
        let community = left.school.did();
        left.club.say(Content::Leave(Leave { community, words: None }), NOON - 3 * DAY);
        left.check("rule-not-met");
        // Another community that was left says nothing of this one.
        let mut other = member(until);
        let community = other.cooks[0].did();
        other.club.say(Content::Leave(Leave { community, words: None }), NOON - 3 * DAY);
        other.check("rule-met");
    }
}

#[test]
fn what_was_taken_back_does_not_come_back_with_its_end() {
    for until in ENDS {
        let mut revoked = member(until);
        revoked.school.revoke(77, NOON - DAY);
        revoked.check("rule-not-met");
        // One cook's own badge, of whose ledger nothing may be at hand.
        let mut of_cook = scene(|scene| {
            Rule::IssuerHolds(Badge { achievement: named(10), creator: scene.cooks[0].did() })
        });
        let cook = &of_cook.cooks[0];
        let badge = held(cook, other(cook, &named(10)), &of_cook.club, until);
        of_cook.club.say(publish(&badge), NOON - 5 * DAY);
        of_cook.check("rule-met");
        assert_eq!(of_cook.without(&of_cook.cooks[0]), "rule-untold", "until {until}");
    }
}

#[test]
fn an_endorsement_of_which_nobody_knows_is_not_known_after_its_end_either() {
    for until in ENDS {
        let by = |scene: &Scene| Rule::EndorsedBy { at_least: 1, of: vec![scene.cooks[0].did()] };
        let mut scene = scene(by);
        let cook = &scene.cooks[0];
        let draft = EndorsementDraft {
            id: named(30),
            issuer: cook.issuer("Cook"),
            target: named(1),
            comment: None,
            valid_from: at(NOON - 2 * DAY),
            valid_until: Some(at(until)),
        };
        let place = Place { list: 1, index: 9 };
        let status = Some(place.entry(&cook.did(), StatusPurpose::Revocation, None));
        let given = Given { content: Some(&scene.badge), status, ..Given::default() };
        let given = signed(cook, &draft.unsigned_giving(&given).unwrap());
        scene.handed.push(given);
        scene.check("rule-met");
        assert_eq!(scene.without(&scene.cooks[0]), "rule-untold", "until {until}");
        scene.cooks[0].revoke(9, NOON - DAY);
        scene.check("rule-not-met");
    }
}
