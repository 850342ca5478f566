//! The network between the nodes: who listens where, how far apart they are, what is cut.
//!
//! Between two nodes every byte takes the same time, which the seed decides. A connection over a
//! cut link stays silent and ends for both sides after as long as QUIC waits for a sign of life.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bot_sim_chance::Chance;
use libp2p::PeerId;
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::pipe::{Flow, Pipe, Shared, lock};
use crate::tap::Tap;

/// After this long without a sign of life a connection ends.
const SILENCE: Duration = Duration::from_secs(10);

/// A connection that comes in.
pub(crate) struct Incoming {
    pub(crate) peer: PeerId,
    pub(crate) from: SocketAddr,
    pub(crate) pipe: Pipe,
    /// How long the last word of the handshake is under way.
    pub(crate) lag: Duration,
}

/// Who listens at an address.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) node: usize,
    pub(crate) peer: PeerId,
    pub(crate) door: mpsc::UnboundedSender<Incoming>,
}

/// A caller: who, by which key, from which address.
#[derive(Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) node: usize,
    pub(crate) peer: PeerId,
    pub(crate) at: SocketAddr,
}

struct Connection {
    ends: [usize; 2],
    flows: [Weak<Mutex<Flow>>; 2],
}

struct State {
    seed: u64,
    lags: RangeInclusive<u64>,
    loss: u32,
    listeners: BTreeMap<SocketAddr, Listener>,
    connections: Vec<Connection>,
    /// By node: on which side of a partition it is; nothing for side 0.
    sides: BTreeMap<usize, u32>,
    made: u64,
}

/// All of it; cheap to clone.
#[derive(Clone)]
pub(crate) struct Internet {
    state: Arc<Mutex<State>>,
    pub(crate) tap: Arc<Tap>,
}

impl State {
    fn reach(&self, one: usize, other: usize) -> bool {
        let side = |node| self.sides.get(&node).copied().unwrap_or(0);
        side(one) == side(other)
    }

    /// How long a byte takes between two nodes: always the same, either way.
    fn lag(&self, one: usize, other: usize) -> Duration {
        let (low, high) = (one.min(other) as u64, one.max(other) as u64);
        let mut chance = Chance::new(self.seed ^ (low << 32 | high).wrapping_mul(0x9e37_79b9));
        let span = self.lags.end() - self.lags.start() + 1;
        Duration::from_millis(self.lags.start() + chance.draw() % span)
    }
}

impl Internet {
    /// Links with lags in this range of milliseconds.
    pub(crate) fn new(seed: u64, lags: RangeInclusive<u64>) -> Self {
        let state = State {
            seed,
            lags,
            loss: 0,
            listeners: BTreeMap::new(),
            connections: Vec::new(),
            sides: BTreeMap::new(),
            made: 0,
        };
        Self { state: Arc::new(Mutex::new(state)), tap: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn listen(&self, at: SocketAddr, listener: Listener) {
        self.state().listeners.insert(at, listener);
    }

    /// Listens no more, unless somebody else does there by now.
    pub(crate) fn leave(&self, at: SocketAddr, door: &mpsc::UnboundedSender<Incoming>) {
        let mut state = self.state();
        if state.listeners.get(&at).is_some_and(|one| one.door.same_channel(door)) {
            state.listeners.remove(&at);
        }
    }

    /// Calls: one round trip until the caller may speak, half of one more until the other may.
    pub(crate) async fn call(self, caller: Caller, to: SocketAddr) -> io::Result<(PeerId, Pipe)> {
        let lag = {
            let state = self.state();
            let node = state.listeners.get(&to).map(|listener| listener.node);
            node.map_or(Duration::from_millis(50), |node| state.lag(caller.node, node))
        };
        sleep(lag * 2).await;
        let connected = self.connect(caller, to, lag);
        if connected.as_ref().is_err_and(|fault| fault.kind() == io::ErrorKind::TimedOut) {
            sleep(SILENCE).await;
        }
        connected
    }

    fn connect(&self, caller: Caller, to: SocketAddr, lag: Duration) -> io::Result<(PeerId, Pipe)> {
        let mut state = self.state();
        let Some(listener) = state.listeners.get(&to).cloned() else {
            return Err(io::ErrorKind::ConnectionRefused.into());
        };
        if !state.reach(caller.node, listener.node) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        state.made += 1;
        let mut chance = Chance::new(state.seed.rotate_left(32) ^ state.made);
        let mut flow = || {
            let chance = Chance::new(chance.draw());
            Flow::new(lag, state.loss, chance, Arc::clone(&self.tap))
        };
        let (there, back) = (flow(), flow());
        let flows = [Arc::downgrade(&there), Arc::downgrade(&back)];
        state.connections.push(Connection { ends: [caller.node, listener.node], flows });
        let pipe = Pipe::new(Arc::clone(&back), Arc::clone(&there));
        // A call leaves by another port than the one that is listened on.
        let port = u16::try_from(40_000 + state.made % 20_000).unwrap_or(40_000);
        let from = SocketAddr::new(caller.at.ip(), port);
        let incoming = Incoming { peer: caller.peer, from, pipe, lag };
        let refused = |_| io::Error::from(io::ErrorKind::ConnectionRefused);
        listener.door.send(incoming).map_err(refused)?;
        Ok((listener.peer, Pipe::new(there, back)))
    }

    /// From now on every packet is lost with this chance, on every link.
    pub(crate) fn lose(&self, millionths: u32) {
        let mut state = self.state();
        state.loss = millionths;
        for flow in state.connections.iter().flat_map(|one| &one.flows) {
            flow.upgrade().iter().for_each(|flow| lock(flow).lose(millionths));
        }
    }

    /// Puts nodes on a side; only those of one side reach each other. Side 0 is where all begin.
    pub(crate) fn divide(&self, nodes: impl IntoIterator<Item = usize>, side: u32) {
        let mut state = self.state();
        for node in nodes {
            state.sides.insert(node, side);
        }
        state.connections.retain(|one| one.flows.iter().any(|flow| flow.strong_count() > 0));
        let mut doubtful: Vec<Shared> = Vec::new();
        for connection in &state.connections {
            let [one, other] = connection.ends;
            let severed = !state.reach(one, other);
            for flow in connection.flows.iter().filter_map(Weak::upgrade) {
                if lock(&flow).is_severed() != severed {
                    lock(&flow).sever(severed);
                    doubtful.extend(severed.then_some(flow));
                }
            }
        }
        drop(state);
        tokio::spawn(async move {
            sleep(SILENCE).await;
            for flow in doubtful {
                let mut flow = lock(&flow);
                if flow.is_severed() {
                    flow.break_off();
                }
            }
        });
    }

    /// A node dies without a word: what it had under way stays under way, and its connections
    /// end by silence. It may come back under the same address at once.
    pub(crate) fn silence(&self, node: usize) {
        let mut state = self.state();
        state.listeners.retain(|_, listener| listener.node != node);
        let (dead, alive): (Vec<_>, Vec<_>) = std::mem::take(&mut state.connections)
            .into_iter()
            .partition(|one| one.ends.contains(&node));
        state.connections = alive;
        drop(state);
        let flows: Vec<Shared> =
            dead.iter().flat_map(|one| one.flows.iter().filter_map(Weak::upgrade)).collect();
        flows.iter().for_each(|flow| lock(flow).sever(true));
        tokio::spawn(async move {
            sleep(SILENCE).await;
            flows.iter().for_each(|flow| lock(flow).break_off());
        });
    }
}
