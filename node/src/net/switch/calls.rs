//! Calling: whom the book names, at addresses whose names this machine's resolver knows.

use std::net::IpAddr;
use std::time::Instant;

use libp2p::multiaddr::Protocol;
use libp2p::swarm::DialError;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};

use super::*;
use crate::net::reach::place::is_callable;

impl Switch {
    /// Calls everybody who is due.
    pub(super) fn call(&mut self, now: Instant) {
        for (callee, addresses) in self.book.due(now) {
            let known = match &callee {
                Callee::Peer(peer) => self.links.contains_key(peer),
                Callee::Address(address) => self.answered_at(address).is_some(),
            };
            if known {
                self.book.met(&callee, monotonic());
            } else if addresses.iter().any(has_name) {
                // A name that the owner gave may stand for whatever it stands for.
                let (told, lan) = (self.told.clone(), self.lan);
                let given = self.book.given(&callee);
                let may = move |named: &Multiaddr, at: &Multiaddr| {
                    given.contains(named) || is_callable(at, lan)
                };
                tokio::spawn(async move {
                    let addresses = resolve(addresses, may).await;
                    let _closing = told.send(Told::Resolved(callee, addresses)).await;
                });
            } else {
                self.dial(callee, addresses);
            }
        }
    }

    /// Calls somebody, unless it was forgotten while its names were looked up.
    pub(super) fn dial(&mut self, callee: Callee, mut addresses: Vec<Multiaddr>) {
        if !self.book.has(&callee) {
            return;
        }
        if let Callee::Peer(peer) = &callee {
            self.prefer_direct(peer, &mut addresses);
        }
        let options = match (&callee, addresses.pop()) {
            (_, None) => return self.book.failed(&callee, monotonic()),
            (Callee::Peer(peer), Some(last)) => {
                addresses.push(last);
                DialOpts::peer_id(*peer)
                    .addresses(addresses)
                    .condition(PeerCondition::DisconnectedAndNotDialing)
                    .build()
            }
            (Callee::Address(_), Some(address)) => {
                DialOpts::unknown_peer_id().address(address).build()
            }
        };
        let connection = options.connection_id();
        match self.swarm.dial(options) {
            Ok(()) => drop(self.calls.insert(connection, callee)),
            Err(fault) => {
                tracing::debug!(?callee, %fault, "not called");
                self.book.failed(&callee, monotonic());
            }
        }
    }

    /// Where a peer has both, it is called directly and through relays in turns: a relay that answers first
    /// would have the connection.
    fn prefer_direct(&self, peer: &PeerId, addresses: &mut Vec<Multiaddr>) {
        let relayed = addresses.iter().filter(|address| is_relayed(address)).count();
        if (1..addresses.len()).contains(&relayed) {
            let failures = self.book.get(peer).map_or(0, |entry| entry.failures);
            addresses.retain(|address| is_relayed(address) != failures.is_multiple_of(2));
        }
    }

    pub(super) fn unreached(
        &mut self,
        connection: ConnectionId,
        peer: Option<PeerId>,
        fault: &DialError,
    ) {
        tracing::debug!(?peer, %fault, "not reached");
        if self.not_reached(connection, fault) {
            return;
        }
        let Some(callee) = self.calls.remove(&connection) else { return };
        match (fault, &callee) {
            // Our own address is in the list.
            (DialError::LocalPeerId { .. }, Callee::Address(address)) => {
                self.book.remove_address(address);
            }
            _ => self.book.failed(&callee, monotonic()),
        }
    }
}

fn has_name(address: &Multiaddr) -> bool {
    address.iter().any(|part| name_of(&part).is_some())
}

/// Which of the IP addresses found for a name are asked for.
type Fits = fn(&IpAddr) -> bool;

#[expect(clippy::wildcard_enum_match_arm, reason = "libp2p's enum has many that are no names")]
fn name_of<'a>(part: &'a Protocol<'_>) -> Option<(&'a str, Fits)> {
    match part {
        Protocol::Dns(name) => Some((name, |_| true)),
        Protocol::Dns4(name) => Some((name, IpAddr::is_ipv4)),
        Protocol::Dns6(name) => Some((name, IpAddr::is_ipv6)),
        _ => None,
    }
}

/// Puts numbers in the place of names, as the system's resolver answers, where they may be called; at
/// most four a name.
async fn resolve(
    addresses: Vec<Multiaddr>,
    may: impl Fn(&Multiaddr, &Multiaddr) -> bool,
) -> Vec<Multiaddr> {
    let mut resolved = Vec::new();
    for address in addresses {
        let mut parts = address.iter();
        let Some(first) = parts.next() else { continue };
        let rest: Multiaddr = parts.collect();
        let Some((name, fits)) = name_of(&first) else {
            resolved.push(address);
            continue;
        };
        let Ok(found) = tokio::net::lookup_host((name, 0)).await else { continue };
        for ip in found.map(|found| found.ip()).filter(fits).take(4) {
            let numbered = rest.iter().fold(Multiaddr::from(ip), |all, part| all.with(part));
            if may(&address, &numbered) && !resolved.contains(&numbered) {
                resolved.push(numbered);
            }
        }
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn puts_numbers_in_the_place_of_names() {
        let rows = ["/dns4/localhost/tcp/7341", "/ip4/10.0.0.1/udp/7/quic-v1", "/dns4/a..b/tcp/1"];
        let parsed = || rows.iter().map(|row| row.parse().unwrap()).collect();
        let found = resolve(parsed(), |_, _| true).await;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["/ip4/127.0.0.1/tcp/7341", "/ip4/10.0.0.1/udp/7/quic-v1"]);
        let others = resolve(parsed(), |_, at| is_callable(at, false)).await;
        assert_eq!(others.len(), 1, "a name of somebody else's does not lead to this machine");
        assert!(has_name(&rows[0].parse().unwrap()));
        assert!(!has_name(&rows[1].parse().unwrap()));
    }
}
