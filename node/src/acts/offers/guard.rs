//! What guardians answer: yes, I will be one; and their signature.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Guardians, KeyLog, RecoveryAsk};
use bot_protocol::statement::guard::{RecoveryOffer, RecoveryShare};
use bot_protocol::statement::letter::{Letter, Message};

use super::Offer;
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
        let mut notes = vec![self.answered_note(&offer.letter, true)?];
        notes.extend(answer_kept);
        let answer = self.answer(identity, &offer.letter, true, None)?;
        self.hands.post(answer, notes).await
    }

    /// Signs as a guardian; the signature goes to the successor alone.
    pub(super) async fn sign_recovery(
        &self,
        identity: &Identity,
        offer: &Offer,
        asked: &RecoveryOffer,
        answer_kept: Option<Write>,
    ) -> Result<(), ActError> {
        let ask = self.recovery_to_sign(&offer.letter, asked)?;
        let (letter, recovery) = (offer.letter.nonce(), ask.name());
        let share = RecoveryShare { letter, recovery, share: ask.share(identity.key()) };
        let mut notes = vec![self.answered_note(&offer.letter, true)?];
        notes.extend(answer_kept);
        let yes = self.letter(identity, offer.letter.from(), Message::RecoveryShare(share))?;
        self.hands.post(yes, notes).await
    }

    /// What a letter asks a guardian of this node to sign, where it may be signed.
    pub(super) fn recovery_to_sign(
        &self,
        letter: &Letter,
        asked: &RecoveryOffer,
    ) -> Result<RecoveryAsk, ActError> {
        let ask = RecoveryAsk::read(&asked.ask)
            .map_err(|fault| ActError::conflict("recovery-refused", fault.to_string()))?;
        if ask.heir() != letter.from() {
            let detail = format!("it names {}, and {} asks", ask.heir(), letter.from());
            return Err(ActError::conflict("recovery-refused", detail));
        }
        if !ask.asks(&letter.to()) {
            let detail = format!("{} is no guardian of {}", letter.to(), ask.did());
            return Err(ActError::conflict("recovery-not-guardian", detail));
        }
        let snapshot = self.snapshot()?;
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
        match self.signed_otherwise(letter, &ask)? {
            None => Ok(ask),
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
        letter: &Letter,
        ask: &RecoveryAsk,
    ) -> Result<Option<Hash>, ActError> {
        for offer in self.offers_held()? {
            let Message::RecoveryOffer(asked) = &offer.message else { continue };
            let Ok(other) = RecoveryAsk::read(&asked.ask) else { continue };
            let same = other.event().id() == ask.event().id();
            if offer.letter.to() == letter.to()
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
