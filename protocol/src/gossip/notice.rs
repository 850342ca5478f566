//! What the engine has the owner be told.

use crate::canon::hash::Hash;
use crate::identity::{Did, PublicKey};

/// What the owner should be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A feed has two entries with one number and is frozen there.
    Forked {
        /// Whose feed.
        writer: PublicKey,
        /// The lowest number known to exist twice.
        seq: u32,
    },
    /// The writer of a feed signed two heads of one size.
    TwoHeads {
        /// Whose feed.
        writer: PublicKey,
        /// Their size: two entries of one number lie below it.
        size: u32,
    },
    /// A writer key of this installation signed an entry that is not held here: the disk was put
    /// back to an older state, or the key was copied. The key must sign nothing more; close it
    /// and make a new writer. Every later [`Event::Said`](super::Event::Said) with it is refused.
    WriterUsedElsewhere {
        /// The key.
        writer: PublicKey,
        /// The number of the strange entry.
        seq: u32,
    },
    /// An identity has two inceptions that name different next keys.
    Disputed {
        /// Whose.
        did: Did,
    },
    /// A body was dropped at the gate.
    BodyRefused {
        /// Whose feed.
        writer: PublicKey,
        /// Which entry.
        seq: u32,
        /// Its id.
        entry: Hash,
    },
}
