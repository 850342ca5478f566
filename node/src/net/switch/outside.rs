//! What the switch does to be found and reached: says where this node is, is called through relays,
//! looks for those who moved.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::time::Instant;

use bot_protocol::gossip::Fault;
use bot_protocol::limits::RELAYS_MAX;
use libp2p::core::transport::ListenerId;
use libp2p::multiaddr::Protocol;
use libp2p::relay;
use tokio::sync::oneshot;

use super::*;
use crate::net::ReachView;
use crate::net::behaviour::of_interest;
use crate::net::book::split;
use crate::net::ip::{ip_of, is_relayed};
use crate::net::reach::asking::{Door, Word};
use crate::net::reach::guard::{Happening, Offence};
use crate::net::reach::pace::{Allowance, Paces};
use crate::net::reach::place::{callable, is_callable, relay_of};
use crate::net::reach::places::Places;
use crate::net::reach::seeking::Seeking;
use crate::net::reach::tables::ENTERED_MAX;
use crate::net::reach::tally::{Callable, Tally};
use crate::net::reach::{Reach, ReachEvent};

/// How long whoever is no relay after all, or refuses, is left alone.
const RELAY_RESTS: Duration = Duration::from_secs(60);

/// Most calls that one search makes.
const CALLS_OF_A_SEARCH: u32 = 12;

/// How long those whom a search led through stay connected.
const PASSING_PATIENCE: Duration = Duration::from_secs(30);

/// Calls for others who ask: of all together, and of one.
const CALLS: [Allowance; 2] = [
    Allowance { most: 12, each: Duration::from_secs(5) },
    Allowance { most: 4, each: Duration::from_secs(60) },
];

/// What the switch knows of its place in the world.
pub(super) struct Outside {
    pub(super) lan: bool,
    announced: bool,
    /// Relays through which the owner said that somebody is to be called.
    named_relays: BTreeSet<PeerId>,
    /// Who has a place at this node's relay.
    places: Option<Places>,
    may_serve: bool,
    serves: bool,
    /// Whether peers may hold an older introduction, without what this node has come to serve.
    outdated: bool,
    pub(super) tally: Tally,
    confirmed: Vec<Multiaddr>,
    /// Where those who are asked see this node.
    pub(super) seen_at: BTreeMap<PeerId, IpAddr>,
    /// When each may be asked again.
    pub(super) asked: BTreeMap<(PeerId, Door), Instant>,
    /// Who is asked to call just now, and whether it was seen calling.
    pub(super) calling: BTreeMap<PeerId, bool>,
    /// Calls for others, being made.
    pub(super) answering: BTreeMap<ConnectionId, oneshot::Sender<Word>>,
    pub(super) calls: Paces,
    relays: HashMap<ListenerId, PeerId>,
    resting: BTreeMap<PeerId, Instant>,
    seeking: Seeking,
}

impl Outside {
    pub(super) fn new(setup: &NetSetup, reaching: &Reaching) -> Self {
        let [all, each] = CALLS;
        Self {
            lan: setup.lan,
            announced: !setup.announced.is_empty(),
            named_relays: setup.peers.iter().filter_map(relay_of).collect(),
            places: None,
            may_serve: reaching.serving.is_some(),
            serves: false,
            outdated: false,
            tally: Tally::new(setup.lan),
            confirmed: Vec::new(),
            seen_at: BTreeMap::new(),
            asked: BTreeMap::new(),
            calling: BTreeMap::new(),
            answering: BTreeMap::new(),
            calls: Paces::new(all, each),
            relays: HashMap::new(),
            resting: BTreeMap::new(),
            seeking: Seeking::new(),
        }
    }

    fn callable(&self) -> Callable {
        if self.announced { Callable::Announced } else { self.tally.callable() }
    }

    /// Whether relays are of use. That a node can perhaps be called is not enough to do without.
    fn needs_relays(&self) -> bool {
        self.callable() != Callable::Announced
    }

    /// This node's relay asks there who may have a place.
    pub(super) fn serve_in(&mut self, places: Places) {
        self.places = Some(places);
    }

    /// The owner named an address, perhaps one through a relay.
    pub(super) fn name_relay(&mut self, address: &Multiaddr) {
        self.named_relays.extend(relay_of(address));
    }
}

/// The next stream of a protocol that may be switched off.
pub(super) async fn next_of(streams: &mut Option<Incoming>) -> Option<(PeerId, Stream)> {
    match streams {
        Some(streams) => streams.recv().await,
        None => std::future::pending().await,
    }
}

impl Switch {
    fn reach(&mut self) -> Option<&mut Reach> {
        self.swarm.behaviour_mut().reach.as_mut()
    }

    /// Whether the owner named a peer.
    fn is_named(&self, peer: &PeerId) -> bool {
        self.book.get(peer).is_some_and(|entry| entry.listed)
            || self.links.get(peer).is_some_and(|link| link.via.is_some())
    }

    /// Everything that is due.
    pub(super) fn reach_out(&mut self, now: Instant) {
        if self.outside.is_none() {
            return;
        }
        self.leave_relays(now);
        self.introduce_again();
        self.believe(now);
        self.keep_places();
        self.serve();
        self.ask_around(now);
        self.lean_on_relays(now);
        if let Some(reach) = self.reach() {
            reach.tables.with(|tables| tables.enter_due(now));
        }
        self.seek_the_lost(now);
        self.let_pass(now);
    }

    /// Tells the relay of this node for whom places are kept.
    pub(super) fn keep_places(&self) {
        let Some(places) = self.outside.as_ref().and_then(|outside| outside.places.as_ref()) else {
            return;
        };
        let named = self.links.keys().filter(|peer| self.is_named(peer)).copied().collect();
        places.note(named, |peer| self.links.contains_key(peer));
    }

    /// Takes on the addresses at which enough got through, and gives up those of which it is long ago.
    pub(super) fn believe(&mut self, now: Instant) {
        let Some(outside) = &mut self.outside else { return };
        outside.tally.age(now);
        let confirmed = outside.tally.addresses();
        if confirmed == outside.confirmed {
            return;
        }
        let before = std::mem::replace(&mut outside.confirmed, confirmed.clone());
        for gone in before.iter().filter(|address| !confirmed.contains(address)) {
            self.swarm.remove_external_address(gone);
        }
        for address in confirmed {
            tracing::info!(%address, "others can probably call this node here");
            self.swarm.add_external_address(address);
        }
        self.tell(NetEvent::Moved);
    }

    /// Lets others be called through this node, where the owner wants that and it can be called itself.
    fn serve(&mut self) {
        let Some(outside) = self.outside.as_ref().filter(|outside| outside.may_serve) else {
            return;
        };
        let (lan, before) = (outside.lan, outside.serves);
        if lan {
            // Nobody else can say where one is called in a network of one's own.
            let near: Vec<Multiaddr> =
                self.swarm.listeners().filter(|at| is_callable(at, lan)).cloned().collect();
            for address in near.into_iter().filter(|at| !is_relayed(at)) {
                if self.swarm.external_addresses().all(|known| *known != address) {
                    self.swarm.add_external_address(address);
                }
            }
        }
        let serves = self.swarm.external_addresses().any(|address| !is_relayed(address));
        if serves == before {
            return;
        }
        let status = if serves { relay::Status::Enable } else { relay::Status::Disable };
        if let Some(server) = self.reach().and_then(|reach| reach.server.as_mut()) {
            server.with(|server| server.set_status(Some(status)));
        }
        if let Some(outside) = &mut self.outside {
            (outside.serves, outside.outdated) = (serves, true);
        }
    }

    /// Introduces this node once more after it began or ceased to serve: `identify` tells a change to
    /// nobody with whom the first introduction was under way.
    fn introduce_again(&mut self) {
        let Some(outside) = &mut self.outside else { return };
        if std::mem::take(&mut outside.outdated) {
            self.swarm.behaviour_mut().identify.push(self.links.keys().copied());
        }
    }

    /// A peer introduced itself: what it speaks, where it is, and where it sees this node.
    pub(super) fn introduced(&mut self, peer: PeerId, info: &identify::Info) {
        let named = self.is_named(&peer);
        let doors: Vec<Door> = self.swarm.listeners().filter_map(Door::of).collect();
        let Some(outside) = &mut self.outside else { return };
        let Some(link) = self.links.get_mut(&peer) else { return };
        link.speaks = of_interest(&info.protocols);
        let around = is_relayed(&info.observed_addr) || !link.is_direct();
        if let Some(ip) = ip_of(&info.observed_addr).filter(|_| named && !around) {
            outside.seen_at.insert(peer, ip);
        }
        let lan = outside.lan;
        let believed = link.is_direct() && (named || outside.named_relays.contains(&peer));
        let addresses = callable(info.listen_addrs.iter().cloned(), ENTERED_MAX, lan);
        let Some(reach) = self.reach() else { return };
        let speaks = &info.protocols;
        reach.tables.with(|tables| tables.introduced(peer, speaks, addresses, monotonic()));
        // Where a stranger says that this node is, others are not to be told.
        let seen = if believed { Door::seen(&doors, &info.observed_addr) } else { Vec::new() };
        for address in seen.iter().filter(|address| is_callable(address, lan)) {
            reach.punch.with(|punch| punch.seen_at(address));
        }
    }

    /// The addresses that a peer says, of which few lead through relays.
    pub(super) fn few_relayed(
        &self,
        addresses: Vec<Multiaddr>,
    ) -> impl Iterator<Item = Multiaddr> + use<> {
        let lan = self.outside.as_ref().map(|outside| outside.lan);
        let mut relayed = 0;
        addresses.into_iter().filter(move |address| {
            let through = is_relayed(address);
            relayed += usize::from(through);
            let few = relayed <= crate::net::reach::place::RELAYED_MAX;
            !through || lan.is_some_and(|lan| few && is_callable(address, lan))
        })
    }

    /// Asks relays whom the owner named to be called through them, as long as this node cannot be called.
    fn lean_on_relays(&mut self, now: Instant) {
        let Some(outside) = &mut self.outside else { return };
        outside.resting.retain(|_, until| *until > now);
        if !outside.needs_relays() {
            return;
        }
        let places = RELAYS_MAX.saturating_sub(outside.relays.len());
        let taken: Vec<PeerId> =
            outside.relays.values().chain(outside.resting.keys()).copied().collect();
        let mut asks = Vec::new();
        for (peer, link) in &self.links {
            let carries = link.speaks.contains(&relay::HOP_PROTOCOL_NAME);
            if !carries || taken.contains(peer) || !self.is_named(peer) {
                continue;
            }
            // Whichever side called: the owner said where it is.
            let named = || self.book.get(peer).into_iter().flat_map(|entry| &entry.addresses);
            let own = || named().find(|at| ip_of(at).is_some() && !is_relayed(at));
            let at = link.called_at.as_ref().or_else(own);
            asks.extend(at.map(|at| (*peer, split(at).1)));
        }
        for (peer, at) in asks.into_iter().take(places) {
            let address = at.with(Protocol::P2p(peer)).with(Protocol::P2pCircuit);
            let asked = self.swarm.listen_on(address);
            let Some(outside) = &mut self.outside else { return };
            match asked {
                Ok(listener) => drop(outside.relays.insert(listener, peer)),
                Err(fault) => {
                    tracing::debug!(%peer, %fault, "not asked to be a relay");
                    outside.resting.insert(peer, now + RELAY_RESTS);
                }
            }
        }
    }

    /// A relay is none any more, or never was.
    pub(super) fn relay_gone(&mut self, listener: ListenerId) {
        let Some(outside) = &mut self.outside else { return };
        if let Some(peer) = outside.relays.remove(&listener) {
            tracing::info!(relay = %peer, "not called through this relay any more");
            outside.resting.insert(peer, monotonic() + RELAY_RESTS);
            self.tell(NetEvent::Moved);
        }
        self.draw();
    }

    /// Looks in the tables for those who are not where they were.
    fn seek_the_lost(&mut self, now: Instant) {
        let lost = self.book.iter().filter(|(_, entry)| entry.is_lost());
        let lost = lost.filter_map(|(callee, entry)| match callee {
            Callee::Peer(peer) => Some((*peer, entry.listed)),
            Callee::Address(_) => None,
        });
        let lost = lost.filter(|(peer, _)| !self.links.contains_key(peer)).collect();
        let Some(outside) = &mut self.outside else { return };
        let Some(reach) = self.swarm.behaviour_mut().reach.as_mut() else { return };
        if reach.tables.with(|tables| tables.entered() == 0).unwrap_or(true) {
            return;
        }
        for peer in outside.seeking.due(&lost, now) {
            tracing::debug!(%peer, "looked for in the tables");
            reach.tables.calls().grant(CALLS_OF_A_SEARCH);
            reach.tables.with(|tables| tables.seek(peer));
        }
    }

    /// Whether a search led to a peer, and it is not the one that was looked for.
    pub(super) fn leads_to(&mut self, peer: PeerId, connection: ConnectionId) -> bool {
        let ordered = self.reach().is_some_and(|reach| reach.tables.ordered(connection));
        ordered && !self.book.has(&Callee::Peer(peer))
    }

    /// Lets those go whom a search led through.
    fn let_pass(&mut self, now: Instant) {
        let over = |link: &Link| {
            link.passing && now.saturating_duration_since(link.since) > PASSING_PATIENCE
        };
        let over: Vec<PeerId> =
            self.links.iter().filter(|(_, link)| over(link)).map(|(peer, _)| *peer).collect();
        for peer in over.into_iter().filter(|peer| !self.book.has(&Callee::Peer(*peer))) {
            let _gone = self.swarm.disconnect_peer_id(peer);
        }
    }

    pub(super) fn see_reach(&mut self, event: ReachEvent) {
        match event {
            ReachEvent::Client(happening) => self.see_part("relay client", &happening),
            ReachEvent::Server(happening) => self.see_part("relay", &happening),
            ReachEvent::Punch(happening) => self.see_part("hole punching", &happening),
            ReachEvent::Tables(happening) => self.see_part("tables", &happening),
        }
    }

    /// What a part says of itself is for the log: the connections and listeners tell the rest.
    fn see_part<T: std::fmt::Debug>(&mut self, part: &'static str, happening: &Happening<T>) {
        match happening {
            Happening::Said(event) => tracing::trace!(part, ?event, "said"),
            Happening::Offended { peer, offence: Offence::Panic } => {
                self.blame(*peer, Fault::Malformed);
            }
            Happening::Offended { peer, offence: Offence::TooMuch } => {
                self.blame(*peer, Fault::TooMany);
            }
        }
    }

    pub(super) fn reach_view(&mut self) -> Option<ReachView> {
        let relays = self.swarm.listeners().filter_map(relay_of).collect();
        let (entered, broken) = self.reach().map(|reach| {
            let entered = reach.tables.with(|tables| tables.entered()).unwrap_or(0);
            (entered, reach.broken())
        })?;
        let outside = self.outside.as_ref()?;
        Some(ReachView {
            callable: outside.callable(),
            addresses: outside.confirmed.clone(),
            relays,
            serves: outside.serves,
            entered,
            broken,
        })
    }
}
