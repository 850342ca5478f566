//! What the issuer's own feed says about a place.
//!
//! Source: `spec/status.md` §4.

use super::dating::{Dating, Head};
use super::fresh;
use super::whole::Needed;
use crate::canon::hash::hex;
use crate::credential::status::Place;
use crate::feed::{IssuerStatus, KeyLog, LogStatus, Witnesses};
use crate::identity::{Did, PublicKey};
use crate::statement::Statement;
use crate::time::Timestamp;
use crate::verdict::evidence::Log;
use crate::verdict::{Asked, Evidence, Reason};

/// What the issuer's feed says about one place: revoked, suspended, clear, or what is missing.
pub(super) fn judge(issuer: &Did, place: Place, evidence: &Evidence, asked: &Asked) -> Reason {
    let missing = || Reason::NoFeed { issuer: issuer.to_string() };
    let Some(keys) = evidence.key_log(issuer) else { return missing() };
    let writers = evidence.writers_of(issuer);
    let seen_by = evidence.witnesses_of(issuer);
    let logs =
        || writers.iter().filter_map(|(writer, closed)| Some((evidence.log(writer)?, *closed)));
    let sums: Vec<LogStatus> = writers
        .iter()
        .filter_map(|(writer, closed)| {
            Some((evidence.log(writer)?, (*closed, evidence.cut_at(keys, writer))))
        })
        .map(|(log, ends)| sum(log, ends, place, seen_by))
        .collect();
    let status = IssuerStatus::of(sums.iter().cloned());
    let newest =
        || logs().filter_map(|(log, closed)| Some(log.counted(closed, seen_by).last()?.ts())).max();
    if let Some(no) = taken_back(&status, place, newest()) {
        return no;
    }
    if keys.disputed() {
        return Reason::Disputed { writer: issuer.to_string() };
    }
    if logs().next().is_none() {
        return missing();
    }
    if let Some(hidden) = keys_missing(keys, logs().map(|(log, _)| log)) {
        return hidden;
    }
    let dating = Dating::of(keys, evidence, asked);
    let needed = Needed::List(place.list);
    let mut oldest: Option<Head> = None;
    let mut last: Option<Head> = None;
    for (writer, closed) in &writers {
        match head(writer, *closed, evidence, (needed, &dating)) {
            Err(reason) => return reason,
            Ok(None) => {}
            Ok(Some(found)) if closed.is_some() => last = Head::newer(last, found),
            Ok(Some(found)) => oldest = Some(Head::together(oldest, found)),
        }
    }
    oldest.or(last).map_or_else(missing, |head| dated(&head, &status, place, (asked, evidence)))
}

/// A key event that a stamp of the issuer names and that is not held: it may name a writer that
/// revoked.
pub(in crate::verdict) fn keys_missing<'a>(
    keys: &KeyLog,
    logs: impl Iterator<Item = &'a Log>,
) -> Option<Reason> {
    let held = keys.tags();
    let tag = logs.flat_map(Log::stamps).find_map(|stamp| stamp.missing_keys(&held).pop())?;
    Some(Reason::KeysMissing { issuer: keys.did().to_string(), missing: hex(&tag) })
}

/// What one log says about a place: what stands in order, and what takes back out of order or above
/// the close: an owner who lost a writer may close it too early, and nobody revives a badge by that.
/// Above where a successor cut the log off, whoever stole its key takes nothing back; and above a close
/// nothing is given again, as whoever lost the key did not say so.
fn sum(
    log: &Log,
    (closed, cut): (Option<u32>, Option<u32>),
    place: Place,
    seen_by: Option<&Witnesses>,
) -> LogStatus {
    let within = |statement: &&Statement| cut.is_none_or(|size| statement.seq() < size);
    let ordered = LogStatus::new(Some(place)).ordered(log.told(closed, seen_by));
    let above = |statement: &&Statement| closed.is_some_and(|size| statement.seq() >= size);
    let (above, apart): (Vec<_>, Vec<_>) =
        log.beyond(closed, seen_by).filter(within).partition(above);
    ordered.beyond(apart, log.is_disputed(None)).beyond(above, true)
}

/// That the place is revoked or suspended, where it is.
fn taken_back(status: &IssuerStatus, place: Place, newest: Option<Timestamp>) -> Option<Reason> {
    if let Some(word) = status.revoked.get(&place) {
        return Some(Reason::Revoked {
            entry: u64::from(word.seq),
            as_of: word.ts.to_string(),
            because: word.because.clone(),
        });
    }
    let word = status.suspensions.get(&place).filter(|word| word.holds)?;
    Some(Reason::Suspended {
        entry: u64::from(word.seq),
        since: word.ts.to_string(),
        as_of: newest.unwrap_or(word.ts).max(word.ts).to_string(),
        because: word.because.clone(),
    })
}

/// The clearance as of the date of what is held, or that this is too old.
fn dated(
    head: &Head,
    status: &IssuerStatus,
    place: Place,
    (asked, evidence): (&Asked, &Evidence),
) -> Reason {
    let (entry, as_of) = (u64::from(head.entry), head.at.to_string());
    let by = head.by.iter().map(|witness| evidence.name_of(witness)).collect();
    let (witnesses, named) = (u32::try_from(head.by.len()).unwrap_or(u32::MAX), head.named);
    let overdue = head.overdue.map(|due| due.to_string()).unwrap_or_default();
    match (fresh(head.at, asked.max_age_millis, asked), status.suspensions.get(&place)) {
        (Err(stale), _) => stale,
        (Ok(age_seconds), None) => {
            Reason::ClearAsOf { entry, as_of, age_seconds, witnesses, named, by, overdue }
        }
        (Ok(age_seconds), Some(word)) => {
            let resumed = word.ts.to_string();
            Reason::ResumedAsOf {
                entry,
                as_of,
                age_seconds,
                resumed,
                witnesses,
                named,
                by,
                overdue,
            }
        }
    }
}

/// The head of one writer's log if nothing of it is missing; `None` for a log closed before its
/// first entry.
pub(super) fn head(
    writer: &PublicKey,
    closed: Option<u32>,
    evidence: &Evidence,
    (needed, dating): (Needed, &Dating<'_>),
) -> Result<Option<Head>, Reason> {
    let hole = |missing: u32| Reason::FeedIncomplete {
        writer: writer.to_string(),
        missing: u64::from(missing),
    };
    if closed == Some(0) {
        return Ok(None);
    }
    let Some(log) = evidence.log(writer) else { return Err(hole(0)) };
    if log.is_disputed(closed) {
        return Err(Reason::Disputed { writer: writer.to_string() });
    }
    if let Some(short) = dating.evidence().kept_short(writer, closed, log.size()) {
        return Err(short);
    }
    if let Some(stamp) = log.ahead(closed) {
        return Err(Reason::TailMissing {
            writer: writer.to_string(),
            missing: u64::from(log.size()),
            size: u64::from(stamp.size()),
            stamped: stamp.ts().to_string(),
        });
    }
    if let Some(missing) = needed.missing(evidence, (writer, log), closed) {
        return Err(hole(missing));
    }
    let counted = log.counted(closed, None);
    let Some(newest) = counted.last() else { return Ok(None) };
    match closed {
        None => dating.head(log, newest).map(Some),
        Some(_) => dating.closed(log, newest).map(Some),
    }
}
