//! Whose statements are kept, and how much of everybody else's.
//!
//! Who is in scope (the node itself, its pins, whom it recognises) is for the shell to say; they have
//! the quotas of a feed alone. All others together share one budget of bytes, and none of them has more
//! than a small share of it: when either is used up, the ends of their feeds are cut off and new
//! strangers are not begun, so however many come, the disk does not grow, and no one comer takes what
//! is for all. A larger budget, or somebody who comes into scope, makes the next catch-up go by
//! comparing: it brings what is missing from where each feed was cut off, and nothing that is held.
//!
//! *Fellows* are in scope by a community or by dealings alone, and the owner did not choose them: so they have a
//! budget too, of their own, and each a larger share of it. What is held of a stranger beyond a share, and of
//! all of them beyond their budget, came while they were something else and counts with that of fellows: so
//! neither budget is had twice by whoever comes and goes, and who left takes no more from strangers than one of
//! them has.
//!
//! What is said about an identity's successor, and not by its own key, has a budget of its own beside that
//! one: of each key log no more than `spec/keys.md` §8 keeps, and whoever has a stolen key leaves it as it
//! is, however much they write. What an identity of this node says as witness or successor has room always.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::feed::{Kept, KeyEvent, KeyLog};
use crate::identity::{Did, PublicKey};
use crate::limits::{
    ASIDE_BYTES, FEEDS_MAX, FELLOW_BYTES_MIN, FELLOWS_SHARE, FORK_PROOF_BYTES_MAX,
    KEY_ACT_BYTES_MAX, KEY_EVENT_BYTES_MAX, KEY_LOGS_MAX, PLACES_FELLOWS_SHARE, PLACES_KNOWN_SHARE,
    PLACES_OWN_SHARE, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX, STRANGER_BYTES_MIN, STRANGERS_SHARE,
    SUCCESSION_SHARE, WARNING_SHARE,
};

use super::super::{Change, StoreId};
use super::{Engine, Turn};

/// Whose statements are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Who is kept within the quotas of a feed alone.
    pub known: BTreeSet<Did>,
    /// Who is in scope by the communities of this node or by dealings: they have no more than a share of a budget.
    pub fellows: BTreeSet<Did>,
    /// Bytes of entries and key events that are kept of these together.
    pub fellows_bytes_max: u64,
    /// Bytes of entries and key events that are kept of all others together.
    pub strangers_bytes_max: u64,
}

impl Default for Scope {
    /// Nobody is known, and of strangers all is kept that the quotas of a feed allow.
    fn default() -> Self {
        Self {
            known: BTreeSet::new(),
            fellows: BTreeSet::new(),
            fellows_bytes_max: u64::MAX,
            strangers_bytes_max: u64::MAX,
        }
    }
}

impl Scope {
    /// Whether somebody is one of those.
    #[must_use]
    pub fn has(&self, did: &Did) -> bool {
        self.known.contains(did) || self.fellows.contains(did)
    }

    /// The budget that somebody has a share of who is not known, and that share; beside both lies a part for what
    /// warns of them.
    fn room(&self, did: &Did, warns: bool) -> (u64, u64) {
        let (all, parts, least) = match self.fellows.contains(did) {
            true => (self.fellows_bytes_max, FELLOWS_SHARE, FELLOW_BYTES_MIN),
            false => (self.strangers_bytes_max, STRANGERS_SHARE, STRANGER_BYTES_MIN),
        };
        let all = all.saturating_add(if warns { all / WARNING_SHARE } else { 0 });
        (all, all.checked_div(parts).unwrap_or(all).max(least))
    }

    /// How much of what is held of somebody who is not known counts with strangers, and how much with fellows.
    fn pools(&self, did: &Did, bytes: u64) -> (u64, u64) {
        let strange = match self.fellows.contains(did) {
            true => 0,
            false => bytes.min(self.room(did, true).1),
        };
        (strange, bytes.saturating_sub(strange))
    }
}

/// What a key event counts for: the most that it can have.
pub(super) fn key_bytes(event: &impl Kept) -> u64 {
    let most = if event.is_own() { KEY_ACT_BYTES_MAX } else { KEY_EVENT_BYTES_MAX };
    u64::try_from(most).unwrap_or(u64::MAX)
}

/// Bytes of a log about its successor.
fn told_in<E: Kept>(log: &KeyLog<E>) -> u64 {
    let told = log.events().filter(|event| !event.is_own());
    told.map(key_bytes).fold(0, u64::saturating_add)
}

impl Engine {
    /// Takes another scope; what was refused for want of room may have it now.
    pub(super) fn rescope(&mut self, scope: Scope, turn: &mut Turn) {
        if scope == self.scope {
            return;
        }
        self.scope = scope;
        self.make_room();
        self.nameless.clear();
        self.measure_strangers();
        self.look_at_all();
        // The first scope since the start is the one of before.
        match std::mem::replace(&mut self.scoped, true) {
            true => self.compare_anew(turn),
            false => self.peers.values_mut().for_each(|state| state.begin_again(turn.now)),
        }
    }

    /// What was refused for good may be kept now: everything is compared once, also with who is not connected,
    /// when it comes, as its cursor went past that.
    pub(super) fn compare_anew(&mut self, turn: &mut Turn) {
        self.peers.values_mut().for_each(|state| state.begin_again(turn.now));
        for cursor in self.cursors.values_mut().filter(|one| one.store != StoreId::default()) {
            cursor.store = StoreId::default();
            if self.remembered.contains(&cursor.peer) {
                turn.append(Change::Cursor(*cursor));
            }
        }
    }

    /// Sums up what is held of strangers and of fellows.
    pub(super) fn measure_strangers(&mut self) {
        let mut strange: BTreeMap<Did, u64> = BTreeMap::new();
        let mut told = 0_u64;
        let mut add = |did: Did, bytes: u64| {
            let sum = strange.entry(did).or_default();
            *sum = sum.saturating_add(bytes);
        };
        for log in self.ring.logs().filter(|log| !self.is_known(&log.did())) {
            let own = log.events().filter(|event| event.is_own());
            add(log.did(), own.map(key_bytes).fold(0, u64::saturating_add));
            let strange = !self.is_in_scope(&log.did());
            told = told.saturating_add(if strange { told_in(log) } else { 0 });
        }
        for track in self.tracks.values() {
            let author = self.author(&track.feed.writer());
            author.filter(|did| !self.is_known(did)).into_iter().for_each(|did| {
                let writer = track.feed.writer();
                add(did, track.bytes.saturating_add(self.said_of(&writer)));
            });
        }
        let pools = strange.iter().map(|(did, bytes)| self.scope.pools(did, *bytes));
        (self.strange_bytes, self.fellow_bytes) = pools.fold((0, 0), |all: (u64, u64), one| {
            (all.0.saturating_add(one.0), all.1.saturating_add(one.1))
        });
        self.strange = strange;
        self.strange_told = told;
    }

    /// Whether somebody may begin another of so many feeds or key logs: strangers leave places to those in
    /// scope, fellows to the others, and these to the identities of this node.
    pub(super) fn has_place(&self, did: &Did, taken: usize, most: usize) -> bool {
        let left = match (self.is_ours(did), self.is_known(did), self.is_in_scope(did)) {
            (true, _, _) => 0,
            (false, true, _) => most / PLACES_OWN_SHARE,
            (false, false, true) => most / PLACES_FELLOWS_SHARE,
            (false, false, false) => most / PLACES_KNOWN_SHARE,
        };
        taken < most.saturating_sub(left)
    }

    /// Whether this feed is held, or there is a place for it.
    pub(super) fn has_feed_place(&self, author: &Did, writer: &PublicKey) -> bool {
        self.tracks.contains_key(writer) || self.has_place(author, self.tracks.len(), FEEDS_MAX)
    }

    /// Whether this key log is held, or there is a place for it.
    pub(super) fn has_log_place(&self, did: &Did) -> bool {
        self.ring.log(did).is_some() || self.has_place(did, self.logs, KEY_LOGS_MAX)
    }

    /// Whether there is a place and room for the key log of one more stranger.
    pub(super) fn begins_strangers(&self) -> bool {
        let most = KEY_LOGS_MAX.saturating_sub(KEY_LOGS_MAX / PLACES_KNOWN_SHARE);
        let bytes = u64::try_from(KEY_ACT_BYTES_MAX).unwrap_or(u64::MAX);
        self.logs < most
            && self.strange_bytes.saturating_add(bytes) <= self.scope.strangers_bytes_max
    }

    /// Whether there is room for a key event.
    pub(super) fn has_room_for(&self, event: &KeyEvent) -> bool {
        let (did, bytes) = (event.did(), key_bytes(event));
        if event.is_own() {
            return self.has_room(&did, bytes);
        }
        let most = self.scope.strangers_bytes_max / SUCCESSION_SHARE;
        self.is_in_scope(&did)
            || self.says_itself(event)
            || self.strange_told.saturating_add(bytes) <= most
    }

    /// Whether an identity of this node says it, as witness or as successor.
    fn says_itself(&self, event: &KeyEvent) -> bool {
        let (seen, begun) = (event.act().watched(), event.act().recovery());
        seen.is_some_and(|watch| self.own.contains_key(&watch.witness))
            || begun.is_some_and(|recovery| self.own.values().any(|own| *own == recovery.heir))
    }

    /// The key events that are held of an identity about its successor: newer ones outdo them.
    pub(super) fn about_successor(&self, did: &Did) -> BTreeSet<Hash> {
        let log = self.ring.log(did);
        let events = log.into_iter().flat_map(|log| log.ids().zip(log.events()));
        events.filter(|(_, event)| !event.is_own()).map(|(id, _)| *id).collect()
    }

    /// Bytes that are held of an identity about its successor.
    pub(super) fn told_of(&self, did: &Did) -> u64 {
        self.ring.log(did).map_or(0, told_in)
    }

    /// A key event is held now, and before it so many bytes were about the successor: what it puts an end
    /// to takes up no room.
    pub(super) fn count_key(&mut self, event: &KeyEvent, before: u64) {
        let did = event.did();
        if event.is_own() {
            self.count(&did, key_bytes(event));
        } else if !self.is_in_scope(&did) {
            let told = self.strange_told.saturating_add(self.told_of(&did));
            self.strange_told = told.saturating_sub(before);
        }
    }

    /// Bytes that are held of a feed beside its entries: stamps, proofs, and what it takes back beside a
    /// fork, each counted as the most that it can have.
    pub(super) fn said_of(&self, writer: &PublicKey) -> u64 {
        let track = self.tracks.get(writer);
        let fork = track.is_some_and(|track| track.feed.fork().is_some());
        let stamps = self.stamps.get(writer).map_or(0, |held| held.all().count());
        let aside = self.aside.get(writer).map_or(0, BTreeMap::len);
        [
            (usize::from(fork), FORK_PROOF_BYTES_MAX),
            (usize::from(self.heads.contains_key(writer)), STAMP_FORK_BYTES_MAX),
            (stamps, STAMP_BYTES_MAX),
            (aside, ASIDE_BYTES),
        ]
        .into_iter()
        .map(|(count, bytes)| u64::try_from(count.saturating_mul(bytes)).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add)
    }

    /// Does something that changes what is held of a feed beside its entries, and counts it.
    pub(super) fn recounted<T>(
        &mut self,
        writer: PublicKey,
        change: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.said_of(&writer);
        let done = change(self);
        let after = self.said_of(&writer);
        self.count_again(&writer, before, after);
        done
    }

    /// Whether there is room for so many bytes more that warn of this author.
    pub(super) fn has_room_to_warn(&self, author: &Did, bytes: usize) -> bool {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.is_known(author) || self.fits(author, (bytes, 0), true)
    }

    /// Whether a proof about this writer may be kept.
    pub(super) fn has_room_for_proof(&self, writer: &PublicKey, bytes: usize) -> bool {
        let author = self.author(writer);
        author.is_some_and(|author| {
            self.has_feed_place(&author, writer) && self.has_room_to_warn(&author, bytes)
        })
    }

    /// Whether there is room for so many bytes more of this author.
    pub(super) fn has_room(&self, author: &Did, bytes: u64) -> bool {
        self.has_room_beside(author, bytes, 0)
    }

    /// The same where so many bytes that are held go for them.
    pub(super) fn has_room_beside(&self, author: &Did, bytes: u64, gone: u64) -> bool {
        self.is_known(author) || self.fits(author, (bytes, gone), false)
    }

    /// Whether so many bytes more of who is not known, and so many fewer, are within their budget, and within
    /// one's share of it.
    fn fits(&self, author: &Did, (more, fewer): (u64, u64), warns: bool) -> bool {
        let (all, share) = self.scope.room(author, warns);
        let before = self.strange.get(author).copied().unwrap_or(0);
        let after = before.saturating_add(more).saturating_sub(fewer);
        let (was, is) = (self.scope.pools(author, before), self.scope.pools(author, after));
        let held = match self.scope.fellows.contains(author) {
            true => self.fellows_hold().saturating_add(is.1).saturating_sub(was.1),
            false => self.strange_bytes.saturating_add(is.0).saturating_sub(was.0),
        };
        held <= all && after <= share
    }

    /// Bytes that count with fellows: also what strangers have beyond their budget, who were fellows before.
    fn fellows_hold(&self) -> u64 {
        let strangers = self.scope.strangers_bytes_max;
        let most = strangers.saturating_add(strangers / WARNING_SHARE);
        self.fellow_bytes.saturating_add(self.strange_bytes.saturating_sub(most))
    }

    /// Whether somebody is so as no fellow: they have the quotas of a feed alone, and their peers and
    /// letters are no strangers'.
    #[must_use]
    pub fn is_known(&self, did: &Did) -> bool {
        self.scope.known.contains(did) || self.is_ours(did)
    }

    /// So many bytes more of this author are held.
    pub(super) fn count(&mut self, author: &Did, bytes: u64) {
        self.count_change(author, 0, bytes);
    }

    /// So many bytes of a feed are held in the place of so many.
    pub(super) fn count_again(&mut self, writer: &PublicKey, before: u64, after: u64) {
        let author = self.author(writer);
        author.into_iter().for_each(|author| self.count_change(&author, before, after));
    }

    fn count_change(&mut self, author: &Did, before: u64, after: u64) {
        if self.is_known(author) {
            return;
        }
        let own = self.strange.entry(*author).or_default();
        let held = *own;
        *own = held.saturating_add(after).saturating_sub(before);
        let (was, is) = (self.scope.pools(author, held), self.scope.pools(author, *own));
        self.strange_bytes = self.strange_bytes.saturating_add(is.0).saturating_sub(was.0);
        self.fellow_bytes = self.fellow_bytes.saturating_add(is.1).saturating_sub(was.1);
    }

    /// Whether somebody is one of those whose statements this node keeps whoever else says what: its own,
    /// its address book, whom these recognise, and its fellows.
    pub fn is_in_scope(&self, did: &Did) -> bool {
        self.scope.has(did) || self.is_ours(did)
    }

    fn is_ours(&self, did: &Did) -> bool {
        self.hosted.contains_key(did) || self.own.values().any(|own| own == did)
    }
}
