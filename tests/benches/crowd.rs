//! Ten thousand strangers who offer a megabyte each, at the budget of the settings' own: what the folder of a
//! node grows by. `BOT_CROWD_PEOPLE` makes the crowd smaller.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::time::Duration;

use bot_node::config::Config;
use bot_tests::crowd::{Crowd, bytes_of, read_before, read_to};
use bot_tests::live::{Live, config};
use bot_tests::stranger::Stranger;
use libp2p::identity::Keypair;
use stopwatch::{Figures, target};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    std::fs::create_dir_all(target()).expect("a folder for what is built");
    let room = tempfile::tempdir_in(target()).expect("a folder");
    let people = std::env::var("BOT_CROWD_PEOPLE").ok().and_then(|people| people.parse().ok());
    let crowd = Crowd { people: people.unwrap_or(10_000), entries: 62, after: 0 };
    let key = Keypair::generate_ed25519();
    let peer = key.public().to_peer_id();
    read_before(room.path(), &peer);
    let live = Live::start(room.path(), 1, config("tcp", &[]), None).await;
    let before = bytes_of(room.path());
    let mut stranger = Stranger::new(key, live.handle.peer(), live.address().await);
    let telling = tokio::spawn(async move { stranger.tell(Crowd::hello(), crowd.frames()).await });
    while read_to(live.handle.store().as_ref(), &peer) != Some(crowd.position()) {
        assert!(!telling.is_finished(), "the node listens to the end");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    telling.abort();
    live.handle.shutdown().await;
    let mut figures = Figures::default();
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let budget = u64::from(Config::default().net.strangers_mib_max) << 20;
    let grown = bytes_of(room.path()).saturating_sub(before);
    figures.add("strangers", f64::from(crowd.people), "strangers");
    figures.add("they offer", megabytes(crowd.offers()), "MB");
    figures.add("may be kept of strangers", megabytes(budget), "MB");
    figures.add("the folder grew by", megabytes(grown), "MB");
    figures.tell("crowd", "Strangers who offer more than is kept of them");
}
