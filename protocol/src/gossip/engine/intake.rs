//! Taking items in, whoever brought them.
//!
//! Cheap checks first: known author, not closed, not frozen, the right number; then the
//! signature; then the tree; then the gate for bodies.

use std::collections::BTreeMap;

use crate::canon::hash::Hash;
use crate::feed::{AppendError, ForkProof, KeyEvent};
use crate::identity::{Did, PublicKey};
use crate::limits::{FEED_BYTES_MAX, FEED_ENTRIES_MAX, FORK_PROOF_BYTES_MAX, HEADER_BYTES_MAX};
use crate::statement::{Content, Header, Kind, Retention, Sealed, Statement, gate};

use super::super::{
    Away, Change, Effect, Fault, Item, Lane, LooseBody, Notice, Peer, message::Unpacked,
};
use super::{Engine, Track, Turn, probe::settled, ready::Opened};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Held now, and was not before.
    New,
    /// An entry is held now without the body that came: the gate refused it.
    Bare,
    /// Held already, or being compared with what is held.
    Known,
    /// Truly signed, but entries before it are missing.
    Gap,
    /// Truly signed, and something is taken back by it: kept until what lies before it came, where it is one of
    /// those that are.
    Ahead,
    /// Of a writer whom nobody names yet; who that is, is asked.
    Stranger,
    /// Not now: its author is not known, its time has not come, or its tree does not fit ours.
    Later,
    /// Never: beyond a close or a fork, or against the order of its own feed.
    Refused,
    /// Not while this node's own quotas are what they are.
    Full,
    /// It should not have been passed on.
    Bad(Fault),
}

impl Taken {
    /// Whether it is held here now.
    pub(super) fn is_held(self) -> bool {
        match self {
            Self::New | Self::Known => true,
            Self::Bare | Self::Gap | Self::Ahead | Self::Stranger => false,
            Self::Later | Self::Refused | Self::Full | Self::Bad(_) => false,
        }
    }
}

impl Engine {
    pub(super) fn take(&mut self, peer: Peer, item: Unpacked, turn: &mut Turn) -> Taken {
        match item {
            Unpacked::Key(event) => {
                if self.holds_key(&event) {
                    Taken::Known
                } else if self.take_key(&event, turn) {
                    Taken::New
                } else {
                    Taken::Refused
                }
            }
            Unpacked::Entry(sealed) => self.take_entry(peer, *sealed, turn),
            Unpacked::Stamp(stamp) => self.take_stamp(peer, &stamp, turn),
            Unpacked::Heads(proof) => self.take_heads(*proof, turn),
            Unpacked::Body(loose) => self.take_loose(peer, *loose, turn),
            Unpacked::Fork(proof) => {
                if self.author(&proof.writer()).is_none() {
                    self.of_stranger(proof.writer())
                } else if self.adopt(&proof, turn) {
                    Taken::New
                } else if self.fork(&proof.writer()).is_some() {
                    Taken::Known
                } else {
                    Taken::Refused
                }
            }
        }
    }

    /// Whose an entry is, where it may be the next of its feed by all that costs nothing.
    pub(super) fn wants(&self, sealed: &Sealed, coming: &BTreeMap<PublicKey, Did>) -> Option<Did> {
        let writer = sealed.header().writer;
        let author = self.author(&writer).or_else(|| coming.get(&writer).copied())?;
        let size = self.glance(&author, sealed.header(), (sealed.has_body(), || sealed.id()));
        size.is_ok_and(|size| sealed.header().seq >= size).then_some(author)
    }

    /// The cheap checks of an entry: how much is held of its feed, or what becomes of it.
    fn glance(
        &self,
        author: &Did,
        header: &Header,
        (has_body, id): (bool, impl FnOnce() -> Hash),
    ) -> Result<u32, Taken> {
        let (writer, seq) = (header.writer, header.seq);
        let beyond = |end: Option<u32>| end.is_some_and(|end| seq >= end);
        let track = self.tracks.get(&writer);
        let size = track.map_or(0, |track| track.feed.size());
        // What is held beyond a fork may lack its body.
        let forked = self.fork(&writer).map(ForkProof::seq).filter(|_| seq >= size);
        if beyond(self.end_of(&writer)) || beyond(forked) {
            return Err(Taken::Refused);
        }
        let known = track.is_some_and(|track| {
            let newest = track.last == Some(id());
            newest && !(has_body && track.missing.contains(&seq))
        });
        if known {
            return Err(Taken::Known);
        }
        let full = track.map_or(!self.has_feed_place(author, &writer), |track| {
            size >= FEED_ENTRIES_MAX || track.bytes >= FEED_BYTES_MAX
        });
        let full = full || !self.has_room(author, weight(header));
        if seq >= size && full {
            return Err(Taken::Full);
        }
        Ok(size)
    }

    fn take_entry(&mut self, peer: Peer, sealed: Sealed, turn: &mut Turn) -> Taken {
        let writer = sealed.header().writer;
        let Some(author) = self.author(&writer) else {
            return self.of_stranger(writer);
        };
        match self.glance(&author, sealed.header(), (sealed.has_body(), || sealed.id())) {
            Err(Taken::Refused) if self.goes_aside(sealed.header(), sealed.has_body()) => {
                self.take_aside(&author, sealed, turn)
            }
            Err(Taken::Full) => {
                self.cut_off(&author, sealed.header(), || sealed.clone().open().is_ok(), turn)
            }
            Err(taken) => taken,
            Ok(size) => match sealed.open() {
                Ok(statement) => self.take_signed(peer, statement, (size, None), turn),
                Err(_) => Taken::Bad(Fault::BadSignature),
            },
        }
    }

    /// Takes an entry that was opened before its turn came: what came before it in its frame counts.
    pub(super) fn take_opened(&mut self, peer: Peer, opened: Opened, turn: &mut Turn) -> Taken {
        let Opened { statement, passes: (author, passes) } = opened;
        let writer = statement.writer();
        let Some(now) = self.author(&writer) else {
            return self.of_stranger(writer);
        };
        let glance = (statement.body().is_some(), || statement.id());
        match self.glance(&now, statement.header(), glance) {
            Err(Taken::Refused) => self.set_aside(&statement, turn),
            Err(Taken::Full) => self.cut_off(&now, statement.header(), || true, turn),
            Err(taken) => taken,
            Ok(size) => {
                let sure = passes || (now == author && !self.ring.is_shared(&writer));
                let passes = sure.then_some(passes);
                self.take_signed(peer, statement, (size, passes), turn)
            }
        }
    }

    /// Takes an entry that its writer signed; whether it passes the gate may be known already.
    fn take_signed(
        &mut self,
        peer: Peer,
        statement: Statement,
        (size, passes): (u32, Option<bool>),
        turn: &mut Turn,
    ) -> Taken {
        let (writer, seq) = (statement.writer(), statement.seq());
        if seq < size {
            turn.push(Effect::Compare { peer, statement });
            return Taken::Known;
        }
        if self.own.contains_key(&writer) {
            self.used_elsewhere(writer, seq, turn);
            return Taken::Refused;
        }
        if seq > size {
            return self.or_beyond(&statement, Taken::Gap, turn);
        }
        let passes = passes.unwrap_or_else(|| self.may_hold(&statement));
        self.take_next(peer, &statement, passes, turn)
    }

    fn take_next(
        &mut self,
        peer: Peer,
        statement: &Statement,
        passes: bool,
        turn: &mut Turn,
    ) -> Taken {
        let writer = statement.writer();
        let withdrawn = self.is_withdrawn(statement);
        let track = self.track(writer);
        let size = track.feed.size();
        match track.feed.append(statement, turn.now) {
            Ok(()) => {}
            Err(AppendError::RootMismatch { .. }) => {
                self.probe(peer, writer, size, turn);
                // Of another version than the one held, or after entries that are not; it counts meanwhile.
                return self.or_beyond(statement, Taken::Later, turn);
            }
            // Signed to come next, so all that is held is not all; nobody can hold it there.
            Err(AppendError::ClockBackwards { .. }) => {
                return self.or_beyond(statement, Taken::Gap, turn);
            }
            Err(AppendError::FromFuture { .. }) => return Taken::Later,
            Err(
                AppendError::Gap { .. }
                | AppendError::Known { .. }
                | AppendError::Frozen { .. }
                | AppendError::Full
                | AppendError::OtherWriter { .. },
            ) => return Taken::Refused,
        }
        let away = match (withdrawn, passes) {
            (true, _) => Some(Away::Erased),
            (false, true) => None,
            (false, false) => Some(Away::Refused),
        };
        let mut changes = entry_changes(track, statement, away);
        (track.grown, track.brought) = (Some(turn.now), None);
        if passes {
            changes.extend(self.erased_with(statement));
        }
        let author = self.author(&writer);
        author.into_iter().for_each(|did| self.count(&did, weight(statement.header())));
        let track = self.track(writer);
        let ripe =
            track.feed.fork().is_some_and(|fork| !settled(fork) && fork.seq() == track.feed.size());
        let reload = self.pruned(&changes);
        turn.push(Effect::Append(changes));
        turn.effects.extend(reload);
        self.comes_up_to(statement, turn);
        self.came_up(writer, turn);
        // Of an identity of this node, above its close.
        self.or_beside(statement, Taken::New, turn);
        if ripe {
            self.probe_all(writer, turn);
        }
        if withdrawn {
            return if statement.body().is_some() { Taken::Bare } else { Taken::New };
        }
        if passes {
            return Taken::New;
        }
        let (seq, entry) = (statement.seq(), statement.id());
        turn.push(Effect::Notice(Notice::BodyRefused { writer, seq, entry }));
        Taken::Bare
    }

    /// Whether the body, where there is one, may be kept and passed on as somebody's whose writer this is.
    pub(super) fn may_hold(&self, statement: &Statement) -> bool {
        let mut authors = self.ring.authors_of(&statement.writer());
        authors.any(|author| Self::passes(&author, statement))
    }

    /// The same as this author's.
    pub(super) fn passes(author: &Did, statement: &Statement) -> bool {
        let known = !matches!(statement.kind(), Kind::Other(_));
        known && (statement.body().is_none() || gate(author, statement).is_ok())
    }

    /// What the store holds under a number, beside what came.
    pub(super) fn compared(
        &mut self,
        peer: Peer,
        came: &Statement,
        held: Option<&Statement>,
        turn: &mut Turn,
    ) {
        let Some(held) = held else { return };
        if held.id() == came.id() {
            self.take_body(came, turn);
        } else if let Ok(proof) = ForkProof::make(held, came) {
            self.adopt(&proof, turn);
            self.set_aside(came, turn);
        }
        self.narrow(peer, came, held.id() == came.id());
        self.head_came(peer, came, held.id() == came.id());
        self.repay(came.writer(), turn);
    }

    /// A body by itself: the header in the store tells whether it is the one.
    fn take_loose(&self, peer: Peer, loose: LooseBody, turn: &mut Turn) -> Taken {
        let track = self.tracks.get(&loose.writer);
        if track.is_some_and(|track| track.missing.contains(&loose.seq)) {
            turn.push(Effect::Join { peer, loose });
        }
        Taken::Known
    }

    /// What the store holds under the number of a body that came by itself.
    pub(super) fn joined(
        &mut self,
        peer: Peer,
        loose: LooseBody,
        held: Option<&Statement>,
        turn: &mut Turn,
    ) {
        let LooseBody { writer, seq, entry, body } = loose;
        let Some(held) = held else { return };
        if held.id() != entry {
            // Two of one number, or a false name: its header tells.
            return self.probe(peer, writer, seq.saturating_add(1), turn);
        }
        match held.with_body(body) {
            Ok(statement) => {
                self.take_body(&statement, turn);
                self.repay(writer, turn);
            }
            Err(_) => turn.push(Effect::Blame { peer, fault: Fault::BadSignature }),
        }
    }

    /// A body for an entry whose header is held.
    fn take_body(&mut self, statement: &Statement, turn: &mut Turn) {
        let (writer, seq, entry) = (statement.writer(), statement.seq(), statement.id());
        let passes = self.may_hold(statement);
        let Some(track) = self.tracks.get_mut(&writer) else { return };
        if track.erased.remove(seq) && statement.header().ret == Retention::Erasable {
            // An Erase that came before the entry may not have had the store know.
            track.missing.remove(seq);
            return turn.append(Change::DropBody { writer, seq, away: Away::Erased });
        }
        if statement.body().is_none() || !track.missing.remove(seq) {
            return;
        }
        if passes {
            let mut changes = vec![Change::Body(statement.clone())];
            changes.extend(body_changes(track, statement));
            changes.extend(self.erased_with(statement));
            let reload = self.pruned(&changes);
            turn.push(Effect::Append(changes));
            turn.effects.extend(reload);
            // Of a branch that goes on beyond its fork: others hold it aside.
            self.set_aside(statement, turn);
            self.is_ahead_no_more(statement, turn);
        } else {
            turn.append(Change::DropBody { writer, seq, away: Away::Refused });
            turn.push(Effect::Notice(Notice::BodyRefused { writer, seq, entry }));
        }
    }

    /// Takes a fork proof that is better than the one held: lower, then smaller. So everybody
    /// ends with the same one. Answers whether it was better.
    pub(super) fn adopt(&mut self, proof: &ForkProof, turn: &mut Turn) -> bool {
        let (writer, seq) = (proof.writer(), proof.seq());
        if !self.has_room_for_proof(&writer, FORK_PROOF_BYTES_MAX) {
            return false;
        }
        let first = self.fork(&writer).is_none();
        let news = self.recounted(writer, |engine| {
            engine.track(writer).feed.freeze(proof.clone()) == Ok(true)
        });
        if !news {
            return false;
        }
        turn.append(Change::Item(Item::Fork(proof.clone())));
        self.publish(Lane::Urgent, &Item::Fork(proof.clone()), turn);
        self.digest_told(writer);
        self.branches.forked.insert(writer);
        self.branch_anew(writer);
        if first {
            self.told_twice(&writer, turn);
        }
        turn.push(Effect::Removals { writer, from: seq });
        turn.push(Effect::Notice(Notice::Forked { writer, seq }));
        if self.own.contains_key(&writer) {
            self.used_elsewhere(writer, seq, turn);
        }
        if !settled(proof) {
            self.probe_all(writer, turn);
        }
        true
    }

    pub(super) fn used_elsewhere(&mut self, writer: PublicKey, seq: u32, turn: &mut Turn) {
        if self.elsewhere.insert(writer) {
            turn.append(Change::Elsewhere(writer));
            turn.push(Effect::Notice(Notice::WriterUsedElsewhere { writer, seq }));
        }
    }

    pub(super) fn holds_key(&self, event: &KeyEvent) -> bool {
        self.ring.log(&event.did()).is_some_and(|log| log.get(&event.id()).is_some())
    }
}

/// The changes that store the next entry of a feed, whose tree has taken it already.
pub(super) fn entry_changes(
    track: &mut Track,
    statement: &Statement,
    away: Option<Away>,
) -> Vec<Change> {
    let (writer, seq) = (statement.writer(), statement.seq());
    track.last = Some(statement.id());
    track.seen = track.seen.max(seq.saturating_add(1));
    if let Some(away) = away {
        let bare = statement.without_body();
        track.bytes = track.bytes.saturating_add(wide(bare.to_bytes().len()));
        let entry = Change::Item(Item::Entry(bare));
        return vec![entry, Change::DropBody { writer, seq, away }];
    }
    track.bytes = track.bytes.saturating_add(wide(statement.to_bytes().len()));
    let mut changes = vec![Change::Item(Item::Entry(statement.clone()))];
    if statement.body().is_none() {
        track.missing.insert(seq);
    }
    changes.extend(body_changes(track, statement));
    changes
}

/// What a body that is held from now on brings with it.
fn body_changes(track: &mut Track, statement: &Statement) -> Vec<Change> {
    let (writer, kind) = (statement.writer(), statement.kind());
    let Some(body) = statement.body() else { return Vec::new() };
    if kind.tells_status() {
        track.status = track.status.saturating_add(1);
    }
    if !matches!(kind, Kind::Erase | Kind::Prune) {
        return Vec::new();
    }
    let erase = match Content::read(kind, body) {
        Ok(Content::Erase(erase)) => erase,
        Ok(Content::Prune(prune)) => {
            return vec![Change::Prune { writer, below: prune.below.min(statement.seq()) }];
        }
        Ok(_) | Err(_) => return Vec::new(),
    };
    let named = erase.named(&writer, &writer);
    let missing = named.iter().copied().filter(|seq| track.missing.contains(seq));
    track.erased.extend(missing);
    let away = |seq| Change::DropBody { writer, seq, away: Away::Erased };
    named.iter().copied().filter(|seq| *seq < statement.seq()).map(away).collect()
}

/// Bytes that an entry is counted as towards the budget of strangers, its body there or not.
pub(super) fn weight(header: &Header) -> u64 {
    u64::from(header.body_size).saturating_add(wide(HEADER_BYTES_MAX)).saturating_add(96)
}

fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
