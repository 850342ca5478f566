//! What is refused before anything is signed, and what is shown before it is.

use bot_protocol::api::{ContactDraft, CredentialState, RefuseRequest};
use bot_protocol::credential::issue::EndorsementDraft;
use bot_protocol::statement::kinds::{Revoke, Suspend};

use super::scenes::{SWIMMING, school_and_council};
use super::*;

fn award(to: Did, who: &str) -> IssueRequest {
    IssueRequest {
        as_identity: Some(who.to_owned()),
        achievement: "Swimming".to_owned(),
        to: to.to_string(),
        dry_run: true,
        ..IssueRequest::default()
    }
}

#[tokio::test]
async fn a_badge_is_awarded_by_who_described_it() {
    let room = school_and_council().await;
    let to = room.mallory();
    assert_eq!(code(room.acts.issue(award(to, "Council")).await), "achievement-of-another");
    assert_eq!(code(room.acts.issue(award(to, "School")).await), "done");
}

#[tokio::test]
async fn nobody_calls_a_badge_by_the_id_of_another() {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    room.achievement("urn:uuid:0b0f9a4e-2f9e-4b1c-8a65-9c51c4ab0a11", SWIMMING).await.unwrap();
    assert_eq!(room.acts.achievement(SWIMMING).unwrap().name, "Swimming");
    assert_eq!(room.acts.achievement("Swimming").unwrap().id, SWIMMING);
}

#[tokio::test]
async fn a_closed_writer_signs_no_award() {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let to = room.mallory();
    assert_eq!(code(room.acts.issue(award(to, "School")).await), "done");
    let identity = room.acts.keys.identity(&room.me).unwrap();
    let writer = identity.writer().unwrap().public();
    let close = KeyEvent::close(writer, 2, room.acts.now(), identity.key());
    room.acts.hands.say_key(close).await.unwrap();
    assert_eq!(code(room.acts.issue(award(to, "School")).await), "restored-elsewhere");
    assert_eq!(room.acts.status().await.unwrap().closed, ["School"]);
}

#[tokio::test]
async fn a_recognition_does_not_end_before_it_begins() {
    let room = Room::new().await;
    let until = |millis| {
        let until = Some(Timestamp::from_millis(millis).to_string());
        RecogniseRequest { until, ..offer_of(&room.mallory()) }
    };
    assert_eq!(code(room.acts.recognise(until(NOW)).await), "field-refused");
    assert_eq!(code(room.acts.recognise(until(NOW + DAY)).await), "done");
}

#[tokio::test]
async fn an_offer_shows_what_is_signed_by_accepting_it() {
    let room = Room::new().await;
    let terms = Terms {
        words: "known".to_owned(),
        scopes: vec!["repair".to_owned()],
        until: Some(Timestamp::from_millis(NOW + DAY)),
    };
    let (to, nonce, expires) = (room.me, [1; 16], Timestamp::from_millis(NOW + DAY));
    let offer = OfferDraft { to, expires, nonce }.sign(&terms, &room.mallory).unwrap();
    let message = Message::RecognitionOffer(Recognition { offer, terms });
    let shown = room.acts.offer_shown(&room.came(&room.mallory, message, 1)).unwrap();
    assert_eq!(shown.scope, ["repair"]);
    assert_eq!(shown.until, Some(Timestamp::from_millis(NOW + DAY).to_string()));

    let badge = room.credential(&uuid([5; 16]), &SecretKey::from_seed(&[7; 32]), "Swimming");
    let held = room.came(&room.mallory, Message::CredentialOffer(badge), 2);
    room.acts.accept(&held, plain()).await.unwrap();
    let draft = EndorsementDraft {
        id: uuid([6; 16]),
        issuer: Issuer { did: room.mallory(), name: "M".to_owned(), url: None },
        target: uuid([5; 16]),
        comment: Some("well done".to_owned()),
        valid_from: Timestamp::from_millis(NOW),
        valid_until: None,
    };
    let document = Document::read(&draft.unsigned().unwrap().to_bytes()).unwrap();
    let id = room.came(&room.mallory, Message::EndorsementOffer(document), 3);
    let shown = room.acts.offer_shown(&id).unwrap();
    assert_eq!(shown.target, Some(uuid([5; 16])));
    assert_eq!(shown.target_name.as_deref(), Some("Swimming"));
    assert!(shown.scope.is_empty() && shown.until.is_none());
}

#[tokio::test]
async fn a_new_name_for_a_contact_tells_the_old_one() {
    let room = Room::new().await;
    let named = |name: &str| ContactDraft {
        did: room.mallory().to_string(),
        name: name.to_owned(),
        note: None,
    };
    assert_eq!(room.acts.add_contact(named("Mal")).await.unwrap().was, None);
    assert_eq!(room.acts.add_contact(named("Mal")).await.unwrap().was, None);
    let again = room.acts.add_contact(named("Mallory")).await.unwrap();
    assert_eq!(again.was.as_deref(), Some("Mal"));
}

/// What its issuer took back since is shown as such, and for good it is not accepted; what is said
/// of another place, or by somebody else, changes nothing.
#[tokio::test]
async fn what_was_revoked_after_it_was_offered_is_not_accepted() {
    let room = Room::new().await;
    let (place, other) = (Place { list: 1, index: 7 }, Place { list: 1, index: 8 });
    let badge = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", (Some(place), room.me));
    let id = room.came(&room.mallory, Message::CredentialOffer(badge), 1);
    let says = |who: &SecretKey, place: Place, suspended: Option<bool>, salt: u8| {
        let (list, indexes, reason) = (place.list, vec![place.index], None);
        let content = match suspended {
            None => Content::Revoke(Revoke { list, indexes, reason, of: None }),
            Some(suspended) => {
                Content::Suspend(Suspend { list, indexes, suspended, reason, of: None })
            }
        };
        room.clock.0.fetch_add(1000, Ordering::Relaxed);
        drop(room.heard(who, content, salt));
    };
    let state = || {
        let listed = room.acts.offers(&PageQuery::default()).unwrap().items;
        let shown = room.acts.offer_shown(&id).unwrap().state;
        assert_eq!(listed.iter().map(|offer| offer.state).collect::<Vec<_>>(), [shown]);
        shown
    };
    let trial = || AcceptRequest { dry_run: true, ..plain() };
    says(&room.mallory, other, None, 1);
    says(&SecretKey::from_seed(&[67; 32]), place, None, 2);
    assert_eq!(state(), None);
    says(&room.mallory, place, Some(true), 3);
    assert_eq!(state(), Some(CredentialState::Suspended));
    let reply = room.acts.accept(&id, trial()).await.unwrap();
    assert_eq!(reply.item.state, Some(CredentialState::Suspended));
    says(&room.mallory, place, Some(false), 4);
    assert_eq!(state(), None);
    says(&room.mallory, place, None, 5);
    assert_eq!(state(), Some(CredentialState::Revoked));
    for request in [trial(), plain(), AcceptRequest { publish: true, ..plain() }] {
        assert_eq!(code(room.acts.accept(&id, request).await), "offer-revoked");
    }
    let nothing = room.acts.credentials(&PageQuery::default()).unwrap().items;
    assert!(nothing.is_empty(), "{nothing:?}");
    // The neighbour of the place revoked first holds.
    let badge = room.placed(&uuid([6; 16]), &room.mallory, "Diving", (None, room.me));
    let good = room.came(&room.mallory, Message::CredentialOffer(badge), 2);
    assert_eq!(code(room.acts.accept(&good, plain()).await), "done");
}

/// Others make what nonces they like: whoever repeats one keeps nobody from the first, and an answer to the one
/// is none to the other.
#[tokio::test]
async fn two_offers_of_one_nonce_are_answered_each_for_itself() {
    let room = Room::new().await;
    let keys = [31, 32].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let offer = |key: &SecretKey, nonce| {
        Message::RecognitionOffer(room.recognition(key, room.me, [nonce; 16]))
    };
    let nonce = room.came(&keys[0], offer(&keys[0], 1), 7);
    let ids = || -> Vec<String> {
        let all = room.acts.offers(&PageQuery::default()).unwrap().items;
        all.into_iter().map(|offer| offer.id).collect()
    };
    assert_eq!(ids(), [nonce.as_str()]);
    room.came(&keys[1], offer(&keys[1], 2), 7);
    let two = ids();
    assert!(two.len() == 2 && two[0] != two[1] && two.iter().all(|id| id.starts_with(&nonce)));
    assert_eq!(code(room.acts.accept(&nonce, plain()).await), "ambiguous");
    let [one, other] = [0, 1].map(|which: usize| two[which].clone());
    let no = RefuseRequest { as_identity: None, reason: None, dry_run: false };
    room.acts.refuse(&one, no.clone()).await.unwrap();
    assert_eq!(ids(), [other.as_str()], "the other one waits");
    assert!(room.acts.accept(&other, plain()).await.unwrap().changed);
    assert!(ids().is_empty());
    assert_eq!(code(room.acts.accept(&one, plain()).await), "offer-answered");
}
