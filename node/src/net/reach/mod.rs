//! Being found and reached where the machine itself cannot be called: tables of where nodes are, relays,
//! and from there a direct way.
//!
//! Each part of libp2p behind it stands behind a wall ([`guard`]). Whether this node can be called is
//! asked of others by a protocol of our own ([`asking`]): the client of libp2p-autonat 0.16 takes one
//! word for the truth and asks nobody else, and turns in circles for five seconds at a stream that ends
//! early.

pub(super) mod asking;
pub(super) mod guard;
pub(super) mod pace;
pub(super) mod place;
pub(super) mod places;
mod punching;
mod relaying;
pub(super) mod seeking;
pub(super) mod tables;
pub(super) mod tally;

use std::time::Duration;

use bot_protocol::gossip::Community;
use libp2p::identity::PublicKey;
use libp2p::relay;
use libp2p::swarm::NetworkBehaviour;
use libp2p::swarm::behaviour::toggle::Toggle;

use self::guard::{Calls, Guarded};
use self::pace::Allowance;
use self::places::Places;
use self::punching::{PUNCHED_MAX, Punching};
pub(super) use self::relaying::ByRelay;
use self::tables::Tables;

/// What one connection may cause in a part: so much at once, and then some four a second.
const CAUSED: Allowance = Allowance { most: 256, each: Duration::from_millis(250) };

/// How a node is to be found and reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaching {
    /// What it does for others as a relay, where its owner lets it.
    pub serving: Option<Serving>,
}

/// What a relay does for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serving {
    /// Most nodes that are called through this one.
    pub places: u32,
    /// Most bytes through one circuit.
    pub circuit_bytes: u64,
}

/// The parts, each behind its wall.
#[derive(NetworkBehaviour)]
pub(super) struct Reach {
    pub(super) client: Guarded<relay::client::Behaviour>,
    pub(super) server: Toggle<Guarded<relay::Behaviour>>,
    pub(super) punch: Guarded<Punching>,
    pub(super) tables: Guarded<Tables>,
}

impl Reach {
    /// The parts, and the way through relays. Who has a place at the relay of this node stands in `places`.
    pub(super) fn new(
        key: &PublicKey,
        lan: bool,
        serving: Option<(Serving, Places)>,
        communities: &[Community],
    ) -> (Self, ByRelay) {
        let own = key.to_peer_id();
        let (way, client) = relay::client::new(own);
        // Relays are called for reservations and for circuits to those who are behind them.
        let client = Guarded::new("relay client", client, CAUSED, Calls::new(lan, 12, 6));
        let way = ByRelay::new(way, own, client.alive());
        let server = serving.map(|(serving, places)| {
            let mut server = relay::Behaviour::new(own, relaying::served(serving, places));
            // Only once it is known where this node can be called.
            server.set_status(Some(relay::Status::Disable));
            Guarded::new("relay", server, CAUSED, Calls::new(lan, 1, 1))
        });
        let calls = Calls::new(lan, 12, 3).at_most(PUNCHED_MAX);
        let punch = Guarded::new("hole punching", Punching::new(own), CAUSED, calls);
        let tables = Tables::new(own, communities);
        let tables = Guarded::new("tables", tables, CAUSED, Calls::new(lan, 4, 4));
        (Self { client, server: Toggle::from(server), punch, tables }, way)
    }

    /// The names of the parts that broke.
    pub(super) fn broken(&self) -> Vec<&'static str> {
        let parts = [
            self.client.broken(),
            self.server.as_ref().and_then(Guarded::broken),
            self.punch.broken(),
            self.tables.broken(),
        ];
        parts.into_iter().flatten().collect()
    }
}
