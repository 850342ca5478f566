//! A stranger: speaks libp2p and keeps none of our rules.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bot_node::net::frame::{read_frame, write_frame};
use bot_node::net::{LETTER, SYNC};
use bot_protocol::canon::hash::sha256;
use bot_protocol::gossip::{Hello, Message, Reaches};
use bot_protocol::limits::{FRAME_BYTES_MAX, GOSSIP_NAMED_MAX};
use futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use libp2p::gossipsub::{self, IdentTopic, MessageAuthenticity, ValidationMode};
use libp2p::identity::Keypair;
use libp2p::swarm::{NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol, SwarmBuilder, noise, tcp, yamux};
use tokio::sync::mpsc;

use crate::live::PATIENCE;
use crate::noise::Noise;

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
    ear: Ear,
}

/// Where what the victim says goes; unread where there is nobody.
type Ear = Arc<Mutex<Option<mpsc::UnboundedSender<Vec<u8>>>>>;

async fn hear(mut stream: Stream, ear: mpsc::UnboundedSender<Vec<u8>>) {
    let limit = FRAME_BYTES_MAX as u64;
    while let Ok(Some(frame)) = read_frame(&mut stream, limit, Duration::from_secs(30)).await {
        if ear.send(frame).is_err() {
            // Open, and unread from now on.
            tokio::time::sleep(LONG).await;
        }
    }
}

/// How a stranger greets, of no community and hosting nobody.
fn greeting() -> Vec<u8> {
    let (boot, store, salt) = ([4; 16], [3; 16], [0; 16]);
    let hello = Hello { boot, store, salt, communities: Vec::new(), hosted: Vec::new() };
    Message::Hello(hello).to_bytes()
}

/// Longer than any test.
const LONG: Duration = Duration::from_secs(600);

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
            // What named more would end its own stream.
            .max_control_messages_sent(GOSSIP_NAMED_MAX)
            // Nobody signs: without this every message after the first would be one that was said.
            .message_id_fn(|said| sha256(&[&said.data]).as_bytes().to_vec().into())
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
        let ear: Ear = Arc::default();
        let hearing = Arc::clone(&ear);
        tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Some((_, stream)) = incoming.next().await {
                let ear = hearing.lock().unwrap_or_else(PoisonError::into_inner).clone();
                match ear {
                    Some(ear) => drop(tokio::spawn(hear(stream, ear))),
                    None => kept.push(stream),
                }
            }
        });
        Self { swarm, victim, address, ear }
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

    /// Calls, and speaks as a peer does that has much to tell: greets, waits until it is asked what came after
    /// a position, and says these frames in answer. Runs until they are written.
    ///
    /// # Errors
    /// It was not let in, the connection broke, or the victim asked for something else.
    pub async fn tell(
        &mut self,
        hello: Vec<u8>,
        frames: impl Iterator<Item = Vec<u8>> + Send + 'static,
    ) -> io::Result<()> {
        let mut control = self.swarm.behaviour().streams.new_control();
        let (victim, mut heard) = (self.victim, self.listen());
        if !self.connect().await {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let mut telling = tokio::spawn(async move {
            let opened = control.open_stream(victim, SYNC).await;
            let mut stream = opened.map_err(io::Error::other)?;
            write_frame(&mut stream, &hello).await.map_err(io::Error::other)?;
            loop {
                let frame = heard.recv().await.ok_or(io::ErrorKind::UnexpectedEof)?;
                match Message::read(&frame) {
                    Ok(Message::Since { request: 0, .. }) => break,
                    Ok(Message::Hello(_)) => {}
                    other => return Err(io::Error::other(format!("asked for {other:?}"))),
                }
            }
            for frame in frames {
                write_frame(&mut stream, &frame).await.map_err(io::Error::other)?;
            }
            while heard.recv().await.is_some() {}
            Ok(())
        });
        loop {
            tokio::select! {
                told = &mut telling => return told?,
                _ = self.swarm.select_next_some() => {}
            }
        }
    }

    /// Calls, greets, says these frames, and waits for the first answer that is looked for.
    pub async fn ask(
        &mut self,
        frames: Vec<Vec<u8>>,
        looked_for: fn(&Message) -> bool,
    ) -> Option<Message> {
        let mut control = self.swarm.behaviour().streams.new_control();
        let (victim, mut heard) = (self.victim, self.listen());
        if !self.connect().await {
            return None;
        }
        let mut asking = tokio::spawn(async move {
            let mut stream = control.open_stream(victim, SYNC).await.ok()?;
            for frame in std::iter::once(greeting()).chain(frames) {
                write_frame(&mut stream, &frame).await.ok()?;
            }
            loop {
                let message = Message::read(&heard.recv().await?).ok()?;
                if looked_for(&message) {
                    return Some(message);
                }
            }
        });
        let answered = async {
            loop {
                tokio::select! {
                    answer = &mut asking => return answer.ok().flatten(),
                    _ = self.swarm.select_next_some() => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, answered).await.ok().flatten()
    }

    /// The frames that the victim says from now on.
    fn listen(&mut self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        let (said, heard) = mpsc::unbounded_channel();
        *self.ear.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
        heard
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

    /// Publishes noise, so many messages, so many a second, and stamps beside it; answers how many it was let say, and
    /// whether it was put out before the end. Whoever is put out knocks again and again.
    ///
    /// # Panics
    /// When the topic is refused here.
    pub async fn flood(&mut self, mut noise: Noise, count: u64, a_second: u64) -> (u64, bool) {
        const TICKS: u64 = 50;
        let topic = IdentTopic::new("/bot/1/commons/feed");
        let urgent = IdentTopic::new("/bot/1/commons/urgent");
        for topic in [&topic, &urgent] {
            self.swarm.behaviour_mut().gossip.subscribe(topic).expect("subscribed");
        }
        self.run(Duration::from_millis(400)).await;
        for bytes in noise.keys() {
            let _refused = self.swarm.behaviour_mut().gossip.publish(urgent.clone(), bytes);
        }
        let mut tick = tokio::time::interval(Duration::from_millis(1000 / TICKS));
        let (mut said, mut out, mut connected) = (0, false, true);
        for number in 0..count.div_ceil(a_second / TICKS) {
            for _ in 0..a_second / TICKS {
                let gossip = &mut self.swarm.behaviour_mut().gossip;
                let sent = gossip.publish(topic.clone(), noise.more()).is_ok();
                said += u64::from(sent && connected);
            }
            let gossip = &mut self.swarm.behaviour_mut().gossip;
            let sent = gossip.publish(urgent.clone(), noise.stamp()).is_ok();
            said += u64::from(sent && connected);
            loop {
                tokio::select! {
                    _ = tick.tick() => break,
                    event = self.swarm.select_next_some() => {
                        connected |= matches!(event, SwarmEvent::ConnectionEstablished { .. });
                        if let SwarmEvent::ConnectionClosed { num_established: 0, .. } = event {
                            (out, connected) = (true, false);
                        }
                    }
                }
            }
            if !connected && number % TICKS == 0 {
                self.swarm.dial(self.address.clone()).ok();
            }
        }
        (said, out)
    }

    /// Calls, asks for everything so many times, and reads none of it.
    pub async fn ask_and_read_nothing(&mut self, times: u32) {
        let mut control = self.swarm.behaviour().streams.new_control();
        let (victim, mut heard) = (self.victim, self.listen());
        self.connect().await;
        let asking = async move {
            let mut stream = control.open_stream(victim, SYNC).await.ok()?;
            write_frame(&mut stream, &greeting()).await.ok()?;
            let Ok(Message::Hello(other)) = Message::read(&heard.recv().await?) else {
                return None;
            };
            drop(heard);
            for request in 0..times {
                let (store, held) = (other.store, Reaches::default());
                let ask = Message::Since { request, store, position: 0, held };
                write_frame(&mut stream, &ask.to_bytes()).await.ok()?;
            }
            tokio::time::sleep(LONG).await;
            Some(())
        };
        let mut asking = tokio::spawn(asking);
        loop {
            tokio::select! {
                _ = &mut asking => return,
                _ = self.swarm.select_next_some() => {}
            }
        }
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
