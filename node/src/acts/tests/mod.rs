//! Acts against what strangers may send: tried on a store in memory, without a network.

use std::sync::Mutex as Locked;
use std::sync::atomic::{AtomicU64, Ordering};

use bot_protocol::api::{
    AcceptRequest, AchievementDraft, EndRequest, IssueRequest, PartyKind, PeerView,
    RecogniseRequest, RecognitionState, SecretText,
};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::issue::{BadgeDraft, Issuer, uuid};
use bot_protocol::credential::status::Place;
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::{Document, Recognition};
use bot_protocol::statement::offer::{OfferDraft, Terms};
use bot_protocol::statement::{Content, Draft, Head, Kind, Retention, Statement};
use futures::FutureExt as _;

mod anchors;
mod answers;
mod batches;
mod bearing;
mod cases;
mod charters;
mod claims;
mod communities;
mod crowded;
mod data;
mod desk;
mod disputes;
mod endorse;
mod exported;
mod fellows;
mod forks;
mod gates;
mod grants;
mod guardians;
mod heirs;
mod heirs_twice;
mod import;
mod known;
mod oauth;
mod openid;
mod passport;
mod proving;
mod refusals;
mod renew;
mod scenes;
mod split;
mod statuses;
mod succession;
mod sums;
mod whole;
mod words;

use self::desk::{Desk, said_by};
use super::*;
use crate::keys::Naming;
use crate::letters;
use crate::store::{Backend, Item, Shelf};

const NOW: u64 = 1_795_435_200_000;
const DAY: u64 = 24 * 60 * 60 * 1000;

/// A calendar that is turned by hand.
#[derive(Debug)]
struct Calendar(AtomicU64);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A node with one identity, and somebody elsewhere who means it no good.
pub(crate) struct Room {
    pub(crate) acts: Arc<Acts>,
    desk: Arc<Desk>,
    clock: Arc<Calendar>,
    pub(crate) me: Did,
    pub(super) mallory: SecretKey,
    _data: tempfile::TempDir,
}

impl Room {
    pub(super) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with other settings.
    pub(crate) async fn with(set: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        set(&mut config);
        let data = tempfile::tempdir().unwrap();
        let keys = TrustBox::create(data.path(), SecretText::new("correct horse".to_owned()), 10);
        let keys = Arc::new(keys.unwrap());
        let naming = |name: &str| Naming {
            name: name.to_owned(),
            party: PartyKind::Organisation,
            description: None,
            url: None,
        };
        let me = keys.add(naming("School"), Timestamp::from_millis(NOW)).unwrap().did();
        let store = crate::store::open(data.path(), Backend::Memory).unwrap();
        let clock = Arc::new(Calendar(AtomicU64::new(NOW)));
        let (writers, hands) = (Locked::new(Vec::new()), (Arc::clone(&store), Arc::clone(&clock)));
        let (takes, shut) = (AtomicU64::new(u64::MAX), Locked::new(None));
        let hands = Arc::new(Desk { store: hands.0, clock: hands.1, writers, takes, shut });
        let desk = Arc::clone(&hands);
        let clock_of_acts = Arc::clone(&clock);
        let acts = Arc::new(Acts::new(hands, store, keys, clock_of_acts, config));
        acts.introduce().await.unwrap();
        let mallory = SecretKey::from_seed(&[66; 32]);
        Self { acts, desk, clock, me, mallory, _data: data }
    }

    /// Time goes by.
    pub(crate) fn pass(&self, millis: u64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    /// Whether the store takes nothing from now on.
    fn refuse(&self, refuses: bool) {
        self.takes(if refuses { 0 } else { u64::MAX });
    }

    /// How many more commits the store takes.
    fn takes(&self, commits: u64) {
        self.desk.takes.store(commits, Ordering::Relaxed);
    }

    /// Whose key events the engine refuses from now on.
    fn shut(&self, out: Option<Did>) {
        *self.desk.shut.lock().unwrap() = out;
    }

    pub(super) fn mallory(&self) -> Did {
        Did::from(self.mallory.public())
    }

    /// What a stranger says in a feed that came here.
    pub(super) fn heard(&self, author: &SecretKey, content: Content, salt: u8) -> Statement {
        let (did, writer) = (Did::from(author.public()), writer_of(author));
        let named = KeyEvent::writer(&writer, Timestamp::from_millis(NOW), author).unwrap();
        let at = (self.acts.now(), [salt; 16]);
        let statement = said_by(self.acts.store(), (did, &writer), content, at);
        let items = [Item::Key(named), Item::Entry(statement.clone())];
        self.acts.store().commit(&items.map(|item| Write::Item(item, self.acts.now()))).unwrap();
        statement
    }

    /// The same under a number that its feed here has not come up to; whoever wants keeps it.
    pub(super) fn beyond(&self, author: &SecretKey, content: Content, seq: u32) -> Statement {
        let (did, writer) = (Did::from(author.public()), writer_of(author));
        let named = KeyEvent::writer(&writer, Timestamp::from_millis(NOW), author).unwrap();
        let now = self.acts.now();
        self.acts.store().commit(&[Write::Item(Item::Key(named), now)]).unwrap();
        let head = Head { seq, ..Feed::new(writer.public()).head() };
        let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
        draft.sign(&did, &head, now, &writer).unwrap()
    }

    /// A letter that came, and its id.
    pub(super) fn came(&self, from: &SecretKey, message: Message, nonce: u8) -> String {
        let (to, ts) = (self.me, self.acts.now());
        let letter = LetterDraft { to, message, ts, nonce: [nonce; 16] }.sign(from).unwrap();
        self.acts.store().commit(&[letters::put(Shelf::Inbox, &letter)]).unwrap();
        bot_protocol::canon::hash::hex(&[nonce; 16])
    }

    fn recognition(&self, from: &SecretKey, to: Did, nonce: [u8; 16]) -> Recognition {
        let terms = Terms { words: "known".to_owned(), scopes: Vec::new(), until: None };
        let expires = Timestamp::from_millis(NOW + DAY);
        let offer = OfferDraft { to, expires, nonce }.sign(&terms, from).unwrap();
        Recognition { offer, terms }
    }

    fn state(&self, from: &Did) -> Vec<RecognitionState> {
        let known = self.acts.recognitions(&PageQuery::default()).unwrap().items;
        known.iter().filter(|view| view.from == from.to_string()).map(|view| view.state).collect()
    }

    async fn achievement(&self, id: &str, name: &str) -> Result<String, ActError> {
        let texts = |text: &str| Value::object([("en", text)]);
        let draft = AchievementDraft {
            id: Some(id.into()),
            name: texts(name),
            description: texts("as it is"),
            criteria: texts("do it"),
            ..AchievementDraft::default()
        };
        self.acts.add_achievement(draft).await.map(|view| view.creator)
    }

    /// A credential with this id, about this node's identity.
    pub(super) fn credential(&self, id: &str, issuer: &SecretKey, name: &str) -> Document {
        self.placed(id, issuer, name, (None, self.me))
    }

    pub(super) fn placed(
        &self,
        id: &str,
        issuer: &SecretKey,
        name: &str,
        (status, subject): (Option<Place>, Did),
    ) -> Document {
        let text = format!(
            "{{\"id\":\"urn:uuid:6c0dbcd5-0000-4000-8000-000000000001\",\"type\":[\"Achievement\"],\
            \"name\":\"{name}\",\"description\":\"as it is\",\"criteria\":{{\"narrative\":\"x\"}}}}"
        );
        let did = Did::from(issuer.public());
        let draft = BadgeDraft {
            id: id.to_owned(),
            issuer: Issuer { did, name: "M".to_owned(), url: None },
            subject,
            achievement: Document::read(text.as_bytes()).unwrap().value().clone(),
            valid_from: Timestamp::from_millis(NOW),
            valid_until: None,
            narrative: None,
            evidence: Vec::new(),
            status,
        };
        let method = did.verification_method();
        let signed = bot_protocol::credential::proof::sign(
            &draft.unsigned().unwrap(),
            bot_protocol::credential::proof::Suite::EddsaJcs2022,
            (issuer, &method),
            Timestamp::from_millis(NOW),
            bot_protocol::credential::contexts::Contexts::pinned(),
        );
        Document::read(&signed.unwrap().to_bytes()).unwrap()
    }
}

/// The key by which a stranger writes.
fn writer_of(author: &SecretKey) -> SecretKey {
    SecretKey::from_seed(&author.public().as_bytes().map(|byte| byte ^ 0x80))
}

fn offer_of(with: &Did) -> RecogniseRequest {
    RecogniseRequest {
        as_identity: None,
        with: with.to_string(),
        words: "known".to_owned(),
        scope: vec!["b".to_owned(), "a".to_owned(), "b".to_owned()],
        until: None,
        open_days: None,
        dry_run: false,
    }
}

pub(super) fn plain() -> AcceptRequest {
    AcceptRequest { as_identity: None, publish: false, dry_run: false }
}

pub(super) fn code<T>(done: Result<T, ActError>) -> &'static str {
    done.map_or_else(|error| error.code(), |_| "done")
}

#[tokio::test]
async fn a_stranger_cannot_take_the_name_or_id_of_an_achievement_from_its_creator() {
    let room = Room::new().await;
    let id = "urn:uuid:11111111-1111-4111-8111-111111111111";
    let false_one = |name: &str| {
        let creator = room.mallory().to_string();
        let text = format!(
            "{{\"id\":\"{id}\",\"type\":[\"Achievement\"],\"creator\":\"{creator}\",\
            \"name\":\"{name}\",\"description\":\"false\",\"criteria\":{{\"narrative\":\"x\"}}}}"
        );
        Content::Achievement(Document::read(text.as_bytes()).unwrap())
    };
    room.heard(&room.mallory, false_one("Swimming"), 1);
    assert_eq!(room.achievement(id, "Swimming").await, Ok(room.me.to_string()));
    room.clock.0.fetch_add(DAY, Ordering::Relaxed);
    room.heard(&room.mallory, false_one("Swimming"), 2);
    // Named as the whole id of the true one.
    room.heard(&room.mallory, false_one(id), 3);
    for asked in [id, "Swimming", "11111111"] {
        assert_eq!(room.acts.achievement(asked).unwrap().creator, room.me.to_string(), "{asked}");
    }
    // Two strangers with one id are told apart by nobody.
    let other = SecretKey::from_seed(&[67; 32]);
    for (author, salt) in [(&room.mallory, 4), (&other, 5)] {
        let creator = Did::from(author.public());
        let text = format!(
            "{{\"id\":\"urn:x:y\",\"type\":[\"Achievement\"],\"creator\":\"{creator}\",\
            \"name\":\"Y{salt}\",\"description\":\"d\",\"criteria\":{{\"narrative\":\"x\"}}}}"
        );
        let content = Content::Achievement(Document::read(text.as_bytes()).unwrap());
        room.heard(author, content, salt);
        let expected = if salt == 4 { "done" } else { "ambiguous" };
        assert_eq!(code(room.acts.achievement("urn:x:y")), expected);
    }
}

#[tokio::test]
async fn a_recognition_keeps_its_name_and_its_end_whoever_uses_its_nonce() {
    let room = Room::new().await;
    let friend = SecretKey::from_seed(&[7; 32]);
    let (from_friend, nonce) = (Did::from(friend.public()), [9; 16]);
    let recognition = room.recognition(&friend, room.me, nonce);
    room.came(&friend, Message::RecognitionOffer(recognition.clone()), 1);
    let known = room.acts.recognitions(&PageQuery::default()).unwrap().items;
    let id = known[0].id.clone();
    room.acts.accept_recognition(&id, plain()).await.unwrap();
    // The nonce is public now: a stranger offers with it, and lets another stranger accept with it.
    let copied = room.recognition(&room.mallory, room.me, nonce);
    room.came(&room.mallory, Message::RecognitionOffer(copied), 2);
    let other = SecretKey::from_seed(&[67; 32]);
    let elsewhere = room.recognition(&room.mallory, Did::from(other.public()), nonce);
    room.heard(&other, Content::Recognition(elsewhere), 3);
    assert_eq!(room.state(&from_friend), [RecognitionState::Mutual]);
    let again = room.acts.accept_recognition(&id, plain()).await.unwrap();
    assert!(!again.changed, "{again:?}");
    assert!(room.state(&room.mallory()).contains(&RecognitionState::Received));
    // What was ended is not brought back by a second acceptance of the same offer.
    room.acts.end_recognition(&id, EndRequest::default()).await.unwrap();
    assert_eq!(room.state(&from_friend), [RecognitionState::Ended]);
    room.acts.hands.say(room.me, Content::Recognition(recognition), Vec::new()).await.unwrap();
    assert_eq!(room.state(&from_friend), [RecognitionState::Ended]);
}

#[tokio::test]
async fn an_offer_that_expired_can_be_made_again_and_an_open_one_is_not() {
    let room = Room::new().await;
    let request = offer_of(&room.mallory());
    assert!(room.acts.recognise(request.clone()).await.unwrap().changed);
    assert!(!room.acts.recognise(request.clone()).await.unwrap().changed);
    room.clock.0.fetch_add(31 * DAY, Ordering::Relaxed);
    let again = room.acts.recognise(request).await.unwrap();
    assert!(again.changed);
    assert_eq!(again.item.scope, ["a", "b"]);
}

/// A recognition counts for two years: before they are over its words are offered anew, and then it
/// is told as ended.
#[tokio::test]
async fn a_recognition_that_soon_lapses_is_renewed_and_one_that_lapsed_has_ended() {
    let room = Room::new().await;
    let friend = SecretKey::from_seed(&[7; 32]);
    let to = Did::from(friend.public());
    let request = offer_of(&to);
    let terms = Terms {
        words: request.words.clone(),
        scopes: vec!["a".to_owned(), "b".to_owned()],
        until: None,
    };
    let me = room.acts.pick(None).unwrap();
    let expires = Timestamp::from_millis(NOW + DAY);
    let offer = OfferDraft { to, expires, nonce: [9; 16] }.sign(&terms, me.key()).unwrap();
    room.heard(&friend, Content::Recognition(Recognition { offer, terms }), 3);
    assert!(!room.acts.recognise(request.clone()).await.unwrap().changed);
    room.pass(600 * DAY);
    assert!(!room.acts.recognise(request.clone()).await.unwrap().changed);
    room.pass(100 * DAY);
    assert!(room.acts.recognise(request.clone()).await.unwrap().changed);
    assert!(!room.acts.recognise(request).await.unwrap().changed);
    // Told in the order of ids, which are made by chance.
    let told = room.state(&room.me);
    assert_eq!(told.len(), 2);
    assert!(
        [RecognitionState::Mutual, RecognitionState::Offered].iter().all(|it| told.contains(it))
    );
    room.pass(31 * DAY);
    assert!(room.state(&room.me).contains(&RecognitionState::Ended));
    assert!(!room.state(&room.me).contains(&RecognitionState::Mutual));
}

#[tokio::test]
async fn a_credential_offered_later_does_not_take_the_place_of_one_with_its_id() {
    let room = Room::new().await;
    let id = uuid([5; 16]);
    let first = room.credential(&id, &SecretKey::from_seed(&[7; 32]), "Swimming");
    let offer = room.came(&room.mallory, Message::CredentialOffer(first.clone()), 1);
    assert_eq!(code(room.acts.accept(&offer, plain()).await), "done");
    let second = room.credential(&id, &room.mallory, "Drowning");
    let offer = room.came(&room.mallory, Message::CredentialOffer(second), 2);
    assert_eq!(code(room.acts.accept(&offer, plain()).await), "credential-exists");
    let kept = room.acts.credential(&id).unwrap();
    assert_eq!(kept.document.unwrap().as_bytes(), first.bytes());
    // The same one, brought again, is no other.
    let offer = room.came(&room.mallory, Message::CredentialOffer(first), 3);
    assert_eq!(code(room.acts.accept(&offer, plain()).await), "done");
    // An id that no shelf could bear is refused before anything is written.
    let long = format!("urn:x:{}", "y".repeat(300));
    let long = room.credential(&long, &room.mallory, "Long");
    let offer = room.came(&room.mallory, Message::CredentialOffer(long), 4);
    assert_eq!(code(room.acts.accept(&offer, plain()).await), "credential-without-id");
}

#[tokio::test]
async fn an_award_is_not_hidden_by_an_offer_with_its_id() {
    let room = Room::new().await;
    room.achievement("urn:uuid:11111111-1111-4111-8111-111111111111", "Swimming").await.unwrap();
    let request = IssueRequest {
        achievement: "Swimming".to_owned(),
        to: room.mallory().to_string(),
        suite: Some("eddsa-jcs-2022".to_owned()),
        ..IssueRequest::default()
    };
    let id = room.acts.issue(request).await.unwrap().item.id;
    let copy = room.credential(&id, &room.mallory, "Drowning");
    let offer = room.came(&room.mallory, Message::CredentialOffer(copy), 1);
    assert_eq!(code(room.acts.accept(&offer, plain()).await), "credential-exists");
    assert_eq!(room.acts.credential(&id).unwrap().issuer, room.me.to_string());
}

#[tokio::test]
async fn a_place_that_a_feed_shows_is_taken_by_the_issuers_signature_alone() {
    let room = Room::new().await;
    let (place, other) = (Place { list: 1, index: 7 }, Place { list: 1, index: 8 });
    let issuer = SecretKey::from_seed(&[7; 32]);
    let did = Did::from(issuer.public());
    let signed = room.placed("urn:x:y", &issuer, "Swimming", (Some(place), room.mallory()));
    let shown = |place| places::is_shown(&room.acts.snapshot().unwrap(), &did, place).unwrap();
    assert!(!shown(place));
    let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let bent = Document::read(text.replace("Swimming", "Drowning").as_bytes()).unwrap();
    room.heard(&room.mallory, Content::Publish(bent), 1);
    assert!(!shown(place));
    room.heard(&room.mallory, Content::Publish(signed), 2);
    assert!(shown(place) && !shown(other));
}
