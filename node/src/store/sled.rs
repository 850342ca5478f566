//! The store on sled, made durable by ourselves.
//!
//! sled's own `flush` is `sync_file_range` on Linux, which keeps neither the file's length nor what
//! lies in the disk's cache: in a simulated power cut every write it had confirmed was lost. So each
//! batch is flushed and then synced through a handle of our own, held as long as the store is open:
//! Linux reports a failed write-back once to every handle that was open when it happened.
//!
//! sled moves values over 128 KiB to files of their own, which it never syncs; a leaf of its tree
//! with several large values counts as one. Values are therefore cut into pieces so small that no
//! leaf grows so far: no such file ever comes to be. A batch of sled is one to whoever reads one row;
//! whoever reads the pieces of a value row by row keeps batches away meanwhile.

use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::{ControlFlow, Deref};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::kv::{Changes, Kv, Visit};
use super::{Backend, StoreError};

/// Pages kept in memory: 64 MiB (sled's own default is 1 GiB).
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of a value kept in one row: 17 of them, the most a leaf has, stay under 128 KiB.
const PIECE_BYTES: usize = 6 * 1024;
/// How long an instance that was dropped may take to close: 10 s.
const CLOSING_MILLIS_MAX: u32 = 10_000;
/// How long a flush may take before somebody asks again: 1 s.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// First byte of the rows that hold the rest of a long value; above all tables of the store.
const REST: u8 = 0xf0;

/// A sled folder.
#[derive(Debug)]
pub(super) struct Sled {
    db: Db,
    log: File,
    path: PathBuf,
    /// Held by who changes rows, and by who reads the pieces of one.
    pieces: RwLock<()>,
}

/// Opens or creates the folder's log.
pub(super) fn engine(folder: &Path) -> Result<Sled, StoreError> {
    let path = folder.join("sled");
    wait_for_the_last_one(&path)?;
    clear_half_snapshots(&path).map_err(|source| StoreError::of_io(&path, source))?;
    let config = sled::Config::new().path(&path).cache_capacity(CACHE_BYTES);
    let db = config.open().map_err(|error| fault(&path, error))?;
    let file = path.join("db");
    let log = File::open(&file).map_err(|source| StoreError::of_io(&file, source))?;
    Ok(Sled { db: Db(Some(db)), log, path, pieces: RwLock::new(()) })
}

/// sled's handle. Closing it panics where the disk fails to sync; what was acknowledged is synced
/// by then, so such a panic says nothing new and ends here.
#[derive(Debug)]
struct Db(Option<sled::Db>);

impl Deref for Db {
    type Target = sled::Db;

    fn deref(&self) -> &sled::Db {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        let db = self.0.take();
        drop(catch_unwind(AssertUnwindSafe(move || drop(db))));
    }
}

/// Waits until an instance of this process that was dropped has let its file go: sled closes on
/// threads of its own. Nobody else can hold it: the store's lock is ours.
fn wait_for_the_last_one(path: &Path) -> Result<(), StoreError> {
    let Ok(file) = File::open(path.join("db")) else { return Ok(()) };
    for _ in 0..CLOSING_MILLIS_MAX {
        match file.try_lock() {
            // Let go by hand: a process that is started just now has the file too until it runs, and
            // to close it here would leave it locked for sled.
            Ok(()) => return file.unlock().map_err(|source| StoreError::of_io(path, source)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
            Err(TryLockError::Error(source)) => return Err(StoreError::of_io(path, source)),
        }
    }
    Err(StoreError::Locked { path: path.to_owned(), pid: None })
}

/// Removes what a kill during an earlier opening left of a snapshot. sled means to pass over such
/// files but looks for another ending, takes the half for the newest snapshot, and then never opens.
fn clear_half_snapshots(path: &Path) -> io::Result<()> {
    if !path.try_exists()? {
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Sled {
    fn fault(&self, error: sled::Error) -> StoreError {
        fault(&self.path, error)
    }

    /// The whole value of a row that was just read: what lies in it and, looked up together, in the
    /// rows that hold its rest; `None` where it was taken away meanwhile.
    fn whole(&self, key: &[u8], row: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let (pieces, first) = split(row).ok_or_else(|| self.damaged(key))?;
        if pieces == 0 {
            return Ok(Some(first.to_vec()));
        }
        let get = |key: &[u8]| self.db.get(key).map_err(|error| self.fault(error));
        let _still = self.pieces.read().unwrap_or_else(PoisonError::into_inner);
        let Some(row) = get(key)? else { return Ok(None) };
        let (pieces, first) = split(&row).ok_or_else(|| self.damaged(key))?;
        let mut value = first.to_vec();
        for piece in 0..pieces {
            let rest = get(&rest(key, piece))?;
            value.extend_from_slice(&rest.ok_or_else(|| self.damaged(key))?);
        }
        Ok(Some(value))
    }

    /// sled's own flush, which it may otherwise wait for without end: where a write fails, one of
    /// its paths keeps the error and wakes nobody. Whoever asks for a flush after that finds the
    /// error and wakes all who wait; so as long as the answer is due, somebody asks again.
    fn flush(&self) -> sled::Result<usize> {
        std::thread::scope(|scope| {
            let (answered, due) = mpsc::channel::<()>();
            scope.spawn(move || {
                while due.recv_timeout(ASK_AGAIN) == Err(RecvTimeoutError::Timeout) {
                    scope.spawn(|| drop(self.db.flush()));
                }
            });
            let outcome = self.db.flush();
            drop(answered);
            outcome
        })
    }

    fn damaged(&self, key: &[u8]) -> StoreError {
        let what = format!("a piece of row {key:02x?} is missing");
        StoreError::Damaged { path: self.path.clone(), what }
    }

    /// Adds one row to the batch, and takes away the pieces its old value leaves behind.
    fn stage(
        &self,
        batch: &mut sled::Batch,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let before = self.db.get(key).map_err(|error| self.fault(error))?;
        let before = match &before {
            Some(row) => split(row).ok_or_else(|| self.damaged(key))?.0,
            None => 0,
        };
        let mut pieces = 0_u32;
        match value {
            None => batch.remove(key),
            Some(value) => {
                let (first, more) = value.split_at(value.len().min(PIECE_BYTES));
                for piece in more.chunks(PIECE_BYTES) {
                    batch.insert(rest(key, pieces), piece);
                    pieces += 1;
                }
                batch.insert(key, [&pieces.to_be_bytes(), first].concat());
            }
        }
        for piece in pieces..before {
            batch.remove(rest(key, piece));
        }
        Ok(())
    }
}

/// How many further pieces a row has, and its first.
fn split(row: &[u8]) -> Option<(u32, &[u8])> {
    row.split_first_chunk::<4>().map(|(pieces, first)| (u32::from_be_bytes(*pieces), first))
}

/// The key of a further piece: no two rows share one, whatever their keys.
fn rest(key: &[u8], piece: u32) -> Vec<u8> {
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX);
    [&[REST][..], &length.to_be_bytes(), key, &piece.to_be_bytes()].concat()
}

impl Kv for Sled {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.db.get(key).map_err(|error| self.fault(error))?;
        row.map_or(Ok(None), |row| self.whole(key, &row))
    }

    fn scan(&self, from: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        for row in self.db.range(from..&[REST][..]) {
            let (key, row) = row.map_err(|error| self.fault(error))?;
            let Some(value) = self.whole(&key, &row)? else { continue };
            if let ControlFlow::Break(()) = visit(&key, &value) {
                break;
            }
        }
        Ok(())
    }

    fn last_before(&self, end: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.db.range(..end).next_back().transpose();
        Ok(row.map_err(|error| self.fault(error))?.map(|(key, _)| key.to_vec()))
    }

    fn apply(&self, changes: &Changes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            self.stage(&mut batch, key, value.as_deref())?;
        }
        let written = catch_unwind(AssertUnwindSafe(|| {
            let alone = self.pieces.write().unwrap_or_else(PoisonError::into_inner);
            let applied = self.db.apply_batch(batch);
            drop(alone);
            applied.and_then(|()| self.flush())
        }));
        match written {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(self.fault(error)),
            Err(_) => return Err(self.fault(sled::Error::ReportableBug("it panicked".to_owned()))),
        }
        self.log.sync_all().map_err(|source| StoreError::of_io(&self.path, source))
    }

    fn bytes(&self) -> u64 {
        self.db.size_on_disk().unwrap_or(0)
    }

    fn backend(&self) -> Backend {
        Backend::Sled
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn close(self) -> Result<(), StoreError> {
        let Self { db, log, path, pieces: _ } = self;
        drop((db, log));
        wait_for_the_last_one(&path)
    }
}

fn fault(path: &Path, error: sled::Error) -> StoreError {
    let path = path.to_owned();
    match error {
        sled::Error::Io(source) => StoreError::of_io(&path, source),
        sled::Error::Corruption { at, .. } => {
            StoreError::Damaged { path, what: format!("sled found corruption at {at:?}") }
        }
        sled::Error::CollectionNotFound(_)
        | sled::Error::Unsupported(_)
        | sled::Error::ReportableBug(_) => {
            StoreError::Engine { backend: Backend::Sled, path, what: error.to_string() }
        }
    }
}
