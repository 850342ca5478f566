//! What a creator's feed says about somebody else's right to award.
//!
//! A grant counts where its feed counts; its end counts wherever it stands. Whatever is not there
//! means something only where the feed is held whole. Source: `spec/rules.md` §2.

use std::collections::BTreeMap;

use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::model::{Credential, many};
use crate::identity::Did;
use crate::limits::CLOCK_AHEAD_MAX_MILLIS;
use crate::statement::kinds::{Grant, GrantScope};
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;
use crate::verdict::reader::Judging;
use crate::verdict::{Evidence, Reason, status};

/// Another's achievement, and who awards it when.
pub(super) struct Award<'a> {
    /// Whose the achievement is, as far as is known.
    pub(super) creator: &'a str,
    /// Its description in the creator's own feed, where that has one.
    pub(super) published: Option<&'a Value>,
    pub(super) achievement: &'a str,
    pub(super) issuer: &'a str,
    pub(super) at: Timestamp,
}

/// Whether a grant held at the award; in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Holds,
    /// Held at the award and was ended later.
    Held(Timestamp),
    Ended(Timestamp),
    Expired(Timestamp),
    Later(Timestamp),
    Void(Timestamp),
}

/// The end of a grant.
#[derive(Clone, Copy, Debug)]
struct End {
    at: Timestamp,
    void: bool,
}

/// When a badge was awarded, by its issuer's word: the later of the days it names, else now.
pub(super) fn awarded(credential: &Credential<'_>, now: Timestamp) -> Timestamp {
    let from = credential.valid_from().ok().flatten();
    from.into_iter().chain(credential.awarded()).max().unwrap_or(now)
}

impl Award<'_> {
    /// Whether the creator lets the issuer award it.
    pub(super) fn judge(&self, judging: &Judging<'_>) -> Reason {
        let creator = self.creator.to_owned();
        let Ok(did) = self.creator.parse::<Did>() else { return Reason::NoGrantKnown { creator } };
        let known = self.best(&did, judging.evidence);
        let whole = status::whole(&did, tells_right, judging.evidence, judging.asked);
        match (known, whole) {
            (Some((state, grant)), whole) => self.told(state, &grant, whole.map(|head| head.at)),
            (None, Ok(head)) if self.published.is_some() => {
                Reason::CreatedByAnother { creator, as_of: head.at.to_string() }
            }
            (None, _) => Reason::NoGrantKnown { creator },
        }
    }

    /// The grant for this award that does most for it.
    fn best(&self, creator: &Did, evidence: &Evidence) -> Option<(State, Found)> {
        let ends = ends(creator, evidence);
        let given = evidence.statements_of(creator).filter_map(|one| Found::read(creator, one));
        let fitting = given.filter(|found| self.is_for(&found.grant));
        let judged = fitting.map(|found| (self.state(&found, ends.get(&found.id)), found));
        judged.min_by_key(|(state, found)| (*state, found.since, found.id))
    }

    /// Whether a grant lets this issuer award this achievement. Of what type and domain that is the
    /// creator's feed tells, never the badge.
    fn is_for(&self, grant: &Grant) -> bool {
        let said = |name: &str, what: &str| {
            let all = self.published.and_then(|node| node.get(name));
            all.into_iter().flat_map(many).any(|found| found.as_str() == Some(what))
        };
        let fits = match &grant.scope {
            GrantScope::Achievement(id) => id == self.achievement,
            GrantScope::Type(what) => said("achievementType", what),
            GrantScope::Domain(what) => said("tag", what) || said("fieldOfStudy", what),
        };
        fits && grant.to.to_string() == self.issuer
    }

    fn state(&self, found: &Found, end: Option<&End>) -> State {
        // Whoever may award from this moment on may have a clock that is somewhat slow.
        if found.since > self.at.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return State::Later(found.since);
        }
        let expired = found.grant.until.filter(|until| *until < self.at).map(State::Expired);
        match end {
            Some(end) if end.void => State::Void(end.at),
            Some(end) if end.at < self.at => State::Ended(end.at),
            Some(end) => expired.unwrap_or(State::Held(end.at)),
            None => expired.unwrap_or(State::Holds),
        }
    }

    fn told(&self, state: State, found: &Found, whole: Result<Timestamp, Reason>) -> Reason {
        let (creator, awarded) = (self.creator.to_owned(), self.at.to_string());
        let entry = u64::from(found.entry);
        let (how, at) = match state {
            State::Holds => return self.granted(found, None, whole),
            State::Held(at) => return self.granted(found, Some(at), whole),
            State::Ended(at) => ("ended", at),
            State::Expired(at) => ("expired", at),
            State::Later(at) => ("later", at),
            State::Void(at) => ("void", at),
        };
        let (how, at) = (how.to_owned(), at.to_string());
        match whole {
            Ok(_) => Reason::GrantNotInForce { creator, entry, how, at, awarded },
            Err(missing) => {
                let because = missing.code().to_owned();
                Reason::GrantPerhapsRenewed { creator, entry, how, at, awarded, because }
            }
        }
    }

    fn granted(
        &self,
        found: &Found,
        ended: Option<Timestamp>,
        whole: Result<Timestamp, Reason>,
    ) -> Reason {
        let (creator, entry) = (self.creator.to_owned(), u64::from(found.entry));
        let moment = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        match whole {
            Ok(as_of) => Reason::Granted {
                creator,
                entry,
                since: found.since.to_string(),
                scope: found.grant.scope.name().to_owned(),
                what: found.grant.scope.what().to_owned(),
                until: moment(found.grant.until),
                ended: moment(ended),
                awarded: self.at.to_string(),
                as_of: as_of.to_string(),
            },
            Err(missing) => {
                let because = missing.code().to_owned();
                Reason::GrantUnconfirmed { creator, entry, because }
            }
        }
    }
}

/// A grant in its creator's feed.
struct Found {
    id: Hash,
    entry: u32,
    since: Timestamp,
    grant: Grant,
}

impl Found {
    fn read(creator: &Did, statement: &Statement) -> Option<Self> {
        if statement.kind() != Kind::Grant {
            return None;
        }
        let Ok(Some(Content::Grant(grant))) = gate(creator, statement) else { return None };
        let (id, entry, since) = (statement.id(), statement.seq(), statement.ts());
        Some(Self { id, entry, since, grant })
    }
}

/// The ends of the creator's grants: one that makes void outweighs others, an earlier one a later.
fn ends(creator: &Did, evidence: &Evidence) -> BTreeMap<Hash, End> {
    let mut ends: BTreeMap<Hash, End> = BTreeMap::new();
    for statement in evidence.taking_back(creator) {
        let Ok(Some(Content::GrantEnd(said))) = gate(creator, statement) else { continue };
        let end = End { at: statement.ts(), void: said.void };
        let held = ends.entry(said.grant).or_insert(end);
        if (!end.void, end.at) < (!held.void, held.at) {
            *held = end;
        }
    }
    ends
}

/// The kinds of entry that tell who may award what.
fn tells_right(kind: Kind) -> bool {
    matches!(kind, Kind::Achievement | Kind::Grant | Kind::GrantEnd)
}
