//! Connected peers: up, down, silent, blamed.

use std::time::Instant;

use bot_protocol::gossip::Fault;
use bot_protocol::limits::{LETTERS_LEAVING_MAX, PEER_QUEUE_FRAMES_MAX};
use libp2p::core::ConnectedPoint;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::ConnectionId;
use tokio::task::AbortHandle;

use super::ways::Wire;
use super::*;
use crate::net::Lanes;
use crate::net::reach::place::may_be_its_own;
use crate::net::streams::Queues;

/// How long a peer may be connected without saying Hello.
const HELLO_PATIENCE: Duration = Duration::from_secs(15);

/// How long an older connection may stay silent once a newer one stands beside it.
const SILENCE_PATIENCE: Duration = Duration::from_secs(12);

/// The pause between closing a stale connection and calling again.
const REDIAL_PAUSE: Duration = Duration::from_secs(1);

/// Frames of long answers that wait for one peer.
const BULK_FRAMES: usize = 2;

/// One connected peer.
#[derive(Debug)]
pub(super) struct Link {
    /// Where it is, as the first connection saw it.
    pub(super) address: Vec<Multiaddr>,
    /// The address without name at which it answered.
    pub(super) via: Option<Multiaddr>,
    /// Where it said that it listens.
    said: Vec<Multiaddr>,
    /// Places for letters that it brings.
    pub(super) letter_places: Arc<Semaphore>,
    /// The place for its question whether it can be called.
    pub(super) question_place: Arc<Semaphore>,
    /// Whether its first frame came.
    pub(super) greeted: bool,
    /// Whether it was forgotten, and is only still to be closed.
    pub(super) forgotten: bool,
    pub(super) since: Instant,
    /// Every connection.
    pub(super) wires: BTreeMap<ConnectionId, Wire>,
    /// Since when the older connections must show life.
    doubted: Option<Instant>,
    pub(super) session: Session,
    /// Of the protocols that it says it speaks, those that matter for being reached.
    pub(super) speaks: Vec<libp2p::StreamProtocol>,
    /// Where this node called it, without a relay.
    pub(super) called_at: Option<Multiaddr>,
    /// Whether a search led here and nothing else does.
    pub(super) passing: bool,
    /// Whether a direct way was found through a relay.
    pub(super) punched: bool,
    /// When the relay is left for the direct way.
    pub(super) leaves: Option<Instant>,
}

/// What runs over the streams of one way.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) number: u64,
    /// Whether it began through a relay.
    pub(super) relayed: bool,
    writer: AbortHandle,
    reader: Option<AbortHandle>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.writer.abort();
        self.reader.iter().for_each(AbortHandle::abort);
    }
}

impl Link {
    fn new(address: Multiaddr, session: Session, now: Instant) -> Self {
        Self {
            address: vec![address],
            via: None,
            said: Vec::new(),
            letter_places: Arc::new(Semaphore::new(LETTERS_LEAVING_MAX)),
            question_place: Arc::new(Semaphore::new(1)),
            greeted: false,
            forgotten: false,
            since: now,
            wires: BTreeMap::new(),
            doubted: None,
            session,
            speaks: Vec::new(),
            called_at: None,
            passing: true,
            punched: false,
            leaves: None,
        }
    }
}

impl Switch {
    pub(super) fn connected(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        point: &ConnectedPoint,
    ) {
        if self.probed(peer, connection, point) {
            return;
        }
        let called = point.is_listener() && !point.is_relayed() && !self.book.is_listed(&peer);
        let call = self.calls.remove(&connection);
        if call.as_ref().is_some_and(|callee| !self.book.has(callee)) {
            // It was forgotten while it was being called.
            self.swarm.close_connection(connection);
            return;
        }
        let wire = Wire::new(point, monotonic());
        let fresh = self.join(peer, connection, (wire, point));
        if let (Some(link), Some(Callee::Address(address))) = (self.links.get_mut(&peer), &call) {
            link.via = Some(address.clone());
            self.book.answered(address, peer);
        }
        call.iter().for_each(|callee| self.book.met(callee, monotonic()));
        self.book.met(&Callee::Peer(peer), monotonic());
        if wire.is_direct() {
            self.standing.arrived(peer, point.get_remote_address());
        }
        if called {
            let goes = self.callers.called(peer, connection, point.get_remote_address());
            self.make_room(goes);
        }
        self.rescore(peer);
        self.keep_places();
        // Drawn first: who is told of the peer sees it.
        self.draw();
        match fresh {
            Some(lanes) => self.tell(NetEvent::PeerUp { peer, lanes }),
            None if wire.is_direct() => self.punched(peer),
            None => {}
        }
    }

    /// Lets one of those who called go, for others who did.
    pub(super) fn make_room(&mut self, goes: Option<PeerId>) {
        if let Some(peer) = goes {
            tracing::info!(%peer, "a call is ended: others need its place");
            let _gone = self.swarm.disconnect_peer_id(peer);
        }
    }

    /// Adds a connection to the link with a peer; answers the lanes of a link that is new.
    fn join(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        (wire, point): (Wire, &ConnectedPoint),
    ) -> Option<Lanes> {
        let (now, at) = (wire.seen, point.get_remote_address());
        let mut fresh = None;
        if !self.links.contains_key(&peer) {
            let (session, lanes) = self.session(peer, wire.is_relayed());
            self.links.insert(peer, Link::new(at.clone(), session, now));
            tracing::info!(%peer, address = %at, "connected");
            fresh = Some(lanes);
        }
        let passing = self.leads_to(peer, connection);
        let link = self.links.get_mut(&peer)?;
        // Who calls by itself, or is called for another reason, stays.
        link.passing &= passing;
        if fresh.is_none() && link.doubted.is_none() {
            link.doubted = Some(now);
        }
        link.wires.insert(connection, wire);
        if point.is_dialer() && wire.is_direct() {
            link.called_at = Some(at.clone());
        }
        fresh
    }

    /// Begins what runs over the streams of a way to a peer.
    pub(super) fn session(&mut self, peer: PeerId, relayed: bool) -> (Session, Lanes) {
        let (live, live_frames) = mpsc::channel(PEER_QUEUE_FRAMES_MAX);
        let (bulk, bulk_frames) = mpsc::channel(BULK_FRAMES);
        let queues = Queues { live: live_frames, bulk: bulk_frames };
        self.sessions += 1;
        let number = self.sessions;
        let (control, told) = (self.control.clone(), self.told.clone());
        let writing = streams::write_out(control, (peer, number), queues, told);
        let writer = tokio::spawn(writing).abort_handle();
        (Session { number, relayed, writer, reader: None }, Lanes { live, bulk })
    }

    pub(super) fn closed(&mut self, peer: PeerId, connection: ConnectionId, left: u32) {
        let now = monotonic();
        if left > 0 {
            self.callers.hung_up(&peer, connection);
            if let Some(link) = self.links.get_mut(&peer) {
                link.wires.remove(&connection);
            }
            // What ran through a relay that is gone goes on over the direct way.
            if self.links.get(&peer).is_some_and(|link| link.wires.values().all(Wire::is_direct)) {
                self.take_direct_way(peer);
            }
            return;
        }
        let Some(link) = self.links.remove(&peer) else { return };
        tracing::info!(%peer, "disconnected");
        self.book.lost(&Callee::Peer(peer), now);
        link.via.iter().for_each(|at| self.book.lost(&Callee::Address(at.clone()), now));
        self.standing.left(&peer);
        self.callers.left(&peer);
        for said in self.unheard.forget(&peer) {
            self.judge(&said.id, &peer, Judgement::Ignore);
        }
        self.draw();
        self.tell(NetEvent::PeerDown { peer });
    }

    /// Reads a stream the peer opened; a newer one takes the place of an older.
    pub(super) fn read(&mut self, peer: PeerId, stream: Stream) {
        // Who opens another stream where there is a direct way begins again there.
        let again = self.links.get(&peer).is_some_and(|link| link.session.reader.is_some());
        if again {
            self.take_direct_way(peer);
        }
        let Some(link) = self.links.get_mut(&peer) else { return };
        let session = (peer, link.session.number);
        let events = (self.events.clone(), Arc::clone(&self.frame_rooms));
        let reading = streams::read_in(stream, session, events, self.told.clone());
        let reader = tokio::spawn(reading).abort_handle();
        link.session.reader.replace(reader).iter().for_each(AbortHandle::abort);
    }

    pub(super) fn alive(&mut self, peer: PeerId, connection: ConnectionId, after: Duration) {
        self.standing.answered(peer, after);
        self.rescore(peer);
        let link = self.links.get_mut(&peer);
        if let Some(wire) = link.and_then(|link| link.wires.get_mut(&connection)) {
            wire.seen = monotonic();
        }
    }

    /// Lets go of those who never said Hello, and of those whose older connection is dead beneath
    /// a newer one: gossipsub would never send its subscriptions again (rust-libp2p #5097).
    pub(super) fn suspect(&mut self, now: Instant) {
        for peer in self.mute(now) {
            tracing::info!(%peer, "disconnecting who said nothing");
            let _gone = self.swarm.disconnect_peer_id(peer);
        }
        for peer in self.stale(now) {
            self.redial(peer);
        }
    }

    /// Those who had time to say Hello and did not.
    fn mute(&self, now: Instant) -> Vec<PeerId> {
        let mute = |link: &Link| {
            !link.greeted && now.saturating_duration_since(link.since) > HELLO_PATIENCE
        };
        self.links.iter().filter(|(_, link)| mute(link)).map(|(peer, _)| *peer).collect()
    }

    /// Those whose doubt is old enough to be settled, and is settled against them.
    fn stale(&mut self, now: Instant) -> Vec<PeerId> {
        let mut stale = Vec::new();
        for (peer, link) in &mut self.links {
            let Some(since) = link.doubted else { continue };
            if now.saturating_duration_since(since) < SILENCE_PATIENCE {
                continue;
            }
            link.doubted = None;
            if link.wires.values().any(|wire| wire.seen < since) {
                tracing::info!(%peer, "a connection is dead beneath a newer one: calling again");
                stale.push(*peer);
            }
        }
        stale
    }

    pub(super) fn redial(&mut self, peer: PeerId) {
        let _gone = self.swarm.disconnect_peer_id(peer);
        self.book.again(&peer, REDIAL_PAUSE, monotonic());
    }

    /// Calls a peer no more, at any address at which it answered, and closes its connections.
    pub(super) fn forget(&mut self, peer: PeerId) {
        self.book.remove(&peer);
        if let Some(link) = self.links.get_mut(&peer) {
            link.forgotten = true;
            if let Some(at) = link.via.take() {
                self.book.remove_address(&at);
            }
        }
        let _absent = self.swarm.disconnect_peer_id(peer);
    }

    pub(super) fn blame(&mut self, peer: PeerId, fault: Fault) {
        tracing::warn!(%peer, %fault, points = fault.points(), "a peer broke a rule");
        if self.standing.blame(peer, fault.points(), monotonic()) {
            self.block(peer);
        }
        self.rescore(peer);
        self.draw();
    }

    fn block(&mut self, peer: PeerId) {
        tracing::warn!(%peer, "refused for an hour");
        self.swarm.behaviour_mut().blocked.block_peer(peer);
        let _gone = self.swarm.disconnect_peer_id(peer);
    }

    fn rescore(&mut self, peer: PeerId) {
        let score = self.standing.score(&peer, monotonic());
        self.swarm.behaviour_mut().gossip.set_application_score(&peer, score);
    }

    /// Notes where a connected peer says it listens, as far as it may have itself called there: an address
    /// of loopback, say, counts only from a neighbour on this machine.
    pub(super) fn identified(&mut self, peer: PeerId, addresses: Vec<Multiaddr>) {
        let Some(link) = self.links.get(&peer).filter(|link| !link.forgotten) else { return };
        let (passing, seen) = (link.passing, link.ips());
        let addresses: Vec<Multiaddr> = self
            .few_relayed(addresses)
            .filter(|address| may_be_its_own(address, &seen, self.lan))
            .take(bot_protocol::limits::ADDRESSES_PER_PEER_MAX)
            .map(|address| super::super::book::split(&address).1.with(Protocol::P2p(peer)))
            .collect();
        if passing {
            return;
        }
        for address in &addresses {
            self.book.add(address, false, monotonic());
        }
        self.book.met(&Callee::Peer(peer), monotonic());
        let Some(link) = self.links.get_mut(&peer).filter(|link| link.said != addresses) else {
            return;
        };
        // A peer may say this as often as it likes, so it must not pile up behind a busy driver:
        // what finds no room is told when the peer says it again.
        let event = NetEvent::Seen { peer, addresses: addresses.clone() };
        if self.backlog.is_empty() && self.events.try_send(event).is_ok() {
            link.said = addresses;
        }
    }

    pub(super) fn discovered(&mut self, peer: PeerId, address: &Multiaddr) {
        let address = super::super::book::split(address).1.with(Protocol::P2p(peer));
        self.book.add(&address, false, monotonic());
        if self.links.contains_key(&peer) {
            self.book.met(&Callee::Peer(peer), monotonic());
        }
    }

    /// Who answered at an address without name.
    pub(super) fn answered_at(&self, address: &Multiaddr) -> Option<PeerId> {
        self.links.iter().find(|(_, link)| link.via.as_ref() == Some(address)).map(|(id, _)| *id)
    }
}
