//! Laws of erasing what a former identity wrote: who may, what of it, and in whatever order it is heard.

use std::collections::BTreeMap;

use crate::canon::hash::sha256;
use crate::feed::{Cuts, Feed, KeyEvent, Opening, Succession};
use crate::gossip::{Away, Change, Effect, Engine, EngineState, HeldFeed, Scope};
use crate::identity::{Commitment, Did, PublicKey, SecretKey};
use crate::limits::WRITER_AUTHORS_MAX;
use crate::statement::kinds::{Erase, Party, Profile};
use crate::statement::{Content, Draft, Retention, Statement};
use crate::time::Timestamp;

use super::Turn;

const NOW: Timestamp = Timestamp::from_millis(1_795_435_200_000);

/// Somebody whose key commits to that of a sheet.
struct Person {
    key: SecretKey,
    sheet: SecretKey,
    writer: SecretKey,
    feed: Feed,
}

impl Person {
    fn new(seed: u8) -> Self {
        let [sheet, writer] = [100, 200].map(|more| SecretKey::from_seed(&[seed + more; 32]));
        let next = Commitment::to_key(&sheet.public());
        let key = SecretKey::committed(&[seed; 32], next).unwrap();
        let feed = Feed::new(writer.public());
        Self { key, sheet, writer, feed }
    }

    fn did(&self) -> Did {
        Did::from(self.key.public())
    }

    fn named(&self) -> KeyEvent {
        KeyEvent::writer(&self.writer, NOW, &self.key).unwrap()
    }

    fn says(&mut self, content: Content, ret: Retention) -> Statement {
        let draft = Draft { content, salt: [7; 16], ret };
        let said = draft.sign(&self.did(), &self.feed.head(), NOW, &self.writer).unwrap();
        self.feed.replay(&said).unwrap();
        said
    }

    fn writes(&mut self) -> Statement {
        let (party, name) = (Party::Person, "a".to_owned());
        let profile = Profile { party, name, description: None, url: None };
        self.says(Content::Profile(profile), Retention::Erasable)
    }

    fn erases(&mut self, log: PublicKey, seqs: &[u32], of: Option<Did>) -> Statement {
        let erase = Erase { log: Some(log), seqs: seqs.to_vec(), of };
        self.says(Content::Erase(erase), Retention::Permanent)
    }

    /// That somebody comes after, where so many entries count.
    fn succeeded_by(&self, heir: &Self, size: u32) -> KeyEvent {
        let base = self.key.commitment().unwrap().base;
        let opening = Opening { base, next: self.sheet.public() };
        let consent = Succession::consent(&self.did(), &heir.key);
        let cuts = Cuts::new(NOW, [(self.writer.public(), size)]).unwrap();
        let told = Succession { opening, number: 1, heir: heir.did(), consent, cuts };
        KeyEvent::succession(self.did(), told, NOW, &self.sheet).unwrap()
    }
}

/// The engine of whoever holds these feeds and keys.
fn engine(people: &[&Person], events: &[KeyEvent]) -> Engine {
    let held = |one: &&Person| {
        let feed = one.feed.clone();
        HeldFeed { feed, bytes: 100, status: 0, missing: Vec::new() }
    };
    let keys = people.iter().map(|one| one.named()).chain(events.iter().cloned());
    let known = people.iter().map(|one| one.did()).collect();
    Engine::open(EngineState {
        keys: keys.collect(),
        feeds: people.iter().map(held).collect(),
        scope: Scope { known, ..Scope::default() },
        ..EngineState::default()
    })
}

fn dropped<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<(PublicKey, u32)> {
    let gone = |change: &Change| {
        let Change::DropBody { writer, seq, away: Away::Erased } = change else { return None };
        Some((*writer, *seq))
    };
    changes.into_iter().filter_map(gone).collect()
}

/// What goes when a key event is heard.
fn by_key(engine: &mut Engine, event: &KeyEvent) -> Vec<(PublicKey, u32)> {
    let mut turn = Turn::at(NOW);
    assert!(engine.take_key(event, &mut turn));
    let changes = turn.effects.iter().filter_map(|effect| {
        let Effect::Append(changes) = effect else { return None };
        Some(changes)
    });
    dropped(changes.flatten())
}

/// A former key that wrote three entries, and two who may come after.
fn people() -> [Person; 3] {
    let mut all = [1, 2, 3].map(Person::new);
    for _ in 0..3 {
        all[0].writes();
    }
    all
}

#[test]
fn whoever_came_after_erases_what_counts_of_the_former_key() {
    let [former, mut heir, mut stranger] = people();
    let (log, of) = (former.writer.public(), Some(former.did()));
    let gave_up = former.succeeded_by(&heir, 2);
    let mut held = engine(&[&former, &heir, &stranger], &[gave_up]);
    // What stands above the cut-off is nobody's.
    assert_eq!(dropped(&held.erased_with(&heir.erases(log, &[0, 2], of))), [(log, 0)]);
    assert_eq!(dropped(&held.erased_with(&stranger.erases(log, &[1], of))), []);
    // Nor does it without saying whose log it is.
    assert_eq!(dropped(&held.erased_with(&heir.erases(log, &[1], None))), []);
}

#[test]
fn whoever_has_the_former_key_erases_nothing_of_who_came_after() {
    let [mut former, mut heir, _] = people();
    heir.writes();
    let gave_up = former.succeeded_by(&heir, 3);
    let close = KeyEvent::close(heir.writer.public(), 1, NOW, &heir.key);
    let mut held = engine(&[&former, &heir], &[gave_up, close]);
    let theirs = heir.writer.public();
    for of in [None, Some(heir.did())] {
        assert_eq!(dropped(&held.erased_with(&former.erases(theirs, &[0], of))), []);
    }
    // Nor does a writer key that the heir lost and closed reach into the former log.
    let (log, of) = (former.writer.public(), Some(former.did()));
    assert_eq!(dropped(&held.erased_with(&heir.erases(log, &[0], of))), []);
}

#[test]
fn either_may_come_first_the_erasure_or_the_succession_or_the_entry() {
    let [former, mut heir, mut last] = people();
    let (log, of) = (former.writer.public(), Some(former.did()));
    let mut held = engine(&[&former, &heir, &last], &[]);
    assert_eq!(dropped(&held.erased_with(&heir.erases(log, &[1], of))), []);
    assert_eq!(dropped(&held.erased_with(&last.erases(log, &[2], of))), []);
    assert_eq!(by_key(&mut held, &former.succeeded_by(&heir, 3)), [(log, 1)]);
    // Whoever comes after whoever came after speaks for the first as well.
    let after = by_key(&mut held, &heir.succeeded_by(&last, 9));
    assert!(after.contains(&(log, 2)), "{after:?}");
    // What is erased before it is heard.
    let [mut former, mut heir, mut stranger] = [1, 2, 3].map(Person::new);
    let gave_up = former.succeeded_by(&heir, 2);
    let mut held = engine(&[&former, &heir, &stranger], &[gave_up]);
    held.erased_with(&heir.erases(log, &[0], of));
    held.erased_with(&stranger.erases(log, &[1], of));
    let entries = [former.writes(), former.writes()];
    let gone = entries.map(|entry| dropped(&held.erased_with(&entry)));
    assert_eq!(gone, [vec![(log, 0)], vec![]]);
}

/// Whoever stole a writer key has it agree to speak for an identity of theirs as well.
#[test]
fn whoever_stole_a_writer_key_ends_and_erases_nothing_by_another_identity() {
    let [mut owner, mut thief, heir] = people();
    let log = owner.writer.public();
    let claim = KeyEvent::writer(&owner.writer, NOW, &thief.key).unwrap();
    let cut = KeyEvent::close(log, 0, NOW, &thief.key);
    let closed = KeyEvent::close(log, 3, NOW, &owner.key);
    // In any order.
    let acts = [&claim, &cut, &closed];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut held = engine(&[&owner, &thief, &heir], &[]);
        for act in order {
            by_key(&mut held, acts[act]);
        }
        assert_eq!(held.closed_at(&log), Some(3), "{order:?}");
        assert_eq!(dropped(&held.erased_with(&thief.erases(log, &[0, 1], None))), []);
        // The thief's successor cuts nothing of it off that its owner would count.
        by_key(&mut held, &thief.succeeded_by(&heir, 9));
        assert_eq!((held.closed_at(&log), held.ring.cut_at(&log)), (Some(3), None));
    }
    // What the owner took back above the close stays beside the log.
    let said = SecretKey::from_seed(&[98; 32]);
    let id = sha256(&[said.public().as_bytes()]);
    let beside = BTreeMap::from([(log, BTreeMap::from([(id, 55)]))]);
    let mut held = Engine::open(EngineState {
        keys: [owner.named(), thief.named(), closed.clone()].into_iter().collect(),
        aside: beside,
        ..EngineState::default()
    });
    for act in [&claim, &cut] {
        let mut turn = Turn::at(NOW);
        assert!(held.take_key(act, &mut turn));
        let changes = turn.effects.iter().filter_map(|effect| {
            let Effect::Append(changes) = effect else { return None };
            Some(changes)
        });
        assert!(!changes.flatten().any(|one| matches!(one, Change::LetGo { .. })));
    }
    // Many more may not be named in it.
    let named = (0..20).filter(|seed| {
        let key = SecretKey::from_seed(&[120 + seed; 32]);
        let claim = KeyEvent::writer(&owner.writer, NOW, &key).unwrap();
        held.take_key(&claim, &mut Turn::at(NOW))
    });
    assert_eq!(named.count(), WRITER_AUTHORS_MAX - 2);
    // Its owner, whom nobody else names in it, erases what they closed.
    let mut held = engine(&[&owner, &thief], &[closed]);
    let other = SecretKey::from_seed(&[99; 32]);
    by_key(&mut held, &KeyEvent::writer(&other, NOW, &owner.key).unwrap());
    (owner.writer, owner.feed) = (other.clone(), Feed::new(other.public()));
    assert_eq!(dropped(&held.erased_with(&owner.erases(log, &[1], None))), [(log, 1)]);
}
