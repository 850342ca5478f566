//! The steps that the node of who awards takes by itself: it sends the questions, consults whom it was told
//! to, and awards where enough of them said yes. Codes that are shown by letter are answered here, too.

use std::sync::Arc;
use std::time::Duration;

use bot_protocol::statement::case::{CaseStep, Step};
use bot_protocol::statement::letter::{LetterKind, Message};
use tokio::sync::watch;

use super::super::{ActError, Acts};
use super::steps::of;
use super::{Case, Form};
use crate::keys::Identity;

/// How soon it is looked again, should something of the node itself have held it up.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Answers what this node answers by itself when a letter came, and what is left of before at the start; ends
/// with the node.
pub async fn keep_answering(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let done = match acts.answer_claims().await {
            Ok(()) => acts.tend_cases().await,
            Err(error) => Err(error),
        };
        let held_up = done.inspect_err(|error| tracing::warn!(%error, "somebody waits")).is_err();
        tokio::select! {
            () = acts.asked.notified() => {}
            () = tokio::time::sleep(LOOK_AGAIN), if held_up => {}
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        }
    }
}

impl Acts {
    /// Takes up every letter of a case that came, and does what follows from it.
    ///
    /// # Errors
    /// When the store fails, or nothing can be signed now; what is left is done later.
    pub(in crate::acts) async fn tend_cases(&self) -> Result<(), ActError> {
        for letter in self.letters_of_kinds(&[LetterKind::Case])? {
            let Ok(Message::Case(step)) = letter.message() else { continue };
            if step.step == Step::Claim || self.answer_given(&letter)?.is_some() {
                continue;
            }
            let note = self.seen_note(&letter, true)?;
            self.commit(vec![note]).await?;
        }
        for identity in self.keys.identities() {
            self.tend_cases_of(&identity).await?;
        }
        Ok(())
    }

    async fn tend_cases_of(&self, me: &Identity) -> Result<(), ActError> {
        for case in self.cases(&me.did())?.into_iter().filter(|case| case.awarder == me.did()) {
            let form = self.form(&me.did(), &case.achievement)?;
            match case.stands {
                Step::Ask if form.open => self.send_form(me, &case, &form).await?,
                // What was signed before the node was killed is told now.
                Step::Submit if self.is_awarded(&case)? => self.approve(me, &case.id).await?,
                Step::Submit => self.consult(me, &case, &form).await?,
                Step::Ask
                | Step::Claim
                | Step::Form
                | Step::Return
                | Step::Refuse
                | Step::Approve
                | Step::Withdraw
                | Step::Consult
                | Step::AdviseYes
                | Step::AdviseMore
                | Step::AdviseNo => {}
            }
        }
        Ok(())
    }

    /// Sends the questions to who asked.
    pub(crate) async fn send_form(
        &self,
        me: &Identity,
        case: &Case,
        form: &Form,
    ) -> Result<(), ActError> {
        let rows = form.questions.iter().map(|question| (question.clone(), String::new()));
        let said = CaseStep { rows: rows.collect(), ..of(case, case.round, Step::Form, None) };
        self.post_step(me, (case.asker, said), None, Vec::new()).await
    }

    /// Asks whoever is to be consulted and was not yet, and awards where enough of them said yes.
    async fn consult(&self, me: &Identity, case: &Case, form: &Form) -> Result<(), ActError> {
        let asked = case.consulted();
        let submitted = case.last(Step::Submit).map(|said| said.step.rows.clone());
        for reviewer in form.reviewers.iter().filter(|who| !asked.contains(who)) {
            if *reviewer == case.asker || *reviewer == me.did() {
                continue;
            }
            let words = Some(case.asker.to_string());
            let rows = submitted.clone().unwrap_or_default();
            let said = CaseStep { rows, ..of(case, case.round, Step::Consult, words) };
            self.post_step(me, (*reviewer, said), None, Vec::new()).await?;
        }
        // Only the word of somebody who was asked counts.
        let advice = case.advice();
        let yes = advice.iter().filter(|(who, said)| {
            form.reviewers.contains(who) && said.step.step == Step::AdviseYes
        });
        let yes = u32::try_from(yes.count()).unwrap_or(u32::MAX);
        if form.need > 0 && yes >= form.need {
            self.approve(me, &case.id).await?;
        }
        Ok(())
    }
}
