//! What an author erased: of the log that says so, and of other logs of theirs whose keys are lost.

use std::collections::BTreeSet;

use super::{Evidence, Log};
use crate::feed::KeyLog;
use crate::identity::PublicKey;
use crate::statement::Statement;

impl Evidence {
    /// The numbers that erasures of its author name of a log, and those of superseded upkeep that the log
    /// itself prunes.
    pub(in crate::verdict) fn withdrawn(&self, log: &PublicKey) -> BTreeSet<u32> {
        let erased = self.erasures_of(log).flat_map(|(_, named)| named);
        let pruned = self.log(log).map(Log::pruned).unwrap_or_default();
        erased.chain(pruned).collect()
    }

    /// The first erasure that names an entry, first one of its own log.
    pub(in crate::verdict) fn withdrawal(&self, entry: &Statement) -> Option<&Statement> {
        let log = entry.writer();
        let found = self.erasures_of(&log).filter(|(_, named)| named.contains(&entry.seq()));
        found.map(|(erase, _)| erase).min_by_key(|erase| (erase.writer() != log, erase.seq()))
    }

    /// All erasures of a log that count, with what they name of it.
    fn erasures_of(&self, log: &PublicKey) -> impl Iterator<Item = (&Statement, Vec<u32>)> {
        self.own_erasures(*log).chain(self.erasures_elsewhere(*log))
    }

    /// Those that stand in it, wherever they stand, but for what a successor cut off: what takes something
    /// back counts also where its place cannot be shown.
    fn own_erasures(&self, writer: PublicKey) -> impl Iterator<Item = (&Statement, Vec<u32>)> {
        let keys = self.ring.author(&writer).and_then(|did| self.ring.log(&did));
        let cut = keys.and_then(|keys| keys.cut_at(&writer)).unwrap_or(u32::MAX);
        let said = self.log(&writer).into_iter().flat_map(|log| log.erasures());
        said.filter(move |(erase, _)| erase.seq() < cut).map(move |(erase, said)| {
            let named = said.named(&writer, &writer).iter().copied();
            (erase, named.filter(|seq| *seq < erase.seq()).collect())
        })
    }

    /// Those in other logs of its author, where it is closed: what is in order below their own close,
    /// cut-off and fork. Whoever has a key that its owner gave up must not reach into the other logs.
    fn erasures_elsewhere(&self, log: PublicKey) -> impl Iterator<Item = (&Statement, Vec<u32>)> {
        let author = self.ring.author(&log);
        let writers = author.and_then(|did| self.ring.log(&did)).map(KeyLog::writers);
        let writers = writers.unwrap_or_default();
        let lost_below = writers.get(&log).copied().flatten();
        let others = writers.into_iter().filter(move |(by, _)| {
            lost_below.is_some() && *by != log && self.ring.author(by) == author
        });
        others.flat_map(move |(by, closed)| {
            let held = self.log(&by);
            let below = held.and_then(|held| held.forked_at()).into_iter().chain(closed).min();
            let said = held.into_iter().flat_map(move |held| held.erasures_below(below));
            said.map(move |(erase, said)| {
                let named = said.named(&by, &log).iter().copied();
                (erase, named.filter(|seq| lost_below.is_some_and(|end| *seq < end)).collect())
            })
        })
    }
}
