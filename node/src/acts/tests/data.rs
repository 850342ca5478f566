//! What is held of somebody goes where it may, stays where it must, and is handed over whole.

use bot_protocol::api::{ContactDraft, DataKind, EraseReply, EraseRequest, PublishRequest};
use bot_protocol::credential::issue::EndorsementDraft;
use bot_protocol::statement::kinds::{Party, Profile, Revoke};
use bot_protocol::statement::letter::{Answer, Message};

use super::heirs::{add, goes_on, goes_on_elsewhere};
use super::*;
use crate::archive::Archive;
use crate::store::BodyState;

const SEED: &str = "Seeded-Person-8231";

fn profile(name: &str) -> Content {
    let (name, party) = (name.to_owned(), Party::Person);
    Content::Profile(Profile { party, name, description: None, url: None })
}

fn erase(who: &str, dry_run: bool) -> EraseRequest {
    EraseRequest { who: Some(who.to_owned()), dry_run }
}

fn kinds(items: &[bot_protocol::api::DataItem]) -> Vec<DataKind> {
    items.iter().map(|item| item.kind).collect()
}

/// A badge of mine that came by letter, was accepted and published.
async fn with_a_badge(room: &Room) -> String {
    let id = "urn:uuid:3f0c2a51-7a51-4c39-9f57-0d7d1a2b3c4d";
    let badge = room.credential(id, &room.mallory, SEED);
    let letter = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    let publish = PublishRequest { as_identity: None, dry_run: false };
    room.acts.publish(id, publish).await.unwrap();
    id.to_owned()
}

/// Every byte that any answer of the store could hold.
fn everything(room: &Room) -> Vec<u8> {
    let store = room.acts.store();
    let mut all = Vec::new();
    for head in store.heads().unwrap() {
        for held in store.entries(&head.writer, 0, usize::MAX).unwrap() {
            all.extend(held.statement.to_bytes());
        }
    }
    for shelf in Shelf::ALL {
        all.extend(
            store
                .notes(*shelf, &[])
                .unwrap()
                .into_iter()
                .flat_map(|(key, value)| [key, value].concat()),
        );
    }
    all
}

fn holds(room: &Room, text: &str) -> bool {
    everything(room).windows(text.len()).any(|piece| piece == text.as_bytes())
}

fn states(reply: &EraseReply) -> (bool, bool, bool) {
    (reply.changed, reply.dry_run, reply.own)
}

#[tokio::test]
async fn all_of_an_identity_goes_and_its_headers_stay() {
    let room = Room::new().await;
    with_a_badge(&room).await;
    let revoke = Revoke { list: 1, indexes: vec![4], reason: None, of: None };
    room.acts.hands.say(room.me, Content::Revoke(revoke), Vec::new()).await.unwrap();
    let me = room.me.to_string();
    let before = room.acts.store().heads().unwrap()[0].size;
    let plan = room.acts.erase_data(erase(&me, true)).await.unwrap();
    assert_eq!(states(&plan), (false, true, true));
    assert!(holds(&room, SEED), "a trial changes nothing");
    let done = room.acts.erase_data(erase(&me, false)).await.unwrap();
    assert_eq!(states(&done), (true, false, true));
    assert_eq!((&done.goes, &done.bare, &done.stays), (&plan.goes, &plan.bare, &plan.stays));
    for kind in [DataKind::Held, DataKind::Letter, DataKind::Offer] {
        assert!(kinds(&done.goes).contains(&kind), "{kind:?}: {:?}", done.goes);
    }
    let bare: Vec<&str> = done.bare.iter().filter_map(|item| item.statement.as_deref()).collect();
    assert_eq!(bare, ["profile", "publish"]);
    let stays: Vec<&str> = done.stays.iter().filter_map(|item| item.statement.as_deref()).collect();
    assert_eq!(stays, ["revoke"], "what takes something back stays");
    assert!(kinds(&done.stays).contains(&DataKind::KeyEvent));
    assert_eq!(done.entries.len(), 1);
    assert!(!holds(&room, SEED), "nothing of it is left");
    let head = room.acts.store().heads().unwrap().remove(0);
    assert_eq!(head.size, before + 1, "the headers stay, and the erasure came");
    let again = room.acts.erase_data(erase(&me, false)).await.unwrap();
    assert!(!again.changed && again.goes.is_empty() && again.bare.is_empty());
    // The node does not say again what was erased.
    room.acts.introduce().await.unwrap();
    assert_eq!(room.acts.store().heads().unwrap()[0].size, before + 1);
}

/// Whoever lost a key and went on with another withdraws, erases and is handed over what stands in the ledger
/// of the former one.
#[tokio::test]
async fn what_stands_in_the_former_ledger_is_withdrawn_erased_and_handed_over() {
    let room = Room::new().await;
    let id = with_a_badge(&room).await;
    let writer = room.acts.keys.identity(&room.me).unwrap().writer().unwrap().public();
    let published = |room: &Room| {
        let held = room.acts.store().of_kind(Kind::Publish, Some(&writer)).unwrap();
        held.iter().map(|one| one.body).collect::<Vec<_>>()
    };
    add(&room, "Anew").await;
    goes_on(&room, &room.me, "Anew").await;
    let files = unpacked(room.acts.export_data(Some("Anew")).unwrap());
    let has = |start: &str, end: &str| {
        files.keys().any(|name| name.starts_with(start) && name.ends_with(end))
    };
    assert!(has("other-keys/", "/ledger.feed") && has("other-keys/", "/statements.json"));
    assert!(has("credentials/held/", ".json"), "{:?}", files.keys());
    let request = |dry_run| PublishRequest { as_identity: None, dry_run };
    assert!(!room.acts.unpublish(&id, request(true)).await.unwrap().changed);
    assert_eq!(published(&room), [BodyState::Held], "a trial changes nothing");
    let done = room.acts.unpublish(&id, request(false)).await.unwrap();
    assert!(done.changed && done.entry.is_some());
    assert_eq!(published(&room), [BodyState::Erased]);
    let again = room.acts.unpublish(&id, request(false)).await.unwrap();
    assert!(!again.changed && holds(&room, SEED), "it is held here all the same");
    // All of it goes by whichever name the person is called.
    let me = room.me.to_string();
    let done = room.acts.erase_data(erase(&me, false)).await.unwrap();
    assert_eq!(states(&done), (true, false, true));
    assert!(!holds(&room, SEED), "{:?}", done.stays);
    let again = room.acts.erase_data(erase("Anew", false)).await.unwrap();
    assert!(!again.changed, "{:?} {:?}", again.goes, again.bare);
}

/// Where the key that goes on is elsewhere nothing is signed here, and that is said.
#[tokio::test]
async fn nobody_withdraws_for_whoever_goes_on_elsewhere() {
    let room = Room::new().await;
    let id = with_a_badge(&room).await;
    goes_on_elsewhere(&room, &SecretKey::from_seed(&[88; 32]));
    let request = PublishRequest { as_identity: None, dry_run: false };
    assert_eq!(code(room.acts.unpublish(&id, request).await), "identity-succeeded");
    let me = room.me.to_string();
    assert_eq!(code(room.acts.erase_data(erase(&me, false)).await), "identity-succeeded");
    assert!(holds(&room, SEED));
}

#[tokio::test]
async fn of_another_only_what_lies_here_goes() {
    let room = Room::new().await;
    let theirs = room.heard(&room.mallory, profile(SEED), 1);
    let mine = with_a_badge(&room).await;
    let mallory = room.mallory().to_string();
    let done = room.acts.erase_data(erase(&mallory, false)).await.unwrap();
    assert_eq!(states(&done), (true, false, false));
    assert!(done.entries.is_empty(), "nobody signs for another");
    let held = room.acts.store().entry(&theirs.writer(), theirs.seq()).unwrap().unwrap();
    assert_eq!(held.body, BodyState::Erased);
    assert!(room.acts.credential(&mine).is_ok(), "a badge they gave me is mine");
    let nobody = room.acts.erase_data(erase("Nobody", false)).await;
    assert_eq!(code(nobody), "unknown");
}

#[tokio::test]
async fn an_answer_to_me_is_mine_and_theirs() {
    let room = Room::new().await;
    let answer = Answer { letter: [9; 16], accepted: false, reason: Some(SEED.to_owned()) };
    room.came(&room.mallory, Message::Answer(answer), 8);
    assert!(holds(&room, SEED));
    let done = room.acts.erase_data(erase(&room.mallory().to_string(), false)).await.unwrap();
    assert_eq!(kinds(&done.goes), [DataKind::Letter]);
    assert!(!holds(&room, SEED));
}

#[tokio::test]
async fn what_a_wallet_showed_and_envelopes_go_and_a_repeat_stays_one() {
    let room = Room::new().await;
    let them = room.mallory();
    let note = |shelf, key: &[u8], value: &str| {
        let (key, value) = (key.to_vec(), value.as_bytes().to_vec());
        Write::Note { shelf, key, value }
    };
    let shown = format!("{{\"shown\":\"{SEED} of {them}\"}}");
    let envelope = [them.public_key().as_bytes().as_slice(), &[5; 16]].concat();
    let place = [REPEATS, b"some request"].concat();
    let reply = format!("{{\"at\":7,\"body\":\"beef\",\"reply\":\"{SEED} to {them}\"}}");
    let other = "{\"shown\":\"nobody\"}";
    room.acts
        .commit(vec![
            note(Shelf::Wallets, b"request/1", &shown),
            note(Shelf::Wallets, b"request/2", other),
            note(Shelf::Mailbox, &envelope, SEED),
            note(Shelf::Settings, &place, &reply),
        ])
        .await
        .unwrap();
    let done = room.acts.erase_data(erase(&them.to_string(), false)).await.unwrap();
    assert_eq!(kinds(&done.goes), [DataKind::Reply, DataKind::Letter, DataKind::Wallet]);
    assert!(!holds(&room, SEED));
    assert_eq!(room.acts.store().notes(Shelf::Wallets, &[]).unwrap().len(), 1, "not of them");
    // The request is known still, so that it is not done again; what was told is not.
    let kept = room.acts.store().note(Shelf::Settings, &place).unwrap().unwrap();
    let kept: Kept = serde_json::from_slice(&kept).unwrap();
    assert_eq!((kept.at, kept.body.as_str(), kept.reply.is_empty()), (7, "beef", true));
    let again = room.acts.erase_data(erase(&them.to_string(), false)).await.unwrap();
    assert!(!again.changed, "{:?}", again.goes);
}

#[tokio::test]
async fn everything_is_handed_over_in_open_formats() {
    let room = Room::new().await;
    let id = with_a_badge(&room).await;
    let tar = room.acts.export_data(None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my-data.tar");
    std::fs::write(&path, tar).unwrap();
    let mut files = BTreeMap::new();
    for item in Archive::open(&path).unwrap().unwrap() {
        let item = item.unwrap();
        files.insert(item.name.clone(), item.bytes().unwrap());
    }
    let signed = room.acts.credential(&id).unwrap().document.unwrap();
    let bare = id.strip_prefix("urn:uuid:").unwrap();
    assert_eq!(files[&format!("credentials/held/{bare}.json")], signed.into_bytes());
    let json = |name: &str| -> serde_json::Value { serde_json::from_slice(&files[name]).unwrap() };
    assert_eq!(json("identity.json")["identity"]["did"], room.me.to_string());
    let said = json("statements.json");
    let kinds: Vec<&str> =
        said.as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["profile", "publish"]);
    assert!(files["README.txt"].starts_with(b"YOUR DATA"));
    for name in ["contacts.json", "offers.json", "achievements.json", "ledger.feed"] {
        assert!(files.contains_key(name), "{name}");
    }
    let letters = files.keys().filter(|name| name.starts_with("letters/inbox/")).count();
    assert_eq!(letters, 1);
    let secret: [u8; 32] = *room.acts.keys.identity(&room.me).unwrap().key().seed();
    let hexed = bot_protocol::canon::hash::hex(&secret);
    for (name, bytes) in &files {
        assert!(!bytes.windows(32).any(|piece| piece == secret), "{name}");
        assert!(!String::from_utf8_lossy(bytes).contains(&hexed), "{name}");
    }
    assert!(room.acts.export_data(Some("Nobody")).is_err());
}

/// An endorsement of a thing, signed.
pub(super) fn endorsement(number: u8, of: &str, by: &SecretKey) -> Document {
    let did = Did::from(by.public());
    let draft = EndorsementDraft {
        id: uuid([number; 16]),
        issuer: Issuer { did, name: "E".to_owned(), url: None },
        target: of.to_owned(),
        comment: None,
        valid_from: Timestamp::from_millis(NOW),
        valid_until: None,
    };
    let signed = bot_protocol::credential::proof::sign(
        &draft.unsigned().unwrap(),
        bot_protocol::credential::proof::Suite::EddsaJcs2022,
        (by, &did.verification_method()),
        Timestamp::from_millis(NOW),
        bot_protocol::credential::contexts::Contexts::pinned(),
    );
    Document::read(&signed.unwrap().to_bytes()).unwrap()
}

/// Those that were accepted into one's own ledger; not those that are between others.
#[tokio::test]
async fn endorsements_that_came_are_handed_over() {
    let room = Room::new().await;
    let (mine, stranger) = (with_a_badge(&room).await, SecretKey::from_seed(&[67; 32]));
    let signed = |number: u8, target: &str| endorsement(number, target, &room.mallory);
    let letter = room.came(&room.mallory, Message::EndorsementOffer(signed(1, &mine)), 9);
    room.acts.accept(&letter, plain()).await.unwrap();
    room.heard(&stranger, Content::Endorsement(signed(2, "urn:uuid:another")), 1);
    let tar = room.acts.export_data(None).unwrap();
    let holds = |number: u8| {
        let id = uuid([number; 16]);
        let name = format!("endorsements/{}.json", id.strip_prefix("urn:uuid:").unwrap());
        tar.windows(name.len()).any(|piece| piece == name.as_bytes())
    };
    assert_eq!([1, 2].map(holds), [true, false]);
}

/// The files of an archive.
fn unpacked(tar: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my-data.tar");
    std::fs::write(&path, tar).unwrap();
    let files = Archive::open(&path).unwrap().unwrap();
    files.map(|item| item.map(|item| (item.name.clone(), item.bytes().unwrap())).unwrap()).collect()
}

/// A note of each of these people on every shelf that is handed over as it is noted.
fn noted_of_each(people: &[(Did, &str, u8)]) -> Vec<Write> {
    let mut notes = Vec::new();
    for (did, seed, number) in people.iter().copied() {
        let mut note = |shelf, key: &[&[u8]], value: serde_json::Value| {
            let value = value.to_string().into_bytes();
            notes.push(Write::Note { shelf, key: key.concat(), value });
        };
        let (own, id) = (&did.public_key().as_bytes()[..], &[number; 16][..]);
        let said = serde_json::json!({ "of": did.to_string(), "what": seed, "secret": "Opens-it" });
        note(Shelf::Hosted, &[own, seed.as_bytes()], serde_json::json!({ "at": 1 }));
        note(Shelf::Wallets, &[b"request/", id], said.clone());
        note(Shelf::Settings, &[b"gate/", id], said);
        note(Shelf::Mailbox, &[own, id], serde_json::json!({ "sealed": seed }));
        let list = serde_json::json!({
            "issuer": did, "achievement": seed, "at": 1, "lines": 0, "stopped": false, "over": false,
        });
        note(Shelf::Batches, &[id, &[0; 4]], list);
        let given = serde_json::json!({
            "issuer": did, "achievement": seed, "code": "Opens-it", "secret": "Opens-it", "at": 1,
            "until": 2, "most": 1, "narrative": null, "ended": false,
        });
        note(Shelf::Claims, &[id, b"h"], given);
        let form = serde_json::json!({ "questions": [seed], "reviewers": [], "need": 0 });
        note(Shelf::Cases, &[b"f", own, b"urn:x:y"], form);
    }
    notes
}

/// On every shelf that is handed over as it is noted, something of two people of one node: each gets their
/// own and nothing of the other's, and nothing that opens something.
#[tokio::test]
async fn each_of_two_people_of_a_node_gets_their_own_of_every_shelf() {
    let room = Room::new().await;
    let naming =
        Naming { name: "Lea".to_owned(), party: PartyKind::Person, description: None, url: None };
    let lea = room.acts.keys.add(naming, Timestamp::from_millis(NOW)).unwrap().did();
    room.acts.introduce().await.unwrap();
    let people = [(room.me, "Seed-of-school", 1_u8), (lea, "Seed-of-lea", 2)];
    let notes = noted_of_each(&people);
    room.acts.store().commit(&notes).unwrap();
    // Whom one of them wrote with is in that one's address book alone.
    let book = |did: Did, name: &str| ContactDraft {
        did: did.to_string(),
        name: name.to_owned(),
        note: None,
    };
    room.came(
        &room.mallory,
        Message::Answer(Answer { letter: [9; 16], accepted: true, reason: None }),
        8,
    );
    room.acts.add_contact(book(room.mallory(), "Seed-of-school-book")).await.unwrap();
    for (did, seed, _) in people {
        let files = unpacked(room.acts.export_data(Some(&did.to_string())).unwrap());
        let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
        for name in [
            "collection.json",
            "wallets.json",
            "settings.json",
            "lists.json",
            "claims.json",
            "cases.json",
            "envelopes.json",
        ] {
            let said = text(name);
            let hexed = bot_protocol::canon::hash::hex(seed.as_bytes());
            assert!(said.contains(seed) || said.contains(&hexed), "{seed}: {name}: {said}");
        }
        assert_eq!(text("contacts.json").contains("Seed-of-school-book"), did == room.me);
        for (_, other, _) in people.iter().filter(|(of, ..)| *of != did) {
            for (name, bytes) in &files {
                let said = String::from_utf8_lossy(bytes);
                assert!(!said.contains(other) && !said.contains("Opens-it"), "{seed}: {name}");
            }
        }
    }
}

/// One note of somebody on every shelf that may hold any: what the table says goes is what is told to go.
#[tokio::test]
async fn nothing_of_somebody_is_left_on_a_shelf_that_hands_it_over() {
    let room = Room::new().await;
    let them = room.mallory();
    let own = them.public_key().as_bytes().to_vec();
    let value = SEED.as_bytes().to_vec();
    let shown = format!("{{\"shown\":\"{SEED} of {them}\"}}").into_bytes();
    let notes = [
        Write::Note { shelf: Shelf::Hosted, key: own.clone(), value: value.clone() },
        Write::Note { shelf: Shelf::Mailbox, key: [&own[..], &[7; 16]].concat(), value },
        Write::Note { shelf: Shelf::Wallets, key: b"request/9".to_vec(), value: shown },
    ];
    room.acts.store().commit(&notes).unwrap();
    assert!(holds(&room, SEED));
    let done = room.acts.erase_data(erase(&them.to_string(), false)).await.unwrap();
    assert_eq!(kinds(&done.goes), [DataKind::Letter, DataKind::Collection, DataKind::Wallet]);
    assert!(!holds(&room, SEED));
}
