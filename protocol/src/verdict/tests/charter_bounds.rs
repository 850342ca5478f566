//! Whom a charter binds, and from when on.

use super::communities::{Scene, membership, signed, text};
use super::*;

/// A date of whole seconds may mean any moment of that second: an award right after the charter is one
/// under it.
#[test]
fn an_award_of_the_second_of_the_charter_is_one_under_it() {
    let mut scene = Scene::new();
    let mut club = Author::new(1, "Club");
    club.say(signed(&scene.text, &club, &scene.board.each_ref()), NOON - 8 * DAY + 600);
    scene.club = club;
    scene.fresh();
    let same = membership(&scene.club, &scene.lea, NOON - 8 * DAY, 7);
    scene.check(&same, "stewards-lacking");
    let before = membership(&scene.club, &scene.lea, NOON - 8 * DAY - 1000, 8);
    scene.check(&before, "charter-untold");
}

/// Ids are anybody's to write: who publishes another's with a charter beside it binds nobody.
#[test]
fn who_publishes_anothers_badge_with_a_charter_binds_nobody_by_it() {
    let mut scene = Scene::new();
    let mut mallory = Author::new(5, "Mallory");
    let mut issuer = Author::new(6, "Alice");
    let published =
        |by: &Author| Content::Achievement(Document::read(&by.achievement().to_bytes()).unwrap());
    issuer.say(published(&issuer), NOON - 7 * DAY);
    let badge = issuer.badge_for(&scene.lea.did());
    let charter = text(0, &[&mallory], [1, 1, 1], None);
    mallory.say(signed(&charter, &mallory, &[&mallory]), NOON - 6 * DAY);
    mallory.say(published(&mallory), NOON - 6 * DAY);
    for one in [&mut issuer, &mut mallory] {
        one.revoke(5, NOON - HOUR);
    }
    scene.fresh();
    let mut evidence = scene.evidence();
    issuer.tell(&mut evidence);
    mallory.tell(&mut evidence);
    let right = |badge: &Value| {
        judged(badge, &evidence, &Asked::at(at(NOON))).reason(Question::Right).code()
    };
    assert_eq!(right(&badge), "achievement-in-feed");
    // Nor does she gain anything: who created it cannot be told of what she awards.
    assert_eq!(right(&mallory.badge_for(&scene.lea.did())), "no-grant-known");
}
