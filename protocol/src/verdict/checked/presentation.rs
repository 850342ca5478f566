//! A presentation of any number of credentials.
//!
//! One in an envelope is judged by the envelope's signature instead of proofs in it; everything else is
//! alike. Its own members are judged first, then its proofs, then each credential as if it came alone. A
//! presentation may be without proof; then it says nothing of who presents it, and answers no
//! challenge. A signed one that answers the challenge tells of each credential whether it is about who
//! presents it. A credential inside may be without proof where its issuer is the holder, who signed
//! the whole.
//!
//! Source: VC Data Model 2.0 §4.13, §4.13.4 (Presentations Including Holder Claims).

use super::{Checked, Checking, Checks, Presenters, Problem, has_context, unread, well_formed};
use crate::canon::json::Value;
use crate::credential::model::presentation::{self as model, holder};
use crate::credential::model::{Credential, many};
use crate::credential::proof::{Purpose, Work};
use crate::verdict::reader::{Judging, Presenter};
use crate::verdict::recipient::Shown;
use crate::verdict::{
    Answer, Asked, Presented, Question, Reason, RefusedWhy, integrity, recipient, several, status,
};

/// Checks a presentation.
#[must_use]
pub fn presentation(document: &Value, checking: &Checking<'_>) -> Checked {
    match sealed(document, checking) {
        Some(Ok(presented)) => in_envelope(&presented, checking),
        Some(Err(reason)) => Checked { problems: vec![whole(reason)], ..Checked::default() },
        None => plain(document, checking),
    }
}

/// A presentation that an envelope secures: a signed text, alone or in the data URL of an object.
/// `None` where it is none.
fn sealed(document: &Value, checking: &Checking<'_>) -> Option<Result<Presented, Reason>> {
    let reader = &checking.reader;
    let opened = match document {
        Value::String(text) if text.starts_with("ey") => {
            reader.read(text.as_bytes()).map_err(|refused| refused.why)
        }
        Value::Object(_) if model::is_presentation_alone(document) => {
            if let Err(reason) = has_context(document) {
                return Some(Err(reason));
            }
            Presented::of(document.clone(), reader)
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => return None,
    };
    Some(match opened {
        Ok(opened) if opened.presentation().is_some_and(|one| one.seal().is_some()) => Ok(opened),
        Ok(_) => Err(unread(&RefusedWhy::NoCredential)),
        Err(refused) => Err(unread(&refused)),
    })
}

/// Checks a presentation in an envelope. Its bytes are signed, so no context of its own is read.
fn in_envelope(presented: &Presented, checking: &Checking<'_>) -> Checked {
    let mut checked = Checked::default();
    let Some(presentation) = presented.presentation() else { return checked };
    if checking.purpose.is_some_and(|purpose| purpose != Purpose::Authentication) {
        let what = "a presentation in an envelope is for authentication alone".to_owned();
        checked.problem(Reason::FieldWrong { field: "proofPurpose".to_owned(), what });
        return checked;
    }
    let accounts = several::accounts(presented.credentials().len().max(1));
    let judging = checking.judging(&accounts.0);
    let signed = presentation.seal().map(|seal| seal.presenter(&judging));
    let signed = signed.map(|signed| recipient::sealed(signed, &judging));
    let credentials = presented.credentials().iter().map(|one| {
        let sealed = one.seal().map(|_| Ok(Presented::only(one.clone())));
        Inside { written: one.document(), sealed }
    });
    checked.inside((presentation.document(), signed), credentials, checking, &accounts);
    checked
}

/// Checks a presentation that is secured by proofs in it, or by none.
fn plain(document: &Value, checking: &Checking<'_>) -> Checked {
    // All of it costs no more than one credential, however many stand inside.
    let credentials = || document.get("verifiableCredential").into_iter().flat_map(many);
    let accounts = several::accounts(credentials().count().max(1));
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
    let credentials =
        credentials().map(|written| Inside { written, sealed: super::sealed(written, checking) });
    checked.inside((document, signed), credentials, checking, &accounts);
    checked
}

impl Checked {
    /// Takes who signed a presentation, and checks what is inside.
    fn inside<'v>(
        &mut self,
        (document, signed): (&Value, Option<Result<Presenter, Reason>>),
        credentials: impl Iterator<Item = Inside<'v>>,
        checking: &Checking<'_>,
        accounts: &(Work, Work),
    ) {
        self.presenter(document, signed.as_ref(), checking);
        let shown = match signed {
            Some(signed) if recipient::is_asked(checking.asked) => {
                Shown::Presentation(document, signed)
            }
            Some(_) => Shown::Unasked,
            None => Shown::Unsigned,
        };
        for (index, credential) in credentials.enumerate() {
            let around = Around { document, signers: &self.signers, shown: &shown };
            let found = one(&credential, &around, checking, accounts);
            let place = format!("verifiableCredential[{index}]");
            let problems = found.problems.into_iter();
            self.problems.extend(problems.map(|one| Problem { place: place.clone(), ..one }));
            self.verdicts.extend(found.verdicts);
            self.by_keys.extend(found.by_keys);
        }
    }

    /// Whether the presentation is signed by its holder, and for whoever asks.
    fn presenter(
        &mut self,
        document: &Value,
        signed: Option<&Result<Presenter, Reason>>,
        checking: &Checking<'_>,
    ) {
        match signed {
            Some(Ok(presenter)) => {
                self.signers.clone_from(&presenter.signers);
                // A suite may give a domain to the holder and none to the verifier.
                let is_let_pass = |reason: &Reason| {
                    let is_unasked = matches!(reason, Reason::DomainUnasked { .. });
                    is_unasked && checking.presenters == Presenters::Anybody
                };
                let astray = recipient::astray(presenter, checking.asked);
                let astray = astray.filter(|reason| !is_let_pass(reason));
                astray.into_iter().for_each(|reason| self.problem(reason));
            }
            Some(Err(reason)) => self.problem(reason.clone()),
            None => {}
        }
        if let Some(named) = holder(document)
            && !self.signers.is_empty()
            && !self.signers.iter().any(|signer| signer == named)
        {
            let what = "its holder is not who signed it".to_owned();
            self.problem(Reason::PresentationWrong { how: "false", what });
        }
    }
}

/// A problem of the presentation itself.
fn whole(reason: Reason) -> Problem {
    Problem { place: String::new(), reason }
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

/// A credential in a presentation.
struct Inside<'v> {
    /// As it stands there, or as its envelope holds it.
    written: &'v Value,
    /// Opened, where it is secured from outside its document.
    sealed: Option<Result<Presented, RefusedWhy>>,
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
    Inside { written: credential, sealed }: &Inside<'_>,
    around: &Around<'_>,
    checking: &Checking<'_>,
    accounts: &(Work, Work),
) -> Checked {
    // The challenge is for the presentation alone, and so is what its proofs are for.
    let asked = Asked { challenge: None, domain: None, ..checking.asked.clone() };
    let inside = Checking { asked: &asked, purpose: None, ..*checking };
    let mut checked = Checked::default();
    if let Some(presented) = sealed {
        checked.sealed(presented, &inside, accounts);
        if let Some(credential) = presented.as_ref().ok().and_then(Presented::credential) {
            tell_recipient(&mut checked, &credential, around.shown, checking);
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
    let reason = recipient::judge(credential, shown, (checking.asked, checking.evidence));
    let [_, _, finding, _, _, _] = &mut verdict.findings;
    finding.clone_from(&reason);
    let is_anothers =
        matches!(reason, Reason::PresentedByAnother { .. } | Reason::PresentedByFormerKey { .. });
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
