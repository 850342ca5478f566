//! Who is in scope by a community or by dealings, and who is not any more.

use std::collections::BTreeSet;

use bot_protocol::api::{AdmitRequest, DismissRequest, ImportRequest, LeaveRequest, RefuseRequest};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::{Answer, Message};

use super::scenes::school_and_council;
use super::*;
use crate::driver::{Tie, read_fellows};

/// Lea and Tom are members of the Club, Mia is of the Choir.
async fn town() -> Room {
    let room = school_and_council().await;
    for (name, party) in [
        ("Club", PartyKind::Community),
        ("Choir", PartyKind::Community),
        ("Lea", PartyKind::Person),
        ("Tom", PartyKind::Person),
        ("Mia", PartyKind::Person),
    ] {
        let naming = Naming { name: name.to_owned(), party, description: None, url: None };
        room.acts.keys.add(naming, room.acts.now()).unwrap();
    }
    room.acts.introduce().await.unwrap();
    for (community, who) in [("Club", "Lea"), ("Club", "Tom"), ("Choir", "Mia")] {
        let admit = AdmitRequest {
            as_identity: Some(community.to_owned()),
            who: who.to_owned(),
            ..AdmitRequest::default()
        };
        room.acts.admit(admit).await.unwrap();
        room.pass(2_000);
    }
    for offer in room.acts.offers(&PageQuery::default()).unwrap().items {
        room.acts.accept(&offer.id, AcceptRequest { publish: true, ..plain() }).await.unwrap();
    }
    room.pass(2_000);
    room
}

fn dids(room: &Room, names: &[&str]) -> BTreeSet<Did> {
    names.iter().map(|name| room.acts.somebody_called(name).unwrap()).collect()
}

/// Whom the communities of these bring into scope.
fn check(room: &Room, own: &[&str], expected: &[&str]) {
    let found = room.acts.fellows(&dids(room, own)).unwrap();
    assert_eq!(found, dids(room, expected), "of {own:?}");
}

#[tokio::test]
async fn a_member_has_the_community_and_its_members_and_nobody_else_has() {
    let room = town().await;
    check(&room, &["Lea"], &["Club", "Tom"]);
    check(&room, &["Mia"], &["Choir"]);
    check(&room, &["Lea", "Mia"], &["Club", "Tom", "Choir"]);
    // Who has the key of a community has its members.
    check(&room, &["Club"], &["Lea", "Tom"]);
    check(&room, &["School", "Council"], &[]);
}

#[tokio::test]
async fn who_was_dismissed_or_left_is_in_scope_no_more() {
    let room = town().await;
    let dismiss = DismissRequest {
        as_identity: Some("Club".to_owned()),
        who: "Tom".to_owned(),
        ..DismissRequest::default()
    };
    room.acts.dismiss(dismiss).await.unwrap();
    check(&room, &["Lea"], &["Club"]);
    check(&room, &["Tom"], &[]);
    let leave = LeaveRequest {
        as_identity: Some("Mia".to_owned()),
        community: "Choir".to_owned(),
        ..LeaveRequest::default()
    };
    room.acts.leave_community(leave).await.unwrap();
    check(&room, &["Mia"], &[]);
    check(&room, &["Choir"], &[]);
}

/// What is noted for the driver is who is in scope now; nobody of this node needs a community for that.
#[tokio::test]
async fn what_is_noted_is_what_is_so_now() {
    let room = town().await;
    let school = dids(&room, &["School"]).pop_first().unwrap();
    let stranger = crate::driver::write_fellow(&school, Some(Tie::Community));
    room.acts.commit(vec![stranger]).await.unwrap();
    assert_eq!(read_fellows(room.acts.store()).unwrap().len(), 1);
    let mut joined = BTreeSet::new();
    room.acts.tend_fellows(&mut joined, false).await.unwrap();
    assert_eq!(joined, dids(&room, &["Club", "Choir"]));
    assert!(read_fellows(room.acts.store()).unwrap().is_empty(), "all of them are of this node");
}

const BADGE: &str = "urn:uuid:0badc0de-0000-4000-8000-000000000007";

/// With whom the node has dealings, by badges and by what was accepted.
fn dealings(room: &Room) -> [BTreeSet<Did>; 2] {
    room.acts.dealings().unwrap().map(|(_, all)| all)
}

/// What is noted for the driver after the next look, whether it is time for a long one or not.
async fn noted(room: &Room, joined: &mut BTreeSet<Did>) -> Vec<(Did, Tie)> {
    room.acts.tend_fellows(joined, false).await.unwrap();
    read_fellows(room.acts.store()).unwrap().into_iter().collect()
}

/// Whoever offers a badge is a stranger until somebody says yes, and is one again once it is forgotten.
#[tokio::test]
async fn who_issued_what_is_held_is_in_scope_and_who_only_offers_is_not() {
    let room = Room::new().await;
    let (nobody, mallory) = (BTreeSet::new(), BTreeSet::from([room.mallory()]));
    let mut joined = BTreeSet::new();
    let badge = room.credential(BADGE, &room.mallory, "Swimming");
    let offer = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    assert_eq!(dealings(&room), [nobody.clone(), nobody.clone()]);
    assert_eq!(noted(&room, &mut joined).await, []);
    room.acts.accept(&offer, plain()).await.unwrap();
    assert_eq!(dealings(&room), [mallory.clone(), mallory.clone()]);
    assert_eq!(noted(&room, &mut joined).await, [(room.mallory(), Tie::Issuer)]);
    assert_eq!(joined, mallory);

    // What others show of themselves is held by them.
    let room = Room::new().await;
    let lea = SecretKey::from_seed(&[67; 32]);
    let shown = room.placed(BADGE, &room.mallory, "Swimming", (None, Did::from(lea.public())));
    room.heard(&lea, Content::Publish(shown), 1);
    assert_eq!(dealings(&room), [nobody.clone(), nobody.clone()]);
    // What came as a file is held too.
    let badge = room.credential(&BADGE.replace('7', "8"), &room.mallory, "Swimming");
    let (document, mut joined) = (encode_base64(badge.bytes()), BTreeSet::new());
    assert_eq!(noted(&room, &mut joined).await, []);
    room.acts.import(ImportRequest { document, ..ImportRequest::default() }).await.unwrap();
    assert_eq!(dealings(&room), [mallory, nobody]);
    assert_eq!(noted(&room, &mut joined).await, [(room.mallory(), Tie::Issuer)]);
}

/// An offer from here ties whom it went to once they say yes, and nobody else who answers by its nonce.
#[tokio::test]
async fn who_accepted_what_was_offered_here_is_in_scope() {
    let room = Room::new().await;
    let lea = SecretKey::from_seed(&[67; 32]);
    let to = Did::from(lea.public());
    room.acts.recognise(offer_of(&to)).await.unwrap();
    let sent = room.acts.sent().unwrap();
    let [sent] = sent.as_slice() else { panic!("one letter was sent") };
    let answer =
        |accepted| Message::Answer(Answer { letter: sent.nonce(), accepted, reason: None });
    room.came(&room.mallory, answer(true), 8);
    assert!(dealings(&room)[1].is_empty(), "somebody else's yes");
    room.came(&lea, answer(true), 9);
    assert_eq!(dealings(&room)[1], BTreeSet::from([to]));
}

#[tokio::test]
async fn a_refusal_ties_nobody() {
    let room = Room::new().await;
    let badge = room.credential(BADGE, &room.mallory, "Swimming");
    let offer = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.refuse(&offer, RefuseRequest::default()).await.unwrap();
    assert_eq!(dealings(&room), [BTreeSet::new(), BTreeSet::new()]);
}
