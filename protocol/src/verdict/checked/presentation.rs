//! A presentation of any number of credentials.
//!
//! Its own members are judged first, then its proofs, then each credential as if it came alone. A
//! presentation may be without proof; then it says nothing of who presents it, and answers no
//! challenge. A signed one that answers the challenge tells of each credential whether it is about who
//! presents it. A credential inside may be without proof where its issuer is the holder, who signed
//! the whole.
//!
//! Source: VC Data Model 2.0 §4.13, §4.13.4 (Presentations Including Holder Claims).

use super::{Checked, Checking, Checks, Presenters, Problem, judged, unread, well_formed};
use crate::canon::json::Value;
use crate::credential::model::presentation::{self as model, holder, is_enveloped};
use crate::credential::model::{Credential, many, types};
use crate::credential::proof::{Purpose, Work};
use crate::verdict::reader::{Judging, Presenter};
use crate::verdict::recipient::Shown;
use crate::verdict::{
    Answer, Asked, Presented, Question, Reason, integrity, recipient, several, status,
};

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
    let signed = signed(document, checking, &judging);
    match &signed {
        Some(Ok(presenter)) => {
            checked.signers.clone_from(&presenter.signers);
            // A suite may give a domain to the holder and none to the verifier.
            let is_let_pass = |reason: &Reason| {
                let is_unasked = matches!(reason, Reason::DomainUnasked { .. });
                is_unasked && checking.presenters == Presenters::Anybody
            };
            let astray = recipient::astray(presenter, checking.asked);
            let astray = astray.filter(|reason| !is_let_pass(reason));
            astray.into_iter().for_each(|reason| checked.problem(reason));
        }
        Some(Err(reason)) => checked.problem(reason.clone()),
        None => {}
    }
    let shown = match signed {
        Some(signed) if recipient::is_asked(checking.asked) => {
            Shown::Presentation(document, signed)
        }
        Some(_) => Shown::Unasked,
        None => Shown::Unsigned,
    };
    if let Some(named) = holder(document)
        && !checked.signers.is_empty()
        && !checked.signers.iter().any(|signer| signer == named)
    {
        let what = "its holder is not who signed it".to_owned();
        checked.problem(Reason::PresentationWrong { what });
    }
    let inside = document.get("verifiableCredential").into_iter().flat_map(many);
    for (index, credential) in inside.enumerate() {
        let around = Around { document, signers: &checked.signers, shown: &shown };
        let found = one(credential, &around, checking, &accounts);
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

/// The presentation that a credential stands in.
struct Around<'p> {
    document: &'p Value,
    signers: &'p [String],
    /// What it shows of who presents.
    shown: &'p Shown<'p>,
}

/// Who signed a presentation; `None` where it has no proof and none is asked for.
fn signed(
    document: &Value,
    checking: &Checking<'_>,
    judging: &Judging<'_>,
) -> Option<Result<Presenter, Reason>> {
    if let Err(reason) = recipient::proofs_are_asked_for(document, checking.asked) {
        return Some(Err(reason));
    }
    document.get("proof")?;
    let purpose = checking.purpose.unwrap_or(Purpose::Authentication);
    Some(integrity::presenter(document, purpose, judging))
}

/// Checks one credential inside.
fn one(
    credential: &Value,
    around: &Around<'_>,
    checking: &Checking<'_>,
    accounts: &(Work, Work),
) -> Checked {
    // The challenge is for the presentation alone, and so is what its proofs are for.
    let asked = Asked { challenge: None, domain: None, ..checking.asked.clone() };
    let inside = Checking { asked: &asked, purpose: None, ..*checking };
    let mut checked = Checked::default();
    if is_enveloped(credential) && !types(credential).any(|kind| kind == "VerifiableCredential") {
        match Presented::of(credential.clone(), &checking.reader) {
            Ok(presented) => {
                checked.take(judged(&presented, &inside, accounts));
                if let Some(credential) = presented.credential() {
                    tell_recipient(&mut checked, &credential, around.shown, checking);
                }
            }
            Err(refused) => checked.problem(unread(&refused)),
        }
        return checked;
    }
    if credential.get("proof").is_some() {
        let mut checked = super::credential_from(credential, &inside, accounts);
        tell_recipient(&mut checked, &Credential::new(credential), around.shown, checking);
        return checked;
    }
    if let Err(reason) = self_asserted(credential, around.document, around.signers) {
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

/// Judges against the presenter whom a credential is about: the verdict on it knew of none. That
/// somebody else presents it is a problem, unless anybody may; that the presentation is not properly
/// signed is one of the whole.
fn tell_recipient(
    found: &mut Checked,
    credential: &Credential<'_>,
    shown: &Shown<'_>,
    checking: &Checking<'_>,
) {
    let [verdict] = found.verdicts.as_mut_slice() else { return };
    if verdict.answer(Question::Integrity) != Answer::Yes {
        return;
    }
    let reason = recipient::judge(credential, shown, checking.asked);
    let [_, _, finding, _, _, _] = &mut verdict.findings;
    finding.clone_from(&reason);
    let is_anothers = matches!(reason, Reason::PresentedByAnother { .. });
    if is_anothers && checking.presenters == Presenters::Holders {
        found.problem(reason);
    }
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
