//! What a node keeps, and how it survives: one trait, three engines.
//!
//! A store keeps statements, key events, stamps and proofs of forks in the order they arrived, the state of
//! every feed beside them, and *shelves* of private notes. It checks numbers, not signatures:
//! holding a [`Statement`] is the proof that its signature was checked.
//!
//! Promises every engine keeps, shown by `contract.rs` and by `tests/tests/crash_*.rs`:
//! - when [`Store::commit`] returns `Ok`, all of the batch outlives a crash or a power cut;
//! - a batch is stored whole or not at all, the feed's accumulator in the same transaction;
//! - after a failed write the handle answers [`StoreError::Stopped`] until the store is reopened.
//!
//! Not done here: deciding what may be kept (the engine's), secrets (the trust box's).
//! Erasing: a dropped body is gone from every answer at once; its bytes leave the files when the
//! store is renewed ([`Store::renew`]).

mod count;
mod error;
mod folder;
mod kv;
mod layout;
mod ledger;
mod lying;
mod memory;
mod packed;
mod reading;
mod redb;
mod renewed;
mod sights;
mod sled;
mod stage;
mod write;

#[cfg(test)]
mod contract;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Accumulator, ForkProof, HeadStamp, KeyEvent, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Kind, Statement};
use bot_protocol::time::Timestamp;

pub use self::error::StoreError;
pub use self::sights::sights;
pub(crate) use self::sights::write_sights;
pub(crate) use self::write::SHORT;
pub use self::write::Write;

/// The engine a store runs on, as written in the settings and in the store's format file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backend {
    /// Kept in memory alone: for tests and simulations, forgotten when dropped.
    Memory,
    /// One file, transactions over tables; the default.
    Redb,
    /// A log in segments, made durable by syncing its files ourselves; upstream reports unrepaired
    /// corruption (spacejam/sled #1533, #1509).
    Sled,
}

impl Backend {
    /// Every engine, the default first.
    pub const ALL: [Self; 3] = [Self::Redb, Self::Sled, Self::Memory];

    /// Its name in settings and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Redb => "redb",
            Self::Sled => "sled",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of the engines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no store backend: expected redb, sled or memory")]
pub struct UnknownBackend(pub String);

impl FromStr for Backend {
    type Err = UnknownBackend;

    fn from_str(name: &str) -> Result<Self, UnknownBackend> {
        Self::ALL
            .into_iter()
            .find(|backend| backend.name() == name)
            .ok_or_else(|| UnknownBackend(name.to_owned()))
    }
}

/// What arrives, in the order it arrives, and is passed on.
#[derive(Clone, Debug)]
pub enum Item {
    /// One event of an identity's key log.
    Key(KeyEvent),
    /// The next entry of a feed, with or without its body.
    Entry(Statement),
    /// The proof that a writer signed two entries with one number. The better one of a writer is
    /// kept ([`ForkProof::better`]).
    Fork(ForkProof),
    /// How long a feed is, and who saw it. Of each writer those are kept that
    /// [`HeldStamps`](bot_protocol::feed::HeldStamps) keeps.
    Stamp(HeadStamp),
    /// The proof that a writer signed two heads of one size. The better one of a writer is kept.
    Heads(StampFork),
    /// An entry beside its feed, which forked or was closed below it: it takes something back. Of each writer the
    /// [`ASIDE_MAX`](bot_protocol::limits::ASIDE_MAX) with the least ids are kept.
    Aside(Statement),
    /// An entry that takes something back and came before what lies between it and what is held of its feed.
    Ahead(Statement),
}

/// Whether an entry is kept when another branch comes into the place of its own: what takes something back
/// counts on either.
pub(crate) fn stays(entry: &Statement) -> bool {
    entry.kind().takes_back() && entry.body().is_some()
}

/// Why a body is gone for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Its author asked for it to be dropped, or this node's owner did.
    Erased,
    /// The gate refused it: malformed, of an unknown kind, or about a person who is not the author.
    Refused,
}

/// Where the body of a held header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyState {
    /// Here.
    Held,
    /// Not here yet; it may still come.
    Missing,
    /// Dropped because it was erased; it is not taken again.
    Erased,
    /// Dropped at the gate; it is not taken again.
    Refused,
}

/// One entry as held.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The entry; its body is there exactly when `body` is [`BodyState::Held`].
    pub statement: Statement,
    /// Where its body is.
    pub body: BodyState,
    /// When it arrived, by this node's clock.
    pub arrived: Timestamp,
    /// Its place in this store's order of arrival.
    pub position: u64,
}

/// The state of one feed, enough to go on appending without reading its entries.
#[derive(Clone, Debug)]
pub struct StoredFeed {
    /// Whose log.
    pub writer: PublicKey,
    /// The tree head over all held entries; its size is the number of entries.
    pub accumulator: Accumulator,
    /// How many entries are held; the next one has this number.
    pub size: u32,
    /// The time in the newest entry.
    pub last_ts: Timestamp,
    /// How many of the entries concern status (revocations).
    pub status: u32,
    /// How many bodies are missing (not erased, not refused).
    pub missing: u32,
    /// Bytes of the entries as held now.
    pub bytes: u64,
    /// The proof that froze this feed, if there is one.
    pub fork: Option<ForkProof>,
}

/// Shelves, and a list of all of them.
macro_rules! shelves {
    ($(#[$about:meta])* pub enum Shelf { $($(#[$what:meta])* $name:ident = $number:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Shelf {
            $($(#[$what])* $name = $number,)*
        }

        impl Shelf {
            /// Every shelf there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

shelves! {
    /// Where private notes lie. The number is the one on disk: never used for another shelf again. Whose
    /// its notes are, and which of them go with somebody, `acts/data/shelves.rs` says of each.
    pub enum Shelf {
        /// Credentials issued here, with their status index.
        Issued = 1,
        /// Credentials held here about one of this node's identities.
        Held = 2,
        /// Letters that came.
        Inbox = 3,
        /// Letters that wait to be delivered.
        Outbox = 4,
        /// How far a peer's order of arrival was read, by peer and its store's id.
        Cursors = 5,
        /// Known peers and their addresses.
        Peers = 6,
        /// The address book: petnames for DIDs.
        Contacts = 7,
        /// Achievements described here.
        Achievements = 8,
        /// Status list indices handed out.
        Status = 9,
        /// What is known about this node's own identities besides their keys.
        Identities = 10,
        /// Nonces that were used once.
        Nonces = 11,
        /// Offers made and their answers.
        Offers = 12,
        /// Endorsements made or received outside a feed.
        Endorsements = 13,
        /// Everything a node remembers about itself.
        Settings = 14,
        /// Badges that came as files.
        Imported = 15,
        /// The pictures that such badges came in.
        ImportedFiles = 16,
        /// Envelopes that are kept for others.
        Mailbox = 32,
        /// Letters of the outbox that lie in a mailbox of their addressee.
        Deposited = 33,
        /// Programs that were registered, and what they were allowed.
        Programs = 24,
        /// Badges that a program put into somebody's collection.
        Hosted = 25,
        /// What this installation signed as a witness, by the key of the log.
        Witness = 30,
        /// When a proof that a log was told in two versions was first held, by the key of the log and 0
        /// for two entries, 1 for two heads.
        Proofs = 31,
        /// Offers to wallets, and what wallets are asked for.
        Wallets = 34,
        /// What witnesses of this node's own signed, by the key of the log.
        Sights = 47,
        /// What one disagrees with and told nobody.
        Disputes = 35,
        /// Endorsements that their holder does not show.
        Hidden = 36,
        /// Words that were signed here.
        Words = 37,
        /// What waits for an anchor, and the proofs of what is in one.
        Anchors = 41,
        /// Lists of people to whom a badge is awarded, and how far each has come.
        Batches = 44,
        /// Badges that are given out by a code, and who was given one.
        Claims = 45,
        /// How one asks for a badge, and which case led to one.
        Cases = 46,
        /// What somebody noted of the badges they hold, and the pages that gather some.
        Passport = 52,
        /// Whom the communities of this node have in scope, by the key of their identity.
        Fellows = 53,
    }
}

impl Shelf {
    fn code(self) -> u8 {
        self as u8
    }
}

/// What a store is, for greetings, `bot doctor` and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    /// Which engine.
    pub backend: Backend,
    /// Random, made once when the store was created: a peer's cursor counts for this id only.
    pub id: [u8; 16],
    /// The format number on disk.
    pub version: u32,
    /// The position of the newest arrival; 0 when nothing arrived yet.
    pub position: u64,
    /// A number that is another after each change, for whoever keeps what was read: it rises, also where
    /// the store is opened again, and says nothing to another process.
    pub changes: u64,
    /// Bytes on disk (or in memory).
    pub bytes: u64,
}

/// A key and what lies under it.
pub type Row = (Vec<u8>, Vec<u8>);

/// What a node keeps. Synchronous; every method may block on the disk.
///
/// All methods answer [`StoreError::Stopped`] after a failed write, and an engine's or the
/// system's own error when reading fails.
pub trait Store: Send + Sync + fmt::Debug {
    /// Stores a batch, whole or not at all; durable when it returns `Ok`. Batches of up to 256
    /// changes cost little more than one change.
    ///
    /// # Errors
    /// [`StoreError::is_refusal`]: nothing was stored and the store goes on. Any other: the store
    /// stopped, and only opening it again shows whether the batch is there.
    fn commit(&self, writes: &[Write]) -> Result<(), StoreError>;

    /// What this store is and how far it got.
    fn info(&self) -> StoreInfo;

    /// Shows the state of every feed, in the order of writers, one after the other.
    ///
    /// # Errors
    /// When reading fails; some may have been shown.
    fn each_head(&self, see: &mut dyn FnMut(StoredFeed)) -> Result<(), StoreError>;

    /// The state of every feed, in the order of writers.
    ///
    /// # Errors
    /// When reading fails.
    fn heads(&self) -> Result<Vec<StoredFeed>, StoreError> {
        let mut heads = Vec::new();
        self.each_head(&mut |head| heads.push(head))?;
        Ok(heads)
    }

    /// The state of one feed.
    ///
    /// # Errors
    /// When reading fails.
    fn head(&self, writer: &PublicKey) -> Result<Option<StoredFeed>, StoreError>;

    /// One entry.
    ///
    /// # Errors
    /// When reading fails.
    fn entry(&self, writer: &PublicKey, seq: u32) -> Result<Option<Stored>, StoreError>;

    /// Entries of one feed from number `from` on, until the next would take the sum over
    /// `max_bytes`; at least one where there is one.
    ///
    /// # Errors
    /// When reading fails.
    fn entries(
        &self,
        writer: &PublicKey,
        from: u32,
        max_bytes: usize,
    ) -> Result<Vec<Stored>, StoreError>;

    /// Every entry of a kind: of one writer, or of all in the order of writers; by number.
    ///
    /// # Errors
    /// When reading fails.
    fn of_kind(&self, kind: Kind, writer: Option<&PublicKey>) -> Result<Vec<Stored>, StoreError>;

    /// Up to `limit` entries whose body is missing, by writer and number.
    ///
    /// # Errors
    /// When reading fails.
    fn missing(&self, limit: usize) -> Result<Vec<(PublicKey, u32)>, StoreError>;

    /// What arrived after `position`, oldest first, each as it is held now, until the next would
    /// take the sum over `max_bytes`; at least one where there is one. An entry whose body came
    /// later appears twice.
    ///
    /// # Errors
    /// When reading fails.
    fn items_since(&self, position: u64, max_bytes: usize) -> Result<Vec<(u64, Item)>, StoreError>;

    /// Shows every key event, in the order of identities, one after the other; of one identity where
    /// one is named.
    ///
    /// # Errors
    /// When reading fails; some may have been shown.
    fn each_key(&self, did: Option<&Did>, see: &mut dyn FnMut(KeyEvent)) -> Result<(), StoreError>;

    /// The same as a list.
    ///
    /// # Errors
    /// When reading fails.
    fn keys(&self, did: Option<&Did>) -> Result<Vec<KeyEvent>, StoreError> {
        let mut keys = Vec::new();
        self.each_key(did, &mut |event| keys.push(event))?;
        Ok(keys)
    }

    /// Every fork proof, in the order of writers.
    ///
    /// # Errors
    /// When reading fails.
    fn forks(&self) -> Result<Vec<ForkProof>, StoreError>;

    /// Every stamp held, of one writer where one is named.
    ///
    /// # Errors
    /// When reading fails.
    fn stamps(&self, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError>;

    /// Every proof of two heads, in the order of writers.
    ///
    /// # Errors
    /// When reading fails.
    fn two_heads(&self) -> Result<Vec<StampFork>, StoreError>;

    /// Every entry beside its feed, of one writer where one is named, in no order.
    ///
    /// # Errors
    /// When reading fails.
    fn aside(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError>;

    /// Every entry that takes something back on a branch in whose place another came, of one writer where
    /// one is named, in no order; it is not passed on.
    ///
    /// # Errors
    /// When reading fails.
    fn former(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError>;

    /// Every entry that takes something back beyond a gap of its feed, of one writer where one is named, by
    /// writer and number.
    ///
    /// # Errors
    /// When reading fails.
    fn ahead(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError>;

    /// What counts for verdicts although its feed does not have it: all that is [`Store::aside`],
    /// [`Store::former`] or [`Store::ahead`], once.
    ///
    /// # Errors
    /// When reading fails.
    fn beside(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        let mut all = self.aside(writer)?;
        let mut known: BTreeSet<Hash> = all.iter().map(Statement::id).collect();
        let more = self.former(writer)?.into_iter().chain(self.ahead(writer)?);
        all.extend(more.filter(|entry| known.insert(entry.id())));
        Ok(all)
    }

    /// One note.
    ///
    /// # Errors
    /// When reading fails.
    fn note(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// All notes of a shelf whose key starts with `prefix`, in the order of keys.
    ///
    /// # Errors
    /// When reading fails.
    fn notes(&self, shelf: Shelf, prefix: &[u8]) -> Result<Vec<Row>, StoreError>;

    /// Whether its files may hold bytes of what was dropped or forgotten.
    fn is_stale(&self) -> bool {
        false
    }

    /// Writes everything that is held into new files and removes the old ones, with all that was
    /// dropped in them before it was called. Takes as long as writing all of it; others read and write
    /// meanwhile, and wait only while the new files take their place. Where something was dropped
    /// meanwhile the store is still stale afterwards.
    ///
    /// # Errors
    /// When the disk fails or has no room for both; what is held stays as it was.
    fn renew(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Opens the store in `folder`, creating it where there is none. [`Backend::Memory`] leaves the
/// folder alone and starts empty.
///
/// # Errors
/// Locked by another process, written by a newer version or by another engine, damaged, not
/// writable, or the disk is full: each its own variant.
pub fn open(folder: &Path, backend: Backend) -> Result<Arc<dyn Store>, StoreError> {
    match backend {
        Backend::Memory => memory::open(),
        Backend::Redb => folder::open(folder, backend, redb::engine),
        Backend::Sled => folder::open(folder, backend, sled::engine),
    }
}
