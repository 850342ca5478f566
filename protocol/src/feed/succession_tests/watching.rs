//! What a witness of recoveries signs, and when it does not.

use super::{DAYS, HEIR, House, THIEF, at, heir, key};
use crate::feed::{KeyEvent, KeyLog, WatchStep, watch};
use crate::identity::SecretKey;

/// What a witness says at this day, taken into its log.
fn say(log: &mut KeyLog, witness: &SecretKey, day: u64) -> Option<WatchStep> {
    let event = watch(log, witness, (at(day), Some(at(day)))).unwrap()?;
    let step = event.act().watched().unwrap().step;
    assert_eq!(event.ts(), at(day));
    log.insert(KeyEvent::read(&event.to_bytes()).unwrap()).unwrap();
    Some(step)
}

fn begun(house: &House, by: &[u8]) -> (KeyLog, KeyEvent) {
    let mut log = KeyLog::new(house.did());
    let recovery = house.recovered(1, HEIR, by);
    log.insert(recovery.clone()).unwrap();
    (log, recovery)
}

fn contest(house: &House, recovery: &KeyEvent, day: u64) -> KeyEvent {
    let name = recovery.act().recovery().unwrap().hash();
    KeyEvent::contest(name, at(day), &house.identity)
}

const OVER: u64 = 5 + DAYS as u64;

#[test]
fn it_waits_by_its_own_clock_and_then_releases_once() {
    let house = House::new(1);
    let (mut log, _) = begun(&house, &[11, 12]);
    // The dates that guardians and the successor wrote are long past, and change nothing.
    assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
    assert_eq!(say(&mut log, &key(21), 5), None);
    assert_eq!(say(&mut log, &key(21), OVER - 1), None);
    assert_eq!(say(&mut log, &key(21), OVER), Some(WatchStep::Released));
    assert_eq!(say(&mut log, &key(21), OVER + 99), None);
    assert_eq!(log.heir(), None);
    assert_eq!(say(&mut log, &key(22), OVER), Some(WatchStep::Seen), "each by its own clock");
    assert_eq!(say(&mut log, &key(22), OVER + u64::from(DAYS)), Some(WatchStep::Released));
    assert_eq!(log.heir().map(|one| one.did), Some(heir(HEIR)));
    for stranger in [11, THIEF, HEIR] {
        assert_eq!(say(&mut log, &key(stranger), 999), None);
    }
}

#[test]
fn who_has_not_asked_since_the_days_are_over_releases_nothing() {
    let house = House::new(1);
    let (mut log, _) = begun(&house, &[11, 12]);
    assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
    let step = |heard: Option<u64>| {
        let said = watch(&log, &key(21), (at(OVER + 9), heard.map(at))).unwrap();
        said.map(|event| event.act().watched().unwrap().step)
    };
    for heard in [None, Some(0), Some(5), Some(OVER - 1)] {
        assert_eq!(step(heard), None, "asked on day {heard:?}");
    }
    assert_eq!(step(Some(OVER)), Some(WatchStep::Released));
    // A clock that was put back is not asked to be right.
    let early = watch(&log, &key(21), (at(OVER - 1), Some(at(OVER + 9)))).unwrap();
    assert!(early.is_none());
    // What it sees it says at once.
    let (log, _) = begun(&house, &[11, 12]);
    assert!(watch(&log, &key(21), (at(5), None)).unwrap().is_some());
}

#[test]
fn until_when_one_can_object_at_least_is_by_the_first_who_saw_it() {
    let house = House::new(1);
    let (mut log, recovery) = begun(&house, &[11, 12]);
    let name = recovery.act().recovery().unwrap().hash();
    assert_eq!(say(&mut log, &key(22), 7), Some(WatchStep::Seen));
    assert_eq!(log.open_until(&name), None, "one of two that it takes");
    assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
    assert_eq!(log.open_until(&name), Some(at(OVER)));
    // One that released it has seen it, whether that came or not.
    let (mut log, recovery) = begun(&house, &[11, 12]);
    assert_eq!(say(&mut log, &key(22), 7), Some(WatchStep::Seen));
    log.insert(house.watched(&recovery, WatchStep::Released, 21)).unwrap();
    let released = house.watched(&recovery, WatchStep::Released, 21).ts();
    assert_eq!(log.open_until(&name), Some(released.min(at(7 + u64::from(DAYS)))));
}

#[test]
fn a_contest_in_time_holds_it_up_unless_all_guardians_signed() {
    let house = House::new(1);
    for (by, released) in [(&[11, 12][..], None), (&[11, 12, 13], Some(WatchStep::Released))] {
        let (mut log, recovery) = begun(&house, by);
        assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
        log.insert(contest(&house, &recovery, 0)).unwrap();
        assert_eq!(say(&mut log, &key(21), OVER), released);
    }
    // One that names another recovery is nothing to this one.
    let (mut log, _) = begun(&house, &[11, 12]);
    assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
    log.insert(contest(&house, &house.recovered(1, THIEF, &[11, 12]), 6)).unwrap();
    assert_eq!(say(&mut log, &key(21), OVER), Some(WatchStep::Released));
}

#[test]
fn a_contest_that_comes_too_late_changes_nothing_whatever_its_date() {
    let house = House::new(1);
    let (mut log, recovery) = begun(&house, &[11, 12]);
    for witness in [21, 22] {
        assert_eq!(say(&mut log, &key(witness), 5), Some(WatchStep::Seen));
        assert_eq!(say(&mut log, &key(witness), OVER), Some(WatchStep::Released));
    }
    log.insert(contest(&house, &recovery, 0)).unwrap();
    assert_eq!(log.heir().map(|one| one.did), Some(heir(HEIR)));
    // Where the quorum was not there yet, it is in time for those who did not release.
    let (mut log, recovery) = begun(&house, &[11, 12]);
    for witness in [21, 22] {
        assert_eq!(say(&mut log, &key(witness), 5), Some(WatchStep::Seen));
    }
    assert_eq!(say(&mut log, &key(21), OVER), Some(WatchStep::Released));
    log.insert(contest(&house, &recovery, 0)).unwrap();
    assert_eq!(say(&mut log, &key(22), OVER), None);
    assert_eq!(log.heir(), None);
}

#[test]
fn it_releases_one_of_two_and_none_beside_the_sheet() {
    let house = House::new(1);
    let (mut log, first) = begun(&house, &[11, 12]);
    assert_eq!(say(&mut log, &key(21), 5), Some(WatchStep::Seen));
    log.insert(house.recovered(1, THIEF, &[12, 13])).unwrap();
    assert_eq!(say(&mut log, &key(21), 6), Some(WatchStep::Seen));
    let mut beside = log.clone();
    assert_eq!(say(&mut log, &key(21), OVER + 9), Some(WatchStep::Released));
    let name = first.act().recovery().unwrap().hash();
    assert_eq!(log.released(&name).len(), 1, "the one that it saw first");
    assert_eq!(say(&mut log, &key(21), OVER + 99), None);
    // Guardians of a greater number, and a succession, end it.
    let mut renamed = beside.clone();
    renamed.insert(house.guarded(2)).unwrap();
    assert_eq!(say(&mut renamed, &key(21), OVER + 9), None);
    beside.insert(house.succeeded(1, 91)).unwrap();
    assert_eq!(say(&mut beside, &key(21), OVER + 9), None);
}
