//! Many nodes and what happens to them.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bot_node::clock::Clock;
use bot_node::config::Config;
use bot_node::store::{Store, StoreError};
use bot_node::{Ground, Identity, NodeHandle, Setup, Threads, start_on};
use bot_protocol::feed::{KeyEvent, Witnesses};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_sim_chance::Chance;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::disk::Disk;
use crate::internet::Internet;
use crate::ledger::{self, Shared};
use crate::shelves;
use crate::tap::mark;
use crate::wire::{carrier, multiaddr};

/// When the world begins, in milliseconds since 1970.
const EPOCH: u64 = 1_800_000_000_000;

/// How many of those who speak say something at once.
const BEGINNERS: usize = 4;

/// Where every node listens.
const PORT: u16 = 7341;

/// Tokio's clock as a calendar.
struct Calendar(Instant);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        let since = u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX);
        Timestamp::from_millis(EPOCH.saturating_add(since))
    }
}

/// How a world begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// How many nodes there are.
    pub(crate) nodes: usize,
    /// How many others each calls.
    pub(crate) calls: usize,
    /// How many of them, from the first on, speak for somebody.
    pub(crate) authors: usize,
}

/// One node, running or not.
pub(crate) struct Node {
    /// Its place on the internet.
    pub(crate) at: SocketAddr,
    /// Whom it calls.
    pub(crate) calls: BTreeSet<usize>,
    /// Whom it speaks for.
    pub(crate) identity: Option<Identity>,
    /// What it keeps.
    pub(crate) disk: Arc<Disk>,
    /// How to speak to it while it runs.
    pub(crate) handle: Option<NodeHandle>,
    /// Of which communities it is.
    pub(crate) communities: Vec<String>,
    /// What it told its owner it had stored.
    pub(crate) acknowledged: Vec<Statement>,
    folder: PathBuf,
}

/// All of it.
pub(crate) struct World {
    /// What decides everything.
    pub(crate) seed: u64,
    /// Chance for scenarios.
    pub(crate) chance: Chance,
    /// What lies between the nodes.
    pub(crate) internet: Internet,
    /// The nodes.
    pub(crate) nodes: Vec<Node>,
    /// What was said, and when it came.
    pub(crate) ledger: Shared,
    /// The number of the next mark.
    pub(crate) marks: usize,
    clock: Arc<Calendar>,
    folder: TempDir,
}

/// A disk that lost its power does not come back by being opened again.
fn opened(disk: &Arc<Disk>) -> Result<Arc<dyn Store>, StoreError> {
    if disk.is_alive() {
        return Ok(Arc::clone(disk) as Arc<_>);
    }
    Err(StoreError::Stopped { because: "the power is gone".to_owned() })
}

/// Which nodes the first names as its witnesses where so many speak: three, or where there are not so
/// many the next.
fn witnesses(authors: usize) -> std::ops::Range<usize> {
    match authors {
        0 | 1 => 1..1,
        2 | 3 => 1..2,
        _ => 1..4,
    }
}

/// Lets virtual time pass.
pub(crate) async fn pass(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

/// What somebody says of himself.
pub(crate) fn profile(name: String, description: Option<String>) -> Content {
    Content::Profile(Profile { party: Party::Person, name, description, url: None })
}

impl World {
    /// Nodes in a ring, each calling others across it besides; none runs yet.
    pub(crate) fn new(seed: u64, plan: Plan) -> Self {
        let folder = tempfile::Builder::new().prefix("bot-sim-").tempdir().expect("a folder");
        let mut world = Self {
            seed,
            chance: Chance::new(seed),
            internet: Internet::new(seed, 25..=75),
            nodes: Vec::new(),
            ledger: Shared::default(),
            marks: 0,
            clock: Arc::new(Calendar(Instant::now())),
            folder,
        };
        for node in 0..plan.nodes {
            let calls = world.draw_calls(node, plan);
            world.add(calls, node < plan.authors);
        }
        world
    }

    /// The next in the ring, those whom it names as witnesses, and some others.
    fn draw_calls(&mut self, node: usize, plan: Plan) -> BTreeSet<usize> {
        let most = plan.calls.min(plan.nodes.saturating_sub(1));
        let mut calls = BTreeSet::from([(node + 1) % plan.nodes]);
        if node == 0 {
            calls.extend(witnesses(plan.authors));
        }
        while calls.len() < most {
            calls.insert(self.chance.below(plan.nodes));
            calls.remove(&node);
        }
        calls
    }

    /// So many nodes below a number, by chance.
    pub(crate) fn draw_some(&mut self, count: usize, below: usize) -> BTreeSet<usize> {
        let mut drawn = BTreeSet::new();
        while drawn.len() < count.min(below) {
            drawn.insert(self.chance.below(below));
        }
        drawn
    }

    /// The numbers of all nodes.
    pub(crate) fn everybody(&self) -> Vec<usize> {
        (0..self.nodes.len()).collect()
    }

    /// What time it is for everybody.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How long ago a moment of the calendar was.
    pub(crate) fn age(&self, then: Timestamp) -> Duration {
        Duration::from_millis(self.clock.now().millis().saturating_sub(then.millis()))
    }

    /// One more node, which does not run yet; answers its number.
    pub(crate) fn add(&mut self, calls: BTreeSet<usize>, speaks: bool) -> usize {
        let number = self.nodes.len();
        let [_, a, b, c] = u32::try_from(number + 1).unwrap_or(u32::MAX).to_be_bytes();
        let identity = speaks.then(|| {
            let mut seeds = [[0; 32]; 2];
            seeds.iter_mut().for_each(|seed| self.chance.fill(seed));
            let [identity, writer] = seeds.map(|seed| SecretKey::from_seed(&seed));
            Identity { identity, writer }
        });
        let folder = self.folder.path().join(number.to_string());
        std::fs::create_dir(&folder).expect("a folder");
        self.nodes.push(Node {
            at: SocketAddr::new(Ipv4Addr::new(20, a, b, c).into(), PORT),
            calls,
            identity,
            disk: Disk::new(),
            handle: None,
            communities: Config::default().net.communities,
            acknowledged: Vec::new(),
            folder,
        });
        number
    }

    fn config(&self, node: usize) -> Config {
        let this = &self.nodes[node];
        let mut config = Config::default();
        config.net.listen = vec![multiaddr(this.at).to_string()];
        config.net.peers =
            this.calls.iter().map(|other| multiaddr(self.nodes[*other].at).to_string()).collect();
        config.net.communities = this.communities.clone();
        config.net.mdns = false;
        // Its own behaviours and timers have no place in this clock, and there is nothing outside.
        (config.net.reach, config.net.lan) = (false, true);
        // All nodes share one process: its memory says nothing of one of them.
        config.net.memory_mib_max = u32::MAX;
        config
    }

    /// Starts a node on its disk.
    pub(crate) async fn start(&mut self, node: usize) {
        let config = self.config(node);
        let this = &mut self.nodes[node];
        this.disk = this.disk.again();
        let disk = Arc::clone(&this.disk);
        let setup = Setup {
            data: this.folder.clone(),
            config,
            identities: this.identity.clone().into_iter().collect(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            opener: Some(Arc::new(move || opened(&disk))),
        };
        let carrier = carrier(&self.internet, node, this.at);
        let handle = start_on(Ground { carrier, threads: Threads::Shared }, setup).await;
        let handle = handle.unwrap_or_else(|fault| panic!("node {node} does not start: {fault}"));
        tokio::spawn(ledger::watch(node, handle.subscribe(), Arc::clone(&self.ledger)));
        this.handle = Some(handle);
    }

    /// Starts every node that does not run.
    pub(crate) async fn start_all(&mut self) {
        for node in 0..self.nodes.len() {
            if self.nodes[node].handle.is_none() {
                self.start(node).await;
            }
        }
    }

    /// Stops a node as its owner would.
    pub(crate) async fn stop(&mut self, node: usize) {
        if let Some(handle) = self.nodes[node].handle.take() {
            handle.shutdown().await;
        }
    }

    /// Ends a node as a power cut would: nobody hears of it, and nothing more is written.
    pub(crate) async fn kill(&mut self, node: usize) {
        self.nodes[node].disk.kill();
        self.internet.silence(node);
        self.stop(node).await;
    }

    /// The handle of a node that runs.
    pub(crate) fn handle(&self, node: usize) -> &NodeHandle {
        self.nodes[node].handle.as_ref().expect("the node runs")
    }

    /// The key by which a node writes.
    pub(crate) fn writer(&self, node: usize) -> PublicKey {
        self.nodes[node].identity.as_ref().expect("it speaks for somebody").writer.public()
    }

    /// Whom a node names as its witnesses: the first names some whom it calls, and all others nobody, so
    /// that verdicts of both kinds are asked for. Of three two must have seen what is to be dated.
    fn witnesses_of(&self, node: usize) -> Option<Witnesses> {
        let authors = self.nodes.iter().filter(|node| node.identity.is_some()).count();
        let named = witnesses(authors);
        let quorum = if named.len() > 1 { 2 } else { 1 };
        let named = named.filter(|_| node == 0).map(|one| self.writer(one));
        Witnesses::new(quorum, named).ok().filter(|named| !named.is_empty())
    }

    /// Begins the key logs of all who speak.
    pub(crate) async fn introduce(&mut self, node: usize) {
        let Some(Identity { identity, writer }) = self.nodes[node].identity.clone() else { return };
        let next = SecretKey::from_seed(&[99; 32]).public();
        let now = self.clock.now();
        let named = KeyEvent::writer(&writer, now, &identity).expect("two keys");
        for event in [KeyEvent::inception(&next, &identity), named] {
            self.handle(node).say_key(event).await.expect("the key log takes it");
        }
        if let Some(witnesses) = self.witnesses_of(node) {
            let named = KeyEvent::witnesses(witnesses, now, &identity);
            self.handle(node).say_key(named).await.expect("the key log takes it");
        }
        // What nobody else is ever to see, so that the tap may look for it.
        for shelf in shelves::private() {
            let (key, note) = shelves::note(shelf);
            self.handle(node).put(shelf, &key, note.as_bytes()).await.expect("a note is taken");
        }
    }

    /// Starts all, lets them find each other, and has all who speak begin.
    pub(crate) async fn begin(&mut self) {
        self.start_all().await;
        pass(20).await;
        for node in 0..self.nodes.len() {
            self.introduce(node).await;
        }
        // Of whom nothing is held nothing is valid, so that nothing would be shown.
        for node in 0..self.nodes.len().min(BEGINNERS) {
            if self.nodes[node].identity.is_some() {
                self.say(node, profile("begun".to_owned(), None)).await;
            }
        }
        pass(20).await;
    }

    /// Says something, and notes that it was acknowledged.
    pub(crate) async fn say(&mut self, node: usize, content: Content) -> Statement {
        let did = self.nodes[node].identity.as_ref().expect("it speaks for somebody").did();
        let said = self.handle(node).say(did, content).await;
        let said = said.unwrap_or_else(|fault| panic!("node {node} says nothing: {fault}"));
        self.nodes[node].acknowledged.push(said.clone());
        said
    }

    /// Says something that is measured on its way; answers its mark.
    pub(crate) async fn say_marked(&mut self, node: usize) -> usize {
        let (number, at) = (self.marks, Instant::now());
        self.marks += 1;
        let said = self.say(node, profile(mark(number), None)).await;
        ledger::lock(&self.ledger).say(node, &said, number, at);
        number
    }
}
