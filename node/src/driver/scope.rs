//! Whose statements this node keeps: its own, those in its address book, whom these recognise, and whom its
//! communities have, as `acts/communities/fellows.rs` works out.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::gossip::{Cursor, Scope};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::FELLOWS_MAX;
use bot_protocol::recognition::last;
use bot_protocol::statement::{Content, Kind, Statement};

use super::Driver;
use super::batch::Batch;
use super::load::{NO_STORE, read_cursors, write_cursor};
use crate::store::{Shelf, Store, StoreError, Write};

/// How many steps of recognition lead into scope.
const HOPS: usize = 3;

/// The note that says how much was kept of strangers, in bytes.
const BUDGET: &[u8] = b"strangers-bytes-max";

/// The note that says who was in scope, as a digest.
const SCOPE: &[u8] = b"scope";

/// What was kept of them where there is no such note: 4 GiB.
const BUDGET_ONCE: u64 = 4 * 1024 * 1024 * 1024;

/// Who is in scope as the communities of this node have it.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn read_fellows(store: &dyn Store) -> Result<BTreeSet<Did>, StoreError> {
    dids_on(store, Shelf::Fellows)
}

/// The write that brings somebody into scope by a community, or takes them out of it.
pub(crate) fn write_fellow(did: &Did, is_one: bool) -> Write {
    let (shelf, key) = (Shelf::Fellows, did.public_key().as_bytes().to_vec());
    match is_one {
        true => Write::Note { shelf, key, value: Vec::new() },
        false => Write::Forget { shelf, key },
    }
}

/// Who is in scope, as a digest.
pub(super) fn digest_of(scope: &Scope) -> Hash {
    let keys = |all: &BTreeSet<Did>| -> Vec<u8> {
        all.iter().flat_map(|did| *did.public_key().as_bytes()).collect()
    };
    let known = u64::try_from(scope.known.len()).unwrap_or(u64::MAX).to_be_bytes();
    sha256(&[&known, &keys(&scope.known), &keys(&scope.fellows)])
}

fn note_of(digest: Hash) -> Write {
    let (key, value) = (SCOPE.to_vec(), digest.as_bytes().to_vec());
    Write::Note { shelf: Shelf::Settings, key, value }
}

/// Whose keys name the notes of a shelf.
fn dids_on(store: &dyn Store, shelf: Shelf) -> Result<BTreeSet<Did>, StoreError> {
    let notes = store.notes(shelf, &[])?;
    let keys = notes.iter().filter_map(|(key, _)| <[u8; 32]>::try_from(key.as_slice()).ok());
    Ok(keys.filter_map(|key| PublicKey::from_bytes(&key).ok()).map(Did::from).collect())
}

impl Driver {
    /// Where more is kept of strangers than before, everybody is compared with once: what was cut off
    /// lies below what was read of their stores.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub(super) fn remember_budget(&self) -> Result<(), StoreError> {
        let store = self.slot.as_ref();
        let noted = store.note(Shelf::Settings, BUDGET)?;
        let noted = noted.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
        // Stores from before it was noted had this one.
        let before = noted.unwrap_or(BUDGET_ONCE);
        if before == self.strangers_bytes_max {
            return Ok(());
        }
        let value = self.strangers_bytes_max.to_be_bytes().to_vec();
        let mut writes = vec![Write::Note { shelf: Shelf::Settings, key: BUDGET.to_vec(), value }];
        if self.strangers_bytes_max > before {
            // Whose stores were read is remembered: see `settle`.
            let cursors = read_cursors(store)?.into_iter();
            writes
                .extend(cursors.map(|cursor| write_cursor(&Cursor { store: NO_STORE, ..cursor })));
        }
        store.commit(&writes)
    }

    /// Where somebody came into scope since it was noted, everybody is compared with once: what was refused
    /// of them lies below what was read of others' stores, and nobody would send it again.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub(super) fn remember_scope(
        &mut self,
        scope: &Scope,
        cursors: &mut [Cursor],
    ) -> Result<(), StoreError> {
        let store = self.slot.as_ref();
        let digest = digest_of(scope);
        self.scoped = Some(digest);
        let noted = store.note(Shelf::Settings, SCOPE)?;
        if noted.as_deref() == Some(digest.as_bytes()) {
            return Ok(());
        }
        let mut writes = vec![note_of(digest)];
        // Of a store from before it was noted nothing is known to be missed.
        for cursor in cursors.iter_mut().filter(|_| noted.is_some()) {
            cursor.store = NO_STORE;
            writes.push(write_cursor(cursor));
        }
        store.commit(&writes)
    }

    /// Notes the scope that the engine was told of before this batch: whom it has to ask anew because of
    /// that is durable by now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn note_scope(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let Some(digest) = self.scoped else { return Ok(()) };
        let noted = self.slot.note(Shelf::Settings, SCOPE)?;
        if noted.as_deref() != Some(digest.as_bytes()) {
            batch.writes.push(note_of(digest));
        }
        Ok(())
    }

    /// Whose statements are kept, as the store tells now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn scope(&self) -> Result<Scope, StoreError> {
        self.scope_by(&|writer| self.engine.as_ref()?.author(writer))
    }

    /// The same, where whose a feed is is told so.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn scope_by(
        &self,
        author: &dyn Fn(&PublicKey) -> Option<Did>,
    ) -> Result<Scope, StoreError> {
        let store = self.slot.as_ref();
        let mut known: BTreeSet<Did> = self.identities.keys().copied().collect();
        known.extend(dids_on(store, Shelf::Contacts)?);
        let recognised = self.recognised(author)?;
        let mut edge: Vec<Did> = known.iter().copied().collect();
        for _ in 0..HOPS {
            let next = edge.iter().filter_map(|did| recognised.get(did)).flatten();
            edge = next.filter(|did| !known.contains(did)).copied().collect();
            known.extend(edge.iter().copied());
        }
        // No recognition leads on from whom a community has: the owner chose the community alone.
        let fellows = read_fellows(store)?.into_iter().filter(|did| !known.contains(did));
        let fellows = fellows.take(FELLOWS_MAX).collect();
        Ok(Scope { known, fellows, strangers_bytes_max: self.strangers_bytes_max })
    }

    /// Who recognises whom now, both ways: a recognition is signed by two, and counts until it lapses
    /// or either ends it. What is held passed the gate.
    fn recognised(
        &self,
        author: &dyn Fn(&PublicKey) -> Option<Did>,
    ) -> Result<BTreeMap<Did, BTreeSet<Did>>, StoreError> {
        let author = |said: &Statement| author(&said.writer());
        let mut ends: BTreeSet<(Hash, Did)> = BTreeSet::new();
        let mut offers_ended: BTreeSet<((Did, [u8; 16]), Did)> = BTreeSet::new();
        let held = self.slot.of_kind(Kind::RecognitionEnd, None)?.into_iter();
        for said in held.map(|held| held.statement).chain(self.slot.beside(None)?) {
            let body = said.body().map(|body| Content::read(said.kind(), body));
            if let (Some(Ok(Content::RecognitionEnd(end))), Some(by)) = (body, author(&said)) {
                ends.insert((end.recognition, by));
                offers_ended.extend(end.offer.map(|offer| ((offer.from, offer.nonce), by)));
            }
        }
        let mut standing: BTreeMap<(Did, [u8; 16]), Option<Did>> = BTreeMap::new();
        for held in self.slot.of_kind(Kind::Recognition, None)? {
            let body = held.statement.body().map(|body| Content::read(Kind::Recognition, body));
            let Some(Ok(Content::Recognition(said))) = body else { continue };
            let (from, to) = (said.offer.from(), said.offer.to());
            if author(&held.statement) != Some(to) {
                continue;
            }
            let (id, offer) = (held.statement.id(), (from, said.offer.nonce()));
            let ended = [from, to]
                .iter()
                .any(|side| ends.contains(&(id, *side)) || offers_ended.contains(&(offer, *side)));
            let over = last(held.statement.ts(), said.terms.until) < self.clock.now();
            // Who accepts an offer anew does not bring back what was ended.
            let kept = standing.entry(offer).or_insert(Some(to));
            if ended || over {
                *kept = None;
            }
        }
        let mut found: BTreeMap<Did, BTreeSet<Did>> = BTreeMap::new();
        for ((from, _), to) in standing {
            let Some(to) = to else { continue };
            found.entry(from).or_default().insert(to);
            found.entry(to).or_default().insert(from);
        }
        Ok(found)
    }
}
