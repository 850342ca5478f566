//! Going on with a new identity: what is refused, what is cut off, and what goes on.

use bot_protocol::api::{PresentRequest, SuccessionRequest, SuccessionView, WriterSize};
use bot_protocol::feed::KeyLog;

use super::*;
use crate::keys::Root;

const BADGE: &str = "urn:uuid:05050505-0000-4000-8000-000000000005";

/// A school whose sheet is at hand, and a second identity of the same node.
async fn room() -> (Room, Did, String) {
    let room = Room::new().await;
    let words = room.acts.keys.sheet(&room.me).unwrap().to_string();
    let naming = Naming {
        name: "Anew".to_owned(),
        party: PartyKind::Organisation,
        description: None,
        url: None,
    };
    let anew = room.acts.keys.add(naming, Timestamp::from_millis(NOW)).unwrap().did();
    room.acts.introduce().await.unwrap();
    (room, anew, words)
}

fn request(words: &str) -> SuccessionRequest {
    SuccessionRequest {
        words: SecretText::new(words.to_owned()),
        as_identity: Some("Anew".to_owned()),
        since: None,
        keep: Vec::new(),
        dry_run: false,
    }
}

async fn describe(room: &Room, name: &str) -> Result<(), ActError> {
    let texts = |text: &str| Value::object([("en", text)]);
    let draft = AchievementDraft {
        as_identity: Some("School".to_owned()),
        name: texts(name),
        description: texts("as it is"),
        criteria: texts("do it"),
        ..AchievementDraft::default()
    };
    room.acts.add_achievement(draft).await.map(drop)
}

fn heir(room: &Room) -> Option<Did> {
    let snapshot = room.acts.snapshot().unwrap();
    snapshot.ring.log(&room.me).and_then(KeyLog::heir).map(|heir| heir.did)
}

#[tokio::test]
async fn what_cannot_succeed_is_refused_and_a_trial_says_nothing() {
    let (room, anew, words) = room().await;
    let refused = async |request| code(room.acts.succeed(request).await);
    let good = || request(&words);
    assert_eq!(refused(request("twelve words")).await, "recovery-words-refused");
    let itself = SuccessionRequest { as_identity: Some("School".to_owned()), ..good() };
    assert_eq!(refused(itself).await, "succession-itself");
    let unknown = Root::fresh().unwrap().words().to_string();
    assert_eq!(refused(request(&unknown)).await, "succession-unknown");
    let plain = Root::from_bytes([0; 32]).words().to_string();
    assert_eq!(refused(request(&plain)).await, "sheet-names-nobody");
    for since in ["yesterday", &Timestamp::from_millis(NOW + DAY).to_string()] {
        let since = SuccessionRequest { since: Some(since.to_owned()), ..good() };
        assert_eq!(refused(since).await, "field-refused");
    }
    let keep = vec![WriterSize { writer: room.mallory.public().to_multikey(), size: 1 }];
    assert_eq!(refused(SuccessionRequest { keep, ..good() }).await, "field-refused");
    let tried = room.acts.succeed(SuccessionRequest { dry_run: true, ..good() }).await.unwrap();
    assert_eq!((tried.did, tried.successor), (room.me.to_string(), anew.to_string()));
    assert_eq!(heir(&room), None);
}

#[tokio::test]
async fn old_keys_count_up_to_what_they_signed_before_and_sign_no_more() {
    let (room, anew, words) = room().await;
    room.pass(DAY);
    let since = room.acts.now().to_string();
    room.pass(DAY);
    describe(&room, "Swimming").await.unwrap();
    let request = || SuccessionRequest { since: Some(since.clone()), ..request(&words) };
    let view: SuccessionView = room.acts.succeed(request()).await.unwrap();
    let [kept] = view.kept.as_slice() else { panic!("{view:?}") };
    assert_eq!((kept.size, heir(&room)), (1, Some(anew)), "the profile, and not what came after");
    assert_eq!(code(describe(&room, "Diving").await), "identity-succeeded");
    let identity = room.acts.keys.identity(&room.me).unwrap();
    // Said again by the same sheet, the later word counts.
    let keep = vec![WriterSize { writer: kept.writer.clone(), size: 2 }];
    let view = room.acts.succeed(SuccessionRequest { keep, ..request() }).await.unwrap();
    assert_eq!(view.kept[0].size, 2);
    let writer = identity.writer().unwrap().public();
    let snapshot = room.acts.snapshot().unwrap();
    assert_eq!(snapshot.ring.log(&room.me).unwrap().closed_at(&writer), Some(2));
}

#[tokio::test]
async fn what_the_old_identity_holds_the_new_one_presents() {
    let (room, anew, words) = room().await;
    let badge = room.credential(BADGE, &SecretKey::from_seed(&[7; 32]), "Swimming");
    let offer = room.came(&room.mallory, Message::CredentialOffer(badge), 1);
    let accept = AcceptRequest { as_identity: Some("School".to_owned()), ..plain() };
    room.acts.accept(&offer, accept).await.unwrap();
    let present = || {
        let asked = PresentRequest {
            as_identity: None,
            also: Vec::new(),
            challenge: "4711".to_owned(),
            domain: Some("gate.example".to_owned()),
            suite: None,
            dry_run: false,
        };
        room.acts.present(BADGE, &asked).unwrap().holder
    };
    assert_eq!(present(), room.me.to_string());
    room.acts.succeed(request(&words)).await.unwrap();
    assert_eq!(present(), anew.to_string());
}
