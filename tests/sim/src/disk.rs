//! A node's disk: a store in memory that outlives its node, and can lose its power.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bot_node::store::{
    self, Backend, Item, Row, Shelf, Store, StoreError, StoreInfo, Stored, StoredFeed, Write,
};
use bot_protocol::feed::{ForkProof, HeadStamp, KeyEvent, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Kind, Statement};
use bot_protocol::time::Timestamp;

/// A store as one run of a node holds it.
#[derive(Debug)]
pub(crate) struct Disk {
    platter: Arc<dyn Store>,
    dead: AtomicBool,
    hidden: Mutex<Option<Hidden>>,
}

/// What a liar's disk says it stored and did not: entries of a writer from a number on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden {
    pub(crate) writer: PublicKey,
    pub(crate) from: u32,
}

impl Disk {
    /// A new, empty one.
    pub(crate) fn new() -> Arc<Self> {
        let nowhere = std::path::Path::new("");
        Self::over(store::open(nowhere, Backend::Memory).expect("memory is always there"))
    }

    fn over(platter: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self { platter, dead: AtomicBool::new(false), hidden: Mutex::default() })
    }

    /// Takes its power: what the run that holds it still writes is not written.
    pub(crate) fn kill(&self) {
        self.dead.store(true, Ordering::Relaxed);
    }

    /// Everything on it on another, newer one, as a backup that is put back makes it.
    pub(crate) fn copy_of(other: &Self) -> Arc<Self> {
        let copy = Self::new();
        let now = Timestamp::from_millis(0);
        let mut writes = Vec::new();
        for (_, item) in other.items_since(0, usize::MAX).expect("memory can be read") {
            writes.push(Write::Item(item, now));
        }
        copy.commit(&writes).expect("memory takes what memory held");
        copy
    }

    /// Lies from now on.
    pub(crate) fn hide(&self, hidden: Hidden) {
        *self.hidden.lock().unwrap_or_else(PoisonError::into_inner) = Some(hidden);
    }

    /// Whether it has power.
    pub(crate) fn is_alive(&self) -> bool {
        !self.dead.load(Ordering::Relaxed)
    }

    fn hides(&self, write: &Write) -> bool {
        let hidden = *self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Hidden { writer, from }) = hidden else { return false };
        match write {
            Write::Item(Item::Entry(entry) | Item::Aside(entry) | Item::Ahead(entry), _)
            | Write::Body(entry, _) => entry.writer() == writer && entry.seq() >= from,
            Write::Branch { headers, .. } => {
                headers.iter().any(|entry| entry.writer() == writer && entry.seq() >= from)
            }
            Write::DropBody { .. }
            | Write::DropKey { .. }
            | Write::Erase { .. }
            | Write::Prune { .. }
            | Write::LetGo { .. }
            | Write::Stamps(_)
            | Write::CaughtUp { .. }
            | Write::Item(Item::Key(_) | Item::Fork(_) | Item::Stamp(_) | Item::Heads(_), _)
            | Write::Note { .. }
            | Write::Forget { .. } => false,
        }
    }

    /// What is on it, for the next run.
    pub(crate) fn again(&self) -> Arc<Self> {
        Self::over(Arc::clone(&self.platter))
    }
}

impl Store for Disk {
    fn commit(&self, writes: &[Write]) -> Result<(), StoreError> {
        if !self.is_alive() {
            return Err(StoreError::Stopped { because: "the power is gone".to_owned() });
        }
        if writes.iter().any(|write| self.hides(write)) {
            let told: Vec<Write> =
                writes.iter().filter(|write| !self.hides(write)).cloned().collect();
            return self.platter.commit(&told);
        }
        self.platter.commit(writes)
    }

    fn info(&self) -> StoreInfo {
        self.platter.info()
    }

    fn each_head(&self, see: &mut dyn FnMut(StoredFeed)) -> Result<(), StoreError> {
        self.platter.each_head(see)
    }

    fn head(&self, writer: &PublicKey) -> Result<Option<StoredFeed>, StoreError> {
        self.platter.head(writer)
    }

    fn entry(&self, writer: &PublicKey, seq: u32) -> Result<Option<Stored>, StoreError> {
        self.platter.entry(writer, seq)
    }

    fn entries(
        &self,
        writer: &PublicKey,
        from: u32,
        max_bytes: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.platter.entries(writer, from, max_bytes)
    }

    fn of_kind(&self, kind: Kind, writer: Option<&PublicKey>) -> Result<Vec<Stored>, StoreError> {
        self.platter.of_kind(kind, writer)
    }

    fn missing(&self, limit: usize) -> Result<Vec<(PublicKey, u32)>, StoreError> {
        self.platter.missing(limit)
    }

    fn items_since(&self, position: u64, max_bytes: usize) -> Result<Vec<(u64, Item)>, StoreError> {
        self.platter.items_since(position, max_bytes)
    }

    fn each_key(&self, did: Option<&Did>, see: &mut dyn FnMut(KeyEvent)) -> Result<(), StoreError> {
        self.platter.each_key(did, see)
    }

    fn forks(&self) -> Result<Vec<ForkProof>, StoreError> {
        self.platter.forks()
    }

    fn stamps(&self, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError> {
        self.platter.stamps(writer)
    }

    fn two_heads(&self) -> Result<Vec<StampFork>, StoreError> {
        self.platter.two_heads()
    }

    fn aside(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.platter.aside(writer)
    }

    fn ahead(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.platter.ahead(writer)
    }

    fn former(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.platter.former(writer)
    }

    fn note(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.platter.note(shelf, key)
    }

    fn notes(&self, shelf: Shelf, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        self.platter.notes(shelf, prefix)
    }

    fn is_stale(&self) -> bool {
        self.platter.is_stale()
    }

    fn renew(&self) -> Result<(), StoreError> {
        if !self.is_alive() {
            return Err(StoreError::Stopped { because: "the power is gone".to_owned() });
        }
        self.platter.renew()
    }
}
