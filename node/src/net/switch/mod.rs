//! The task that owns the swarm.

mod calls;
mod links;
mod outside;
mod picture;
mod questions;
mod turns;
mod ways;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bot_protocol::gossip::{Community, Fault, Judgement, MessageId};
use bot_protocol::limits::{
    FRAMES_WAITING_BYTES_MAX, HEARD_WAITING_MAX, LETTERS_INCOMING_MAX, NET_EVENTS_MAX,
    NET_ORDERS_MAX,
};
use futures::StreamExt as _;
use libp2p::gossipsub::{self, IdentTopic, MessageAcceptance, PublishError};
use libp2p::identity::Keypair;
use libp2p::swarm::{ConnectionId, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Stream, identify, mdns, ping};
use libp2p_stream::Control;
use tokio::sync::{Semaphore, mpsc};

use self::links::Link;
use self::outside::{Outside, next_of};
use self::turns::Turns;
use super::behaviour::{Behaviour, BehaviourEvent, incoming_most, swarm};
use super::book::{Book, Callee};
use super::callers::Callers;
use super::ip::is_relayed;
use super::reach::Reaching;
use super::reach::asking::CALLABLE;
use super::reach::places::Places;
use super::standing::Standing;
use super::streams::{self, Incoming, Told};
use super::transport::Carrier;
use super::{Gossip, LETTER, NetError, NetEvent, NetView, Order, SYNC};
use crate::clock::monotonic;

/// How often the switch looks whom to call, who is silent, and draws its picture.
const TICK: Duration = Duration::from_millis(200);

/// How long the last words of closing connections may take.
const FAREWELL: Duration = Duration::from_millis(300);

/// Most questions of others that are answered at a time.
const QUESTIONS_MAX: usize = 16;

/// What a network is made of.
#[derive(Clone)]
pub struct NetSetup {
    /// The peer key.
    pub key: Keypair,
    /// What carries its connections.
    pub carrier: Carrier,
    /// Where to listen.
    pub listen: Vec<Multiaddr>,
    /// Whom to stay connected with, with `/p2p/ID` or without.
    pub peers: Vec<Multiaddr>,
    /// Whose topics to subscribe to.
    pub communities: Vec<Community>,
    /// Find others on the local network.
    pub mdns: bool,
    /// Whether this is a network without the internet, where private addresses that others name are
    /// called too.
    pub lan: bool,
    /// Where this node can be called, as its owner says: told to every peer.
    pub announced: Vec<Multiaddr>,
    /// How this node is found and reached where it cannot be called; `None` for not at all.
    pub reaching: Option<Reaching>,
    /// The bounds of connections.
    pub bounds: Bounds,
    /// The shortest pause before a lost peer is called again.
    pub redial: Duration,
}

/// How much of this machine the network may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most connections at a time, in and out.
    pub connections: u32,
    /// Most handshakes from outside at a time.
    pub handshakes: u32,
    /// No new connections while the process holds more memory than this, in bytes.
    pub memory_bytes: usize,
}

/// A running network: what comes in, and where orders go.
#[derive(Debug)]
pub struct Network {
    /// This node's name on the network.
    pub id: PeerId,
    /// What it tells.
    pub events: mpsc::Receiver<NetEvent>,
    /// What it does; it always reads on, so sending may wait but never for long.
    pub orders: mpsc::Sender<Order>,
    /// How it looks.
    pub view: Arc<RwLock<Arc<NetView>>>,
}

/// Opens the network: when it returns, every address is bound.
///
/// # Errors
/// A part cannot be made, or an address is taken.
pub async fn open(setup: NetSetup) -> Result<Network, NetError> {
    let serving = setup.reaching.as_ref().and_then(|reaching| reaching.serving);
    let serving = serving.map(|serving| (serving, Places::new(serving.places)));
    let mut swarm = swarm(&setup, serving.clone())?;
    let id = *swarm.local_peer_id();
    let mut waiting = Vec::new();
    for address in &setup.listen {
        let listening = |source| NetError::Listen { address: address.clone(), source };
        let listener = swarm.listen_on(address.clone()).map_err(|fault| {
            listening(match fault {
                libp2p::TransportError::Other(source) => source,
                libp2p::TransportError::MultiaddrNotSupported(_) => {
                    std::io::Error::other("only /tcp/PORT and /udp/PORT/quic-v1 are spoken")
                }
            })
        })?;
        waiting.push(listener);
    }
    while !waiting.is_empty() {
        let event = swarm.select_next_some().await;
        if let SwarmEvent::NewListenAddr { listener_id, .. } = event {
            waiting.retain(|listener| *listener != listener_id);
        } else if let SwarmEvent::ListenerClosed { listener_id, addresses, reason: Err(source) } =
            event
            && waiting.contains(&listener_id)
        {
            let address = addresses.first().cloned().unwrap_or_else(Multiaddr::empty);
            return Err(NetError::Listen { address, source });
        }
    }
    let (event_sender, events) = mpsc::channel(NET_EVENTS_MAX);
    let (orders, order_receiver) = mpsc::channel(NET_ORDERS_MAX);
    let mut switch = Switch::new(swarm, &setup, event_sender)?;
    if let (Some(outside), Some((_, places))) = (&mut switch.outside, serving) {
        outside.serve_in(places);
    }
    let view = Arc::clone(&switch.view);
    switch.draw();
    tokio::spawn(switch.run(order_receiver));
    Ok(Network { id, events, orders, view })
}

/// The swarm and everything that is known about its connections.
struct Switch {
    swarm: Swarm<Behaviour>,
    control: Control,
    syncs: Incoming,
    letters: Incoming,
    /// Bytes of frames that may wait for the driver.
    frame_rooms: Arc<Semaphore>,
    letter_places: Arc<Semaphore>,
    /// Questions of others whether they can be called.
    questions: Option<Incoming>,
    question_places: Arc<Semaphore>,
    /// Questions that are only heard out to be refused.
    refusal_places: Arc<Semaphore>,
    /// Whether private addresses that others name are called too.
    lan: bool,
    outside: Option<Outside>,
    book: Book,
    callers: Callers,
    standing: Standing,
    links: BTreeMap<PeerId, Link>,
    calls: BTreeMap<ConnectionId, Callee>,
    /// How many sessions with peers were begun.
    sessions: u64,
    events: mpsc::Sender<NetEvent>,
    /// Ups and downs that the driver had no room for yet; nothing overtakes them.
    backlog: VecDeque<NetEvent>,
    /// Gossip that the driver had no room for yet.
    unheard: Turns<Gossip>,
    told: mpsc::Sender<Told>,
    hearing: Option<mpsc::Receiver<Told>>,
    view: Arc<RwLock<Arc<NetView>>>,
}

impl Switch {
    fn new(
        swarm: Swarm<Behaviour>,
        setup: &NetSetup,
        events: mpsc::Sender<NetEvent>,
    ) -> Result<Self, NetError> {
        let mut control = swarm.behaviour().streams.new_control();
        let taken = |_| NetError::Setup(std::io::Error::other("a stream protocol is taken"));
        let mut accept = |protocol| control.accept(protocol).map(streams::waiting).map_err(taken);
        let (syncs, letters) = (accept(SYNC)?, accept(LETTER)?);
        let questions = match &setup.reaching {
            Some(_) => Some(accept(CALLABLE)?),
            None => None,
        };
        let mut book = Book::new(*swarm.local_peer_id(), setup.redial);
        for address in &setup.peers {
            book.add(address, true, monotonic());
        }
        let (told, hearing) = mpsc::channel(NET_EVENTS_MAX);
        Ok(Self {
            swarm,
            control,
            syncs,
            letters,
            frame_rooms: Arc::new(Semaphore::new(FRAMES_WAITING_BYTES_MAX)),
            letter_places: Arc::new(Semaphore::new(LETTERS_INCOMING_MAX)),
            questions,
            question_places: Arc::new(Semaphore::new(QUESTIONS_MAX)),
            refusal_places: Arc::new(Semaphore::new(QUESTIONS_MAX)),
            lan: setup.lan,
            outside: setup.reaching.as_ref().map(|reaching| Outside::new(setup, reaching)),
            book,
            callers: Callers::new(incoming_most(setup.bounds)),
            standing: Standing::default(),
            links: BTreeMap::new(),
            calls: BTreeMap::new(),
            sessions: 0,
            events,
            backlog: VecDeque::new(),
            unheard: Turns::new(HEARD_WAITING_MAX),
            told,
            hearing: Some(hearing),
            view: Arc::default(),
        })
    }

    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let Some(mut hearing) = self.hearing.take() else { return };
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // Kept from turn to turn: who asks anew stands at the end of the line again.
        let mut room = Box::pin(self.events.clone().reserve_owned());
        loop {
            tokio::select! {
                free = &mut room, if self.is_behind() => match free {
                    Ok(free) => {
                        let next = self.backlog.pop_front();
                        let next = next.or_else(|| self.unheard.pop().map(NetEvent::Heard));
                        next.map(|event| free.send(event));
                        room.set(self.events.clone().reserve_owned());
                    }
                    Err(_) => break,
                },
                order = orders.recv() => match order {
                    None | Some(Order::Stop) => break,
                    Some(order) => self.obey(order),
                },
                Some(told) = hearing.recv() => self.hear(told),
                Some((peer, stream)) = self.syncs.recv(), if self.backlog.is_empty() => {
                    self.read(peer, stream);
                }
                Some((peer, stream)) = self.letters.recv() => self.receive(peer, stream),
                Some((peer, stream)) = next_of(&mut self.questions) => self.question(peer, stream),
                event = self.swarm.select_next_some() => self.see(event),
                _ = tick.tick() => self.tick(),
            }
        }
        self.farewell().await;
    }

    /// Closes every connection and lets the last words out.
    async fn farewell(mut self) {
        for peer in self.swarm.connected_peers().copied().collect::<Vec<_>>() {
            let _gone = self.swarm.disconnect_peer_id(peer);
        }
        let closing = async {
            while self.swarm.connected_peers().next().is_some() {
                self.swarm.next().await;
            }
        };
        let _late = tokio::time::timeout(FAREWELL, closing).await;
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Publish { topic, bytes } => self.publish(topic, bytes),
            Order::Judge { id, peer, judgement } => self.judge(&id, &peer, judgement),
            Order::Blame { peer, fault } => self.blame(peer, fault),
            Order::Meet { peer, .. } if !self.links.contains_key(&peer) => {}
            Order::Meet { peer, known } => {
                let known = known || self.book.is_listed(&peer);
                let goes = self.callers.met(&peer, known);
                self.make_room(goes);
            }
            Order::Redial { peer } => self.redial(peer),
            Order::Know { address, listed } => {
                if let Some(outside) = self.outside.as_mut().filter(|_| listed) {
                    outside.name_relay(&address);
                }
                self.book.add(&address, listed, monotonic());
                let (peer, _) = super::book::split(&address);
                peer.filter(|peer| self.links.contains_key(peer))
                    .into_iter()
                    .for_each(|peer| self.book.met(&Callee::Peer(peer), monotonic()));
                self.draw();
            }
            Order::Forget { peer } => {
                self.forget(peer);
                self.draw();
            }
            Order::ForgetAddress { address } => {
                // Somebody may have answered there since whoever orders this looked.
                let answers = self.answered_at(&address).or_else(|| self.book.answers(&address));
                self.book.remove_address(&address);
                answers.into_iter().for_each(|peer| self.forget(peer));
                self.draw();
            }
            Order::Deliver { peer, bytes, done } => {
                let control = self.control.clone();
                tokio::spawn(async move {
                    let _gone = done.send(streams::deliver(control, peer, &bytes).await);
                });
            }
            Order::Stop => {}
        }
    }

    fn judge(&mut self, id: &MessageId, peer: &PeerId, judgement: Judgement) {
        let (verdict, wide) = match judgement {
            Judgement::Spread => (MessageAcceptance::Accept, true),
            Judgement::Accept | Judgement::Pass => (MessageAcceptance::Accept, false),
            Judgement::Ignore => (MessageAcceptance::Ignore, false),
            Judgement::Reject => (MessageAcceptance::Reject, false),
        };
        if matches!(judgement, Judgement::Accept | Judgement::Spread) {
            self.standing.useful(peer);
        }
        // Gossipsub forwards to its mesh and to explicit peers: for the length of this call all
        // that are in good standing are explicit.
        let gossip = &mut self.swarm.behaviour_mut().gossip;
        let all = gossip.all_peers().map(|(peer, _)| *peer);
        let all: Vec<PeerId> = all.filter(|_| wide).collect();
        let good = all.into_iter().filter(|peer| gossip.peer_score(peer).unwrap_or(0.0) >= 0.0);
        let good: Vec<PeerId> = good.collect();
        good.iter().for_each(|peer| gossip.add_explicit_peer(peer));
        let id = gossipsub::MessageId::new(&id.0);
        gossip.report_message_validation_result(&id, peer, verdict);
        good.iter().for_each(|peer| gossip.remove_explicit_peer(peer));
    }

    fn publish(&mut self, topic: String, bytes: Vec<u8>) {
        let gossip = &mut self.swarm.behaviour_mut().gossip;
        match gossip.publish(IdentTopic::new(topic), bytes) {
            Ok(_) | Err(PublishError::Duplicate | PublishError::NoPeersSubscribedToTopic) => {}
            Err(fault) => tracing::warn!(%fault, "a gossip message stays here"),
        }
    }

    fn hear(&mut self, told: Told) {
        match told {
            Told::Greeted(ran) => {
                self.running(ran).into_iter().for_each(|link| link.greeted = true);
            }
            Told::Broke(ran) => {
                if self.running(ran).is_some() && !self.take_direct_way(ran.0) {
                    let _gone = self.swarm.disconnect_peer_id(ran.0);
                }
            }
            Told::Asked { peer, door, answer } => self.asked(peer, door, answer),
            Told::Called { connection, answer } => self.called(connection, answer),
            Told::Word { peer, door, word } => self.word(peer, door, word),
            Told::Resolved(callee, addresses) => self.dial(callee, addresses),
        }
    }

    /// The link whose session this is; none, where another runs by now.
    fn running(&mut self, (peer, number): streams::Ran) -> Option<&mut Link> {
        self.links.get_mut(&peer).filter(|link| link.session.number == number)
    }

    fn receive(&mut self, peer: PeerId, stream: Stream) {
        // Of all places one peer takes only some, so that others get theirs.
        let Some(link) = self.links.get(&peer) else { return };
        let Ok(own) = Arc::clone(&link.letter_places).try_acquire_owned() else { return };
        let Ok(place) = Arc::clone(&self.letter_places).try_acquire_owned() else { return };
        let events = self.events.clone();
        tokio::spawn(async move {
            streams::receive(stream, peer, events).await;
            drop((place, own));
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "libp2p's enum has many we need not see")]
    fn see(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                self.connected(peer_id, connection_id, &endpoint);
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, num_established, .. } => {
                self.closed(peer_id, connection_id, num_established);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                self.unreached(connection_id, peer_id, &error);
            }
            SwarmEvent::NewListenAddr { address, .. } => self.listening(&address),
            SwarmEvent::ListenerClosed { listener_id, .. } => self.relay_gone(listener_id),
            SwarmEvent::ListenerError { error, .. } => tracing::warn!(%error, "a listener fails"),
            SwarmEvent::Behaviour(event) => self.see_behaviour(event),
            _ => {}
        }
    }

    fn listening(&mut self, address: &Multiaddr) {
        tracing::info!(%address, "listening");
        if is_relayed(address) {
            self.tell(NetEvent::Moved);
        }
        self.draw();
    }

    fn see_behaviour(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Gossip(gossipsub::Event::Message {
                propagation_source,
                message_id,
                message,
            }) => self.heard(propagation_source, &message_id, message),
            BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. }) => {
                self.introduced(peer_id, &info);
                self.identified(peer_id, info.listen_addrs);
            }
            BehaviourEvent::Ping(ping::Event { peer, connection, result: Ok(after) }) => {
                self.alive(peer, connection, after);
            }
            BehaviourEvent::Mdns(mdns::Event::Discovered(found)) => {
                for (peer, address) in found {
                    self.discovered(peer, &address);
                }
            }
            BehaviourEvent::Reach(event) => self.see_reach(event),
            BehaviourEvent::Gossip(_)
            | BehaviourEvent::Identify(_)
            | BehaviourEvent::Ping(_)
            | BehaviourEvent::Mdns(mdns::Event::Expired(_))
            | BehaviourEvent::Streams(()) => {}
            BehaviourEvent::Blocked(never) => match never {},
            BehaviourEvent::Limits(never) => match never {},
            BehaviourEvent::Memory(never) => match never {},
        }
    }

    fn heard(&mut self, peer: PeerId, id: &gossipsub::MessageId, message: gossipsub::Message) {
        let Ok(id) = <[u8; 32]>::try_from(id.0.as_slice()).map(MessageId) else { return };
        let said = Gossip { peer, topic: message.topic.into_string(), id, bytes: message.data };
        if let Some(lost) = self.unheard.push(peer, said) {
            self.judge(&lost.id, &lost.peer, Judgement::Ignore);
            if self.standing.unheard(lost.peer, monotonic()) {
                self.blame(lost.peer, Fault::TooMany);
            }
        }
    }

    /// Whether something waits for the driver to have room.
    fn is_behind(&self) -> bool {
        !self.backlog.is_empty() || !self.unheard.is_empty()
    }

    /// Tells the driver something that it must learn, as soon as it has room.
    fn tell(&mut self, event: NetEvent) {
        let late = match self.backlog.is_empty() {
            true => match self.events.try_send(event) {
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => None,
                Err(mpsc::error::TrySendError::Full(event)) => Some(event),
            },
            false => Some(event),
        };
        self.backlog.extend(late);
    }

    fn tick(&mut self) {
        let now = monotonic();
        for peer in self.standing.pardoned(now) {
            self.swarm.behaviour_mut().blocked.unblock_peer(peer);
        }
        self.suspect(now);
        self.call(now);
        self.reach_out(now);
        self.draw();
    }
}
