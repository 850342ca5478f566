//! Logs that were told in two versions: whether others were asked since then for what each takes back.
//!
//! Until they were, a log that is closed below its fork clears no badge: a revocation in the other
//! version may be on its way. Source: `spec/gossip.md` §6.

use bot_protocol::identity::PublicKey;
use bot_protocol::time::Timestamp;

use super::batch::Batch;
use super::*;
use crate::store::{Shelf, Store, StoreError, Write};

/// What a note begins with that nobody was asked since a log was found to have two versions; its writer
/// key follows.
const UNASKED: &[u8] = b"unasked/";

/// How long those are waited for who do not answer, once somebody did: 2 minutes.
const PATIENCE_MILLIS: u64 = 2 * 60 * 1000;

/// The note that nobody was asked yet, stored with the first proof.
pub(super) fn note(writer: &PublicKey, now: Timestamp) -> Write {
    let value = now.millis().to_be_bytes().to_vec();
    Write::Note { shelf: Shelf::Settings, key: key(writer), value }
}

/// Whether this log was told in two versions and nobody was asked since.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn unasked(store: &dyn Store, writer: &PublicKey) -> Result<bool, StoreError> {
    Ok(store.note(Shelf::Settings, &key(writer))?.is_some())
}

fn key(writer: &PublicKey) -> Vec<u8> {
    [UNASKED, &writer.as_bytes()[..]].concat()
}

/// Whether a log that has two versions since then is done with, now that a whole answer came to a
/// question of the moment `began`.
fn is_asked(since: Timestamp, began: Timestamp, now: Timestamp, all: bool) -> bool {
    began > since && (all || now.millis_since(since) >= PATIENCE_MILLIS)
}

impl Driver {
    /// A whole answer came: of logs whose versions became known before it was asked for, all that
    /// neighbours know came too.
    pub(super) fn versions_asked(&self, began: Timestamp, now: Timestamp, batch: &mut Batch) {
        let Some(engine) = &self.engine else { return };
        let notes = match self.slot.notes(Shelf::Settings, UNASKED) {
            Ok(notes) => notes,
            Err(fault) => return batch.fault = Some(fault),
        };
        for (key, value) in notes {
            let since = <[u8; 8]>::try_from(&value[..]).map_or(0, u64::from_be_bytes);
            // A clock that was ahead then is waited for no longer than it takes to ask.
            let since = Timestamp::from_millis(since);
            if since > now {
                batch.writes.push(Write::Note {
                    shelf: Shelf::Settings,
                    key,
                    value: now.millis().to_be_bytes().to_vec(),
                });
            } else if is_asked(since, began, now, engine.asked_all_since(since)) {
                batch.writes.push(Write::Forget { shelf: Shelf::Settings, key });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_two_versions_waits_for_an_answer_of_later() {
        let at = Timestamp::from_millis;
        let check = |began, now, all, expected| {
            assert_eq!(
                is_asked(at(1000), at(began), at(now), all),
                expected,
                "{began} {now} {all}"
            );
        };
        check(1001, 1002, true, true);
        check(1000, 1002, true, false);
        check(1001, 1002, false, false);
        check(1001, 1000 + PATIENCE_MILLIS - 1, false, false);
        check(1001, 1000 + PATIENCE_MILLIS, false, true);
        check(900, 1000 + PATIENCE_MILLIS, true, false);
    }
}
