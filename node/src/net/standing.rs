//! How a peer stands: the points it was blamed for, and how many share its address.
//!
//! Points halve every hour. At [`BLAME_POINTS_MAX`] the peer is disconnected and refused for an
//! hour. The sum also goes to gossipsub as the application's score, so that a peer that misbehaves
//! on a stream is heard less on gossip too.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use bot_protocol::limits::{BLAME_POINTS_MAX, PEERS_PER_ADDRESS_MAX};
use libp2p::{Multiaddr, PeerId};

use super::ip::ip_of;

/// Points halve in this time; a refused peer may come back after it.
pub(super) const HALF_LIFE: Duration = Duration::from_secs(3600);

/// Most peers whose points are remembered; those with the fewest are forgotten first.
const REMEMBERED_MAX: usize = 4096;

/// What every peer did, and from where.
#[derive(Debug, Default)]
pub(super) struct Standing {
    points: BTreeMap<PeerId, (f64, Instant)>,
    refused: BTreeMap<PeerId, Instant>,
    addresses: BTreeMap<IpAddr, BTreeSet<PeerId>>,
}

impl Standing {
    /// Adds points; true when the peer is to be disconnected and refused.
    pub(super) fn blame(&mut self, peer: PeerId, points: u32, now: Instant) -> bool {
        let sum = self.points(&peer, now) + f64::from(points);
        self.points.insert(peer, (sum, now));
        if self.points.len() > REMEMBERED_MAX {
            let least = self
                .points
                .keys()
                .copied()
                .min_by(|one, other| self.points(one, now).total_cmp(&self.points(other, now)));
            least.and_then(|peer| self.points.remove(&peer));
        }
        // Rounded: two halves a second apart make a whole.
        let refused = sum.round() >= f64::from(BLAME_POINTS_MAX);
        if refused {
            self.refused.insert(peer, now + HALF_LIFE);
        }
        refused
    }

    /// The points a peer has now.
    pub(super) fn points(&self, peer: &PeerId, now: Instant) -> f64 {
        self.points.get(peer).map_or(0.0, |(points, at)| {
            let halves = now.saturating_duration_since(*at).as_secs_f64() / HALF_LIFE.as_secs_f64();
            points * 0.5_f64.powf(halves)
        })
    }

    /// Those whose hour is over: they may come back.
    pub(super) fn pardoned(&mut self, now: Instant) -> Vec<PeerId> {
        let free: Vec<_> = self
            .refused
            .iter()
            .filter(|(_, until)| **until <= now)
            .map(|(peer, _)| *peer)
            .collect();
        for peer in &free {
            self.refused.remove(peer);
        }
        free
    }

    /// A peer is connected from an address.
    pub(super) fn arrived(&mut self, peer: PeerId, address: &Multiaddr) {
        if let Some(ip) = public_ip(address) {
            self.addresses.entry(ip).or_default().insert(peer);
        }
    }

    /// A peer is gone for good.
    pub(super) fn left(&mut self, peer: &PeerId) {
        self.addresses.retain(|_, peers| {
            peers.remove(peer);
            !peers.is_empty()
        });
    }

    /// What gossipsub should add to a peer's score: never more than zero.
    pub(super) fn score(&self, peer: &PeerId, now: Instant) -> f64 {
        let crowd = self
            .addresses
            .values()
            .filter(|peers| peers.contains(peer))
            .map(|peers| peers.len().saturating_sub(PEERS_PER_ADDRESS_MAX))
            .max()
            .unwrap_or(0);
        let crowd = f64::from(u32::try_from(crowd).unwrap_or(u32::MAX));
        -self.points(peer, now) - 5.0 * crowd * crowd
    }
}

/// The address on the public internet; private, local and shared ranges are exempt, because a
/// whole school is one of those.
fn public_ip(address: &Multiaddr) -> Option<IpAddr> {
    let ip = ip_of(address)?.to_canonical();
    let exempt = match ip {
        IpAddr::V4(ip) => {
            let shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    (!exempt).then_some(ip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    #[test]
    fn points_add_up_halve_and_refuse() {
        let (mut standing, peer, now) = (Standing::default(), PeerId::random(), monotonic());
        assert!(!standing.blame(peer, BLAME_POINTS_MAX - 1, now));
        let later = now + HALF_LIFE;
        assert!(
            (standing.points(&peer, later) * 2.0 - f64::from(BLAME_POINTS_MAX - 1)).abs() < 0.01
        );
        assert!(standing.blame(peer, BLAME_POINTS_MAX, later));
        assert!(standing.pardoned(later).is_empty());
        assert_eq!(standing.pardoned(later + HALF_LIFE), [peer]);
    }

    #[test]
    fn two_halves_a_moment_apart_make_a_whole() {
        let (mut standing, peer, now) = (Standing::default(), PeerId::random(), monotonic());
        assert!(!standing.blame(peer, BLAME_POINTS_MAX / 2, now));
        assert!(standing.blame(peer, BLAME_POINTS_MAX / 2, now + Duration::from_secs(9)));
    }

    #[test]
    fn a_crowd_behind_one_public_address_counts_and_a_school_does_not() {
        let now = monotonic();
        for (address, expected) in [
            ("/ip4/192.168.1.7/tcp/1", 0.0),
            ("/ip4/100.64.1.1/tcp/1", 0.0),
            ("/ip6/fd00::1/tcp/1", 0.0),
            ("/ip6/::ffff:10.0.0.1/tcp/1", 0.0),
            ("/ip4/127.0.0.1/udp/1/quic-v1", 0.0),
            ("/ip4/203.0.113.9/tcp/1", -20.0),
            ("/ip6/2001:db8::1/tcp/1", -20.0),
        ] {
            let mut standing = Standing::default();
            let peers: Vec<_> = (0..PEERS_PER_ADDRESS_MAX + 2).map(|_| PeerId::random()).collect();
            for peer in &peers {
                standing.arrived(*peer, &address.parse().unwrap());
            }
            let score = standing.score(&peers[0], now);
            assert!((score - expected).abs() < 0.01, "{address}: {score}");
            standing.left(&peers[1]);
            standing.left(&peers[2]);
            assert!(standing.score(&peers[0], now).abs() < 0.01, "{address}");
        }
    }
}
