//! What `docker/` promises, read and held against the rest of the repository: every command,
//! flag, path, port, user and setting that its files name is there and fits the others.
//!
//! Each check answers with faults in words, so that a test can also show that a fault is found.

mod compose;
mod image;
mod unit;

use std::path::{Path, PathBuf};

pub use compose::{Compose, Service};
pub use image::Image;
pub use unit::Unit;

/// The files of a deployment, as they are or changed by a test.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The folder of the repository.
    pub root: PathBuf,
    /// The text of `docker/Dockerfile`.
    pub image: String,
    /// The text of `.dockerignore`.
    pub ignore: String,
    /// The text of `docker/compose.yml`.
    pub compose: String,
    /// The text of `docker/bot.toml`.
    pub settings: String,
    /// The text of `docker/bot.service`.
    pub unit: String,
}

impl Deployment {
    /// Reads what is committed.
    ///
    /// # Panics
    /// When a file is missing.
    #[must_use]
    pub fn committed() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let read = |name: &str| {
            std::fs::read_to_string(root.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
        };
        Self {
            image: read("docker/Dockerfile"),
            ignore: read(".dockerignore"),
            compose: read("docker/compose.yml"),
            settings: read("docker/bot.toml"),
            unit: read("docker/bot.service"),
            root,
        }
    }

    /// Everything that does not fit; nothing when all is well.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        match Image::read(&self.image) {
            Ok(image) => {
                faults.extend(image.faults(self));
                match Compose::read(&self.compose) {
                    Ok(compose) => faults.extend(compose.faults(self, &image)),
                    Err(fault) => faults.push(fault),
                }
            }
            Err(fault) => faults.push(fault),
        }
        match Unit::read(&self.unit) {
            Ok(unit) => faults.extend(unit.faults()),
            Err(fault) => faults.push(fault),
        }
        for text in [&self.image, &self.compose, &self.unit] {
            faults.extend(told_commands(text).iter().filter_map(|words| command_fault(words)));
        }
        faults
    }
}

/// What is wrong with a command line of `bot`; its grammar is asked, nothing is run.
#[must_use]
pub fn command_fault(words: &[String]) -> Option<String> {
    let line = words.join(" ");
    let name = words.first().and_then(|word| Path::new(word).file_name()?.to_str());
    if name != Some("bot") {
        return Some(format!("{line:?} does not run bot"));
    }
    let parsed = bot_cli::command().try_get_matches_from(words);
    parsed.err().map(|fault| format!("{line:?}: {fault}"))
}

/// The value of a flag on a command line.
#[must_use]
pub fn flag<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| word == name)?;
    words.get(at + 1).map(String::as_str)
}

/// The command lines of `bot` that the comments of a file tell its reader to type.
fn told_commands(text: &str) -> Vec<Vec<String>> {
    let told = text.lines().filter_map(|line| line.strip_prefix("#   "));
    told.filter_map(|line| {
        let words = words(line.split(['>', '|']).next().unwrap_or_default());
        let at = match words.first()?.as_str() {
            "bot" => 0,
            // docker compose exec SERVICE bot …
            "docker" => words.iter().position(|word| word == "bot")?,
            _ => return None,
        };
        Some(words[at..].to_vec())
    })
    .collect()
}

/// Splits a line as a shell does where only double quotes are used.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, piece) in line.split('"').enumerate() {
        match index % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words
}
