//! The IP addresses in a multiaddress.

use std::net::IpAddr;

use libp2p::Multiaddr;
use libp2p::multiaddr::Protocol;

/// The IP address an address begins with, if it has one; names and circuits have none.
#[expect(clippy::wildcard_enum_match_arm, reason = "libp2p's enum has many that carry no IP")]
pub(crate) fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    address.iter().find_map(|part| match part {
        Protocol::Ip4(ip) => Some(IpAddr::V4(ip)),
        Protocol::Ip6(ip) => Some(IpAddr::V6(ip)),
        _ => None,
    })
}

/// Whether an address is reached from this machine alone.
pub(crate) fn is_loopback(address: &Multiaddr) -> bool {
    ip_of(address).is_some_and(|ip| ip.is_loopback())
}

/// Whether an address leads through a relay.
pub(crate) fn is_relayed(address: &Multiaddr) -> bool {
    address.iter().any(|part| part == Protocol::P2pCircuit)
}

/// Whether an address means every interface: one to listen on, never one to call.
pub(crate) fn is_unspecified(address: &Multiaddr) -> bool {
    ip_of(address).is_some_and(|ip| ip.is_unspecified())
}

#[test]
fn addresses_are_told_apart() {
    let check = |text: &str, loopback: bool, unspecified: bool| {
        let address: Multiaddr = text.parse().expect("a multiaddress");
        assert_eq!(is_loopback(&address), loopback, "{text}");
        assert_eq!(is_unspecified(&address), unspecified, "{text}");
    };
    check("/ip4/127.0.0.1/tcp/1", true, false);
    check("/ip6/::1/udp/1/quic-v1", true, false);
    check("/ip4/0.0.0.0/tcp/1", false, true);
    check("/ip6/::/tcp/1", false, true);
    check("/ip4/192.0.2.1/tcp/1", false, false);
    check("/dns4/localhost/tcp/1", false, false);
}
