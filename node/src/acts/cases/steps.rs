//! The steps that a person takes.

use bot_protocol::api::IssueRequest;
use bot_protocol::canon::hash::{Hash, hex};
use bot_protocol::identity::Did;
use bot_protocol::limits::{CASE_ANSWER_BYTES_MAX, CASE_ROUNDS_MAX, REASON_BYTES_MAX};
use bot_protocol::statement::case::{About, CaseStep, Step};
use bot_protocol::statement::letter::{LetterDraft, Message};
use serde::{Deserialize, Serialize};

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

/// A text that is there, and no longer than a letter has it.
fn given(words: &str) -> Result<Option<String>, ActError> {
    let words = words.trim();
    if words.len() > REASON_BYTES_MAX {
        let expected = "at most 500 bytes; a letter with an accent takes two";
        return Err(ActError::field("words", words, expected));
    }
    Ok(Some(words.to_owned()).filter(|words| !words.is_empty()))
}

/// That the badge of a case was signed: which, and for what was submitted.
#[derive(Debug, Serialize, Deserialize)]
struct Awarded {
    badge: String,
    about: String,
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
        self.begin_case(me, (awarder, achievement), (Step::Ask, given(words)?)).await
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
        self.begin_case(me, (awarder, "urn:bot:claim"), (Step::Claim, given(code)?)).await
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
        let (case, rows) = (nonce, Vec::new());
        let said = CaseStep { case, round: 0, step, achievement, words, rows, about: None };
        self.post_step(me, (awarder, said), Some(nonce), Vec::new()).await?;
        Ok(name_of(&me.did(), &awarder, &nonce))
    }

    /// Answers the questions, in their order, or what who awards would like to know besides.
    ///
    /// # Errors
    /// When it is not the turn of who asks, an answer is missing or too long, or the store fails.
    pub(crate) async fn submit(
        &self,
        me: &Identity,
        id: &str,
        (answers, words): (Vec<String>, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        let round = case.round.saturating_add(1);
        let open = case.open.filter(|_| case.awaits_asker() && round <= CASE_ROUNDS_MAX);
        let open = open.filter(|_| case.asker == me.did()).ok_or_else(|| not_now(&case))?;
        let questions = case.questions();
        if answers.len() != questions.len() {
            let found = answers.len().to_string();
            return Err(ActError::field(
                "answers",
                &found,
                "one answer a question, in their order",
            ));
        }
        if let Some(long) = answers.iter().find(|one| one.len() > CASE_ANSWER_BYTES_MAX) {
            let expected = "at most 2,000 bytes an answer; a letter with an accent takes two";
            return Err(ActError::field("answers", long, expected));
        }
        let rows = questions.into_iter().zip(answers).collect();
        let said = answering(&case, round, (Step::Submit, given(words)?), open);
        self.post_step(me, (case.awarder, CaseStep { rows, ..said }), None, Vec::new()).await
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

    /// Gives it back with a question, or says no with a reason. `seen` is what was submitted, as it was read
    /// ([`Case::about`]).
    ///
    /// # Errors
    /// When it is not the turn of who awards, something else was submitted, the words are missing, or the store
    /// fails.
    pub(crate) async fn answer_case(
        &self,
        me: &Identity,
        id: &str,
        (step, words, seen): (Step, &str, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        let early =
            step == Step::Refuse && matches!(case.stands, Step::Ask | Step::Form | Step::Return);
        if case.awarder != me.did() || !(case.awaits_awarder() || early) {
            return Err(not_now(&case));
        }
        let words = given(words)?;
        let words = words.ok_or_else(|| ActError::field("words", "", "some words for who asks"))?;
        let said = if step == Step::Refuse {
            of(&case, case.round, step, Some(words))
        } else {
            answering(&case, case.round, (step, Some(words)), seen_of(&case, seen)?)
        };
        self.post_step(me, (case.asker, said), None, Vec::new()).await
    }

    /// Says what one would do in the place of who awards, of what one was shown.
    ///
    /// # Errors
    /// When one is not consulted in this round, something else is shown now, words are missing, or the store
    /// fails.
    pub(crate) async fn advise(
        &self,
        me: &Identity,
        id: &str,
        (step, words, seen): (Step, &str, &str),
    ) -> Result<(), ActError> {
        let case = self.case(&me.did(), id)?;
        if !step.is_advice() || !case.consulted().contains(&me.did()) {
            return Err(not_now(&case));
        }
        let words = given(words)?;
        if step != Step::AdviseYes && words.is_none() {
            return Err(ActError::field("words", "", "some words for who awards"));
        }
        let said = answering(&case, case.round, (step, words), seen_of(&case, seen)?);
        self.post_step(me, (case.awarder, said), None, case.read_by(&me.did())).await
    }

    /// Awards the badge to who asked, for what they submitted and one has `seen`, and says so.
    ///
    /// # Errors
    /// When it is not the turn of who awards, something else was submitted, the badge cannot be awarded, or the
    /// store fails.
    pub(crate) async fn approve(
        &self,
        me: &Identity,
        id: &str,
        seen: &str,
    ) -> Result<(), ActError> {
        let _turn = self.claiming.lock().await;
        let case = self.case(&me.did(), id)?;
        let about = match self.awarded_for(&case)? {
            // A badge that was signed before a crash is not signed again.
            Some(about) if case.stands != Step::Approve => about,
            _ if case.awarder != me.did() || !case.awaits_awarder() => return Err(not_now(&case)),
            _ => {
                let about = seen_of(&case, seen)?;
                self.award_case(me, &case).await?;
                about
            }
        };
        let said = answering(&case, case.round, (Step::Approve, None), about);
        self.post_step(me, (case.asker, said), None, Vec::new()).await
    }

    async fn award_case(&self, me: &Identity, case: &Case) -> Result<(), ActError> {
        // Whoever asks names it by its id and by nothing else: under that, its form was written.
        if self.achievement(&case.achievement)?.id != case.achievement {
            let expected = "the id of the badge";
            return Err(ActError::field("achievement", &case.achievement, expected));
        }
        let submitted = case.submitted().map(|said| said.step.rows.clone());
        let request = IssueRequest {
            as_identity: Some(me.did().to_string()),
            achievement: case.achievement.clone(),
            to: case.asker.to_string(),
            narrative: submitted.filter(|rows| !rows.is_empty()).map(|rows| told(&rows)),
            ..IssueRequest::default()
        };
        let (key, about) = (awarded_key(case), case.about());
        let noting = |badge: &str| {
            notes::put(Shelf::Cases, &key, &Awarded { badge: badge.to_owned(), about })
        };
        self.issue_noting(request, |reply| vec![noting(&reply.item.id)]).await?;
        Ok(())
    }

    /// For what the badge of a case was signed, if it was.
    pub(super) fn awarded_for(&self, case: &Case) -> Result<Option<Hash>, ActError> {
        let note = notes::get::<Awarded>(self.store(), Shelf::Cases, &awarded_key(case))?;
        Ok(note.and_then(|note| note.about.parse().ok()))
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

/// Where it is noted that the badge of a case was signed.
pub(super) fn awarded_key(case: &Case) -> Vec<u8> {
    [b"a", case.id.as_bytes()].concat()
}

/// What was submitted, where it is what was seen.
fn seen_of(case: &Case, seen: &str) -> Result<Hash, ActError> {
    let changed = || ActError::conflict("case-changed", "something else was submitted meanwhile");
    case.submitted.filter(|digest| digest.to_string() == seen).ok_or_else(changed)
}

/// A step of a case that goes on.
pub(super) fn of(case: &Case, round: u8, step: Step, words: Option<String>) -> CaseStep {
    let (id, achievement) = (case.case, case.achievement.clone());
    CaseStep { case: id, round, step, achievement, words, rows: Vec::new(), about: None }
}

/// One that answers a letter.
pub(in crate::acts) fn answering(
    case: &Case,
    round: u8,
    (step, words): (Step, Option<String>),
    about: Hash,
) -> CaseStep {
    CaseStep { about: Some(About::Letter(about)), ..of(case, round, step, words) }
}

/// What was submitted, as the badge tells it.
fn told(rows: &[(String, String)]) -> String {
    let answered = rows.iter().filter(|(_, answer)| !answer.is_empty());
    let lines = answered.map(|(question, answer)| format!("{question}\n{answer}"));
    lines.collect::<Vec<_>>().join("\n\n").chars().take(NARRATIVE_CHARS_MAX).collect()
}
