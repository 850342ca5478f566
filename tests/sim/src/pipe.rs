//! One connection: two directions in which bytes arrive later, in order, or never.

use std::collections::VecDeque;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bot_sim_chance::Chance;
use futures::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep};

use crate::tap::Tap;

/// How much may be under way in one direction before the writer waits: a window of 1 MiB.
const WINDOW_BYTES: usize = 1024 * 1024;

/// What a lost packet costs beyond a round trip before it is sent again.
const RESEND_AFTER: Duration = Duration::from_millis(200);

/// Times a packet may be lost before it comes through all the same.
const LOSSES_MAX: u32 = 6;

/// One direction of a connection.
#[derive(Debug)]
pub(crate) struct Flow {
    /// What is under way, and when each piece arrives; an empty one is the end of the stream.
    pieces: VecDeque<(Instant, Vec<u8>)>,
    /// How much of the first piece was read.
    read: usize,
    under_way: usize,
    lag: Duration,
    loss: u32,
    chance: Chance,
    /// The writer is done.
    closed: bool,
    /// The reader is gone: what comes falls to the ground.
    deaf: bool,
    /// Nothing comes any more, and both sides know.
    broken: bool,
    /// Nothing arrives for now, and nobody knows.
    severed: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
    tap: Arc<Tap>,
}

/// A direction that the network and both ends hold.
pub(crate) type Shared = Arc<Mutex<Flow>>;

/// One end of a connection.
#[derive(Debug)]
pub(crate) struct Pipe {
    out: Shared,
    into: Shared,
    alarm: Pin<Box<Sleep>>,
}

pub(crate) fn lock(flow: &Shared) -> MutexGuard<'_, Flow> {
    flow.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Flow {
    pub(crate) fn new(lag: Duration, loss: u32, chance: Chance, tap: Arc<Tap>) -> Shared {
        Arc::new(Mutex::new(Self {
            pieces: VecDeque::new(),
            read: 0,
            under_way: 0,
            lag,
            loss,
            chance,
            closed: false,
            deaf: false,
            broken: false,
            severed: false,
            reader: None,
            writer: None,
            tap,
        }))
    }

    /// A piece sets out. What comes behind a lost one waits for it, as TCP and QUIC streams do.
    fn push(&mut self, bytes: &[u8]) {
        self.tap.see(bytes);
        if self.deaf {
            return;
        }
        let mut due = Instant::now() + self.lag;
        let mut lost = 0;
        while lost < LOSSES_MAX && self.chance.happens(self.loss) {
            due += (self.lag * 2 + RESEND_AFTER) * (1 << lost);
            lost += 1;
        }
        let due = self.pieces.back().map_or(due, |(last, _)| due.max(*last));
        self.under_way += bytes.len();
        self.pieces.push_back((due, bytes.to_vec()));
        wake(&mut self.reader);
    }

    fn take(&mut self, buffer: &mut [u8]) -> usize {
        let Some((_, first)) = self.pieces.front() else { return 0 };
        if first.is_empty() {
            return 0;
        }
        let count = buffer.len().min(first.len() - self.read);
        buffer[..count].copy_from_slice(&first[self.read..self.read + count]);
        self.read += count;
        self.under_way -= count;
        if self.read == first.len() {
            (self.read, _) = (0, self.pieces.pop_front());
        }
        wake(&mut self.writer);
        count
    }

    fn close(&mut self) {
        if !std::mem::replace(&mut self.closed, true) {
            self.push(&[]);
        }
    }

    /// Lets nothing through, or everything again.
    pub(crate) fn sever(&mut self, severed: bool) {
        self.severed = severed;
        let arrival = Instant::now() + self.lag;
        if !severed {
            self.pieces.iter_mut().for_each(|(due, _)| *due = arrival.max(*due));
        }
        wake(&mut self.reader);
    }

    /// Ends it for both sides.
    pub(crate) fn break_off(&mut self) {
        self.broken = true;
        self.pieces.clear();
        wake(&mut self.reader);
        wake(&mut self.writer);
    }

    pub(crate) fn is_severed(&self) -> bool {
        self.severed
    }

    pub(crate) fn lose(&mut self, millionths: u32) {
        self.loss = millionths;
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

fn reset() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

impl Pipe {
    pub(crate) fn new(out: Shared, into: Shared) -> Self {
        Self { out, into, alarm: Box::pin(sleep(Duration::ZERO)) }
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let into = Arc::clone(&self.into);
        let mut flow = lock(&into);
        if flow.broken {
            return Poll::Ready(Err(reset()));
        }
        let next = flow.pieces.front().map(|(due, _)| *due).filter(|_| !flow.severed);
        match next {
            Some(due) if due <= Instant::now() => return Poll::Ready(Ok(flow.take(buffer))),
            Some(due) => {
                self.alarm.as_mut().reset(due);
                if self.alarm.as_mut().poll(context).is_ready() {
                    context.waker().wake_by_ref();
                }
            }
            None => {}
        }
        flow.reader = Some(context.waker().clone());
        Poll::Pending
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut flow = lock(&self.out);
        if flow.broken || flow.closed {
            return Poll::Ready(Err(reset()));
        }
        if flow.under_way >= WINDOW_BYTES {
            flow.writer = Some(context.waker().clone());
            return Poll::Pending;
        }
        flow.push(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        lock(&self.out).close();
        Poll::Ready(Ok(()))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        lock(&self.out).close();
        let mut into = lock(&self.into);
        into.deaf = true;
        into.pieces.clear();
    }
}
