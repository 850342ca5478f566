//! What an author erased: of the log that says so, of other logs of theirs whose keys are lost, and of those
//! of an identity that they came after.

use std::collections::BTreeSet;

use super::{Evidence, Log};
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
        let cut = self.ring.cut_at(&writer).unwrap_or(u32::MAX);
        let said = self.log(&writer).into_iter().flat_map(|log| log.erasures());
        said.filter(move |(erase, _)| erase.seq() < cut).map(move |(erase, said)| {
            let named = said.named(&writer, &writer).iter().copied();
            (erase, named.filter(|seq| *seq < erase.seq()).collect())
        })
    }

    /// Those in other logs of its author, where it is closed, and in those of whoever came after them: what is
    /// in order below their own close, cut-off and fork. Whoever has a key that its owner gave up must not
    /// reach into the other logs, so nobody reaches into one that speaks for somebody else too.
    fn erasures_elsewhere(&self, log: PublicKey) -> impl Iterator<Item = (&Statement, Vec<u32>)> {
        let author = self.ring.author(&log).filter(|_| !self.ring.is_shared(&log));
        let end = author.and_then(|did| self.writers_of(&did).get(&log).copied().flatten());
        let line = author.filter(|_| end.is_some()).map(|did| self.ring.line(&did));
        let others = line.into_iter().flatten().flat_map(move |did| {
            let of = author.filter(|author| *author != did);
            let writers = self.writers_of(&did).into_iter();
            let own = writers.filter(move |(by, _)| !self.ring.is_shared(by));
            own.filter(move |(by, _)| *by != log).map(move |(by, closed)| (of, by, closed))
        });
        others.flat_map(move |(of, by, closed)| {
            let held = self.log(&by);
            let below = held.and_then(|held| held.forked_at()).into_iter().chain(closed).min();
            let said = held.into_iter().flat_map(move |held| held.erasures_below(below));
            said.filter(move |(_, said)| said.of == of).map(move |(erase, said)| {
                let named = said.named(&by, &log).iter().copied();
                (erase, named.filter(|seq| end.is_some_and(|end| *seq < end)).collect())
            })
        })
    }
}
