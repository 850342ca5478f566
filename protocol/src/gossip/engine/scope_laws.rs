//! Laws of the scope: who is kept, and of all others how much.

use super::intake::Taken;
use super::{Engine, Scope, Turn};
use crate::feed::{Cause, Claim, Feed, ForkProof, HeadStamp, KeyEvent, KeyLog, Short, StampFork};
use crate::gossip::message::{Packed, Unpacked};
use crate::gossip::{Change, Cursor, Effect, EngineState, Event, Fault, Item, Peer, StoreId};
use crate::identity::{Did, SecretKey};
use crate::limits::{
    FELLOW_BYTES_MIN, FELLOWS_SHARE, FORK_PROOF_BYTES_MAX, KEY_LOGS_MAX, PLACES_KNOWN_SHARE,
    PLACES_OWN_SHARE, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX, STRANGER_BYTES_MIN, STRANGERS_SHARE,
    SUCCESSION_SHARE, WARNING_SHARE,
};
use crate::statement::kinds::{Party, Profile};
use crate::statement::{Content, Draft, Retention, Sealed, Statement};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

struct Author {
    number: u32,
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
        Self { number, identity, writer, feed }
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
    let scope =
        Scope { known: known.iter().copied().collect(), strangers_bytes_max, ..Scope::default() };
    Engine::open(EngineState { scope, ..EngineState::default() })
}

/// Bytes that are to be stored of what somebody offers.
fn stored(engine: &mut Engine, items: &[Item]) -> usize {
    let mut bytes = 0;
    for item in items {
        let mut turn = Turn::at(NOW);
        let unpacked: Unpacked = Packed::new(item).unpack().unwrap();
        engine.take(Peer([1; 32]), unpacked, &mut turn);
        // That a feed is longer is a note of its own.
        let note = |change: &Change| matches!(change, Change::Short { .. } | Change::Whole { .. });
        let writes = turn
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Append(changes) if !changes.iter().all(note)));
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
fn strangers_leave_places_to_those_in_scope_and_these_to_the_owner() {
    let (friend, owner, stranger) = (Author::new(1), Author::new(2), Author::new(3));
    let mut engine = engine(&[friend.did()], u64::MAX);
    engine.own.insert(owner.writer.public(), owner.did());
    let free = |engine: &Engine, taken: usize| {
        [&stranger, &friend, &owner].map(|who| engine.has_place(&who.did(), taken, 1_000))
    };
    assert_eq!(free(&engine, 899), [true, true, true]);
    assert_eq!(free(&engine, 900), [false, true, true]);
    assert_eq!(free(&engine, 989), [false, true, true]);
    assert_eq!(free(&engine, 990), [false, false, true]);
    assert_eq!(free(&engine, 1_000), [false, false, false], "a hard bound");
    // Throw-away keys up to the last place of strangers: whoever is added is taken all the same.
    engine.logs = KEY_LOGS_MAX - KEY_LOGS_MAX / PLACES_KNOWN_SHARE;
    assert_eq!(stored(&mut engine, &[stranger.named()]), 0);
    assert!(stored(&mut engine, &[friend.named()]) > 0);
    engine.logs = KEY_LOGS_MAX - KEY_LOGS_MAX / PLACES_OWN_SHARE;
    let late = Author::new(4);
    engine.scope.known.insert(late.did());
    assert_eq!(stored(&mut engine, &[late.named()]), 0);
    assert!(stored(&mut engine, &[owner.named()]) > 0);
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

fn head(author: &Author, minute: u64) -> HeadStamp {
    let log = KeyLog::new(author.did());
    let at = NOW.saturating_add(minute * 60_000);
    let times = (at, at.saturating_add(86_400_000));
    HeadStamp::sign(&author.feed, &log, times, &author.writer).unwrap()
}

fn stamp(author: &Author, minute: u64) -> Item {
    Item::Stamp(head(author, minute))
}

/// Two entries of one number, or two heads.
fn proofs(author: &Author) -> [Item; 2] {
    let copy = || Author { feed: author.feed.clone(), ..Author::new(author.number) };
    let (mut one, mut other) = (copy(), copy());
    let fork = ForkProof::make(&one.says(10), &other.says(20)).unwrap();
    let claims = [&one, &other].map(|branch| Claim::stamped(&head(branch, 0)));
    let [first, second] = claims;
    [Item::Fork(fork), Item::Heads(StampFork::make(first, second).unwrap())]
}

/// Ten thousand strangers, on a budget that is used up, as it is after the first of them: stamps and
/// proofs grow the disk by no more than entries do.
#[test]
fn ten_thousand_strangers_grow_a_full_disk_by_nothing() {
    let mut engine = engine(&[], 4 * 1024 * 1024 * 1024);
    let known = Author::new(1);
    assert!(stored(&mut engine, &[known.named(), stamp(&known, 0)]) > 0, "there is room yet");
    engine.strange_bytes = engine.scope.strangers_bytes_max;
    let mut strangers = vec![known];
    for number in 2..=10_000 {
        let mut stranger = Author::new(number);
        let mut offered = vec![stranger.named(), Item::Entry(stranger.says(3_200))];
        offered.extend([stamp(&stranger, 0), stamp(&stranger, 20)]);
        offered.extend(proofs(&stranger));
        assert_eq!(stored(&mut engine, &offered), 0, "stranger {number}");
        strangers.truncate(1);
    }
    // Of whom something is held already a proof is taken while its own part lasts.
    let [fork, heads] = proofs(&strangers[0]);
    assert!(stored(&mut engine, &[fork.clone(), heads.clone()]) > 0);
    let mut full = self::engine(&[], 1_000_000);
    stored(&mut full, &[strangers[0].named()]);
    full.strange_bytes = 1_000_000 + 1_000_000 / WARNING_SHARE;
    assert_eq!(stored(&mut full, &[fork, heads]), 0);
}

#[test]
fn stamps_and_proofs_count_as_long_as_they_are_held() {
    let mut engine = engine(&[], 1_000_000);
    let mut one = Author::new(1);
    let mut offered = vec![one.named()];
    for minute in 0..20 {
        offered.extend([Item::Entry(one.says(10)), stamp(&one, minute)]);
    }
    offered.extend(proofs(&one));
    stored(&mut engine, &offered);
    // The exact bytes of entries stand in for what they were counted as while they came.
    let counted = engine.strange_bytes;
    engine.measure_strangers();
    assert!(engine.strange_bytes <= counted, "{} {counted}", engine.strange_bytes);
    let said = engine.said_of(&one.writer.public());
    let most = FORK_PROOF_BYTES_MAX + STAMP_FORK_BYTES_MAX + STAMP_BYTES_MAX;
    assert_eq!(said, u64::try_from(most).unwrap(), "one stamp of twenty is held");
    assert!(engine.strange_bytes > said);
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
    let mut thief = Author { number: 0, feed: Feed::new(writer.public()), identity, writer };
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

/// What is told by these effects of a feed that is cut off.
fn short(engine: &mut Engine, item: &Item) -> (Taken, Vec<Short>) {
    let mut turn = Turn::at(NOW);
    let taken = engine.take(Peer([1; 32]), Packed::new(item).unpack().unwrap(), &mut turn);
    let mut told = Vec::new();
    for effect in turn.effects {
        let Effect::Append(changes) = effect else { continue };
        for change in changes {
            if let Change::Short { short, .. } = change {
                told.push(short);
            }
        }
    }
    (taken, told)
}

#[test]
fn what_is_cut_off_is_remembered_once_and_not_asked_for() {
    let mut engine = engine(&[], 10_000);
    let mut stranger = Author::new(1);
    let writer = stranger.writer.public();
    let mut offered = vec![stranger.named()];
    let said: Vec<Statement> = (0..6).map(|_| stranger.says(3_200)).collect();
    offered.extend(said.iter().take(2).cloned().map(Item::Entry));
    stored(&mut engine, &offered);
    // What its writer did not sign tells nothing of how long the feed is.
    let mut forged = said[4].clone().to_bytes();
    let signature = said[4].signature().as_bytes().to_vec();
    let at = forged.windows(64).position(|part| part == signature).unwrap();
    forged[at] ^= 1;
    let forged = Sealed::read(&forged).unwrap();
    let mut turn = Turn::at(NOW);
    let bad = engine.take(Peer([1; 32]), Unpacked::Entry(Box::new(forged)), &mut turn);
    assert_eq!((bad, turn.effects), (Taken::Bad(Fault::BadSignature), Vec::new()));
    let told = |size| vec![Short { size, cause: Cause::Strangers }];
    let entry = |number: usize| Item::Entry(said[number].clone());
    assert_eq!(short(&mut engine, &entry(2)), (Taken::Full, told(3)));
    assert_eq!(short(&mut engine, &entry(3)), (Taken::Full, Vec::new()), "once is enough");
    let state = engine.state(&writer).unwrap();
    assert_eq!((state.size, state.seen), (2, 3), "it is known to be longer");
    assert_eq!(engine.need(&writer), None, "there is no room for it, so it is not asked for");
    let scope = Scope { strangers_bytes_max: 100_000, ..Scope::default() };
    let _none = engine.handle(Event::Scope(scope), NOW);
    assert!(engine.need(&writer).is_some_and(|need| (need.from, need.to) == (2, 3)));
    // Who is known has the quotas of a feed alone, and they are far.
    let mut friend = Author::new(2);
    let scope = Scope { known: [friend.did()].into(), strangers_bytes_max: 0, ..Scope::default() };
    let _none = engine.handle(Event::Scope(scope), NOW);
    stored(&mut engine, &[friend.named()]);
    assert_eq!(short(&mut engine, &Item::Entry(friend.says(3_200))), (Taken::New, Vec::new()));
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
    let scope =
        Scope { known: [one.did()].into(), strangers_bytes_max: 10_000, ..Scope::default() };
    let _none = engine.handle(Event::Scope(scope), NOW);
    assert_eq!(engine.strange_bytes, 0);
}

/// The first scope after a start is the one of before: what is noted of how far others were read stays. A
/// later one voids it, on the disk too, as those who are away may have had what was refused.
#[test]
fn a_start_forgets_no_cursor_and_a_change_of_scope_does() {
    let cursor = Cursor { peer: Peer([7; 32]), store: [9; 16], position: 5 };
    let mut engine = Engine::open(EngineState { cursors: vec![cursor], ..EngineState::default() });
    let mut voids = |known: u32| {
        let known = [Author::new(known).did()].into();
        let scope = Scope { known, ..Scope::default() };
        let effects = engine.handle(Event::Scope(scope), NOW);
        let changes = effects.into_iter().filter_map(|effect| {
            if let Effect::Append(changes) = effect { Some(changes) } else { None }
        });
        let void = Change::Cursor(Cursor { store: StoreId::default(), ..cursor });
        changes.flatten().filter(|change| *change == void).count()
    };
    assert_eq!([voids(1), voids(2), voids(3)], [0, 1, 0]);
}

fn between(fellow: &Author, fellows_bytes_max: u64, strangers_bytes_max: u64) -> Scope {
    let fellows = [fellow.did()].into();
    Scope { fellows, fellows_bytes_max, strangers_bytes_max, ..Scope::default() }
}

/// Fellows have a budget of their own, of which strangers get nothing and which gets them nothing; and each has a
/// share, which is more than a stranger's.
#[test]
fn fellows_have_a_budget_of_their_own_and_each_a_share() {
    let (mut fellow, mut stranger) = (Author::new(1), Author::new(2));
    let all = STRANGER_BYTES_MIN * STRANGERS_SHARE;
    let most = FELLOW_BYTES_MIN * FELLOWS_SHARE;
    let scope = between(&fellow, most, all);
    let mut engine = Engine::open(EngineState { scope, ..EngineState::default() });
    assert!(engine.is_in_scope(&fellow.did()) && !engine.is_in_scope(&stranger.did()));
    assert!(stored(&mut engine, &[fellow.named(), stranger.named()]) > 0);
    // Strangers have used up theirs.
    engine.strange_bytes = all;
    assert_eq!(stored(&mut engine, &[Item::Entry(stranger.says(10))]), 0);
    assert!(stored(&mut engine, &[Item::Entry(fellow.says(10))]) > 0);
    (engine.strange_bytes, engine.fellow_bytes) = (0, most);
    assert_eq!(stored(&mut engine, &[Item::Entry(fellow.says(10))]), 0, "theirs too");
    let late = Author::new(3);
    assert!(stored(&mut engine, &[late.named()]) > 0, "nothing of it is the strangers'");
    engine.fellow_bytes = 0;
    for (who, most) in [(fellow.did(), FELLOW_BYTES_MIN), (stranger.did(), STRANGER_BYTES_MIN)] {
        engine.strange.insert(who, most - 1_000);
        assert!(engine.has_room(&who, 1_000) && !engine.has_room(&who, 1_001));
    }
    // A larger budget has larger shares.
    drop(engine.handle(Event::Scope(between(&fellow, 8 * most, 8 * all)), NOW));
    engine.strange.insert(fellow.did(), 8 * FELLOW_BYTES_MIN - 1_000);
    assert!(engine.has_room(&fellow.did(), 1_000) && !engine.has_room(&fellow.did(), 1_001));
    let free = |engine: &Engine, taken| engine.has_place(&fellow.did(), taken, 1_000);
    assert!(free(&engine, 949) && !free(&engine, 950), "they leave places to those who are known");
    // Who is also known otherwise has the quotas of a feed alone, and an ex-member is a stranger.
    let known = Scope { known: [fellow.did()].into(), ..between(&stranger, 0, 0) };
    drop(engine.handle(Event::Scope(known), NOW));
    assert!(engine.has_room(&fellow.did(), 8 * most));
    drop(engine.handle(Event::Scope(between(&stranger, 0, 0)), NOW));
    assert!(!engine.is_in_scope(&fellow.did()) && !engine.has_room(&fellow.did(), 1));
}

/// Two megabytes of somebody with whom there are dealings are kept to the end, and of who is the same but for
/// that no more than a stranger's share, which is told; also where nothing at all is kept of strangers.
#[test]
fn a_fellow_is_kept_whole_where_a_stranger_is_cut_off() {
    let entries = usize::try_from(STRANGER_BYTES_MIN / 3_200).unwrap() + 10;
    for budget in [STRANGER_BYTES_MIN * STRANGERS_SHARE, 0] {
        let (mut fellow, mut stranger) = (Author::new(1), Author::new(2));
        let scope = between(&fellow, FELLOW_BYTES_MIN * FELLOWS_SHARE, budget);
        let mut engine = Engine::open(EngineState { scope, ..EngineState::default() });
        let mut causes = [&mut fellow, &mut stranger].map(|who| {
            stored(&mut engine, &[who.named()]);
            let told = |_| short(&mut engine, &Item::Entry(who.says(3_200))).1;
            (0..entries).flat_map(told).map(|short| short.cause).collect::<Vec<_>>()
        });
        let size = |who: &Author| engine.state(&who.writer.public()).map_or(0, |held| held.size);
        assert_eq!(size(&fellow), u32::try_from(entries).unwrap());
        // Of whom nothing is held no end is remembered either.
        let begun = u32::from(budget > 0);
        assert_eq!(causes, [vec![], vec![Cause::Strangers; usize::try_from(begun).unwrap()]]);
        assert!(size(&stranger) < u32::try_from(entries).unwrap() && size(&stranger) >= begun);
        // Beyond its share a fellow's end is cut off as well, and it is told which setting does so.
        engine.strange.insert(fellow.did(), FELLOW_BYTES_MIN);
        let told = short(&mut engine, &Item::Entry(fellow.says(10))).1;
        causes[0].extend(told.iter().map(|short| short.cause));
        assert_eq!(causes[0], [Cause::Fellows]);
    }
}

/// Whoever has the key of a community admits ever others, and dismisses those who have filled their shares: what
/// these have stays, and counts with fellows, so that the disk grows no further than both budgets.
#[test]
fn fellows_who_come_and_go_have_no_budget_twice() {
    let (strangers, fellows) = (4 * STRANGER_BYTES_MIN, 4 * FELLOW_BYTES_MIN);
    let mut engine = engine(&[], strangers);
    for number in 1..=12 {
        let mut fellow = Author::new(number);
        drop(engine.handle(Event::Scope(between(&fellow, fellows, strangers)), NOW));
        stored(&mut engine, &[fellow.named()]);
        (0..1_000).map(|_| fellow.says(3_200)).for_each(|said| {
            stored(&mut engine, &[Item::Entry(said)]);
        });
        let all: u64 = engine.strange.values().sum();
        assert!(all <= strangers * 17 / 16 + fellows, "{all} after {number}");
        assert_eq!(all, engine.strange_bytes + engine.fellow_bytes);
        if number == 3 {
            // Who left takes no more from strangers than one of them has.
            drop(engine.handle(Event::Scope(between(&Author::new(99), fellows, strangers)), NOW));
            assert!(stored(&mut engine, &[Author::new(100).named()]) > 0);
        }
    }
    let before = (engine.strange_bytes, engine.fellow_bytes);
    assert!(before.1 > fellows / 2, "{before:?}");
    engine.measure_strangers();
    assert_eq!((engine.strange_bytes, engine.fellow_bytes), before);
}
