//! What is asked, offered and refused in private crosses no other wire: captured and searched.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use bot_node::acts::{Acts, Driven};
use bot_node::clock::SystemClock;
use bot_node::keys::TrustBox;
use bot_node::letters::inbox;
use bot_node::store::{Shelf, Write};
use bot_protocol::api::{Answer as Told, SecretText, VerifyRequest};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{BadgeDraft, Issuer};
use bot_protocol::credential::proof::{self, Suite};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::Did;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::{Document, Revoke};
use bot_protocol::statement::letter::{Answer, LetterDraft, Message};
use bot_protocol::time::Timestamp;
use bot_tests::live::{Live, config, identity, until};
use bot_tests::secrets::{self, Form};
use bot_tests::shelves;
use bot_tests::tap::Tap;
use libp2p::Multiaddr;

const ID: &str = "urn:uuid:7d1c0a52-5eed-4a4b-8c3f-4711aa4711bb";
const OFFERED: &str = "urn:uuid:7d1c0a52-0ffe-4a4b-8c3f-4711aa4711bb";
const NAME: &str = "Seeded achievement 5521";
const REASON: &str = "Seeded refusal 8842";
const PLACE: Place = Place { list: 77_777, index: 123_457 };

/// A badge of the school for somebody who never connects to anybody.
fn badge(id: &str, subject: Did) -> Document {
    let school = identity(1).identity;
    let text = format!(
        "{{\"id\":\"urn:uuid:6c0dbcd5-0000-4000-8000-000000000001\",\"type\":[\"Achievement\"],\
        \"name\":\"{NAME}\",\"description\":\"d\",\"criteria\":{{\"narrative\":\"x\"}}}}"
    );
    let did = Did::from(school.public());
    let draft = BadgeDraft {
        id: id.to_owned(),
        issuer: Issuer { did, name: "School".to_owned(), url: None },
        subject,
        achievement: Document::read(text.as_bytes()).unwrap().value().clone(),
        valid_from: Timestamp::from_millis(1_700_000_000_000),
        valid_until: None,
        narrative: None,
        evidence: Vec::new(),
        status: Some(PLACE),
    };
    let (method, at) = (did.verification_method(), Timestamp::from_millis(1_700_000_000_000));
    let unsigned = draft.unsigned().unwrap();
    let by = (&school, method.as_str());
    let signed = proof::sign(&unsigned, Suite::EddsaJcs2022, by, at, Contexts::pinned()).unwrap();
    Document::read(&signed.to_bytes()).unwrap()
}

async fn tapped(tap: &Tap, data: &std::path::Path, seed: u8, peers: &[Multiaddr]) -> Live {
    Live::on(tap.ground(), data, seed, config("tcp", peers)).await
}

/// Everything that would tell which badge, whose, or what came of it.
fn secrets() -> Vec<Form> {
    let mut forms = secrets::id("the badge", ID);
    forms.extend(secrets::id("the offer", OFFERED));
    forms.extend(secrets::text("the achievement", NAME));
    forms.extend(secrets::text("the refusal", REASON));
    forms.extend(secrets::person("the holder", &identity(9).did()));
    forms.extend(secrets::place("the place", PLACE));
    forms.extend(secrets::text("what lies on a shelf", shelves::SEED));
    forms
}

/// Which of them crossed a wire.
fn told(taps: &[&Tap]) -> Vec<String> {
    let crossed = |form: &Form| taps.iter().any(|tap| tap.has(|bytes| form.is_in(bytes)));
    secrets().into_iter().filter(crossed).map(|form| form.name).collect()
}

/// Puts on each shelf that is a person's alone what nobody is to see.
async fn seed_shelves(live: &Live) {
    for shelf in shelves::private() {
        let (key, note) = shelves::note(shelf);
        live.handle.put(shelf, &key, note.as_bytes()).await.unwrap();
    }
}

/// Judges by what a node holds, as its own interface does.
fn verified(live: &Live, document: &Document) -> (String, Told) {
    let folder = tempfile::tempdir().unwrap();
    let keys = TrustBox::create(folder.path(), SecretText::new("a passphrase".to_owned()), 10);
    let hands = Arc::new(Driven::new(live.handle.clone(), tokio::sync::watch::channel(false).0));
    let (store, keys) = (live.handle.store(), Arc::new(keys.unwrap()));
    let acts = Acts::new(hands, store, keys, Arc::new(SystemClock), config("tcp", &[]));
    let document = encode_base64(document.bytes());
    let reply = acts.verify(&VerifyRequest { document, ..VerifyRequest::default() }).unwrap();
    let status = &reply.findings["status"];
    (status.reason.clone(), status.answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn status_comes_from_replicas_and_nobody_learns_what_is_asked() {
    let folders: [_; 3] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let [at_school, at_replica, at_library] = std::array::from_fn(|_| Tap::default());
    let school = tapped(&at_school, folders[0].path(), 1, &[]).await;
    let replica = tapped(&at_replica, folders[1].path(), 4, &[school.address().await]).await;
    let document = badge(ID, identity(9).did());
    replica.holds(&school.writer(), school.size(&school.writer())).await;
    // The library comes when the school is gone: what it learns it has from the replica.
    let revoke = |index| {
        Content::Revoke(Revoke { list: PLACE.list, indexes: vec![index], reason: None, of: None })
    };
    school.handle.say(school.did(), revoke(5)).await.unwrap();
    replica.holds(&school.writer(), school.size(&school.writer())).await;
    let size = school.size(&school.writer());
    school.handle.shutdown().await;
    let library = tapped(&at_library, folders[2].path(), 3, &[replica.address().await]).await;
    seed_shelves(&replica).await;
    assert_ne!(verified(&library, &document).1, Told::No, "nothing is held yet, or it is clear");
    library.holds(&school.writer(), size).await;
    assert_eq!(verified(&library, &document), ("clear-as-of".to_owned(), Told::Yes));
    // Another round of questions and answers after the verdict, for which its shelves are read.
    seed_shelves(&library).await;
    library.say("something else").await;
    replica.holds(&library.writer(), library.size(&library.writer())).await;
    assert!(at_library.bytes() > 1000 && at_replica.bytes() > 1000, "the taps run");
    assert!(at_library.said(b"something else"), "the tap hears what is said");
    assert_eq!(told(&[&at_school, &at_replica, &at_library]), [""; 0], "crossed a wire");
    // The twin: what somebody says of it is noticed.
    library.say(&format!("the badge {ID} in place {}", PLACE.index)).await;
    let size = library.size(&library.writer());
    replica.holds(&library.writer(), size).await;
    let told = told(&[&at_replica]);
    assert_eq!(told, ["the badge as text", "the place in decimal digits"]);
    // And so is every form of it that a wire can carry.
    for form in secrets() {
        let tap = Tap::default();
        assert!(!tap.has(|bytes| form.is_in(bytes)));
        tap.plant(&form.leak());
        assert!(tap.has(|bytes| form.is_in(bytes)), "{} is not noticed", form.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_and_refusals_stay_between_two() {
    let folders: [_; 3] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let [at_school, at_lea, at_third] = std::array::from_fn(|_| Tap::default());
    let school = tapped(&at_school, folders[0].path(), 1, &[]).await;
    let lea = tapped(&at_lea, folders[1].path(), 2, &[school.address().await]).await;
    let both = [school.address().await, lea.address().await];
    let third = tapped(&at_third, folders[2].path(), 3, &both).await;
    third.connected(2).await;
    seed_shelves(&school).await;
    seed_shelves(&lea).await;
    let (to, ts) = (lea.did(), Timestamp::from_millis(1_700_000_000_000));
    let message = Message::CredentialOffer(badge(OFFERED, lea.did()));
    let offer = LetterDraft { to, message, ts, nonce: [3; 16] }.sign(&school.identity.identity);
    // What was sent is noted with it; an answer to anything else is not taken.
    let sent = Write::Note { shelf: Shelf::Offers, key: vec![3; 16], value: b"{}".to_vec() };
    school.handle.post_with(offer.unwrap(), vec![sent]).await.unwrap();
    until("the offer", || async { !inbox(lea.handle.store().as_ref()).unwrap().is_empty() }).await;
    let answer = Answer { letter: [3; 16], accepted: false, reason: Some(REASON.to_owned()) };
    let (to, message) = (school.did(), Message::Answer(answer));
    let refusal = LetterDraft { to, message, ts, nonce: [4; 16] }.sign(&lea.identity.identity);
    lea.handle.post(refusal.unwrap()).await.unwrap();
    until("the refusal", || async { !inbox(school.handle.store().as_ref()).unwrap().is_empty() })
        .await;
    for live in [&school, &lea] {
        live.say("news for all").await;
        third.holds(&live.writer(), live.size(&live.writer())).await;
    }
    for (secret, from) in [(OFFERED, &at_school), (NAME, &at_school), (REASON, &at_lea)] {
        assert!(from.said(secret.as_bytes()), "{secret} went where it was meant to");
        let third = at_third.heard(secret.as_bytes()) || at_third.said(secret.as_bytes());
        assert!(!third, "{secret} came to a third");
    }
    assert_eq!(told(&[&at_third]), [""; 0], "came to a third");
    let shelf = shelves::SEED.as_bytes();
    for tap in [&at_school, &at_lea, &at_third] {
        assert!(!tap.said(shelf) && !tap.heard(shelf), "what lies on a shelf left it");
    }
}
