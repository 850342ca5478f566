//! Who came in by a gate, and for how long: in memory alone, so that a restart lets everybody out.
//!
//! What opened the gate is judged again every few seconds while somebody is inside: a badge that is
//! revoked, or becomes too old to tell, closes it behind them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bot_protocol::api::SecretText;
use bot_protocol::canon::hash::{Hash, hex, sha256};
use bot_protocol::rules::Gate;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Passage};

use super::super::openid::Nonces;
use super::super::{ActError, Acts, random};
use super::Shown;

/// How long somebody who came in may stay before they show it again: 15 minutes.
const SESSION_MILLIS: u64 = 15 * 60 * 1000;

/// How long an answer about somebody inside stands: 5 seconds.
const JUDGED_MILLIS: u64 = 5 * 1000;

/// Most people inside at a time: 512; of each at most 256 KiB are kept.
const SESSIONS_MAX: usize = 512;

/// What is kept of gates while the node runs.
#[derive(Default)]
pub(in crate::acts) struct Keeper {
    pub(super) nonces: Nonces,
    inside: Mutex<BTreeMap<Hash, Session>>,
}

/// Somebody who came in.
#[derive(Clone)]
struct Session {
    gate: String,
    who: String,
    until: Timestamp,
    shown: Arc<Shown>,
    judged: Timestamp,
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

    /// Ends every session of a gate.
    pub(super) fn close(&self, gate: &str) {
        self.inside().retain(|_, session| session.gate != gate);
    }

    /// Lets somebody in; the secret that tells them again. Whoever was inside goes on with the new one.
    fn enter(&self, session: Session, now: Timestamp) -> Result<SecretText, ActError> {
        let secret = SecretText::new(hex(&random::<32>()?));
        let mut inside = self.inside();
        inside.retain(|_, held| {
            held.until > now && (&held.gate, &held.who) != (&session.gate, &session.who)
        });
        if inside.len() >= SESSIONS_MAX {
            let detail = format!("{SESSIONS_MAX} people are inside, as many as there may be");
            return Err(ActError::lower(503, "gate-full", &detail));
        }
        inside.insert(sha256(&[secret.expose().as_bytes()]), session);
        Ok(secret)
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
        let session = Session { gate, who: who.clone(), until, shown, judged: now };
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
        let held = self.gatekeeper.inside().get(&key).cloned();
        let Some(session) = held.filter(|held| held.gate == name && held.until > now) else {
            return Ok(None);
        };
        let entered = Entered { who: session.who, until: session.until };
        let age = now.millis().saturating_sub(session.judged.millis());
        if age < JUDGED_MILLIS {
            return Ok(Some(Ok(entered)));
        }
        let shown = session.shown;
        let passage = self.judge_apart(move |acts| acts.judge_shown(&gate, &shown)).await?;
        let mut inside = self.gatekeeper.inside();
        if passage.answer() != Answer::Yes {
            inside.remove(&key);
            return Ok(Some(Err(Box::new(passage))));
        }
        if let Some(held) = inside.get_mut(&key) {
            held.judged = now;
        }
        Ok(Some(Ok(entered)))
    }
}
