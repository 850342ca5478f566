//! What was read of the store and holds until it changes: badges are parsed once, and not for every page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::api::{CredentialView, VerifyReply};
use bot_protocol::identity::Did;

use super::ActError;
use super::credentials::Badge;
use super::passport::Kept;

/// Of how many people most is remembered: whoever has more identities reads some of it again.
const PEOPLE_MAX: usize = 8;

/// Of how many documents most it is remembered what was found: the badges of ten pages that gather them,
/// in two languages.
const VERDICTS_MAX: usize = 1_200;

/// For how long what was found is told again: a minute, in milliseconds.
const VERDICT_MILLIS: u64 = 60_000;

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
    /// What was found of documents by nobody's eyes, and when.
    verdicts: BTreeMap<Judged, (u64, Arc<VerifyReply>)>,
}

/// The hash of a document, and the language in which it is told what was found.
pub(super) type Judged = (String, &'static str);

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

    /// What was found of a document a short while before `now`, in milliseconds.
    pub(super) fn verdict(&self, stamp: &Stamp, of: &Judged, now: u64) -> Option<Arc<VerifyReply>> {
        let (at, found) = self.at(stamp, |known| known.verdicts.get(of).cloned())?;
        // A clock that was put back tells nothing of how long ago that was.
        (at..=at.saturating_add(VERDICT_MILLIS)).contains(&now).then_some(found)
    }

    /// Keeps what was found of a document, and when.
    pub(super) fn judged(&self, stamp: &Stamp, of: Judged, found: (u64, Arc<VerifyReply>)) {
        self.at(stamp, |known| {
            if known.verdicts.len() >= VERDICTS_MAX {
                known.verdicts.clear();
            }
            known.verdicts.insert(of, found);
        });
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
