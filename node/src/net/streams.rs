//! Streams of our own protocols: frames out, frames in, letters.
//!
//! Each side opens one stream for what it says and reads the one the other opened. A stream that
//! breaks ends the connection, so that both sides begin again with a Hello and nothing is lost
//! between two streams.

use std::sync::Arc;
use std::time::Duration;

use bot_protocol::gossip::Fault;
use bot_protocol::limits::{FRAME_BYTES_MAX, LETTER_BYTES_MAX};
use futures::StreamExt as _;
use futures::io::AsyncWriteExt as _;
use libp2p::swarm::ConnectionId;
use libp2p::{PeerId, Stream};
use libp2p_stream::{Control, IncomingStreams, OpenStreamError};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout;

use super::frame::{FrameError, read_frame, write_frame};
use super::reach::asking::{Door, Word};
use super::{LETTER, NetEvent, Receipt, SYNC};

/// How long a frame that was begun may take to come.
const FRAME_PATIENCE: Duration = Duration::from_secs(30);

/// How long a peer may leave our frames unread before it counts as gone.
const READ_PATIENCE: Duration = Duration::from_secs(60);

/// How long opening a stream may take.
const OPEN_PATIENCE: Duration = Duration::from_secs(10);

/// Most streams of one protocol that wait to be taken in.
const STREAMS_WAITING_MAX: usize = 64;

/// How long a letter may take from door to receipt.
const LETTER_PATIENCE: Duration = Duration::from_secs(20);

/// A peer, and the number of the session that ran with it.
pub(super) type Ran = (PeerId, u64);

/// What the tasks of a stream tell the switch.
#[derive(Debug)]
pub(super) enum Told {
    /// The first frame came.
    Greeted(Ran),
    /// A stream broke: the connection is of no more use.
    Broke(Ran),
    /// A peer asks to be called at a door of its own.
    Asked {
        /// Who.
        peer: PeerId,
        /// Where.
        door: Door,
        /// What to tell.
        answer: oneshot::Sender<Word>,
    },
    /// A call for another stood long enough to be seen.
    Called {
        /// Which.
        connection: ConnectionId,
        /// Whom to tell.
        answer: oneshot::Sender<Word>,
    },
    /// A peer that was asked to call says what came of it, or nothing.
    Word {
        /// Who.
        peer: PeerId,
        /// Where it was to call.
        door: Door,
        /// What it says.
        word: Option<Word>,
    },
    /// The names of an address are resolved, or nothing is behind them.
    Resolved(super::book::Callee, Vec<libp2p::Multiaddr>),
}

/// The other ends of a peer's two queues.
#[derive(Debug)]
pub(super) struct Queues {
    pub(super) live: mpsc::Receiver<Vec<u8>>,
    pub(super) bulk: mpsc::Receiver<Vec<u8>>,
}

impl Queues {
    /// The next frame, single ones first; `None` when nobody sends any more.
    async fn next(&mut self) -> Option<Vec<u8>> {
        tokio::select! {
            biased;
            Some(frame) = self.live.recv() => Some(frame),
            Some(frame) = self.bulk.recv() => Some(frame),
            else => None,
        }
    }
}

/// Streams of peers that wait to be taken in.
pub(super) type Incoming = mpsc::Receiver<(PeerId, Stream)>;

/// Keeps the streams of a protocol that come while the switch is at something else.
///
/// libp2p-stream keeps one that waits and drops the next, which ends the connection of whoever opened it.
pub(super) fn waiting(mut incoming: IncomingStreams) -> Incoming {
    let (places, waiting) = mpsc::channel(STREAMS_WAITING_MAX);
    tokio::spawn(async move {
        while let Some(stream) = incoming.next().await {
            if places.send(stream).await.is_err() {
                break;
            }
        }
    });
    waiting
}

/// Writes what is queued for a peer until the queues close.
pub(super) async fn write_out(
    mut control: Control,
    ran: Ran,
    mut queues: Queues,
    told: mpsc::Sender<Told>,
) {
    let Some(mut frame) = queues.next().await else { return };
    let Some(mut stream) = open(&mut control, ran.0).await else {
        return drop(told.send(Told::Broke(ran)).await);
    };
    loop {
        match timeout(READ_PATIENCE, write_frame(&mut stream, &frame)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return drop(told.send(Told::Broke(ran)).await),
        }
        match queues.next().await {
            Some(next) => frame = next,
            None => return drop(stream.close().await),
        }
    }
}

/// A stream is refused without fault while the other side's door for streams is full: a few tries.
async fn open(control: &mut Control, peer: PeerId) -> Option<Stream> {
    for _ in 0..3 {
        match timeout(OPEN_PATIENCE, control.open_stream(peer, SYNC)).await {
            Ok(Ok(stream)) => return Some(stream),
            Ok(Err(OpenStreamError::UnsupportedProtocol(_))) | Err(_) => return None,
            Ok(Err(fault)) => tracing::debug!(%peer, %fault, "no stream yet"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    None
}

/// Reads a peer's frames, waiting whenever the driver is behind: by their number, or by the bytes of all
/// peers' frames for which `rooms` has room.
pub(super) async fn read_in(
    mut stream: Stream,
    ran: Ran,
    (events, rooms): (mpsc::Sender<NetEvent>, Arc<Semaphore>),
    told: mpsc::Sender<Told>,
) {
    let (peer, _) = ran;
    let mut greeted = false;
    loop {
        match read_frame(&mut stream, FRAME_BYTES_MAX as u64, FRAME_PATIENCE).await {
            Ok(Some(bytes)) => {
                if !std::mem::replace(&mut greeted, true) {
                    let _closing = told.send(Told::Greeted(ran)).await;
                }
                let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                let Ok(room) = Arc::clone(&rooms).acquire_many_owned(size).await else { return };
                if events.send(NetEvent::Frame { peer, bytes, room }).await.is_err() {
                    return;
                }
            }
            // One that waited to be taken in may be of a connection that is gone by now, and tells
            // nothing of the one that stands.
            Ok(None) | Err(FrameError::Io(_)) if !greeted => return,
            Ok(None) => break,
            Err(fault) => {
                broke(peer, fault, &events).await;
                break;
            }
        }
    }
    let _closing = told.send(Told::Broke(ran)).await;
}

/// A frame that claims too much is its sender's fault; other ends of a stream are nobody's.
async fn broke(peer: PeerId, fault: FrameError, events: &mpsc::Sender<NetEvent>) {
    tracing::debug!(%peer, %fault, "a stream broke");
    if let FrameError::Length { found, limit } = fault {
        let fault = Fault::Oversized { found, limit };
        let _closing = events.send(NetEvent::Broke { peer, fault }).await;
    }
}

/// Hands a letter over; `None` when there is no receipt.
pub(super) async fn deliver(mut control: Control, peer: PeerId, bytes: &[u8]) -> Option<Receipt> {
    let handing = async {
        let mut stream = control.open_stream(peer, LETTER).await.ok()?;
        write_frame(&mut stream, bytes).await.ok()?;
        let receipt = read_frame(&mut stream, 1, LETTER_PATIENCE).await.ok()??;
        let _closed = stream.close().await;
        receipt.first().copied().and_then(Receipt::read)
    };
    timeout(LETTER_PATIENCE, handing).await.ok().flatten()
}

/// Takes a letter in and gives the receipt that the driver decides.
pub(super) async fn receive(mut stream: Stream, peer: PeerId, events: mpsc::Sender<NetEvent>) {
    let taking = async {
        let bytes = match read_frame(&mut stream, LETTER_BYTES_MAX as u64, FRAME_PATIENCE).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return None,
            Err(fault) => {
                broke(peer, fault, &events).await;
                return None;
            }
        };
        let (answer, decided) = oneshot::channel();
        events.send(NetEvent::Letter { peer, bytes, answer }).await.ok()?;
        let receipt = decided.await.unwrap_or(Receipt::Later);
        write_frame(&mut stream, &[receipt as u8]).await.ok()?;
        stream.close().await.ok()
    };
    let _done = timeout(LETTER_PATIENCE, taking).await;
}
