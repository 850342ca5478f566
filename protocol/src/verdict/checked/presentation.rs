//! A presentation of any number of credentials.
//!
//! Its own members are judged first, then its proofs, then each credential as if it came alone. A
//! presentation may be without proof; then it says nothing of who presents it, and answers no
//! challenge. A credential inside may be without proof where its issuer is the holder, who signed
//! the whole.
//!
//! Source: VC Data Model 2.0 §4.13, §4.13.4 (Presentations Including Holder Claims).

use super::{Checked, Checking, Checks, Problem, judged, unread, well_formed};
use crate::canon::json::Value;
use crate::credential::model::presentation::{self as model, holder, is_enveloped};
use crate::credential::model::{Credential, many, types};
use crate::credential::proof::{Purpose, Work};
use crate::verdict::reader::Judging;
use crate::verdict::{Answer, Asked, Presented, Reason, integrity, recipient, several, status};

/// Checks a presentation.
#[must_use]
pub fn presentation(document: &Value, checking: &Checking<'_>) -> Checked {
    // All of it costs no more than one credential, however many stand inside.
    let count = document.get("verifiableCredential").into_iter().flat_map(many).count();
    let accounts = several::accounts(count.max(1));
    let mut checked = Checked::default();
    if let Err(fault) = model::check(document) {
        checked.problem(Reason::FieldWrong { field: fault.field, what: fault.what });
        return checked;
    }
    let judging = checking.judging(&accounts.0);
    if let Some(reason) = integrity::closed(&bare(document), &judging) {
        checked.problem(reason);
        return checked;
    }
    match signers(document, checking, &judging) {
        Ok(signers) => checked.signers = signers,
        Err(reason) => checked.problem(reason),
    }
    if let Some(named) = holder(document)
        && !checked.signers.is_empty()
        && !checked.signers.iter().any(|signer| signer == named)
    {
        let what = "its holder is not who signed it".to_owned();
        checked.problem(Reason::PresentationWrong { what });
    }
    let inside = document.get("verifiableCredential").into_iter().flat_map(many);
    for (index, credential) in inside.enumerate() {
        let found = one(credential, (document, &checked.signers), checking, &accounts);
        let place = format!("verifiableCredential[{index}]");
        let problems = found.problems.into_iter();
        checked.problems.extend(problems.map(|one| Problem { place: place.clone(), ..one }));
        checked.verdicts.extend(found.verdicts);
        checked.by_keys.extend(found.by_keys);
    }
    checked
}

/// What the presentation says itself, as what stands inside is read by itself.
fn bare(document: &Value) -> Value {
    let mut members = document.as_object().cloned().unwrap_or_default();
    members.remove("verifiableCredential");
    members.remove("proof");
    Value::Object(members)
}

/// Who signed a presentation; nobody where it has no proof and none is asked for.
fn signers(
    document: &Value,
    checking: &Checking<'_>,
    judging: &Judging<'_>,
) -> Result<Vec<String>, Reason> {
    recipient::proofs_are_asked_for(document, checking.asked)?;
    if document.get("proof").is_none() {
        return Ok(Vec::new());
    }
    let purpose = checking.purpose.unwrap_or(Purpose::Authentication);
    integrity::presenter(document, purpose, judging).map(|presenter| presenter.signers)
}

/// Checks one credential inside.
fn one(
    credential: &Value,
    (presentation, signers): (&Value, &[String]),
    checking: &Checking<'_>,
    accounts: &(Work, Work),
) -> Checked {
    // The challenge is for the presentation alone, and so is what its proofs are for.
    let asked = Asked { challenge: None, domain: None, ..checking.asked.clone() };
    let inside = Checking { asked: &asked, purpose: None, ..*checking };
    let mut checked = Checked::default();
    if is_enveloped(credential) && !types(credential).any(|kind| kind == "VerifiableCredential") {
        match Presented::of(credential.clone(), &checking.reader) {
            Ok(presented) => checked.take(judged(&presented, &inside, accounts)),
            Err(refused) => checked.problem(unread(&refused)),
        }
        return checked;
    }
    if credential.get("proof").is_some() {
        return super::credential_from(credential, &inside, accounts);
    }
    if let Err(reason) = self_asserted(credential, presentation, signers) {
        checked.problem(reason);
        return checked;
    }
    if checking.checks == Checks::All {
        let judging = inside.judging(&accounts.0);
        let status = status::judge(&Credential::new(credential), &judging);
        if status.answer() != Answer::Yes {
            checked.problem(status);
        }
    }
    checked
}

/// Whether a credential without proof is the holder's own word, which the holder signed with the
/// presentation.
fn self_asserted(
    credential: &Value,
    presentation: &Value,
    signers: &[String],
) -> Result<(), Reason> {
    well_formed(credential)?;
    let issuer = Credential::new(credential).issuer();
    let own = issuer.is_some()
        && issuer == holder(presentation)
        && signers.iter().any(|signer| Some(signer.as_str()) == issuer);
    if own { Ok(()) } else { Err(Reason::ProofMissing {}) }
}
