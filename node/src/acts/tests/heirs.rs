//! What goes on after a succession: what was agreed before, who is asked, and who is told.

use std::collections::BTreeSet;

use bot_protocol::api::{
    AdmitRequest, CredentialState, RecoverRequest, StatusChange, StatusChangeRequest, StatusTarget,
    SuccessionRequest, VcStatusEntry, VcStatusRequest, WriterSize,
};
use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::{jcs, json};
use bot_protocol::feed::{Cuts, Opening, RecoveryAsk, Succession};
use bot_protocol::statement::anchor::{AnchorProof, AnchorTree};
use bot_protocol::statement::guard::RecoveryOffer;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::statement::letter::LetterKind;

use super::super::pending::{Agreed, Entry};
use super::guardians::{Owner, held, key};
use super::scenes::SWIMMING;
use super::*;
use crate::keys::Root;

const MINUTE: u64 = 60 * 1000;

/// A school with something to award, who may go on as another identity of the same node.
pub(super) async fn room() -> Room {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    add(&room, "Anew").await;
    add(&room, "Lea").await;
    room
}

pub(super) async fn add(room: &Room, name: &str) -> Did {
    let naming = Naming {
        name: name.to_owned(),
        party: PartyKind::Organisation,
        description: None,
        url: None,
    };
    let did = room.acts.keys.add(naming, room.acts.now()).unwrap().did();
    room.acts.introduce().await.unwrap();
    did
}

pub(super) fn did(room: &Room, name: &str) -> Did {
    room.acts.pick(Some(name)).unwrap().did()
}

/// One identity of the node goes on as another.
pub(super) async fn goes_on(room: &Room, former: &Did, name: &str) {
    room.pass(2_000);
    let succession = SuccessionRequest {
        words: SecretText::new(room.acts.keys.sheet(former).unwrap().to_string()),
        as_identity: Some(name.to_owned()),
        since: None,
        keep: Vec::new(),
        dry_run: false,
    };
    room.acts.succeed(succession).await.unwrap();
    room.pass(2_000);
}

/// The school goes on elsewhere, by its sheet: nothing here can speak for it any more.
pub(super) fn goes_on_elsewhere(room: &Room, heir: &SecretKey) {
    room.pass(2_000);
    let root = Root::from_words(&room.acts.keys.sheet(&room.me).unwrap()).unwrap();
    let identity = room.acts.keys.identity(&room.me).unwrap();
    let base = identity.key().commitment().unwrap().base;
    let opening = Opening { base, next: root.next_key().public() };
    let writer = identity.writer().unwrap().public();
    let size = room.acts.store().head(&writer).unwrap().map_or(0, |head| head.size);
    let cuts = Cuts::new(room.acts.now(), [(writer, size)]).unwrap();
    let consent = Succession::consent(&room.me, heir);
    let heir = Did::from(heir.public());
    let told = Succession { opening, number: 1, heir, consent, cuts };
    let event = KeyEvent::succession(room.me, told, room.acts.now(), &root.next_key());
    held(room, event.unwrap());
    room.pass(2_000);
}

async fn award(room: &Room) -> (String, String) {
    let request = IssueRequest {
        as_identity: Some("School".to_owned()),
        achievement: SWIMMING.to_owned(),
        to: "Lea".to_owned(),
        ..IssueRequest::default()
    };
    let item = room.acts.issue(request).await.unwrap().item;
    (item.id, item.document.unwrap())
}

/// A revocation that can be undone for a while.
async fn revoked_soon(room: &Room, id: &str) {
    let target = StatusTarget { id: id.to_owned(), ..StatusTarget::default() };
    let request = StatusChangeRequest {
        as_identity: Some("School".to_owned()),
        change: StatusChange::Revoke,
        credentials: vec![target],
        query: None,
        reason: None,
        undo_seconds: Some(600),
        dry_run: false,
    };
    room.acts.change_status(request).await.unwrap();
}

fn waiting(room: &Room, who: Option<&str>) -> usize {
    let query = PageQuery { as_identity: who.map(str::to_owned), ..PageQuery::default() };
    room.acts.pending_changes(&query).unwrap().items.len()
}

fn state(room: &Room, id: &str) -> CredentialState {
    room.acts.credential(id).unwrap().state
}

#[tokio::test]
async fn what_was_agreed_on_before_a_succession_is_said_by_whoever_goes_on() {
    let room = room().await;
    let (id, _) = award(&room).await;
    revoked_soon(&room, &id).await;
    goes_on(&room, &room.me, "Anew").await;
    assert_eq!((waiting(&room, Some("Anew")), waiting(&room, Some("Lea"))), (1, 0));
    room.pass(10 * MINUTE);
    room.acts.carry_out_due().await.unwrap();
    assert_eq!((state(&room, &id), waiting(&room, None)), (CredentialState::Revoked, 0));
    let said = room.acts.snapshot().unwrap().said(Kind::Revoke).unwrap();
    let [one] = said.as_slice() else { panic!("{said:?}") };
    let Content::Revoke(revoke) = &one.content else { panic!("{said:?}") };
    assert_eq!((one.author, revoke.of), (did(&room, "Anew"), Some(room.me)));
}

#[tokio::test]
async fn what_nobody_here_may_say_any_more_waits_and_is_said_by_nobody() {
    let room = room().await;
    let (id, _) = award(&room).await;
    revoked_soon(&room, &id).await;
    goes_on_elsewhere(&room, &room.mallory);
    room.pass(10 * MINUTE);
    room.acts.carry_out_due().await.unwrap();
    assert_eq!((state(&room, &id), waiting(&room, None)), (CredentialState::Offered, 1));
    assert!(room.acts.snapshot().unwrap().said(Kind::Revoke).unwrap().is_empty());
}

/// What a program asks of the status of a badge, as this identity.
async fn asked_by_program(room: &Room, who: &str, id: &str) -> &'static str {
    let request = VcStatusRequest {
        credential_id: id.to_owned(),
        credential_status: VcStatusEntry {
            id: None,
            kind: "BitstringStatusListEntry".to_owned(),
            status_purpose: None,
            status_list_index: None,
            status_list_credential: None,
        },
        status: true,
        index_allocator: None,
    };
    code(room.acts.vc_status(&Acting::of(Some(who)), request).await)
}

#[tokio::test]
async fn programs_take_back_by_the_successor_what_the_former_key_awarded() {
    let room = room().await;
    let (id, _) = award(&room).await;
    let (other, _) = award(&room).await;
    assert_eq!(asked_by_program(&room, "Anew", &id).await, "unknown", "it is another’s so far");
    goes_on(&room, &room.me, "Anew").await;
    assert_eq!(asked_by_program(&room, "Lea", &id).await, "unknown");
    // By whichever of its names it is called.
    for (who, id) in [("Anew", &id), ("School", &other)] {
        assert_eq!(asked_by_program(&room, who, id).await, "done", "{who}");
        assert_eq!(state(&room, id), CredentialState::Revoked, "{who}");
    }
    let said = room.acts.snapshot().unwrap().said(Kind::Revoke).unwrap();
    let by: BTreeSet<Did> = said.iter().map(|one| one.author).collect();
    assert_eq!(by, BTreeSet::from([did(&room, "Anew")]));
}

#[tokio::test]
async fn who_was_admitted_by_a_former_key_is_admitted_anew_by_the_present_one() {
    let room = room().await;
    let admitting = |by: &str| AdmitRequest {
        as_identity: Some(by.to_owned()),
        who: "Lea".to_owned(),
        ..AdmitRequest::default()
    };
    let first = room.acts.admit(admitting("School")).await.unwrap();
    assert!(first.offered);
    let again = room.acts.admit(admitting("School")).await.unwrap();
    assert!(!again.changed && again.item.map(|one| one.id) == first.item.clone().map(|one| one.id));
    goes_on(&room, &room.me, "Anew").await;
    let anew = room.acts.admit(admitting("Anew")).await.unwrap();
    let by = anew.item.as_ref().map(|one| one.issuer.clone());
    assert!(anew.changed && anew.offered, "{anew:?}");
    assert_eq!(by, Some(did(&room, "Anew").to_string()));
    assert!(!room.acts.admit(admitting("Anew")).await.unwrap().changed);
}

#[tokio::test]
async fn a_proof_is_told_to_whoever_holds_the_badge_now() {
    let room = room().await;
    award(&room).await;
    add(&room, "Lea anew").await;
    goes_on(&room, &did(&room, "Lea"), "Lea anew").await;
    room.pass(11 * MINUTE);
    room.acts.tend_anchors().await.unwrap();
    let told = room.acts.letters_of_kinds(&[LetterKind::AnchorProof]).unwrap();
    let to: Vec<Did> = told.iter().map(|letter| letter.to()).collect();
    assert_eq!(to, [did(&room, "Lea anew")]);
}

/// An anchor of this badge alone, and its proof.
async fn anchored(room: &Room, digest: Hash, number: u8) -> AnchorProof {
    let tree = AnchorTree::new(&[number; 32], &BTreeSet::from([digest])).unwrap();
    let said = room.acts.hands.say(room.me, Content::Anchor(tree.anchor()), Vec::new());
    AnchorProof::new(said.await.unwrap(), tree.leaves()[0].clone()).unwrap()
}

fn digest_of(document: &str) -> Hash {
    sha256(&[&jcs::canonicalize(&json::read(document.as_bytes()).unwrap())])
}

/// The numbers of the entries of the proofs on file.
fn filed(room: &Room) -> Vec<u32> {
    let kept = room.acts.store().notes(Shelf::Anchors, b"p").unwrap();
    let mut seqs: Vec<u32> =
        kept.iter().map(|(_, bytes)| AnchorProof::read(bytes).unwrap().entry().seq()).collect();
    seqs.sort_unstable();
    seqs
}

#[tokio::test]
async fn many_proofs_keep_no_better_one_from_being_filed() {
    let room = room().await;
    let (_, badge) = award(&room).await;
    let mut proofs = Vec::new();
    for number in 0..6 {
        proofs.push(anchored(&room, digest_of(&badge), number).await);
    }
    let first = proofs[0].entry().seq();
    // The later ones come first, as a thief would send them.
    for (nonce, proof) in (1..).zip(proofs.iter().skip(1).rev()) {
        room.came(&room.mallory, Message::AnchorProof(Box::new(proof.clone())), nonce);
        room.acts.file_proofs().await.unwrap();
    }
    assert_eq!(filed(&room), [first + 1, first + 2, first + 3, first + 4], "the earliest of five");
    room.came(&room.mallory, Message::AnchorProof(Box::new(proofs[0].clone())), 99);
    room.acts.file_proofs().await.unwrap();
    assert_eq!(filed(&room), [first, first + 1, first + 2, first + 3]);
    // One more of the same takes the place of nothing.
    room.came(&room.mallory, Message::AnchorProof(Box::new(proofs[5].clone())), 100);
    room.acts.file_proofs().await.unwrap();
    assert_eq!(filed(&room), [first, first + 1, first + 2, first + 3]);
}

#[tokio::test]
async fn a_proof_waits_a_day_from_when_it_came_whatever_its_date_says() {
    let room = room().await;
    for (nonce, ts) in [(1_u8, NOW - 30 * DAY), (2, NOW + 30 * DAY)] {
        let (_, badge) = award(&room).await;
        let proof = anchored(&room, digest_of(&badge), nonce).await;
        let forget = crate::acts::anchors::forgotten(&room.acts, &room.me, badge.as_bytes());
        room.acts.store().commit(&forget.unwrap()).unwrap();
        for letter in room.acts.letters_of_kinds(&[LetterKind::CredentialOffer]).unwrap() {
            let gone = letters::forget(room.acts.store(), &letter).unwrap();
            room.acts.store().commit(&[gone]).unwrap();
        }
        let message = Message::AnchorProof(Box::new(proof));
        let (to, ts) = (room.me, Timestamp::from_millis(ts));
        let letter = LetterDraft { to, message, ts, nonce: [nonce; 16] };
        let letter = letter.sign(&room.mallory).unwrap();
        room.acts.store().commit(&[letters::put(Shelf::Inbox, &letter)]).unwrap();
    }
    let waits = || room.acts.letters_of_kinds(&[LetterKind::AnchorProof]).unwrap().len();
    let looked = || room.acts.store().notes(Shelf::Anchors, b"l").unwrap().len();
    for _ in 0..2 {
        room.acts.file_proofs().await.unwrap();
        room.pass(11 * 60 * MINUTE);
        assert_eq!((waits(), looked()), (2, 2));
    }
    room.pass(3 * 60 * MINUTE);
    room.acts.file_proofs().await.unwrap();
    assert_eq!((waits(), looked()), (0, 0), "nothing of them is left");
}

/// What somebody published by a former key, of which this node has the successor alone.
#[tokio::test]
async fn a_proof_of_what_was_published_by_a_former_key_is_filed() {
    for mine in [true, false] {
        let (room, former) = (room().await, Owner::of(3));
        let about = (None, former.did());
        let badge = room.placed(&uuid([5; 16]), &room.mallory, "Swimming", about);
        let tree = AnchorTree::new(
            &[1; 32],
            &BTreeSet::from([digest_of(str::from_utf8(badge.bytes()).unwrap())]),
        );
        let tree = tree.unwrap();
        let said = room.heard(&room.mallory, Content::Anchor(tree.anchor()), 1);
        room.heard(&former.identity, Content::Publish(badge), 2);
        let heir = if mine { room.acts.pick(Some("Lea")).unwrap().key().clone() } else { key(90) };
        held(&room, former.goes_on_as(&heir, 1));
        let proof = AnchorProof::new(said, tree.leaves()[0].clone()).unwrap();
        room.came(&room.mallory, Message::AnchorProof(Box::new(proof)), 7);
        room.acts.file_proofs().await.unwrap();
        assert_eq!(filed(&room).len(), usize::from(mine), "{mine}");
    }
}

/// Asks the guardians of an owner whose log is held.
fn recovering(owner: &Owner) -> RecoverRequest {
    RecoverRequest {
        of: owner.did().to_string(),
        as_identity: Some("Anew".to_owned()),
        since: None,
        keep: vec![WriterSize {
            writer: writer_of(&owner.identity).public().to_multikey(),
            size: 1,
        }],
        words: None,
        dry_run: false,
    }
}

#[tokio::test]
async fn a_guardian_who_goes_on_with_another_key_is_asked_there() {
    let (room, owner, guardian) = (room().await, Owner::of(1), Owner::of(3));
    let profile = bot_protocol::statement::kinds::Profile {
        party: bot_protocol::statement::kinds::Party::Person,
        name: "Owner".to_owned(),
        description: None,
        url: None,
    };
    room.heard(&owner.identity, Content::Profile(profile.clone()), 1);
    room.heard(&guardian.identity, Content::Profile(profile), 2);
    held(&room, owner.names(&guardian.did(), 2));
    let asked = || -> BTreeSet<Did> {
        let sent = room.acts.sent().unwrap().into_iter();
        let asks = sent.filter(|one| one.kind() == LetterKind::RecoveryOffer);
        asks.map(|one| one.to()).collect()
    };
    let other = Did::from(key(12).public());
    assert!(room.acts.recover(recovering(&owner)).await.unwrap().changed);
    assert_eq!(asked(), BTreeSet::from([guardian.did(), other]));
    assert!(!room.acts.recover(recovering(&owner)).await.unwrap().changed, "asked once");
    held(&room, guardian.goes_on_as(&key(90), 1));
    assert!(room.acts.recover(recovering(&owner)).await.unwrap().changed);
    let now = Did::from(key(90).public());
    assert_eq!(asked(), BTreeSet::from([guardian.did(), other, now]));
    assert!(!room.acts.recover(recovering(&owner)).await.unwrap().changed, "asked there once");
}

/// A letter to an identity of this node by which a successor asks its guardians.
fn asks(room: &Room, to: Did, (owner, guardian): (&Owner, &Did), nonce: u8) -> String {
    asks_by(room, (&key(90), to), owner.names(guardian, 2), nonce)
}

/// The same by this successor, of those whom an event names.
fn asks_by(room: &Room, (heir, to): (&SecretKey, Did), names: KeyEvent, nonce: u8) -> String {
    let at = Timestamp::from_millis(NOW - u64::from(nonce));
    let cuts = Cuts::new(at, [(key(5).public(), 7)]).unwrap();
    let ask = RecoveryAsk::new(names, Did::from(heir.public()), cuts).unwrap();
    let offer = RecoveryOffer { ask: ask.to_bytes(), words: None };
    let (message, ts) = (Message::RecoveryOffer(offer), room.acts.now());
    let letter = LetterDraft { to, message, ts, nonce: [nonce; 16] }.sign(heir).unwrap();
    room.acts.store().commit(&[letters::put(Shelf::Inbox, &letter)]).unwrap();
    bot_protocol::canon::hash::hex(&[nonce; 16])
}

#[tokio::test]
async fn a_guardian_signs_by_the_key_that_was_named_where_it_is_at_hand() {
    let (room, owner, elsewhere) = (room().await, Owner::of(1), Owner::of(3));
    goes_on(&room, &room.me, "Anew").await;
    held(&room, elsewhere.goes_on_as(room.acts.pick(Some("Lea")).unwrap().key(), 0));
    let accepted = async |offer: &str| code(room.acts.accept(offer, plain()).await);
    let letter = asks(&room, did(&room, "Anew"), (&owner, &room.me), 1);
    assert_eq!(accepted(&letter).await, "done");
    let [known] = room.acts.recoveries(&PageQuery::default()).unwrap().items.try_into().unwrap();
    let signed: Vec<String> = known.signed.into_iter().map(|one| one.did).collect();
    assert_eq!(signed, [room.me.to_string()], "by the key that was named");
    // For another one it signs as little as before.
    let second = asks(&room, did(&room, "Anew"), (&owner, &room.me), 2);
    assert_eq!(accepted(&second).await, "recovery-other-signed");
    // Who has the successor of the guardian’s key alone cannot sign, and is told why.
    let gone = asks(&room, did(&room, "Lea"), (&Owner::of(2), &elsewhere.did()), 3);
    assert_eq!(accepted(&gone).await, "guardian-key-gone");
    let stranger = asks(&room, did(&room, "Lea"), (&Owner::of(2), &room.me), 4);
    assert_eq!(accepted(&stranger).await, "recovery-not-guardian");
}

/// Somebody who was named by two keys, and has both: one letter comes, and both are asked for.
#[tokio::test]
async fn a_guardian_who_was_named_by_two_keys_signs_by_both() {
    for by_both in [true, false] {
        let (room, owner) = (room().await, Owner::of(1));
        let anew = did(&room, "Anew");
        goes_on(&room, &room.me, "Anew").await;
        let second = if by_both { anew } else { Did::from(key(12).public()) };
        let names = owner.names_both([room.me, second], 2);
        let heir = room.acts.pick(Some("Lea")).unwrap();
        let letter = asks_by(&room, (heir.key(), anew), names, 1);
        assert_eq!(code(room.acts.accept(&letter, plain()).await), "done");
        let came = letters::inbox(room.acts.store()).unwrap();
        let shares = came.iter().filter(|one| one.kind() == LetterKind::RecoveryShare);
        let by: BTreeSet<Did> = shares.map(|one| one.from()).collect();
        let expected = if by_both { vec![room.me, anew] } else { vec![room.me] };
        assert_eq!(by, expected.into_iter().collect());
    }
}

/// A change of two places of the first key's list, of which one was said by this key; two seconds ago.
pub(super) async fn half_said(room: &Room, by: Did, of: Option<Did>) -> Statement {
    let revoke = Revoke { list: 1, indexes: vec![5], reason: None, of };
    let said = room.acts.hands.say(by, Content::Revoke(revoke), Vec::new()).await.unwrap();
    let agreed = Agreed {
        issuer: room.me,
        change: StatusChange::Revoke,
        credentials: 2,
        due: room.acts.now().millis(),
        begun: true,
        entries: vec![Entry { list: 1, indexes: vec![6], reason: None }],
        said: vec![said.id().to_string()],
        answer: None,
    };
    room.acts.agree(&agreed, |_| None).await.unwrap();
    room.pass(2_000);
    said
}

/// What was said of a change that was half said when the key was cut off, below that, counts for nobody.
#[tokio::test]
async fn what_was_half_said_and_cut_off_is_said_anew() {
    for cut_off in [true, false] {
        let room = room().await;
        let said = half_said(&room, room.me, None).await;
        let writer = room.acts.keys.identity(&room.me).unwrap().writer().unwrap().public();
        let size = said.seq() + u32::from(!cut_off);
        let keep = vec![WriterSize { writer: writer.to_multikey(), size }];
        let succession = SuccessionRequest {
            words: SecretText::new(room.acts.keys.sheet(&room.me).unwrap().to_string()),
            as_identity: Some("Anew".to_owned()),
            since: None,
            keep,
            dry_run: false,
        };
        room.acts.succeed(succession).await.unwrap();
        room.pass(2_000);
        room.acts.carry_out_due().await.unwrap();
        let anew = room.acts.snapshot().unwrap().said_by(&did(&room, "Anew"), Kind::Revoke);
        let indexes = anew.unwrap().into_iter().flat_map(|said| {
            let Content::Revoke(revoke) = said.content else { panic!("something else") };
            revoke.indexes
        });
        let expected = if cut_off { BTreeSet::from([5, 6]) } else { BTreeSet::from([6]) };
        assert_eq!(indexes.collect::<BTreeSet<u32>>(), expected);
    }
}

/// Whoever goes on with another key awards what the former one described, and nobody else does.
#[tokio::test]
async fn what_was_described_before_is_awarded_by_who_goes_on() {
    let room = room().await;
    let award = |dry_run: bool| IssueRequest {
        as_identity: Some("Anew".to_owned()),
        achievement: "Swimming".to_owned(),
        to: did(&room, "Lea").to_string(),
        dry_run,
        ..IssueRequest::default()
    };
    let listed = |who: &str| {
        let query = PageQuery { as_identity: Some(who.to_owned()), ..PageQuery::default() };
        room.acts.achievements(&query).unwrap().items.len()
    };
    assert_eq!(code(room.acts.issue(award(true)).await), "achievement-of-another");
    assert_eq!((listed("School"), listed("Anew"), listed("Lea")), (1, 0, 0));
    goes_on(&room, &room.me, "Anew").await;
    assert_eq!((listed("School"), listed("Anew"), listed("Lea")), (1, 1, 0));
    let issued = room.acts.issue(award(false)).await.unwrap();
    let badge = room.acts.credential(&issued.item.id).unwrap();
    assert_eq!(badge.issuer, did(&room, "Anew").to_string());
    let document =
        bot_protocol::canon::multibase::encode_base64(badge.document.unwrap().as_bytes());
    let request = bot_protocol::api::VerifyRequest { document, ..Default::default() };
    let verdict = room.acts.verify(&request).unwrap();
    let right = serde_json::to_value(&verdict.findings["right"]).unwrap();
    assert_eq!(
        (&right["answer"], &right["reason"]),
        (&"yes".into(), &"achievement-in-feed".into())
    );
}
