//! Whose statements are kept, and how much of everybody else's.
//!
//! Who is in scope (the node itself, its pins, whom it recognises) is for the shell to say; they have
//! the quotas of a feed alone. All others together share one budget of bytes, and none of them has more
//! than a small share of it: when either is used up, the ends of their feeds are cut off and new
//! strangers are not begun, so however many come, the disk does not grow, and no one comer takes what
//! is for all. A larger budget, or somebody who comes into scope, makes the next catch-up go by
//! comparing: it brings what is missing from where each feed was cut off, and nothing that is held.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::Kept;
use crate::identity::Did;
use crate::limits::{KEY_ACT_BYTES_MAX, KEY_EVENT_BYTES_MAX, STRANGER_BYTES_MIN, STRANGERS_SHARE};

use super::{Engine, Turn};

/// Whose statements are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Who is kept within the quotas of a feed alone.
    pub known: BTreeSet<Did>,
    /// Bytes of entries and key events that are kept of all others together.
    pub strangers_bytes_max: u64,
}

impl Default for Scope {
    /// Nobody is known, and of strangers all is kept that the quotas of a feed allow.
    fn default() -> Self {
        Self { known: BTreeSet::new(), strangers_bytes_max: u64::MAX }
    }
}

/// What a key event counts for: the most that it can have.
pub(super) fn key_bytes(event: &impl Kept) -> u64 {
    let most = if event.is_own() { KEY_ACT_BYTES_MAX } else { KEY_EVENT_BYTES_MAX };
    u64::try_from(most).unwrap_or(u64::MAX)
}

impl Engine {
    /// Takes another scope; what was refused for want of room may have it now.
    pub(super) fn rescope(&mut self, scope: Scope, turn: &mut Turn) {
        if scope == self.scope {
            return;
        }
        self.scope = scope;
        self.measure_strangers();
        self.peers.values_mut().for_each(|state| state.begin_again(turn.now));
    }

    /// Sums up what is held of strangers.
    pub(super) fn measure_strangers(&mut self) {
        let mut strange: BTreeMap<Did, u64> = BTreeMap::new();
        let mut add = |did: Did, bytes: u64| {
            let sum = strange.entry(did).or_default();
            *sum = sum.saturating_add(bytes);
        };
        for log in self.ring.logs().filter(|log| !self.is_in_scope(&log.did())) {
            let bytes = log.events().map(key_bytes).fold(0, u64::saturating_add);
            add(log.did(), bytes);
        }
        for track in self.tracks.values() {
            let author = self.ring.author(&track.feed.writer());
            author.filter(|did| !self.is_in_scope(did)).into_iter().for_each(|did| {
                add(did, track.bytes);
            });
        }
        self.strange_bytes = strange.values().copied().fold(0, u64::saturating_add);
        self.strange = strange;
    }

    /// Whether there is room for so many bytes more of this author.
    pub(super) fn has_room(&self, author: &Did, bytes: u64) -> bool {
        let all = self.scope.strangers_bytes_max;
        let share = (all / STRANGERS_SHARE).max(STRANGER_BYTES_MIN);
        let own = self.strange.get(author).copied().unwrap_or(0);
        self.is_in_scope(author)
            || (self.strange_bytes.saturating_add(bytes) <= all
                && own.saturating_add(bytes) <= share)
    }

    /// So many bytes more of this author are held.
    pub(super) fn count(&mut self, author: &Did, bytes: u64) {
        if !self.is_in_scope(author) {
            self.strange_bytes = self.strange_bytes.saturating_add(bytes);
            let own = self.strange.entry(*author).or_default();
            *own = own.saturating_add(bytes);
        }
    }

    pub(super) fn is_in_scope(&self, did: &Did) -> bool {
        self.scope.known.contains(did)
            || self.hosted.contains_key(did)
            || self.own.values().any(|own| own == did)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Feed, KeyEvent};
    use crate::gossip::message::{Packed, Unpacked};
    use crate::gossip::{Effect, EngineState, Event, Item, Peer};
    use crate::identity::SecretKey;
    use crate::statement::kinds::{Party, Profile};
    use crate::statement::{Content, Draft, Retention, Statement};
    use crate::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    struct Author {
        identity: SecretKey,
        writer: SecretKey,
        feed: Feed,
    }

    impl Author {
        fn new(number: u32) -> Self {
            let seed = |side: u8| {
                let mut seed = [side; 32];
                seed[..4].copy_from_slice(&number.to_be_bytes());
                SecretKey::from_seed(&seed)
            };
            let (identity, writer) = (seed(1), seed(2));
            let feed = Feed::new(writer.public());
            Self { identity, writer, feed }
        }

        fn did(&self) -> Did {
            Did::from(self.identity.public())
        }

        fn named(&self) -> Item {
            let at = Timestamp::from_millis(1);
            Item::Key(KeyEvent::writer(&self.writer, at, &self.identity).unwrap())
        }

        fn says(&mut self, letters: usize) -> Statement {
            let profile = Profile {
                party: Party::Person,
                name: "somebody".to_owned(),
                description: Some("x".repeat(letters)),
                url: None,
            };
            let (content, ret) = (Content::Profile(profile), Retention::Erasable);
            let draft = Draft { content, salt: [7; 16], ret };
            let said = draft.sign(&self.did(), &self.feed.head(), NOW, &self.writer).unwrap();
            self.feed.append(&said, NOW).unwrap();
            said
        }
    }

    fn engine(known: &[Did], strangers_bytes_max: u64) -> Engine {
        let scope = Scope { known: known.iter().copied().collect(), strangers_bytes_max };
        Engine::open(EngineState { scope, ..EngineState::default() })
    }

    /// Bytes that are to be stored of what somebody offers.
    fn stored(engine: &mut Engine, items: &[Item]) -> usize {
        let mut bytes = 0;
        for item in items {
            let mut turn = Turn { now: NOW, effects: Vec::new() };
            let unpacked: Unpacked = Packed::new(item).unpack().unwrap();
            engine.take(Peer([1; 32]), unpacked, &mut turn);
            let writes = turn.effects.iter().any(|effect| matches!(effect, Effect::Append(_)));
            bytes += if writes { Packed::new(item).to_bytes().len() } else { 0 };
        }
        bytes
    }

    #[test]
    fn ten_thousand_strangers_grow_the_disk_by_nothing() {
        let mut friend = Author::new(0);
        let mut engine = engine(&[friend.did()], 0);
        for number in 1..=10_000 {
            let mut stranger = Author::new(number);
            let offered = [stranger.named(), Item::Entry(stranger.says(3_200))];
            assert_eq!(stored(&mut engine, &offered), 0, "stranger {number}");
        }
        assert_eq!(engine.authors().count(), 0);
        let offered = [friend.named(), Item::Entry(friend.says(3_200))];
        assert!(stored(&mut engine, &offered) > 3_000, "who is known is kept");
    }

    #[test]
    fn a_budget_is_kept_to_and_cuts_off_the_end() {
        let mut engine = engine(&[], 10_000);
        let mut stranger = Author::new(1);
        let mut offered = vec![stranger.named()];
        offered.extend((0..5).map(|_| Item::Entry(stranger.says(3_200))));
        let bytes = stored(&mut engine, &offered);
        assert!((6_000..=10_000).contains(&bytes), "{bytes}");
        let held = engine.state(&stranger.writer.public()).unwrap();
        assert_eq!((held.size, held.sound), (2, 2), "a whole beginning, nothing from the middle");
        assert!(engine.strange_bytes <= 10_000);
    }

    #[test]
    fn no_stranger_takes_what_is_for_all() {
        let budget = STRANGERS_SHARE * STRANGER_BYTES_MIN;
        let mut engine = engine(&[], budget);
        let (mut greedy, mut other) = (Author::new(1), Author::new(2));
        let mut offered = vec![greedy.named()];
        offered.extend((0..100).map(|_| Item::Entry(greedy.says(3_900))));
        stored(&mut engine, &offered);
        let share = engine.strange.get(&greedy.did()).copied().unwrap();
        let most = STRANGER_BYTES_MIN;
        assert!((most - 5_000..=most).contains(&share), "{share} of {most}");
        let offered = [other.named(), Item::Entry(other.says(3_900))];
        assert!(stored(&mut engine, &offered) > 3_900, "who comes later has a share as well");
    }

    #[test]
    fn a_raised_budget_goes_on_where_it_was_cut_off() {
        let mut engine = engine(&[], 10_000);
        let mut stranger = Author::new(1);
        let mut offered = vec![stranger.named()];
        offered.extend((0..5).map(|_| Item::Entry(stranger.says(3_200))));
        stored(&mut engine, &offered);
        let scope = Scope { strangers_bytes_max: 100_000, ..Scope::default() };
        assert!(engine.handle(Event::Scope(scope), NOW).is_empty());
        // Offered from where comparing says it ends: the rest alone is stored.
        let rest = offered.split_off(3);
        assert!(stored(&mut engine, &offered) == 0, "what is held is not stored again");
        assert!(stored(&mut engine, &rest) > 9_000);
        assert_eq!(engine.state(&stranger.writer.public()).unwrap().size, 5);
    }

    #[test]
    fn who_comes_into_scope_costs_the_budget_nothing_any_more() {
        let mut engine = engine(&[], 10_000);
        let mut one = Author::new(1);
        let offered = [one.named(), Item::Entry(one.says(3_200))];
        stored(&mut engine, &offered);
        let before = engine.strange_bytes;
        assert!(before > 3_000);
        let scope = Scope { known: [one.did()].into(), strangers_bytes_max: 10_000 };
        let _none = engine.handle(Event::Scope(scope), NOW);
        assert_eq!(engine.strange_bytes, 0);
    }
}
