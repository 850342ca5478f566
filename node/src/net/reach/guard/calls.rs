//! Which calls a guarded part may have made.

use std::fmt;
use std::time::{Duration, Instant};

use libp2p::{Multiaddr, PeerId};

use super::super::pace::{Allowance, Paces};
use super::super::place::{are_few, is_callable};

/// Most addresses in one call that a guarded part orders, and most machines that they are of.
const ADDRESSES_MAX: (usize, usize) = (12, 12);

/// The calls of one part: where to, and how often.
#[derive(Debug)]
pub(in crate::net) struct Calls {
    lan: bool,
    most: (usize, usize),
    paces: Paces,
    /// Extra calls while this node itself looks for somebody.
    extra: u32,
}

/// A call that is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum NotCalled {
    /// One of the addresses is none to be called because another named it, or there are too many.
    Address,
    /// Enough were called of late.
    Enough,
}

impl fmt::Display for NotCalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "an address that others may not have called from here",
            Self::Enough => "enough calls for others were made of late",
        })
    }
}

impl std::error::Error for NotCalled {}

impl Calls {
    /// So many at once and then a minute, and of these so many to one peer in ten minutes.
    pub(in crate::net) fn new(lan: bool, a_minute: u32, to_one: u32) -> Self {
        let all = Allowance { most: a_minute, each: Duration::from_secs(60) / a_minute.max(1) };
        let each = Allowance { most: to_one, each: Duration::from_secs(600) / to_one.max(1) };
        Self { lan, most: ADDRESSES_MAX, paces: Paces::new(all, each), extra: 0 }
    }

    /// The same with at most so many addresses in a call, of so many machines.
    pub(in crate::net) fn at_most(mut self, most: (usize, usize)) -> Self {
        self.most = most;
        self
    }

    /// Grants so many calls more, of which those left over do not add up.
    pub(in crate::net) fn grant(&mut self, calls: u32) {
        self.extra = calls;
    }

    pub(super) const fn lan(&self) -> bool {
        self.lan
    }

    /// # Errors
    /// Why the call is not made.
    pub(super) fn ask(
        &mut self,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        now: Instant,
    ) -> Result<(), NotCalled> {
        let fits = addresses.iter().all(|address| is_callable(address, self.lan));
        if !fits || !are_few(addresses, self.most) {
            return Err(NotCalled::Address);
        }
        // Nobody calls a peer that has no name: who is meant must be provable.
        let peer = peer.ok_or(NotCalled::Address)?;
        if self.extra > 0 {
            self.extra -= 1;
            return Ok(());
        }
        self.paces.take(peer, now).then_some(()).ok_or(NotCalled::Enough)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    fn at(text: &str) -> Multiaddr {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_called_where_a_stranger_points() {
        let (mut calls, now) = (Calls::new(false, 100, 100), monotonic());
        let peer = Some(PeerId::random());
        let good = at("/ip4/93.184.216.34/tcp/7341");
        assert_eq!(calls.ask(peer, std::slice::from_ref(&good), now), Ok(()));
        for bad in ["/ip4/192.168.1.1/tcp/7341", "/ip4/127.0.0.1/tcp/7341", "/dns4/a.b/tcp/7341"] {
            let both = [good.clone(), at(bad)];
            assert_eq!(calls.ask(peer, &both, now), Err(NotCalled::Address), "{bad}");
        }
        let many = vec![good.clone(); ADDRESSES_MAX.0 + 1];
        assert_eq!(calls.ask(peer, &many, now), Err(NotCalled::Address));
        assert_eq!(calls.ask(None, &[good], now), Err(NotCalled::Address));
    }

    #[test]
    fn a_call_goes_to_few_addresses_of_few_machines() {
        let check = |ports: u16, machines: u8, expected: bool| {
            let mut calls = Calls::new(false, 100, 100).at_most((4, 2));
            let mut all = Vec::new();
            for of in 0..machines {
                all.extend(
                    (0..ports).map(|port| at(&format!("/ip4/8.8.8.{of}/tcp/{}", 2000 + port))),
                );
            }
            let asked = calls.ask(Some(PeerId::random()), &all, monotonic());
            assert_eq!(asked.is_ok(), expected, "{ports} ports of {machines} machines");
        };
        check(4, 1, true);
        check(2, 2, true);
        check(5, 1, false);
        check(3, 2, false);
        check(1, 3, false);
    }

    #[test]
    fn few_calls_for_one_and_not_many_for_all() {
        let (mut calls, now) = (Calls::new(false, 12, 3), monotonic());
        let good = [at("/ip4/93.184.216.34/tcp/7341")];
        let made = |calls: &mut Calls, peer: PeerId| {
            (0..10).filter(|_| calls.ask(Some(peer), &good, now).is_ok()).count()
        };
        assert_eq!(made(&mut calls, PeerId::random()), 3);
        let rest: usize = (0..10).map(|_| made(&mut calls, PeerId::random())).sum();
        assert_eq!(rest, 9);
        calls.grant(2);
        assert_eq!(made(&mut calls, PeerId::random()), 2);
    }
}
