//! Whoever is in the room with a node of their own shows the code, or what the link has in it, by letter.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bot_protocol::canon::hash::hex;
use bot_protocol::identity::Did;
use bot_protocol::statement::case::{About, CaseStep, Step, digest};
use bot_protocol::statement::letter::{Letter, LetterKind, Message};

use super::super::waits::first_error;
use super::super::{ActError, Acts};
use crate::clock::monotonic;
use crate::letters;

/// Most wrong codes of an hour that are answered, from wherever they come: 1,000, of 191 million there are.
const GUESSES_MAX: u32 = 1_000;

/// Most wrong codes of an hour that are answered by letter to one who shows them: 20, a day of mistakes.
const GUESSES_EACH_MAX: u32 = 20;

/// The hour.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How many wrong codes came in this hour, and from whom.
#[derive(Debug)]
struct Hour {
    since: Instant,
    all: u32,
    /// By who wrote the letter: as many at most as are counted in all.
    each: BTreeMap<Did, u32>,
}

/// How many wrong codes came.
#[derive(Debug, Default)]
pub(in crate::acts) struct Guesses(Mutex<Option<Hour>>);

impl Guesses {
    fn with<T>(&self, job: impl FnOnce(&mut Hour) -> T) -> T {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic();
        let is_over = |hour: &Hour| now.duration_since(hour.since) >= HOUR;
        if held.as_ref().is_none_or(is_over) {
            *held = None;
        }
        job(held.get_or_insert_with(|| Hour { since: now, all: 0, each: BTreeMap::new() }))
    }

    /// A wrong code came; by letter from somebody, or by a page.
    fn wrong(&self, who: Option<Did>) {
        self.with(|hour| {
            hour.all = hour.all.saturating_add(1);
            if let Some(who) = who {
                let count = hour.each.entry(who).or_default();
                *count = count.saturating_add(1);
            }
        });
    }

    /// Whether so many were wrong that a code, right or wrong, opens nothing for now; what a link has in it
    /// does.
    fn is_spent(&self, who: Option<Did>) -> bool {
        self.with(|hour| {
            let own = who.and_then(|who| hour.each.get(&who).copied()).unwrap_or(0);
            hour.all >= GUESSES_MAX || own >= GUESSES_EACH_MAX
        })
    }
}

/// A code has fewer characters than what a link has in it.
fn is_code(said: &str) -> bool {
    super::plain(said).len() < 32
}

impl Acts {
    /// Whether codes open nothing for now, as too many of this hour were wrong.
    pub(crate) fn codes_are_spent(&self) -> bool {
        self.guesses.is_spent(None)
    }

    /// A page was shown a wrong code.
    pub(crate) fn code_was_wrong(&self) {
        self.guesses.wrong(None);
    }

    /// Answers everybody who showed a code or a link by letter: with the badge, or with why not. What cannot be
    /// answered now keeps no other from its answer.
    ///
    /// # Errors
    /// The first of what could not be answered; it is answered later.
    pub(in crate::acts) async fn answer_claims(&self) -> Result<(), ActError> {
        let mut done = Ok(());
        for letter in self.letters_of_kinds(&[LetterKind::Case])? {
            let Ok(Message::Case(step)) = letter.message() else { continue };
            if step.step != Step::Claim || self.answer_given(&letter)?.is_some() {
                continue;
            }
            let answered = self.answer_claim(&letter, &step).await;
            let name = format!("claim/{}", hex(&letter.nonce()));
            done = first_error(done, self.waits.heard(&name, answered));
        }
        done
    }

    async fn answer_claim(&self, letter: &Letter, step: &CaseStep) -> Result<(), ActError> {
        let said = step.words.clone().unwrap_or_default();
        if is_code(&said) && self.guesses.is_spent(Some(letter.from())) {
            // It is answered when the hour is over.
            return Err(ActError::conflict("code-waits", "too many wrong codes in this hour"));
        }
        let room = self.room_ever_for(&said)?.filter(|room| room.given.issuer == letter.to());
        let given = match room {
            None => {
                self.guesses.wrong(is_code(&said).then(|| letter.from()));
                Err("claim-unknown")
            }
            Some(room) => match self.claim(&room.id, letter.from()).await {
                Ok(fresh) => Ok(fresh),
                Err(ActError::Conflict { code: code @ ("claim-over" | "claim-full"), .. }) => {
                    Err(code)
                }
                Err(error) => return Err(error),
            },
        };
        self.tell_claimant(letter, step, given).await
    }

    /// Says yes, or why not. Only what gave the badge is kept: whoever shows codes without end fills no disk.
    async fn tell_claimant(
        &self,
        letter: &Letter,
        step: &CaseStep,
        given: Result<bool, &str>,
    ) -> Result<(), ActError> {
        let identity = self.keys.identity(&letter.to()).ok_or(ActError::Broken)?;
        let said = CaseStep {
            case: step.case,
            round: 0,
            step: if given.is_ok() { Step::Approve } else { Step::Refuse },
            achievement: step.achievement.clone(),
            words: given.err().map(str::to_owned),
            rows: Vec::new(),
            about: given.is_ok().then(|| About::Letter(digest(letter))),
        };
        if given == Ok(true) {
            let note = self.answered_note(letter, true);
            return self.post_step(&identity, (letter.from(), said), None, vec![note]).await;
        }
        let answer = self.letter(&identity, letter.from(), Message::Case(said))?;
        let forget = letters::forget(self.store(), letter)?;
        self.hands.post(answer, vec![forget]).await
    }
}
