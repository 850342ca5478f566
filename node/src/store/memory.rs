//! The store in memory: what the other engines are compared with, and what simulations use.

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::kv::{Changes, Kv, Visit, first_rows};
use super::ledger::Ledger;
use super::{Backend, Store, StoreError};

/// An ordered map behind a lock.
#[derive(Debug, Default)]
pub(super) struct Memory {
    rows: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

/// A new, empty store.
pub(super) fn open() -> Result<Arc<dyn Store>, StoreError> {
    let memory = Memory::default();
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| StoreError::Engine {
        backend: Backend::Memory,
        path: memory.path().to_owned(),
        what: error.to_string(),
    })?;
    memory.apply(&first_rows(id))?;
    Ok(Arc::new(Ledger::open(memory, None)?))
}

impl Kv for Memory {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn scan(&self, from: &[u8], visit: Visit<'_>) -> Result<(), StoreError> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in rows.range::<[u8], _>((Bound::Included(from), Bound::Unbounded)) {
            if let ControlFlow::Break(()) = visit(key, value) {
                break;
            }
        }
        Ok(())
    }

    fn last_before(&self, end: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        let mut before = rows.range::<[u8], _>((Bound::Unbounded, Bound::Excluded(end)));
        Ok(before.next_back().map(|(key, _)| key.clone()))
    }

    fn apply(&self, changes: &Changes) -> Result<(), StoreError> {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in changes {
            match value {
                Some(value) => drop(rows.insert(key.clone(), value.clone())),
                None => drop(rows.remove(key)),
            }
        }
        Ok(())
    }

    fn bytes(&self) -> u64 {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        rows.iter().map(|(key, value)| (key.len() + value.len()) as u64).sum()
    }

    fn backend(&self) -> Backend {
        Backend::Memory
    }

    fn path(&self) -> &Path {
        Path::new("memory")
    }
}
