//! Catch-up: Hello, what is asked, what is served, what came.

use std::collections::BTreeSet;

use crate::identity::Did;
use crate::limits::{CURSORS_MAX, HOSTED_MAX, REQUESTS_OPEN_MAX, SERVES_MAX, SYNC_EVERY_MILLIS};
use crate::time::Timestamp;

use super::super::{
    Cursor, Effect, Fault, First, Hello, Message, Part, Peer, Plan, Range,
    message::{Packed, Unpacked},
    reconcile::Salt,
};
use super::{
    Engine, Turn,
    chase::Chase,
    intake::Taken,
    peer::{Aim, Met, PeerState},
    ready::{Prepared, Ready, read},
    tell::{About, about_packed},
};

/// Items of a frame, those that were made ready ahead, and up to which place of the sender's order they go.
type Came<'a> = (&'a [Packed], Option<Vec<Ready>>, Option<u64>);

impl Engine {
    pub(super) fn peer_up(&mut self, peer: Peer, turn: &mut Turn) {
        let salt = self.salt_for(peer, turn.now);
        if self.peers.insert(peer, PeerState::new(turn.now, salt)).is_some() {
            self.abandon(peer, turn);
        }
        turn.push(Effect::Send { peer, bytes: self.hello(salt) });
    }

    pub(super) fn peer_down(&mut self, peer: Peer, turn: &mut Turn) {
        self.peers.remove(&peer);
        self.unread(&peer);
        self.abandon(peer, turn);
    }

    /// Who this node is.
    pub(super) fn hello(&self, salt: Salt) -> Vec<u8> {
        let hosted = self.hosted.values().take(HOSTED_MAX).cloned().collect();
        let (boot, store, communities) = (self.boot, self.store, self.communities.clone());
        Message::Hello(Hello { boot, store, salt, communities, hosted }).to_bytes()
    }

    pub(super) fn frame(&mut self, peer: Peer, frame: Prepared, turn: &mut Turn) {
        let Some(state) = self.peers.get(&peer) else { return };
        let introduced = state.hello.is_some();
        let Prepared { message, items: ready } = frame;
        let fault = match message {
            Ok(Message::Hello(hello)) => self.met(peer, &hello, turn),
            Ok(_) if !introduced => Err(Fault::NoHello),
            Ok(Message::Since { request, store, position, held }) => {
                self.unyield(peer, turn);
                let same = store == self.store;
                let plan = same.then(|| self.since_plan(position, held));
                self.serve(peer, request, plan, turn)
            }
            Ok(Message::Survey { request, salt, strata }) => {
                self.surveyed(peer, (request, salt), &strata, turn)
            }
            Ok(Message::More { request, from }) => self.more(peer, request, from, turn),
            Ok(Message::Symbols { request, frame, items, symbols }) => {
                self.symbols(peer, (request, frame), (items, &symbols), turn)
            }
            Ok(Message::Lack { request, page, last, lack }) => {
                self.lack_page(peer, (request, page, last), lack, turn)
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
            Ok(Message::Items { request, frame, items, position }) => {
                self.items(peer, (request, frame), (&items, ready, position), turn)
            }
            Ok(Message::Cosign { witness, ask }) => {
                self.asked_to_sign(peer, witness, *ask, turn);
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
            self.in_vain(peer, turn);
            return Ok(());
        }
        let proofs = hello.hosted.iter().map(|hosting| hosting.proves(&peer, turn.now));
        let dids: Option<BTreeSet<Did>> = proofs.collect();
        let dids = dids.ok_or(Fault::BadSignature)?;
        let Some(state) = self.peers.get_mut(&peer) else { return Ok(()) };
        let met = Met { boot: hello.boot, store: hello.store, salt: hello.salt };
        let (before, salt) = (state.hello.replace(met), state.salt);
        if before.is_some_and(|before| before.boot != hello.boot) {
            turn.push(Effect::Redial { peer });
            return Ok(());
        }
        state.hosts.clone_from(&dids);
        turn.push(Effect::Hosts { peer, dids });
        self.ask_witness(peer, turn);
        if before.is_none() {
            // Once more: the first one may have come before the peer knew of the connection.
            turn.push(Effect::Send { peer, bytes: self.hello(salt) });
            self.chases.values_mut().for_each(Chase::wake);
            // Before it can have it from here.
            self.ask_head(peer, turn);
            self.catch_up(peer, turn);
            self.probe_forks(peer, turn);
        }
        Ok(())
    }

    /// Asks a peer for everything new: by cursor where one holds, else by comparing.
    fn catch_up(&mut self, peer: Peer, turn: &mut Turn) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let Some(Met { store, .. }) = state.hello else { return };
        state.next_sync = later(turn.now, SYNC_EVERY_MILLIS);
        if state.asked.values().any(|asked| asked.aim.catches_up()) {
            return;
        }
        let cursor = self.cursors.get(&peer).filter(|cursor| cursor.store == store && !state.whole);
        state.caught = turn.now;
        let cursor = cursor.copied();
        let (Some(Cursor { position, .. }), Some(held)) = (cursor, self.reaches(peer)) else {
            if !self.yields(peer, turn) {
                self.survey(peer, turn);
            }
            return;
        };
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let request = state.ask(Aim::CatchUp { to: None }, turn.now);
        let bytes = Message::Since { request, store, position, held }.to_bytes();
        turn.push(Effect::Send { peer, bytes });
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

    fn range_plan(&self, range: Range) -> Plan {
        let author = self.author(&range.writer);
        let author = author.filter(|_| range.from == 0 && range.part == Part::Whole);
        let ahead = range.part != Part::Body && self.ahead.contains_key(&range.writer);
        let ahead = ahead.then_some(First::Ahead(range.writer));
        let first = author.into_iter().map(First::Keys).chain(ahead).collect();
        let held = self.tracks.contains_key(&range.writer);
        Plan::Lacking { first, ranges: if held { vec![range] } else { Vec::new() } }
    }

    /// Serves a plan, or says politely that nothing will come.
    pub(super) fn serve(
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
            if matches!(plan, Plan::Made(_)) {
                state.sketching = Some(request);
            }
            turn.push(Effect::Serve { peer, request, plan });
            return Ok(());
        }
        state.lacking.remove(&request);
        let done = Message::Done { request, frames: 0, position: None };
        turn.push(Effect::Send { peer, bytes: done.to_bytes() });
        if room { Ok(()) } else { Err(Fault::TooMany) }
    }

    /// Items, read and checked: as they were ahead, or now. What is compared is opened one by one.
    fn readied(&self, aim: Aim, items: &[Packed], ready: Option<Vec<Ready>>) -> Vec<Ready> {
        match aim {
            Aim::Branch(_) | Aim::Probe { .. } | Aim::Head { .. } => {
                items.iter().map(read).collect()
            }
            Aim::CatchUp { .. } | Aim::Survey | Aim::Chase(_) => {
                ready.unwrap_or_else(|| self.ready(&items.iter().collect::<Vec<_>>()))
            }
        }
    }

    /// Items that were asked for. Those of a request that was given up are dropped.
    fn items(
        &mut self,
        peer: Peer,
        (request, frame): (u32, u32),
        (items, ready, position): Came<'_>,
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
            Aim::CatchUp { .. } => true,
            Aim::Survey => return Err(Fault::Unasked { request }),
            // What was heard of by gossip was forwarded then.
            Aim::Chase(writer) => self.chases_news(&writer),
            Aim::Branch(_) | Aim::Probe { .. } | Aim::Head { .. } => false,
        };
        let ready = self.readied(aim, items, ready);
        for (item, ready) in items.iter().zip(ready) {
            let before = turn.effects.len();
            if let (Ready::Read(Unpacked::Stamp(stamp)), Aim::CatchUp { .. }) = (&ready, aim) {
                self.stamp_came(peer, stamp.writer());
            }
            match self.take_noted(peer, aim, ready, turn) {
                Taken::New if fresh => {
                    let effects = turn.effects.get(before..).unwrap_or_default();
                    if aim.catches_up() {
                        self.brought(peer, effects);
                    }
                    self.came(peer, effects, turn.now);
                }
                Taken::Known if fresh && !self.untold.is_empty() => {
                    about_packed(item).into_iter().for_each(|(about, seq)| {
                        self.shown(peer, about, seq);
                    });
                }
                Taken::New | Taken::Bare | Taken::Known | Taken::Refused | Taken::Full => {}
                Taken::Stranger => self.stranger_came(aim, item),
                taken @ (Taken::Gap | Taken::Ahead) => {
                    // What takes something back others keep before what lies between, too.
                    clean &= taken == Taken::Ahead;
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
        let Some(asked) = asked else { return fault };
        asked.clean = asked.clean && clean;
        if let (true, Aim::CatchUp { to: None }, Some(position)) = (asked.clean, aim, position) {
            self.reached(peer, position);
        }
        fault
    }

    /// Something came of a writer whom nobody names: also where it was asked for, and whose it is before it.
    fn stranger_came(&mut self, aim: Aim, item: &Packed) {
        if let (Aim::Chase(writer), Some((About::Feed(of), _))) = (aim, about_packed(item))
            && of == writer
        {
            self.names_nobody(writer);
        }
    }

    /// Takes an item of an answer, and notes what of an answer to everything new is refused.
    fn take_noted(&mut self, peer: Peer, aim: Aim, item: Ready, turn: &mut Turn) -> Taken {
        self.unkept = None;
        let taken = self.take_served(peer, aim, item, turn);
        if aim.catches_up() {
            self.refused_from(peer);
        }
        taken
    }

    fn take_served(&mut self, peer: Peer, aim: Aim, item: Ready, turn: &mut Turn) -> Taken {
        match (item, aim) {
            (Ready::Bad(fault), _) => Taken::Bad(fault),
            (
                Ready::Read(Unpacked::Entry(sealed)),
                Aim::Probe { writer, at, .. } | Aim::Head { writer, at, .. },
            ) if sealed.header().writer == writer && sealed.header().seq == at => {
                // Not by the usual way: it is to be compared even where the feed is frozen.
                let Ok(statement) = sealed.open() else { return Taken::Bad(Fault::BadSignature) };
                turn.push(Effect::Compare { peer, statement: statement.without_body() });
                Taken::Known
            }
            (Ready::Read(Unpacked::Entry(sealed)), Aim::Branch(writer))
                if sealed.header().writer == writer =>
            {
                self.take_branch(peer, *sealed, turn.now)
            }
            (
                Ready::Read(Unpacked::Body(_)),
                Aim::Probe { .. } | Aim::Head { .. } | Aim::Branch(_),
            ) => Taken::Bad(Fault::Malformed),
            (Ready::Opened(opened), _) => self.take_opened(peer, *opened, turn),
            (Ready::Read(item), _) => self.take(peer, item, turn),
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
        let busy = state.asked.len() >= REQUESTS_OPEN_MAX;
        let Some(asked) = state.asked.remove(&request) else {
            return if made { Ok(()) } else { Err(Fault::Unasked { request }) };
        };
        match asked.aim {
            Aim::CatchUp { to } => {
                let whole = asked.clean && asked.frames == frames;
                if whole && to.is_none() {
                    // A comparison leads to where the peer was before it was given anything.
                    state.given.clear();
                }
                let position = position.filter(|_| whole).map(|position| to.unwrap_or(position));
                self.caught_up(peer, position, turn);
            }
            Aim::Survey => {
                let whole = asked.clean && asked.frames == frames;
                return self.sketched(peer, position.filter(|_| whole), turn);
            }
            Aim::Chase(writer) => {
                self.chased(peer, writer, turn);
                if busy {
                    // Others waited for it to end.
                    self.chase_all(turn);
                }
            }
            Aim::Branch(writer) => self.branched(peer, writer, turn),
            Aim::Probe { .. } => self.probed(peer, asked.aim, turn),
            Aim::Head { .. } => self.head_told(peer, asked.aim, turn),
        }
        Ok(())
    }

    /// A catch-up ended; whole where there is a position that it brought to.
    pub(super) fn caught_up(&mut self, peer: Peer, position: Option<u64>, turn: &mut Turn) {
        let mut began = Timestamp::from_millis(0);
        if let Some(state) = self.peers.get_mut(&peer) {
            began = state.caught;
            state.whole = position.is_none();
            state.settle(turn.now);
            if position.is_some() {
                self.synced.insert(peer, state.caught);
                if self.synced.len() > CURSORS_MAX {
                    let oldest = self.synced.iter().min_by_key(|(_, at)| **at);
                    let oldest = oldest.map(|(peer, _)| *peer);
                    oldest.and_then(|peer| self.synced.remove(&peer));
                }
            }
        }
        if let Some(position) = position {
            self.reached(peer, position);
        }
        self.asked_before(peer, began, turn);
        turn.push(Effect::Synced { peer, complete: position.is_some(), began });
        self.chase_all(turn);
    }
}

pub(super) fn later(now: Timestamp, millis: u64) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_add(millis))
}
