//! Performing what follows a commit, in order.

use std::collections::BTreeMap;

use bot_protocol::gossip::{Effect, Event, Plan, SaidFault};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Statement;
use tokio::sync::mpsc::error::TrySendError;

use super::batch::After;
use super::handle::Reply;
use super::inputs::Inside;
use super::scope::digest_of;
use super::*;
use crate::store::Store as _;

/// Those who wait for an answer of this batch, by token.
#[derive(Default)]
struct Waiting {
    said: BTreeMap<u64, (Statement, Reply<Statement>)>,
    keys: BTreeMap<u64, Reply<()>>,
}

impl Waiting {
    fn answer(&mut self, token: u64, result: Result<(), SaidFault>) {
        let result = result.map_err(NodeError::from);
        if let Some((statement, reply)) = self.said.remove(&token) {
            let _gone = reply.send(result.map(|()| statement));
        } else if let Some(reply) = self.keys.remove(&token) {
            let _gone = reply.send(result);
        }
    }
}

impl Driver {
    pub(super) fn perform(&mut self, after: Vec<After>) {
        let mut waiting = Waiting::default();
        for after in after {
            match after {
                After::Effect(effect) => self.effect(effect, &mut waiting),
                After::Said { token, statement, reply } => {
                    waiting.said.insert(token, (statement, reply));
                }
                After::SaidKey { token, reply } => {
                    waiting.keys.insert(token, reply);
                }
                After::Reply(reply) => drop(reply.send(Ok(()))),
                After::Removed(reply, listed) => drop(reply.send(Ok(listed))),
                After::Receipt(answer, receipt) => drop(answer.send(receipt)),
                After::Renew(reply) => self.renew(Some(reply)),
                After::Rescope => self.rescope(),
                After::Tell(event) => self.tell(event),
            }
        }
    }

    /// Has the engine learn who is in scope now.
    pub(super) fn rescope(&mut self) {
        match self.scope() {
            Ok(scope) => {
                let is_known =
                    |did: &Did| scope.known.contains(did) || self.identities.contains_key(did);
                let met = self.hosts.iter().map(|(peer, dids)| (*peer, dids.iter().any(is_known)));
                let other = |(peer, known): &(Peer, bool)| {
                    self.links.get(peer).is_some_and(|link| link.known != *known)
                };
                let met: Vec<(Peer, bool)> = met.filter(other).collect();
                met.into_iter().for_each(|(peer, known)| self.meet(peer, known));
                self.scoped = Some(digest_of(&scope));
                self.first.push_back(Event::Scope(scope));
            }
            // The next commit fails for the same reason and is dealt with there.
            Err(fault) => tracing::error!(%fault, "the store cannot be read"),
        }
    }

    /// A peer proved whom it hosts: their letters are brought now.
    fn said_hosts(&mut self, peer: Peer, dids: BTreeSet<Did>) {
        self.mail.hurry(&dids, monotonic());
        self.mailbox.hurry(&dids, monotonic());
        let known = dids.iter().any(|did| self.knows(did));
        self.hosts.insert(peer, dids);
        self.meet(peer, known);
        // Before what it offers comes: as a stranger's its end would be cut off.
        self.hosts_told = true;
    }

    /// Has the network know whether a peer hosts somebody in scope.
    fn meet(&mut self, peer: Peer, known: bool) {
        let Some(link) = self.links.get_mut(&peer) else { return };
        link.known = known;
        let peer = link.id;
        self.order(Order::Meet { peer, known });
    }

    fn effect(&mut self, effect: Effect, waiting: &mut Waiting) {
        match effect {
            // Committed before.
            Effect::Append(_) => {}
            Effect::Witness { peer, witness, ask } => self.asked.push_back((peer, witness, ask)),
            Effect::Stamp { did } => {
                self.stamping.insert(did);
            }
            Effect::Prove { peer, witness, stamp, from } => {
                self.prove(peer, witness, stamp, from);
            }
            Effect::Answer { token, result } => waiting.answer(token, result),
            Effect::Compare { peer, statement } => self.compare(peer, statement),
            Effect::Join { peer, loose } => {
                let held = self.held(&loose.writer, loose.seq);
                self.first.push_back(Event::Joined { peer, loose, held });
            }
            Effect::Removals { writer, from } => self.removals(writer, from),
            Effect::Ground { writer, at, size } => self.ground(writer, at, size),
            Effect::Reload { writer, from } => self.reload(writer, from),
            Effect::CompareStamp { stamp } => {
                let held = self.held(&stamp.writer(), stamp.size());
                self.first.push_back(Event::ComparedStamp { stamp, held });
            }
            Effect::Publish { topic, bytes } => {
                self.order(Order::Publish { topic: topic.to_string(), bytes });
            }
            Effect::Send { peer, bytes } => self.send(peer, bytes),
            Effect::Stream { peer, frames } => self.stream(peer, frames),
            Effect::Serve { peer, request, plan } => self.serve(peer, request, plan),
            Effect::Judge { id, peer, judgement } => {
                let peer = self.id_of(&peer);
                peer.into_iter().for_each(|peer| self.order(Order::Judge { id, peer, judgement }));
            }
            Effect::Blame { peer, fault } => {
                let peer = self.id_of(&peer);
                peer.into_iter().for_each(|peer| self.order(Order::Blame { peer, fault }));
            }
            Effect::Hosts { peer, dids } => self.said_hosts(peer, dids),
            Effect::Holds { peer, writer, holds } => self.head_shown(&peer, writer, holds),
            Effect::Synced { peer, complete, began } => {
                if complete {
                    self.settling.read(&peer);
                }
                let peer = self.id_of(&peer);
                peer.into_iter()
                    .for_each(|peer| self.tell(NodeEvent::Synced { peer, complete, began }));
            }
            Effect::Redial { peer } => {
                self.id_of(&peer).into_iter().for_each(|peer| self.order(Order::Redial { peer }));
            }
            Effect::Notice(notice) => {
                tracing::warn!(?notice, "notice");
                self.tell(NodeEvent::Notice(notice));
            }
            Effect::Wake(at) => self.wake = Some(at),
        }
    }

    fn compare(&mut self, peer: Peer, statement: Statement) {
        let held = self.held(&statement.writer(), statement.seq());
        self.first.push_back(Event::Compared { peer, statement, held });
    }

    /// Looks up what a forked feed takes back, and has the engine keep it beside it.
    pub(super) fn removals(&mut self, writer: PublicKey, from: u32) {
        match load::removals(self.slot.as_ref(), &writer, from) {
            Ok(entries) if entries.is_empty() => {}
            Ok(entries) => self.first.push_back(Event::Removals { writer, entries }),
            Err(fault) => tracing::error!(%fault, "the store cannot be read"),
        }
    }

    /// Looks up how a feed stood at its fork.
    fn ground(&mut self, writer: PublicKey, at: u32, size: u32) {
        let ground = load::ground(self.slot.as_ref(), &writer, at).unwrap_or_else(|fault| {
            tracing::error!(%fault, "the store cannot be read");
            None
        });
        let next = self.held(&writer, size);
        self.first.push_back(Event::Grounded { ground, size, next });
    }

    /// Has the engine learn what is held of a feed whose branch was replaced. Where that cannot be read
    /// the engine knows another feed than the store has, so it is made anew.
    fn reload(&mut self, writer: PublicKey, from: u32) {
        match load::reload(self.slot.as_ref(), &writer, from) {
            Ok(held) => self.first.push_back(Event::Reloaded { held, from }),
            Err(fault) => {
                tracing::error!(%fault, "the store cannot be read");
                self.make_anew();
            }
        }
    }

    /// Looks up again what every feed takes back above its fork or close, and what it came up to: who was
    /// stopped after it heard of that may not have come so far.
    pub(super) fn removals_of_all(&mut self) {
        let Some(engine) = &self.engine else { return };
        for (writer, from) in engine.cut_short().collect::<Vec<_>>() {
            self.removals(writer, from);
        }
    }

    pub(super) fn held(&self, writer: &PublicKey, seq: u32) -> Option<Statement> {
        let held = self.slot.entry(writer, seq).unwrap_or_else(|fault| {
            tracing::error!(%fault, "the store cannot be read");
            None
        });
        held.map(|held| held.statement)
    }

    /// Queues a frame. A peer that leaves so many unread that the queue is full has lost one, and
    /// must begin again.
    pub(super) fn send(&mut self, peer: Peer, bytes: Vec<u8>) {
        let Some(link) = self.links.get_mut(&peer) else { return };
        let Some(lanes) = &link.lanes else { return };
        match lanes.live.try_send(bytes) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(_)) => {
                let id = link.id;
                link.lanes = None;
                tracing::warn!(peer = %id, "does not read: connection given up");
                self.order(Order::Redial { peer: id });
            }
        }
    }

    /// Queues frames at the reader's pace.
    fn stream(&self, peer: Peer, frames: Vec<Vec<u8>>) {
        let Some(lanes) = self.links.get(&peer).and_then(|link| link.lanes.clone()) else { return };
        self.runtime.spawn(async move {
            for frame in frames {
                if lanes.bulk.send(frame).await.is_err() {
                    return;
                }
            }
        });
    }

    fn serve(&mut self, peer: Peer, request: u32, plan: Plan) {
        let inside = self.tell_inside.clone();
        let store: Arc<dyn crate::store::Store> = Arc::clone(&self.slot) as Arc<_>;
        let reader = serve::Reader::new(store, self.threads);
        let lanes = self.links.get(&peer).and_then(|link| link.lanes.clone());
        self.runtime.spawn(async move {
            if let Some(lanes) = lanes {
                serve::serve(reader, request, plan, lanes.bulk).await;
            }
            let _closing = inside.send(Inside::Served { peer, request });
        });
    }
}
