//! How a peer stands: the points it was blamed for, how many share its address, how near it is.
//!
//! Points halve every hour. At [`BLAME_POINTS_MAX`] the peer is disconnected and refused for an
//! hour. The sum also goes to gossipsub as the application's score, so that a peer that misbehaves
//! on a stream is heard less on gossip too, and one that is near is chosen to send things on.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use bot_protocol::limits::{
    BLAME_POINTS_MAX, PEERS_PER_ADDRESS_MAX, VAIN_BLAMED, VAIN_BURST, VAIN_PAID_BY_NEWS,
    VAIN_PER_SECOND,
};
use libp2p::{Multiaddr, PeerId};

use super::ip::ip_of;
use super::reach::pace::{Allowance, Pace};

/// Points halve in this time; a refused peer may come back after it.
pub(super) const HALF_LIFE: Duration = Duration::from_secs(3600);

/// What a peer's score gains by being near: less than one bad message takes.
const NEAREST: f64 = 8.0;

/// A round trip that is as good as none, in milliseconds: within a town.
const NEAR_MILLIS: f64 = 10.0;

/// A round trip that is worth nothing, in milliseconds: around the world.
const FAR_MILLIS: f64 = 320.0;

/// Most peers whose points are remembered; those with the fewest are forgotten first.
const REMEMBERED_MAX: usize = 4096;

/// What every peer did, and from where.
#[derive(Debug, Default)]
pub(super) struct Standing {
    points: BTreeMap<PeerId, (f64, Instant)>,
    refused: BTreeMap<PeerId, Instant>,
    addresses: BTreeMap<IpAddr, BTreeSet<PeerId>>,
    /// How long a word to a connected peer and back takes, smoothed.
    round_trips: BTreeMap<PeerId, f64>,
    /// Of connected peers: how much of what they said was dropped before anybody heard it.
    unheard: BTreeMap<PeerId, Unheard>,
}

/// What one peer said for which there was no room: it had the most waiting.
#[derive(Debug)]
struct Unheard {
    pace: Pace,
    /// What was too much since it was blamed last.
    too_much: u32,
}

impl Unheard {
    fn new() -> Self {
        let most = u32::try_from(VAIN_BURST).unwrap_or(u32::MAX);
        let each = Duration::from_secs(1) / u32::try_from(VAIN_PER_SECOND).unwrap_or(u32::MAX);
        Self { pace: Pace::new(Allowance { most, each }), too_much: 0 }
    }
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

    /// A connected peer answered after so long.
    pub(super) fn answered(&mut self, peer: PeerId, after: Duration) {
        let millis = after.as_secs_f64() * 1000.0;
        let smoothed = self.round_trips.entry(peer).or_insert(millis);
        *smoothed += (millis - *smoothed) / 4.0;
    }

    /// Something that a connected peer said was dropped unheard; true where it is to be blamed for how much of
    /// that it says. It is paced as what is heard in vain.
    pub(super) fn unheard(&mut self, peer: PeerId, now: Instant) -> bool {
        let unheard = self.unheard.entry(peer).or_insert_with(Unheard::new);
        unheard.too_much += u32::from(!unheard.pace.take(now));
        let blamed = unheard.too_much >= VAIN_BLAMED;
        unheard.too_much = if blamed { 0 } else { unheard.too_much };
        blamed
    }

    /// Something that a peer said was new: it pays for some that was dropped.
    pub(super) fn useful(&mut self, peer: &PeerId) {
        if let Some(unheard) = self.unheard.get_mut(peer) {
            let paid = u32::try_from(VAIN_PAID_BY_NEWS).unwrap_or(u32::MAX);
            unheard.too_much = unheard.too_much.saturating_sub(paid);
        }
    }

    /// A peer is gone for good.
    pub(super) fn left(&mut self, peer: &PeerId) {
        self.unheard.remove(peer);
        self.round_trips.remove(peer);
        self.addresses.retain(|_, peers| {
            peers.remove(peer);
            !peers.is_empty()
        });
    }

    /// What gossipsub should add to a peer's score: at most [`NEAREST`], for who is near.
    pub(super) fn score(&self, peer: &PeerId, now: Instant) -> f64 {
        let crowd = self
            .addresses
            .values()
            .filter(|peers| peers.contains(peer))
            .map(|peers| peers.len().saturating_sub(PEERS_PER_ADDRESS_MAX))
            .max()
            .unwrap_or(0);
        let crowd = f64::from(u32::try_from(crowd).unwrap_or(u32::MAX));
        self.nearness(peer) - self.points(peer, now) - 5.0 * crowd * crowd
    }

    /// Who is near brings news sooner and so has a better place: each time the way doubles it is
    /// worth a step less. Ways within a town are all the same, or a school would hear itself alone.
    fn nearness(&self, peer: &PeerId) -> f64 {
        let Some(millis) = self.round_trips.get(peer) else { return 0.0 };
        let doubled = (FAR_MILLIS / millis.max(NEAR_MILLIS)).log2().max(0.0);
        NEAREST * doubled / (FAR_MILLIS / NEAR_MILLIS).log2()
    }
}

/// The address on the public internet; private, local and shared ranges are exempt, because a
/// whole school is one of those.
pub(super) fn public_ip(address: &Multiaddr) -> Option<IpAddr> {
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

    /// Who says so much that it is dropped unheard is blamed for that, and a burst is none.
    #[test]
    fn who_is_dropped_unheard_again_and_again_is_blamed() {
        let (mut standing, peer, now) = (Standing::default(), PeerId::random(), monotonic());
        let blamed = |standing: &mut Standing, peer, count: u64, now| {
            (0..count).filter(|_| standing.unheard(peer, now)).count()
        };
        assert_eq!(blamed(&mut standing, peer, VAIN_BURST, now), 0);
        assert_eq!(blamed(&mut standing, peer, 1_000, now), 20);
        assert_eq!(blamed(&mut standing, PeerId::random(), VAIN_BURST, now), 0, "another");
        let later = now + Duration::from_secs(1);
        assert_eq!(blamed(&mut standing, peer, VAIN_PER_SECOND, later), 0);
        standing.left(&peer);
        assert_eq!(blamed(&mut standing, peer, VAIN_BURST, later), 0);
    }

    #[test]
    fn two_halves_a_moment_apart_make_a_whole() {
        let (mut standing, peer, now) = (Standing::default(), PeerId::random(), monotonic());
        assert!(!standing.blame(peer, BLAME_POINTS_MAX / 2, now));
        assert!(standing.blame(peer, BLAME_POINTS_MAX / 2, now + Duration::from_secs(9)));
    }

    #[test]
    fn who_is_near_stands_better_and_bad_manners_outweigh_it() {
        let (now, town, land, world) = (monotonic(), 4, 60, 900);
        let mut standing = Standing::default();
        let peers = [town, 10, land, world].map(|millis| {
            let peer = PeerId::random();
            standing.answered(peer, Duration::from_millis(millis));
            peer
        });
        let score = |standing: &Standing| peers.map(|peer| standing.score(&peer, now));
        let [town, near, land, far] = score(&standing);
        assert!((town - NEAREST).abs() < 0.01 && (near - town).abs() < 0.01, "{town}, {near}");
        assert!(land < near && land > far && far.abs() < 0.01, "{land}, {far}");
        assert!(standing.score(&PeerId::random(), now).abs() < 0.01, "nobody knows how far it is");
        // One answer that took long is no reason to go; many are.
        standing.answered(peers[0], Duration::from_millis(400));
        assert!(score(&standing)[0] > far);
        (0..20).for_each(|_| standing.answered(peers[0], Duration::from_millis(400)));
        assert!(score(&standing)[0] < 0.01);
        standing.blame(peers[1], 20, now);
        assert!(score(&standing)[1] < 0.0);
        standing.left(&peers[2]);
        assert!(score(&standing)[2].abs() < 0.01);
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
