//! A wall around a part of libp2p that speaks with strangers.
//!
//! What a peer sends must never end the node. In the crates for relays, tables and hole punching some
//! assertions can be reached from outside (libp2p-relay 0.22: an expiry so far away that a clock
//! overflows, an acceptance read only after the reservation has timed out; libp2p-dcutr 0.15: the 256th
//! attempt in a build that checks sums). So a panic in the part's share of a connection ends that
//! connection, and one in the part itself ends the part, until the node starts again. The wall also
//! counts what a peer causes, and looks at every call that the part orders ([`Calls`]).

mod calls;
mod handler;

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    CloseConnection, ConnectionClosed, ConnectionDenied, ConnectionId, DialFailure, FromSwarm,
    NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId};

pub(in crate::net) use self::calls::Calls;
pub(in crate::net) use self::handler::Offence;
use self::handler::Walled;
use super::pace::Allowance;
use super::place::callable;
use crate::clock::monotonic;

/// Most addresses that a part offers for one call.
const OFFERED_MAX: usize = 8;

/// What a guarded part tells.
#[derive(Debug)]
pub(in crate::net) enum Happening<T> {
    /// The part itself.
    Said(T),
    /// A peer broke the part's share of a connection, or caused too much; the connection is closed.
    Offended {
        /// Who.
        peer: PeerId,
        /// What it did.
        offence: Offence,
    },
}

/// A part behind its wall.
pub(in crate::net) struct Guarded<B: NetworkBehaviour> {
    name: &'static str,
    part: B,
    alive: Arc<AtomicBool>,
    /// What one connection may cause.
    allowance: Allowance,
    calls: Calls,
    /// Connections, made or being made, that the part ordered.
    ordered: BTreeSet<ConnectionId>,
    offences: VecDeque<(PeerId, ConnectionId, Offence)>,
    waiting: VecDeque<(PeerId, Offence)>,
}

impl<B: NetworkBehaviour> Guarded<B> {
    /// Puts a wall around a part.
    pub(in crate::net) fn new(
        name: &'static str,
        part: B,
        allowance: Allowance,
        calls: Calls,
    ) -> Self {
        Self {
            name,
            part,
            alive: Arc::new(AtomicBool::new(true)),
            allowance,
            calls,
            ordered: BTreeSet::new(),
            offences: VecDeque::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Whether the part works; others that depend on it hold this too.
    pub(in crate::net) fn alive(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.alive)
    }

    /// The name of the part, where it broke.
    pub(in crate::net) fn broken(&self) -> Option<&'static str> {
        (!self.alive.load(Ordering::Relaxed)).then_some(self.name)
    }

    /// Whether the part ordered this connection.
    pub(in crate::net) fn ordered(&self, connection: ConnectionId) -> bool {
        self.ordered.contains(&connection)
    }

    /// Which calls the part may have made.
    pub(in crate::net) fn calls(&mut self) -> &mut Calls {
        &mut self.calls
    }

    /// Does something with the part; `None` where the part is broken, or breaks.
    pub(in crate::net) fn with<T>(&mut self, work: impl FnOnce(&mut B) -> T) -> Option<T> {
        if !self.alive.load(Ordering::Relaxed) {
            return None;
        }
        // Unwind safe: after a panic nobody looks at the part again.
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut self.part))).ok();
        if done.is_none() {
            self.alive.store(false, Ordering::Relaxed);
            tracing::error!(part = self.name, "broke, and rests until the node starts again");
        }
        done
    }

    fn walled(&self, inner: Option<THandler<B>>) -> Walled<THandler<B>> {
        Walled::new(inner, self.allowance, Arc::clone(&self.alive))
    }
}

impl<B: NetworkBehaviour> NetworkBehaviour for Guarded<B> {
    type ConnectionHandler = Walled<THandler<B>>;
    type ToSwarm = Happening<B::ToSwarm>;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.with(|part| part.handle_pending_inbound_connection(connection, local, remote))
            .unwrap_or(Ok(()))
    }

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<Walled<THandler<B>>, ConnectionDenied> {
        let inner = self.with(|part| {
            part.handle_established_inbound_connection(connection, peer, local, remote)
        });
        Ok(self.walled(inner.transpose()?))
    }

    fn handle_pending_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        if self.ordered.contains(&connection) {
            self.calls.ask(peer, addresses, monotonic()).map_err(ConnectionDenied::new)?;
        }
        let offered = self.with(|part| {
            part.handle_pending_outbound_connection(connection, peer, addresses, role)
        });
        let offered = offered.transpose()?.unwrap_or_default();
        Ok(callable(offered, OFFERED_MAX, self.calls.lan()))
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<Walled<THandler<B>>, ConnectionDenied> {
        let inner = self.with(|part| {
            part.handle_established_outbound_connection(connection, peer, address, role, port)
        });
        Ok(self.walled(inner.transpose()?))
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        if let FromSwarm::ConnectionClosed(ConnectionClosed { connection_id, .. })
        | FromSwarm::DialFailure(DialFailure { connection_id, .. }) = &event
        {
            self.ordered.remove(connection_id);
        }
        self.with(|part| part.on_swarm_event(event));
    }

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        event: THandlerOutEvent<Self>,
    ) {
        match event {
            Ok(event) => {
                self.with(|part| part.on_connection_handler_event(peer, connection, event));
            }
            Err(offence) => {
                tracing::warn!(%peer, part = self.name, ?offence, "its connection is closed");
                self.offences.push_back((peer, connection, offence));
            }
        }
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        if let Some((peer_id, connection, offence)) = self.offences.pop_front() {
            self.waiting.push_back((peer_id, offence));
            let connection = CloseConnection::One(connection);
            return Poll::Ready(ToSwarm::CloseConnection { peer_id, connection });
        }
        if let Some((peer, offence)) = self.waiting.pop_front() {
            return Poll::Ready(ToSwarm::GenerateEvent(Happening::Offended { peer, offence }));
        }
        let polled = self.with(|part| part.poll(context)).unwrap_or(Poll::Pending);
        if let Poll::Ready(ToSwarm::Dial { opts }) = &polled {
            self.ordered.insert(opts.connection_id());
        }
        polled.map(|event| event.map_out(Happening::Said))
    }
}

#[cfg(test)]
mod tests;
