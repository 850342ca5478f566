//! A stranger: speaks libp2p on the simulated wire and keeps none of our rules.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bot_node::net::SYNC;
use bot_protocol::gossip::{Hello, Message};
use futures::{AsyncWriteExt as _, StreamExt as _};
use libp2p::gossipsub::{self, IdentTopic, MessageAuthenticity, ValidationMode};
use libp2p::identity::Keypair;
use libp2p::swarm::{self, NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId};
use tokio::sync::mpsc;

use crate::wire::{carrier, multiaddr};
use crate::world::World;

/// Far from the addresses of nodes.
const HOME: Ipv4Addr = Ipv4Addr::new(77, 7, 7, 7);

/// The number by which the internet knows it.
const NUMBER: usize = 1_000_000;

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
    /// Calls these nodes, greets as a node does, and listens.
    pub(crate) fn start(world: &World, victims: &[usize]) -> Self {
        let swarm = swarm(world);
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

    /// How many it is connected with.
    pub(crate) fn connected(&self) -> usize {
        self.connected.load(Ordering::Relaxed)
    }
}

fn swarm(world: &World) -> Swarm<Behaviour> {
    let key = Keypair::generate_ed25519();
    let config = gossipsub::ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .build()
        .expect("a config");
    let gossip = gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config);
    let mut gossip: gossipsub::Behaviour = gossip.expect("gossip");
    for topic in ["/bot/1/commons/urgent", "/bot/1/commons/feed"] {
        gossip.subscribe(&IdentTopic::new(topic)).expect("subscribed");
    }
    let at = SocketAddr::new(HOME.into(), 7);
    let transport = carrier(&world.internet, NUMBER, at)(&key).expect("a wire");
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
    for address in addresses {
        swarm.dial(address).expect("it can be called");
    }
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                let Some((topic, bytes)) = order else { return };
                let gossip = &mut swarm.behaviour_mut().gossip;
                let _nobody = gossip.publish(IdentTopic::new(topic), bytes);
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
