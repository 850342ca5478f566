//! Who is in scope by a community, and who is not any more.

use std::collections::BTreeSet;

use bot_protocol::api::{AdmitRequest, DismissRequest, LeaveRequest};
use bot_protocol::identity::Did;

use super::scenes::school_and_council;
use super::*;
use crate::driver::read_fellows;

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
    let stranger =
        crate::driver::write_fellow(&dids(&room, &["School"]).pop_first().unwrap(), true);
    room.acts.commit(vec![stranger]).await.unwrap();
    assert_eq!(read_fellows(room.acts.store()).unwrap().len(), 1);
    let mut joined = BTreeSet::new();
    room.acts.tend_fellows(&mut joined, false).await.unwrap();
    assert_eq!(joined, dids(&room, &["Club", "Choir"]));
    assert!(read_fellows(room.acts.store()).unwrap().is_empty(), "all of them are of this node");
}
