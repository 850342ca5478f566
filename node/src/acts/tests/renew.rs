//! Awarding anew with a later end: what the new one says, and what becomes of the former.

use bot_protocol::api::{
    CredentialState, CredentialView, RenewRequest, StatusChange, StatusChangeRequest, StatusTarget,
};
use bot_protocol::canon::json::{self, Object};
use bot_protocol::credential::model::related;

use super::super::spread::Word;
use super::*;

const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

/// A badge that ends in ten days, or without end.
async fn awarded(room: &Room, ends: bool) -> CredentialView {
    let mut subject = Object::new();
    subject.insert("role", "crawl");
    let until = Timestamp::from_millis(NOW + 10 * DAY).to_string();
    let request = IssueRequest {
        achievement: SWIMMING.to_owned(),
        to: room.mallory().to_string(),
        narrative: Some("200 m at once".to_owned()),
        valid_until: ends.then_some(until),
        suite: Some("eddsa-jcs-2022".to_owned()),
        draft: Some(Value::object([("credentialSubject", Value::Object(subject))])),
        ..IssueRequest::default()
    };
    room.acts.issue(request).await.unwrap().item
}

fn until(days: u64) -> RenewRequest {
    let until = Timestamp::from_millis(NOW + days * DAY).to_string();
    RenewRequest {
        valid_until: Some(until),
        undo_seconds: Some(10),
        reason: Some("A newer one takes its place.".to_owned()),
        ..RenewRequest::default()
    }
}

async fn change(room: &Room, id: &str, change: StatusChange) {
    let target = StatusTarget { id: id.to_owned(), ..StatusTarget::default() };
    let request = StatusChangeRequest {
        as_identity: None,
        change,
        credentials: vec![target],
        query: None,
        reason: None,
        undo_seconds: Some(0),
        dry_run: false,
    };
    room.acts.change_status(request).await.unwrap();
}

fn state(room: &Room, id: &str) -> CredentialState {
    room.acts.credential(id).unwrap().state
}

async fn room() -> Room {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    room
}

#[tokio::test]
async fn a_badge_is_awarded_anew_in_its_words_and_the_former_is_revoked_unless_that_is_undone() {
    let room = room().await;
    let former = awarded(&room, true).await;
    let trial = RenewRequest { dry_run: true, ..until(20) };
    let trial = room.acts.renew(&former.id, trial).await.unwrap();
    assert!(!trial.changed && trial.dry_run && trial.replaced && trial.pending.is_none());
    assert_eq!(room.acts.credentials(&PageQuery::default()).unwrap().items.len(), 1);
    let done = room.acts.renew(&former.id, until(20)).await.unwrap();
    let new = room.acts.credential(&done.item.id).unwrap();
    assert_eq!((new.renews.as_deref(), new.subject), (Some(&*former.id), former.subject.clone()));
    let of = |text: &str| json::read(text.as_bytes()).unwrap();
    let (new, old) = (of(&new.document.unwrap()), of(former.document.as_deref().unwrap()));
    assert!(related::pins(&new, &former.id, &old));
    let said = |name: &str| new.at(&["credentialSubject", name]).and_then(Value::as_str);
    assert_eq!((said("narrative"), said("role")), (Some("200 m at once"), Some("crawl")));
    assert_eq!(new.get("awardedDate"), old.get("validFrom"));
    assert_ne!(new.get("credentialStatus"), old.get("credentialStatus"));
    // Nothing is said before ten seconds are over.
    room.acts.carry_out_due().await.unwrap();
    assert_eq!(state(&room, &former.id), CredentialState::Offered);
    assert!(room.acts.spread(&former.id).unwrap().is_none());
    room.acts.undo_change(&done.pending.unwrap().id).await.unwrap();
    room.pass(11_000);
    room.acts.carry_out_due().await.unwrap();
    assert_eq!(state(&room, &former.id), CredentialState::Offered);
    // Renewed once more it is revoked, for the reason given.
    room.acts.renew(&former.id, until(20)).await.unwrap();
    room.pass(11_000);
    room.acts.carry_out_due().await.unwrap();
    assert_eq!(state(&room, &former.id), CredentialState::Revoked);
    let told = room.acts.spread(&former.id).unwrap().unwrap();
    assert_eq!(told.reason.as_deref(), Some("A newer one takes its place."));
    assert_eq!(code(room.acts.renew(&former.id, until(30)).await), "revocation-final");
    // Where nothing can be undone it is revoked at once.
    let again = RenewRequest { undo_seconds: Some(0), ..until(30) };
    let again = room.acts.renew(&done.item.id, again).await.unwrap();
    assert!(again.replaced && again.pending.is_none());
    assert_eq!(state(&room, &done.item.id), CredentialState::Revoked);
}

#[tokio::test]
async fn what_is_kept_or_has_ended_is_left_as_it_is() {
    let room = room().await;
    let former = awarded(&room, true).await;
    let keep = RenewRequest { keep_former: true, undo_seconds: Some(0), ..until(20) };
    assert!(!room.acts.renew(&former.id, keep).await.unwrap().replaced);
    assert_eq!(state(&room, &former.id), CredentialState::Offered);
    room.pass(11 * DAY);
    let done = RenewRequest { undo_seconds: Some(0), valid_until: None, ..until(20) };
    let done = room.acts.renew(&former.id, done).await.unwrap();
    assert!(!done.replaced && done.item.valid_until.is_none());
    assert_eq!(state(&room, &former.id), CredentialState::Offered);
}

#[tokio::test]
async fn what_cannot_be_renewed_is_refused_and_nothing_is_signed() {
    let room = room().await;
    let former = awarded(&room, true).await;
    let refused = async |id: &str, request| code(room.acts.renew(id, request).await);
    assert_eq!(refused(&former.id, until(10)).await, "field-refused");
    assert_eq!(refused("urn:uuid:ffffffff", until(20)).await, "unknown");
    let long = RenewRequest { undo_seconds: Some(86_401), ..until(20) };
    assert_eq!(refused(&former.id, long).await, "field-refused");
    let long = RenewRequest { reason: Some("r".repeat(501)), ..until(20) };
    assert_eq!(refused(&former.id, long).await, "content-refused");
    change(&room, &former.id, StatusChange::Suspend).await;
    assert_eq!(room.acts.spread(&former.id).unwrap().unwrap().word, Word::Suspended);
    assert_eq!(refused(&former.id, until(20)).await, "renewal-refused");
    change(&room, &former.id, StatusChange::Resume).await;
    assert_eq!(room.acts.spread(&former.id).unwrap().unwrap().word, Word::Resumed);
    let endless = awarded(&room, false).await;
    assert_eq!(refused(&endless.id, until(20)).await, "renewal-refused");
    let place = Some(Place { list: 1, index: 7 });
    let others = room.placed("urn:x:theirs", &room.mallory, "Swimming", (place, room.mallory()));
    room.heard(&room.mallory, Content::Publish(others), 9);
    assert_eq!(refused("urn:x:theirs", until(20)).await, "not-the-issuer");
    // What a stranger published in the name of the issuer, who would sign it now and take back what it names.
    let forged = room.placed("urn:x:forged", &room.mallory, "Swimming", (place, room.mallory()));
    let [theirs, ours] = [room.mallory(), room.me].map(|did| did.to_string());
    let text = String::from_utf8(forged.bytes().to_vec()).unwrap();
    // All but whom it is about.
    let (head, tail) = text.split_once("\"credentialSubject\"").unwrap();
    let text = [head.replace(&theirs, &ours), tail.to_owned()].join("\"credentialSubject\"");
    room.heard(&room.mallory, Content::Publish(Document::read(text.as_bytes()).unwrap()), 10);
    let told = refused("urn:x:forged", until(20)).await;
    assert_eq!(told, "proof-refused");
    // While its revocation waits, it is not awarded anew a second time.
    room.acts.renew(&former.id, until(20)).await.unwrap();
    assert_eq!(refused(&former.id, until(20)).await, "renewal-refused");
    assert_eq!(room.acts.credentials(&PageQuery::default()).unwrap().items.len(), 5);
}
