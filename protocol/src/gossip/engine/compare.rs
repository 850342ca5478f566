//! Comparing with a peer what it holds and what is held here: the side that asks.
//!
//! First strata, which tell the peer about how much differs; then its symbols, until all is found;
//! then what of it is lacked here. Source: spec/gossip.md §8.

use crate::limits::{
    COMPARISON_MAX_MILLIS, FEEDS_MAX, KEY_LOGS_MAX, LACK_PAGE_ROWS_MAX, TICK_MILLIS,
};
use crate::time::Timestamp;

use super::super::reconcile::{Decoder, Item, Strata, Symbol};
use super::super::{Effect, Fault, Lack, Message, Peer};
use super::heads::{Head, short};
use super::offer::Offer;
use super::peer::Aim;
use super::room::Held;
use super::sync::later;
use super::{Engine, Turn};

/// A comparison under way.
#[derive(Debug)]
pub(super) struct Comparison {
    /// What is held here, as it was when it began, under the peer's salt.
    heads: Vec<(Item, Head)>,
    decoder: Decoder,
    /// Items the peer says its sketch is made of.
    theirs: usize,
    /// The position of the peer's store when it made the sketch.
    position: Option<u64>,
    /// The position of the own store when it began.
    at: u64,
    began: Timestamp,
}

impl Comparison {
    /// Whether it takes too long: it holds memory that others wait for.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        later(self.began, COMPARISON_MAX_MILLIS) <= now
    }

    /// How much memory it takes: an item here and a symbol there each counts one.
    pub(super) fn weight(&self) -> usize {
        self.heads
            .len()
            .saturating_add(usize::try_from(self.decoder.length()).unwrap_or(usize::MAX))
    }

    /// When it began.
    pub(super) fn since(&self) -> Timestamp {
        self.began
    }

    /// Twice as many symbols as both sets have items, and then some, make any sketch whole.
    fn is_hopeless(&self) -> bool {
        let all = self.heads.len().saturating_add(self.theirs);
        let most = all.saturating_mul(2).saturating_add(256);
        usize::try_from(self.decoder.length()).is_ok_and(|came| came > most)
    }
}

impl Engine {
    /// Asks a peer for its symbols.
    pub(super) fn survey(&mut self, peer: Peer, turn: &mut Turn) {
        if let Some(state) = self.peers.get_mut(&peer) {
            state.comparison = None;
        }
        let heads = (Held::Compared, self.heads_len());
        let room = self.makes_room(peer, heads, turn.now);
        let salt = self.peers.get(&peer).and_then(|state| state.hello).map(|met| met.salt);
        let heads = salt.filter(|_| room).map(|salt| self.salted(peer, &salt));
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let (Some(salt), Some(heads)) = (salt, heads) else {
            state.next_sync = later(turn.now, TICK_MILLIS);
            return;
        };
        let strata = Strata::of(heads.iter().map(|(item, _)| item));
        let request = state.ask(Aim::Survey, turn.now);
        let decoder = Decoder::new();
        let (at, began) = (self.position, turn.now);
        state.comparison =
            Some(Comparison { heads, decoder, theirs: 0, position: None, at, began });
        let bytes = Message::Survey { request, salt, strata }.to_bytes();
        turn.push(Effect::Send { peer, bytes });
    }

    /// Symbols that were asked for. Those of a request that was given up are dropped.
    pub(super) fn symbols(
        &mut self,
        peer: Peer,
        (request, frame): (u32, u32),
        (items, symbols): (u32, &[Symbol]),
        turn: &Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let made = request < state.next_request;
        let Some(asked) = state.asked.get_mut(&request) else {
            return if made { Ok(()) } else { Err(Fault::Unasked { request }) };
        };
        if asked.aim != Aim::Survey {
            return Err(Fault::Unasked { request });
        }
        if asked.frames != frame {
            asked.clean = false;
        }
        asked.frames = asked.frames.saturating_add(1);
        asked.heard = turn.now;
        if !asked.clean || state.comparison.is_none() {
            return Ok(());
        }
        let room = self.makes_room(peer, (Held::Compared, symbols.len()), turn.now);
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let Some(asked) = state.asked.get_mut(&request) else { return Ok(()) };
        state.comparison.take_if(|_| !room);
        let Some(comparison) = state.comparison.as_mut() else {
            asked.clean = false;
            return Ok(());
        };
        comparison.theirs = usize::try_from(items).unwrap_or(usize::MAX);
        let ours = comparison.heads.iter().map(|(item, _)| item);
        let sound = !symbols.is_empty()
            && comparison.theirs <= FEEDS_MAX.saturating_add(KEY_LOGS_MAX)
            && comparison.decoder.take(symbols, ours).is_ok()
            && (comparison.decoder.is_whole() || !comparison.is_hopeless());
        if !sound {
            asked.clean = false;
            return Err(Fault::Unsound);
        }
        Ok(())
    }

    /// An answer of symbols ended, whole where there is a position.
    pub(super) fn sketched(
        &mut self,
        peer: Peer,
        position: Option<u64>,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let (Some(mut comparison), Some(position)) = (state.comparison.take(), position) else {
            self.caught_up(peer, None, turn);
            return Ok(());
        };
        // What arrived after the first answer is not in the sketch.
        let position = *comparison.position.get_or_insert(position);
        if comparison.decoder.is_whole() {
            self.tell_lack(peer, comparison, position, turn);
            return Ok(());
        }
        let from = comparison.decoder.length();
        if from == 0 {
            self.caught_up(peer, None, turn);
            return Err(Fault::Unsound);
        }
        state.comparison = Some(comparison);
        let request = state.ask(Aim::Survey, turn.now);
        let bytes = Message::More { request, from }.to_bytes();
        turn.push(Effect::Send { peer, bytes });
        Ok(())
    }

    /// Asks for what was found and is not held here, and tells what was found that is.
    fn tell_lack(&mut self, peer: Peer, comparison: Comparison, position: u64, turn: &mut Turn) {
        let mut lack = Lack { at: comparison.at, ..Lack::default() };
        for item in comparison.decoder.found() {
            let own = comparison.heads.binary_search_by_key(item, |(item, _)| *item);
            match own.ok().and_then(|at| comparison.heads.get(at)) {
                None => {
                    lack.items.insert(item.short());
                }
                Some((_, Head::Feed(writer))) => {
                    self.told_anew(peer, [writer]);
                    let tip = self.tracks.get(writer).map(|track| self.tip(peer, track));
                    lack.feeds.extend(tip.map(|tip| (short(writer), tip)));
                }
                Some((_, Head::Keys(_))) => {
                    lack.keys.insert(item.short());
                }
            }
        }
        // Where nothing is lacked it is told too: stamps are no items and come in the answer.
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let request = state.ask(Aim::CatchUp { to: Some(position) }, turn.now);
        state.shown = Some(Offer::shown(comparison.heads, turn.now));
        self.send_lack(peer, request, lack, turn);
    }
}

/// In pages that fit a frame each.
pub(super) fn pages(mut rest: Lack) -> Vec<Lack> {
    let mut pages = Vec::new();
    while rest.rows() > LACK_PAGE_ROWS_MAX {
        let mut page = Lack { at: rest.at, back: rest.back, ..Lack::default() };
        while page.rows() < LACK_PAGE_ROWS_MAX {
            if let Some(item) = rest.items.pop_first() {
                page.items.insert(item);
            } else if let Some((writer, tip)) = rest.feeds.pop_first() {
                page.feeds.insert(writer, tip);
            } else {
                page.keys.extend(rest.keys.pop_first());
            }
        }
        pages.push(page);
    }
    pages.push(rest);
    pages
}
