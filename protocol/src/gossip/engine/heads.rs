//! What is held, as items to be compared. Source: spec/gossip.md §8.

use crate::canon::hash::{Hash, sha256};
use crate::feed::{ForkProof, KeyLog, KeyNote};
use crate::identity::{Did, PublicKey};
use crate::statement::Header;
use crate::time::Timestamp;

use super::super::reconcile::{Item, Salt};
use super::super::{Peer, Tip};
use super::unkept::Unkept;
use super::{Engine, Track};

/// Domain of the salt of a connection.
const SALT_DOMAIN: &[u8] = b"bot/salt/1\0";

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Head {
    /// How much is held of this writer's feed.
    Feed(PublicKey),
    /// The key log of this identity.
    Keys(Did),
}

impl Engine {
    /// What the items for this peer are made with: nobody else can know, and nobody could before.
    pub(super) fn salt_for(&self, peer: Peer, now: Timestamp) -> Salt {
        let salt = sha256(&[SALT_DOMAIN, &self.secret, &peer.0, &now.millis().to_be_bytes()]);
        salt.as_bytes().first_chunk().copied().unwrap_or_default()
    }

    /// Everything held, one item a head, in the order of the items: for this peer, with what of its own was
    /// refused here, so that it differs from nothing for good.
    pub(super) fn salted(&self, peer: Peer, salt: &Salt) -> Vec<(Item, Head)> {
        let refused = self.refused_of(peer);
        let item = |track: &Track| {
            let refused = refused.and_then(|all| all.get(&track.feed.writer()));
            self.feed_item(salt, track, refused)
        };
        let feeds = self.tracks.values().filter_map(|track| Some((item(track)?, track)));
        let feeds = feeds.map(|(item, track)| (item, Head::Feed(track.feed.writer())));
        let keys = self.ring.logs().map(|log| (keys_item(salt, log), Head::Keys(log.did())));
        let mut heads: Vec<(Item, Head)> = feeds.chain(keys).collect();
        heads.sort_unstable();
        heads
    }

    /// How many items there are, at most.
    pub(super) fn heads_len(&self) -> usize {
        self.tracks.len().saturating_add(self.logs)
    }

    /// `1 ‖ w ‖ size ‖ root ‖ fork8 ‖ told8`: `size` in four bytes, of the entries below a fork; `root` zeros
    /// where there is one, for entries beside it differ; `fork8` empty where there is none, and so is
    /// `told8` where no stamp is held. Nothing for a feed of which nothing is held.
    fn feed_item(&self, salt: &Salt, track: &Track, refused: Option<&Unkept>) -> Option<Item> {
        let Tip { size, fork } = self.tip_with(track, refused);
        let root = if fork.is_some() { Hash::default() } else { track.feed.root() };
        let fork = fork.as_ref().map_or(&[][..], |fork| fork);
        let writer = track.feed.writer();
        let told = refused.map_or(track.told, |refused| self.told_with(&writer, Some(refused)));
        let told = if told == [0; 8] { &[][..] } else { &told };
        let size4 = size.to_be_bytes();
        let head = [&[1][..], writer.as_bytes(), &size4, root.as_bytes(), fork, told];
        (size > 0 || !fork.is_empty() || !told.is_empty()).then(|| Item::new(salt, &head))
    }

    /// How much is held of a feed, as this peer is told it.
    pub(super) fn tip(&self, peer: Peer, track: &Track) -> Tip {
        let refused = self.refused_of(peer);
        self.tip_with(track, refused.and_then(|all| all.get(&track.feed.writer())))
    }

    fn tip_with(&self, track: &Track, refused: Option<&Unkept>) -> Tip {
        let fork = track.feed.fork().map(|proof| self.fork_digest(proof, refused));
        Tip { size: track.feed.counted(), fork }
    }

    /// Of the headers and of what is held aside: the same two headers are the same proof.
    fn fork_digest(&self, proof: &ForkProof, refused: Option<&Unkept>) -> [u8; 8] {
        let [first, second] = proof.headers().map(Header::bytes);
        let mut parts: Vec<&[u8]> = vec![&first, &second];
        let beside = self.beside_with(&proof.writer(), refused);
        parts.extend(beside.iter().map(|id| &id.as_bytes()[..]));
        sha256(&parts).as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

/// `2 ‖ did ‖ id …`: the ids of all its events, in order.
fn keys_item(salt: &Salt, log: &KeyLog<KeyNote>) -> Item {
    let did = log.did();
    let mut head: Vec<&[u8]> = vec![&[2], did.public_key().as_bytes()];
    head.extend(log.ids().map(|id| &id.as_bytes()[..]));
    Item::new(salt, &head)
}

/// What names a writer among those of one set.
pub(super) fn short(writer: &PublicKey) -> [u8; 8] {
    writer.as_bytes().first_chunk().copied().unwrap_or_default()
}
