//! Strangers who offer more than is kept of them: what the folder of a node grows by is bounded by its budget.
//!
//! `tests/bench crowd` does the same with ten thousand, a megabyte each, at the budget of the settings' own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "figures, for whoever asks for them")]

use bot_tests::crowd::{Crowd, bytes_of, read_before, read_to};
use bot_tests::live::{Live, config, until};
use bot_tests::stranger::Stranger;
use libp2p::identity::Keypair;

const MIB: u64 = 1 << 20;

/// What the folder of a node grew by that keeps so much of strangers, once it was told all of it.
async fn grown(crowd: Crowd, budget_mib: Option<u32>) -> u64 {
    let room = tempfile::tempdir().unwrap();
    let key = Keypair::generate_ed25519();
    let peer = key.public().to_peer_id();
    read_before(room.path(), &peer);
    let mut settings = config("tcp", &[]);
    settings.net.strangers_mib_max = budget_mib.unwrap_or(settings.net.strangers_mib_max);
    let live = Live::start(room.path(), 1, settings, None).await;
    let before = bytes_of(room.path());
    let mut stranger = Stranger::new(key, live.handle.peer(), live.address().await);
    let telling = tokio::spawn(async move { stranger.tell(Crowd::hello(), crowd.frames()).await });
    until("all of it to be read", || async {
        assert!(!telling.is_finished(), "the node listens to the end");
        read_to(live.handle.store().as_ref(), &peer) == Some(crowd.position())
    })
    .await;
    telling.abort();
    live.handle.shutdown().await;
    bytes_of(room.path()).saturating_sub(before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strangers_offer_grows_the_folder_by_no_more_than_their_budget() {
    let crowd = Crowd { people: 60, entries: 15 };
    let [little, own] = [grown(crowd, Some(2)).await, grown(crowd, None).await];
    let offered = crowd.offers();
    println!("{offered} bytes offered: {little} B with 2 MiB, {own} B with the settings' own");
    // A sixteenth more for proofs, a quarter for key events; and pages are never full.
    let most = 2 * MIB * 21 / 16;
    assert!(little <= 2 * most, "{little} B on the disk for {most} that may be kept");
    assert!(own > offered / 2 && own > 2 * little, "{own} B: a larger budget keeps more");
}
