//! A stranger: speaks libp2p and keeps none of our rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bot_node::net::frame::{read_frame, write_frame};
use bot_node::net::{LETTER, SYNC};
use futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use libp2p::gossipsub::{self, IdentTopic, MessageAuthenticity, ValidationMode};
use libp2p::identity::Keypair;
use libp2p::swarm::{NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, StreamProtocol, SwarmBuilder, noise, tcp, yamux};

#[derive(NetworkBehaviour)]
struct Behaviour {
    gossip: gossipsub::Behaviour,
    streams: libp2p_stream::Behaviour,
}

/// Somebody with a key and a connection.
pub struct Stranger {
    swarm: Swarm<Behaviour>,
    victim: PeerId,
    address: Multiaddr,
}

impl std::fmt::Debug for Stranger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stranger").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Stranger {
    /// With a key of its own; connects at [`Self::connect`].
    ///
    /// # Panics
    /// When the swarm cannot be built.
    #[must_use]
    pub fn new(key: Keypair, victim: PeerId, address: Multiaddr) -> Self {
        let config = gossipsub::ConfigBuilder::default()
            .validation_mode(ValidationMode::Anonymous)
            .max_transmit_size(1 << 20)
            .build()
            .expect("a config");
        let gossip = gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config);
        let behaviour =
            Behaviour { gossip: gossip.expect("gossip"), streams: libp2p_stream::Behaviour::new() };
        let swarm = SwarmBuilder::with_existing_identity(key)
            .with_tokio()
            .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
            .expect("a transport")
            .with_behaviour(|_| behaviour)
            .expect("a behaviour")
            .with_swarm_config(|c| c.with_idle_connection_timeout(Duration::from_secs(60)))
            .build();
        // It listens to what it is told, and says nothing: otherwise it would be put out at once.
        let mut incoming =
            swarm.behaviour().streams.new_control().accept(SYNC).expect("a protocol of its own");
        tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Some((_, stream)) = incoming.next().await {
                kept.push(stream);
            }
        });
        Self { swarm, victim, address }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> PeerId {
        *self.swarm.local_peer_id()
    }

    /// Calls the victim; false when it is not let in, or put out at once.
    pub async fn connect(&mut self) -> bool {
        if self.swarm.dial(self.address.clone()).is_err() {
            return false;
        }
        let connected = async {
            loop {
                let event = self.swarm.select_next_some().await;
                if matches!(event, SwarmEvent::ConnectionEstablished { .. }) {
                    return true;
                }
                if matches!(event, SwarmEvent::OutgoingConnectionError { .. }) {
                    return false;
                }
            }
        };
        let connected = tokio::time::timeout(Duration::from_secs(5), connected).await;
        connected.unwrap_or(false) && !self.put_out(Duration::from_millis(500)).await
    }

    /// Runs on until the victim closes the connection; false when it does not in time.
    pub async fn put_out(&mut self, patience: Duration) -> bool {
        let closed = async {
            loop {
                if let SwarmEvent::ConnectionClosed { num_established: 0, .. } =
                    self.swarm.select_next_some().await
                {
                    return;
                }
            }
        };
        tokio::time::timeout(patience, closed).await.is_ok()
    }

    /// Writes raw bytes on a stream of a protocol; errors are the victim's right.
    pub async fn write(&mut self, protocol: StreamProtocol, bytes: &[u8]) {
        let mut control = self.swarm.behaviour().streams.new_control();
        let (victim, bytes) = (self.victim, bytes.to_vec());
        let writing = tokio::spawn(async move {
            if let Ok(mut stream) = control.open_stream(victim, protocol).await {
                let _refused = stream.write_all(&bytes).await;
                let _refused = stream.flush().await;
                tokio::time::sleep(Duration::from_secs(30)).await;
            }
        });
        self.run(Duration::from_millis(300)).await;
        drop(writing);
    }

    /// Hands a letter or an envelope over; the receipt, where one comes.
    pub async fn hand_over(&mut self, bytes: &[u8]) -> Option<u8> {
        let mut control = self.swarm.behaviour().streams.new_control();
        let (victim, bytes) = (self.victim, bytes.to_vec());
        let mut handing = tokio::spawn(async move {
            let mut stream = control.open_stream(victim, LETTER).await.ok()?;
            write_frame(&mut stream, &bytes).await.ok()?;
            let receipt = read_frame(&mut stream, 1, Duration::from_secs(10)).await.ok()??;
            receipt.first().copied()
        });
        loop {
            tokio::select! {
                receipt = &mut handing => return receipt.ok().flatten(),
                _ = self.swarm.select_next_some() => {}
            }
        }
    }

    /// Begins a frame on so many streams and finishes none; where one is closed it begins anew.
    /// Answers how many were opened so far.
    #[must_use]
    pub fn hold_open(mut self, protocol: &StreamProtocol, count: usize) -> Arc<AtomicUsize> {
        let opened = Arc::new(AtomicUsize::new(0));
        for _ in 0..count {
            let mut control = self.swarm.behaviour().streams.new_control();
            let (victim, protocol, opened) = (self.victim, protocol.clone(), Arc::clone(&opened));
            tokio::spawn(async move {
                loop {
                    if let Ok(mut stream) = control.open_stream(victim, protocol.clone()).await {
                        let _refused = stream.write_all(&[0, 0, 1]).await;
                        let _refused = stream.flush().await;
                        opened.fetch_add(1, Ordering::SeqCst);
                        let _closed = stream.read_to_end(&mut Vec::new()).await;
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            });
        }
        tokio::spawn(async move { self.run(Duration::from_secs(600)).await });
        opened
    }

    /// Publishes bytes on a topic.
    pub async fn publish(&mut self, topic: &str, bytes: Vec<u8>) {
        let topic = IdentTopic::new(topic);
        self.swarm.behaviour_mut().gossip.subscribe(&topic).expect("subscribed");
        self.run(Duration::from_millis(400)).await;
        let _refused = self.swarm.behaviour_mut().gossip.publish(topic, bytes);
        self.run(Duration::from_millis(300)).await;
    }

    /// Lets the swarm work for a while.
    pub async fn run(&mut self, time: Duration) {
        let forever = async {
            loop {
                self.swarm.select_next_some().await;
            }
        };
        let _over: Result<(), _> = tokio::time::timeout(time, forever).await;
    }
}
