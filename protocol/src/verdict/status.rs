//! Is it revoked, expired or not yet valid, and as of which entry of the issuer's feed?
//!
//! Source: `spec/` status; Bitstring Status List 1.0 for the names.

use super::evidence::Log;
use super::reader::{Judging, Secured};
use super::{Asked, Evidence, Reason};
use crate::credential::model::Credential;
use crate::credential::status::{Place, StatusEntry};
use crate::feed::ForkProof;
use crate::identity::{Did, PublicKey};
use crate::limits::STATUSES_MAX;
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

use super::Answer;

/// The status of a credential whose integrity is this. Of one that is not proven it is told that
/// it is over or that the place it names is revoked, never that it counts still: the place and the
/// dates may have been changed.
pub(super) fn proven(secured: &Secured, judging: &Judging<'_>, integrity: &Reason) -> Reason {
    let told = secured.seal().and_then(|seal| seal.status(judging));
    let status =
        told.unwrap_or_else(|| judge(&secured.credential(), judging.evidence, judging.asked));
    if status.answer() == Answer::Yes && integrity.answer() != Answer::Yes {
        return Reason::StatusUnproven {};
    }
    status
}

/// The status of `credential`. A revocation counts at whatever moment is judged: who asks about
/// the past still should know.
pub(super) fn judge(credential: &Credential<'_>, evidence: &Evidence, asked: &Asked) -> Reason {
    let entries = credential.statuses().take(STATUSES_MAX);
    let entries: Vec<Reason> =
        entries.map(|entry| entry_of(credential, entry, evidence, asked)).collect();
    let find = |answer: Answer| entries.iter().find(|reason| reason.answer() == answer).cloned();
    if let Some(revoked) = find(Answer::No) {
        return revoked;
    }
    if let Some(reason) = dates(credential, asked.now) {
        return reason;
    }
    if credential.statuses().count() > STATUSES_MAX {
        return Reason::StatusUnreadable { field: "credentialStatus".to_owned() };
    }
    let unknown = find(Answer::Unknown);
    unknown.or_else(|| find(Answer::Yes)).unwrap_or(Reason::NoStatusDeclared {})
}

fn dates(credential: &Credential<'_>, now: Timestamp) -> Option<Reason> {
    let unreadable = |field: &str| Reason::StatusUnreadable { field: field.to_owned() };
    match credential.valid_from() {
        Ok(Some(from)) if now < from => {
            return Some(Reason::NotYetValid { from: from.to_string() });
        }
        Ok(_) => {}
        Err(field) => return Some(unreadable(field)),
    }
    match credential.valid_until() {
        Ok(Some(until)) if now > until => Some(Reason::Expired { until: until.to_string() }),
        Ok(_) => None,
        Err(field) => Some(unreadable(field)),
    }
}

fn entry_of(
    credential: &Credential<'_>,
    entry: &crate::canon::json::Value,
    evidence: &Evidence,
    asked: &Asked,
) -> Reason {
    match StatusEntry::read(entry) {
        StatusEntry::Ours { issuer, place } => {
            if credential.issuer() == Some(issuer.to_string().as_str()) {
                feed(&issuer, place, evidence, asked)
            } else {
                Reason::StatusForeign { list: format!("{issuer}/status/{}", place.list) }
            }
        }
        StatusEntry::List { list } => Reason::StatusListMissing { list },
        StatusEntry::Foreign { kind } => Reason::StatusTypeUnknown { kind },
        StatusEntry::Wrong { field } => Reason::StatusUnreadable { field: field.to_owned() },
    }
}

/// What the issuer's feed says about one place.
fn feed(issuer: &Did, place: Place, evidence: &Evidence, asked: &Asked) -> Reason {
    let missing = || Reason::NoFeed { issuer: issuer.to_string() };
    let Some(keys) = evidence.key_log(issuer) else { return missing() };
    let writers = keys.writers();
    let logs =
        || writers.iter().filter_map(|(writer, closed)| Some((evidence.log(writer)?, *closed)));
    if let Some(revoked) = logs().find_map(|(log, closed)| revocation(log, closed, place)) {
        return revoked;
    }
    if keys.disputed() {
        return Reason::Disputed { writer: issuer.to_string() };
    }
    if logs().next().is_none() {
        return missing();
    }
    let mut oldest: Option<Head> = None;
    let mut last: Option<Head> = None;
    for (writer, closed) in &writers {
        match head(writer, *closed, evidence.log(writer)) {
            Err(reason) => return reason,
            Ok(None) => {}
            Ok(Some(found)) if closed.is_some() => last = last.max(Some(found)),
            Ok(Some(found)) => oldest = Some(oldest.map_or(found, |held| held.min(found))),
        }
    }
    oldest.or(last).map_or_else(missing, |head| dated(head, asked))
}

/// The newest entry of a log: when it was written, and its number.
type Head = (Timestamp, u32);

fn dated((written, entry): Head, asked: &Asked) -> Reason {
    let age_millis = asked.now.millis().saturating_sub(written.millis());
    let age_seconds = age_millis.checked_div(1000).unwrap_or_default();
    let as_of = written.to_string();
    if age_millis > asked.max_age_millis {
        let max_age_seconds = asked.max_age_millis.checked_div(1000).unwrap_or_default();
        return Reason::Stale { as_of, age_seconds, max_age_seconds };
    }
    // An entry written after the moment asked about has a negative age.
    let ahead = written.millis().saturating_sub(asked.now.millis());
    let ahead = i64::try_from(ahead.div_ceil(1000)).unwrap_or(i64::MAX);
    let age_seconds = i64::try_from(age_seconds).unwrap_or(i64::MAX).saturating_sub(ahead);
    Reason::ClearAsOf { entry: u64::from(entry), as_of, age_seconds }
}

/// The entry that revokes `place`, on whatever branch, unless it lies above the close.
fn revocation(log: &Log, closed: Option<u32>, place: Place) -> Option<Reason> {
    let counts = |statement: &&Statement| closed.is_none_or(|size| statement.seq() < size);
    let all = log.statements.iter().chain(&log.loose).filter(counts);
    all.filter(|statement| statement.kind() == Kind::Revoke).find_map(|statement| {
        let Ok(Content::Revoke(revoke)) = Content::read(Kind::Revoke, statement.body()?) else {
            return None;
        };
        (revoke.list == place.list && revoke.indexes.contains(&place.index)).then(|| {
            Reason::Revoked {
                entry: u64::from(statement.seq()),
                as_of: statement.ts().to_string(),
                because: revoke.reason.unwrap_or_default(),
            }
        })
    })
}

/// The head of one writer's log if nothing of it is missing; `None` for a log closed before its
/// first entry.
fn head(
    writer: &PublicKey,
    closed: Option<u32>,
    log: Option<&Log>,
) -> Result<Option<Head>, Reason> {
    let hole = |missing: u32| Reason::FeedIncomplete {
        writer: writer.to_string(),
        missing: u64::from(missing),
    };
    if closed == Some(0) {
        return Ok(None);
    }
    let Some(log) = log else { return Err(hole(0)) };
    let within = |seq: &u32| closed.is_none_or(|size| *seq < size);
    let fork = log.forked_at().filter(within);
    if fork.is_some()
        || (log.split && log.feed.fork().map(ForkProof::seq).is_none_or(|seq| within(&seq)))
    {
        return Err(Reason::Disputed { writer: writer.to_string() });
    }
    let size = log.feed.size();
    if closed.is_some_and(|closed| size < closed) || size == 0 {
        return Err(hole(size));
    }
    if log.loose.iter().any(|statement| within(&statement.seq())) {
        return Err(hole(size));
    }
    let counted = log.counted(closed);
    let unread = counted.iter().find(|statement| match statement.kind() {
        Kind::Revoke => {
            statement.body().is_none_or(|body| Content::read(Kind::Revoke, body).is_err())
        }
        // A suspension or a snapshot, which a later version reads, may be about this badge.
        Kind::Other(18 | 19) => true,
        Kind::Profile
        | Kind::Achievement
        | Kind::Publish
        | Kind::Endorsement
        | Kind::Recognition
        | Kind::RecognitionEnd
        | Kind::Erase
        | Kind::NodeAddr
        | Kind::Other(_) => false,
    });
    if let Some(statement) = unread {
        return Err(hole(statement.seq()));
    }
    Ok(counted.last().map(|statement| (statement.ts(), statement.seq())))
}
