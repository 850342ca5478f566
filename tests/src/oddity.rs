//! A peer that speaks the protocols by which nodes are reached, and not as it should.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::net::SYNC;
use futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use libp2p::relay::HOP_PROTOCOL_NAME;
use libp2p::swarm::{NetworkBehaviour, Swarm, SwarmEvent};
use libp2p::{
    Multiaddr, PeerId, Stream, StreamProtocol, SwarmBuilder, identify, noise, tcp, yamux,
};
use libp2p_stream::Control;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

pub use self::Answer::{SaysItCalled, Silent};

/// The protocol by which a node asks whether it can be called.
pub const CALLABLE: StreamProtocol = StreamProtocol::new("/bot/callable/1");

/// How long somebody who says nothing is listened to.
const PATIENCE: Duration = Duration::from_millis(500);

/// How an oddity answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing to nobody.
    Silent,
    /// "I called you", to whoever asks for a call; none was made.
    SaysItCalled,
    /// A reservation until the end of time.
    UntilTheEnd,
    /// A reservation that has ended already, each time.
    Ended,
    /// A reservation at as many addresses as a message holds.
    ManyAddresses,
    /// A reservation at no address.
    NoAddress,
    /// Bytes that are no message.
    Garbage,
    /// A question where an answer should be.
    AsksBack,
    /// That it was accepted, and nothing else.
    Empty,
    /// The end of the stream.
    Closes,
}

/// Those that say they are relays.
pub const HOSTILE_RELAYS: [Answer; 8] = [
    Answer::UntilTheEnd,
    Answer::Ended,
    Answer::ManyAddresses,
    Answer::NoAddress,
    Answer::Garbage,
    Answer::AsksBack,
    Answer::Empty,
    Answer::Closes,
];

impl Answer {
    /// Whether it breaks its share of the connection, so that its sender is blamed.
    #[must_use]
    pub fn is_an_offence(self) -> bool {
        self == Self::UntilTheEnd
    }

    fn bytes(self) -> Vec<u8> {
        let now = SystemClock.now().millis() / 1000;
        let one = [&[4, 127, 0, 0, 1, 6, 0x1c, 0xad][..]];
        let reserved = |expire: u64, addresses: &[&[u8]]| {
            let mut inner = [vec![8], varint(expire)].concat();
            addresses.iter().for_each(|address| inner.extend(field(2, address)));
            message(&[vec![8, 2], field(3, &inner), vec![0x28, 100]].concat())
        };
        match self {
            Self::Silent | Self::Closes => Vec::new(),
            Self::SaysItCalled => vec![0, 0, 0, 1, 1],
            Self::UntilTheEnd => reserved(u64::MAX, &one),
            Self::Ended => reserved(now, &one),
            Self::ManyAddresses => {
                let many: Vec<[u8; 8]> = (0..400_u16)
                    .map(|port| {
                        let [high, low] = port.to_be_bytes();
                        [4, 127, 0, 0, 1, 6, high, low]
                    })
                    .collect();
                let many: Vec<&[u8]> = many.iter().map(|address| &address[..]).collect();
                reserved(now + 3600, &many)
            }
            Self::NoAddress => reserved(now + 3600, &[]),
            Self::Garbage => vec![0xff; 64],
            Self::AsksBack => message(&[8, 0]),
            Self::Empty => message(&[8, 2, 0x28, 100]),
        }
    }
}

/// What a client of a relay might send.
#[must_use]
pub fn hostile_requests(own: PeerId) -> Vec<Vec<u8>> {
    let connect = |id: &[u8]| message(&[vec![8, 1], field(2, &field(1, id))].concat());
    let mut rows = vec![
        Vec::new(),
        vec![0],
        message(&[8, 2]),
        message(&[8, 99]),
        message(&[8, 1]),
        connect(&[0xff]),
        connect(&own.to_bytes()),
        connect(&PeerId::random().to_bytes()),
        vec![0xff, 0xff, 0xff, 0xff, 0x7f],
        vec![0x42; 4096],
    ];
    rows.extend(std::iter::repeat_n(message(&[8, 0]), 20));
    rows
}

/// A number, seven bits a byte, the lowest first.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn field(tag: u8, bytes: &[u8]) -> Vec<u8> {
    [vec![tag << 3 | 2], varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn message(bytes: &[u8]) -> Vec<u8> {
    [varint(bytes.len() as u64), bytes.to_vec()].concat()
}

#[derive(NetworkBehaviour)]
struct Behaviour {
    identify: identify::Behaviour,
    streams: libp2p_stream::Behaviour,
}

/// The peer, in a task of its own until it is dropped.
pub struct Oddity {
    peer: PeerId,
    address: Multiaddr,
    control: Control,
    asked: Arc<AtomicUsize>,
    dials: mpsc::UnboundedSender<(Multiaddr, oneshot::Sender<()>)>,
}

impl std::fmt::Debug for Oddity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oddity").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Oddity {
    /// Listens on loopback, and answers so.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn start(answer: Answer) -> Self {
        Self::saying(answer, &[]).await
    }

    /// The same, and says that it is to be called at these addresses as well.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn saying(answer: Answer, addresses: &[Multiaddr]) -> Self {
        let mut swarm = swarm();
        addresses.iter().for_each(|address| swarm.add_external_address(address.clone()));
        let peer = *swarm.local_peer_id();
        let mut control = swarm.behaviour().streams.new_control();
        let mut syncs = control.accept(SYNC).unwrap();
        tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Some(stream) = syncs.next().await {
                kept.push(stream);
            }
        });
        let asked = Arc::new(AtomicUsize::new(0));
        let protocol = match answer {
            Silent => None,
            SaysItCalled => Some(CALLABLE),
            Answer::UntilTheEnd
            | Answer::Ended
            | Answer::ManyAddresses
            | Answer::NoAddress
            | Answer::Garbage
            | Answer::AsksBack
            | Answer::Empty
            | Answer::Closes => Some(HOP_PROTOCOL_NAME),
        };
        if let Some(protocol) = protocol {
            let mut questions = control.accept(protocol).unwrap();
            let asked = Arc::clone(&asked);
            tokio::spawn(async move {
                while let Some((_, stream)) = questions.next().await {
                    asked.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(say(stream, answer.bytes()));
                }
            });
        }
        swarm.listen_on("/ip4/127.0.0.1/tcp/0".parse().unwrap()).unwrap();
        let address = loop {
            if let SwarmEvent::NewListenAddr { address, .. } = swarm.select_next_some().await {
                break address.with_p2p(peer).unwrap();
            }
        };
        let (dials, orders) = mpsc::unbounded_channel();
        tokio::spawn(run(swarm, orders));
        Self { peer, address, control, asked, dials }
    }

    /// Its name.
    #[must_use]
    pub fn peer(&self) -> PeerId {
        self.peer
    }

    /// Where it is called.
    #[must_use]
    pub fn address(&self) -> Multiaddr {
        self.address.clone()
    }

    /// How often it was asked what it answers to.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Calls a node and waits until it is connected.
    ///
    /// # Panics
    /// When it is not let in.
    pub async fn connect(&self, address: Multiaddr) {
        let (done, connected) = oneshot::channel();
        self.dials.send((address, done)).unwrap();
        connected.await.unwrap();
    }

    /// Sends bytes on a stream of their own, and does not mind what comes of it.
    pub async fn send(&self, peer: PeerId, protocol: StreamProtocol, bytes: &[u8]) {
        self.ask(peer, protocol, bytes).await;
    }

    /// Opens a stream, sends bytes and leaves it open.
    ///
    /// # Panics
    /// When the other side does not take it.
    pub async fn open(&self, peer: PeerId, protocol: StreamProtocol, bytes: &[u8]) -> Stream {
        let mut stream = self.control.clone().open_stream(peer, protocol).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.flush().await.unwrap();
        stream
    }

    /// Sends bytes on a stream of their own; answers what comes, as long as it comes soon.
    pub async fn ask(&self, peer: PeerId, protocol: StreamProtocol, bytes: &[u8]) -> Vec<u8> {
        let mut answer = Vec::new();
        let asking = async {
            let opened = self.control.clone().open_stream(peer, protocol).await;
            let Ok(mut stream) = opened else { return };
            let _sent = stream.write_all(bytes).await;
            let _sent = stream.flush().await;
            let _ended = (&mut stream).take(4096).read_to_end(&mut answer).await;
        };
        let _slow = timeout(PATIENCE, asking).await;
        answer
    }
}

/// Waits for a question, answers it, and leaves the stream to the other side for a while.
async fn say(mut stream: Stream, bytes: Vec<u8>) {
    let mut question = [0; 16];
    let _asked = timeout(PATIENCE, stream.read(&mut question)).await;
    let _said = stream.write_all(&bytes).await;
    let _said = stream.close().await;
}

fn swarm() -> Swarm<Behaviour> {
    SwarmBuilder::with_new_identity()
        .with_tokio()
        .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
        .expect("a transport")
        .with_behaviour(|key| Behaviour {
            identify: identify::Behaviour::new(identify::Config::new(
                "/bot/1".to_owned(),
                key.public(),
            )),
            streams: libp2p_stream::Behaviour::new(),
        })
        .expect("a behaviour")
        .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(60)))
        .build()
}

async fn run(
    mut swarm: Swarm<Behaviour>,
    mut orders: mpsc::UnboundedReceiver<(Multiaddr, oneshot::Sender<()>)>,
) {
    let mut waiting = Vec::new();
    loop {
        tokio::select! {
            order = orders.recv() => {
                let Some((address, done)) = order else { return };
                if swarm.dial(address).is_ok() {
                    waiting.push(done);
                }
            }
            event = swarm.select_next_some() => {
                if let SwarmEvent::ConnectionEstablished { endpoint, .. } = event
                    && endpoint.is_dialer()
                {
                    waiting.drain(..).for_each(|done: oneshot::Sender<()>| {
                        let _gone = done.send(());
                    });
                }
            }
        }
    }
}
