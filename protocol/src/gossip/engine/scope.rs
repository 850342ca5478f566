//! Whose statements are kept, and how much of everybody else's.
//!
//! Who is in scope (the node itself, its pins, whom it recognises) is for the shell to say; they have
//! the quotas of a feed alone. All others together share one budget of bytes, and none of them has more
//! than a small share of it: when either is used up, the ends of their feeds are cut off and new
//! strangers are not begun, so however many come, the disk does not grow, and no one comer takes what
//! is for all. A larger budget, or somebody who comes into scope, makes the next catch-up go by
//! comparing: it brings what is missing from where each feed was cut off, and nothing that is held.

//!
//! What is said about an identity's successor, and not by its own key, has a budget of its own beside that
//! one: of each key log no more than `spec/keys.md` §8 keeps, and whoever has a stolen key leaves it as it
//! is, however much they write. What an identity of this node says as witness or successor has room always.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::{Kept, KeyEvent, KeyLog};
use crate::identity::Did;
use crate::limits::{
    KEY_ACT_BYTES_MAX, KEY_EVENT_BYTES_MAX, STRANGER_BYTES_MIN, STRANGERS_SHARE, SUCCESSION_SHARE,
};

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

/// Bytes of a log about its successor.
fn told_in<E: Kept>(log: &KeyLog<E>) -> u64 {
    let told = log.events().filter(|event| !event.is_own());
    told.map(key_bytes).fold(0, u64::saturating_add)
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
        let mut told = 0_u64;
        let mut add = |did: Did, bytes: u64| {
            let sum = strange.entry(did).or_default();
            *sum = sum.saturating_add(bytes);
        };
        for log in self.ring.logs().filter(|log| !self.is_in_scope(&log.did())) {
            let own = log.events().filter(|event| event.is_own());
            add(log.did(), own.map(key_bytes).fold(0, u64::saturating_add));
            told = told.saturating_add(told_in(log));
        }
        for track in self.tracks.values() {
            let author = self.ring.author(&track.feed.writer());
            author.filter(|did| !self.is_in_scope(did)).into_iter().for_each(|did| {
                add(did, track.bytes);
            });
        }
        self.strange_bytes = strange.values().copied().fold(0, u64::saturating_add);
        self.strange = strange;
        self.strange_told = told;
    }

    /// Whether there is room for a key event.
    pub(super) fn has_room_for(&self, event: &KeyEvent) -> bool {
        let (did, bytes) = (event.did(), key_bytes(event));
        if event.is_own() {
            return self.has_room(&did, bytes);
        }
        let most = self.scope.strangers_bytes_max / SUCCESSION_SHARE;
        self.is_in_scope(&did)
            || self.says_itself(event)
            || self.strange_told.saturating_add(bytes) <= most
    }

    /// Whether an identity of this node says it, as witness or as successor.
    fn says_itself(&self, event: &KeyEvent) -> bool {
        let (seen, begun) = (event.act().watched(), event.act().recovery());
        seen.is_some_and(|watch| self.own.contains_key(&watch.witness))
            || begun.is_some_and(|recovery| self.own.values().any(|own| *own == recovery.heir))
    }

    /// Bytes that are held of an identity about its successor.
    pub(super) fn told_of(&self, did: &Did) -> u64 {
        self.ring.log(did).map_or(0, told_in)
    }

    /// A key event is held now, and before it so many bytes were about the successor: what it puts an end
    /// to takes up no room.
    pub(super) fn count_key(&mut self, event: &KeyEvent, before: u64) {
        let did = event.did();
        if event.is_own() {
            self.count(&did, key_bytes(event));
        } else if !self.is_in_scope(&did) {
            let told = self.strange_told.saturating_add(self.told_of(&did));
            self.strange_told = told.saturating_sub(before);
        }
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

    /// Whether somebody is one of those whose statements this node keeps whoever else says what: its own,
    /// its address book, and whom these recognise.
    pub fn is_in_scope(&self, did: &Did) -> bool {
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

    /// Whoever has the sheet names guardians, and one of these a witness of this node.
    fn named(number: u64, witness: &SecretKey) -> (SecretKey, KeyEvent) {
        use crate::feed::{Guardians, Opening, Witnesses};
        use crate::identity::Commitment;
        let sheet = SecretKey::from_seed(&[77; 32]);
        let next = Commitment::to_key(&sheet.public());
        let identity = SecretKey::committed(&[78; 32], next).unwrap();
        let opening = Opening { base: identity.commitment().unwrap().base, next: sheet.public() };
        let guardians = Witnesses::new(1, [SecretKey::from_seed(&[79; 32]).public()]).unwrap();
        let witnesses = Witnesses::new(1, [witness.public()]).unwrap();
        let named = Guardians { opening, number, guardians, witnesses, days: 14 };
        let event = KeyEvent::guardians(Did::from(identity.public()), named, NOW, &sheet).unwrap();
        (identity, event)
    }

    #[test]
    fn who_has_a_stolen_key_leaves_room_for_what_is_said_of_the_successor() {
        let witness = SecretKey::from_seed(&[80; 32]);
        let (identity, first) = named(1, &witness);
        let writer = SecretKey::from_seed(&[81; 32]);
        let mut thief = Author { feed: Feed::new(writer.public()), identity, writer };
        let mut engine = engine(&[], 20_000);
        let mut offered = vec![thief.named()];
        offered.extend((0..5).map(|_| Item::Entry(thief.says(3_200))));
        stored(&mut engine, &offered);
        let more = KeyEvent::writer(&SecretKey::from_seed(&[82; 32]), NOW, &thief.identity);
        let filler: Vec<Item> = (90..99)
            .map(|seed| SecretKey::from_seed(&[seed; 32]))
            .map(|key| Item::Key(KeyEvent::writer(&key, NOW, &thief.identity).unwrap()))
            .collect();
        stored(&mut engine, &filler);
        assert_eq!(stored(&mut engine, &[Item::Key(more.unwrap())]), 0, "the thief has no more");
        assert!(stored(&mut engine, &[Item::Key(first)]) > 0);
        // What is outdone takes up no room, however often; and the budget is kept to.
        for number in 2..9 {
            assert!(stored(&mut engine, &[Item::Key(named(number, &witness).1)]) > 0);
        }
        assert!(engine.strange_told <= 20_000 / SUCCESSION_SHARE);
        let before = engine.strange_told;
        engine.measure_strangers();
        assert_eq!(engine.strange_told, before);
    }

    #[test]
    fn what_this_node_says_as_a_witness_has_room_and_what_another_says_has_not() {
        use crate::feed::{Watch, WatchStep};
        let witness = SecretKey::from_seed(&[80; 32]);
        let (_, guardians) = named(1, &witness);
        let recovery = crate::canon::hash::sha256(&[b"one"]);
        let watch = Watch { guardians, recovery, step: WatchStep::Seen, witness: witness.public() };
        let seen = KeyEvent::watch(watch, NOW, &witness).unwrap();
        let mut engine = engine(&[], 0);
        assert_eq!(stored(&mut engine, &[Item::Key(seen.clone())]), 0);
        engine.own.insert(witness.public(), Author::new(1).did());
        assert!(stored(&mut engine, &[Item::Key(seen)]) > 0);
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
