//! What an engine has to be: an ordered map of bytes with durable, atomic batches.
//!
//! Everything a store means lies above (`ledger.rs`); so an engine is one small file, and none of
//! its types are seen outside it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use super::{Backend, StoreError, layout};

/// Rows to put (`Some`) and to remove (`None`), in the order of keys.
pub(super) type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Called with each row of a scan; breaks off to end it.
pub(super) type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// Whether something that takes long is still wanted.
pub(super) type GoOn<'a> = &'a dyn Fn() -> Result<(), StoreError>;

/// An ordered map of bytes on disk.
pub(super) trait Kv: Send + Sync + fmt::Debug {
    /// The value under `key`.
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Shows the rows whose key is `from` or later, in order, until `visit` breaks off. `visit`
    /// must not call back into the engine.
    fn scan(&self, from: &[u8], visit: Visit<'_>) -> Result<(), StoreError>;

    /// The greatest key that is smaller than `end`.
    fn last_before(&self, end: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Makes all changes or none; they outlive a power cut when it returns `Ok`. Called by one
    /// thread at a time, and never again after it failed.
    fn apply(&self, changes: &Changes) -> Result<(), StoreError>;

    /// Bytes on disk.
    fn bytes(&self) -> u64;

    /// Which engine this is.
    fn backend(&self) -> Backend;

    /// Where it lies, for messages.
    fn path(&self) -> &Path;

    /// Closes it: when this returns, nothing of it touches its files any more.
    fn close(self) -> Result<(), StoreError>
    where
        Self: Sized,
    {
        Ok(())
    }

    /// Copies all rows into new files. Others read and write meanwhile; what they change is copied
    /// again. Called by one thread at a time; `go_on` is asked between steps.
    fn copy_anew(&self, go_on: GoOn<'_>) -> Result<(), StoreError> {
        go_on()
    }

    /// Puts the copy in the place of the files, so that no byte of what was dropped before it was
    /// begun stays in them; with these changes besides. Called by the one who writes, alone.
    fn put_anew(&self, changes: &Changes) -> Result<(), StoreError> {
        self.apply(changes)
    }

    /// Removes the files that a copy replaced.
    fn clear_former(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The first rows of a new store.
pub(super) fn first_rows(id: [u8; 16]) -> Changes {
    Changes::from([(layout::store_id(), Some(id.to_vec()))])
}
