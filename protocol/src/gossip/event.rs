//! What the shell tells the engine, and what it must do in return.
//!
//! The contract of the one loop (`node/driver.rs`): take an [`Event`], call
//! [`Engine::handle`](super::Engine::handle), perform the [`Effect`]s **in their order**, take the
//! next event. An [`Effect::Append`] is durable before any effect after it begins; several appends
//! may share one fsync, as long as nothing behind an append overtakes it.

use std::collections::BTreeSet;

use crate::canon::hash::Hash;
use crate::feed::{Ask, Feed, ForkProof, HeadStamp, KeyEvent, Short, StampFork};
use crate::identity::{Did, PublicKey};
use crate::statement::Statement;
use crate::time::Timestamp;

use super::{
    Fault, HeldFeed, Hosting, LooseBody, MessageId, Notice, Peer, Plan, Prepared, SaidFault, Scope,
    StoreId, Topic,
};

/// One thing that is stored, served and gossiped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A signed statement of a DID about its keys.
    Key(KeyEvent),
    /// An entry of a feed, its body there or not.
    Entry(Statement),
    /// Two headers with one number.
    Fork(ForkProof),
    /// How long a feed is, and who saw it.
    Stamp(HeadStamp),
    /// Two heads of one feed and one size.
    Heads(StampFork),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The first connection to a peer stands and its key is proven; not told again for further
    /// connections to the same peer. Told before any frame of that peer.
    PeerUp {
        /// Whom.
        peer: Peer,
    },
    /// The last connection to a peer is gone.
    PeerDown {
        /// Whom.
        peer: Peer,
    },
    /// A gossip message that gossipsub holds back until it is judged.
    Heard {
        /// Who forwarded it (the propagation source; there is no author).
        peer: Peer,
        /// Where it was published.
        topic: Topic,
        /// Its id, [`MessageId::of`].
        id: MessageId,
        /// Its data.
        bytes: Vec<u8>,
    },
    /// One frame of the sync stream, without its length prefix; frames of one peer come in the
    /// order in which they were read.
    Frame {
        /// From whom.
        peer: Peer,
        /// At most [`FRAME_BYTES_MAX`](crate::limits::FRAME_BYTES_MAX); the shell reads no more.
        bytes: Vec<u8>,
    },
    /// The same, read before its turn came: see [`Engine::prepare`](super::Engine::prepare).
    Prepared {
        /// From whom.
        peer: Peer,
        /// What was read.
        frame: Prepared,
    },
    /// The answer to [`Effect::Compare`], given before any other event.
    Compared {
        /// Copied from the effect.
        peer: Peer,
        /// Copied from the effect.
        statement: Statement,
        /// What the store has under the same writer and number (its body is not needed).
        held: Option<Statement>,
    },
    /// The answer to [`Effect::Join`], given before any other event.
    Joined {
        /// Copied from the effect.
        peer: Peer,
        /// Copied from the effect.
        loose: LooseBody,
        /// What the store has under the same writer and number.
        held: Option<Statement>,
    },
    /// The answer to [`Effect::Removals`], given before any other event.
    Removals {
        /// Copied from the effect.
        writer: PublicKey,
        /// What the store has of it, bodies and all.
        entries: Vec<Statement>,
    },
    /// The answer to [`Effect::Ground`], given before any other event.
    Grounded {
        /// The feed with as many entries as the effect named, as if it had not forked, and the bytes of
        /// what is held from there on that [`Change::Branch`] would not keep; nothing where the store
        /// could not tell.
        ground: Option<(Feed, u64)>,
        /// Copied from the effect.
        size: u32,
        /// The entry under that number, if one is held (its body is not needed).
        next: Option<Statement>,
    },
    /// The answer to [`Effect::Reload`], given before any other event.
    Reloaded {
        /// What the store knows of the feed; of the missing bodies those from that number on.
        held: HeldFeed,
        /// Copied from the effect.
        from: u32,
    },
    /// A serve has been written to the stream to its end, or was given up.
    Served {
        /// To whom.
        peer: Peer,
        /// Copied from [`Effect::Serve`].
        request: u32,
    },
    /// This installation signs with this writer key from now on (also in
    /// [`EngineState::own`](super::EngineState::own) at start).
    Own {
        /// For whom.
        did: Did,
        /// The key that signs entries here.
        writer: PublicKey,
    },
    /// Feeds of this installation that may be longer elsewhere, in the place of those named before: of whoever
    /// connects it is asked whether they have them as far, see [`Effect::Holds`].
    Doubt {
        /// Their writers.
        writers: BTreeSet<PublicKey>,
    },
    /// This peer hosts an identity; told in every Hello from now on. A newer one replaces an
    /// older one of the same DID.
    Host {
        /// Made by the trust box, see [`Hosting::sign`].
        hosting: Hosting,
    },
    /// Whose statements are kept from now on, and how much of others.
    Scope(Scope),
    /// A statement signed here. Answered by [`Effect::Answer`].
    Said {
        /// Chosen by the shell, returned in the answer.
        token: u64,
        /// Signed by a key told as own, the next of its feed.
        statement: Statement,
    },
    /// A key event signed here. Answered by [`Effect::Answer`].
    SaidKey {
        /// Chosen by the shell, returned in the answer.
        token: u64,
        /// Signed by the DID.
        event: KeyEvent,
    },
    /// A stamp of a feed of this installation, made or cosigned just now. There is no answer.
    Stamped {
        /// Signed by a key told as own.
        stamp: HeadStamp,
    },
    /// A witness of this installation saw two heads.
    TwoHeads {
        /// The proof.
        proof: StampFork,
    },
    /// The answer to [`Effect::CompareStamp`], given before any other event.
    ComparedStamp {
        /// Copied from the effect.
        stamp: HeadStamp,
        /// The entry whose number is the stamp's size: its root is the head that is held.
        held: Option<Statement>,
    },
    /// Nothing but time has passed: the moment asked for by [`Effect::Wake`] has come.
    Tick,
}

/// What the shell must do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Commit these changes as **one atomic write, durable before any later effect**. If it
    /// fails: perform nothing more, stop, reopen the store, rebuild the engine from it.
    Append(Vec<Change>),
    /// The statement said with this token is durable, or was refused and nothing was stored.
    Answer {
        /// From [`Event::Said`] or [`Event::SaidKey`].
        token: u64,
        /// What became of it.
        result: Result<(), SaidFault>,
    },
    /// Look up what is stored under this statement's writer and number, and hand in
    /// [`Event::Compared`] as the very next event once this list of effects is done (several: in
    /// this order).
    Compare {
        /// Copy into the event.
        peer: Peer,
        /// Copy into the event.
        statement: Statement,
    },
    /// Look up what is stored under this body's writer and number, and hand in [`Event::Joined`] as
    /// the very next event once this list of effects is done (several: in this order).
    Join {
        /// Copy into the event.
        peer: Peer,
        /// Copy into the event.
        loose: LooseBody,
    },
    /// A feed forked, or was closed: look up its entries from this number on that take something back
    /// ([`takes_back`](crate::statement::Kind::takes_back)) and whose bodies are held, the
    /// [`ASIDE_MAX`](crate::limits::ASIDE_MAX) with the least ids, and hand in [`Event::Removals`] as the very next event once this list of
    /// effects is done. At start it is handed in for each of [`Engine::cut_short`](super::Engine::cut_short).
    Removals {
        /// Copy into the event.
        writer: PublicKey,
        /// The number of the fork, or where it was closed.
        from: u32,
    },
    /// Look up how a feed stood with so many entries, and what is stored under the number that is a
    /// witnessed size, and hand in [`Event::Grounded`] as the very next event once this list of effects
    /// is done.
    Ground {
        /// Whose feed.
        writer: PublicKey,
        /// With how many entries.
        at: u32,
        /// The number of the entry that is wanted beside.
        size: u32,
    },
    /// Another branch of a feed was stored just before, or bodies that were missing stay away now: look up what the store knows of the feed, as at
    /// start, and hand in [`Event::Reloaded`] as the very next event once this list of effects is done.
    Reload {
        /// Whose feed.
        writer: PublicKey,
        /// Missing bodies are looked for from this number on.
        from: u32,
    },
    /// Look up what is stored under the stamp's writer and the number that is its size, and hand in
    /// [`Event::ComparedStamp`] as the very next event once this list of effects is done.
    CompareStamp {
        /// Copy into the event.
        stamp: HeadStamp,
    },
    /// A peer asks this installation to sign a head. Decide with
    /// [`Seen::decide`](crate::feed::Seen::decide), by this writer key of the installation; store what is to be remembered in **one atomic write, durable
    /// before** the answer is sent as [`Message::Cosigned`](super::Message::Cosigned). Two heads are
    /// handed in as [`Event::TwoHeads`] too.
    Witness {
        /// Who asks.
        peer: Peer,
        /// The writer key of this installation that is asked.
        witness: PublicKey,
        /// What is asked.
        ask: Ask,
    },
    /// A witness holds more of the feed of this own identity than its newest stamp names, and signs no
    /// less: stamp the feed as it is now.
    Stamp {
        /// Whose feed.
        did: Did,
    },
    /// A witness wants to see that this head continues that of so many entries: send it
    /// [`Message::Cosign`](super::Message::Cosign) with the proof of RFC 6962 §2.1.2.
    Prove {
        /// Where the witness is.
        peer: Peer,
        /// The witness.
        witness: PublicKey,
        /// The head to be signed.
        stamp: HeadStamp,
        /// The size that it signed last.
        from: u32,
    },
    /// Publish on gossipsub. "Duplicate" and "no peers subscribed" are no faults.
    Publish {
        /// Where.
        topic: Topic,
        /// The message data.
        bytes: Vec<u8>,
    },
    /// Queue one frame on the peer's sync stream, behind earlier frames for it; opens the stream
    /// if there is none. Peer gone: drop it.
    Send {
        /// To whom.
        peer: Peer,
        /// One frame without its length prefix.
        bytes: Vec<u8>,
    },
    /// Queue these frames on the peer's sync stream one after the other, as the peer reads: a question so long
    /// that it would overrun the queue of single frames. Other effects go on meanwhile, and single frames may
    /// come between. Peer gone: drop them.
    Stream {
        /// To whom.
        peer: Peer,
        /// Frames without their length prefix.
        frames: Vec<Vec<u8>>,
    },
    /// Stream stored items, in the plan's order, as the peer reads (back pressure; other effects go on
    /// meanwhile). Note the store's position *first*, feed each item through a [`Packer`](super::Packer), end
    /// with [`Packer::finish`](super::Packer::finish) and hand in [`Event::Served`], also when the peer is gone.
    Serve {
        /// To whom.
        peer: Peer,
        /// The asker's number for it, goes into the packer.
        request: u32,
        /// What, in order.
        plan: Plan,
    },
    /// Report to gossipsub what becomes of a message.
    Judge {
        /// Which.
        id: MessageId,
        /// Who forwarded it.
        peer: Peer,
        /// Forward, drop, or drop and penalise.
        judgement: Judgement,
    },
    /// The peer broke a rule. Add [`Fault::points`] to its account, which halves every hour; at
    /// [`BLAME_POINTS_MAX`](crate::limits::BLAME_POINTS_MAX) disconnect and refuse it for an hour.
    Blame {
        /// Who.
        peer: Peer,
        /// What it did.
        fault: Fault,
    },
    /// The peer proved (each time it says Hello) that it hosts these DIDs: letters for them may go to it.
    /// Replaces what was told of this peer before; void at [`Event::PeerDown`].
    Hosts {
        /// Who.
        peer: Peer,
        /// For whom.
        dids: BTreeSet<Did>,
    },
    /// A peer was asked for the newest entry held of a feed, as [`Event::Doubt`] has it.
    Holds {
        /// The peer.
        peer: Peer,
        /// Whose feed.
        writer: PublicKey,
        /// Whether it had it when it was asked.
        holds: bool,
    },
    /// A catch-up with this peer ended.
    Synced {
        /// With whom.
        peer: Peer,
        /// Everything its store held when it began to serve is held here, or refused for good; else it is fetched.
        complete: bool,
        /// When it began.
        began: Timestamp,
    },
    /// Close every connection to the peer and dial it again after one second (rust-libp2p #5097: it restarted
    /// beneath a connection that was not reaped), or it is mute.
    Redial {
        /// Whom.
        peer: Peer,
    },
    /// Something the owner should be told. Log it; the matter itself needs nothing else.
    Notice(Notice),
    /// Hand in [`Event::Tick`] at this time or soon after. Replaces an earlier wake.
    Wake(Timestamp),
}

/// One change of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Store a new item at the next arrival position. A fork proof, and a proof of two heads,
    /// replaces the one held for its writer; of stamps those are kept that [`HeldStamps`](crate::feed::HeldStamps) keeps. An
    /// entry without body: its body is missing, unless a [`Change::DropBody`] of the same commit says it stays away.
    Item(Item),
    /// Put these in the place of all stamps of their writer; what lies there already does not arrive anew.
    Stamps(Vec<HeadStamp>),
    /// Store an entry beside its feed, which forked or was closed below it: it takes something back. It takes the next
    /// arrival position; of a writer the [`ASIDE_MAX`](crate::limits::ASIDE_MAX) with the least ids stay.
    Aside(Statement),
    /// Store an entry that takes something back and came before what lies between it and the end of what is
    /// held of its feed. It takes the next arrival position; verdicts count it.
    Ahead(Statement),
    /// Forget the entry of this number that was stored so: it is held elsewhere.
    CaughtUp {
        /// Whose feed.
        writer: PublicKey,
        /// Its number.
        seq: u32,
    },
    /// Forget these that were stored beside a feed: its close lies higher now, or a successor cut it off.
    LetGo {
        /// Whose feed.
        writer: PublicKey,
        /// Which entries.
        ids: Vec<Hash>,
    },
    /// Forget a key event: another one of its log outdid it, so it counts for nothing and nobody is told it.
    DropKey {
        /// Whose log.
        did: Did,
        /// Its id.
        id: Hash,
    },
    /// A quorum of witnesses saw another branch than the one held: store these headers from the ground's size on. What is
    /// the same stays, bodies and all; what differs goes, but what takes something back is kept apart; new ones lack their bodies.
    Branch {
        /// The feed as it stood where the branches part, or before it.
        ground: Box<Feed>,
        /// Each follows the one before it; one at least.
        headers: Vec<Statement>,
    },
    /// Store the body of an entry whose header is held without one. The entry arrives anew, for who follows.
    Body(Statement),
    /// Forget the body if it is held, and remember that it stays away: it is no longer missing, never stored again and
    /// never served. Where the reason is [`Away::Erased`] and the stored header's `ret` is 0 (permanent): skip this.
    DropBody {
        /// Whose feed.
        writer: PublicKey,
        /// Which entry.
        seq: u32,
        /// Why.
        away: Away,
    },
    /// Remember for the next start that this entry erases in another log
    /// ([`EngineState::erasures`](super::EngineState::erasures)).
    Erases {
        /// Whose feed it stands in.
        writer: PublicKey,
        /// Its number.
        seq: u32,
    },
    /// Drop the bodies of upkeep below this number that nobody needs, see [`Prune::superseded`](crate::statement::kinds::Prune::superseded),
    /// and that are not permanent, and remember that they stay away, as [`Away::Erased`] ones do.
    Prune {
        /// Whose feed.
        writer: PublicKey,
        /// Below which number.
        below: u32,
    },
    /// Remember how far this peer's store has been read; replaces its earlier cursor.
    Cursor(Cursor),
    /// Remember that a feed is longer than what is held of it: this node's own quotas cut it off, or something was
    /// seen beyond that. Replaces what was remembered.
    Short {
        /// Whose feed.
        writer: PublicKey,
        /// How long it is at least, and what cuts it off.
        short: Short,
    },
    /// Forget that a feed is longer than what is held of it: it is held so far now.
    Whole {
        /// Whose feed.
        writer: PublicKey,
    },
    /// Remember what witnesses of this node's own signed of a feed; replaces what was remembered of it.
    /// It is told to nobody.
    Sights {
        /// Whose feed.
        writer: PublicKey,
        /// Stamps with their cosignatures alone.
        sights: Vec<HeadStamp>,
    },
    /// Remember for good that this writer key of this installation signed elsewhere: it signs nothing more.
    Elsewhere(PublicKey),
}

/// Why a body stays away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// The author erased it.
    Erased,
    /// The gate refused it: malformed, or another's personal data.
    Refused,
}

/// How far a peer's store has been read: valid for that store only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Whose.
    pub peer: Peer,
    /// The identity of its store; a new store starts anew.
    pub store: StoreId,
    /// The arrival position in it up to which everything is held here.
    pub position: u64,
}

/// What becomes of a gossip message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Forward it to every neighbour: it came from its author's own node.
    Spread,
    /// Forward it to the neighbours chosen for that.
    Accept,
    /// The same, of what others may have use for: here it is no news, and pays for nothing.
    Pass,
    /// Drop it, nobody is to blame.
    Ignore,
    /// Drop it, and the forwarder could have seen alone that it is bad.
    Reject,
}
