//! What takes something back beyond a gap. It is truly signed and counts, whoever withholds what lies between;
//! so it is kept until the feed has come up to it, and with it that the feed is longer than what is held.
//!
//! Nobody is told of it by catch-ups: who holds the feed has it there. Source: `spec/gossip.md` §5,
//! `spec/status.md` §4.

use crate::feed::{ForkProof, Quota, Short};
use crate::identity::{Did, PublicKey};
use crate::limits::{AHEAD_MAX, AHEAD_OF_STRANGERS_MAX, ASIDE_BYTES};
use crate::statement::{Header, Statement};

use super::super::{Change, Effect};
use super::intake::weight;
use super::{Engine, Turn};

impl Engine {
    /// A signed entry came before what lies between it and what is held of its feed.
    pub(super) fn beyond_gap(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, told) = (statement.writer(), statement.seq().saturating_add(1));
        let track = self.track(writer);
        if told > track.seen {
            track.seen = told;
            let short = Short { size: told, quota: Quota::Gap };
            turn.append(Change::Short { writer, short });
        }
        if statement.kind().takes_back() && statement.body().is_some() {
            self.keep_ahead(statement, turn);
        }
    }

    /// Keeps it where it is one of the nearest of its feed.
    fn keep_ahead(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(author) = self.author(&writer) else { return };
        let fits = Self::passes(&author, statement) && self.fits_ahead(&author, statement.header());
        let held = self.ahead.get(&writer);
        if let Some(other) = held.and_then(|held| held.get(&seq)) {
            if let Ok(proof) = ForkProof::make(other, statement) {
                self.adopt(&proof, turn);
                self.set_aside(statement, turn);
            }
            return;
        }
        let full = held.filter(|held| held.len() >= AHEAD_MAX);
        let last = full.and_then(|held| held.keys().next_back().copied());
        if !fits || last.is_some_and(|last| last < seq) {
            return;
        }
        let held = self.ahead.entry(writer).or_default();
        held.insert(seq, statement.without_body());
        turn.append(Change::Ahead(statement.clone()));
        if let Some(seq) = last {
            held.remove(&seq);
            turn.append(Change::CaughtUp { writer, seq });
        }
    }

    fn fits_ahead(&self, author: &Did, header: &Header) -> bool {
        let small = usize::try_from(weight(header)).is_ok_and(|bytes| bytes <= ASIDE_BYTES);
        let all = || self.ahead.values().map(|held| held.len()).sum::<usize>();
        self.is_in_scope(author) || (small && all() < AHEAD_OF_STRANGERS_MAX)
    }

    /// A feed has come up to this number. Another entry under it than the one seen before is a fork.
    pub(super) fn comes_up_to(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(seen) = self.ahead.get(&writer).and_then(|held| held.get(&seq)).cloned() else {
            return;
        };
        match ForkProof::make(statement, &seen) {
            Ok(proof) => {
                self.adopt(&proof, turn);
                // It lies beside the feed from now on, also where a lower fork was known.
                turn.push(Effect::Removals { writer, from: seq });
            }
            Err(_) => self.is_ahead_no_more(&seen, turn),
        }
    }

    /// What the store holds of a feed is another stretch of it: what lies in that is not ahead of it.
    pub(super) fn came_up_anew(&mut self, writer: PublicKey, turn: &mut Turn) {
        let size = self.tracks.get(&writer).map_or(0, |track| track.feed.size());
        let held = self.ahead.get(&writer).into_iter().flatten();
        let below: Vec<Statement> =
            held.filter(|(seq, _)| **seq < size).map(|(_, seen)| seen.clone()).collect();
        below.iter().for_each(|seen| self.is_ahead_no_more(seen, turn));
    }

    /// This entry is held elsewhere.
    pub(super) fn is_ahead_no_more(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(held) = self.ahead.get_mut(&writer) else { return };
        if held.get(&seq).is_none_or(|seen| seen.id() != statement.id()) {
            return;
        }
        held.remove(&seq);
        if held.is_empty() {
            self.ahead.remove(&writer);
        }
        turn.append(Change::CaughtUp { writer, seq });
    }

    /// The greatest number of a feed that was seen so.
    pub(super) fn furthest_ahead(&self, writer: &PublicKey) -> Option<u32> {
        self.ahead.get(writer)?.keys().next_back().copied()
    }
}
