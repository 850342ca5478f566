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
use crate::credential::status_list::revocations::{Revocations, RevocationsFault};
use crate::verdict::reader::Judging;
use crate::verdict::{Answer, Copy, Reason};

/// What the copies at hand of the list at the address `list` say.
pub(super) fn judge(credential: &Credential<'_>, list: &str, judging: &Judging<'_>) -> Reason {
    let Some(id) = credential.id() else {
        return Reason::StatusUnreadable { field: "id".to_owned() };
    };
    let evidence = judging.evidence;
    let told = |copy: &Copy| (!copy.is_gone()).then(|| one(credential, id, list, copy, judging));
    // A revocation counts in whatever version of the list, that there is none in the newest alone; of
    // several that may be that one, what the least sure of them says.
    let revoked = evidence.copies(list).filter_map(told).find(|one| one.answer() == Answer::No);
    let newest: Vec<Option<Reason>> = evidence.newest(list).map(told).collect();
    let unsure = newest
        .iter()
        .find(|one| one.as_ref().is_none_or(|reason| reason.answer() == Answer::Unknown));
    let told = revoked.or_else(|| unsure.or(newest.first()).cloned().flatten());
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
    let unreadable = |fault: RevocationsFault| {
        let what = fault.to_string();
        Reason::StatusListUnreadable { list: owned(), what }
    };
    match (revocations.id(), revocations.issuer()) {
        (Err(fault), _) | (_, Err(fault)) => return unreadable(fault),
        (Ok(Some(found)), _) if found != list => {
            return Reason::StatusListOther { list: owned(), found: found.to_owned() };
        }
        (_, Ok(Some(issuer))) if credential.issuer() != Some(issuer) => {
            return Reason::StatusForeign { list: owned() };
        }
        (Ok(_), Ok(_)) => {}
    }
    match (revocations.find(id), copy.fetched) {
        (Err(fault), _) => unreadable(fault),
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
            fresh(at, asked.max_age_millis, asked).map_or_else(|stale| stale, clear)
        }
    }
}
