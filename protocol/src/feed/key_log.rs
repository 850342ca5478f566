//! The key log: everything an identity has said about its keys, in no order that matters.

use std::collections::BTreeMap;

use crate::{
    canon::hash::Hash,
    feed::{KeyAct, KeyEvent, Witnesses},
    identity::{Did, PublicKey},
    limits::{CLOCK_AHEAD_MAX_MILLIS, KEY_EVENTS_MAX},
    time::Timestamp,
};

/// A set of key events of one identity that only grows. Source: `spec/keys.md` §4.
///
/// What it says depends on the set alone, not on the order of arrival: two nodes that hold the
/// same events agree, and an identity restored from paper cannot contradict itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLog {
    did: Did,
    /// In the order of their ids. A list, because most logs have two and there are a hundred thousand
    /// logs: a tree would take five times as much.
    events: Vec<(Hash, KeyEvent)>,
    /// What the events say of each writer, in the order of their keys: kept beside them, as it is
    /// asked for every statement.
    writers: Vec<(PublicKey, Standing)>,
}

/// What a key log says of one writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    named: bool,
    closed: Option<u32>,
}

/// What became of an event that was inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// It is new and kept.
    Added,
    /// It was there already.
    Known,
}

/// Why an event is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyLogError {
    /// It is of another identity.
    #[error("a key event of {found} in the log of {expected}")]
    OtherDid {
        /// Whose log it is.
        expected: Did,
        /// Whose event it is.
        found: Did,
    },
    /// The log has all it may have.
    #[error("the key log of {did} has {max} events already")]
    Full {
        /// Whose log it is.
        did: Did,
        /// Events allowed.
        max: usize,
    },
}

impl KeyLog {
    /// The empty log of this identity.
    #[must_use]
    pub fn new(did: Did) -> Self {
        Self { did, events: Vec::new(), writers: Vec::new() }
    }

    /// Keeps an event.
    ///
    /// # Errors
    /// When it is of another identity, or the log is full.
    pub fn insert(&mut self, event: KeyEvent) -> Result<Insertion, KeyLogError> {
        if event.did() != self.did {
            return Err(KeyLogError::OtherDid { expected: self.did, found: event.did() });
        }
        let id = event.id();
        let Err(place) = self.place(&id) else { return Ok(Insertion::Known) };
        if self.events.len() >= KEY_EVENTS_MAX {
            return Err(KeyLogError::Full { did: self.did, max: KEY_EVENTS_MAX });
        }
        self.note(event.act());
        self.events.reserve_exact(1);
        self.events.insert(place, (id, event));
        Ok(Insertion::Added)
    }

    /// Whose log it is.
    #[must_use]
    pub fn did(&self) -> Did {
        self.did
    }

    /// The events, in the order of their ids.
    pub fn events(&self) -> impl Iterator<Item = &KeyEvent> {
        self.events.iter().map(|(_, event)| event)
    }

    /// The ids of the events, in their order.
    pub fn ids(&self) -> impl Iterator<Item = &Hash> {
        self.events.iter().map(|(id, _)| id)
    }

    /// The number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The event with this id.
    #[must_use]
    pub fn get(&self, id: &Hash) -> Option<&KeyEvent> {
        let place = self.place(id).ok()?;
        self.events.get(place).map(|(_, event)| event)
    }

    /// The hashes of the next keys that were committed to: one, unless the identity is disputed.
    #[must_use]
    pub fn next_keys(&self) -> Vec<Hash> {
        let mut next: Vec<Hash> = self.events().filter_map(next_of).collect();
        next.sort_unstable();
        next.dedup();
        next
    }

    /// Whether the identity began twice, with two next keys: somebody else has its key.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.next_keys().len() > 1
    }

    /// The writers that speak or spoke for the identity, and where each was closed.
    #[must_use]
    pub fn writers(&self) -> BTreeMap<PublicKey, Option<u32>> {
        let named = self.writers.iter().filter(|(_, standing)| standing.named);
        named.map(|(writer, standing)| (*writer, standing.closed)).collect()
    }

    /// Whether this writer was ever named by the identity.
    #[must_use]
    pub fn names(&self, writer: &PublicKey) -> bool {
        self.standing(writer).is_some_and(|standing| standing.named)
    }

    /// The size at which the writer was closed; the largest where there are several.
    ///
    /// Only the owner can close, so a later, larger size only takes back too small a one.
    #[must_use]
    pub fn closed_at(&self, writer: &PublicKey) -> Option<u32> {
        self.standing(writer).and_then(|standing| standing.closed)
    }

    /// Whether statement `seq` of this writer counts as the identity's.
    #[must_use]
    pub fn counts(&self, writer: &PublicKey, seq: u32) -> bool {
        self.names(writer) && self.closed_at(writer).is_none_or(|size| seq < size)
    }

    /// The writer that was named last of those that are open: whom the identity's newest installation
    /// signs as. Of two named at one moment that with the greater id of its act.
    #[must_use]
    pub fn newest_writer(&self) -> Option<PublicKey> {
        let named = self.events.iter().filter_map(|(id, event)| match event.act() {
            KeyAct::Writer { writer, .. } => Some(((event.ts(), id), *writer)),
            KeyAct::Inception { .. } | KeyAct::WriterClose { .. } | KeyAct::Witnesses(_) => None,
        });
        let open = named.filter(|(_, writer)| self.closed_at(writer).is_none());
        open.max_by_key(|(rank, _)| *rank).map(|(_, writer)| writer)
    }

    /// The witnesses named last at `now`, and when they were named; `None` where none are.
    ///
    /// Of two acts of one moment that with the greater id counts. An act of a time to come waits
    /// for it, so that a clock that ran wild once can be set right.
    #[must_use]
    pub fn witnesses(&self, now: Timestamp) -> Option<(&Witnesses, Timestamp)> {
        let latest = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let acts = self.events.iter().filter_map(|(id, event)| match event.act() {
            KeyAct::Witnesses(witnesses) => Some(((event.ts(), id), witnesses)),
            KeyAct::Inception { .. } | KeyAct::Writer { .. } | KeyAct::WriterClose { .. } => None,
        });
        let last = acts.filter(|((ts, _), _)| *ts <= latest).max_by_key(|(rank, _)| *rank)?;
        let ((ts, _), witnesses) = last;
        (!witnesses.is_empty()).then_some((witnesses, ts))
    }

    fn note(&mut self, act: &KeyAct) {
        match act {
            KeyAct::Inception { .. } | KeyAct::Witnesses(_) => {}
            KeyAct::Writer { writer, .. } => {
                self.stand(*writer, |standing| standing.named = true);
            }
            KeyAct::WriterClose { writer, size } => self.stand(*writer, |standing| {
                standing.closed = standing.closed.max(Some(*size));
            }),
        }
    }

    /// Where the event with this id is, or belongs.
    fn place(&self, id: &Hash) -> Result<usize, usize> {
        self.events.binary_search_by(|(held, _)| held.cmp(id))
    }

    fn standing(&self, writer: &PublicKey) -> Option<&Standing> {
        let place = self.writers.binary_search_by(|(held, _)| held.cmp(writer)).ok()?;
        self.writers.get(place).map(|(_, standing)| standing)
    }

    fn stand(&mut self, writer: PublicKey, change: impl FnOnce(&mut Standing)) {
        let place = match self.writers.binary_search_by(|(held, _)| held.cmp(&writer)) {
            Ok(place) => place,
            Err(place) => {
                self.writers.reserve_exact(1);
                self.writers.insert(place, (writer, Standing::default()));
                place
            }
        };
        if let Some((_, standing)) = self.writers.get_mut(place) {
            change(standing);
        }
    }
}

/// The key logs of many identities, and who each writer speaks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    logs: BTreeMap<Did, KeyLog>,
    authors: BTreeMap<PublicKey, Did>,
}

impl KeyRing {
    /// The empty ring.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps an event in the log of its identity.
    ///
    /// # Errors
    /// [`KeyLogError::Full`] when that log is full.
    pub fn insert(&mut self, event: KeyEvent) -> Result<Insertion, KeyLogError> {
        let did = event.did();
        let writer = writer_of(&event);
        let insertion = self.logs.entry(did).or_insert_with(|| KeyLog::new(did)).insert(event)?;
        if let Some(writer) = writer {
            // A writer that agreed to speak for two speaks for the lesser: any order, one answer.
            let author = self.authors.entry(writer).or_insert(did);
            *author = (*author).min(did);
        }
        Ok(insertion)
    }

    /// The log of this identity.
    #[must_use]
    pub fn log(&self, did: &Did) -> Option<&KeyLog> {
        self.logs.get(did)
    }

    /// All logs, in the order of their identities.
    pub fn logs(&self) -> impl Iterator<Item = &KeyLog> {
        self.logs.values()
    }

    /// The identity this writer speaks for.
    #[must_use]
    pub fn author(&self, writer: &PublicKey) -> Option<Did> {
        self.authors.get(writer).copied()
    }
}

fn next_of(event: &KeyEvent) -> Option<Hash> {
    match event.act() {
        KeyAct::Inception { next } => Some(*next),
        KeyAct::Writer { .. } | KeyAct::WriterClose { .. } | KeyAct::Witnesses(_) => None,
    }
}

fn writer_of(event: &KeyEvent) -> Option<PublicKey> {
    match event.act() {
        KeyAct::Writer { writer, .. } => Some(*writer),
        KeyAct::Inception { .. } | KeyAct::WriterClose { .. } | KeyAct::Witnesses(_) => None,
    }
}
