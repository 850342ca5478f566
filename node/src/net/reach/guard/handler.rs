//! A part's share of one connection, behind the wall.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use either::Either;
use futures::future;
use libp2p::core::upgrade::DeniedUpgrade;
use libp2p::swarm::handler::{
    ConnectionEvent, FullyNegotiatedInbound, ListenUpgradeError, SendWrapper,
};
use libp2p::swarm::{ConnectionHandler, ConnectionHandlerEvent, SubstreamProtocol};

use super::super::pace::{Allowance, Pace};
use crate::clock::monotonic;

/// What a peer did to a part's share of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum Offence {
    /// It made it panic.
    Panic,
    /// It caused more streams and events than one connection may.
    TooMuch,
}

/// The share of a part in one connection; nothing once it broke.
pub(in crate::net) struct Walled<H> {
    inner: Option<H>,
    alive: Arc<AtomicBool>,
    pace: Pace,
    /// Streams that the share asked for itself, of which it has told nothing yet.
    awaited: u16,
    offence: Option<Offence>,
}

/// Most such streams that are remembered.
const AWAITED_MAX: u16 = 256;

/// What a handler does when it is looked at.
type Does<H> = ConnectionHandlerEvent<
    <H as ConnectionHandler>::OutboundProtocol,
    <H as ConnectionHandler>::OutboundOpenInfo,
    <H as ConnectionHandler>::ToBehaviour,
>;

impl<H: ConnectionHandler> Walled<H> {
    pub(super) fn new(inner: Option<H>, allowance: Allowance, alive: Arc<AtomicBool>) -> Self {
        Self { inner, alive, pace: Pace::new(allowance), awaited: 0, offence: None }
    }

    /// Does something with the share; `None` where there is none, or it breaks.
    fn with<T>(&mut self, work: impl FnOnce(&mut H) -> T) -> Option<T> {
        let inner = self.inner.as_mut()?;
        // Where the part is gone its shares have nobody to speak to.
        let alive = self.alive.load(Ordering::Relaxed);
        // Unwind safe: after a panic nobody looks at the share again.
        let done = alive.then(|| catch_unwind(AssertUnwindSafe(|| work(inner))).ok())?;
        if done.is_none() {
            self.end(Offence::Panic);
        }
        done
    }

    fn end(&mut self, offence: Offence) {
        self.offence = Some(offence);
        let inner = self.inner.take();
        // What broke may break again while it is taken apart.
        let _broken = catch_unwind(AssertUnwindSafe(|| drop(inner)));
    }

    fn tell(&mut self) -> Option<Offence> {
        self.offence.take()
    }

    /// Whether what the share does is paid for. A stream that the share asks for, and what it tells of
    /// that, is this node's own doing: whoever is asked much, as others make the part ask, is not to
    /// blame for it.
    fn pays(&mut self, event: &Does<H>) -> bool {
        if matches!(event, ConnectionHandlerEvent::OutboundSubstreamRequest { .. }) {
            self.awaited = self.awaited.saturating_add(1).min(AWAITED_MAX);
            return true;
        }
        if !matches!(event, ConnectionHandlerEvent::NotifyBehaviour(_)) {
            return true;
        }
        match self.awaited.checked_sub(1) {
            Some(left) => {
                self.awaited = left;
                true
            }
            None => self.pace.take(monotonic()),
        }
    }
}

impl<H: ConnectionHandler> ConnectionHandler for Walled<H> {
    type FromBehaviour = H::FromBehaviour;
    type ToBehaviour = Result<H::ToBehaviour, Offence>;
    type InboundProtocol = Either<SendWrapper<H::InboundProtocol>, SendWrapper<DeniedUpgrade>>;
    type OutboundProtocol = H::OutboundProtocol;
    type InboundOpenInfo = Either<H::InboundOpenInfo, ()>;
    type OutboundOpenInfo = H::OutboundOpenInfo;

    fn listen_protocol(&self) -> SubstreamProtocol<Self::InboundProtocol, Self::InboundOpenInfo> {
        match self.inner.as_ref().filter(|_| self.alive.load(Ordering::Relaxed)) {
            Some(inner) => inner
                .listen_protocol()
                .map_upgrade(|upgrade| Either::Left(SendWrapper(upgrade)))
                .map_info(Either::Left),
            None => {
                SubstreamProtocol::new(Either::Right(SendWrapper(DeniedUpgrade)), Either::Right(()))
            }
        }
    }

    fn connection_keep_alive(&self) -> bool {
        self.alive.load(Ordering::Relaxed)
            && self.inner.as_ref().is_some_and(ConnectionHandler::connection_keep_alive)
    }

    fn on_behaviour_event(&mut self, event: Self::FromBehaviour) {
        self.with(|inner| inner.on_behaviour_event(event));
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<
        ConnectionHandlerEvent<Self::OutboundProtocol, Self::OutboundOpenInfo, Self::ToBehaviour>,
    > {
        let polled = self.with(|inner| inner.poll(context));
        if let Some(Poll::Ready(event)) = polled {
            if self.pays(&event) {
                return Poll::Ready(event.map_custom(Ok));
            }
            self.end(Offence::TooMuch);
        }
        match self.tell() {
            Some(offence) => Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(Err(offence))),
            None => Poll::Pending,
        }
    }

    fn poll_close(&mut self, context: &mut Context<'_>) -> Poll<Option<Self::ToBehaviour>> {
        let closing = self.with(|inner| inner.poll_close(context)).unwrap_or(Poll::Ready(None));
        closing.map(|last| last.map(Ok))
    }

    fn on_connection_event(
        &mut self,
        event: ConnectionEvent<
            '_,
            Self::InboundProtocol,
            Self::OutboundProtocol,
            Self::InboundOpenInfo,
            Self::OutboundOpenInfo,
        >,
    ) {
        use ConnectionEvent as Event;
        // What was agreed on before the share broke finds nobody.
        let event = match event {
            Event::FullyNegotiatedInbound(FullyNegotiatedInbound {
                protocol: future::Either::Left(protocol),
                info: Either::Left(info),
            }) => Event::FullyNegotiatedInbound(FullyNegotiatedInbound { protocol, info }),
            Event::ListenUpgradeError(ListenUpgradeError {
                info: Either::Left(info),
                error: Either::Left(error),
            }) => Event::ListenUpgradeError(ListenUpgradeError { info, error }),
            Event::FullyNegotiatedInbound(_) | Event::ListenUpgradeError(_) => return,
            Event::FullyNegotiatedOutbound(event) => Event::FullyNegotiatedOutbound(event),
            Event::DialUpgradeError(event) => Event::DialUpgradeError(event),
            Event::AddressChange(event) => Event::AddressChange(event),
            Event::LocalProtocolsChange(event) => Event::LocalProtocolsChange(event),
            Event::RemoteProtocolsChange(event) => Event::RemoteProtocolsChange(event),
            _ => return,
        };
        self.with(|inner| inner.on_connection_event(event));
    }
}
