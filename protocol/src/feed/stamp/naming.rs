//! How a stamp names the key events that its writer knew, so that whoever hides one is found out: who hides
//! the event that names an installation hides all that it took back. Source: `spec/stamps.md` §1.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{HeadStamp, KeyTag};
use crate::canon::hash::{Hash, sha256};
use crate::feed::{Kept, KeyLog};
use crate::limits::STAMP_KEYS_MAX;

/// Domain of the name of all that have no name of their own.
const REST_DOMAIN: &[u8] = b"bot/stamp-rest/1\0";

/// How many of the newest without a name of their own may have been signed later.
const LATE_MAX: usize = 32;

/// The names that a stamp of a writer with this key log has. Where they are more than fit, the last stands
/// for all that are left.
pub(super) fn names<E: Kept>(log: &KeyLog<E>) -> BTreeSet<KeyTag> {
    let ids = ranked(log);
    if ids.len() <= STAMP_KEYS_MAX {
        return ids.iter().map(tag).collect();
    }
    let (named, left) = ids.split_at(STAMP_KEYS_MAX - 1);
    named.iter().map(tag).chain([rest(left)]).collect()
}

impl HeadStamp {
    /// The names of key events that the writer knew and that are not held, or of all that it did not name
    /// each, where one of those is not.
    ///
    /// What was signed after the stamp comes before all that it has no names for, so it changes nothing.
    #[must_use]
    pub fn missing_keys<E: Kept>(&self, held: &KeyLog<E>) -> Vec<KeyTag> {
        let ids = ranked(held);
        let names = self.keys();
        let last = ids.iter().rposition(|id| names.contains(&tag(id)));
        let left = last.and_then(|last| ids.get(last.saturating_add(1)..)).unwrap_or(&ids);
        let known: BTreeSet<KeyTag> = ids.iter().map(tag).collect();
        let missing: Vec<KeyTag> = names.difference(&known).copied().collect();
        match missing.as_slice() {
            [one] if names.len() == STAMP_KEYS_MAX && is_rest(*one, left) => Vec::new(),
            _ => missing,
        }
    }

    /// Whether it names the key events of this log, and no others.
    #[must_use]
    pub fn names_keys_of<E: Kept>(&self, log: &KeyLog<E>) -> bool {
        *self.keys() == names(log)
    }
}

/// What the identity key signed, which stays whatever comes; the newest first.
fn ranked<E: Kept>(log: &KeyLog<E>) -> Vec<Hash> {
    let own = log.held().iter().filter(|(_, event)| event.is_own());
    let mut all: Vec<_> = own.map(|(id, event)| Reverse((event.ts(), *id))).collect();
    all.sort_unstable();
    all.into_iter().map(|Reverse((_, id))| id).collect()
}

/// Whether this names all of these, or all but one of the newest: an installation whose clock was slow may
/// have signed that one after the stamp.
fn is_rest(name: KeyTag, left: &[Hash]) -> bool {
    let but = |late: usize| {
        let kept = left.iter().enumerate().filter(|(at, _)| *at != late);
        rest(&kept.map(|(_, id)| *id).collect::<Vec<_>>())
    };
    rest(left) == name || (0..left.len().min(LATE_MAX)).any(|late| but(late) == name)
}

/// One name for all of these.
fn rest(ids: &[Hash]) -> KeyTag {
    let mut parts: Vec<&[u8]> = vec![REST_DOMAIN];
    parts.extend(ids.iter().map(|id| id.as_bytes().as_slice()));
    tag(&sha256(&parts))
}

/// The first bytes of an id.
fn tag(id: &Hash) -> KeyTag {
    id.as_bytes().first_chunk().copied().unwrap_or_default()
}
