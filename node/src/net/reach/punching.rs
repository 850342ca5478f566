//! From a relay to a direct way: libp2p's part for it, kept within bounds.
//!
//! The part (libp2p-dcutr 0.15) tells the other end of a circuit up to twenty addresses at which anybody
//! says that this node is, and remembers every attempt for as long as it lives. Here it is given those
//! alone that peers say whom the owner named, and few of them ([`Punching::seen_at`]); and it is made
//! anew once it has made many attempts. What it must know then are the direct connections.

use std::collections::BTreeMap;
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionClosed, ConnectionDenied, ConnectionId, DialFailure, FromSwarm, ListenFailure,
    NetworkBehaviour, NewExternalAddrCandidate, THandler, THandlerInEvent, THandlerOutEvent,
    ToSwarm,
};
use libp2p::{Multiaddr, PeerId, dcutr};

use super::super::ip::is_relayed;
use super::place::are_few;

/// Most addresses that one end names for a call of the other, and most machines that they are of: two
/// kinds of door, with IPv4 and IPv6.
pub(in crate::net) const PUNCHED_MAX: (usize, usize) = (4, 2);

/// Most attempts of which the part holds anything.
const ATTEMPTS_MAX: usize = 256;

/// The part within its bounds.
pub(in crate::net) struct Punching {
    own: PeerId,
    part: dcutr::Behaviour,
    /// Where this node is, as those say whom the owner named; the newest last.
    seen: Vec<Multiaddr>,
    direct: BTreeMap<ConnectionId, PeerId>,
    attempts: usize,
    /// Whether the part holds an address that is none any more.
    outdated: bool,
}

impl Punching {
    pub(super) fn new(own: PeerId) -> Self {
        let part = dcutr::Behaviour::new(own);
        let (seen, direct) = (Vec::new(), BTreeMap::new());
        Self { own, part, seen, direct, attempts: 0, outdated: false }
    }

    /// Somebody whom the owner named, and who is connected directly, sees this node there.
    pub(in crate::net) fn seen_at(&mut self, address: &Multiaddr) {
        let known = self.seen.len();
        self.seen.retain(|seen| seen != address);
        let fresh = self.seen.len() == known;
        self.seen.push(address.clone());
        if fresh {
            offer(&mut self.part, address);
        }
        while !are_few(&self.seen, PUNCHED_MAX) {
            self.seen.remove(0);
            self.outdated = true;
        }
    }

    /// Puts a part in the place of one that has piled up what is over.
    fn renew(&mut self) {
        self.part = dcutr::Behaviour::new(self.own);
        (self.attempts, self.outdated) = (0, false);
        let at = Multiaddr::empty();
        for (connection, peer) in &self.direct {
            // The part denies nobody, and has no handler for a direct connection.
            let _none =
                self.part.handle_established_inbound_connection(*connection, *peer, &at, &at);
        }
        self.seen.iter().for_each(|address| offer(&mut self.part, address));
    }
}

/// Whether the part hears of it: not where somebody says that this node is, who may be anybody.
fn concerns(event: &FromSwarm<'_>) -> bool {
    !matches!(event, FromSwarm::NewExternalAddrCandidate(_))
}

fn offer(part: &mut dcutr::Behaviour, addr: &Multiaddr) {
    let candidate = NewExternalAddrCandidate { addr };
    part.on_swarm_event(FromSwarm::NewExternalAddrCandidate(candidate));
}

impl NetworkBehaviour for Punching {
    type ConnectionHandler = THandler<dcutr::Behaviour>;
    type ToSwarm = dcutr::Event;

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !is_relayed(local) {
            self.direct.insert(connection, peer);
        }
        self.part.handle_established_inbound_connection(connection, peer, local, remote)
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !is_relayed(address) {
            self.direct.insert(connection, peer);
        }
        self.part.handle_established_outbound_connection(connection, peer, address, role, port)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        if !concerns(&event) {
            return;
        }
        if let FromSwarm::ConnectionClosed(ConnectionClosed { connection_id, .. }) = &event {
            self.direct.remove(connection_id);
        }
        if let FromSwarm::DialFailure(DialFailure { connection_id, .. })
        | FromSwarm::ListenFailure(ListenFailure { connection_id, .. }) = &event
        {
            // Refused by another part after this one took it in: the crate goes on to hold it.
            self.attempts += usize::from(self.direct.remove(connection_id).is_some());
        }
        self.part.on_swarm_event(event);
    }

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        event: THandlerOutEvent<Self>,
    ) {
        self.part.on_connection_handler_event(peer, connection, event);
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        let polled = self.part.poll(context);
        self.attempts += usize::from(matches!(polled, Poll::Ready(ToSwarm::Dial { .. })));
        // What it had to say is said.
        if polled.is_pending() && (self.outdated || self.attempts >= ATTEMPTS_MAX) {
            self.renew();
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libp2p::core::ConnectedPoint;

    fn polled(punching: &mut Punching) {
        let polled = punching.poll(&mut Context::from_waker(std::task::Waker::noop()));
        assert!(polled.is_pending());
    }

    #[test]
    fn few_addresses_are_told_and_none_that_a_stranger_says() {
        let mut punching = Punching::new(PeerId::random());
        let at = |text: &str| -> Multiaddr { text.parse().unwrap() };
        let addr = &at("/ip4/9.9.9.9/tcp/7341");
        let said = FromSwarm::NewExternalAddrCandidate(NewExternalAddrCandidate { addr });
        assert!(!concerns(&said));
        punching.on_swarm_event(said);
        assert!(punching.seen.is_empty());
        for last in 0..20 {
            for port in [7341, 7342, 7343] {
                punching.seen_at(&at(&format!("/ip4/8.8.8.{last}/tcp/{port}")));
                assert!(are_few(&punching.seen, PUNCHED_MAX), "{:?}", punching.seen);
            }
        }
        let newest = at("/ip4/8.8.8.19/tcp/7343");
        assert_eq!(punching.seen.last(), Some(&newest));
        assert!(punching.outdated);
        polled(&mut punching);
        assert!(!punching.outdated, "the part knows of no older ones any more");
        punching.seen_at(&newest);
        assert!(!punching.outdated, "said again, it changes nothing");
    }

    #[test]
    fn after_many_attempts_the_part_is_made_anew_and_knows_who_is_connected() {
        let mut punching = Punching::new(PeerId::random());
        let (peer, connection) = (PeerId::random(), ConnectionId::new_unchecked(1));
        let at = Multiaddr::empty();
        punching.handle_established_inbound_connection(connection, peer, &at, &at).unwrap();
        let refused = |number: usize| ConnectionId::new_unchecked(number);
        for number in 2..2 + ATTEMPTS_MAX {
            let id = refused(number);
            punching.handle_established_inbound_connection(id, peer, &at, &at).unwrap();
            let error = &libp2p::swarm::DialError::Aborted;
            let failure = DialFailure { peer_id: Some(peer), error, connection_id: id };
            punching.on_swarm_event(FromSwarm::DialFailure(failure));
        }
        assert_eq!((punching.attempts, punching.direct.len()), (ATTEMPTS_MAX, 1));
        polled(&mut punching);
        assert_eq!(punching.attempts, 0);
        // The crate panics at the end of a connection that it does not know.
        let endpoint =
            &ConnectedPoint::Listener { local_addr: at.clone(), send_back_addr: at.clone() };
        punching.on_swarm_event(FromSwarm::ConnectionClosed(ConnectionClosed {
            peer_id: peer,
            connection_id: connection,
            endpoint,
            cause: None,
            remaining_established: 0,
        }));
        assert!(punching.direct.is_empty());
    }
}
