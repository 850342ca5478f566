//! What was made out of the statements at hand and is asked for again and again, until more is heard.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::achievements::Achievements;
use super::communities::Hidden;
use super::endorsements::Told;
use crate::feed::Charters;
use crate::identity::Did;
use crate::limits::CHARTER_SIGNATURES_MAX;

/// What was made out since anything was heard last.
#[derive(Debug, Default)]
pub(super) struct Folded(Mutex<Made>);

#[derive(Debug, Default)]
struct Made {
    charters: BTreeMap<Did, Arc<Charters>>,
    /// How many signatures were checked for them.
    signatures: usize,
    hidden: BTreeMap<Did, Hidden>,
    achievements: Option<Arc<Achievements>>,
    told: Option<Arc<Told>>,
}

impl Clone for Folded {
    /// A copy begins anew: it is made to be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Folded {
    /// Forgets what was made out, as more was heard.
    pub(super) fn forget(&mut self) {
        *self.0.get_mut().unwrap_or_else(PoisonError::into_inner) = Made::default();
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn charters_of(&self, community: &Did) -> Option<Arc<Charters>> {
        self.made().charters.get(community).cloned()
    }

    pub(super) fn keep_charters(&self, community: Did, charters: Arc<Charters>) {
        self.made().charters.insert(community, charters);
    }

    /// Whether so many signatures more may be checked.
    pub(super) fn pays(&self, signatures: usize) -> bool {
        let mut made = self.made();
        let spent = made.signatures.saturating_add(signatures);
        let pays = spent <= CHARTER_SIGNATURES_MAX;
        if pays {
            made.signatures = spent;
        }
        pays
    }

    /// What is hidden of the charters of a community.
    pub(super) fn hidden(&self, community: &Did, make: impl FnOnce() -> Hidden) -> Hidden {
        let held = self.made().hidden.get(community).copied();
        held.unwrap_or_else(|| {
            let hidden = make();
            self.made().hidden.insert(*community, hidden);
            hidden
        })
    }

    /// Where the endorsements in feeds stand.
    pub(super) fn told(&self, make: impl FnOnce() -> Told) -> Arc<Told> {
        let held = self.made().told.clone();
        held.unwrap_or_else(|| {
            let made = Arc::new(make());
            self.made().told = Some(Arc::clone(&made));
            made
        })
    }

    /// The achievements that were published.
    pub(super) fn achievements(&self, make: impl FnOnce() -> Achievements) -> Arc<Achievements> {
        let held = self.made().achievements.clone();
        held.unwrap_or_else(|| {
            let made = Arc::new(make());
            self.made().achievements = Some(Arc::clone(&made));
            made
        })
    }
}
