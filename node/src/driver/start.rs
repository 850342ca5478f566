//! Starting a node from its settings.

use std::path::PathBuf;

use bot_protocol::limits::NODE_EVENTS_MAX;

use super::*;
use crate::config::{self, Config};
use crate::net::peer_key::{self, PeerKeyError};
use crate::net::{self, Bounds, Carrier, NetError, NetSetup, Reaching, Serving};
use crate::store::{self, Backend, Store, StoreError};

/// How a store is opened, and opened again after it failed.
pub type Opener = Arc<dyn Fn() -> Result<Arc<dyn Store>, StoreError> + Send + Sync>;

/// What a node starts from.
#[derive(Clone)]
pub struct Setup {
    /// The data folder; it exists.
    pub data: PathBuf,
    /// The settings.
    pub config: Config,
    /// Whom it speaks for from the first moment; more by
    /// [`NodeHandle::add_identity`].
    pub identities: Vec<Identity>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How the store is opened; `None` for the one the settings name.
    pub opener: Option<Opener>,
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The peer key cannot be had.
    #[error(transparent)]
    PeerKey(#[from] PeerKeyError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network cannot be had.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The system gives no thread or no chance.
    #[error("the system refuses: {0}")]
    System(String),
}

/// Starts a node: opens its store, binds its addresses, calls its peers. When it returns, the
/// node answers.
///
/// # Errors
/// The peer key, the store or an address cannot be had; nothing is left running.
pub async fn start(setup: Setup) -> Result<NodeHandle, StartError> {
    start_on(Ground::of_this_machine(), setup).await
}

/// As [`start`], on another ground than this machine's sockets and threads.
///
/// # Errors
/// As [`start`].
pub async fn start_on(
    Ground { carrier, threads }: Ground,
    setup: Setup,
) -> Result<NodeHandle, StartError> {
    let key = peer_key::load_or_create(&setup.data)?;
    let (opener, store) = opened(threads, &setup).await?;
    let network = network_of(&setup.config, (key.clone(), carrier), store.as_ref()).await?;
    let (commands, command_receiver) = mpsc::channel(NODE_EVENTS_MAX);
    let (tell_inside, inside) = mpsc::unbounded_channel();
    let (events, _) = broadcast::channel(NODE_EVENTS_MAX);
    let (slot, config, now) = (Arc::new(Slot::new(store)), &setup.config, monotonic());
    let handle = handle_of(commands, events.clone(), &slot, &network);
    let driver = Driver {
        runtime: Handle::current(),
        threads,
        clock: setup.clock,
        settling: Settling::begin(slot.as_ref(), &setup.data)?,
        noted: met::count(slot.as_ref())?,
        slot,
        opener,
        engine: None,
        broken: None,
        boot: fresh()?,
        secret: fresh()?,
        communities: communities(config),
        key,
        announce: parse(&config.net.announce)?,
        lan: config.net.lan,
        heartbeat: Duration::from_secs(u64::from(config.trust.heartbeat_hours) * 3600),
        network,
        late: VecDeque::new(),
        commands: command_receiver,
        inside,
        tell_inside,
        events,
        identities: setup.identities.into_iter().map(|one| (one.did(), one)).collect(),
        links: BTreeMap::new(),
        hosts: BTreeMap::new(),
        scoped: None,
        first: VecDeque::new(),
        committing: (threads == Threads::Own).then(Committing::begin).flatten(),
        ahead: VecDeque::new(),
        mail: Mail::default(),
        mailbox: Mailbox::default(),
        keeps_mail: config.net.keep_mail,
        witnesses: config.net.witness,
        own_witnesses: config.own_witnesses().collect(),
        asked: VecDeque::new(),
        stamping: BTreeSet::new(),
        shown: BTreeMap::new(),
        mailboxes: parse(&config.net.mailboxes)?,
        budgets: [config.net.strangers_mib_max, config.net.fellows_mib_max].map(bytes_of),
        listed_due: None,
        hosts_told: false,
        wake: None,
        chores: now,
        moved: None,
        renewed: now,
        renewal: renew::Renewal::default(),
        tokens: 0,
    };
    launch(driver).map(|()| handle)
}

/// Opens the network, which knows from the start whom this node met before.
async fn network_of(
    config: &Config,
    (key, carrier): (Keypair, Carrier),
    store: &dyn Store,
) -> Result<Network, StartError> {
    let noted = addresses::noted(store)?;
    let network = net::open(net_setup(config, (key, carrier), &noted)?).await?;
    know_those_met(&network, &noted).await;
    Ok(network)
}

/// So many MiB in bytes.
fn bytes_of(mib: u32) -> u64 {
    u64::from(mib) * 1024 * 1024
}

/// Opens the store where work is done that waits for a disk.
async fn opened(threads: Threads, setup: &Setup) -> Result<(Opener, Arc<dyn Store>), StartError> {
    let opener = setup.opener.clone().unwrap_or_else(|| opener(setup));
    let open = Arc::clone(&opener);
    let opened = threads.aside(move || open()).await;
    let store = opened.ok_or_else(|| StartError::System("a thread broke off".to_owned()))??;
    Ok((opener, store))
}

fn handle_of(
    commands: mpsc::Sender<Command>,
    events: broadcast::Sender<NodeEvent>,
    slot: &Arc<Slot>,
    network: &Network,
) -> NodeHandle {
    let store = Arc::clone(slot) as Arc<dyn Store>;
    NodeHandle { commands, events, store, view: Arc::clone(&network.view), peer: network.id }
}

async fn know_those_met(network: &Network, noted: &[(Multiaddr, bool)]) {
    for (address, _) in noted.iter().filter(|(_, listed)| !listed) {
        let know = Order::Know { address: address.clone(), listed: false };
        let _closing = network.orders.send(know).await;
    }
}

/// Bytes that nobody can foretell.
fn fresh<const N: usize>() -> Result<[u8; N], StartError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| StartError::System(fault.to_string()))?;
    Ok(bytes)
}

/// Has it know what its store holds, and run.
fn launch(mut driver: Driver) -> Result<(), StartError> {
    driver.rebuild()?;
    driver.settling_begins();
    let runtime = driver.runtime.clone();
    match driver.threads {
        Threads::Shared => drop(runtime.spawn(driver.run())),
        Threads::Own => {
            let thread = std::thread::Builder::new().name("bot-driver".to_owned());
            thread
                .spawn(move || runtime.block_on(driver.run()))
                .map_err(|fault| StartError::System(fault.to_string()))?;
        }
    }
    Ok(())
}

fn opener(setup: &Setup) -> Opener {
    let folder = setup.data.join("store");
    let backend = match setup.config.store.backend {
        config::Backend::Redb => Backend::Redb,
        config::Backend::Sled => Backend::Sled,
        config::Backend::Memory => Backend::Memory,
    };
    Arc::new(move || store::open(&folder, backend))
}

fn communities(config: &Config) -> Vec<Community> {
    config.net.communities.iter().filter_map(|name| Community::new(name)).collect()
}

fn net_setup(
    config: &Config,
    (key, carrier): (Keypair, Carrier),
    noted: &[(Multiaddr, bool)],
) -> Result<NetSetup, NetError> {
    let mut peers = parse(&config.net.peers)?;
    // Whoever keeps letters for this node is a peer to stay connected with.
    peers.extend(parse(&config.net.mailboxes)?);
    peers.extend(noted.iter().filter(|(_, listed)| *listed).map(|(address, _)| address.clone()));
    Ok(NetSetup {
        key,
        carrier,
        listen: parse(&config.net.listen)?,
        peers,
        communities: communities(config),
        mdns: config.net.mdns,
        lan: config.net.lan,
        announced: parse(&config.net.announce)?,
        reaching: reaching(config),
        bounds: Bounds {
            connections: config.net.connections_max,
            handshakes: config.net.pending_max,
            memory_bytes: usize::try_from(config.net.memory_mib_max)
                .unwrap_or(usize::MAX)
                .saturating_mul(1024 * 1024),
        },
        redial: Duration::from_millis(u64::from(config.net.redial_millis)),
    })
}

/// How the node is found and reached, where the settings do not switch that off.
fn reaching(config: &Config) -> Option<Reaching> {
    let net = &config.net;
    let serving = net.relay.then(|| Serving {
        places: net.relay_places_max,
        circuit_bytes: u64::from(net.relay_mib_max) * 1024 * 1024,
    });
    net.reach.then_some(Reaching { serving })
}

fn parse(texts: &[String]) -> Result<Vec<Multiaddr>, NetError> {
    let read = |text: &String| {
        text.parse().map_err(|fault: libp2p::multiaddr::Error| NetError::Address {
            found: text.clone(),
            what: fault.to_string(),
        })
    };
    texts.iter().map(read).collect()
}
