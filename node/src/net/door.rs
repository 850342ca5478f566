//! The door: how many strangers may stand in it at once, and who makes room.
//!
//! A connection that never says a word holds a handshake open until it times out. With a fixed
//! number of places and no more, a few hundred silent connections would keep everybody else out.
//! So the door never refuses the newest: it sends away the one that has stood there longest. An
//! honest handshake takes milliseconds and is through long before its turn to make room comes.
//! Source: the same idea as OpenSSH's MaxStartups and TCP's SYN cache.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::future::{AbortHandle, AbortRegistration, Abortable};
use libp2p::Multiaddr;
use libp2p::core::transport::{DialOpts, ListenerId, Transport, TransportError, TransportEvent};

/// A transport with a bounded number of incoming handshakes, the oldest of which yields.
pub(super) struct Door<T> {
    inner: T,
    standing: Arc<Mutex<Standing>>,
}

#[derive(Default)]
struct Standing {
    places: usize,
    next: u64,
    waiting: BTreeMap<u64, AbortHandle>,
}

impl Standing {
    fn enter(&mut self) -> (u64, AbortRegistration) {
        while self.waiting.len() >= self.places {
            let Some((_, oldest)) = self.waiting.pop_first() else { break };
            oldest.abort();
        }
        let (handle, registration) = AbortHandle::new_pair();
        let place = self.next;
        self.next += 1;
        self.waiting.insert(place, handle);
        (place, registration)
    }
}

impl<T> Door<T> {
    /// Puts a door with this many places (at least one) before a transport.
    pub(super) fn new(inner: T, places: usize) -> Self {
        let standing = Standing { places: places.max(1), ..Standing::default() };
        Self { inner, standing: Arc::new(Mutex::new(standing)) }
    }
}

/// An incoming handshake that ends early when its place is needed.
pub(super) struct Entering<F> {
    upgrade: Abortable<F>,
    place: u64,
    standing: Arc<Mutex<Standing>>,
}

impl<F> Drop for Entering<F> {
    fn drop(&mut self) {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        standing.waiting.remove(&self.place);
    }
}

impl<F, O> Future for Entering<F>
where
    F: Future<Output = Result<O, io::Error>> + Unpin,
{
    type Output = Result<O, io::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.upgrade).poll(context).map(|ended| {
            ended.unwrap_or_else(|_| {
                Err(io::Error::new(io::ErrorKind::ConnectionAborted, "made room at the door"))
            })
        })
    }
}

impl<T> Transport for Door<T>
where
    T: Transport<Error = io::Error> + Unpin,
    T::ListenerUpgrade: Unpin,
{
    type Output = T::Output;
    type Error = T::Error;
    type ListenerUpgrade = Entering<T::ListenerUpgrade>;
    type Dial = T::Dial;

    fn listen_on(
        &mut self,
        id: ListenerId,
        address: Multiaddr,
    ) -> Result<(), TransportError<Self::Error>> {
        self.inner.listen_on(id, address)
    }

    fn remove_listener(&mut self, id: ListenerId) -> bool {
        self.inner.remove_listener(id)
    }

    fn dial(
        &mut self,
        address: Multiaddr,
        options: DialOpts,
    ) -> Result<Self::Dial, TransportError<Self::Error>> {
        self.inner.dial(address, options)
    }

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<TransportEvent<Self::ListenerUpgrade, Self::Error>> {
        let standing = Arc::clone(&self.standing);
        Pin::new(&mut self.inner).poll(context).map(|event| {
            event.map_upgrade(|upgrade| {
                let (place, registration) =
                    standing.lock().unwrap_or_else(PoisonError::into_inner).enter();
                Entering { upgrade: Abortable::new(upgrade, registration), place, standing }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_room_for_the_newest() {
        let mut standing = Standing { places: 2, ..Standing::default() };
        let rows: Vec<_> = (0..4)
            .map(|_| Abortable::new(futures::future::pending::<()>(), standing.enter().1))
            .collect();
        let sent_away: Vec<bool> = rows.iter().map(Abortable::is_aborted).collect();
        assert_eq!(sent_away, [true, true, false, false]);
        assert_eq!(standing.waiting.len(), 2);
    }
}
