//! Several credentials presented together: each is judged, and the whole is as good as the worst.
//!
//! Nothing of one credential says anything of another. What they have in common is the presentation
//! around them, which is judged once, and the time that judging them may take.
//!
//! Source: VC Data Model 2.0 §4.13 (`verifiableCredential` of a presentation).

use super::{Answer, Presented, Question, Secured, Verdict};
use crate::credential::proof::Work;

/// What so many credentials presented together may cost, and what lies inside of all of them: no
/// more than one, so that each may have fewer proofs.
pub(super) fn accounts(count: usize) -> (Work, Work) {
    (Work::default().among(count), Work::inside().among(count))
}

/// The verdict on all of them, in the order in which they were presented.
pub(super) fn together(presented: &Presented, mut credentials: Vec<Verdict>) -> Verdict {
    let repeats: Vec<_> =
        (0..credentials.len()).map(|at| repeated(presented, &credentials, at)).collect();
    for (verdict, repeats) in credentials.iter_mut().zip(repeats) {
        if let Some(earlier) = repeats {
            verdict.credential.insert("repeats", number(earlier));
        }
    }
    let mut whole = Verdict::unread(presented);
    // Each question has an answer of each, so that none of an unread form stays.
    for (finding, question) in whole.findings.iter_mut().zip(Question::ALL) {
        let reasons = credentials.iter().map(|one| one.reason(question));
        if let Some(worst) = reasons.min_by_key(|reason| goodness(reason.answer())) {
            finding.clone_from(worst);
        }
    }
    whole.disputed = credentials.iter().find_map(|one| one.disputed.clone());
    whole.forked = credentials.iter().find_map(|one| one.forked.clone());
    whole.credentials = credentials;
    whole
}

/// A no outweighs what cannot be told, and that a yes.
pub(super) const fn goodness(answer: Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Yes => 2,
    }
}

/// The earlier credential that is the same badge, so that nobody counts it twice: the same to the
/// letter, or of the same issuer by the same id, both proven.
fn repeated(presented: &Presented, verdicts: &[Verdict], at: usize) -> Option<usize> {
    let all = presented.credentials();
    let (this, verdict) = (all.get(at)?, verdicts.get(at)?);
    let proven = |verdict: &Verdict| verdict.answer(Question::Integrity) == Answer::Yes;
    let named = |secured: &Secured| {
        let credential = secured.credential();
        Some((credential.issuer()?.to_owned(), credential.id()?.to_owned()))
    };
    let mut earlier = all.iter().zip(verdicts).take(at);
    earlier.position(|(other, judged)| {
        let same = proven(verdict) && proven(judged) && named(this).is_some();
        other == this || same && named(other) == named(this)
    })
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Verdict {
    /// Which of several credentials a finding of the whole tells of: the first that is so bad.
    pub(super) fn tells_of(&self, question: Question) -> Option<u32> {
        let reason = self.reason(question);
        self.credentials.iter().position(|one| one.reason(question) == reason).map(number)
    }
}
