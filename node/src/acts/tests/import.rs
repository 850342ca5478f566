//! Badges that came as files.

use bot_protocol::api::{
    CredentialRole, CredentialState, ImportReply, ImportRequest, PublishRequest,
};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::bake::container;

use super::*;

const ID: &str = "urn:uuid:0badc0de-0000-4000-8000-000000000001";

const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"9\" height=\"9\"/></svg>";

fn file(bytes: &[u8]) -> ImportRequest {
    ImportRequest { document: encode_base64(bytes), ..ImportRequest::default() }
}

async fn import(room: &Room, bytes: &[u8]) -> Result<ImportReply, ActError> {
    room.acts.import(file(bytes)).await
}

/// A badge by a stranger, about this node's identity.
fn badge(room: &Room) -> Vec<u8> {
    room.credential(ID, &room.mallory, "Swimming").bytes().to_vec()
}

#[tokio::test]
async fn a_badge_about_oneself_is_kept_as_it_came_once() {
    let room = Room::new().await;
    let bytes = badge(&room);
    let trial = room.acts.import(ImportRequest { dry_run: true, ..file(&bytes) }).await.unwrap();
    assert!(trial.dry_run && !trial.changed && trial.item.id == ID);
    assert!(room.acts.credential(ID).is_err(), "a trial keeps nothing");
    let reply = import(&room, &bytes).await.unwrap();
    assert!(reply.changed && reply.item.imported && reply.item.role == CredentialRole::Held);
    assert_eq!(reply.verdict.findings["integrity"].reason, "signed-by-issuer");
    assert!(!import(&room, &bytes).await.unwrap().changed);
    let kept = room.acts.credential(ID).unwrap();
    assert_eq!(kept.document.unwrap().into_bytes(), bytes);
    let listed = room.acts.credentials(&PageQuery::default()).unwrap().items;
    assert_eq!(listed.iter().filter(|view| view.id == ID).count(), 1);
    // What is held may be published, as what was accepted.
    let published = room.acts.publish(ID, PublishRequest::default()).await.unwrap();
    assert!(published.changed && published.item.published);
}

#[tokio::test]
async fn what_is_proven_wrong_or_no_badge_is_not_kept() {
    let room = Room::new().await;
    let text = String::from_utf8(badge(&room)).unwrap();
    let changed = text.replace("Swimming", "Sailing");
    let cut = &text[..text.len() - 20];
    for (bytes, expected) in [
        (changed.as_str(), "import-refused"),
        (cut, "import-refused"),
        ("nothing of the kind", "import-no-badge"),
        ("", "import-unread"),
        ("[1", "import-unread"),
        ("\u{89}PNG", "import-no-badge"),
    ] {
        assert_eq!(code(import(&room, bytes.as_bytes()).await), expected, "{bytes}");
    }
    let wrong = ImportRequest { document: "?".to_owned(), ..ImportRequest::default() };
    assert_eq!(code(room.acts.import(wrong).await), "field-refused");
    assert!(room.acts.credentials(&PageQuery::default()).unwrap().items.is_empty());
}

/// A list of revoked badges is none, unless it awards something: types alone hide no badge.
#[tokio::test]
async fn a_status_list_is_no_badge_and_a_badge_that_says_it_is_one_is_a_badge() {
    let room = Room::new().await;
    let text = String::from_utf8(badge(&room)).unwrap();
    let bare = r#"["VerifiableCredential","BitstringStatusListCredential"]"#;
    let list = format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"{ID}","type":{bare},
        "issuer":"{}","credentialSubject":{{"type":"BitstringStatusList",
        "statusPurpose":"revocation","encodedList":"u"}}}}"#,
        room.mallory()
    );
    assert_eq!(code(import(&room, list.as_bytes()).await), "import-list");
    let start = text.find(r#""type":["VerifiableCredential""#).unwrap();
    let end = start + text[start..].find(']').unwrap() + 1;
    let forged = format!(r#"{}"type":{bare}{}"#, &text[..start], &text[end..]);
    assert_eq!(code(import(&room, forged.as_bytes()).await), "import-refused");
}

#[tokio::test]
async fn what_cannot_be_told_is_kept_with_its_reason() {
    let room = Room::new().await;
    let text = String::from_utf8(badge(&room)).unwrap();
    // A context that nobody has here, in a badge whose suite reads contexts.
    let strange = text.replace("eddsa-jcs-2022", "some-suite-2030");
    let reply = import(&room, strange.as_bytes()).await.unwrap();
    assert!(reply.changed);
    assert_eq!(reply.verdict.findings["integrity"].reason, "suite-unknown");
    // Another that cannot be told either is not put in its place.
    let other = text.replace("eddsa-jcs-2022", "some-suite-2031");
    assert_eq!(code(import(&room, other.as_bytes()).await), "import-exists");
    let kept = room.acts.credential(ID).unwrap();
    assert_eq!(kept.document.as_deref(), Some(strange.as_str()));
}

#[tokio::test]
async fn what_is_proven_takes_the_place_of_what_is_not_and_never_the_other_way() {
    let room = Room::new().await;
    let text = String::from_utf8(badge(&room)).unwrap();
    let strange = text.replace("eddsa-jcs-2022", "some-suite-2030");
    // Whoever knows its id wrote a file, and even a picture with it.
    let picture = container::bake(SVG, &strange).unwrap();
    assert!(import(&room, &picture).await.unwrap().changed);
    let trial = ImportRequest { dry_run: true, ..file(text.as_bytes()) };
    assert!(room.acts.import(trial).await.unwrap().replaced);
    assert_eq!(room.acts.credential(ID).unwrap().document.as_deref(), Some(strange.as_str()));
    let reply = import(&room, text.as_bytes()).await.unwrap();
    assert!(reply.changed && reply.replaced);
    assert_eq!(reply.verdict.findings["integrity"].reason, "signed-by-issuer");
    assert_eq!(room.acts.credential(ID).unwrap().document.as_deref(), Some(text.as_str()));
    assert_ne!(room.acts.baked(ID).ok().map(|(file, _)| file), Some(picture));
    // Neither what cannot be told nor another that is proven comes in its place.
    assert_eq!(code(import(&room, strange.as_bytes()).await), "import-unproven");
    let other = room.credential(ID, &room.mallory, "Diving");
    assert_eq!(code(import(&room, other.bytes()).await), "import-exists");
    assert_eq!(room.acts.credential(ID).unwrap().document.as_deref(), Some(text.as_str()));
}

#[tokio::test]
async fn a_badge_about_somebody_else_is_kept_only_as_seen_and_when_said_so() {
    let room = Room::new().await;
    let other = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let document = room.placed(ID, &room.mallory, "Swimming", (None, other));
    let bytes = document.bytes();
    assert_eq!(code(import(&room, bytes).await), "import-of-another");
    let reply = room.acts.import(ImportRequest { anyway: true, ..file(bytes) }).await.unwrap();
    assert!(reply.changed && reply.item.role == CredentialRole::Seen);
    let published = room.acts.publish(ID, PublishRequest::default()).await;
    assert_eq!(code(published), "not-the-holder");
}

#[tokio::test]
async fn a_picture_is_kept_whole_and_its_badge_by_its_own_bytes() {
    let room = Room::new().await;
    let bytes = badge(&room);
    let picture = container::bake(SVG, std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert!(import(&room, &picture).await.unwrap().changed);
    assert_eq!(room.acts.credential(ID).unwrap().document.unwrap().into_bytes(), bytes);
    assert_eq!(room.acts.baked(ID).unwrap(), (picture, "image/svg+xml"));
    // The same badge by itself is the same badge.
    assert!(!import(&room, &bytes).await.unwrap().changed);
}

#[tokio::test]
async fn what_was_imported_is_forgotten_and_nothing_else() {
    let room = Room::new().await;
    let bytes = badge(&room);
    assert_eq!(code(room.acts.remove_import(ID).await), "unknown");
    let picture = container::bake(SVG, std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert!(import(&room, &picture).await.unwrap().changed);
    room.acts.publish(ID, PublishRequest::default()).await.unwrap();
    let removed = room.acts.remove_import(&ID[.."urn:uuid:0badc0de".len()]).await.unwrap();
    assert_eq!((removed.changed, removed.id.as_deref()), (true, Some(ID)));
    // What was published stays in the ledger, and is not what was imported.
    assert!(!room.acts.credential(ID).unwrap().imported);
    assert_eq!(code(room.acts.remove_import(ID).await), "import-not");
    // It may come again, and then without the picture it came in before.
    assert!(import(&room, &bytes).await.unwrap().changed);
    assert_ne!(room.acts.baked(ID).ok().map(|(file, _)| file), Some(picture));
}

const OLD: &str = "https://old.example/badges/1";

/// A hosted badge of Open Badges 2.0, and what lies at the addresses that it names.
fn old(narrative: &str) -> (String, Vec<String>) {
    let of = |kind: &str, id: &str, more: &str| {
        format!(
            r#"{{"@context":"https://w3id.org/openbadges/v2","type":"{kind}","id":"{id}",{more}}}"#
        )
    };
    let badge = of(
        "Assertion",
        OLD,
        &format!(
            r#""badge":"https://old.example/class","issuedOn":"2016-05-01T00:00:00Z",
            "recipient":{{"type":"email","hashed":false,"identity":"lea@example.org"}},
            "verification":{{"type":"hosted"}},"narrative":"{narrative}""#
        ),
    );
    let class = of(
        "BadgeClass",
        "https://old.example/class",
        r#""name":"Tea","description":"Makes tea","criteria":{"narrative":"Made tea"},
        "image":"https://old.example/tea.png","issuer":"https://old.example/issuer""#,
    );
    let issuer = of(
        "Issuer",
        "https://old.example/issuer",
        r#""name":"Tea School","url":"https://old.example/","email":"x@old.example""#,
    );
    (badge, vec![class, issuer])
}

/// The same as an import for whose copies somebody vouches, fetched just now.
fn vouched(room: &Room, (badge, parts): &(String, Vec<String>)) -> ImportRequest {
    use bot_protocol::verdict::snapshots::{Found, Snapshot, Snapshots};
    let urls = [OLD, "https://old.example/class", "https://old.example/issuer"];
    let snapshots = urls.iter().zip(std::iter::once(badge).chain(parts)).map(|(url, content)| {
        let found = Found::Bytes { content: content.clone().into_bytes(), media_type: None };
        Snapshot { url: (*url).to_owned(), fetched: room.acts.now(), found }
    });
    let file = Snapshots { snapshots: snapshots.collect() }.write().unwrap();
    let snapshots = vec![encode_base64(&file)];
    ImportRequest { snapshots, anyway: true, ..file_of(badge) }
}

fn file_of(badge: &str) -> ImportRequest {
    file(badge.as_bytes())
}

#[tokio::test]
async fn an_old_badge_is_listed_by_what_it_or_the_copies_handed_in_say() {
    let room = Room::new().await;
    let (badge, parts) = old("one");
    let alone = ImportRequest { anyway: true, ..file_of(&badge) };
    let reply = room.acts.import(alone.clone()).await.unwrap();
    assert_eq!(reply.item.state, CredentialState::Imported);
    // Until its description is at hand it is called by its address.
    assert_eq!((reply.item.achievement.as_str(), reply.item.issuer_name), (OLD, None));
    assert_eq!(reply.item.subject_name.as_deref(), Some("lea@example.org"));
    assert!(reply.verdict.credential.get("copies").is_none());
    let lacks = reply.verdict.credential.get("lacks").unwrap();
    assert_eq!(lacks[0]["part"], "class");
    assert!(lacks[0]["url"].as_str().is_some_and(|url| badge.contains(url)), "{lacks}");
    // The parts come later: the same badge, and more is known of it.
    let with = parts.iter().map(|part| encode_base64(part.as_bytes())).collect();
    let completed = ImportRequest { with, ..alone.clone() };
    let reply = room.acts.import(completed.clone()).await.unwrap();
    assert!(reply.changed && !reply.replaced);
    let copies = reply.verdict.credential.get("copies").unwrap().as_array().unwrap();
    let named: Vec<_> = copies.iter().filter_map(|copy| copy["part"].as_str()).collect();
    assert_eq!(named, ["class", "issuer"]);
    assert!(reply.verdict.credential.get("lacks").is_none());
    let listed = room.acts.credential(OLD).unwrap();
    assert_eq!(listed.achievement, "Tea");
    assert_eq!(listed.issuer, "https://old.example/issuer");
    assert_eq!(listed.issuer_name.as_deref(), Some("Tea School"));
    assert_eq!(listed.document.as_deref(), Some(badge.as_str()));
    // Nothing that is known of it is forgotten, and nothing new is nothing.
    assert!(!room.acts.import(completed).await.unwrap().changed);
    assert!(!room.acts.import(alone).await.unwrap().changed);
    assert_eq!(room.acts.credential(OLD).unwrap().achievement, "Tea");
}

#[tokio::test]
async fn what_was_proven_by_copies_keeps_its_place_without_them() {
    let room = Room::new().await;
    let (one, two) = (old("one"), old("two"));
    let proven = room.acts.import(vouched(&room, &one)).await.unwrap();
    assert_eq!(proven.verdict.findings["integrity"].reason, "hosted-copy-verified");
    // One that nothing proves comes with its id; nor do copies of another day take it away.
    let unproven = ImportRequest { anyway: true, ..file_of(&two.0) };
    assert_eq!(code(room.acts.import(unproven.clone()).await), "import-unproven");
    assert_eq!(code(room.acts.import(vouched(&room, &two)).await), "import-exists");
    assert_eq!(room.acts.credential(OLD).unwrap().document, Some(one.0.clone()));
    // Where nothing was proven, what is proven comes in its place.
    room.acts.remove_import(OLD).await.unwrap();
    room.acts.import(unproven).await.unwrap();
    assert!(room.acts.import(vouched(&room, &one)).await.unwrap().replaced);
    assert_eq!(room.acts.credential(OLD).unwrap().document, Some(one.0));
}

#[tokio::test]
async fn what_is_known_later_costs_no_picture_and_undoes_nothing_proven() {
    let room = Room::new().await;
    let (badge, parts) = old("one");
    let picture = container::bake(SVG, &badge).unwrap();
    let first = ImportRequest { anyway: true, ..file(&picture) };
    assert!(room.acts.import(first).await.unwrap().changed);
    assert!(
        room.acts.import(vouched(&room, &(badge.clone(), parts.clone()))).await.unwrap().changed
    );
    assert_eq!(room.acts.credential(OLD).unwrap().achievement, "Tea");
    assert_eq!(room.acts.baked(OLD).unwrap(), (picture, "image/svg+xml"));
    // A part that nobody proves gives a proven badge no other name.
    let other = encode_base64(parts[0].replace("\"Tea\"", "\"Coffee\"").as_bytes());
    let with = vec![other, encode_base64(parts[1].as_bytes())];
    let renamed = ImportRequest { with, anyway: true, ..file_of(&badge) };
    assert!(!room.acts.import(renamed).await.unwrap().changed);
    assert_eq!(room.acts.credential(OLD).unwrap().achievement, "Tea");
}

/// An old badge about somebody by the hash of an e-mail address.
fn hashed(id: &str, identity: &str) -> String {
    let digest = bot_protocol::canon::hash::sha256(&[identity.as_bytes(), b"salt"]);
    format!(
        r#"{{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"{id}",
        "recipient":{{"type":"email","hashed":true,"salt":"salt","identity":"sha256${digest}"}},
        "issuedOn":"2016-05-01T00:00:00Z","verification":{{"type":"hosted"}},
        "badge":"https://tea.example/badges/1"}}"#
    )
}

#[tokio::test]
async fn a_badge_about_an_address_of_ones_own_is_ones_own_and_no_other_is() {
    let room = Room::new().await;
    let id = "https://tea.example/assertions/1";
    let asked = |who: Option<&str>, anyway: bool| ImportRequest {
        recipient: who.map(str::to_owned),
        anyway,
        ..file(hashed(id, "lea@example.org").as_bytes())
    };
    let none = room.acts.import(asked(None, false)).await;
    assert_eq!(code(none), "import-of-another");
    for (other, expected) in [
        ("max@example.org", "import-recipient"),
        ("did:example:lea", "import-recipient-did"),
        ("", "field-refused"),
        ("lea", "field-refused"),
    ] {
        let refused = room.acts.import(asked(Some(other), false)).await;
        assert_eq!(code(refused), expected, "{other}");
    }
    let long = "a".repeat(verify::RECIPIENT_BYTES_MAX + 1);
    assert!(room.acts.import(asked(Some(&long), true)).await.is_err());
    let seen = room.acts.import(asked(Some("max@example.org"), true)).await.unwrap();
    assert_eq!(seen.item.role, CredentialRole::Seen);
    // It was merely seen, and then found to be one's own: it is, and stays so.
    let held = room.acts.import(asked(Some("Lea@example.org"), false)).await.unwrap();
    assert_eq!((held.changed, held.item.role), (true, CredentialRole::Held));
    assert!(!room.acts.import(asked(None, true)).await.unwrap().changed);
    assert_eq!(room.acts.credential(id).unwrap().role, CredentialRole::Held);
    let of_me = PageQuery { as_identity: Some(room.me.to_string()), ..PageQuery::default() };
    assert_eq!(room.acts.credentials(&of_me).unwrap().items.len(), 1);
}

/// A badge that names its holder by an e-mail address, or by a DID beside it, and is signed by Mallory.
fn addressed(room: &Room, subject: &str) -> Vec<u8> {
    let issuer = Did::from(room.mallory.public());
    let text = format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"{ID}",
        "type":["VerifiableCredential","OpenBadgeCredential"],"issuer":"{issuer}",
        "validFrom":"2026-01-01T00:00:00Z","credentialSubject":{{{subject}
        "type":["AchievementSubject"],"identifier":[{{"type":"IdentityObject",
        "identityHash":"lea@example.org","identityType":"emailAddress","hashed":false}}],
        "achievement":{{"id":"urn:x:tea","type":["Achievement"],"name":"Tea",
        "description":"Makes tea","criteria":{{"narrative":"Made tea"}}}}}}}}"#
    );
    let document = bot_protocol::canon::json::read(text.as_bytes()).unwrap();
    let signer = (&room.mallory, &*issuer.verification_method());
    let contexts = bot_protocol::credential::contexts::Contexts::pinned();
    let suite = bot_protocol::credential::proof::Suite::EddsaJcs2022;
    let signed = bot_protocol::credential::proof::sign(
        &document,
        suite,
        signer,
        Timestamp::from_millis(NOW),
        contexts,
    );
    signed.unwrap().to_bytes()
}

#[tokio::test]
async fn a_badge_that_names_its_holder_by_an_address_is_not_put_into_a_ledger() {
    let room = Room::new().await;
    let asked =
        |bytes: &[u8], who: &str| ImportRequest { recipient: Some(who.to_owned()), ..file(bytes) };
    let by_address = addressed(&room, "");
    let held = room.acts.import(asked(&by_address, "lea@example.org")).await.unwrap();
    assert_eq!(held.item.role, CredentialRole::Held);
    // It says nothing that a ledger could show to be its holder's.
    assert_eq!(code(room.acts.publish(ID, PublishRequest::default()).await), "not-the-holder");
    room.acts.remove_import(ID).await.unwrap();
    // One that says the DID is its holder's whatever address is asked for, and may be published.
    let by_did = addressed(&room, &format!(r#""id":"{}","#, room.me));
    let held = room.acts.import(asked(&by_did, "max@example.org")).await.unwrap();
    assert_eq!(held.item.role, CredentialRole::Held);
    room.acts.publish(ID, PublishRequest::default()).await.unwrap();
}

/// What somebody else's DID is named in is never one's own, whoever asks for it.
#[tokio::test]
async fn a_badge_about_another_did_is_not_ones_own_by_being_asked_for() {
    let room = Room::new().await;
    let other = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let document = room.placed(ID, &room.mallory, "Swimming", (None, other));
    let asked = |anyway| ImportRequest {
        recipient: Some(other.to_string()),
        anyway,
        ..file(document.bytes())
    };
    assert_eq!(code(room.acts.import(asked(false)).await), "import-recipient-did");
    let seen = room.acts.import(asked(true)).await.unwrap();
    assert_eq!(seen.item.role, CredentialRole::Seen);
}

#[tokio::test]
async fn a_picture_that_only_leads_to_a_badge_is_kept_by_that_address() {
    let room = Room::new().await;
    let at = "http://tea.example";
    let note = format!("{{\"verify\":{{\"url\":\"{at}\"}}}}");
    let picture = container::bake(SVG, &note).unwrap();
    let asked = || ImportRequest { anyway: true, ..file(&picture) };
    let reply = room.acts.import(asked()).await.unwrap();
    assert!(reply.changed && reply.item.id == at);
    let kept = room.acts.credential(at).unwrap();
    assert_eq!(kept.document.as_deref(), Some(at), "which is a badge by itself");
    assert!(!room.acts.import(asked()).await.unwrap().changed);
    // Another one whose id begins with it is told apart from it.
    let longer = hashed(&format!("{at}/1"), "lea@example.org");
    let beside = ImportRequest { anyway: true, ..file(longer.as_bytes()) };
    assert!(room.acts.import(beside).await.unwrap().changed);
    assert_eq!(room.acts.credential(at).unwrap().id, at);
    // Outside of a picture the note is no badge.
    assert_eq!(code(import(&room, note.as_bytes()).await), "import-no-badge");
    room.acts.remove_import(at).await.unwrap();
    assert!(room.acts.credential(&format!("{at}/1")).is_ok());
}
