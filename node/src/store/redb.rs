//! The store on redb: one file, copy-on-write pages, a transaction for each batch.
//!
//! All of redb's types stay in this file: its next major version changes them. Each commit keeps
//! the allocator's state beside the data (`quick_repair`), so that reopening after a crash takes
//! milliseconds instead of a walk over the whole file.

use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use redb::{Database, ReadableDatabase as _, TableDefinition};

use super::kv::{Changes, Kv, Visit};
use super::{Backend, StoreError};

const ROWS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("rows");
/// Pages kept in memory: 8 MiB (redb's own default is 1 GiB, more than a small node has). What is
/// read again lies in the system's own cache as well.
const CACHE_BYTES: usize = 8 * 1024 * 1024;

/// What the system counts a file's room in.
const BLOCK_BYTES: u64 = 512;

/// A redb file.
#[derive(Debug)]
pub(super) struct Redb {
    database: Database,
    path: PathBuf,
}

/// Opens or creates the file in `folder`.
pub(super) fn engine(folder: &Path) -> Result<Redb, StoreError> {
    let path = folder.join("bits.redb");
    let mut builder = Database::builder();
    let database = builder.set_cache_size(CACHE_BYTES).create(&path);
    let database = database.map_err(|error| fault(&path, error.into()))?;
    Ok(Redb { database, path })
}

impl Redb {
    fn fault(&self, error: impl Into<redb::Error>) -> StoreError {
        fault(&self.path, error.into())
    }

    fn write(&self, changes: &Changes) -> Result<(), redb::Error> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        {
            let mut rows = transaction.open_table(ROWS)?;
            for (key, value) in changes {
                match value {
                    Some(value) => drop(rows.insert(key.as_slice(), value.as_slice())?),
                    None => drop(rows.remove(key.as_slice())?),
                }
            }
        }
        Ok(transaction.commit()?)
    }

    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, redb::Error> {
        let rows = self.database.begin_read()?.open_table(ROWS)?;
        Ok(rows.get(key)?.map(|value| value.value().to_vec()))
    }

    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), redb::Error> {
        let rows = self.database.begin_read()?.open_table(ROWS)?;
        for row in rows.range(from..)? {
            let (key, value) = row?;
            if let ControlFlow::Break(()) = visit(key.value(), value.value()) {
                break;
            }
        }
        Ok(())
    }

    fn last(&self, end: &[u8]) -> Result<Option<Vec<u8>>, redb::Error> {
        let rows = self.database.begin_read()?.open_table(ROWS)?;
        let row = rows.range(..end)?.next_back().transpose()?;
        Ok(row.map(|(key, _)| key.value().to_vec()))
    }
}

impl Kv for Redb {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(key).map_err(|error| self.fault(error))
    }

    fn scan(&self, from: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        self.walk(from, visit).map_err(|error| self.fault(error))
    }

    fn last_before(&self, end: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.last(end).map_err(|error| self.fault(error))
    }

    fn apply(&self, changes: &Changes) -> Result<(), StoreError> {
        self.write(changes).map_err(|error| self.fault(error))
    }

    fn bytes(&self) -> u64 {
        // redb doubles its file when it needs more; what it has not written yet takes no room.
        std::fs::metadata(&self.path).map_or(0, |file| file.blocks() * BLOCK_BYTES)
    }

    fn backend(&self) -> Backend {
        Backend::Redb
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

fn fault(path: &Path, error: redb::Error) -> StoreError {
    let path_owned = path.to_owned();
    #[expect(clippy::wildcard_enum_match_arm, reason = "redb's list of errors is open")]
    match error {
        redb::Error::Io(source) => StoreError::of_io(path, source),
        redb::Error::Corrupted(what) => StoreError::Damaged { path: path_owned, what },
        redb::Error::DatabaseAlreadyOpen => StoreError::Locked { path: path_owned, pid: None },
        other => {
            StoreError::Engine { backend: Backend::Redb, path: path_owned, what: other.to_string() }
        }
    }
}
