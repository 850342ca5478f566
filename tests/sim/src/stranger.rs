//! A stranger: speaks libp2p on the simulated wire and keeps none of our rules.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bot_node::net::SYNC;
use bot_protocol::canon::hash::sha256;
use bot_protocol::gossip::{Hello, Message};
use futures::{AsyncWriteExt as _, StreamExt as _};
use libp2p::gossipsub::{self, IdentTopic, MessageAuthenticity, ValidationMode};
use libp2p::identity::Keypair;
use libp2p::swarm::{self, NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId};
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
    streams: libp2p_stream::Behaviour,
}

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

    /// Says noise to everybody it is connected with, so many messages a second for so long.
    pub(crate) async fn flood(&self, mut noise: Noise, a_second: u64, seconds: u64) {
        for _ in 0..TICKS * seconds {
            for _ in 0..a_second / TICKS {
                self.publish(FEED, noise.more());
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
    let behaviour = Behaviour { gossip, streams: libp2p_stream::Behaviour::new() };
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
    let mut kept = Vec::new();
    let mut friends = BTreeSet::new();
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
            Some((_, stream)) = incoming.next() => kept.push(stream),
            event = swarm.select_next_some() => match event {
                SwarmEvent::ConnectionEstablished { peer_id, .. } => {
                    friends.insert(peer_id);
                    tokio::spawn(greet(swarm.behaviour().streams.new_control(), peer_id));
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

/// Says Hello and holds the stream, so as not to be put out for saying nothing.
async fn greet(mut control: libp2p_stream::Control, peer: PeerId) {
    let hello = Hello {
        boot: [6; 16],
        store: [6; 16],
        salt: [6; 16],
        communities: Vec::new(),
        hosted: Vec::new(),
    };
    let bytes = Message::Hello(hello).to_bytes();
    let Ok(mut stream) = control.open_stream(peer, SYNC).await else { return };
    let length = u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes();
    let _gone = stream.write_all(&length).await;
    let _gone = stream.write_all(&bytes).await;
    let _gone = stream.flush().await;
    std::future::pending::<()>().await;
}
