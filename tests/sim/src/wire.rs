//! The internet as libp2p's transport: what the node's swarm listens and dials on here.
//!
//! Who is at the other end is what the internet says; the streams within a connection are yamux's,
//! with the node's own settings.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bot_node::net::{Carried, Carrier, muxer};
use futures::FutureExt as _;
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::{DialOpts, ListenerId, Transport, TransportError, TransportEvent};
use libp2p::core::upgrade::{InboundConnectionUpgrade as _, OutboundConnectionUpgrade as _};
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::internet::{Caller, Incoming, Internet, Listener};
use crate::pipe::Pipe;

type Upgrade = Pin<Box<dyn Future<Output = io::Result<Carried>> + Send>>;
type Event = TransportEvent<Upgrade, io::Error>;

/// One node's plug in the internet.
struct Wire {
    internet: Internet,
    node: usize,
    peer: PeerId,
    at: SocketAddr,
    listener: Option<ListenerId>,
    door: mpsc::UnboundedSender<Incoming>,
    incoming: mpsc::UnboundedReceiver<Incoming>,
    events: VecDeque<Event>,
    waker: Option<Waker>,
}

/// What carries the bytes of the node with this number.
pub(crate) fn carrier(internet: &Internet, node: usize, at: SocketAddr) -> Carrier {
    let internet = internet.clone();
    Arc::new(move |key| {
        let (door, incoming) = mpsc::unbounded_channel();
        let wire = Wire {
            internet: internet.clone(),
            node,
            peer: key.public().to_peer_id(),
            at,
            listener: None,
            door,
            incoming,
            events: VecDeque::new(),
            waker: None,
        };
        Ok(wire.boxed())
    })
}

/// An address as libp2p writes it.
pub(crate) fn multiaddr(at: SocketAddr) -> Multiaddr {
    Multiaddr::from(at.ip()).with(Protocol::Tcp(at.port()))
}

fn socket(address: &Multiaddr) -> Option<SocketAddr> {
    let mut parts = address.iter();
    let ip: IpAddr = match parts.next()? {
        Protocol::Ip4(ip) => ip.into(),
        _ => return None,
    };
    match parts.next()? {
        Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
        _ => None,
    }
}

fn carried(peer: PeerId, pipe: Pipe, calls: bool) -> io::Result<Carried> {
    let config = muxer();
    let made = match calls {
        true => config.upgrade_outbound(pipe, "/yamux/1.0.0").now_or_never(),
        false => config.upgrade_inbound(pipe, "/yamux/1.0.0").now_or_never(),
    };
    let muxer = made.unwrap_or_else(|| Err(io::ErrorKind::WouldBlock.into()))?;
    Ok((peer, StreamMuxerBox::new(muxer)))
}

impl Transport for Wire {
    type Output = Carried;
    type Error = io::Error;
    type ListenerUpgrade = Upgrade;
    type Dial = Upgrade;

    fn listen_on(
        &mut self,
        id: ListenerId,
        address: Multiaddr,
    ) -> Result<(), TransportError<io::Error>> {
        if socket(&address) != Some(self.at) {
            return Err(TransportError::MultiaddrNotSupported(address));
        }
        let listener = Listener { node: self.node, peer: self.peer, door: self.door.clone() };
        self.internet.listen(self.at, listener);
        self.listener = Some(id);
        self.events.push_back(Event::NewAddress { listener_id: id, listen_addr: address });
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        Ok(())
    }

    fn remove_listener(&mut self, id: ListenerId) -> bool {
        self.listener.take_if(|own| *own == id).is_some()
    }

    fn dial(
        &mut self,
        address: Multiaddr,
        _: DialOpts,
    ) -> Result<Upgrade, TransportError<io::Error>> {
        let Some(to) = socket(&address) else {
            return Err(TransportError::MultiaddrNotSupported(address));
        };
        let caller = Caller { node: self.node, peer: self.peer, at: self.at };
        let internet = self.internet.clone();
        Ok(Box::pin(async move {
            let (peer, pipe) = internet.call(caller, to).await?;
            carried(peer, pipe, true)
        }))
    }

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Event> {
        if let Some(event) = self.events.pop_front() {
            return Poll::Ready(event);
        }
        if let (Some(listener_id), Poll::Ready(Some(incoming))) =
            (self.listener, self.incoming.poll_recv(context))
        {
            let Incoming { peer, from, pipe, lag } = incoming;
            let upgrade: Upgrade = Box::pin(async move {
                sleep(lag).await;
                carried(peer, pipe, false)
            });
            return Poll::Ready(Event::Incoming {
                listener_id,
                upgrade,
                local_addr: multiaddr(self.at),
                send_back_addr: multiaddr(from),
            });
        }
        self.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.internet.leave(self.at, &self.door);
    }
}
