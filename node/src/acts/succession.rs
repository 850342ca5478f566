//! Going on with a new identity for one whose key is lost or stolen. Source: `spec/keys.md` §6.

use bot_protocol::api::{SuccessionRequest, SuccessionView, WriterSize};
use bot_protocol::feed::{Cuts, KeyEvent, KeyLog, Opening, Succession};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::time::Timestamp;

use super::witnesses::multikey;
use super::{ActError, Acts, time};
use crate::keys::{KeysError, Root};

/// Most bytes of entries that are read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

impl Acts {
    /// Names an identity of this node the successor of that of a recovery sheet, and cuts the old
    /// keys off. The sheet is used and not kept.
    ///
    /// # Errors
    /// When the words are no sheet, or of an identity that commits to no next key or is the
    /// successor itself; when its ledger is not held here; and when the store fails.
    pub async fn succeed(&self, request: SuccessionRequest) -> Result<SuccessionView, ActError> {
        let root = Root::from_words(request.words.expose()).map_err(KeysError::from)?;
        let heir = self.pick(request.as_identity.as_deref())?;
        let asked = time("since", request.since.as_deref())?;
        if let Some(since) = asked.filter(|since| *since > self.now()) {
            let expected = "a moment that has come";
            return Err(ActError::field("since", &since.to_string(), expected));
        }
        let (did, opening) = opened(&root)?;
        if did == heir.did() {
            let detail = format!("the sheet is that of {did} itself");
            return Err(ActError::conflict("succession-itself", detail));
        }
        let _turn = self.turn().await;
        let since = match asked {
            Some(since) => since,
            None if request.dry_run => self.now(),
            // What was issued in private would else be nowhere below the cut-off.
            None => self.anchor_before_cut(&did).await?,
        };
        let (cuts, number, communities) = {
            let snapshot = self.snapshot()?;
            let Some(log) = snapshot.ring.log(&did).filter(|log| !log.writers().is_empty()) else {
                let detail = format!("nothing of the ledger of {did} is held here");
                return Err(ActError::conflict("succession-unknown", detail));
            };
            let communities = self.succeeded_in(&snapshot, &did)?;
            (self.cuts(log, since, &request.keep)?, next_number(log), communities)
        };
        let view = SuccessionView {
            did: did.to_string(),
            successor: heir.did().to_string(),
            since: since.to_string(),
            kept: cuts.iter().map(|(writer, size)| kept(writer, *size)).collect(),
            communities,
            dry_run: request.dry_run,
        };
        let consent = Succession::consent(&did, heir.key());
        let told = Succession { opening, number, heir: heir.did(), consent, cuts };
        let event = KeyEvent::succession(did, told, self.now(), &root.next_key())?;
        if !request.dry_run {
            self.hands.say_key(event).await?;
        }
        Ok(view)
    }

    /// Up to where each writer counts: what was asked for, else what it signed before that moment.
    pub(super) fn cuts(
        &self,
        log: &KeyLog,
        since: Timestamp,
        asked: &[WriterSize],
    ) -> Result<Cuts, ActError> {
        let mut sizes = Vec::new();
        let writers = log.writers();
        for one in asked {
            let expected = "a writer of the ledger that is succeeded";
            let writer = multikey(&one.writer).filter(|key| writers.contains_key(key));
            let writer = writer.ok_or_else(|| ActError::field("keep", &one.writer, expected))?;
            sizes.push((writer, one.size));
        }
        for writer in writers.keys() {
            if !sizes.iter().any(|(named, _)| named == writer) {
                sizes.push((*writer, self.signed_before(writer, since)?));
            }
        }
        let some = sizes.into_iter().filter(|(_, size)| *size > 0);
        Cuts::new(since, some)
            .map_err(|fault| ActError::conflict("succession-refused", fault.to_string()))
    }

    /// How many entries a writer signed, by its own dates, before this moment.
    fn signed_before(&self, writer: &PublicKey, since: Timestamp) -> Result<u32, ActError> {
        let mut size = 0;
        loop {
            let chunk = self.store().entries(writer, size, CHUNK_BYTES)?;
            if chunk.is_empty() {
                return Ok(size);
            }
            for held in chunk {
                if held.statement.ts() >= since {
                    return Ok(size);
                }
                size = held.statement.seq().saturating_add(1);
            }
        }
    }
}

/// The identity of a sheet, and what shows that it commits to the sheet's next key.
pub(super) fn opened(root: &Root) -> Result<(Did, Opening), ActError> {
    let key: SecretKey = root.identity_key();
    let did = Did::from(key.public());
    let Some(commitment) = key.commitment() else {
        let detail = format!("{did} commits to no next key");
        return Err(ActError::conflict("sheet-names-nobody", detail));
    };
    Ok((did, Opening { base: commitment.base, next: root.next_key().public() }))
}

/// A number above those of the successions that are known.
fn next_number(log: &KeyLog) -> u64 {
    let numbers = log.events().filter_map(|event| event.act().succession()).map(|one| one.number);
    numbers.max().unwrap_or_default().saturating_add(1)
}

pub(super) fn kept(writer: &PublicKey, size: u32) -> WriterSize {
    WriterSize { writer: writer.to_multikey(), size }
}
