//! Whether an older badge is revoked, expired or not yet valid.
//!
//! Source: Open Badges 2.0, "Revocation", RevocationList; Open Badges 1.1, `revocationList`.

use bot_protocol::canon::json::Value;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Copy, Judging, Reason};

use super::document::{Method, Old, id_of};
use super::hosted::{is_revoked, snapshot};
use super::list::{self, Told};
use super::parts::{Origin, Part, Parts};

/// The status of a badge; what is not proven is told by who asks.
pub(super) fn judge(old: &Old, parts: &Parts, judging: &Judging<'_>) -> Reason {
    if let Some(revoked) = withdrawn(old, judging) {
        return revoked;
    }
    let listed = parts.issuer.as_ref().ok().and_then(|issuer| listed(old, issuer, judging));
    if let Some(listed) = listed.clone().filter(|reason| reason.answer() == Answer::No) {
        return listed;
    }
    if let Some(reason) = dates(old, judging.asked.now) {
        return reason;
    }
    let hosted = match old.method() {
        Ok(Method::Hosted) => Some(served(old, judging)),
        Ok(Method::Signed { .. }) | Err(_) => None,
    };
    let told = || [listed.clone(), hosted.clone()].into_iter().flatten();
    let unknown = told().find(|reason| reason.answer() == Answer::Unknown);
    if let Some(reason) = unknown.or_else(|| told().next()) {
        return reason;
    }
    match &parts.issuer {
        Ok(issuer) => undeclared(issuer, judging),
        // Without the issuer nobody knows whether it has a list.
        Err(_) => Reason::StatusUnproven {},
    }
}

/// That the issuer has no list, as of the day of its profile: an older one may have been handed in,
/// from before there was a list.
fn undeclared(issuer: &Part, judging: &Judging<'_>) -> Reason {
    match issuer.origin {
        Origin::Copy(Some(at)) => dated(at, judging, |_, _| Reason::NoStatusDeclared {}),
        Origin::Copy(None) => Reason::StatusProfileUndated { url: issuer.id.clone() },
        Origin::Inside => Reason::StatusUnproven {},
    }
}

/// The document or a copy of it that says that it is revoked: any that was fetched, as a revocation
/// is not taken back, else the one that was handed in.
fn withdrawn(old: &Old, judging: &Judging<'_>) -> Option<Reason> {
    let url = old.url().unwrap_or_default();
    let fetched = judging.evidence.copies(url).filter(|copy| copy.fetched.is_some());
    let copies = fetched.chain(judging.evidence.copy(url)).map(|copy| (&copy.content, url));
    // What the file says itself nobody need have published.
    let told =
        copies.chain(std::iter::once((&old.document, ""))).find(|(said, _)| is_revoked(said));
    let (said, url) = told?;
    Some(Reason::RevokedAtHost { url: url.to_owned(), because: because(said) })
}

fn because(node: &Value) -> String {
    node.get("revocationReason").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn dates(old: &Old, now: Timestamp) -> Option<Reason> {
    let unreadable = |field: &str| Reason::StatusUnreadable { field: field.to_owned() };
    match old.issued() {
        Some(Err(field)) => return Some(unreadable(field)),
        Some(Ok(from)) if now < from => {
            return Some(Reason::NotYetValid { from: from.to_string() });
        }
        Some(Ok(_)) | None => {}
    }
    match old.expires()? {
        Err(field) => Some(unreadable(field)),
        Ok(until) if now > until => Some(Reason::Expired { until: until.to_string() }),
        Ok(_) => None,
    }
}

/// What the host's own copy tells: on that day it was served still.
fn served(old: &Old, judging: &Judging<'_>) -> Reason {
    let Some(url) = old.url() else { return Reason::StatusUnproven {} };
    match snapshot(old, judging) {
        Some((_, at)) => dated(at, judging, |as_of, age_seconds| Reason::CopyClearAsOf {
            url: url.to_owned(),
            as_of,
            age_seconds,
        }),
        None => Reason::StatusUnproven {},
    }
}

/// What the issuer's revocation list says; `None` where the issuer has none.
fn listed(old: &Old, issuer: &Part, judging: &Judging<'_>) -> Option<Reason> {
    let named = issuer.document.get("revocationList")?;
    let Some(url) = id_of(named) else {
        return Some(Reason::StatusUnreadable { field: "issuer.revocationList".to_owned() });
    };
    let evidence = judging.evidence;
    // A revocation counts in whatever version of the list, that there is none in the newest alone; of
    // several that may be that one, what the least sure of them says.
    let told = |copy| in_list(old, issuer, (url, copy), judging);
    let revoked = evidence.copies(url).map(told).find(|reason| reason.answer() == Answer::No);
    let newest: Vec<Reason> = evidence.newest(url).map(told).collect();
    let unsure = newest.iter().find(|reason| reason.answer() == Answer::Unknown);
    let told = revoked.or_else(|| unsure.or(newest.first()).cloned());
    Some(told.unwrap_or_else(|| {
        let purpose = "revocation".to_owned();
        Reason::StatusListMissing { list: url.to_owned(), purpose }
    }))
}

/// What one copy of the issuer's revocation list says.
fn in_list(old: &Old, issuer: &Part, (url, copy): (&str, &Copy), judging: &Judging<'_>) -> Reason {
    let list = &copy.content;
    let other =
        |name: &str, own: &str| list.get(name).is_some_and(|value| id_of(value) != Some(own));
    if other("id", url) || other("issuer", &issuer.id) {
        return Reason::StatusForeign { list: url.to_owned() };
    }
    match list::told(old, list) {
        Told::Revoked(because) => {
            let as_of = copy.fetched.map(|at| at.to_string()).unwrap_or_default();
            return Reason::RevokedInList { list: url.to_owned(), as_of, because };
        }
        Told::Unreadable(field) => return Reason::StatusUnreadable { field },
        Told::Clear => {}
    }
    match (copy.fetched, issuer.origin) {
        // That this is the list is as old as the profile that says so.
        (Some(at), Origin::Copy(Some(profile))) => {
            dated(at.min(profile), judging, |as_of, age_seconds| Reason::ClearInList {
                list: url.to_owned(),
                as_of,
                age_seconds,
                told: Vec::new(),
            })
        }
        (Some(_), Origin::Copy(None)) => Reason::StatusProfileUndated { url: issuer.id.clone() },
        (Some(_), Origin::Inside) | (None, _) => Reason::StatusListUndated { list: url.to_owned() },
    }
}

/// A *yes* of this day, if that is not too long ago.
fn dated(at: Timestamp, judging: &Judging<'_>, yes: impl Fn(String, i64) -> Reason) -> Reason {
    let asked = judging.asked;
    let as_of = at.to_string();
    let age_millis = asked.now.millis_since(at);
    let seconds = |millis: u64| millis.checked_div(1000).unwrap_or_default();
    let age_seconds = seconds(age_millis);
    if age_millis > asked.max_age_millis {
        let max_age_seconds = seconds(asked.max_age_millis);
        return Reason::Stale { as_of, age_seconds, max_age_seconds };
    }
    // What was fetched after the moment asked about has a negative age.
    let ahead = at.millis_since(asked.now).div_ceil(1000);
    let [age, ahead] = [age_seconds, ahead].map(|one| i64::try_from(one).unwrap_or(i64::MAX));
    yes(as_of, age.saturating_sub(ahead))
}
