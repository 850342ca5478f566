//! What the network looks like from outside: a snapshot for status, lists and metrics.

use libp2p::{Multiaddr, PeerId};

pub use super::reach::tally::Callable;

/// The network of this node as it was a moment ago.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NetView {
    /// Where this node listens, without its PeerId.
    pub listening: Vec<Multiaddr>,
    /// How it is found and reached; `None` where the settings switch that off.
    pub reach: Option<ReachView>,
    /// Everybody connected, listed or known.
    pub peers: Vec<PeerView>,
}

/// How a node is found and reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReachView {
    /// Whether it can be called from outside.
    pub callable: Callable,
    /// Where, as several say.
    pub addresses: Vec<Multiaddr>,
    /// Through which relays it is called.
    pub relays: Vec<PeerId>,
    /// Whether others are called through it.
    pub serves: bool,
    /// How many nodes are in the tables of its communities.
    pub entered: usize,
    /// Which parts broke, and rest until the node starts again.
    pub broken: Vec<&'static str>,
}

/// By which way a peer is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One of the two called the other.
    Direct,
    /// Through a relay.
    Relayed {
        /// Which, where it is known.
        by: Option<PeerId>,
    },
    /// Both called at the same moment, after they had met through a relay.
    Punched,
}

/// One peer, or one address at which nobody has answered yet.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerView {
    /// Its id, where it is known.
    pub id: Option<PeerId>,
    /// Where it is called.
    pub addresses: Vec<Multiaddr>,
    /// The address without PeerId at which it was found.
    pub via: Option<Multiaddr>,
    /// Whether there is a connection.
    pub connected: bool,
    /// By which way.
    pub way: Option<Way>,
    /// Whether it is of the list of peers to stay connected with.
    pub listed: bool,
    /// What it was blamed for, halving every hour; see
    /// [`BLAME_POINTS_MAX`](bot_protocol::limits::BLAME_POINTS_MAX).
    pub points: u32,
    /// Its score on gossip; below −80 it is not heard at all.
    pub score: f64,
}
