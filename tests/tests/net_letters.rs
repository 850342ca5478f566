//! Letters between live nodes, addresses in feeds, and a store that fails beneath a node.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not expected fails the test")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use bot_node::clock::Clock;
use bot_node::driver::{NodeError, NodeEvent, Opener, Setup};
use bot_node::letters::{inbox, outbox};
use bot_node::store::{self, Backend, Shelf, Store, StoreError, Write};
use bot_protocol::feed::{ForkProof, HeadStamp, KeyEvent, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::INBOX_LETTERS_PER_SENDER_MAX;
use bot_protocol::statement::letter::{Answer, Letter, LetterDraft, Message};
use bot_protocol::statement::request::EndorsementRequest;
use bot_protocol::statement::{DraftError, Kind};
use bot_protocol::time::Timestamp;
use bot_tests::live::{Live, config, identity, profile, until};

fn letter(from: u8, to: u8, nonce: u8) -> Letter {
    let target = "urn:example:badge".to_owned();
    let asked = EndorsementRequest { target, words: None, document: None };
    let (to, message) = (identity(to).did(), Message::EndorsementRequest(asked));
    let draft = LetterDraft { to, message, ts: Timestamp::from_millis(1), nonce: [nonce; 16] };
    draft.sign(&identity(from).identity).unwrap()
}

/// A letter waits for a node that is off, over a restart of its sender, and comes once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_wait_and_come_once() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let one = Live::tcp(a.path(), 1, &[]).await;
    one.handle.post(letter(1, 2, 7)).await.unwrap();
    one.handle.post(letter(1, 2, 7)).await.unwrap();
    one.handle.post(letter(1, 1, 8)).await.unwrap();
    assert_eq!(outbox(one.handle.store().as_ref()).unwrap(), [letter(1, 2, 7)]);
    assert_eq!(inbox(one.handle.store().as_ref()).unwrap(), [letter(1, 1, 8)], "its own");
    one.handle.shutdown().await;

    let two = Live::tcp(b.path(), 2, &[]).await;
    let mut events = two.handle.subscribe();
    let one = Live::tcp(a.path(), 1, &[two.address().await]).await;
    until("the letter", || async { !inbox(two.handle.store().as_ref()).unwrap().is_empty() }).await;
    until("the receipt", || async { one.handle.status().await.unwrap().outbox == 0 }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap(), [letter(1, 2, 7)]);
    // The receipt is counted before the letter is forgotten on disk.
    until("the letter to be forgotten", || async {
        outbox(one.handle.store().as_ref()).unwrap().is_empty()
    })
    .await;
    let mut came = 0;
    while let Ok(event) = events.try_recv() {
        came += usize::from(matches!(event, NodeEvent::LetterCame { .. }));
    }
    assert_eq!(came, 1);

    // Brought again under the same nonce: taken, and still one.
    one.handle.post(letter(1, 2, 7)).await.unwrap();
    until("the receipt", || async { one.handle.status().await.unwrap().outbox == 0 }).await;
    assert_eq!(inbox(two.handle.store().as_ref()).unwrap().len(), 1);
}

/// A letter for somebody who is not connected is brought where the addressee's feed says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_says_where_letters_go() {
    let [a, b, c] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let two = Live::tcp(b.path(), 2, &[]).await;
    let middle = Live::tcp(c.path(), 3, &[two.address().await]).await;
    let addresses = |live: &Live| {
        let held = live.handle.store().of_kind(Kind::NodeAddr, Some(&two.writer()));
        held.is_ok_and(|held| held.iter().any(|entry| entry.statement.body().is_some()))
    };
    two.handle.add_identity(identity(2)).await.unwrap();
    until("an address in the feed", || async { addresses(&middle) }).await;
    // In a network of this machine alone its addresses are as good as public ones.
    let mut near = config("tcp", &[middle.address().await]);
    near.net.lan = true;
    let one = Live::start(a.path(), 1, near, None).await;
    until("it here", || async { addresses(&one) }).await;
    one.handle.post(letter(1, 2, 9)).await.unwrap();
    until("the letter", || async { !inbox(two.handle.store().as_ref()).unwrap().is_empty() }).await;
}

/// Peers of the list are remembered over a restart until they are removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_are_remembered_until_removed() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let two = Live::tcp(b.path(), 2, &[]).await;
    let one = Live::tcp(a.path(), 1, &[]).await;
    let own = one.handle.add_peer(one.address().await).await;
    assert!(matches!(own, Err(NodeError::OwnAddress(_))), "{own:?}");
    one.handle.add_peer(two.address().await).await.unwrap();
    one.connected(1).await;
    one.handle.shutdown().await;
    two.connected(0).await;
    let one = Live::tcp(a.path(), 1, &[]).await;
    one.connected(1).await;
    assert!(one.handle.remove_peer(two.handle.peer()).await.unwrap());
    one.connected(0).await;
    assert!(!one.handle.remove_peer(two.handle.peer()).await.unwrap());
    let listed = one.handle.peers().await.unwrap().iter().any(|peer| peer.view.listed);
    assert!(!listed);
}

/// One that was added by address alone is forgotten by its id, and by that address also where
/// nobody has answered there yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_by_address_alone_are_removed_for_good() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let two = Live::tcp(b.path(), 2, &[]).await;
    let mut bare = two.address().await;
    bare.pop();
    let nowhere: libp2p::Multiaddr = "/ip4/127.0.0.1/tcp/1".parse().unwrap();
    for by_id in [true, false] {
        let one = Live::tcp(a.path(), 1, &[]).await;
        one.handle.add_peer(bare.clone()).await.unwrap();
        one.handle.add_peer(nowhere.clone()).await.unwrap();
        one.connected(1).await;
        assert!(one.handle.remove_address(nowhere.clone()).await.unwrap());
        until("it is forgotten", || async {
            let peers = one.handle.peers().await.unwrap();
            peers.iter().all(|peer| peer.view.addresses != [nowhere.clone()])
        })
        .await;
        assert!(!one.handle.remove_address(nowhere.clone()).await.unwrap());
        let removed = match by_id {
            true => one.handle.remove_peer(two.handle.peer()).await,
            false => one.handle.remove_address(bare.clone()).await,
        };
        assert!(removed.unwrap());
        one.connected(0).await;
        one.handle.shutdown().await;
        let one = Live::tcp(a.path(), 1, &[]).await;
        let listed = one.handle.peers().await.unwrap().iter().any(|peer| peer.view.listed);
        assert!(!listed, "it is not called after a restart");
        one.handle.shutdown().await;
    }
}

/// Who is being called at the moment it is forgotten is let go as soon as it answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_forgotten_also_while_it_is_called() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let (one, two) = (Live::tcp(a.path(), 1, &[]).await, Live::tcp(b.path(), 2, &[]).await);
    // What stands between takes the call and says nothing yet.
    let between = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at =
        |port: u16| -> libp2p::Multiaddr { format!("/ip4/127.0.0.1/tcp/{port}").parse().unwrap() };
    let address = at(between.local_addr().unwrap().port());
    one.handle.add_peer(address.clone()).await.unwrap();
    let (mut caller, _) = between.accept().await.unwrap();
    assert!(one.handle.remove_address(address.clone()).await.unwrap());
    until("it is forgotten", || async { one.handle.peers().await.unwrap().is_empty() }).await;
    let real = two.address().await;
    let port = real.iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    let called = ("127.0.0.1", port.unwrap());
    let mut called = tokio::net::TcpStream::connect(called).await.unwrap();
    // The call goes through now, and the caller itself hangs up.
    let passed = tokio::io::copy_bidirectional(&mut caller, &mut called);
    let ended = tokio::time::timeout(bot_tests::live::PATIENCE, passed).await;
    assert!(ended.is_ok(), "the connection stands");
    assert!(one.handle.peers().await.unwrap().is_empty());
    one.handle.shutdown().await;
    two.handle.shutdown().await;
}

/// An answer comes in where it answers a letter from here, and one to anything else does not: nobody
/// fills an inbox with answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_to_a_letter() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let one = Live::tcp(a.path(), 1, &[]).await;
    let two = Live::tcp(b.path(), 2, &[one.address().await]).await;
    let sent = |nonce: u8| {
        vec![Write::Note { shelf: Shelf::Offers, key: vec![nonce; 16], value: b"{}".to_vec() }]
    };
    let answer = |nonce: u8| {
        let answer = Answer { letter: [nonce; 16], accepted: true, reason: None };
        let (to, message) = (one.did(), Message::Answer(answer));
        let ts = Timestamp::from_millis(1);
        LetterDraft { to, message, ts, nonce: [nonce + 100; 16] }.sign(&two.identity.identity)
    };
    one.handle.post_with(letter(1, 2, 7), sent(7)).await.unwrap();
    until("the letter", || async { !inbox(two.handle.store().as_ref()).unwrap().is_empty() }).await;
    two.handle.post(answer(8).unwrap()).await.unwrap();
    two.handle.post(answer(7).unwrap()).await.unwrap();
    until("the receipts", || async { two.handle.status().await.unwrap().outbox == 0 }).await;
    assert_eq!(inbox(one.handle.store().as_ref()).unwrap(), [answer(7).unwrap()]);
}

/// A letter to a neighbour on the same node is taken or refused, never lost in a full box.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_inbox_is_told_to_the_sender() {
    let folder = tempfile::tempdir().unwrap();
    let one = Live::tcp(folder.path(), 1, &[]).await;
    let most = u8::try_from(INBOX_LETTERS_PER_SENDER_MAX).unwrap();
    for nonce in 1..=most {
        one.handle.post(letter(1, 1, nonce)).await.unwrap();
    }
    let full = one.handle.post(letter(1, 1, most + 1)).await;
    assert!(matches!(full, Err(NodeError::InboxFull { .. })), "{full:?}");
    one.handle.post(letter(1, 1, most)).await.unwrap();
    assert_eq!(inbox(one.handle.store().as_ref()).unwrap().len(), usize::from(most));
}

/// Somebody who asks without end keeps the node from nothing that it does by the clock: here, to
/// tell a peer of a new identity.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_node_keeps_its_appointments() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let two = Live::tcp(b.path(), 2, &[]).await;
    let one = Live::tcp(a.path(), 1, &[two.address().await]).await;
    two.holds(&one.writer(), 1).await;
    let asking: Vec<_> = (0..64)
        .map(|_| {
            let handle = one.handle.clone();
            tokio::spawn(async move { while handle.status().await.is_ok() {} })
        })
        .collect();
    one.handle.add_identity(identity(7)).await.unwrap();
    until("a Hello with it", || async {
        let peers = two.handle.peers().await.unwrap();
        peers.iter().any(|peer| peer.hosts.contains(&identity(7).did()))
    })
    .await;
    asking.iter().for_each(tokio::task::JoinHandle::abort);
}

/// What cannot be said, and what the caller is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_have_reasons() {
    #[derive(Debug)]
    struct Back(AtomicBool);
    impl Clock for Back {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(if self.0.load(Ordering::SeqCst) { 1_000 } else { 2_000_000 })
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Back(AtomicBool::new(false)));
    let setup = Setup {
        data: folder.path().to_owned(),
        config: config("tcp", &[]),
        identities: vec![identity(1)],
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        opener: None,
    };
    let handle = bot_node::start(setup.clone()).await.unwrap();
    let live = Live { handle, identity: identity(1) };
    let unknown = live.handle.say(live.did(), profile("before its key log")).await;
    assert!(matches!(unknown, Err(NodeError::Said(_))), "{unknown:?}");
    live.begin().await;
    let stranger = live.handle.say(identity(2).did(), profile("not mine")).await;
    assert_eq!(stranger.unwrap_err(), NodeError::NotMine(identity(2).did()));
    let size = live.size(&live.writer());
    clock.0.store(true, Ordering::SeqCst);
    let late = live.handle.say(live.did(), profile("too late")).await;
    assert!(matches!(late, Err(NodeError::Draft(DraftError::ClockBackwards { .. }))), "{late:?}");
    assert_eq!(live.size(&live.writer()), size, "nothing was stored");
    let item = Write::DropBody { writer: live.writer(), seq: 0, why: store::Gone::Erased };
    assert_eq!(live.handle.note(vec![item]).await, Err(NodeError::NotNotes));
    let second = bot_node::start(setup).await.map(|_| ()).unwrap_err().to_string();
    assert!(second.contains("in use"), "{second}");
}

/// A store whose disk fails on command.
#[derive(Debug)]
struct Failing {
    inner: Arc<dyn Store>,
    fails: Arc<AtomicBool>,
    /// Whether entries of feeds are refused, as if the store held others. A note under the key
    /// [`UNFIT`] always is.
    refuses: Arc<AtomicBool>,
}

/// The key of a note that no store here takes.
const UNFIT: &[u8] = b"unfit";

impl Store for Failing {
    fn commit(&self, writes: &[Write]) -> Result<(), StoreError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Stopped { because: "the disk is gone".to_owned() });
        }
        let refuses = self.refuses.load(Ordering::SeqCst);
        let unfit = |write: &Write| match write {
            Write::Note { key, .. } => key == UNFIT,
            Write::Item(store::Item::Entry(_), _) => refuses,
            _ => false,
        };
        if writes.iter().any(unfit) {
            return Err(StoreError::NoteTooLarge { what: "key", found: 2, max: 1 });
        }
        self.inner.commit(writes)
    }
    fn info(&self) -> store::StoreInfo {
        self.inner.info()
    }
    fn each_head(&self, see: &mut dyn FnMut(store::StoredFeed)) -> Result<(), StoreError> {
        self.inner.each_head(see)
    }
    fn head(&self, writer: &PublicKey) -> Result<Option<store::StoredFeed>, StoreError> {
        self.inner.head(writer)
    }
    fn entry(&self, writer: &PublicKey, seq: u32) -> Result<Option<store::Stored>, StoreError> {
        self.inner.entry(writer, seq)
    }
    fn entries(
        &self,
        writer: &PublicKey,
        from: u32,
        max: usize,
    ) -> Result<Vec<store::Stored>, StoreError> {
        self.inner.entries(writer, from, max)
    }
    fn of_kind(&self, kind: Kind, w: Option<&PublicKey>) -> Result<Vec<store::Stored>, StoreError> {
        self.inner.of_kind(kind, w)
    }
    fn missing(&self, limit: usize) -> Result<Vec<(PublicKey, u32)>, StoreError> {
        self.inner.missing(limit)
    }
    fn items_since(&self, from: u64, max: usize) -> Result<Vec<(u64, store::Item)>, StoreError> {
        self.inner.items_since(from, max)
    }
    fn each_key(&self, did: Option<&Did>, see: &mut dyn FnMut(KeyEvent)) -> Result<(), StoreError> {
        self.inner.each_key(did, see)
    }
    fn forks(&self) -> Result<Vec<ForkProof>, StoreError> {
        self.inner.forks()
    }
    fn stamps(&self, writer: Option<&PublicKey>) -> Result<Vec<HeadStamp>, StoreError> {
        self.inner.stamps(writer)
    }
    fn two_heads(&self) -> Result<Vec<StampFork>, StoreError> {
        self.inner.two_heads()
    }
    fn aside(
        &self,
        writer: Option<&PublicKey>,
    ) -> Result<Vec<bot_protocol::statement::Statement>, StoreError> {
        self.inner.aside(writer)
    }
    fn ahead(
        &self,
        writer: Option<&PublicKey>,
    ) -> Result<Vec<bot_protocol::statement::Statement>, StoreError> {
        self.inner.ahead(writer)
    }
    fn former(
        &self,
        writer: Option<&PublicKey>,
    ) -> Result<Vec<bot_protocol::statement::Statement>, StoreError> {
        self.inner.former(writer)
    }
    fn note(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.note(shelf, key)
    }
    fn notes(&self, s: Shelf, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.inner.notes(s, prefix)
    }
}

/// After a failed commit: nothing acknowledged, nothing tried again on the same handle, reading
/// goes on once it is reopened, and everything acknowledged before is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_store_is_reopened_and_never_retried() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let fails = Arc::new(AtomicBool::new(false));
    let opened = Arc::new(Mutex::new(0_u32));
    let (flag, count, folder) = (Arc::clone(&fails), Arc::clone(&opened), a.path().join("store"));
    let opener: Opener = Arc::new(move || {
        *count.lock().unwrap() += 1;
        let inner = store::open(&folder, Backend::Redb)?;
        let refuses = Arc::default();
        Ok(Arc::new(Failing { inner, fails: Arc::clone(&flag), refuses }) as Arc<dyn Store>)
    });
    let other = Live::tcp(b.path(), 2, &[]).await;
    let settings = config("tcp", &[other.address().await]);
    let live = Live::start(a.path(), 1, settings, Some(opener)).await;
    other.holds(&live.writer(), 1).await;
    let mut events = live.handle.subscribe();
    let size = live.size(&live.writer());

    fails.store(true, Ordering::SeqCst);
    let refused = live.handle.say(live.did(), profile("lost")).await;
    assert!(matches!(refused, Err(NodeError::ReadOnly(_))), "{refused:?}");
    assert!(live.handle.status().await.unwrap().read_only.is_some());
    let refused = live.handle.put(Shelf::Settings, b"a", b"b").await;
    assert!(matches!(refused, Err(NodeError::ReadOnly(_))), "{refused:?}");

    fails.store(false, Ordering::SeqCst);
    until("it is open again", || async {
        live.handle.status().await.is_ok_and(|status| status.read_only.is_none())
    })
    .await;
    assert!(*opened.lock().unwrap() >= 2);
    assert_eq!(live.size(&live.writer()), size, "what was not acknowledged is not there");
    let said = live.say("after the failure").await;
    assert_eq!(said.seq(), size);
    other.holds(&live.writer(), size + 1).await;
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        match event {
            NodeEvent::ReadOnly(_) => told.push("read-only"),
            NodeEvent::Writable => told.push("writable"),
            _ => {}
        }
    }
    assert_eq!(told, ["read-only", "writable"]);
}

/// What the store refuses is told to whoever asked for it, and holds up nobody else: the same
/// store goes on, and an engine that had taken it in is made anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_store_refuses_holds_nobody_up() {
    let [a, b] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let refuses = Arc::new(AtomicBool::new(false));
    let opened = Arc::new(Mutex::new(0_u32));
    let (flag, count, folder) = (Arc::clone(&refuses), Arc::clone(&opened), a.path().join("store"));
    let opener: Opener = Arc::new(move || {
        *count.lock().unwrap() += 1;
        let (inner, refuses) = (store::open(&folder, Backend::Redb)?, Arc::clone(&flag));
        let fails = Arc::default();
        Ok(Arc::new(Failing { inner, fails, refuses }) as Arc<dyn Store>)
    });
    let other = Live::tcp(b.path(), 2, &[]).await;
    let settings = config("tcp", &[other.address().await]);
    let live = Live::start(a.path(), 1, settings, Some(opener)).await;
    let (own, held) = (live.writer(), live.size(&live.writer()));
    other.holds(&own, held).await;
    let mut events = live.handle.subscribe();

    // In one batch or in several, as they come.
    let put = |key: &'static [u8]| live.handle.put(Shelf::Settings, key, b"value");
    for _ in 0..8 {
        let (before, unfit, said, after) = tokio::join!(
            put(b"a"),
            put(UNFIT),
            live.handle.say(live.did(), profile("b")),
            put(b"c")
        );
        assert!(matches!(unfit, Err(NodeError::Refused(_))), "{unfit:?}");
        assert!(before.is_ok() && said.is_ok() && after.is_ok(), "{before:?} {said:?} {after:?}");
    }
    let store = live.handle.store();
    assert_eq!(store.note(Shelf::Settings, UNFIT).unwrap(), None);
    assert_eq!(store.note(Shelf::Settings, b"c").unwrap().as_deref(), Some(&b"value"[..]));
    // Too long for any store: it does not come so far.
    for (key, value) in [(vec![0; 257], vec![]), (vec![], vec![0; 16 * 1024 * 1024 + 1])] {
        let unfit = live.handle.put(Shelf::Settings, &key, &value).await;
        assert!(matches!(unfit, Err(NodeError::Refused(_))), "{unfit:?}");
    }
    live.handle.put(Shelf::Settings, &[0; 256], b"").await.unwrap();

    refuses.store(true, Ordering::SeqCst);
    let (unfit, fits) = tokio::join!(live.handle.say(live.did(), profile("lost")), put(b"d"));
    assert!(matches!(unfit, Err(NodeError::Refused(_))) && fits.is_ok(), "{unfit:?} {fits:?}");
    refuses.store(false, Ordering::SeqCst);
    let said = live.say("after it").await;
    assert_eq!(said.seq(), held + 8, "the engine is as the store is");
    other.holds(&own, held + 9).await;
    assert_eq!(live.handle.status().await.unwrap().read_only, None);
    assert_eq!(*opened.lock().unwrap(), 1);
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, NodeEvent::ReadOnly(_)), "{event:?}");
    }
}
