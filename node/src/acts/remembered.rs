//! What was read of the store and holds until it changes: badges are parsed once, and not for every page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::api::CredentialView;
use bot_protocol::identity::Did;

use super::ActError;
use super::credentials::Badge;
use super::passport::Kept;

/// Of how many people most is remembered: whoever has more identities reads some of it again.
const PEOPLE_MAX: usize = 8;

/// How the store was when something was read of it, and who lived here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) changes: u64,
    pub(super) identities: Vec<(Did, String)>,
}

/// Lists that were read, each by whose it is.
type Lists<K, T> = BTreeMap<K, Arc<Vec<T>>>;

/// Which of all that is remembered.
type Pick<K, T> = fn(&mut Read) -> &mut Lists<K, T>;

/// All that was read under one stamp.
#[derive(Default)]
pub(super) struct Read {
    stamp: Stamp,
    /// Every badge that the store holds.
    pub(super) badges: Lists<(), Arc<Badge>>,
    /// What somebody holds.
    pub(super) passports: Lists<Did, Kept>,
    /// What somebody issued or holds; of nobody, all that is known.
    pub(super) views: Lists<Option<Did>, CredentialView>,
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

    /// A list, read where it was not.
    pub(super) fn list<K: Ord + Copy, T>(
        &self,
        stamp: &Stamp,
        (pick, key): (Pick<K, T>, K),
        read: impl FnOnce() -> Result<Vec<T>, ActError>,
    ) -> Result<Arc<Vec<T>>, ActError> {
        if let Some(known) = self.at(stamp, |known| pick(known).get(&key).cloned()) {
            return Ok(known);
        }
        // Others look meanwhile; who comes at the same time reads it, too.
        let list = Arc::new(read()?);
        self.at(stamp, |known| {
            let lists = pick(known);
            if lists.len() >= PEOPLE_MAX {
                lists.clear();
            }
            lists.insert(key, Arc::clone(&list));
        });
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_read_again() {
        let remembered = Remembered::default();
        let mut reads = 0;
        for changes in [1, 1, 2, 2, 1] {
            let read = || {
                reads += 1;
                Ok(Vec::new())
            };
            let stamp = Stamp { changes, identities: Vec::new() };
            remembered.list(&stamp, (|read| &mut read.badges, ()), read).unwrap();
        }
        assert_eq!(reads, 3);
    }
}
