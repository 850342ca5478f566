//! Asking for a badge, step by step: who asks, who awards, and whoever is consulted.
//!
//! Every step is a signed letter, and a case is nothing but its letters: where it stands follows from them
//! (`statement/case`), on both sides alike, and nothing of it is lost with either.

mod form;
mod steps;
mod tend;

use std::collections::BTreeMap;

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::identity::Did;
use bot_protocol::statement::case::{CaseStep, Step, standing};
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::time::Timestamp;

use super::{ActError, Acts};

pub(crate) use self::form::Form;
pub use self::tend::keep_answering;

/// One step, as it was signed.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) by: Did,
    pub(crate) to: Did,
    pub(crate) at: Timestamp,
    pub(crate) step: CaseStep,
}

/// A case, as one of its sides has it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Its name here.
    pub(crate) id: String,
    pub(crate) asker: Did,
    pub(crate) awarder: Did,
    pub(crate) case: [u8; 16],
    pub(crate) achievement: String,
    /// What was said, in the order of rounds.
    pub(crate) said: Vec<Said>,
    /// At which step it stands.
    pub(crate) stands: Step,
    /// In which round.
    pub(crate) round: u8,
}

impl Case {
    /// When something was said last.
    pub(crate) fn at(&self) -> Timestamp {
        self.said.iter().map(|said| said.at).max().unwrap_or(Timestamp::from_millis(0))
    }

    /// The last step of this kind, if there is one.
    pub(crate) fn last(&self, step: Step) -> Option<&Said> {
        self.said.iter().rev().find(|said| said.step.step == step)
    }

    /// The questions, as who awards asks them.
    pub(crate) fn questions(&self) -> Vec<String> {
        let form = self.last(Step::Form).map(|said| said.step.rows.clone()).unwrap_or_default();
        form.into_iter().map(|(question, _)| question).collect()
    }

    /// Whether who asks can answer now.
    pub(crate) fn awaits_asker(&self) -> bool {
        matches!(self.stands, Step::Form | Step::Return)
    }

    /// Whether who awards can answer now.
    pub(crate) fn awaits_awarder(&self) -> bool {
        self.stands == Step::Submit
    }

    /// Whether nothing more is to come.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stands, Step::Refuse | Step::Approve | Step::Withdraw)
    }

    /// The last thing that each of those who were consulted in this round said.
    pub(crate) fn advice(&self) -> BTreeMap<Did, &Said> {
        let of_round = self.said.iter().filter(|said| said.step.round == self.round);
        let advice = of_round.filter(|said| said.step.step.is_advice() && said.by != self.awarder);
        advice.map(|said| (said.by, said)).collect()
    }

    /// Whom who awards consulted in this round.
    pub(crate) fn consulted(&self) -> Vec<Did> {
        let of_round = self.said.iter().filter(|said| said.step.round == self.round);
        of_round.filter(|said| said.step.step == Step::Consult).map(|said| said.to).collect()
    }
}

/// A step in whose letter it is said, where it is one of a case and said by whom it may be.
fn read(letter: &Letter) -> Option<Said> {
    let Ok(Message::Case(step)) = letter.message() else { return None };
    let is_own = !step.step.begins() || step.case == letter.nonce();
    let said = Said { by: letter.from(), to: letter.to(), at: letter.ts(), step };
    is_own.then_some(said)
}

/// What a case is called here: by who asks, who awards, and its name between them.
fn name_of(asker: &Did, awarder: &Did, case: &[u8; 16]) -> String {
    let keys = [asker, awarder].map(|did| *did.public_key().as_bytes());
    let hash = sha256(&[&keys[0], &keys[1], case]);
    hex(hash.as_bytes().get(..16).unwrap_or_default())
}

impl Acts {
    /// The cases in which somebody asks, awards or is consulted, the one of the last word first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn cases(&self, me: &Did) -> Result<Vec<Case>, ActError> {
        let mut cases = cases_of(&self.case_letters()?);
        cases.retain(|case| {
            let advises =
                || case.said.iter().any(|said| said.step.step == Step::Consult && said.to == *me);
            case.asker == *me || case.awarder == *me || advises()
        });
        cases.sort_by_key(|case| std::cmp::Reverse(case.at()));
        Ok(cases)
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is no such case.
    pub(crate) fn case(&self, me: &Did, id: &str) -> Result<Case, ActError> {
        let mut cases = self.cases(me)?.into_iter();
        cases.find(|case| case.id == id).ok_or_else(|| ActError::unknown("case", id))
    }

    /// How somebody is called here, where they are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn called_here(&self, who: &Did) -> Result<Option<String>, ActError> {
        let own = self.keys.identity(who).map(|own| own.name().to_owned());
        Ok(match own {
            Some(own) => Some(own),
            None => self.snapshot()?.name(&who.to_string()),
        })
    }

    /// Every letter of a case that came or was sent, each once.
    fn case_letters(&self) -> Result<Vec<Letter>, ActError> {
        let mut all = self.letters_of_kinds(&[LetterKind::Case])?;
        all.extend(self.sent()?.into_iter().filter(|letter| letter.kind() == LetterKind::Case));
        all.sort_by_key(|letter| (letter.ts(), letter.nonce()));
        all.dedup_by_key(|letter| (letter.from(), letter.nonce()));
        Ok(all)
    }
}

/// The cases that letters make, in whatever order they came.
fn cases_of(letters: &[Letter]) -> Vec<Case> {
    let all: Vec<Said> = letters.iter().filter_map(read).collect();
    let mut cases: BTreeMap<(Did, [u8; 16]), Case> = BTreeMap::new();
    for said in all.iter().filter(|said| said.step.step.begins()) {
        let (asker, awarder, case) = (said.by, said.to, said.step.case);
        cases.entry((awarder, case)).or_insert_with(|| Case {
            id: name_of(&asker, &awarder, &case),
            asker,
            awarder,
            case,
            achievement: said.step.achievement.clone(),
            said: Vec::new(),
            stands: said.step.step,
            round: 0,
        });
    }
    consultations(&mut cases, &all);
    for said in all {
        for case in cases.values_mut().filter(|case| case.case == said.step.case) {
            if belongs(case, &said) {
                case.said.push(said.clone());
            }
        }
    }
    let mut cases: Vec<Case> = cases.into_values().collect();
    for case in &mut cases {
        case.said.sort_by_key(|said| (said.step.round, said.at));
        if let Some(last) = standing(case.said.iter().map(|said| &said.step)) {
            (case.stands, case.round) = (last.step, last.round);
        } else if let Some(last) = case.said.last() {
            (case.stands, case.round) = (Step::Consult, last.step.round);
        }
    }
    cases
}

/// Whoever is consulted has no letter that began the case: who awards tells who asks.
fn consultations(cases: &mut BTreeMap<(Did, [u8; 16]), Case>, all: &[Said]) {
    for said in all.iter().filter(|said| said.step.step == Step::Consult) {
        let asker = said.step.words.as_deref().and_then(|words| words.parse::<Did>().ok());
        let (Some(asker), awarder, case) = (asker, said.by, said.step.case) else { continue };
        cases.entry((awarder, case)).or_insert_with(|| Case {
            id: name_of(&asker, &awarder, &case),
            asker,
            awarder,
            case,
            achievement: said.step.achievement.clone(),
            said: Vec::new(),
            stands: Step::Consult,
            round: said.step.round,
        });
    }
}

/// Whether a step is of this case, and said by one who may say it.
fn belongs(case: &Case, said: &Said) -> bool {
    let step = said.step.step;
    if said.step.achievement != case.achievement {
        return false;
    }
    match step.is_advice() {
        false if step.is_of_asker() => said.by == case.asker && said.to == case.awarder,
        false => said.by == case.awarder && said.to == case.asker,
        true if step == Step::Consult => said.by == case.awarder,
        true => said.to == case.awarder,
    }
}
