//! Whose statements this node keeps: its own, those in its address book, whom these recognise, and whom its
//! communities have, as `acts/communities/fellows.rs` works out.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::Hash;
use bot_protocol::gossip::{Cursor, Scope};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::FELLOWS_MAX;
use bot_protocol::recognition::last;
use bot_protocol::statement::{Content, Kind, Statement};

use super::Driver;
use super::load::{NO_STORE, read_cursors, write_cursor};
use crate::store::{Shelf, Store, StoreError, Write};

/// How many steps of recognition lead into scope.
const HOPS: usize = 3;

/// The note that says how much was kept of strangers, in bytes.
const BUDGET: &[u8] = b"strangers-bytes-max";

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

    /// Whose statements are kept, as the store tells now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn scope(&self) -> Result<Scope, StoreError> {
        let store = self.slot.as_ref();
        let mut known: BTreeSet<Did> = self.identities.keys().copied().collect();
        known.extend(dids_on(store, Shelf::Contacts)?);
        let recognised = self.recognised()?;
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
    /// or either ends it. Whose a feed is the engine knows, which holds every key log; what is held
    /// passed the gate.
    fn recognised(&self) -> Result<BTreeMap<Did, BTreeSet<Did>>, StoreError> {
        let author = |said: &Statement| self.engine.as_ref()?.author(&said.writer());
        let mut ends: BTreeSet<(Hash, Did)> = BTreeSet::new();
        let held = self.slot.of_kind(Kind::RecognitionEnd, None)?.into_iter();
        for said in held.map(|held| held.statement).chain(self.slot.beside(None)?) {
            let body = said.body().map(|body| Content::read(said.kind(), body));
            if let (Some(Ok(Content::RecognitionEnd(end))), Some(by)) = (body, author(&said)) {
                ends.insert((end.recognition, by));
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
            let id = held.statement.id();
            let ended = [from, to].iter().any(|side| ends.contains(&(id, *side)));
            let over = last(held.statement.ts(), said.terms.until) < self.clock.now();
            // Who accepts an offer anew does not bring back what was ended.
            let kept = standing.entry((from, said.offer.nonce())).or_insert(Some(to));
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
