//! Badges that are signed: a compact JWS whose payload is the assertion.
//!
//! Source: Open Badges 2.0, "Signed Verification"; Open Badges 1.1, "Signed Badges"; RFC 7515.

use bot_protocol::credential::model::shape::ShapeFault;
use bot_protocol::identity::{KeySource, Multikey};
use bot_protocol::verdict::{Judging, Reason};

use super::document::{Method, Old};
use super::key::Key;
use super::parts::{Lack, Origin, Part, Parts};
use super::{check, context, key};
use crate::jose::{Fault, Signed};

/// Whether the badge is exactly what was signed by a key of its issuer.
pub(super) fn judge(old: &Old, signed: &Signed, parts: &Parts, judging: &Judging<'_>) -> Reason {
    match proven(old, signed, parts, judging) {
        Ok((method, suite)) => {
            let key = KeySource::Document.as_str().to_owned();
            Reason::SignedByIssuer { method, key, suites: vec![suite] }
        }
        Err(reason) => reason,
    }
}

fn proven(
    old: &Old,
    signed: &Signed,
    parts: &Parts,
    judging: &Judging<'_>,
) -> Result<(String, String), Reason> {
    let wrong = |ShapeFault { field, what }| Reason::FieldWrong { field, what };
    check::badge(old).map_err(wrong)?;
    if let Some(name) = context::bent(&old.document) {
        return Err(Lack::Bent { part: "badge", name: name.to_owned() }.into());
    }
    let header = signed.header.as_ref().map_err(|fault| fault.clone().integrity())?;
    let Method::Signed { key: named } = old.method().map_err(wrong)? else {
        let what = "it is signed, and says that it is hosted".to_owned();
        return Err(Reason::FieldWrong { field: "verification.type".to_owned(), what });
    };
    let class = parts.class.as_ref().map_or(Ok(()), |class| class.as_ref().map(drop));
    let found = class.map_err(|lack| Reason::from(lack.clone()));
    let found = found.and_then(|()| key(old, named, parts, judging));
    let fits = |key: &Multikey, url: &str| {
        signed.fits(key, url, header, judging.work).map_err(Fault::integrity)
    };
    match (found, named) {
        (Ok((url, key)), _) => {
            fits(&key, &url)?;
            Ok((url, header.algorithm.name().to_owned()))
        }
        (Err(reason @ Reason::KeyContradicted { .. }), _) | (Err(reason), None) => Err(reason),
        // A signature that does not fit the key it names is wrong, whoever the issuer is.
        (Err(reason), Some(url)) => {
            let at_hand = key::at(old.generation, url, judging.evidence);
            at_hand.map_or(Ok(()), |key| fits(&key, url))?;
            Err(reason)
        }
    }
}

/// The issuer's key, and its address, by the copies at hand.
///
/// # Errors
/// The reason why it is not had, or is not the issuer's.
pub(super) fn key(
    old: &Old,
    named: Option<&str>,
    parts: &Parts,
    judging: &Judging<'_>,
) -> Result<(String, Multikey), Reason> {
    let issuer = parts.issuer.as_ref().map_err(|lack| Reason::from(lack.clone()))?;
    outside(issuer)?;
    let Key { url, key, term } = key::of(old.generation, issuer, named, judging.evidence)?;
    term.begun(&url, judging.asked.now).map_err(Fault::integrity)?;
    match term.ends {
        Some(at) if at <= judging.asked.now => {
            Err(Reason::KeyEnded { method: url, at: at.to_string() })
        }
        Some(_) | None => Ok((url, key)),
    }
}

/// What a badge says of its issuer is no proof of whose key it is.
fn outside(issuer: &Part) -> Result<(), Reason> {
    match issuer.origin {
        Origin::Copy(_) => Ok(()),
        Origin::Inside => Err(Lack::Missing { part: "issuer", url: issuer.id.clone() }.into()),
    }
}
