//! Badges that their issuer's host answers for.
//!
//! A file alone proves nothing. A copy that was fetched from the badge's own address, on the
//! issuer's host, and that says the same, proves that the issuer said so on that day.
//!
//! Source: Open Badges 2.0, "Hosted Verification"; Open Badges 1.0, VerificationObject.

use bot_protocol::canon::jcs;
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::shape::ShapeFault;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Copy, Judging, Reason};

use super::document::{Generation, Old};
use super::parts::{self, Origin, Part, Parts};
use super::{check, context, host};

/// Whether the issuer's host served exactly this badge.
pub(super) fn judge(old: &Old, parts: &Parts, judging: &Judging<'_>) -> Reason {
    if let Some(url) = old.url()
        && let Some(copy) = judging.evidence.copy(url)
        && is_withdrawn(&copy.content)
    {
        return match copy.fetched {
            Some(at) => Reason::HostedWithdrawn { url: url.to_owned(), at: at.to_string() },
            None => Reason::HostedCopyUndated { url: url.to_owned() },
        };
    }
    if let Err(ShapeFault { field, what }) = check::badge(old) {
        return Reason::FieldWrong { field, what };
    }
    if let Some(name) = context::bent(&old.document) {
        let what = format!("gives {name:?} another meaning than Open Badges does");
        return Reason::FeatureUnknown { field: "@context".to_owned(), what };
    }
    match proven(old, parts, judging) {
        Ok((url, at)) => {
            let part = parts.issuer.as_ref().is_ok_and(|own| host::has_part(&own.document));
            let host = host::authority(&url).filter(|_| !part).unwrap_or_default();
            Reason::HostedCopyVerified { url, at: at.to_string(), host }
        }
        Err(reason) => reason,
    }
}

/// The address, and the day of the oldest copy that was needed.
fn proven(old: &Old, parts: &Parts, judging: &Judging<'_>) -> Result<(String, Timestamp), Reason> {
    let issuer = issuer_outside(old, parts, judging)?;
    let Some(url) = old.url() else {
        return Err(Reason::HostedUnfetched { url: String::new() });
    };
    let unfetched = || Reason::HostedUnfetched { url: url.to_owned() };
    let copy = judging.evidence.copy(url).ok_or_else(unfetched)?;
    let at = copy.fetched.ok_or_else(|| Reason::HostedCopyUndated { url: url.to_owned() })?;
    // The order of members means nothing; every name and every value does.
    let own = jcs::canonicalize(&old.document);
    let mut served = judging.evidence.newest(url).map(|copy| jcs::canonicalize(&copy.content));
    if served.any(|served| served != own) {
        return Err(Reason::HostedCopyDiffers { url: url.to_owned(), at: at.to_string() });
    }
    if old.address.as_deref().is_some_and(|address| address != url) {
        let id = url.to_owned();
        return Err(Reason::BadgePartOther { url: old.address.clone().unwrap_or_default(), id });
    }
    let mut days = vec![at];
    if let Some(class) = &parts.class {
        days.extend(day(class.as_ref().map_err(|lack| Reason::from(lack.clone()))?)?);
    }
    let issuer = issuer.ok_or_else(|| match &parts.issuer {
        Ok(issuer) => missing(&issuer.id),
        Err(lack) => lack.clone().into(),
    })?;
    days.extend(day(issuer)?);
    // Where the badges of an issuer lie is told by what lies at its own address, never by a badge.
    if issuer.origin == Origin::Inside && !is_origin(old, issuer) {
        return Err(missing(&issuer.id));
    }
    let oldest = days.into_iter().min().unwrap_or(at);
    Ok((url.to_owned(), oldest))
}

/// The issuer's profile, and that it publishes badges at this address: told before anything else,
/// as no copy can mend it.
fn issuer_outside<'p>(
    old: &Old,
    parts: &'p Parts,
    judging: &Judging<'_>,
) -> Result<Option<&'p Part>, Reason> {
    let Ok(issuer) = &parts.issuer else { return Ok(None) };
    let Some(url) = old.url() else { return Ok(Some(issuer)) };
    let dated = matches!(issuer.origin, Origin::Copy(Some(_)));
    if !dated && !is_origin(old, issuer) {
        return Ok(Some(issuer));
    }
    let publishes = |profile: &Value| host::publishes(&issuer.id, profile, url);
    let said = publishes(&issuer.document);
    let mut newest = judging.evidence.newest(&issuer.id).filter(|_| dated);
    if newest.any(|copy| publishes(&copy.content) != said) {
        return Err(parts::Lack::Unlike { part: "issuer", url: issuer.id.clone() }.into());
    }
    match said {
        Ok(true) => Ok(Some(issuer)),
        Ok(false) => {
            // An issuer may move: what it said long ago denies nothing of today.
            let age = |at: &Timestamp| judging.asked.now.millis_since(*at);
            let day = day(issuer)?.filter(|at| age(at) > judging.asked.max_age_millis);
            if let Some(at) = day {
                let (url, as_of) = (issuer.id.clone(), at.to_string());
                return Err(Reason::BadgePartStale { url, as_of });
            }
            let (url, issuer) = (url.to_owned(), issuer.id.clone());
            Err(Reason::HostedElsewhere { url, issuer })
        }
        Err(ShapeFault { field, what }) => Err(Reason::FeatureUnknown { field, what }),
    }
}

/// Whether an issuer is a whole host: Open Badges 0.5 knows no profile, and names an origin instead.
fn is_origin(old: &Old, issuer: &Part) -> bool {
    let inside = old.generation == Generation::Half && issuer.origin == Origin::Inside;
    inside && host::is_origin(&issuer.id)
}

/// The day of a part's copy; none for a part that stands in the badge.
fn day(part: &Part) -> Result<Option<Timestamp>, Reason> {
    match part.origin {
        Origin::Inside => Ok(None),
        Origin::Copy(Some(at)) => Ok(Some(at)),
        Origin::Copy(None) => Err(Reason::HostedCopyUndated { url: part.id.clone() }),
    }
}

fn missing(url: &str) -> Reason {
    parts::Lack::Missing { part: "issuer", url: url.to_owned() }.into()
}

/// Whether a host says that a badge was taken back, and no more what it said. The answer 410 Gone,
/// by which Open Badges 1.0 revoked, is kept as `null`.
///
/// Source: Open Badges 2.0, "Revoking"; Open Badges 1.0, "Revoking".
pub(super) fn is_withdrawn(content: &Value) -> bool {
    let bare = content.get("badge").is_none() || content.get("recipient").is_none();
    content.is_null() || (is_revoked(content) && bare)
}

/// Whether a document says of itself that it is revoked, or is there no more.
pub(super) fn is_revoked(content: &Value) -> bool {
    let said = content.get("revoked").is_some_and(|revoked| revoked.as_bool() != Some(false));
    content.is_null() || said
}

/// Whether a copy is of the badge's own address and dated.
pub(super) fn snapshot<'e>(old: &Old, judging: &'e Judging<'_>) -> Option<(&'e Copy, Timestamp)> {
    let copy = judging.evidence.copy(old.url()?)?;
    Some((copy, copy.fetched?))
}
