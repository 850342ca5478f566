//! Which addresses are public: anybody's, and nobody's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 networks that are not public, each with the length of its prefix.
///
/// Source: IANA IPv4 Special-Purpose Address Registry; RFC 6890.
const NOT_PUBLIC_4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Where clouds tell a machine its secrets, among others.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, what is kept for later, and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// IPv6: what is public begins so (2000::/3), and of that these networks are not.
///
/// Source: IANA IPv6 Special-Purpose Address Registry; RFC 4291 §2.4.
const NOT_PUBLIC_6: [(Ipv6Addr, u32); 6] = [
    // Teredo, benchmarks, ORCHID and their kin.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4 has an IPv4 address inside, which may be anybody's.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// Whether an address is a public one. An IPv6 address with an IPv4 address inside is none: whom it
/// reaches is for the network on the way to say.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let bits = u32::from(ip);
            NOT_PUBLIC_4
                .iter()
                .all(|(net, length)| (bits ^ u32::from(*net)).leading_zeros() < *length)
        }
        IpAddr::V6(ip) => {
            let bits = u128::from(ip);
            bits >> 125 == 1
                && NOT_PUBLIC_6
                    .iter()
                    .all(|(net, length)| (bits ^ u128::from(*net)).leading_zeros() < *length)
        }
    }
}

#[test]
fn only_public_addresses_are_public() {
    let check = |text: &str, public: bool| {
        assert_eq!(is_public(text.parse().expect("an address")), public, "{text}");
    };
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "93.184.216.34",
        "172.15.9.9",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "192.167.1.1",
        "169.253.1.1",
        "223.255.255.255",
        "11.0.0.1",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888",
    ] {
        check(text, true);
    }
    for text in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2001::1",
        "100::1",
        "fec0::1",
        "4000::1",
    ] {
        check(text, false);
    }
}
