//! The store behind a door that can be closed: so that a failed store can be given up and opened
//! again while others hold on to it.

use std::sync::{Arc, PoisonError, RwLock};

use bot_protocol::feed::{ForkProof, HeadStamp, KeyEvent, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Kind, Statement};

use crate::store::{Item, Shelf, Store, StoreError, StoreInfo, Stored, StoredFeed, Write};

/// The store that is open now, or none.
#[derive(Debug)]
pub(super) struct Slot {
    open: RwLock<Option<Arc<dyn Store>>>,
    last: RwLock<StoreInfo>,
}

impl Slot {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        let last = RwLock::new(store.info());
        Self { open: RwLock::new(Some(store)), last }
    }

    /// Gives the store up: when this returns, nobody is inside it any more.
    pub(super) fn close(&self) {
        let store = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(store) = store {
            *self.last.write().unwrap_or_else(PoisonError::into_inner) = store.info();
        }
    }

    /// Puts a newly opened store in place.
    pub(super) fn put(&self, store: Arc<dyn Store>) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(store);
    }

    /// The store itself, for what may outlast it.
    pub(super) fn current(&self) -> Option<Arc<dyn Store>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_deref().map_or_else(
            || Err(StoreError::Stopped { because: "the store is being opened again".to_owned() }),
            work,
        )
    }
}

impl Store for Slot {
    fn commit(&self, writes: &[Write]) -> Result<(), StoreError> {
        self.with(|store| store.commit(writes))
    }

    fn info(&self) -> StoreInfo {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let last = || *self.last.read().unwrap_or_else(PoisonError::into_inner);
        open.as_deref().map_or_else(last, Store::info)
    }

    fn each_head(&self, see: &mut dyn FnMut(StoredFeed)) -> Result<(), StoreError> {
        self.with(|store| store.each_head(see))
    }

    fn head(&self, writer: &PublicKey) -> Result<Option<StoredFeed>, StoreError> {
        self.with(|store| store.head(writer))
    }

    fn entry(&self, writer: &PublicKey, seq: u32) -> Result<Option<Stored>, StoreError> {
        self.with(|store| store.entry(writer, seq))
    }

    fn entries(
        &self,
        writer: &PublicKey,
        from: u32,
        max_bytes: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.with(|store| store.entries(writer, from, max_bytes))
    }

    fn of_kind(&self, kind: Kind, writer: Option<&PublicKey>) -> Result<Vec<Stored>, StoreError> {
        self.with(|store| store.of_kind(kind, writer))
    }

    fn missing(&self, limit: usize) -> Result<Vec<(PublicKey, u32)>, StoreError> {
        self.with(|store| store.missing(limit))
    }

    fn items_since(&self, position: u64, max_bytes: usize) -> Result<Vec<(u64, Item)>, StoreError> {
        self.with(|store| store.items_since(position, max_bytes))
    }

    fn each_key(&self, did: Option<&Did>, see: &mut dyn FnMut(KeyEvent)) -> Result<(), StoreError> {
        self.with(|store| store.each_key(did, see))
    }

    fn forks(&self) -> Result<Vec<ForkProof>, StoreError> {
        self.with(|store| store.forks())
    }

    fn stamps(&self, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError> {
        self.with(|store| store.stamps(writer))
    }

    fn two_heads(&self) -> Result<Vec<StampFork>, StoreError> {
        self.with(|store| store.two_heads())
    }

    fn aside(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.with(|store| store.aside(writer))
    }

    fn ahead(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.with(|store| store.ahead(writer))
    }

    fn former(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.with(|store| store.former(writer))
    }

    fn note(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|store| store.note(shelf, key))
    }

    fn notes(&self, shelf: Shelf, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.with(|store| store.notes(shelf, prefix))
    }

    fn is_stale(&self) -> bool {
        self.with(|store| Ok(store.is_stale())).unwrap_or(false)
    }

    fn renew(&self) -> Result<(), StoreError> {
        self.with(|store| store.renew())
    }
}
