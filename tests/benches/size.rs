//! One node with a million published badges of a hundred thousand authors: how fast it takes them in
//! from a peer, how much disk and memory they need, how soon it starts with them, and for how long
//! nobody can write while its store is written anew.
//!
//! The node is a process of its own, with its store on disk; the peer speaks the sync protocol and
//! serves what was signed before, so that the node has the machine to itself. `BOT_SIZE_PEOPLE`
//! makes the town smaller.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bot_node::store::{self, Backend, Shelf, Write};
use bot_protocol::gossip::reconcile::Salt;
use bot_protocol::gossip::{Hello, Item, LooseBody, Message, Packer, Peer};
use bot_protocol::limits::FEEDS_MAX;
use bot_tests::generate::Town;
use bot_tests::live::Process;
use bot_tests::stranger::Stranger;
use libp2p::PeerId;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use stopwatch::{Figures, target, wall};

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const BADGES: u32 = 10;
/// How many authors it is measured with what it costs to have each header before all bodies.
const FEW: u32 = 2_000;
/// The store that the peer says it serves from.
const STORE: [u8; 16] = [3; 16];
/// As long as a node of the settings' own may stand still.
const LOOK: Duration = Duration::from_millis(100);

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let room = tempfile::tempdir_in(target()).expect("a folder");
    let people = std::env::var("BOT_SIZE_PEOPLE").ok().and_then(|people| people.parse().ok());
    // The node has a feed of its own.
    let most = u32::try_from(FEEDS_MAX).expect("few") - 1;
    let town = Town { people: people.unwrap_or(most).min(most), badges: BADGES };
    let mut figures = Figures::default();
    let (told, took) = wall(|| Told::write(town, Order::Whole, &room.path().join("frames")));
    figures.add("signing them", took.as_nanos() as f64, "ns");
    figures.add("badges", f64::from(town.people * town.badges), "badges");
    figures.add("an entry of a feed", told.bytes as f64 / told.entries as f64, "bytes");
    let data = room.path().join("node");
    take_in(&told, &data, &mut figures);
    std::fs::remove_file(&told.path).expect("it is there");
    start_again(&data, &mut figures);
    renew(&data.join("store"), &mut figures);
    for (order, name) in [(Order::Whole, "whole"), (Order::HeadersFirst, "headers first")] {
        let few = Town { people: town.people.min(FEW), badges: BADGES };
        let told = Told::write(few, order, &room.path().join("frames"));
        take_few(&told, &room.path().join(name), (name, &mut figures));
    }
    figures.tell("size", "One node with many published badges, as a clock on the wall tells");
}

/// In which order the peer tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Each entry whole.
    Whole,
    /// All headers, then all bodies by themselves.
    HeadersFirst,
}

/// What the peer tells, as frames in a file.
struct Told {
    path: PathBuf,
    /// Key events and entries.
    items: u64,
    entries: u64,
    /// Of the entries.
    bytes: u64,
    /// Bodies that come by themselves: each takes a place in the order of arrival too.
    loose: u64,
    /// How many items lie before those that come day by day.
    first: u64,
}

impl Told {
    fn write(town: Town, order: Order, path: &Path) -> Self {
        let mut file = BufWriter::new(File::create(path).expect("a file"));
        let mut packer = Packer::new(0);
        let mut told =
            Self { path: path.to_owned(), items: 0, entries: 0, bytes: 0, loose: 0, first: 0 };
        town.tell(|item| {
            if let Item::Entry(entry) = item {
                told.entries += 1;
                told.bytes += entry.to_bytes().len() as u64;
            }
            told.items += 1;
            let frame = match item {
                Item::Entry(entry) if order == Order::HeadersFirst => {
                    packer.push(&Item::Entry(entry.without_body()))
                }
                Item::Entry(_) | Item::Key(_) | Item::Fork(_) | Item::Stamp(_) | Item::Heads(_) => {
                    packer.push(item)
                }
            };
            frame.iter().for_each(|frame| put(&mut file, frame));
            packer.reached(told.items);
        });
        if order == Order::HeadersFirst {
            town.tell(|item| {
                if let Item::Entry(entry) = item {
                    told.loose += 1;
                    let body = LooseBody::of(entry).expect("a body");
                    packer.push_body(&body).iter().for_each(|frame| put(&mut file, frame));
                }
            });
        }
        packer.finish(Some(told.items)).iter().for_each(|frame| put(&mut file, frame));
        file.flush().expect("room on the disk");
        told.first = told.items - u64::from(town.people);
        told
    }

    fn frames(&self) -> impl Iterator<Item = Vec<u8>> + Send + use<> {
        let mut file = BufReader::new(File::open(&self.path).expect("the file is there"));
        std::iter::from_fn(move || {
            let mut length = [0; 4];
            file.read_exact(&mut length).ok()?;
            let mut frame = vec![0; u32::from_be_bytes(length) as usize];
            file.read_exact(&mut frame).ok().map(|()| frame)
        })
    }
}

fn put(file: &mut impl std::io::Write, frame: &[u8]) {
    let length = u32::try_from(frame.len()).expect("a frame");
    let wrote = file.write_all(&length.to_be_bytes()).and_then(|()| file.write_all(frame));
    wrote.expect("room on the disk");
}

/// A node takes all of it in from a peer.
fn take_in(told: &Told, data: &Path, figures: &mut Figures) {
    let (mut node, own) = begin(told, data);
    let id = node.id();
    let [first, newest] = [told.first, told.items].map(|items| own + items);
    let before = core_millis(id);
    let ((), joining) = wall(|| wait(&mut node, first));
    let between = core_millis(id);
    let ((), coming) = wall(|| wait(&mut node, newest));
    let people = told.items - told.first;
    let joined = told.entries - people;
    for (name, entries, took, core) in [
        ("one author after another", joined, joining, between - before),
        ("from all sides", people, coming, core_millis(id) - between),
    ] {
        let entries = entries as f64;
        figures.add(&format!("{name}: entries"), entries / took.as_secs_f64(), "a second");
        figures.add(&format!("{name}: core time"), core * 1e6 / entries, "ns");
    }
    figures.add("most memory, taking in (RSS)", status(id, "VmHWM:") / 1024.0, "MiB");
    figures.add("memory afterwards (RSS)", status(id, "VmRSS:") / 1024.0, "MiB");
    node.ask("stop");
}

/// The same of few, as one figure.
fn take_few(told: &Told, data: &Path, (name, figures): (&str, &mut Figures)) {
    let (mut node, own) = begin(told, data);
    let before = core_millis(node.id());
    let ((), took) = wall(|| wait(&mut node, own + told.items + told.loose));
    let entries = told.entries as f64;
    figures.add(&format!("{name}: entries"), entries / took.as_secs_f64(), "a second");
    let core = core_millis(node.id()) - before;
    figures.add(&format!("{name}: core time"), core * 1e6 / entries, "ns");
    let bytes: f64 = node.ask("bytes").parse().expect("a number");
    figures.add(&format!("{name}: disk"), bytes / 1e6, "MB");
    node.ask("stop");
}

/// A node to which a peer begins to tell, and its position before.
fn begin(told: &Told, data: &Path) -> (Process, u64) {
    let key = Keypair::ed25519_from_bytes([9; 32]).expect("a key");
    asks_by_cursor(data, &key.public().to_peer_id());
    let mut node = Process::start(PROGRAM, data, 1, "tcp", &[]);
    let own = position(&mut node);
    let (address, frames) = (node.address.clone(), told.frames());
    std::thread::spawn(move || serve(key, address, frames));
    (node, own)
}

/// The node believes that it read this peer's store before, so it asks for what came since.
fn asks_by_cursor(data: &Path, peer: &PeerId) {
    let store = store::open(&data.join("store"), Backend::Redb).expect("a store");
    let value = [&STORE[..], &0_u64.to_be_bytes()].concat();
    let key = Peer::of_id(&peer.to_bytes()).0.to_vec();
    store.commit(&[Write::Note { shelf: Shelf::Cursors, key, value }]).expect("it is kept");
}

#[tokio::main(flavor = "current_thread")]
async fn serve(
    key: Keypair,
    address: libp2p::Multiaddr,
    frames: impl Iterator<Item = Vec<u8>> + Send + 'static,
) {
    let node = address
        .iter()
        .find_map(|part| if let Protocol::P2p(peer) = part { Some(peer) } else { None });
    let mut peer = Stranger::new(key, node.expect("its name"), address);
    let hello = Hello {
        boot: [4; 16],
        store: STORE,
        salt: Salt::default(),
        communities: Vec::new(),
        hosted: Vec::new(),
    };
    let told = peer.tell(Message::Hello(hello).to_bytes(), frames).await;
    told.expect("the node asks and listens");
}

fn position(node: &mut Process) -> u64 {
    node.ask("position").parse().expect("a number")
}

fn wait(node: &mut Process, until: u64) {
    while position(node) < until {
        std::thread::sleep(LOOK);
    }
}

/// The same node from the start.
fn start_again(data: &Path, figures: &mut Figures) {
    let mut cold = Vec::new();
    for _ in 0..3 {
        let (mut node, took) = wall(|| Process::start(PROGRAM, data, 1, "tcp", &[]));
        cold.push(took.as_nanos() as f64);
        if cold.len() == 1 {
            let bytes: f64 = node.ask("bytes").parse().expect("a number");
            figures.add("disk", bytes / 1e6, "MB");
            figures.add("memory after a start (RSS)", status(node.id(), "VmRSS:") / 1024.0, "MiB");
            figures.add("most memory, starting", status(node.id(), "VmHWM:") / 1024.0, "MiB");
        }
        node.ask("stop");
    }
    figures.spread("start until it answers", cold);
}

/// Writes the store anew while somebody else writes all the time.
fn renew(folder: &Path, figures: &mut Figures) {
    let store = store::open(folder, Backend::Redb).expect("the store opens");
    let (done, mut waits) = (AtomicBool::new(false), Vec::new());
    let took = std::thread::scope(|scope| {
        let renewing = scope.spawn(|| {
            let (renewed, took) = wall(|| store.renew());
            renewed.expect("room on the disk");
            done.store(true, Ordering::Release);
            took
        });
        while !done.load(Ordering::Acquire) {
            let value = vec![7; 100];
            let note = Write::Note { shelf: Shelf::Settings, key: b"bench".to_vec(), value };
            let (kept, waited) = wall(|| store.commit(&[note]));
            kept.expect("it is kept");
            waits.push(waited.as_nanos() as f64);
        }
        renewing.join().expect("it ends")
    });
    figures.add("written anew", took.as_nanos() as f64, "ns");
    figures.add("written anew: the longest wait", waits.into_iter().fold(0.0, f64::max), "ns");
    figures.add("written anew: disk", store.info().bytes as f64 / 1e6, "MB");
}

/// A number from what the system says about a process.
fn status(process: u32, name: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
}

/// How long a process has been on cores, in milliseconds.
fn core_millis(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = text.rsplit(") ").next().unwrap_or_default().split(' ');
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}
