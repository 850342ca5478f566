//! What a flooder says: rightful in form, and of no use to anybody.

use bot_protocol::feed::Feed;
use bot_protocol::gossip::{Item, Packed};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention};
use bot_protocol::time::Timestamp;

/// Entries of somebody whom nobody knows, no two alike, as gossip carries them.
#[derive(Debug)]
pub struct Noise {
    bytes: Vec<u8>,
    /// Where the signature lies, which nobody has cause to look at.
    at: usize,
    count: u64,
}

impl Noise {
    /// The noise of this seed.
    ///
    /// # Panics
    /// When it cannot be signed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let key = SecretKey::from_seed(&[77; 32]);
        let (did, feed) = (Did::from(key.public()), Feed::new(key.public()));
        let name = "nobody".to_owned();
        let content =
            Content::Profile(Profile { party: Party::Person, name, description: None, url: None });
        let draft = Draft { content, salt: [7; 16], ret: Retention::Erasable };
        let now = Timestamp::from_millis(1);
        let entry = draft.sign(&did, &feed.head(), now, &key).expect("a rightful draft");
        let signature = *entry.signature().as_bytes();
        let bytes = Packed::new(&Item::Entry(entry)).to_bytes();
        let at = bytes.windows(64).position(|part| *part == signature).expect("it is signed");
        Self { bytes, at, count: seed << 32 }
    }

    /// One more.
    pub fn more(&mut self) -> Vec<u8> {
        self.count += 1;
        self.bytes[self.at..self.at + 8].copy_from_slice(&self.count.to_be_bytes());
        self.bytes.clone()
    }
}
