//! The steps that a person takes.

use bot_protocol::api::IssueRequest;
use bot_protocol::canon::hash::hex;
use bot_protocol::identity::Did;
use bot_protocol::limits::CASE_ROUNDS_MAX;
use bot_protocol::statement::case::{CaseStep, Step};
use bot_protocol::statement::letter::{LetterDraft, Message};

use super::super::notes::{self, Offered};
use super::super::{ActError, Acts, random};
use super::{Case, name_of};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Most characters that a badge tells of what was submitted: 4,000, as of any other.
const NARRATIVE_CHARS_MAX: usize = 4_000;

fn not_now(case: &Case) -> ActError {
    ActError::conflict("case-elsewhere", format!("the case stands at {:?}", case.stands))
}

/// A text that is there.
fn given(words: &str) -> Option<String> {
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

impl Acts {
    /// Asks for a badge: its name here.
    ///
    /// # Errors
    /// When a text is refused, it would be asked of oneself, or the store fails.
    pub(crate) async fn ask_badge(
        &self,
        me: &Identity,
        (awarder, achievement): (Did, &str),
        words: &str,
    ) -> Result<String, ActError> {
        self.begin_case(me, (awarder, achievement), (Step::Ask, given(words))).await
    }

    /// Shows a code, or what a link has in it, to whoever gives a badge out.
    ///
    /// # Errors
    /// As [`Acts::ask_badge`].
    pub(crate) async fn show_code(
        &self,
        me: &Identity,
        awarder: Did,
        code: &str,
    ) -> Result<String, ActError> {
        // Which badge it is for, the code alone tells.
        self.begin_case(me, (awarder, "urn:bot:claim"), (Step::Claim, given(code))).await
    }

    async fn begin_case(
        &self,
        me: &Identity,
        (awarder, achievement): (Did, &str),
        (step, words): (Step, Option<String>),
    ) -> Result<String, ActError> {
        self.check_can_sign(me)?;
        if awarder == me.did() {
            return Err(ActError::conflict("case-to-oneself", me.name()));
        }
        let nonce = random()?;
        let achievement = achievement.to_owned();
        let said = CaseStep { case: nonce, round: 0, step, achievement, words, rows: Vec::new() };
        self.post_step(me, (awarder, said), Some(nonce), Vec::new()).await?;
        Ok(name_of(&me.did(), &awarder, &nonce))
    }

    /// Answers the questions, or what who awards would like to know besides.
    ///
    /// # Errors
    /// When it is not the turn of who asks, a text is refused, or the store fails.
    pub(crate) async fn submit(
        &self,
        me: &Identity,
        id: &str,
        (rows, words): (Vec<(String, String)>, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        let round = case.round.saturating_add(1);
        if case.asker != me.did() || !case.awaits_asker() || round > CASE_ROUNDS_MAX {
            return Err(not_now(&case));
        }
        let said = CaseStep { rows, ..of(&case, round, Step::Submit, given(words)) };
        self.post_step(me, (case.awarder, said), None, Vec::new()).await
    }

    /// Takes back what was asked.
    ///
    /// # Errors
    /// When the case is over, or the store fails.
    pub(crate) async fn withdraw(&self, me: &Identity, id: &str) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        if case.asker != me.did() || case.is_over() {
            return Err(not_now(&case));
        }
        let said = of(&case, case.round, Step::Withdraw, None);
        self.post_step(me, (case.awarder, said), None, Vec::new()).await
    }

    /// Gives it back with a question, or says no with a reason.
    ///
    /// # Errors
    /// When it is not the turn of who awards, the words are missing, or the store fails.
    pub(crate) async fn answer_case(
        &self,
        me: &Identity,
        id: &str,
        (step, words): (Step, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        let early =
            step == Step::Refuse && matches!(case.stands, Step::Ask | Step::Form | Step::Return);
        if case.awarder != me.did() || !(case.awaits_awarder() || early) {
            return Err(not_now(&case));
        }
        let words = given(words);
        let words = words.ok_or_else(|| ActError::field("words", "", "some words for who asks"))?;
        let said = of(&case, case.round, step, Some(words));
        self.post_step(me, (case.asker, said), None, Vec::new()).await
    }

    /// Says what one would do in the place of who awards.
    ///
    /// # Errors
    /// When one is not consulted in this round, words are missing, or the store fails.
    pub(crate) async fn advise(
        &self,
        me: &Identity,
        id: &str,
        (step, words): (Step, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        if !step.is_advice() || !case.consulted().contains(&me.did()) {
            return Err(not_now(&case));
        }
        let words = given(words);
        if step != Step::AdviseYes && words.is_none() {
            return Err(ActError::field("words", "", "some words for who awards"));
        }
        let said = of(&case, case.round, step, words);
        self.post_step(me, (case.awarder, said), None, Vec::new()).await
    }

    /// Awards the badge to who asked, and says so.
    ///
    /// # Errors
    /// When it is not the turn of who awards, the badge cannot be awarded, or the store fails.
    pub(crate) async fn approve(&self, me: &Identity, id: &str) -> Result<(), ActError> {
        let _turn = self.claiming.lock().await;
        let case = self.case(&me.did(), id)?;
        if case.awarder != me.did() || !case.awaits_awarder() {
            return Err(not_now(&case));
        }
        let place = awarded_key(&case);
        // A badge that was signed before a crash is not signed again.
        if !self.is_awarded(&case)? {
            let submitted = case.last(Step::Submit).map(|said| said.step.rows.clone());
            let request = IssueRequest {
                as_identity: Some(me.did().to_string()),
                achievement: case.achievement.clone(),
                to: case.asker.to_string(),
                narrative: submitted.filter(|rows| !rows.is_empty()).map(|rows| told(&rows)),
                ..IssueRequest::default()
            };
            let key = place.clone();
            self.issue_noting(request, move |reply| {
                vec![notes::put(Shelf::Cases, &key, &reply.item.id)]
            })
            .await?;
        }
        let said = of(&case, case.round, Step::Approve, None);
        self.post_step(me, (case.asker, said), None, Vec::new()).await
    }

    /// Whether the badge of a case was signed.
    pub(super) fn is_awarded(&self, case: &Case) -> Result<bool, ActError> {
        Ok(self.store().note(Shelf::Cases, &awarded_key(case))?.is_some())
    }

    /// Signs a step and sends it; it is kept, so that the case is whole on this side, too.
    pub(in crate::acts) async fn post_step(
        &self,
        me: &Identity,
        (to, said): (Did, CaseStep),
        nonce: Option<[u8; 16]>,
        mut writes: Vec<Write>,
    ) -> Result<(), ActError> {
        self.check_can_sign(me)?;
        let nonce = nonce.map_or_else(random, Ok)?;
        let draft = LetterDraft { to, message: Message::Case(said), ts: self.now(), nonce };
        let letter = draft.sign(me.key())?;
        let (sent, at) = (Some(hex(&letter.to_bytes())), self.now().millis());
        let note = Offered { sent, answered: None, came: None, at };
        writes.push(notes::put(Shelf::Offers, &letter.nonce(), &note));
        self.hands.post(letter, writes).await
    }
}

/// That the badge of a case was signed.
fn awarded_key(case: &Case) -> Vec<u8> {
    [b"a", case.id.as_bytes()].concat()
}

/// A step of a case that goes on.
pub(super) fn of(case: &Case, round: u8, step: Step, words: Option<String>) -> CaseStep {
    let (id, achievement) = (case.case, case.achievement.clone());
    CaseStep { case: id, round, step, achievement, words, rows: Vec::new() }
}

/// What was submitted, as the badge tells it.
fn told(rows: &[(String, String)]) -> String {
    let answered = rows.iter().filter(|(_, answer)| !answer.is_empty());
    let lines = answered.map(|(question, answer)| format!("{question}\n{answer}"));
    lines.collect::<Vec<_>>().join("\n\n").chars().take(NARRATIVE_CHARS_MAX).collect()
}
