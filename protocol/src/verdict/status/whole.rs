//! Is the ledger of an identity held whole, as far as some kinds of entry go, and as of when?
//!
//! Only then does what it does not say mean anything. Source: `spec/rules.md` §2.

use std::collections::BTreeMap;

use super::dating::{Dating, Head};
use super::feed::{head, keys_missing};
use super::fresh;
use crate::feed::LogStatus;
use crate::identity::{Did, PublicKey};
use crate::statement::{Content, Kind, Retention, Statement};
use crate::time::Timestamp;
use crate::verdict::evidence::Log;
use crate::verdict::{Asked, Evidence, Reason};

/// What of a log must be there for it to tell something.
#[derive(Clone, Copy, Debug)]
pub(in crate::verdict) enum Needed {
    /// What became of the places of a status list.
    List(u32),
    /// Every entry of these kinds from a moment on that its author did not erase.
    Kinds(fn(Kind) -> bool, Timestamp),
}

impl Needed {
    /// The first number that is missing.
    pub(super) fn missing(
        self,
        evidence: &Evidence,
        (did, writer): (&Did, &PublicKey),
        (log, closed): (&Log, Option<u32>),
    ) -> Option<u32> {
        let counted = || evidence.counted_in(did, writer, (log, closed));
        let unread = |statement: Option<&Statement>| statement.map(Statement::seq);
        match self {
            Self::List(list) => {
                log.gap(closed, list).or_else(|| unread(unsummed(&counted(), list)))
            }
            Self::Kinds(needed, since) => log.hole_since(closed, since).or_else(|| {
                let erased = evidence.withdrawn(writer);
                let gone = |one: &Statement| {
                    one.header().ret == Retention::Erasable && erased.contains(&one.seq())
                };
                let told = |one: &Statement| needed(one.kind()) && one.ts() >= since;
                let missing = |one: &&Statement| told(one) && is_unread(one) && !gone(one);
                unread(counted().find(missing))
            }),
        }
    }
}

fn is_unread(statement: &Statement) -> bool {
    statement.body().is_none_or(|body| Content::read(statement.kind(), body).is_err())
}

/// The first entry that may tell a status of this list, that no snapshot of it sums, and whose body
/// is not held or not readable.
fn unsummed<'a>(
    counted: &(impl Iterator<Item = &'a Statement> + Clone),
    list: u32,
) -> Option<&'a Statement> {
    let unread = |one: &&Statement| one.kind().tells_status() && is_unread(one);
    // The sums are looked at only where something is missing.
    let first = counted.clone().find(unread)?;
    let summed = LogStatus::new(None).ordered(counted.clone()).summed(list);
    counted.clone().filter(|one| one.seq() >= summed.max(first.seq())).find(unread)
}

/// As of when every entry of these kinds is held that an identity made; the news is not older than
/// news may be.
///
/// # Errors
/// What is missing, disputed or too old.
pub(in crate::verdict) fn whole(
    did: &Did,
    needed: fn(Kind) -> bool,
    evidence: &Evidence,
    asked: &Asked,
) -> Result<Head, Reason> {
    whole_since(did, (needed, Timestamp::from_millis(0)), evidence, asked)
}

/// The same of the entries from a moment on.
///
/// # Errors
/// What is missing, disputed or too old.
pub(in crate::verdict) fn whole_since(
    did: &Did,
    (needed, since): (fn(Kind) -> bool, Timestamp),
    evidence: &Evidence,
    asked: &Asked,
) -> Result<Head, Reason> {
    let missing = || Reason::NoFeed { issuer: did.to_string() };
    let keys = evidence.key_log(did).ok_or_else(missing)?;
    if keys.disputed() {
        return Err(Reason::Disputed { writer: did.to_string() });
    }
    let writers = evidence.writers_of(did);
    if let Some(hidden) = keys_missing(keys, writers.keys().filter_map(|one| evidence.log(one))) {
        return Err(hidden);
    }
    // Of whom a successor let nothing stand nothing is missing.
    let cut = keys.heir().filter(|_| writers.values().all(|close| *close == Some(0)));
    if let Some(heir) = cut {
        whole_to_its_end(did, (needed, since), evidence)?;
        return Ok(Head::nothing(heir.cuts.since));
    }
    let dating = Dating::of(keys, evidence, asked);
    let needed = Needed::Kinds(needed, since);
    let (mut open, mut closed): (Option<Head>, Option<Head>) = (None, None);
    for (writer, close) in writers {
        let found = head(&writer, close, evidence, (needed, &dating))?;
        match found {
            None => {}
            Some(found) if close.is_some() => closed = Head::newer(closed, found),
            Some(found) => open = Some(Head::together(open, found)),
        }
    }
    let head = open.or(closed).ok_or_else(missing)?;
    fresh(head.at, asked.max_age_millis, asked)?;
    Ok(head)
}

/// As of when every entry of these kinds is held that a person made by whichever of their identities: of
/// those that were succeeded up to where they were cut off, of the one they go by now as [`whole`] has it.
///
/// # Errors
/// What is missing, disputed or too old.
pub(in crate::verdict) fn whole_of_person(
    did: &Did,
    needed: fn(Kind) -> bool,
    evidence: &Evidence,
    asked: &Asked,
) -> Result<Head, Reason> {
    let now = evidence.current(did);
    for former in evidence.person(did).iter().filter(|one| **one != now) {
        whole_to_its_end(former, (needed, Timestamp::from_millis(0)), evidence)?;
    }
    whole(&now, needed, evidence, asked)
}

/// Whether every entry of these kinds is held that an identity made from a moment on which has a successor:
/// of each writer up to where it was cut off. Nothing more is to come of it, so no news is asked for.
///
/// # Errors
/// What is missing or disputed.
pub(in crate::verdict) fn whole_to_its_end(
    did: &Did,
    (needed, since): (fn(Kind) -> bool, Timestamp),
    evidence: &Evidence,
) -> Result<(), Reason> {
    let Some(heir) = evidence.heir(did) else { return Ok(()) };
    let needed = Needed::Kinds(needed, since);
    // A writer may be cut off of which nothing is at hand that names it.
    let named = heir.cuts.iter().map(|(writer, size)| (*writer, *size));
    let mut ends: BTreeMap<PublicKey, u32> = named.collect();
    let moved = evidence.writers_of(did).into_iter();
    ends.extend(moved.map(|(writer, end)| (writer, end.unwrap_or_default())));
    for (writer, end) in ends.into_iter().filter(|(_, end)| *end > 0) {
        let hole = |missing: u32| Reason::FeedIncomplete {
            writer: writer.to_string(),
            missing: u64::from(missing),
        };
        let log = evidence.log(&writer).ok_or_else(|| hole(0))?;
        if evidence.is_told_twice(did, &writer, Some(end)) {
            return Err(Reason::Disputed { writer: writer.to_string() });
        }
        if let Some(missing) = needed.missing(evidence, (did, &writer), (log, Some(end))) {
            return Err(hole(missing));
        }
    }
    Ok(())
}
