//! The store's meaning, written once over any engine: reading, and the one way to write.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use bot_protocol::canon::hash::hex;
use bot_protocol::feed::{ForkProof, HeadStamp, KeyEvent, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Kind, Statement};

use super::count::Count;
use super::folder::Lock;
use super::kv::{Changes, Kv};
use super::layout::{self, EntryRow, HeadRow, table};
use super::lying;
use super::reading::{damaged, statement};
use super::stage::Stage;
use super::{Item, Row, Shelf, Store, StoreError, StoreInfo, Stored, StoredFeed, Write};

/// The format this version writes, and the newest it reads.
pub(super) const VERSION: u32 = 2;

/// Positions, and what arrived there.
type Arrivals = Vec<(u64, Vec<u8>)>;

/// A store on some engine.
#[derive(Debug)]
pub(super) struct Ledger<K> {
    kv: K,
    id: [u8; 16],
    /// The newest position that is durable.
    position: AtomicU64,
    changes: Count,
    /// Whether the files may hold bytes of what was dropped.
    stale: AtomicBool,
    /// Whether something was dropped since the store was last begun to be written anew.
    dropped: AtomicBool,
    /// Held by the one who writes.
    writing: Mutex<()>,
    /// Held by the one who writes next: a lock goes to whoever is quick, and one who writes without
    /// pause would keep the others waiting for ever.
    turn: Mutex<()>,
    /// Held by the one who writes it anew.
    renewing: Mutex<()>,
    /// Why this handle is finished, once it is.
    stopped: OnceLock<String>,
    /// Let go only after the engine has closed: fields drop in the order they are written.
    _lock: Option<Lock>,
}

impl<K: Kv> Ledger<K> {
    /// The store on an engine that holds one already.
    pub(super) fn open(kv: K, lock: Option<Lock>) -> Result<Self, StoreError> {
        let id = kv.value(&layout::store_id())?.and_then(|id| <[u8; 16]>::try_from(id).ok());
        let id = id.ok_or_else(|| damaged(&kv, "the store's id is missing"))?;
        let position = newest(&kv, table::LYING)?.max(newest(&kv, table::ARRIVAL)?);
        let stale = kv.value(&layout::stale())?.is_some();
        Ok(Self {
            kv,
            id,
            position: AtomicU64::new(position),
            changes: Count::new(),
            stale: AtomicBool::new(stale),
            dropped: AtomicBool::new(false),
            writing: Mutex::new(()),
            turn: Mutex::new(()),
            renewing: Mutex::new(()),
            stopped: OnceLock::new(),
            _lock: lock,
        })
    }

    fn alive(&self) -> Result<(), StoreError> {
        match self.stopped.get() {
            None => Ok(()),
            Some(because) => Err(StoreError::Stopped { because: because.clone() }),
        }
    }

    /// Keys that start with `prefix`, from `from` on, at most `limit`; values too where `values`.
    fn rows(&self, prefix: &[u8], from: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.kv.scan(from, &mut |key, value| {
            if !key.starts_with(prefix) || rows.len() >= limit {
                return ControlFlow::Break(());
            }
            rows.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    fn all(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        self.rows(prefix, prefix, usize::MAX)
    }

    /// Shows each row whose key starts with `prefix`, one after the other: of a hundred thousand rows no
    /// copy is made.
    fn each(
        &self,
        prefix: &[u8],
        mut see: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut fault = Ok(());
        self.kv.scan(prefix, &mut |key, row| {
            if !key.starts_with(prefix) {
                return ControlFlow::Break(());
            }
            match see(key, row) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    fault = Err(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        fault
    }

    /// What is read from each such row.
    fn list<T>(
        &self,
        prefix: &[u8],
        read: impl Fn(&[u8]) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(prefix, |_, row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// An entry and its size in bytes.
    fn found(&self, key: &[u8]) -> Result<Option<(usize, Stored)>, StoreError> {
        let found = lying::find(&self.kv, key, |key| self.kv.value(key))?;
        found.map(|(row, entry)| Ok((entry.len(), self.stored(key, row, &entry)?))).transpose()
    }

    fn stored(&self, key: &[u8], row: EntryRow, entry: &[u8]) -> Result<Stored, StoreError> {
        let EntryRow { body, arrived, position } = row;
        let statement = statement(entry)
            .map_err(|what| damaged(&self.kv, &format!("entry {}: {what}", hex(key))))?;
        Ok(Stored { statement, body, arrived, position })
    }

    fn feed(&self, key: &[u8], row: &[u8]) -> Result<StoredFeed, StoreError> {
        let writer = key.get(1..).and_then(|w| <[u8; 32]>::try_from(w).ok());
        let writer = writer.map(PublicKey::reopen);
        let head = HeadRow::read(row);
        let (Some(writer), Some(head)) = (writer, head) else {
            return Err(damaged(&self.kv, &format!("head row {} does not read", hex(key))));
        };
        Ok(StoredFeed {
            writer,
            accumulator: head.accumulator,
            size: head.size,
            last_ts: head.last_ts,
            status: head.status,
            missing: head.missing,
            bytes: head.bytes,
            fork: None,
        })
    }

    fn fork(&self, row: &[u8]) -> Result<ForkProof, StoreError> {
        ForkProof::read(row).map_err(|what| damaged(&self.kv, &format!("fork proof: {what}")))
    }

    fn key_event(&self, row: &[u8]) -> Result<KeyEvent, StoreError> {
        KeyEvent::reopen(row).map_err(|what| damaged(&self.kv, &format!("key event: {what}")))
    }

    fn stamp(&self, row: &[u8]) -> Result<HeadStamp, StoreError> {
        HeadStamp::reopen(row).map_err(|what| damaged(&self.kv, &format!("stamp: {what}")))
    }

    fn proof_of_heads(&self, row: &[u8]) -> Result<StampFork, StoreError> {
        StampFork::read(row).map_err(|what| damaged(&self.kv, &format!("two heads: {what}")))
    }

    fn apart(&self, row: &[u8]) -> Result<Statement, StoreError> {
        statement(row).map_err(|what| damaged(&self.kv, &format!("entry beside its log: {what}")))
    }

    /// All of a table of those, of one writer where one is named.
    fn all_apart(
        &self,
        table: u8,
        writer: Option<&PublicKey>,
    ) -> Result<Vec<Statement>, StoreError> {
        self.alive()?;
        let writer = writer.map_or(&[][..], |writer| writer.as_bytes());
        self.list(&layout::key(table, &[writer]), |row| self.apart(row))
    }

    /// What arrived from this position on, in order: some of it, as long as there is any.
    fn arrivals(&self, from: u64, max_bytes: usize) -> Result<BTreeMap<u64, Vec<u8>>, StoreError> {
        let (mut arrivals, mut until) = (BTreeMap::new(), u64::MAX);
        for start in [layout::former_arrival(from), layout::arrival(from)] {
            let (some, end) = self.some_arrivals(&start, max_bytes)?;
            // Where one table goes on, what lies later in the other is not what comes next.
            until = until.min(end);
            arrivals.extend(some);
        }
        arrivals.retain(|position, _| *position <= until);
        Ok(arrivals)
    }

    /// Rows of one table of arrivals, and up to where they are all.
    fn some_arrivals(&self, start: &[u8], max_bytes: usize) -> Result<(Arrivals, u64), StoreError> {
        const CHUNK: usize = 128;
        let (mut some, mut bytes, mut end) = (Vec::new(), 0, Some(u64::MAX));
        self.kv.scan(start, &mut |key, row| {
            if key.first() != start.first() {
                return ControlFlow::Break(());
            }
            if some.len() == CHUNK || bytes > max_bytes {
                end = some.last().map(|(position, _)| *position);
                return ControlFlow::Break(());
            }
            let Some(position) = layout::position(key) else {
                end = None;
                return ControlFlow::Break(());
            };
            bytes += row.len();
            some.push((position, row.to_vec()));
            ControlFlow::Continue(())
        })?;
        let end = end.ok_or_else(|| damaged(&self.kv, "an arrival's key is not 9 bytes"))?;
        Ok((some, end))
    }

    /// The item an arrival points to, and its size in bytes; nothing where that was replaced with its
    /// branch since, or let go from beside its feed.
    fn arrived(&self, position: u64, arrival: &[u8]) -> Result<Option<(usize, Item)>, StoreError> {
        let points =
            |what: &str| damaged(&self.kv, &format!("arrival {position} points to {what}"));
        let (pointer, lying) = layout::pointer(arrival).ok_or_else(|| points("no row"))?;
        if !lying.is_empty() {
            let read = EntryRow::read(position, lying);
            let (row, entry) = read.ok_or_else(|| points("what is no entry"))?;
            let held = self.stored(pointer, row, &entry)?;
            return Ok(Some((entry.len(), Item::Entry(held.statement))));
        }
        if pointer.first() == Some(&table::ENTRY) {
            let found = self.found(pointer)?;
            return Ok(found.map(|(bytes, held)| (bytes, Item::Entry(held.statement))));
        }
        // What was let go, or outdone, is there no more.
        let goes = [table::ASIDE, table::BESIDE, table::AHEAD, table::KEY];
        let goes = pointer.first().is_some_and(|table| goes.contains(table));
        let row = match self.kv.value(pointer)? {
            None if goes => return Ok(None),
            row => row.ok_or_else(|| points("what is not held"))?,
        };
        let item = match pointer.first() {
            Some(&table::KEY) => Item::Key(self.key_event(&row)?),
            Some(&table::FORK) => Item::Fork(self.fork(&row)?),
            Some(&table::STAMP) => Item::Stamp(self.stamp(&row)?),
            Some(&(table::ASIDE | table::BESIDE)) => Item::Aside(self.apart(&row)?),
            Some(&table::AHEAD) => Item::Ahead(self.apart(&row)?),
            Some(&table::HEADS) => Item::Heads(self.proof_of_heads(&row)?),
            _ => return Err(points("no row")),
        };
        Ok(Some((row.len(), item)))
    }

    /// Waits until it is this thread's turn to write.
    fn writing(&self) -> Result<MutexGuard<'_, ()>, StoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.writing.lock().map_err(|_| broken_off())
    }

    fn write(&self, writes: &[Write]) -> Result<(), StoreError> {
        let mut stage = Stage::new(&self.kv, self.position.load(Ordering::Acquire));
        for write in writes {
            stage.take(write)?;
        }
        let (mut changes, position) = stage.finish();
        let drops = writes.iter().any(Write::drops);
        if !changes.is_empty() {
            if drops && !self.is_stale() {
                changes.insert(layout::stale(), Some(Vec::new()));
            }
            self.kv.apply(&changes)?;
            self.stale.fetch_or(drops, Ordering::AcqRel);
            self.dropped.fetch_or(drops, Ordering::AcqRel);
            self.position.store(position, Ordering::Release);
            self.changes.rise();
        }
        Ok(())
    }
}

impl<K: Kv> Store for Ledger<K> {
    fn commit(&self, writes: &[Write]) -> Result<(), StoreError> {
        let _writing = self.writing()?;
        self.alive()?;
        let done = self.write(writes);
        if let Err(error) = &done
            && !error.is_refusal()
        {
            // The first reason stays; nobody else sets one while this thread writes.
            drop(self.stopped.set(error.to_string()));
        }
        done
    }

    fn info(&self) -> StoreInfo {
        StoreInfo {
            backend: self.kv.backend(),
            id: self.id,
            version: VERSION,
            position: self.position.load(Ordering::Acquire),
            changes: self.changes.now(),
            bytes: self.kv.bytes(),
        }
    }

    fn each_head(&self, see: &mut dyn FnMut(StoredFeed)) -> Result<(), StoreError> {
        let forks = self.forks()?;
        let mut forks: BTreeMap<PublicKey, ForkProof> =
            forks.into_iter().map(|fork| (fork.writer(), fork)).collect();
        self.each(&[table::HEAD], |key, row| {
            let mut feed = self.feed(key, row)?;
            feed.fork = forks.remove(&feed.writer);
            see(feed);
            Ok(())
        })
    }

    fn head(&self, writer: &PublicKey) -> Result<Option<StoredFeed>, StoreError> {
        self.alive()?;
        let key = layout::head(writer);
        let Some(row) = self.kv.value(&key)? else { return Ok(None) };
        let mut feed = self.feed(&key, &row)?;
        let fork = self.kv.value(&layout::key(table::FORK, &[writer.as_bytes()]))?;
        feed.fork = fork.map(|row| self.fork(&row)).transpose()?;
        Ok(Some(feed))
    }

    fn entry(&self, writer: &PublicKey, seq: u32) -> Result<Option<Stored>, StoreError> {
        self.alive()?;
        Ok(self.found(&layout::entry(writer, seq))?.map(|(_, stored)| stored))
    }

    fn entries(
        &self,
        writer: &PublicKey,
        from: u32,
        max_bytes: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.alive()?;
        let (mut entries, mut bytes) = (Vec::new(), 0_usize);
        for seq in from..=u32::MAX {
            let Some((size, stored)) = self.found(&layout::entry(writer, seq))? else { break };
            bytes = bytes.saturating_add(size);
            if bytes > max_bytes && !entries.is_empty() {
                break;
            }
            entries.push(stored);
        }
        Ok(entries)
    }

    fn of_kind(&self, kind: Kind, writer: Option<&PublicKey>) -> Result<Vec<Stored>, StoreError> {
        self.alive()?;
        let writer = writer.map_or(&[][..], |writer| writer.as_bytes());
        let prefix = layout::key(table::KIND, &[&kind.number().to_be_bytes(), writer]);
        let mut entries = Vec::new();
        for (key, _) in self.all(&prefix)? {
            let (writer, seq) = layout::writer_and_seq(&key)
                .ok_or_else(|| damaged(&self.kv, &format!("kind row {}", hex(&key))))?;
            entries.extend(self.entry(&writer, seq)?);
        }
        Ok(entries)
    }

    fn missing(&self, limit: usize) -> Result<Vec<(PublicKey, u32)>, StoreError> {
        self.alive()?;
        let prefix = [table::MISSING];
        let rows = self.rows(&prefix, &prefix, limit)?;
        rows.iter()
            .map(|(key, _)| {
                layout::writer_and_seq(key)
                    .ok_or_else(|| damaged(&self.kv, &format!("missing row {}", hex(key))))
            })
            .collect()
    }

    fn items_since(&self, position: u64, max_bytes: usize) -> Result<Vec<(u64, Item)>, StoreError> {
        self.alive()?;
        let (mut items, mut bytes, mut next) = (Vec::new(), 0_usize, position.checked_add(1));
        while let Some(from) = next {
            next = None;
            for (place, arrival) in self.arrivals(from, max_bytes)? {
                next = place.checked_add(1);
                let Some((size, item)) = self.arrived(place, &arrival)? else { continue };
                bytes = bytes.saturating_add(size);
                if bytes > max_bytes && !items.is_empty() {
                    return Ok(items);
                }
                items.push((place, item));
            }
        }
        Ok(items)
    }

    fn each_key(&self, did: Option<&Did>, see: &mut dyn FnMut(KeyEvent)) -> Result<(), StoreError> {
        self.alive()?;
        let did = did.map_or(&[][..], |did| did.public_key().as_bytes());
        let prefix = layout::key(table::KEY, &[did]);
        self.each(&prefix, |_, row| {
            see(self.key_event(row)?);
            Ok(())
        })
    }

    fn forks(&self) -> Result<Vec<ForkProof>, StoreError> {
        self.alive()?;
        self.list(&[table::FORK], |row| self.fork(row))
    }

    fn stamps(&self, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError> {
        self.alive()?;
        let writer = writer.map_or(&[][..], |writer| writer.as_bytes());
        let prefix = layout::key(table::STAMP, &[writer]);
        self.list(&prefix, |row| self.stamp(row))
    }

    fn two_heads(&self) -> Result<Vec<StampFork>, StoreError> {
        self.alive()?;
        self.all(&[table::HEADS])?.iter().map(|(_, row)| self.proof_of_heads(row)).collect()
    }

    fn aside(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        Ok([self.all_apart(table::ASIDE, writer)?, self.all_apart(table::BESIDE, writer)?].concat())
    }

    fn former(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.all_apart(table::FORMER, writer)
    }

    fn ahead(&self, writer: Option<&PublicKey>) -> Result<Vec<Statement>, StoreError> {
        self.all_apart(table::AHEAD, writer)
    }

    fn note(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.alive()?;
        self.kv.value(&layout::note(shelf, key))
    }

    fn notes(&self, shelf: Shelf, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        self.alive()?;
        let rows = self.all(&layout::note(shelf, prefix))?;
        Ok(rows.into_iter().map(|(key, value)| (key[2..].to_vec(), value)).collect())
    }

    fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }

    fn renew(&self) -> Result<(), StoreError> {
        let Ok(_renewing) = self.renewing.lock() else { return Err(broken_off()) };
        // What is dropped from now on may be in the copy already.
        self.dropped.store(false, Ordering::Release);
        self.kv.copy_anew(&|| self.alive())?;
        let writing = self.writing()?;
        self.alive()?;
        let stale = self.dropped.load(Ordering::Acquire);
        let mark = (layout::stale(), stale.then(Vec::new));
        let put = self.kv.put_anew(&Changes::from([mark]));
        if let Err(error) = put {
            if self.kv.value(&layout::store_id()).is_err() {
                // Which files are in place only opening it again shows.
                drop(self.stopped.set(error.to_string()));
            }
            return Err(error);
        }
        self.stale.store(stale, Ordering::Release);
        drop(writing);
        self.kv.clear_former()
    }
}

/// The newest position in a table of arrivals.
fn newest(kv: &impl Kv, arrivals: u8) -> Result<u64, StoreError> {
    let last = kv.last_before(&layout::key(arrivals + 1, &[]))?;
    last.filter(|key| key.first() == Some(&arrivals))
        .map_or(Some(0), |key| layout::position(&key))
        .ok_or_else(|| damaged(kv, "an arrival's key is not 9 bytes"))
}

fn broken_off() -> StoreError {
    StoreError::Stopped { because: "a write was broken off".to_owned() }
}
