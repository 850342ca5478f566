//! Where a node keeps its things: the data folder and what a running node leaves in it.

use std::path::{Path, PathBuf};

use crate::failure::{Exit, Failure};

/// The data folder of one node.
#[derive(Debug, Clone)]
pub(crate) struct Place(PathBuf);

impl Place {
    /// The folder named by `--data` or `BOT_DATA`, else the user's own.
    ///
    /// # Errors
    /// When nothing names a folder and the user has no home.
    pub(crate) fn find(data: Option<&Path>) -> Result<Self, Failure> {
        if let Some(data) = data {
            return Ok(Self(data.to_owned()));
        }
        let share =
            std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
        share.or_else(home).map(|share| Self(share.join("bits-of-trust"))).ok_or_else(|| {
            Failure::new(Exit::Usage, "cli-no-home", "neither --data nor a home folder is known")
        })
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The socket a running node answers on.
    pub(crate) fn socket(&self) -> PathBuf {
        self.0.join("run").join("bot.sock")
    }
}
