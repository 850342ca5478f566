//! What a node says of recoveries by itself: one that enough guardians signed for an identity of its own,
//! and what it sees of others' as their witness.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bot_protocol::feed::{KeyEvent, watch};
use bot_protocol::identity::{Did, SecretKey, Signature};
use tokio::sync::watch as channel;

use crate::acts::{ActError, Acts};

/// Longest wait before what is due is looked for again: a witness's days end at no event.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Pause between two looks, so that many events at once are looked at once.
const PAUSE: Duration = Duration::from_millis(250);

/// Most rounds in which a witness says something at a time: what it sees of eight recoveries, and which it
/// releases.
const ROUNDS_MAX: usize = 16;

impl Acts {
    /// Says what is due of recoveries.
    ///
    /// # Errors
    /// When the store fails. What was not said is found again.
    pub async fn tend_recoveries(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        for event in self.recoveries_due()? {
            tracing::info!(of = %event.did(), "enough guardians have signed");
            self.hands.say_key(event).await?;
        }
        for _ in 0..ROUNDS_MAX {
            let events = self.watches_due()?;
            if events.is_empty() {
                break;
            }
            for event in events {
                self.hands.say_key(event).await?;
            }
        }
        Ok(())
    }

    /// Recoveries for identities of this node that more guardians signed than everybody knows of.
    fn recoveries_due(&self) -> Result<Vec<KeyEvent>, ActError> {
        let snapshot = self.snapshot()?;
        let mut due = Vec::new();
        for (name, known) in self.known_recoveries(&snapshot)? {
            let Some(heir) = self.keys.identity(&known.ask.heir()) else { continue };
            let need = known.ask.guardians().map_or(u8::MAX, |named| named.guardians.quorum());
            let log = snapshot.ring.log(&known.ask.did());
            let told = log.and_then(|log| log.recoveries().find(|(other, _)| *other == name));
            let told = told.map_or(0, |(_, told)| told.shares.len());
            let newest = log.and_then(|log| log.guarded()).map(KeyEvent::id);
            let open = log.is_none_or(|log| log.heir().is_none())
                && newest.is_none_or(|id| id == known.ask.event().id());
            let shares: BTreeMap<Did, Signature> = known.shares;
            if open && shares.len() >= usize::from(need) && shares.len() > told {
                due.push(KeyEvent::recovery(known.ask.signed(shares), self.now(), heir.key())?);
            }
        }
        Ok(due)
    }

    /// What identities of this node have to say as witnesses of recoveries.
    fn watches_due(&self) -> Result<Vec<KeyEvent>, ActError> {
        if !self.config.net.witness {
            return Ok(Vec::new());
        }
        let (snapshot, now) = (self.snapshot()?, self.now());
        let identities = self.keys.identities();
        let writers: Vec<&SecretKey> = identities
            .iter()
            .filter(|identity| self.check_can_sign(identity).is_ok())
            .filter_map(|identity| identity.writer())
            .collect();
        let mut due = Vec::new();
        for log in snapshot.ring.logs() {
            let Some(named) = log.guardians() else { continue };
            let own = writers.iter().filter(|key| named.witnesses.names(&key.public()));
            for key in own {
                due.extend(watch(log, key, now)?);
            }
        }
        Ok(due)
    }
}

/// Says what is due of recoveries as soon as it is; ends with the node.
pub async fn tend(acts: Arc<Acts>, mut stopped: channel::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = acts.tend_recoveries().await {
            tracing::warn!(%error, "recoveries could not be looked at");
        }
        tokio::select! {
            () = acts.tending.notified() => tokio::time::sleep(PAUSE).await,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}
