//! Which logs are read for a verdict that is given to anybody.

use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::verdict::{Asked, Evidence, Presented, judge};
use bot_protocol::words::Lang;

use std::collections::BTreeSet;

use super::super::bearing::{BEARING_MAX, bearing};
use super::super::verify::Eyes;
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
    let found = bearing(&snapshot, [badge.value()], [], Eyes::Own).unwrap().writers;
    let expected = [&room.mallory, &holder, &endorser, &rival].map(of);
    assert_eq!(found[0], of(&room.mallory), "who issued it comes first");
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), expected.iter().collect());
    assert!(!found.contains(&of(&stranger)));

    let reader = bot_foreign::reader();
    let presented = Presented::of(badge.value().clone(), &reader).unwrap();
    let asked = Asked::at(room.acts.now());
    let told = |evidence: &Evidence| judge(&presented, evidence, &asked, &reader).to_json(Lang::En);
    let all = snapshot.ring.logs().flat_map(|log| log.writers().into_keys());
    let all = room.acts.these_as_evidence(&snapshot, &all.collect::<Vec<_>>()).unwrap();
    let few = room.acts.these_as_evidence(&snapshot, &found).unwrap();
    assert_eq!(told(&few), told(&all));
    // What may lead to somebody leaves that as it is.
    let leading = room.acts.leading_as_evidence(&snapshot, &found).unwrap();
    assert_eq!(told(&leading), told(&all));
    assert_ne!(told(&few), told(&Evidence::new()));
}

/// Anybody may name anybody: the feeds of thousands that a badge names are not read, those of whom it is by
/// and about are, wherever in it they stand.
#[tokio::test]
async fn a_badge_that_names_thousands_has_few_feeds_read() {
    let room = Room::new().await;
    let crowd: Vec<SecretKey> = (0..BEARING_MAX + 40)
        .map(|number| {
            let [high, low] = u16::try_from(number).unwrap().to_be_bytes();
            SecretKey::from_seed(
                &[[high, low].repeat(8), vec![99; 16]].concat().try_into().unwrap(),
            )
        })
        .collect();
    crowd.iter().for_each(|one| drop(room.heard(one, named("One of many"), 1)));
    room.heard(&room.mallory, named("M"), 1);
    let place = Place { list: 1, index: 7 };
    let signed = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", (Some(place), room.me));
    let mut value = signed.value().clone();
    let all: Vec<Value> =
        crowd.iter().map(|one| Value::from(Did::from(one.public()).to_string())).collect();
    if let Value::Object(members) = &mut value {
        let names = Value::Array(all);
        *members = std::iter::once(("aaa".to_owned(), names))
            .chain(members.iter().map(|(name, value)| (name.to_owned(), value.clone())))
            .collect();
    }
    let snapshot = room.acts.snapshot().unwrap();
    let found = bearing(&snapshot, [&value], [], Eyes::Own).unwrap().writers;
    assert!(found.len() <= BEARING_MAX, "{}", found.len());
    let author = |writer: &PublicKey| snapshot.ring.author(writer).unwrap();
    let first: Vec<Did> = found.iter().take(2).map(author).collect();
    assert_eq!(first, [room.mallory(), room.me]);
}

/// Whom nobody has heard of takes no place, however many a badge names.
#[tokio::test]
async fn made_up_names_keep_nobody_out() {
    let room = Room::new().await;
    let witness = SecretKey::from_seed(&[64; 32]);
    room.heard(&room.mallory, named("M"), 1);
    room.heard(&witness, named("W"), 1);
    let place = Place { list: 1, index: 7 };
    let signed = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", (Some(place), room.me));
    let made_up = (0..BEARING_MAX + 40).map(|number| {
        let mut seed = [98; 32];
        seed[..8].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
        Value::from(Did::from(SecretKey::from_seed(&seed).public()).to_string())
    });
    let last = Value::from(Did::from(witness.public()).to_string());
    let names = Value::Array(made_up.chain([last]).collect());
    let mut value = signed.value().clone();
    if let Value::Object(members) = &mut value {
        *members = std::iter::once(("aaa".to_owned(), names))
            .chain(members.iter().map(|(name, value)| (name.to_owned(), value.clone())))
            .collect();
    }
    let snapshot = room.acts.snapshot().unwrap();
    let found = bearing(&snapshot, [&value], [], Eyes::Own).unwrap().writers;
    let authors: Vec<Option<Did>> = found.iter().map(|one| snapshot.ring.author(one)).collect();
    assert!(authors.contains(&Some(Did::from(witness.public()))), "{authors:?}");
}

/// A text that is no token, or a token, has no feeds read but those that bear on the badge.
#[tokio::test]
async fn what_stands_in_a_badge_as_a_token_has_not_all_feeds_read() {
    let room = Room::new().await;
    let stranger = SecretKey::from_seed(&[64; 32]);
    room.heard(&room.mallory, named("M"), 1);
    let far = room.heard(&stranger, named("S"), 2);
    let place = Place { list: 1, index: 7 };
    let signed = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", (Some(place), room.me));
    let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let text = text.replacen('{', "{\"endorsementJwt\":[\"x\"],", 1);
    let document = Document::read(text.as_bytes()).unwrap();
    let reader = bot_foreign::reader();
    let presented = Presented::of(document.value().clone(), &reader).unwrap();
    let snapshot = room.acts.snapshot().unwrap();
    let evidence = room.acts.bearing_as_evidence(&snapshot, presented.credentials()).unwrap();
    assert!(!evidence.has_log(&far.writer()));
    let writers = snapshot.ring.log(&room.mallory()).unwrap().writers();
    assert!(writers.keys().all(|writer| evidence.has_log(writer)));
}
