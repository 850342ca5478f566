//! What an engine is built from, and what it tells of a feed.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::feed::{Feed, ForkProof, HeadStamp, KeyNote, KeyRing, Short, StampFork};
use crate::identity::{Did, PublicKey};
use crate::statement::Statement;
use crate::statement::kinds::Erase;

#[cfg(doc)]
use super::super::Change;
use super::super::{BootId, Community, Cursor, Hosting, StoreId};
use super::{Lent, Scope};

/// What the engine is built from at start: the store's content, and who this node is.
#[derive(Debug, Clone, Default)]
pub struct EngineState {
    /// Sixteen random bytes, new at each start.
    pub boot: BootId,
    /// Thirty-two random bytes, new at each start and told to nobody.
    pub secret: [u8; 32],
    /// The store's own id.
    pub store: StoreId,
    /// The communities this node is in.
    pub communities: Vec<Community>,
    /// The writer keys this installation signs with, and for whom.
    pub own: BTreeMap<PublicKey, Did>,
    /// Writer keys of this installation that signed elsewhere, as [`Change::Elsewhere`] said.
    pub elsewhere: BTreeSet<PublicKey>,
    /// The identities this node hosts, see [`Hosting::sign`].
    pub hosted: Vec<Hosting>,
    /// What all key events held say; the events themselves are read from the store when somebody lacks
    /// them.
    pub keys: KeyRing<KeyNote>,
    /// All feeds held.
    pub feeds: Vec<HeldFeed>,
    /// All fork proofs held.
    pub forks: Vec<ForkProof>,
    /// All stamps held.
    pub stamps: Vec<HeadStamp>,
    /// The witnesses of this node's own: writer keys, or the keys of identities that stand for their newest
    /// installation; the first [`WITNESSES_MAX`](crate::limits::WITNESSES_MAX).
    pub own_witnesses: BTreeSet<PublicKey>,
    /// What they signed, see [`Change::Sights`].
    pub sights: Vec<HeadStamp>,
    /// The ids and numbers of what takes something back beside each feed that was forked or closed, see
    /// [`Change::Aside`].
    pub aside: BTreeMap<PublicKey, BTreeMap<Hash, u32>>,
    /// The ids of those of them that are [large](super::is_large).
    pub large: BTreeMap<PublicKey, BTreeSet<Hash>>,
    /// The numbers that erasures beside a feed name of it.
    pub withdrawn: BTreeMap<PublicKey, BTreeMap<Hash, Vec<u32>>>,
    /// The erasures of other logs than their own, with where each stands, see [`Change::Erases`].
    pub erasures: Vec<(PublicKey, u32, Erase)>,
    /// All proofs of two heads held.
    pub heads: Vec<StampFork>,
    /// How long feeds were told to be that this node's own quotas cut off, see [`Change::Short`].
    pub short: BTreeMap<PublicKey, Short>,
    /// What takes something back beyond a gap, without its body, see [`Change::Ahead`].
    pub ahead: BTreeMap<PublicKey, BTreeMap<u32, Statement>>,
    /// All cursors held.
    pub cursors: Vec<Cursor>,
    /// Whose statements are kept.
    pub scope: Scope,
    /// Who reads and checks what comes; the results are the same whoever does.
    pub hands: Lent,
}

/// What the store knows of one feed.
#[derive(Debug, Clone)]
pub struct HeldFeed {
    /// Its writer, size and tree.
    pub feed: Feed,
    /// The bytes of its entries; may be an estimate.
    pub bytes: u64,
    /// How many Revoke entries it has: such feeds are served first.
    pub status: u32,
    /// The numbers of the entries whose body is missing and does not stay away.
    pub missing: Vec<u32>,
}

/// What is known of one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedState {
    /// Whose: the identities that name its writer key, one in an honest world.
    pub author: Did,
    /// Entries held from 0 on without a gap.
    pub size: u32,
    /// Entries known to exist, below a fork and a close; where it is above `size`, the feed is complete only
    /// to `size`.
    pub seen: u32,
    /// How many of the held entries count: those below a fork and below the writer's close.
    pub sound: u32,
    /// The lowest number known to exist twice.
    pub fork: Option<u32>,
    /// Entries whose body is missing and is being fetched.
    pub missing: Vec<u32>,
}
