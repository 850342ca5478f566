//! Whose statements this node keeps: its own, those in its address book, and whom these recognise.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::feed::KeyRing;
use bot_protocol::gossip::Scope;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Content, Kind};

use super::Driver;
use crate::store::{Shelf, Store, StoreError};

/// How many steps of recognition lead into scope.
const HOPS: usize = 3;

impl Driver {
    /// Whose statements are kept, as the store tells now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn scope(&self) -> Result<Scope, StoreError> {
        let store = self.slot.as_ref();
        let mut known: BTreeSet<Did> = self.identities.keys().copied().collect();
        for (key, _) in store.notes(Shelf::Contacts, &[])? {
            let key = <[u8; 32]>::try_from(key.as_slice()).ok();
            known.extend(key.and_then(|key| PublicKey::from_bytes(&key).ok()).map(Did::from));
        }
        let recognised = recognised(store)?;
        let mut edge: Vec<Did> = known.iter().copied().collect();
        for _ in 0..HOPS {
            let next = edge.iter().filter_map(|did| recognised.get(did)).flatten();
            edge = next.filter(|did| !known.contains(did)).copied().collect();
            known.extend(edge.iter().copied());
        }
        Ok(Scope { known, strangers_bytes_max: self.strangers_bytes_max })
    }
}

/// Who recognises whom, both ways: a recognition is signed by two.
fn recognised(store: &dyn Store) -> Result<BTreeMap<Did, BTreeSet<Did>>, StoreError> {
    let mut ring = KeyRing::new();
    for event in store.keys(None)? {
        // What does not fit counts for nothing.
        ring.insert(event).ok();
    }
    let mut found: BTreeMap<Did, BTreeSet<Did>> = BTreeMap::new();
    for held in store.of_kind(Kind::Recognition, None)? {
        let body = held.statement.body().map(|body| Content::read(Kind::Recognition, body));
        let Some(Ok(Content::Recognition(said))) = body else { continue };
        let (from, to) = (said.offer.from(), said.offer.to());
        if ring.author(&held.statement.writer()) == Some(to) {
            found.entry(from).or_default().insert(to);
            found.entry(to).or_default().insert(from);
        }
    }
    Ok(found)
}
