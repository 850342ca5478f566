//! The key logs of many identities: who each writer speaks for, and who comes after whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    feed::{Insertion, Kept, KeyEvent, KeyLog, KeyLogError},
    identity::{Did, PublicKey},
    limits::HEIRS_MAX,
    time::Timestamp,
};

/// The key logs of many identities, and who each writer speaks for.
///
/// The logs keep the events, or of each what it says ([`KeyNote`](super::KeyNote)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRing<E = KeyEvent> {
    logs: BTreeMap<Did, KeyLog<E>>,
    authors: BTreeMap<PublicKey, Did>,
    /// The writers that agreed to speak for several, with all of them.
    shared: BTreeMap<PublicKey, BTreeSet<Did>>,
    /// Who comes after whom.
    heirs: BTreeMap<Did, Did>,
    /// The same from the other end: whom somebody comes right after.
    former: BTreeMap<Did, BTreeSet<Did>>,
}

impl<E> Default for KeyRing<E> {
    /// The empty ring.
    fn default() -> Self {
        Self {
            logs: BTreeMap::new(),
            authors: BTreeMap::new(),
            shared: BTreeMap::new(),
            heirs: BTreeMap::new(),
            former: BTreeMap::new(),
        }
    }
}

impl KeyRing {
    /// The empty ring, whose logs keep the events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What does not fit a full log is left out. Some of what an owner signed has a place beside a full log by
/// what others did, so these come first.
impl<E: Kept> FromIterator<KeyEvent> for KeyRing<E> {
    fn from_iter<I: IntoIterator<Item = KeyEvent>>(events: I) -> Self {
        let (own, others): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| event.act().is_own());
        let mut ring = Self::default();
        for event in others.into_iter().chain(own) {
            ring.insert(event).ok();
        }
        ring
    }
}

impl<E: Kept> KeyRing<E> {
    /// Keeps an event in the log of its identity.
    ///
    /// # Errors
    /// [`KeyLogError::Full`] when that log is full.
    pub fn insert(&mut self, event: KeyEvent) -> Result<Insertion, KeyLogError> {
        let did = event.did();
        let writer = event.act().writer();
        let log = self.logs.entry(did).or_insert_with(|| KeyLog::empty(did));
        let insertion = log.insert(event)?;
        let heir = log.heir().map(|heir| heir.did);
        let before = match heir {
            Some(heir) => self.heirs.insert(did, heir),
            None => self.heirs.remove(&did),
        };
        if before != heir {
            self.goes_on_as(did, (before, heir));
        }
        if let Some(writer) = writer {
            self.speaks_for(writer, did);
        }
        Ok(insertion)
    }

    /// A writer agreed to speak for somebody.
    fn speaks_for(&mut self, writer: PublicKey, did: Did) {
        let author = self.authors.entry(writer).or_insert(did);
        if *author != did {
            self.shared.entry(writer).or_default().extend([*author, did]);
        }
        // Any order, one answer.
        *author = (*author).min(did);
    }

    /// Nothing is held any more by which a writer agreed to speak for somebody.
    fn speaks_no_more_for(&mut self, writer: PublicKey, did: Did) {
        let mut left: BTreeSet<Did> = self.authors_of(&writer).collect();
        left.remove(&did);
        self.authors.remove(&writer);
        self.shared.remove(&writer);
        left.into_iter().for_each(|other| self.speaks_for(writer, other));
    }

    /// As [`Self::insert`], unless it has a writer speak for one more than so many.
    ///
    /// # Errors
    /// [`KeyLogError::Shared`] where it does, or as [`Self::insert`].
    pub fn insert_within(
        &mut self,
        event: KeyEvent,
        most: usize,
    ) -> Result<Insertion, KeyLogError> {
        let (did, writer) = (event.did(), event.act().writer());
        let full = |writer: &PublicKey| {
            let others = self.authors_of(writer).filter(|other| *other != did);
            others.count() >= most
        };
        match writer.filter(full) {
            Some(writer) => Err(KeyLogError::Shared { writer, max: most }),
            None => self.insert(event),
        }
    }

    /// Reads the log of an identity anew: these are all its events that are held. What others said of it comes
    /// first, as where all logs are read.
    pub fn renew(&mut self, did: Did, events: impl IntoIterator<Item = KeyEvent>) {
        let log = self.logs.remove(&did);
        let writers: BTreeSet<PublicKey> =
            log.iter().flat_map(KeyLog::events).filter_map(Kept::writer).collect();
        writers.into_iter().for_each(|writer| self.speaks_no_more_for(writer, did));
        if let Some(heir) = self.heirs.remove(&did) {
            self.goes_on_as(did, (Some(heir), None));
        }
        let (own, others): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| event.act().is_own());
        for event in others.into_iter().chain(own) {
            self.insert(event).ok();
        }
    }

    /// Notes that somebody has another successor than before.
    fn goes_on_as(&mut self, did: Did, (before, heir): (Option<Did>, Option<Did>)) {
        if let Some(before) = before
            && let Some(former) = self.former.get_mut(&before)
        {
            former.remove(&did);
            if former.is_empty() {
                self.former.remove(&before);
            }
        }
        if let Some(heir) = heir {
            self.former.entry(heir).or_default().insert(did);
        }
    }

    /// The log of this identity.
    #[must_use]
    pub fn log(&self, did: &Did) -> Option<&KeyLog<E>> {
        self.logs.get(did)
    }

    /// All logs, in the order of their identities.
    pub fn logs(&self) -> impl Iterator<Item = &KeyLog<E>> {
        self.logs.values()
    }

    /// The identity this writer speaks for; of several the least.
    #[must_use]
    pub fn author(&self, writer: &PublicKey) -> Option<Did> {
        self.authors.get(writer).copied()
    }

    /// All identities this writer agreed to speak for, in order. Whoever steals a writer key can have it agree
    /// to one more, so none of them speaks for the others: see [`Self::closed_at`].
    pub fn authors_of(&self, writer: &PublicKey) -> impl Iterator<Item = Did> + '_ {
        let shared = self.shared.get(writer);
        let alone = self.authors.get(writer).filter(|_| shared.is_none());
        shared.into_iter().flatten().chain(alone).copied()
    }

    /// Whether a writer agreed to speak for several.
    #[must_use]
    pub fn is_shared(&self, writer: &PublicKey) -> bool {
        self.shared.contains_key(writer)
    }

    /// The size at which a writer was closed by everybody for whom it speaks, the largest of them; `None` where
    /// it goes on for anybody. See [`KeyLog::closed_at`].
    #[must_use]
    pub fn closed_at(&self, writer: &PublicKey) -> Option<u32> {
        self.widest(writer, KeyLog::closed_at)
    }

    /// The least size at which a writer was closed by anybody for whom it speaks.
    #[must_use]
    pub fn first_close(&self, writer: &PublicKey) -> Option<u32> {
        let closed = |did: Did| self.logs.get(&did).and_then(|log| log.closed_at(writer));
        self.authors_of(writer).filter_map(closed).min()
    }

    /// The size at which a writer was cut off by the successors of everybody for whom it speaks, the largest of
    /// them. See [`KeyLog::cut_at`].
    #[must_use]
    pub fn cut_at(&self, writer: &PublicKey) -> Option<u32> {
        self.widest(writer, KeyLog::cut_at)
    }

    fn widest(
        &self,
        writer: &PublicKey,
        end: impl Fn(&KeyLog<E>, &PublicKey) -> Option<u32>,
    ) -> Option<u32> {
        let of = |did: Did| self.logs.get(&did).and_then(|log| end(log, writer));
        let ends: Option<Vec<u32>> = self.authors_of(writer).map(of).collect();
        ends.and_then(|ends| ends.into_iter().max())
    }

    /// The identity by which the person of this one goes now: the successor of its successors.
    ///
    /// In a circle nobody succeeded.
    #[must_use]
    pub fn current(&self, did: &Did) -> Did {
        let (mut at, mut passed) = (*did, BTreeSet::new());
        while let Some(heir) = self.heirs.get(&at).filter(|_| passed.len() < HEIRS_MAX) {
            if !passed.insert(at) {
                return at;
            }
            at = *heir;
        }
        at
    }

    /// This identity and those that came after it, in their order. In a circle nobody succeeded.
    #[must_use]
    pub fn line(&self, did: &Did) -> Vec<Did> {
        let now = self.current(did);
        let mut line = vec![*did];
        let mut at = did;
        while let Some(heir) = self.heirs.get(at).filter(|_| *at != now) {
            line.push(*heir);
            at = heir;
        }
        line
    }

    /// Whether one identity came after another, and so speaks for it.
    #[must_use]
    pub fn came_after(&self, one: &Did, former: &Did) -> bool {
        self.line(former).iter().skip(1).any(|later| later == one)
    }

    /// Those who have a successor, each with the identity by which they go now and the moment at which
    /// their own key was given up.
    pub fn succeeded(&self) -> impl Iterator<Item = (Did, (Did, Timestamp))> {
        let since = |did: &Did| self.logs.get(did)?.heir().map(|heir| heir.cuts.since);
        let now = |did: &Did| Some(self.current(did)).filter(|now| now != did);
        self.heirs.keys().filter_map(move |did| Some((*did, (now(did)?, since(did)?))))
    }

    /// Whether two identities are one person.
    #[must_use]
    pub fn is_one(&self, one: &Did, other: &Did) -> bool {
        one == other || self.current(one) == self.current(other)
    }

    /// The identities that came before and after this one, itself among them: one person.
    #[must_use]
    pub fn person(&self, did: &Did) -> BTreeSet<Did> {
        let now = self.current(did);
        let mut person = BTreeSet::from([now]);
        let mut next: Vec<Did> = vec![now];
        while let Some(one) = next.pop() {
            // Who reaches somebody that reaches another end, as in a circle, is not them.
            let former = self.former.get(&one).into_iter().flatten();
            let own = former.filter(|one| self.current(one) == now);
            next.extend(own.filter(|one| person.insert(**one)));
        }
        person.insert(*did);
        person
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identity::SecretKey;

    proptest! {
        /// Whoever goes on as whom, and however often they say otherwise.
        #[test]
        fn a_person_is_everybody_who_ends_at_the_same_one(
            said in prop::collection::vec((0..8_usize, prop::option::of(0..8_usize)), 0..24),
        ) {
            let one = |number: u8| Did::from(SecretKey::from_seed(&[number + 1; 32]).public());
            let all: Vec<Did> = (0..8).map(one).collect();
            let mut ring: KeyRing = KeyRing::default();
            for (who, heir) in said {
                let (who, heir) = (all[who], heir.map(|heir| all[heir]));
                let before = match heir {
                    Some(heir) => ring.heirs.insert(who, heir),
                    None => ring.heirs.remove(&who),
                };
                ring.goes_on_as(who, (before, heir));
            }
            for who in &all {
                let now = ring.current(who);
                let others = ring.heirs.keys().filter(|other| ring.current(other) == now);
                let person: BTreeSet<Did> = others.copied().chain([*who, now]).collect();
                prop_assert_eq!(ring.person(who), person);
            }
        }
    }
}
