//! What an author erased of a log of theirs whose key is lost. Source: `spec/gossip.md` §5.
//!
//! Either may come first, the erasure or the entry that it names, so erasures of other logs are kept in
//! mind. Each takes as much memory as its body takes on disk, so the budget of strangers bounds both.

use std::collections::BTreeMap;

use crate::identity::{Did, PublicKey};
use crate::limits::ERASURES_OF_LOG_MAX;
use crate::statement::kinds::Erase;
use crate::statement::{Content, Kind, Retention, Statement};

use super::super::{Away, Change, Effect};
use super::{Engine, Turn};

/// Erasures of one log, by where each stands: what they name.
type OfLog = BTreeMap<(PublicKey, u32), Box<[u32]>>;

/// Erasures of other logs: by whose they are, then by the log that they name.
#[derive(Debug, Default)]
pub(super) struct Erasures(BTreeMap<Did, BTreeMap<PublicKey, OfLog>>);

impl Erasures {
    /// Keeps one in mind, if it names another log and there are not too many of it.
    fn keep(&mut self, author: Did, (by, seq): (PublicKey, u32), erase: Erase) {
        let Some(log) = erase.log else { return };
        let of_log = self.0.entry(author).or_default().entry(log).or_default();
        if of_log.len() < ERASURES_OF_LOG_MAX {
            of_log.insert((by, seq), erase.seqs.into_boxed_slice());
        }
    }

    fn of(
        &self,
        author: &Did,
        log: &PublicKey,
    ) -> impl Iterator<Item = (&(PublicKey, u32), &[u32])> {
        let of_log = self.0.get(author).and_then(|logs| logs.get(log)).into_iter().flatten();
        of_log.map(|(place, seqs)| (place, &**seqs))
    }
}

impl Engine {
    /// What the store holds at start.
    pub(super) fn erased_before(&mut self, erasures: Vec<(PublicKey, u32, Erase)>) {
        for (by, seq, erase) in erasures {
            if let Some(author) = self.author(&by) {
                self.erasures.keep(author, (by, seq), erase);
            }
        }
    }

    /// What goes with an entry of a feed, or the body of one, in the commit that stores it: it erases in
    /// another log, or is erased by one.
    pub(super) fn erased_with(&mut self, statement: &Statement) -> Vec<Change> {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(author) = self.author(&writer) else { return Vec::new() };
        if let Some(erase) = elsewhere(statement) {
            let log = erase.log;
            self.erasures.keep(author, (writer, seq), erase.clone());
            let mut changes = vec![Change::Erases { writer, seq }];
            if self.erases(&writer, seq) {
                changes
                    .extend(log.into_iter().flat_map(|log| self.drops(&author, log, &erase.seqs)));
            }
            return changes;
        }
        let named = statement.header().ret == Retention::Erasable
            && self.lost_below(&author, &writer).is_some_and(|end| seq < end)
            && self
                .erasures
                .of(&author, &writer)
                .any(|((by, at), seqs)| self.erases(by, *at) && seqs.binary_search(&seq).is_ok());
        let track = self.tracks.get_mut(&writer).filter(|_| named);
        let gone = track.map(|track| {
            track.missing.remove(seq);
            Change::DropBody { writer, seq, away: Away::Erased }
        });
        gone.into_iter().collect()
    }

    /// What was pruned is missing no more; which of the missing bodies that is the store knows.
    pub(super) fn pruned(&self, changes: &[Change]) -> Option<Effect> {
        let prune = |change: &&Change| matches!(change, Change::Prune { .. });
        let Change::Prune { writer, below } = *changes.iter().find(prune)? else { return None };
        let missing = &self.tracks.get(&writer)?.missing;
        missing.range(..below).next().map(|_| Effect::Reload { writer, from: 0 })
    }

    /// A log is closed, or was closed higher: what was erased of it goes, and what it erased.
    pub(super) fn erased_by_close(&mut self, writer: PublicKey, turn: &mut Turn) {
        let Some(author) = self.author(&writer) else { return };
        let all = self.erasures.0.get(&author).into_iter().flatten().flat_map(|(log, of_log)| {
            of_log.iter().map(|((by, seq), seqs)| (*log, *by, *seq, seqs.clone()))
        });
        let concerned: Vec<_> =
            all.filter(|(log, by, _, _)| *log == writer || *by == writer).collect();
        for (log, by, seq, seqs) in concerned {
            if self.erases(&by, seq) {
                let changes = self.drops(&author, log, &seqs);
                if !changes.is_empty() {
                    turn.push(Effect::Append(changes));
                }
            }
        }
    }

    /// Whether what stands there erases in other logs: below its own log's close, cut-off and fork.
    /// Whoever has a key that its owner gave up must not reach into the other logs.
    fn erases(&self, by: &PublicKey, seq: u32) -> bool {
        let closed = self.closed_at(by).is_none_or(|closed| seq < closed);
        closed && self.fork(by).is_none_or(|fork| seq < fork.seq())
    }

    /// Below which number a log of this author is given up; nothing of one that goes on.
    fn lost_below(&self, author: &Did, log: &PublicKey) -> Option<u32> {
        if self.author(log) != Some(*author) {
            return None;
        }
        self.closed_at(log)
    }

    /// The changes that drop these bodies of a log that is given up.
    fn drops(&mut self, author: &Did, writer: PublicKey, seqs: &[u32]) -> Vec<Change> {
        let Some(end) = self.lost_below(author, &writer) else { return Vec::new() };
        let Some(track) = self.tracks.get_mut(&writer) else { return Vec::new() };
        let end = end.min(track.feed.size());
        let held: Vec<u32> = seqs.iter().copied().filter(|seq| *seq < end).collect();
        track.erased.extend(held.iter().copied().filter(|seq| track.missing.contains(seq)));
        let away = |seq| Change::DropBody { writer, seq, away: Away::Erased };
        held.into_iter().map(away).collect()
    }
}

/// What a statement erases of another log.
fn elsewhere(statement: &Statement) -> Option<Erase> {
    if statement.kind() != Kind::Erase {
        return None;
    }
    match Content::read(Kind::Erase, statement.body()?) {
        Ok(Content::Erase(erase)) => erase.log.is_some().then_some(erase),
        Ok(_) | Err(_) => None,
    }
}
