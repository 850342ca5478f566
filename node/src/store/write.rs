//! What a commit writes.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Feed, HeadStamp};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::{NOTE_BYTES_MAX, NOTE_KEY_BYTES_MAX};
use bot_protocol::statement::Statement;
use bot_protocol::time::Timestamp;

#[cfg(doc)]
use super::Store;
use super::{Gone, Item, Shelf, StoreError};

/// One change; several make a batch, stored whole or not at all.
#[derive(Clone, Debug)]
pub enum Write {
    /// Take an item in, with the time it arrived. What is held already is left as it is.
    Item(Item, Timestamp),
    /// Put a branch of a feed in the place of what is held from where they part on, with the time it
    /// arrived: what is the same stays, what differs goes with all that is longer; of that, what takes
    /// something back is kept apart ([`Store::former`]).
    Branch {
        /// The feed as it stood where they part, or before: that much is held.
        ground: Box<Feed>,
        /// The entries from there on, without bodies.
        headers: Vec<Statement>,
        /// When.
        arrived: Timestamp,
    },
    /// Give a held entry the body that was missing. Where the body is held, erased or refused,
    /// nothing changes. It counts as an arrival: it gets a new position.
    Body(Statement, Timestamp),
    /// Put these stamps in the place of all that are held of their log. One that is held already stays
    /// where it is; of another log than that of the first none is taken.
    Stamps(Vec<HeadStamp>),
    /// Forget these that are kept beside a log; what is not held is not missed.
    LetGo {
        /// Whose log.
        writer: PublicKey,
        /// Their ids.
        ids: Vec<Hash>,
    },
    /// Forget an entry that came before what lies between, as the feed has come up to it or it is kept
    /// elsewhere; what is not held is not missed.
    CaughtUp {
        /// Whose log.
        writer: PublicKey,
        /// Its number.
        seq: u32,
    },
    /// Forget a key event that another one outdid; what is not held is not missed.
    DropKey {
        /// Whose log.
        did: Did,
        /// Its id.
        id: Hash,
    },
    /// Drop a body, keeping header and signature. Where nothing is held, nothing changes.
    DropBody {
        /// Whose log.
        writer: PublicKey,
        /// Which entry.
        seq: u32,
        /// Why.
        why: Gone,
    },
    /// Drop a body that its author erased, unless it is permanent.
    Erase {
        /// Whose log.
        writer: PublicKey,
        /// Which entry.
        seq: u32,
    },
    /// Drop superseded upkeep, unless it is permanent.
    Prune {
        /// Whose log.
        writer: PublicKey,
        /// Below which number.
        below: u32,
    },
    /// Put a note on a shelf, in the place of what was there.
    Note {
        /// Which shelf.
        shelf: Shelf,
        /// Its key; notes are listed in the order of these bytes.
        key: Vec<u8>,
        /// What to keep.
        value: Vec<u8>,
    },
    /// Take a note off its shelf.
    Forget {
        /// Which shelf.
        shelf: Shelf,
        /// Its key.
        key: Vec<u8>,
    },
}

/// What a note begins with that a feed is longer than what is held of it; its writer key follows.
pub(crate) const SHORT: &[u8] = b"short/";

impl Write {
    /// Whether something is taken off the disk by it.
    pub(super) fn drops(&self) -> bool {
        match self {
            Self::DropBody { .. } | Self::Erase { .. } | Self::Prune { .. } => true,
            // How long a log is was told to all, and whom a node met or keeps is no content: none of it need leave
            // the files at once.
            Self::Forget { shelf: Shelf::Settings, key } => !key.starts_with(SHORT),
            Self::Forget { shelf, .. } => !matches!(shelf, Shelf::Peers | Shelf::Fellows),
            Self::Branch { .. } => true,
            Self::Item(..) | Self::Stamps(_) | Self::Body(..) | Self::LetGo { .. } => false,
            Self::CaughtUp { .. } | Self::DropKey { .. } | Self::Note { .. } => false,
        }
    }

    /// Refuses a note whose key or value is longer than any store takes.
    ///
    /// # Errors
    /// [`StoreError::NoteTooLarge`].
    pub fn fits(&self) -> Result<(), StoreError> {
        let Self::Note { key, value, .. } = self else { return Ok(()) };
        let sizes =
            [("key", key.len(), NOTE_KEY_BYTES_MAX), ("value", value.len(), NOTE_BYTES_MAX)];
        match sizes.into_iter().find(|(_, found, max)| found > max) {
            Some((what, found, max)) => Err(StoreError::NoteTooLarge { what, found, max }),
            None => Ok(()),
        }
    }
}
