//! Catch-up: Hello, what is asked, what is served, what came.

use std::collections::BTreeSet;

use crate::canon::hash::{Hash, sha256};
use crate::feed::{ForkProof, KeyLog};
use crate::identity::{Did, PublicKey};
use crate::limits::{
    CLOCK_PAGE_ROWS_MAX, CLOCK_PAGES_MAX, CLOCK_ROWS_MAX, HOSTED_MAX, SERVES_MAX, SYNC_EVERY_MILLIS,
};
use crate::time::Timestamp;

use super::super::{
    Change, Clock, Cursor, Effect, Fault, Hello, Item, Message, Peer, Plan, Range, Tip,
    message::{Packed, Unpacked},
};
use super::{
    Engine, Track, Turn,
    chase::Chase,
    intake::Taken,
    peer::{Aim, Gathering, PeerState},
    tell::{About, about_packed},
};

impl Engine {
    pub(super) fn peer_up(&mut self, peer: Peer, turn: &mut Turn) {
        if self.peers.insert(peer, PeerState::new(turn.now)).is_some() {
            self.abandon(peer, turn);
        }
        turn.push(Effect::Send { peer, bytes: self.hello() });
    }

    pub(super) fn peer_down(&mut self, peer: Peer, turn: &mut Turn) {
        self.peers.remove(&peer);
        self.abandon(peer, turn);
    }

    /// Who this node is.
    pub(super) fn hello(&self) -> Vec<u8> {
        let hosted = self.hosted.values().take(HOSTED_MAX).cloned().collect();
        let communities = self.communities.clone();
        Message::Hello(Hello { boot: self.boot, store: self.store, communities, hosted }).to_bytes()
    }

    pub(super) fn frame(&mut self, peer: Peer, bytes: &[u8], turn: &mut Turn) {
        let Some(state) = self.peers.get(&peer) else { return };
        let introduced = state.hello.is_some();
        let fault = match Message::read(bytes) {
            Ok(Message::Hello(hello)) => self.met(peer, &hello, turn),
            Ok(_) if !introduced => Err(Fault::NoHello),
            Ok(Message::Since { request, store, position }) => {
                let plan = (store == self.store).then_some(Plan::Since(position));
                self.serve(peer, request, plan, turn)
            }
            Ok(Message::Clock { request, page, last, clock }) => {
                self.clock_page(peer, (request, page, last), clock, turn)
            }
            Ok(Message::Have { writer }) => {
                self.have(peer, writer, turn);
                Ok(())
            }
            Ok(Message::Want { request, range }) => {
                self.owe(peer, range);
                let plan = self.range_plan(range);
                self.serve(peer, request, Some(plan), turn)
            }
            Ok(Message::Items { request, frame, items }) => {
                self.items(peer, (request, frame), &items, turn)
            }
            Ok(Message::Cosign(ask)) => {
                self.asked_to_sign(peer, *ask, turn);
                Ok(())
            }
            Ok(Message::Cosigned { writer, size, word }) => {
                self.witness_said(peer, (writer, size), word, turn);
                Ok(())
            }
            Ok(Message::Done { request, frames, position }) => {
                self.done(peer, (request, frames), position, turn)
            }
            Err(fault) => Err(fault),
        };
        if let Err(fault) = fault {
            turn.push(Effect::Blame { peer, fault });
        }
    }

    /// The peer said who it is.
    fn met(&mut self, peer: Peer, hello: &Hello, turn: &mut Turn) -> Result<(), Fault> {
        let calm = self.peers.get_mut(&peer).is_some_and(|state| state.hellos.take(turn.now));
        if !calm {
            return Ok(());
        }
        let proofs = hello.hosted.iter().map(|hosting| hosting.proves(&peer, turn.now));
        let dids: Option<BTreeSet<Did>> = proofs.collect();
        let dids = dids.ok_or(Fault::BadSignature)?;
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let before = state.hello.replace((hello.boot, hello.store));
        if before.is_some_and(|(boot, _)| boot != hello.boot) {
            turn.push(Effect::Redial { peer });
            return Ok(());
        }
        state.hosts.clone_from(&dids);
        turn.push(Effect::Hosts { peer, dids });
        self.ask_witness(peer, turn);
        if before.is_none() {
            // Once more: the first one may have come before the peer knew of the connection.
            turn.push(Effect::Send { peer, bytes: self.hello() });
            self.chases.values_mut().for_each(Chase::wake);
            self.catch_up(peer, turn);
            self.probe_forks(peer, turn);
        }
        Ok(())
    }

    /// Asks a peer for everything new: by cursor where one holds, else by clock.
    fn catch_up(&mut self, peer: Peer, turn: &mut Turn) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let Some((_, store)) = state.hello else { return };
        state.next_sync = later(turn.now, SYNC_EVERY_MILLIS);
        if state.asked.values().any(|asked| asked.aim == Aim::CatchUp) {
            return;
        }
        let cursor = self.cursors.get(&peer).filter(|cursor| cursor.store == store && !state.whole);
        let request = state.ask(Aim::CatchUp, turn.now);
        if let Some(cursor) = cursor {
            let message = Message::Since { request, store, position: cursor.position };
            turn.push(Effect::Send { peer, bytes: message.to_bytes() });
            return;
        }
        let pages = self.clock_pages();
        let last = pages.len().saturating_sub(1);
        let frames = pages.into_iter().enumerate().map(|(index, clock)| {
            let page = u32::try_from(index).unwrap_or(u32::MAX);
            Message::Clock { request, page, last: index == last, clock }.to_bytes()
        });
        turn.push(Effect::Stream { peer, frames: frames.collect() });
    }

    /// Asks those whose time has come.
    pub(super) fn resync(&mut self, turn: &mut Turn) {
        let due = |state: &PeerState| state.hello.is_some() && state.next_sync <= turn.now;
        let peers: Vec<Peer> =
            self.peers.iter().filter(|(_, state)| due(state)).map(|(peer, _)| *peer).collect();
        for peer in peers {
            self.catch_up(peer, turn);
        }
    }

    /// What this node has, in pages.
    fn clock_pages(&self) -> Vec<Clock> {
        let mut pages = vec![Clock::default()];
        let tips = self.tracks.values().map(|track| (*track.feed.writer().as_bytes(), tip(track)));
        let keys = self.ring.logs().map(|log| (*log.did().public_key().as_bytes(), digest(log)));
        let full = |clock: &Clock| {
            clock.feeds.len().saturating_add(clock.keys.len()) >= CLOCK_PAGE_ROWS_MAX
        };
        for (writer, tip) in tips {
            if pages.last().is_none_or(full) {
                pages.push(Clock::default());
            }
            pages.last_mut().map(|clock| clock.feeds.insert(writer, tip));
        }
        for (did, digest) in keys {
            if pages.last().is_none_or(full) {
                pages.push(Clock::default());
            }
            pages.last_mut().map(|clock| clock.keys.insert(did, digest));
        }
        pages
    }

    /// Gathers a peer's clock, and serves it once it is whole.
    fn clock_page(
        &mut self,
        peer: Peer,
        (request, page, last): (u32, u32, bool),
        clock: Clock,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let mut rows = match state.clock.take() {
            Some(begun) if begun.request == request && begun.pages == page => begun.rows,
            None | Some(_) if page == 0 => state.clocks.take(turn.now).then(Clock::default),
            None | Some(_) => return Err(Fault::Malformed),
        };
        if page >= CLOCK_PAGES_MAX {
            return Err(Fault::TooMany);
        }
        let gathered = self.peers.values().filter_map(|state| state.clock.as_ref()?.rows.as_ref());
        let gathered = gathered.map(Clock::rows).fold(clock.rows(), usize::saturating_add);
        rows = rows.filter(|rows| gathered.saturating_add(rows.rows()) <= CLOCK_ROWS_MAX);
        if let Some(rows) = &mut rows {
            rows.feeds.extend(clock.feeds);
            rows.keys.extend(clock.keys);
        }
        if !last {
            let gathering = Gathering { request, pages: page.saturating_add(1), rows };
            self.peers.get_mut(&peer).map(|state| state.clock.replace(gathering));
            return Ok(());
        }
        let Some(gathered) = rows else { return self.serve(peer, request, None, turn) };
        let plan = self.clock_plan(&gathered);
        self.serve(peer, request, Some(plan), turn)?;
        for (writer, size) in self.parted(&gathered) {
            self.probe(peer, writer, size, turn);
        }
        Ok(())
    }

    /// What somebody with this clock lacks: fork proofs, keys, feeds with status, other feeds.
    fn clock_plan(&self, theirs: &Clock) -> Plan {
        let mut keys: Vec<Item> = Vec::new();
        for log in self.ring.logs() {
            if theirs.keys.get(log.did().public_key().as_bytes()) != Some(&digest(log)) {
                keys.extend(log.events().map(|event| Item::Key(event.clone())));
            }
        }
        let mut forks = Vec::new();
        let mut ranges = Vec::new();
        for track in self.tracks.values() {
            let writer = track.feed.writer();
            let (ours, their) = (tip(track), theirs.feeds.get(writer.as_bytes()));
            if let Some(proof) = track.feed.fork()
                && their.and_then(|tip| tip.fork) != ours.fork
            {
                forks.push(Item::Fork(proof.clone()));
            }
            let from = their.map_or(0, |tip| tip.size);
            if from < ours.size {
                ranges.push((
                    track.status == 0,
                    Range { writer, from, to: ours.size, headers: false },
                ));
            }
        }
        ranges.sort_by_key(|(later, range)| (*later, range.writer));
        forks.extend(self.stamps_for(&ranges));
        // A fork proof means nothing to somebody who does not know the writer: keys go first.
        keys.extend(forks);
        Plan::Lacking { first: keys, ranges: ranges.into_iter().map(|(_, range)| range).collect() }
    }

    /// Feeds of equal size and unequal tree, on neither side known as forked.
    fn parted(&self, theirs: &Clock) -> Vec<(PublicKey, u32)> {
        let parts = |track: &&Track| {
            let ours = tip(track);
            theirs.feeds.get(track.feed.writer().as_bytes()).is_some_and(|their| {
                their.size == ours.size && their.root != ours.root && ours.fork == their.fork
            })
        };
        self.tracks.values().filter(parts).map(|t| (t.feed.writer(), t.feed.size())).collect()
    }

    fn range_plan(&self, range: Range) -> Plan {
        let log = self.author(&range.writer).and_then(|did| self.ring.log(&did));
        let keys = log.filter(|_| range.from == 0).into_iter().flat_map(KeyLog::events);
        let first = keys.map(|event| Item::Key(event.clone())).collect();
        let held = self.tracks.contains_key(&range.writer);
        Plan::Lacking { first, ranges: if held { vec![range] } else { Vec::new() } }
    }

    /// Serves a plan, or says politely that nothing will come.
    fn serve(
        &mut self,
        peer: Peer,
        request: u32,
        plan: Option<Plan>,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let room = state.serving < SERVES_MAX;
        if let (Some(plan), true, true) = (plan, room, state.requests.take(turn.now)) {
            state.serving = state.serving.saturating_add(1);
            turn.push(Effect::Serve { peer, request, plan });
            return Ok(());
        }
        let done = Message::Done { request, frames: 0, position: None };
        turn.push(Effect::Send { peer, bytes: done.to_bytes() });
        if room { Ok(()) } else { Err(Fault::TooMany) }
    }

    /// Items that were asked for. Those of a request that was given up are dropped.
    fn items(
        &mut self,
        peer: Peer,
        (request, frame): (u32, u32),
        items: &[Packed],
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let made = request < state.next_request;
        let Some(asked) = state.asked.get_mut(&request) else {
            return if made { Ok(()) } else { Err(Fault::Unasked { request }) };
        };
        let mut clean = asked.frames == frame;
        let aim = asked.aim;
        asked.frames = asked.frames.saturating_add(1);
        asked.heard = turn.now;
        let mut fault = Ok(());
        let fresh = match aim {
            Aim::CatchUp => true,
            // What was heard of by gossip was forwarded then.
            Aim::Chase(writer) => self.chases_news(&writer),
            Aim::Probe { .. } => false,
        };
        for item in items {
            let before = turn.effects.len();
            match self.take_served(peer, aim, item, turn) {
                Taken::New if fresh => {
                    self.came(peer, turn.effects.get(before..).unwrap_or_default(), turn.now);
                }
                Taken::Known if fresh && !self.untold.is_empty() => {
                    about_packed(item).into_iter().for_each(|(about, seq)| {
                        self.shown(peer, about, seq);
                    });
                }
                Taken::New | Taken::Bare | Taken::Known | Taken::Refused => {}
                Taken::Gap => {
                    clean = false;
                    if let Some((About::Feed(writer), _)) = about_packed(item).filter(|_| fresh) {
                        self.chase_news(writer);
                    }
                }
                Taken::Later => clean = false,
                Taken::Bad(found) => {
                    (clean, fault) = (false, Err(found));
                    break;
                }
            }
        }
        let asked = self.peers.get_mut(&peer).and_then(|state| state.asked.get_mut(&request));
        if let Some(asked) = asked {
            asked.clean = asked.clean && clean;
        }
        fault
    }

    fn take_served(&mut self, peer: Peer, aim: Aim, item: &Packed, turn: &mut Turn) -> Taken {
        match (item.unpack(), aim) {
            (Err(fault), _) => Taken::Bad(fault),
            (Ok(Unpacked::Entry(sealed)), Aim::Probe { writer, at, .. })
                if sealed.header().writer == writer && sealed.header().seq == at =>
            {
                // Not by the usual way: it is to be compared even where the feed is frozen.
                let Ok(statement) = sealed.open() else { return Taken::Bad(Fault::BadSignature) };
                turn.push(Effect::Compare { peer, statement: statement.without_body() });
                Taken::Known
            }
            (Ok(item), _) => self.take(peer, item, turn),
        }
    }

    /// An answer ended.
    fn done(
        &mut self,
        peer: Peer,
        (request, frames): (u32, u32),
        position: Option<u64>,
        turn: &mut Turn,
    ) -> Result<(), Fault> {
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let made = request < state.next_request;
        let Some(asked) = state.asked.remove(&request) else {
            return if made { Ok(()) } else { Err(Fault::Unasked { request }) };
        };
        match asked.aim {
            Aim::CatchUp => {
                let whole = asked.clean && asked.frames == frames;
                state.whole = !whole || position.is_none();
                let store = state.hello.map(|(_, store)| store);
                if let (true, Some(store), Some(position)) = (whole, store, position) {
                    self.remember(Cursor { peer, store, position }, turn);
                }
                let complete = whole && position.is_some();
                turn.push(Effect::Synced { peer, complete });
                self.chase_all(turn);
            }
            Aim::Chase(writer) => self.chased(peer, writer, turn),
            Aim::Probe { .. } => self.probed(peer, asked.aim, turn),
        }
        Ok(())
    }

    fn remember(&mut self, cursor: Cursor, turn: &mut Turn) {
        if self.cursors.insert(cursor.peer, cursor) != Some(cursor) {
            turn.append(Change::Cursor(cursor));
        }
    }
}

/// What a feed's row in the clock says.
fn tip(track: &Track) -> Tip {
    let fork = track.feed.fork();
    let size = track.feed.counted();
    let root = if fork.is_some() { [0; 8] } else { short(&track.feed.accumulator().root()) };
    Tip { size, root, fork: fork.map(fork_digest) }
}

/// Of the headers alone: the same two headers are the same proof.
fn fork_digest(proof: &ForkProof) -> [u8; 8] {
    let [first, second] = proof.headers();
    short(&sha256(&[&first.bytes(), &second.bytes()]))
}

/// What a key log's row in the clock says: its events are a set, so their order is that of ids.
fn digest(log: &KeyLog) -> [u8; 8] {
    let ids: BTreeSet<Hash> = log.events().map(|event| event.id()).collect();
    let bytes: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    short(&sha256(&[&bytes]))
}

fn short(hash: &Hash) -> [u8; 8] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

fn later(now: Timestamp, millis: u64) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_add(millis))
}
