//! Comparing with a peer what is held here and what it holds: the side that is asked.
//!
//! Source: spec/gossip.md §8.

use std::collections::BTreeSet;

use crate::feed::ForkProof;
use crate::identity::{Did, PublicKey};
use crate::limits::{
    ANSWER_SYMBOLS_MAX, ASKED_BACK_MILLIS, COMPARISON_MAX_MILLIS, FEWEST_SYMBOLS,
    FRAME_SYMBOLS_MAX, LACK_PAGES_MAX, SINCE_ROWS_MAX, SPARE_SYMBOLS,
};
use crate::time::Timestamp;

use super::super::reconcile::{self, Item as HeadItem, Salt, Strata};
use super::super::{Fault, First, Item, Lack, Message, Part, Peer, Plan, Range};
use super::heads::{Head, short};
use super::room::Held;
use super::sync::later;
use super::{Engine, Turn};

/// What a peer is being shown.
#[derive(Debug)]
pub(super) struct Offer {
    /// What is held here, as it was when the peer asked.
    heads: Vec<(HeadItem, Head)>,
    began: Timestamp,
    /// Since when this peer has been shown something without an end.
    since: Timestamp,
    /// What it said so far that it lacks.
    gathering: Option<Gathering>,
}

/// A request for what is lacked, of which not all pages have come.
#[derive(Debug)]
struct Gathering {
    request: u32,
    /// Pages that came.
    pages: u32,
    lack: Lack,
}

impl Engine {
    /// A peer asks what is held here, and shows about what it holds.
    pub(super) fn surveyed(
        &mut self,
        peer: Peer,
        (request, salt): (u32, Salt),
        theirs: &Strata,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        // Whoever asks again and again holds the place from the first time on.
        let since = state.offer.take().map_or(turn.now, |offer| offer.since);
        let heads = (Held::Offered, self.heads_len());
        let room = self.makes_room(peer, heads, turn.now);
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        // With another salt it asks on a connection that was another one here.
        let free = room && state.sketching.is_none();
        if !free || salt != state.salt || !state.surveys.take(turn.now) {
            return self.serve(peer, request, None, turn);
        }
        let heads = self.salted(peer, &salt);
        let guess = Strata::of(heads.iter().map(|(item, _)| item)).difference(theirs);
        let offer = Offer { heads, began: turn.now, since, gathering: None };
        let plan = offer.plan(request, 0, enough(guess));
        self.peers.get_mut(&peer).map(|state| state.offer.replace(offer));
        self.serve(peer, request, Some(plan), turn)
    }

    /// A peer needs more symbols: half as many again.
    pub(super) fn more(
        &mut self,
        peer: Peer,
        request: u32,
        from: u32,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let free = state.sketching.is_none() && state.surveys.take(turn.now);
        let offer = state.offer.as_ref().filter(|_| free);
        let plan = offer.map(|offer| offer.plan(request, from, (from / 2).max(SPARE_SYMBOLS)));
        self.serve(peer, request, plan, turn)
    }

    /// Gathers what a peer lacks, and serves it once all of it is told.
    pub(super) fn lack_page(
        &mut self,
        peer: Peer,
        (request, page, last): (u32, u32, bool),
        lack: Lack,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        if page >= LACK_PAGES_MAX {
            return Err(Fault::TooMany);
        }
        let room = self.makes_room(peer, (Held::Lacked, lack.rows()), turn.now);
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let back = lack.back;
        let offer = if back { &mut state.shown } else { &mut state.offer };
        let Some(mut offer) = offer.take().filter(|_| room) else {
            // It took too long, or there is no room: told once, to ask again.
            return if last { self.serve(peer, request, None, turn) } else { Ok(()) };
        };
        let mut gathering = match offer.gathering.take() {
            Some(begun) if begun.request == request && begun.pages == page => begun,
            None if page == 0 => Gathering { request, pages: 0, lack: Lack::default() },
            None | Some(_) => return Err(Fault::Malformed),
        };
        gathering.pages = gathering.pages.saturating_add(1);
        gathering.lack.items.extend(lack.items);
        gathering.lack.feeds.extend(lack.feeds);
        gathering.lack.keys.extend(lack.keys);
        gathering.lack.at = lack.at;
        if !last {
            offer.gathering = Some(gathering);
            let place = if back { &mut state.shown } else { &mut state.offer };
            *place = Some(offer);
            return Ok(());
        }
        let heads = offer.lacked(&gathering.lack, back);
        let feeds = heads.iter().filter_map(|head| match head {
            Head::Feed(writer) => Some(writer),
            Head::Keys(_) => None,
        });
        self.told_anew(peer, feeds);
        let plan = self.lacking(peer, &heads, &gathering.lack);
        let Plan::Lacking { first, ranges } = &plan else { return Ok(()) };
        let rows = first.len().saturating_add(ranges.len());
        if !self.may_serve(peer, rows) {
            return self.serve(peer, request, None, turn);
        }
        if let Some(state) = self.peers.get_mut(&peer) {
            state.lacking.insert(request, rows);
            // More than a question by cursor can name: the next one compares.
            let room = SINCE_ROWS_MAX.saturating_sub(state.given.len()).saturating_add(1);
            state.given.extend(ranges.iter().map(|range| range.writer).take(room));
        }
        self.serve(peer, request, Some(plan), turn)?;
        for (writer, size) in self.parted(&heads, &gathering.lack) {
            self.probe(peer, writer, size, turn);
        }
        if !back {
            self.ask_back(peer, &gathering.lack, turn);
        }
        Ok(())
    }

    /// What somebody lacks who lacks these heads: proofs and stamps, keys, feeds with status, others.
    fn lacking(&self, peer: Peer, heads: &BTreeSet<Head>, lack: &Lack) -> Plan {
        let (mut forks, mut ranges, mut named) = (Vec::new(), Vec::new(), Vec::new());
        for head in heads {
            let Head::Feed(writer) = head else { continue };
            let Some(track) = self.tracks.get(writer) else { continue };
            let (ours, theirs) = (self.tip(peer, track), lack.feeds.get(&short(writer)));
            if let Some(proof) = track.feed.fork()
                && theirs.and_then(|tip| tip.fork) != ours.fork
            {
                named.push(*writer);
                forks.push(First::Item(Box::new(Item::Fork(proof.clone()))));
                if self.aside.contains_key(writer) {
                    forks.push(First::Aside(*writer));
                }
            } else if track.feed.fork().is_none() && self.beside(writer).next().is_some() {
                // As with stamps, what it is that differs cannot be told.
                named.push(*writer);
                forks.push(First::Aside(*writer));
            }
            if self.ahead.contains_key(writer) {
                named.push(*writer);
                forks.push(First::Ahead(*writer));
            }
            let (from, to) = (theirs.map_or(0, |tip| tip.size), ours.size);
            if from < to {
                let range = Range { writer: *writer, from, to, part: Part::Whole };
                ranges.push((track.status == 0, range));
            }
        }
        ranges.sort_by_key(|(later, range)| (*later, range.writer));
        let feeds = heads.iter().filter_map(|head| match head {
            Head::Feed(writer) => Some(*writer),
            Head::Keys(_) => None,
        });
        let (stamps, told) = self.stamps_for(feeds);
        named.extend(told);
        let named: BTreeSet<Did> = named.iter().filter_map(|writer| self.author(writer)).collect();
        // A proof or stamp means nothing to somebody who does not know the writer: its keys go first.
        let keys = |before: bool| {
            let dids = heads.iter().filter_map(|head| match head {
                Head::Keys(did) => Some(*did).filter(|did| named.contains(did) == before),
                Head::Feed(_) => None,
            });
            dids.map(First::Keys).collect()
        };
        let first: [Vec<First>; 4] = [keys(true), forks, stamps, keys(false)];
        let ranges = ranges.into_iter().map(|(_, range)| range).collect();
        Plan::Lacking { first: first.concat(), ranges }
    }

    /// Feeds of equal size and unequal tree, on neither side known as forked.
    fn parted(&self, heads: &BTreeSet<Head>, lack: &Lack) -> Vec<(PublicKey, u32)> {
        let feeds = heads.iter().filter_map(|head| match head {
            Head::Feed(writer) => self.tracks.get(writer),
            Head::Keys(_) => None,
        });
        let feeds = feeds.map(|track| (track.feed.writer(), track.feed.size(), track.feed.fork()));
        let parts = |(writer, size, fork): &(PublicKey, u32, Option<&ForkProof>)| {
            let theirs = lack.feeds.get(&short(writer));
            theirs.is_some_and(|tip| tip.size == *size && tip.fork.is_none()) && fork.is_none()
        };
        feeds.filter(parts).map(|(writer, size, _)| (writer, size)).collect()
    }
}

impl Offer {
    /// What was found by comparing, to be asked back for.
    pub(super) fn shown(heads: Vec<(HeadItem, Head)>, began: Timestamp) -> Self {
        Self { heads, began, since: began, gathering: None }
    }

    /// Since when something is held for this peer.
    pub(super) fn since(&self) -> Timestamp {
        self.since
    }

    /// How many rows are held of what the peer said so far.
    pub(super) fn rows(&self) -> usize {
        self.gathering.as_ref().map_or(0, |one| one.lack.rows())
    }

    /// How many heads it keeps.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether nobody asked back in time.
    pub(super) fn is_unasked(&self, now: Timestamp) -> bool {
        later(self.began, ASKED_BACK_MILLIS) <= now
    }

    /// The heads that somebody lacks: those named by their items, and of one who asks back also
    /// the feeds of which it names how far it has them.
    fn lacked(&self, lack: &Lack, back: bool) -> BTreeSet<Head> {
        let lacks = |item: &HeadItem, head: &Head| match head {
            Head::Feed(writer) if back => lack.feeds.contains_key(&short(writer)),
            Head::Feed(_) | Head::Keys(_) => lack.items.contains(&item.short()),
        };
        let heads = self.heads.iter().filter(|(item, head)| lacks(item, head));
        heads.map(|(_, head)| *head).collect()
    }

    /// Whether it takes too long: it holds memory that others wait for.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        later(self.began, COMPARISON_MAX_MILLIS) <= now
    }

    /// These symbols, as frames of an answer.
    fn plan(&self, request: u32, from: u32, count: u32) -> Plan {
        let items = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        let end = from.saturating_add(count.min(ANSWER_SYMBOLS_MAX));
        let symbols = reconcile::symbols(self.heads.iter().map(|(item, _)| item), from..end);
        let frames = (0..).zip(symbols.chunks(FRAME_SYMBOLS_MAX)).map(|(frame, symbols)| {
            let symbols = symbols.to_vec();
            Message::Symbols { request, frame, items, symbols }.to_bytes()
        });
        Plan::Made(frames.collect())
    }
}

/// How many symbols will do for about so many items, in nineteen cases of twenty: the guess is off
/// by a tenth or two, and large differences need 1.4 symbols an item. Where nothing seems to
/// differ, a few show that it is so.
fn enough(guess: u32) -> u32 {
    match guess {
        0 => FEWEST_SYMBOLS,
        _ => {
            guess.saturating_add(guess / 4).saturating_add(guess / 2).saturating_add(SPARE_SYMBOLS)
        }
    }
}
