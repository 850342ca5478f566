//! A batch being made ready: each change sees those before it; nothing is written until the end.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use bot_protocol::canon::hash::hex;
use bot_protocol::feed::{Feed, ForkProof, KeyEvent, StampFork};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::kinds::Prune;
use bot_protocol::statement::{Kind, Retention, Statement};
use bot_protocol::time::Timestamp;

use super::kv::{Changes, Kv};
use super::layout::{self, EntryRow, HeadRow, Place, table};
use super::lying;
use super::reading::{damaged, statement};
use super::{BodyState, Gone, Item, StoreError, Write, stays};

mod apart;

/// The changes of one batch over what the engine holds.
pub(super) struct Stage<'a, K> {
    kv: &'a K,
    changes: Changes,
    heads: BTreeMap<PublicKey, HeadRow>,
    position: u64,
}

impl<'a, K: Kv> Stage<'a, K> {
    pub(super) fn new(kv: &'a K, position: u64) -> Self {
        Self { kv, changes: Changes::new(), heads: BTreeMap::new(), position }
    }

    /// Takes one change in, or says why the batch does not fit.
    pub(super) fn take(&mut self, write: &Write) -> Result<(), StoreError> {
        match write {
            Write::Item(Item::Key(event), _) => self.take_key(event),
            Write::Item(Item::Entry(statement), arrived) => self.take_entry(statement, *arrived),
            Write::Item(Item::Fork(proof), _) => self.take_fork(proof),
            Write::Item(Item::Stamp(stamp), _) => self.take_stamp(stamp),
            Write::Item(Item::Heads(proof), _) => self.take_heads(proof),
            Write::Item(Item::Aside(statement), _) => self.take_aside(statement),
            Write::Item(Item::Ahead(statement), _) => self.take_ahead(statement),
            Write::Branch { ground, headers, arrived } => {
                self.take_branch(ground, headers, *arrived)
            }
            Write::Body(statement, arrived) => self.take_body(statement, *arrived),
            Write::Stamps(stamps) => self.put_stamps(stamps),
            Write::LetGo { writer, ids } => self.let_go(writer, ids),
            Write::CaughtUp { writer, seq } => self.forget(layout::ahead(writer, *seq)),
            Write::DropKey { did, id } => {
                let key = layout::key(table::KEY, &[did.public_key().as_bytes(), id.as_bytes()]);
                self.forget(key)
            }
            Write::DropBody { writer, seq, why } => self.drop_body(writer, *seq, *why),
            Write::Erase { writer, seq } => self.erase(writer, *seq),
            Write::Prune { writer, below } => self.prune(writer, *below),
            Write::Note { shelf, key, value } => {
                write.fits()?;
                self.put(layout::note(*shelf, key), value.clone());
                Ok(())
            }
            Write::Forget { shelf, key } => {
                self.changes.insert(layout::note(*shelf, key), None);
                Ok(())
            }
        }
    }

    /// All rows to write, and the position they bring the store to.
    pub(super) fn finish(mut self) -> (Changes, u64) {
        for (writer, head) in std::mem::take(&mut self.heads) {
            self.put(layout::head(&writer), head.write());
        }
        (self.changes, self.position)
    }

    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.get(key) {
            Some(change) => Ok(change.clone()),
            None => self.kv.value(key),
        }
    }

    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.changes.insert(key, Some(value));
    }

    /// The next position in the order of arrival.
    fn next_position(&mut self) -> Result<u64, StoreError> {
        self.position = self
            .position
            .checked_add(1)
            .ok_or_else(|| damaged(self.kv, "the order of arrival has no number left"))?;
        Ok(self.position)
    }

    /// Gives the row under `key` the next position in the order of arrival, in the place of any before.
    fn arrive(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        let position = self.next_position()?;
        self.depart(&key)?;
        self.put(layout::arrived(&key), position.to_be_bytes().to_vec());
        self.put(layout::arrival(position), key);
        Ok(())
    }

    /// Takes the row under `key` out of the order of arrival: what comes anew and what goes again and again
    /// leaves no trace of each time. The newest position stays, as the order goes on from it.
    fn depart(&mut self, key: &[u8]) -> Result<(), StoreError> {
        let at = layout::arrived(key);
        let Some(row) = self.value(&at)? else { return Ok(()) };
        let position = layout::position(&row);
        let position =
            position.ok_or_else(|| damaged(self.kv, &format!("arrival of {}", hex(key))))?;
        self.changes.insert(at, None);
        if position < self.position {
            self.changes.insert(layout::arrival(position), None);
        }
        Ok(())
    }

    /// Forgets a row that arrived.
    fn forget(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        self.depart(&key)?;
        self.changes.insert(key, None);
        Ok(())
    }

    /// Lays an entry where it arrived.
    fn lay(&mut self, key: Vec<u8>, row: EntryRow, entry: &[u8]) {
        self.put(layout::arrival(row.position), row.write(&key, entry));
        self.put(key, Place::write(row.position));
    }

    /// Leaves nothing but the key where an entry lay: in the table of its format.
    fn leave(&mut self, key: &[u8], position: u64) -> Result<(), StoreError> {
        let arrival = layout::arrival(position);
        if self.value(&arrival)?.is_some() {
            self.put(arrival, key.to_vec());
        }
        Ok(())
    }

    fn head(&self, writer: &PublicKey) -> Result<HeadRow, StoreError> {
        if let Some(head) = self.heads.get(writer) {
            return Ok(head.clone());
        }
        let key = layout::head(writer);
        let Some(row) = self.kv.value(&key)? else { return Ok(HeadRow::empty()) };
        HeadRow::read(&row)
            .ok_or_else(|| damaged(self.kv, &format!("head row {} does not read", hex(&key))))
    }

    /// An entry's row and the Entry behind it.
    fn row(&self, key: &[u8]) -> Result<Option<(EntryRow, Vec<u8>)>, StoreError> {
        lying::find(self.kv, key, |key| self.value(key))
    }

    fn take_key(&mut self, event: &KeyEvent) -> Result<(), StoreError> {
        let (did, id) = (event.did(), event.id());
        let key = layout::key(table::KEY, &[did.public_key().as_bytes(), id.as_bytes()]);
        if self.value(&key)?.is_none() {
            // It comes once, and there are many.
            let position = self.next_position()?;
            self.put(layout::arrival(position), key.clone());
            self.put(key, event.to_bytes());
        }
        Ok(())
    }

    fn take_fork(&mut self, proof: &ForkProof) -> Result<(), StoreError> {
        let key = layout::key(table::FORK, &[proof.writer().as_bytes()]);
        if let Some(row) = self.value(&key)? {
            let held = ForkProof::read(&row)
                .map_err(|what| damaged(self.kv, &format!("fork proof: {what}")))?;
            if !proof.better(&held) {
                return Ok(());
            }
        }
        self.arrive(key.clone())?;
        self.put(key, proof.to_bytes());
        Ok(())
    }

    fn take_heads(&mut self, proof: &StampFork) -> Result<(), StoreError> {
        let key = layout::key(table::HEADS, &[proof.writer().as_bytes()]);
        if let Some(row) = self.value(&key)? {
            let held = StampFork::read(&row)
                .map_err(|what| damaged(self.kv, &format!("two heads: {what}")))?;
            if !proof.better(&held) {
                return Ok(());
            }
        }
        self.arrive(key.clone())?;
        self.put(key, proof.to_bytes());
        Ok(())
    }

    fn take_entry(&mut self, new: &Statement, arrived: Timestamp) -> Result<(), StoreError> {
        let (writer, seq) = (new.writer(), new.seq());
        let mut head = self.head(&writer)?;
        let key = layout::entry(&writer, seq);
        if seq < head.size {
            return self.same(&key, new).map(drop);
        }
        if seq > head.size {
            return Err(StoreError::Gap { writer, expected: head.size, found: seq });
        }
        let body = match new.body() {
            Some(_) => BodyState::Held,
            None => BodyState::Missing,
        };
        let entry = new.to_bytes();
        head.size = seq.saturating_add(1);
        head.last_ts = new.ts();
        head.status += u32::from(is_status(new.kind()));
        head.bytes += entry.len() as u64;
        if !head.accumulator.push(new.id()) {
            return Err(StoreError::Gap { writer, expected: u32::MAX, found: seq });
        }
        if body == BodyState::Missing {
            head.missing += 1;
            self.put(layout::missing(&writer, seq), Vec::new());
        }
        let position = self.next_position()?;
        self.lay(key, EntryRow { body, arrived, position }, &entry);
        self.put(layout::kind(new.kind().number(), &writer, seq), Vec::new());
        self.heads.insert(writer, head);
        Ok(())
    }

    /// Puts a branch in the place of what is held from where they part on.
    fn take_branch(
        &mut self,
        ground: &Feed,
        headers: &[Statement],
        arrived: Timestamp,
    ) -> Result<(), StoreError> {
        let writer = ground.writer();
        let mut head = self.head(&writer)?;
        if head.size < ground.size() {
            return Err(StoreError::Gap { writer, expected: head.size, found: ground.size() });
        }
        let (mut tree, mut last_ts) = (ground.accumulator().clone(), ground.last_ts());
        let mut new = headers;
        while let Some((header, rest)) = new.split_first() {
            if !self.holds(header)? {
                break;
            }
            tree.push(header.id());
            (last_ts, new) = (header.ts(), rest);
        }
        if new.is_empty() {
            // All of it is held.
            return Ok(());
        }
        for seq in tree.size()..head.size {
            self.remove(&writer, seq, &mut head)?;
        }
        (head.size, head.last_ts, head.accumulator) = (tree.size(), last_ts, tree);
        self.heads.insert(writer, head);
        new.iter().try_for_each(|header| self.take_entry(&header.without_body(), arrived))
    }

    fn holds(&self, header: &Statement) -> Result<bool, StoreError> {
        let key = layout::entry(&header.writer(), header.seq());
        let Some((_, entry)) = self.row(&key)? else { return Ok(false) };
        let held = statement(&entry)
            .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(&key))))?;
        Ok(held.id() == header.id())
    }

    /// Takes an entry out, and what it counts for; what takes something back stays apart, and counts for
    /// the bytes of its log as before.
    fn remove(
        &mut self,
        writer: &PublicKey,
        seq: u32,
        head: &mut HeadRow,
    ) -> Result<(), StoreError> {
        let key = layout::entry(writer, seq);
        let Some((row, entry)) = self.row(&key)? else {
            return Err(damaged(self.kv, &format!("entry {} is not held", hex(&key))));
        };
        let held = statement(&entry)
            .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(&key))))?;
        head.status -= u32::from(is_status(held.kind())).min(head.status);
        head.missing -= u32::from(row.body == BodyState::Missing).min(head.missing);
        let former = layout::former(writer, &held.id());
        if stays(&held) && self.value(&former)?.is_none() {
            self.put(former, entry.clone());
        } else {
            head.bytes = head.bytes.saturating_sub(entry.len() as u64);
        }
        let kind = layout::kind(held.kind().number(), writer, seq);
        let arrivals = [layout::arrival(row.position), layout::former_arrival(row.position)];
        for gone in arrivals.into_iter().chain([layout::missing(writer, seq), kind, key]) {
            self.changes.insert(gone, None);
        }
        Ok(())
    }

    /// What is held in the place of `new`, if it is the same entry.
    fn same(&self, key: &[u8], new: &Statement) -> Result<(EntryRow, Statement), StoreError> {
        let (writer, seq) = (new.writer(), new.seq());
        let Some((row, entry)) = self.row(key)? else {
            return Err(StoreError::NotHeld { writer, seq });
        };
        let held = statement(&entry)
            .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(key))))?;
        if held.id() != new.id() {
            return Err(StoreError::Conflict { writer, seq });
        }
        Ok((row, held))
    }

    fn take_body(&mut self, new: &Statement, arrived: Timestamp) -> Result<(), StoreError> {
        let (writer, seq) = (new.writer(), new.seq());
        let key = layout::entry(&writer, seq);
        let (row, held) = self.same(&key, new)?;
        match row.body {
            BodyState::Held | BodyState::Erased | BodyState::Refused => return Ok(()),
            BodyState::Missing if new.body().is_none() => return Ok(()),
            BodyState::Missing => {}
        }
        let mut head = self.head(&writer)?;
        let entry = new.to_bytes();
        head.missing = head.missing.saturating_sub(1);
        head.bytes = resized(head.bytes, held.to_bytes().len(), entry.len());
        self.heads.insert(writer, head);
        self.changes.insert(layout::missing(&writer, seq), None);
        self.leave(&key, row.position)?;
        let position = self.next_position()?;
        self.lay(key, EntryRow { body: BodyState::Held, arrived, position }, &entry);
        Ok(())
    }

    /// Drops what its author erased; what is permanent stays, also where it came in the same batch.
    fn erase(&mut self, writer: &PublicKey, seq: u32) -> Result<(), StoreError> {
        let key = layout::entry(writer, seq);
        let Some((_, entry)) = self.row(&key)? else { return Ok(()) };
        let held = statement(&entry)
            .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(&key))))?;
        match held.header().ret {
            Retention::Permanent => Ok(()),
            Retention::Erasable => self.drop_body(writer, seq, Gone::Erased),
        }
    }

    /// Drops the words of upkeep that something later took the place of.
    fn prune(&mut self, writer: &PublicKey, below: u32) -> Result<(), StoreError> {
        let mut log = BTreeSet::new();
        for kind in Kind::UPKEEP {
            let from = layout::kind(kind.number(), writer, 0);
            let until = layout::kind(kind.number(), writer, below);
            let number = |key: &[u8]| layout::writer_and_seq(key).map(|(_, seq)| (seq, kind));
            self.kv.scan(&from, &mut |key, _| {
                if key >= until.as_slice() {
                    return ControlFlow::Break(());
                }
                log.extend(number(key));
                ControlFlow::Continue(())
            })?;
            let staged = self.changes.range(from..until).filter(|(_, row)| row.is_some());
            log.extend(staged.filter_map(|(key, _)| number(key)));
        }
        // What a branch took away in this batch has no row, and is left alone.
        let superseded = Prune::superseded(below, log);
        superseded.into_iter().try_for_each(|seq| self.erase(writer, seq))
    }

    fn drop_body(&mut self, writer: &PublicKey, seq: u32, why: Gone) -> Result<(), StoreError> {
        let key = layout::entry(writer, seq);
        let Some((row, entry)) = self.row(&key)? else { return Ok(()) };
        let body = match why {
            Gone::Erased => BodyState::Erased,
            Gone::Refused => BodyState::Refused,
        };
        let bare = match row.body {
            BodyState::Erased | BodyState::Refused => return Ok(()),
            BodyState::Held => statement(&entry)
                .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(&key))))?
                .without_body()
                .to_bytes(),
            BodyState::Missing => entry.clone(),
        };
        let mut head = self.head(writer)?;
        if row.body == BodyState::Missing {
            head.missing = head.missing.saturating_sub(1);
            self.changes.insert(layout::missing(writer, seq), None);
        }
        head.bytes = resized(head.bytes, entry.len(), bare.len());
        self.heads.insert(*writer, head);
        self.changes.insert(layout::former_arrival(row.position), None);
        self.lay(key, EntryRow { body, ..row }, &bare);
        Ok(())
    }
}

fn resized(bytes: u64, before: usize, after: usize) -> u64 {
    bytes.saturating_sub(before as u64).saturating_add(after as u64)
}

/// Whether an entry of this kind says something about the status of credentials.
fn is_status(kind: Kind) -> bool {
    kind.tells_status()
}
