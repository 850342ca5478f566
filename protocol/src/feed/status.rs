//! What the entries of an issuer's logs say about the places of its status lists.
//!
//! Revocations only grow: no later entry, snapshot or missing body lifts one. Of suspensions the
//! last word counts. A snapshot stands for the entries that it sums, so that their bodies are not
//! needed. What of the logs counts at all (gaps, forks, closes) is for the caller to say.
//!
//! Source: `spec/status.md` §2 and §4.

use std::collections::{BTreeMap, BTreeSet};

use crate::credential::status::Place;
use crate::identity::Did;
use crate::statement::kinds::{Revoke, StatusSnapshot, Suspend};
use crate::statement::{Content, Statement};
use crate::time::Timestamp;

/// The entry that says something about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusWord {
    /// When it was written.
    pub ts: Timestamp,
    /// Whether the place is suspended since; true for a revocation.
    pub holds: bool,
    /// Its number in its log.
    pub seq: u32,
    /// Why, in the issuer's words, or nothing.
    pub because: String,
}

/// What one log says about places: of one place, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogStatus {
    only: Option<Place>,
    /// Whose lists are meant, where they are another's than the author's.
    of: Option<Did>,
    /// The first word that revokes each place.
    revoked: BTreeMap<Place, StatusWord>,
    /// The last word about the suspension of each place.
    suspensions: BTreeMap<Place, StatusWord>,
    /// How far the snapshots of each list reach.
    summed: BTreeMap<u32, u32>,
}

impl LogStatus {
    /// Nothing said yet; told later are all places, or `only` this one.
    #[must_use]
    pub fn new(only: Option<Place>) -> Self {
        Self { only, ..Self::default() }
    }

    /// The same about the lists of a former identity of the author's. Of those a sum of the author's own
    /// says nothing.
    #[must_use]
    pub fn of_former(self, of: Did) -> Self {
        Self { of: Some(of), ..self }
    }

    /// What an entry says of the lists that are meant.
    fn content(&self, entry: &Statement) -> Option<Content> {
        let content = content(entry)?;
        (lists_of(&content) == self.of).then_some(content)
    }

    /// Takes the entries of the log that stand in an order that can be shown, oldest first.
    #[must_use]
    pub fn ordered<'a>(mut self, entries: impl IntoIterator<Item = &'a Statement>) -> Self {
        for entry in entries {
            match self.content(entry) {
                Some(Content::Revoke(said)) => self.revoke(entry, said),
                Some(Content::Suspend(said)) => self.suspend(entry, said),
                Some(Content::StatusSnapshot(said)) => self.snapshot(entry, &said),
                Some(_) | None => {}
            }
        }
        self
    }

    /// Takes entries in no such order: beyond a gap, or on the branches of a fork. They take back,
    /// and give nothing again: a suspension on any of them counts, unless the log has no fork and a
    /// later one of them lifts it, so that nothing can be told.
    #[must_use]
    pub fn beyond<'a>(
        mut self,
        entries: impl IntoIterator<Item = &'a Statement>,
        forked: bool,
    ) -> Self {
        let mut entries: Vec<&Statement> = entries.into_iter().collect();
        entries.sort_by_key(|entry| entry.seq());
        for entry in entries {
            match self.content(entry) {
                Some(Content::Revoke(said)) => self.revoke(entry, said),
                Some(Content::Suspend(said)) if said.suspended => self.suspend(entry, said),
                Some(Content::Suspend(said)) if !forked => {
                    for place in self.places(said.list, &said.indexes) {
                        self.suspensions.remove(&place);
                    }
                }
                Some(Content::StatusSnapshot(said)) => {
                    self.add_revoked(entry, said.list, &said.revoked, None);
                    self.add_suspended(entry, said.list, &said.suspended);
                }
                Some(_) | None => {}
            }
        }
        self
    }

    /// The number below which the bodies of entries are not needed to tell about this list.
    #[must_use]
    pub fn summed(&self, list: u32) -> u32 {
        self.summed.get(&list).copied().unwrap_or_default()
    }

    /// The indexes of one list that this log suspends.
    #[must_use]
    pub fn suspended_in(&self, list: u32) -> BTreeSet<u32> {
        let within = self.suspensions.iter().filter(|(at, word)| at.list == list && word.holds);
        within.map(|(place, _)| place.index).collect()
    }

    fn places(&self, list: u32, indexes: &[u32]) -> Vec<Place> {
        let all = indexes.iter().map(|index| Place { list, index: *index });
        all.filter(|place| self.only.is_none_or(|only| only == *place)).collect()
    }

    fn revoke(&mut self, entry: &Statement, said: Revoke) {
        self.add_revoked(entry, said.list, &said.indexes, said.reason);
    }

    fn add_revoked(&mut self, entry: &Statement, list: u32, of: &[u32], because: Option<String>) {
        let word = word(entry, true, because);
        for place in self.places(list, of) {
            self.revoked.entry(place).or_insert_with(|| word.clone());
        }
    }

    fn suspend(&mut self, entry: &Statement, said: Suspend) {
        let word = word(entry, said.suspended, said.reason);
        for place in self.places(said.list, &said.indexes) {
            self.suspensions.insert(place, word.clone());
        }
    }

    /// Places that a snapshot calls suspended and of which nothing else is known.
    fn add_suspended(&mut self, entry: &Statement, list: u32, of: &[u32]) {
        let word = word(entry, true, None);
        for place in self.places(list, of) {
            self.suspensions.entry(place).or_insert_with(|| word.clone());
        }
    }

    /// The state after the entries below `upto`, under the words of those that came since.
    fn snapshot(&mut self, entry: &Statement, said: &StatusSnapshot) {
        self.add_revoked(entry, said.list, &said.revoked, None);
        let now: BTreeSet<u32> = said.suspended.iter().copied().collect();
        // A sum stands for nothing that came after it, whatever it claims.
        let (list, upto) = (said.list, said.upto.min(entry.seq()));
        self.suspensions.retain(|place, word| {
            // A word of the summed entries is kept where it says what the sum says.
            place.list != list || word.seq >= upto || word.holds == now.contains(&place.index)
        });
        self.add_suspended(entry, said.list, &said.suspended);
        let summed = self.summed.entry(said.list).or_default();
        *summed = upto.max(*summed);
    }
}

/// What all logs of an issuer come to together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerStatus {
    /// The places that are revoked, each with a word that says so.
    pub revoked: BTreeMap<Place, StatusWord>,
    /// The last word about the suspension of each place of which there is any.
    pub suspensions: BTreeMap<Place, StatusWord>,
}

impl IssuerStatus {
    /// Of several logs the newest word about a suspension counts; of two of one moment the one that
    /// suspends.
    #[must_use]
    pub fn of(logs: impl IntoIterator<Item = LogStatus>) -> Self {
        let mut all = Self::default();
        for log in logs {
            for (place, word) in log.revoked {
                let held = all.revoked.entry(place).or_insert_with(|| word.clone());
                if (word.ts, word.seq) < (held.ts, held.seq) {
                    *held = word;
                }
            }
            for (place, word) in log.suspensions {
                let held = all.suspensions.entry(place).or_insert_with(|| word.clone());
                if (word.ts, word.holds) > (held.ts, held.holds) {
                    *held = word;
                }
            }
        }
        all
    }

    /// Whether a place is suspended now.
    #[must_use]
    pub fn is_suspended(&self, place: Place) -> bool {
        self.suspensions.get(&place).is_some_and(|word| word.holds)
    }

    /// The indexes of one list that are revoked.
    #[must_use]
    pub fn revoked_in(&self, list: u32) -> BTreeSet<u32> {
        let within = self.revoked.keys().filter(|place| place.list == list);
        within.map(|place| place.index).collect()
    }

    /// The indexes of one list that are suspended.
    #[must_use]
    pub fn suspended_in(&self, list: u32) -> BTreeSet<u32> {
        let within =
            self.suspensions.iter().filter(|(place, word)| place.list == list && word.holds);
        within.map(|(place, _)| place.index).collect()
    }
}

fn word(entry: &Statement, holds: bool, because: Option<String>) -> StatusWord {
    let because = because.unwrap_or_default();
    StatusWord { ts: entry.ts(), holds, seq: entry.seq(), because }
}

/// The content of an entry that tells a status, where its body is held.
fn content(entry: &Statement) -> Option<Content> {
    if !entry.kind().tells_status() {
        return None;
    }
    Content::read(entry.kind(), entry.body()?).ok()
}

/// Whose lists the content of an entry is about, where that is a former identity of its author's.
fn lists_of(content: &Content) -> Option<Did> {
    match content {
        Content::Revoke(said) => said.of,
        Content::Suspend(said) => said.of,
        Content::StatusSnapshot(_)
        | Content::Profile(_)
        | Content::Achievement(_)
        | Content::Anchor(_)
        | Content::Publish(_)
        | Content::Endorsement(_)
        | Content::Recognition(_)
        | Content::RecognitionEnd(_)
        | Content::Erase(_)
        | Content::Prune(_)
        | Content::Grant(_)
        | Content::GrantEnd(_)
        | Content::Dispute(_)
        | Content::Reply(_)
        | Content::Charter(_)
        | Content::Leave(_)
        | Content::Comment(_)
        | Content::NodeAddr(_) => None,
    }
}
