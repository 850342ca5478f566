//! The steps that the node of who awards takes by itself: it sends the questions, consults whom it was told
//! to, and awards where enough of them said yes. Codes that are shown by letter are answered here, too.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bot_protocol::identity::Did;
use bot_protocol::statement::case::{About, CaseStep, Step};
use tokio::sync::watch;

use super::super::waits::first_error;
use super::super::{ActError, Acts};
use super::steps::of;
use super::{Case, Form};
use crate::keys::Identity;
use crate::letters;

/// How soon it is looked again, should something have held somebody up.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Answers what this node answers by itself when a letter came, and what is left of before at the start; ends
/// with the node.
pub async fn keep_answering(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let claims = acts.answer_claims().await;
        let held_up = first_error(claims, acts.tend_cases().await).is_err();
        tokio::select! {
            () = acts.asked.notified() => {}
            () = tokio::time::sleep(LOOK_AGAIN), if held_up => {}
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        }
    }
}

impl Acts {
    /// Does what follows from the letters of every case. What holds one of them up is told to its owner and
    /// tried again; the others go on.
    ///
    /// # Errors
    /// The first of what held one up.
    pub(in crate::acts) async fn tend_cases(&self) -> Result<(), ActError> {
        let mut done = Ok(());
        for identity in self.keys.identities() {
            let cases = match self.cases(&identity.did()) {
                Ok(cases) => cases,
                Err(error) => {
                    done = first_error(done, Err(error));
                    continue;
                }
            };
            for case in cases {
                let tended = match case.awarder == identity.did() {
                    true => self.tend_case(&identity, &case).await,
                    false => Ok(()),
                };
                let tended = match tended {
                    Ok(()) => self.let_go(&identity, &case).await,
                    held_up => held_up,
                };
                done = first_error(done, self.waits.heard(&place(&case), tended));
            }
        }
        done
    }

    /// Why the node does not go on with a case that is its turn, if it does not.
    pub(crate) fn case_waits(&self, case: &Case) -> Option<bot_protocol::api::Problem> {
        self.waits.why(&place(case))
    }

    async fn tend_case(&self, me: &Identity, case: &Case) -> Result<(), ActError> {
        if case.stands != Step::Approve && self.awarded_for(case)?.is_some() {
            // What was signed before the node was killed is told now.
            return self.approve(me, &case.id, "").await;
        }
        let form = self.form(&me.did(), &case.achievement)?;
        match case.stands {
            Step::Ask if form.open => self.send_form(me, case, &form).await,
            Step::Submit => self.consult(me, case, &form).await,
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
            | Step::AdviseNo => Ok(()),
        }
    }

    /// Sends the questions to who asked.
    ///
    /// # Errors
    /// When nothing can be signed now, or the store fails.
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
        let Some(submitted) = case.submitted() else { return Ok(()) };
        let shown = letters::came_from(self.store(), &submitted.by, &submitted.nonce)?;
        let Some(shown) = shown else { return Ok(()) };
        let asked = case.consulted();
        let others = self.others(case, form)?;
        for reviewer in others.iter().filter(|who| !asked.contains(who)) {
            let about = Some(About::Shown(shown.clone()));
            let said = CaseStep { about, ..of(case, case.round, Step::Consult, None) };
            self.post_step(me, (*reviewer, said), None, Vec::new()).await?;
        }
        let ring = Arc::clone(&self.snapshot()?.ring);
        let advice = case.advice();
        let yes = advice
            .iter()
            .filter(|(who, said)| others.contains(who) && said.step.step == Step::AdviseYes);
        // One person with several keys is one.
        let yes: BTreeSet<Did> = yes.map(|(who, _)| ring.current(who)).collect();
        let enough = usize::try_from(form.need).is_ok_and(|need| need > 0 && yes.len() >= need);
        match enough {
            true => self.approve(me, &case.id, &case.about()).await,
            false => Ok(()),
        }
    }

    /// Who is consulted about a case: neither who asks nor who awards, by whichever key.
    fn others(&self, case: &Case, form: &Form) -> Result<Vec<Did>, ActError> {
        let ring = Arc::clone(&self.snapshot()?.ring);
        let is_party = |who: &Did| ring.is_one(who, &case.asker) || ring.is_one(who, &case.awarder);
        Ok(form.reviewers.iter().filter(|who| !is_party(who)).copied().collect())
    }
}

/// What a case is called where it is told why it waits.
fn place(case: &Case) -> String {
    format!("case/{}", case.id)
}
