//! Of whom whoever judges holds something that was not taken in: what hangs on them cannot be told.
//!
//! Anybody may name anybody, so a program reads the feeds of so many alone. Whoever is left out says nothing
//! by that. Source: `spec/rules.md` §2.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use crate::identity::Did;

/// Who was left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread {
    people: BTreeSet<Did>,
    /// By achievement one of those who published it.
    owners: BTreeMap<String, Did>,
}

impl Evidence {
    /// Notes that of somebody something is held that was not taken in.
    pub fn hear_unread(&mut self, did: Did) {
        self.unread.people.insert(did);
    }

    /// Notes the same of somebody who published an achievement of this id.
    pub fn hear_unread_owner(&mut self, achievement: &str, did: Did) {
        self.unread.owners.entry(achievement.to_owned()).or_insert(did);
        self.hear_unread(did);
    }

    /// Whether something was left out of somebody, by whichever of their identities.
    pub(in crate::verdict) fn is_unread(&self, did: &Did) -> bool {
        self.is_anybody_unread()
            && self.person(did).iter().any(|one| self.unread.people.contains(one))
    }

    /// Whether something was left out of anybody.
    pub(in crate::verdict) fn is_anybody_unread(&self) -> bool {
        !self.unread.people.is_empty()
    }

    /// Somebody who published an achievement of this id and was left out.
    pub(in crate::verdict) fn unread_owner(&self, achievement: &str) -> Option<&Did> {
        self.unread.owners.get(achievement)
    }
}
