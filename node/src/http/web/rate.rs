//! How often one client may ask without a token: a bucket each, refilled evenly, and room for so many
//! clients and no more.
//!
//! A bucket is one number: until when it is paid for (the generic cell rate algorithm).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients that are told apart: 8192. Where more come at a time, the newest share one bucket.
const CLIENTS_MAX: usize = 8192;

/// What a bucket holds at most: a minute's worth, in microseconds.
const WINDOW_MICROS: u64 = 60 * 1_000_000;

/// Parts of which a verification takes ten, and any other request one.
const PARTS: u64 = 10;

/// What a request takes from the bucket of its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Cost {
    /// A verification.
    Whole,
    /// Anything else.
    Tenth,
    /// As much as so many of anything else; never more than a minute's worth.
    Tenths(usize),
}

/// The buckets.
#[derive(Debug)]
pub(in crate::http) struct Rates {
    /// What a tenth costs, in microseconds of refilling.
    tenth: u64,
    begin: Instant,
    paid_until: Mutex<HashMap<IpAddr, u64>>,
}

impl Rates {
    /// Buckets of so many verifications a minute.
    pub(in crate::http) fn new(per_minute: u32, begin: Instant) -> Self {
        let tenth = WINDOW_MICROS / (u64::from(per_minute.max(1)) * PARTS);
        Self { tenth, begin, paid_until: Mutex::default() }
    }

    /// Takes from the bucket of a client, or says how long it must wait.
    pub(in crate::http) fn take(
        &self,
        client: IpAddr,
        cost: Cost,
        now: Instant,
    ) -> Result<(), Duration> {
        self.look(client, cost, now, true)
    }

    /// Whether as much is in it; else how long it must wait. Nothing is taken.
    pub(in crate::http) fn has(
        &self,
        client: IpAddr,
        cost: Cost,
        now: Instant,
    ) -> Result<(), Duration> {
        self.look(client, cost, now, false)
    }

    fn look(&self, client: IpAddr, cost: Cost, now: Instant, takes: bool) -> Result<(), Duration> {
        let now = now.saturating_duration_since(self.begin).as_micros();
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        let cost = match cost {
            Cost::Whole => self.tenth * PARTS,
            Cost::Tenth => self.tenth,
            Cost::Tenths(count) => {
                let count = u64::try_from(count).unwrap_or(u64::MAX);
                self.tenth.saturating_mul(count).min(WINDOW_MICROS)
            }
        };
        let mut paid_until = self.paid_until.lock().unwrap_or_else(PoisonError::into_inner);
        let mut client = household(client);
        if paid_until.len() >= CLIENTS_MAX && !paid_until.contains_key(&client) {
            paid_until.retain(|_, until| *until > now);
            if paid_until.len() >= CLIENTS_MAX {
                client = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
            }
        }
        let until = paid_until.entry(client).or_insert(now);
        let next = (*until).max(now).saturating_add(cost);
        let over = next.saturating_sub(now.saturating_add(WINDOW_MICROS));
        if over > 0 {
            return Err(Duration::from_micros(over));
        }
        if takes {
            *until = next;
        }
        Ok(())
    }
}

/// One household has one IPv4 address, or a whole /64 of IPv6. Source: RFC 6177 §2.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(client) => IpAddr::V4(client),
        IpAddr::V6(client) => IpAddr::V6(Ipv6Addr::from_bits(client.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    #[test]
    fn each_client_has_its_own_minute() {
        let begin = monotonic();
        let at = |seconds: u64| begin + Duration::from_secs(seconds);
        let rates = Rates::new(6, begin);
        let [lea, ari]: [IpAddr; 2] = [[192, 0, 2, 1].into(), [192, 0, 2, 2].into()];
        for _ in 0..6 {
            assert_eq!(rates.take(lea, Cost::Whole, at(0)), Ok(()));
        }
        assert_eq!(rates.take(lea, Cost::Whole, at(0)), Err(Duration::from_secs(10)));
        assert_eq!(rates.has(lea, Cost::Whole, at(0)), Err(Duration::from_secs(10)));
        for _ in 0..9 {
            assert_eq!(rates.has(ari, Cost::Whole, at(0)), Ok(()), "looking costs nothing");
        }
        assert_eq!(rates.take(lea, Cost::Tenth, at(0)), Err(Duration::from_secs(1)));
        assert_eq!(rates.take(ari, Cost::Whole, at(0)), Ok(()), "another client");
        assert_eq!(rates.take(lea, Cost::Whole, at(9)), Err(Duration::from_secs(1)));
        assert_eq!(rates.take(lea, Cost::Whole, at(10)), Ok(()), "refused ones cost nothing");
        for _ in 0..60 {
            assert_eq!(rates.take(ari, Cost::Tenth, at(600)), Ok(()));
        }
        assert_eq!(rates.take(ari, Cost::Tenth, at(600)), Err(Duration::from_secs(1)));
    }

    #[test]
    fn what_costs_more_than_a_minute_takes_all_of_it_and_no_more() {
        let begin = monotonic();
        let rates = Rates::new(6, begin);
        let lea = IpAddr::from([192, 0, 2, 1]);
        assert_eq!(rates.take(lea, Cost::Tenths(25), begin), Ok(()));
        assert_eq!(rates.take(lea, Cost::Tenths(36), begin), Err(Duration::from_secs(1)));
        assert_eq!(rates.take(lea, Cost::Tenths(35), begin), Ok(()));
        let later = begin + Duration::from_secs(60);
        assert_eq!(rates.take(lea, Cost::Tenths(usize::MAX), later), Ok(()));
        assert_eq!(rates.take(lea, Cost::Tenth, later), Err(Duration::from_secs(1)));
    }

    #[test]
    fn an_attacker_with_many_addresses_costs_bounded_memory() {
        let begin = monotonic();
        let rates = Rates::new(1, begin);
        for n in 0..20_000_u32 {
            let _full =
                rates.take(Ipv6Addr::from_bits(u128::from(n) << 64).into(), Cost::Whole, begin);
        }
        assert!(rates.paid_until.lock().unwrap().len() <= CLIENTS_MAX + 1);
        let stranger = IpAddr::from([198, 51, 100, 1]);
        assert!(rates.take(stranger, Cost::Whole, begin).is_err(), "strangers share what is left");
        let later = begin + Duration::from_secs(61);
        assert_eq!(rates.take(stranger, Cost::Whole, later), Ok(()), "room again");
        assert!(rates.paid_until.lock().unwrap().len() <= 2);
    }

    #[test]
    fn one_household_has_one_bucket() {
        let rates = Rates::new(1, monotonic());
        let now = rates.begin;
        for (address, good) in [
            ("2001:db8::1", true),
            ("2001:db8::ffff:1", false),
            ("2001:db8:0:1::1", true),
            ("192.0.2.1", true),
            ("::ffff:192.0.2.1", false),
        ] {
            let taken = rates.take(address.parse().unwrap(), Cost::Whole, now);
            assert_eq!(taken.is_ok(), good, "{address}");
        }
    }
}
