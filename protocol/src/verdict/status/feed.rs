//! What the issuer's own feed says about a place.
//!
//! Source: `spec/` status.

use super::fresh;
use crate::credential::status::Place;
use crate::feed::ForkProof;
use crate::identity::{Did, PublicKey};
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;
use crate::verdict::evidence::Log;
use crate::verdict::{Asked, Evidence, Reason};

/// What the issuer's feed says about one place.
pub(super) fn judge(issuer: &Did, place: Place, evidence: &Evidence, asked: &Asked) -> Reason {
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
    let as_of = written.to_string();
    match fresh(written, asked.max_age_millis, asked.now) {
        Err(stale) => stale,
        Ok(age_seconds) => Reason::ClearAsOf { entry: u64::from(entry), as_of, age_seconds },
    }
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
