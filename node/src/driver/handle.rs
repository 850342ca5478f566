//! The handle: how everybody else in this process speaks to the one writer.

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::KeyEvent;
use bot_protocol::gossip::{Engine, FeedState, Notice, SaidFault};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::letter::{Letter, LetterKind};
use bot_protocol::statement::{Content, DraftError, Kind, Statement};
use libp2p::{Multiaddr, PeerId};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::net::{NetView, PeerView, ReachView};
use crate::store::{Shelf, Store, StoreInfo, Write};

/// An identity this node speaks for, with its unlocked keys.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Signs key events, and the leave for this peer to host the identity.
    pub identity: SecretKey,
    /// Signs the entries of this installation.
    pub writer: SecretKey,
}

impl Identity {
    /// Its DID.
    #[must_use]
    pub fn did(&self) -> Did {
        Did::from(self.identity.public())
    }
}

/// Why the node did not do what was asked. Nothing was stored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NodeError {
    /// The identity is not one of this node's, or is locked.
    #[error("{0} is not an identity of this node")]
    NotMine(Did),
    /// The statement cannot be signed: the clock went back, the content breaks a rule, or it is
    /// too long.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// Whether the feed goes on elsewhere is not known yet.
    #[error("this data folder is another than before, and no peer that is known was met yet")]
    Unsettled,
    /// The statement or key event does not fit what is held.
    #[error(transparent)]
    Said(#[from] SaidFault),
    /// The store failed; the node only reads until it is open again.
    #[error("the node is read-only: {0}")]
    ReadOnly(String),
    /// What was dropped is gone from every answer; its bytes are still in the store's files.
    #[error("it is erased, but the store could not be written anew: {0}")]
    NotRenewed(String),
    /// The store does not take what was to be kept; it is as before, and goes on.
    #[error("it cannot be kept: {0}")]
    Refused(String),
    /// Only notes may be written this way.
    #[error("only notes can be written beside a statement")]
    NotNotes,
    /// Too many letters wait already.
    #[error("{waiting} letters wait to be delivered, at most {max} may")]
    OutboxFull {
        /// How many wait.
        waiting: usize,
        /// How many may.
        max: usize,
    },
    /// The inbox has no room for this letter to a neighbour on the same node.
    #[error("{waiting} letters lie in the inbox, at most {max} may, and of one sender fewer")]
    InboxFull {
        /// How many lie there.
        waiting: usize,
        /// How many may.
        max: usize,
    },
    /// An address that cannot be called.
    #[error("{0} is no address of a node")]
    Address(Multiaddr),
    /// The address of this very node.
    #[error("{0} is this node's own")]
    OwnAddress(Multiaddr),
    /// The node is stopping.
    #[error("the node is stopping")]
    Stopping,
}

/// What happened, for those who watch.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeEvent {
    /// An entry is stored, said here or come from others.
    Entry {
        /// Whose, where the key log is held.
        author: Option<Did>,
        /// In which log.
        writer: PublicKey,
        /// Its number.
        seq: u32,
        /// Its id.
        id: Hash,
        /// Its kind.
        kind: Kind,
    },
    /// The missing body of an entry is stored.
    Body {
        /// In which log.
        writer: PublicKey,
        /// Its number.
        seq: u32,
    },
    /// A key event is stored.
    Key {
        /// Whose.
        did: Did,
    },
    /// A fork proof is stored.
    Fork {
        /// Whose log is frozen.
        writer: PublicKey,
    },
    /// A stamp of a feed is stored.
    Stamp {
        /// Of which log.
        writer: PublicKey,
        /// How many entries it says there are.
        size: u32,
        /// How many witnesses signed it.
        witnesses: usize,
    },
    /// A letter came and is stored in the inbox.
    LetterCame {
        /// From whom.
        from: Did,
        /// To whom.
        to: Did,
        /// About what.
        kind: LetterKind,
        /// Its name.
        nonce: [u8; 16],
    },
    /// A letter reached the node of its addressee, or was refused there for good.
    LetterLeft {
        /// To whom.
        to: Did,
        /// Its name.
        nonce: [u8; 16],
        /// Whether it was taken.
        taken: bool,
    },
    /// A peer connected.
    PeerUp(PeerId),
    /// A peer is gone.
    PeerDown(PeerId),
    /// A catch-up with a peer ended.
    Synced {
        /// With whom.
        peer: PeerId,
        /// Whether everything it had is held here now.
        complete: bool,
        /// When it began.
        began: bot_protocol::time::Timestamp,
    },
    /// Something the owner should be told.
    Notice(Notice),
    /// The store failed; the node only reads.
    ReadOnly(String),
    /// The store is open again.
    Writable,
}

/// How the node is.
#[derive(Debug, Clone)]
pub struct NodeStatus {
    /// Its name on the network.
    pub peer: PeerId,
    /// Where it listens and is announced, each ending in `/p2p/ID`.
    pub addresses: Vec<Multiaddr>,
    /// How it is reached besides; `None` where the settings switch that off.
    pub reach: Option<ReachView>,
    /// How many peers are connected.
    pub connected: usize,
    /// The identities it speaks for.
    pub identities: Vec<Did>,
    /// Letters that wait to be delivered.
    pub outbox: usize,
    /// What it stores; stands still while the node only reads.
    pub store: StoreInfo,
    /// Why it only reads, if it does.
    pub read_only: Option<String>,
    /// Whether its data folder is another than before, and nothing is signed until a known node is met.
    pub held_back: bool,
}

/// One peer as the node knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerInfo {
    /// As the network sees it.
    pub view: PeerView,
    /// The identities it proved to host.
    pub hosts: BTreeSet<Did>,
}

pub(super) type Reply<T> = oneshot::Sender<Result<T, NodeError>>;
pub(super) type Look = Box<dyn FnOnce(Option<&Engine>) + Send>;

/// The notes that are stored in the commit of a statement, made once it is signed.
pub type NotesOf = Box<dyn FnOnce(&Statement) -> Vec<Write> + Send>;

/// What an identity of this node is to say, and the notes stored with it or not at all.
pub(super) struct Saying {
    pub(super) did: Did,
    pub(super) content: Content,
    pub(super) notes: NotesOf,
}

/// What others ask of the driver.
pub(super) enum Command {
    Say { saying: Saying, reply: Reply<Statement> },
    SayKey { event: KeyEvent, reply: Reply<()> },
    Post { letter: Letter, notes: Vec<Write>, reply: Reply<()> },
    Note { notes: Vec<Write>, reply: Reply<()> },
    Erase { bodies: Vec<(PublicKey, u32)>, notes: Vec<Write>, reply: Reply<()> },
    Renew { reply: Reply<()> },
    Identify { identity: Identity, reply: Reply<()> },
    AddPeer { address: Multiaddr, reply: Reply<()> },
    RemovePeer { peer: PeerId, reply: Reply<bool> },
    RemoveAddress { address: Multiaddr, reply: Reply<bool> },
    Peers { reply: Reply<Vec<PeerInfo>> },
    Status { reply: Reply<NodeStatus> },
    Look(Look),
    Stop { reply: oneshot::Sender<()> },
}

/// A running node, as the rest of the process sees it; cheap to clone.
#[derive(Debug, Clone)]
pub struct NodeHandle {
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) events: broadcast::Sender<NodeEvent>,
    pub(super) store: Arc<dyn Store>,
    pub(super) view: Arc<RwLock<Arc<NetView>>>,
    pub(super) peer: PeerId,
}

impl NodeHandle {
    /// Signs this as the next statement of the identity's feed here; durable when it returns.
    /// Whether the body may be erased later follows from its kind: ends, revocations and erasures
    /// stay.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn say(&self, did: Did, content: Content) -> Result<Statement, NodeError> {
        self.say_with(did, content, Vec::new()).await
    }

    /// As [`Self::say`], with notes that are stored in the same commit or not at all.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn say_with(
        &self,
        did: Did,
        content: Content,
        notes: Vec<Write>,
    ) -> Result<Statement, NodeError> {
        self.say_noting(did, content, Box::new(|_| notes)).await
    }

    /// As [`Self::say_with`], where the notes tell of the statement itself.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn say_noting(
        &self,
        did: Did,
        content: Content,
        notes: NotesOf,
    ) -> Result<Statement, NodeError> {
        let saying = Saying { did, content, notes };
        self.ask(|reply| Command::Say { saying, reply }).await
    }

    /// Stores and spreads a key event of an identity; durable when it returns.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn say_key(&self, event: KeyEvent) -> Result<(), NodeError> {
        self.ask(|reply| Command::SayKey { event, reply }).await
    }

    /// Puts a letter into the outbox; durable when it returns. It is delivered as soon as the node
    /// that hosts its addressee can be reached, over restarts.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn post(&self, letter: Letter) -> Result<(), NodeError> {
        self.post_with(letter, Vec::new()).await
    }

    /// As [`Self::post`], with notes that are stored in the same commit or not at all.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn post_with(&self, letter: Letter, notes: Vec<Write>) -> Result<(), NodeError> {
        self.ask(|reply| Command::Post { letter, notes, reply }).await
    }

    /// Stores notes ([`Write::Note`] and [`Write::Forget`] alone), all or none; durable when it
    /// returns.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn note(&self, notes: Vec<Write>) -> Result<(), NodeError> {
        self.ask(|reply| Command::Note { notes, reply }).await
    }

    /// Puts one note on a shelf.
    ///
    /// # Errors
    /// Nothing was stored; the variant says why.
    pub async fn put(&self, shelf: Shelf, key: &[u8], value: &[u8]) -> Result<(), NodeError> {
        self.note(vec![Write::Note { shelf, key: key.to_vec(), value: value.to_vec() }]).await
    }

    /// Drops bodies of entries, keeping their headers, and changes notes in the same commit; then
    /// writes the store anew, so that nothing of it stays in its files.
    ///
    /// # Errors
    /// Nothing was stored where the node only reads; where writing anew fails, what was dropped is
    /// gone from every answer and leaves the files later.
    pub async fn erase(
        &self,
        bodies: Vec<(PublicKey, u32)>,
        notes: Vec<Write>,
    ) -> Result<(), NodeError> {
        self.ask(|reply| Command::Erase { bodies, notes, reply }).await?;
        self.ask(|reply| Command::Renew { reply }).await
    }

    /// Speaks for an identity from now on: its writer key signs here, and peers learn that its
    /// letters are taken here. Its key events are the caller's to say.
    ///
    /// # Errors
    /// The node is stopping or only reads.
    pub async fn add_identity(&self, identity: Identity) -> Result<(), NodeError> {
        self.ask(|reply| Command::Identify { identity, reply }).await
    }

    /// Stays connected with the peer at this address from now on, over restarts. Without
    /// `/p2p/ID` whoever answers there is meant.
    ///
    /// # Errors
    /// The address is this node's own or empty.
    pub async fn add_peer(&self, address: Multiaddr) -> Result<(), NodeError> {
        self.ask(|reply| Command::AddPeer { address, reply }).await
    }

    /// Disconnects from a peer and calls it no more; says whether it was of the list.
    ///
    /// # Errors
    /// The node is stopping or only reads.
    pub async fn remove_peer(&self, peer: PeerId) -> Result<bool, NodeError> {
        self.ask(|reply| Command::RemovePeer { peer, reply }).await
    }

    /// As [`Self::remove_peer`], by the address without `/p2p/ID` at which it was to be called.
    ///
    /// # Errors
    /// The node is stopping or only reads.
    pub async fn remove_address(&self, address: Multiaddr) -> Result<bool, NodeError> {
        self.ask(|reply| Command::RemoveAddress { address, reply }).await
    }

    /// Everybody connected, listed or known.
    ///
    /// # Errors
    /// The node is stopping.
    pub async fn peers(&self) -> Result<Vec<PeerInfo>, NodeError> {
        self.ask(|reply| Command::Peers { reply }).await
    }

    /// How the node is.
    ///
    /// # Errors
    /// The node is stopping.
    pub async fn status(&self) -> Result<NodeStatus, NodeError> {
        self.ask(|reply| Command::Status { reply }).await
    }

    /// What the engine knows of a feed: how much of it is held, and whether it forked.
    ///
    /// # Errors
    /// The node is stopping or only reads.
    pub async fn feed(&self, writer: PublicKey) -> Result<Option<FeedState>, NodeError> {
        self.look(move |engine| engine.state(&writer)).await
    }

    /// Looks at the engine between two events. What runs there holds everybody up: be brief.
    ///
    /// # Errors
    /// The node is stopping or only reads.
    pub async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, NodeError> {
        self.ask(|reply: Reply<T>| {
            Command::Look(Box::new(move |engine| {
                let seen = engine.map(look).ok_or_else(|| NodeError::ReadOnly(String::new()));
                let _gone = reply.send(seen);
            }))
        })
        .await
    }

    /// What happens from now on. Who falls behind loses the oldest.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<NodeEvent> {
        self.events.subscribe()
    }

    /// The store, to read from. Writing is the driver's alone.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// The network as it was a moment ago.
    #[must_use]
    pub fn net(&self) -> Arc<NetView> {
        Arc::clone(&self.view.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// This node's name on the network.
    #[must_use]
    pub fn peer(&self) -> PeerId {
        self.peer
    }

    /// Closes connections and the store; when it returns, another process may open the folder.
    pub async fn shutdown(&self) {
        let (reply, stopped) = oneshot::channel();
        if self.commands.send(Command::Stop { reply }).await.is_ok() {
            let _gone = stopped.await;
        }
    }

    /// Waits until the node has stopped, whoever or whatever stopped it.
    pub async fn ended(&self) {
        self.commands.closed().await;
    }

    async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, NodeError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| NodeError::Stopping)?;
        answer.await.map_err(|_| NodeError::Stopping)?
    }
}
