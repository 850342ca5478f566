//! Fetching what is known to be missing: gaps, bodies, authors nobody has introduced.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::ForkProof;
use crate::identity::PublicKey;
use crate::limits::{
    BODIES_WAIT_MAX_MILLIS, CHASE_ROUNDS_MAX, REQUEST_SILENCE_MAX_MILLIS, REQUESTS_OPEN_MAX,
    STRANGERS_MAX, SYNC_EVERY_MILLIS,
};
use crate::time::Timestamp;

use super::super::{Effect, Message, Part, Peer, Range};
use super::{Engine, Turn, intake::Taken, peer::Aim, sync::later};

/// The search for what one feed lacks: one peer at a time, each once, then a rest.
#[derive(Debug, Default)]
pub(super) struct Chase {
    pub(super) asked: Option<Peer>,
    range: Option<Range>,
    pub(super) tried: BTreeSet<Peer>,
    /// When all had been asked in vain.
    rests_since: u64,
    rest_until: u64,
    /// How often all were asked in vain.
    rounds: u32,
    /// Bodies below are not asked for in this round: nobody had them.
    after: u32,
    /// What is missing was seen on a stream alone, so that nobody forwarded it.
    fresh: bool,
    /// The peer that is being asked has more by now.
    pub(super) again: bool,
    /// Who told in a catch-up that there is more of the feed than is held, and so brings it.
    coming: Option<Peer>,
    /// Who asked here for what is missing here too: for what, and how much of it was missing.
    pub(super) owed: BTreeMap<Peer, (Range, u32)>,
}

impl Chase {
    /// Ends its rest: somebody new can be asked.
    pub(super) fn wake(&mut self) {
        self.rest_until = 0;
    }
}

/// How long nobody is asked for what all were asked for in vain, after so many such rounds before; nothing
/// where they are asked no more until somebody new is met or has more.
fn pause_after(rounds: u32) -> Option<u64> {
    (rounds < CHASE_ROUNDS_MAX).then(|| SYNC_EVERY_MILLIS.saturating_mul(1 << rounds))
}

impl Engine {
    /// Remembers an unknown writer, so that it is asked about; answers whether it is.
    fn note_stranger(&mut self, writer: PublicKey) -> bool {
        if self.chases.len() < STRANGERS_MAX {
            self.chases.entry(writer).or_default();
        }
        self.chases.contains_key(&writer)
    }

    /// Who has the feed of this writer told it, and before it the key log of its author, of which what names
    /// the writer was not taken: nobody else would be believed either, and the feed not be fetched in vain.
    pub(super) fn names_nobody(&mut self, writer: PublicKey) {
        self.chases.remove(&writer);
        self.nameless.insert(writer);
        if self.nameless.len() > STRANGERS_MAX {
            self.nameless.pop_first();
        }
    }

    /// Something of a writer whose author is not known: it is asked about, where anybody new could be begun.
    /// Where nobody can, or this one was asked about in vain, the same would be asked for and refused again
    /// and again.
    pub(super) fn of_stranger(&mut self, writer: PublicKey) -> Taken {
        if !self.begins_strangers() || self.nameless.contains(&writer) {
            return Taken::Full;
        }
        if self.note_stranger(writer) { Taken::Stranger } else { Taken::Later }
    }

    /// What this feed lacks first.
    pub(super) fn need(&self, writer: &PublicKey) -> Option<Range> {
        let range = |from, to, part| Some(Range { writer: *writer, from, to, part });
        if self.author(writer).is_none() {
            return self
                .chases
                .contains_key(writer)
                .then(|| range(0, u32::MAX, Part::Whole))
                .flatten();
        }
        let track = self.tracks.get(writer)?;
        let size = track.feed.size();
        let end = track.feed.fork().map_or(u32::MAX, ForkProof::seq);
        let end = end.min(self.end_of(writer).unwrap_or(u32::MAX)).min(track.seen);
        if end > size && !track.full {
            return range(size, end, Part::Whole);
        }
        let after = self.chases.get(writer).map_or(0, |chase| chase.after);
        let first = *track.missing.range(after..).next().or_else(|| track.missing.first())?;
        let mut to = first;
        while track.missing.contains(&to) {
            to = to.saturating_add(1);
        }
        range(first, to, Part::Body)
    }

    /// Asks somebody for what this feed lacks, if nobody is being asked; the hinted peer first.
    pub(super) fn chase(&mut self, writer: PublicKey, hint: Option<Peer>, turn: &mut Turn) {
        self.repay(writer, turn);
        let Some(range) = self.need(&writer) else {
            self.chases.remove(&writer);
            return;
        };
        if self.is_coming(range, turn.now) {
            return;
        }
        let chase = self.chases.entry(writer).or_default();
        if chase.asked.is_some() {
            return;
        }
        // A body whose header is held was signed, so somebody may have it; that there is more may be the
        // word of a lost key alone.
        let bodies = self.tracks.get(&writer).is_some_and(|track| !track.missing.is_empty());
        let soon =
            if bodies { chase.rests_since.saturating_add(SYNC_EVERY_MILLIS) } else { u64::MAX };
        let rested = chase.rest_until.min(soon) <= turn.now.millis();
        let fresh = |peer: &Peer| !chase.tried.contains(peer);
        let open = || self.peers.iter().filter(|(_, state)| state.hello.is_some());
        let idle = |peer: &Peer| {
            self.peers
                .get(peer)
                .is_some_and(|state| state.hello.is_some() && state.asked.len() < REQUESTS_OPEN_MAX)
        };
        let hinted = hint.filter(|peer| fresh(peer) && idle(peer));
        let other = || open().map(|(peer, _)| *peer).find(|peer| fresh(peer) && idle(peer));
        let chosen = hinted.or_else(|| if rested { other() } else { None });
        let Some(peer) = chosen else {
            if rested && open().next().is_some() && !open().any(|(peer, _)| fresh(peer)) {
                self.rest(writer, turn.now);
            }
            return;
        };
        chase.asked = Some(peer);
        chase.range = Some(range);
        self.want(peer, range, Aim::Chase(writer), turn);
    }

    /// A stamp comes in a catch-up: what it names that is not held comes after it.
    pub(super) fn stamp_came(&mut self, peer: Peer, writer: PublicKey) {
        if self.author(&writer).is_some() {
            self.chases.entry(writer).or_default().coming = Some(peer);
        }
    }

    /// Whether what a feed lacks is on its way: whoever brings stamps and headers by a catch-up sends
    /// entries after stamps, and large bodies after all headers.
    fn is_coming(&self, range: Range, now: Timestamp) -> bool {
        let track = self.tracks.get(&range.writer);
        let chase = self.chases.get(&range.writer);
        let (by, most) = match range.part {
            Part::Body => {
                (track.and_then(|track| track.brought.as_deref().copied()), BODIES_WAIT_MAX_MILLIS)
            }
            Part::Whole => (chase.and_then(|chase| chase.coming), REQUEST_SILENCE_MAX_MILLIS),
            Part::Header => (None, 0),
        };
        let state = by.and_then(|peer| self.peers.get(&peer));
        state.is_some_and(|state| {
            now < later(state.caught, most)
                && state.asked.values().any(|asked| asked.aim.catches_up())
        })
    }

    /// Everybody was asked: a stranger is forgotten, the rest is asked for again in a while.
    fn rest(&mut self, writer: PublicKey, now: Timestamp) {
        if self.author(&writer).is_none() {
            self.chases.remove(&writer);
            return;
        }
        let mut track = self.tracks.get_mut(&writer);
        if let Some(chase) = self.chases.get_mut(&writer) {
            chase.tried.clear();
            // One body that nobody has must not keep the others from being fetched.
            let end = chase.range.map_or(0, |range| range.to);
            // What its author erased while it was missing, and nobody has, is missing no more.
            if let (Some(track), Some(range)) = (&mut track, chase.range) {
                let erased: Vec<u32> = track.erased.range(range.from..range.to).copied().collect();
                for seq in erased.into_iter().filter(|_| range.part == Part::Body) {
                    track.missing.remove(seq);
                    track.erased.remove(seq);
                }
            }
            if track.is_some_and(|track| track.missing.range(end..).next().is_some()) {
                chase.after = end;
            } else {
                chase.after = 0;
                chase.rests_since = now.millis();
                chase.rest_until = pause_after(chase.rounds)
                    .map_or(u64::MAX, |pause| now.millis().saturating_add(pause));
                chase.rounds = chase.rounds.saturating_add(1);
            }
        }
    }

    /// Sends a Want.
    pub(super) fn want(&mut self, peer: Peer, range: Range, aim: Aim, turn: &mut Turn) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let request = state.ask(aim, turn.now);
        turn.push(Effect::Send { peer, bytes: Message::Want { request, range }.to_bytes() });
    }

    /// How much of a range is missing here, entries and bodies, of what is known to exist.
    pub(super) fn lack(&self, range: &Range) -> u32 {
        let Some(track) = self.tracks.get(&range.writer) else {
            return if self.need(&range.writer).is_some() { u32::MAX } else { 0 };
        };
        let gap = range.to.min(track.seen).saturating_sub(range.from.max(track.feed.size()));
        let bodies = match range.from < range.to {
            true => track.missing.range(range.from..range.to).count(),
            false => 0,
        };
        gap.saturating_add(u32::try_from(bodies).unwrap_or(u32::MAX))
    }

    /// A catch-up brought an entry without those before it: these are news as well.
    pub(super) fn chase_news(&mut self, writer: PublicKey) {
        self.chases.entry(writer).or_default().fresh = true;
    }

    /// Whether what a chase brings was not forwarded by gossip: it began with a catch-up, or with
    /// nothing but the name of a writer.
    pub(super) fn chases_news(&self, writer: &PublicKey) -> bool {
        let chase = self.chases.get(writer);
        chase.is_some_and(|chase| {
            let stranger = |range: Range| range.from == 0 && range.to == u32::MAX;
            chase.fresh || chase.range.is_some_and(stranger)
        })
    }

    /// The answer to a chase ended, or will not come.
    pub(super) fn chased(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        let need = self.need(&writer);
        if let Some(chase) = self.chases.get_mut(&writer) {
            let mut again = false;
            if chase.asked == Some(peer) {
                chase.asked = None;
                again = std::mem::take(&mut chase.again);
            }
            if chase.range == need && !again {
                chase.tried.insert(peer);
            } else {
                chase.tried.clear();
            }
            // That more is claimed to exist is no progress: whoever has a lost key can claim it for ever.
            let first = |range: Range| (range.part, range.from);
            if chase.range.map(first) != need.map(first) {
                chase.rounds = 0;
            }
        }
        self.chase(writer, None, turn);
    }

    /// Looks at everything that lacks something.
    pub(super) fn chase_all(&mut self, turn: &mut Turn) {
        let lacking = self
            .tracks
            .values()
            .filter(|track| !track.missing.is_empty() || track.seen > track.feed.size());
        let feeds = lacking.map(|track| track.feed.writer());
        let all: BTreeSet<PublicKey> = feeds.chain(self.chases.keys().copied()).collect();
        for writer in all {
            self.chase(writer, None, turn);
        }
    }

    /// Gives up requests that have been silent for too long, and connections that are mute.
    pub(super) fn expire(&mut self, turn: &mut Turn) {
        let mut silent = Vec::new();
        for (peer, state) in &mut self.peers {
            state.asked.retain(|_, asked| {
                let until = asked.heard.millis().saturating_add(REQUEST_SILENCE_MAX_MILLIS);
                let keep = turn.now.millis() < until;
                if !keep {
                    silent.push((*peer, asked.aim));
                }
                keep
            });
            state.offer.take_if(|offer| offer.is_over(turn.now));
            state.shown.take_if(|shown| shown.is_unasked(turn.now));
            state.comparison.take_if(|comparison| comparison.is_over(turn.now));
            let until = state.up.millis().saturating_add(REQUEST_SILENCE_MAX_MILLIS);
            if state.hello.is_none() && until <= turn.now.millis() {
                state.up = turn.now;
                turn.push(Effect::Redial { peer: *peer });
            }
        }
        for (peer, aim) in silent {
            match aim {
                // Every peer can say at least that it is too busy.
                Aim::CatchUp { .. } | Aim::Survey => turn.push(Effect::Redial { peer }),
                Aim::Probe { .. } => {}
                Aim::Head { .. } => self.head_told(peer, aim, turn),
                Aim::Chase(writer) => self.chased(peer, writer, turn),
                Aim::Branch(writer) => self.branch_late(peer, writer, turn),
            }
        }
    }

    /// A peer is gone, and with it its answers.
    pub(super) fn abandon(&mut self, peer: Peer, turn: &mut Turn) {
        for chase in self.chases.values_mut() {
            chase.tried.remove(&peer);
            chase.owed.remove(&peer);
            if chase.asked == Some(peer) {
                (chase.asked, chase.again) = (None, false);
            }
        }
        self.branch_without(peer);
        self.chase_all(turn);
    }
}
