//! What the network looks like from outside: a snapshot for status, lists and metrics.

use libp2p::{Multiaddr, PeerId};

/// The network of this node as it was a moment ago.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NetView {
    /// Where this node listens, without its PeerId.
    pub listening: Vec<Multiaddr>,
    /// Everybody connected, listed or known.
    pub peers: Vec<PeerView>,
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
    /// Whether it is of the list of peers to stay connected with.
    pub listed: bool,
    /// What it was blamed for, halving every hour; see
    /// [`BLAME_POINTS_MAX`](bot_protocol::limits::BLAME_POINTS_MAX).
    pub points: u32,
    /// Its score on gossip; below −80 it is not heard at all.
    pub score: f64,
}
