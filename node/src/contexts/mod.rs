//! Contexts that the user of this machine accepted, beside those that come with the program.
//!
//! Each is one file of the data folder's `contexts`, written whole or not at all, so that a running
//! node and `bot verify` without one read by the same. A file that is damaged is passed over: what
//! needs it cannot be told, which is never wrong.

#[cfg(test)]
mod tests;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::credential::contexts::{ContextError, Contexts};
use bot_protocol::limits::{CONTEXTS_KEPT_MAX, JSON_BYTES_MAX, URL_BYTES_MAX};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Reader;
use serde::{Deserialize, Serialize};

use crate::input;

/// The folder's name in the data folder.
const FOLDER: &str = "contexts";

/// A file's end.
const END: &str = "json";

/// One context that the user accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptContext {
    /// The URL by which documents name it.
    pub url: String,
    /// When it was added.
    pub added: Timestamp,
    /// The context file, byte for byte.
    pub content: String,
}

/// As it lies on the disk.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    url: String,
    added: String,
    content: String,
}

/// Why a context is not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The URL is none.
    #[error("{0:?} is no URL of a context")]
    NotUrl(String),
    /// The file is a badge, which has contexts and is none.
    #[error("it is a badge, not a vocabulary")]
    Badge,
    /// The file is no context, or none that is read here.
    #[error(transparent)]
    Context(#[from] ContextError),
    /// Another content is known for the URL.
    #[error("{url} is known with another content, SHA-256 {}", known.map(|hash| hash.to_string()).unwrap_or_default())]
    Other {
        /// The URL.
        url: String,
        /// The content known.
        known: Option<Hash>,
    },
    /// As many as may be are kept already.
    #[error("{most} contexts are kept already")]
    Many {
        /// How many may be.
        most: usize,
    },
    /// The disk says no.
    #[error("{}: {cause}", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What it says.
        cause: io::Error,
    },
}

/// What came of adding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is kept from now on.
    New,
    /// This very content was known for the URL.
    Known,
}

impl KeptContext {
    /// The SHA-256 of its content.
    #[must_use]
    pub fn sha256(&self) -> Hash {
        sha256(&[self.content.as_bytes()])
    }

    /// The name of its file: the same for the same URL and content.
    fn file(&self) -> String {
        let url = self.url.as_bytes();
        format!("{}.{END}", sha256(&[url, b"\n", self.content.as_bytes()]))
    }

    fn read(path: &Path) -> Option<Self> {
        // A context in a string takes at most six bytes for one.
        let most = JSON_BYTES_MAX.saturating_mul(6).saturating_add(URL_BYTES_MAX);
        let bytes = input::read(path, u64::try_from(most).ok()?).ok()?;
        let note: Note = serde_json::from_slice(&bytes).ok()?;
        let added = Timestamp::parse_rfc3339(&note.added).ok()?;
        let kept = Self { url: note.url, added, content: note.content };
        (path.file_name()?.to_str()? == kept.file()).then_some(kept)
    }
}

/// The contexts that the user of a data folder accepted.
#[derive(Debug)]
pub struct KeptContexts {
    folder: PathBuf,
    read: Mutex<Option<(Vec<PathBuf>, Arc<Contexts>)>>,
}

impl KeptContexts {
    /// Those of a data folder, which need not be there.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join(FOLDER), read: Mutex::default() }
    }

    /// All of them, by URL and then by the moment they were added; those damaged are left out.
    #[must_use]
    pub fn list(&self) -> Vec<KeptContext> {
        let mut all: Vec<KeptContext> =
            self.files().iter().filter_map(|path| KeptContext::read(path)).collect();
        all.sort_by(|a, b| (&a.url, a.added, a.file()).cmp(&(&b.url, b.added, b.file())));
        all
    }

    /// The program's contexts and these, where there are any; read anew when the folder changed.
    #[must_use]
    pub fn contexts(&self) -> Option<Arc<Contexts>> {
        let files = self.files();
        if files.is_empty() {
            return None;
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, contexts)) = read.as_ref().filter(|(known, _)| *known == files) {
            return Some(Arc::clone(contexts));
        }
        let contexts = Arc::new(with(Contexts::pinned().clone(), &self.list()));
        *read = Some((files, Arc::clone(&contexts)));
        Some(contexts)
    }

    /// Accepts a context; where its URL is known with another content, only `also`.
    ///
    /// # Errors
    /// [`AddError`]; nothing is changed then.
    pub fn add(
        &self,
        url: &str,
        bytes: &[u8],
        (now, also): (Timestamp, bool),
    ) -> Result<(KeptContext, Added), AddError> {
        if !is_of_context(url) {
            return Err(AddError::NotUrl(url.to_owned()));
        }
        if is_badge(bytes) {
            return Err(AddError::Badge);
        }
        let kept = self.list();
        let known = with(Contexts::pinned().clone(), &kept);
        let sought = sha256(&[bytes]);
        let same_url: Vec<_> = known.list().filter(|used| used.url == url).collect();
        let is_known = same_url.iter().any(|used| used.sha256 == sought);
        known.clone().with_added(url, bytes, now)?;
        // What compiles is JSON, so it is text.
        let content = String::from_utf8_lossy(bytes).into_owned();
        let one = KeptContext { url: url.to_owned(), added: now, content };
        if is_known {
            return Ok((one, Added::Known));
        }
        if let Some(other) = same_url.first().filter(|_| !also) {
            return Err(AddError::Other { url: url.to_owned(), known: Some(other.sha256) });
        }
        if kept.len() >= CONTEXTS_KEPT_MAX {
            return Err(AddError::Many { most: CONTEXTS_KEPT_MAX });
        }
        self.write(&one)?;
        Ok((one, Added::New))
    }

    /// Forgets the contexts of a URL; which they were.
    ///
    /// # Errors
    /// What the disk says.
    pub fn remove(&self, url: &str) -> io::Result<Vec<KeptContext>> {
        let gone: Vec<KeptContext> = self.list().into_iter().filter(|one| one.url == url).collect();
        for one in &gone {
            fs::remove_file(self.folder.join(one.file()))?;
        }
        if !gone.is_empty() {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(gone)
    }

    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|end| end == END)).collect();
        files.sort();
        // Whoever put more there than may be is not read to the end.
        files.truncate(CONTEXTS_KEPT_MAX);
        files
    }

    /// Writes one under another name, synced, and names it then.
    fn write(&self, one: &KeptContext) -> Result<(), AddError> {
        let path = self.folder.join(one.file());
        let part = path.with_extension(format!("{}.part", std::process::id()));
        let note = Note {
            url: one.url.clone(),
            added: one.added.to_string(),
            content: one.content.clone(),
        };
        let written = (|| {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            let mut options = OpenOptions::new();
            let mut file =
                options.write(true).create(true).truncate(true).mode(0o600).open(&part)?;
            file.write_all(&serde_json::to_vec(&note).map_err(io::Error::other)?)?;
            file.sync_all()?;
            fs::rename(&part, &path)?;
            File::open(&self.folder)?.sync_all()?;
            // The folder itself may be new.
            let above = self.folder.parent().unwrap_or_else(|| Path::new("."));
            File::open(above)?.sync_all()
        })();
        written.map_err(|cause| {
            // Gone already where it has its name.
            let _removed = fs::remove_file(&part);
            AddError::File { path, cause }
        })
    }
}

/// What a verifier reads by with these contexts; by the program's own where there are none.
#[must_use]
pub fn reader(contexts: Option<&Contexts>) -> Reader<'_> {
    match contexts {
        Some(contexts) => bot_foreign::reader().with_contexts(contexts),
        None => bot_foreign::reader(),
    }
}

/// Whether a badge can name a context so: by any URL, an address on the web having its host.
fn is_of_context(url: &str) -> bool {
    let is_whole = |(scheme, rest): (&str, &str)| {
        let is_web = ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
        let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next());
        !is_web || host.is_some_and(|host| !host.is_empty())
    };
    is_url(url) && url.split_once(':').is_some_and(is_whole)
}

/// Whether a file is something that names contexts to be read by.
fn is_badge(bytes: &[u8]) -> bool {
    const MEMBERS: [&str; 4] = ["credentialSubject", "proof", "verifiableCredential", "recipient"];
    let document = bot_protocol::canon::json::read(bytes).ok();
    document.is_some_and(|document| MEMBERS.iter().any(|name| document.get(name).is_some()))
}

/// Contexts and those accepted beside them.
fn with(contexts: Contexts, kept: &[KeptContext]) -> Contexts {
    kept.iter().fold(contexts, |contexts, one| {
        let before = contexts.clone();
        let (url, content) = (one.url.as_str(), one.content.as_bytes());
        contexts.with_added(url, content, one.added).unwrap_or(before)
    })
}

/// Whether a text may be the URL of a context: a scheme, and nothing that no URL has.
///
/// Source: RFC 3986 §3.1, §2.
fn is_url(text: &str) -> bool {
    let odd = |letter: char| {
        letter.is_control() || letter.is_whitespace() || "<>\"{}|\\^`".contains(letter)
    };
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let of_scheme = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(of_scheme)
        && !rest.is_empty()
        && text.len() <= URL_BYTES_MAX
        && !text.contains(odd)
}
