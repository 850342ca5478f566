//! Asking for a badge: what who asks, who awards and who is consulted say to each other, step by step, in
//! private. `[1, case, round, step, achievement, words | null, [[question, answer]…]]`.
//!
//! Each step is a letter, so each is signed. Where a case stands follows from the letters alone, whatever
//! order they come in: `spec/letters.md` §6.

use std::collections::BTreeMap;

use crate::{
    canon::cbor::Writer,
    limits::{
        BODY_BYTES_MAX, CASE_ANSWER_BYTES_MAX, CASE_ROUNDS_MAX, CASE_ROWS_MAX, REASON_BYTES_MAX,
        URL_BYTES_MAX,
    },
    statement::{kinds, letter::LetterError, text},
};

/// What is done in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 1: somebody asks for the badge; words say why.
    Ask,
    /// 2: who awards sends the questions.
    Form,
    /// 3: who asks answers them.
    Submit,
    /// 4: who awards would like to know more; words say what.
    Return,
    /// 5: who awards says no; words say why.
    Refuse,
    /// 6: who awards says yes; the badge is offered by a letter of its own.
    Approve,
    /// 7: who asks takes it back.
    Withdraw,
    /// 8: who awards shows somebody else what was submitted, and asks for their advice.
    Consult,
    /// 9: whoever is consulted would award it.
    AdviseYes,
    /// 10: whoever is consulted would like to know more; words say what.
    AdviseMore,
    /// 11: whoever is consulted would not award it; words say why.
    AdviseNo,
    /// 12: somebody who was told a code asks for the badge that it stands for; words are the code.
    Claim,
}

impl Step {
    /// Every step, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::Ask,
        Self::Form,
        Self::Submit,
        Self::Return,
        Self::Refuse,
        Self::Approve,
        Self::Withdraw,
        Self::Consult,
        Self::AdviseYes,
        Self::AdviseMore,
        Self::AdviseNo,
        Self::Claim,
    ];

    /// The number in the letter.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Ask => 1,
            Self::Form => 2,
            Self::Submit => 3,
            Self::Return => 4,
            Self::Refuse => 5,
            Self::Approve => 6,
            Self::Withdraw => 7,
            Self::Consult => 8,
            Self::AdviseYes => 9,
            Self::AdviseMore => 10,
            Self::AdviseNo => 11,
            Self::Claim => 12,
        }
    }

    /// Whether it begins a case, which then has the name of its letter.
    #[must_use]
    pub fn begins(self) -> bool {
        matches!(self, Self::Ask | Self::Claim)
    }

    /// Whether whoever asks says it; else whoever awards does, or is consulted.
    #[must_use]
    pub fn is_of_asker(self) -> bool {
        matches!(self, Self::Ask | Self::Claim | Self::Submit | Self::Withdraw)
    }

    /// Whether it is said between who awards and somebody who is consulted.
    #[must_use]
    pub fn is_advice(self) -> bool {
        matches!(self, Self::Consult | Self::AdviseYes | Self::AdviseMore | Self::AdviseNo)
    }

    /// Whether words are part of it.
    fn needs_words(self) -> bool {
        matches!(
            self,
            Self::Return | Self::Refuse | Self::AdviseMore | Self::AdviseNo | Self::Claim
        )
    }
}

/// One step of a case. Wire: `spec/letters.md` §6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// The name of the case: the nonce of the letter that began it.
    pub case: [u8; 16],
    /// Which time something is submitted, from 1; 0 before.
    pub round: u8,
    /// What is done.
    pub step: Step,
    /// The id of what would be awarded.
    pub achievement: String,
    /// What is said to it.
    pub words: Option<String>,
    /// Questions with their answers; of a form the answers are empty.
    pub rows: Vec<(String, String)>,
}

impl CaseStep {
    /// Reads the bytes of a letter of kind 13.
    ///
    /// # Errors
    /// When they are not canonical, or a text is missing or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, LetterError> {
        let mut reader = kinds::open(bytes, 7)?;
        let case = reader.fixed()?;
        let round = reader.u8()?;
        let found = reader.u8()?;
        let step = Step::ALL.into_iter().find(|step| step.number() == found);
        let step = step.ok_or(LetterError::Step { found })?;
        let achievement = reader.text(BODY_BYTES_MAX)?.to_owned();
        let words = kinds::optional_text(&mut reader)?;
        let count = reader.list(CASE_ROWS_MAX)?;
        let mut rows = Vec::new();
        for _ in 0..count {
            reader.array(2)?;
            let question = reader.text(BODY_BYTES_MAX)?.to_owned();
            rows.push((question, reader.text(BODY_BYTES_MAX)?.to_owned()));
        }
        reader.end()?;
        let read = Self { case, round, step, achievement, words, rows };
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), LetterError> {
        if self.round > CASE_ROUNDS_MAX {
            return Err(LetterError::Round { found: self.round });
        }
        text::line("achievement", &self.achievement, URL_BYTES_MAX)?;
        text::lines("words", self.words.as_deref(), REASON_BYTES_MAX)?;
        if self.step.needs_words() && self.words.is_none() {
            return Err(LetterError::Content(crate::statement::ContentError::Empty {
                field: "words",
            }));
        }
        for (question, answer) in &self.rows {
            text::line("question", question, REASON_BYTES_MAX)?;
            let answer = Some(answer.as_str()).filter(|answer| !answer.is_empty());
            text::lines("answer", answer, CASE_ANSWER_BYTES_MAX)?;
        }
        Ok(())
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7).uint(1_u8).bytes(&self.case);
        writer.uint(self.round).uint(self.step.number()).text(&self.achievement);
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.array(self.rows.len());
        for (question, answer) in &self.rows {
            writer.array(2).text(question).text(answer);
        }
        writer.into_bytes()
    }

    /// Where it stands in the order of a case: a later round comes later, and within one a later step.
    fn place(&self) -> (u8, u8) {
        let rank = match self.step {
            Step::Ask | Step::Claim => 0,
            Step::Form => 1,
            Step::Submit => 2,
            Step::Consult | Step::AdviseYes | Step::AdviseMore | Step::AdviseNo => 3,
            Step::Return => 4,
            Step::Withdraw => 5,
            Step::Refuse => 6,
            Step::Approve => 7,
        };
        (self.round, rank)
    }

    /// Whether nothing comes after it, but for a yes.
    fn ends(&self) -> bool {
        matches!(self.step, Step::Withdraw | Step::Refuse | Step::Approve)
    }
}

/// The step at which a case stands between who asks and who awards: of those that end it the last one, else
/// the last. Advice does not move it. Whatever order the letters come in, both sides find the same.
#[must_use]
pub fn standing<'s>(steps: impl IntoIterator<Item = &'s CaseStep>) -> Option<&'s CaseStep> {
    let moving = steps.into_iter().filter(|step| !step.step.is_advice());
    let placed: BTreeMap<(bool, (u8, u8)), &CaseStep> =
        moving.map(|step| ((step.ends(), step.place()), step)).collect();
    placed.into_values().next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(round: u8, step: Step) -> CaseStep {
        CaseStep {
            case: [7; 16],
            round,
            step,
            achievement: "urn:uuid:1".to_owned(),
            words: step.needs_words().then(|| "Why?".to_owned()),
            rows: Vec::new(),
        }
    }

    fn check(case: &CaseStep, expected: &str) {
        let found = match CaseStep::read(&case.to_bytes()) {
            Ok(read) => {
                assert_eq!(&read, case);
                "taken".to_owned()
            }
            Err(refused) => refused.to_string(),
        };
        assert!(found.contains(expected), "{case:?}: {found}");
    }

    #[test]
    fn a_step_is_read_whole_and_within_its_bounds() {
        for one in Step::ALL {
            check(&step(1, one), "taken");
        }
        let rows = |count: usize, answer: &str| CaseStep {
            rows: vec![("What did you do?".to_owned(), answer.to_owned()); count],
            ..step(1, Step::Submit)
        };
        check(&rows(CASE_ROWS_MAX, ""), "taken");
        check(&rows(1, &"a".repeat(CASE_ANSWER_BYTES_MAX)), "taken");
        check(&rows(CASE_ROWS_MAX + 1, ""), "not canonical");
        check(&rows(1, &"a".repeat(CASE_ANSWER_BYTES_MAX + 1)), "answer: ");
        check(&rows(1, "a\u{202e}b"), "U+202E");
        check(&CaseStep { words: None, ..step(1, Step::Refuse) }, "words is empty");
        check(&CaseStep { words: None, ..step(0, Step::Ask) }, "taken");
        check(
            &CaseStep { achievement: String::new(), ..step(0, Step::Ask) },
            "achievement is empty",
        );
        check(&step(CASE_ROUNDS_MAX + 1, Step::Submit), "round");
        let mut bytes = step(0, Step::Ask).to_bytes();
        // The step follows the head, the version, the case's 17 bytes and the round.
        bytes[20] = 13;
        assert!(CaseStep::read(&bytes).unwrap_err().to_string().contains("step 13"));
    }

    #[test]
    fn where_a_case_stands_does_not_depend_on_the_order_of_its_letters() {
        for (steps, expected) in [
            (vec![(0, Step::Ask)], (0, Step::Ask)),
            (vec![(0, Step::Ask), (0, Step::Form)], (0, Step::Form)),
            (vec![(0, Step::Form), (1, Step::Submit), (1, Step::Return)], (1, Step::Return)),
            (vec![(1, Step::Return), (2, Step::Submit), (1, Step::Submit)], (2, Step::Submit)),
            (vec![(1, Step::Submit), (1, Step::Consult), (1, Step::AdviseNo)], (1, Step::Submit)),
            (vec![(1, Step::Approve), (2, Step::Submit)], (1, Step::Approve)),
            (vec![(2, Step::Withdraw), (2, Step::Approve)], (2, Step::Approve)),
        ] {
            let steps: Vec<CaseStep> = steps.into_iter().map(|(at, one)| step(at, one)).collect();
            for one in [steps.iter().collect::<Vec<_>>(), steps.iter().rev().collect()] {
                let found = standing(one).map(|found| (found.round, found.step));
                assert_eq!(found, Some(expected));
            }
        }
        assert_eq!(standing([]), None);
    }
}
