//! Asking for a badge, step by step: who asks, who awards, and whoever is consulted.
//!
//! Every step is a signed letter, and a case is nothing but its letters: where it stands follows from them
//! (`statement/case`), on both sides alike, and nothing of it is lost with either.

mod form;
pub(in crate::acts) mod over;
mod steps;
mod tend;

use std::collections::BTreeMap;

use bot_protocol::canon::hash::{Hash, hex, sha256};
use bot_protocol::identity::Did;
use bot_protocol::statement::case::{CaseStep, Signed, Step, course, digest};
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
    /// The nonce of its letter.
    nonce: [u8; 16],
    /// By what other steps name it.
    pub(crate) digest: Hash,
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
    /// What was said and counts, in the order of rounds.
    pub(crate) said: Vec<Said>,
    /// At which step it stands.
    pub(crate) stands: Step,
    /// In which round.
    pub(crate) round: u8,
    /// What was submitted in this round.
    submitted: Option<Hash>,
    /// The form that is answered.
    form: Option<Hash>,
    /// What who asks would answer now.
    open: Option<Hash>,
}

impl Case {
    /// When something was said last.
    pub(crate) fn at(&self) -> Timestamp {
        self.said.iter().map(|said| said.at).max().unwrap_or(Timestamp::from_millis(0))
    }

    fn of_digest(&self, digest: Option<Hash>) -> Option<&Said> {
        self.said.iter().find(|said| Some(said.digest) == digest)
    }

    /// The questions, as who awards asks them.
    pub(crate) fn questions(&self) -> Vec<String> {
        let form = self.of_digest(self.form).map(|said| said.step.rows.clone());
        form.unwrap_or_default().into_iter().map(|(question, _)| question).collect()
    }

    /// What was submitted last, and counts.
    pub(crate) fn submitted(&self) -> Option<&Said> {
        self.of_digest(self.submitted)
    }

    /// What a decision is about, as a form of a page names it; empty where nothing was submitted.
    pub(crate) fn about(&self) -> String {
        self.submitted.map(|digest| digest.to_string()).unwrap_or_default()
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

    /// Whether it is about a code that was shown.
    pub(crate) fn is_claim(&self) -> bool {
        self.said.iter().any(|said| said.step.step == Step::Claim)
    }

    /// The last thing that each of those who were consulted about what was submitted said of it.
    pub(crate) fn advice(&self) -> BTreeMap<Did, &Said> {
        let is_advice =
            |said: &&Said| said.step.step != Step::Consult && said.step.step.is_advice();
        let of_it = self.said.iter().filter(is_advice);
        let of_it = of_it.filter(|said| said.step.answered() == self.submitted);
        of_it.map(|said| (said.by, said)).collect()
    }

    /// Whom who awards consulted about what was submitted.
    pub(crate) fn consulted(&self) -> Vec<Did> {
        let asked = self.said.iter().filter(|said| said.step.step == Step::Consult);
        let asked = asked.filter(|said| said.step.answered() == self.submitted);
        asked.map(|said| said.to).collect()
    }

    /// What was said, as far as it counts: links of the chain, questions to whoever is consulted, and what
    /// these say of what they were shown.
    fn settle(&mut self) {
        self.said.sort_by_key(|said| (said.step.round, said.at, said.digest));
        self.said.dedup_by_key(|said| said.digest);
        let signed: Vec<Signed<'_>> = self.said.iter().map(Said::signed).collect();
        let mut counts = Vec::new();
        if let Some(course) = course(&signed) {
            (self.stands, self.round) = (course.stands, course.round);
            (self.submitted, self.form, self.open) = (course.submitted, course.form, course.open);
            counts = course.counts;
        } else {
            // Whoever is consulted has no letter that began the case.
            let asked = self.said.iter().rev().find(|said| said.step.step == Step::Consult);
            self.round = asked.map_or(0, |said| said.step.round);
            self.submitted = asked.and_then(|said| said.step.answered());
            counts.extend(self.submitted);
        }
        let asked: Vec<(Did, Option<Hash>)> = self
            .said
            .iter()
            .filter(|said| said.step.step == Step::Consult)
            .map(|said| (said.to, said.step.answered()))
            .collect();
        let (asker, awarder) = (self.asker, self.awarder);
        self.said.retain(|said| {
            let step = said.step.step;
            if step == Step::Consult {
                said.to != asker
            } else if step.is_advice() {
                let is_party = said.by == asker || said.by == awarder;
                !is_party && asked.contains(&(said.by, said.step.answered()))
            } else {
                counts.contains(&said.digest)
            }
        });
    }
}

impl Said {
    fn signed(&self) -> Signed<'_> {
        Signed { digest: self.digest, at: self.at, step: &self.step }
    }

    fn of(letter: &Letter, step: CaseStep) -> Self {
        Self {
            by: letter.from(),
            to: letter.to(),
            at: letter.ts(),
            nonce: letter.nonce(),
            digest: digest(letter),
            step,
        }
    }
}

/// A step in whose letter it is said, where it is one of a case and said by whom it may be; and what is shown
/// in it.
fn read(letter: &Letter) -> Vec<Said> {
    let Ok(Message::Case(step)) = letter.message() else { return Vec::new() };
    if step.step.begins() && step.case != letter.nonce() {
        return Vec::new();
    }
    let shown = step.shown(letter.from()).ok().flatten();
    let shown = shown.map(|(letter, step)| Said::of(&letter, step));
    shown.into_iter().chain([Said::of(letter, step)]).collect()
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
        let mut letters = self.case_letters()?;
        // Others of this node keep their letters to themselves.
        letters.retain(|letter| letter.from() == *me || letter.to() == *me);
        let mut cases = cases_of(&letters);
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
    let all: Vec<Said> = letters.iter().flat_map(read).collect();
    // Every case by its name, of which several sides may have one.
    let mut cases: BTreeMap<[u8; 16], Vec<Case>> = BTreeMap::new();
    for said in all.iter().filter(|said| said.step.step.begins()) {
        open(&mut cases, said, (said.by, said.to));
    }
    for said in all.iter().filter(|said| said.step.step == Step::Consult) {
        let shown = all.iter().find(|one| Some(one.digest) == said.step.answered());
        if let Some(shown) = shown {
            open(&mut cases, said, (shown.by, said.by));
        }
    }
    for said in all {
        let of_name = cases.get_mut(&said.step.case).into_iter().flatten();
        for case in of_name.filter(|case| belongs(case, &said)) {
            case.said.push(said.clone());
        }
    }
    let mut cases: Vec<Case> = cases.into_values().flatten().collect();
    cases.iter_mut().for_each(Case::settle);
    cases
}

/// Opens the case between these two, unless it is there.
fn open(cases: &mut BTreeMap<[u8; 16], Vec<Case>>, said: &Said, (asker, awarder): (Did, Did)) {
    let case = said.step.case;
    let of_name = cases.entry(case).or_default();
    if of_name.iter().any(|known| (known.asker, known.awarder) == (asker, awarder)) {
        return;
    }
    of_name.push(Case {
        id: name_of(&asker, &awarder, &case),
        asker,
        awarder,
        case,
        achievement: said.step.achievement.clone(),
        said: Vec::new(),
        stands: said.step.step,
        round: 0,
        submitted: None,
        form: None,
        open: None,
    });
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
