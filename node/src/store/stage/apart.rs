//! What is kept of a log apart from its entries: stamps, and what takes something back beside it or before
//! what lies between.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bot_protocol::canon::hash::Hash;
use bot_protocol::canon::hash::hex;
use bot_protocol::feed::{HeadStamp, HeldStamps};
use bot_protocol::identity::PublicKey;
use bot_protocol::limits::{ASIDE_MAX, STAMPS_HELD_MAX};
use bot_protocol::statement::Statement;

use super::super::StoreError;
use super::super::kv::{Changes, Kv};
use super::super::layout::{self, table};
use super::super::reading::{damaged, statement};
use super::Stage;

/// A key and what lies under it, if anything does.
type PlacedRow = (Vec<u8>, Option<Vec<u8>>);

impl<K: Kv> Stage<'_, K> {
    /// Keeps a stamp where it is news. What stays lies where it lay, so that it does not arrive anew.
    pub(super) fn take_stamp(&mut self, stamp: &HeadStamp) -> Result<(), StoreError> {
        let rows = self.stamp_rows(&stamp.writer())?;
        let mut held = HeldStamps::default();
        for row in rows.iter().filter_map(|(_, row)| row.as_ref()) {
            let stamp = HeadStamp::reopen(row)
                .map_err(|what| damaged(self.kv, &format!("stamp: {what}")))?;
            held.hear(&stamp);
        }
        if !held.hear(stamp) {
            return Ok(());
        }
        self.place_stamps(rows, &held)
    }

    /// Keeps these stamps of a log and no others.
    pub(super) fn put_stamps(&mut self, stamps: &[HeadStamp]) -> Result<(), StoreError> {
        let Some(writer) = stamps.first().map(HeadStamp::writer) else { return Ok(()) };
        let mut held = HeldStamps::default();
        for stamp in stamps.iter().filter(|stamp| stamp.writer() == writer) {
            held.hear(stamp);
        }
        let rows = self.stamp_rows(&writer)?;
        self.place_stamps(rows, &held)
    }

    fn place_stamps(&mut self, rows: Vec<PlacedRow>, held: &HeldStamps) -> Result<(), StoreError> {
        let mut kept: Vec<Vec<u8>> = held.all().map(HeadStamp::to_bytes).collect();
        let newest = kept.first().cloned().unwrap_or_default();
        let mut free = Vec::new();
        for (key, row) in rows {
            match kept.iter().position(|one| Some(one) == row.as_ref()) {
                Some(at) => drop(kept.remove(at)),
                None => free.push((key, row)),
            }
        }
        let mut new = kept.into_iter();
        for (key, row) in free {
            match (new.next(), row) {
                (Some(one), _) => {
                    self.arrive(key.clone())?;
                    self.put(key, one);
                }
                // An arrival points here still: to the newest stamp, which lies elsewhere too.
                (None, Some(_)) => self.put(key, newest.clone()),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Every place for a stamp of a log, and what lies there.
    fn stamp_rows(&self, writer: &PublicKey) -> Result<Vec<PlacedRow>, StoreError> {
        let places = 0..u8::try_from(STAMPS_HELD_MAX).unwrap_or(u8::MAX);
        let keys = places.map(|place| layout::stamp(writer, place));
        keys.map(|key| Ok((key.clone(), self.value(&key)?))).collect()
    }

    /// Keeps an entry beside its log; where there is no place left, in that of the greatest id.
    pub(super) fn take_aside(&mut self, new: &Statement) -> Result<(), StoreError> {
        let (writer, id) = (new.writer(), new.id());
        let held = self.asides(&writer)?;
        if held.contains_key(&id) {
            return Ok(());
        }
        if held.len() >= ASIDE_MAX {
            match held.last_key_value().filter(|(last, _)| id < **last) {
                Some((_, key)) => self.forget(key.clone())?,
                None => return Ok(()),
            }
        }
        let key = layout::beside(&writer, &id);
        self.arrive(key.clone())?;
        self.put(key, new.to_bytes());
        Ok(())
    }

    /// Keeps an entry under the number that its log has not come up to.
    pub(super) fn take_ahead(&mut self, new: &Statement) -> Result<(), StoreError> {
        let (key, entry) = (layout::ahead(&new.writer(), new.seq()), new.to_bytes());
        if self.value(&key)?.is_none_or(|held| held != entry) {
            self.arrive(key.clone())?;
            self.put(key, entry);
        }
        Ok(())
    }

    /// Where each entry beside a log lies, by its id.
    fn asides(&self, writer: &PublicKey) -> Result<BTreeMap<Hash, Vec<u8>>, StoreError> {
        let mut held = BTreeMap::new();
        for table in [table::ASIDE, table::BESIDE] {
            let prefix = layout::key(table, &[writer.as_bytes()]);
            let mut rows = Changes::new();
            self.kv.scan(&prefix, &mut |key, row| {
                if !key.starts_with(&prefix) {
                    return ControlFlow::Break(());
                }
                rows.insert(key.to_vec(), Some(row.to_vec()));
                ControlFlow::Continue(())
            })?;
            let changed = self.changes.range(prefix.clone()..);
            let changed = changed.take_while(|(key, _)| key.starts_with(&prefix));
            rows.extend(changed.map(|(key, row)| (key.clone(), row.clone())));
            for (key, row) in rows {
                let Some(row) = row else { continue };
                // Whoever has a key chooses how often this is asked: only the old table has to be read.
                let id = match layout::beside_id(&key) {
                    Some(id) => id,
                    None => statement(&row)
                        .map_err(|what| damaged(self.kv, &format!("entry {}: {what}", hex(&key))))?
                        .id(),
                };
                held.insert(id, key);
            }
        }
        Ok(held)
    }

    /// Forgets these; arrivals that point there show nothing then.
    pub(super) fn let_go(&mut self, writer: &PublicKey, ids: &[Hash]) -> Result<(), StoreError> {
        let held = self.asides(writer)?;
        ids.iter().filter_map(|id| held.get(id)).try_for_each(|key| self.forget(key.clone()))
    }
}
