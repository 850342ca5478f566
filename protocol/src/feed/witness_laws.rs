//! Laws of witnesses: what they sign, what they never do, and what their clocks come to.

use proptest::prelude::*;

use super::stamp_laws::{DAY, NOON, at, key, keys, log, stamp};
use crate::{
    canon::hash::Hash,
    feed::{
        Ask, Claim, Decision, Feed, HeadStamp, KeyEvent, KeyEventError, KeyLog, Own, Refusal, Seen,
        TooFew, Witnesses, WitnessesError, consistency_proof,
    },
    identity::{Did, PublicKey},
    limits::{
        CLOCK_AHEAD_MAX_MILLIS, KEY_EVENT_BYTES_MAX, SIGNED_AGAIN_MILLIS, STAMP_LATE_MILLIS,
        WITNESSES_MAX,
    },
    statement::Statement,
};

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn of(count: u8) -> impl Iterator<Item = PublicKey> {
    (0..count).map(|number| key(100 + number).public())
}

fn ids(statements: &[Statement]) -> Vec<Hash> {
    statements.iter().map(Statement::id).collect()
}

/// What a witness that remembers `before` answers at `now`.
fn decide(before: Option<&Seen>, stamp: &HeadStamp, proof: Vec<Hash>, now: u64) -> Decision {
    let ask = Ask { stamp: stamp.clone(), proof };
    Seen::decide(before, &ask, &Own::default(), at(now), &key(100))
}

#[track_caller]
fn signed(decision: Decision) -> Seen {
    match decision {
        Decision::Cosign { keep, cosig } => {
            assert_eq!((cosig.witness(), cosig.ts()), (key(100).public(), keep.cosigned()));
            assert!(keep.stamp().clone().with(cosig).is_ok());
            keep
        }
        other @ (Decision::Conflict(_) | Decision::Refuse(_)) => panic!("{other:?}"),
    }
}

#[test]
fn a_witness_signs_what_continues_what_it_signed_and_says_why_not() {
    let (_, _, statements) = log(&NAMES);
    let at_size = |size: usize| stamp(&log(&NAMES[..size]).0, NOON);
    let seen = signed(decide(None, &at_size(2), Vec::new(), NOON + 1));
    assert_eq!((seen.stamp(), seen.cosigned()), (&at_size(2), at(NOON + 1)));
    // Asked again soon it answers what it answered, so that nothing is to be written; then it signs anew.
    let soon = signed(decide(Some(&seen), &at_size(2), Vec::new(), NOON + SIGNED_AGAIN_MILLIS));
    assert_eq!(soon, seen);
    let again = NOON + 1 + SIGNED_AGAIN_MILLIS;
    let anew = signed(decide(Some(&seen), &at_size(2), Vec::new(), again));
    assert_eq!(anew.cosigned(), at(again));
    let proof = consistency_proof(&ids(&statements[..5]), 2).unwrap();
    let later = signed(decide(Some(&seen), &at_size(5), proof.clone(), NOON + 3));
    assert_eq!(later.stamp().size(), 5);
    let refused = |before, stamp: &HeadStamp, proof: &[Hash], now| {
        decide(Some(before), stamp, proof.to_vec(), now)
    };
    let unproven = Decision::Refuse(Refusal::Unproven { size: 2 });
    assert_eq!(refused(&seen, &at_size(5), &[], NOON), unproven);
    assert_eq!(refused(&seen, &at_size(4), &proof, NOON), unproven);
    let behind = Decision::Refuse(Refusal::Behind { size: 5 });
    assert_eq!(refused(&later, &at_size(2), &[], NOON + 4), behind);
}

#[test]
fn a_witness_answers_another_head_with_the_proof() {
    let at_size = |names: &[&str]| stamp(&log(names).0, NOON);
    let seen = signed(decide(None, &at_size(&NAMES[..3]), Vec::new(), NOON));
    let twin = at_size(&["a", "b", "x"]);
    let Decision::Conflict(proof) = decide(Some(&seen), &twin, Vec::new(), NOON) else { panic!() };
    assert_eq!((proof.size(), proof.writer()), (3, twin.writer()));
    // Even where the stamp is refused for its date.
    let late = decide(Some(&seen), &twin, Vec::new(), NOON + 40 * DAY);
    assert_eq!(late, Decision::Conflict(proof));
    // Its own copy of the log tells too, however it knows the head.
    let (_, trees, statements) = log(&NAMES[..4]);
    for head in [Claim::before(&statements[3]), Claim::through(&statements[2], &trees[2]).unwrap()]
    {
        let own = Own { head: Some(head), ..holds(&NAMES[..4]) };
        let ask = Ask { stamp: twin.clone(), proof: Vec::new() };
        let decision = Seen::decide(None, &ask, &own, at(NOON), &key(100));
        assert!(matches!(decision, Decision::Conflict(proof) if proof.size() == 3));
    }
}

#[test]
fn a_witness_signs_no_part_no_fork_no_future_and_nobody_s_absence() {
    let stamp = stamp(&log(&NAMES[..3]).0, NOON);
    let check = |own: &Own, now: u64, expected: Option<Refusal>| {
        let ask = Ask { stamp: stamp.clone(), proof: Vec::new() };
        match (Seen::decide(None, &ask, own, at(now), &key(100)), expected) {
            (Decision::Cosign { .. }, None) => {}
            (Decision::Refuse(found), Some(expected)) => assert_eq!(found, expected),
            (found, expected) => panic!("{found:?}, expected {expected:?}"),
        }
    };
    let own = |size, forked| Own { forked, ..holds(&NAMES[..size]) };
    check(&own(3, false), NOON, None);
    check(&own(4, false), NOON, Some(Refusal::Behind { size: 4 }));
    check(&own(3, true), NOON, Some(Refusal::Forked));
    check(&own(0, false), NOON - CLOCK_AHEAD_MAX_MILLIS, None);
    check(&own(0, false), NOON - CLOCK_AHEAD_MAX_MILLIS - 1, Some(Refusal::FromFuture));
    check(&own(0, false), NOON + DAY + STAMP_LATE_MILLIS, None);
    check(&own(0, false), NOON + DAY + STAMP_LATE_MILLIS + 1, Some(Refusal::Overdue));
    // Its own clock may go back a little, and its signatures then keep their order.
    let ahead = signed(decide(None, &stamp, Vec::new(), NOON + CLOCK_AHEAD_MAX_MILLIS));
    let again = signed(decide(Some(&ahead), &stamp, Vec::new(), NOON));
    assert_eq!(again.cosigned(), ahead.cosigned());
    let back = decide(Some(&ahead), &stamp, Vec::new(), NOON - 1);
    assert_eq!(back, Decision::Refuse(Refusal::ClockBack));
}

/// What a witness knows whose own copy has the statements of these names.
fn holds(names: &[&str]) -> Own {
    Own { tree: log(names).0.accumulator().clone(), ..Own::default() }
}

/// What a witness is asked who holds stamps that others brought.
fn told(stamps: &[HeadStamp], before: Option<Seen>, ask: &Ask) -> Decision {
    let own = Own { stamps: stamps.to_vec(), ..holds(&NAMES[..2]) };
    let before = Seen::recall(before, stamps, &key(100).public());
    Seen::decide(before.as_ref(), ask, &own, at(NOON), &key(100))
}

#[test]
fn a_witness_signs_nothing_against_a_stamp_that_it_holds() {
    let (_, _, statements) = log(&NAMES[..3]);
    let ask = |names: &[&str]| {
        let ids = ids(&log(names).2);
        Ask { stamp: stamp(&log(names).0, NOON), proof: consistency_proof(&ids, 2).unwrap() }
    };
    let held = |names: &[&str]| stamp(&log(names).0, NOON - 1);
    let third = ask(&NAMES[..3]);
    assert_eq!(third.proof, consistency_proof(&ids(&statements), 2).unwrap());
    signed(told(&[], None, &third));
    signed(told(&[held(&NAMES[..3]), held(&NAMES[..1])], None, &third));
    // A longer one that its author stamped.
    let longer = told(&[held(&NAMES[..5])], None, &third);
    assert_eq!(longer, Decision::Refuse(Refusal::Behind { size: 5 }));
    // One of the same size and another story.
    let Decision::Conflict(proof) = told(&[held(&["a", "b", "x"])], None, &third) else { panic!() };
    assert_eq!(proof.size(), 3);
}

#[test]
fn a_witness_put_back_to_an_older_disk_learns_from_stamps_what_it_signed() {
    let story = ["a", "b", "x", "y"];
    let bare = stamp(&log(&story).0, NOON - 1);
    let [mine, another] = [100, 101]
        .map(|number| bare.clone().with(bare.cosign(at(NOON - 1), &key(number))).unwrap());
    let five = &log(&NAMES[..5]).0;
    let ids = ids(&log(&NAMES[..5]).2);
    let ask = Ask { stamp: stamp(five, NOON), proof: consistency_proof(&ids, 2).unwrap() };
    let before = signed_head(&NAMES, 1);
    let refused = told(std::slice::from_ref(&mine), before.clone(), &ask);
    assert_eq!(refused, Decision::Refuse(Refusal::Unproven { size: 4 }));
    signed(told(&[another], before, &ask));
    // What it remembers stays where it signed later.
    let signed = signed_head(&story, 4).unwrap();
    let recalled = Seen::recall(Some(signed.clone()), &[mine], &key(100).public());
    assert_eq!(recalled, Some(signed));
}

const OTHER: [&str; 6] = ["a", "b", "x", "y", "z", "w"];

/// What a witness answers that last signed the first `signed` of one story, holds these statements,
/// and is shown that the head of as many of another continues its first `from`.
#[track_caller]
fn against(
    signed: (&[&str], usize),
    own: &[&str],
    asked: (&[&str], usize),
    from: &[u32],
) -> Decision {
    let (story, size) = signed;
    let seen = signed_head(story, size);
    let (names, length) = asked;
    let (feed, _, statements) = log(&names[..length]);
    let mut own_copy = holds(own);
    let held = log(own).2;
    let at = |size: usize| held.get(size).map(Claim::before);
    (own_copy.head, own_copy.signed) = (at(length), (size > 0).then(|| at(size)).flatten());
    let ask = |from: u32| {
        let proof = consistency_proof(&ids(&statements), from).unwrap_or_default();
        Ask { stamp: stamp(&feed, NOON), proof }
    };
    let mut asks: Vec<Ask> = from.iter().map(|from| ask(*from)).collect();
    let last = asks.pop().unwrap_or_else(|| ask(0));
    for ask in &asks {
        own_copy.learn(seen.as_ref(), ask);
    }
    Seen::decide(seen.as_ref(), &last, &own_copy, super::stamp_laws::at(NOON), &key(100))
}

fn signed_head(names: &[&str], size: usize) -> Option<Seen> {
    (size > 0).then(|| signed(decide(None, &stamp(&log(&names[..size]).0, NOON), Vec::new(), NOON)))
}

/// The witness holds what the writer wants to have unsaid: whatever is proven from what it signed
/// before, it signs no other story than the one it holds.
#[test]
fn a_witness_signs_nothing_that_its_own_copy_does_not_lead_to() {
    let unproven = |size| Decision::Refuse(Refusal::Unproven { size });
    let forked = Decision::Refuse(Refusal::Forked);
    // It signed two, and holds three of one story: of the other it is asked for three and for five.
    assert_eq!(against((&NAMES, 2), &NAMES[..3], (&OTHER, 3), &[2]), forked);
    assert_eq!(against((&NAMES, 2), &NAMES[..3], (&OTHER, 5), &[2]), unproven(3));
    assert_eq!(against((&NAMES, 2), &NAMES[..3], (&OTHER, 5), &[2, 3]), unproven(3));
    // The same where it never signed, and where it holds more than is asked for.
    assert_eq!(against((&NAMES, 0), &NAMES[..3], (&OTHER, 5), &[3]), unproven(3));
    let longer = against((&NAMES, 2), &NAMES[..5], (&OTHER, 3), &[2]);
    assert!(matches!(longer, Decision::Conflict(proof) if proof.size() == 3));
    // The true story is signed, of either length, once it is shown to continue what is held.
    for (length, from) in [(3, 2), (3, 0), (5, 3)] {
        let seen = signed(against((&NAMES, 2), &NAMES[..3], (&NAMES, length), &[from]));
        assert_eq!(seen.stamp().size(), u32::try_from(length).unwrap());
    }
    assert_eq!(against((&NAMES, 2), &NAMES[..3], (&NAMES, 5), &[2]), unproven(3));
    signed(against((&NAMES, 0), &NAMES[..3], (&NAMES, 5), &[3]));
    signed(against((&NAMES, 0), &[], (&NAMES, 5), &[]));
}

/// Its own copy grew on another branch after it signed: then neither story is signed any more.
#[test]
fn a_witness_whose_copy_left_what_it_signed_signs_no_more() {
    let unproven = |size| Decision::Refuse(Refusal::Unproven { size });
    // It signed four of one story and holds three of the other.
    assert_eq!(against((&OTHER, 4), &NAMES[..3], (&OTHER, 6), &[4]), unproven(3));
    assert_eq!(against((&OTHER, 4), &NAMES[..3], (&NAMES, 6), &[3]), unproven(4));
    assert_eq!(against((&OTHER, 4), &NAMES[..3], (&OTHER, 4), &[]), unproven(3));
    // Of as many as it signed, or more, its own copy tells.
    let forked = Decision::Refuse(Refusal::Forked);
    assert_eq!(against((&OTHER, 4), &NAMES[..4], (&OTHER, 6), &[4]), forked);
    for asked in [&OTHER, &NAMES] {
        let told = against((&OTHER, 4), &NAMES[..5], (asked, 6), &[5]);
        assert!(matches!(told, Decision::Conflict(proof) if proof.size() == 4));
    }
    // One story, of which it holds less than it signed: it is shown twice, in either order.
    assert_eq!(against((&NAMES, 4), &NAMES[..3], (&NAMES, 6), &[4]), unproven(3));
    assert_eq!(against((&NAMES, 4), &NAMES[..3], (&NAMES, 6), &[3]), unproven(4));
    signed(against((&NAMES, 4), &NAMES[..3], (&NAMES, 6), &[4, 3]));
    signed(against((&NAMES, 4), &NAMES[..3], (&NAMES, 6), &[3, 4]));
    signed(against((&NAMES, 4), &NAMES[..3], (&NAMES, 4), &[3]));
}

#[test]
fn every_refusal_has_its_number() {
    let all = [
        Refusal::Behind { size: 7 },
        Refusal::Unproven { size: 7 },
        Refusal::FromFuture,
        Refusal::Overdue,
        Refusal::Forked,
        Refusal::ClockBack,
    ];
    for why in all {
        let (number, size) = why.number();
        assert_eq!(Refusal::from_number(number, size), Some(why));
    }
    assert_eq!(Refusal::from_number(0, 0), None);
    assert_eq!(Refusal::from_number(7, 0), None);
    assert_eq!(Refusal::from_number(3, 1), None);
}

#[test]
fn a_quorum_is_more_than_half_and_at_most_all() {
    for (count, quorum) in [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5)] {
        assert_eq!(Witnesses::usual(of(count)).unwrap().quorum(), quorum, "of {count}");
    }
    let wrong = |quorum, count: u8| {
        let count = usize::from(count);
        Err(WitnessesError::Quorum { quorum, count })
    };
    for (quorum, count) in [(0, 1), (2, 1), (1, 2), (1, 3), (4, 3), (2, 4), (5, 4), (3, 6), (1, 0)]
    {
        assert_eq!(Witnesses::new(quorum, of(count)), wrong(quorum, count));
    }
    for (quorum, count) in [(2, 3), (3, 4), (4, 4), (4, 7), (7, 7)] {
        assert!(Witnesses::new(quorum, of(count)).is_ok());
    }
    let many = WitnessesError::Many { found: 8, max: WITNESSES_MAX };
    assert_eq!(Witnesses::usual(of(8)), Err(many));
}

/// The date that 3 of 4 come to, in days around noon.
fn check_date(days: &[i64], expected: Result<i64, usize>) {
    let moment = |day: i64| at(NOON.checked_add_signed(day * 86_400_000).unwrap());
    let seen = days.iter().zip(of(4)).map(|(day, witness)| (witness, moment(*day)));
    let found = Witnesses::usual(of(4)).unwrap().date(seen);
    match expected {
        Ok(day) => assert_eq!(found.unwrap().at, moment(day), "{days:?}"),
        Err(count) => assert_eq!(found, Err(TooFew { found: count, quorum: 3 })),
    }
}

#[test]
fn one_witness_that_lies_by_a_year_changes_nothing() {
    check_date(&[0, 0, 0], Ok(0));
    for lie in [365, -365] {
        check_date(&[lie, 0, 0], Ok(0));
        check_date(&[0, lie, 0, 0], Ok(0));
        check_date(&[0, 0, 0, lie], Ok(0));
    }
    // Two liars may make news old, never young.
    check_date(&[365, -365, 0, 0], Ok(0));
    check_date(&[-365, -365, 0], Ok(-365));
    check_date(&[0, 0], Err(2));
    check_date(&[], Err(0));
    // A stranger's word, and a witness's second word, count for nothing more.
    let witnesses = Witnesses::usual(of(4)).unwrap();
    let two = of(2).map(|witness| (witness, at(NOON)));
    let more = [(key(1).public(), at(NOON)), (key(100).public(), at(NOON - 1))];
    assert_eq!(witnesses.date(two.chain(more)), Err(TooFew { found: 2, quorum: 3 }));
}

#[test]
fn what_a_quorum_saw_is_what_the_least_of_it_saw() {
    let witnesses = Witnesses::usual(of(4)).unwrap();
    let check = |sizes: &[u32], expected: u32| {
        let seen = of(4).zip(sizes.iter().copied());
        assert_eq!(witnesses.witnessed_size(seen), expected, "{sizes:?}");
    };
    check(&[5, 9, 7], 5);
    check(&[5, 9, 7, 6], 6);
    check(&[9, 9], 0);
    check(&[], 0);
    assert_eq!(Witnesses::default().witnessed_size(of(2).map(|key| (key, 5))), 0);
}

#[test]
fn the_witnesses_named_last_count_in_any_order() {
    let names = |count: u8, ts: u64| {
        KeyEvent::witnesses(Witnesses::usual(of(count)).unwrap(), at(ts), &key(1))
    };
    let mut events = vec![names(4, NOON), names(1, NOON - DAY), names(2, NOON + 9 * DAY)];
    for _ in 0..3 {
        events.rotate_left(1);
        let mut log = keys();
        for event in &events {
            log.insert(event.clone()).unwrap();
        }
        let count = |now: u64| log.witnesses(at(now)).map(|(found, ts)| (found.keys().len(), ts));
        assert_eq!(count(NOON), Some((4, at(NOON))));
        assert_eq!(count(NOON - 1 - CLOCK_AHEAD_MAX_MILLIS), Some((1, at(NOON - DAY))));
        assert_eq!(count(NOON + 9 * DAY), Some((2, at(NOON + 9 * DAY))));
        assert_eq!(count(NOON - 2 * DAY), None);
        log.insert(names(0, NOON + 1)).unwrap();
        assert_eq!(log.witnesses(at(NOON + 1)), None, "named none");
    }
    let twins = [names(3, NOON), names(4, NOON)];
    let greater = twins.iter().max_by_key(|event| event.id()).cloned().unwrap();
    let mut log = KeyLog::new(Did::from(key(1).public()));
    for event in twins {
        log.insert(event).unwrap();
    }
    let found = log.witnesses(at(NOON)).unwrap().0.clone();
    assert_eq!(KeyEvent::witnesses(found, at(NOON), &key(1)), greater);
}

#[test]
fn an_act_that_names_witnesses_comes_back_and_fits() {
    for count in 0..=7 {
        let event =
            KeyEvent::witnesses(Witnesses::usual(of(count)).unwrap(), at(u64::MAX), &key(1));
        let bytes = event.to_bytes();
        assert!(bytes.len() <= KEY_EVENT_BYTES_MAX);
        assert_eq!(KeyEvent::read(&bytes), Ok(event));
        for at in (0..bytes.len()).step_by(5) {
            let mut bent = bytes.clone();
            bent[at] ^= 1 << (at % 8);
            assert!(KeyEvent::read(&bent).is_err(), "byte {at}");
        }
    }
    let event = KeyEvent::witnesses(Witnesses::usual(of(2)).unwrap(), at(9), &key(1));
    let mut swapped = event.to_bytes();
    let first = swapped.windows(2).position(|two| two == [0x82, 0x58]).unwrap() + 3;
    let (one, two) = swapped[first..first + 66].split_at_mut(34);
    one[..32].swap_with_slice(&mut two[..32]);
    assert_eq!(KeyEvent::read(&swapped), Err(KeyEventError::WitnessOrder));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever at most one of four says, the date lies between what two honest ones say.
    #[test]
    fn a_date_lies_among_the_honest(
        honest in proptest::collection::vec(0_u64..1_000, 2..4),
        lie in any::<u64>(),
        place in 0_usize..4,
    ) {
        let mut moments = honest.clone();
        moments.insert(place.min(honest.len()), lie);
        let seen = of(4).zip(moments.iter().map(|ts| at(*ts)));
        let date = Witnesses::usual(of(4)).unwrap().date(seen).unwrap().at.millis();
        prop_assert!(honest.iter().min().unwrap() <= &date);
        prop_assert!(honest.iter().max().unwrap() >= &date);
    }

    /// Whatever is asked in whatever order, all heads that a witness signs lie on one branch.
    #[test]
    fn a_witness_stays_on_one_branch(asks in proptest::collection::vec((any::<bool>(), 1_usize..6), 1..12)) {
        let mut seen: Option<Seen> = None;
        let mut signed: Vec<(bool, u32)> = Vec::new();
        for (branch, size) in asks {
            let names = if branch { &NAMES } else { &OTHER };
            let (feed, _, statements): (Feed, _, _) = log(&names[..size]);
            let old = seen.as_ref().map_or(0, |seen| seen.stamp().size());
            let proof = consistency_proof(&ids(&statements), old).unwrap_or_default();
            let before = seen.as_ref().map_or(0, |seen| seen.stamp().size());
            match decide(seen.as_ref(), &stamp(&feed, NOON), proof, NOON) {
                Decision::Cosign { keep, .. } => {
                    prop_assert!(keep.stamp().size() >= before);
                    if size > 2 { signed.push((branch, keep.stamp().size())); }
                    seen = Some(keep);
                }
                Decision::Conflict(proof) => prop_assert_eq!(proof.size(), before),
                Decision::Refuse(_) => {}
            }
        }
        prop_assert!(signed.windows(2).all(|two| two[0].0 == two[1].0));
    }
}
