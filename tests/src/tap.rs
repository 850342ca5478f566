//! A tap on real sockets: what a node says and hears, before it is encrypted and after it was opened.
//!
//! It lies between Noise and yamux, so that everything passes it: gossip, catch-up, letters, and
//! what libp2p says of its own.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bot_node::net::{Carrier, muxer};
use bot_node::{Ground, Threads};
use futures::future::Ready;
use futures::{AsyncRead, AsyncWrite};
use libp2p::core::Transport as _;
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::upgrade::{
    InboundConnectionUpgrade, OutboundConnectionUpgrade, UpgradeInfo, Version,
};
use libp2p::{noise, tcp, yamux};

/// What passed one node, in and out.
#[derive(Debug, Clone, Default)]
pub struct Tap {
    said: Arc<Mutex<Vec<u8>>>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    /// What a node on TCP stands on, tapped.
    #[must_use]
    pub fn ground(&self) -> Ground {
        let tap = self.clone();
        let carrier: Carrier = Arc::new(move |key| {
            let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
                .upgrade(Version::V1Lazy)
                .authenticate(noise::Config::new(key).map_err(io::Error::other)?)
                .multiplex(Tapped { muxer: muxer(), tap: tap.clone() })
                .map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)));
            Ok(tcp.boxed())
        });
        Ground { carrier, threads: Threads::Own }
    }

    /// Whether the node said this to anybody.
    #[must_use]
    pub fn said(&self, wanted: &[u8]) -> bool {
        has(&self.said, wanted)
    }

    /// Whether anybody said this to the node.
    #[must_use]
    pub fn heard(&self, wanted: &[u8]) -> bool {
        has(&self.heard, wanted)
    }

    /// Whether what the node said, or what it heard, is so.
    pub fn has(&self, so: impl Fn(&[u8]) -> bool) -> bool {
        let either = [&self.said, &self.heard];
        either.iter().any(|all| so(&all.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Has the node say this: what is looked for must be found.
    pub fn plant(&self, bytes: &[u8]) {
        note(&self.said, bytes);
    }

    /// How many bytes passed.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes_heard() + self.said.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many of them the node heard.
    #[must_use]
    pub fn bytes_heard(&self) -> usize {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn has(all: &Mutex<Vec<u8>>, wanted: &[u8]) -> bool {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all.windows(wanted.len()).any(|piece| piece == wanted)
}

fn note(all: &Mutex<Vec<u8>>, bytes: &[u8]) {
    all.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
}

/// The multiplexer over a tapped connection.
#[derive(Debug, Clone)]
struct Tapped {
    muxer: yamux::Config,
    tap: Tap,
}

impl UpgradeInfo for Tapped {
    type Info = &'static str;
    type InfoIter = std::iter::Once<Self::Info>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.muxer.protocol_info()
    }
}

type Upgraded<C> = Ready<io::Result<yamux::Muxer<Wire<C>>>>;

impl<C: AsyncRead + AsyncWrite + Send + Unpin + 'static> InboundConnectionUpgrade<C> for Tapped {
    type Output = yamux::Muxer<Wire<C>>;
    type Error = io::Error;
    type Future = Upgraded<C>;

    fn upgrade_inbound(self, io: C, info: Self::Info) -> Self::Future {
        self.muxer.upgrade_inbound(Wire { io, tap: self.tap }, info)
    }
}

impl<C: AsyncRead + AsyncWrite + Send + Unpin + 'static> OutboundConnectionUpgrade<C> for Tapped {
    type Output = yamux::Muxer<Wire<C>>;
    type Error = io::Error;
    type Future = Upgraded<C>;

    fn upgrade_outbound(self, io: C, info: Self::Info) -> Self::Future {
        self.muxer.upgrade_outbound(Wire { io, tap: self.tap }, info)
    }
}

/// A connection that is listened in on.
#[derive(Debug)]
pub struct Wire<C> {
    io: C,
    tap: Tap,
}

impl<C: AsyncRead + Unpin> AsyncRead for Wire<C> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let read = Pin::new(&mut self.io).poll_read(context, into);
        if let Poll::Ready(Ok(count)) = &read {
            note(&self.tap.heard, into.get(..*count).unwrap_or_default());
        }
        read
    }
}

impl<C: AsyncWrite + Unpin> AsyncWrite for Wire<C> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(context, from);
        if let Poll::Ready(Ok(count)) = &written {
            note(&self.tap.said, from.get(..*count).unwrap_or_default());
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_close(context)
    }
}
