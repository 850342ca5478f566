//! Why the trust box stayed shut.

use std::io;
use std::path::{Path, PathBuf};

use bot_protocol::statement::ContentError;

/// What was wrong with the trust box or with a request to it.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is no trust box yet: no identity was ever made here.
    #[error("there is no trust box at {}", path.display())]
    Missing {
        /// Where it would be.
        path: PathBuf,
    },
    /// A trust box was to be made where there is one.
    #[error("there is a trust box at {} already", path.display())]
    Exists {
        /// Where it is.
        path: PathBuf,
    },
    /// The passphrase does not fit.
    #[error("the passphrase does not open {}", path.display())]
    WrongPassphrase {
        /// Which trust box.
        path: PathBuf,
    },
    /// A passphrase that is no passphrase.
    #[error("the passphrase has {found} characters, expected at least {min}")]
    WeakPassphrase {
        /// How many it has.
        found: usize,
        /// How many it needs.
        min: usize,
    },
    /// Others on this machine could read or replace the file.
    #[error("{} has mode {found:04o}, expected 0600", path.display())]
    Permissions {
        /// Which file.
        path: PathBuf,
        /// Its permission bits.
        found: u32,
    },
    /// The file was cut off or changed.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// How that was seen.
        what: String,
    },
    /// A passphrase file that holds no passphrase.
    #[error("{} holds no passphrase: {what}", path.display())]
    PassphraseFile {
        /// Which file.
        path: PathBuf,
        /// What it holds instead.
        what: String,
    },
    /// Opening it would take far more memory than any trust box made here.
    #[error("{} asks for 2^{required} rounds of scrypt, at most 2^{max} are done", path.display())]
    TooDear {
        /// Which trust box.
        path: PathBuf,
        /// What it asks for.
        required: u8,
        /// What is done.
        max: u8,
    },
    /// Written by a newer version of this program.
    #[error("{} has format {found}, this program knows up to {known}", path.display())]
    TooNew {
        /// Which trust box.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// Another process of this program has it open.
    #[error("{} is open in another process", path.display())]
    Locked {
        /// Which trust box.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A name that cannot be given.
    #[error("the name {found:?} is refused: {expected}")]
    Name {
        /// The name.
        found: String,
        /// What a name is.
        expected: &'static str,
    },
    /// What an identity would say of itself, which nobody would take.
    #[error("what the identity says of itself is refused: {0}")]
    Profile(#[from] ContentError),
    /// A name or DID that is taken.
    #[error("there is an identity {who} already")]
    Taken {
        /// The name or DID.
        who: String,
    },
    /// No identity of this trust box.
    #[error("{who} is no identity of this node")]
    NotMine {
        /// What was asked for.
        who: String,
    },
    /// There is no identity at all.
    #[error("this node has no identity yet")]
    NoIdentity,
    /// There are several, and none was named.
    #[error("this node has {count} identities and none was named")]
    Unnamed {
        /// How many.
        count: usize,
    },
    /// Words that are no recovery sheet.
    #[error("the recovery words are refused: {0}")]
    Words(#[from] WordsError),
    /// The root was forgotten after the sheet had been confirmed.
    #[error("the recovery sheet of {did} was exported and confirmed, the node forgot its root")]
    Exported {
        /// Whose.
        did: String,
    },
    /// Words that are a recovery sheet, of another identity.
    #[error("the words restore {found}, expected {expected}")]
    OtherSheet {
        /// Whom they restore.
        found: String,
        /// Whom they should.
        expected: String,
    },
    /// The system has no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl KeysError {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotMine { .. } => "not-my-identity",
            Self::NoIdentity => "no-identity",
            Self::Unnamed { .. } => "identity-unnamed",
            Self::Name { .. } => "name-refused",
            Self::Profile(_) => "content-refused",
            Self::Taken { .. } => "identity-taken",
            Self::WrongPassphrase { .. } => "passphrase-wrong",
            Self::WeakPassphrase { .. } => "passphrase-weak",
            Self::Words(_) => "recovery-words-refused",
            Self::OtherSheet { .. } => "recovery-sheet-of-another",
            Self::Exported { .. } => "recovery-exported",
            Self::Missing { .. } => "trust-box-missing",
            Self::Exists { .. } => "trust-box-exists",
            Self::Permissions { .. } => "trust-box-open-to-others",
            Self::Damaged { .. } | Self::TooDear { .. } => "trust-box-damaged",
            Self::TooNew { .. } => "trust-box-too-new",
            Self::Locked { .. } => "trust-box-locked",
            Self::PassphraseFile { .. } => "passphrase-file-refused",
            Self::Io { .. } | Self::Random(_) => "trust-box-failed",
        }
    }

    /// The file at fault, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Missing { path }
            | Self::Exists { path }
            | Self::WrongPassphrase { path }
            | Self::Permissions { path, .. }
            | Self::Damaged { path, .. }
            | Self::PassphraseFile { path, .. }
            | Self::TooDear { path, .. }
            | Self::TooNew { path, .. }
            | Self::Locked { path }
            | Self::Io { path, .. } => Some(path),
            Self::WeakPassphrase { .. }
            | Self::Name { .. }
            | Self::Profile(_)
            | Self::Taken { .. }
            | Self::NotMine { .. }
            | Self::NoIdentity
            | Self::Unnamed { .. }
            | Self::Words(_)
            | Self::Exported { .. }
            | Self::OtherSheet { .. }
            | Self::Random(_) => None,
        }
    }
}

/// Why words are no recovery sheet; the words themselves are never shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Too few or too many.
    #[error("found {found} words, expected 24")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// A word that is not in the list.
    #[error("word {number} is not in the list of BIP 39 words")]
    Unknown {
        /// Which, from 1.
        number: usize,
    },
    /// All words are known, but they do not belong together.
    #[error("the last word does not fit the others: one is wrong or two are swapped")]
    Checksum,
}

/// Says what was tried on which file.
pub(super) fn io<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> KeysError + 'a {
    move |cause| KeysError::Io { doing, path: path.to_owned(), cause }
}
