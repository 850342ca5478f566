//! The running node as the hands of its acts.

use bot_protocol::api::{CallableView, PeerView, ReachView, WayView};
use bot_protocol::canon::hash::hex;
use bot_protocol::feed::KeyEvent;
use bot_protocol::gossip::SaidFault;
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::letter::Letter;
use bot_protocol::statement::{Content, DraftError, Statement};
use bot_protocol::time::Timestamp;
use futures::FutureExt as _;
use libp2p::{Multiaddr, PeerId};
use tokio::sync::watch;

use super::hands::{Doing, Hands, Place};
use super::{ActError, EventView};
use crate::driver::{Identity, NodeError, NodeEvent, NodeHandle, NotesOf, PeerInfo};
use crate::net::{self, Callable, Way};
use crate::store::Write;

/// A running node, and the switch that stops it.
#[derive(Debug)]
pub struct Driven {
    handle: NodeHandle,
    stop: watch::Sender<bool>,
}

impl Driven {
    /// The hands of this node; `stop` becomes true when somebody asks it to stop.
    #[must_use]
    pub fn new(handle: NodeHandle, stop: watch::Sender<bool>) -> Self {
        Self { handle, stop }
    }
}

impl From<NodeError> for ActError {
    fn from(error: NodeError) -> Self {
        let (status, code) = match &error {
            NodeError::NotMine(_) => (404, "not-my-identity"),
            NodeError::Draft(DraftError::ClockBackwards { .. }) => (409, "clock-behind"),
            NodeError::Draft(_) => (422, "statement-refused"),
            NodeError::Said(SaidFault::UsedElsewhere) => (409, "writer-elsewhere"),
            NodeError::Unsettled => (503, "folder-moved"),
            NodeError::Said(_) => (409, "statement-refused"),
            NodeError::ReadOnly(_) => (503, "node-read-only"),
            NodeError::NotRenewed(_) => (503, "store-not-renewed"),
            NodeError::Refused(_) => (422, "store-refused"),
            NodeError::NotNotes => (500, "broken"),
            NodeError::OutboxFull { .. } => (409, "outbox-full"),
            NodeError::InboxFull { .. } => (409, "inbox-full"),
            NodeError::Address(_) => (422, "address-refused"),
            NodeError::OwnAddress(_) => (409, "own-address"),
            NodeError::Stopping => (503, "node-stopping"),
        };
        Self::lower(status, code, &error)
    }
}

impl Hands for Driven {
    fn say_noting(&self, did: Did, content: Content, notes: NotesOf) -> Doing<'_, Statement> {
        async move { Ok(self.handle.say_noting(did, content, notes).await?) }.boxed()
    }

    fn say_key(&self, event: KeyEvent) -> Doing<'_, ()> {
        async move { Ok(self.handle.say_key(event).await?) }.boxed()
    }

    fn post(&self, letter: Letter, notes: Vec<Write>) -> Doing<'_, ()> {
        async move { Ok(self.handle.post_with(letter, notes).await?) }.boxed()
    }

    fn note(&self, notes: Vec<Write>) -> Doing<'_, ()> {
        async move { Ok(self.handle.note(notes).await?) }.boxed()
    }

    fn erase(&self, bodies: Vec<(PublicKey, u32)>, notes: Vec<Write>) -> Doing<'_, ()> {
        async move { Ok(self.handle.erase(bodies, notes).await?) }.boxed()
    }

    fn host(&self, identity: SecretKey, writer: SecretKey) -> Doing<'_, ()> {
        async move { Ok(self.handle.add_identity(Identity { identity, writer }).await?) }.boxed()
    }

    fn peers(&self) -> Doing<'_, Vec<PeerView>> {
        async move {
            let peers = self.handle.peers().await?;
            Ok(peers.iter().map(shown).collect())
        }
        .boxed()
    }

    fn add_peer(&self, address: String) -> Doing<'_, ()> {
        async move {
            let address: Multiaddr = address
                .parse()
                .map_err(|_| ActError::field("address", &address, "a multiaddress"))?;
            Ok(self.handle.add_peer(address).await?)
        }
        .boxed()
    }

    fn remove_peer(&self, id: String) -> Doing<'_, bool> {
        async move {
            if let Ok(peer) = id.parse::<PeerId>() {
                return Ok(self.handle.remove_peer(peer).await?);
            }
            let expected = "a peer id or a multiaddress";
            let address: Multiaddr =
                id.parse().map_err(|_| ActError::field("id", &id, expected))?;
            match address.iter().last() {
                Some(libp2p::multiaddr::Protocol::P2p(peer)) => {
                    Ok(self.handle.remove_peer(peer).await?)
                }
                Some(_) | None => Ok(self.handle.remove_address(address).await?),
            }
        }
        .boxed()
    }

    fn place(&self) -> Doing<'_, Place> {
        async move {
            let status = self.handle.status().await?;
            let addresses = status.addresses.iter().map(ToString::to_string).collect();
            let (peer_id, held_back) = (status.peer.to_string(), status.held_back);
            Ok(Place { peer_id, addresses, reach: reached(status.reach), held_back })
        }
        .boxed()
    }

    fn stop(&self) {
        self.stop.send_replace(true);
    }
}

fn shown(peer: &PeerInfo) -> PeerView {
    let (way, relay) = match peer.view.way {
        None => (None, None),
        Some(Way::Direct) => (Some(WayView::Direct), None),
        Some(Way::Punched) => (Some(WayView::Punched), None),
        Some(Way::Relayed { by }) => (Some(WayView::Relayed), by.map(|by| by.to_string())),
    };
    PeerView {
        id: peer.view.id.map(|id| id.to_string()),
        addresses: peer.view.addresses.iter().map(ToString::to_string).collect(),
        connected: peer.view.connected,
        way,
        relay,
        kept: peer.view.listed,
        hosts: peer.hosts.iter().map(ToString::to_string).collect(),
    }
}

/// How this node is reached, as others read it.
fn reached(view: Option<net::ReachView>) -> ReachView {
    let Some(view) = view else { return ReachView::default() };
    let (callable, by) = match view.callable {
        Callable::Unknown => (CallableView::Unknown, 0),
        Callable::Announced => (CallableView::Announced, 0),
        Callable::OneWord => (CallableView::OneWord, 1),
        Callable::Perhaps { by } => (CallableView::Perhaps, by),
        Callable::Not { by } => (CallableView::Not, by),
    };
    ReachView {
        callable,
        by,
        relays: view.relays.iter().map(ToString::to_string).collect(),
        serves: view.serves,
        entered: view.entered as u64,
        broken: view.broken.iter().map(ToString::to_string).collect(),
    }
}

/// What those who watch are told of an event, where it concerns them.
pub(super) fn told(event: &NodeEvent, now: Timestamp) -> EventView {
    let mut view =
        EventView { event: String::new(), at: now.to_string(), did: None, kind: None, id: None };
    let name = match event {
        NodeEvent::Entry { author, id, kind, .. } => {
            view.did = author.map(|did| did.to_string());
            view.kind = Some(kind.name().to_owned());
            view.id = Some(id.to_string());
            "entry"
        }
        NodeEvent::Body { writer, seq } => {
            view.id = Some(format!("{}/{seq}", writer.to_multikey()));
            "body"
        }
        NodeEvent::Key { did } => {
            view.did = Some(did.to_string());
            "key"
        }
        NodeEvent::Fork { writer } => {
            view.id = Some(writer.to_multikey());
            "fork"
        }
        NodeEvent::Stamp { writer, .. } => {
            view.id = Some(writer.to_multikey());
            "stamp"
        }
        NodeEvent::LetterCame { from, kind, nonce, .. } => {
            view.did = Some(from.to_string());
            view.kind = Some(letter_kind(*kind).to_owned());
            view.id = Some(hex(nonce));
            "letter"
        }
        NodeEvent::LetterLeft { to, nonce, taken } => {
            view.did = Some(to.to_string());
            view.id = Some(hex(nonce));
            if *taken { "delivered" } else { "undeliverable" }
        }
        NodeEvent::PeerUp(peer) => {
            view.id = Some(peer.to_string());
            "peer-up"
        }
        NodeEvent::PeerDown(peer) => {
            view.id = Some(peer.to_string());
            "peer-down"
        }
        NodeEvent::Synced { peer, complete, .. } => {
            view.id = Some(peer.to_string());
            view.kind = Some(if *complete { "complete" } else { "partial" }.to_owned());
            "synced"
        }
        NodeEvent::Notice(_) => "notice",
        NodeEvent::ReadOnly(_) => "read-only",
        NodeEvent::Writable => "writable",
    };
    name.clone_into(&mut view.event);
    view
}

fn letter_kind(kind: bot_protocol::statement::letter::LetterKind) -> &'static str {
    use bot_protocol::statement::letter::LetterKind;
    match kind {
        LetterKind::CredentialOffer => "credential",
        LetterKind::Answer => "answer",
        LetterKind::RecognitionOffer => "recognition",
        LetterKind::EndorsementOffer => "endorsement",
        LetterKind::GuardianOffer => "guardian",
        LetterKind::RecoveryOffer => "recovery",
        LetterKind::RecoveryShare => "recovery-share",
        LetterKind::EndorsementRequest => "endorsement-request",
        LetterKind::WordOffer => "word",
        LetterKind::CharterOffer => "charter",
        LetterKind::CharterShare => "charter-share",
        LetterKind::AnchorProof => "anchor-proof",
        LetterKind::Case => "case",
    }
}
