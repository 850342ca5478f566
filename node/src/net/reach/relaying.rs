//! Being called through a relay, and being one.
//!
//! A relay is somebody whom this node knows and called itself; it is believed nothing. Which address a
//! reservation gives is what this node asked for and not what the relay answers, since an answer may
//! name two thousand. Source: libp2p, circuit relay v2.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use libp2p::core::transport::{DialOpts, ListenerId, Transport, TransportError, TransportEvent};
use libp2p::multiaddr::Protocol;
use libp2p::relay::{self, client};
use libp2p::{Multiaddr, PeerId};

use bot_protocol::limits::{
    CIRCUIT_SECONDS_MAX, CIRCUITS_MAX, CIRCUITS_PER_PEER_MAX, RELAYS_MAX, RESERVATIONS_PER_PEER_MAX,
};

use super::super::ip::is_relayed;
use super::Serving;
use super::places::Places;

/// How long a reservation is good: as long as its connection stands.
///
/// One that ended before could end while its renewal is under way, which the crate takes for a fault of
/// its own and panics at. So none ends: it is given up with the connection.
const RESERVATION: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// What a relay of this node does for others at most.
pub(super) fn served(serving: Serving, places: Places) -> relay::Config {
    let mut config = relay::Config {
        max_reservations: usize::try_from(serving.places).unwrap_or(usize::MAX),
        // The crate refuses what is above this, not what reaches it.
        max_reservations_per_peer: RESERVATIONS_PER_PEER_MAX - 1,
        reservation_duration: RESERVATION,
        max_circuits: CIRCUITS_MAX,
        max_circuits_per_peer: CIRCUITS_PER_PEER_MAX - 1,
        max_circuit_duration: Duration::from_secs(CIRCUIT_SECONDS_MAX),
        max_circuit_bytes: serving.circuit_bytes,
        ..relay::Config::default()
    };
    // Asked last: whom the others let through has the place. The clock is the crate's, which a simulation
    // puts another in the place of.
    config
        .reservation_rate_limiters
        .push(Box::new(move |peer: PeerId, _: &Multiaddr, _| places.admit(peer)));
    config
}

/// The way through relays: a transport for addresses with a circuit in them.
pub(in crate::net) struct ByRelay {
    inner: client::Transport,
    own: PeerId,
    /// Whether the part behind the transport works; without it, asking the transport would panic.
    alive: Arc<AtomicBool>,
    asked: HashMap<ListenerId, Asked>,
}

/// A reservation that was asked for.
struct Asked {
    address: Multiaddr,
    told: bool,
}

impl ByRelay {
    pub(super) fn new(inner: client::Transport, own: PeerId, alive: Arc<AtomicBool>) -> Self {
        Self { inner, own, alive, asked: HashMap::new() }
    }

    fn works(&self) -> bool {
        self.alive.load(Ordering::Relaxed)
    }
}

fn refusal(fault: TransportError<client::transport::Error>) -> TransportError<io::Error> {
    fault.map(io::Error::other)
}

type Calling = Pin<Box<dyn Future<Output = io::Result<client::Connection>> + Send>>;
type Arriving = Pin<Box<dyn Future<Output = io::Result<client::Connection>> + Send>>;

impl Transport for ByRelay {
    type Output = client::Connection;
    type Error = io::Error;
    type ListenerUpgrade = Arriving;
    type Dial = Calling;

    fn listen_on(
        &mut self,
        id: ListenerId,
        address: Multiaddr,
    ) -> Result<(), TransportError<io::Error>> {
        if !self.works() || !is_relayed(&address) {
            return Err(TransportError::MultiaddrNotSupported(address));
        }
        if self.asked.len() >= RELAYS_MAX {
            return Err(TransportError::Other(io::Error::other("enough relays are asked")));
        }
        self.inner.listen_on(id, address.clone()).map_err(refusal)?;
        let address = address.with(Protocol::P2p(self.own));
        self.asked.insert(id, Asked { address, told: false });
        Ok(())
    }

    fn remove_listener(&mut self, _: ListenerId) -> bool {
        // The crate panics at a relay that accepts after its listener was removed. A reservation is given
        // up with its connection.
        false
    }

    fn dial(
        &mut self,
        address: Multiaddr,
        options: DialOpts,
    ) -> Result<Calling, TransportError<io::Error>> {
        if !self.works() {
            return Err(TransportError::MultiaddrNotSupported(address));
        }
        let calling = self.inner.dial(address, options).map_err(refusal)?;
        Ok(Box::pin(async move { calling.await.map_err(io::Error::other) }))
    }

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<TransportEvent<Arriving, io::Error>> {
        while self.works() {
            let Poll::Ready(event) = Pin::new(&mut self.inner).poll(context) else { break };
            let event = event.map_err(io::Error::other).map_upgrade(|upgrade| -> Arriving {
                Box::pin(async move { upgrade.await.map_err(io::Error::other) })
            });
            match event {
                TransportEvent::NewAddress { listener_id, .. } => {
                    let Some(asked) = self.asked.get_mut(&listener_id) else { continue };
                    if std::mem::replace(&mut asked.told, true) {
                        continue;
                    }
                    let listen_addr = asked.address.clone();
                    return Poll::Ready(TransportEvent::NewAddress { listener_id, listen_addr });
                }
                TransportEvent::ListenerClosed { listener_id, .. } => {
                    self.asked.remove(&listener_id);
                    return Poll::Ready(event);
                }
                TransportEvent::AddressExpired { .. }
                | TransportEvent::Incoming { .. }
                | TransportEvent::ListenerError { .. } => return Poll::Ready(event),
            }
        }
        Poll::Pending
    }
}
