//! What an author erased of a log of theirs whose key is lost, or of an identity that they came after.
//! Source: `spec/gossip.md` §5.
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

/// The log in which something is erased, after whose it is where that is a former identity of who erases.
type Whose = (Option<Did>, PublicKey);

/// Erasures of one log, by where each stands: what they name.
type OfLog = BTreeMap<(PublicKey, u32), Box<[u32]>>;

/// Erasures of other logs: by whose they are, then by the log that they name.
#[derive(Debug, Default)]
pub(super) struct Erasures(BTreeMap<Did, BTreeMap<Whose, OfLog>>);

impl Erasures {
    /// Keeps one in mind, if it names another log and there are not too many of it.
    fn keep(&mut self, author: Did, (by, seq): (PublicKey, u32), erase: Erase) {
        let Some(log) = erase.log else { return };
        let of_log = self.0.entry(author).or_default().entry((erase.of, log)).or_default();
        if of_log.len() < ERASURES_OF_LOG_MAX {
            of_log.insert((by, seq), erase.seqs.into_boxed_slice());
        }
    }

    /// Those of one author in one log.
    fn in_log(
        &self,
        author: &Did,
        whose: &Whose,
    ) -> impl Iterator<Item = (&(PublicKey, u32), &[u32])> {
        let in_log = self.0.get(author).and_then(|logs| logs.get(whose)).into_iter().flatten();
        in_log.map(|(place, seqs)| (place, &**seqs))
    }

    /// All of one author.
    fn of(&self, author: &Did) -> impl Iterator<Item = (Whose, (PublicKey, u32), &[u32])> {
        let all = self.0.get(author).into_iter().flatten();
        all.flat_map(|(whose, of_log)| of_log.iter().map(|(place, seqs)| (*whose, *place, &**seqs)))
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
        if let Some((log, erase)) = elsewhere(statement) {
            self.erasures.keep(author, (writer, seq), erase.clone());
            let mut changes = vec![Change::Erases { writer, seq }];
            if self.erases(&writer, seq) {
                changes.extend(self.drops(&author, (erase.of, log), &erase.seqs));
            }
            return changes;
        }
        let named = statement.header().ret == Retention::Erasable
            && self.lost_below(&author, &writer).is_some_and(|end| seq < end)
            && self.is_erased(&author, &writer, seq);
        let track = self.tracks.get_mut(&writer).filter(|_| named);
        let gone = track.map(|track| {
            track.missing.remove(seq);
            Change::DropBody { writer, seq, away: Away::Erased }
        });
        gone.into_iter().collect()
    }

    /// Whether an entry of a log is erased by its author, or by whoever came after them.
    fn is_erased(&self, author: &Did, log: &PublicKey, seq: u32) -> bool {
        self.ring.line(author).iter().any(|speaker| {
            let whose = ((speaker != author).then_some(*author), *log);
            let mut said = self.erasures.in_log(speaker, &whose);
            said.any(|((by, at), seqs)| self.erases(by, *at) && seqs.binary_search(&seq).is_ok())
        })
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
        self.erase_where(&author, |(_, log), by| *log == writer || *by == writer, turn);
    }

    /// Somebody came after an identity, whose own logs are closed by that: what they erased of those before it
    /// goes, too.
    pub(super) fn erased_by_heirs(&mut self, did: &Did, turn: &mut Turn) {
        self.erase_where(did, |(of, _), _| of.is_some_and(|of| of != *did), turn);
    }

    /// Drops what an identity and whoever came after it erased, as far as it is asked for and counts.
    fn erase_where(
        &mut self,
        did: &Did,
        asked: impl Fn(&Whose, &PublicKey) -> bool,
        turn: &mut Turn,
    ) {
        let mut found: Vec<(Did, Whose, Box<[u32]>)> = Vec::new();
        for speaker in self.ring.line(did) {
            let all = self.erasures.of(&speaker);
            let concerned =
                all.filter(|(whose, (by, seq), _)| asked(whose, by) && self.erases(by, *seq));
            found.extend(concerned.map(|(whose, _, seqs)| (speaker, whose, seqs.into())));
        }
        for (speaker, whose, seqs) in found {
            let changes = self.drops(&speaker, whose, &seqs);
            if !changes.is_empty() {
                turn.push(Effect::Append(changes));
            }
        }
    }

    /// Whether what stands there erases in other logs: below its own log's close, cut-off and fork.
    /// Whoever has a key that its owner gave up must not reach into the other logs.
    fn erases(&self, by: &PublicKey, seq: u32) -> bool {
        let closed = self.closed_at(by).is_none_or(|closed| seq < closed);
        closed && self.fork(by).is_none_or(|fork| seq < fork.seq())
    }

    /// Below which number a log of this author is given up; nothing of one that goes on, and nothing of one
    /// that speaks for somebody else too: whoever stole its key could let another identity reach into it.
    fn lost_below(&self, author: &Did, log: &PublicKey) -> Option<u32> {
        let alone = !self.ring.is_shared(log) && self.ring.author(log) == Some(*author);
        alone.then(|| self.closed_at(log)).flatten()
    }

    /// The changes that drop what somebody erases of a log that is given up: of their own, or of an identity
    /// that they came after.
    fn drops(&mut self, by: &Did, (of, writer): Whose, seqs: &[u32]) -> Vec<Change> {
        let author = of.filter(|of| self.ring.came_after(by, of)).or(of.is_none().then_some(*by));
        let end = author.and_then(|author| self.lost_below(&author, &writer));
        let Some(end) = end else { return Vec::new() };
        let Some(track) = self.tracks.get_mut(&writer) else { return Vec::new() };
        let end = end.min(track.feed.size());
        let held: Vec<u32> = seqs.iter().copied().filter(|seq| *seq < end).collect();
        track.erased.extend(held.iter().copied().filter(|seq| track.missing.contains(seq)));
        let away = |seq| Change::DropBody { writer, seq, away: Away::Erased };
        held.into_iter().map(away).collect()
    }
}

/// What a statement erases of another log, and of which.
fn elsewhere(statement: &Statement) -> Option<(PublicKey, Erase)> {
    if statement.kind() != Kind::Erase {
        return None;
    }
    match Content::read(Kind::Erase, statement.body()?) {
        Ok(Content::Erase(erase)) => Some((erase.log?, erase)),
        Ok(_) | Err(_) => None,
    }
}
