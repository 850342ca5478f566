//! Found and reached where the machine cannot be called: relays, direct ways, tables; and those who abuse
//! them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bot_node::config::Config;
use bot_node::net::{Callable, Carried, Carrier, ReachView, Way, sockets};
use bot_node::{Ground, Threads};
use bot_tests::live::{Live, config, until};
use bot_tests::oddity::{self, Oddity};
use libp2p::core::transport::{
    Boxed, DialOpts, ListenerId, Transport, TransportError, TransportEvent,
};
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};
use tempfile::TempDir;

fn folders<const N: usize>() -> [TempDir; N] {
    std::array::from_fn(|_| tempfile::tempdir().unwrap())
}

/// Settings of a node in a network of its own: loopback counts as a place there.
fn near(transport: &str, peers: &[Multiaddr]) -> Config {
    let mut config = config(transport, peers);
    (config.net.reach, config.net.lan) = (true, true);
    config
}

/// As a relay.
fn relay(transport: &str) -> Config {
    let mut config = near(transport, &[]);
    config.net.relay = true;
    config
}

/// Listening nowhere.
fn shut(peers: &[Multiaddr]) -> Config {
    let mut config = near("tcp", peers);
    config.net.listen = Vec::new();
    config
}

async fn begun(folder: &TempDir, seed: u8, config: Config) -> Live {
    Live::start(folder.path(), seed, config, None).await
}

async fn reach(live: &Live) -> ReachView {
    live.handle.status().await.unwrap().reach.unwrap_or_default()
}

async fn way(live: &Live, to: PeerId) -> Option<Way> {
    let peers = live.handle.peers().await.unwrap();
    peers.iter().find(|peer| peer.view.id == Some(to)).and_then(|peer| peer.view.way)
}

async fn points(live: &Live, of: PeerId) -> u32 {
    let peers = live.handle.peers().await.unwrap();
    peers.iter().find(|peer| peer.view.id == Some(of)).map_or(0, |peer| peer.view.points)
}

async fn leans(live: &Live, on: &Live) {
    until("a relay", || async { reach(live).await.relays == [on.handle.peer()] }).await;
}

/// The address of one node through another.
async fn through(relay: &Live, to: &Live) -> Multiaddr {
    relay.address().await.with(Protocol::P2pCircuit).with(Protocol::P2p(to.handle.peer()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_called_is_reached_through_a_relay() {
    let [a, b, c] = folders();
    let middle = begun(&a, 1, relay("tcp")).await;
    let at_home = begun(&b, 2, shut(&[middle.address().await])).await;
    leans(&at_home, &middle).await;
    until("a relay that serves", || async { reach(&middle).await.serves }).await;
    let said = at_home.address().await;
    assert_eq!(said, through(&middle, &at_home).await, "it says where it is to be called");

    let friend = begun(&c, 3, shut(&[said])).await;
    let by = Some(middle.handle.peer());
    let relayed = Some(Way::Relayed { by });
    let [to, from] = [at_home.handle.peer(), friend.handle.peer()];
    until("a way through the relay", || async { way(&friend, to).await == relayed }).await;
    until("the same from the other side", || async { way(&at_home, from).await == relayed }).await;
    assert_eq!(way(&friend, middle.handle.peer()).await, Some(Way::Direct));
    at_home.say("through the relay").await;
    friend.holds(&at_home.writer(), at_home.size(&at_home.writer())).await;
}

/// Whoever may perhaps be called is still called through a relay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_can_perhaps_be_called_leans_on_a_relay_all_the_same() {
    let [a, b, c, d] = folders();
    let one = begun(&a, 1, near("tcp", &[])).await;
    let other = begun(&b, 2, near("tcp", &[])).await;
    let live = begun(&c, 3, near("tcp", &[one.address().await, other.address().await])).await;
    let by_two = Callable::Perhaps { by: 2 };
    until("two words", || async { reach(&live).await.callable == by_two }).await;
    let middle = begun(&d, 4, relay("tcp")).await;
    live.handle.add_peer(middle.address().await).await.unwrap();
    leans(&live, &middle).await;
}

/// Strangers cannot take the places of those whom the owner of a relay named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_of_the_places_of_a_relay_are_kept_for_those_who_are_named() {
    let [a, b, c, d] = folders();
    let mut config = relay("tcp");
    config.net.relay_places_max = 2;
    let middle = begun(&a, 1, config).await;
    until("a relay that serves", || async { reach(&middle).await.serves }).await;
    let at = middle.address().await;
    let strangers = [
        begun(&b, 2, shut(std::slice::from_ref(&at))).await,
        begun(&c, 3, shut(std::slice::from_ref(&at))).await,
    ];
    let lean = || async {
        let [one, other] = [reach(&strangers[0]).await, reach(&strangers[1]).await];
        one.relays.len() + other.relays.len()
    };
    until("one place for both", || async { lean().await == 1 }).await;
    middle.connected(2).await;
    let named = begun(&d, 4, shut(&[])).await;
    let nowhere: Multiaddr = "/ip4/127.0.0.1/tcp/9".parse().unwrap();
    middle.handle.add_peer(nowhere.with(Protocol::P2p(named.handle.peer()))).await.unwrap();
    named.handle.add_peer(at).await.unwrap();
    leans(&named, &middle).await;
    assert_eq!(lean().await, 1);
}

/// A peer may name its own machine, and no other in a private network.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_peer_says_of_itself_is_not_called_everywhere() {
    let said = |text: &str| -> Multiaddr { text.parse().unwrap() };
    let public = said("/ip4/93.184.216.34/tcp/7341");
    let claims = [
        said("/ip4/192.168.77.7/tcp/7341"),
        said("/ip4/169.254.169.254/tcp/7341"),
        said("/ip4/127.0.0.1/tcp/22"),
        said("/dns4/school.example/tcp/7341"),
        public.clone(),
    ];
    let [folder] = folders();
    let live = begun(&folder, 1, config("tcp", &[])).await;
    let oddity = Oddity::saying(oddity::Silent, &claims).await;
    oddity.connect(live.address().await).await;
    let mut own = oddity.address();
    own.pop();
    let known = || async {
        let peers = live.handle.peers().await.unwrap();
        let found = peers.into_iter().find(|peer| peer.view.id == Some(oddity.peer()));
        found.map(|peer| peer.view.addresses).unwrap_or_default()
    };
    until("where it is", || async { known().await.contains(&public) }).await;
    let known = known().await;
    assert!(known.contains(&own), "a neighbour on this machine: {known:?}");
    assert!(known.contains(&said("/dns4/school.example/tcp/7341")), "a name of it: {known:?}");
    assert_eq!(known.len(), 3, "{known:?}");
}

/// What its owner announces, a name as well, every peer is told, whether the node looks for ways in or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_name_is_told_to_peers() {
    for is_sought in [true, false] {
        let [a, b] = folders();
        let other = begun(&a, 1, near("tcp", &[])).await;
        let mut config = near("tcp", &[other.address().await]);
        config.net.reach = is_sought;
        let names = ["/dns4/school.example/tcp/7341", "/dns6/school.example/tcp/25"];
        config.net.announce = names.map(str::to_owned).to_vec();
        let named = begun(&b, 2, config).await;
        let [name, never]: [Multiaddr; 2] = names.map(|name| name.parse().unwrap());
        let known = || async {
            let peers = other.handle.peers().await.unwrap();
            let found = peers.into_iter().find(|one| one.view.id == Some(named.handle.peer()));
            found.map(|peer| peer.view.addresses).unwrap_or_default()
        };
        until("the name", || async { known().await.contains(&name) }).await;
        assert!(!known().await.contains(&never), "a door that is for letters of another kind");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_want_to_be_a_relay_is_none() {
    let [a, b] = folders();
    let middle = begun(&a, 1, near("tcp", &[])).await;
    let at_home = begun(&b, 2, shut(&[middle.address().await])).await;
    until("an introduction", || async { reach(&at_home).await.entered == 1 }).await;
    at_home.say("hello").await;
    middle.holds(&at_home.writer(), at_home.size(&at_home.writer())).await;
    assert!(reach(&at_home).await.relays.is_empty());
    assert!(!reach(&middle).await.serves);
    // Nor is it one where nobody can call it.
    let [c] = folders();
    let mut config = relay("tcp");
    config.net.lan = false;
    let uncalled = begun(&c, 3, config).await;
    assert!(!reach(&uncalled).await.serves);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_switched_off_is_off() {
    let [a, b] = folders();
    let middle = begun(&a, 1, relay("tcp")).await;
    let mut config = shut(&[middle.address().await]);
    config.net.reach = false;
    let off = begun(&b, 2, config).await;
    off.connected(1).await;
    middle.holds(&off.writer(), 1).await;
    assert_eq!(off.handle.status().await.unwrap().reach, None);
    assert_eq!(reach(&middle).await.entered, 0, "it is in no table either");
}

/// The two meet through a relay, and go on over a direct way when it is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_relay_to_a_direct_way() {
    for transport in ["quic", "tcp"] {
        let [a, b, c] = folders();
        let mut config = relay(transport);
        // Of another community: its tables help nobody to a direct way.
        config.net.communities = vec!["hall".to_owned()];
        let middle = begun(&a, 1, config).await;
        let peers = [middle.address().await];
        let one = begun(&b, 2, near(transport, &peers)).await;
        let other = begun(&c, 3, near(transport, &peers)).await;
        for live in [&one, &other] {
            leans(live, &middle).await;
        }
        other.handle.add_peer(through(&middle, &one).await).await.unwrap();
        let [to, from] = [one.handle.peer(), other.handle.peer()];
        until("a direct way", || async { way(&other, to).await == Some(Way::Punched) }).await;
        until("the same from the other side", || async {
            way(&one, from).await == Some(Way::Punched)
        })
        .await;
        middle.handle.shutdown().await;
        until("nobody between", || async {
            one.handle.status().await.unwrap().connected == 1
                && other.handle.status().await.unwrap().connected == 1
        })
        .await;
        for (speaker, hearer) in [(&one, &other), (&other, &one)] {
            speaker.say("without a relay").await;
            hearer.holds(&speaker.writer(), speaker.size(&speaker.writer())).await;
        }
        assert_eq!(way(&one, from).await, Some(Way::Punched), "{transport}");
    }
}

/// Who knows a node by name only finds where it went: another that met it there tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_moved_is_found_in_the_table() {
    let [a, b, c, new] = folders();
    let known = begun(&a, 1, near("tcp", &[])).await;
    let middle = known.address().await;
    let moving = begun(&b, 2, near("tcp", std::slice::from_ref(&middle))).await;
    let before = moving.address().await;
    let seeker = begun(&c, 3, near("tcp", &[middle.clone(), before.clone()])).await;
    let peer = moving.handle.peer();
    until("a meeting", || async { way(&seeker, peer).await.is_some() }).await;
    moving.handle.shutdown().await;
    until("a parting", || async { way(&seeker, peer).await.is_none() }).await;
    // The same node in another place; it knows nobody but the one in the middle.
    std::fs::copy(b.path().join("peer.key"), new.path().join("peer.key")).unwrap();
    let moved = begun(&new, 4, near("tcp", &[middle])).await;
    assert_eq!(moved.handle.peer(), peer);
    assert_ne!(moved.address().await, before);
    until("a meeting elsewhere", || async { way(&seeker, peer).await.is_some() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_of_another_community_are_not_in_the_table() {
    let [a, b, c] = folders();
    let school = begun(&a, 1, near("tcp", &[])).await;
    let peers = [school.address().await];
    let mut config = near("tcp", &peers);
    config.net.communities = vec!["choir".to_owned()];
    let choir = begun(&b, 2, config).await;
    choir.connected(1).await;
    let both = begun(&c, 3, near("tcp", &peers)).await;
    until("one of the same community", || async { reach(&school).await.entered == 1 }).await;
    school.connected(2).await;
    until("the other way", || async { reach(&both).await.entered >= 1 }).await;
    assert_eq!(reach(&school).await.entered, 1);
    assert_eq!(reach(&choir).await.entered, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_it_may_be_called_takes_two_who_were_seen_calling() {
    let [a, b, c, d, e] = folders();
    let first = begun(&a, 1, near("tcp", &[])).await;
    let second = begun(&b, 2, near("tcp", &[])).await;
    let peers = [first.address().await, second.address().await];
    let one = begun(&c, 3, near("tcp", &peers[..1])).await;
    until("one word", || async { reach(&one).await.callable == Callable::OneWord }).await;
    assert!(reach(&one).await.addresses.is_empty());
    let two = begun(&d, 4, near("tcp", &peers)).await;
    let by_two = Callable::Perhaps { by: 2 };
    until("two words", || async { reach(&two).await.callable == by_two }).await;
    let at = reach(&two).await.addresses;
    assert!(two.address().await.to_string().starts_with(&at[0].to_string()), "{at:?}");
    assert_eq!(reach(&one).await.callable, Callable::OneWord, "still one");
    let mut config = shut(&peers);
    config.net.announce = vec!["/ip4/127.0.0.1/tcp/9".to_owned()];
    let told = begun(&e, 5, config).await;
    assert_eq!(reach(&told).await.callable, Callable::Announced, "the owner says so");
}

/// A peer that says it called, and did not, is believed nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn liars_about_calling_are_not_believed() {
    let liars =
        [Oddity::start(oddity::SaysItCalled).await, Oddity::start(oddity::SaysItCalled).await];
    let [a, b] = folders();
    let peers = [liars[0].address(), liars[1].address()];
    let live = begun(&a, 1, near("tcp", &peers)).await;
    until("questions", || async { liars.iter().all(|liar| liar.asked() > 0) }).await;
    let honest = begun(&b, 2, near("tcp", &[])).await;
    live.handle.add_peer(honest.address().await).await.unwrap();
    until("one true word", || async { reach(&live).await.callable == Callable::OneWord }).await;
    assert!(reach(&live).await.addresses.is_empty());
}

/// Whatever a relay answers, the node goes on; what it may cause is bounded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_relay_ends_nothing_but_its_own_connection() {
    for answer in oddity::HOSTILE_RELAYS {
        let relay = Oddity::start(answer).await;
        let [a, b] = folders();
        let live = begun(&a, 1, near("tcp", &[relay.address()])).await;
        until(&format!("{answer:?}: asked"), || async { relay.asked() > 0 }).await;
        if answer.is_an_offence() {
            until(&format!("{answer:?}: blamed"), || async {
                points(&live, relay.peer()).await > 0
            })
            .await;
        }
        let honest = begun(&b, 2, near("tcp", &[live.address().await])).await;
        honest.holds(&live.writer(), live.size(&live.writer())).await;
        let view = reach(&live).await;
        assert!(view.broken.is_empty(), "{answer:?}: {:?}", view.broken);
        assert!(view.relays.len() <= 1, "{answer:?}: {} relays", view.relays.len());
        let addresses = live.handle.status().await.unwrap().addresses;
        assert!(addresses.len() <= 2, "{answer:?}: {} addresses", addresses.len());
    }
}

/// Whatever a client sends to a relay, others are served as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_client_of_a_relay_hinders_nobody() {
    let [a, b] = folders();
    let middle = begun(&a, 1, relay("tcp")).await;
    until("a relay that serves", || async { reach(&middle).await.serves }).await;
    let client = Oddity::start(oddity::Silent).await;
    let peer = middle.handle.peer();
    client.connect(middle.address().await).await;
    for bytes in oddity::hostile_requests(client.peer()) {
        client.send(peer, libp2p::relay::HOP_PROTOCOL_NAME, &bytes).await;
    }
    let at_home = begun(&b, 2, shut(&[middle.address().await])).await;
    leans(&at_home, &middle).await;
    assert!(reach(&middle).await.broken.is_empty());
}

/// A question names a port and no host; who asks without end is called a few times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_called_without_end_nor_in_a_private_network() {
    const REFUSED: u8 = 3;
    let [a, b] = folders();
    let asker = Oddity::start(oddity::Silent).await;
    for (folder, seed, lan) in [(&a, 1, true), (&b, 2, false)] {
        let mut config = near("tcp", &[]);
        config.net.lan = lan;
        let live = begun(folder, seed, config).await;
        asker.connect(live.address().await).await;
        let mut words = Vec::new();
        for port in 2000..2012_u16 {
            let [high, low] = port.to_be_bytes();
            let door = [0, 0, 0, 3, 1, high, low];
            let word = asker.ask(live.handle.peer(), oddity::CALLABLE, &door).await;
            words.push(word.last().copied().unwrap_or(REFUSED));
        }
        let made = words.iter().filter(|word| **word != REFUSED).count();
        assert_eq!(made, if lan { 4 } else { 0 }, "{words:?}");
    }
}

/// Who leaves a question open is refused the next, and hears so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_question_of_each_is_heard_at_a_time() {
    let [folder] = folders();
    let live = begun(&folder, 1, near("tcp", &[])).await;
    let asker = Oddity::start(oddity::Silent).await;
    asker.connect(live.address().await).await;
    let peer = live.handle.peer();
    let open = asker.open(peer, oddity::CALLABLE, &[0, 0]).await;
    let door = [0, 0, 0, 3, 1, 7, 0xd0];
    until("a refusal", || async {
        asker.ask(peer, oddity::CALLABLE, &door).await.last() == Some(&3)
    })
    .await;
    drop(open);
}

/// What carries the bytes of a node until it breaks.
struct Brittle {
    inner: Boxed<Carried>,
    broken: Arc<AtomicBool>,
}

impl Transport for Brittle {
    type Output = Carried;
    type Error = std::io::Error;
    type ListenerUpgrade = <Boxed<Carried> as Transport>::ListenerUpgrade;
    type Dial = <Boxed<Carried> as Transport>::Dial;

    fn listen_on(
        &mut self,
        id: ListenerId,
        address: Multiaddr,
    ) -> Result<(), TransportError<Self::Error>> {
        self.inner.listen_on(id, address)
    }

    fn remove_listener(&mut self, id: ListenerId) -> bool {
        self.inner.remove_listener(id)
    }

    fn dial(
        &mut self,
        address: Multiaddr,
        options: DialOpts,
    ) -> Result<Self::Dial, TransportError<Self::Error>> {
        self.inner.dial(address, options)
    }

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<TransportEvent<Self::ListenerUpgrade, Self::Error>> {
        assert!(!self.broken.load(Ordering::Relaxed), "the network of this test breaks here");
        Pin::new(&mut self.inner).poll(context)
    }
}

/// A node whose network broke off stops, rather than to answer without one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_stops_when_its_network_breaks_off() {
    let [folder] = folders();
    let broken = Arc::new(AtomicBool::new(false));
    let (carried, breaks) = (sockets(), Arc::clone(&broken));
    let carrier: Carrier = Arc::new(move |key| {
        Ok(Brittle { inner: carried(key)?, broken: Arc::clone(&breaks) }.boxed())
    });
    let ground = Ground { carrier, threads: Threads::Own };
    let live = on(ground, folder.path()).await;
    assert!(live.handle.status().await.is_ok());
    broken.store(true, Ordering::Relaxed);
    live.handle.ended().await;
    assert!(live.handle.status().await.is_err());
}

async fn on(ground: Ground, folder: &Path) -> Live {
    Live::on(ground, folder, 1, config("tcp", &[])).await
}
