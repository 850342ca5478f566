//! What the issuer's own feed says about a place.
//!
//! Source: `spec/status.md` §4.

use std::collections::BTreeMap;

use super::dating::{Dating, Head};
use super::fresh;
use super::whole::Needed;
use crate::canon::hash::hex;
use crate::credential::status::Place;
use crate::feed::{HeadStamp, Heir, IssuerStatus, KeyLog, LogStatus};
use crate::identity::{Did, PublicKey};
use crate::statement::{Kind, Statement};
use crate::time::Timestamp;
use crate::verdict::evidence::Log;
use crate::verdict::{Asked, Evidence, Reason};

/// What the issuer's feed says about one place: revoked, suspended, clear, or what is missing. Whoever
/// came after the issuer speaks about it too, in a feed of their own: `spec/keys.md` §9.
pub(super) fn judge(issuer: &Did, place: Place, evidence: &Evidence, asked: &Asked) -> Reason {
    let missing = |did: &Did| Reason::NoFeed { issuer: did.to_string() };
    let line = evidence.line(issuer);
    let speaker = |did: &Did| Speaker::of(did, (issuer, place), evidence);
    let speakers: Vec<Speaker<'_>> = line.iter().filter_map(speaker).collect();
    let status = IssuerStatus::of(speakers.iter().flat_map(Speaker::sums));
    let newest = speakers.iter().filter_map(Speaker::newest).max();
    if let Some(no) = taken_back(&status, place, newest) {
        return no;
    }
    let (mut oldest, mut last): (Option<Head>, Option<Head>) = (None, None);
    for did in &line {
        let Some(speaker) = speakers.iter().find(|one| one.keys.did() == *did) else {
            return missing(did);
        };
        match speaker.heads(asked) {
            Err(reason) => return reason,
            Ok((open, closed)) => {
                oldest = open.map(|found| Head::together(oldest.clone(), found)).or(oldest);
                last = closed.map_or(last.clone(), |found| Head::newer(last, found));
            }
        }
    }
    let head = oldest.or(last);
    head.map_or_else(|| missing(issuer), |head| dated(&head, &status, place, (asked, evidence)))
}

/// An identity that speaks about a place in the lists of an issuer: the issuer, or one that came after.
struct Speaker<'e> {
    evidence: &'e Evidence,
    keys: &'e KeyLog,
    /// The writers, and where each is closed.
    writers: BTreeMap<PublicKey, Option<u32>>,
    place: Place,
    /// The issuer, where the speaker is another.
    of: Option<Did>,
}

impl<'e> Speaker<'e> {
    fn of(did: &Did, (issuer, place): (&Did, Place), evidence: &'e Evidence) -> Option<Self> {
        let of = Some(*issuer).filter(|issuer| issuer != did);
        let (keys, writers) = (evidence.key_log(did)?, evidence.writers_of(did));
        Some(Self { evidence, keys, writers, place, of })
    }

    /// The logs at hand, and where each is closed.
    fn logs(&self) -> impl Iterator<Item = (&'e Log, Option<u32>)> {
        let log = |(writer, closed): (_, &_)| Some((self.evidence.log(writer)?, *closed));
        self.writers.iter().filter_map(log)
    }

    /// What each log says about the place: what stands in order, and what takes back out of order or
    /// above the close: an owner who lost a writer may close it too early, and nobody revives a badge by
    /// that, and nothing is given again there, as whoever lost the key did not say so. Of whom somebody came
    /// after only what stands in order counts, below the cut-off: whoever stole the key signs any number,
    /// and takes nothing back by that.
    fn sums(&self) -> Vec<LogStatus> {
        let sum = |(writer, closed): (&PublicKey, &Option<u32>)| {
            let (log, closed) = (self.evidence.log(writer)?, *closed);
            let nothing = LogStatus::new(Some(self.place));
            let nothing = self.of.map_or(nothing.clone(), |of| nothing.of_former(of));
            if self.keys.heir().is_some() {
                return Some(nothing.ordered(self.evidence.counted_of(self.keys, writer)));
            }
            let seen = self.evidence.seen_of(self.keys, log, closed);
            let ordered = nothing.ordered(log.told(closed, seen));
            let above = |statement: &&Statement| closed.is_some_and(|size| statement.seq() >= size);
            let (above, apart): (Vec<_>, Vec<_>) = log.beyond(closed, seen).partition(above);
            Some(ordered.beyond(apart, log.is_disputed(None)).beyond(above, true))
        };
        self.writers.iter().filter_map(sum).collect()
    }

    fn newest(&self) -> Option<Timestamp> {
        let counted = |writer| self.evidence.counted_of(self.keys, writer);
        self.writers.keys().filter_map(|writer| Some(counted(writer).last()?.ts())).max()
    }

    /// As of when nothing of its logs is missing: of those that go on, and of those that are closed.
    fn heads(&self, asked: &Asked) -> Result<(Option<Head>, Option<Head>), Reason> {
        let did = self.keys.did().to_string();
        if self.keys.disputed() {
            return Err(Reason::Disputed { writer: did });
        }
        if self.logs().next().is_none() {
            return Err(Reason::NoFeed { issuer: did });
        }
        if let Some(hidden) = keys_missing(self.keys, self.logs().map(|(log, _)| log)) {
            return Err(hidden);
        }
        let dating = Dating::of(self.keys, self.evidence, asked);
        // A sum of lists of one's own says nothing of a former identity's.
        let needed = match self.of {
            None => Needed::List(self.place.list),
            Some(_) => Needed::Kinds(changes_status, Timestamp::from_millis(0)),
        };
        let (mut oldest, mut last): (Option<Head>, Option<Head>) = (None, None);
        for (writer, closed) in &self.writers {
            match head(writer, *closed, self.evidence, (needed, &dating))? {
                None => {}
                Some(found) if closed.is_some() => last = Head::newer(last, found),
                Some(found) => oldest = Some(Head::together(oldest, found)),
            }
        }
        Ok((oldest, last))
    }
}

/// Whether an entry of this kind changes the status of something.
fn changes_status(kind: Kind) -> bool {
    matches!(kind, Kind::Revoke | Kind::Suspend)
}

/// A key event that a stamp of the issuer names and that is not held: it may name a writer that
/// revoked.
///
/// Of an identity that has a successor those alone are that stand in a stamp which a quorum of those saw
/// before whom its next key named: what they saw counts, though the successor did not know of that writer.
/// By other stamps whoever stole the key names any event.
pub(in crate::verdict) fn keys_missing<'a>(
    keys: &KeyLog,
    logs: impl Iterator<Item = &'a Log>,
) -> Option<Reason> {
    let seen_in_time = |stamp: &HeadStamp, heir: &Heir| {
        let in_time = stamp.cosigs().iter().filter(|one| one.ts() < heir.before(&one.witness()));
        let seen = in_time.map(|one| (one.witness(), 1));
        keys.guardians().is_some_and(|named| named.witnesses.witnessed_size(seen) > 0)
    };
    let mut stamps = logs
        .flat_map(Log::stamps)
        .filter(|stamp| keys.heir().is_none_or(|heir| seen_in_time(stamp, heir)));
    let tag = stamps.find_map(|stamp| stamp.missing_keys(keys).pop())?;
    Some(Reason::KeysMissing { issuer: keys.did().to_string(), missing: hex(&tag) })
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
    if evidence.is_told_twice(&dating.did(), writer, closed) {
        return Err(Reason::Disputed { writer: writer.to_string() });
    }
    let bounds = dating.evidence();
    let short = bounds.kept_short(writer, closed, log.size());
    if let Some(short) = short.or_else(|| bounds.unasked(writer, closed)) {
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
    if let Some(missing) = needed.missing(evidence, (&dating.did(), writer), (log, closed)) {
        return Err(hole(missing));
    }
    let counted = evidence.counted_in(&dating.did(), writer, (log, closed));
    let Some(newest) = counted.last() else { return Ok(None) };
    match closed {
        None => dating.head(log, newest).map(Some),
        Some(_) => dating.closed(log, newest).map(Some),
    }
}
