//! Commands: what the rest of the process asks for.

use bot_protocol::feed::Feed;
use bot_protocol::gossip::{Event, Hosting};
use bot_protocol::statement::{Content, Draft, Kind, Retention};

use super::batch::{After, is_note};
use super::handle::{Reply, Saying};
use super::*;
use crate::store::{Shelf, Store as _, Write};
use bot_protocol::statement::Statement;

impl Driver {
    pub(super) fn command(&mut self, command: Command, batch: &mut Batch) {
        match command {
            Command::Say { saying, reply } => match self.may_write(&[]) {
                Ok(()) => self.say_or_wait(saying, reply, batch),
                Err(fault) => drop(reply.send(Err(fault))),
            },
            // What a witness said of a recovery may be forgotten in this folder, as any entry may.
            Command::SayKey { event, reply } if self.watch_waits(&event) => {
                drop(reply.send(Err(NodeError::Unsettled)));
            }
            Command::SayKey { event, reply } => match self.may_write(&[]) {
                Ok(()) => {
                    let token = self.token();
                    let did = event.did();
                    batch.after.push(After::SaidKey { token, reply });
                    self.feed(Event::SaidKey { token, event }, batch);
                    self.stamp(did, batch);
                }
                Err(fault) => drop(reply.send(Err(fault))),
            },
            Command::Post { letter, notes, reply } => match self.may_write(&notes) {
                Ok(()) => self.post(&letter, notes, reply, batch),
                Err(fault) => drop(reply.send(Err(fault))),
            },
            Command::Note { notes, reply } => match self.may_write(&notes) {
                Ok(()) => {
                    let scope = notes.iter().any(changes_scope);
                    self.take_notes(notes, batch);
                    batch.after.push(After::Reply(reply));
                    // Who is in the address book is in scope, and so are fellows.
                    batch.after.extend(scope.then_some(After::Rescope));
                }
                Err(fault) => drop(reply.send(Err(fault))),
            },
            Command::Erase { bodies, notes, reply } => match self.may_write(&notes) {
                Ok(()) => {
                    let why = crate::store::Gone::Erased;
                    let drop = |(writer, seq)| Write::DropBody { writer, seq, why };
                    batch.writes.extend(bodies.into_iter().map(drop).chain(notes));
                    batch.after.push(After::Reply(reply));
                }
                Err(fault) => drop(reply.send(Err(fault))),
            },
            Command::Renew { reply } => batch.after.push(After::Renew(reply)),
            Command::Identify { identity, reply } => self.identify(identity, reply, batch),
            Command::AddPeer { address, reply } => self.add_peer(address, reply, batch),
            Command::RemovePeer { peer, reply } => self.remove_peer(Ok(peer), reply, batch),
            Command::RemoveAddress { address, reply } => {
                self.remove_peer(Err(address), reply, batch);
            }
            Command::Peers { reply } => drop(reply.send(Ok(self.peers()))),
            Command::Status { reply } => drop(reply.send(Ok(self.status()))),
            Command::Look(look) => look(self.engine.as_ref()),
            Command::Stop { reply } => drop(reply),
        }
    }

    /// Nothing is written while the store is closed, and nothing but notes by hand, which fit the
    /// store: what it refuses would else hold up what others write in the same commit.
    fn may_write(&self, notes: &[Write]) -> Result<(), NodeError> {
        if let Some(broken) = &self.broken {
            return Err(NodeError::ReadOnly(broken.reason.clone()));
        }
        if !notes.iter().all(is_note) {
            return Err(NodeError::NotNotes);
        }
        let fits = notes.iter().try_for_each(Write::fits);
        fits.map_err(|fault| NodeError::Refused(fault.to_string()))
    }

    fn token(&mut self) -> u64 {
        self.tokens += 1;
        self.tokens
    }

    /// Signs and hands to the engine; the caller is answered when the commit stands.
    pub(super) fn say(&mut self, saying: Saying, reply: Reply<Statement>, batch: &mut Batch) {
        let (did, kind) = (saying.did, saying.content.kind());
        let statement = match self.sign(did, saying.content) {
            Ok(statement) => statement,
            Err(fault) => return drop(reply.send(Err(fault))),
        };
        let notes = (saying.notes)(&statement);
        if let Err(fault) = self.may_write(&notes) {
            return drop(reply.send(Err(fault)));
        }
        let token = self.token();
        let taken = batch.writes.len();
        batch.after.push(After::Said { token, statement: statement.clone(), reply });
        self.feed(Event::Said { token, statement }, batch);
        // The notes belong to the statement: without it they are not stored either.
        if batch.writes.len() > taken {
            self.take_notes(notes, batch);
            // A feed that begins is stamped at once too: until it is, no witness can date what it says.
            if kind.tells_status() || self.has_no_stamp(&did) {
                self.stamp(did, batch);
            }
        }
    }

    fn sign(&mut self, did: Did, content: Content) -> Result<Statement, NodeError> {
        let identity = self.identities.get(&did).ok_or(NodeError::NotMine(did))?;
        let writer = identity.writer.public();
        let engine = self.engine.as_ref();
        let empty = Feed::new(writer);
        let head = engine.and_then(|engine| engine.feed(&writer)).unwrap_or(&empty).head();
        let ret = retention(content.kind());
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|fault| NodeError::ReadOnly(fault.to_string()))?;
        let draft = Draft { content, salt, ret };
        Ok(draft.sign(&did, &head, self.clock.now(), &identity.writer)?)
    }

    fn identify(&mut self, identity: Identity, reply: Reply<()>, batch: &mut Batch) {
        let (did, writer) = (identity.did(), identity.writer.public());
        let hosting = Hosting::sign(&identity.identity, &self.own_peer(), self.clock.now());
        self.identities.insert(did, identity);
        self.has_to_wait(&writer);
        self.feed(Event::Own { did, writer }, batch);
        self.feed(Event::Host { hosting }, batch);
        self.announce(did, batch);
        batch.after.push(After::Reply(reply));
    }

    fn add_peer(&mut self, address: Multiaddr, reply: Reply<()>, batch: &mut Batch) {
        let own = matches!(
            address.iter().last(),
            Some(libp2p::multiaddr::Protocol::P2p(peer)) if peer == self.network.id
        );
        if own {
            return drop(reply.send(Err(NodeError::OwnAddress(address))));
        }
        if address.iter().count() < 2 {
            return drop(reply.send(Err(NodeError::Address(address))));
        }
        if let Err(fault) = self.may_write(&[]) {
            return drop(reply.send(Err(fault)));
        }
        self.list_changed();
        batch.writes.push(addresses::note_listed(&address));
        batch.after.push(After::Reply(reply));
        self.order(Order::Know { address, listed: true });
    }

    /// Forgets a peer by its id, or by the address without id at which it was called.
    fn remove_peer(
        &mut self,
        which: Result<PeerId, Multiaddr>,
        reply: Reply<bool>,
        batch: &mut Batch,
    ) {
        if let Err(fault) = self.may_write(&[]) {
            return drop(reply.send(Err(fault)));
        }
        let view = self.view();
        let found = view.peers.iter().find(|view| match &which {
            Ok(peer) => view.id == Some(*peer),
            Err(at) => {
                view.via.as_ref() == Some(at) || view.id.is_none() && view.addresses == [at.clone()]
            }
        });
        let known = found.is_some_and(|view| view.listed);
        let at = found.map(|view| view.addresses.clone()).unwrap_or_default();
        let via = found.and_then(|view| view.via.clone()).or_else(|| which.clone().err());
        let peer = which.ok().or_else(|| found.and_then(|view| view.id));
        match addresses::forget(self.slot.as_ref(), peer.as_ref(), via.as_ref()) {
            Ok((writes, listed)) => {
                batch.writes.extend(writes);
                // It may have been listed by an address alone, which would bring it back.
                for address in at {
                    match addresses::forget_address(self.slot.as_ref(), &address) {
                        Ok(write) => batch.writes.extend(write),
                        Err(_) => break,
                    }
                }
                // Whom it hosts are strangers again.
                batch.writes.extend(peer.as_ref().map(listed::forget_hosted));
                batch.after.push(After::Removed(reply, listed || known));
                batch.after.push(After::Rescope);
                peer.into_iter().for_each(|peer| self.order(Order::Forget { peer }));
                via.into_iter().for_each(|address| self.order(Order::ForgetAddress { address }));
            }
            Err(fault) => drop(reply.send(Err(NodeError::ReadOnly(fault.to_string())))),
        }
    }

    pub(super) fn view(&self) -> Arc<crate::net::NetView> {
        let view = self.network.view.read();
        Arc::clone(&view.unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn peers(&self) -> Vec<PeerInfo> {
        let hosts = |id: &Option<PeerId>| {
            id.and_then(|id| self.hosts.get(&Self::peer_of(&id))).cloned().unwrap_or_default()
        };
        let view = self.view();
        view.peers
            .iter()
            .map(|peer| PeerInfo { view: peer.clone(), hosts: hosts(&peer.id) })
            .collect()
    }

    fn status(&self) -> NodeStatus {
        NodeStatus {
            peer: self.network.id,
            addresses: self.own_addresses(),
            reach: self.view().reach.clone(),
            connected: self.links.len(),
            identities: self.identities.keys().copied().collect(),
            outbox: self.mail.waiting(),
            store: self.slot.info(),
            read_only: self.broken.as_ref().map(|broken| broken.reason.clone()),
            held_back: self.settling.holds_back(),
        }
    }
}

fn changes_scope(write: &Write) -> bool {
    let (Write::Note { shelf, .. } | Write::Forget { shelf, .. }) = write else { return false };
    matches!(shelf, Shelf::Contacts | Shelf::Fellows)
}

/// What an author may erase later: everything that is not itself an end, a removal or an erasure. A
/// grant stays too: others' awards rest on it, and its end is a statement of its own. So does an anchor,
/// on which others' proofs rest, and a charter, which the next one names.
fn retention(kind: Kind) -> Retention {
    match kind {
        Kind::Anchor
        | Kind::RecognitionEnd
        | Kind::Revoke
        | Kind::Suspend
        | Kind::StatusSnapshot
        | Kind::Erase
        | Kind::Prune
        | Kind::Grant
        | Kind::GrantEnd
        | Kind::Charter
        | Kind::Leave => Retention::Permanent,
        Kind::Profile
        | Kind::Achievement
        | Kind::Publish
        | Kind::Dispute
        | Kind::Reply
        | Kind::Comment
        | Kind::Endorsement
        | Kind::Recognition
        | Kind::NodeAddr
        | Kind::Other(_) => Retention::Erasable,
    }
}
