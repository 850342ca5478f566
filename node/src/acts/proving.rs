//! What came of endorsements has its proofs checked in quiet, so that the verdict that rests on them finds
//! them known. Nothing hangs on it: what was not checked yet is checked by whoever asks.

use std::sync::{Arc, PoisonError};

use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Check, Purpose, Work};
use bot_protocol::identity::Documents;
use bot_protocol::limits::PROVEN_KEPT_MAX;
use bot_protocol::statement::{Content, Kind};

use super::snapshot::document;
use super::{ActError, Acts};
use crate::store::Item;

/// Most endorsements that are checked at a time: 256, a twentieth of a second.
const PROVED_AT_ONCE: usize = 256;

/// Bytes read from the store at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

impl Acts {
    /// Checks the proofs of endorsements that came since this was done last, as many as are checked at a
    /// time; of what was there before the node began, none.
    ///
    /// # Errors
    /// When the store cannot be read. What was not checked is looked at by the next verdict.
    pub(super) async fn prove_arrived(self: &Arc<Self>) -> Result<(), ActError> {
        self.judge_apart(Self::prove_some).await
    }

    fn prove_some(&self) -> Result<(), ActError> {
        let newest = self.store().info().position;
        let mut reached = self.proved.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(position) = *reached else {
            *reached = Some(newest);
            return Ok(());
        };
        // What the store held may have been taken away.
        let mut position = position.min(newest);
        let proven = Arc::clone(self.snapshot()?.proven());
        let mut left = PROVED_AT_ONCE;
        // One account for all of them: whoever sends costly ones gets no more of it.
        let work = &Work::default();
        while position < newest && left > 0 {
            let arrived = self.store().items_since(position, CHUNK_BYTES)?;
            if arrived.is_empty() {
                break;
            }
            for (at, item) in arrived {
                position = at;
                let Item::Entry(entry) = item else { continue };
                let body = entry.body().filter(|_| entry.kind() == Kind::Endorsement);
                let content = body.and_then(|body| Content::read(Kind::Endorsement, body).ok());
                let Some(document) = content.as_ref().and_then(document) else { continue };
                // Half the places stay for what was asked about: strangers endorse as much as they like.
                if proven.len() < PROVEN_KEPT_MAX / 2 {
                    let (contexts, purpose) = (Contexts::pinned(), Purpose::AssertionMethod);
                    let documents = &Documents::new();
                    let check = Check { contexts, suites: &[], documents, purpose, work };
                    // What does not hold is told by the verdict.
                    proven.verify(check, document.value()).ok();
                }
                left = left.saturating_sub(1);
                if left == 0 {
                    break;
                }
            }
        }
        *reached = Some(position);
        Ok(())
    }
}
