//! Revoking, suspending, giving back and undoing; places that are never given away twice; the lists
//! that are signed for others.

use bot_protocol::api::{
    CredentialState, PendingChange, StatusChange, StatusChangeReply, StatusChangeRequest,
    StatusQuery, StatusTarget,
};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::{OwnList, StatusEntry, StatusPurpose};
use bot_protocol::credential::status_list::{Form, Slot, StatusList};
use bot_protocol::limits::{REVOKE_INDEXES_MAX, STATUS_SUMMED_EVERY};
use bot_protocol::statement::Kind;
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, Reader, judge};

use super::super::pending::{Agreed, Entry};
use super::*;

const SWIMMING: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";

async fn room() -> Room {
    let room = Room::new().await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    room
}

/// Awards one more badge and answers its id.
async fn award(room: &Room) -> String {
    let request = IssueRequest {
        achievement: "Swimming".to_owned(),
        to: room.mallory().to_string(),
        suite: Some("eddsa-jcs-2022".to_owned()),
        ..IssueRequest::default()
    };
    room.acts.issue(request).await.unwrap().item.id
}

fn request(change: StatusChange, ids: &[&str]) -> StatusChangeRequest {
    let target = |id: &&str| StatusTarget { id: (*id).to_owned(), ..StatusTarget::default() };
    StatusChangeRequest {
        as_identity: None,
        change,
        credentials: ids.iter().map(target).collect(),
        query: None,
        reason: None,
        undo_seconds: None,
        dry_run: false,
    }
}

fn state(room: &Room, id: &str) -> CredentialState {
    room.acts.credential(id).unwrap().state
}

fn place(room: &Room, id: &str) -> (Place, String) {
    let document = room.acts.credential(id).unwrap().document.unwrap();
    let value = bot_protocol::canon::json::read(document.as_bytes()).unwrap();
    let entry = Credential::new(&value).statuses().next().unwrap();
    let StatusEntry::Ours { place, entry, .. } = StatusEntry::read(entry) else {
        panic!("{entry}")
    };
    (place, entry.list)
}

fn said(room: &Room, kind: Kind) -> usize {
    room.acts.store().of_kind(kind, None).unwrap().len()
}

#[tokio::test]
async fn a_badge_is_suspended_given_back_and_revoked_for_good() {
    let room = room().await;
    let id = award(&room).await;
    let change = async |change| room.acts.change_status(request(change, &[&id])).await.unwrap();
    let told = |reply: &StatusChangeReply| (reply.changed, reply.items.len(), reply.entries.len());
    assert_eq!(told(&change(StatusChange::Resume).await), (false, 0, 0));
    assert_eq!(told(&change(StatusChange::Suspend).await), (true, 1, 1));
    assert_eq!(state(&room, &id), CredentialState::Suspended);
    assert_eq!(told(&change(StatusChange::Suspend).await), (false, 0, 0));
    assert_eq!(told(&change(StatusChange::Resume).await), (true, 1, 1));
    assert_eq!(state(&room, &id), CredentialState::Offered);
    assert_eq!(told(&change(StatusChange::Revoke).await), (true, 1, 1));
    assert_eq!(told(&change(StatusChange::Revoke).await), (false, 0, 0));
    for change in [StatusChange::Suspend, StatusChange::Resume] {
        let refused = room.acts.change_status(request(change, &[&id])).await;
        assert_eq!(code(refused), "revocation-final");
    }
    assert_eq!(state(&room, &id), CredentialState::Revoked);
    assert_eq!((said(&room, Kind::Suspend), said(&room, Kind::Revoke)), (2, 1));
}

#[tokio::test]
async fn of_many_badges_all_change_or_none() {
    let room = room().await;
    let ids = [award(&room).await, award(&room).await, award(&room).await];
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let some = [ids[0], "urn:uuid:00000000-0000-4000-8000-000000000000"];
    let refused = room.acts.change_status(request(StatusChange::Revoke, &some)).await;
    assert_eq!(code(refused), "unknown");
    let long = StatusChangeRequest {
        reason: Some("r".repeat(501)),
        ..request(StatusChange::Revoke, &ids)
    };
    assert_eq!(code(room.acts.change_status(long).await), "content-refused");
    let trial = StatusChangeRequest { dry_run: true, ..request(StatusChange::Revoke, &ids) };
    let trial = room.acts.change_status(trial).await.unwrap();
    assert_eq!((trial.changed, trial.items.len(), said(&room, Kind::Revoke)), (false, 3, 0));
    // One entry says it of all; where a reason differs, one a reason.
    let done = room.acts.change_status(request(StatusChange::Revoke, &ids[..2])).await.unwrap();
    assert_eq!((done.items.len(), done.entries.len(), said(&room, Kind::Revoke)), (2, 1, 1));
    let mut mixed = request(StatusChange::Revoke, &ids);
    mixed.credentials[2].reason = Some("lost".to_owned());
    let done = room.acts.change_status(mixed).await.unwrap();
    assert_eq!((done.items.len(), done.unchanged.len(), done.entries.len()), (1, 2, 1));
}

#[tokio::test]
async fn a_query_names_what_was_issued_here_and_fits_all_its_parts() {
    let room = room().await;
    let ids = [award(&room).await, award(&room).await];
    let query = |query: StatusQuery| StatusChangeRequest {
        query: Some(query),
        dry_run: true,
        ..request(StatusChange::Suspend, &[])
    };
    let text = |text: &str| Some(text.to_owned());
    let found = async |asked: StatusQuery| match room.acts.change_status(query(asked)).await {
        Ok(reply) => reply.items.len().to_string(),
        Err(error) => error.code().to_owned(),
    };
    let (none, now) = (StatusQuery::default, room.acts.now().to_string());
    assert_eq!(found(none()).await, "field-refused");
    assert_eq!(found(StatusQuery { achievement: text("Swimming"), ..none() }).await, "2");
    assert_eq!(found(StatusQuery { achievement: text(SWIMMING), ..none() }).await, "2");
    assert_eq!(found(StatusQuery { achievement: text("Diving"), ..none() }).await, "nothing-fits");
    let mallory = text(&room.mallory().to_string());
    assert_eq!(found(StatusQuery { holder: mallory.clone(), ..none() }).await, "2");
    assert_eq!(
        found(StatusQuery { holder: text(&room.me.to_string()), ..none() }).await,
        "nothing-fits"
    );
    assert_eq!(found(StatusQuery { since: Some(now.clone()), ..none() }).await, "2");
    assert_eq!(found(StatusQuery { until: Some(now), ..none() }).await, "nothing-fits");
    assert_eq!(found(StatusQuery { since: text("soon"), ..none() }).await, "field-refused");
    let both = StatusQuery { achievement: text("Swimming"), holder: mallory, ..none() };
    assert_eq!(found(both.clone()).await, "2");
    let (first, second) = (ids[0].as_str(), ids[1].as_str());
    room.acts.change_status(request(StatusChange::Revoke, &[first, second])).await.unwrap();
    assert_eq!(found(both).await, "0");
    let neither = request(StatusChange::Suspend, &[]);
    assert_eq!(code(room.acts.change_status(neither).await), "field-refused");
}

#[tokio::test]
async fn what_is_undone_in_time_is_never_said_and_what_is_not_is_said_once() {
    let room = room().await;
    let (id, other) = (award(&room).await, award(&room).await);
    let waits = |id: &str| StatusChangeRequest {
        undo_seconds: Some(10),
        ..request(StatusChange::Revoke, &[id])
    };
    let undone = room.acts.change_status(waits(&id)).await.unwrap().pending.unwrap();
    let kept = room.acts.change_status(waits(&other)).await.unwrap().pending.unwrap();
    assert_eq!(room.acts.carry_out_due().await.unwrap().unwrap().to_string(), undone.due);
    assert_eq!(said(&room, Kind::Revoke), 0);
    let listed = room.acts.pending_changes(&PageQuery::default()).unwrap().items;
    assert_eq!(listed, [undone.clone(), kept.clone()]);
    assert!(room.acts.undo_change(&undone.id).await.unwrap().changed);
    for gone in [undone.id.as_str(), "", "zz", "00"] {
        assert_eq!(code(room.acts.undo_change(gone).await), "change-unknown");
    }
    room.clock.0.store(NOW + 10_000, Ordering::Relaxed);
    assert_eq!(room.acts.carry_out_due().await.unwrap(), None);
    assert_eq!(room.acts.carry_out_due().await.unwrap(), None);
    assert_eq!(said(&room, Kind::Revoke), 1);
    assert_eq!(state(&room, &id), CredentialState::Offered);
    assert_eq!(state(&room, &other), CredentialState::Revoked);
    assert_eq!(code(room.acts.undo_change(&kept.id).await), "change-unknown");
    let late = StatusChangeRequest { undo_seconds: Some(86_401), ..waits(&id) };
    assert_eq!(code(room.acts.change_status(late).await), "field-refused");
}

#[tokio::test]
async fn what_is_said_at_once_waits_no_more_to_be_undone() {
    use StatusChange::{Resume, Revoke, Suspend};
    // What waits, what is said meanwhile, and whether the first waits on.
    for (waits, said_now, stays) in [
        (Revoke, Revoke, false),
        (Suspend, Suspend, false),
        (Suspend, Revoke, false),
        (Revoke, Suspend, true),
    ] {
        let room = room().await;
        let (id, other) = (award(&room).await, award(&room).await);
        let later = |change, ids: &[&str], seconds| StatusChangeRequest {
            undo_seconds: Some(seconds),
            ..request(change, ids)
        };
        let alone = room.acts.change_status(later(waits, &[&id], 600)).await.unwrap();
        let both = room.acts.change_status(later(waits, &[&id, &other], 900)).await.unwrap();
        let (alone, both) = (alone.pending.unwrap(), both.pending.unwrap());
        room.acts.change_status(request(said_now, &[&id])).await.unwrap();
        let left = room.acts.pending_changes(&PageQuery::default()).unwrap().items;
        let row = format!("{waits:?}, then {said_now:?}");
        if stays {
            assert_eq!(left, [alone, both], "{row}");
            continue;
        }
        assert_eq!(left, [PendingChange { credentials: 1, ..both.clone() }], "{row}");
        assert_eq!(code(room.acts.undo_change(&alone.id).await), "change-unknown", "{row}");
        // Of the other one it holds that nobody heard.
        room.acts.undo_change(&both.id).await.unwrap();
        room.clock.0.store(NOW + 900_000, Ordering::Relaxed);
        assert_eq!(room.acts.carry_out_due().await.unwrap(), None);
        assert_eq!(state(&room, &other), CredentialState::Offered, "{row}");
        assert_eq!(said(&room, Kind::Revoke) + said(&room, Kind::Suspend), 1, "{row}");
    }
    // One that waits for less is no other: it is said once, and the second is forgotten.
    let room = room().await;
    let id = award(&room).await;
    let waits =
        |seconds| StatusChangeRequest { undo_seconds: Some(seconds), ..request(Revoke, &[&id]) };
    for seconds in [600, 300, 300] {
        room.acts.change_status(waits(seconds)).await.unwrap();
    }
    room.clock.0.store(NOW + 300_000, Ordering::Relaxed);
    assert_eq!(room.acts.carry_out_due().await.unwrap(), None);
    assert_eq!(said(&room, Kind::Revoke), 1);
    assert!(room.acts.pending_changes(&PageQuery::default()).unwrap().items.is_empty());
    // What is given back at once is not given back a second time.
    let id = award(&room).await;
    room.acts.change_status(request(Suspend, &[&id])).await.unwrap();
    let waits = StatusChangeRequest { undo_seconds: Some(600), ..request(Resume, &[&id]) };
    room.acts.change_status(waits).await.unwrap();
    room.acts.change_status(request(Resume, &[&id])).await.unwrap();
    assert!(room.acts.pending_changes(&PageQuery::default()).unwrap().items.is_empty());
}

#[tokio::test]
async fn a_change_that_broke_off_is_ended_and_cannot_be_undone() {
    let room = room().await;
    let entry = |index| Entry { list: 9, indexes: vec![index], reason: None };
    let agreed = Agreed {
        issuer: room.me,
        change: StatusChange::Revoke,
        credentials: 3,
        due: NOW + 1,
        begun: true,
        entries: vec![entry(1), entry(2)],
        said: Vec::new(),
        answer: None,
    };
    let (_, pending) = room.acts.agree(&agreed, |_| None).await.unwrap();
    assert_eq!(code(room.acts.undo_change(&pending.id).await), "change-begun");
    room.clock.0.store(NOW + 1, Ordering::Relaxed);
    assert_eq!(room.acts.carry_out_due().await.unwrap(), None);
    assert_eq!(said(&room, Kind::Revoke), 2);
    assert!(room.acts.pending_changes(&PageQuery::default()).unwrap().items.is_empty());
}

#[tokio::test]
async fn more_than_one_entry_holds_are_said_in_several() {
    let room = room().await;
    let identity = room.acts.keys.identity(&room.me).unwrap();
    let many = u32::try_from(REVOKE_INDEXES_MAX).unwrap() + 1;
    let mut shown = Vec::new();
    for index in 0..many {
        let at = (Some(Place { list: 4, index }), room.mallory());
        let badge = room.placed(&format!("urn:x:{index}"), identity.key(), "Swimming", at);
        let text = String::from_utf8(badge.bytes().to_vec()).unwrap();
        let target =
            StatusTarget { id: format!("urn:x:{index}"), document: Some(text), reason: None };
        shown.push(target);
    }
    let all = StatusChangeRequest { credentials: shown, ..request(StatusChange::Suspend, &[]) };
    let done = room.acts.change_status(all).await.unwrap();
    assert_eq!((done.items.len() as u32, done.entries.len()), (many, 2));
    let status = room.acts.snapshot().unwrap().status_of(room.acts.store(), &room.me).unwrap();
    assert_eq!(status.suspended_in(4).len() as u32, many);
}

#[tokio::test]
async fn of_a_file_of_another_it_is_said_whose_it_is_and_of_a_forged_one_that_it_is_forged() {
    let room = room().await;
    let handed = |text: String| {
        let target = StatusTarget { id: "urn:x:1".to_owned(), document: Some(text), reason: None };
        StatusChangeRequest { credentials: vec![target], ..request(StatusChange::Suspend, &[]) }
    };
    let text = |key: &SecretKey| {
        let at = (Some(Place { list: 4, index: 1 }), room.mallory());
        let badge = room.placed("urn:x:1", key, "Swimming", at);
        String::from_utf8(badge.bytes().to_vec()).unwrap()
    };
    let theirs = text(&SecretKey::from_seed(&[9; 32]));
    // Whose it says that it is comes first: nothing about its signature is theirs to mend.
    for shown in [theirs.clone(), theirs.replace("Swimming", "Sailing")] {
        let refused = room.acts.change_status(handed(shown)).await;
        assert_eq!(code(refused), "not-the-issuer");
    }
    let own = text(room.acts.keys.identity(&room.me).unwrap().key());
    let forged = own.replace("Swimming", "Sailing");
    assert_eq!(code(room.acts.change_status(handed(forged)).await), "proof-refused");
    assert_eq!(room.acts.change_status(handed(own)).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_list_that_is_half_taken_is_followed_by_the_next() {
    let room = room().await;
    let (first, name) = place(&room, &award(&room).await);
    let writer = room.acts.keys.identity(&room.me).unwrap().writer().unwrap().public();
    assert_eq!(first.list, Place::first_list(&writer));
    assert_eq!(name, first.list_of(&room.me));
    // All but one place of the first half are taken, then the last of them.
    let taken: Vec<Write> = (0..65_535)
        .map(|index| (index, Place { list: first.list, index }))
        .filter(|(_, place)| *place != first)
        .map(|(index, place)| places::place_note(&room.me, place, &index.to_string()))
        .collect();
    for some in taken[..65_534].chunks(4096) {
        room.acts.store().commit(some).unwrap();
    }
    let (last, _) = place(&room, &award(&room).await);
    assert_eq!(last.list, first.list);
    let (next, _) = place(&room, &award(&room).await);
    assert_eq!(next.list, first.list + 1);
}

#[tokio::test]
async fn no_two_installations_of_an_issuer_share_a_list() {
    let lists: std::collections::BTreeSet<u32> = (0..200)
        .map(|seed| Place::first_list(&SecretKey::from_seed(&[seed; 32]).public()))
        .collect();
    assert_eq!(lists.len(), 200);
    assert!(lists.iter().all(|list| list % 256 == 1));
}

/// The value at an index of a list as it is given out, and the end of its own id.
fn listed(room: &Room, place: Place, purpose: StatusPurpose) -> (u64, String) {
    let list = place.list.to_string();
    let signed = room.acts.status_list(&room.me.to_string(), &list, purpose).unwrap();
    let value = bot_protocol::canon::json::read(&signed.bytes).unwrap();
    let of = Credential::new(&value);
    let list = StatusList::read(&of, Form::Bitstring).unwrap();
    assert_eq!(list.purposes().collect::<Vec<_>>(), [purpose.name()]);
    let end = of.subject_id().unwrap().rsplit('#').next().unwrap().to_owned();
    (list.value_at(Slot { index: place.index.into(), bits: 1 }).unwrap(), end)
}

#[tokio::test]
async fn lists_are_signed_as_the_feed_says_and_kept_while_it_says_so() {
    let room = room().await;
    let (id, other) = (award(&room).await, award(&room).await);
    let (at, beside) = (place(&room, &id).0, place(&room, &other).0);
    let (revocation, suspension) = (StatusPurpose::Revocation, StatusPurpose::Suspension);
    assert_eq!(listed(&room, at, revocation), (0, "list".to_owned()));
    let list = at.list.to_string();
    let tag =
        |room: &Room| room.acts.status_list(&room.me.to_string(), &list, revocation).unwrap().tag;
    let first = tag(&room);
    assert_eq!(tag(&room), first);
    room.acts.change_status(request(StatusChange::Suspend, &[&id])).await.unwrap();
    assert_eq!(listed(&room, at, revocation), (0, "suspensions-apart".to_owned()));
    assert_eq!(listed(&room, at, suspension), (1, "list".to_owned()));
    assert_eq!(listed(&room, beside, suspension).0, 0);
    room.acts.change_status(request(StatusChange::Resume, &[&id])).await.unwrap();
    assert_eq!(listed(&room, at, suspension).0, 0);
    room.acts.change_status(request(StatusChange::Revoke, &[&id])).await.unwrap();
    assert_eq!(listed(&room, at, revocation), (1, "list".to_owned()));
    assert_eq!(listed(&room, beside, revocation).0, 0);
    // A copy is signed anew when it is older than caches may keep it.
    let before = tag(&room);
    room.clock.0.store(NOW + LIST_KEPT_MILLIS, Ordering::Relaxed);
    assert_ne!(tag(&room), before);
}

#[tokio::test]
async fn a_list_tells_a_verifier_who_has_nothing_else() {
    let room = room().await;
    let id = award(&room).await;
    let at = place(&room, &id).0;
    let told = |purposes: &[StatusPurpose]| {
        let mut evidence = Evidence::new();
        for purpose in purposes {
            let list = at.list.to_string();
            let signed = room.acts.status_list(&room.me.to_string(), &list, *purpose).unwrap();
            evidence.hear_file(&signed.bytes, &Reader::core()).unwrap();
        }
        let document = room.acts.credential(&id).unwrap().document.unwrap();
        let badge = Presented::read(document.as_bytes(), &Reader::core()).unwrap();
        let asked = Asked::at(room.acts.now());
        let verdict = judge(&badge, &evidence, &asked, &Reader::core());
        verdict.reason(Question::Status).code()
    };
    let (revocation, suspension) = (StatusPurpose::Revocation, StatusPurpose::Suspension);
    assert_eq!(told(&[]), "no-feed");
    assert_eq!(told(&[revocation]), "clear-in-list");
    room.acts.change_status(request(StatusChange::Suspend, &[&id])).await.unwrap();
    assert_eq!(told(&[revocation]), "no-feed");
    assert_eq!(told(&[revocation, suspension]), "suspended-in-list");
    room.acts.change_status(request(StatusChange::Resume, &[&id])).await.unwrap();
    assert_eq!(told(&[revocation]), "clear-in-list");
    room.acts.change_status(request(StatusChange::Revoke, &[&id])).await.unwrap();
    assert_eq!(told(&[revocation]), "revoked-in-list");
}

#[tokio::test]
async fn what_is_not_known_whole_is_not_signed() {
    let room = room().await;
    let at = place(&room, &award(&room).await).0;
    let asked = |issuer: &str, list: &str| {
        let list = room.acts.status_list(issuer, list, StatusPurpose::Revocation);
        code(list)
    };
    let (me, list) = (room.me.to_string(), at.list.to_string());
    assert_eq!(asked(&me, &list), "done");
    assert_eq!(asked(&room.mallory().to_string(), "1"), "status-list-foreign");
    assert_eq!(asked("did:web:a.example", "1"), "status-list-foreign");
    for unknown in ["7", "0", "-1", "x", "", "4294967296"] {
        assert_eq!(asked(&me, unknown), "status-list-unknown", "{unknown}");
    }
    assert_eq!(asked(&me, &format!("0{list}")), "status-list-unknown");
    // Another installation of the same identity, whose log is not here.
    let (key, other) = (room.acts.keys.identity(&room.me).unwrap(), SecretKey::from_seed(&[9; 32]));
    let named = KeyEvent::writer(&other, room.acts.now(), key.key()).unwrap();
    room.acts.hands.say_key(named).await.unwrap();
    assert_eq!(asked(&me, &list), "status-list-incomplete");
    let closed = KeyEvent::close(other.public(), 1, room.acts.now(), key.key());
    room.acts.hands.say_key(closed).await.unwrap();
    assert_eq!(asked(&me, &list), "status-list-incomplete");
}

#[tokio::test]
async fn after_many_entries_the_list_is_summed_once() {
    let room = room().await;
    let id = award(&room).await;
    let list = place(&room, &id).0.list;
    let turns = [StatusChange::Suspend, StatusChange::Resume];
    for turn in 0..STATUS_SUMMED_EVERY {
        assert_eq!(said(&room, Kind::StatusSnapshot), 0, "{turn}");
        room.acts.change_status(request(turns[turn % 2], &[&id])).await.unwrap();
    }
    assert_eq!(said(&room, Kind::StatusSnapshot), 1);
    room.acts.change_status(request(StatusChange::Suspend, &[&id])).await.unwrap();
    assert_eq!(said(&room, Kind::StatusSnapshot), 1);
    assert_eq!(state(&room, &id), CredentialState::Suspended);
    let held = room.acts.store().of_kind(Kind::StatusSnapshot, None).unwrap().remove(0).statement;
    let content = Content::read(Kind::StatusSnapshot, held.body().unwrap()).unwrap();
    let Content::StatusSnapshot(sum) = content else { panic!("{content:?}") };
    assert_eq!((sum.list, sum.upto), (list, held.seq()));
    assert!(sum.revoked.is_empty() && sum.suspended.is_empty());
}

#[tokio::test]
async fn a_node_with_an_address_names_its_lists_by_it() {
    let room = Room::with(|config| config.web.base_url = "https://school.example".to_owned()).await;
    room.achievement(SWIMMING, "Swimming").await.unwrap();
    let (at, name) = place(&room, &award(&room).await);
    assert_eq!(name, format!("https://school.example/status/{}/{}", room.me, at.list));
    let list = at.list.to_string();
    let purpose = StatusPurpose::Suspension;
    let signed = room.acts.status_list(&room.me.to_string(), &list, purpose).unwrap();
    let value = bot_protocol::canon::json::read(&signed.bytes).unwrap();
    let id = Credential::new(&value).id().unwrap().to_owned();
    assert_eq!(id, format!("{name}/suspension"));
    let own = OwnList { issuer: room.me, list: at.list, purpose };
    assert_eq!(OwnList::read(&id), Some(own));
}

/// A list that is kept is given out without a look at what is held, until anything comes to that.
#[tokio::test]
async fn a_kept_list_is_given_out_unread_until_something_comes() {
    let room = room().await;
    let id = award(&room).await;
    let (place, _) = place(&room, &id);
    let (me, list, purpose) =
        (room.me.to_string(), place.list.to_string(), StatusPurpose::Revocation);
    let kept = || room.acts.status_list_kept(&me, &list, purpose).map(|kept| kept.tag);
    let asked = || room.acts.status_list(&me, &list, purpose).unwrap().tag;
    assert_eq!(kept(), None);
    let first = asked();
    assert_eq!(kept(), Some(first.clone()));
    assert_eq!(room.acts.status_list_kept(&me, &list, StatusPurpose::Suspension).map(|_| ()), None);
    for (who, list) in [(&*room.mallory().to_string(), &*list), (&me, "01"), (&me, "")] {
        assert!(room.acts.status_list_kept(who, list, purpose).is_none(), "{who} {list}");
    }
    // Somebody else's news is no change of the list, and is looked at once.
    let named = Content::Profile(bot_protocol::statement::kinds::Profile {
        party: bot_protocol::statement::kinds::Party::Person,
        name: "M".to_owned(),
        description: None,
        url: None,
    });
    room.heard(&room.mallory, named, 1);
    assert_eq!((kept(), asked(), kept()), (None, first.clone(), Some(first.clone())));
    room.acts.change_status(request(StatusChange::Revoke, &[&id])).await.unwrap();
    assert_eq!(kept(), None);
    let second = asked();
    assert!(second != first && kept() == Some(second));
    room.clock.0.fetch_add(LIST_KEPT_MILLIS, Ordering::Relaxed);
    assert_eq!(kept(), None);
}
