//! What takes something back beyond a gap. It is truly signed and counts, whoever withholds what lies between;
//! so it is kept until the feed has come up to it, and with it that the feed is longer than what is held.
//!
//! Nobody may hold what lies between, so it is passed on like all else, and an author whose disk was put back
//! hears of it too. Source: `spec/gossip.md` §5, `spec/status.md` §4.

use std::collections::BTreeMap;

use crate::feed::{Cause, ForkProof, Short};
use crate::identity::{Did, PublicKey};
use crate::limits::{AHEAD_MAX, AHEAD_OF_STRANGERS_MAX, GAP_BURST, GAPS_PER_MINUTE};
use crate::statement::{Header, Statement};
use crate::time::Timestamp;

use super::super::{Change, Effect};
use super::aside::is_large;
use super::intake::Taken;
use super::peer::Bucket;
use super::{Engine, Turn};

impl Engine {
    /// A signed entry does not follow what is held: it lies beside its feed, or beyond what is held of it.
    pub(super) fn or_beyond(
        &mut self,
        statement: &Statement,
        otherwise: Taken,
        turn: &mut Turn,
    ) -> Taken {
        match self.goes_aside(statement.header(), statement.body().is_some()) {
            true => self.set_aside(statement, turn),
            false => self.beyond_gap(statement, otherwise, turn),
        }
    }

    /// A signed entry came before what lies between it and what is held of its feed, or of another version
    /// than that. Answers what becomes of it, or what else would where it takes nothing back.
    fn beyond_gap(&mut self, statement: &Statement, otherwise: Taken, turn: &mut Turn) -> Taken {
        let calm = self.is_calm_gap(statement.writer(), turn.now);
        self.note_longer(statement, calm, turn);
        if statement.kind().takes_back() && statement.body().is_some() {
            return self.keep_ahead(statement, calm, turn);
        }
        if otherwise == Taken::Gap && !calm { Taken::Later } else { otherwise }
    }

    /// Whether an entry beyond a gap is one of so many as a writer may have noted and passed on.
    fn is_calm_gap(&mut self, writer: PublicKey, now: Timestamp) -> bool {
        let bucket = || Bucket::a_minute(GAP_BURST, GAPS_PER_MINUTE, now);
        self.gap_pace.entry(writer).or_insert_with(bucket).take(now)
    }

    /// A feed is longer than what is held of it, which is stored: so often as is calm, and at any time where
    /// nothing was known to be missing or twice as much is told. Else whoever has a key had each of its numbers
    /// written down. What is not noted comes once the feed has come up to what is, as the next then shows a gap.
    fn note_longer(&mut self, statement: &Statement, calm: bool, turn: &mut Turn) {
        let (writer, told) = (statement.writer(), statement.seq().saturating_add(1));
        let track = self.track(writer);
        let whole = track.seen <= track.feed.size();
        if told <= track.seen || !(calm || whole || told >= track.seen.saturating_mul(2)) {
            return;
        }
        (track.seen, track.short) = (told, told);
        let short = Short { size: told, cause: Cause::Gap };
        turn.append(Change::Short { writer, short });
    }

    /// Keeps it where it is one of the nearest of its feed. What somebody forwards drives another one out so
    /// often as is calm; whoever is asked for what is lacked tells the nearest all the same.
    fn keep_ahead(&mut self, statement: &Statement, calm: bool, turn: &mut Turn) -> Taken {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(author) = self.author(&writer) else { return Taken::Later };
        let held = self.ahead.get(&writer);
        if let Some(other) = held.and_then(|held| held.get(&seq)) {
            if other.id() == statement.id() {
                return Taken::Known;
            }
            if let Ok(proof) = ForkProof::make(other, statement) {
                self.adopt(&proof, turn);
                self.set_aside(statement, turn);
            }
            return Taken::Ahead;
        }
        let beyond = if calm { Taken::Ahead } else { Taken::Refused };
        let full = held.filter(|held| held.len() >= AHEAD_MAX);
        let last = full.and_then(|held| held.keys().next_back().copied());
        let nearest = last.is_none_or(|last| seq < last);
        let room = self.room_ahead(&author, (writer, last), statement.header());
        let Some(room) = room.filter(|_| nearest && self.may_hold(statement)) else {
            self.unkept(statement.header(), statement.id());
            return beyond;
        };
        if room.is_some() && turn.heard && !calm {
            return beyond;
        }
        self.ahead.entry(writer).or_default().insert(seq, statement.without_body());
        turn.append(Change::Ahead(statement.clone()));
        if let Some((writer, seq)) = room {
            self.drop_ahead(writer, seq, turn);
        }
        self.digest_told(writer);
        Taken::Ahead
    }

    /// What goes for an entry, if anything; nothing at all where there is no room. The last of its own feed
    /// does where that has so many; where strangers have all their places, the last of whoever has the most
    /// of them, so that nobody keeps them from who comes later.
    fn room_ahead(
        &self,
        author: &Did,
        (writer, last): (PublicKey, Option<u32>),
        header: &Header,
    ) -> Option<Option<(PublicKey, u32)>> {
        if let Some(last) = last {
            return (self.is_known(author) || !is_large(header)).then_some(Some((writer, last)));
        }
        if self.is_known(author) {
            return Some(None);
        }
        if is_large(header) {
            return None;
        }
        let known = |writer: &PublicKey| self.author(writer).is_some_and(|did| self.is_known(&did));
        let strangers = || self.ahead.iter().filter(|(writer, _)| !known(writer));
        if strangers().map(|(_, held)| held.len()).sum::<usize>() < AHEAD_OF_STRANGERS_MAX {
            return Some(None);
        }
        let own = self.ahead.get(&writer).map_or(0, BTreeMap::len);
        let (most, held) = strangers().max_by_key(|(_, held)| held.len())?;
        let last = held.keys().next_back()?;
        (held.len() > own.saturating_add(1)).then_some(Some((*most, *last)))
    }

    /// A successor cut a writer off: what was seen at or above that counts for nobody.
    pub(super) fn let_go_ahead(&mut self, writer: PublicKey, turn: &mut Turn) {
        let Some(cut) = self.ring.cut_at(&writer) else { return };
        let held = self.ahead.get(&writer).into_iter();
        let above: Vec<u32> =
            held.flat_map(|held| held.range(cut..)).map(|(seq, _)| *seq).collect();
        above.into_iter().for_each(|seq| self.drop_ahead(writer, seq, turn));
    }

    fn drop_ahead(&mut self, writer: PublicKey, seq: u32, turn: &mut Turn) {
        let Some(held) = self.ahead.get_mut(&writer) else { return };
        held.remove(&seq);
        if held.is_empty() {
            self.ahead.remove(&writer);
        }
        turn.append(Change::CaughtUp { writer, seq });
        self.digest_told(writer);
    }

    /// A feed is held so far as the store remembers that it goes: it need not any more.
    pub(super) fn came_up(&mut self, writer: PublicKey, turn: &mut Turn) {
        let Some(track) = self.tracks.get_mut(&writer) else { return };
        if track.short > 0 && track.feed.size() >= track.short {
            track.short = 0;
            // What was told came: so does what is told next.
            self.gap_pace.remove(&writer);
            turn.append(Change::Whole { writer });
        }
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
            // Its header alone takes nothing from what is held whole: that goes once the body has come.
            Err(_) if statement.body().is_none() => {}
            Err(_) => self.is_ahead_no_more(&seen, turn),
        }
    }

    /// What the store holds of a feed is another stretch of it: what lies in that is not ahead of it.
    pub(super) fn came_up_anew(&mut self, writer: PublicKey, turn: &mut Turn) {
        let track = self.tracks.get(&writer);
        let size = track.map_or(0, |track| track.feed.size());
        let lacks = |seq: &u32| track.is_some_and(|track| track.missing.contains(seq));
        let held = self.ahead.get(&writer).into_iter().flatten();
        let below = held.filter(|(seq, _)| **seq < size && !lacks(seq));
        let below: Vec<Statement> = below.map(|(_, seen)| seen.clone()).collect();
        below.iter().for_each(|seen| self.is_ahead_no_more(seen, turn));
    }

    /// This entry is held elsewhere.
    pub(super) fn is_ahead_no_more(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, seq) = (statement.writer(), statement.seq());
        let seen = self.ahead.get(&writer).and_then(|held| held.get(&seq));
        if seen.is_some_and(|seen| seen.id() == statement.id()) {
            self.drop_ahead(writer, seq, turn);
        }
    }

    /// The greatest number of a feed that was seen so.
    pub(super) fn furthest_ahead(&self, writer: &PublicKey) -> Option<u32> {
        self.ahead.get(writer)?.keys().next_back().copied()
    }
}
