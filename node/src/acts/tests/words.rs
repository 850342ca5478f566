//! Words about anything: kept, published, offered to whom they concern, and taken back.

use bot_protocol::api::{
    EndorseRequest, OfferKind, SignRequest, WordActRequest, WordState, WordView,
};
use bot_protocol::canon::hash::from_hex;
use bot_protocol::statement::word::{Subject, WordDraft};

use super::scenes::{SWIMMING, school_and_council};
use super::*;

fn sign(subject: &str, publish: bool) -> SignRequest {
    SignRequest {
        as_identity: Some("Council".to_owned()),
        subject: subject.to_owned(),
        words: Some("Well kept".to_owned()),
        publish,
        ..SignRequest::default()
    }
}

fn by(who: &str) -> WordActRequest {
    WordActRequest { as_identity: Some(who.to_owned()), dry_run: false }
}

fn listed(room: &Room) -> Vec<WordView> {
    room.acts.words(&PageQuery::default()).unwrap().items
}

fn public(room: &Room) -> usize {
    room.acts.snapshot().unwrap().said(Kind::Comment).unwrap().len()
}

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[tokio::test]
async fn anything_that_can_be_named_can_be_spoken_of_and_stays_private_until_published() {
    let room = school_and_council().await;
    let key = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
    let school = room.me.to_string();
    let entry = room.acts.achievement(SWIMMING).unwrap().entry.unwrap();
    let all = [
        ("https://school.example/rules", "address"),
        ("geo:48.8566,2.3522", "place"),
        ("text:All people are born free", "text"),
        (DIGEST, "file"),
        (key, "key"),
        ("Swimming", "achievement"),
        (&entry, "statement"),
        (&school, "somebody"),
        ("School", "somebody"),
        ("did:web:lea.example", "somebody"),
        ("lea@school.example", "somebody"),
    ];
    for (subject, sort) in all {
        let signed = room.acts.sign_word(sign(subject, false)).await.unwrap();
        assert_eq!((signed.item.about.as_str(), signed.item.state), (sort, WordState::Private));
        // By name or by DID it is the same somebody.
        assert_eq!(signed.changed, subject != "School", "{subject}");
    }
    assert_eq!(public(&room), 0);
    assert_eq!(listed(&room).len(), all.len() - 1);
    // What is a thing is published by who signs; said again it is said already.
    for (subject, _) in &all[..7] {
        let said = room.acts.sign_word(sign(subject, true)).await.unwrap();
        assert!(said.changed && said.item.state == WordState::Published, "{subject}");
        assert!(!room.acts.sign_word(sign(subject, true)).await.unwrap().changed);
    }
    assert_eq!(public(&room), 7);
    for subject in ["did:web:lea.example", "lea@school.example"] {
        let refused = room.acts.sign_word(sign(subject, true)).await;
        assert_eq!(code(refused), "word-unreachable");
    }
    for nothing in ["geo:99,0", "Diving", "text:"] {
        assert_ne!(code(room.acts.sign_word(sign(nothing, false)).await), "done", "{nothing}");
    }
    assert_eq!(public(&room), 7);
}

#[tokio::test]
async fn words_about_somebody_show_where_that_one_lets_them_stand_and_nowhere_else() {
    let room = school_and_council().await;
    let school = room.me.to_string();
    let said = room.acts.sign_word(sign("School", true)).await.unwrap();
    assert_eq!((said.item.state, public(&room)), (WordState::Offered, 0));
    let offers = room.acts.offers(&PageQuery::default()).unwrap().items;
    let [offer] = offers.as_slice() else { panic!("{offers:?}") };
    assert_eq!((offer.kind, offer.summary.as_str()), (OfferKind::Word, "Well kept"));
    assert_eq!(offer.target.as_ref(), Some(&school));
    room.acts.accept(&offer.id, plain()).await.unwrap();
    let snapshot = room.acts.snapshot().unwrap();
    assert_eq!(snapshot.said_by(&room.me, Kind::Comment).unwrap().len(), 1);
    let [word] = listed(&room).try_into().unwrap();
    assert_eq!((word.state, word.holder), (WordState::Published, Some(school)));
    // Who said them cannot take them out of another's ledger; that one can, and their signer keeps them.
    assert_eq!(code(room.acts.withdraw_word(&word.id, by("Council")).await), "identity-other");
    assert!(room.acts.withdraw_word(&word.id, by("School")).await.unwrap().changed);
    assert_eq!(public(&room), 0);
    assert!(room.acts.withdraw_word(&word.id, by("Council")).await.unwrap().changed);
    assert_eq!(listed(&room), []);
}

#[tokio::test]
async fn words_that_are_withdrawn_while_they_are_offered_are_not_posted_again() {
    let room = school_and_council().await;
    let said = room.acts.sign_word(sign("School", true)).await.unwrap();
    let nonce = from_hex(&said.letter.unwrap()).unwrap();
    let held = |shelf| room.acts.store().note(shelf, &nonce).unwrap().is_some();
    let waiting = letters::put(Shelf::Outbox, &room.acts.sent().unwrap()[0]);
    room.acts.store().commit(&[waiting]).unwrap();
    assert!(held(Shelf::Offers) && held(Shelf::Outbox));
    assert!(room.acts.withdraw_word(&said.item.id, by("Council")).await.unwrap().changed);
    assert!(!held(Shelf::Offers) && !held(Shelf::Outbox));
    assert!(room.acts.sent().unwrap().is_empty(), "a start would post it again");
}

#[tokio::test]
async fn a_refused_word_and_one_about_another_show_nowhere() {
    let room = school_and_council().await;
    room.acts.sign_word(sign("School", true)).await.unwrap();
    let offers = room.acts.offers(&PageQuery::default()).unwrap().items;
    let refuse = bot_protocol::api::RefuseRequest::default();
    room.acts.refuse(&offers[0].id, refuse).await.unwrap();
    let [word] = listed(&room).try_into().unwrap();
    assert_eq!((word.state, public(&room)), (WordState::Refused, 0));
    // A stranger's words about a third, or about a thing, are not to be let stand by anybody.
    let third = Did::from(SecretKey::from_seed(&[90; 32]).public()).to_string();
    for (nonce, subject) in [
        (1, Subject::Somebody(third)),
        (2, Subject::Address("https://school.example".to_owned())),
        (3, Subject::Credential(bot_protocol::canon::hash::Hash::from_bytes([1; 32]))),
    ] {
        let words = Some("known".to_owned());
        let word = WordDraft { subject, words, at: room.acts.now() }.sign(&room.mallory).unwrap();
        let letter = room.came(&room.mallory, Message::WordOffer(word), nonce);
        assert_eq!(code(room.acts.accept(&letter, plain()).await), "offer-about-another");
    }
    assert_eq!(public(&room), 0);
}

#[tokio::test]
async fn words_about_a_badge_go_to_who_holds_it_and_words_withdrawn_are_erased() {
    let room = school_and_council().await;
    let id = uuid([5; 16]);
    let badge = room.credential(&id, &room.mallory, "Diving");
    let letter = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    let said = room.acts.sign_word(sign(&id, true)).await.unwrap();
    assert_eq!((said.item.state, said.item.about.as_str()), (WordState::Offered, "credential"));
    let offers = room.acts.offers(&PageQuery::default()).unwrap().items;
    room.acts.accept(&offers[0].id, plain()).await.unwrap();
    assert_eq!(public(&room), 1);
    let own = SignRequest { as_identity: Some("School".to_owned()), ..sign(&id, true) };
    assert_eq!(code(room.acts.sign_word(own).await), "word-of-own-badge");
    let page = room.acts.sign_word(sign("https://school.example", true)).await.unwrap().item.id;
    assert_eq!(public(&room), 2);
    assert_eq!(code(room.acts.withdraw_word(&page, by("School")).await), "identity-other");
    assert!(room.acts.withdraw_word(&page, by("Council")).await.unwrap().changed);
    assert_eq!(code(room.acts.withdraw_word(&page, by("Council")).await), "unknown");
    assert_eq!(public(&room), 1);
}

/// Whoever lets an endorsement stand is shown the words that go with it, and who attached them is told that
/// they are public with it.
#[tokio::test]
async fn words_in_an_endorsement_are_shown_before_it_is_accepted() {
    let room = school_and_council().await;
    let page = room.acts.sign_word(sign("https://school.example", false)).await.unwrap().item;
    let kept = room.acts.sign_word(sign("text:Another", false)).await.unwrap().item;
    let about = room.acts.sign_word(sign("School", false)).await.unwrap().item;
    let badge = room.credential(&uuid([5; 16]), &room.mallory, "Swimming");
    let letter = room.came(&room.mallory, Message::CredentialOffer(badge), 7);
    room.acts.accept(&letter, plain()).await.unwrap();
    let endorse = |with: &str| EndorseRequest {
        as_identity: Some("Council".to_owned()),
        target: uuid([5; 16]),
        document: None,
        request: None,
        with: Some(with.to_owned()),
        reasons: Vec::new(),
        comment: "Seen it".to_owned(),
        valid_until: None,
        dry_run: false,
    };
    assert!(!room.acts.word(&page.id).unwrap().attached);
    // What was said of the holder goes with a badge of theirs.
    for (word, subject) in [(&page.id, "https://school.example"), (&about.id, &room.me.to_string())]
    {
        let given = room.acts.endorse(endorse(word)).await.unwrap().item;
        assert_eq!(given.said[0].subject, subject);
        let offers = room.acts.offers(&PageQuery::default()).unwrap().items;
        let offer = room.acts.offer_shown(&offers[0].id).unwrap();
        assert_eq!(offer.said[0].words.as_deref(), Some("Well kept"), "{offer:?}");
        room.acts.accept(&offer.id, plain()).await.unwrap();
        assert!(room.acts.word(word).unwrap().attached);
    }
    assert!(!room.acts.word(&kept.id).unwrap().attached);
    // Taken back, they stay readable where they went along, and that is told.
    for (word, carriers) in [(&page.id, 1), (&kept.id, 0)] {
        for dry_run in [true, false] {
            let act = WordActRequest { dry_run, ..by("Council") };
            let done = room.acts.withdraw_word(word, act).await.unwrap().item;
            assert_eq!((done.carried.len(), done.attached), (carriers, carriers > 0));
        }
    }
    // Of somebody else's badge it does not.
    let other = room.acts.sign_word(sign("Council", false)).await.unwrap().item;
    assert_eq!(code(room.acts.endorse(endorse(&other.id)).await), "word-of-other-matter");
}

/// A sentence of today, attached to a badge years later, keeps its date and its signer.
#[tokio::test]
async fn words_said_first_go_with_an_endorsement_later() {
    let room = school_and_council().await;
    let said = room.acts.sign_word(sign("text:A fine lesson", false)).await.unwrap().item;
    room.pass(400 * DAY);
    let endorse = |with: &str, who: &str| EndorseRequest {
        as_identity: Some(who.to_owned()),
        target: "Swimming".to_owned(),
        document: None,
        request: None,
        with: Some(with.to_owned()),
        reasons: Vec::new(),
        comment: String::new(),
        valid_until: None,
        dry_run: false,
    };
    assert_eq!(code(room.acts.endorse(endorse(&said.id, "School")).await), "word-of-another");
    assert_eq!(code(room.acts.endorse(endorse("ffff", "Council")).await), "unknown");
    // What was said of somebody goes with no endorsement of a thing.
    let private = room.acts.sign_word(sign("School", false)).await.unwrap().item;
    let refused = room.acts.endorse(endorse(&private.id, "Council")).await;
    assert_eq!(code(refused), "word-of-other-matter");
    let given = room.acts.endorse(endorse(&said.id, "Council")).await.unwrap();
    assert!(!room.acts.endorse(endorse(&said.id, "Council")).await.unwrap().changed);
    let award = IssueRequest {
        as_identity: Some("School".to_owned()),
        achievement: SWIMMING.to_owned(),
        to: room.mallory().to_string(),
        ..IssueRequest::default()
    };
    let document = room.acts.issue(award).await.unwrap().item.document.unwrap();
    let document = bot_protocol::canon::multibase::encode_base64(document.as_bytes());
    let request = bot_protocol::api::VerifyRequest { document, ..Default::default() };
    let verdict = room.acts.verify(&request).unwrap();
    let told = serde_json::to_value(&verdict.findings["endorsements"]).unwrap();
    let one = &told["endorsers"][0];
    assert_eq!((&one["bound"], &one["holds"]), (&"content".into(), &true.into()), "{told}");
    assert_eq!(one["said"][0]["at"], said.at.as_str());
    assert_eq!(one["said"][0]["words"], "Well kept");
    // Somebody else's words in an endorsement are nobody's there.
    let other =
        WordDraft { subject: Subject::Text("x".to_owned()), words: None, at: room.acts.now() };
    let other = other.sign(&room.mallory).unwrap().to_bytes();
    let text = given.item.document.unwrap();
    assert!(!text.contains(&bot_protocol::canon::multibase::encode_base64(&other)));
}
