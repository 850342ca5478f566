//! The ways to a connected peer, and leaving a relay once there is a direct one.
//!
//! A session with a peer runs over the streams of one way. Where it began through a relay and a direct
//! connection came to stand, it begins again there, with a Hello, and the relay is let go. Both sides see
//! the same three things (the direct connection, the end of the other, a stream over the new one) in
//! whatever order, and each of them is enough.

use std::time::Instant;

use libp2p::core::ConnectedPoint;

use super::*;
use crate::net::Way;
use crate::net::ip::ip_of;
use crate::net::reach::place::relay_of;

/// How long the relay is still used after the direct connection stands on this side: it may take a
/// moment longer on the other.
const RELAY_LINGERS: Duration = Duration::from_secs(2);

/// One connection to a peer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire {
    /// When it last showed life.
    pub(super) seen: Instant,
    /// Whether it leads through a relay, and through which.
    relay: Option<Option<PeerId>>,
    /// Where the peer is, as a direct connection shows.
    ip: Option<std::net::IpAddr>,
}

impl Wire {
    pub(super) fn new(point: &ConnectedPoint, seen: Instant) -> Self {
        let via = match point {
            ConnectedPoint::Dialer { address, .. } => address,
            ConnectedPoint::Listener { local_addr, .. } => local_addr,
        };
        let relay = is_relayed(via).then(|| relay_of(via));
        let ip = ip_of(point.get_remote_address()).filter(|_| relay.is_none());
        Self { seen, relay, ip }
    }

    pub(super) fn is_relayed(&self) -> bool {
        self.relay.is_some()
    }

    pub(super) fn is_direct(&self) -> bool {
        !self.is_relayed()
    }
}

impl Link {
    /// Whether a connection stands that leads through no relay.
    pub(super) fn is_direct(&self) -> bool {
        self.wires.values().any(Wire::is_direct)
    }

    /// Where the peer is, as a direct connection shows.
    pub(super) fn ip(&self) -> Option<std::net::IpAddr> {
        self.wires.values().find_map(|wire| wire.ip)
    }

    /// Everywhere where the peer is, as direct connections show.
    pub(super) fn ips(&self) -> Vec<std::net::IpAddr> {
        self.wires.values().filter_map(|wire| wire.ip).collect()
    }

    /// By which way the peer is connected.
    pub(super) fn way(&self) -> Option<Way> {
        let relay = self.wires.values().find_map(|wire| wire.relay);
        match (self.is_direct(), self.punched) {
            (true, true) => Some(Way::Punched),
            (true, false) => Some(Way::Direct),
            (false, _) => relay.map(|by| Way::Relayed { by }),
        }
    }

    /// Whether the session runs through a relay although there is a direct way.
    fn detours(&self) -> bool {
        self.session.relayed && self.is_direct()
    }
}

impl Switch {
    /// A direct connection came to stand, perhaps where there was only one through a relay.
    pub(super) fn punched(&mut self, peer: PeerId) {
        let waits = |link: &&mut Link| link.detours() && !link.punched;
        let Some(link) = self.links.get_mut(&peer).filter(waits) else { return };
        tracing::info!(%peer, "a direct way, after meeting through a relay");
        link.punched = true;
        link.leaves = Some(monotonic() + RELAY_LINGERS);
        self.draw();
    }

    /// Leaves the relays of those whose time with them is over.
    pub(super) fn leave_relays(&mut self, now: Instant) {
        let due = |link: &Link| link.leaves.is_some_and(|at| at <= now);
        let due: Vec<PeerId> =
            self.links.iter().filter(|(_, link)| due(link)).map(|(peer, _)| *peer).collect();
        for peer in due {
            self.links.get_mut(&peer).into_iter().for_each(|link| link.leaves = None);
            self.take_direct_way(peer);
        }
    }

    /// Begins the session with a peer again over its direct connection, where it runs through a relay
    /// and there is one; answers whether it did.
    pub(super) fn take_direct_way(&mut self, peer: PeerId) -> bool {
        let Some(link) = self.links.get_mut(&peer).filter(|link| link.detours()) else {
            return false;
        };
        let (relayed, direct): (Vec<_>, Vec<_>) =
            link.wires.iter().map(|(id, wire)| (*id, *wire)).partition(|(_, w)| w.is_relayed());
        link.wires = direct.into_iter().collect();
        let session = self.session(peer, false);
        let Some(link) = self.links.get_mut(&peer) else { return false };
        let (session, lanes) = session;
        link.session = session;
        (link.greeted, link.since, link.leaves) = (false, monotonic(), None);
        for (connection, _) in relayed {
            self.swarm.close_connection(connection);
        }
        for said in self.unheard.forget(&peer) {
            self.judge(&said.id, &peer, Judgement::Ignore);
        }
        self.draw();
        self.tell(NetEvent::PeerDown { peer });
        self.tell(NetEvent::PeerUp { peer, lanes });
        true
    }
}
