//! What is issued in private is anchored by the node itself, once a day, and whoever holds it learns how to
//! show it; nothing is lost by an end in between.

use bot_protocol::api::{SuccessionRequest, VerifyReply, VerifyRequest};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::statement::Kind;
use bot_protocol::statement::letter::LetterKind;
use bot_protocol::verdict::Dossier;

use super::*;
use crate::store::Write;

const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";
const MINUTE: u64 = 60 * 1000;

/// A school, somebody of the same node whom it awards badges to, and what can be awarded.
async fn room() -> Room {
    let room = Room::new().await;
    add(&room, "Lea", PartyKind::Person).await;
    let texts = |text: &str| Value::object([("en", text)]);
    let draft = AchievementDraft {
        as_identity: Some("School".to_owned()),
        id: Some(SWIMMING.into()),
        name: texts("Swimming"),
        description: texts("as it is"),
        criteria: texts("do it"),
        ..AchievementDraft::default()
    };
    room.acts.add_achievement(draft).await.unwrap();
    room
}

async fn add(room: &Room, name: &str, party: PartyKind) {
    let naming = Naming { name: name.to_owned(), party, description: None, url: None };
    room.acts.keys.add(naming, room.acts.now()).unwrap();
    room.acts.introduce().await.unwrap();
}

/// Awards a badge: its id and the badge itself.
async fn issue(room: &Room, to: &str) -> (String, String) {
    let award = IssueRequest {
        as_identity: Some("School".to_owned()),
        achievement: SWIMMING.to_owned(),
        to: to.to_owned(),
        ..IssueRequest::default()
    };
    let item = room.acts.issue(award).await.unwrap().item;
    (item.id, item.document.unwrap())
}

fn anchors(room: &Room) -> usize {
    room.acts.store().of_kind(Kind::Anchor, None).unwrap().len()
}

/// The proofs that came by letter.
fn told(room: &Room) -> Vec<Message> {
    let letters = room.acts.letters_of_kinds(&[LetterKind::AnchorProof]).unwrap();
    letters.iter().map(|letter| letter.message().unwrap()).collect()
}

fn integrity(room: &Room, badge: &str) -> String {
    let document = encode_base64(badge.as_bytes());
    let request = VerifyRequest { document, ..VerifyRequest::default() };
    let verdict: VerifyReply = room.acts.verify(&request).unwrap();
    let text = serde_json::to_value(&verdict).unwrap();
    text["findings"]["integrity"]["reason"].as_str().unwrap().to_owned()
}

fn succession(room: &Room, since: Option<String>) -> SuccessionRequest {
    SuccessionRequest {
        words: SecretText::new(room.acts.keys.sheet(&room.me).unwrap().to_string()),
        as_identity: Some("Anew".to_owned()),
        since,
        keep: Vec::new(),
        dry_run: false,
    }
}

#[tokio::test]
async fn an_anchor_is_made_a_day_at_most_and_only_of_what_waited() {
    let room = room().await;
    room.acts.tend_anchors().await.unwrap();
    assert_eq!(anchors(&room), 0, "nothing was issued");
    issue(&room, "Lea").await;
    room.pass(MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!(anchors(&room), 0, "more may come in the same sitting");
    issue(&room, "Lea").await;
    room.pass(10 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (1, 2), "one for both");
    room.acts.tend_anchors().await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (1, 2), "nothing new");
    issue(&room, "Lea").await;
    room.pass(20 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!(anchors(&room), 1, "not twice a day");
    room.pass(DAY);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (2, 3));
}

#[tokio::test]
async fn the_holder_of_what_was_issued_in_private_can_show_it_after_the_key_was_cut_off() {
    let room = room().await;
    let (id, badge) = issue(&room, "Lea").await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    let since = Timestamp::from_millis(room.acts.now().millis() + 1).to_string();
    room.pass(DAY);
    let (_, late) = issue(&room, "Lea").await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!(anchors(&room), 2);
    assert_eq!(integrity(&room, &badge), "signed-by-issuer");
    add(&room, "Anew", PartyKind::Organisation).await;
    room.acts.succeed(succession(&room, Some(since))).await.unwrap();
    assert_eq!(integrity(&room, &badge), "signed-before-succession");
    assert_eq!(integrity(&room, &late), "signed-by-former-key", "its anchor is above the cut-off");
    let proof = Dossier::read(&room.acts.prove(&id).unwrap()).unwrap();
    assert_eq!(proof.documents.len(), 1, "the anchor goes along");
}

#[tokio::test]
async fn what_waits_is_anchored_at_once_before_its_key_is_cut_off() {
    let room = room().await;
    let (_, badge) = issue(&room, "Lea").await;
    add(&room, "Anew", PartyKind::Organisation).await;
    let trial = SuccessionRequest { dry_run: true, ..succession(&room, None) };
    room.acts.succeed(trial).await.unwrap();
    assert_eq!(anchors(&room), 0, "a trial says nothing");
    room.acts.succeed(succession(&room, None)).await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (1, 1));
    assert_eq!(integrity(&room, &badge), "signed-before-succession");
    // Where the key is not believed since yesterday, an anchor of today would say nothing.
    let room = self::room().await;
    let (_, badge) = issue(&room, "Lea").await;
    add(&room, "Anew", PartyKind::Organisation).await;
    let since = Timestamp::from_millis(NOW - DAY).to_string();
    room.acts.succeed(succession(&room, Some(since))).await.unwrap();
    assert_eq!(anchors(&room), 0);
    assert_eq!(integrity(&room, &badge), "signed-by-former-key");
}

#[tokio::test]
async fn an_end_between_tree_entry_and_letter_loses_no_proof() {
    let room = room().await;
    let (_, badge) = issue(&room, "Lea").await;
    room.pass(11 * MINUTE);
    // The store takes nothing: neither the entry nor a proof is there, and the badge waits.
    room.refuse(true);
    assert!(room.acts.tend_anchors().await.is_err());
    let kept = room.acts.store().notes(Shelf::Anchors, &[]).unwrap();
    assert_eq!((anchors(&room), kept.len()), (0, 1));
    room.refuse(false);
    // The entry is durable, and the node ends before any letter is posted.
    let school = room.acts.keys.identity(&room.me).unwrap();
    let waiting = room.acts.not_yet_anchored(&room.me).unwrap();
    room.acts.anchor(&school, waiting).await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (1, 0));
    for _ in 0..2 {
        room.acts.tend_anchors().await.unwrap();
        assert_eq!(
            (anchors(&room), told(&room).len()),
            (1, 1),
            "told once, and nothing made again"
        );
    }
    room.pass(1);
    add(&room, "Anew", PartyKind::Organisation).await;
    room.acts.succeed(succession(&room, None)).await.unwrap();
    assert_eq!(integrity(&room, &badge), "signed-before-succession");
}

#[tokio::test]
async fn whoever_is_told_nobody_learns_of_and_what_is_forgotten_leaves_no_proof() {
    let room = room().await;
    // Nobody here: the letter leaves, and nothing else tells of it.
    let (_, badge) = issue(&room, &room.mallory().to_string()).await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!((anchors(&room), told(&room).len()), (1, 0));
    let said = room.acts.store().of_kind(Kind::Anchor, None).unwrap().remove(0).statement;
    let body = said.body().unwrap();
    assert_eq!(body.bytes.len(), 36, "a root and nothing else");
    let forget = crate::acts::anchors::forgotten(&room.acts, &room.me, badge.as_bytes()).unwrap();
    assert_eq!(forget.len(), 2, "that it waits, and its proof");
    room.acts.store().commit(&forget).unwrap();
    assert!(room.acts.store().notes(Shelf::Anchors, &[]).unwrap().is_empty());
}

#[tokio::test]
async fn what_was_issued_before_there_were_anchors_waits_for_one_once() {
    let room = room().await;
    let (_, badge) = issue(&room, "Lea").await;
    let forget = crate::acts::anchors::forgotten(&room.acts, &room.me, badge.as_bytes()).unwrap();
    room.acts.store().commit(&forget).unwrap();
    room.acts.catch_up_anchors().await.unwrap();
    assert_eq!(room.acts.not_yet_anchored(&room.me).unwrap().len(), 1);
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    room.acts.catch_up_anchors().await.unwrap();
    assert!(room.acts.not_yet_anchored(&room.me).unwrap().is_empty(), "it is in one");
    assert_eq!((anchors(&room), told(&room).len()), (1, 1));
}

/// The proofs on file.
fn filed(room: &Room) -> usize {
    let kept = room.acts.store().notes(Shelf::Anchors, b"p").unwrap();
    kept.len()
}

#[tokio::test]
async fn a_proof_that_came_is_filed_with_its_badge_and_leaves_the_inbox() {
    let room = room().await;
    let (_, badge) = issue(&room, "Lea").await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    assert_eq!((told(&room).len(), filed(&room)), (1, 1));
    // As if the issuer were elsewhere: nothing but the letter is here.
    let own = room.acts.store().notes(Shelf::Anchors, b"p").unwrap();
    let gone = own.into_iter().map(|(key, _)| Write::Forget { shelf: Shelf::Anchors, key });
    room.acts.store().commit(&gone.collect::<Vec<_>>()).unwrap();
    // The store takes nothing: the letter stays.
    room.refuse(true);
    assert!(room.acts.file_proofs().await.is_err());
    assert_eq!((told(&room).len(), filed(&room)), (1, 0));
    room.refuse(false);
    for _ in 0..2 {
        room.acts.file_proofs().await.unwrap();
        assert_eq!((told(&room).len(), filed(&room)), (0, 1));
    }
    room.pass(1);
    add(&room, "Anew", PartyKind::Organisation).await;
    room.acts.succeed(succession(&room, None)).await.unwrap();
    assert_eq!(integrity(&room, &badge), "signed-before-succession");
}

#[tokio::test]
async fn a_proof_of_what_nobody_here_holds_or_was_offered_is_not_kept() {
    let room = room().await;
    issue(&room, "Lea").await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    let own = room.acts.store().notes(Shelf::Anchors, b"p").unwrap();
    let mut gone: Vec<Write> =
        own.into_iter().map(|(key, _)| Write::Forget { shelf: Shelf::Anchors, key }).collect();
    for letter in room.acts.letters_of_kinds(&[LetterKind::CredentialOffer]).unwrap() {
        gone.push(letters::forget(room.acts.store(), &letter).unwrap());
    }
    room.acts.store().commit(&gone).unwrap();
    room.acts.file_proofs().await.unwrap();
    assert_eq!((told(&room).len(), filed(&room)), (1, 0), "the badge may be on its way");
    room.pass(DAY + MINUTE);
    room.acts.file_proofs().await.unwrap();
    assert_eq!((told(&room).len(), filed(&room)), (0, 0));
}

#[tokio::test]
async fn whether_a_badge_is_anchored_and_when_it_will_be_is_told() {
    use bot_protocol::api::AnchorState;
    let room = room().await;
    let (id, _) = issue(&room, "Lea").await;
    let told = |id: &str| room.acts.credential(id).unwrap().anchor.unwrap();
    let waits = told(&id);
    let due = Timestamp::from_millis(room.acts.now().millis() + 10 * MINUTE).to_string();
    assert_eq!((waits.state, waits.at), (AnchorState::Waits, Some(due)));
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    let written = told(&id);
    let at = Some(room.acts.now().to_string());
    assert_eq!((written.state, written.at), (AnchorState::Anchored, at));
    // One a day: the next badge waits for tomorrow's.
    let (next, _) = issue(&room, "Lea").await;
    let waits = told(&next);
    let due = Timestamp::from_millis(room.acts.now().millis() + DAY).to_string();
    assert_eq!((waits.state, waits.at), (AnchorState::Waits, Some(due)));
    // Of a stranger's badge nothing is known.
    let strange = room.credential(&uuid([5; 16]), &room.mallory, "Swimming");
    let letter = room.came(&room.mallory, Message::CredentialOffer(strange), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    assert_eq!(told(&uuid([5; 16])).state, AnchorState::None);
}
