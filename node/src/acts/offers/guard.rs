//! What guardians answer: yes, I will be one; and their signature.

use std::sync::Arc;

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Guardians, KeyLog, RecoveryAsk};
use bot_protocol::statement::guard::{RecoveryOffer, RecoveryShare};
use bot_protocol::statement::letter::{Letter, Message};

use super::Offer;
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts};
use crate::keys::Identity;
use crate::store::Write;

impl Acts {
    /// Agrees to be a guardian: a signed yes, and nothing else. Who is one stands in the key log.
    pub(super) async fn agree_to_guard(
        &self,
        identity: &Identity,
        offer: &Offer,
        answer_kept: Option<Write>,
    ) -> Result<(), ActError> {
        let mut notes = vec![self.answered_note(&offer.letter, true)];
        notes.extend(answer_kept);
        let answer = self.answer(identity, &offer.letter, true, None)?;
        self.hands.post(answer, notes).await
    }

    /// Signs as a guardian, by every key that was named and is here: each counts. The signatures go to the
    /// successor alone.
    pub(super) async fn sign_recovery(
        &self,
        offer: &Offer,
        asked: &RecoveryOffer,
        answer_kept: Option<Write>,
    ) -> Result<(), ActError> {
        let (ask, guardians) = self.recovery_to_sign(&offer.letter, asked)?;
        let (letter, recovery) = (offer.letter.nonce(), ask.name());
        let mut notes = vec![self.answered_note(&offer.letter, true)];
        notes.extend(answer_kept);
        // Noted with the first: whoever signed once refuses no more, and signs for no other. What a crash kept
        // from leaving goes when it is accepted again.
        for identity in &guardians {
            let share = ask.share(identity.key());
            let message = Message::RecoveryShare(RecoveryShare { letter, recovery, share });
            let yes = self.letter(identity, offer.letter.from(), message)?;
            self.hands.post(yes, std::mem::take(&mut notes)).await?;
        }
        Ok(())
    }

    /// The guardians of this node whom a letter asks: who it is to, by the keys that were named.
    pub(in crate::acts) fn own_guardians_asked(
        &self,
        snapshot: &Snapshot<'_>,
        letter: &Letter,
        ask: &RecoveryAsk,
    ) -> Vec<Arc<Identity>> {
        let to = letter.to();
        let named = snapshot.ring.person(&to).into_iter().filter(|did| ask.asks(did));
        let mut mine = named.filter_map(|did| self.keys.identity(&did)).collect::<Vec<_>>();
        mine.sort_by_key(|identity| identity.did() != to);
        mine
    }

    /// What a letter asks a guardian of this node to sign, where it may be signed, and by which keys.
    pub(super) fn recovery_to_sign(
        &self,
        letter: &Letter,
        asked: &RecoveryOffer,
    ) -> Result<(RecoveryAsk, Vec<Arc<Identity>>), ActError> {
        let ask = RecoveryAsk::read(&asked.ask)
            .map_err(|fault| ActError::conflict("recovery-refused", fault.to_string()))?;
        if ask.heir() != letter.from() {
            let detail = format!("it names {}, and {} asks", ask.heir(), letter.from());
            return Err(ActError::conflict("recovery-refused", detail));
        }
        let snapshot = self.snapshot()?;
        let guardians = self.own_guardians_asked(&snapshot, letter, &ask);
        if guardians.is_empty() {
            let detail = format!("{} is no guardian of {}", letter.to(), ask.did());
            let named = snapshot.ring.person(&letter.to()).iter().any(|did| ask.asks(did));
            let code = if named { "guardian-key-gone" } else { "recovery-not-guardian" };
            return Err(ActError::conflict(code, detail));
        }
        let log = snapshot.ring.log(&ask.did());
        if let Some(heir) = log.and_then(KeyLog::heir) {
            let detail = format!("{} goes on as {}", ask.did(), heir.did);
            return Err(ActError::conflict("recovery-over", detail));
        }
        let number = |named: &Guardians| named.number;
        let newest = log.and_then(KeyLog::guardians).map(number);
        if newest > ask.guardians().map(number) {
            let detail = format!("{} has named others since", ask.did());
            return Err(ActError::conflict("guardians-outdated", detail));
        }
        match self.signed_otherwise(&snapshot, letter, &ask)? {
            None => Ok((ask, guardians)),
            Some(other) => {
                let detail = format!("recovery {other} of the same identity is signed already");
                Err(ActError::conflict("recovery-other-signed", detail))
            }
        }
    }

    /// Another recovery by the same guardians that this identity signed: of two, neither may come to
    /// count.
    fn signed_otherwise(
        &self,
        snapshot: &Snapshot<'_>,
        letter: &Letter,
        ask: &RecoveryAsk,
    ) -> Result<Option<Hash>, ActError> {
        for offer in self.offers_held()? {
            let Message::RecoveryOffer(asked) = &offer.message else { continue };
            let Ok(other) = RecoveryAsk::read(&asked.ask) else { continue };
            let same = other.event().id() == ask.event().id();
            if snapshot.ring.is_one(&offer.letter.to(), &letter.to())
                && same
                && other.name() != ask.name()
                && self.answer_given(&offer.letter)? == Some(true)
            {
                return Ok(Some(other.name()));
            }
        }
        Ok(None)
    }
}
