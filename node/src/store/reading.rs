//! Entries as they lie on the disk, and what is said of rows that do not read.

use bot_protocol::statement::{Sealed, Statement};

use super::StoreError;
use super::kv::Kv;

/// An entry from disk. Its signature was checked before it was stored; its shape and its body's
/// hash are checked again, since disks err.
pub(super) fn statement(entry: &[u8]) -> Result<Statement, String> {
    let sealed = Sealed::read(entry).map_err(|error| error.to_string())?;
    sealed.reopen().map_err(|error| error.to_string())
}

pub(super) fn damaged(kv: &impl Kv, what: &str) -> StoreError {
    StoreError::Damaged { path: kv.path().to_owned(), what: what.to_owned() }
}
