//! Inputs: from the network, from handles, from tasks, from time.

use bot_protocol::gossip::{Event, Topic};
use libp2p::PeerId;
use tokio::sync::mpsc::error::TrySendError;

use super::*;
use crate::net::{Gossip, NetEvent, Receipt};
use crate::store::StoreError;

/// What comes in.
pub(super) enum Input {
    Net(NetEvent),
    /// A frame that was read already.
    Prepared(Event),
    Command(Command),
    Inside(Inside),
    Time,
    /// Every handle is gone.
    Alone,
    /// The network is gone: nothing comes from it any more.
    Cut,
}

/// What tasks of the driver report.
#[derive(Debug)]
pub(super) enum Inside {
    /// A serve ended.
    Served { peer: Peer, request: u32 },
    /// A letter was brought, or could not be.
    Brought { key: Vec<u8>, receipt: Option<Receipt> },
    /// A letter was left with a mailbox, or could not be.
    Deposited { key: Vec<u8>, place: PeerId, receipt: Option<Receipt> },
    /// What was kept for another was handed over, or could not be.
    HandedOver { key: Vec<u8>, receipt: Option<Receipt> },
    /// The store was written anew on a thread of its own, or could not be.
    Renewed { done: Result<(), StoreError> },
}

/// Somebody who waits for the loop to end, if anybody.
pub(super) type Stop = Option<oneshot::Sender<()>>;

impl Driver {
    pub(super) async fn next(&mut self) -> Input {
        let until = self.next_moment();
        // First, so that nobody who sends without end keeps the node from its duties.
        if until <= monotonic() {
            return Input::Time;
        }
        // Whoever sends without end does not keep it from ending either.
        if !self.ahead.is_empty()
            && !self.commands.is_closed()
            && let Some(input) = self.waiting()
        {
            return input;
        }
        let until = tokio::time::Instant::from_std(until);
        tokio::select! {
            biased;
            Some(inside) = self.inside.recv() => Input::Inside(inside),
            command = self.commands.recv() => command.map_or(Input::Alone, Input::Command),
            event = self.network.events.recv() => event.map_or(Input::Cut, Input::Net),
            () = tokio::time::sleep_until(until) => Input::Time,
        }
    }

    /// What waits already.
    pub(super) fn waiting(&mut self) -> Option<Input> {
        if let Ok(inside) = self.inside.try_recv() {
            return Some(Input::Inside(inside));
        }
        if let Ok(command) = self.commands.try_recv() {
            return Some(Input::Command(command));
        }
        self.ahead.pop_front().or_else(|| self.network.events.try_recv().ok().map(Input::Net))
    }

    /// Takes an input in; answers when it was the last.
    pub(super) fn take(&mut self, input: Input, batch: &mut Batch) -> Option<Stop> {
        match input {
            Input::Net(event) => self.net(event, batch),
            Input::Prepared(event) => self.feed(event, batch),
            Input::Command(Command::Stop { reply }) => return Some(Some(reply)),
            Input::Command(command) => self.command(command, batch),
            Input::Inside(Inside::Served { peer, request }) => {
                self.feed(Event::Served { peer, request }, batch);
            }
            Input::Inside(Inside::Brought { key, receipt }) => {
                self.brought(key, receipt, batch);
            }
            Input::Inside(Inside::Deposited { key, place, receipt }) => {
                self.deposited(&key, place, receipt, batch);
            }
            Input::Inside(Inside::HandedOver { key, receipt }) => {
                self.handed_over(key, receipt, batch);
            }
            Input::Inside(Inside::Renewed { done }) => self.renewed_with(done),
            Input::Time => self.time(batch),
            Input::Alone => return Some(None),
            Input::Cut => {
                tracing::error!("the network broke off: the node stops");
                return Some(None);
            }
        }
        None
    }

    fn time(&mut self, batch: &mut Batch) {
        let now = monotonic();
        if self.broken.as_ref().is_some_and(|broken| broken.again <= now) {
            self.reopen();
        }
        if self.wake.is_some_and(|at| at <= self.clock.now()) {
            self.wake = None;
            self.feed(Event::Tick, batch);
        }
        self.settle(batch);
        if self.listed_due().is_some_and(|at| at <= now) {
            self.listed_due = None;
            self.tend_listed(batch);
        }
        if self.chores <= now {
            self.chores(batch);
        }
        if self.renewal_due().is_some_and(|at| at <= now) {
            self.renew(None);
        }
        self.bring_due(now);
        self.hand_over_due(now);
    }

    fn net(&mut self, event: NetEvent, batch: &mut Batch) {
        match event {
            NetEvent::PeerUp { peer: id, lanes } => {
                let peer = Self::peer_of(&id);
                self.links.insert(peer, Link { id, lanes: Some(lanes), known: false });
                self.tell(NodeEvent::PeerUp(id));
                self.feed(Event::PeerUp { peer }, batch);
            }
            NetEvent::PeerDown { peer: id } => {
                let peer = Self::peer_of(&id);
                self.still_here(id, batch);
                self.links.remove(&peer);
                self.hosts.remove(&peer);
                self.tell(NodeEvent::PeerDown(id));
                self.feed(Event::PeerDown { peer }, batch);
            }
            NetEvent::Heard(Gossip { peer, topic, id, bytes }) => match Topic::read(&topic) {
                Some(topic) if self.engine.is_some() => {
                    let peer = Self::peer_of(&peer);
                    self.feed(Event::Heard { peer, topic, id, bytes }, batch);
                }
                Some(_) | None => {
                    let judgement = bot_protocol::gossip::Judgement::Ignore;
                    self.order(Order::Judge { id, peer, judgement });
                }
            },
            NetEvent::Frame { peer, bytes, room: _ } => {
                self.feed(Event::Frame { peer: Self::peer_of(&peer), bytes }, batch);
            }
            NetEvent::Broke { peer, fault } => self.order(Order::Blame { peer, fault }),
            NetEvent::Letter { peer, bytes, answer } => self.letter(peer, &bytes, answer, batch),
            NetEvent::Seen { peer, addresses } => self.seen(peer, &addresses, batch),
            NetEvent::Moved => self.moved(),
        }
    }

    /// Orders the network: at once, or with [`Self::hand_over`] where it has no room.
    pub(super) fn order(&mut self, order: Order) {
        if !self.late.is_empty() {
            return self.late.push_back(order);
        }
        match self.network.orders.try_send(order) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(order)) => self.late.push_back(order),
        }
    }

    /// Waits until the network, which always reads on, has every order.
    pub(super) async fn hand_over(&mut self) {
        while let Some(order) = self.late.pop_front() {
            let _closing = self.network.orders.send(order).await;
        }
    }

    /// Tells those who watch, if anybody does.
    pub(super) fn tell(&self, event: NodeEvent) {
        let _nobody = self.events.send(event);
    }

    pub(super) fn id_of(&self, peer: &Peer) -> Option<PeerId> {
        self.links.get(peer).map(|link| link.id)
    }
}
