//! Endorsements of somebody: the word of one side, that the other side let stand in their own log.
//!
//! What is endorsed otherwise (a badge, what it is awarded for) says nothing of who holds it.

use super::last;
use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::contexts::Contexts;
use crate::credential::model::Credential;
use crate::credential::proof;
use crate::credential::status::{StatusEntry, StatusPurpose};
use crate::identity::Did;
use crate::limits::CLOCK_AHEAD_MAX_MILLIS;
use crate::statement::Statement;
use crate::statement::kinds::Document;
use crate::time::Timestamp;

/// That one identity stands behind another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsed {
    /// The id of the statement that holds it.
    pub id: Hash,
    /// Who gave it.
    pub from: Did,
    /// About whom.
    pub to: Did,
    /// What was said.
    pub words: String,
    /// From when on it counts, as who gave it says.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// When it was signed, by its proofs, or let stand, whichever is later.
    pub(super) shown: Timestamp,
    /// Where in the lists of who gave it they would say that they withdrew it: list and place.
    pub(super) place: Option<super::ListPlace>,
}

impl Endorsed {
    /// What a statement of `author` endorses, where that is the author themselves, by somebody else
    /// who signed it.
    pub(super) fn read(author: &Did, statement: &Statement, document: &Document) -> Option<Self> {
        let credential = Credential::new(document.value());
        let from: Did = credential.issuer()?.parse().ok()?;
        let about = credential.subject_id()?.parse::<Did>().ok()?;
        if about != *author || from == *author || credential.subjects().count() != 1 {
            return None;
        }
        let report = proof::verify(document.value(), Contexts::pinned()).ok()?;
        if !report.is_by(&from.to_string()) {
            return None;
        }
        let shown = report.signed_at().map_or(statement.ts(), |at| at.max(statement.ts()));
        let until = credential.valid_until().ok()?.into_iter().chain(report.expires()).min();
        let words = credential.subject()?.get("endorsementComment").and_then(Value::as_str);
        Some(Self {
            id: statement.id(),
            from,
            to: about,
            words: words.unwrap_or_default().to_owned(),
            since: credential.valid_from().ok()?.unwrap_or(statement.ts()),
            until,
            shown,
            place: credential.statuses().find_map(|entry| match StatusEntry::read(entry) {
                StatusEntry::Ours { issuer, place, entry }
                    if issuer == from && entry.purpose == StatusPurpose::Revocation =>
                {
                    Some((place.list, place.index))
                }
                StatusEntry::Ours { .. }
                | StatusEntry::List(_)
                | StatusEntry::Revocations { .. }
                | StatusEntry::Foreign { .. }
                | StatusEntry::Wrong { .. } => None,
            }),
        })
    }

    /// The last moment at which it counts: what it says, and never more than two years.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        last(self.since, self.until)
    }

    pub(super) fn begins(&self) -> Timestamp {
        let begins = self.since.max(self.shown).millis();
        Timestamp::from_millis(begins.saturating_sub(CLOCK_AHEAD_MAX_MILLIS))
    }

    pub(super) fn stands(&self, now: Timestamp) -> bool {
        self.begins() <= now && now <= self.last()
    }
}
