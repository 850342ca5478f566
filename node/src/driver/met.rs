//! Whom this node met, remembered over restarts: where each is found, when it was seen last, and whether it
//! hosts somebody in scope.
//!
//! Places are few, so that the shelf is quick to read, and anybody can call: where none is left a stranger
//! that was not seen for the longest makes room, and nobody who hosts somebody in scope does so for a
//! stranger.

use std::collections::BTreeSet;

use bot_protocol::limits::PEERS_NOTED_MAX;

use super::*;
use crate::store::{Shelf, Store, StoreError, Write};

/// What a key on the shelf of peers begins with, of those that were met.
pub(super) const MET: &[u8] = b"met/";

/// How long after it was noted when a peer was seen last it is noted anew: an hour.
const SEEN_AGAIN_MILLIS: u64 = 60 * 60 * 1000;

/// What the line of when it was seen last begins with; nothing that is an address.
const SEEN: &str = "seen ";

/// The line of who hosts somebody in scope.
const KNOWN: &str = "known";

/// What is noted of a peer that was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Met {
    addresses: Vec<String>,
    /// When it was seen last; 1970 where that was not noted.
    seen: Timestamp,
    /// Whether it hosted somebody in scope when it was seen last.
    known: bool,
}

impl Met {
    fn read(value: &[u8]) -> Self {
        let mut met = Self::default();
        for line in String::from_utf8_lossy(value).lines() {
            match line.strip_prefix(SEEN) {
                Some(seen) => met.seen = Timestamp::from_millis(seen.parse().unwrap_or_default()),
                None if line == KNOWN => met.known = true,
                None => met.addresses.push(line.to_owned()),
            }
        }
        met
    }

    fn to_bytes(&self) -> Vec<u8> {
        let seen = format!("{SEEN}{}", self.seen.millis());
        let known = self.known.then(|| KNOWN.to_owned());
        let lines: Vec<String> =
            self.addresses.iter().cloned().chain([seen]).chain(known).collect();
        lines.join("\n").into_bytes()
    }

    /// Whether there is so little news in another note that it is not worth a write.
    fn is_as(&self, newer: &Self) -> bool {
        let again = self.seen.saturating_add(SEEN_AGAIN_MILLIS);
        (&self.addresses, self.known) == (&newer.addresses, newer.known) && newer.seen < again
    }
}

fn key_of(peer: &PeerId) -> Vec<u8> {
    [MET, &peer.to_bytes()].concat()
}

/// How many peers are noted.
///
/// # Errors
/// The store cannot be read.
pub(super) fn count(store: &dyn Store) -> Result<usize, StoreError> {
    Ok(store.notes(Shelf::Peers, MET)?.len())
}

/// Whose place somebody else takes who `is_known` to host somebody in scope, or is not: of all that may go
/// first who hosts nobody there, then who was not seen for the longest.
fn makes_room(
    all: Vec<(Vec<u8>, Vec<u8>)>,
    is_known: bool,
    stays: &BTreeSet<Vec<u8>>,
) -> Option<Vec<u8>> {
    let read = all.into_iter().map(|(key, value)| (key, Met::read(&value)));
    let may = read.filter(|(key, met)| !stays.contains(key) && (is_known || !met.known));
    may.min_by_key(|(_, met)| (met.known, met.seen)).map(|(key, _)| key)
}

impl Driver {
    /// A connected peer says where it listens: noted, so that it is found after a restart.
    pub(super) fn seen(&mut self, peer: PeerId, addresses: &[Multiaddr], batch: &mut Batch) {
        let addresses = addresses.iter().map(ToString::to_string).collect();
        self.note_met(peer, Some(addresses), batch);
    }

    /// Notes of a connected peer that is noted that it is here, and whether it hosts somebody in scope.
    pub(super) fn still_here(&mut self, peer: PeerId, batch: &mut Batch) {
        self.note_met(peer, None, batch);
    }

    /// The same of all of them.
    pub(super) fn all_still_here(&mut self, batch: &mut Batch) {
        let here: Vec<PeerId> = self.links.values().map(|link| link.id).collect();
        here.into_iter().for_each(|peer| self.still_here(peer, batch));
    }

    fn note_met(&mut self, peer: PeerId, told: Option<Vec<String>>, batch: &mut Batch) {
        let key = key_of(&peer);
        let Ok(held) = self.slot.note(Shelf::Peers, &key) else { return };
        let held = held.map(|value| Met::read(&value));
        let Some(addresses) = told.or_else(|| Some(held.as_ref()?.addresses.clone())) else {
            return;
        };
        let known = self.links.get(&Self::peer_of(&peer)).is_some_and(|link| link.known);
        let met = Met { addresses, seen: self.clock.now(), known };
        let waits =
            |write: &Write| matches!(write, Write::Note { key: other, .. } if *other == key);
        if held.as_ref().is_some_and(|held| held.is_as(&met)) {
            return;
        }
        if held.is_none() && !batch.writes.iter().any(waits) && !self.has_place(known, batch) {
            return;
        }
        batch.writes.push(Write::Note { shelf: Shelf::Peers, key, value: met.to_bytes() });
    }

    /// Whether one more may be noted: there is room, or somebody makes it.
    fn has_place(&mut self, known: bool, batch: &mut Batch) -> bool {
        if self.noted < PEERS_NOTED_MAX {
            self.noted += 1;
            return true;
        }
        let Ok(all) = self.slot.notes(Shelf::Peers, MET) else { return false };
        // Who is here, and who makes room already.
        let mut stays: BTreeSet<Vec<u8>> =
            self.links.values().map(|link| key_of(&link.id)).collect();
        stays.extend(batch.writes.iter().filter_map(|write| {
            let Write::Forget { shelf: Shelf::Peers, key } = write else { return None };
            Some(key.clone())
        }));
        let Some(key) = makes_room(all, known, &stays) else { return false };
        batch.writes.push(Write::Forget { shelf: Shelf::Peers, key });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Backend, open};

    fn met(seen: u64, known: bool) -> Vec<u8> {
        let addresses = vec!["/ip4/192.0.2.1/tcp/4001".to_owned(), "/ip6/::1/tcp/1".to_owned()];
        Met { addresses, seen: Timestamp::from_millis(seen), known }.to_bytes()
    }

    fn shelf(of: &[(u8, u64, bool)]) -> Vec<(Vec<u8>, Vec<u8>)> {
        of.iter().map(|(name, seen, known)| (vec![*name], met(*seen, *known))).collect()
    }

    #[test]
    fn a_note_is_read_as_it_was_written_and_an_older_one_too() {
        for known in [true, false] {
            let read = Met::read(&met(7, known));
            assert_eq!((read.seen.millis(), read.known, read.addresses.len()), (7, known, 2));
            assert_eq!(read.to_bytes(), met(7, known));
        }
        let older = Met::read(b"/ip4/192.0.2.1/tcp/4001");
        assert_eq!((older.seen.millis(), older.known, older.addresses.len()), (0, false, 1));
    }

    #[test]
    fn a_stranger_not_seen_for_the_longest_makes_room() {
        let all = || shelf(&[(1, 10, true), (2, 30, false), (3, 20, false)]);
        let nobody = BTreeSet::new();
        assert_eq!(makes_room(all(), false, &nobody), Some(vec![3]));
        let here = BTreeSet::from([vec![3]]);
        assert_eq!(makes_room(all(), false, &here), Some(vec![2]), "who is here stays");
        // Who hosts somebody in scope makes room for nobody but their like.
        let strangers = BTreeSet::from([vec![2], vec![3]]);
        assert_eq!(makes_room(all(), false, &strangers), None);
        assert_eq!(makes_room(all(), true, &strangers), Some(vec![1]));
    }

    #[test]
    fn what_is_no_news_is_not_written() {
        let [first, soon, later] =
            [0, SEEN_AGAIN_MILLIS - 1, SEEN_AGAIN_MILLIS].map(|seen| Met::read(&met(seen, false)));
        assert!(first.is_as(&soon) && !first.is_as(&later));
        assert!(!first.is_as(&Met { known: true, ..soon.clone() }));
        assert!(!first.is_as(&Met { addresses: Vec::new(), ..soon }));
    }

    /// Peers are counted, not addresses, and those of the owner's list are not among them.
    #[test]
    fn peers_that_were_met_are_counted() {
        let store = open(std::path::Path::new(""), Backend::Memory).unwrap();
        let names = [&b"met/1"[..], b"met/2", b"met/3", b"listed/1"];
        let note = |name: &[u8]| {
            let (shelf, key) = (Shelf::Peers, name.to_vec());
            Write::Note { shelf, key, value: met(1, false) }
        };
        store.commit(&names.map(note)).unwrap();
        assert_eq!(count(store.as_ref()).unwrap(), 3);
    }
}
