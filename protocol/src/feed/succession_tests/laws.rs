//! Laws of what a key log keeps and whom it names, whatever came first.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{HEIR, House, THIEF, WRITER, at, heir, key, writer};
use crate::feed::{Cuts, Insertion, KeyEvent, KeyLog, KeyRing, Succession, WatchStep};
use crate::identity::SecretKey;
use crate::limits::{HEIRS_MAX, KEY_EVENTS_MAX, RECOVERIES_MAX};

/// What an owner, a thief, guardians and witnesses may have said, outdone things among it.
fn pool(house: &House) -> Vec<KeyEvent> {
    let one = house.recovered(2, HEIR, &[11, 12]);
    let all = house.recovered(2, HEIR, &[11, 12, 13]);
    let rival = house.recovered(2, THIEF, &[12, 13]);
    let old = house.recovered(1, HEIR, &[11, 12]);
    let mut events = vec![
        KeyEvent::inception(&house.sheet.public(), &house.identity),
        KeyEvent::inception(&key(THIEF).public(), &house.identity),
        KeyEvent::writer(&key(WRITER), at(1), &house.identity).unwrap(),
        KeyEvent::close(writer(WRITER), u32::MAX, at(9), &house.identity),
        KeyEvent::contest(one.act().recovery().unwrap().hash(), at(3), &house.identity),
        house.guarded(1),
        house.guarded(2),
        house.watched(&old, WatchStep::Seen, 21),
        house.watched(&one, WatchStep::Seen, 21),
        house.watched(&one, WatchStep::Released, 21),
        house.watched(&one, WatchStep::Released, 22),
        house.watched(&rival, WatchStep::Released, 22),
        house.watched(&rival, WatchStep::Seen, 22),
    ];
    events.extend([one, all, rival, old]);
    events
}

fn log_of(house: &House, events: &[KeyEvent]) -> KeyLog {
    let mut log = KeyLog::new(house.did());
    for event in events {
        log.insert(event.clone()).unwrap();
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_order_and_any_duplicates_give_one_log(
        order in Just((0..19).collect::<Vec<usize>>()).prop_shuffle(),
        again in proptest::collection::vec(0..19_usize, 0..12),
        taken in 0..=19_usize,
    ) {
        let house = House::new(1);
        let mut events = pool(&house);
        events.extend([house.succeeded(1, HEIR), house.succeeded(2, 91)]);
        let picked: BTreeSet<usize> = order.iter().copied().take(taken).collect();
        let sorted: Vec<KeyEvent> = picked.iter().map(|at| events[*at].clone()).collect();
        let expected = log_of(&house, &sorted);
        let mixed = order.iter().take(taken).chain(again.iter().filter(|at| picked.contains(at)));
        let mixed: Vec<KeyEvent> = mixed.map(|at| events[*at].clone()).collect();
        let found = log_of(&house, &mixed);
        prop_assert_eq!(&found, &expected);
        // What was kept is what another node needs to come to the same.
        let kept: Vec<KeyEvent> = found.events().cloned().collect();
        prop_assert_eq!(&log_of(&house, &kept), &expected);
        prop_assert!(found.heir().is_none_or(|one| one.did != heir(THIEF)));
    }
}

#[test]
fn old_keys_count_up_to_the_cut_and_no_close_lifts_it() {
    let house = House::new(1);
    let named = [WRITER, 6].map(|one| KeyEvent::writer(&key(one), at(1), &house.identity).unwrap());
    let mut log = log_of(&house, &named);
    assert!(log.counts(&writer(WRITER), 7) && log.counts(&writer(6), 0));
    assert!(log.newest_writer().is_some());
    log.insert(house.succeeded(1, HEIR)).unwrap();
    // A thief with both keys dates as they like, names writers, and closes higher.
    log.insert(KeyEvent::close(writer(WRITER), u32::MAX, at(0), &house.identity)).unwrap();
    log.insert(KeyEvent::writer(&key(8), at(0), &house.identity).unwrap()).unwrap();
    assert!(log.counts(&writer(WRITER), 6) && !log.counts(&writer(WRITER), 7));
    assert!(!log.counts(&writer(6), 0) && !log.counts(&writer(8), 0));
    assert_eq!((log.closed_at(&writer(WRITER)), log.closed_at(&writer(8))), (Some(7), Some(0)));
    assert_eq!(log.newest_writer(), None);
    assert_eq!(log.writers().values().copied().max(), Some(Some(7)));
}

#[test]
fn a_dispute_ends_with_a_successor() {
    let house = House::new(1);
    let two = [&house.sheet, &key(THIEF)]
        .map(|next| KeyEvent::inception(&next.public(), &house.identity));
    let mut log = log_of(&house, &two);
    assert!(log.disputed());
    log.insert(house.succeeded(1, HEIR)).unwrap();
    assert!(!log.disputed());
}

#[test]
fn the_greatest_number_counts_and_the_sheet_outweighs_guardians() {
    let house = House::new(1);
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    let released = [21, 22].map(|one| house.watched(&recovery, WatchStep::Released, one));
    let mut log = log_of(&house, &[recovery.clone(), released[0].clone()]);
    assert_eq!(log.heir(), None, "one witness is no quorum");
    log.insert(released[1].clone()).unwrap();
    let found = log.heir().unwrap();
    assert!(found.did == heir(HEIR) && found.by_guardians && found.cuts == House::cuts());
    // Guardians of a greater number take it all back, even those that nobody told apart.
    let mut newer = log.clone();
    assert_eq!(newer.insert(house.guarded(2)), Ok(Insertion::Added));
    assert_eq!((newer.heir(), newer.len(), newer.recoveries().count()), (None, 1, 0));
    assert_eq!(newer.insert(recovery), Ok(Insertion::Outdone));
    log.insert(house.succeeded(1, 91)).unwrap();
    assert_eq!(log.heir().map(|one| (one.did, one.by_guardians)), Some((heir(91), false)));
    log.insert(house.succeeded(3, 92)).unwrap();
    assert_eq!(log.insert(house.succeeded(2, 93)), Ok(Insertion::Outdone));
    assert_eq!(log.heir().map(|one| one.did), Some(heir(92)));
    // Of one number the lesser id.
    let cut = Succession { cuts: Cuts::default(), ..house.succession(3, 92) };
    let twin = KeyEvent::succession(house.did(), cut, at(1), &house.sheet).unwrap();
    let kept = twin.id() < house.succeeded(3, 92).id();
    let expected = if kept { Insertion::Added } else { Insertion::Outdone };
    assert_eq!(log.insert(twin), Ok(expected));
}

/// A full log has room for the one objection to each recovery and for the writers that a cut-off names.
#[test]
fn whoever_fills_a_log_hides_no_objection_and_no_writer_of_before() {
    let house = House::new(1);
    let mut log = KeyLog::new(house.did());
    for size in 0..KEY_EVENTS_MAX {
        let size = u32::try_from(size).unwrap();
        log.insert(KeyEvent::close(writer(THIEF), size, at(1), &house.identity)).unwrap();
    }
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    let name = recovery.act().recovery().unwrap().hash();
    let contest = |ts: u64| KeyEvent::contest(name, at(ts), &house.identity);
    assert!(log.insert(contest(3)).is_err(), "of nothing that is held");
    log.insert(recovery).unwrap();
    assert_eq!(log.insert(contest(3)), Ok(Insertion::Added));
    assert!(log.contests(&name));
    assert!(log.insert(contest(4)).is_err(), "one is enough");

    let named = |number: u8| KeyEvent::writer(&key(number), at(1), &house.identity).unwrap();
    assert!(log.insert(named(WRITER)).is_err(), "nobody came after yet");
    log.insert(house.succeeded(1, HEIR)).unwrap();
    assert_eq!(log.insert(named(WRITER)), Ok(Insertion::Added));
    assert!(log.names(&writer(WRITER)));
    assert!(log.insert(named(8)).is_err(), "the cut-off is not about it");
    let again: KeyRing = log.events().cloned().collect();
    assert_eq!(again.log(&house.did()), Some(&log), "read in the order of ids");
}

#[test]
fn nobody_crowds_the_owner_out() {
    let house = House::new(1);
    let mut log = KeyLog::new(house.did());
    for size in 0..=KEY_EVENTS_MAX {
        let size = u32::try_from(size).unwrap();
        log.insert(KeyEvent::close(writer(THIEF), size, at(1), &house.identity)).ok();
    }
    assert_eq!(log.len(), KEY_EVENTS_MAX);
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    // A witness that says whatever it likes fills its own places.
    for heir in 120..180 {
        let other = house.recovered(1, heir, &[11, 12]);
        log.insert(house.watched(&other, WatchStep::Seen, 23)).unwrap();
        log.insert(house.watched(&other, WatchStep::Released, 23)).unwrap();
    }
    assert_eq!(log.len(), KEY_EVENTS_MAX + RECOVERIES_MAX + 1);
    log.insert(recovery.clone()).unwrap();
    for one in [21, 22] {
        log.insert(house.watched(&recovery, WatchStep::Released, one)).unwrap();
    }
    assert_eq!(log.heir().map(|one| one.did), Some(heir(HEIR)));
    assert_eq!(log.insert(house.succeeded(1, 91)), Ok(Insertion::Added));
    assert_eq!(log.heir().map(|one| one.did), Some(heir(91)));
    // Guardians of whom k collude begin as many as they like, and eight are kept: the same everywhere.
    let many: Vec<KeyEvent> = (120..132).map(|heir| house.recovered(1, heir, &[11, 12])).collect();
    let [mut there, mut back] = [KeyLog::new(house.did()), KeyLog::new(house.did())];
    for (one, other) in many.iter().zip(many.iter().rev()) {
        there.insert(one.clone()).unwrap();
        back.insert(other.clone()).unwrap();
    }
    assert_eq!(there.recoveries().count(), RECOVERIES_MAX);
    assert_eq!(there, back);
}

/// An identity whose sheet names `heir` as its successor.
fn succession(number: u8, heir: &SecretKey) -> (House, KeyEvent) {
    let house = House::new(number);
    let consent = Succession::consent(&house.did(), heir);
    let named = crate::identity::Did::from(heir.public());
    let told = Succession { heir: named, consent, ..house.succession(1, HEIR) };
    let event = KeyEvent::succession(house.did(), told, at(1), &house.sheet).unwrap();
    (house, event)
}

#[test]
fn a_person_is_followed_from_key_to_key() {
    let (last, other) = (key(HEIR), House::new(4));
    let (second, to_last) = succession(2, &last);
    let (first, to_second) = succession(1, &second.identity);
    let mut ring = KeyRing::new();
    ring.insert(to_second.clone()).unwrap();
    assert_eq!(ring.current(&first.did()), second.did());
    ring.insert(to_last).unwrap();
    for one in [first.did(), second.did(), heir(HEIR)] {
        assert_eq!(ring.current(&one), heir(HEIR));
        assert_eq!(ring.person(&one), BTreeSet::from([first.did(), second.did(), heir(HEIR)]));
        assert!(!ring.is_one(&one, &other.did()));
    }
    assert!(ring.is_one(&first.did(), &heir(HEIR)));
    assert_eq!(ring.line(&first.did()), [first.did(), second.did(), heir(HEIR)]);
    assert_eq!(ring.line(&second.did()), [second.did(), heir(HEIR)]);
    assert!(ring.came_after(&heir(HEIR), &first.did()));
    assert!(
        !ring.came_after(&first.did(), &heir(HEIR)) && !ring.came_after(&first.did(), &first.did())
    );
    assert!(!ring.came_after(&other.did(), &first.did()));
    assert_eq!(ring.person(&other.did()), BTreeSet::from([other.did()]));
}

#[test]
fn in_a_circle_nobody_succeeded_and_chains_have_an_end() {
    let (one, other) = (House::new(1), House::new(2));
    let (_, to_other) = succession(1, &other.identity);
    let (_, to_one) = succession(2, &one.identity);
    let (before, to_circle) = succession(3, &one.identity);
    let mut ring = KeyRing::new();
    for event in [to_other, to_one, to_circle] {
        ring.insert(event).unwrap();
    }
    assert_eq!(ring.current(&one.did()), one.did());
    assert_eq!(ring.current(&other.did()), other.did());
    assert_eq!(ring.current(&before.did()), one.did());
    assert_eq!(ring.line(&one.did()), [one.did()]);
    assert_eq!(ring.line(&before.did()), [before.did(), one.did()]);
    assert!(!ring.came_after(&other.did(), &one.did()));
    let mut ring = KeyRing::new();
    for number in 0..40 {
        let (_, event) = succession(number, &House::new(number + 1).identity);
        ring.insert(event).unwrap();
    }
    let end = House::new(u8::try_from(HEIRS_MAX).unwrap()).did();
    assert_eq!(ring.current(&House::new(0).did()), end);
    assert_eq!(ring.line(&House::new(0).did()).len(), HEIRS_MAX + 1);
}
