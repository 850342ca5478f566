//! What a flooder says: rightful in form, and of no use to anybody.

use bot_protocol::feed::{Feed, HeadStamp, KeyEvent, KeyLog};
use bot_protocol::gossip::{Item, Packed};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile, StatusSnapshot};
use bot_protocol::statement::{Content, Draft, Head, Retention, Statement};
use bot_protocol::time::Timestamp;

/// A date long ago: nobody's clock is before it.
const THEN: u64 = 1_700_000_000_000;

/// The number that is said first beyond a gap.
const FIRST: u32 = 1_000;

/// What a flooder says, no two alike, as gossip carries it: by turns an entry of somebody whom nobody knows, an
/// entry of its own log of which nobody has what lies before it, and such a one that takes something back.
#[derive(Debug)]
pub struct Noise {
    bytes: Vec<u8>,
    /// Where the signature lies, which nobody has cause to look at.
    at: usize,
    count: u64,
    said: u32,
    stamped: u64,
    identity: SecretKey,
    writer: SecretKey,
}

impl Noise {
    /// The noise of this seed, which has keys of its own.
    ///
    /// # Panics
    /// When it cannot be signed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let key = SecretKey::from_seed(&[77; 32]);
        let entry = signed(&key, &key, 0, profile());
        let signature = *entry.signature().as_bytes();
        let bytes = packed(&Item::Entry(entry));
        let at = bytes.windows(64).position(|part| *part == signature).expect("it is signed");
        let own = |number: u8| {
            let mut own = [number; 32];
            own[..8].copy_from_slice(&seed.to_be_bytes());
            SecretKey::from_seed(&own)
        };
        let (identity, writer) = (own(78), own(79));
        Self { bytes, at, count: seed << 32, said: 0, stamped: 0, identity, writer }
    }

    /// Who it is, for the urgent topic: whoever heard that knows its writer.
    ///
    /// # Panics
    /// When it cannot be signed.
    #[must_use]
    pub fn keys(&self) -> [Vec<u8>; 2] {
        let next = SecretKey::from_seed(&[80; 32]).public();
        let named = KeyEvent::writer(&self.writer, Timestamp::from_millis(THEN), &self.identity);
        let named = named.expect("a writer of its own");
        let events = [KeyEvent::inception(&next, &self.identity), named];
        events.map(|event| packed(&Item::Key(event)))
    }

    /// One more.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn more(&mut self) -> Vec<u8> {
        self.count += 1;
        let content = match self.count % 3 {
            0 => {
                let count = self.count.to_be_bytes();
                self.bytes[self.at..self.at + 8].copy_from_slice(&count);
                return self.bytes.clone();
            }
            1 => profile(),
            _ => {
                let (list, revoked) = (1, vec![self.said % 1_000]);
                let suspended = Vec::new();
                Content::StatusSnapshot(StatusSnapshot { list, upto: 0, revoked, suspended })
            }
        };
        self.said += 1;
        packed(&Item::Entry(signed(&self.identity, &self.writer, FIRST + self.said, content)))
    }

    /// One more stamp of its log, for the urgent topic, each older than the one before.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn stamp(&mut self) -> Vec<u8> {
        self.stamped += 1;
        let mut feed = Feed::new(self.writer.public());
        feed.replay(&signed(&self.identity, &self.writer, 0, profile())).expect("its first");
        let log = KeyLog::<KeyEvent>::new(Did::from(self.identity.public()));
        let at = THEN + 60_000 * (100_000 - self.stamped);
        let times = (Timestamp::from_millis(at), Timestamp::from_millis(at + 60_000));
        let stamp = HeadStamp::sign(&feed, &log, times, &self.writer).expect("a stamp");
        packed(&Item::Stamp(stamp))
    }
}

fn packed(item: &Item) -> Vec<u8> {
    Packed::new(item).to_bytes()
}

fn profile() -> Content {
    let name = "nobody".to_owned();
    Content::Profile(Profile { party: Party::Person, name, description: None, url: None })
}

/// Truly signed under this number, whatever lies before it.
fn signed(identity: &SecretKey, writer: &SecretKey, seq: u32, content: Content) -> Statement {
    let head = Head { seq, ..Feed::new(writer.public()).head() };
    let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
    let (did, now) = (Did::from(identity.public()), Timestamp::from_millis(THEN));
    draft.sign(&did, &head, now, writer).expect("a rightful draft")
}
