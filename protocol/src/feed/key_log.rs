//! The key log: everything an identity has said about its keys, in no order that matters.

use std::collections::{BTreeMap, BTreeSet};

use super::succession_slots as slots;
use crate::{
    canon::hash::Hash,
    feed::{Guardians, Heir, Kept, KeyAct, KeyEvent, Recovery, WatchStep, Witnesses},
    identity::{Did, PublicKey},
    limits::{CLOCK_AHEAD_MAX_MILLIS, KEY_EVENTS_MAX},
    time::Timestamp,
};

/// A set of key events of one identity that only grows. Source: `spec/keys.md` §4.
///
/// What it says depends on the set alone, not on the order of arrival: two nodes that hold the
/// same events agree, and an identity restored from paper cannot contradict itself.
///
/// It keeps the events, or of each what it says ([`KeyNote`](super::KeyNote)): the answers are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLog<E = KeyEvent> {
    did: Did,
    /// In the order of their ids. A list, because most logs have two and there are a hundred thousand
    /// logs: a tree would take five times as much.
    events: Vec<(Hash, E)>,
    /// Who comes after, where somebody does.
    heir: Option<Box<Heir>>,
}

/// What became of an event that was inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// It is new and kept.
    Added,
    /// It was there already.
    Known,
    /// Another counts in its place.
    Outdone,
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
    /// A writer speaks for as many as it may.
    #[error("the writer {writer} speaks for {max} identities already")]
    Shared {
        /// Who agreed to speak for one more.
        writer: PublicKey,
        /// Identities allowed.
        max: usize,
    },
}

impl KeyLog {
    /// The empty log of this identity.
    #[must_use]
    pub fn new(did: Did) -> Self {
        Self::empty(did)
    }
}

impl<E: Kept> KeyLog<E> {
    pub(super) fn empty(did: Did) -> Self {
        Self { did, events: Vec::new(), heir: None }
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
        if self.place(&id).is_ok() {
            return Ok(Insertion::Known);
        }
        if event.act().is_own() {
            if self.own() >= KEY_EVENTS_MAX && !self.has_place_beside(event.act()) {
                return Err(KeyLogError::Full { did: self.did, max: KEY_EVENTS_MAX });
            }
            self.keep(id, event);
            return Ok(Insertion::Added);
        }
        let Some(gone) = slots::outdone(&self.events, id, &event) else {
            return Ok(Insertion::Outdone);
        };
        self.events.retain(|(id, _)| !gone.contains(id));
        self.keep(id, event);
        self.heir = slots::heir(&self.events).map(Box::new);
        Ok(Insertion::Added)
    }

    /// Who comes after this identity, and up to where its old keys count, where somebody does.
    #[must_use]
    pub fn heir(&self) -> Option<&Heir> {
        self.heir.as_deref()
    }

    /// The guardians that count.
    #[must_use]
    pub fn guardians(&self) -> Option<&Guardians> {
        slots::named(&self.events)
    }

    /// The event that names the guardians that count.
    #[must_use]
    pub fn guarded(&self) -> Option<&KeyEvent> {
        slots::guards(&self.events).map(|(_, event)| event)
    }

    /// The recoveries of those guardians, each with its name.
    pub fn recoveries(&self) -> impl Iterator<Item = (Hash, &Recovery)> {
        slots::recoveries(&self.events).map(|(_, recovery, name)| (name, recovery))
    }

    /// The witnesses that released a recovery.
    #[must_use]
    pub fn released(&self, recovery: &Hash) -> BTreeSet<PublicKey> {
        slots::released_by(&self.events, recovery)
    }

    /// How many witnesses saw a recovery.
    #[must_use]
    pub fn seen(&self, recovery: &Hash) -> usize {
        let seen = slots::watches(&self.events);
        seen.filter(|(_, _, one)| one.step == WatchStep::Seen && one.recovery == *recovery).count()
    }

    /// When the time to object to a recovery is over at the earliest, by the clocks of a quorum of the
    /// witnesses; `None` while fewer saw it.
    #[must_use]
    pub fn open_until(&self, recovery: &Hash) -> Option<Timestamp> {
        slots::open_until(&self.events, recovery)
    }

    /// Whether whoever has the identity key objects to a recovery.
    #[must_use]
    pub fn contests(&self, recovery: &Hash) -> bool {
        self.events().any(|event| event.contested() == Some(*recovery))
    }

    pub(super) fn held(&self) -> &[(Hash, E)] {
        &self.events
    }

    /// Whether an event of the owner's has a place beside a log that whoever stole the key filled: the one
    /// objection to a recovery that is held, and what names a writer that the successor's cut-off is about.
    fn has_place_beside(&self, act: &KeyAct) -> bool {
        if let Some(named) = act.contested() {
            let held = slots::recoveries(&self.events).any(|(_, _, name)| name == named);
            return held && !self.contests(&named);
        }
        let cut = |writer: &PublicKey| {
            self.heir.as_ref().is_some_and(|heir| heir.cuts.iter().any(|(cut, _)| cut == writer))
        };
        act.writer().is_some_and(|writer| cut(&writer) && !self.names(&writer))
    }

    /// How many of the events the identity key signed, those aside that have a place beside: so whoever reads
    /// the same events in another order keeps them all, too.
    fn own(&self) -> usize {
        let all = self.events().filter(|event| event.is_own()).count();
        let recoveries = slots::recoveries(&self.events);
        let contested = recoveries.filter(|(_, _, name)| self.contests(name)).count();
        let cuts = self.heir.iter().flat_map(|heir| heir.cuts.iter());
        let cut = cuts.filter(|(writer, _)| self.names(writer)).count();
        all.saturating_sub(contested).saturating_sub(cut)
    }

    fn keep(&mut self, id: Hash, event: KeyEvent) {
        if let Err(place) = self.place(&id) {
            self.events.reserve_exact(1);
            self.events.insert(place, (id, E::from(event)));
        }
    }

    /// Whose log it is.
    #[must_use]
    pub fn did(&self) -> Did {
        self.did
    }

    /// The events, or what they say, in the order of their ids.
    pub fn events(&self) -> impl Iterator<Item = &E> {
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
    pub fn get(&self, id: &Hash) -> Option<&E> {
        let place = self.place(id).ok()?;
        self.events.get(place).map(|(_, event)| event)
    }

    /// The hashes of the next keys that were committed to: one, unless the identity is disputed.
    #[must_use]
    pub fn next_keys(&self) -> Vec<Hash> {
        let mut next: Vec<Hash> = self.events().filter_map(Kept::next).collect();
        next.sort_unstable();
        next.dedup();
        next
    }

    /// Whether the identity began twice, with two next keys: somebody else has its key. A successor
    /// ends the dispute.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.heir.is_none() && self.next_keys().len() > 1
    }

    /// The writers that speak or spoke for the identity, and where each was closed.
    #[must_use]
    pub fn writers(&self) -> BTreeMap<PublicKey, Option<u32>> {
        let mut closed = BTreeMap::new();
        for (writer, size) in self.events().filter_map(Kept::closed) {
            let most = closed.entry(writer).or_insert(size);
            *most = size.max(*most);
        }
        let end = |writer: &PublicKey| match &self.heir {
            Some(heir) => Some(heir.cuts.of(writer)),
            None => closed.get(writer).copied(),
        };
        let named = self.events().filter_map(Kept::writer);
        named.map(|writer| (writer, end(&writer))).collect()
    }

    /// Whether this writer was ever named by the identity.
    #[must_use]
    pub fn names(&self, writer: &PublicKey) -> bool {
        self.events().any(|event| event.writer().as_ref() == Some(writer))
    }

    /// The size at which the writer was closed: where the identity has a successor, that at which its
    /// old keys are cut off; else the largest where there are several.
    ///
    /// Only the owner can close, so a later, larger size only takes back too small a one.
    #[must_use]
    pub fn closed_at(&self, writer: &PublicKey) -> Option<u32> {
        match &self.heir {
            Some(heir) => Some(heir.cuts.of(writer)),
            None => {
                let closes = self.events().filter_map(Kept::closed);
                closes.filter(|(closed, _)| closed == writer).map(|(_, size)| size).max()
            }
        }
    }

    /// The size above which not even what takes back counts: where a successor cut the old keys off,
    /// whoever stole them revokes nothing. The owner's own close leaves that standing.
    #[must_use]
    pub fn cut_at(&self, writer: &PublicKey) -> Option<u32> {
        self.heir.as_ref().map(|heir| heir.cuts.of(writer))
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
        let named = self
            .events
            .iter()
            .filter_map(|(id, event)| event.writer().map(|writer| ((event.ts(), id), writer)));
        let open = named.filter(|(_, writer)| self.closed_at(writer).is_none());
        open.max_by_key(|(rank, _)| *rank).map(|(_, writer)| writer)
    }

    /// The witnesses named last at `now`, and when they were named; `None` where none are.
    ///
    /// Of two acts of one moment that with the greater id counts. An act of a time to come waits
    /// for it, so that a clock that ran wild once can be set right.
    #[must_use]
    pub fn witnesses(&self, now: Timestamp) -> Option<(&Witnesses, Timestamp)> {
        self.witnesses_by(now.saturating_add(CLOCK_AHEAD_MAX_MILLIS))
    }

    /// The witnesses named last at a moment that is told by the author's own clock, as the acts are: what was
    /// named after it is later, be it by a minute.
    #[must_use]
    pub fn witnesses_by(&self, latest: Timestamp) -> Option<(&Witnesses, Timestamp)> {
        let acts = self.events.iter().filter_map(|(id, event)| {
            event.witnesses().map(|witnesses| ((event.ts(), id), witnesses))
        });
        let last = acts.filter(|((ts, _), _)| *ts <= latest).max_by_key(|(rank, _)| *rank)?;
        let ((ts, _), witnesses) = last;
        (!witnesses.is_empty()).then_some((witnesses, ts))
    }

    /// The witnesses whose signatures under a stamp that was made at this moment are kept: those named last
    /// by then, or the first who were named after it, where nobody was. It hangs on the events alone, so
    /// whatever came first, stamp or event, all who hold these events keep the same.
    #[must_use]
    pub fn witnesses_around(&self, made: Timestamp) -> Option<&Witnesses> {
        let later = || {
            let acts = self.events.iter().filter(|(_, event)| made < event.ts());
            let named = acts.filter_map(|(id, event)| Some(((event.ts(), id), event.witnesses()?)));
            let first = named.filter(|(_, witnesses)| !witnesses.is_empty());
            first.min_by_key(|(rank, _)| *rank).map(|(_, witnesses)| witnesses)
        };
        self.witnesses_by(made).map(|(named, _)| named).or_else(later)
    }

    /// Where the event with this id is, or belongs.
    fn place(&self, id: &Hash) -> Result<usize, usize> {
        self.events.binary_search_by(|(held, _)| held.cmp(id))
    }
}
