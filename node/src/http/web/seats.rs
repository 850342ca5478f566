//! How many connections one address may have: a quarter of all, so that one client alone cannot fill
//! the door.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

type Taken = Arc<Mutex<HashMap<IpAddr, u32>>>;

/// Seats by address. It knows no more addresses than there are connections.
#[derive(Debug)]
pub(super) struct Seats {
    most: u32,
    taken: Taken,
}

/// One seat; dropped, it is free again.
#[derive(Debug)]
pub(super) struct Share(Option<(Taken, IpAddr)>);

impl Seats {
    pub(super) fn new(all: u32) -> Self {
        Self { most: (all / 4).max(1), taken: Taken::default() }
    }

    /// A seat for an address; many clients share one behind a proxy, which is not counted.
    pub(super) fn take(&self, address: IpAddr, shared: bool) -> Option<Share> {
        if shared {
            return Some(Share(None));
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Share(Some((Arc::clone(&self.taken), address))))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some((taken, address)) = self.0.take() else { return };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_a_quarter_and_gives_it_back() {
        let seats = Seats::new(8);
        let [lea, ari]: [IpAddr; 2] = [[192, 0, 2, 1].into(), [192, 0, 2, 2].into()];
        let first = seats.take(lea, false).unwrap();
        let second = seats.take(lea, false).unwrap();
        assert!(seats.take(lea, false).is_none(), "a third of two");
        assert!(seats.take(ari, false).is_some(), "another address");
        assert!(seats.take(lea, true).is_some(), "a proxy");
        drop(first);
        let third = seats.take(lea, false).unwrap();
        drop((second, third));
        assert!(seats.taken.lock().unwrap().is_empty(), "nobody is remembered");
    }
}
