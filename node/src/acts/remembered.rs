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

/// Most bytes of memory that all of it takes, about: 256 MiB. Some 40,000 badges without pictures; of more,
/// or of heavier ones, some is read again each time.
const REMEMBERED_BYTES_MAX: usize = 256 * 1024 * 1024;

/// What is remembered, and how many bytes of memory it takes, about.
pub(super) trait Remembers {
    fn bytes(&self) -> usize;
}

/// A badge is kept as it came and as it was read, which takes about twice as much.
impl Remembers for Arc<Badge> {
    fn bytes(&self) -> usize {
        self.text.len().saturating_mul(3)
    }
}

impl Remembers for Kept {
    fn bytes(&self) -> usize {
        self.view.bytes()
    }
}

/// What is told of a badge in a list: two DIDs, names, dates.
impl Remembers for CredentialView {
    fn bytes(&self) -> usize {
        let names = self.names.values().map(String::len).sum::<usize>();
        self.document.as_ref().map_or(1024, |text| 1024 + text.len()) + names
    }
}
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
    /// How much of the room is taken.
    bytes: usize,
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
    pub(super) fn list<K: Ord + Copy, T: Remembers>(
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
            let mut taken = known.bytes;
            keep(&mut taken, pick(known), (key, &list));
            known.bytes = taken;
        });
        Ok(list)
    }
}

/// Keeps a list where there is room for it beside what is kept.
fn keep<K: Ord + Copy, T: Remembers>(
    taken: &mut usize,
    lists: &mut Lists<K, T>,
    (key, list): (K, &Arc<Vec<T>>),
) {
    let size = |list: &Arc<Vec<T>>| list.iter().map(Remembers::bytes).sum::<usize>();
    let gone: Lists<K, T> = match lists.len() >= PEOPLE_MAX {
        true => std::mem::take(lists),
        false => lists.remove(&key).map(|old| (key, old)).into_iter().collect(),
    };
    *taken = taken.saturating_sub(gone.values().map(size).sum());
    let with = taken.saturating_add(size(list));
    if with <= REMEMBERED_BYTES_MAX {
        *taken = with;
        lists.insert(key, Arc::clone(list));
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

    /// So many bytes.
    struct Heavy(usize);

    impl Remembers for Heavy {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn what_there_is_no_room_for_is_read_again_and_takes_no_room() {
        let half = REMEMBERED_BYTES_MAX / 2;
        for (first, second, expected) in [
            (half, half, (1, half * 2)),
            (half, half + 1, (3, half)),
            (2 * half + 1, half, (1, half)),
        ] {
            let (mut taken, mut lists) = (0, Lists::<u8, Heavy>::new());
            keep(&mut taken, &mut lists, (0, &Arc::new(vec![Heavy(first)])));
            let mut reads = 0;
            for _ in 0..3 {
                if !lists.contains_key(&1) {
                    reads += 1;
                    keep(&mut taken, &mut lists, (1, &Arc::new(vec![Heavy(second)])));
                }
            }
            assert_eq!((reads, taken), expected);
        }
    }
}
