//! The store's folder: one holder at a time, born whole, and of a format somebody can read.
//!
//! ```text
//! store/lock           held by the process that uses the store; says which
//! store/ledger/format  "bits-of-trust store 2 redb"
//! store/ledger/…       the engine's files
//! store/new/           a store being made; becomes `ledger` by one rename once all of it is synced
//! store/old/           what a renewal replaces (`renewed.rs`)
//! ```
//! A process killed while it makes a store leaves `new` behind, which the next one clears away:
//! nothing in it was ever acknowledged. Engines themselves are not safe there: a kill while redb
//! makes its file leaves one that never opens.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use super::kv::{Kv, first_rows};
use super::ledger::{Ledger, VERSION};
use super::renewed::{self, Renewed};
use super::{Backend, Store, StoreError};

const MAGIC: &str = "bits-of-trust store";
/// A format file has less than 40 bytes; more is not one.
const FORMAT_BYTES_MAX: u64 = 256;

/// The right to use a store, until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Closing is not enough: a child that another thread is about to start holds the file, too.
    fn drop(&mut self) {
        self.file.unlock().ok();
    }
}

impl Lock {
    fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("lock");
        let wrong = |source| StoreError::of_io(&path, source);
        let mut options = File::options();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let pid =
                    file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Err(StoreError::Locked { path, pid });
            }
            Err(TryLockError::Error(source)) => return Err(wrong(source)),
        }
        file.set_len(0).map_err(wrong)?;
        writeln!(file, "{}", std::process::id()).map_err(wrong)?;
        Ok(Self { file })
    }
}

/// Opens the store in `folder` with `engine`, which opens or creates its files in the folder it is
/// given.
pub(super) fn open<K: Kv + 'static>(
    folder: &Path,
    backend: Backend,
    engine: fn(&Path) -> Result<K, StoreError>,
) -> Result<Arc<dyn Store>, StoreError> {
    make(folder)?;
    let lock = Lock::take(folder)?;
    renewed::recover(folder)?;
    let place = folder.join("ledger");
    if !place.try_exists().map_err(|source| StoreError::of_io(&place, source))? {
        create(folder, &place, backend, engine)?;
    }
    if check_format(&place.join("format"), backend)? < VERSION {
        // Before the first row that an older program would misread.
        write_format(&place, backend)?;
    }
    // What a killed process wrote and never synced is about to be read and built upon: so it
    // becomes durable first, and so does the name of the folder.
    sync_tree(&place)?;
    sync_up(folder)?;
    Ok(Arc::new(Ledger::open(Renewed::open(folder, backend, engine)?, Some(lock))?))
}

/// Makes the folder with all above it, for this user alone.
pub(super) fn make(folder: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| StoreError::of_io(folder, source))
}

fn create<K: Kv>(
    folder: &Path,
    place: &Path,
    backend: Backend,
    engine: fn(&Path) -> Result<K, StoreError>,
) -> Result<(), StoreError> {
    let new = folder.join("new");
    let wrong = |source| StoreError::of_io(&new, source);
    match fs::remove_dir_all(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(wrong(error)),
        Ok(()) | Err(_) => {}
    }
    make(&new)?;
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| wrong(io::Error::other(error.to_string())))?;
    let kv = engine(&new)?;
    kv.apply(&first_rows(id))?;
    kv.close()?;
    complete(&new, backend)?;
    fs::rename(&new, place).map_err(wrong)?;
    sync(folder)
}

/// Says in a folder what its files are, and makes all of it durable.
pub(super) fn complete(new: &Path, backend: Backend) -> Result<(), StoreError> {
    write_format(new, backend)?;
    sync_tree(new)
}

/// Says which format and engine a folder has, in the place of what it said: whole, or not at all.
fn write_format(folder: &Path, backend: Backend) -> Result<(), StoreError> {
    let (next, path) = (folder.join("format.next"), folder.join("format"));
    let wrong = |source| StoreError::of_io(&path, source);
    fs::write(&next, format!("{MAGIC} {VERSION} {backend}\n")).map_err(wrong)?;
    sync(&next)?;
    fs::rename(&next, &path).map_err(wrong)?;
    sync(folder)
}

/// Reads the format file before the engine touches anything; which version it names.
fn check_format(path: &Path, asked: Backend) -> Result<u32, StoreError> {
    let wrong = |source| StoreError::of_io(path, source);
    let mut text = String::new();
    let file = File::open(path).map_err(wrong)?;
    file.take(FORMAT_BYTES_MAX).read_to_string(&mut text).map_err(wrong)?;
    let words = text.trim_end().strip_prefix(MAGIC).map(|rest| rest.trim_start().split_once(' '));
    let unreadable = || StoreError::Damaged {
        path: path.to_owned(),
        what: format!("found {text:?}, expected \"{MAGIC} {VERSION} {asked}\""),
    };
    let (version, name) = words.flatten().ok_or_else(unreadable)?;
    let found: u32 = version.parse().map_err(|_| unreadable())?;
    if found > VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: VERSION });
    }
    let engine: Backend = name.parse().map_err(|_| unreadable())?;
    if engine != asked {
        return Err(StoreError::OtherBackend { path: path.to_owned(), found: engine, asked });
    }
    Ok(found)
}

/// Syncs one file or folder through a handle of our own.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|source| StoreError::of_io(path, source))
}

/// Syncs a file and forgets what memory holds of it: after a failed sync Linux keeps pages that
/// never reached the disk and calls them clean; what is read next comes from the disk itself.
fn sync_file(path: &Path) -> Result<(), StoreError> {
    let wrong = |source| StoreError::of_io(path, source);
    let file = File::open(path).map_err(wrong)?;
    file.sync_all().map_err(wrong)?;
    // Advice: a file system that takes none keeps its pages.
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).ok();
    Ok(())
}

/// Syncs all files below `folder`, then the folder.
fn sync_tree(folder: &Path) -> Result<(), StoreError> {
    let wrong = |source| StoreError::of_io(folder, source);
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        if entry.file_type().map_err(wrong)?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            sync_file(&entry.path())?;
        }
    }
    sync(folder)
}

/// Syncs the folder and those above it as far as this user may read them, so that the names on the
/// way to the store outlive a power cut.
fn sync_up(folder: &Path) -> Result<(), StoreError> {
    sync(folder)?;
    let whole = fs::canonicalize(folder).map_err(|source| StoreError::of_io(folder, source))?;
    for above in whole.ancestors().skip(1) {
        match sync(above) {
            Ok(()) => {}
            // Another user's folder: it was there before us.
            Err(StoreError::Denied { .. }) => break,
            // A file system that cannot sync folders, as some shares cannot.
            Err(StoreError::Io { source, .. })
                if matches!(source.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) =>
            {
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
