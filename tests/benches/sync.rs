//! How long a new node takes to hold the 10,000 entries of another, both real processes on
//! loopback with their stores on disk, by either transport.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::path::Path;
use std::time::Duration;

use bot_node::store::{self, Backend, Item, Write};
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::identity::SecretKey;
use bot_protocol::statement::{Draft, Retention};
use bot_protocol::time::Timestamp;
use bot_tests::live::{Process, identity, profile};
use stopwatch::{Figures, target, wall};

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const ENTRIES: u32 = 10_000;
const ROUNDS: usize = 3;

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let full = tempfile::tempdir_in(target()).expect("a folder");
    fill(full.path());
    let mut figures = Figures::default();
    for transport in ["quic", "tcp"] {
        let mut holder = Process::start(PROGRAM, full.path(), 1, transport, &[]);
        // A node says of itself where it is found, so it holds a few entries more.
        let held = holder.size(1);
        assert!(held >= ENTRIES, "the first node holds {held} entries");
        let took = (0..ROUNDS).map(|round| {
            let empty = tempfile::tempdir_in(target()).expect("a folder");
            let peers = [holder.address.clone()];
            let seed = 2 + u8::try_from(round).expect("few rounds");
            let (_, took) = wall(|| {
                let mut fresh = Process::start(PROGRAM, empty.path(), seed, transport, &peers);
                while fresh.size(1) < held {
                    std::thread::sleep(Duration::from_millis(10));
                }
            });
            took.as_nanos() as f64
        });
        let name = format!("{transport} start and hold 10000");
        figures.spread(&name, took.collect());
        let took = figures.get(&name).unwrap_or(f64::NAN);
        figures.add(&format!("{transport} entries"), f64::from(held) * 1e9 / took, "a second");
    }
    figures.tell("sync", "10,000 entries from one node to another, as a clock on the wall tells");
}

/// A node's folder with a feed of so many entries.
fn fill(folder: &Path) {
    let keys = identity(1);
    let (author, writer) = (keys.did(), keys.writer);
    let path = folder.join("store");
    std::fs::create_dir_all(&path).expect("a folder");
    let store = store::open(&path, Backend::Redb).expect("a store");
    let (now, next) = (Timestamp::from_millis(1), SecretKey::from_seed(&[99; 32]).public());
    let named = KeyEvent::writer(&writer, now, &keys.identity).expect("two keys");
    let events = [KeyEvent::inception(&next, &keys.identity), named];
    let events = events.map(|event| Write::Item(Item::Key(event), now));
    store.commit(&events).expect("the store takes it");
    let mut feed = Feed::new(writer.public());
    while feed.size() < ENTRIES {
        let group: Vec<Write> = (feed.size()..ENTRIES.min(feed.size() + 256))
            .map(|number| {
                let ts = Timestamp::from_millis(u64::from(number));
                let content = profile(&format!("School {number} of ten thousand, and its motto"));
                let draft = Draft { content, salt: [1; 16], ret: Retention::Erasable };
                let entry = draft.sign(&author, &feed.head(), ts, &writer).expect("it signs");
                feed.append(&entry, ts).expect("it follows");
                Write::Item(Item::Entry(entry), ts)
            })
            .collect();
        store.commit(&group).expect("the store takes it");
    }
}
