//! What a store says when it cannot do what was asked.
//!
//! Three families, told apart because their callers decide differently: *refused* (the batch does
//! not fit what is held: nothing was stored, the store goes on), *unavailable* (it could not be
//! opened or read) and *stopped* (a write may or may not have reached the disk: the handle is
//! finished, the caller opens the store anew and looks).

use std::io;
use std::path::{Path, PathBuf};

use bot_protocol::identity::PublicKey;

use super::Backend;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An entry came whose predecessors are not held. Refused; nothing of the batch was stored.
    #[error("entry {found} of writer {writer:?} came while entry {expected} is missing")]
    Gap {
        /// Whose log.
        writer: PublicKey,
        /// The number the log would take next.
        expected: u32,
        /// The number that came.
        found: u32,
    },
    /// Another entry is held under this number. Refused; nothing of the batch was stored.
    #[error("entry {seq} of writer {writer:?} is held already and is another one")]
    Conflict {
        /// Whose log.
        writer: PublicKey,
        /// The number two entries claim.
        seq: u32,
    },
    /// A body came for an entry that is not held. Refused; nothing of the batch was stored.
    #[error("entry {seq} of writer {writer:?} is not held")]
    NotHeld {
        /// Whose log.
        writer: PublicKey,
        /// The number that is not held.
        seq: u32,
    },
    /// A note's key or value is over its limit. Refused; nothing of the batch was stored.
    #[error("a note's {what} has {found} bytes where at most {max} are taken")]
    NoteTooLarge {
        /// `key` or `value`.
        what: &'static str,
        /// Its size in bytes.
        found: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// Another process, or another handle of this one, holds the store.
    #[error("{path} is in use{}", by(*.pid), path = .path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The process that wrote its number there, if it could be read.
        pid: Option<u32>,
    },
    /// The store was written by a newer version of this program, which this one cannot read.
    #[error(
        "{path} was written by a newer version: its format is {found}, this version reads up to {known}",
        path = .path.display()
    )]
    Newer {
        /// The format file.
        path: PathBuf,
        /// The format number found.
        found: u32,
        /// The highest number this version reads.
        known: u32,
    },
    /// The folder holds a store of another engine.
    #[error("{path} holds a {found} store where {asked} was asked for", path = .path.display())]
    OtherBackend {
        /// The format file.
        path: PathBuf,
        /// What lies there.
        found: Backend,
        /// What the configuration asks for.
        asked: Backend,
    },
    /// What lies in the folder does not read as a store of ours.
    #[error("{path} is damaged: {what}", path = .path.display())]
    Damaged {
        /// Where.
        path: PathBuf,
        /// What was found and what was expected.
        what: String,
    },
    /// The folder cannot be written: permissions, or a read-only file system.
    #[error("{path} cannot be written: {source}", path = .path.display())]
    Denied {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk, or this user's share of it, is full. Nothing acknowledged was lost.
    #[error("the disk that holds {path} is full: {source}", path = .path.display())]
    Full {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system failed a read, a write or a sync.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The engine failed in a way that is not the system's.
    #[error("the {backend} engine at {path} failed: {what}", path = .path.display())]
    Engine {
        /// Which engine.
        backend: Backend,
        /// Where.
        path: PathBuf,
        /// What it said.
        what: String,
    },
    /// An earlier write failed; this handle answers nothing more. Open the store again.
    #[error("the store stopped after a failed write and must be opened again: {because}")]
    Stopped {
        /// The failure that stopped it.
        because: String,
    },
}

fn by(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" by process {pid}"))
}

impl StoreError {
    /// Sorts what the system said about `path` into the kinds its callers tell apart.
    #[must_use]
    pub fn of_io(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_owned();
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the standard library's list of kinds is open"
        )]
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
                Self::Full { path, source }
            }
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::Denied { path, source },
            _ => Self::Io { path, source },
        }
    }

    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "store-locked",
            Self::Newer { .. } => "store-too-new",
            Self::OtherBackend { .. } => "store-other-backend",
            Self::Damaged { .. } | Self::Engine { .. } => "store-damaged",
            Self::Denied { .. } => "store-denied",
            Self::Full { .. } => "store-full",
            Self::Gap { .. }
            | Self::Conflict { .. }
            | Self::NotHeld { .. }
            | Self::NoteTooLarge { .. }
            | Self::Io { .. }
            | Self::Stopped { .. } => "store-failed",
        }
    }

    /// Whether the batch was refused for what it holds: the store is as before and goes on.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Gap { .. }
            | Self::Conflict { .. }
            | Self::NotHeld { .. }
            | Self::NoteTooLarge { .. } => true,
            Self::Locked { .. }
            | Self::Newer { .. }
            | Self::OtherBackend { .. }
            | Self::Damaged { .. }
            | Self::Denied { .. }
            | Self::Full { .. }
            | Self::Io { .. }
            | Self::Engine { .. }
            | Self::Stopped { .. } => false,
        }
    }
}
