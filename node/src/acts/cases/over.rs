//! What is left of a case when it is over: its letters take up nobody's share of the inbox any more, and what
//! is noted of it goes with whoever it is about.

use std::collections::BTreeSet;

use bot_protocol::identity::Did;
use bot_protocol::statement::case::{CaseStep, Step};
use bot_protocol::statement::letter::{Letter, Message};

use super::super::{ActError, Acts};
use super::Case;
use super::steps::awarded_key;
use crate::keys::Identity;
use crate::letters;
use crate::store::{Shelf, Write};

/// How long a case that was taken back is of somebody's share: 30 days, in milliseconds. Who asks could else
/// begin and take back without end.
const TAKEN_BACK_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

impl Case {
    /// The writes that take what came to somebody out of its senders' shares.
    pub(super) fn read_by(&self, me: &Did) -> Vec<Write> {
        let came = self.said.iter().filter(|said| said.to == *me);
        came.map(|said| letters::read_note(&said.nonce)).collect()
    }
}

/// The names of the cases in which somebody asks: what others say in them is about them, too.
#[derive(Debug)]
pub(in crate::acts) struct AskedBy {
    who: Did,
    cases: BTreeSet<[u8; 16]>,
}

impl AskedBy {
    /// Whether a letter is from them, to them, or said in one of their cases.
    pub(in crate::acts) fn concerns(&self, letter: &Letter) -> bool {
        letter.from() == self.who
            || letter.to() == self.who
            || step_of(letter).is_some_and(|step| self.cases.contains(&step.case))
    }
}

fn step_of(letter: &Letter) -> Option<CaseStep> {
    match letter.message() {
        Ok(Message::Case(step)) => Some(step),
        Ok(_) | Err(_) => None,
    }
}

/// Who asks, as a letter tells.
fn asker_of(letter: &Letter, step: &CaseStep) -> Option<Did> {
    // Whoever begins a case names it by that letter: another's name makes nobody its asker.
    let begins = step.step.begins();
    if step.step.is_of_asker() {
        return (!begins || step.case == letter.nonce()).then(|| letter.from());
    }
    let shown = step.shown(letter.from()).ok().flatten();
    shown.map(|(submitted, _)| submitted.from())
}

fn over_key(me: &Did, case: &Case) -> Vec<u8> {
    [b"o", case.id.as_bytes(), me.public_key().as_bytes()].concat()
}

impl Acts {
    /// Lets the letters of a case go that is over, once: what comes of it later is of its sender's share.
    pub(super) async fn let_go(&self, me: &Identity, case: &Case) -> Result<(), ActError> {
        let old = case.at().millis().saturating_add(TAKEN_BACK_MILLIS) < self.now().millis();
        let mine = case.asker == me.did();
        let goes = matches!(case.stands, Step::Refuse | Step::Approve)
            || (case.stands == Step::Withdraw && (mine || old));
        let key = over_key(&me.did(), case);
        if !goes || self.store().note(Shelf::Cases, &key)?.is_some() {
            return Ok(());
        }
        let mut writes = case.read_by(&me.did());
        writes.push(Write::Note { shelf: Shelf::Cases, key, value: b"{}".to_vec() });
        self.commit(writes).await
    }

    /// What tells the letters that concern somebody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::acts) fn asked_by(&self, who: &Did) -> Result<AskedBy, ActError> {
        let letters = self.case_letters()?;
        let asked = letters.iter().filter_map(|letter| {
            let step = step_of(letter)?;
            (asker_of(letter, &step) == Some(*who)).then_some(step.case)
        });
        Ok(AskedBy { who: *who, cases: asked.collect() })
    }

    /// What is noted of the cases in which somebody asks or awards, and what takes it away.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::acts) fn cases_noted(
        &self,
        who: &Did,
    ) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let mut found = Vec::new();
        for identity in self.keys.identities() {
            for case in self.cases(&identity.did())? {
                if case.asker != *who && case.awarder != *who {
                    continue;
                }
                for key in [awarded_key(&case), over_key(&identity.did(), &case)] {
                    if self.store().note(Shelf::Cases, &key)?.is_some() {
                        let forget = Write::Forget { shelf: Shelf::Cases, key: key.clone() };
                        found.push((key, forget));
                    }
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.dedup_by(|a, b| a.0 == b.0);
        Ok(found)
    }
}
