//! What was read of the store and holds until it changes: badges are parsed once, and not for every page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::identity::Did;

use super::ActError;
use super::credentials::Badge;
use super::passport::Kept;

/// Most passports that are remembered: whoever has more identities reads some of them again.
const PASSPORTS_MAX: usize = 8;

/// How the store was when something was read of it, and who lived here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) changes: u64,
    pub(super) identities: Vec<(Did, String)>,
}

#[derive(Default)]
struct Read {
    stamp: Stamp,
    badges: Option<Arc<Vec<Arc<Badge>>>>,
    passports: BTreeMap<Did, Arc<Vec<Kept>>>,
}

#[derive(Default)]
pub(super) struct Remembered(Mutex<Read>);

impl Remembered {
    /// Looks at what was read under this stamp; all that was read under another is forgotten.
    fn at<T>(&self, stamp: &Stamp, look: impl FnOnce(&mut Read) -> T) -> T {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if read.stamp != *stamp {
            *read = Read { stamp: stamp.clone(), ..Read::default() };
        }
        look(&mut read)
    }

    /// Every badge that the store holds, read where it was not.
    pub(super) fn badges(
        &self,
        stamp: &Stamp,
        read: impl FnOnce() -> Result<Vec<Arc<Badge>>, ActError>,
    ) -> Result<Arc<Vec<Arc<Badge>>>, ActError> {
        if let Some(known) = self.at(stamp, |known| known.badges.clone()) {
            return Ok(known);
        }
        let badges = Arc::new(read()?);
        self.at(stamp, |known| known.badges = Some(Arc::clone(&badges)));
        Ok(badges)
    }

    /// What somebody holds, read where it was not.
    pub(super) fn passport(
        &self,
        (stamp, who): (&Stamp, &Did),
        read: impl FnOnce() -> Result<Vec<Kept>, ActError>,
    ) -> Result<Arc<Vec<Kept>>, ActError> {
        if let Some(known) = self.at(stamp, |known| known.passports.get(who).cloned()) {
            return Ok(known);
        }
        let passport = Arc::new(read()?);
        self.at(stamp, |known| {
            if known.passports.len() >= PASSPORTS_MAX {
                known.passports.clear();
            }
            known.passports.insert(*who, Arc::clone(&passport));
        });
        Ok(passport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_read_again() {
        let remembered = Remembered::default();
        let stamp = |changes| Stamp { changes, identities: Vec::new() };
        let mut reads = 0;
        for changes in [1, 1, 2, 2, 1] {
            let read = || {
                reads += 1;
                Ok(Vec::new())
            };
            remembered.badges(&stamp(changes), read).unwrap();
        }
        assert_eq!(reads, 3);
    }
}
