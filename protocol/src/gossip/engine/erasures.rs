//! What an author erased of another log of theirs, whose key may be lost. Source: `spec/gossip.md` §5.
//!
//! Either may come first, the erasure or the entry that it names. So when one of the two is new the
//! store is asked for the erasures that name the log.

use crate::feed::KeyLog;
use crate::identity::PublicKey;
use crate::statement::{Content, Kind, Retention, Statement};

use super::super::{Away, Change, Effect};
use super::{Engine, Turn};

impl Engine {
    /// Notes that an entry, or the body of one, is new, if that may bring an erasure to bear.
    pub(super) fn erasure_may_bear(&self, statement: &Statement, turn: &mut Turn) {
        let writer = statement.writer();
        if statement.kind() == Kind::Erase {
            let content = statement.body().map(|body| Content::read(Kind::Erase, body));
            if let Some(Ok(Content::Erase(erase))) = content {
                turn.erased.extend(erase.log);
            }
        } else if statement.header().ret == Retention::Erasable
            && self.siblings(&writer).next().is_some()
        {
            turn.erased.insert(writer);
        }
    }

    /// Asks for the erasures of what changed, once it is stored.
    pub(super) fn look_for_erasures(&self, turn: &mut Turn) {
        for log in std::mem::take(&mut turn.erased) {
            turn.effects.extend(self.erasures_effect(log));
        }
    }

    /// What to look up at start: who was stopped after it heard of an erasure may not have come so far.
    pub fn erasures_to_look_up(&self) -> impl Iterator<Item = Effect> + '_ {
        self.tracks.keys().filter_map(|log| self.erasures_effect(*log))
    }

    fn erasures_effect(&self, log: PublicKey) -> Option<Effect> {
        let by: Vec<PublicKey> = self.siblings(&log).collect();
        let held = self.tracks.get(&log).is_some_and(|track| track.feed.size() > 0);
        (held && !by.is_empty()).then_some(Effect::Erasures { log, by })
    }

    /// The other writers of whose log it is.
    fn siblings(&self, log: &PublicKey) -> impl Iterator<Item = PublicKey> + use<> {
        let author = self.author(log).and_then(|did| self.ring.log(&did));
        let writers = author.map(KeyLog::writers).unwrap_or_default();
        let log = *log;
        writers.into_keys().filter(move |writer| *writer != log)
    }

    /// Drops the bodies that erasures of its author name in a log.
    pub(super) fn erased_in(&mut self, writer: PublicKey, seqs: Vec<u32>, turn: &mut Turn) {
        let Some(track) = self.tracks.get_mut(&writer) else { return };
        track.erased.extend(seqs.iter().copied().filter(|seq| track.missing.contains(seq)));
        let away = |seq| Change::DropBody { writer, seq, away: Away::Erased };
        let changes: Vec<Change> = seqs.into_iter().map(away).collect();
        if !changes.is_empty() {
            turn.push(Effect::Append(changes));
        }
    }
}
