//! Asking for a badge: what who asks, who awards and who is consulted say to each other, step by step, in
//! private. `[1, case, round, step, achievement, words | null, [[question, answer]…], about | null]`.
//!
//! Each step is a letter, so each is signed, and names the letter that it answers by its digest: nobody can
//! put other answers into the place of those that were read. Where a case stands follows from the letters
//! alone, whatever order they come in ([`course`]): `spec/letters.md` §6.

mod course;

pub use self::course::{Course, Signed, course};

use crate::{
    canon::{
        cbor::{Reader, Writer},
        hash::{Hash, sha256},
    },
    identity::Did,
    limits::{
        BODY_BYTES_MAX, CASE_ANSWER_BYTES_MAX, CASE_ROUNDS_MAX, CASE_ROWS_MAX, REASON_BYTES_MAX,
        URL_BYTES_MAX,
    },
    statement::{
        kinds,
        letter::{Letter, LetterError, LetterKind},
        text,
    },
};

/// Domain of the digest by which a step names the letter that it answers. Source: `spec/letters.md` §6.
const STEP_DOMAIN: &[u8] = b"bot/step/1\0";

/// By what a step names the letter of a case that it answers: its digest.
#[must_use]
pub fn digest(letter: &Letter) -> Hash {
    sha256(&[STEP_DOMAIN, &letter.to_bytes()])
}

/// What a step is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The letter with this digest.
    Letter(Hash),
    /// This letter, whole, as it was signed: of what was submitted, to whoever is consulted.
    Shown(Vec<u8>),
}

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

    /// Whether it names the letter that it answers.
    fn answers(self) -> bool {
        matches!(
            self,
            Self::Submit
                | Self::Return
                | Self::Approve
                | Self::AdviseYes
                | Self::AdviseMore
                | Self::AdviseNo
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
    /// What it answers, or what is shown; nothing where it begins, asks or ends something.
    pub about: Option<About>,
}

impl CaseStep {
    /// Reads the bytes of a letter of kind 13.
    ///
    /// # Errors
    /// When they are not canonical, or a text is missing or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, LetterError> {
        let mut reader = kinds::open(bytes, 8)?;
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
        let about = about(&mut reader)?;
        reader.end()?;
        let read = Self { case, round, step, achievement, words, rows, about };
        read.check()?;
        Ok(read)
    }

    /// Checks what it says, as its reader does.
    ///
    /// # Errors
    /// When a text is missing or too long, or it does not name what it must.
    pub fn check(&self) -> Result<(), LetterError> {
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
        let names_right = match &self.about {
            None => !self.step.answers() && self.step != Step::Consult,
            Some(About::Letter(_)) => self.step.answers(),
            Some(About::Shown(_)) => self.step == Step::Consult,
        };
        if names_right { Ok(()) } else { Err(LetterError::About { found: self.step.number() }) }
    }

    /// The letter that is shown to whoever is consulted: what was submitted, signed by who asks.
    ///
    /// # Errors
    /// When it is not that: of another case, to somebody else than `awarder`, or not signed.
    pub fn shown(&self, awarder: Did) -> Result<Option<(Letter, Self)>, LetterError> {
        let Some(About::Shown(bytes)) = &self.about else { return Ok(None) };
        let wrong = || LetterError::About { found: self.step.number() };
        let letter = Letter::read(bytes)?;
        if letter.kind() != LetterKind::Case || letter.to() != awarder {
            return Err(wrong());
        }
        let said = Self::read(letter.bytes())?;
        let fits = said.step == Step::Submit
            && (said.case, said.round) == (self.case, self.round)
            && said.achievement == self.achievement;
        if fits { Ok(Some((letter, said))) } else { Err(wrong()) }
    }

    /// The digest of the letter that it is about.
    #[must_use]
    pub fn answered(&self) -> Option<Hash> {
        self.about.as_ref().map(|about| match about {
            About::Letter(digest) => *digest,
            About::Shown(bytes) => sha256(&[STEP_DOMAIN, bytes]),
        })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8).uint(1_u8).bytes(&self.case);
        writer.uint(self.round).uint(self.step.number()).text(&self.achievement);
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.array(self.rows.len());
        for (question, answer) in &self.rows {
            writer.array(2).text(question).text(answer);
        }
        match &self.about {
            None => writer.null(),
            Some(About::Letter(digest)) => writer.bytes(digest.as_bytes()),
            Some(About::Shown(bytes)) => writer.bytes(bytes),
        };
        writer.into_bytes()
    }
}

/// Reads what a step is about: a digest, which no letter is as short as.
fn about(reader: &mut Reader<'_>) -> Result<Option<About>, LetterError> {
    let bytes = reader.optional(|reader| reader.bytes(BODY_BYTES_MAX).map(<[u8]>::to_vec))?;
    Ok(bytes.map(|bytes| match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(digest) => About::Letter(Hash::from_bytes(digest)),
        Err(_) => About::Shown(bytes),
    }))
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
            about: if step == Step::Consult {
                Some(About::Shown(vec![1]))
            } else {
                step.answers().then(|| About::Letter(sha256(&[b"it"])))
            },
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
    fn a_step_names_what_it_answers_and_nothing_else() {
        for one in Step::ALL {
            let right = step(1, one);
            for about in [None, Some(About::Letter(sha256(&[]))), Some(About::Shown(vec![0; 33]))] {
                let kind = |about: &Option<About>| about.as_ref().map(std::mem::discriminant);
                let fits = kind(&about) == kind(&right.about);
                let expected = if fits { "taken" } else { "names the wrong letter" };
                check(&CaseStep { about, ..right.clone() }, expected);
            }
        }
    }

    #[test]
    fn what_is_shown_to_whoever_is_consulted_is_what_was_signed_and_no_forgery() {
        use crate::{
            identity::SecretKey,
            statement::letter::{LetterDraft, Message},
            time::Timestamp,
        };
        let [lea, school, tom] = [1, 2, 3].map(|seed| SecretKey::from_seed(&[seed; 32]));
        let to = Did::from(school.public());
        let sign = |said: CaseStep, key: &SecretKey, to: Did| {
            let draft = LetterDraft {
                to,
                message: Message::Case(said),
                ts: Timestamp::from_millis(1),
                nonce: [9; 16],
            };
            draft.sign(key)
        };
        let consult = |shown: Vec<u8>| CaseStep {
            about: Some(About::Shown(shown)),
            ..step(1, Step::Consult)
        };
        let submitted = sign(step(1, Step::Submit), &lea, to).unwrap();
        let shown = consult(submitted.to_bytes());
        let (letter, said) = shown.shown(to).unwrap().unwrap();
        assert_eq!((letter.from(), said), (Did::from(lea.public()), step(1, Step::Submit)));
        assert_eq!(shown.answered(), Some(digest(&submitted)));
        let asked = sign(shown.clone(), &school, Did::from(tom.public())).unwrap();
        assert!(asked.message().is_ok());
        // Somebody else shows what was never submitted to them.
        assert!(sign(shown, &tom, to).is_err());
        let mut forged = submitted.to_bytes();
        *forged.last_mut().unwrap() ^= 1;
        let other = |said: CaseStep| sign(said, &lea, to).unwrap().to_bytes();
        for wrong in [
            forged,
            vec![0; 40],
            other(step(2, Step::Submit)),
            other(step(1, Step::Withdraw)),
            other(CaseStep { case: [8; 16], ..step(1, Step::Submit) }),
            other(CaseStep { achievement: "urn:x".to_owned(), ..step(1, Step::Submit) }),
            sign(step(1, Step::Submit), &lea, Did::from(tom.public())).unwrap().to_bytes(),
        ] {
            assert!(sign(consult(wrong), &school, Did::from(tom.public())).is_err());
        }
    }
}
