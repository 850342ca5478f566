//! Which logs are read for a verdict that is given to anybody.

use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::verdict::{Asked, Evidence, Presented, judge};
use bot_protocol::words::Lang;

use super::super::bearing::bearing;
use super::data::endorsement;
use super::*;

fn named(name: &str) -> Content {
    let (party, name) = (Party::Person, name.to_owned());
    Content::Profile(Profile { party, name, description: None, url: None })
}

/// The issuer's, the holder's with an endorsement in it, the endorser's, and of who says that the
/// achievement is theirs; nobody else's. What is told by them is what is told by all.
#[tokio::test]
async fn the_logs_that_bear_on_a_badge_tell_all_that_all_logs_do() {
    let room = Room::new().await;
    let [holder, endorser, rival, stranger] =
        [61, 62, 63, 64].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let place = Place { list: 1, index: 7 };
    let did = Did::from(holder.public());
    let badge = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", (Some(place), did));
    let id = badge.id().unwrap().to_owned();
    let achievement = String::from(
        "{\"id\":\"urn:uuid:6c0dbcd5-0000-4000-8000-000000000001\",\"type\":[\"Achievement\"],\
        \"name\":\"S\",\"description\":\"as it is\",\"criteria\":{\"narrative\":\"x\"}}",
    );
    room.heard(&room.mallory, named("M"), 1);
    room.heard(&holder, Content::Endorsement(endorsement(9, &id, &endorser)), 2);
    room.heard(&endorser, named("E"), 3);
    let claim = Content::Achievement(Document::read(achievement.as_bytes()).unwrap());
    room.heard(&rival, claim, 4);
    room.heard(&stranger, Content::Endorsement(endorsement(9, "urn:uuid:another", &stranger)), 5);
    let snapshot = room.acts.snapshot().unwrap();
    let of = |key: &SecretKey| {
        let log = snapshot.ring.log(&Did::from(key.public())).unwrap();
        log.writers().into_keys().next().unwrap()
    };
    let found = bearing(&snapshot, [badge.value()]).unwrap();
    let expected: Vec<_> = [&room.mallory, &holder, &endorser, &rival].map(of).into();
    assert_eq!(found, expected.into_iter().collect());
    assert!(!found.contains(&of(&stranger)));

    let reader = bot_foreign::reader();
    let presented = Presented::of(badge.value().clone(), &reader).unwrap();
    let asked = Asked::at(room.acts.now());
    let told = |evidence: &Evidence| judge(&presented, evidence, &asked, &reader).to_json(Lang::En);
    let all = room.acts.feeds_as_evidence(&snapshot, presented.credentials()).unwrap();
    let few = room.acts.logs_as_evidence(found).unwrap();
    assert_eq!(told(&few), told(&all));
    assert_ne!(told(&few), told(&Evidence::new()));
}
