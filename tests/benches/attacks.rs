//! What attackers cost one real node, and what the honest notice of them: memory, and how long news
//! takes between two honest nodes meanwhile. Each attack has a node of its own to attack.
//!
//! `BOT_ATTACK_SECONDS` is how long a flood takes, 60 by itself.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::net::TcpStream;
use std::time::Duration;

use bot_protocol::limits::SERVES_MAX;
use bot_tests::live::Process;
use bot_tests::noise::Noise;
use bot_tests::stranger::Stranger;
use libp2p::Multiaddr;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use stopwatch::{Figures, target, wall};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const FLOODERS: u64 = 20;
const A_SECOND: u64 = 1_000;
const CONNECTIONS: usize = 4_000;
const SLOW_READERS: usize = 20;
/// Most memory of a node under attack, in MiB.
const MEMORY_MIB_MAX: f64 = 256.0;
/// Statements of which the delivery is timed.
const SAID: u32 = 20;

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let seconds = std::env::var("BOT_ATTACK_SECONDS").ok().and_then(|text| text.parse().ok());
    let seconds: u64 = seconds.unwrap_or(60);
    raise_files();
    let mut figures = Figures::default();
    flood(seconds, &mut figures);
    crowd(&mut figures);
    readers(&mut figures);
    figures.tell("attacks", "Attacks on one node, as a clock on the wall tells");
}

/// As many files as the system lets a process have.
fn raise_files() {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: files.maximum, maximum: files.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).expect("more files");
}

/// Two honest nodes, of which the first is attacked.
struct Pair {
    one: Process,
    two: Process,
    _folders: [tempfile::TempDir; 2],
}

impl Pair {
    fn new() -> Self {
        let folders = std::array::from_fn(|_| tempfile::tempdir_in(target()).expect("a folder"));
        let [a, b] = &folders;
        let mut one = Process::start(PROGRAM, a.path(), 1, "tcp", &[]);
        let mut two = Process::start(PROGRAM, b.path(), 2, "tcp", &[one.address.clone()]);
        one.holds(2, 1);
        two.holds(1, 1);
        Self { one, two, _folders: folders }
    }

    /// Nanoseconds until what the attacked says has come to the other, and back.
    fn deliveries(&mut self) -> Vec<f64> {
        let mut times = Vec::new();
        for number in 0..SAID {
            let size = self.one.size(1);
            self.one.ask(&format!("say {number}"));
            times.push(self.two.holds(1, size + 1).as_nanos() as f64);
            let size = self.two.size(2);
            self.two.ask(&format!("say {number}"));
            times.push(self.one.holds(2, size + 1).as_nanos() as f64);
        }
        times
    }

    /// The most memory that the attacked had, in MiB. No attack takes more than the bound.
    fn memory(&self) -> f64 {
        let most = status(self.one.id(), "VmHWM:") / 1024.0;
        assert!(most <= MEMORY_MIB_MAX, "{most} MiB");
        most
    }
}

fn flood(seconds: u64, figures: &mut Figures) {
    let mut pair = Pair::new();
    figures.spread("delivery, in peace", pair.deliveries());
    figures.add("most memory, in peace", pair.memory(), "MiB");
    let runtime = Runtime::new().expect("threads");
    let address = pair.one.address.clone();
    let floods: Vec<JoinHandle<(u64, bool)>> = (0..FLOODERS)
        .map(|number| {
            let address = address.clone();
            runtime.spawn(async move {
                let mut flooder = stranger(&address);
                if !flooder.connect().await {
                    return (0, true);
                }
                flooder.flood(Noise::new(number), seconds * A_SECOND, A_SECOND).await
            })
        })
        .collect();
    std::thread::sleep(Duration::from_secs(2));
    figures.spread("delivery, flooded", pair.deliveries());
    let sent = floods.into_iter().map(|flood| runtime.block_on(flood).expect("it ends"));
    let (mut said, mut cut) = (0, 0);
    sent.for_each(|(sent, out)| {
        said += sent;
        cut += u64::from(out);
    });
    figures.add("flooders put out", cut as f64, "flooders");
    figures.add("messages they said before", said as f64, "messages");
    figures.spread("delivery, afterwards", pair.deliveries());
    figures.add("most memory, flooded", pair.memory(), "MiB");
}

/// Connections that never say a word.
fn crowd(figures: &mut Figures) {
    let mut pair = Pair::new();
    let port = port(&pair.one.address);
    let silent: Vec<TcpStream> =
        (0..CONNECTIONS).filter_map(|_| TcpStream::connect(("127.0.0.1", port)).ok()).collect();
    figures.add("silent connections", silent.len() as f64, "connections");
    figures.spread("delivery, in the crowd", pair.deliveries());
    figures.add("most memory, in the crowd", pair.memory(), "MiB");
}

/// Peers that ask for everything and read nothing.
fn readers(figures: &mut Figures) {
    let mut pair = Pair::new();
    for number in 0..2_000 {
        pair.one.ask(&format!("say-long {number}"));
    }
    let before = status(pair.one.id(), "VmRSS:") / 1024.0;
    let runtime = Runtime::new().expect("threads");
    let address = pair.one.address.clone();
    let asking: Vec<JoinHandle<()>> = (0..SLOW_READERS)
        .map(|_| {
            let address = address.clone();
            runtime.spawn(async move {
                let mut reader = stranger(&address);
                reader.ask_and_read_nothing(SERVES_MAX).await;
            })
        })
        .collect();
    let (times, _) = wall(|| pair.deliveries());
    figures.spread("delivery, with slow readers", times);
    let after = status(pair.one.id(), "VmRSS:") / 1024.0;
    figures.add("a slow reader costs", (after - before) / SLOW_READERS as f64, "MiB");
    figures.add("most memory, with slow readers", pair.memory(), "MiB");
    asking.iter().for_each(JoinHandle::abort);
}

fn stranger(address: &Multiaddr) -> Stranger {
    let node = address
        .iter()
        .find_map(|part| if let Protocol::P2p(peer) = part { Some(peer) } else { None });
    Stranger::new(Keypair::generate_ed25519(), node.expect("its name"), address.clone())
}

fn port(address: &Multiaddr) -> u16 {
    let port = address
        .iter()
        .find_map(|part| if let Protocol::Tcp(port) = part { Some(port) } else { None });
    port.expect("on TCP")
}

/// A number from what the system says about a process.
fn status(process: u32, name: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
}
