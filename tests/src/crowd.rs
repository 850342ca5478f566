//! A crowd of strangers, each with a feed of some size, as one peer tells of them.

use std::collections::VecDeque;
use std::path::Path;

use bot_node::store::{self, Backend, Shelf, Write};
use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::reconcile::Salt;
use bot_protocol::gossip::{Hello, Item, LooseBody, Message, Packer, Peer};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::{Content, Draft, Retention};
use bot_protocol::time::Timestamp;
use libp2p::PeerId;

use crate::generate::Chance;

/// The store that the peer says it serves from.
const STORE: [u8; 16] = [3; 16];

/// When they said it: 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

/// Letters of an entry that nobody packs to less than half of them.
const LETTERS: usize = 16_000;

/// What their badges are for.
const BADGE: &str = r#"{
  "language": "en",
  "name": {"en": "Noise"},
  "description": {"en": "Says nothing, at length."},
  "criteria": {"en": "Has said nothing."}
}"#;

/// How many there are, and how many such entries each has.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// Strangers.
    pub people: u32,
    /// Entries of each; 62 are a megabyte.
    pub entries: u32,
    /// How many others came before them.
    pub after: u32,
}

impl Crowd {
    /// Bytes that they offer, of entries alone.
    #[must_use]
    pub fn offers(self) -> u64 {
        u64::from(self.people) * u64::from(self.entries) * LETTERS as u64
    }

    /// The position that whoever read all of it is at.
    #[must_use]
    pub fn position(self) -> u64 {
        u64::from(self.people) * (2 + u64::from(self.entries))
    }

    /// How a peer greets that tells of them.
    #[must_use]
    pub fn hello() -> Vec<u8> {
        let (communities, hosted) = (Vec::new(), Vec::new());
        let hello =
            Hello { boot: [4; 16], store: STORE, salt: Salt::default(), communities, hosted };
        Message::Hello(hello).to_bytes()
    }

    /// What it says of them, as frames: of one after another the keys, the headers and the bodies.
    pub fn frames(self) -> impl Iterator<Item = Vec<u8>> + Send {
        let (mut packer, mut next, mut ready) = (Some(Packer::new(0)), 0, VecDeque::new());
        std::iter::from_fn(move || {
            while ready.is_empty() {
                let packing = packer.as_mut()?;
                if next < self.people {
                    ready.extend(self.of_one(self.after.saturating_add(next), packing));
                    next += 1;
                } else {
                    ready.extend(packer.take()?.finish(Some(self.position())));
                }
            }
            ready.pop_front()
        })
    }

    fn of_one(self, number: u32, packer: &mut Packer) -> Vec<Vec<u8>> {
        let key = |side: u8| {
            let mut seed = [side; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            SecretKey::from_seed(&seed)
        };
        let (identity, writer) = (key(51), key(52));
        let named = KeyEvent::writer(&writer, Timestamp::from_millis(1), &identity);
        let events = [KeyEvent::inception(&key(53).public(), &identity), named.unwrap()];
        let mut frames: Vec<Vec<u8>> =
            events.map(Item::Key).iter().filter_map(|item| packer.push(item)).collect();
        let (did, mut feed) = (Did::from(identity.public()), Feed::new(writer.public()));
        let mut chance = Chance::new(u64::from(number));
        let definition = Definition::read(&json::read(BADGE.as_bytes()).unwrap()).unwrap();
        let achievement = definition.achievement("urn:example:noise", &did, None);
        let mut bodies = Vec::new();
        for entry in 0..self.entries {
            let mut salt = [0x5a; 16];
            salt[..4].copy_from_slice(&number.to_be_bytes());
            salt[4..8].copy_from_slice(&entry.to_be_bytes());
            let badge = BadgeDraft {
                id: issue::uuid(salt),
                issuer: Issuer { did, name: "Nobody".to_owned(), url: None },
                subject: did,
                achievement: achievement.clone(),
                valid_from: NOON,
                valid_until: None,
                narrative: Some(noise(&mut chance)),
                evidence: Vec::new(),
                status: None,
            };
            let contexts = Contexts::pinned();
            let signing =
                Signing { suite: Suite::EddsaJcs2022, key: &identity, now: NOON, contexts };
            let badge = issue::badge(&badge, &signing).unwrap().to_bytes();
            let content = Content::Publish(Document::read(&badge).unwrap());
            let draft = Draft { content, salt, ret: Retention::Erasable };
            let said = draft.sign(&did, &feed.head(), NOON, &writer).unwrap();
            feed.append(&said, NOON).unwrap();
            frames.extend(packer.push(&Item::Entry(said.without_body())));
            bodies.push(LooseBody::of(&said).unwrap());
        }
        frames.extend(bodies.iter().filter_map(|body| packer.push_body(body)));
        frames
    }
}

/// A text that says nothing, at length.
fn noise(chance: &mut Chance) -> String {
    (0..LETTERS / 16).map(|_| format!("{:016x}", chance.bits())).collect()
}

/// Has a node that does not run believe that it read this peer's store before, so that it asks for what came
/// since.
pub fn read_before(data: &Path, peer: &PeerId) {
    let store = store::open(&data.join("store"), Backend::Redb).unwrap();
    let value = [&STORE[..], &0_u64.to_be_bytes()].concat();
    let key = Peer::of_id(&peer.to_bytes()).0.to_vec();
    store.commit(&[Write::Note { shelf: Shelf::Cursors, key, value }]).unwrap();
}

/// How far a node read this peer's store.
#[must_use]
pub fn read_to(store: &dyn store::Store, peer: &PeerId) -> Option<u64> {
    let note = store.note(Shelf::Cursors, &Peer::of_id(&peer.to_bytes()).0).unwrap()?;
    note.last_chunk::<8>().map(|position| u64::from_be_bytes(*position))
}

/// Bytes of all files of a folder, and of those in it.
#[must_use]
pub fn bytes_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let bytes = entries.map(|entry| match entry.metadata() {
        Ok(of) if of.is_dir() => bytes_of(&entry.path()),
        Ok(of) => of.len(),
        // A file that was replaced meanwhile.
        Err(_) => 0,
    });
    bytes.sum()
}
