//! Somebody who signs: honest through drafts, or whatever a test needs.

use bot_protocol::canon::cbor::Writer;
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::{Item, Packed};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Document, Party, Profile};
use bot_protocol::statement::{
    Body, Content, Draft, Header, Kind, MediaType, Retention, Sealed, Statement,
};
use bot_protocol::time::Timestamp;

use super::chance::Chance;

/// An identity with one writer key and the feed it wrote so far. A clone writes a second branch.
#[derive(Debug)]
pub struct Author {
    /// The key of the DID.
    pub identity: SecretKey,
    /// The key that signs entries.
    pub writer: SecretKey,
    /// What it wrote.
    pub feed: Feed,
}

impl Clone for Author {
    fn clone(&self) -> Self {
        let identity = SecretKey::from_seed(&self.identity.seed());
        let writer = SecretKey::from_seed(&self.writer.seed());
        Self { identity, writer, feed: self.feed.clone() }
    }
}

impl Author {
    /// Somebody new.
    pub fn new(chance: &mut Chance) -> Self {
        let identity = SecretKey::from_seed(&chance.bytes());
        let writer = SecretKey::from_seed(&chance.bytes());
        let feed = Feed::new(writer.public());
        Self { identity, writer, feed }
    }

    /// Its DID.
    #[must_use]
    pub fn did(&self) -> Did {
        Did::new(self.identity.public())
    }

    /// Inception and Writer.
    #[must_use]
    pub fn keys(&self) -> [KeyEvent; 2] {
        let next = SecretKey::from_seed(&self.writer.seed()).public();
        let named = KeyEvent::writer(&self.writer, Timestamp::from_millis(1), &self.identity);
        [KeyEvent::inception(&next, &self.identity), named.unwrap()]
    }

    /// Writes the next statement.
    pub fn write(&mut self, content: Content, chance: &mut Chance, now: Timestamp) -> Statement {
        let ret = if content.kind().takes_back() || chance.happens(500_000) {
            Retention::Permanent
        } else {
            Retention::Erasable
        };
        let draft = Draft { content, salt: chance.bytes(), ret };
        let statement = draft.sign(&self.did(), &self.feed.head(), now, &self.writer).unwrap();
        self.feed.append(&statement, now).unwrap();
        statement
    }

    /// Writes what no draft would sign.
    pub fn force(
        &mut self,
        kind: Kind,
        json: &str,
        root: Option<Hash>,
        now: Timestamp,
    ) -> Statement {
        let bytes = json.as_bytes().to_vec();
        let body = Body { salt: [7; 16], media_type: MediaType::Json, bytes };
        let head = self.feed.head();
        let header = Header {
            writer: self.writer.public(),
            seq: head.seq,
            root: root.unwrap_or(head.root),
            ts: now,
            kind,
            ret: Retention::Erasable,
            body_hash: body.hash(),
            body_size: u32::try_from(body.bytes.len()).unwrap(),
        };
        let statement = forge(&header, &body, &self.writer);
        self.feed.append(&statement, now).ok();
        statement
    }
}

/// Signs any header with any body.
#[must_use]
pub fn forge(header: &Header, body: &Body, key: &SecretKey) -> Statement {
    let bytes = header.bytes();
    let signature = key.sign(&[b"bot/entry/1\0", bytes.as_slice()].concat());
    let mut writer = Writer::new();
    writer.array(3);
    writer.bytes(&bytes);
    writer.bytes(signature.as_bytes());
    writer.bytes(&body.to_bytes());
    Sealed::read(&writer.into_bytes()).unwrap().open().unwrap()
}

/// The data of a gossip message.
#[must_use]
pub fn message(item: &Item) -> Vec<u8> {
    Packed::new(item).to_bytes()
}

/// A short profile.
#[must_use]
pub fn profile(name: &str) -> Content {
    let name = name.to_owned();
    Content::Profile(Profile { party: Party::Person, name, description: None, url: None })
}

/// An achievement whose description has this many letters: above a thousand it is not gossiped
/// whole.
#[must_use]
pub fn achievement(letters: usize, id: u64) -> Content {
    let text = "x".repeat(letters);
    let json = format!(
        r#"{{"id":"urn:bot:{id}","type":["Achievement"],"name":"A","description":"{text}"}}"#
    );
    Content::Achievement(Document::read(json.as_bytes()).unwrap())
}
