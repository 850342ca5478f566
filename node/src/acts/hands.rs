//! What acts ask of the one writer of this node, and of its network.
//!
//! A trait, so that acts can be tried without sockets; the running node is [`crate::driver`]'s.

use bot_protocol::api::{PeerView, ReachView};
use bot_protocol::feed::KeyEvent;
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::letter::Letter;
use bot_protocol::statement::{Content, Statement};
use futures::future::BoxFuture;

use super::ActError;
use crate::driver::NotesOf;
use crate::store::Write;

/// What is being done, and its end.
pub type Doing<'a, T> = BoxFuture<'a, Result<T, ActError>>;

/// This node on the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its libp2p peer id.
    pub peer_id: String,
    /// Where it listens, as multiaddresses.
    pub addresses: Vec<String>,
    /// Whether it can be called there, and how else it is reached.
    pub reach: ReachView,
    /// Whether its data folder is another than before, and nothing is signed until a known node is met.
    pub held_back: bool,
}

/// The one writer and the network. What returns well is durable.
pub trait Hands: Send + Sync {
    /// Signs the next statement of an identity's feed, and stores notes in the same commit.
    fn say(&self, did: Did, content: Content, notes: Vec<Write>) -> Doing<'_, Statement> {
        self.say_noting(did, content, Box::new(|_| notes))
    }

    /// As [`Hands::say`], where the notes tell of the statement itself.
    fn say_noting(&self, did: Did, content: Content, notes: NotesOf) -> Doing<'_, Statement>;

    /// Stores and spreads a key event.
    fn say_key(&self, event: KeyEvent) -> Doing<'_, ()>;

    /// Puts a letter into the outbox, and stores notes in the same commit.
    fn post(&self, letter: Letter, notes: Vec<Write>) -> Doing<'_, ()>;

    /// Stores notes, all or none.
    fn note(&self, notes: Vec<Write>) -> Doing<'_, ()>;

    /// Drops bodies of entries, keeping their headers, and changes notes in the same commit; nothing
    /// of what was dropped stays on the disk when it returns.
    fn erase(&self, bodies: Vec<(PublicKey, u32)>, notes: Vec<Write>) -> Doing<'_, ()>;

    /// Speaks for an identity from now on.
    fn host(&self, identity: SecretKey, writer: SecretKey) -> Doing<'_, ()>;

    /// Everybody connected, listed or known.
    fn peers(&self) -> Doing<'_, Vec<PeerView>>;

    /// Stays connected with the node at this multiaddress from now on.
    fn add_peer(&self, address: String) -> Doing<'_, ()>;

    /// Calls a peer no more, named by its id or by the address at which it was to be called; says
    /// whether it was of the list.
    fn remove_peer(&self, id: String) -> Doing<'_, bool>;

    /// Where this node is.
    fn place(&self) -> Doing<'_, Place>;

    /// Asks the node to stop; it does so after this was answered.
    fn stop(&self);
}
