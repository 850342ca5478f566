//! By which rules a badge is earned, and whether facts meet one.
//!
//! A [`Rule`] is data. A [`World`] is what is known: who was awarded what by whom, who endorses
//! which award, whom creators let award, and of whom everything is known. It knows nothing of
//! signatures or feeds: whoever makes it has looked at those. Evaluating is total and bounded, and
//! answers yes, no or cannot tell. Source: `spec/rules.md` §3–§5.

mod gate;
mod judge;
mod persons;
mod rule;
mod stages;
#[cfg(test)]
mod tests;

pub use gate::{Condition, Gate, News};
pub use judge::{Lack, Met, Rights};
pub use rule::{Badge, Rule, RuleError};
pub use stages::{Role, Stage, Takes};

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::identity::Did;
use crate::time::Timestamp;

/// A badge that somebody was awarded, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The digest of the badge, by which endorsements name it.
    pub id: Hash,
    /// What was awarded.
    pub badge: Badge,
    /// Who awarded it.
    pub issuer: Did,
    /// To whom, where that is an identity.
    pub recipient: Option<Did>,
    /// When, by the issuer's word.
    pub at: Timestamp,
    /// Its last moment.
    pub until: Option<Timestamp>,
    /// Whether it is known that it was not taken back.
    pub sure: bool,
    /// When a quorum of witnesses saw it first, where that is known and asked.
    pub seen: Option<Timestamp>,
    /// What it says of the stages that it is one of, where it is one.
    pub stage: Option<Stage>,
}

/// A creator lets somebody award a badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Which badge, by its creator.
    pub badge: Badge,
    /// Who may award it; anybody where nobody is named.
    pub to: Option<Did>,
    /// From when on.
    pub from: Timestamp,
    /// The last moment, as it was given.
    pub until: Option<Timestamp>,
    /// When its creator ended it.
    pub ended: Option<Timestamp>,
    /// What must be so beside.
    pub rule: Option<Rule>,
}

/// Somebody endorses an award.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Praise {
    /// The digest of the badge.
    pub of: Hash,
    /// Who endorses it.
    pub by: Did,
    /// When, by its own word.
    pub at: Timestamp,
    /// Whether it is known that it was not taken back.
    pub sure: bool,
}

/// A badge stands for another, by the word of both creators.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Equivalent {
    /// The one that stands.
    pub badge: Badge,
    /// For which.
    pub stands_for: Badge,
    /// The last moment at which it does.
    pub until: Option<Timestamp>,
    /// Whether it is known that it was not taken back.
    pub sure: bool,
}

/// What is known. The order in which it became known is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Badges, by their digests.
    pub awards: BTreeMap<Hash, Award>,
    /// What creators allow.
    pub permissions: Vec<Permission>,
    /// Endorsements of awards.
    pub praises: BTreeSet<Praise>,
    /// Badges that stand for others.
    pub equivalents: BTreeSet<Equivalent>,
    /// Creators of whom all permissions are known.
    pub creators: BTreeSet<Did>,
    /// People of whom it is known, of each badge that they are known to have, what it stands for.
    pub equated: BTreeSet<Did>,
    /// People of whom everything is known that they show: badges and endorsements.
    pub holders: BTreeSet<Did>,
    /// Whether more was at hand than was looked at.
    pub unread: bool,
}

impl Permission {
    /// Whether it is for this award, its rule aside.
    fn is_for(&self, award: &Award) -> bool {
        self.badge == award.badge
            && self.to.is_none_or(|to| to == award.issuer)
            && self.from <= award.at
            && self.until.is_none_or(|until| award.at <= until)
            && self.ended.is_none_or(|ended| award.at <= ended)
    }

    /// Whether an award is as old as it says, as far as that matters: where the permission was ended,
    /// who awards and who receives it date it as they like, and others saw it before or did not.
    fn is_dated(&self, award: &Award) -> bool {
        self.ended.is_none_or(|ended| award.seen.is_some_and(|seen| seen < ended))
    }
}

impl Award {
    /// Whether it counted at this moment.
    fn holds_at(&self, at: Timestamp) -> bool {
        self.at <= at && self.until.is_none_or(|until| at <= until)
    }
}
