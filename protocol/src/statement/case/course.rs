//! Where a case stands, by the letters that two sides signed.
//!
//! A chain: who awards sends a form, who asks answers that form, who awards gives those answers back, who
//! asks answers that. Whatever is not a link of it counts for nothing: answers to no form or to other
//! questions, a second submission of a round, a yes to answers that were never read.

use super::{CaseStep, Step};
use crate::{canon::hash::Hash, time::Timestamp};

/// A step that one may say who said it, as it was signed.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'s> {
    /// By what other steps name its letter.
    pub digest: Hash,
    /// When its writer says it was written.
    pub at: Timestamp,
    /// What it says.
    pub step: &'s CaseStep,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// At which step.
    pub stands: Step,
    /// In which round.
    pub round: u8,
    /// The form that is answered.
    pub form: Option<Hash>,
    /// What was submitted in this round, or in an earlier one where nothing was in this.
    pub submitted: Option<Hash>,
    /// What who asks would answer now: the form, or what was given back.
    pub open: Option<Hash>,
    /// The steps that count, in their order.
    pub counts: Vec<Hash>,
}

/// The course of a case: whatever order its letters come in, both sides find the same.
#[must_use]
pub fn course(said: &[Signed<'_>]) -> Option<Course> {
    let begin = first(said, |one| one.step.step.begins())?;
    let mut course = Course {
        stands: begin.step.step,
        round: 0,
        form: None,
        submitted: None,
        open: None,
        counts: vec![begin.digest],
    };
    let answered = submitted(said, 1, |one| form_of(said, one).is_some());
    let form = answered.and_then(|one| form_of(said, &one));
    if let Some(form) = form.or_else(|| first(said, |one| one.step.step == Step::Form)) {
        course.form = Some(form.digest);
        course.goes_on(Step::Form, &form);
        course.open = Some(form.digest);
        course.rounds(said, form.step);
    }
    course.ends(said, begin.digest);
    Some(course)
}

impl Course {
    fn goes_on(&mut self, step: Step, to: &Signed<'_>) {
        self.stands = step;
        self.counts.push(to.digest);
    }

    /// Goes through what was submitted and given back.
    fn rounds(&mut self, said: &[Signed<'_>], form: &CaseStep) {
        while let (Some(open), Some(round)) = (self.open, self.round.checked_add(1)) {
            let fits = |one: &Signed<'_>| {
                one.step.answered() == Some(open) && asks_the_same(form, one.step)
            };
            let Some(sent) = submitted(said, round, fits) else { return };
            self.goes_on(Step::Submit, &sent);
            (self.round, self.submitted, self.open) = (round, Some(sent.digest), None);
            let back = first(said, |one| {
                one.step.step == Step::Return && one.step.answered() == Some(sent.digest)
            });
            let Some(back) = back else { return };
            self.goes_on(Step::Return, &back);
            self.open = Some(back.digest);
        }
    }

    /// A yes to what was submitted, or to the code that was shown, stands before a no, and each of the two
    /// before what is taken back.
    fn ends(&mut self, said: &[Signed<'_>], begin: Hash) {
        let is_yes = |one: &Signed<'_>| {
            let about = one.step.answered();
            let is_code = self.stands == Step::Claim && about == Some(begin);
            one.step.step == Step::Approve && (is_code || self.is_submitted(said, about))
        };
        let yes = first(said, is_yes);
        let of = |step: Step| first(said, |one| one.step.step == step);
        let end = yes.or_else(|| of(Step::Refuse)).or_else(|| of(Step::Withdraw));
        let Some(end) = end else { return };
        self.goes_on(end.step.step, &end);
        self.open = None;
        if end.step.step == Step::Approve && self.submitted.is_some() {
            self.submitted = end.step.answered();
        }
    }

    /// Whether this is the digest of something that was submitted, and counts.
    fn is_submitted(&self, said: &[Signed<'_>], digest: Option<Hash>) -> bool {
        let is = |one: &Signed<'_>| {
            one.step.step == Step::Submit
                && Some(one.digest) == digest
                && self.counts.contains(&one.digest)
        };
        said.iter().any(is)
    }
}

/// The first by its date; of two of one moment, the one of the lesser digest.
fn first<'s>(said: &[Signed<'s>], fits: impl Fn(&Signed<'s>) -> bool) -> Option<Signed<'s>> {
    said.iter().filter(|one| fits(one)).min_by_key(|one| (one.at, one.digest)).copied()
}

/// What counts of all that was submitted in a round: what who awards took up, else the first.
fn submitted<'s>(
    said: &[Signed<'s>],
    round: u8,
    fits: impl Fn(&Signed<'s>) -> bool,
) -> Option<Signed<'s>> {
    let is_such =
        |one: &Signed<'s>| one.step.step == Step::Submit && one.step.round == round && fits(one);
    let takes_up = |one: &Signed<'s>| {
        matches!(one.step.step, Step::Return | Step::Approve | Step::Consult)
            && said.iter().any(|sent| is_such(sent) && one.step.answered() == Some(sent.digest))
    };
    let taken_up = first(said, takes_up).and_then(|one| one.step.answered());
    first(said, |one| is_such(one) && taken_up.is_none_or(|digest| one.digest == digest))
}

/// The form that something submitted answers, question by question.
fn form_of<'s>(said: &[Signed<'s>], sent: &Signed<'s>) -> Option<Signed<'s>> {
    first(said, |one| {
        one.step.step == Step::Form
            && sent.step.answered() == Some(one.digest)
            && asks_the_same(one.step, sent.step)
    })
}

fn asks_the_same(form: &CaseStep, sent: &CaseStep) -> bool {
    let questions =
        |of: &CaseStep| of.rows.iter().map(|(question, _)| question.clone()).collect::<Vec<_>>();
    questions(form) == questions(sent)
}

#[cfg(test)]
mod tests {
    use super::super::About;
    use super::*;
    use crate::canon::hash::sha256;

    /// A name for a letter, as the rows of a test call it.
    fn named(name: &str) -> Hash {
        sha256(&[name.as_bytes()])
    }

    /// Letters, each as `name:round:step:about:question`, in the order of their dates.
    fn check(letters: &str, expected: &str) {
        let steps: Vec<(Hash, CaseStep)> = letters.split_whitespace().map(letter).collect();
        let mut said: Vec<Signed<'_>> = (1..)
            .zip(&steps)
            .map(|(at, (digest, step))| Signed {
                digest: *digest,
                at: Timestamp::from_millis(at),
                step,
            })
            .collect();
        for _ in 0..2 {
            said.reverse();
            let found = course(&said).map(|course| {
                let submitted = steps.iter().find(|(digest, _)| Some(*digest) == course.submitted);
                let submitted = submitted.map(|(_, step)| step.words.clone().unwrap_or_default());
                format!("{:?} {} {}", course.stands, course.round, submitted.unwrap_or_default())
            });
            assert_eq!(found.as_deref().map(str::trim), Some(expected), "{letters}");
        }
    }

    fn letter(text: &str) -> (Hash, CaseStep) {
        let parts: Vec<&str> = text.split(':').collect();
        let [name, round, step, about, question] = parts.as_slice() else { panic!("{text}") };
        let step = Step::ALL.into_iter().find(|one| format!("{one:?}") == *step).unwrap();
        let about = (!about.is_empty()).then(|| About::Letter(named(about)));
        let rows = (!question.is_empty()).then(|| ((*question).to_owned(), String::new()));
        let step = CaseStep {
            case: [7; 16],
            round: round.parse().unwrap(),
            step,
            achievement: "urn:uuid:1".to_owned(),
            words: Some((*name).to_owned()),
            rows: rows.into_iter().collect(),
            about,
        };
        (named(name), step)
    }

    #[test]
    fn a_case_goes_from_letter_to_letter_whatever_order_they_come_in() {
        check("a:0:Ask::", "Ask 0");
        check("a:0:Ask:: f:0:Form::q", "Form 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q", "Submit 1 s");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q r:1:Return:s:", "Return 1 s");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q r:1:Return:s: t:2:Submit:r:q", "Submit 2 t");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q y:1:Approve:s:", "Approve 1 s");
        check("a:0:Ask:: n:0:Refuse::", "Refuse 0");
        check("c:0:Claim:: y:0:Approve:c:", "Approve 0");
        check("a:0:Ask:: f:0:Form::q w:0:Withdraw::", "Withdraw 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q w:1:Withdraw:: y:1:Approve:s:", "Approve 1 s");
        assert_eq!(course(&[]), None);
    }

    #[test]
    fn what_is_no_link_of_the_chain_counts_for_nothing() {
        // Answers to no form, to other questions, and in a round that was not opened.
        check("a:0:Ask:: s:1:Submit:f:q", "Ask 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:other", "Form 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:a:q", "Form 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q t:2:Submit:f:q", "Submit 1 s");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q t:2:Submit:s:q", "Submit 1 s");
        // Of two submissions of a round the first counts, or the one that who awards took up.
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q t:1:Submit:f:q", "Submit 1 s");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q t:1:Submit:f:q y:1:Approve:t:", "Approve 1 t");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q t:1:Submit:f:q k:1:Consult:t:", "Submit 1 t");
        // A yes to what was never submitted, and to what began the case.
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q y:1:Approve:x:", "Submit 1 s");
        check("a:0:Ask:: y:0:Approve:a:", "Ask 0");
        check("a:0:Ask:: f:0:Form::q s:1:Submit:f:q y:1:Approve:s: w:9:Withdraw::", "Approve 1 s");
    }
}
