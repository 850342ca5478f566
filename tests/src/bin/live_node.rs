//! A node in a process of its own, for tests: `live_node DATA SEED TRANSPORT [PEER…]`.

use std::path::Path;

use bot_tests::live::{Live, answer_lines, config};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, seed, transport, peers @ ..] = arguments.as_slice() else {
        return Err(std::io::Error::other("live_node DATA SEED TRANSPORT [PEER…]"));
    };
    let seed = seed.parse().map_err(std::io::Error::other)?;
    let peers: Vec<_> = peers.iter().filter_map(|peer| peer.parse().ok()).collect();
    let live = Live::start(Path::new(data), seed, config(transport, &peers), None).await;
    answer_lines(live).await
}
