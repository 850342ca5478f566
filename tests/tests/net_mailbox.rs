//! Letters between two who are never on-line at once: sealed, kept by a third, handed over once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::Arc;

use bot_node::clock::{Clock, SystemClock};
use bot_node::config::Config;
use bot_node::driver::Setup;
use bot_node::letters::{inbox, outbox};
use bot_node::net::SYNC;
use bot_node::net::frame::write_frame;
use bot_node::sealing::seal;
use bot_node::store::{self, Backend, Shelf, Write};
use bot_protocol::gossip::{Hello, Hosting, Message as Frame, Peer};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::{ENVELOPE_WORK_BITS, ENVELOPES_OF_STRANGERS_MAX, MAIL_BYTES_MAX};
use bot_protocol::statement::Kind;
use bot_protocol::statement::envelope::Envelope;
use bot_protocol::statement::kinds::NodeAddr;
use bot_protocol::statement::letter::{Letter, LetterDraft, Message};
use bot_protocol::statement::request::EndorsementRequest;
use bot_protocol::time::Timestamp;
use bot_tests::live::{Live, Process, config, identity, until};
use bot_tests::stranger::Stranger;
use libp2p::Multiaddr;
use libp2p::identity::Keypair;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const TAKEN: Option<u8> = Some(1);
const REFUSED: Option<u8> = Some(2);
const LATER: Option<u8> = Some(3);

fn letter(from: u8, to: u8, nonce: u8) -> Letter {
    let (target, words) = ("urn:example:badge".to_owned(), Some("Seed-991".into()));
    let asked = EndorsementRequest { target, words, document: None };
    let (to, message) = (identity(to).did(), Message::EndorsementRequest(asked));
    let draft = LetterDraft { to, message, ts: Timestamp::from_millis(1), nonce: [nonce; 16] };
    draft.sign(&identity(from).identity).unwrap()
}

/// A node that names this mailbox.
async fn with_mailbox(data: &Path, seed: u8, mailbox: &Multiaddr) -> Live {
    let mut config = config("tcp", &[]);
    config.net.mailboxes = vec![mailbox.to_string()];
    Live::start(data, seed, config, None).await
}

/// Whether a node knows that this author names a mailbox.
fn knows_mailbox(live: &Live, author: &Live) -> bool {
    let held = live.handle.store().of_kind(Kind::NodeAddr, Some(&author.writer())).unwrap();
    held.last().and_then(|last| last.statement.body()).is_some_and(|body| body.bytes[0] == 0x85)
}

fn kept(data: &Path) -> usize {
    let store = store::open(&data.join("store"), Backend::Redb).unwrap();
    store.notes(Shelf::Mailbox, &[]).unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_are_never_there_at_once_reach_each_other() {
    let [a, b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let mut middle = Process::start(PROGRAM, m.path(), 3, "tcp", &[]);
    // Both become known there; the one who writes learns who keeps letters for the other.
    let two = with_mailbox(b.path(), 2, &middle.address).await;
    two.handle.add_identity(identity(2)).await.unwrap();
    let one = Live::tcp(a.path(), 1, &[middle.address.clone()]).await;
    until("the mailbox is named", || async { knows_mailbox(&one, &two) }).await;
    middle.holds(1, 1);
    two.handle.shutdown().await;
    drop(two);

    one.handle.post(letter(1, 2, 7)).await.unwrap();
    until("the letter is left", || async {
        !one.handle.store().notes(Shelf::Deposited, &[]).unwrap().is_empty()
    })
    .await;
    assert_eq!(outbox(one.handle.store().as_ref()).unwrap().len(), 1, "until its reader has it");
    one.handle.shutdown().await;
    drop(one);

    // What was receipted outlives a plug that is pulled, and nobody who has the disk can read it.
    middle.kill();
    assert_eq!(kept(m.path()), 1);
    let bytes = std::fs::read(m.path().join("store/ledger/bits.redb")).unwrap();
    assert!(!bytes.windows(8).any(|piece| piece == b"Seed-991"), "it is sealed");
    let middle = Process::start(PROGRAM, m.path(), 3, "tcp", &[]);
    let two = with_mailbox(b.path(), 2, &middle.address).await;
    until("the letter", || async { !inbox(two.handle.store().as_ref()).unwrap().is_empty() }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap(), [letter(1, 2, 7)]);

    // When both are there after all, it is brought once more, is known, and leaves the outbox.
    let address = two.address().await;
    let one = Live::tcp(a.path(), 1, &[address]).await;
    until("the receipt", || async { one.handle.status().await.unwrap().outbox == 0 }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap().len(), 1);
    until("nothing is remembered of it", || async {
        one.handle.store().notes(Shelf::Deposited, &[]).unwrap().is_empty()
    })
    .await;
    two.handle.shutdown().await;
    middle.kill();
    assert_eq!(kept(m.path()), 0, "forgotten once it was taken");
}

fn envelope(to: &Did, id: u8, plain: &[u8]) -> Envelope {
    let id = [id; 16];
    let sealed = seal(to, &Envelope::bound(to, &id), plain).unwrap();
    Envelope::new(*to, id, sealed).unwrap()
}

async fn stranger_at(live: &Live) -> Stranger {
    let key = Keypair::generate_ed25519();
    let mut stranger = Stranger::new(key, live.handle.peer(), live.address().await);
    assert!(stranger.connect().await, "a stranger may call");
    stranger
}

/// A mailbox that knows the author 2, whose node is away.
async fn mailbox_of_two(b: &Path, m: &Path) -> Live {
    let middle = Live::tcp(m, 3, &[]).await;
    let two = Live::tcp(b, 2, &[middle.address().await]).await;
    middle.holds(&two.writer(), 1).await;
    two.handle.shutdown().await;
    middle.connected(0).await;
    middle
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_pays_and_cannot_fill_the_box() {
    let [b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let middle = mailbox_of_two(b.path(), m.path()).await;
    let two = identity(2).did();
    let of = |id: u8| envelope(&two, id, &[id; 40]);
    let most = u8::try_from(ENVELOPES_OF_STRANGERS_MAX).unwrap();
    // Who says no Hello is put out soon: the work is done before.
    let paid_ones: Vec<Vec<u8>> =
        (0..=most).map(|id| of(id).paid(ENVELOPE_WORK_BITS).to_bytes()).collect();
    let nobody = Did::from(SecretKey::from_seed(&[77; 32]).public());
    let unknown = envelope(&nobody, 1, b"x").paid(ENVELOPE_WORK_BITS).to_bytes();
    let mut stranger = stranger_at(&middle).await;
    assert_eq!(stranger.hand_over(&of(0).to_bytes()).await, REFUSED, "it is not paid for");
    assert_eq!(stranger.hand_over(&paid_ones[0]).await, TAKEN);
    assert_eq!(stranger.hand_over(&paid_ones[0]).await, TAKEN, "replayed, it is the same one");
    assert_eq!(stranger.hand_over(&unknown).await, REFUSED, "nobody here knows the addressee");
    let other = envelope(&two, 0, b"another one").paid(ENVELOPE_WORK_BITS).to_bytes();
    assert_eq!(stranger.hand_over(&other).await, REFUSED, "other bytes under a name that is kept");
    assert_eq!(stranger.hand_over(&paid_ones[0]).await, TAKEN, "what is kept is the first");
    let count = || middle.handle.store().notes(Shelf::Mailbox, &[]).unwrap().len();
    assert_eq!(count(), 1);
    let (last, rest) = paid_ones[1..].split_last().unwrap();
    for paid in rest {
        assert_eq!(stranger.hand_over(paid).await, TAKEN);
    }
    assert_eq!(stranger.hand_over(last).await, LATER, "strangers have their half");
    assert_eq!(count(), ENVELOPES_OF_STRANGERS_MAX);
    // The work of one letter pays for no other, and half of it for none.
    let little = (0..u8::MAX).map(|bits| of(99).paid(u32::from(bits % 8 + 6)));
    let little = little.into_iter().find(|one| !one.is_paid(ENVELOPE_WORK_BITS)).unwrap();
    assert!(little.is_paid(6));
    assert_eq!(stranger.hand_over(&little.to_bytes()).await, REFUSED, "it is paid too little for");
    let large = [0x85; MAIL_BYTES_MAX + 1];
    assert_eq!(stranger.hand_over(&[&[0x85, 2][..], &large].concat()).await, REFUSED);
    assert_eq!(count(), ENVELOPES_OF_STRANGERS_MAX);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forged_or_for_another_is_refused_by_its_reader_and_forgotten() {
    let [b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let middle = mailbox_of_two(b.path(), m.path()).await;
    let two = identity(2).did();
    let mut stranger = stranger_at(&middle).await;
    let misdirected = letter(1, 9, 5).to_bytes();
    let mut forged = letter(1, 2, 6).to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    // Sealed for one and addressed to another.
    let nine = identity(9).did();
    let sealed = seal(&nine, &Envelope::bound(&two, &[4; 16]), &letter(1, 2, 4).to_bytes());
    let elsewhere = Envelope::new(two, [4; 16], sealed.unwrap()).unwrap();
    let true_one = letter(1, 2, 8);
    let all = [
        envelope(&two, 1, &misdirected),
        envelope(&two, 2, &forged),
        envelope(&two, 3, b"no letter at all"),
        elsewhere,
        envelope(&two, 5, &true_one.to_bytes()),
    ];
    for one in all {
        let paid = one.paid(ENVELOPE_WORK_BITS).to_bytes();
        assert_eq!(stranger.hand_over(&paid).await, TAKEN, "a mailbox cannot look inside");
    }
    let count = || middle.handle.store().notes(Shelf::Mailbox, &[]).unwrap().len();
    assert_eq!(count(), 5);
    let two = Live::tcp(b.path(), 2, &[middle.address().await]).await;
    until("all are handed over", || async { count() == 0 }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap(), [true_one]);
    assert!(two.handle.status().await.unwrap().connected > 0, "the mailbox is not to blame");
}

/// A letter that was taken back before anybody had it is never delivered, after a restart either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_back_in_time_is_never_delivered() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let one = Live::tcp(a.path(), 1, &[]).await;
    one.handle.post(letter(1, 2, 7)).await.unwrap();
    one.handle.post(letter(1, 2, 8)).await.unwrap();
    let recall = Write::Forget { shelf: Shelf::Outbox, key: letter(1, 2, 7).nonce().to_vec() };
    one.handle.note(vec![recall]).await.unwrap();
    assert_eq!(outbox(one.handle.store().as_ref()).unwrap(), [letter(1, 2, 8)]);
    assert_eq!(one.handle.status().await.unwrap().outbox, 1, "the other still waits");
    let two = Live::tcp(b.path(), 2, &[]).await;
    one.handle.add_peer(two.address().await).await.unwrap();
    until("the other letter", || async { one.handle.status().await.unwrap().outbox == 0 }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap(), [letter(1, 2, 8)]);
    one.handle.shutdown().await;
    let one = Live::tcp(a.path(), 1, &[two.address().await]).await;
    one.connected(1).await;
    assert_eq!(one.handle.status().await.unwrap().outbox, 0);
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap().len(), 1);
}

/// An envelope of exactly so many bytes, that nobody paid for.
fn of_size(to: &Did, number: u8, bytes: usize) -> Vec<u8> {
    let head = [&[0x85, 2, 0x58, 32][..], to.public_key().as_bytes(), &[0x50]].concat();
    let sealed = bytes - head.len() - 16 - 1 - 3;
    let length = u16::try_from(sealed).unwrap().to_be_bytes();
    [&head[..], &[number; 16], &[0, 0x59], &length, &vec![9; sealed]].concat()
}

/// Who hosts somebody in scope pays nothing, and leaves a hundred for one addressee, of 16 KiB at most.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_is_known_leaves_a_hundred_and_none_of_more_than_sixteen_kibibytes() {
    let [b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let middle = mailbox_of_two(b.path(), m.path()).await;
    let (two, known) = (identity(2).did(), identity(7));
    let contact = br#"{"name":"Lea"}"#;
    let key = known.did().public_key().as_bytes().to_vec();
    middle.handle.put(Shelf::Contacts, &key, contact).await.unwrap();
    let mut stranger = stranger_at(&middle).await;
    let peer = Peer::of_id(&stranger.id().to_bytes());
    let hello = Hello {
        boot: [4; 16],
        store: [3; 16],
        salt: [0; 16],
        communities: Vec::new(),
        hosted: vec![Hosting::sign(&known.identity, &peer, SystemClock.now())],
    };
    let mut frame = Vec::new();
    write_frame(&mut frame, &Frame::Hello(hello).to_bytes()).await.unwrap();
    stranger.write(SYNC, &frame).await;
    let peers = middle.handle.peers().await.unwrap();
    assert!(peers.iter().any(|peer| peer.hosts.contains(&known.did())), "she said who she is");
    let over = of_size(&two, 0, MAIL_BYTES_MAX + 1);
    let most = of_size(&two, 1, MAIL_BYTES_MAX);
    assert_eq!(most.len(), 16 * 1024);
    assert_eq!(stranger.hand_over(&most).await, TAKEN);
    for number in 2..=100 {
        assert_eq!(stranger.hand_over(&of_size(&two, number, 999)).await, TAKEN, "{number}");
    }
    assert_eq!(stranger.hand_over(&of_size(&two, 101, 999)).await, LATER, "the box is full");
    assert_eq!(stranger.hand_over(&over).await, REFUSED);
    assert_eq!(middle.handle.store().notes(Shelf::Mailbox, &[]).unwrap().len(), 100);
}

/// An address on which nobody listens.
fn free() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("/ip4/127.0.0.1/tcp/{port}")
}

/// Who keeps one's mail is said anew each day, and whoever keeps it hears so; not each time that a node starts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_is_named_anew_each_day() {
    const HOUR: u64 = 3_600_000;
    let [b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let (at_middle, at_two) = (free(), free());
    let mut named = None;
    for (hours, said) in [(0, 1), (23, 1), (25, 2)] {
        let middle = later_on(m.path(), 3, hours * HOUR, config(&at_middle, &[])).await;
        middle.begin().await;
        let address = middle.address().await;
        let mut settings = config(&at_two, std::slice::from_ref(&address));
        settings.net.mailboxes = vec![address.to_string()];
        let two = later_on(b.path(), 2, hours * HOUR, settings).await;
        two.begin().await;
        let places = |live: &Live| {
            let held = live.handle.store().of_kind(Kind::NodeAddr, Some(&two.writer())).unwrap();
            let bytes = held.iter().filter_map(|one| one.statement.body());
            bytes.map(|body| body.bytes.clone()).collect::<Vec<_>>()
        };
        middle.connected(1).await;
        let size = two.say(&format!("hour {hours}")).await.seq() + 1;
        until("all is heard", || async { middle.size(&two.writer()) >= size }).await;
        // It goes on with its feed by now, so it says where it is, if it is to be said.
        two.handle.add_identity(identity(2)).await.unwrap();
        assert_eq!(places(&two).len(), said, "after {hours} hours");
        until("it is heard", || async { places(&middle) == places(&two) }).await;
        let last = NodeAddr::read(places(&two).last().unwrap()).unwrap();
        let mailboxes = last.mailboxes.iter().map(|mailbox| mailbox.addresses.clone());
        assert_eq!(mailboxes.collect::<Vec<_>>(), [vec![address.to_string()]]);
        assert_eq!(named.replace(last.clone()).unwrap_or(last.clone()), last, "the same place");
        two.handle.shutdown().await;
        middle.handle.shutdown().await;
    }
}

/// A clock that is so many milliseconds ahead of this machine's.
#[derive(Debug)]
struct Ahead(u64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().saturating_add(self.0)
    }
}

/// The mailbox again, so much later.
async fn later(data: &Path, seed: u8, millis: u64) -> Live {
    later_on(data, seed, millis, config("tcp", &[])).await
}

async fn later_on(data: &Path, seed: u8, millis: u64, config: Config) -> Live {
    let identity = identity(seed);
    let (identities, clock) = (vec![identity.clone()], Arc::new(Ahead(millis)));
    let data = data.to_owned();
    let handle = bot_node::start(Setup { data, config, identities, clock, opener: None });
    Live { handle: handle.await.unwrap(), identity }
}

/// What nobody came for is forgotten after thirty days, on the disk too, and not before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_comes_for_is_kept_for_thirty_days() {
    const HOUR: u64 = 3_600_000;
    let [b, m] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let middle = mailbox_of_two(b.path(), m.path()).await;
    let paid = envelope(&identity(2).did(), 1, b"a letter").paid(ENVELOPE_WORK_BITS).to_bytes();
    let mut stranger = stranger_at(&middle).await;
    assert_eq!(stranger.hand_over(&paid).await, TAKEN);
    let mut size = middle.size(&middle.writer());
    middle.handle.shutdown().await;
    for (after, kept) in [(30 * 24 * HOUR - HOUR, 1), (30 * 24 * HOUR + HOUR, 0)] {
        let middle = later(m.path(), 3, after).await;
        // It says where it is, and looks through the box before that.
        until("its chores are done", || async { middle.size(&middle.writer()) > size }).await;
        let count = || middle.handle.store().notes(Shelf::Mailbox, &[]).unwrap().len();
        until("what is old goes", || async { count() == kept }).await;
        size = middle.size(&middle.writer());
        middle.handle.shutdown().await;
    }
}
