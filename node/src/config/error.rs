//! Why settings were refused, and where in their file.

use std::path::PathBuf;

/// Why settings were refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is far larger than any settings file.
    #[error("{} has over {max} bytes, more than any settings file", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Most bytes.
        max: u64,
    },
    /// Not TOML, a setting that does not exist, or a value of another type.
    #[error("{}:{line}:{column}: {what}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
        /// What was found and expected there.
        what: String,
    },
    /// A value out of its bounds.
    #[error("setting {setting} is {found}, expected {expected}")]
    OutOfBounds {
        /// Which setting, such as `http.port`.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
}

impl ConfigError {
    /// Line and column of the fault, where it has a place in the file.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Malformed { line, column, .. } => Some((*line, *column)),
            Self::Unreadable { .. } | Self::TooLarge { .. } | Self::OutOfBounds { .. } => None,
        }
    }

    /// The setting at fault, where one is named.
    #[must_use]
    pub fn setting(&self) -> Option<&'static str> {
        match self {
            Self::OutOfBounds { setting, .. } => Some(setting),
            Self::Unreadable { .. } | Self::TooLarge { .. } | Self::Malformed { .. } => None,
        }
    }
}
