//! What is left of a case when it is over: its letters take up nobody's share of the inbox any more, and what
//! is noted of it goes with whoever it is about.

use std::collections::BTreeSet;

use bot_protocol::canon::hash::Hash;
use bot_protocol::identity::Did;
use bot_protocol::statement::case::{CaseStep, Step, digest};
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
        came.map(|said| letters::read_note(&said.by, &said.nonce)).collect()
    }
}

/// What somebody who asks submitted: what others say of it to each other is about them, too.
///
/// Known by its digest, which nobody can have of another's letter: the name of a case is known to all who are
/// consulted in it, and whoever names it says nothing of whose it is.
#[derive(Debug)]
pub(in crate::acts) struct AskedBy {
    who: Did,
    submitted: BTreeSet<Hash>,
}

impl AskedBy {
    /// Whether a letter is from them, to them, or said of what they submitted.
    pub(in crate::acts) fn concerns(&self, letter: &Letter) -> bool {
        let said = || step_of(letter).filter(|step| step.step.is_advice());
        letter.from() == self.who
            || letter.to() == self.who
            || said()
                .and_then(|step| step.answered())
                .is_some_and(|it| self.submitted.contains(&it))
    }
}

fn step_of(letter: &Letter) -> Option<CaseStep> {
    match letter.message() {
        Ok(Message::Case(step)) => Some(step),
        Ok(_) | Err(_) => None,
    }
}

/// What was submitted, and by whom, as a letter says or shows.
fn submitted_in(letter: &Letter) -> Option<(Did, Hash)> {
    let step = step_of(letter)?;
    if step.step == Step::Submit {
        return Some((letter.from(), digest(letter)));
    }
    let (shown, _) = step.shown(letter.from()).ok().flatten()?;
    Some((shown.from(), digest(&shown)))
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
        let submitted = letters.iter().filter_map(submitted_in).filter(|(by, _)| by == who);
        Ok(AskedBy { who: *who, submitted: submitted.map(|(_, digest)| digest).collect() })
    }

    /// What is noted of the cases in which somebody asks or awards, and of steps that they sent, and what takes
    /// it away.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::acts) fn cases_noted(
        &self,
        who: &Did,
    ) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let forget = |key: Vec<u8>| Write::Forget { shelf: Shelf::Cases, key };
        let read = letters::read_of(self.store(), who)?;
        let mut found: Vec<_> = read.into_iter().map(|key| (key.clone(), forget(key))).collect();
        for identity in self.keys.identities() {
            for case in self.cases(&identity.did())? {
                if case.asker != *who && case.awarder != *who {
                    continue;
                }
                for key in [awarded_key(&case), over_key(&identity.did(), &case)] {
                    if self.store().note(Shelf::Cases, &key)?.is_some() {
                        found.push((key.clone(), forget(key)));
                    }
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.dedup_by(|a, b| a.0 == b.0);
        Ok(found)
    }
}
