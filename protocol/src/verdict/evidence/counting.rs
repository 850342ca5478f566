//! Which statements of an identity count: what stands in order, and of what does not only what takes back.
//!
//! Of whom a successor came after, nothing counts out of order: whoever stole the key signs any number and
//! any tree. Source: `spec/keys.md` §6 and §9.

use super::{Evidence, Log};
use crate::feed::{Heir, KeyLog};
use crate::identity::{Did, PublicKey};
use crate::statement::Statement;

impl Evidence {
    /// Where a successor cut a writer off: never below what those saw before whom the identity's next
    /// key named. Nobody takes that back; what they signed since, not knowing of it, moves nothing.
    pub(in crate::verdict) fn cut_at(&self, keys: &KeyLog, writer: &PublicKey) -> Option<u32> {
        let heir = keys.heir()?;
        let size = heir.cuts.of(writer);
        let log = self.logs.get(writer);
        Some(size.max(log.map_or(0, |log| seen_by_named(keys, heir, log))))
    }

    /// How much of a log was seen before the succession by a quorum of those whom no thief of the key can
    /// have named.
    fn seen_in_time(&self, keys: &KeyLog, heir: &Heir, log: &Log) -> u32 {
        let own = self.witnesses.as_ref();
        let own = own.map_or(0, |own| log.witnessed_by(own, |_, at| at < heir.cuts.since));
        own.max(seen_by_named(keys, heir, log))
    }

    /// How much of a log a quorum of its author's witnesses saw, so that another version of it takes nothing
    /// of that away. A log that is closed is shown to nobody any more, so of it any quorum counts that was
    /// named at any time: whoever has the writer's key names none. Where another such quorum saw another
    /// head of what is held, nobody can tell which of the two stands.
    pub(in crate::verdict) fn seen_of(&self, keys: &KeyLog, log: &Log, closed: Option<u32>) -> u32 {
        if log.forked_at().is_none() {
            return 0;
        }
        let named = || keys.events().filter_map(|event| event.act().witnesses());
        match closed {
            None => self.witnesses_of(&keys.did()).map_or(0, |named| log.witnessed(named)),
            Some(_) if named().any(|named| log.witnessed_otherwise(named)) => 0,
            Some(_) => named().map(|named| log.witnessed(named)).max().unwrap_or(0),
        }
    }

    /// Whether a log contradicts itself below its close. Of what a quorum saw to the close, or before a
    /// succession to the cut-off, and further, another version says nothing.
    pub(in crate::verdict) fn is_told_twice(
        &self,
        did: &Did,
        writer: &PublicKey,
        closed: Option<u32>,
    ) -> bool {
        let Some(log) = self.logs.get(writer) else { return false };
        let keys = self.ring.log(did);
        match keys.and_then(|keys| Some((keys, keys.heir()?))) {
            None => {
                let seen = || keys.map_or(0, |keys| self.seen_of(keys, log, closed));
                log.is_disputed(closed) && closed.is_none_or(|end| seen() < end)
            }
            Some((keys, heir)) => {
                let cut = closed.unwrap_or_default();
                log.forked_below(cut).is_some() && self.seen_in_time(keys, heir, log) < cut
            }
        }
    }

    /// Up to which number the order of a log counts.
    fn counts_below(&self, keys: &KeyLog, writer: &PublicKey, log: &Log) -> u32 {
        let Some(heir) = keys.heir() else {
            let closed = keys.closed_at(writer);
            return log.below(closed, self.seen_of(keys, log, closed));
        };
        let cut = self.cut_at(keys, writer).unwrap_or_default();
        let sure = |at: u32| at.max(self.seen_in_time(keys, heir, log));
        log.forked_below(cut).map_or(cut, |at| sure(at).min(cut))
    }

    /// Whether an entry of an identity counts by its place.
    pub(in crate::verdict) fn counts(&self, did: &Did, writer: &PublicKey, seq: u32) -> bool {
        let held = self.ring.log(did).zip(self.logs.get(writer));
        held.is_some_and(|(keys, log)| seq < self.counts_below(keys, writer, log))
    }

    /// The statements of one writer of an identity that count, in their order.
    pub(in crate::verdict) fn counted_of<'a>(
        &'a self,
        keys: &KeyLog,
        writer: &PublicKey,
    ) -> impl DoubleEndedIterator<Item = &'a Statement> + Clone + use<'a> {
        let log = self.logs.get(writer);
        let below = log.map_or(0, |log| self.counts_below(keys, writer, log));
        log.into_iter().flat_map(Log::ordered).filter(move |statement| statement.seq() < below)
    }

    /// The statements of a log that must be there for it to tell something of this identity: those that count,
    /// where somebody came after it; else those below its close and its fork.
    pub(in crate::verdict) fn counted_in<'a>(
        &self,
        did: &Did,
        writer: &PublicKey,
        (log, closed): (&'a Log, Option<u32>),
    ) -> impl DoubleEndedIterator<Item = &'a Statement> + Clone + use<'a> {
        let below = match self.ring.log(did) {
            Some(keys) if keys.heir().is_some() => self.counts_below(keys, writer, log),
            Some(keys) => log.below(closed, self.seen_of(keys, log, closed)),
            None => log.below(closed, 0),
        };
        log.ordered().filter(move |statement| statement.seq() < below)
    }

    /// The statements of an identity that count, oldest first by writer.
    pub fn statements_of<'a>(&'a self, did: &Did) -> impl Iterator<Item = &'a Statement> + use<'a> {
        let writers = self.writers_of(did).into_keys();
        let keys = self.ring.log(did);
        writers.flat_map(move |writer| {
            keys.into_iter().flat_map(move |keys| self.counted_of(keys, &writer))
        })
    }

    /// The statements of an identity of which only what takes back counts: those that count, and
    /// those that a fork, a gap or a close sets apart.
    pub(in crate::verdict) fn taking_back(&self, did: &Did) -> Vec<&Statement> {
        if self.heir(did).is_some() {
            return self.statements_of(did).filter(|one| one.kind().takes_back()).collect();
        }
        let keys = self.ring.log(did);
        let of = |(writer, closed): (PublicKey, Option<u32>)| {
            let log = self.logs.get(&writer).into_iter();
            let all = log.flat_map(move |log| {
                let seen = keys.map_or(0, |keys| self.seen_of(keys, log, closed));
                log.told(closed, seen).into_iter().chain(log.beyond(closed, seen))
            });
            all.filter(|one| one.kind().takes_back())
        };
        self.writers_of(did).into_iter().flat_map(of).collect()
    }
}

/// The same by those alone whom the identity's next key named.
fn seen_by_named(keys: &KeyLog, heir: &Heir, log: &Log) -> u32 {
    keys.guardians().map_or(0, |named| {
        log.witnessed_by(&named.witnesses, |witness, at| at < heir.before(witness))
    })
}
