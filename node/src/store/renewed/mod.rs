//! A store written anew, so that what was dropped leaves the disk.
//!
//! Engines mark the place of a dropped row as free and leave its bytes there until they need the
//! place: in redb's free pages and in sled's old segments a body can be read for years. So all rows
//! that are held are copied into new files beside the old ones, which then take their place.
//!
//! ```text
//! store/new/   the copy, while it is being made; nothing relies on it
//! store/old/   the former files, between the two renames and until they are removed
//! ```
//! A crash at any moment leaves either the old files or the new ones in place, whole:
//! [`recover`] puts back the old ones where it came between the two renames.
//!
//! Not done here: wiping the blocks of the files that were removed. What a file system or a disk
//! keeps of them is out of a program's reach; an encrypted disk is the answer to that.
//!
//! While the copy is made others read and write: which rows they change is noted, and those are
//! copied again. Only for the last of them, the two renames and the opening of the new files does
//! everybody wait.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use super::folder::{complete, make, sync};
use super::kv::{Changes, GoOn, Kv, Visit};
use super::{Backend, StoreError};

/// Bytes of rows that are copied in one transaction: 4 MiB.
const COPY_BYTES: usize = 4 * 1024 * 1024;

/// Rows changed meanwhile that are left for the end, when everybody waits.
const LEFT_MAX: usize = 256;

/// How often what was changed meanwhile is copied again before the rest is left for the end.
const AGAIN_MAX: usize = 16;

/// An engine that can be given new files.
#[derive(Debug)]
pub(super) struct Renewed<K> {
    /// None once the new files could not be opened.
    open: RwLock<Option<K>>,
    /// While a copy is made: the keys of the rows that were changed since they may have been copied.
    changed: Mutex<Option<BTreeSet<Vec<u8>>>>,
    /// The copy, once it is made.
    copied: Mutex<Option<K>>,
    engine: fn(&Path) -> Result<K, StoreError>,
    folder: PathBuf,
    backend: Backend,
}

impl<K: Kv> Renewed<K> {
    /// Opens the engine in `folder/ledger`.
    pub(super) fn open(
        folder: &Path,
        backend: Backend,
        engine: fn(&Path) -> Result<K, StoreError>,
    ) -> Result<Self, StoreError> {
        let open = RwLock::new(Some(engine(&folder.join("ledger"))?));
        let (changed, copied, folder) = (Mutex::new(None), Mutex::new(None), folder.to_owned());
        Ok(Self { open, changed, copied, engine, folder, backend })
    }

    fn with<T>(&self, job: impl FnOnce(&K) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let because = || "its files were written anew and could not be opened".to_owned();
        open.as_ref().map_or_else(|| Err(StoreError::Stopped { because: because() }), job)
    }

    fn changed(&self) -> MutexGuard<'_, Option<BTreeSet<Vec<u8>>>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copied(&self) -> MutexGuard<'_, Option<K>> {
        self.copied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copy(&self, go_on: GoOn<'_>) -> Result<K, StoreError> {
        let new = self.folder.join("new");
        clear(&new)?;
        make(&new)?;
        let to = (self.engine)(&new)?;
        self.copy_all(&to, go_on)?;
        for _ in 0..AGAIN_MAX {
            go_on()?;
            let keys = self.changed().replace(BTreeSet::new()).unwrap_or_default();
            let few = keys.len() <= LEFT_MAX;
            self.copy_some(&to, keys)?;
            if few {
                break;
            }
        }
        Ok(to)
    }

    /// Copies every row once.
    fn copy_all(&self, to: &K, go_on: GoOn<'_>) -> Result<(), StoreError> {
        let mut from = Vec::new();
        loop {
            go_on()?;
            let rows = self.with(|kv| some_rows(kv, &from))?;
            let Some((last, _)) = rows.last_key_value() else { return Ok(()) };
            from = [last.as_slice(), &[0]].concat();
            to.apply(&rows)?;
        }
    }

    /// Copies the rows under these keys as they are now.
    fn copy_some(&self, to: &K, keys: BTreeSet<Vec<u8>>) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let rows = keys.into_iter().map(|key| self.with(|kv| kv.value(&key)).map(|row| (key, row)));
        to.apply(&rows.collect::<Result<Changes, StoreError>>()?)
    }

    fn swap(&self) -> Result<(), StoreError> {
        let (ledger, old) = (self.folder.join("ledger"), self.folder.join("old"));
        let new = self.folder.join("new");
        clear(&old)?;
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(kv) = open.take() {
            kv.close()?;
        }
        let moved = fs::rename(&ledger, &old).and_then(|()| fs::rename(&new, &ledger));
        moved.map_err(|source| StoreError::of_io(&ledger, source))?;
        sync(&self.folder)?;
        *open = Some((self.engine)(&ledger)?);
        Ok(())
    }
}

impl<K: Kv> Kv for Renewed<K> {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|kv| kv.value(key))
    }

    fn scan(&self, from: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        self.with(|kv| kv.scan(from, visit))
    }

    fn last_before(&self, end: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|kv| kv.last_before(end))
    }

    fn apply(&self, changes: &Changes) -> Result<(), StoreError> {
        self.with(|kv| kv.apply(changes))?;
        // Only now: whoever copies takes what the row has become.
        if let Some(changed) = self.changed().as_mut() {
            changed.extend(changes.keys().cloned());
        }
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.with(|kv| Ok(kv.bytes())).unwrap_or(0)
    }

    fn backend(&self) -> Backend {
        self.backend
    }

    fn path(&self) -> &Path {
        &self.folder
    }

    fn copy_anew(&self, go_on: GoOn<'_>) -> Result<(), StoreError> {
        *self.changed() = Some(BTreeSet::new());
        let copied = self.copy(go_on);
        if copied.is_err() {
            *self.changed() = None;
        }
        *self.copied() = Some(copied?);
        Ok(())
    }

    fn put_anew(&self, changes: &Changes) -> Result<(), StoreError> {
        let left = self.changed().take().unwrap_or_default();
        let Some(copied) = self.copied().take() else { return self.apply(changes) };
        self.copy_some(&copied, left)?;
        copied.apply(changes)?;
        copied.close()?;
        complete(&self.folder.join("new"), self.backend)?;
        self.swap()
    }

    fn clear_former(&self) -> Result<(), StoreError> {
        clear(&self.folder.join("old"))?;
        sync(&self.folder)
    }
}

/// Puts back the former files where a crash came before the new ones were in place, and removes what
/// a renewal left behind.
pub(super) fn recover(folder: &Path) -> Result<(), StoreError> {
    let (ledger, old) = (folder.join("ledger"), folder.join("old"));
    let there = |path: &Path| path.try_exists().map_err(|source| StoreError::of_io(path, source));
    if there(&old)? && !there(&ledger)? {
        fs::rename(&old, &ledger).map_err(|source| StoreError::of_io(&ledger, source))?;
        sync(folder)?;
    }
    if there(&ledger)? {
        clear(&old)?;
        clear(&folder.join("new"))?;
    }
    Ok(())
}

/// Removes a folder with all in it, where there is one.
fn clear(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::of_io(folder, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn some_rows(kv: &impl Kv, from: &[u8]) -> Result<Changes, StoreError> {
    let (mut rows, mut bytes) = (Changes::new(), 0);
    kv.scan(from, &mut |key, value| {
        bytes += key.len() + value.len();
        rows.insert(key.to_vec(), Some(value.to_vec()));
        if bytes < COPY_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests;
