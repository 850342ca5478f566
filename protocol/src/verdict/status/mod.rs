//! Is it revoked, suspended, expired or not yet valid, and as of when?
//!
//! The issuer's own feed tells in [`feed`], status lists in [`list`], lists of revoked ids in
//! [`revocations`]. Whatever cannot be told by any of them is unknown, and says why.
//!
//! Source: `spec/status.md`; VC Data Model 2.0 §4.10; Bitstring Status List 1.0.

mod dating;
mod feed;
mod list;
mod revocations;
mod whole;

pub(super) use dating::{Dating, Head};
pub(super) use feed::keys_missing;
pub(super) use list::named;
pub(super) use whole::{whole_of_person, whole_since, whole_to_its_end};

use super::integrity::Integrity;
use super::reader::{Judging, Secured};
use super::{Answer, Asked, Reason, membership};
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::credential::status::{ListEntry, Place, StatusEntry, StatusPurpose};
use crate::identity::Did;
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, STATUSES_MAX};
use crate::time::Timestamp;

/// What one entry of a credential comes to.
enum Found {
    /// It answers.
    Reason(Reason),
    /// It carries word that is no answer: a message, or that a newer credential is there.
    Word {
        /// The list that carries it.
        list: String,
        /// The word, where there is one.
        told: Option<String>,
    },
    /// It would carry word, but the list cannot be had.
    NoWord(Reason),
}

/// The status of a credential whose integrity is this. Of one that is not proven it is told that
/// it is over or that the place it names is revoked, never that it counts still: the place and the
/// dates may have been changed. Nor is that told where the holder may have left out the date or
/// the place that says that it is over.
pub(super) fn proven(secured: &Secured, judging: &Judging<'_>, integrity: &Integrity) -> Reason {
    by_all(secured, judging, (integrity, End::Counts))
}

/// The same as if it had no end, for what somebody held until then: that its time is up says neither that
/// it was taken back or given up nor that it was not, so what was not known before is not known after.
pub(super) fn but_for_its_end(
    secured: &Secured,
    judging: &Judging<'_>,
    integrity: &Integrity,
) -> Reason {
    by_all(secured, judging, (integrity, End::IsNothing))
}

/// Whether that the time of a credential is up decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Counts,
    IsNothing,
}

/// By who issued it, and by its holder: a member may have left since.
fn by_all(secured: &Secured, judging: &Judging<'_>, how: (&Integrity, End)) -> Reason {
    let told = by_issuer(secured, judging, how);
    if told.answer() == Answer::No || how.0.reason.answer() != Answer::Yes {
        return told;
    }
    membership::left(secured, judging).unwrap_or(told)
}

fn by_issuer(
    secured: &Secured,
    judging: &Judging<'_>,
    (integrity, end): (&Integrity, End),
) -> Reason {
    let own = || told(&secured.credential(), judging, end);
    let status = match secured.seal().and_then(|seal| seal.status(judging)) {
        // Beside the end its form tells nothing.
        Some(Reason::Expired { .. }) if end == End::IsNothing => Reason::StatusUnproven {},
        // What its form tells does not outweigh that its own members say it is over.
        Some(told) if told.answer() != Answer::No => {
            Some(own()).filter(|own| own.answer() == Answer::No).unwrap_or(told)
        }
        Some(told) => told,
        None => own(),
    };
    if status.answer() == Answer::Yes && integrity.reason.answer() != Answer::Yes {
        return Reason::StatusUnproven {};
    }
    if status.answer() == Answer::Yes && integrity.selective {
        return Reason::StatusHidden { count: 0 };
    }
    status
}

/// The status of `credential`. A revocation counts at whatever moment is judged: who asks about
/// the past still should know.
pub(super) fn judge(credential: &Credential<'_>, judging: &Judging<'_>) -> Reason {
    told(credential, judging, End::Counts)
}

fn told(credential: &Credential<'_>, judging: &Judging<'_>, end: End) -> Reason {
    let entries = credential.statuses().take(STATUSES_MAX);
    let found: Vec<Found> = entries.map(|entry| entry_of(credential, entry, judging)).collect();
    let reasons = || {
        found.iter().filter_map(|one| match one {
            Found::Reason(reason) => Some(reason),
            Found::Word { .. } | Found::NoWord(_) => None,
        })
    };
    let of = |answer: Answer| reasons().filter(move |reason| reason.answer() == answer);
    if let Some(revoked) = of(Answer::No).next() {
        return revoked.clone();
    }
    if let Some(reason) = dates(credential, judging.asked.now, end) {
        return reason;
    }
    if credential.statuses().count() > STATUSES_MAX {
        return Reason::StatusUnreadable { field: "credentialStatus".to_owned() };
    }
    if let Some(unknown) = of(Answer::Unknown).next() {
        return unknown.clone();
    }
    // Of several that are clear the oldest news is all that can be said of them together.
    match of(Answer::Yes).max_by_key(|reason| age(reason)) {
        Some(clear) => with_words(clear.clone(), &found),
        None => only_words(&found),
    }
}

fn age(reason: &Reason) -> Option<i64> {
    match reason.data().get("age_seconds") {
        Some(Value::Number(age)) => age.as_i64(),
        Some(_) | None => None,
    }
}

fn words(found: &[Found]) -> impl Iterator<Item = (&String, &String)> {
    found.iter().filter_map(|one| match one {
        Found::Word { list, told } => told.as_ref().map(|told| (list, told)),
        Found::Reason(_) | Found::NoWord(_) => None,
    })
}

/// The same clearance, with the word that other entries carry.
fn with_words(mut clear: Reason, found: &[Found]) -> Reason {
    if let Reason::ClearInList { told, .. } = &mut clear {
        *told = words(found).map(|(_, told)| told.clone()).collect();
    }
    clear
}

/// What is said of a credential none of whose entries could revoke it.
fn only_words(found: &[Found]) -> Reason {
    let missing = found.iter().find_map(|one| match one {
        Found::NoWord(reason) => Some(reason.clone()),
        Found::Reason(_) | Found::Word { .. } => None,
    });
    if let Some(missing) = missing {
        return missing;
    }
    let told: Vec<String> = words(found).map(|(_, told)| told.clone()).collect();
    match words(found).next() {
        Some((list, _)) => Reason::StatusMessage { list: list.clone(), told },
        None => Reason::NoStatusDeclared {},
    }
}

fn dates(credential: &Credential<'_>, now: Timestamp, end: End) -> Option<Reason> {
    let unreadable = |field: &str| Reason::StatusUnreadable { field: field.to_owned() };
    match credential.valid_from() {
        Ok(Some(from)) if now < from => {
            return Some(Reason::NotYetValid { from: from.to_string() });
        }
        Ok(_) => {}
        Err(field) => return Some(unreadable(field)),
    }
    match credential.valid_until() {
        Ok(Some(until)) if now > until && end == End::Counts => {
            Some(Reason::Expired { until: until.to_string() })
        }
        Ok(_) => None,
        Err(field) => Some(unreadable(field)),
    }
}

fn entry_of(credential: &Credential<'_>, entry: &Value, judging: &Judging<'_>) -> Found {
    Found::Reason(match StatusEntry::read(entry) {
        StatusEntry::Ours { issuer, place, entry } => {
            if credential.issuer() == Some(issuer.to_string().as_str()) {
                ours(credential, &issuer, (place, &entry), judging)
            } else if entry.is_named_by_did() {
                Reason::StatusForeign { list: entry.list }
            } else {
                return list::judge(credential, &entry, judging);
            }
        }
        StatusEntry::List(entry) => return list::judge(credential, &entry, judging),
        StatusEntry::Revocations { list } => revocations::judge(credential, &list, judging),
        StatusEntry::Foreign { kind } => Reason::StatusTypeUnknown { kind },
        StatusEntry::Wrong { field } => Reason::StatusUnreadable { field: field.to_owned() },
    })
}

/// A place in the issuer's feed; list credentials that the issuer made of the feed tell where the
/// feed itself is not at hand or too old.
fn ours(
    credential: &Credential<'_>,
    issuer: &Did,
    (place, entry): (Place, &ListEntry),
    judging: &Judging<'_>,
) -> Reason {
    let told = feed::judge(issuer, place, judging.evidence, judging.asked);
    if told.answer() == Answer::No {
        return told;
    }
    let by_list = own_lists(credential, entry, judging);
    let silent = matches!(told, Reason::NoFeed { .. } | Reason::Stale { .. });
    // What lies at an address can be had even where the feed cannot.
    let named = silent && !entry.is_named_by_did();
    match by_list.answer() {
        Answer::No => by_list,
        Answer::Yes if silent => by_list,
        Answer::Unknown if named => too_old(&told, &by_list).unwrap_or(by_list),
        Answer::Yes | Answer::Unknown => told,
    }
}

/// That the feed at hand is too old, where the list that may know more is not there at all: whoever
/// handed the feed in is told of it.
fn too_old(told: &Reason, by_list: &Reason) -> Option<Reason> {
    let Reason::Stale { as_of, age_seconds, max_age_seconds } = told else { return None };
    let Reason::StatusListMissing { list, .. } = by_list else { return None };
    let (as_of, list) = (as_of.clone(), list.clone());
    let (age_seconds, max_age_seconds) = (*age_seconds, *max_age_seconds);
    Some(Reason::LedgerStale { as_of, age_seconds, max_age_seconds, list })
}

/// What the lists that an issuer makes of its feed say about a place. A list of revocations that
/// says that suspensions stand apart does not clear without the list of those.
fn own_lists(credential: &Credential<'_>, entry: &ListEntry, judging: &Judging<'_>) -> Reason {
    let of = |entry: &ListEntry| match list::judge(credential, entry, judging) {
        Found::Reason(reason) => reason,
        Found::Word { .. } | Found::NoWord(_) => list::missing(entry),
    };
    let Some(apart) = entry.with_purpose(StatusPurpose::Suspension) else { return of(entry) };
    let (told, suspension) = (of(entry), of(&apart));
    if entry.purpose == StatusPurpose::Suspension || told.answer() != Answer::Yes {
        let suspended = suspension.answer() == Answer::No && told.answer() != Answer::No;
        return if suspended { suspension } else { told };
    }
    match suspension.answer() {
        Answer::No => suspension,
        // Of two that are clear the older news is all that can be said of them together.
        Answer::Yes => {
            [told, suspension].into_iter().max_by_key(age).unwrap_or(list::missing(&apart))
        }
        Answer::Unknown if list::is_apart(credential, entry, judging) => suspension,
        Answer::Unknown => told,
    }
}

/// How old news of this moment is in seconds, negative where it came after the moment asked about.
///
/// # Errors
/// [`Reason::Stale`] where it is older than it may be, [`Reason::DatedAhead`] where its date has not come
/// yet by the clock of who judges: it would be young for as long as its author likes.
pub(super) fn fresh(as_of: Timestamp, max_age_millis: u64, asked: &Asked) -> Result<i64, Reason> {
    let now = asked.now;
    if as_of > asked.clock.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
        return Err(Reason::DatedAhead { as_of: as_of.to_string() });
    }
    let age_millis = now.millis().saturating_sub(as_of.millis());
    let age_seconds = age_millis.checked_div(1000).unwrap_or_default();
    if age_millis > max_age_millis {
        let max_age_seconds = max_age_millis.checked_div(1000).unwrap_or_default();
        return Err(Reason::Stale { as_of: as_of.to_string(), age_seconds, max_age_seconds });
    }
    let ahead = as_of.millis().saturating_sub(now.millis());
    let ahead = i64::try_from(ahead.div_ceil(1000)).unwrap_or(i64::MAX);
    Ok(i64::try_from(age_seconds).unwrap_or(i64::MAX).saturating_sub(ahead))
}
