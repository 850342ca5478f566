//! What was reckoned before: how somebody stands is the same until the network changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Standing;
use crate::limits::STANDINGS_KEPT_MAX;
use crate::recognition::network::Place;

/// How those stand who were asked about, of one network.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<BTreeMap<Place, Standing>>);

impl Kept {
    /// How somebody stands, reckoned where that was not asked before.
    pub(super) fn or_with(&self, goal: Place, reckon: impl FnOnce() -> Standing) -> Standing {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&goal).cloned();
        // Nobody waits while somebody else's question is reckoned.
        held.unwrap_or_else(|| {
            let standing = reckon();
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= STANDINGS_KEPT_MAX {
                kept.clear();
            }
            kept.insert(goal, standing.clone());
            standing
        })
    }
}

impl Clone for Kept {
    /// A copy begins anew: it is made to be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}
