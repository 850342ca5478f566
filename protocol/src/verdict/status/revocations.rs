//! What lists of revoked ids say about a credential.
//!
//! They carry no signature. A copy that was fetched from the address which the signed credential
//! names is dated news; one that was handed in can show that the credential is revoked, as the one
//! who handed it in says so, but not as of when it would be clear.
//!
//! Source: 1EdTech Revocation List Status Method 1.0.

use super::fresh;
use crate::credential::model::Credential;
use crate::credential::status::StatusPurpose;
use crate::credential::status_list::revocations::Revocations;
use crate::verdict::reader::Judging;
use crate::verdict::{Answer, Copy, Reason};

/// What the copies at hand of the list at the address `list` say.
pub(super) fn judge(credential: &Credential<'_>, list: &str, judging: &Judging<'_>) -> Reason {
    let Some(id) = credential.id() else {
        return Reason::StatusUnreadable { field: "id".to_owned() };
    };
    let copies = judging.evidence.copies(list).filter(|copy| !copy.is_gone());
    let told: Vec<Reason> = copies.map(|copy| one(credential, id, list, copy, judging)).collect();
    let best = |answer: Answer| told.iter().find(|reason| reason.answer() == answer);
    let told = best(Answer::No).or_else(|| best(Answer::Yes)).or(told.first()).cloned();
    let purpose = StatusPurpose::Revocation.name();
    told.unwrap_or_else(|| Reason::StatusListMissing {
        list: list.to_owned(),
        purpose: purpose.to_owned(),
    })
}

fn one(
    credential: &Credential<'_>,
    id: &str,
    list: &str,
    copy: &Copy,
    judging: &Judging<'_>,
) -> Reason {
    let owned = || list.to_owned();
    let revocations = Revocations::new(&copy.content);
    if let Some(found) = revocations.id().filter(|found| *found != list) {
        return Reason::StatusListOther { list: owned(), found: found.to_owned() };
    }
    if revocations.issuer().is_some_and(|issuer| credential.issuer() != Some(issuer)) {
        return Reason::StatusForeign { list: owned() };
    }
    match (revocations.find(id), copy.fetched) {
        (Err(fault), _) => Reason::StatusListUnreadable { list: owned(), what: fault.to_string() },
        (Ok(Some(because)), fetched) => Reason::RevokedInList {
            list: owned(),
            as_of: fetched.map(|at| at.to_string()).unwrap_or_default(),
            because: because.to_owned(),
        },
        (Ok(None), None) => Reason::StatusListUndated { list: owned() },
        (Ok(None), Some(at)) => {
            let clear = |age_seconds| Reason::ClearInList {
                list: owned(),
                as_of: at.to_string(),
                age_seconds,
                told: Vec::new(),
            };
            let asked = judging.asked;
            fresh(at, asked.max_age_millis, asked.now).map_or_else(|stale| stale, clear)
        }
    }
}
