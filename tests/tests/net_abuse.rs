//! Those who keep no rules: refused, penalised, and no hindrance to others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not expected fails the test")]

use std::net::TcpStream;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bot_node::letters::inbox;
use bot_node::net::{LETTER, SYNC};
use bot_node::store::{BodyState, Shelf};
use bot_protocol::gossip::{Item, Packed};
use bot_protocol::limits::{HEARD_BURST, PRUNE_AFTER, SERVES_MAX};
use bot_protocol::statement::Kind;
use bot_protocol::statement::letter::{LetterDraft, Message};
use bot_protocol::statement::request::EndorsementRequest;
use bot_protocol::time::Timestamp;
use bot_tests::issued::revocation;
use bot_tests::live::{Live, PATIENCE, Process, config, hear_live, long_profile, until};
use bot_tests::noise::Noise;
use bot_tests::stranger::Stranger;
use bot_tests::tap::Tap;
use libp2p::Multiaddr;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const URGENT: &str = "/bot/1/commons/urgent";
const FEED: &str = "/bot/1/commons/feed";

async fn stranger(live: &Live, key: &Keypair) -> Stranger {
    let mut stranger = Stranger::new(key.clone(), live.handle.peer(), live.address().await);
    assert!(stranger.connect().await, "let in at first");
    stranger
}

/// What a node thinks of somebody: points and gossip score.
async fn standing(live: &Live, stranger: &Stranger) -> (u32, f64) {
    let peers = live.handle.peers().await.unwrap();
    let view = peers.iter().find(|peer| peer.view.id == Some(stranger.id()));
    view.map_or((0, 0.0), |peer| (peer.view.points, peer.view.score))
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes()[..], bytes].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_frames_are_refused_and_blamed() {
    let folder = tempfile::tempdir().unwrap();
    let live = Live::tcp(folder.path(), 1, &[]).await;
    let rows: [(&str, _, Vec<u8>); 5] = [
        ("a frame of 4 GiB", SYNC, vec![0xff; 64]),
        ("a frame one byte over", SYNC, (64 * 1024 + 1_u32).to_be_bytes().to_vec()),
        ("an empty frame", SYNC, vec![0; 4]),
        ("no message", SYNC, framed(b"not a message")),
        ("no letter", LETTER, framed(b"not a letter")),
    ];
    for (what, protocol, bytes) in rows {
        let key = Keypair::generate_ed25519();
        // Each visit from a new connection, once the last is over: the points remain. On a machine that is
        // busy a visit may end before what it brought was read.
        let (mut visits, mut refused) = (0, 0);
        while refused < 2 && visits < 20 {
            live.connected(0).await;
            let mut visitor = Stranger::new(key.clone(), live.handle.peer(), live.address().await);
            if visitor.connect().await {
                (visits, refused) = (visits + 1, 0);
                visitor.write(protocol.clone(), &bytes).await;
            } else {
                refused += 1;
            }
        }
        assert!(visits >= 2, "{what}: once is not enough");
        assert_eq!(refused, 2, "{what}: blamed twice, not let in");
    }
    // The honest go on.
    let other = tempfile::tempdir().unwrap();
    let honest = Live::tcp(other.path(), 2, &[live.address().await]).await;
    honest.holds(&live.writer(), 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_gossip_goes_no_further() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let one = Live::tcp(a.path(), 1, &[]).await;
    let two = Live::tcp(b.path(), 2, &[one.address().await]).await;
    two.holds(&one.writer(), 1).await;
    one.holds(&two.writer(), 1).await;

    // A statement that is said nowhere: the next of an author both know.
    let real = one.say("the next").await;
    two.holds(&one.writer(), 2).await;
    let mut torn = Packed::new(&Item::Entry(real)).to_bytes();
    let middle = torn.len() / 2;
    torn[middle] ^= 1;
    let rows = [
        ("no canonical form", URGENT, b"garbage".to_vec()),
        ("one bit wrong", FEED, torn),
        ("too long", FEED, vec![0; 20_000]),
    ];
    for (what, topic, bytes) in rows {
        let mut bad = stranger(&one, &Keypair::generate_ed25519()).await;
        let before = standing(&one, &bad).await;
        bad.publish(topic, bytes).await;
        let (points, score) = standing(&one, &bad).await;
        assert!(points > before.0 || score < 0.0, "{what}: {points} points, score {score}");
        let peers = two.handle.peers().await.unwrap();
        let blamed = peers.iter().any(|peer| peer.view.points > 0 || peer.view.score < 0.0);
        assert!(!blamed, "{what}: was passed on, and the honest forwarder is blamed");
    }
    let next = one.say("still here").await;
    two.holds(&one.writer(), next.seq() + 1).await;
}

/// Connections that never say a word; fewer where the system lends fewer files.
const CROWD: u64 = 4000;

/// Files for everything else in this process.
const FILES_FOR_THE_REST: u64 = 512;

/// Four thousand connections that never say a word: those who are connected go on, and a new
/// honest node gets in while they stand in the door.
#[test]
fn a_silent_crowd_stops_nobody() {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: files.maximum, maximum: files.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).unwrap();

    let [a, b, c] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let mut one = Process::start(PROGRAM, a.path(), 1, "tcp", &[]);
    let mut two = Process::start(PROGRAM, b.path(), 2, "tcp", &[one.address.clone()]);
    one.holds(2, 1);
    two.holds(1, 1);
    let port = port(&one.address);
    let lent = files.maximum.map_or(CROWD, |most| most.saturating_sub(FILES_FOR_THE_REST));
    let silent: Vec<TcpStream> = (0..CROWD.min(lent))
        .map(|_| TcpStream::connect(("127.0.0.1", port)).expect("the system lets it in"))
        .collect();

    // The connected go on, a newcomer gets in, and is told of what is said as it is said.
    hear_live(&mut two, &mut [&mut one]);
    let mut three = Process::start(PROGRAM, c.path(), 3, "tcp", &[one.address.clone()]);
    one.holds(3, 1);
    hear_live(&mut one, &mut [&mut three]);
    drop(silent);
}

fn port(address: &Multiaddr) -> u16 {
    address
        .iter()
        .find_map(|part| match part {
            Protocol::Tcp(port) => Some(port),
            _ => None,
        })
        .unwrap()
}

/// Most memory of a node under attack: 256 MiB.
const MEMORY_KIB_MAX: u64 = 256 * 1024;

/// The most memory that a process had, in KiB.
fn most_memory(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

fn known(address: &Multiaddr) -> Stranger {
    let node = address.iter().find_map(|part| match part {
        Protocol::P2p(node) => Some(node),
        _ => None,
    });
    Stranger::new(Keypair::generate_ed25519(), node.unwrap(), address.clone())
}

/// Twenty who say as much as they can and twenty who ask for everything and read nothing: memory
/// stays in its bound, and the honest hear of each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flooders_and_slow_readers_cost_no_more_than_their_share() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let mut one = Process::start(PROGRAM, a.path(), 1, "tcp", &[]);
    let mut two = Process::start(PROGRAM, b.path(), 2, "tcp", &[one.address.clone()]);
    one.holds(2, 1);
    two.holds(1, 1);
    for number in 0..300 {
        one.ask(&format!("say-long {number}"));
    }
    let mut attacks = Vec::new();
    for number in 0..20 {
        let address = one.address.clone();
        attacks.push(tokio::spawn(async move {
            let mut reader = known(&address);
            reader.ask_and_read_nothing(SERVES_MAX).await;
        }));
        let address = one.address.clone();
        attacks.push(tokio::spawn(async move {
            let mut flooder = known(&address);
            flooder.connect().await;
            // More than one may say at once.
            flooder.flood(Noise::new(number), 2 * HEARD_BURST, 1_000).await;
        }));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    tokio::task::block_in_place(|| {
        for number in 0..5 {
            let size = one.size(1);
            one.ask(&format!("say {number}"));
            two.holds(1, size + 1);
            let size = two.size(2);
            two.ask(&format!("say {number}"));
            one.holds(2, size + 1);
        }
    });
    let most = most_memory(&one);
    assert!(most <= MEMORY_KIB_MAX, "{most} KiB");
    attacks.iter().for_each(tokio::task::JoinHandle::abort);
}

/// A feed that was cut off for want of room goes on where it was when more is kept of strangers, also
/// after a new start: nothing that is held is fetched again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_raised_quota_fetches_nothing_twice() {
    const SAID: u32 = 80;
    const EACH: usize = 5_000;
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    // It calls: who is of the list is no stranger.
    let author = Live::tcp(a.path(), 1, &[]).await;
    for number in 1..SAID {
        let long = long_profile(&format!("number {number}"));
        author.handle.say(author.did(), long).await.unwrap();
    }
    let size = author.size(&author.writer());
    let mut settings = config("tcp", &[]);
    settings.net.strangers_mib_max = 1;
    let live = Live::on(Tap::default().ground(), b.path(), 2, settings.clone()).await;
    author.handle.add_peer(live.address().await).await.unwrap();
    until("the end of the first catch-up", || async {
        !live.handle.store().notes(Shelf::Cursors, &[]).unwrap().is_empty()
    })
    .await;
    let held = live.size(&author.writer());
    assert!((20..size - 10).contains(&held), "{held} of {size}: cut off in the middle");
    // It is remembered that this is not all.
    let short = live.handle.store().notes(Shelf::Settings, b"short/").unwrap();
    assert!(short.iter().any(|(key, _)| key.ends_with(author.writer().as_bytes())), "{short:?}");
    live.handle.shutdown().await;
    drop(live);

    // One stranger has a 256th of it.
    settings.net.strangers_mib_max = 256;
    let tap = Tap::default();
    let live = Live::on(tap.ground(), b.path(), 2, settings).await;
    author.handle.add_peer(live.address().await).await.unwrap();
    live.holds(&author.writer(), size).await;
    let (fetched, rest) = (tap.bytes_heard(), usize::try_from(size - held).unwrap() * EACH);
    assert!(fetched <= rest + 16 * EACH, "{fetched} bytes came for {rest} that were missing");
    assert!(fetched <= usize::try_from(size).unwrap() * EACH * 2 / 3, "{fetched}: all came again");
}

/// Words that later ones took the place of: their author's node says that nobody needs them, and whoever
/// follows drops them too; nothing else goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn superseded_upkeep_is_pruned_everywhere_and_nothing_else() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let author = Live::tcp(a.path(), 1, &[]).await;
    for number in 0..=PRUNE_AFTER {
        author.say(&format!("number {number}")).await;
    }
    author.handle.say(author.did(), revocation()).await.unwrap();
    let writer = author.writer();
    author.handle.shutdown().await;
    drop(author);
    let author = Live::tcp(a.path(), 1, &[]).await;
    let follower = Live::tcp(b.path(), 2, &[author.address().await]).await;
    let held = |live: &Live, kind: Kind| {
        let held = live.handle.store().of_kind(kind, Some(&writer)).unwrap();
        held.iter().filter(|one| one.body == BodyState::Held).count()
    };
    for live in [&author, &follower] {
        until("the prune", || async { held(live, Kind::Prune) == 1 }).await;
        assert_eq!(held(live, Kind::Profile), 1, "the newest says who the author is");
        assert_eq!(held(live, Kind::Revoke), 1, "what takes something back stays");
        let head = live.handle.store().head(&writer).unwrap().unwrap();
        assert_eq!(head.missing, 0, "what was pruned is not missed");
    }
    let size = author.size(&writer);
    follower.holds(&writer, size).await;
}

/// Somebody who begins letters without end and finishes none keeps no place for others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_never_finished_keep_nobody_out() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let victim = Live::tcp(a.path(), 1, &[]).await;
    let bad = stranger(&victim, &Keypair::generate_ed25519()).await;
    let opened = bad.hold_open(&LETTER, 60);
    until("its streams", || async { opened.load(Ordering::SeqCst) >= 60 }).await;
    let honest = Live::tcp(b.path(), 2, &[victim.address().await]).await;
    let target = "urn:example:badge".to_owned();
    let asked = EndorsementRequest { target, words: None, document: None };
    let (to, ts) = (victim.did(), Timestamp::from_millis(1));
    let message = Message::EndorsementRequest(asked);
    let draft = LetterDraft { to, message, ts, nonce: [1; 16] };
    honest.handle.post(draft.sign(&honest.identity.identity).unwrap()).await.unwrap();
    until("the letter", || async { !inbox(victim.handle.store().as_ref()).unwrap().is_empty() })
        .await;
}

/// Somebody who connects and says nothing, though speaking libp2p, is put out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mute_are_put_out() {
    let folder = tempfile::tempdir().unwrap();
    let live = Live::tcp(folder.path(), 1, &[]).await;
    let mut mute = stranger(&live, &Keypair::generate_ed25519()).await;
    assert!(mute.put_out(PATIENCE).await);
    until("nobody", || async { live.handle.status().await.is_ok_and(|s| s.connected == 0) }).await;
}
