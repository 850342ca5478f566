//! Strangers who offer more than is kept of them: what the folder of a node grows by is bounded by its budget, and
//! once that is used up it grows by nothing.
//!
//! `tests/bench crowd` does the same with ten thousand, a megabyte each, at the budget of the settings' own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "figures, for whoever asks for them")]

use std::time::Duration;

use bot_node::clock::monotonic;
use bot_protocol::limits::{STRANGER_BYTES_MIN, STRANGERS_SHARE};
use bot_tests::crowd::{Crowd, bytes_of, read_before, read_to};
use bot_tests::live::{Live, config};
use bot_tests::stranger::Stranger;
use libp2p::identity::Keypair;

const MIB: u64 = 1 << 20;

/// How long a crowd may take to be read: its badges are signed meanwhile.
const LONGEST: Duration = Duration::from_secs(180);

/// What a node writes of itself meanwhile, and how its store grows: by pages, never by the byte.
const OWN: u64 = 2 * MIB;

/// What the folder of a node grew by that keeps so much of strangers, each time it was told all of a crowd.
async fn grown<const N: usize>(crowds: [Crowd; N], budget_mib: Option<u32>) -> [u64; N] {
    let room = tempfile::tempdir().unwrap();
    let tellers = crowds.map(|crowd| (crowd, Keypair::generate_ed25519()));
    for (_, key) in &tellers {
        read_before(room.path(), &key.public().to_peer_id());
    }
    let mut settings = config("tcp", &[]);
    settings.net.strangers_mib_max = budget_mib.unwrap_or(settings.net.strangers_mib_max);
    let live = Live::start(room.path(), 1, settings, None).await;
    let (mut before, mut all) = (bytes_of(room.path()), [0; N]);
    for (grown, (crowd, key)) in all.iter_mut().zip(tellers) {
        let peer = key.public().to_peer_id();
        let mut stranger = Stranger::new(key, live.handle.peer(), live.address().await);
        let frames = crowd.frames();
        let telling = tokio::spawn(async move { stranger.tell(Crowd::hello(), frames).await });
        let begin = monotonic();
        while read_to(live.handle.store().as_ref(), &peer) != Some(crowd.position()) {
            assert!(!telling.is_finished(), "the node listens to the end");
            assert!(
                begin.elapsed() < LONGEST,
                "waited {LONGEST:?} in vain for all of it to be read"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        telling.abort();
        let now = bytes_of(room.path());
        *grown = now.saturating_sub(before);
        before = before.max(now);
    }
    live.handle.shutdown().await;
    all
}

/// What may be on the disk of strangers at such a budget: a sixteenth more for proofs, a quarter for key events,
/// and pages are never full.
fn most(budget_mib: u64) -> u64 {
    2 * budget_mib * MIB * 21 / 16 + OWN
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strangers_offer_grows_the_folder_by_no_more_than_their_budget() {
    let crowd = Crowd { people: 60, entries: 15, after: 0 };
    let others = Crowd { after: 60, ..crowd };
    let [little, again] = grown([crowd, others], Some(2)).await;
    let [own] = grown([crowd], None).await;
    let offered = crowd.offers();
    println!(
        "{offered} B offered: {little} B with 2 MiB, then {again} B; {own} B with the settings'"
    );
    assert!(little <= most(2), "{little} B on the disk for 2 MiB that may be kept");
    assert!(again <= OWN, "{again} B more once it is used up");
    assert!(own > offered / 2 && own > 2 * little, "{own} B: a larger budget keeps more");
}

/// At the settings' own, of strangers who offer a megabyte each no more than a share is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_stranger_who_offers_a_megabyte_a_share_is_kept() {
    let crowd = Crowd { people: 10, entries: 62, after: 0 };
    let [all] = grown([crowd], None).await;
    let (offered, shares) = (crowd.offers(), u64::from(crowd.people) * STRANGER_BYTES_MIN);
    println!("{offered} B offered by ten: {all} B with the settings' own budget");
    let budget = u64::from(config("tcp", &[]).net.strangers_mib_max) * MIB;
    assert_eq!(budget / STRANGERS_SHARE, STRANGER_BYTES_MIN, "what one has of it");
    assert!(all >= shares * 3 / 4 && all <= 3 * shares + OWN, "{all} B for {shares} B");
}

/// A node may keep nothing at all of strangers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_keeps_nothing_of_strangers_grows_by_nothing() {
    let crowd = Crowd { people: 60, entries: 15, after: 0 };
    let [all] = grown([crowd], Some(0)).await;
    println!("{} B offered: {all} B where nothing is kept", crowd.offers());
    assert!(all <= OWN, "{all} B of whom nothing is kept");
}
