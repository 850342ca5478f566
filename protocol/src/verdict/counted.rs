//! How often something costly was done on this thread, for tests of what a question costs.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// What costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Costly {
    /// Finding out which awards of a world are rightful.
    Rights,
    /// Reading the document of an endorsement in a feed.
    Endorsement,
    /// Looking for what stands for one badge.
    Likened,
}

thread_local! {
    static COUNTS: RefCell<BTreeMap<Costly, usize>> = const { RefCell::new(BTreeMap::new()) };
}

/// Notes that it was done once more.
pub(super) fn note(what: Costly) {
    COUNTS.with_borrow_mut(|counts| *counts.entry(what).or_default() += 1);
}

/// How often these were done since this was asked last.
pub(super) fn take() -> BTreeMap<Costly, usize> {
    COUNTS.take()
}
