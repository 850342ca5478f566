//! What a node says of recoveries by itself: one that enough guardians signed for an identity of its own,
//! and what it sees of others' as their witness.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bot_protocol::feed::{KeyEvent, KeyLog, RecoveryAsk, watch};
use bot_protocol::identity::{Did, PublicKey, Signature};
use tokio::sync::watch as channel;

use super::shares;
use crate::acts::{ActError, Acts};
use crate::keys::Identity;

/// Longest wait before what is due is looked for again: a witness's days end at no event.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Pause between two looks, so that many events at once are looked at once.
const PAUSE: Duration = Duration::from_millis(250);

/// Most events of a round: between two others have their turn.
const ROUND_MAX: usize = 16;

/// Most rounds of a look.
const ROUNDS_MAX: usize = 16;

/// Whom something is said of, and by which key of this node.
type Saying = (Did, PublicKey);

impl Acts {
    /// Says what is due of recoveries.
    ///
    /// # Errors
    /// When the store fails. What was not said is found again.
    pub async fn tend_recoveries(&self) -> Result<(), ActError> {
        self.look(true).await.map(|_| ())
    }

    /// Says what is due; answers whether more may be. Where nothing came, only a witness's days may have
    /// ended.
    async fn look(&self, came: bool) -> Result<bool, ActError> {
        if came {
            let _turn = self.turn().await;
            for event in self.recoveries_due()?.into_iter().take(ROUND_MAX) {
                tracing::info!(of = %event.did(), "enough guardians have signed");
                self.try_to_say(event).await;
            }
        }
        if came {
            self.tend_charters().await?;
        }
        self.tell_watches().await
    }

    /// Waits until something comes, or for so long at most; whether something came.
    async fn wait(&self, most: Duration) -> bool {
        match tokio::time::timeout(most, self.tending.notified()).await {
            Ok(()) => {
                tokio::time::sleep(PAUSE).await;
                true
            }
            Err(_) => false,
        }
    }

    /// Says what this node's identities see as witnesses, and release. What is refused is of one log, and
    /// keeps nobody else's from being said; the next look begins where this one ended.
    async fn tell_watches(&self) -> Result<bool, ActError> {
        let mut refused = BTreeSet::new();
        for _ in 0..ROUNDS_MAX {
            let _turn = self.turn().await;
            let events = self.watches_due(&refused)?;
            if events.is_empty() {
                return Ok(false);
            }
            for (saying, event) in events {
                if !self.try_to_say(event).await {
                    refused.insert(saying);
                }
                *self.tended.lock().unwrap_or_else(PoisonError::into_inner) = Some(saying.0);
            }
        }
        Ok(refused.is_empty())
    }

    async fn try_to_say(&self, event: KeyEvent) -> bool {
        let did = event.did();
        let said = self.hands.say_key(event).await;
        if let Err(error) = &said {
            tracing::warn!(of = %did, %error, "what is due of a recovery could not be said");
        }
        said.is_ok()
    }

    /// Whether a key event may make this node say something: only of those who have guardians.
    pub(in crate::acts) fn is_guarded(&self, did: &Did) -> Result<bool, ActError> {
        let mut guarded = false;
        self.store().each_key(Some(did), &mut |event| guarded |= !event.act().is_own())?;
        Ok(guarded)
    }

    /// Recoveries for identities of this node that more guardians signed than everybody knows of.
    fn recoveries_due(&self) -> Result<Vec<KeyEvent>, ActError> {
        let mut due = Vec::new();
        // Of letters that were sent there may be very many: they are read where an answer came.
        if shares(self.store())?.is_empty() {
            return Ok(due);
        }
        for heir in self.keys.identities() {
            let asks = self.asks_of(&heir)?.into_iter().map(|(_, ask)| (ask.name(), ask));
            for (_, ask) in asks.collect::<BTreeMap<_, _>>() {
                due.extend(self.recovery_due(&heir, ask)?);
            }
        }
        Ok(due)
    }

    fn recovery_due(
        &self,
        heir: &Identity,
        ask: RecoveryAsk,
    ) -> Result<Option<KeyEvent>, ActError> {
        let (snapshot, name) = (self.snapshot()?, ask.name());
        let log = snapshot.ring.log(&ask.did());
        let newest = log.and_then(|log| log.guarded()).map(KeyEvent::id);
        if log.is_some_and(|log| log.heir().is_some())
            || newest.is_some_and(|id| id != ask.event().id())
        {
            return Ok(None);
        }
        let told = log.and_then(|log| log.recoveries().find(|(other, _)| *other == name));
        let told = told.map_or(0, |(_, told)| told.shares.len());
        let need = ask.guardians().map_or(u8::MAX, |named| named.guardians.quorum());
        let shares = self.shares_of(&ask)?;
        if shares.len() < usize::from(need) || shares.len() <= told {
            return Ok(None);
        }
        Ok(Some(KeyEvent::recovery(ask.signed(shares), self.now(), heir.key())?))
    }

    /// The signatures of guardians that came.
    pub(super) fn shares_of(
        &self,
        ask: &RecoveryAsk,
    ) -> Result<BTreeMap<Did, Signature>, ActError> {
        let name = ask.name();
        let came = shares(self.store())?;
        let of = came
            .into_iter()
            .filter(|(from, told)| told.recovery == name && ask.is_signed(from, &told.share));
        Ok(of.map(|(from, told)| (from, told.share)).collect())
    }

    /// What identities of this node have to say as witnesses of recoveries.
    fn watches_due(&self, refused: &BTreeSet<Saying>) -> Result<Vec<(Saying, KeyEvent)>, ActError> {
        if !self.config.net.witness {
            return Ok(Vec::new());
        }
        // Before the snapshot: what that catch-up brought is in it.
        let heard = self.heard.began();
        let (snapshot, now) = (self.snapshot()?, self.now());
        let last = *self.tended.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        for identity in self.keys.identities() {
            let Some(key) = identity.writer() else { continue };
            let names = |log: &&KeyLog| {
                let named = log.guardians().is_some_and(|one| one.witnesses.names(&key.public()));
                named && !refused.contains(&(log.did(), key.public()))
            };
            let mut logs: Vec<&KeyLog> = snapshot.ring.logs().filter(names).collect();
            logs.sort_by_key(|log| (Some(log.did()) <= last, log.did()));
            let room = ROUND_MAX.saturating_sub(due.len());
            let events = logs.into_iter().filter_map(|log| {
                let saying = (log.did(), key.public());
                Some(watch(log, key, (now, heard)).transpose()?.map(|event| (saying, event)))
            });
            let events = events.take(room).collect::<Result<Vec<_>, _>>()?;
            // Who may have forgotten what it signed says nothing.
            if !events.is_empty() && self.check_can_sign(&identity).is_ok() {
                due.extend(events);
            }
        }
        Ok(due)
    }
}

/// Says what is due of recoveries as soon as it is; ends with the node.
pub async fn tend(acts: Arc<Acts>, mut stopped: channel::Receiver<bool>) {
    // Something may have come before the node stopped the last time.
    let mut came = true;
    while !*stopped.borrow() {
        let looked = acts.look(came).await;
        let failed = looked.is_err();
        looked.as_ref().err().into_iter().for_each(tell);
        let most = if matches!(looked, Ok(true)) { PAUSE } else { LOOK_AGAIN };
        came = tokio::select! {
            came = acts.wait(most) => came || failed,
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        };
    }
}

fn tell(error: &ActError) {
    tracing::warn!(%error, "recoveries could not be looked at");
}
