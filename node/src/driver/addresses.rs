//! Where nodes are: this one for others (NodeAddr), others for this one (shelf and feeds).

use bot_protocol::feed::{Kept, KeyLog};
use bot_protocol::identity::Signature;
use bot_protocol::limits::{ADDRESS_BYTES_MAX, ADDRESSES_MAX, MAILBOXES_MAX, PRUNE_AFTER};
use bot_protocol::statement::kinds::{NamedMailbox, NodeAddr, Prune};
use bot_protocol::statement::{Content, Kind};
use bot_protocol::{gossip::Hosting, identity::PublicKey};
use libp2p::multiaddr::Protocol;

use super::handle::Saying;
use super::met::MET;
use super::*;
use crate::net::ip::{is_loopback, is_relayed, is_unspecified};
use crate::net::may_be_sought;
use crate::store::{BodyState, Shelf, Store, StoreError, Write};

/// How often addresses and mandates are looked at again.
const CHORES_EVERY: Duration = Duration::from_secs(600);

/// How long is waited after a move, so that several are told at once.
const MOVED_PAUSE: Duration = Duration::from_secs(2);

/// What a key on the shelf of peers begins with, of those of the list.
const LISTED: &[u8] = b"listed/";

/// Whom to call at start: addresses, and whether they are of the list.
pub(super) fn noted(store: &dyn Store) -> Result<Vec<(Multiaddr, bool)>, StoreError> {
    let mut found = Vec::new();
    for (prefix, listed) in [(LISTED, true), (MET, false)] {
        for (_, value) in store.notes(Shelf::Peers, prefix)? {
            let text = String::from_utf8_lossy(&value).into_owned();
            found.extend(text.lines().filter_map(|line| Some((line.parse().ok()?, listed))));
        }
    }
    Ok(found)
}

pub(super) fn note_listed(address: &Multiaddr) -> Write {
    let text = address.to_string();
    Write::Note { shelf: Shelf::Peers, key: listed_key(&text), value: text.into_bytes() }
}

fn listed_key(address: &str) -> Vec<u8> {
    [LISTED, &bot_protocol::canon::hash::sha256(&[address.as_bytes()]).as_bytes()[..]].concat()
}

/// Takes an address that was listed without a name off the shelf; `None` where it is not there.
pub(super) fn forget_address(
    store: &dyn Store,
    address: &Multiaddr,
) -> Result<Option<Write>, StoreError> {
    let key = listed_key(&address.to_string());
    let held = store.notes(Shelf::Peers, &key)?;
    Ok((!held.is_empty()).then_some(Write::Forget { shelf: Shelf::Peers, key }))
}

/// Takes every note about a peer off the shelf, and of the addresses at which whoever answers is
/// called this one; says whether it was of the list.
pub(super) fn forget(
    store: &dyn Store,
    peer: Option<&PeerId>,
    at: Option<&Multiaddr>,
) -> Result<(Vec<Write>, bool), StoreError> {
    let (name, at) = (peer.map(PeerId::to_string), at.map(Multiaddr::to_string));
    let (mut writes, mut listed) = (Vec::new(), false);
    for (key, value) in store.notes(Shelf::Peers, &[])? {
        let text = String::from_utf8_lossy(&value);
        if name.as_ref().is_some_and(|name| text.contains(name)) || at.as_deref() == Some(&text) {
            listed |= key.starts_with(LISTED);
            writes.push(Write::Forget { shelf: Shelf::Peers, key });
        }
    }
    Ok((writes, listed))
}

impl Driver {
    /// Where this node can be found, each address ending in its PeerId.
    pub(super) fn own_addresses(&self) -> Vec<Multiaddr> {
        let view = self.network.view.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut addresses = self.announce.clone();
        addresses.extend(view.reach.iter().flat_map(|reach| reach.addresses.iter().cloned()));
        addresses.extend(view.listening.iter().filter(|at| !is_unspecified(at)).cloned());
        addresses.sort_by_key(|at| (is_loopback(at), is_relayed(at), at.to_string()));
        addresses.dedup();
        addresses.into_iter().map(|address| with_peer(address, self.network.id)).collect()
    }

    /// This node is to be found elsewhere than before: said in the feeds soon, but not each time that a
    /// relay comes and goes.
    pub(super) fn moved(&mut self) {
        let now = monotonic();
        if self.moved.is_none_or(|at| now.saturating_duration_since(at) >= CHORES_EVERY) {
            self.moved = Some(now);
            self.chores = self.chores.min(now + MOVED_PAUSE);
        }
    }

    /// Renews the mandates of the identities and says in their feeds where this node is, when
    /// that changed or was long ago.
    pub(super) fn chores(&mut self, batch: &mut Batch) {
        self.chores = monotonic() + CHORES_EVERY;
        self.all_still_here(batch);
        self.tend_listed(batch);
        self.renew_if_due();
        self.forget_old_mail(batch);
        if let Err(fault) = self.note_scope(batch) {
            tracing::error!(%fault, "the store cannot be read");
        }
        self.rescope();
        let (now, peer) = (self.clock.now(), self.own_peer());
        for did in self.identities.keys().copied().collect::<Vec<_>>() {
            let Some(identity) = self.identities.get(&did) else { continue };
            let hosting = Hosting::sign(&identity.identity, &peer, now);
            self.feed(Event::Host { hosting }, batch);
            self.announce(did, batch);
            self.prune(did, batch);
            self.stamp_due(did, batch);
        }
    }

    /// Says where this node is in the feed of an identity, once its writer is named in the key
    /// log and as long as it is not closed there. A restored identity's new writer begins with
    /// this: without a head, nobody could tell whether something of its feed is withheld.
    pub(super) fn announce(&mut self, did: Did, batch: &mut Batch) {
        let Some(identity) = self.identities.get(&did) else { return };
        let writer = identity.writer.public();
        if self.settling.waits(&writer) {
            return;
        }
        let Ok(held) = self.slot.of_kind(Kind::NodeAddr, Some(&writer)) else { return };
        let log = self.engine.as_ref().and_then(|engine| engine.key_log(&did));
        let writes = log.is_some_and(|log| log.names(&writer) && log.closed_at(&writer).is_none());
        let Some(content) = self.node_addr(&did) else { return };
        let age = held
            .last()
            .map(|last| self.clock.now().millis().saturating_sub(last.statement.ts().millis()));
        let same = held.last().and_then(|last| last.statement.body()).is_some_and(|body| {
            NodeAddr::read(&body.bytes).is_ok_and(|said| {
                said.addresses == content.addresses && said.mailboxes == content.mailboxes
            })
        });
        let fresh = age.is_some_and(|age| u128::from(age) < self.heartbeat.as_millis());
        if !writes || (same && fresh) {
            return;
        }
        let (reply, _unheard) = oneshot::channel();
        let content = Content::NodeAddr(content);
        self.say(Saying { did, content, notes: Box::new(|_| Vec::new()) }, reply, batch);
    }

    /// Says in the feed of an identity that superseded upkeep in it needs no body any more, where so much
    /// of it is held that it is worth an entry.
    fn prune(&mut self, did: Did, batch: &mut Batch) {
        let Some(identity) = self.identities.get(&did) else { return };
        let writer = identity.writer.public();
        let log = self.engine.as_ref().and_then(|engine| engine.key_log(&did));
        let writes = log.is_some_and(|log| log.names(&writer) && log.closed_at(&writer).is_none());
        if !writes || self.settling.waits(&writer) {
            return;
        }
        let mut superseded = 0_usize;
        for kind in Kind::UPKEEP {
            let Ok(held) = self.slot.of_kind(kind, Some(&writer)) else { return };
            let bodies = held.iter().filter(|one| one.body == BodyState::Held).count();
            superseded += bodies.saturating_sub(1);
        }
        let Ok(Some(head)) = self.slot.head(&writer) else { return };
        if superseded >= PRUNE_AFTER {
            let (reply, _unheard) = oneshot::channel();
            let content = Content::Prune(Prune { below: head.size });
            self.say(Saying { did, content, notes: Box::new(|_| Vec::new()) }, reply, batch);
        }
    }

    fn node_addr(&self, did: &Did) -> Option<NodeAddr> {
        let key = self.key.public().try_into_ed25519().ok()?.to_bytes();
        let bytes = [b"bot/peer/1\0", &did.public_key().as_bytes()[..]].concat();
        let signature: [u8; 64] = self.key.sign(&bytes).ok()?.try_into().ok()?;
        let addresses = self
            .own_addresses()
            .iter()
            .map(ToString::to_string)
            .filter(|address| address.len() <= ADDRESS_BYTES_MAX)
            .take(ADDRESSES_MAX)
            .collect();
        Some(NodeAddr {
            peer: PublicKey::from_bytes(&key).ok()?,
            addresses,
            signature: Signature::from_bytes(signature),
            mailboxes: self.mailboxes.iter().filter_map(mailbox_at).take(MAILBOXES_MAX).collect(),
        })
    }

    /// What an identity says of where its node is, of each writer the latest. What a closed writer
    /// said of its place is no longer so.
    pub(super) fn places_of(&self, did: &Did) -> Vec<NodeAddr> {
        let log = self.engine.as_ref().and_then(|engine| engine.key_log(did));
        let writers = log.map(|log| open_writers(log).collect::<Vec<_>>()).unwrap_or_default();
        let place = |writer: PublicKey| {
            let held = self.slot.of_kind(Kind::NodeAddr, Some(&writer)).ok()?;
            NodeAddr::read(&held.last()?.statement.body()?.bytes).ok()
        };
        writers.into_iter().filter_map(place).collect()
    }

    /// The mailboxes of an identity; those that are not connected are called.
    pub(super) fn mailboxes_of(&mut self, did: &Did) -> Vec<PeerId> {
        let mut found = Vec::new();
        for mailbox in self.places_of(did).into_iter().flat_map(|place| place.mailboxes) {
            let Some(peer) = peer_id(&mailbox.peer) else { continue };
            if !self.links.contains_key(&Self::peer_of(&peer)) {
                self.know(&mailbox.addresses, peer);
            }
            found.push(peer);
        }
        found
    }

    /// Looks in an identity's feed for where its node is, and has it called.
    pub(super) fn seek(&mut self, did: &Did) {
        for said in self.places_of(did) {
            let Some(peer) = peer_id(&said.peer) else { continue };
            self.know(&said.addresses, peer);
        }
    }

    /// Has a peer called where a ledger says that it is, as far as others may name that place.
    fn know(&mut self, addresses: &[String], peer: PeerId) {
        let lan = self.lan;
        let read = addresses.iter().filter_map(|text| text.parse().ok());
        let may: Vec<Multiaddr> = read.filter(|address| may_be_sought(address, lan)).collect();
        for address in may {
            self.order(Order::Know { address: with_peer(address, peer), listed: false });
        }
    }
}

/// The writers that go on writing for an identity.
fn open_writers<E: Kept>(log: &KeyLog<E>) -> impl Iterator<Item = PublicKey> {
    log.writers().into_iter().filter(|(_, closed)| closed.is_none()).map(|(writer, _)| writer)
}

/// The peer with this key.
pub(super) fn peer_id(key: &PublicKey) -> Option<PeerId> {
    let key = libp2p::identity::ed25519::PublicKey::try_from_bytes(key.as_bytes()).ok()?;
    Some(libp2p::identity::PublicKey::from(key).to_peer_id())
}

/// A mailbox at an address that ends in its PeerId; peers whose id does not hold their key cannot be
/// named.
fn mailbox_at(address: &Multiaddr) -> Option<NamedMailbox> {
    let Some(Protocol::P2p(peer)) = address.iter().last() else { return None };
    let key = libp2p::identity::PublicKey::try_decode_protobuf(peer.as_ref().digest()).ok()?;
    let key = key.try_into_ed25519().ok()?.to_bytes();
    let peer = PublicKey::from_bytes(&key).ok()?;
    Some(NamedMailbox { peer, addresses: vec![address.to_string()] })
}

/// The address ending in this PeerId, whatever it ended in.
fn with_peer(mut address: Multiaddr, peer: PeerId) -> Multiaddr {
    if matches!(address.iter().last(), Some(Protocol::P2p(_))) {
        address.pop();
    }
    address.with(Protocol::P2p(peer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bot_protocol::canon::hash::sha256;
    use bot_protocol::feed::KeyEvent;
    use bot_protocol::identity::SecretKey;

    #[test]
    fn a_closed_writer_is_looked_for_no_more() {
        let [identity, lost, new] =
            [[1; 32], [2; 32], [3; 32]].map(|seed| SecretKey::from_seed(&seed));
        let at = Timestamp::from_millis;
        let mut log = KeyLog::new(Did::from(identity.public()));
        let begin = KeyEvent::inception_with(sha256(&[b"next"]), &identity);
        let named = |writer: &SecretKey, ms| KeyEvent::writer(writer, at(ms), &identity).unwrap();
        for event in [begin, named(&lost, 1000), named(&new, 2000)] {
            log.insert(event).unwrap();
        }
        assert_eq!(open_writers(&log).count(), 2);
        log.insert(KeyEvent::close(lost.public(), 7, at(3000), &identity)).unwrap();
        assert_eq!(open_writers(&log).collect::<Vec<_>>(), [new.public()]);
    }
}
