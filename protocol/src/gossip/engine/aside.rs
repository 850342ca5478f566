//! What takes something back at or above a fork: it counts on either branch, so whoever holds the one
//! keeps it of the other too, beside the feed.
//!
//! Of a writer those of the least ids are kept, and what a branch that is held says is put there as
//! well: so all who can hear each other end with the same. Source: `spec/gossip.md` §6.

use crate::feed::ForkProof;
use crate::identity::{Did, PublicKey};
use crate::limits::{ASIDE_BYTES, ASIDE_MAX};
use crate::statement::{Content, Header, Kind, Sealed, Statement};

use super::super::{Away, Change, Effect, Fault};
use super::intake::{Taken, weight};
use super::{Engine, Turn};

impl Engine {
    /// Whether an entry that its feed does not take may be kept beside it, by all that costs nothing.
    pub(super) fn goes_aside(&self, header: &Header, has_body: bool) -> bool {
        let (writer, seq) = (header.writer, header.seq);
        let forked = self.fork(&writer).is_some_and(|fork| fork.seq() <= seq);
        let open = self.closed_at(&writer).is_none_or(|closed| seq < closed);
        header.kind.takes_back() && has_body && forked && open
    }

    /// An entry for which [`Engine::goes_aside`] holds.
    pub(super) fn take_aside(&mut self, author: &Did, sealed: Sealed, turn: &mut Turn) -> Taken {
        let writer = sealed.header().writer;
        if self.aside.get(&writer).is_some_and(|held| held.contains(&sealed.id())) {
            return Taken::Known;
        }
        if !self.fits_aside(author, sealed.header()) {
            return Taken::Refused;
        }
        match sealed.open() {
            Ok(statement) => self.set_aside(&statement, turn),
            Err(_) => Taken::Bad(Fault::BadSignature),
        }
    }

    fn fits_aside(&self, author: &Did, header: &Header) -> bool {
        let small = usize::try_from(weight(header)).is_ok_and(|bytes| bytes <= ASIDE_BYTES);
        (small || self.is_in_scope(author)) && self.has_room_to_warn(author, ASIDE_BYTES)
    }

    /// What the store has of a forked feed at and above its fork.
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
            && self.fits_aside(&author, statement.header())
            && Self::passes(&author, statement);
        let held = self.aside.get(&writer);
        if held.is_some_and(|held| held.contains(&id)) {
            return Taken::Known;
        }
        let full = held.filter(|held| held.len() >= ASIDE_MAX);
        if !fits || full.is_some_and(|held| held.last().is_some_and(|last| *last < id)) {
            return Taken::Refused;
        }
        self.recounted(writer, |engine| {
            let held = engine.aside.entry(writer).or_default();
            held.insert(id);
            while held.len() > ASIDE_MAX {
                held.pop_last();
            }
        });
        let mut changes = vec![Change::Aside(statement.clone())];
        changes.extend(self.erased_below(statement));
        turn.push(Effect::Append(changes));
        self.erasure_may_bear(statement, turn);
        Taken::New
    }

    /// What an erasure names below the fork, where both branches are one.
    fn erased_below(&mut self, statement: &Statement) -> Vec<Change> {
        let writer = statement.writer();
        let (kind, Some(body)) = (statement.kind(), statement.body()) else { return Vec::new() };
        let below = self.fork(&writer).map_or(0, ForkProof::seq);
        let Some(track) = self.tracks.get_mut(&writer) else { return Vec::new() };
        let below = below.min(track.feed.size());
        let Ok(Content::Erase(erase)) = Content::read(kind, body) else { return Vec::new() };
        debug_assert!(kind == Kind::Erase, "its content says so");
        let named = erase.named(&writer, &writer).iter().copied();
        let seqs: Vec<u32> = named.filter(|seq| *seq < below).collect();
        track.erased.extend(seqs.iter().copied().filter(|seq| track.missing.contains(seq)));
        seqs.into_iter().map(|seq| Change::DropBody { writer, seq, away: Away::Erased }).collect()
    }
}
