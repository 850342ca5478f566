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

use std::fs;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::folder::{complete, make, sync};
use super::kv::{Changes, Kv, Visit};
use super::layout;
use super::{Backend, StoreError};

/// Bytes of rows that are copied in one transaction: 4 MiB.
const COPY_BYTES: usize = 4 * 1024 * 1024;

/// An engine that can be given new files.
#[derive(Debug)]
pub(super) struct Renewed<K> {
    /// None once the new files could not be opened.
    open: RwLock<Option<K>>,
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
        Ok(Self { open, engine, folder: folder.to_owned(), backend })
    }

    fn with<T>(&self, job: impl FnOnce(&K) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let because = || "its files were written anew and could not be opened".to_owned();
        open.as_ref().map_or_else(|| Err(StoreError::Stopped { because: because() }), job)
    }

    fn copy(&self, new: &Path) -> Result<(), StoreError> {
        clear(new)?;
        make(new)?;
        let copy = (self.engine)(new)?;
        let mut from = Vec::new();
        loop {
            let rows = self.with(|kv| some_rows(kv, &from))?;
            let Some((last, _)) = rows.last_key_value() else { break };
            from = [last.as_slice(), &[0]].concat();
            copy.apply(&rows)?;
        }
        // What was dropped is not in the copy, so the copy is not stale.
        copy.apply(&Changes::from([(layout::stale(), None)]))?;
        copy.close()?;
        complete(new, self.backend)
    }

    fn swap(&self, new: &Path) -> Result<(), StoreError> {
        let (ledger, old) = (self.folder.join("ledger"), self.folder.join("old"));
        clear(&old)?;
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(kv) = open.take() {
            kv.close()?;
        }
        let moved = fs::rename(&ledger, &old).and_then(|()| fs::rename(new, &ledger));
        moved.map_err(|source| StoreError::of_io(&ledger, source))?;
        sync(&self.folder)?;
        *open = Some((self.engine)(&ledger)?);
        drop(open);
        clear(&old)?;
        sync(&self.folder)
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
        self.with(|kv| kv.apply(changes))
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

    fn renew(&self) -> Result<(), StoreError> {
        let new = self.folder.join("new");
        self.copy(&new)?;
        self.swap(&new)
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
