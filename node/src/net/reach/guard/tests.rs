use std::convert::Infallible;

use libp2p::core::transport::ListenerId;
use libp2p::core::upgrade::DeniedUpgrade;
use libp2p::swarm::behaviour::NewListener;
use libp2p::swarm::handler::ConnectionEvent;
use libp2p::swarm::{ConnectionHandler, ConnectionHandlerEvent, SubstreamProtocol};

use super::*;
use std::time::Duration;

const FEW: Allowance = Allowance { most: 5, each: Duration::from_secs(1) };

/// Breaks when it is told something.
struct Brittle;

/// Its share of a connection: breaks when it is told something, and speaks without end, of the streams
/// that it asks for and then of what comes by itself.
#[derive(Default)]
struct Share {
    asks: usize,
    speaks_next: bool,
}

impl NetworkBehaviour for Brittle {
    type ConnectionHandler = Share;
    type ToSwarm = Infallible;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<Share, ConnectionDenied> {
        Ok(Share::default())
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<Share, ConnectionDenied> {
        Ok(Share::default())
    }

    fn on_swarm_event(&mut self, _: FromSwarm<'_>) {
        panic!("a peer did something unexpected");
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, (): ()) {}

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Infallible, ()>> {
        Poll::Pending
    }
}

impl ConnectionHandler for Share {
    type FromBehaviour = ();
    type ToBehaviour = ();
    type InboundProtocol = DeniedUpgrade;
    type OutboundProtocol = DeniedUpgrade;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = ();

    fn listen_protocol(&self) -> SubstreamProtocol<DeniedUpgrade> {
        SubstreamProtocol::new(DeniedUpgrade, ())
    }

    fn connection_keep_alive(&self) -> bool {
        true
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<DeniedUpgrade, (), ()>> {
        self.speaks_next = self.asks == 0 || !self.speaks_next;
        if self.speaks_next {
            return Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(()));
        }
        self.asks -= 1;
        let protocol = SubstreamProtocol::new(DeniedUpgrade, ());
        Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol })
    }

    fn on_behaviour_event(&mut self, (): ()) {
        panic!("a peer did something unexpected");
    }

    fn on_connection_event(&mut self, _: ConnectionEvent<'_, DeniedUpgrade, DeniedUpgrade>) {}
}

fn guarded() -> Guarded<Brittle> {
    Guarded::new("brittle", Brittle, FEW, Calls::new(false, 1, 1))
}

fn share(guarded: &mut Guarded<Brittle>) -> Walled<Share> {
    let (connection, at) = (ConnectionId::new_unchecked(1), Multiaddr::empty());
    let peer = PeerId::random();
    guarded.handle_established_inbound_connection(connection, peer, &at, &at).unwrap()
}

/// What a share does next, `None` where it rests or asks for a stream.
fn does(share: &mut Walled<Share>) -> Option<Result<(), Offence>> {
    match share.poll(&mut Context::from_waker(std::task::Waker::noop())) {
        Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(said)) => Some(said),
        Poll::Ready(_) | Poll::Pending => None,
    }
}

#[test]
fn whoever_is_asked_is_not_charged_for_the_questions_nor_for_its_answers() {
    const ASKED: usize = 100;
    let inner = Share { asks: ASKED, speaks_next: true };
    let mut share = Walled::new(Some(inner), FEW, Arc::new(AtomicBool::new(true)));
    for number in 0..ASKED {
        assert_eq!(does(&mut share), None, "question {number}");
        assert_eq!(does(&mut share), Some(Ok(())), "its answer");
    }
    // What comes by itself is charged as ever.
    let said: Vec<_> = std::iter::from_fn(|| does(&mut share)).take(100).collect();
    assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 5);
    assert_eq!(said.last(), Some(&Err(Offence::TooMuch)));
}

#[test]
fn a_part_that_breaks_rests_and_the_node_goes_on() {
    let mut guarded = guarded();
    let mut before = share(&mut guarded);
    assert_eq!(does(&mut before), Some(Ok(())));
    assert!(before.connection_keep_alive());
    let listener_id = ListenerId::next();
    guarded.on_swarm_event(FromSwarm::NewListener(NewListener { listener_id }));
    assert_eq!(guarded.broken(), Some("brittle"));
    assert_eq!(does(&mut before), None, "nobody is there to be told");
    assert!(!before.connection_keep_alive());
    assert_eq!(does(&mut share(&mut guarded)), None);
    guarded.on_swarm_event(FromSwarm::NewListener(NewListener { listener_id }));
    let polled = guarded.poll(&mut Context::from_waker(std::task::Waker::noop()));
    assert!(polled.is_pending());
    assert_eq!(guarded.with(|_| ()), None);
}

#[test]
fn a_connection_whose_share_breaks_is_closed_and_the_part_goes_on() {
    let mut guarded = guarded();
    let mut share = share(&mut guarded);
    share.on_behaviour_event(());
    assert_eq!(does(&mut share), Some(Err(Offence::Panic)));
    assert_eq!(does(&mut share), None);
    assert!(!share.connection_keep_alive());
    let (peer, connection) = (PeerId::random(), ConnectionId::new_unchecked(1));
    guarded.on_connection_handler_event(peer, connection, Err(Offence::Panic));
    let mut context = Context::from_waker(std::task::Waker::noop());
    let Poll::Ready(ToSwarm::CloseConnection { peer_id, .. }) = guarded.poll(&mut context) else {
        panic!("the connection is closed");
    };
    assert_eq!(peer_id, peer);
    let Poll::Ready(ToSwarm::GenerateEvent(Happening::Offended { peer: told, offence })) =
        guarded.poll(&mut context)
    else {
        panic!("who broke it is told");
    };
    assert_eq!((told, offence, guarded.broken()), (peer, Offence::Panic, None));
}

#[test]
fn who_causes_too_much_on_one_connection_loses_it() {
    let mut share = share(&mut guarded());
    let said: Vec<_> = std::iter::from_fn(|| does(&mut share)).take(100).collect();
    assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 5);
    assert_eq!(said.last(), Some(&Err(Offence::TooMuch)));
}
