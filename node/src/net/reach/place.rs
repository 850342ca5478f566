//! Which addresses others may name for this node to call.
//!
//! Whoever names an address can make this node send to it. So only such are called whose form is
//! known to the last part, that name no host by words, and that are public; on a node whose owner
//! says that it lives in a network without the internet, private ones as well. Never those that mean
//! many or nobody.

use std::collections::BTreeSet;
use std::net::IpAddr;

use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};

use super::super::ip::{ip_of, is_relayed};
use crate::gather::address::is_public;

/// Most addresses through relays that are kept of one peer.
pub(in crate::net) const RELAYED_MAX: usize = 2;

/// Longest address that is kept or called, in bytes: a long IPv6 address through a relay has 110.
const BYTES_MAX: usize = 128;

/// The lowest port that a node is expected at, besides that of the web: those below are others'.
const PORT_LEAST: u16 = 1024;

/// The relay through which an address leads.
pub(in crate::net) fn relay_of(address: &Multiaddr) -> Option<PeerId> {
    let parts: Vec<Protocol<'_>> = address.iter().collect();
    parts.windows(2).find_map(|pair| match pair {
        [Protocol::P2p(peer), Protocol::P2pCircuit] => Some(*peer),
        _ => None,
    })
}

/// Whether this node may call at an address because another named it.
pub(in crate::net) fn is_callable(address: &Multiaddr, lan: bool) -> bool {
    if address.len() > BYTES_MAX {
        return false;
    }
    let mut parts = address.iter().peekable();
    let ip = match parts.next() {
        Some(Protocol::Ip4(ip)) => IpAddr::V4(ip),
        Some(Protocol::Ip6(ip)) => IpAddr::V6(ip),
        _ => return false,
    };
    let port = match (parts.next(), parts.peek()) {
        (Some(Protocol::Tcp(port)), _) => port,
        (Some(Protocol::Udp(port)), Some(Protocol::QuicV1)) => {
            drop(parts.next());
            port
        }
        _ => return false,
    };
    let rest: Vec<Protocol<'_>> = parts.collect();
    let known = matches!(
        rest[..],
        [] | [Protocol::P2p(_)]
            | [Protocol::P2p(_), Protocol::P2pCircuit]
            | [Protocol::P2p(_), Protocol::P2pCircuit, Protocol::P2p(_)]
    );
    known && may_be_called(ip, lan) && (port >= PORT_LEAST || port == 443)
}

/// Whether an IP address is one machine's, and one that this node may reach.
pub(in crate::net) fn may_be_called(ip: IpAddr, lan: bool) -> bool {
    let near = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    is_public(ip) || (lan && near(ip))
}

/// Whether this node may call a connected peer at an address that it says of itself, where `seen` are
/// the IP addresses from which it is connected directly. A neighbour may name its own machine, and a name
/// is as good as the numbers that it stands for.
pub(in crate::net) fn may_be_its_own(address: &Multiaddr, seen: &[IpAddr], lan: bool) -> bool {
    let own = |ip: &IpAddr| {
        ip_of(address).is_some_and(|at| at == *ip || (at.is_loopback() && ip.is_loopback()))
    };
    may_be_sought(address, lan)
        || (!is_relayed(address) && is_callable(address, true) && seen.iter().any(own))
}

/// Whether this node may call at an address that somebody's ledger names, or a peer for itself. A name is as good as the
/// numbers that it stands for ([`is_callable`] of each of them).
pub(crate) fn may_be_sought(address: &Multiaddr, lan: bool) -> bool {
    let mut parts = address.iter();
    if !matches!(parts.next(), Some(Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_))) {
        return is_callable(address, lan);
    }
    let somewhere = Multiaddr::from(IpAddr::from([8, 8, 8, 8]));
    address.len() <= BYTES_MAX && is_callable(&parts.fold(somewhere, Multiaddr::with), lan)
}

/// Whether addresses are at most so many, of at most so many machines.
pub(in crate::net) fn are_few(addresses: &[Multiaddr], (most, machines): (usize, usize)) -> bool {
    let ips: BTreeSet<Option<IpAddr>> = addresses.iter().map(ip_of).collect();
    addresses.len() <= most && ips.len() <= machines
}

/// Of the addresses that somebody names for a peer, those that may be called: few of them through
/// relays, and at most so many.
pub(in crate::net) fn callable(
    addresses: impl IntoIterator<Item = Multiaddr>,
    most: usize,
    lan: bool,
) -> Vec<Multiaddr> {
    let mut relayed = 0;
    let fits = |address: &Multiaddr| {
        relayed += usize::from(is_relayed(address));
        is_callable(address, lan) && (!is_relayed(address) || relayed <= RELAYED_MAX)
    };
    addresses.into_iter().filter(fits).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELAY: &str = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";

    #[test]
    fn only_public_addresses_of_a_known_form_are_called() {
        let check = |text: &str, anywhere: bool, lan: bool| {
            let address: Multiaddr = text.replace("RELAY", RELAY).parse().unwrap();
            assert_eq!(is_callable(&address, false), anywhere, "{text}");
            assert_eq!(is_callable(&address, true), lan, "{text}, in a local network");
        };
        check("/ip4/93.184.216.34/tcp/7341", true, true);
        check("/ip4/93.184.216.34/udp/7341/quic-v1/p2p/RELAY", true, true);
        check("/ip6/2606:4700::1111/udp/7341/quic-v1", true, true);
        check("/ip4/93.184.216.34/tcp/443", true, true);
        check("/ip4/93.184.216.34/tcp/7341/p2p/RELAY/p2p-circuit", true, true);
        check("/ip4/93.184.216.34/tcp/7341/p2p/RELAY/p2p-circuit/p2p/RELAY", true, true);
        for near in ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.9", "169.254.1.1"] {
            check(&format!("/ip4/{near}/tcp/7341"), false, true);
            check(&format!("/ip4/{near}/tcp/7341/p2p/RELAY/p2p-circuit"), false, true);
        }
        check("/ip6/::1/tcp/7341", false, true);
        check("/ip6/fd00::1/tcp/7341", false, true);
        for never in [
            "/ip4/0.0.0.0/tcp/7341",
            "/ip4/255.255.255.255/udp/7341/quic-v1",
            "/ip4/224.0.0.1/udp/7341/quic-v1",
            "/ip6/ff02::1/udp/7341/quic-v1",
            "/ip6/::ffff:93.184.216.34/tcp/7341",
            "/ip6/2002:5db8:d822::1/tcp/7341",
            "/ip4/93.184.216.34/tcp/25",
            "/ip4/93.184.216.34/udp/53/quic-v1",
            "/ip4/93.184.216.34/udp/7341",
            "/ip4/93.184.216.34/tcp/7341/ws",
            "/ip4/93.184.216.34/tcp/7341/tcp/7342",
            "/ip4/93.184.216.34/tcp/7341/p2p-circuit",
            "/ip4/93.184.216.34/tcp/7341/p2p/RELAY/p2p-circuit/p2p-circuit",
            "/dns4/example.org/tcp/7341",
            "/dns4/example.org/tcp/7341/p2p/RELAY/p2p-circuit",
            "/p2p/RELAY/p2p-circuit",
        ] {
            check(never, false, false);
        }
    }

    #[test]
    fn a_peer_names_its_own_machine_and_no_other_of_a_private_network() {
        let check = |text: &str, seen: &str, expected: bool| {
            let address: Multiaddr = text.replace("RELAY", RELAY).parse().unwrap();
            let seen: Vec<IpAddr> = seen.parse().into_iter().collect();
            assert_eq!(may_be_its_own(&address, &seen, false), expected, "{text} of {seen:?}");
        };
        check("/ip4/93.184.216.34/tcp/7341", "", true);
        check("/ip4/192.168.1.7/tcp/7341", "192.168.1.7", true);
        check("/ip4/192.168.1.7/udp/7341/quic-v1/p2p/RELAY", "192.168.1.7", true);
        check("/ip4/192.168.1.8/tcp/7341", "192.168.1.7", false);
        check("/ip4/192.168.1.7/tcp/7341", "93.184.216.34", false);
        check("/ip4/192.168.1.7/tcp/7341", "", false);
        check("/ip4/192.168.1.7/tcp/22", "192.168.1.7", false);
        check("/ip4/127.0.0.1/tcp/7341", "127.0.0.1", true);
        check("/ip6/::1/tcp/7341", "127.0.0.1", true);
        check("/ip4/127.0.0.1/tcp/7341", "192.168.1.7", false);
        check("/ip4/192.168.1.7/tcp/7341/p2p/RELAY/p2p-circuit", "192.168.1.7", false);
        check("/ip4/169.254.169.254/tcp/7341", "192.168.1.7", false);
        check("/ip4/0.0.0.0/tcp/7341", "127.0.0.1", false);
        check("/dns4/example.org/tcp/7341", "127.0.0.1", true);
        check("/dns4/example.org/tcp/22", "127.0.0.1", false);
        check("/dns4/example.org/tcp/7341/p2p/RELAY/p2p-circuit", "", true);
    }

    #[test]
    fn a_ledger_names_public_places_and_names_of_places() {
        let check = |text: &str, anywhere: bool, lan: bool| {
            let address: Multiaddr = text.parse().unwrap();
            assert_eq!(may_be_sought(&address, false), anywhere, "{text}");
            assert_eq!(may_be_sought(&address, true), lan, "{text}, in a local network");
        };
        check("/ip4/93.184.216.34/tcp/7341", true, true);
        check("/ip4/192.168.1.7/tcp/7341", false, true);
        check("/ip4/127.0.0.1/tcp/7341", false, true);
        check("/dns4/example.org/tcp/7341", true, true);
        check("/dns/example.org/udp/7341/quic-v1", true, true);
        check("/dns4/example.org/tcp/25", false, false);
        check("/dns4/example.org/tcp/7341/ws", false, false);
        check(&format!("/dns4/{}/tcp/7341", "a.".repeat(100)), false, false);
    }

    #[test]
    fn few_of_many_are_kept_and_fewer_through_relays() {
        let direct = (0..20).map(|last| format!("/ip4/93.184.216.{last}/tcp/7341"));
        let relayed =
            (0..20).map(|last| format!("/ip4/8.8.8.{last}/tcp/7341/p2p/{RELAY}/p2p-circuit"));
        let parse = |text: String| -> Multiaddr { text.parse().unwrap() };
        let kept = callable(relayed.clone().chain(direct.clone()).map(parse), 8, false);
        assert_eq!(kept.iter().filter(|at| is_relayed(at)).count(), RELAYED_MAX);
        assert_eq!(kept.len(), 8);
        assert_eq!(callable(relayed.map(parse), 8, false).len(), RELAYED_MAX);
    }

    #[test]
    fn the_relay_is_the_peer_before_the_circuit() {
        let address: Multiaddr =
            format!("/ip4/8.8.8.8/tcp/7341/p2p/{RELAY}/p2p-circuit").parse().unwrap();
        assert_eq!(relay_of(&address), Some(RELAY.parse().unwrap()));
        let direct: Multiaddr = format!("/ip4/8.8.8.8/tcp/7341/p2p/{RELAY}").parse().unwrap();
        assert_eq!(relay_of(&direct), None);
    }
}
