//! What this node would have heard: when it last asked somebody for all they hold, and got all of it.
//!
//! It is known since the node runs and no longer: one that was off has heard nothing meanwhile.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;

/// Key logs of which it is kept when they came; of more than so many, for all together.
const CAME_MAX: usize = 10_000;

#[derive(Debug, Default)]
struct Since {
    /// When the newest catch-up began of those that were complete.
    began: Option<Timestamp>,
    /// When something came of key logs, where it was no earlier than that.
    came: BTreeMap<Did, Timestamp>,
    /// When something came of it is not known whom.
    any: Option<Timestamp>,
}

/// What this node would have heard.
#[derive(Debug, Default)]
pub(in crate::acts) struct Heard(Mutex<Since>);

impl Heard {
    fn since(&self) -> MutexGuard<'_, Since> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something of a key log came.
    pub(in crate::acts) fn came(&self, did: Did, now: Timestamp) {
        let mut since = self.since();
        if since.came.len() < CAME_MAX || since.came.contains_key(&did) {
            since.came.insert(did, now);
        } else {
            since.any = Some(now);
        }
    }

    /// It is not known what came.
    pub(in crate::acts) fn lost(&self, now: Timestamp) {
        self.since().any = Some(now);
    }

    /// A catch-up that began then was complete.
    pub(in crate::acts) fn caught_up(&self, began: Timestamp) {
        let mut since = self.since();
        since.began = since.began.max(Some(began));
        let newest = since.began;
        since.came.retain(|_, came| Some(*came) >= newest);
    }

    /// When the newest complete catch-up began.
    pub(in crate::acts) fn began(&self) -> Option<Timestamp> {
        self.since().began
    }

    /// Whether a complete catch-up began after the newest of this key log came.
    pub(in crate::acts) fn all_of(&self, did: &Did) -> bool {
        let since = self.since();
        let later = |came: Option<Timestamp>| came.is_none_or(|came| Some(came) < since.began);
        since.began.is_some() && later(since.any) && later(since.came.get(did).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bot_protocol::identity::SecretKey;

    #[test]
    fn only_what_was_asked_for_afterwards_has_all_of_it() {
        let did = |seed: u8| Did::from(SecretKey::from_seed(&[seed; 32]).public());
        let at = Timestamp::from_millis;
        let heard = Heard::default();
        assert!(!heard.all_of(&did(1)) && heard.began().is_none(), "nobody was asked");
        heard.caught_up(at(5));
        assert!(heard.all_of(&did(1)), "it was there before the node ran");
        heard.came(did(1), at(7));
        heard.caught_up(at(7));
        assert!(!heard.all_of(&did(1)) && heard.all_of(&did(2)), "it came while it was asked");
        heard.caught_up(at(8));
        heard.caught_up(at(6));
        assert!(heard.all_of(&did(1)));
        assert_eq!(heard.began(), Some(at(8)), "the newest counts");
        heard.lost(at(9));
        assert!(!heard.all_of(&did(2)));
        heard.caught_up(at(10));
        assert!(heard.all_of(&did(2)));
    }
}
