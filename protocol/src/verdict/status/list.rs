//! What status lists say about a place.
//!
//! A list tells something where its issuer is the credential's, it is the very list that the
//! credential names, for the same purpose, signed, within its own dates. A revocation in any such
//! list counts, as it cannot be taken back; a suspension counts as of the newest list. Clearance is
//! dated: by the moment our own fetcher had the list, else by the list's issuer's own clock.
//!
//! The specification lets another issuer publish the list; nothing at hand could say that this
//! other one was asked to, so it cannot be told.
//!
//! Source: Bitstring Status List 1.0 §2.2, §3.2.

use std::borrow::Cow;

use super::{Found, fresh};
use crate::canon::json::Value;
use crate::credential::model::{Credential, point};
use crate::credential::status::{ListEntry, OwnList, StatusPurpose};
use crate::credential::status_list::{ListFault, StatusList};
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, STATUS_LISTS_MAX};
use crate::time::Timestamp;
use crate::verdict::reader::{Judging, Opened, Reader, Seal, Secured};
use crate::verdict::{Answer, Copy, Presented, Reason, integrity};

/// A list that may be the one named.
struct Candidate<'a> {
    secured: Cow<'a, Secured>,
    /// When our own fetcher had it from the address that the credential names.
    fetched: Option<Timestamp>,
}

/// What an authentic list says.
struct Said {
    value: u64,
    as_of: Option<Timestamp>,
    /// Until when the list says of itself that it holds.
    until: Option<Timestamp>,
    /// How old a copy may be, where the list says so.
    ttl_millis: Option<u64>,
    /// Whether the list says that suspensions stand in a list of their own.
    apart: bool,
}

/// What the lists at hand say about the place that `entry` names.
pub(super) fn judge(
    credential: &Credential<'_>,
    entry: &ListEntry,
    judging: &Judging<'_>,
) -> Found {
    let (said, refused, count) = all(credential, entry, judging);
    let missing = || missing(entry);
    let told = match entry.purpose {
        StatusPurpose::Revocation => revocation(&said, entry, judging),
        StatusPurpose::Suspension => suspension(&said, entry, judging),
        StatusPurpose::Message | StatusPurpose::Refresh => match said.last() {
            Some(newest) => {
                let told = entry.told(newest.value);
                return Found::Word { list: entry.list.clone(), told };
            }
            None => return Found::NoWord(refused.unwrap_or_else(missing)),
        },
    };
    let starved = refused.clone().filter(is_starved);
    let told = told.or(refused).unwrap_or_else(missing);
    if let Some(starved) = starved.filter(|_| told.answer() == Answer::Yes) {
        return Found::Reason(starved);
    }
    if count > STATUS_LISTS_MAX && told.answer() != Answer::No {
        let what = format!("more than {STATUS_LISTS_MAX} versions of it are at hand");
        return Found::Reason(Reason::StatusListUnreadable { list: entry.list.clone(), what });
    }
    Found::Reason(told)
}

/// That the list which an entry names is not at hand.
pub(super) fn missing(entry: &ListEntry) -> Reason {
    Reason::StatusListMissing { list: entry.list.clone(), purpose: entry.purpose.name().to_owned() }
}

/// Whether the newest list at hand for this entry says that suspensions stand in a list of their own.
pub(super) fn is_apart(
    credential: &Credential<'_>,
    entry: &ListEntry,
    judging: &Judging<'_>,
) -> bool {
    let (said, refused, _) = all(credential, entry, judging);
    // A list that could not be opened may say so.
    refused.as_ref().is_some_and(is_starved) || said.last().is_none_or(|newest| newest.apart)
}

/// What the lists at hand say, the newest last, why the first of those that say nothing does not,
/// and how many were looked at.
fn all(
    credential: &Credential<'_>,
    entry: &ListEntry,
    judging: &Judging<'_>,
) -> (Vec<Said>, Option<Reason>, usize) {
    let mut said = Vec::new();
    let mut refused = None;
    let mut count = 0_usize;
    for candidate in candidates(&entry.list, credential, judging) {
        count = count.saturating_add(1);
        if count > STATUS_LISTS_MAX {
            break;
        }
        match candidate.and_then(|candidate| read(credential, entry, &candidate, judging)) {
            Ok(one) => said.push(one),
            Err(reason) if is_starved(&reason) => refused = Some(reason),
            Err(reason) => refused = refused.or(Some(reason)),
        }
    }
    // Of two of one moment the one that says more comes later.
    said.sort_by_key(|one| (one.as_of, one.value));
    (said, refused, count)
}

/// Whether a list stayed unread because the work of the verification was spent: what it says may be
/// the contrary of what others say.
fn is_starved(reason: &Reason) -> bool {
    let spent = Reason::EffortSpent {}.code();
    matches!(reason, Reason::StatusListUnproven { why, .. } if why == spent)
}

/// Whether two names are of one list: the same, or the two spellings of a list that the issuer of
/// the credential makes of its own feed.
fn is_same(found: &str, list: &str, credential: &Credential<'_>) -> bool {
    let own = |name| {
        let own = OwnList::read(name)?;
        (credential.issuer() == Some(own.issuer.to_string().as_str())).then_some(own)
    };
    found == list || own(found).is_some_and(|found| own(list) == Some(found))
}

fn revocation(said: &[Said], entry: &ListEntry, judging: &Judging<'_>) -> Option<Reason> {
    let revoked = said.iter().rev().find(|one| one.value != 0);
    let revoked = revoked.map(|one| Reason::RevokedInList {
        list: entry.list.clone(),
        as_of: one.as_of.map(|at| at.to_string()).unwrap_or_default(),
        because: String::new(),
    });
    revoked.or_else(|| clear(said, entry, judging))
}

fn suspension(said: &[Said], entry: &ListEntry, judging: &Judging<'_>) -> Option<Reason> {
    match said.last()? {
        Said { value: 0, .. } => clear(said, entry, judging),
        newest => Some(Reason::SuspendedInList {
            list: entry.list.clone(),
            as_of: newest.as_of.map(|at| at.to_string()).unwrap_or_default(),
        }),
    }
}

/// The clearance by the newest list that clears, else why the newest does not.
fn clear(said: &[Said], entry: &ListEntry, judging: &Judging<'_>) -> Option<Reason> {
    let clearing = |one: &Said| clears(one, &entry.list, judging);
    // A list before the newest one that is not clear says nothing about now.
    let zeros = said.iter().rev().take_while(|one| one.value == 0);
    let mut reasons = zeros.map(clearing);
    let newest = reasons.next()?;
    if newest.answer() == Answer::Yes {
        return Some(newest);
    }
    Some(reasons.find(|reason| reason.answer() == Answer::Yes).unwrap_or(newest))
}

fn clears(said: &Said, list: &str, judging: &Judging<'_>) -> Reason {
    let (list, asked) = (list.to_owned(), judging.asked);
    let Some(as_of) = said.as_of else { return Reason::StatusListUndated { list } };
    // Until the day that the list itself names it is good, whatever its age; never past the age
    // that it allows a copy.
    let own = said.until.map_or(asked.max_age_millis, |_| u64::MAX);
    let max_age_millis = own.min(said.ttl_millis.unwrap_or(u64::MAX));
    match fresh(as_of, max_age_millis, asked) {
        Err(stale) => stale,
        Ok(age_seconds) => {
            Reason::ClearInList { list, as_of: as_of.to_string(), age_seconds, told: Vec::new() }
        }
    }
}

/// The lists at hand that say they are the one at the address `list`, or were had from there.
fn candidates<'a>(
    list: &'a str,
    credential: &'a Credential<'a>,
    judging: &Judging<'a>,
) -> impl Iterator<Item = Result<Candidate<'a>, Reason>> {
    let evidence = judging.evidence;
    let is_it = move |found: &str| is_same(found, list, credential);
    let handed =
        evidence.credentials().filter(move |one| named(&one.credential()).is_some_and(is_it));
    let handed = handed.map(|one| Ok(Candidate { secured: Cow::Borrowed(one), fetched: None }));
    let reader = judging.reader;
    let copies = evidence.copies(list).filter(|copy| !copy.is_gone());
    let copied = copies.map(move |copy| {
        let secured = open(copy, &reader).ok_or_else(|| Reason::StatusListUnreadable {
            list: list.to_owned(),
            what: "it is no credential".to_owned(),
        })?;
        Ok(Candidate { secured: Cow::Owned(secured), fetched: copy.fetched })
    });
    handed.chain(copied)
}

/// The address a list says it has: its id, else its subject's before the fragment.
pub(in crate::verdict) fn named<'a>(credential: &Credential<'a>) -> Option<&'a str> {
    let subject = || {
        let id = credential.subject_id()?;
        Some(id.split_once('#').map_or(id, |(address, _)| address))
    };
    credential.id().or_else(subject)
}

fn open(copy: &Copy, reader: &Reader<'_>) -> Option<Secured> {
    let Some(text) = copy.content.as_str() else {
        return Presented::of(copy.content.clone(), reader).ok()?.into_secured();
    };
    match reader.dialects.open(text.as_bytes()) {
        Ok(Some(Opened::Credential(secured))) => Some(secured),
        Ok(Some(Opened::Presentation { .. }) | None) | Err(_) => None,
    }
}

/// What one list says, where it may be believed.
fn read(
    credential: &Credential<'_>,
    entry: &ListEntry,
    candidate: &Candidate<'_>,
    judging: &Judging<'_>,
) -> Result<Said, Reason> {
    let name = || entry.list.clone();
    let unreadable = |what: String| Reason::StatusListUnreadable { list: name(), what };
    let of = candidate.secured.credential();
    if let Some(found) = named(&of).filter(|found| !is_same(found, &entry.list, credential)) {
        return Err(Reason::StatusListOther { list: name(), found: found.to_owned() });
    }
    let list = StatusList::read(&of, entry.form).map_err(|fault| unreadable(fault.to_string()))?;
    if of.issuer().is_none() || of.issuer() != credential.issuer() {
        return Err(Reason::StatusForeign { list: name() });
    }
    if !list.purposes().any(|purpose| purpose == entry.purpose.name()) {
        let found = list.purposes().collect::<Vec<_>>().join(", ");
        let purpose = entry.purpose.name().to_owned();
        return Err(Reason::StatusListPurpose { list: name(), purpose, found });
    }
    let until = dates(&candidate.secured, &entry.list, judging.asked.now)?;
    if of.statuses().next().is_some() {
        return Err(unreadable("it has a status of its own".to_owned()));
    }
    let integrity = integrity::judge(&candidate.secured, judging);
    if integrity.reason.answer() != Answer::Yes {
        let why = integrity.reason.code().to_owned();
        return Err(Reason::StatusListUnproven { list: name(), why });
    }
    let ttl_millis = list.ttl_millis().map_err(|fault| unreadable(fault.to_string()))?;
    let value = judging.work.unpack(|| list.look_up(entry.slot));
    let value = value.map_err(|_| {
        let why = Reason::EffortSpent {}.code().to_owned();
        Reason::StatusListUnproven { list: name(), why }
    })?;
    let value = value.map_err(|fault| no_value(&fault, name()))?;
    // Until when the list holds, and how old it may be, would be left out.
    if integrity.selective && value == 0 {
        let why = Reason::StatusHidden { count: 0 }.code().to_owned();
        return Err(Reason::StatusListUnproven { list: name(), why });
    }
    let own = || written(&candidate.secured, judging.asked.now);
    let as_of = candidate.fetched.or_else(own);
    Ok(Said { value, as_of, until, ttl_millis, apart: list.is_apart() })
}

fn no_value(fault: &ListFault, list: String) -> Reason {
    let what = fault.to_string();
    match *fault {
        ListFault::Short { entries, least } => Reason::StatusListShort { list, entries, least },
        ListFault::Range { index, entries } => {
            Reason::StatusListIndex { list, index: index.to_string(), entries }
        }
        ListFault::Type { .. }
        | ListFault::Subjects { .. }
        | ListFault::Member { .. }
        | ListFault::Base(_)
        | ListFault::Gzip(_) => Reason::StatusListUnreadable { list, what },
    }
}

/// Until when a list says that it holds, where it says so and that moment is to come. Until when
/// its token does (`exp`) can end it and makes nothing of it news: issuers write there how long they
/// use a key.
///
/// Source: VC-JOSE-COSE §3.1.3 (`exp` is about the signature).
fn dates(secured: &Secured, list: &str, now: Timestamp) -> Result<Option<Timestamp>, Reason> {
    let (of, seal) = (secured.credential(), secured.seal());
    let name = || list.to_owned();
    let unreadable = |field: &str| Reason::StatusListUnreadable {
        list: name(),
        what: format!("{field} is no date and time"),
    };
    // A list that is written anew for whoever asks is as young as its writer's clock is fast.
    let ahead = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
    let sealed = seal.map(Seal::signed_at).unwrap_or_default();
    let from = of.valid_from().map_err(unreadable)?.into_iter().chain(sealed);
    if let Some(from) = from.max().filter(|from| *from > ahead) {
        return Err(Reason::StatusListNotYetValid { list: name(), from: from.to_string() });
    }
    let own = of.valid_until().map_err(unreadable)?;
    let ends = own.into_iter().chain(seal.and_then(Seal::until)).min();
    if let Some(until) = ends.filter(|until| *until < now) {
        return Err(Reason::StatusListExpired { list: name(), until: until.to_string() });
    }
    Ok(own)
}

/// When a list was written by its issuer's own clock: the newest moment that the issuer signed.
///
/// A proof that somebody else added says nothing: else anybody could make an old list young.
fn written(secured: &Secured, now: Timestamp) -> Option<Timestamp> {
    let of = secured.credential();
    let issuer = of.issuer()?;
    let own = |proof: &&Value| {
        let method = proof.get("verificationMethod").and_then(Value::as_str).unwrap_or_default();
        method.split_once('#').map_or(method, |(controller, _)| controller) == issuer
    };
    let proofs = of.proofs().filter(|_| secured.seal().is_none()).filter(own);
    let created = proofs.filter_map(|proof| point(proof.get("created")?.as_str()?).ok());
    let sealed = secured.seal().map(Seal::signed_at).unwrap_or_default();
    let from = of.valid_from().ok().flatten();
    let ahead = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
    from.into_iter().chain(created).chain(sealed).filter(|at| *at <= ahead).max()
}
