//! The places of a relay: half of them are kept for those whom the owner named.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libp2p::PeerId;

/// Who has a place, shared between the relay, which asks, and the switch, which knows the peers.
#[derive(Debug, Clone)]
pub(in crate::net) struct Places(Arc<Mutex<Taken>>);

#[derive(Debug)]
struct Taken {
    named: BTreeSet<PeerId>,
    /// Those who are not named and were let in.
    others: BTreeSet<PeerId>,
    others_max: usize,
}

impl Places {
    pub(in crate::net) fn new(places: u32) -> Self {
        let others_max = usize::try_from(places / 2).unwrap_or(usize::MAX);
        let taken = Taken { named: BTreeSet::new(), others: BTreeSet::new(), others_max };
        Self(Arc::new(Mutex::new(taken)))
    }

    /// Lets a peer in, as long as it is named or there is a place for others.
    pub(super) fn admit(&self, peer: PeerId) -> bool {
        let mut taken = self.taken();
        if taken.named.contains(&peer) || taken.others.contains(&peer) {
            return true;
        }
        let room = taken.others.len() < taken.others_max;
        if room {
            taken.others.insert(peer);
        }
        room
    }

    /// Notes who is named of those who are connected; who is not connected any more has no place.
    pub(in crate::net) fn note(
        &self,
        named: BTreeSet<PeerId>,
        is_connected: impl Fn(&PeerId) -> bool,
    ) {
        let mut taken = self.taken();
        taken.others.retain(|peer| is_connected(peer) && !named.contains(peer));
        taken.named = named;
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[test]
fn strangers_take_half_of_the_places_and_those_named_the_rest() {
    let places = Places::new(5);
    let peers: Vec<PeerId> = (0..6).map(|_| PeerId::random()).collect();
    let admitted = |of: &[PeerId]| of.iter().map(|peer| places.admit(*peer)).collect::<Vec<bool>>();
    assert_eq!(admitted(&peers[..3]), [true, true, false]);
    assert_eq!(admitted(&peers[..2]), [true, true], "who has a place may ask again");
    places.note(BTreeSet::from([peers[3], peers[4]]), |_| true);
    assert_eq!(admitted(&peers[2..]), [false, true, true, false]);
    places.note(BTreeSet::new(), |peer| *peer != peers[0]);
    assert_eq!(admitted(&peers[3..]), [true, false, false], "one has left");
    places.note(BTreeSet::from([peers[1]]), |_| true);
    assert_eq!(admitted(&peers[4..]), [true, false], "who is named takes none of theirs");
}
