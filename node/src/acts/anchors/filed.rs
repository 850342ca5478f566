//! Proofs that came by letter: each is filed with what it is of and leaves the inbox; one of nothing that
//! is held or offered here goes after a day.

use std::collections::BTreeMap;

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::{jcs, json};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::anchor::AnchorProof;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::{Content, Kind};

use super::{NOTES_AT_ONCE, PROOF, key};
use crate::acts::notes::{self, Held, Hidden, Imported};
use crate::acts::snapshot::Snapshot;
use crate::acts::verify::DAY_MILLIS;
use crate::acts::{ActError, Acts};
use crate::letters;
use crate::store::{Shelf, Write};

/// Most proofs that are kept of one credential: an issuer anchors it once, and perhaps anew from a copy
/// that forgot it.
const PROOFS_EACH_MAX: usize = 4;

impl Acts {
    /// Files the proofs that came by letter.
    ///
    /// # Errors
    /// When the store fails. What was not filed is found again.
    pub async fn file_proofs(&self) -> Result<(), ActError> {
        let mut came = letters::inbox(self.store())?;
        came.retain(|letter| letter.kind() == LetterKind::AnchorProof);
        if came.is_empty() {
            return Ok(());
        }
        let _turn = self.turn().await;
        let writes = {
            let snapshot = self.snapshot()?;
            let known = self.held_or_offered(&snapshot)?;
            let filed = came.iter().map(|letter| self.filed(&snapshot, letter, &known));
            filed.collect::<Result<Vec<_>, _>>()?
        };
        // A proof and that its letter goes are of one commit.
        for some in writes.chunks(NOTES_AT_ONCE / 2) {
            self.hands.note(some.concat()).await?;
        }
        Ok(())
    }

    /// What becomes of a letter with a proof.
    fn filed(
        &self,
        snapshot: &Snapshot<'_>,
        letter: &Letter,
        known: &BTreeMap<Hash, Did>,
    ) -> Result<Vec<Write>, ActError> {
        let forget = letters::forget(self.store(), letter)?;
        let Ok(Message::AnchorProof(proof)) = letter.message() else { return Ok(vec![forget]) };
        let author = snapshot.ring.author(&proof.entry().writer());
        match (known.get(&proof.digest()), author) {
            (Some(issuer), Some(author)) if *issuer == author => {
                let mut writes = self.kept_beside(&proof)?;
                writes.push(forget);
                Ok(writes)
            }
            // By somebody else it shows nothing.
            (Some(_), Some(_)) => Ok(vec![forget]),
            // The badge, or whose log it is, may be on its way.
            (_, _) => {
                let wait = letter.ts().millis().abs_diff(self.now().millis());
                Ok(if wait > DAY_MILLIS { vec![forget] } else { Vec::new() })
            }
        }
    }

    /// Keeps a proof where there are not enough of its credential.
    fn kept_beside(&self, proof: &AnchorProof) -> Result<Vec<Write>, ActError> {
        let digest = proof.digest();
        let held = self.store().notes(Shelf::Anchors, &key(PROOF, digest.as_bytes(), &[]))?;
        let place = key(PROOF, digest.as_bytes(), proof.entry().id().as_bytes());
        let room = held.len() < PROOFS_EACH_MAX && held.iter().all(|(key, _)| *key != place);
        let note = Write::Note { shelf: Shelf::Anchors, key: place, value: proof.to_bytes() };
        Ok(room.then_some(note).into_iter().collect())
    }

    /// The digests of what identities of this node hold or are offered, each with who issued it.
    fn held_or_offered(&self, snapshot: &Snapshot<'_>) -> Result<BTreeMap<Hash, Did>, ActError> {
        let store = self.store();
        let mut known = BTreeMap::new();
        let mut note = |bytes: &[u8]| {
            let Ok(value) = json::read(bytes) else { return };
            let issuer = Credential::new(&value).issuer().and_then(|issuer| issuer.parse().ok());
            known.extend(issuer.map(|issuer| (sha256(&[&jcs::canonicalize(&value)]), issuer)));
        };
        for letter in letters::inbox(store)? {
            if !matches!(letter.kind(), LetterKind::CredentialOffer | LetterKind::EndorsementOffer)
            {
                continue;
            }
            if let Ok(Message::CredentialOffer(it) | Message::EndorsementOffer(it)) =
                letter.message()
            {
                note(it.bytes());
            }
        }
        for identity in self.keys.identities() {
            for kind in [Kind::Publish, Kind::Endorsement] {
                for said in snapshot.said_by(&identity.did(), kind)? {
                    if let Content::Publish(it) | Content::Endorsement(it) = &said.content {
                        note(it.bytes());
                    }
                }
            }
        }
        for (_, held) in notes::all::<Held>(store, Shelf::Held)? {
            note(held.document.as_bytes());
        }
        for (_, held) in notes::all::<Imported>(store, Shelf::Imported)? {
            note(held.text.as_bytes());
        }
        for (_, held) in notes::all::<Hidden>(store, Shelf::Hidden)? {
            note(held.document.as_bytes());
        }
        Ok(known)
    }
}
