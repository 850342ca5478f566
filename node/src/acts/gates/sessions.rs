//! Who came in by a gate, and for how long: in memory alone, so that a restart lets everybody out.
//!
//! What opened the gate is judged again every few seconds while somebody is inside: a badge that is
//! revoked, or becomes too old to tell, closes it behind them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bot_protocol::api::SecretText;
use bot_protocol::canon::hash::{Hash, hex, sha256};
use bot_protocol::rules::Gate;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Passage};
use tokio::sync::Semaphore;

use super::super::openid::Nonces;
use super::super::{ActError, Acts, random};
use super::Shown;
use crate::clock::monotonic;

/// How long somebody who came in may stay before they show it again: 15 minutes.
const SESSION_MILLIS: u64 = 15 * 60 * 1000;

/// How long an answer about somebody inside stands: 5 seconds.
const JUDGED_MILLIS: u64 = 5 * 1000;

/// Most people inside by one gate at a time: 512; of each at most 256 KiB are kept.
const SESSIONS_MAX: usize = 512;

/// Most questions that gates have judged at a time: what strangers ask takes no seat of the owner's.
const SEATS: usize = 2;

/// Most that wait for a seat or have one.
const QUEUE_MAX: usize = 32;

/// What is kept of gates while the node runs.
pub(in crate::acts) struct Keeper {
    /// The challenges of each gate, so that a crowd before one closes no other.
    nonces: Mutex<BTreeMap<String, Arc<Nonces>>>,
    inside: Mutex<BTreeMap<Hash, Session>>,
    pub(in crate::acts) seats: Arc<Semaphore>,
    pub(in crate::acts) queue: Arc<Semaphore>,
}

impl Default for Keeper {
    fn default() -> Self {
        Self {
            nonces: Mutex::default(),
            inside: Mutex::default(),
            seats: Arc::new(Semaphore::new(SEATS)),
            queue: Arc::new(Semaphore::new(QUEUE_MAX)),
        }
    }
}

/// Somebody who came in.
#[derive(Clone)]
struct Session {
    gate: String,
    who: String,
    until: Timestamp,
    entered: Instant,
    shown: Arc<Shown>,
    judged: (Timestamp, Instant),
    /// Held by whoever judges it again: one at a time, and the rest wait for that answer.
    judging: Arc<tokio::sync::Mutex<()>>,
}

impl Session {
    /// Whether its time is not over, by either clock: one may be set, the other stops in sleep.
    fn stands(&self, now: Timestamp) -> bool {
        self.until > now && age(self.entered) < SESSION_MILLIS
    }

    /// Whether what opened the gate was judged just now.
    fn is_fresh(&self, now: Timestamp) -> bool {
        let (at, then) = self.judged;
        at <= now
            && now.millis().saturating_sub(at.millis()) < JUDGED_MILLIS
            && age(then) < JUDGED_MILLIS
    }
}

/// Milliseconds since a moment, on the clock that never goes back.
fn age(since: Instant) -> u64 {
    let age = monotonic().saturating_duration_since(since).as_millis();
    u64::try_from(age).unwrap_or(u64::MAX)
}

/// That somebody came in, or is inside.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Who.
    pub who: String,
    /// Until when without showing it again.
    pub until: Timestamp,
}

impl Keeper {
    fn inside(&self) -> MutexGuard<'_, BTreeMap<Hash, Session>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The challenges of a gate that is there.
    pub(in crate::acts) fn nonces(&self, gate: &str) -> Arc<Nonces> {
        let mut all = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(gate.to_owned()).or_default())
    }

    /// Ends every session of a gate, and its challenges.
    pub(super) fn close(&self, gate: &str) {
        self.inside().retain(|_, session| session.gate != gate);
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner).remove(gate);
    }

    /// Lets somebody in; the secret that tells them again. Whoever was inside goes on with the new one.
    fn enter(&self, session: Session, now: Timestamp) -> Result<SecretText, ActError> {
        let secret = SecretText::new(hex(&random::<32>()?));
        let mut inside = self.inside();
        inside.retain(|_, held| {
            held.stands(now) && (&held.gate, &held.who) != (&session.gate, &session.who)
        });
        if inside.values().filter(|held| held.gate == session.gate).count() >= SESSIONS_MAX {
            let detail =
                format!("{SESSIONS_MAX} people are inside by this gate, as many as there may be");
            return Err(ActError::lower(503, "gate-full", &detail));
        }
        inside.insert(sha256(&[secret.expose().as_bytes()]), session);
        Ok(secret)
    }

    /// Who is inside by this gate with the secret of this hash; whose time is over is out.
    fn held(&self, gate: &str, key: &Hash, now: Timestamp) -> Option<Session> {
        let mut inside = self.inside();
        inside.retain(|_, held| held.stands(now));
        inside.get(key).filter(|held| held.gate == gate).cloned()
    }
}

impl Acts {
    /// Lets somebody in who shows what opens a gate: the secret of their session, or what was found
    /// where it does not open.
    ///
    /// # Errors
    /// As [`Acts::check_gate`], and when too many are inside.
    pub async fn enter_gate(
        self: &Arc<Self>,
        name: &str,
        document: Vec<u8>,
    ) -> Result<Result<(SecretText, Entered), Box<Passage>>, ActError> {
        let shown = Shown::read(document, None, Vec::new())?;
        let passage = self.passage(name, shown.clone()).await?;
        let (Answer::Yes, Ok(who)) = (passage.answer(), passage.presenter.clone()) else {
            return Ok(Err(Box::new(passage)));
        };
        let now = self.now();
        let until = Timestamp::from_millis(now.millis().saturating_add(SESSION_MILLIS));
        let (gate, shown) = (name.to_owned(), Arc::new(shown));
        let (entered, judging) = (monotonic(), Arc::default());
        let judged = (now, entered);
        let session = Session { gate, who: who.clone(), until, entered, shown, judged, judging };
        let secret = self.gatekeeper.enter(session, now)?;
        Ok(Ok((secret, Entered { who, until })))
    }

    /// Who is inside by this secret: nobody where it is none of this gate or its time is over, and a
    /// passage where what opened the gate opens it no more.
    ///
    /// # Errors
    /// When there is no such gate, or it cannot be judged.
    pub async fn inside_gate(
        self: &Arc<Self>,
        name: &str,
        secret: &str,
    ) -> Result<Option<Result<Entered, Box<Passage>>>, ActError> {
        let gate: Gate = self.gate(name)?;
        let (key, now) = (sha256(&[secret.as_bytes()]), self.now());
        let Some(session) = self.gatekeeper.held(name, &key, now) else { return Ok(None) };
        let entered = || Entered { who: session.who.clone(), until: session.until };
        if session.is_fresh(now) {
            return Ok(Some(Ok(entered())));
        }
        // A page asks for dozens of files at once: one question is judged for all of them.
        let _turn = session.judging.lock().await;
        let now = self.now();
        let Some(held) = self.gatekeeper.held(name, &key, now) else { return Ok(None) };
        if held.is_fresh(now) {
            return Ok(Some(Ok(entered())));
        }
        let (shown, judged) = (held.shown, (now, monotonic()));
        let passage = self.judge_at_gate(move |acts| acts.judge_shown(&gate, &shown)).await?;
        let mut inside = self.gatekeeper.inside();
        if passage.answer() != Answer::Yes {
            inside.remove(&key);
            return Ok(Some(Err(Box::new(passage))));
        }
        if let Some(held) = inside.get_mut(&key) {
            held.judged = judged;
        }
        Ok(Some(Ok(entered())))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_set_back_lets_nobody_stay_and_judges_again() {
        let now = Timestamp::from_millis(1_000_000_000);
        let before = |millis| monotonic().checked_sub(Duration::from_millis(millis)).unwrap();
        let inside = |entered: u64, judged: (Timestamp, u64)| Session {
            gate: "shed".to_owned(),
            who: String::new(),
            until: Timestamp::from_millis(now.millis() + SESSION_MILLIS),
            entered: before(entered),
            shown: Arc::new(Shown { document: vec![], challenge: String::new(), with: vec![] }),
            judged: (judged.0, before(judged.1)),
            judging: Arc::default(),
        };
        assert!(inside(0, (now, 0)).stands(now) && inside(0, (now, 0)).is_fresh(now));
        // The calendar says that no time went by.
        assert!(!inside(SESSION_MILLIS, (now, 0)).stands(now));
        assert!(!inside(0, (now, JUDGED_MILLIS)).is_fresh(now));
        let earlier = Timestamp::from_millis(now.millis() - 1);
        assert!(!inside(0, (now, 0)).is_fresh(earlier), "set back since");
    }

    #[test]
    fn so_many_are_inside_by_one_gate_and_whoever_is_may_come_in_again() {
        let keeper = Keeper::default();
        let now = Timestamp::from_millis(1_000_000_000);
        let enter = |gate: &str, who: usize, now: Timestamp| {
            let entered = monotonic();
            let session = Session {
                gate: gate.to_owned(),
                who: who.to_string(),
                until: Timestamp::from_millis(now.millis() + SESSION_MILLIS),
                entered,
                shown: Arc::new(Shown { document: vec![], challenge: String::new(), with: vec![] }),
                judged: (now, entered),
                judging: Arc::default(),
            };
            keeper.enter(session, now).map(drop).map_err(|error| error.code())
        };
        for who in 0..SESSIONS_MAX {
            assert_eq!(enter("shed", who, now), Ok(()));
        }
        assert_eq!(enter("shed", SESSIONS_MAX, now), Err("gate-full"));
        assert_eq!(enter("shed", 7, now), Ok(()), "in place of their own session");
        assert_eq!(enter("attic", SESSIONS_MAX, now), Ok(()), "another gate");
        let over = Timestamp::from_millis(now.millis() + SESSION_MILLIS);
        assert_eq!(enter("shed", SESSIONS_MAX, over), Ok(()), "the others' time is over");
    }
}
