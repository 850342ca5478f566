//! Suspensions, what lifts them, and snapshots that stand for what is not held.

use super::lists::{handed, signed, unsigned, with};
use super::status::{check_starved, status_of};
use super::*;
use crate::credential::status::{OwnList, StatusPurpose};
use crate::credential::status_list::ListDraft;

fn school() -> Author {
    Author::new(1, "School")
}

fn snapshot(upto: u32, revoked: &[u32], suspended: &[u32]) -> Content {
    let (revoked, suspended) = (revoked.to_vec(), suspended.to_vec());
    Content::StatusSnapshot(StatusSnapshot { list: 1, upto, revoked, suspended })
}

fn told(school: &Author, evidence: &Evidence) -> Reason {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = school.draft_for(&learner).unsigned().unwrap();
    status_of(&badge, evidence, &Asked::at(at(NOON)))
}

/// The status of the badge at place 77 where these entries are held without their bodies.
#[track_caller]
fn check(school: &Author, bare: &[usize], expected: &str) {
    let mut evidence = Evidence::new();
    school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
    for (number, entry) in school.entries.iter().enumerate() {
        let bare = bare.contains(&number);
        evidence.hear_entry(if bare { entry.without_body() } else { entry.clone() });
    }
    let reason = told(school, &evidence);
    assert_eq!(reason.code(), expected, "{reason:?}");
}

#[test]
fn of_suspensions_the_last_word_counts_and_is_dated() {
    let mut school = school();
    school.say(suspension(77, true), NOON - 5 * HOUR);
    school.say(suspension(78, false), NOON - 4 * HOUR);
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    let (since, as_of) = (at(NOON - 5 * HOUR).to_string(), at(NOON - 4 * HOUR).to_string());
    let because = "inquiry".to_owned();
    let expected = Reason::Suspended { entry: 1, since, as_of, because };
    assert_eq!(told(&school, &evidence), expected);
    assert!(say(&expected, Lang::En).ends_with("says why: “inquiry”"));
    school.say(suspension(77, false), NOON - 3 * HOUR);
    let mut evidence = Evidence::new();
    school.tell(&mut evidence);
    let (as_of, resumed) = (at(NOON - 3 * HOUR).to_string(), at(NOON - 3 * HOUR).to_string());
    let expected = Reason::ResumedAsOf {
        entry: 3,
        as_of,
        age_seconds: 10_800,
        resumed,
        witnesses: 0,
        named: 0,
        by: Vec::new(),
        overdue: String::new(),
    };
    assert_eq!(told(&school, &evidence), expected);
    school.say(suspension(77, true), NOON - 2 * HOUR);
    check(&school, &[], "suspended");
    school.say(suspension(77, false), NOON - 2 * HOUR);
    check(&school, &[], "resumed-as-of");
    school.revoke(77, NOON - HOUR);
    school.say(suspension(77, false), NOON - HOUR);
    check(&school, &[], "revoked");
}

#[test]
fn a_suspension_whose_body_is_withheld_clears_nothing() {
    let mut school = school();
    school.say(suspension(77, true), NOON - 5 * HOUR);
    school.say(suspension(77, false), NOON - 4 * HOUR);
    check(&school, &[1], "feed-incomplete");
    check(&school, &[2], "suspended");
    check(&school, &[], "resumed-as-of");
}

#[test]
fn a_snapshot_stands_for_the_bodies_it_sums_and_for_no_later_one() {
    let mut school = school();
    school.revoke(5, NOON - 8 * HOUR);
    school.say(suspension(6, true), NOON - 7 * HOUR);
    school.say(snapshot(3, &[5], &[6]), NOON - 6 * HOUR);
    check(&school, &[1, 2], "clear-as-of");
    // Without it the same bodies are missed, and so is its own.
    check(&school, &[1, 2, 3], "feed-incomplete");
    check(&school, &[3], "feed-incomplete");
    school.revoke(8, NOON - 5 * HOUR);
    check(&school, &[1, 2], "clear-as-of");
    check(&school, &[1, 2, 4], "feed-incomplete");
    school.say(suspension(77, true), NOON - 4 * HOUR);
    check(&school, &[1, 2], "suspended");
}

#[test]
fn a_snapshot_of_another_list_stands_for_nothing_here() {
    let mut school = school();
    school.revoke(5, NOON - 8 * HOUR);
    let other = StatusSnapshot { list: 2, upto: 2, revoked: vec![], suspended: vec![] };
    school.say(Content::StatusSnapshot(other), NOON - 6 * HOUR);
    check(&school, &[1], "feed-incomplete");
    check(&school, &[], "clear-as-of");
}

#[test]
fn a_snapshot_revokes_and_suspends_by_itself() {
    let mut school = school();
    school.revoke(77, NOON - 8 * HOUR);
    school.say(snapshot(2, &[77], &[]), NOON - 7 * HOUR);
    check(&school, &[1], "revoked");
    let mut school = self::school();
    school.say(suspension(77, true), NOON - 8 * HOUR);
    school.say(snapshot(2, &[], &[77]), NOON - 7 * HOUR);
    check(&school, &[1], "suspended");
    school.say(suspension(77, false), NOON - 6 * HOUR);
    check(&school, &[1], "resumed-as-of");
    check(&school, &[], "resumed-as-of");
}

#[test]
fn a_snapshot_that_lacks_a_revocation_never_lifts_it() {
    let mut school = school();
    school.revoke(77, NOON - 8 * HOUR);
    school.say(snapshot(2, &[], &[]), NOON - 7 * HOUR);
    check(&school, &[], "revoked");
    // Nor does a later snapshot lift what an earlier one alone tells.
    let mut school = self::school();
    school.revoke(77, NOON - 8 * HOUR);
    school.say(snapshot(2, &[77], &[]), NOON - 7 * HOUR);
    school.say(snapshot(3, &[], &[]), NOON - 6 * HOUR);
    check(&school, &[1], "revoked");
}

#[test]
fn what_was_lifted_before_a_snapshot_stays_lifted_without_its_body() {
    let mut school = school();
    school.say(suspension(77, true), NOON - 8 * HOUR);
    school.say(suspension(77, false), NOON - 7 * HOUR);
    school.say(snapshot(3, &[], &[]), NOON - 6 * HOUR);
    check(&school, &[2], "clear-as-of");
    check(&school, &[1, 2], "clear-as-of");
    check(&school, &[], "resumed-as-of");
}

#[test]
fn a_fork_suspends_on_either_branch_and_lifts_on_none() {
    let fork = |third: Content, other: Content| {
        let mut school = school();
        school.say(suspension(77, true), NOON - 5 * HOUR);
        let mut twin = Author::new(1, "School");
        twin.say(suspension(77, true), NOON - 5 * HOUR);
        school.say(third, NOON - 4 * HOUR);
        let second = twin.say(other, NOON - 4 * HOUR);
        let mut evidence = Evidence::new();
        school.tell(&mut evidence);
        evidence.hear_entry(second);
        told(&school, &evidence).code()
    };
    assert_eq!(fork(suspension(77, false), suspension(8, true)), "suspended");
    assert_eq!(fork(suspension(77, false), snapshot(2, &[], &[])), "suspended");
    assert_eq!(fork(snapshot(2, &[77], &[]), suspension(8, true)), "revoked");
}

#[test]
fn beyond_a_gap_a_suspension_counts_and_what_lifts_it_leaves_it_open() {
    let mut school = school();
    school.say(suspension(8, true), NOON - 5 * HOUR);
    let suspended = school.say(suspension(77, true), NOON - 4 * HOUR);
    let lifted = school.say(suspension(77, false), NOON - 3 * HOUR);
    let gap = |entries: &[&Statement]| {
        let mut evidence = Evidence::new();
        school.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        evidence.hear_entry(school.entries[0].clone());
        entries.iter().for_each(|entry| evidence.hear_entry((*entry).clone()));
        told(&school, &evidence).code()
    };
    assert_eq!(gap(&[&suspended]), "suspended");
    assert_eq!(gap(&[&suspended, &lifted]), "feed-incomplete");
    assert_eq!(gap(&[&lifted, &suspended]), "feed-incomplete");
}

#[test]
fn of_two_writers_the_newest_word_counts() {
    let mut school = school();
    school.say(suspension(77, true), NOON - 5 * HOUR);
    let writer = SecretKey::from_seed(&[77; 32]);
    let named = KeyEvent::writer(&writer, at(NOON - DAY), &school.key).unwrap();
    let mut second = Author::new(1, "School");
    second.feed = Feed::new(writer.public());
    second.writer = writer;
    second.keys.push(named);
    second.entries.clear();
    let both = |second: &Author| {
        let mut evidence = Evidence::new();
        school.tell(&mut evidence);
        second.tell(&mut evidence);
        told(&school, &evidence).code()
    };
    second.say(suspension(77, false), NOON - 6 * HOUR);
    assert_eq!(both(&second), "suspended");
    second.say(suspension(77, false), NOON - 5 * HOUR);
    assert_eq!(both(&second), "suspended");
    second.say(suspension(77, false), NOON - 4 * HOUR);
    assert_eq!(both(&second), "resumed-as-of");
}

/// A list that the school made of its feed, in either spelling.
fn own_list(purpose: StatusPurpose, base: Option<&str>, set: &[u32], apart: bool) -> Value {
    let list = OwnList { issuer: school().did(), list: 1, purpose };
    let set = set.iter().copied().collect();
    let (from, until) = (at(NOON - DAY), at(NOON + DAY));
    signed(&ListDraft { list, base, set: &set, apart, from, until }.unsigned())
}

#[test]
fn lists_made_of_the_feed_tell_in_either_spelling() {
    const BASE: &str = "https://school.example";
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let badge = |base: Option<&str>| {
        let entry =
            Place { list: 1, index: 77 }.entry(&school().did(), StatusPurpose::Revocation, base);
        let unsigned = school().draft_for(&learner).unsigned().unwrap();
        changed(&unsigned, &["credentialStatus"], Some(entry))
    };
    let (revocation, suspension) = (StatusPurpose::Revocation, StatusPurpose::Suspension);
    let spellings = [None, Some(BASE)];
    for (named, made) in spellings.iter().flat_map(|one| spellings.map(|other| (*one, other))) {
        let check = |lists: &[Value], expected: &str| {
            let reason = status_of(&badge(named), &handed(lists), &Asked::at(at(NOON)));
            assert_eq!(reason.code(), expected, "{named:?} {made:?} {reason:?}");
        };
        let list = |purpose, set: &[u32], apart| own_list(purpose, made, set, apart);
        check(&[], if named.is_none() { "no-feed" } else { "status-list-missing" });
        check(&[list(revocation, &[78], false)], "clear-in-list");
        check(&[list(revocation, &[77], false)], "revoked-in-list");
        // Where suspensions stand apart, a list of revocations alone cannot tell.
        let apart = list(revocation, &[], true);
        let alone = if named.is_none() { "no-feed" } else { "status-list-missing" };
        check(std::slice::from_ref(&apart), alone);
        check(&[apart.clone(), list(suspension, &[78], false)], "clear-in-list");
        check(&[apart, list(suspension, &[77], false)], "suspended-in-list");
        check(&[list(suspension, &[77], false)], "suspended-in-list");
        check(&[list(suspension, &[78], false)], alone);
    }
    let missing = |lists: &[Value]| {
        let reason = status_of(&badge(Some(BASE)), &handed(lists), &Asked::at(at(NOON)));
        let said = say(&reason, Lang::En);
        let Reason::StatusListMissing { purpose, .. } = reason else { panic!("{reason:?}") };
        (purpose, said.starts_with("The list of suspended badges is not at hand: "))
    };
    assert_eq!(missing(&[]), ("revocation".to_owned(), false));
    let apart = own_list(revocation, Some(BASE), &[], true);
    assert_eq!(missing(&[apart]), ("suspension".to_owned(), true));
    // With the feed either spelling is told by it.
    let mut school = school();
    let mut evidence = Evidence::new();
    school.revoke(5, NOON - HOUR);
    school.tell(&mut evidence);
    for named in spellings {
        let reason = status_of(&badge(named), &evidence, &Asked::at(at(NOON)));
        assert_eq!(reason.code(), "clear-as-of");
        // Too old it is said to be so, though a list named beside it is not at hand.
        let later = Asked::at(at(NOON + 300 * DAY));
        let reason = status_of(&badge(named), &evidence, &later);
        assert_eq!(reason.code(), if named.is_none() { "stale" } else { "ledger-stale" });
        // Of a list that is there and over it is told that it is.
        let list = own_list(revocation, named, &[], false);
        let mut with_list = handed(&[list]);
        school.tell(&mut with_list);
        let reason = status_of(&badge(named), &with_list, &later);
        assert_eq!(reason.code(), if named.is_none() { "stale" } else { "status-list-expired" });
    }
    school.say(super::suspension(77, true), NOON - HOUR);
    school.tell(&mut evidence);
    for named in spellings {
        let reason = status_of(&badge(named), &evidence, &Asked::at(at(NOON)));
        assert_eq!(reason.code(), "suspended");
    }
}

/// Whatever else the account was spent on, and wherever it ends among the lists.
#[test]
fn a_list_left_unread_for_want_of_work_clears_nothing() {
    let (revocation, suspension) = (StatusPurpose::Revocation, StatusPurpose::Suspension);
    let entry = Place { list: 1, index: 77 }.entry(&school().did(), revocation, None);
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let unsigned = school().draft_for(&learner).unsigned().unwrap();
    let badge = changed(&unsigned, &["credentialStatus"], Some(entry));
    let list = |purpose, set: &[u32], apart| own_list(purpose, None, set, apart);
    let clear = list(revocation, &[], false);
    let dated = changed(&clear, &["proof"], None);
    let older = changed(&dated, &["validFrom"], Some(at(NOON - 2 * DAY).to_string().into()));
    let rows = [
        [list(revocation, &[], true), list(suspension, &[77], false)],
        [signed(&older), list(revocation, &[77], false)],
        [list(revocation, &[77], false), signed(&older)],
    ];
    for lists in rows {
        check_starved(&badge, &handed(&lists));
    }
    assert_eq!(
        status_of(&badge, &handed(&[signed(&older), clear]), &Asked::at(at(NOON))).answer(),
        Answer::Yes
    );
}

#[test]
fn a_stranger_s_list_or_name_is_not_the_issuer_s() {
    let stranger = Author::new(5, "Stranger");
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let base = Some("https://school.example");
    let check = |of: &Author, lists: &[Value], expected: &str| {
        let place = Place { list: 1, index: 77 };
        let entry = place.entry(&of.did(), StatusPurpose::Revocation, base);
        let unsigned = school().draft_for(&learner).unsigned().unwrap();
        let badge = changed(&unsigned, &["credentialStatus"], Some(entry));
        let mut evidence = handed(lists);
        stranger.tell(&mut evidence);
        let reason = status_of(&badge, &evidence, &Asked::at(at(NOON)));
        assert_eq!(reason.code(), expected, "{reason:?}");
    };
    // A name at an address with another's DID in it is any list: its feed tells nothing of it.
    check(&stranger, &[], "status-list-missing");
    // The school's list, signed by a stranger, or of another number.
    let list = own_list(StatusPurpose::Revocation, base, &[], false);
    let forged = lists::signed_at(&unsealed(&list), &stranger, NOON - DAY);
    check(&school(), &[forged], "status-list-unproven");
    let other = with(&unsigned(&[]), &["id"], format!("{}/status/2", school().did()));
    check(&school(), &[signed(&other)], "status-list-missing");
    check(&school(), &[list], "clear-in-list");
}

fn unsealed(list: &Value) -> Value {
    changed(list, &["proof"], None)
}

#[test]
fn a_sum_stands_for_nothing_that_came_after_it_whatever_it_claims() {
    for upto in [2, 3, 4, u32::MAX] {
        let mut school = school();
        school.force(snapshot(upto, &[], &[]), NOON - 5 * HOUR);
        school.revoke(77, NOON - 4 * HOUR);
        check(&school, &[], "revoked");
        check(&school, &[2], "feed-incomplete");
        let mut school = self::school();
        school.force(snapshot(upto, &[], &[]), NOON - 5 * HOUR);
        school.say(suspension(77, true), NOON - 4 * HOUR);
        check(&school, &[], "suspended");
        check(&school, &[2], "feed-incomplete");
    }
}
