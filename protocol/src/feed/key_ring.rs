//! The key logs of many identities: who each writer speaks for, and who comes after whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    feed::{Insertion, Kept, KeyEvent, KeyLog, KeyLogError},
    identity::{Did, PublicKey},
    limits::HEIRS_MAX,
};

/// The key logs of many identities, and who each writer speaks for.
///
/// The logs keep the events, or of each what it says ([`KeyNote`](super::KeyNote)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRing<E = KeyEvent> {
    logs: BTreeMap<Did, KeyLog<E>>,
    authors: BTreeMap<PublicKey, Did>,
    /// Who comes after whom.
    heirs: BTreeMap<Did, Did>,
}

impl<E> Default for KeyRing<E> {
    /// The empty ring.
    fn default() -> Self {
        Self { logs: BTreeMap::new(), authors: BTreeMap::new(), heirs: BTreeMap::new() }
    }
}

impl KeyRing {
    /// The empty ring, whose logs keep the events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What does not fit a full log is left out.
impl<E: Kept> FromIterator<KeyEvent> for KeyRing<E> {
    fn from_iter<I: IntoIterator<Item = KeyEvent>>(events: I) -> Self {
        let mut ring = Self::default();
        for event in events {
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
        match log.heir() {
            Some(heir) => self.heirs.insert(did, heir.did),
            None => self.heirs.remove(&did),
        };
        if let Some(writer) = writer {
            // A writer that agreed to speak for two speaks for the lesser: any order, one answer.
            let author = self.authors.entry(writer).or_insert(did);
            *author = (*author).min(did);
        }
        Ok(insertion)
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

    /// The identity this writer speaks for.
    #[must_use]
    pub fn author(&self, writer: &PublicKey) -> Option<Did> {
        self.authors.get(writer).copied()
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

    /// Those who have a successor, each with the identity by which they go now.
    pub fn succeeded(&self) -> impl Iterator<Item = (Did, Did)> {
        self.heirs.keys().map(|did| (*did, self.current(did)))
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
        let others = self.heirs.keys().filter(|other| self.current(other) == now);
        others.copied().chain([*did, now]).collect()
    }
}
