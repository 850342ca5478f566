//! What the store does in a second: changes acknowledged as durable, one by one and by 256, and
//! opening it again; by every backend on disk, in turns.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::path::Path;

use bot_node::store::{self, Backend, Item, Store, Write};
use bot_protocol::feed::Feed;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention};
use bot_protocol::time::Timestamp;
use stopwatch::{Figures, target, wall};

const ROUNDS: usize = 30;
const SINGLES: usize = 20;
const GROUP: usize = 256;

fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let mut figures = Figures::default();
    let mut benches: Vec<Bench> =
        [Backend::Redb, Backend::Sled].into_iter().map(Bench::begin).collect();
    for _ in 0..ROUNDS {
        benches.iter_mut().for_each(Bench::turn);
    }
    for bench in benches {
        bench.end(&mut figures);
    }
    figures.tell("store", "Durable writes of entries of 1.5 KB, as a clock on the wall tells");
}

/// One backend with a store of its own.
struct Bench {
    backend: Backend,
    folder: tempfile::TempDir,
    store: std::sync::Arc<dyn Store>,
    key: SecretKey,
    feed: Feed,
    single: Vec<f64>,
    grouped: Vec<f64>,
}

impl Bench {
    fn begin(backend: Backend) -> Self {
        // Beside what is built: a folder for what is temporary may lie in memory.
        let folder = tempfile::tempdir_in(target()).expect("a folder");
        let store = open(folder.path(), backend);
        let key = SecretKey::from_seed(&[7; 32]);
        let feed = Feed::new(key.public());
        Self { backend, folder, store, key, feed, single: Vec::new(), grouped: Vec::new() }
    }

    fn turn(&mut self) {
        for _ in 0..SINGLES {
            let nanos = self.commit(1);
            self.single.push(nanos);
        }
        let nanos = self.commit(GROUP);
        self.grouped.push(nanos / GROUP as f64);
    }

    /// Commits so many entries at once; nanoseconds until they were durable.
    fn commit(&mut self, count: usize) -> f64 {
        let writes: Vec<Write> = (0..count).map(|_| self.entry()).collect();
        let (done, took) = wall(|| self.store.commit(&writes));
        done.expect("the store takes it");
        took.as_nanos() as f64
    }

    fn entry(&mut self) -> Write {
        let ts = Timestamp::from_millis(u64::from(self.feed.size()));
        let content = Content::Profile(Profile {
            party: Party::Organisation,
            name: format!("School {}", self.feed.size()),
            description: Some("What this school is and does, in some words. ".repeat(28)),
            url: None,
        });
        let draft = Draft { content, salt: [1; 16], ret: Retention::Erasable };
        let did = Did::from(self.key.public());
        let entry = draft.sign(&did, &self.feed.head(), ts, &self.key).expect("it signs");
        self.feed.append(&entry, ts).expect("it follows");
        Write::Item(Item::Entry(entry), ts)
    }

    fn end(self, figures: &mut Figures) {
        let Self { backend, folder, store, single, grouped, feed, .. } = self;
        figures.spread(&format!("{backend} one by one"), single);
        figures.spread(&format!("{backend} by 256, each"), grouped);
        let held = u64::from(feed.size());
        let bytes = store.info().bytes;
        drop(store);
        let opened = (0..5).map(|_| {
            let (store, took) = wall(|| open(folder.path(), backend));
            let head = store.head(&feed.writer()).expect("it reads").expect("a feed");
            assert_eq!(u64::from(head.size), held, "{backend} holds what was acknowledged");
            took.as_nanos() as f64
        });
        figures.spread(&format!("{backend} open"), opened.collect());
        figures.add(&format!("{backend} entries held"), held as f64, "entries");
        figures.add(&format!("{backend} on disk"), bytes as f64 / 1e6, "MB");
    }
}

fn open(folder: &Path, backend: Backend) -> std::sync::Arc<dyn Store> {
    store::open(folder, backend).expect("the store opens")
}
