//! Those who call: how many may be of one public network, and who makes room where there is none.
//!
//! A school is behind one address, and so is a crowd of strangers on one machine. Who is who is known once a
//! caller said whom it hosts: whoever hosts somebody whose statements are kept is counted with no crowd and
//! never makes room. Of the others who has the most connections does, and of equals the last one, so that those
//! who are here stay; and whoever has not said yet whom it hosts finds a place to say it, as long as few others
//! keep silent there. A place is one connection, however few have them all.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId};

use super::standing::public_ip;

/// How a caller stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It did not say yet whom it hosts.
    Silent,
    /// It hosts nobody in scope.
    Stranger,
    /// It hosts somebody in scope, or its owner's list has it.
    Known,
}

#[derive(Debug)]
struct Caller {
    /// How many came before it.
    number: u64,
    /// The public network that it called from.
    network: Option<IpAddr>,
    stands: Stands,
    /// The connections that it made.
    calls: BTreeSet<ConnectionId>,
}

/// Every connected peer that called.
#[derive(Debug)]
pub(super) struct Callers {
    all: BTreeMap<PeerId, Caller>,
    /// What connected peers said, also those that this node called and that may call it yet.
    said: BTreeMap<PeerId, Stands>,
    came: u64,
    /// How many places those of one public network have who host nobody in scope.
    of_network: usize,
    /// How many places there are, whoever has them.
    of_all: usize,
}

impl Callers {
    /// With room for so many in all, and for a quarter as many of one network.
    pub(super) fn new(places: u32) -> Self {
        let places = usize::try_from(places).unwrap_or(usize::MAX);
        // Some are kept free: who finds none cannot say whom it hosts.
        let of_all = places.saturating_sub(places / PART_FREE).max(1);
        let (all, said) = (BTreeMap::new(), BTreeMap::new());
        Self { all, said, came: 0, of_network: (places / 4).max(1), of_all }
    }

    /// A peer called from an address; who makes room for it.
    pub(super) fn called(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        address: &Multiaddr,
    ) -> Option<PeerId> {
        let stands = self.said.get(&peer).copied().unwrap_or(Stands::Silent);
        let number = self.came;
        let caller = self.all.entry(peer).or_insert_with(|| {
            let network = public_ip(address).map(network_of);
            Caller { number, network, stands, calls: BTreeSet::new() }
        });
        caller.calls.insert(connection);
        self.came += 1;
        self.crowded(&peer)
    }

    /// One of the connections of a peer is gone, and others are not.
    pub(super) fn hung_up(&mut self, peer: &PeerId, connection: ConnectionId) {
        if let Some(caller) = self.all.get_mut(peer) {
            caller.calls.remove(&connection);
        }
    }

    /// A peer said whom it hosts: somebody in scope, or nobody; who makes room now.
    pub(super) fn met(&mut self, peer: &PeerId, known: bool) -> Option<PeerId> {
        let stands = if known { Stands::Known } else { Stands::Stranger };
        self.said.insert(*peer, stands);
        self.all.get_mut(peer)?.stands = stands;
        self.crowded(peer)
    }

    /// A peer is gone.
    pub(super) fn left(&mut self, peer: &PeerId) {
        self.all.remove(peer);
        self.said.remove(peer);
    }

    /// Who goes where one comes or is met. It has no place from then on.
    fn crowded(&mut self, peer: &PeerId) -> Option<PeerId> {
        let caller = self.all.get(peer)?;
        let network = caller.network.filter(|_| caller.stands != Stands::Known);
        let of_network = network.and_then(|network| {
            let all = self.all.iter().filter(|(_, one)| one.network == Some(network));
            makes_room(all.filter(|(_, one)| one.stands != Stands::Known), self.of_network)
        });
        let goes = of_network.or_else(|| makes_room(self.all.iter(), self.of_all))?;
        self.all.remove(&goes);
        Some(goes)
    }
}

/// Of so many places one is kept free for those who come.
const PART_FREE: usize = 12;

/// Of those who have more connections than there are places the one that goes: of those who host nobody in
/// scope who has the most, and of equals the last; or who keeps silent longest, of more than may.
fn makes_room<'c>(
    all: impl Iterator<Item = (&'c PeerId, &'c Caller)>,
    places: usize,
) -> Option<PeerId> {
    let (silent, spoke): (Vec<_>, Vec<_>) = all.partition(|(_, one)| one.stands == Stands::Silent);
    let calls = |some: &[(&PeerId, &Caller)]| some.iter().map(|(_, one)| one.calls.len()).sum();
    let (quiet, loud): (usize, usize) = (calls(&silent), calls(&spoke));
    let goes = if loud > places {
        let strangers = spoke.iter().filter(|(_, one)| one.stands == Stands::Stranger);
        strangers.max_by_key(|(_, one)| (one.calls.len(), one.number))
    } else {
        let many = quiet > (places / PART_FREE).max(1) && quiet + loud > places;
        silent.iter().min_by_key(|(_, one)| one.number).filter(|_| many)
    };
    goes.map(|(peer, _)| **peer)
}

/// What one party is given as a rule: /24 of IPv4, /48 of IPv6, by its first address.
fn network_of(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => Ipv4Addr::from_bits(ip.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 80)).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Rooms for 144 who call, of which 36 of one network.
    fn callers() -> Callers {
        Callers::new(144)
    }

    /// The next connection of all.
    fn next() -> ConnectionId {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        ConnectionId::new_unchecked(COUNT.fetch_add(1, Ordering::Relaxed))
    }

    impl Callers {
        /// One calls and says whom it hosts: it, and who made room.
        fn comes(&mut self, from: &str, known: bool) -> (PeerId, Vec<PeerId>) {
            let peer = PeerId::random();
            let gone = self.called(peer, next(), &from.parse().unwrap());
            let told = self.met(&peer, known);
            (peer, gone.into_iter().chain(told).collect())
        }

        fn many(
            &mut self,
            count: usize,
            from: impl Fn(usize) -> String,
            known: bool,
        ) -> Vec<PeerId> {
            let all = (0..count).map(|one| self.comes(&from(one), known));
            let all: Vec<_> = all.collect();
            assert!(all.iter().all(|(_, gone)| gone.is_empty()), "there is room");
            all.into_iter().map(|(peer, _)| peer).collect()
        }
    }

    fn school(_: usize) -> String {
        "/ip4/198.51.100.7/tcp/4000".to_owned()
    }

    fn anywhere(one: usize) -> String {
        format!("/ip4/203.0.{one}.9/tcp/4000")
    }

    /// A class behind one public address is let in whole, beside as many strangers as may be there.
    #[test]
    fn a_school_behind_one_address_is_no_crowd() {
        let mut callers = callers();
        callers.many(36, school, false);
        callers.many(60, school, true);
        let (last, gone) = callers.comes(&school(0), false);
        assert_eq!(gone, [last], "who hosts nobody in scope finds no place any more");
        let (_, gone) = callers.comes("/ip4/198.51.101.7/tcp/1", false);
        assert!(gone.is_empty(), "another network");
    }

    #[test]
    fn a_public_network_has_its_places_and_gives_them_back() {
        for (one, same, other) in [
            (
                "/ip4/198.51.100.1/tcp/1",
                "/ip4/198.51.100.77/udp/9/quic-v1",
                "/ip4/198.51.101.1/tcp/1",
            ),
            (
                "/ip6/2001:db8:1:1::1/tcp/1",
                "/ip6/2001:db8:1:2::1/tcp/1",
                "/ip6/2001:db8:2::1/tcp/1",
            ),
        ] {
            let mut callers = callers();
            let first = callers.many(36, |_| one.to_owned(), false);
            let (last, gone) = callers.comes(same, false);
            assert_eq!(gone, [last], "those who were there stay");
            assert!(callers.comes(other, false).1.is_empty());
            callers.left(&first[0]);
            assert!(callers.comes(same, false).1.is_empty(), "a place is free again");
            // A second connection takes a place too, and who has two goes before who came last.
            assert_eq!(callers.called(first[1], next(), &same.parse().unwrap()), Some(first[1]));
        }
        // A school, a machine, a peer behind a relay: nobody can tell who is who.
        for exempt in ["/ip4/10.0.0.1/tcp/1", "/ip4/127.0.0.1/tcp/1", "/ip6/fd00::1/tcp/1"] {
            callers().many(100, |_| exempt.to_owned(), false);
        }
    }

    /// However few peers they are, strangers of one network have no more connections than others leave them.
    #[test]
    fn many_connections_of_few_are_as_many_places() {
        let mut callers = callers();
        let few: Vec<PeerId> = (0..36).map(|_| PeerId::random()).collect();
        let mut gone = BTreeSet::new();
        for _ in 0..4 {
            for peer in few.iter().filter(|peer| !gone.contains(*peer)).collect::<Vec<_>>() {
                let goes = callers.called(*peer, next(), &school(0).parse().unwrap());
                gone.extend(goes.into_iter().chain(callers.met(peer, false)));
            }
        }
        let held = || callers.all.values().map(|one| one.calls.len()).sum::<usize>();
        assert!(held() <= 36, "{} connections", held());
        assert!(callers.comes("/ip4/198.51.101.7/tcp/1", false).1.is_empty(), "another network");
        // Two ways to one node, as of honest ones, and one that ends is a place again.
        let mut callers = Callers::new(144);
        let two: Vec<PeerId> = (0..18).map(|_| PeerId::random()).collect();
        let calls: Vec<_> =
            two.iter().flat_map(|peer| [(*peer, next()), (*peer, next())]).collect();
        for (peer, call) in &calls {
            assert_eq!(callers.called(*peer, *call, &school(0).parse().unwrap()), None);
            assert_eq!(callers.met(peer, false), None);
        }
        callers.hung_up(&calls[0].0, calls[0].1);
        assert!(callers.comes(&school(0), false).1.is_empty());
        assert_eq!(callers.comes(&school(0), false).1.len(), 1);
    }

    /// In a full house whoever hosts somebody in scope is let in, and goes for nobody.
    #[test]
    fn in_a_full_house_the_last_stranger_makes_room() {
        let mut callers = callers();
        let strangers = callers.many(132, anywhere, false);
        let (lea, gone) = callers.comes(&school(0), true);
        assert_eq!(gone, [strangers[131]]);
        let (tom, gone) = callers.comes("/ip4/198.51.100.9/tcp/1", false);
        assert_eq!(gone, [tom], "he may say whom he hosts, and that is nobody");
        assert_eq!(callers.comes("/ip4/192.0.2.9/tcp/1", true).1, [strangers[130]]);
        assert!(callers.all.contains_key(&lea));
        // All who are here are known: whoever comes takes a place that is kept free, and nobody goes.
        let mut callers = Callers::new(144);
        callers.many(144, anywhere, true);
        assert_eq!(callers.comes(&school(0), true).1, []);
    }

    /// Many who call and never say a word push out each other, and nobody who did.
    #[test]
    fn who_keeps_silent_pushes_out_nobody_who_speaks() {
        let mut callers = callers();
        let spoke = callers.many(100, anywhere, false);
        let silent: Vec<PeerId> = (0..500).map(|_| PeerId::random()).collect();
        let mut gone = Vec::new();
        for (number, peer) in silent.iter().enumerate() {
            gone.extend(callers.called(*peer, next(), &anywhere(number % 250).parse().unwrap()));
        }
        assert_eq!(gone, silent[..500 - 32], "those who are silent longest");
        assert!(spoke.iter().all(|peer| callers.all.contains_key(peer)));
    }

    /// Whom this node called, and who said whom it hosts, does not keep silent when it calls as well.
    #[test]
    fn who_was_met_before_it_called_is_not_silent() {
        for known in [true, false] {
            let mut callers = callers();
            let met = PeerId::random();
            assert_eq!(callers.met(&met, known), None);
            callers.called(met, next(), &anywhere(0).parse().unwrap());
            for number in 0..500 {
                callers.called(PeerId::random(), next(), &anywhere(number % 250).parse().unwrap());
            }
            assert!(callers.all.contains_key(&met), "{known}");
            callers.left(&met);
            assert!(callers.said.is_empty());
        }
    }
}
