//! Whose statements this node keeps: its own, those in its address book, whom these recognise, and its fellows:
//! whom its communities have and with whom there are dealings, as `acts/communities/fellows.rs` works out, and
//! whom the peers of the owner's list host.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::gossip::{Cursor, Scope};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::FELLOWS_MAX;
use bot_protocol::recognition::last;
use bot_protocol::statement::{Content, Kind, Statement};

use super::Driver;
use super::batch::Batch;
use super::listed::hosted;
use super::load::{NO_STORE, read_cursors, write_cursor};
use crate::store::{Shelf, Store, StoreError, Write};

/// How many steps of recognition lead into scope.
const HOPS: usize = 3;

/// The notes that say how much was kept of strangers and of fellows, in bytes.
const BUDGETS: [&[u8]; 2] = [b"strangers-bytes-max", b"fellows-bytes-max"];

/// The note that says who was in scope, as a digest.
const SCOPE: &[u8] = b"scope";

/// What was kept of them where there is no such note: 4 GiB.
const BUDGET_ONCE: u64 = 4 * 1024 * 1024 * 1024;

/// Why somebody is in scope whom nobody of this node chose; where there is no place for all, the first go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// A community of this node has them, or they are one.
    Community,
    /// A badge is held here that they issued.
    Issuer,
    /// They accepted something from here, or something of theirs was accepted.
    Accepted,
}

impl Tie {
    const ALL: [Self; 3] = [Self::Community, Self::Issuer, Self::Accepted];

    /// As the note has it.
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Community => b"",
            Self::Issuer => b"issuer",
            Self::Accepted => b"accepted",
        }
    }
}

/// Who is in scope by the communities of this node or by dealings, and why.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn read_fellows(store: &dyn Store) -> Result<BTreeMap<Did, Tie>, StoreError> {
    let read = |(key, value): (Vec<u8>, Vec<u8>)| {
        let key = PublicKey::from_bytes(&<[u8; 32]>::try_from(key.as_slice()).ok()?).ok()?;
        let tie = Tie::ALL.into_iter().find(|tie| tie.bytes() == value)?;
        Some((Did::from(key), tie))
    };
    Ok(store.notes(Shelf::Fellows, &[])?.into_iter().filter_map(read).collect())
}

/// The write that brings somebody into scope like this, or takes them out of it.
pub(crate) fn write_fellow(did: &Did, tie: Option<Tie>) -> Write {
    let (shelf, key) = (Shelf::Fellows, did.public_key().as_bytes().to_vec());
    match tie {
        Some(tie) => Write::Note { shelf, key, value: tie.bytes().to_vec() },
        None => Write::Forget { shelf, key },
    }
}

/// Who is a fellow: communities and whom they have first, then whom the peers of the list host, then those with
/// whom there are dealings, as many as may be.
fn fellows(
    noted: &BTreeMap<Did, Tie>,
    hosted: &BTreeSet<Did>,
    known: &BTreeSet<Did>,
) -> BTreeSet<Did> {
    let by = |tie: Tie| noted.iter().filter(move |(_, one)| **one == tie).map(|(did, _)| *did);
    let mut all: BTreeSet<Did> = BTreeSet::new();
    let in_turn = by(Tie::Community)
        .chain(hosted.iter().copied())
        .chain(by(Tie::Issuer))
        .chain(by(Tie::Accepted));
    for did in in_turn.filter(|did| !known.contains(did)) {
        if all.len() >= FELLOWS_MAX {
            break;
        }
        all.insert(did);
    }
    all
}

/// The keys of these, one after the other.
pub(super) fn key_bytes_of(all: &BTreeSet<Did>) -> Vec<u8> {
    all.iter().flat_map(|did| *did.public_key().as_bytes()).collect()
}

/// Those whose keys these are.
pub(super) fn dids_in(bytes: &[u8]) -> BTreeSet<Did> {
    let (keys, _) = bytes.as_chunks::<32>();
    keys.iter().filter_map(|key| PublicKey::from_bytes(key).ok()).map(Did::from).collect()
}

/// Who is in scope, as a digest.
pub(super) fn digest_of(scope: &Scope) -> Hash {
    let known = u64::try_from(scope.known.len()).unwrap_or(u64::MAX).to_be_bytes();
    sha256(&[&known, &key_bytes_of(&scope.known), &key_bytes_of(&scope.fellows)])
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
    /// Where more is kept of strangers or of fellows than before, everybody is compared with once: what was cut
    /// off lies below what was read of their stores.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub(super) fn remember_budget(&self) -> Result<(), StoreError> {
        let store = self.slot.as_ref();
        let (mut writes, mut is_more) = (Vec::new(), false);
        for (key, now) in BUDGETS.into_iter().zip(self.budgets) {
            let noted = store.note(Shelf::Settings, key)?;
            let noted = noted.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
            // Stores from before it was noted had this one.
            let before = noted.unwrap_or(BUDGET_ONCE);
            if before != now {
                let (shelf, value) = (Shelf::Settings, now.to_be_bytes().to_vec());
                writes.push(Write::Note { shelf, key: key.to_vec(), value });
                is_more |= now > before;
            }
        }
        if writes.is_empty() {
            return Ok(());
        }
        if is_more {
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
        // No recognition leads on from fellows: the owner chose the community, the peer or the badge alone.
        let fellows = fellows(&read_fellows(store)?, &hosted(store)?, &known);
        let [strangers_bytes_max, fellows_bytes_max] = self.budgets;
        Ok(Scope { known, fellows, fellows_bytes_max, strangers_bytes_max })
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

#[cfg(test)]
mod tests {
    use bot_protocol::identity::SecretKey;

    use super::*;

    fn did(number: usize) -> Did {
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        Did::from(SecretKey::from_seed(&seed).public())
    }

    fn ties(of: std::ops::Range<usize>, tie: Tie) -> impl Iterator<Item = (Did, Tie)> {
        of.map(move |number| (did(number), tie))
    }

    #[test]
    fn what_is_noted_of_fellows_is_read_and_so_is_what_was_before() {
        let store = crate::store::open(std::path::Path::new(""), crate::store::Backend::Memory);
        let store = store.unwrap();
        let all: BTreeMap<Did, Tie> = (0..).map(did).zip(Tie::ALL).collect();
        let writes: Vec<Write> =
            all.iter().map(|(did, tie)| write_fellow(did, Some(*tie))).collect();
        store.commit(&writes).unwrap();
        assert_eq!(read_fellows(store.as_ref()).unwrap(), all);
        // What a community has was noted without a word.
        let Write::Note { value, .. } = write_fellow(&did(0), Some(Tie::Community)) else { return };
        assert!(value.is_empty());
        store.commit(&[write_fellow(&did(0), None)]).unwrap();
        assert_eq!(read_fellows(store.as_ref()).unwrap().len(), 2);
    }

    /// Of a node with this many of each, the first of whom are all known otherwise, how many of each are fellows.
    fn check((of_communities, of_list, issuers): (usize, usize, usize), expected: [usize; 3]) {
        let issuers_from = of_communities + of_list;
        let noted: BTreeMap<Did, Tie> = ties(0..of_communities, Tie::Community)
            .chain(ties(issuers_from..issuers_from + issuers, Tie::Issuer))
            .collect();
        let hosted: BTreeSet<Did> = (of_communities..issuers_from).map(did).collect();
        let known = BTreeSet::from([did(0)]);
        let found = fellows(&noted, &hosted, &known);
        let count =
            |of: std::ops::Range<usize>| of.filter(|one| found.contains(&did(*one))).count();
        let found = [
            count(0..of_communities),
            count(of_communities..issuers_from),
            count(issuers_from..issuers_from + issuers),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn communities_come_first_and_then_the_list_and_all_are_bounded() {
        check((3, 2, 2), [2, 2, 2]);
        check((FELLOWS_MAX + 1, 2, 2), [FELLOWS_MAX, 0, 0]);
        check((FELLOWS_MAX - 1, 3, 2), [FELLOWS_MAX - 2, 2, 0]);
        check((1, 3, FELLOWS_MAX), [0, 3, FELLOWS_MAX - 3]);
    }

    #[test]
    fn a_scope_is_told_from_another_by_who_is_in_which_part() {
        let of = |known: &[usize], fellows: &[usize]| {
            let all = |of: &[usize]| of.iter().map(|one| did(*one)).collect();
            digest_of(&Scope { known: all(known), fellows: all(fellows), ..Scope::default() })
        };
        assert_eq!(of(&[1], &[2]), of(&[1], &[2]));
        assert_ne!(of(&[1], &[2]), of(&[1, 2], &[]));
        assert_eq!(dids_in(&key_bytes_of(&[did(1), did(2)].into())), [did(1), did(2)].into());
    }
}
