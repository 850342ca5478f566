//! Whoever is in the room with a node of their own shows the code, or what the link has in it, by letter.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bot_protocol::canon::hash::hex;
use bot_protocol::statement::case::{CaseStep, Step};
use bot_protocol::statement::letter::{Letter, LetterKind, Message};

use super::super::notes::{self, Offered};
use super::super::{ActError, Acts};
use crate::clock::monotonic;
use crate::store::{Shelf, Write};

/// Most wrong codes of an hour that are answered: 1,000, of 191 million there are.
const GUESSES_MAX: u32 = 1_000;

/// The hour.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How many wrong codes came by letter, since when.
#[derive(Debug, Default)]
pub(in crate::acts) struct Guesses(Mutex<Option<(Instant, u32)>>);

impl Guesses {
    /// Whether a wrong code is still answered; it is counted.
    fn wrong(&self) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic();
        let (since, count) =
            held.filter(|(since, _)| now.duration_since(*since) < HOUR).unwrap_or((now, 0));
        *held = Some((since, count.saturating_add(1)));
        count < GUESSES_MAX
    }

    /// Whether so many were wrong that a code, right or wrong, opens nothing by letter for now; what a link
    /// has in it does.
    fn is_spent(&self) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic();
        held.is_some_and(|(since, count)| count >= GUESSES_MAX && now.duration_since(since) < HOUR)
    }
}

/// A code has fewer characters than what a link has in it.
fn is_code(said: &str) -> bool {
    super::plain(said).len() < 32
}

impl Acts {
    /// Answers everybody who showed a code or a link by letter: with the badge, or with why not.
    ///
    /// # Errors
    /// When the store fails, or nothing can be signed now; what is left is answered later.
    pub(in crate::acts) async fn answer_claims(&self) -> Result<(), ActError> {
        for letter in self.letters_of_kinds(&[LetterKind::Case])? {
            if self.answer_given(&letter)?.is_some() {
                continue;
            }
            let Ok(Message::Case(step)) = letter.message() else { continue };
            if step.step == Step::Claim {
                self.answer_claim(&letter, &step).await?;
            }
        }
        Ok(())
    }

    async fn answer_claim(&self, letter: &Letter, step: &CaseStep) -> Result<(), ActError> {
        let said = step.words.clone().unwrap_or_default();
        let spent = is_code(&said) && self.guesses.is_spent();
        let room = if spent { None } else { self.room_for(&said)? };
        let room = room.filter(|room| room.given.issuer == letter.to());
        let why = match room {
            None => "claim-unknown",
            Some(room) => {
                let note = self.seen_note(letter, true)?;
                match self.claim_noting(&room.id, letter.from(), vec![note]).await {
                    Ok(_) => return Ok(()),
                    Err(ActError::Conflict {
                        code: code @ ("claim-over" | "claim-full"), ..
                    }) => code,
                    Err(error) => return Err(error),
                }
            }
        };
        let note = self.seen_note(letter, false)?;
        if why == "claim-unknown" && !self.guesses.wrong() {
            return self.commit(vec![note]).await;
        }
        let identity = self.keys.identity(&letter.to()).ok_or(ActError::Broken)?;
        let refusal = CaseStep {
            case: step.case,
            round: 0,
            step: Step::Refuse,
            achievement: step.achievement.clone(),
            words: Some(why.to_owned()),
            rows: Vec::new(),
        };
        self.post_step(&identity, (letter.from(), refusal), None, vec![note]).await
    }

    /// The note that a letter of a case was taken up, so that it waits no more.
    pub(in crate::acts) fn seen_note(&self, letter: &Letter, yes: bool) -> Result<Write, ActError> {
        // Where both sides live on this node, one note serves the two.
        let sent = self.offered(&letter.nonce())?.and_then(|note| note.sent);
        let (came, at) = (Some(hex(&letter.to_bytes())), self.now().millis());
        let note = Offered { sent, answered: Some(yes), came, at };
        Ok(notes::put(Shelf::Offers, &letter.nonce(), &note))
    }
}
