//! The network: connect, frame, deliver. It knows peers and bytes, and no rules.
//!
//! One task owns the libp2p swarm (`switch.rs`). It tells the driver what came ([`NetEvent`]) over
//! one bounded queue and does what it is ordered ([`Order`]). A full queue stops the reading of
//! streams, so that a peer that sends faster than this node thinks is slowed down by its own
//! transport; gossip that finds the queue full is dropped and fetched later by the catch-up.
//!
//! Not done here: deciding what is valid, what to answer, whom to trust.

mod behaviour;
mod book;
mod callers;
mod door;
pub mod frame;
pub(crate) mod ip;
pub mod peer_key;
mod reach;
mod standing;
mod streams;
mod switch;
mod view;

use std::io;

use bot_protocol::gossip::{Fault, Judgement, MessageId};
use libp2p::{Multiaddr, PeerId, StreamProtocol};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

pub(crate) use self::reach::place::may_be_sought;
pub use self::reach::{Reaching, Serving};
pub use self::switch::{Bounds, NetSetup, Network, open};
pub use self::transport::{Carried, Carrier, muxer, sockets};
pub use self::view::{Callable, NetView, PeerView, ReachView, Way};

mod transport;

/// The protocol on which peers compare what they hold. Source: spec/gossip.md.
pub const SYNC: StreamProtocol = StreamProtocol::new("/bot/sync/1");

/// The protocol on which letters are handed over, one a stream.
pub const LETTER: StreamProtocol = StreamProtocol::new("/bot/letter/1");

/// Why the network cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// A part of the swarm cannot be made.
    #[error("the network cannot be set up: {0}")]
    Setup(io::Error),
    /// An address of the settings is none.
    #[error("{found:?} is no multiaddress: {what}")]
    Address {
        /// What stands in the settings.
        found: String,
        /// What is wrong with it.
        what: String,
    },
    /// An address is taken, or not one of this machine.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: Multiaddr,
        /// What the system says.
        source: io::Error,
    },
}

impl NetError {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setup(_) => "network-closed",
            Self::Address { .. } => "address-refused",
            Self::Listen { source, .. } if is_in_use(source) => "address-in-use",
            Self::Listen { .. } => "network-closed",
        }
    }
}

/// Whether somebody else has the address. The transports wrap what the system said in types of
/// their own, and only its words come through.
fn is_in_use(fault: &io::Error) -> bool {
    let taken = io::Error::from_raw_os_error(rustix::io::Errno::ADDRINUSE.raw_os_error());
    fault.to_string().contains(&taken.to_string())
}

/// A gossip message, as a neighbour forwarded it.
#[derive(Debug)]
pub struct Gossip {
    /// Who forwarded it.
    pub peer: PeerId,
    /// The name of the topic.
    pub topic: String,
    /// Its id.
    pub id: MessageId,
    /// Its data.
    pub bytes: Vec<u8>,
}

/// What the network tells the driver.
#[derive(Debug)]
pub enum NetEvent {
    /// The first connection to a peer stands.
    PeerUp {
        /// Whom.
        peer: PeerId,
        /// Where its frames go.
        lanes: Lanes,
    },
    /// The last connection to a peer is gone.
    PeerDown {
        /// Whom.
        peer: PeerId,
    },
    /// A gossip message waits for its judgement.
    Heard(Gossip),
    /// A frame of a peer's sync stream.
    Frame {
        /// From whom.
        peer: PeerId,
        /// Without its length.
        bytes: Vec<u8>,
        /// The room it takes among all frames that wait.
        room: OwnedSemaphorePermit,
    },
    /// A peer broke the framing.
    Broke {
        /// Who.
        peer: PeerId,
        /// How.
        fault: Fault,
    },
    /// A letter came; its sender waits for the answer.
    Letter {
        /// Who brought it.
        peer: PeerId,
        /// The letter.
        bytes: Vec<u8>,
        /// What to tell.
        answer: oneshot::Sender<Receipt>,
    },
    /// A connected peer says where it can be called.
    Seen {
        /// Who.
        peer: PeerId,
        /// Where.
        addresses: Vec<Multiaddr>,
    },
    /// This node is to be found elsewhere than before.
    Moved,
}

/// The two queues of a peer's sync stream.
#[derive(Debug, Clone)]
pub struct Lanes {
    /// For single frames. They go first; when it is full, the peer does not read.
    pub live: mpsc::Sender<Vec<u8>>,
    /// For the frames of long answers: short, so that whoever fills it waits for the reader.
    pub bulk: mpsc::Sender<Vec<u8>>,
}

/// What becomes of a letter at its door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Receipt {
    /// It is stored durably (or was already).
    Taken = 1,
    /// It will never be taken: not for an identity hosted here, malformed, badly signed.
    Refused = 2,
    /// Not now; to be brought again.
    Later = 3,
}

impl Receipt {
    pub(crate) const fn read(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Taken),
            2 => Some(Self::Refused),
            3 => Some(Self::Later),
            _ => None,
        }
    }
}

/// What the driver orders.
#[derive(Debug)]
pub enum Order {
    /// Publish on gossip.
    Publish {
        /// The name of the topic.
        topic: String,
        /// The data.
        bytes: Vec<u8>,
    },
    /// Say what becomes of a gossip message.
    Judge {
        /// Which.
        id: MessageId,
        /// Who forwarded it.
        peer: PeerId,
        /// What becomes of it.
        judgement: Judgement,
    },
    /// Add points to a peer's account.
    Blame {
        /// Whose.
        peer: PeerId,
        /// For what.
        fault: Fault,
    },
    /// Know whether a peer hosts somebody whose statements are kept.
    Meet {
        /// Whom.
        peer: PeerId,
        /// Whether it does.
        known: bool,
    },
    /// Close every connection to a peer and call it again after one second.
    Redial {
        /// Whom.
        peer: PeerId,
    },
    /// Know an address, with `/p2p/ID` or without.
    Know {
        /// Where.
        address: Multiaddr,
        /// Stay connected with it.
        listed: bool,
    },
    /// Disconnect from a peer and call it no more.
    Forget {
        /// Whom.
        peer: PeerId,
    },
    /// Call no more at an address without PeerId.
    ForgetAddress {
        /// Where.
        address: Multiaddr,
    },
    /// Hand a letter to a connected peer; `None` when it could not be handed over.
    Deliver {
        /// Whom.
        peer: PeerId,
        /// The letter.
        bytes: Vec<u8>,
        /// What became of it.
        done: oneshot::Sender<Option<Receipt>>,
    },
    /// Close every connection and end.
    Stop,
}
