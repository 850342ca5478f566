//! The one loop: what happened goes into the engine, its effects are performed in order.
//!
//! The driver runs on a thread of its own (or where [`Ground`] says) and is the only one that
//! writes. It takes as many inputs as wait (up to `BATCH_MAX`), collects what they change, commits
//! that once, and only then performs everything else in the order the engine gave: so many
//! statements share one fsync, and nothing that follows an append overtakes it.
//!
//! After a failed commit nothing is tried again on the same store: the node only reads, the store
//! is closed and opened anew at growing intervals, the engine is rebuilt from it, and every peer
//! is called again. Until then callers get [`NodeError::ReadOnly`]. What the store *refuses* is no
//! failure: whoever asked for it gets [`NodeError::Refused`], and everybody else's is committed.

mod addresses;
mod ahead;
mod batch;
mod commands;
mod committing;
mod ground;
mod handle;
mod hands;
mod inbox;
mod inputs;
mod listed;
mod load;
mod mail;
mod mailbox;
mod met;
mod perform;
mod renew;
mod scope;
mod serve;
mod settle;
mod slot;
mod stamps;
mod start;
mod versions;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Ask, HeadStamp};
use bot_protocol::gossip::{BootId, Community, Engine, Event, Peer};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::time::Timestamp;
use libp2p::identity::Keypair;
use libp2p::{Multiaddr, PeerId};
use tokio::runtime::Handle;
use tokio::sync::{broadcast, mpsc, oneshot};

pub use self::ground::{Ground, Threads};
pub use self::handle::{Identity, NodeError, NodeEvent, NodeHandle, NodeStatus, NotesOf, PeerInfo};
pub(crate) use self::load::{elsewhere, short, writes_of};
pub(crate) use self::scope::{Tie, read_fellows, write_fellow};
pub use self::start::{Opener, Setup, StartError, start, start_on};
pub(crate) use self::versions::unasked;

use self::batch::Batch;
use self::committing::Committing;
use self::handle::Command;
use self::inputs::{Input, Inside};
use self::mail::Mail;
use self::mailbox::Mailbox;
use self::settle::Settling;
use self::slot::Slot;
use crate::clock::{Clock, monotonic};
use crate::net::{Lanes, Network, Order};

/// Most inputs whose changes share one commit.
const BATCH_MAX: usize = 256;

/// The first pause before a failed store is opened again; it doubles.
const REOPEN_PAUSE: Duration = Duration::from_millis(500);

/// The longest such pause.
const REOPEN_PAUSE_MAX: Duration = Duration::from_secs(30);

/// A connected peer.
#[derive(Debug)]
struct Link {
    id: PeerId,
    /// Where its frames go; gone once it left too many unread.
    lanes: Option<Lanes>,
    /// Whether it proved to host somebody in scope, as the network was told.
    known: bool,
}

/// Why the node only reads, and when the store is opened again.
#[derive(Debug)]
struct Broken {
    reason: String,
    pause: Duration,
    again: Instant,
}

/// Everything the loop owns.
struct Driver {
    runtime: Handle,
    threads: Threads,
    clock: Arc<dyn Clock>,
    slot: Arc<Slot>,
    opener: Opener,
    /// None while the node only reads.
    engine: Option<Engine>,
    broken: Option<Broken>,
    boot: BootId,
    /// What the engine makes its salts of.
    secret: [u8; 32],
    communities: Vec<Community>,
    key: Keypair,
    announce: Vec<Multiaddr>,
    /// Whether private addresses that ledgers name are called too.
    lan: bool,
    heartbeat: Duration,
    network: Network,
    /// Orders that the network had no room for yet; nothing overtakes them.
    late: VecDeque<Order>,
    commands: mpsc::Receiver<Command>,
    inside: mpsc::UnboundedReceiver<Inside>,
    tell_inside: mpsc::UnboundedSender<Inside>,
    events: broadcast::Sender<NodeEvent>,
    identities: BTreeMap<Did, Identity>,
    links: BTreeMap<Peer, Link>,
    hosts: BTreeMap<Peer, BTreeSet<Did>>,
    /// The scope that the engine was told of last, as a digest.
    scoped: Option<Hash>,
    /// Events that the engine must see before any other.
    first: VecDeque<Event>,
    /// Where work has threads of its own.
    committing: Option<Committing>,
    /// What came from the network and was read while a batch was committed.
    ahead: VecDeque<Input>,
    mail: Mail,
    mailbox: Mailbox,
    /// Whether letters are kept for those whose key logs are held.
    keeps_mail: bool,
    /// Whether heads are signed of those who named a witness here.
    witnesses: bool,
    /// Whose signatures under the heads of all in scope date these for this node.
    own_witnesses: BTreeSet<PublicKey>,
    /// Whether its own feeds go on already.
    settling: Settling,
    /// Who asks it to sign a head: answered once all that came before is in the store.
    asked: VecDeque<(Peer, PublicKey, Ask)>,
    /// Whose feeds are to be stamped anew, as a witness holds more of them than was stamped.
    stamping: BTreeSet<Did>,
    /// Of logs that this installation witnesses: a head, and which others it was shown to continue.
    shown: BTreeMap<PublicKey, (HeadStamp, BTreeSet<(u32, Hash)>)>,
    /// Who keeps letters for the identities of this node.
    mailboxes: Vec<Multiaddr>,
    /// Bytes kept of those who are not in scope, and of those who are so by a community or dealings alone.
    budgets: [u64; 2],
    /// When it is looked at whom the peers of the list host, after the list changed.
    listed_due: Option<Instant>,
    /// A peer said whom it hosts, and that was not looked at yet.
    hosts_told: bool,
    /// When the engine wants a tick.
    wake: Option<Timestamp>,
    /// When addresses and mandates are looked at again.
    chores: Instant,
    /// When it was last said at once that this node is to be found elsewhere.
    moved: Option<Instant>,
    /// When the store was last written anew, or was opened.
    renewed: Instant,
    renewal: renew::Renewal,
    /// How many peers met are noted on their shelf.
    noted: usize,
    tokens: u64,
}

impl Driver {
    /// Runs until it is told to stop; answers whom to tell that it has.
    async fn run(mut self) {
        let told = loop {
            let input = self.next().await;
            let mut batch = Batch::default();
            batch.begin();
            let mut stop = self.take(input, &mut batch);
            let mut taken = 1;
            while stop.is_none() && !batch.full() && taken < BATCH_MAX {
                let Some(input) = self.waiting() else { break };
                batch.begin();
                stop = self.take(input, &mut batch);
                taken += 1;
            }
            self.finish(batch);
            // What was compared goes in before anything else.
            while self.owes() {
                let mut batch = Batch::default();
                if std::mem::take(&mut self.hosts_told) {
                    batch.begin();
                    self.tend_listed(&mut batch);
                }
                while !batch.full()
                    && let Some(event) = self.first.pop_front()
                {
                    batch.begin();
                    self.feed(event, &mut batch);
                }
                self.finish(batch);
                self.answer_asked();
                self.stamp_anew();
            }
            self.hand_over().await;
            if let Some(told) = stop {
                break told;
            }
        };
        self.end(told).await;
    }

    /// Whether something is to be done before the next input is taken.
    fn owes(&self) -> bool {
        let told = self.hosts_told && self.engine.is_some();
        told || !self.first.is_empty() || !self.asked.is_empty() || !self.stamping.is_empty()
    }

    async fn end(self, told: Option<oneshot::Sender<()>>) {
        let _closed = self.network.orders.send(Order::Stop).await;
        self.slot.close();
        drop(self.commands);
        let _heard = told.map(|told| told.send(()));
    }

    /// What the engine makes of an event goes into the batch.
    fn feed(&mut self, event: Event, batch: &mut Batch) {
        let now = self.clock.now();
        if let Some(engine) = &mut self.engine {
            let effects = engine.handle(event, now);
            self.sort(effects, now, batch);
        }
    }

    /// The moment of the next thing to do without being asked.
    fn next_moment(&self) -> Instant {
        let now = monotonic();
        let wake = self.wake.map(|at| {
            let wait = at.millis().saturating_sub(self.clock.now().millis());
            now + Duration::from_millis(wait)
        });
        let reopen = self.broken.as_ref().map(|broken| broken.again);
        // Letters wait while the node only reads.
        let letters = self.engine.as_ref().and_then(|_| self.mail.due());
        let here = || self.hosted_here().map(|(_, did)| did);
        let kept = self.engine.as_ref().and_then(|_| self.mailbox.due(here()));
        let settled = self.engine.as_ref().and_then(|_| self.settling.due());
        let due = [wake, reopen, letters, kept, settled, self.renewal_due(), self.listed_due()];
        due.into_iter().flatten().fold(self.chores, Instant::min)
    }

    fn peer_of(id: &PeerId) -> Peer {
        Peer::of_id(&id.to_bytes())
    }
}
