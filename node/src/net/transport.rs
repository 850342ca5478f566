//! TCP with Noise and yamux, and QUIC, behind one [`Door`]; or what a caller carries bytes by.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::{Boxed, Transport as _};
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::{PeerId, noise, quic, tcp, yamux};

use bot_protocol::limits::STREAMS_PER_CONNECTION_MAX;

use super::door::Door;
use super::reach::ByRelay;

/// How long a handshake may take before the connection is given up.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);

/// A QUIC connection on which nothing came for so long is dead, in milliseconds.
const QUIC_IDLE_MILLIS: u32 = 10_000;

/// How often a quiet QUIC connection is kept from looking dead.
const QUIC_KEEP_ALIVE: Duration = Duration::from_secs(3);

/// A connection with its streams, and whose it is.
pub type Carried = (PeerId, StreamMuxerBox);

/// Makes what carries bytes for the holder of a peer key.
pub type Carrier = Arc<dyn Fn(&Keypair) -> io::Result<Boxed<Carried>> + Send + Sync>;

/// The sockets of this machine.
#[must_use]
pub fn sockets() -> Carrier {
    Arc::new(tcp_and_quic)
}

/// Everything the node speaks below its own protocols.
///
/// # Errors
/// What the carrier says.
pub(super) fn transport(
    carrier: &Carrier,
    relayed: Option<ByRelay>,
    key: &Keypair,
    handshakes: u32,
) -> io::Result<Boxed<Carried>> {
    let carried = carrier(key)?;
    let places = usize::try_from(handshakes).unwrap_or(usize::MAX);
    let Some(relayed) = relayed else { return Ok(Door::new(carried, places).boxed()) };
    let relayed = relayed
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(key).map_err(io::Error::other)?)
        .multiplex(muxer())
        .timeout(HANDSHAKE_PATIENCE)
        .map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)))
        .boxed();
    let all = relayed.or_transport(carried).map(|either, _| either.into_inner()).boxed();
    Ok(Door::new(all, places).boxed())
}

/// How one connection holds many streams, where the carrier does not say so itself.
#[must_use]
pub fn muxer() -> yamux::Config {
    let mut muxer = yamux::Config::default();
    muxer.set_max_num_streams(STREAMS_PER_CONNECTION_MAX);
    muxer
}

/// # Errors
/// The key cannot be used for Noise.
fn tcp_and_quic(key: &Keypair) -> io::Result<Boxed<Carried>> {
    let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(key).map_err(io::Error::other)?)
        .multiplex(muxer())
        .timeout(HANDSHAKE_PATIENCE)
        .map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)));
    let mut settings = quic::Config::new(key);
    settings.handshake_timeout = HANDSHAKE_PATIENCE;
    settings.max_idle_timeout = QUIC_IDLE_MILLIS;
    settings.keep_alive_interval = QUIC_KEEP_ALIVE;
    settings.max_concurrent_stream_limit =
        u32::try_from(STREAMS_PER_CONNECTION_MAX).unwrap_or(u32::MAX);
    settings.max_stream_data = 1024 * 1024;
    settings.max_connection_data = 4 * 1024 * 1024;
    let quic = quic::tokio::Transport::new(settings)
        .map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)));
    Ok(quic.or_transport(tcp).map(|either, _| either.into_inner()).boxed())
}
