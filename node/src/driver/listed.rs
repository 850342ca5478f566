//! Whom the peers of the owner's list host: in scope as fellows, also while these peers are away.
//!
//! What a peer proved is noted as long as it is of the list, up to so many identities: the first stay, whatever
//! it hosts later, for each may fill a share of the budget and who comes and goes would fill it again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bot_protocol::identity::Did;
use bot_protocol::limits::HOSTED_FELLOWS_MAX;
use libp2p::PeerId;

use super::Driver;
use super::batch::{After, Batch};
use super::scope::{dids_in, key_bytes_of};
use crate::clock::monotonic;
use crate::store::{Shelf, Store, StoreError, Write};

/// What a key on the shelf of peers begins with, of those of the list that said whom they host.
const HOSTED: &[u8] = b"hosted/";

/// How long is waited after the list changed, so that the network knows of it.
const PAUSE: Duration = Duration::from_secs(1);

fn key_of(peer: &PeerId) -> Vec<u8> {
    [HOSTED, &peer.to_bytes()].concat()
}

/// Whom each peer of the list is noted to host, by the key of the note.
///
/// # Errors
/// The store cannot be read.
fn noted(store: &dyn Store) -> Result<BTreeMap<Vec<u8>, BTreeSet<Did>>, StoreError> {
    let notes = store.notes(Shelf::Peers, HOSTED)?;
    Ok(notes.into_iter().map(|(key, value)| (key, dids_in(&value))).collect())
}

/// Whom the peers of the list host.
///
/// # Errors
/// The store cannot be read.
pub(super) fn hosted(store: &dyn Store) -> Result<BTreeSet<Did>, StoreError> {
    Ok(noted(store)?.into_values().flatten().collect())
}

/// Takes it off the shelf whom a peer hosts.
pub(super) fn forget_hosted(peer: &PeerId) -> Write {
    Write::Forget { shelf: Shelf::Peers, key: key_of(peer) }
}

/// What is noted of a peer that hosts these now.
fn with(before: &BTreeSet<Did>, now: &BTreeSet<Did>) -> BTreeSet<Did> {
    let room = HOSTED_FELLOWS_MAX.saturating_sub(before.len());
    let more = now.difference(before).take(room);
    before.iter().chain(more).copied().collect()
}

impl Driver {
    /// The list is another now: looked at soon.
    pub(super) fn list_changed(&mut self) {
        self.listed_due.get_or_insert_with(|| monotonic() + PAUSE);
    }

    /// When it is to be looked at whom the peers of the list host.
    pub(super) fn listed_due(&self) -> Option<Instant> {
        self.engine.as_ref().and(self.listed_due)
    }

    /// Notes whom the peers of the list host, and forgets it of those that are not of it any more.
    pub(super) fn tend_listed(&mut self, batch: &mut Batch) {
        let Ok(noted) = noted(self.slot.as_ref()) else { return };
        let view = self.view();
        let of_list = view.peers.iter().filter(|one| one.listed);
        let listed: BTreeMap<Vec<u8>, PeerId> =
            of_list.clone().filter_map(|one| one.id).map(|id| (key_of(&id), id)).collect();
        // Who answers at an address without a name is known only once somebody does.
        let all_named = of_list.clone().all(|one| one.id.is_some());
        let here: BTreeSet<Vec<u8>> = self.links.values().map(|link| key_of(&link.id)).collect();
        let over =
            |key: &&Vec<u8>| !listed.contains_key(*key) && (all_named || here.contains(*key));
        let mut writes: Vec<Write> = noted
            .keys()
            .filter(over)
            .map(|key| Write::Forget { shelf: Shelf::Peers, key: key.clone() })
            .collect();
        let nobody = BTreeSet::new();
        for (key, id) in listed {
            let Some(now) = self.hosts.get(&Self::peer_of(&id)) else { continue };
            let before = noted.get(&key).unwrap_or(&nobody);
            let then = with(before, now);
            if then != *before {
                let value = key_bytes_of(&then);
                writes.push(Write::Note { shelf: Shelf::Peers, key, value });
            }
        }
        if !writes.is_empty() {
            batch.writes.extend(writes);
            batch.after.push(After::Rescope);
        }
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::identity::SecretKey;

    use super::*;
    use crate::store::{Backend, open};

    fn dids(seeds: std::ops::Range<usize>) -> BTreeSet<Did> {
        let did =
            |seed| Did::from(SecretKey::from_seed(&[u8::try_from(seed).unwrap(); 32]).public());
        seeds.map(did).collect()
    }

    /// A peer that hosts ever others has no more of them in scope than one that stays as it is.
    #[test]
    fn of_one_peer_the_first_stay_and_no_more_come_than_may() {
        let first = with(&BTreeSet::new(), &dids(0..10));
        assert_eq!(first, dids(0..10));
        assert_eq!(with(&first, &dids(8..12)), dids(0..12), "who moved away stays");
        let full = with(&first, &dids(10..200));
        assert_eq!(full.len(), HOSTED_FELLOWS_MAX);
        assert!(full.is_superset(&first));
        assert_eq!(with(&full, &dids(200..250)), full);
    }

    #[test]
    fn whom_peers_host_is_read_as_it_was_noted() {
        let store = open(std::path::Path::new(""), Backend::Memory).unwrap();
        let (one, other) = (PeerId::random(), PeerId::random());
        let note = |peer: &PeerId, of: &BTreeSet<Did>| {
            let (shelf, key) = (Shelf::Peers, key_of(peer));
            Write::Note { shelf, key, value: key_bytes_of(of) }
        };
        store.commit(&[note(&one, &dids(0..3)), note(&other, &dids(2..5))]).unwrap();
        assert_eq!(hosted(store.as_ref()).unwrap(), dids(0..5));
        store.commit(&[forget_hosted(&one)]).unwrap();
        assert_eq!(hosted(store.as_ref()).unwrap(), dids(2..5));
    }
}
