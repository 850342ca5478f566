//! Where the nodes of a community are: one Kademlia table for each, by a protocol name of its own.
//!
//! A table answers one question: at which addresses is the node with this PeerId? It is asked for nodes
//! that are known and were not found where they last were. No credential, status or person is ever
//! looked up in it, and it stores nothing for anybody ([`Nothing`]). A node is entered after it was
//! connected and said that it speaks the community's protocol, at addresses that others may call
//! ([`callable`]).

mod nothing;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::gossip::Community;
use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::kad::{self, BucketInserts, Mode};
use libp2p::swarm::handler::multi::MultiHandler;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId, StreamProtocol};

use self::nothing::Nothing;
use super::pace::{Allowance, Paces};

/// How long one search may take.
const SEARCH_PATIENCE: Duration = Duration::from_secs(20);

/// How many a search asks for at a time.
const AT_A_TIME: NonZeroUsize = NonZeroUsize::new(3).expect("three is not zero");

/// How many nodes near to the one that is looked for a search ends with.
const NEAR: NonZeroUsize = NonZeroUsize::new(8).expect("eight is not zero");

/// Largest message of a table, in bytes: 8 nodes with 4 addresses each have 5,000.
const MESSAGE_BYTES_MAX: usize = 8 * 1024;

/// Most addresses entered of one node.
pub(in crate::net) const ENTERED_MAX: usize = 4;

/// How often anybody is entered, and one peer: each new one makes a small table look round, and so asks
/// those who are in it already.
const ENTRIES: [Allowance; 2] = [
    Allowance { most: 64, each: Duration::from_secs(5) },
    Allowance { most: 1, each: Duration::from_secs(60) },
];

/// Most peers that wait to be entered.
const WAITING_MAX: usize = 256;

type Table = kad::Behaviour<Nothing>;

/// The tables of all communities of this node.
pub(in crate::net) struct Tables {
    tables: Vec<(StreamProtocol, Table)>,
    next: usize,
    entries: Paces,
    /// What those said last who are not to be entered yet.
    waiting: BTreeMap<PeerId, Introduced>,
}

/// What a peer says of itself.
struct Introduced {
    /// Of our communities' protocols, those that it speaks.
    speaks: Vec<StreamProtocol>,
    addresses: Vec<Multiaddr>,
}

/// The name of the protocol by which the nodes of a community find each other.
///
/// Made of a hash, so that whoever reads which protocols a node speaks does not read the names of its
/// communities. Source: spec/reach.md §2.
pub(in crate::net) fn protocol(community: &Community) -> StreamProtocol {
    let digest = sha256(&[b"bot/kad/1\0", community.as_str().as_bytes()]);
    let name = format!("/bot/kad/1/{}", hex(&digest.as_bytes()[..16]));
    StreamProtocol::try_from_owned(name).expect("the name begins with a slash")
}

impl Tables {
    pub(in crate::net) fn new(own: PeerId, communities: &[Community]) -> Self {
        let mut tables: Vec<(StreamProtocol, Table)> = Vec::new();
        for name in communities.iter().map(protocol) {
            if tables.iter().all(|(other, _)| *other != name) {
                tables.push((name.clone(), table(own, name)));
            }
        }
        let [all, each] = ENTRIES;
        Self { tables, next: 0, entries: Paces::new(all, each), waiting: BTreeMap::new() }
    }

    /// A connected node says what it speaks and where it is: entered now or, where it was a moment ago,
    /// when it is time, with what it said last.
    pub(in crate::net) fn introduced(
        &mut self,
        peer: PeerId,
        speaks: &[StreamProtocol],
        addresses: Vec<Multiaddr>,
        now: Instant,
    ) {
        if self.waiting.len() >= WAITING_MAX && !self.waiting.contains_key(&peer) {
            return;
        }
        let ours = self.tables.iter().map(|(name, _)| name).filter(|name| speaks.contains(name));
        let speaks = ours.cloned().collect();
        self.waiting.insert(peer, Introduced { speaks, addresses });
        self.enter_due(now);
    }

    /// Enters those for whom it is time.
    pub(in crate::net) fn enter_due(&mut self, now: Instant) {
        let waiting: Vec<PeerId> = self.waiting.keys().copied().collect();
        for peer in waiting {
            let due = self.entries.take(peer, now);
            if let Some(said) = due.then(|| self.waiting.remove(&peer)).flatten() {
                self.enter(peer, &said.speaks, &said.addresses);
            }
        }
    }

    /// Enters a node in the tables of the communities whose protocol it speaks, at these addresses and no
    /// others.
    fn enter(&mut self, peer: PeerId, speaks: &[StreamProtocol], addresses: &[Multiaddr]) {
        for (name, table) in &mut self.tables {
            if !speaks.contains(name) {
                table.remove_peer(&peer);
                continue;
            }
            for address in addresses {
                table.add_address(&peer, address.clone());
            }
            let stale = table.kbucket(peer).map(|bucket| {
                let entry = bucket.iter().find(|entry| entry.node.key.preimage() == &peer);
                let held = entry.map(|entry| entry.node.value.iter().cloned().collect::<Vec<_>>());
                held.unwrap_or_default()
            });
            let named = |held: &Multiaddr| {
                addresses.iter().any(|at| at.clone().with_p2p(peer).as_ref() == Ok(held))
            };
            for address in stale.unwrap_or_default().iter().filter(|held| !named(held)) {
                table.remove_address(&peer, address);
            }
        }
    }

    /// Looks for a node in all tables; whoever finds it connects with it.
    pub(in crate::net) fn seek(&mut self, peer: PeerId) {
        for (_, table) in &mut self.tables {
            table.get_closest_peers(peer);
        }
    }

    /// How many nodes are entered.
    pub(in crate::net) fn entered(&mut self) -> usize {
        let in_table =
            |table: &mut Table| table.kbuckets().map(|bucket| bucket.num_entries()).sum::<usize>();
        self.tables.iter_mut().map(|(_, table)| in_table(table)).sum()
    }
}

fn table(own: PeerId, name: StreamProtocol) -> Table {
    let mut config = kad::Config::new(name);
    config
        .set_kbucket_inserts(BucketInserts::Manual)
        .set_query_timeout(SEARCH_PATIENCE)
        .set_replication_factor(NEAR)
        .set_parallelism(AT_A_TIME)
        .set_max_packet_size(MESSAGE_BYTES_MAX)
        .set_caching(kad::Caching::Disabled)
        .set_record_ttl(None)
        .set_replication_interval(None)
        .set_publication_interval(None)
        .set_provider_publication_interval(None)
        .set_periodic_bootstrap_interval(None);
    let mut table = kad::Behaviour::with_config(own, Nothing, config);
    // Whoever is in no table is found by nobody; nodes that cannot be called are in it by their relay.
    table.set_mode(Some(Mode::Server));
    table
}

impl NetworkBehaviour for Tables {
    type ConnectionHandler = MultiHandler<usize, THandler<Table>>;
    type ToSwarm = (usize, kad::Event);

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        let mut handlers = Vec::new();
        for (at, (_, table)) in self.tables.iter_mut().enumerate() {
            let handler =
                table.handle_established_inbound_connection(connection, peer, local, remote)?;
            handlers.push((at, handler));
        }
        MultiHandler::try_from_iter(handlers).map_err(ConnectionDenied::new)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        let mut known = Vec::new();
        for (_, table) in &mut self.tables {
            known.extend(
                table.handle_pending_outbound_connection(connection, peer, addresses, role)?,
            );
        }
        Ok(known)
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        let mut handlers = Vec::new();
        for (at, (_, table)) in self.tables.iter_mut().enumerate() {
            let handler = table
                .handle_established_outbound_connection(connection, peer, address, role, port)?;
            handlers.push((at, handler));
        }
        MultiHandler::try_from_iter(handlers).map_err(ConnectionDenied::new)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        self.tables.iter_mut().for_each(|(_, table)| table.on_swarm_event(event));
    }

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        (at, event): THandlerOutEvent<Self>,
    ) {
        if let Some((_, table)) = self.tables.get_mut(at) {
            table.on_connection_handler_event(peer, connection, event);
        }
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        let count = self.tables.len();
        for at in (self.next..self.next + count).map(|at| at % count) {
            if let Poll::Ready(event) = self.tables[at].1.poll(context) {
                self.next = (at + 1) % count;
                return Poll::Ready(event.map_in(|inner| (at, inner)).map_out(|inner| (at, inner)));
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    fn community(name: &str) -> Community {
        Community::new(name).unwrap()
    }

    fn tables(names: &[&str]) -> Tables {
        let names: Vec<_> = names.iter().map(|name| community(name)).collect();
        Tables::new(PeerId::random(), &names)
    }

    #[test]
    fn each_community_has_a_name_that_does_not_tell_its_name() {
        let [one, other] = ["school", "choir"].map(|name| protocol(&community(name)));
        assert_ne!(one, other);
        assert_eq!(one.as_ref().len(), "/bot/kad/1/".len() + 32);
        assert!(!one.as_ref().contains("school"));
        assert_eq!(tables(&["school", "school", "choir"]).tables.len(), 2);
    }

    #[test]
    fn who_does_not_speak_for_a_community_is_not_in_its_table() {
        let mut tables = tables(&["school"]);
        let at: Multiaddr = "/ip4/93.184.216.34/tcp/7341".parse().unwrap();
        let (ours, choir) = (protocol(&community("school")), protocol(&community("choir")));
        let peer = PeerId::random();
        tables.enter(
            peer,
            &[choir, StreamProtocol::new("/ipfs/kad/1.0.0")],
            std::slice::from_ref(&at),
        );
        assert_eq!(tables.entered(), 0);
        tables.enter(peer, std::slice::from_ref(&ours), std::slice::from_ref(&at));
        assert_eq!(tables.entered(), 1);
        tables.enter(peer, &[], &[at]);
        assert_eq!(tables.entered(), 0, "it speaks for it no more");
    }

    #[test]
    fn a_node_that_comes_and_goes_is_entered_once_a_minute_with_what_it_said_last() {
        let (mut tables, now) = (tables(&["school"]), monotonic());
        let (peer, ours) = (PeerId::random(), protocol(&community("school")));
        let at =
            |port: u16| -> Multiaddr { format!("/ip4/93.184.216.34/tcp/{port}").parse().unwrap() };
        let held = |tables: &mut Tables| {
            let id = ConnectionId::new_unchecked(0);
            tables
                .handle_pending_outbound_connection(id, Some(peer), &[], Endpoint::Dialer)
                .unwrap()
        };
        tables.introduced(peer, std::slice::from_ref(&ours), vec![at(7000)], now);
        for port in 7001..7100 {
            tables.introduced(peer, &[], Vec::new(), now);
            tables.introduced(peer, std::slice::from_ref(&ours), vec![at(port)], now);
        }
        assert_eq!(held(&mut tables), [at(7000).with_p2p(peer).unwrap()]);
        tables.enter_due(now + Duration::from_secs(59));
        assert_eq!(held(&mut tables), [at(7000).with_p2p(peer).unwrap()]);
        tables.enter_due(now + Duration::from_secs(60));
        assert_eq!(held(&mut tables), [at(7099).with_p2p(peer).unwrap()]);
        assert!(tables.waiting.is_empty());
        (0..2 * WAITING_MAX).for_each(|_| {
            tables.introduced(PeerId::random(), &[], Vec::new(), now);
        });
        assert!(tables.waiting.len() <= WAITING_MAX);
    }

    #[test]
    fn a_node_is_entered_at_its_newest_addresses_alone() {
        let mut tables = tables(&["school"]);
        let (peer, ours) = (PeerId::random(), protocol(&community("school")));
        for round in 0..50 {
            let at: Multiaddr = format!("/ip4/93.184.216.34/tcp/{}", 7000 + round).parse().unwrap();
            tables.enter(peer, std::slice::from_ref(&ours), std::slice::from_ref(&at));
            let held = tables.handle_pending_outbound_connection(
                ConnectionId::new_unchecked(round),
                Some(peer),
                &[],
                Endpoint::Dialer,
            );
            assert_eq!(held.unwrap(), [at.with_p2p(peer).unwrap()]);
        }
    }
}
