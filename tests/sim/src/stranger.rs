//! A stranger: speaks libp2p on the simulated wire, answers what it is asked so that nobody can find
//! fault with its silence, and keeps none of our other rules.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bot_node::net::SYNC;
use bot_node::net::frame::{read_frame, write_frame};
use bot_protocol::canon::hash::sha256;
use bot_protocol::gossip::{Hello, Message};
use bot_protocol::limits::{FRAME_BYTES_MAX, GOSSIP_NAMED_MAX};
use futures::StreamExt as _;
use libp2p::gossipsub::{self, IdentTopic, MessageAuthenticity, ValidationMode};
use libp2p::identity::Keypair;
use libp2p::swarm::{self, NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Stream, ping};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::noise::Noise;
use crate::wire::{carrier, multiaddr};
use crate::world::World;

/// The number by which the internet knows the first.
const NUMBER: usize = 1_000_000;

/// How long it waits until it calls again.
const AGAIN: Duration = Duration::from_secs(2);

/// How often in a second a flooder speaks.
const TICKS: u64 = 50;

/// Where it speaks, unless it is told otherwise.
pub(crate) const FEED: &str = "/bot/1/commons/feed";

/// Where stamps and what takes something back travel.
pub(crate) const URGENT: &str = "/bot/1/commons/urgent";

#[derive(NetworkBehaviour)]
struct Behaviour {
    gossip: gossipsub::Behaviour,
    ping: ping::Behaviour,
    streams: libp2p_stream::Behaviour,
}

/// Where what is said to one peer goes in.
type Mouth = mpsc::UnboundedSender<Message>;

/// Somebody with a key, who runs until the world ends.
pub(crate) struct Stranger {
    say: mpsc::UnboundedSender<(String, Vec<u8>)>,
    connected: Arc<AtomicUsize>,
}

impl Stranger {
    /// Calls these nodes, greets as a node does, and listens. Each number is somebody else, far from
    /// the addresses of nodes and of each other.
    pub(crate) fn start(world: &World, number: u8, victims: &[usize]) -> Self {
        let at = SocketAddr::new(Ipv4Addr::new(77, number, 7, 7).into(), 7);
        let swarm = swarm(world, NUMBER + usize::from(number), at);
        let addresses: Vec<Multiaddr> =
            victims.iter().map(|victim| multiaddr(world.nodes[*victim].at)).collect();
        let (say, orders) = mpsc::unbounded_channel();
        let connected = Arc::<AtomicUsize>::default();
        tokio::spawn(run(swarm, addresses, orders, Arc::clone(&connected)));
        Self { say, connected }
    }

    /// Publishes bytes on a topic, to everybody it is connected with.
    pub(crate) fn publish(&self, topic: &str, bytes: Vec<u8>) {
        let _ended = self.say.send((topic.to_owned(), bytes));
    }

    /// Says noise to everybody it is connected with, so many messages a second for so long, while there
    /// is anybody.
    pub(crate) async fn flood(&self, mut noise: Noise, a_second: u64, seconds: u64) {
        for _ in 0..TICKS * seconds {
            if self.connected() > 0 {
                (0..a_second / TICKS).for_each(|_| self.publish(FEED, noise.more()));
            }
            sleep(Duration::from_millis(1000 / TICKS)).await;
        }
    }

    /// How many it is connected with.
    pub(crate) fn connected(&self) -> usize {
        self.connected.load(Ordering::Relaxed)
    }
}

fn swarm(world: &World, number: usize, at: SocketAddr) -> Swarm<Behaviour> {
    let key = Keypair::generate_ed25519();
    let config = gossipsub::ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .duplicate_cache_time(Duration::from_secs(1))
        // What named more would end its own stream, and with that its flood.
        .max_control_messages_sent(GOSSIP_NAMED_MAX)
        // Nobody signs: without this every message after the first would be one that was said.
        .message_id_fn(|said| sha256(&[&said.data]).as_bytes().to_vec().into())
        .build()
        .expect("a config");
    let gossip = gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config);
    let mut gossip: gossipsub::Behaviour = gossip.expect("gossip");
    for topic in [URGENT, FEED] {
        gossip.subscribe(&IdentTopic::new(topic)).expect("subscribed");
    }
    let transport = carrier(&world.internet, number, at)(&key).expect("a wire");
    let behaviour = Behaviour {
        gossip,
        ping: ping::Behaviour::default(),
        streams: libp2p_stream::Behaviour::new(),
    };
    let config = swarm::Config::with_tokio_executor()
        .with_idle_connection_timeout(Duration::from_secs(3600));
    Swarm::new(transport, behaviour, key.public().to_peer_id(), config)
}

async fn run(
    mut swarm: Swarm<Behaviour>,
    addresses: Vec<Multiaddr>,
    mut orders: mpsc::UnboundedReceiver<(String, Vec<u8>)>,
    connected: Arc<AtomicUsize>,
) {
    let mut incoming =
        swarm.behaviour().streams.new_control().accept(SYNC).expect("a protocol of its own");
    let mut friends: BTreeMap<PeerId, Mouth> = BTreeMap::new();
    let mut again = tokio::time::interval(AGAIN);
    loop {
        tokio::select! {
            biased;
            // Whoever is put out everywhere knocks again and again.
            _ = again.tick(), if friends.is_empty() => {
                for address in &addresses {
                    let _refused = swarm.dial(address.clone());
                }
            }
            order = orders.recv() => {
                let Some((topic, bytes)) = order else { return };
                if !friends.is_empty() {
                    let gossip = &mut swarm.behaviour_mut().gossip;
                    let _nobody = gossip.publish(IdentTopic::new(topic), bytes);
                }
            }
            Some((peer, stream)) = incoming.next() => {
                if let Some(mouth) = friends.get(&peer) {
                    tokio::spawn(answer(stream, mouth.clone()));
                }
            }
            event = swarm.select_next_some() => match event {
                SwarmEvent::ConnectionEstablished { peer_id, .. } => {
                    friends.entry(peer_id).or_insert_with(|| {
                        let (mouth, words) = mpsc::unbounded_channel();
                        let control = swarm.behaviour().streams.new_control();
                        tokio::spawn(speak(control, peer_id, words));
                        mouth
                    });
                }
                SwarmEvent::ConnectionClosed { peer_id, num_established: 0, .. } => {
                    friends.remove(&peer_id);
                }
                _ => {}
            },
        }
        connected.store(friends.len(), Ordering::Relaxed);
    }
}

/// Says Hello and then what it is told to say, as long as there is a connection.
async fn speak(
    mut control: libp2p_stream::Control,
    peer: PeerId,
    mut words: mpsc::UnboundedReceiver<Message>,
) {
    let hello = Message::Hello(Hello {
        boot: [6; 16],
        store: [6; 16],
        salt: [6; 16],
        communities: Vec::new(),
        hosted: Vec::new(),
    });
    let Ok(mut stream) = control.open_stream(peer, SYNC).await else { return };
    let mut next = Some(hello);
    while let Some(message) = next {
        if write_frame(&mut stream, &message.to_bytes()).await.is_err() {
            return;
        }
        next = words.recv().await;
    }
}

/// Reads what is asked and says each time that it has nothing.
async fn answer(mut stream: Stream, mouth: Mouth) {
    let limit = FRAME_BYTES_MAX as u64;
    while let Ok(Some(frame)) = read_frame(&mut stream, limit, AGAIN).await {
        let Some(request) = Message::read(&frame).ok().and_then(|said| asked(&said)) else {
            continue;
        };
        if mouth.send(Message::Done { request, frames: 0, position: None }).is_err() {
            return;
        }
    }
}

/// The number of a question.
fn asked(said: &Message) -> Option<u32> {
    match said {
        Message::Since { request, .. }
        | Message::Want { request, .. }
        | Message::Survey { request, .. }
        | Message::More { request, .. }
        | Message::Lack { request, .. } => Some(*request),
        Message::Hello(_)
        | Message::Items { .. }
        | Message::Done { .. }
        | Message::Have { .. }
        | Message::Cosign { .. }
        | Message::Cosigned { .. }
        | Message::Symbols { .. } => None,
    }
}
