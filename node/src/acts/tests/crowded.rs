//! A crowd that is named beside hides nobody: neither that a key was given up, nor that somebody is not read.

use bot_protocol::api::VerifyRequest;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::statement::kinds::{Party, Profile};

use super::super::bearing::BEARING_MAX;
use super::data::endorsement;
use super::guardians::{Owner, held, key};
use super::*;

const ACHIEVEMENT: &str = "urn:uuid:6c0dbcd5-0000-4000-8000-000000000001";

fn named(name: &str) -> Content {
    let (party, name) = (Party::Person, name.to_owned());
    Content::Profile(Profile { party, name, description: None, url: None })
}

/// More people of whom this node holds something than it reads for one question.
fn crowd(room: &Room) -> Vec<SecretKey> {
    let people = (0..u16::try_from(BEARING_MAX + 40).unwrap()).map(|number| {
        let [high, low] = number.to_be_bytes();
        let seed = [[high, low].repeat(8), vec![99; 16]].concat();
        SecretKey::from_seed(&seed.try_into().unwrap())
    });
    let people: Vec<SecretKey> = people.collect();
    people.iter().for_each(|one| drop(room.heard(one, named("One of many"), 1)));
    people
}

/// What mallory awards to this node’s identity, naming these, with these endorsements in it.
fn stuffed(room: &Room, beside: &[SecretKey], inside: &[Document]) -> Vec<u8> {
    let plain = room.credential(&uuid([5; 16]), &room.mallory, "Swimming");
    let mut value = plain.value().clone();
    let members = value.as_object_mut().unwrap();
    members.remove("proof");
    if !beside.is_empty() {
        let names = Value::array(beside.iter().map(|one| Did::from(one.public()).to_string()));
        let subject = members.get_mut("credentialSubject").and_then(Value::as_object_mut).unwrap();
        let achievement = subject.get_mut("achievement").and_then(Value::as_object_mut).unwrap();
        achievement.insert("tag", names);
    }
    if !inside.is_empty() {
        let inside = inside.iter().map(|one| one.value().clone()).collect();
        members.insert("endorsement", Value::Array(inside));
    }
    signed(&value, &room.mallory)
}

fn signed(value: &Value, by: &SecretKey) -> Vec<u8> {
    let by = (by, &*Did::from(by.public()).verification_method());
    let now = Timestamp::from_millis(NOW);
    sign(value, Suite::EddsaJcs2022, by, now, Contexts::pinned()).unwrap().to_bytes()
}

/// What is told of it: the code of this finding, and of each endorser how it is signed.
fn told(room: &Room, document: &[u8], with: &[Vec<u8>]) -> (String, Vec<String>) {
    let request = VerifyRequest {
        document: encode_base64(document),
        with: with.iter().map(|file| encode_base64(file)).collect(),
        ..VerifyRequest::default()
    };
    let own = room.acts.verify(&request).unwrap();
    let others = room.acts.verify_for_others(&request).unwrap();
    let of = |reply: &bot_protocol::api::VerifyReply| {
        let endorsers = reply.findings["endorsements"].data.get("endorsers").cloned();
        let endorsers = endorsers.and_then(|list| list.as_array().cloned()).unwrap_or_default();
        let codes = endorsers.iter().filter_map(|one| one["integrity"].as_str());
        (reply.findings["right"].reason.clone(), codes.map(str::to_owned).collect())
    };
    assert_eq!(own.findings["integrity"].reason, "signed-by-issuer", "{own:?}");
    assert_eq!(of(&own), of(&others), "whoever looks");
    of(&own)
}

#[tokio::test]
async fn a_key_that_was_given_up_counts_nowhere_however_many_are_named_beside_it() {
    for succeeded in [false, true] {
        let (room, endorser) = (Room::new().await, Owner::of(1));
        room.heard(&endorser.identity, named("E"), 1);
        if succeeded {
            held(&room, endorser.goes_on_as(&key(90), 1));
        }
        room.pass(2_000);
        let inside = [endorsement(9, &uuid([5; 16]), &endorser.identity)];
        let expected = if succeeded { "signed-by-former-key" } else { "signed-by-issuer" };
        for beside in [Vec::new(), crowd(&room)] {
            let (_, codes) = told(&room, &stuffed(&room, &beside, &inside), &[]);
            assert_eq!(codes, [expected], "beside {}", beside.len());
        }
    }
}

#[tokio::test]
async fn a_key_that_was_given_up_counts_as_little_in_a_file_that_is_handed_in() {
    for succeeded in [false, true] {
        let (room, endorser) = (Room::new().await, Owner::of(1));
        room.heard(&endorser.identity, named("E"), 1);
        if succeeded {
            held(&room, endorser.goes_on_as(&key(90), 1));
        }
        room.pass(2_000);
        let file = endorsement(9, &uuid([5; 16]), &endorser.identity).bytes().to_vec();
        let expected = if succeeded { "signed-by-former-key" } else { "signed-by-issuer" };
        let (_, codes) = told(&room, &stuffed(&room, &[], &[]), &[file]);
        assert_eq!(codes, [expected]);
    }
}

/// Who published an achievement is read before whoever is only named; and of whom there is no room for it is
/// told that they may be its creator.
#[tokio::test]
async fn a_crowd_beside_an_achievement_makes_nobody_its_creator() {
    let text = format!(
        "{{\"id\":\"{ACHIEVEMENT}\",\"type\":[\"Achievement\"],\"name\":\"S\",\
         \"description\":\"as it is\",\"criteria\":{{\"narrative\":\"x\"}}}}"
    );
    let claim = || Content::Achievement(Document::read(text.as_bytes()).unwrap());
    for (others, expected) in [(false, "achievement-in-feed"), (true, "no-grant-known")] {
        let room = Room::new().await;
        if others {
            room.heard(&SecretKey::from_seed(&[61; 32]), claim(), 2);
        }
        room.pass(2_000);
        room.heard(&room.mallory, claim(), 1);
        room.pass(2_000);
        let people = crowd(&room);
        let beside = stuffed(&room, &people, &[]);
        assert_eq!(told(&room, &stuffed(&room, &[], &[]), &[]).0, expected);
        assert_eq!(told(&room, &beside, &[]).0, expected, "whoever is named beside");
        // Whoever is read, somebody is not, who may have been the first.
        people.iter().for_each(|one| drop(room.heard(one, claim(), 3)));
        assert_eq!(told(&room, &beside, &[]).0, "no-grant-known");
    }
}
