//! What takes something back at or above a fork or a close: it counts all the same, on either branch, so
//! whoever does not hold it in the feed keeps it beside the feed.
//!
//! Of a writer those of the least ids are kept, and what a branch that is held says is put there as
//! well: so all who can hear each other end with the same. Source: `spec/gossip.md` §6.

use std::collections::BTreeSet;

use crate::canon::hash::Hash;
use crate::feed::ForkProof;
use crate::identity::{Did, PublicKey};
use crate::limits::{ASIDE_BYTES, ASIDE_LARGE_MAX, ASIDE_MAX};
use crate::statement::{Content, Header, Kind, Retention, Sealed, Statement};

use super::super::{Away, Change, Effect, Fault};
use super::intake::{Taken, weight};
use super::{Engine, Turn};

/// Whether an entry is one of those of which a stranger has none, and anybody few, kept beside a feed.
#[must_use]
pub fn is_large(header: &Header) -> bool {
    usize::try_from(weight(header)).is_ok_and(|bytes| bytes > ASIDE_BYTES)
}

impl Engine {
    /// Whether an entry that its feed does not take may be kept beside it, by all that costs nothing.
    pub(super) fn goes_aside(&self, header: &Header, has_body: bool) -> bool {
        header.kind.takes_back() && has_body && self.lies_beside(&header.writer, header.seq)
    }

    /// Whether a number is at or above the fork or the close of a feed, and no successor cut the writer off
    /// below it: from there on whoever stole the key takes back nothing.
    pub(super) fn lies_beside(&self, writer: &PublicKey, seq: u32) -> bool {
        let cut = self.ring.cut_at(writer);
        self.ends_at(writer).is_some_and(|end| end <= seq) && cut.is_none_or(|cut| seq < cut)
    }

    /// Where a feed ends for everything that its author would gain: its fork or its close, of several authors
    /// the first. That of an identity of this node may go on above its close, and ends there all the same.
    fn ends_at(&self, writer: &PublicKey) -> Option<u32> {
        let fork = self.fork(writer).map(ForkProof::seq);
        fork.into_iter().chain(self.ring.first_close(writer)).min()
    }

    /// The feeds of which more is held than to their end, and where that is: what they take back above it
    /// is to be kept beside them too, see [`Effect::Removals`].
    pub fn cut_short(&self) -> impl Iterator<Item = (PublicKey, u32)> + '_ {
        self.tracks.keys().filter_map(|writer| {
            let from = self.goes_on_above(writer).or_else(|| self.is_ahead_of_end(writer));
            Some((*writer, from?))
        })
    }

    /// Where a feed ends that is held further, and of which anything above may count.
    fn goes_on_above(&self, writer: &PublicKey) -> Option<u32> {
        let held = self.tracks.get(writer)?.feed.size();
        self.ends_at(writer).filter(|end| *end < held && self.lies_beside(writer, *end))
    }

    /// The ids of what is kept beside a feed, in order. What came before a higher close was heard may lie
    /// below that: it comes with the feed.
    pub(super) fn beside(&self, writer: &PublicKey) -> impl Iterator<Item = &Hash> {
        let held = self.aside.get(writer).into_iter().flatten();
        held.filter(|(_, seq)| self.lies_beside(writer, **seq)).map(|(id, _)| id)
    }

    /// A feed is closed, or was closed higher, or a successor cut it off elsewhere.
    pub(super) fn ends_anew(&mut self, writer: PublicKey, turn: &mut Turn) {
        self.let_go(writer, turn);
        self.let_go_ahead(writer, turn);
        self.erased_by_close(writer, turn);
        let from = self.goes_on_above(&writer).or_else(|| self.is_ahead_of_end(&writer));
        if let Some(from) = from {
            turn.push(Effect::Removals { writer, from });
        }
    }

    /// Where a feed ends of which something was seen above that before what lies between.
    fn is_ahead_of_end(&self, writer: &PublicKey) -> Option<u32> {
        let furthest = self.furthest_ahead(writer)?;
        self.ends_at(writer).filter(|end| *end <= furthest)
    }

    /// Keeps no more beside a feed what lies there no more: it would take places of what does.
    fn let_go(&mut self, writer: PublicKey, turn: &mut Turn) {
        let held = self.aside.get(&writer).into_iter().flatten();
        let gone = held.filter(|(_, seq)| !self.lies_beside(&writer, **seq));
        let ids: Vec<Hash> = gone.map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return;
        }
        self.recounted(writer, |engine| {
            if let Some(held) = engine.aside.get_mut(&writer) {
                held.retain(|id, _| !ids.contains(id));
            }
        });
        ids.iter().for_each(|id| self.is_beside_no_more(&writer, id));
        self.digest_told(writer);
        turn.append(Change::LetGo { writer, ids });
    }

    /// A statement of an identity of this node that does not follow what is held of the feed: where it lies
    /// above its close others keep it beside the feed, and so does this node.
    pub(super) fn or_beside(
        &mut self,
        statement: &Statement,
        otherwise: Taken,
        turn: &mut Turn,
    ) -> Taken {
        match self.goes_aside(statement.header(), statement.body().is_some()) {
            true => self.set_aside(statement, turn),
            false => otherwise,
        }
    }

    /// An entry for which [`Engine::goes_aside`] holds, which is looked at before it is known to be signed.
    pub(super) fn take_aside(&mut self, author: &Did, sealed: Sealed, turn: &mut Turn) -> Taken {
        let writer = sealed.header().writer;
        if self.aside.get(&writer).is_some_and(|held| held.contains_key(&sealed.id())) {
            return Taken::Known;
        }
        if !self.fits_aside(author, sealed.header(), &sealed.id()) {
            self.unkept(sealed.header(), sealed.id());
            return Taken::Refused;
        }
        match sealed.open() {
            Ok(statement) => self.set_aside(&statement, turn),
            Err(_) => Taken::Bad(Fault::BadSignature),
        }
    }

    fn fits_aside(&self, author: &Did, header: &Header, id: &Hash) -> bool {
        let large = self.large.get(&header.writer);
        let full = large.filter(|held| held.len() >= ASIDE_LARGE_MAX);
        let least = full.and_then(BTreeSet::last).is_none_or(|last| id < last);
        (!is_large(header) || (self.is_known(author) && least))
            && self.has_feed_place(author, &header.writer)
            && self.has_room_to_warn(author, ASIDE_BYTES)
    }

    /// What the store has of a feed at and above its fork or close.
    pub(super) fn set_all_aside(
        &mut self,
        writer: PublicKey,
        entries: Vec<Statement>,
        turn: &mut Turn,
    ) {
        for entry in entries.into_iter().filter(|entry| entry.writer() == writer) {
            self.set_aside(&entry, turn);
        }
    }

    /// Keeps a signed entry beside its feed, if it is one for there.
    pub(super) fn set_aside(&mut self, statement: &Statement, turn: &mut Turn) -> Taken {
        let (writer, id) = (statement.writer(), statement.id());
        let Some(author) = self.author(&writer) else { return Taken::Later };
        let fits = self.goes_aside(statement.header(), statement.body().is_some())
            && self.fits_aside(&author, statement.header(), &id)
            && self.may_hold(statement);
        if self.aside.get(&writer).is_some_and(|held| held.contains_key(&id)) {
            return Taken::Known;
        }
        if fits {
            self.let_go(writer, turn);
        }
        let held = self.aside.get(&writer);
        let full = held.filter(|held| held.len() >= ASIDE_MAX);
        if !fits || full.is_some_and(|held| held.keys().next_back().is_some_and(|last| *last < id))
        {
            if self.goes_aside(statement.header(), statement.body().is_some()) {
                self.unkept(statement.header(), id);
            }
            return Taken::Refused;
        }
        let mut out = Vec::new();
        let goes = self.makes_large_room(statement);
        self.recounted(writer, |engine| {
            let held = engine.aside.entry(writer).or_default();
            held.retain(|id, _| !goes.contains(id));
            held.insert(id, statement.seq());
            while held.len() > ASIDE_MAX {
                out.extend(held.pop_last());
            }
        });
        let out = out.iter().map(|(id, _)| id).chain(&goes);
        out.for_each(|id| self.is_beside_no_more(&writer, id));
        if self.fork(&writer).is_none() {
            self.digest_told(writer);
        }
        let mut changes = Vec::new();
        if !goes.is_empty() {
            changes.push(Change::LetGo { writer, ids: goes });
        }
        changes.push(Change::Aside(statement.clone()));
        changes.extend(self.erased_below(statement));
        turn.push(Effect::Append(changes));
        self.is_ahead_no_more(statement, turn);
        Taken::New
    }

    /// Whether an erasure beside a feed names this entry of it, below the fork and the close.
    pub(super) fn is_withdrawn(&self, statement: &Statement) -> bool {
        let (writer, seq) = (statement.writer(), statement.seq());
        statement.header().ret == Retention::Erasable
            && self
                .withdrawn
                .get(&writer)
                .is_some_and(|said| said.values().any(|named| named.binary_search(&seq).is_ok()))
            && self.ends_at(&writer).is_some_and(|end| seq < end)
    }

    /// Counts a large entry among those that are kept; answers which of them go for it.
    fn makes_large_room(&mut self, statement: &Statement) -> Vec<Hash> {
        if !is_large(statement.header()) {
            return Vec::new();
        }
        let held = self.large.entry(statement.writer()).or_default();
        held.insert(statement.id());
        let over = held.len().saturating_sub(ASIDE_LARGE_MAX);
        held.iter().rev().take(over).copied().collect()
    }

    /// An entry is kept beside its feed no more: of an erasure nothing is remembered of what it names.
    fn is_beside_no_more(&mut self, writer: &PublicKey, id: &Hash) {
        if let Some(held) = self.large.get_mut(writer) {
            held.remove(id);
            if held.is_empty() {
                self.large.remove(writer);
            }
        }
        let Some(said) = self.withdrawn.get_mut(writer) else { return };
        said.remove(id);
        if said.is_empty() {
            self.withdrawn.remove(writer);
        }
    }

    /// Which missing bodies erasures beside their feeds name: at start.
    pub(super) fn withdraw(&mut self) {
        let named = self.withdrawn.iter().flat_map(|(writer, said)| {
            let end = self.ends_at(writer).unwrap_or(0);
            let seqs = said.values().flatten().filter(move |seq| **seq < end);
            seqs.map(|seq| (*writer, *seq))
        });
        for (writer, seq) in named.collect::<Vec<_>>() {
            let track = self.tracks.get_mut(&writer);
            if let Some(track) = track.filter(|track| track.missing.contains(&seq)) {
                track.erased.insert(seq);
            }
        }
    }

    /// What an erasure names below the fork, where both branches are one, or below the close.
    fn erased_below(&mut self, statement: &Statement) -> Vec<Change> {
        let writer = statement.writer();
        let (kind, Some(body)) = (statement.kind(), statement.body()) else { return Vec::new() };
        if kind != Kind::Erase {
            return Vec::new();
        }
        let below = self.ends_at(&writer).unwrap_or(0);
        let Ok(Content::Erase(erase)) = Content::read(kind, body) else { return Vec::new() };
        let named = erase.named(&writer, &writer).iter().copied();
        // What is not held yet may come after it, as a newcomer is told what lies beside a feed first.
        let said = self.withdrawn.entry(writer).or_default();
        said.insert(statement.id(), named.clone().collect());
        let Some(track) = self.tracks.get_mut(&writer) else { return Vec::new() };
        let below = below.min(track.feed.size());
        let seqs: Vec<u32> = named.filter(|seq| *seq < below).collect();
        track.erased.extend(seqs.iter().copied().filter(|seq| track.missing.contains(seq)));
        seqs.into_iter().map(|seq| Change::DropBody { writer, seq, away: Away::Erased }).collect()
    }
}
