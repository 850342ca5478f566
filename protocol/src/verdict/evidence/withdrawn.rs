//! What an author erased: of the log that says so, and of other logs of theirs, whose keys may be lost.

use std::collections::BTreeSet;

use super::Evidence;
use crate::feed::KeyLog;
use crate::identity::PublicKey;
use crate::statement::Statement;
use crate::statement::kinds::Erase;

impl Evidence {
    /// The numbers that erasures of its author name of a log.
    pub(in crate::verdict) fn withdrawn(&self, log: &PublicKey) -> BTreeSet<u32> {
        let said = self.erasures_of(log);
        said.flat_map(|(erase, said)| named(erase, &said, log)).collect()
    }

    /// The first erasure that names an entry, first one of its own log.
    pub(in crate::verdict) fn withdrawal(&self, entry: &Statement) -> Option<&Statement> {
        let log = entry.writer();
        let names =
            |(erase, said): &(&Statement, Erase)| named(erase, said, &log).contains(&entry.seq());
        let found = self.erasures_of(&log).filter(names).map(|(erase, _)| erase);
        found.min_by_key(|erase| (erase.writer() != log, erase.writer(), erase.seq()))
    }

    /// All erasures of whose log it is.
    fn erasures_of(&self, log: &PublicKey) -> impl Iterator<Item = (&Statement, Erase)> {
        let author = self.ring.author(log).and_then(|did| self.ring.log(&did));
        let others = author.map(KeyLog::writers).unwrap_or_default().into_keys();
        let log = *log;
        let others = others.filter(move |writer| *writer != log);
        let logs = std::iter::once(log).chain(others).filter_map(|writer| self.log(&writer));
        logs.flat_map(|log| log.erasures())
    }
}

/// What an erasure names of a log: of its own what came before it.
fn named(erase: &Statement, said: &Erase, log: &PublicKey) -> Vec<u32> {
    let is_before = |seq: &u32| erase.writer() != *log || *seq < erase.seq();
    said.named(&erase.writer(), log).iter().copied().filter(is_before).collect()
}
