//! Whom to look for in the tables, of those who are not where they were: everybody in turn.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use libp2p::PeerId;

use super::pace::{Allowance, Pace};

/// How often somebody who is not found is looked for, and how often anybody is.
const SEEK_EVERY: Duration = Duration::from_secs(600);
const SEEKS: Allowance = Allowance { most: 4, each: Duration::from_secs(60) };

/// Who was looked for, and when.
#[derive(Debug)]
pub(in crate::net) struct Seeking {
    sought: BTreeMap<PeerId, Instant>,
    pace: Pace,
}

impl Seeking {
    pub(in crate::net) fn new() -> Self {
        Self { sought: BTreeMap::new(), pace: Pace::new(SEEKS) }
    }

    /// Whom to look for now, of those who are lost and may be listed: those of the list first, and then
    /// whoever was looked for the longest ago.
    pub(in crate::net) fn due(
        &mut self,
        lost: &BTreeMap<PeerId, bool>,
        now: Instant,
    ) -> Vec<PeerId> {
        let recent = |at: &Instant| now.saturating_duration_since(*at) < SEEK_EVERY;
        // Those still lost are remembered, so that the others get their turn.
        self.sought.retain(|peer, at| lost.contains_key(peer) || recent(at));
        let mut due: Vec<(PeerId, bool)> = lost.iter().map(|(peer, of)| (*peer, *of)).collect();
        due.retain(|(peer, _)| !self.sought.get(peer).is_some_and(recent));
        due.sort_by_key(|(peer, listed)| (!listed, self.sought.get(peer).copied()));
        let due = due.into_iter().map(|(peer, _)| peer);
        let due: Vec<PeerId> = due.take_while(|_| self.pace.take(now)).collect();
        self.sought.extend(due.iter().map(|peer| (*peer, now)));
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn everybody_who_is_lost_gets_a_turn_and_those_of_the_list_the_first() {
        let lost: BTreeMap<PeerId, bool> =
            (0..40).map(|number| (PeerId::random(), number % 10 == 0)).collect();
        let listed = |peer: &PeerId| lost[peer];
        let (mut seeking, now) = (Seeking::new(), monotonic());
        let first = seeking.due(&lost, now);
        assert_eq!(first.len(), 4);
        assert!(first.iter().all(listed), "those of the list first");
        assert!(seeking.due(&lost, now).is_empty(), "only so often");
        let mut turns: BTreeMap<PeerId, u32> = first.iter().map(|peer| (*peer, 1)).collect();
        for minute in 1..=90 {
            for peer in seeking.due(&lost, now + MINUTE * minute) {
                *turns.entry(peer).or_default() += 1;
            }
        }
        assert_eq!(turns.len(), lost.len(), "nobody is passed over");
        let strangers: Vec<u32> =
            turns.iter().filter(|(peer, _)| !listed(peer)).map(|(_, turns)| *turns).collect();
        assert!(strangers.iter().max().unwrap() - strangers.iter().min().unwrap() <= 1);
        assert!(turns.iter().filter(|(peer, _)| listed(peer)).all(|(_, turns)| *turns >= 9));
    }

    #[test]
    fn who_is_lost_no_more_is_forgotten() {
        let (mut seeking, now) = (Seeking::new(), monotonic());
        let lost = BTreeMap::from([(PeerId::random(), false)]);
        assert_eq!(seeking.due(&lost, now).len(), 1);
        assert!(seeking.due(&BTreeMap::new(), now + SEEK_EVERY).is_empty());
        assert!(seeking.sought.is_empty());
    }
}
