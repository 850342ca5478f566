//! Names of peers, stores, topics and messages.

use std::fmt;

use crate::canon::hash::sha256;
use crate::identity::PublicKey;
use crate::limits::COMMUNITY_BYTES_MAX;

/// A peer: SHA-256 of the bytes of its libp2p PeerId.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer(pub [u8; 32]);

impl Peer {
    /// The peer with these PeerId bytes (the multihash).
    #[must_use]
    pub fn of_id(bytes: &[u8]) -> Self {
        Self(*sha256(&[bytes]).as_bytes())
    }

    /// The peer with this Ed25519 key: its PeerId is the identity multihash of the key's
    /// protobuf form. Source: libp2p specs, peer-ids §Ed25519.
    #[must_use]
    pub fn of_key(key: &PublicKey) -> Self {
        const PREFIX: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];
        Self(*sha256(&[&PREFIX, key.as_bytes()]).as_bytes())
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Peer(")?;
        for byte in self.0.iter().take(4) {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("…)")
    }
}

/// Names one start of one node: sixteen random bytes made by the shell at each start.
pub type BootId = [u8; 16];

/// Names one store on disk, as the store itself says.
pub type StoreId = [u8; 16];

/// The name of a community: 1 to 64 of `a–z`, `0–9`, `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Community(String);

impl Community {
    /// The community with this name, if it is one.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let fits = (1..=COMMUNITY_BYTES_MAX).contains(&name.len());
        let clean = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (fits && name.bytes().all(clean)).then(|| Self(name.to_owned()))
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which of a community's two topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Key events, ends, revocations, erasures and fork proofs.
    Urgent,
    /// All other entries.
    Feed,
}

/// A gossip topic; shown as `/bot/1/<community>/urgent` or `/bot/1/<community>/feed`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic {
    /// Whose.
    pub community: Community,
    /// Which.
    pub lane: Lane,
}

impl Topic {
    /// Reads the shown form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (community, lane) = text.strip_prefix("/bot/1/")?.split_once('/')?;
        let lane = match lane {
            "urgent" => Lane::Urgent,
            "feed" => Lane::Feed,
            _ => return None,
        };
        Some(Self { community: Community::new(community)?, lane })
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lane = match self.lane {
            Lane::Urgent => "urgent",
            Lane::Feed => "feed",
        };
        write!(f, "/bot/1/{}/{lane}", self.community.as_str())
    }
}

/// The id of a gossip message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub [u8; 32]);

impl MessageId {
    /// SHA-256(topic ‖ 0 ‖ data) over all bytes. Source: spec/gossip.md §3.
    #[must_use]
    pub fn of(topic: &str, data: &[u8]) -> Self {
        Self(*sha256(&[topic.as_bytes(), &[0], data]).as_bytes())
    }
}
