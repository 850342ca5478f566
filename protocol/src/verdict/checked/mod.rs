//! Verified, or the problems: what an interface answers that knows only these two.
//!
//! Such interfaces (VC-API, VCALM) ask for one credential or for a presentation of any number, and
//! want to hear that all is well or what is not. All is well only where integrity and status are a
//! plain yes: what cannot be told is a problem like any other. Whoever asks may narrow the question
//! to the proofs alone; then nobody asked whose keys they are by, and the answer says so.
//!
//! Source: VC API §3.3; VC Data Model 2.0 §7.1; Verifiable Credential Data Integrity 1.0 §4.4.

mod presentation;

use super::integrity;
use super::presented::is_old;
use super::reader::{Judging, Reader};
use super::recipient;
use super::{
    Answer, Asked, Evidence, Presented, Question, Reason, RefusedWhy, Verdict, advise, judge_from,
    say, several,
};
use crate::canon::json::{Object, Value};
use crate::credential::model::{many, presentation as model, related, shape};
use crate::credential::proof::{Purpose, Work};
use crate::words::Lang;

pub use presentation::presentation;

/// What is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checks {
    /// Everything: that the issuer signed it, and that it still counts.
    #[default]
    All,
    /// Only that each proof fits, whosever key it is by; a date or a revocation is not looked at.
    Proof,
}

/// Who may present a credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presenters {
    /// Only whom it is about: by anybody else it is not verified.
    #[default]
    Holders,
    /// Anybody, as public suites do; the finding about the recipient says no all the same.
    Anybody,
}

/// What is asked, and with what it is answered.
#[derive(Clone, Copy, Debug)]
pub struct Checking<'c> {
    /// What is at hand.
    pub evidence: &'c Evidence,
    /// The moment, and the challenge and the domain that every proof must name.
    pub asked: &'c Asked,
    /// What can be read.
    pub reader: Reader<'c>,
    /// What is checked.
    pub checks: Checks,
    /// Who may present a credential, where a challenge or a domain asks for a signature.
    pub presenters: Presenters,
    /// What the proofs must be for, where it is not what proofs of their kind of document are for.
    pub purpose: Option<Purpose>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The verdicts on credentials that were judged, in their order; none where only proofs were
    /// checked.
    pub verdicts: Vec<Verdict>,
    /// What is wrong or cannot be told.
    pub problems: Vec<Problem>,
    /// Who signed the presentation.
    pub signers: Vec<String>,
    /// What proofs say that hold by keys of which nobody asked whose they are.
    pub by_keys: Vec<Reason>,
}

/// Something that is wrong or cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Of which part: nothing for the document itself, `verifiableCredential[0]` for what stands
    /// in a presentation.
    pub place: String,
    /// What.
    pub reason: Reason,
}

impl Checked {
    /// Whether there is no problem.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, reason: Reason) {
        self.problems.push(Problem { place: String::new(), reason });
    }
}

impl Problem {
    /// It, as a sentence.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let place = if self.place.is_empty() { "" } else { ": " };
        format!("{}{place}{}", self.place, say(&self.reason, lang))
    }

    /// It, as a JSON object: `code`, `question`, `answer`, `says`, `place` and `advice` where there
    /// is one, and the data of the reason.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Object {
        let mut object = self.reason.data();
        object.insert("code", self.reason.code());
        object.insert("question", self.reason.question().name());
        object.insert("answer", self.reason.answer().name());
        object.insert("says", self.say(lang));
        if !self.place.is_empty() {
            object.insert("place", self.place.as_str());
        }
        if let Some(advice) = advise(&self.reason, lang) {
            object.insert("advice", advice);
        }
        object
    }
}

impl<'c> Checking<'c> {
    fn judging<'j>(&'j self, work: &'j Work) -> Judging<'j>
    where
        'c: 'j,
    {
        Judging { evidence: self.evidence, asked: self.asked, reader: self.reader, work }
    }
}

/// Checks a credential.
#[must_use]
pub fn credential(document: &Value, checking: &Checking<'_>) -> Checked {
    credential_from(document, checking, &several::accounts(1))
}

/// The same from accounts that others draw from too.
fn credential_from(document: &Value, checking: &Checking<'_>, accounts: &(Work, Work)) -> Checked {
    let mut checked = Checked::default();
    if let Some(presented) = sealed(document, checking) {
        let named = if model::is_alone(document) { has_context(document) } else { Ok(()) };
        match named {
            Ok(()) => checked.sealed(&presented, checking, accounts),
            Err(reason) => checked.problem(reason),
        }
        return checked;
    }
    if let Err(reason) = well_formed(document) {
        checked.problem(reason);
        return checked;
    }
    let judging = checking.judging(&accounts.0);
    if let Err(reason) = recipient::proofs_are_asked_for(document, checking.asked) {
        checked.problem(reason);
        return checked;
    }
    let purpose = checking.purpose.unwrap_or(Purpose::AssertionMethod);
    if checking.checks == Checks::Proof || purpose != Purpose::AssertionMethod {
        match integrity::by_any_key(document, purpose, &judging) {
            Ok(holds) => checked.by_keys.push(holds),
            Err(wrong) => checked.problem(wrong),
        }
    }
    if checking.checks == Checks::All {
        match Presented::of(document.clone(), &checking.reader) {
            // The document asked about is judged, never what stands inside of it.
            Ok(presented)
                if presented.presentation().is_none()
                    && presented.secured().is_some_and(|one| one.document() == document) =>
            {
                checked.take(judged(&presented, checking, accounts));
            }
            Ok(_) => checked.problem(unread(&RefusedWhy::NoCredential)),
            Err(refused) => checked.problem(unread(&refused)),
        }
    }
    checked
}

/// What is secured from outside its document: a signed text, alone or in the data URL of an object
/// that envelops it, or a badge of the time before Open Badges 3.0. `None` where it is none of them.
fn sealed(document: &Value, checking: &Checking<'_>) -> Option<Result<Presented, RefusedWhy>> {
    let reader = &checking.reader;
    match document {
        // JSON that somebody wrote into a text is none.
        Value::String(text) if text.starts_with("ey") => {
            Some(reader.read(text.as_bytes()).map_err(|refused| refused.why))
        }
        Value::Object(_) if model::is_alone(document) => {
            let opened = Presented::of(document.clone(), reader);
            // What stands beside the text, nobody signed.
            Some(opened.and_then(|opened| match opened.presentation() {
                None => Ok(opened),
                Some(_) => Err(RefusedWhy::NoCredential),
            }))
        }
        Value::Object(_) if is_old(document) => Some(Presented::of(document.clone(), reader)),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    }
}

/// That an object which envelops a credential or a presentation says by which context it does.
///
/// Source: VC Data Model 2.0 §4.13.1, §4.13.2.
fn has_context(document: &Value) -> Result<(), Reason> {
    let contexts = document.get("@context").into_iter().flat_map(many);
    if contexts.filter_map(Value::as_str).any(|url| url == shape::V2) {
        return Ok(());
    }
    let what = format!("{} is not among them", shape::V2);
    Err(Reason::FieldWrong { field: "@context".to_owned(), what })
}

impl Checked {
    /// Judges what is secured from outside its document. Its signature is for no challenge, and whose
    /// key it is by cannot be left out of the question.
    fn sealed(
        &mut self,
        presented: &Result<Presented, RefusedWhy>,
        checking: &Checking<'_>,
        accounts: &(Work, Work),
    ) {
        if recipient::is_asked(checking.asked) {
            return self.problem(Reason::ChallengeUnsigned { shown: "presentation".to_owned() });
        }
        if checking.purpose.is_some_and(|purpose| purpose != Purpose::AssertionMethod) {
            let what = "a signed text and an old badge are for assertionMethod alone".to_owned();
            return self.problem(Reason::FieldWrong { field: "proofPurpose".to_owned(), what });
        }
        match presented {
            Ok(presented) if presented.secured().is_some_and(|one| one.seal().is_some()) => {
                let verdict = judged(presented, checking, accounts);
                match checking.checks {
                    Checks::All => self.take(verdict),
                    Checks::Proof if verdict.answer(Question::Integrity) == Answer::Yes => {
                        self.by_keys.push(verdict.reason(Question::Integrity).clone());
                    }
                    Checks::Proof => self.problem(verdict.reason(Question::Integrity).clone()),
                }
            }
            Ok(_) => self.problem(unread(&RefusedWhy::NoCredential)),
            Err(refused) => self.problem(unread(refused)),
        }
    }

    /// Takes a verdict: what of it is no plain yes is a problem.
    fn take(&mut self, verdict: Verdict) {
        for question in [Question::Integrity, Question::Status] {
            // What is not proven has no status either, which need not be said.
            let unproven = matches!(verdict.reason(question), Reason::StatusUnproven {});
            if verdict.answer(question) != Answer::Yes && !unproven {
                self.problem(verdict.reason(question).clone());
            }
        }
        self.verdicts.push(verdict);
    }
}

fn judged(
    presented: &Presented,
    checking: &Checking<'_>,
    (work, inside): &(Work, Work),
) -> Verdict {
    judge_from(presented, checking.judging(work), inside)
}

/// Whether a credential is written as the data model asks.
fn well_formed(document: &Value) -> Result<(), Reason> {
    if document.as_object().is_none() {
        let what = "expected an object".to_owned();
        return Err(Reason::FieldWrong { field: String::new(), what });
    }
    let formed = shape::check(document).and_then(|()| related::check(document));
    formed.map_err(|fault| Reason::FieldWrong { field: fault.field, what: fault.what })
}

/// That what stands where a credential should is none.
fn unread(refused: &RefusedWhy) -> Reason {
    Reason::FieldWrong { field: String::new(), what: refused.to_string() }
}
