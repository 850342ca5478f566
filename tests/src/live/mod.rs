//! Live nodes for tests: real sockets on loopback, real stores in folders of their own.
//!
//! [`Live`] is a node in this process; [`Process`] is the same in a process of its own
//! (`tests/src/bin/live_node.rs`), which can be killed.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bot_node::clock::{Clock as _, SystemClock, monotonic};
use bot_node::config::Config;
use bot_node::driver::{Identity, NodeHandle, Opener, Setup};
use bot_node::{Ground, NodeEvent};
use bot_protocol::canon::hash::sha256;
use bot_protocol::feed::{HeadStamp, KeyEvent, Witnesses};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::limits::SYNC_EVERY_MILLIS;
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Question;
use libp2p::{Multiaddr, PeerId};
use tokio::sync::broadcast::error::RecvError;

use crate::issued;

mod process;

pub use self::process::{Process, hear_live};

/// How long a test waits for what must happen before it fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A node in this process.
#[derive(Debug)]
pub struct Live {
    /// How to speak to it.
    pub handle: NodeHandle,
    /// Its one identity.
    pub identity: Identity,
}

/// The keys of a test identity, the same for the same seed.
#[must_use]
pub fn identity(seed: u8) -> Identity {
    let writer = SecretKey::from_seed(&[seed.wrapping_add(100); 32]);
    Identity { identity: SecretKey::from_seed(&[seed; 32]), writer }
}

/// Settings for a test: loopback, ports of the system's choice, nobody found by accident. The
/// transport is `tcp` or `quic`, or an address to listen on.
#[must_use]
pub fn config(transport: &str, peers: &[Multiaddr]) -> Config {
    let mut config = Config::default();
    config.net.listen = match transport {
        "quic" => vec!["/ip4/127.0.0.1/udp/0/quic-v1".to_owned()],
        address if address.starts_with('/') => vec![address.to_owned()],
        _ => vec!["/ip4/127.0.0.1/tcp/0".to_owned()],
    };
    config.net.mdns = false;
    config.net.redial_millis = 300;
    config.net.peers = peers.iter().map(ToString::to_string).collect();
    config
}

/// What the test author says.
#[must_use]
pub fn profile(name: &str) -> Content {
    let name = name.to_owned();
    Content::Profile(Profile { party: Party::Person, name, description: None, url: None })
}

/// The same with a description so long that gossip carries its header alone.
#[must_use]
pub fn long_profile(name: &str) -> Content {
    let (name, description) = (name.to_owned(), Some("x".repeat(4_000)));
    Content::Profile(Profile { party: Party::Person, name, description, url: None })
}

impl Live {
    /// Starts a node in a folder and begins its identity's feed where there is none.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(data: &Path, seed: u8, config: Config, opener: Option<Opener>) -> Self {
        let (identity, clock) = (identity(seed), Arc::new(SystemClock));
        let data = data.to_owned();
        let identities = vec![identity.clone()];
        let setup = Setup { data, config, identities, clock, opener };
        let handle = bot_node::start(setup).await.expect("the node starts");
        let live = Self { handle, identity };
        live.begin().await;
        live
    }

    /// On another ground than this machine's, as a tapped one.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn on(ground: Ground, data: &Path, seed: u8, config: Config) -> Self {
        let (identity, clock) = (identity(seed), Arc::new(SystemClock));
        let (data, identities) = (data.to_owned(), vec![identity.clone()]);
        let setup = Setup { data, config, identities, clock, opener: None };
        let handle = bot_node::start_on(ground, setup).await.expect("the node starts");
        let live = Self { handle, identity };
        live.begin().await;
        live
    }

    /// On TCP, with peers.
    pub async fn tcp(data: &Path, seed: u8, peers: &[Multiaddr]) -> Self {
        Self::start(data, seed, config("tcp", peers), None).await
    }

    /// Begins its key log and feed where there is none.
    ///
    /// # Panics
    /// When the node refuses.
    pub async fn begin(&self) {
        let Identity { identity, writer } = &self.identity;
        if self.handle.store().head(&writer.public()).expect("a store").is_some() {
            return;
        }
        let next = SecretKey::from_seed(&[99; 32]).public();
        let named = KeyEvent::writer(writer, Timestamp::from_millis(1), identity);
        for event in [KeyEvent::inception(&next, identity), named.expect("two keys")] {
            self.handle.say_key(event).await.expect("the key log takes it");
        }
        self.say("begin").await;
    }

    /// Its identity.
    #[must_use]
    pub fn did(&self) -> Did {
        self.identity.did()
    }

    /// Its writer key.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.identity.writer.public()
    }

    /// Says a profile with this name.
    pub async fn say(&self, name: &str) -> Statement {
        self.handle.say(self.did(), profile(name)).await.expect("it is said")
    }

    /// Where it is reached, with its PeerId.
    pub async fn address(&self) -> Multiaddr {
        let status = self.handle.status().await.expect("it answers");
        status.addresses.first().cloned().expect("it listens")
    }

    /// How many entries of a log it holds.
    #[must_use]
    pub fn size(&self, writer: &PublicKey) -> u32 {
        self.handle.store().head(writer).ok().flatten().map_or(0, |head| head.size)
    }

    /// How many entries of a log it holds with their bodies.
    #[must_use]
    pub fn whole(&self, writer: &PublicKey) -> u32 {
        let head = self.handle.store().head(writer).ok().flatten();
        head.map_or(0, |head| head.size - head.missing)
    }

    /// What it holds of what is common to all, as a hash: whoever holds the same answers the same.
    ///
    /// # Panics
    /// When the store cannot be read.
    #[must_use]
    pub fn state(&self) -> String {
        let store = self.handle.store();
        let mut parts = Vec::new();
        for head in store.heads().expect("a store") {
            let (size, missing) = (head.size.to_be_bytes(), head.missing.to_be_bytes());
            let root = head.accumulator.root();
            parts.extend([&head.writer.as_bytes()[..], &size, &missing, root.as_bytes()].concat());
            parts.extend(head.fork.map(|fork| fork.to_bytes()).unwrap_or_default());
        }
        let events = store.keys(None).expect("a store");
        parts.extend(events.iter().flat_map(|event| *event.id().as_bytes()));
        for proof in store.two_heads().expect("a store") {
            parts.extend(proof.to_bytes());
        }
        parts.extend(stamped(&store.stamps(None).expect("a store")));
        let mut beside = store.aside(None).expect("a store");
        beside.extend(store.ahead(None).expect("a store"));
        beside.sort_by_key(Statement::id);
        parts.extend(beside.iter().flat_map(|entry| *entry.id().as_bytes()));
        sha256(&[&parts]).to_string()
    }

    /// Names the witnesses of its identity, as many of them to agree as is usual.
    ///
    /// # Panics
    /// When they are too few or too many, or the node refuses.
    pub async fn name_witnesses(&self, keys: impl IntoIterator<Item = PublicKey>) {
        let named = Witnesses::usual(keys).expect("some keys");
        let event = KeyEvent::witnesses(named, Timestamp::from_millis(2), &self.identity.identity);
        self.handle.say_key(event).await.expect("the key log takes it");
    }

    /// The most cosignatures of a head of so many entries that it holds.
    ///
    /// # Panics
    /// When the store cannot be read.
    #[must_use]
    pub fn signed(&self, writer: &PublicKey, size: u32) -> usize {
        let held = self.handle.store().stamps(Some(writer)).expect("a store");
        let of_size = held.iter().filter(|stamp| stamp.size() == size);
        of_size.map(|stamp| stamp.cosigs().len()).max().unwrap_or(0)
    }

    /// What it can prove of a log that was told in two versions: from which entry on, or that there are
    /// two heads, or nothing.
    ///
    /// # Panics
    /// When the store cannot be read.
    #[must_use]
    pub fn forked(&self, writer: &PublicKey) -> String {
        let store = self.handle.store();
        let fork = store.head(writer).expect("a store").and_then(|head| head.fork);
        let heads = store.two_heads().expect("a store");
        match fork {
            Some(fork) => format!("entry {}", fork.seq()),
            None if heads.iter().any(|proof| proof.writer() == *writer) => "heads".to_owned(),
            None => "no".to_owned(),
        }
    }

    /// What it says of the status of a badge that somebody issued, as a code.
    #[must_use]
    pub fn told(&self, issuer: &Identity) -> String {
        let (store, now) = (self.handle.store(), SystemClock.now());
        let badge = issued::badge(&issuer.identity, now);
        let verdict = issued::verdict(store.as_ref(), &badge, now);
        verdict.reason(Question::Status).code().to_owned()
    }

    /// Waits until it holds so many entries of a log, with bodies.
    pub async fn holds(&self, writer: &PublicKey, size: u32) {
        until(&format!("{size} entries"), || async { self.whole(writer) >= size }).await;
    }

    /// Whether it is connected with this many peers.
    pub async fn connected(&self, peers: usize) {
        until(&format!("{peers} peers"), || async {
            self.handle.status().await.is_ok_and(|status| status.connected == peers)
        })
        .await;
    }
}

/// The stamps that are held, each once, with all who signed them.
fn stamped(stamps: &[HeadStamp]) -> Vec<u8> {
    let stamps: BTreeSet<Vec<u8>> = stamps.iter().map(HeadStamp::to_bytes).collect();
    stamps.into_iter().flatten().collect()
}

/// Looks again and again until it is so, and fails when it takes too long.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn until<F: Future<Output = bool>>(what: &str, mut so: impl FnMut() -> F) {
    let begin = monotonic();
    while !so().await {
        assert!(begin.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The numbers of a line; 0 where there is none.
fn numbers<const N: usize>(rest: &str) -> [u8; N] {
    let mut numbers = rest.split(' ').map(|number| number.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}

/// How often a node has caught up with each of its peers, and how often at all.
type Rounds = Arc<Mutex<(BTreeMap<PeerId, u32>, u32)>>;

/// Counts from now on how often a node catches up with each of its peers: the second catch-up of a connection,
/// a few seconds after the first, is of the same round.
fn count_rounds(live: &Live) -> Rounds {
    let (rounds, mut events) = (Rounds::default(), live.handle.subscribe());
    let counted = Arc::clone(&rounds);
    tokio::spawn(async move {
        let mut latest: BTreeMap<PeerId, u64> = BTreeMap::new();
        loop {
            match events.recv().await {
                Ok(NodeEvent::Synced { peer, began, .. }) => {
                    counted.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
                    let last = latest.entry(peer).or_default();
                    if began.millis().saturating_sub(*last) < SYNC_EVERY_MILLIS / 2 {
                        continue;
                    }
                    *last = began.millis();
                    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                    *counted.0.entry(peer).or_default() += 1;
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    rounds
}

/// Answers the lines of a [`Process`] until standard input ends.
///
/// # Errors
/// Standard input or output broke.
pub async fn answer_lines(live: Live) -> io::Result<()> {
    let (sender, mut lines) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    let rounds = count_rounds(&live);
    writeln!(io::stdout(), "up {}", live.address().await)?;
    while let Some(line) = lines.recv().await {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match verb {
            "say" => live.say(rest).await.seq().to_string(),
            "say-long" => {
                let said = live.handle.say(live.did(), long_profile(rest)).await;
                said.expect("it is said").seq().to_string()
            }
            "size" => {
                let seed = rest.parse().unwrap_or(0);
                live.whole(&identity(seed).writer.public()).to_string()
            }
            "state" => live.state(),
            "rounds" => {
                let mut counted = rounds.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut counted.0).into_values().max().unwrap_or(0).to_string()
            }
            "caught-up" => {
                let mut counted = rounds.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut counted.1).to_string()
            }
            "witnesses" => {
                let seeds = rest.split(' ').filter_map(|seed| seed.parse().ok());
                live.name_witnesses(seeds.map(|seed| identity(seed).writer.public())).await;
                "named".to_owned()
            }
            "signed" => {
                let [seed, size] = numbers(rest);
                live.signed(&identity(seed).writer.public(), size.into()).to_string()
            }
            "forked" => live.forked(&identity(numbers::<1>(rest)[0]).writer.public()),
            "told" => live.told(&identity(numbers::<1>(rest)[0])),
            "position" => live.handle.store().info().position.to_string(),
            "bytes" => live.handle.store().info().bytes.to_string(),
            "peers" => live.handle.status().await.map_or(0, |s| s.connected).to_string(),
            "stop" => {
                live.handle.shutdown().await;
                "stopped".to_owned()
            }
            _ => "what".to_owned(),
        };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}
