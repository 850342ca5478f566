//! As of when a log is known: by the clocks of witnesses, else by its issuer's own.
//!
//! Source: `spec/stamps.md` §3.

use std::collections::BTreeSet;

use crate::feed::{HeadStamp, KeyLog, Witnesses};
use crate::identity::{Did, PublicKey};
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, STAMP_LATE_MILLIS};
use crate::statement::Statement;
use crate::time::Timestamp;
use crate::verdict::evidence::Log;
use crate::verdict::{Asked, Evidence, Reason};

/// What is held of a log, and as of when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::verdict) struct Head {
    /// As of when nothing of it is missing.
    pub(in crate::verdict) at: Timestamp,
    /// The number of the newest entry: of those that a quorum of the witnesses saw, where there are any.
    pub(in crate::verdict) entry: u32,
    /// The witnesses who saw that entry; none where it is by the issuer's own clock.
    pub(in crate::verdict) by: Vec<PublicKey>,
    /// How many witnesses are asked.
    pub(in crate::verdict) named: u32,
    /// When a stamp was due that is not at hand.
    pub(in crate::verdict) overdue: Option<Timestamp>,
}

impl Head {
    /// Of an identity of which nothing counts, since this moment.
    pub(super) fn nothing(at: Timestamp) -> Self {
        Self { at, entry: 0, by: Vec::new(), named: 0, overdue: None }
    }

    /// The one of the later date.
    pub(super) fn newer(held: Option<Self>, found: Self) -> Option<Self> {
        Some(held.filter(|held| (held.at, held.entry) >= (found.at, found.entry)).unwrap_or(found))
    }

    /// What can be said of two logs together: the older date, by whom the worse one is known, and
    /// the earliest stamp that is overdue.
    pub(super) fn together(held: Option<Self>, found: Self) -> Self {
        let Some(held) = held else { return found };
        let overdue = held.overdue.into_iter().chain(found.overdue).min();
        let clock = held.by.is_empty() || found.by.is_empty();
        let older = if (held.at, held.entry) <= (found.at, found.entry) { held } else { found };
        let (by, named) = if clock { (Vec::new(), 0) } else { (older.by, older.named) };
        Self { by, named, overdue, ..older }
    }
}

/// Who dates the logs of one issuer.
#[derive(Clone, Copy)]
pub(in crate::verdict) struct Dating<'a> {
    keys: &'a KeyLog,
    evidence: &'a Evidence,
    /// The witnesses that the issuer named, and those of the viewer.
    witnesses: [Option<&'a Witnesses>; 2],
    now: Timestamp,
    /// What is dated later is of the future, whatever moment is asked about.
    latest: Timestamp,
}

impl<'a> Dating<'a> {
    pub(in crate::verdict) fn of(keys: &'a KeyLog, evidence: &'a Evidence, asked: &Asked) -> Self {
        let named = keys.witnesses(asked.now).map(|(witnesses, _)| witnesses);
        let latest = asked.clock.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let witnesses = [named, evidence.witnesses()];
        Self { keys, evidence, witnesses, now: asked.now, latest }
    }

    /// Whose logs they are.
    pub(super) fn did(&self) -> Did {
        self.keys.did()
    }

    /// What it is dated from.
    pub(super) fn evidence(&self) -> &'a Evidence {
        self.evidence
    }

    /// The head of a log that is closed and whole to its close. Nobody can have it witnessed any
    /// more, and nothing more is to come of it: so it counts with a quorum of whoever was named at
    /// any time, and beside a log that goes on, which is dated as of now, by its newest entry: another of
    /// the same identity, or that of whoever came after it.
    ///
    /// # Errors
    /// As [`Self::head`], where every log of the issuer is closed.
    pub(in crate::verdict) fn closed(&self, log: &Log, newest: &Statement) -> Result<Head, Reason> {
        let head = self.head(log, newest);
        let Err(few) = head else { return head };
        let [_, asked] = self.witnesses;
        let named = self.keys.events().filter_map(|event| event.act().witnesses());
        let by = |named| Self { witnesses: [Some(named), asked], ..*self };
        if let Some(head) = named.filter_map(|named| by(named).head(log, newest).ok()).next() {
            return Ok(head);
        }
        // Of whoever gave the key up somebody else goes on.
        let goes_on = self.keys.heir().is_some();
        if !goes_on && self.keys.writers().values().all(Option::is_some) {
            return Err(few);
        }
        let (at, entry) = (newest.ts(), newest.seq());
        Ok(Head { at, entry, by: Vec::new(), named: 0, overdue: None })
    }

    /// The head of a log of which nothing is missing and `newest` is the newest entry.
    ///
    /// # Errors
    /// [`Reason::NotWitnessed`] where there are witnesses and no quorum of them saw it.
    pub(in crate::verdict) fn head(&self, log: &Log, newest: &Statement) -> Result<Head, Reason> {
        let mut entry = newest.seq();
        let overdue = self.overdue(log);
        let mut at: Option<Timestamp> = None;
        // Whose clock is in the future has seen nothing yet.
        let seen = || log.seen().filter(|(_, at, _)| *at <= self.latest);
        for witnesses in self.witnesses.iter().flatten() {
            let moments = seen().map(|(witness, at, _)| (witness, at));
            let dated = witnesses.date(moments).map_err(|few| Reason::NotWitnessed {
                writer: newest.writer().to_string(),
                found: u64::try_from(few.found).unwrap_or(u64::MAX),
                quorum: u64::from(few.quorum),
            })?;
            at = Some(at.map_or(dated.at, |held| held.min(dated.at)));
            let sizes = seen().map(|(witness, _, size)| (witness, size));
            entry = entry.min(witnesses.witnessed_size(sizes).saturating_sub(1));
        }
        let all: BTreeSet<PublicKey> =
            self.witnesses.iter().flatten().flat_map(|one| one.keys()).copied().collect();
        let saw = seen().filter(|(witness, _, size)| *size > entry && all.contains(witness));
        let by: BTreeSet<PublicKey> = saw.map(|(witness, ..)| witness).collect();
        let by = by.into_iter().collect();
        let named = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let at = at.unwrap_or_else(|| self.own_clock(log, newest));
        Ok(Head { at, entry, by, named, overdue })
    }

    /// By the issuer's own clock: its newest entry, or its newest stamp that is not of the future.
    fn own_clock(&self, log: &Log, newest: &Statement) -> Timestamp {
        let stamped = log.fitting().map(HeadStamp::ts).filter(|ts| *ts <= self.latest);
        stamped.chain([newest.ts()]).max().unwrap_or(newest.ts())
    }

    /// When the stamp after the newest one at hand was due, where that is over.
    fn overdue(&self, log: &Log) -> Option<Timestamp> {
        let due = log.stamps().map(HeadStamp::due).max()?;
        (self.now > due.saturating_add(STAMP_LATE_MILLIS)).then_some(due)
    }
}
