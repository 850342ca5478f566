//! Proofs that came by letter: each is filed with what it is of and leaves the inbox; one of nothing that
//! is held or offered here goes a day after it was looked at first, whatever its date says.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::{jcs, json};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::anchor::AnchorProof;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::{Content, Kind};

use super::{LOOKED, NOTES_AT_ONCE, PROOF, key};
use crate::acts::notes::{self, Held, Hidden, Imported};
use crate::acts::snapshot::Snapshot;
use crate::acts::verify::DAY_MILLIS;
use crate::acts::{ActError, Acts};
use crate::letters;
use crate::store::{Shelf, Write};

/// Most proofs that are kept of one credential: an issuer anchors it once, and perhaps anew from a copy
/// that forgot it.
const PROOFS_EACH_MAX: usize = 4;

/// How much a proof shows, as far as is seen now; the least shows the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shows {
    /// Its entry stands in the log and counts: the earlier, the surer below whatever cut-off.
    Stands(u32),
    /// Its log is not held so far, and may have it.
    MayStand,
    /// Another entry stands in its place, or nothing counts there any more.
    Nothing,
}

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
        for some in writes.chunks(NOTES_AT_ONCE / 4) {
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
        let authors: Vec<Did> = snapshot.ring.authors_of(&proof.entry().writer()).collect();
        match (known.get(&proof.digest()), authors.first()) {
            (Some(issuer), Some(_)) if authors.contains(issuer) => {
                let mut writes = self.kept_beside(snapshot, &proof)?;
                writes.extend([forget, no_more_looked(letter)]);
                Ok(writes)
            }
            // By somebody else it shows nothing.
            (Some(_), Some(_)) => Ok(vec![forget, no_more_looked(letter)]),
            // The badge, or whose log it is, may be on its way.
            (_, _) => self.looked_at(letter, forget),
        }
    }

    /// What becomes of a letter with a proof of nothing that is here: it goes in a day.
    fn looked_at(&self, letter: &Letter, forget: Write) -> Result<Vec<Write>, ActError> {
        let (key, now) = (key(LOOKED, &letter.nonce(), &[]), self.now().millis());
        let Some(first) = self.store().note(Shelf::Anchors, &key)? else {
            let value = now.to_be_bytes().to_vec();
            return Ok(vec![Write::Note { shelf: Shelf::Anchors, key, value }]);
        };
        let first = first.as_slice().try_into().map_or(0, u64::from_be_bytes);
        let is_over = now.saturating_sub(first) > DAY_MILLIS;
        Ok(if is_over { vec![forget, no_more_looked(letter)] } else { Vec::new() })
    }

    /// Keeps a proof; where there are enough of its credential, in place of one that shows less. Whoever
    /// sends many keeps no better one out.
    fn kept_beside(
        &self,
        snapshot: &Snapshot<'_>,
        proof: &AnchorProof,
    ) -> Result<Vec<Write>, ActError> {
        let digest = proof.digest();
        let held = self.store().notes(Shelf::Anchors, &key(PROOF, digest.as_bytes(), &[]))?;
        let place = key(PROOF, digest.as_bytes(), proof.entry().id().as_bytes());
        if held.iter().any(|(key, _)| *key == place) {
            return Ok(Vec::new());
        }
        let note = Write::Note { shelf: Shelf::Anchors, key: place, value: proof.to_bytes() };
        if held.len() < PROOFS_EACH_MAX {
            return Ok(vec![note]);
        }
        let mut least = None;
        for (key, bytes) in held {
            let shows = match AnchorProof::read(&bytes) {
                Ok(held) => self.shows(snapshot, &held)?,
                Err(_) => Shows::Nothing,
            };
            least = least.max(Some((shows, key)));
        }
        let new = self.shows(snapshot, proof)?;
        let outdone = least.filter(|(shows, _)| new < *shows);
        Ok(outdone.map_or_else(Vec::new, |(_, key)| {
            vec![Write::Forget { shelf: Shelf::Anchors, key }, note]
        }))
    }

    fn shows(&self, snapshot: &Snapshot<'_>, proof: &AnchorProof) -> Result<Shows, ActError> {
        let (writer, seq) = (proof.entry().writer(), proof.entry().seq());
        let mut logs = snapshot.ring.authors_of(&writer).filter_map(|did| snapshot.ring.log(&did));
        let counts = logs.any(|log| log.counts(&writer, seq));
        let held = self.store().entry(&writer, seq)?;
        let stands = held.map(|held| held.statement.id() == proof.entry().id());
        Ok(match stands {
            Some(true) if counts => Shows::Stands(seq),
            None if counts => Shows::MayStand,
            Some(_) | None => Shows::Nothing,
        })
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
        // What was published by a key from before is held as well.
        let mine = self.keys.identities();
        let mine: BTreeSet<Did> =
            mine.iter().flat_map(|one| snapshot.ring.person(&one.did())).collect();
        for did in mine {
            for kind in [Kind::Publish, Kind::Endorsement] {
                for said in snapshot.said_by(&did, kind)? {
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

/// That it is noted no more when a letter was looked at first.
fn no_more_looked(letter: &Letter) -> Write {
    Write::Forget { shelf: Shelf::Anchors, key: key(LOOKED, &letter.nonce(), &[]) }
}
