//! Laws of charters: who has the key of a community and not its stewards changes nothing, nobody is
//! named who did not sign, and in which order statements come is nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Charters, Feed, Stated};
use crate::canon::hash::Hash;
use crate::identity::{Did, SecretKey, Signature};
use crate::statement::kinds::{Charter, CharterText, Quorums, Steward};
use crate::statement::{Content, Draft, Retention, Statement};
use crate::time::Timestamp;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from(key(seed).public())
}

/// The community of these tests.
const CLUB: u8 = 200;

fn text(number: u32, previous: Option<Hash>, seeds: &[u8], charter: u8) -> CharterText {
    let steward = |seed: &u8| Steward { who: did(*seed), role: "board".to_owned(), until: None };
    let mut stewards: Vec<Steward> = seeds.iter().map(steward).collect();
    stewards.sort_by_key(|one| *one.who.public_key().as_bytes());
    let acts = Quorums { charter, admit: charter, award: 0 };
    CharterText { number, previous, purpose: "Tea".to_owned(), parent: None, stewards, acts }
}

fn signed(text: &CharterText, community: u8, by: &[u8]) -> Charter {
    let share = |seed: &u8| (did(*seed), text.sign(&did(community), &key(*seed)));
    Charter::new(text.clone(), by.iter().map(share))
}

/// A log of the community by one installation.
struct Book {
    writer: SecretKey,
    feed: Feed,
    entries: Vec<Statement>,
}

impl Book {
    fn new(seed: u8) -> Self {
        let writer = key(seed);
        let feed = Feed::new(writer.public());
        Self { writer, feed, entries: Vec::new() }
    }

    /// Says a charter; nothing where no honest node would sign it.
    fn say(&mut self, charter: Charter, ts: u64) -> bool {
        let content = Content::Charter(charter);
        let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
        let (head, ts) = (self.feed.head(), Timestamp::from_millis(ts));
        let Ok(statement) = draft.sign(&did(CLUB), &head, ts, &self.writer) else { return false };
        self.feed.replay(&statement).unwrap();
        self.entries.push(statement);
        true
    }
}

fn fold(entries: &[Statement]) -> Charters {
    seen(entries, &BTreeMap::new())
}

/// The same, where witnesses saw entries of these installations.
fn seen(entries: &[Statement], seen: &BTreeMap<u8, u64>) -> Charters {
    let stated = entries.iter().map(|statement| {
        let at = seen.iter().find(|(seed, _)| key(**seed).public() == statement.writer());
        let seen = at.map(|(_, at)| Timestamp::from_millis(*at));
        Stated { author: did(CLUB), statement, seen }
    });
    Charters::of(stated.collect::<Vec<_>>(), &|one| *one)
}

/// How many charters count.
fn count(charters: &Charters) -> usize {
    charters.iter().count()
}

/// A community of three that changes its charter by two of them.
fn founded() -> (Book, Hash) {
    let mut book = Book::new(100);
    let first = text(0, None, &[1, 2, 3], 2);
    assert!(book.say(signed(&first, CLUB, &[1, 2, 3]), 1000));
    (book, first.digest(&did(CLUB)))
}

#[test]
fn two_of_three_change_it_and_one_alone_does_not() {
    let check = |by: &[u8], stewards: &[u8], counted: usize| {
        let (mut book, first) = founded();
        book.say(signed(&text(1, Some(first), stewards, 2), CLUB, by), 2000);
        assert_eq!(count(&fold(&book.entries)), counted, "{by:?} for {stewards:?}");
    };
    check(&[1, 2], &[1, 2, 3], 2);
    check(&[2, 3], &[2, 3], 2);
    check(&[1], &[1, 2, 3], 1);
    check(&[1], &[1], 1);
    // Who is new must have signed, and counts for none of those before.
    check(&[1, 2, 4], &[1, 2, 4], 2);
    check(&[1, 2], &[1, 2, 4], 1);
    check(&[1, 4], &[1, 2, 4], 1);
    check(&[4, 5], &[4, 5], 1);
}

#[test]
fn another_role_or_a_longer_term_is_agreed_to_by_whom_it_is_about() {
    let check = |role: &str, until: Option<u64>, by: &[u8], counted: usize| {
        let mut book = Book::new(100);
        let mut first = text(0, None, &[1, 2, 3], 2);
        let term = Some(Timestamp::from_millis(5000));
        first.stewards.iter_mut().for_each(|one| one.until = term);
        assert!(book.say(signed(&first, CLUB, &[1, 2, 3]), 1000));
        let mut next = CharterText { number: 1, previous: Some(first.digest(&did(CLUB))), ..first };
        let third = next.stewards.iter_mut().find(|one| one.who == did(3)).unwrap();
        third.role = role.to_owned();
        third.until = until.map(Timestamp::from_millis);
        // Long after every term: whose term is over may sign the next charter still.
        book.say(signed(&next, CLUB, by), 900_000);
        assert_eq!(count(&fold(&book.entries)), counted, "{role} {until:?} {by:?}");
    };
    check("board", Some(5000), &[1, 2], 2);
    check("board", Some(4000), &[1, 2], 2);
    check("board", Some(6000), &[1, 2], 1);
    check("board", None, &[1, 2], 1);
    check("board", None, &[1, 2, 3], 2);
    check("thief", Some(5000), &[1, 2], 1);
    check("chair", Some(5000), &[2, 3], 2);
}

#[test]
fn what_was_signed_for_another_community_or_another_text_counts_nowhere() {
    let (mut book, first) = founded();
    let next = text(1, Some(first), &[1, 2, 3], 2);
    // Signed for somebody else, and signed over another text: no node keeps it.
    assert!(!book.say(signed(&next, 201, &[1, 2]), 2000));
    let looser = text(1, Some(first), &[1, 2, 3], 1);
    let swapped = Charter { text: looser, ..signed(&next, CLUB, &[1, 2]) };
    assert!(!book.say(swapped, 2000));
    let forged =
        Charter::new(next.clone(), [1, 2].map(|seed| (did(seed), Signature::from_bytes([1; 64]))));
    assert!(!book.say(forged, 2000));
    assert_eq!(count(&fold(&book.entries)), 1);
    // Of another past.
    assert!(
        book.say(signed(&text(1, Some(Hash::from_bytes([9; 32])), &[1], 1), CLUB, &[1, 2]), 3000)
    );
    assert!(book.say(signed(&text(2, Some(first), &[1], 1), CLUB, &[1, 2]), 3000));
    assert_eq!(count(&fold(&book.entries)), 1);
}

#[test]
fn a_charter_that_was_replaced_does_not_come_back() {
    let (mut book, first) = founded();
    let next = text(1, Some(first), &[1, 2, 4], 2);
    assert!(book.say(signed(&next, CLUB, &[1, 2, 4]), 2000));
    // The same again, the first one again, and another of the number that is taken.
    assert!(book.say(signed(&next, CLUB, &[1, 2, 4]), 3000));
    assert!(book.say(signed(&text(0, None, &[1, 2, 3], 2), CLUB, &[1, 2, 3]), 3000));
    assert!(book.say(signed(&text(0, None, &[5], 1), CLUB, &[5]), 3000));
    assert!(book.say(signed(&text(1, Some(first), &[1, 2], 1), CLUB, &[1, 2]), 3000));
    let charters = fold(&book.entries);
    assert_eq!((count(&charters), charters.contested()), (2, None));
    let newest = charters.newest().unwrap();
    assert_eq!((newest.digest, newest.entry), (next.digest(&did(CLUB)), 1));
    assert_eq!(charters.at(Timestamp::from_millis(1999)).unwrap().entry, 0);
    assert_eq!(charters.at(Timestamp::from_millis(999)), None);
}

#[test]
fn another_beginning_by_another_installation_is_believed_by_nobody_unless_witnesses_saw_one_first()
{
    let (book, first) = founded();
    let mut thief = Book::new(101);
    assert!(thief.say(signed(&text(0, None, &[66], 1), CLUB, &[66]), 1));
    let all: Vec<Statement> = book.entries.iter().chain(&thief.entries).cloned().collect();
    let told = |dates: &[(u8, u64)]| seen(&all, &dates.iter().copied().collect());
    assert_eq!((count(&told(&[])), told(&[]).contested()), (0, Some(0)));
    for dates in [&[(100, 1500)][..], &[(100, 1500), (101, 1600)]] {
        let charters = told(dates);
        assert_eq!(charters.contested(), None);
        assert_eq!(charters.newest().map(|one| one.digest), Some(first));
    }
    assert_eq!(told(&[(100, 1500), (101, 1500)]).contested(), Some(0));
    // The same charter by two installations is one.
    let mut copy = Book::new(101);
    assert!(copy.say(signed(&text(0, None, &[1, 2, 3], 2), CLUB, &[1, 2, 3]), 900));
    let all: Vec<Statement> = book.entries.iter().chain(&copy.entries).cloned().collect();
    assert_eq!((count(&fold(&all)), fold(&all).contested()), (1, None));
}

#[test]
fn a_steward_who_goes_on_with_a_new_key_is_the_same_steward() {
    let (mut book, first) = founded();
    let next = text(1, Some(first), &[1, 2, 13], 2);
    assert!(book.say(signed(&next, CLUB, &[2, 13]), 2000));
    let after = |heir: Did| {
        let stated = book.entries.iter().map(|statement| Stated {
            author: did(CLUB),
            statement,
            seen: None,
        });
        let current = move |one: &Did| if *one == did(3) { heir } else { *one };
        count(&Charters::of(stated.collect::<Vec<_>>(), &current))
    };
    assert_eq!((after(did(13)), after(did(3))), (2, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is signed by whom: each charter that counts was signed by as many stewards of the one
    /// before as that asks for, and by everybody it names anew; and order is nothing.
    #[test]
    fn what_counts_was_signed_by_who_must(
        steps in prop::collection::vec((
            prop::collection::btree_set(1_u8..6, 1..4),
            prop::collection::btree_set(1_u8..6, 1..6),
            1_u8..4,
            any::<bool>(),
        ), 1..6),
        order in any::<u64>(),
    ) {
        let (mut book, first) = founded();
        let mut last = (0, first);
        for (stewards, by, charter, chained) in steps {
            let seeds: Vec<u8> = stewards.into_iter().collect();
            let by: Vec<u8> = by.into_iter().collect();
            let charter = charter.min(u8::try_from(seeds.len()).unwrap());
            let next = text(last.0 + 1, Some(last.1), &seeds, charter);
            if book.say(signed(&next, CLUB, &by), 2000) && chained {
                last = (last.0 + 1, next.digest(&did(CLUB)));
            }
        }
        let charters = fold(&book.entries);
        prop_assert_eq!(charters.contested(), None);
        let all: Vec<_> = charters.iter().collect();
        for pair in all.windows(2) {
            let (before, after) = (&pair[0].charter, &pair[1].charter);
            let signers = before.text.stewards.iter().filter(|one| after.is_signed_by(&one.who));
            prop_assert!(signers.count() >= usize::from(before.text.acts.charter));
            for steward in &after.text.stewards {
                let known = before.text.steward(&steward.who).is_some();
                prop_assert!(known || after.is_signed_by(&steward.who));
            }
            prop_assert_eq!(after.text.previous, Some(pair[0].digest));
        }
        let mut shuffled = book.entries.clone();
        let length = shuffled.len();
        shuffled.rotate_left(usize::try_from(order % length as u64).unwrap());
        shuffled.reverse();
        prop_assert_eq!(fold(&shuffled), charters);
    }

    /// No signature of anybody but the stewards does anything, however many there are.
    #[test]
    fn strangers_change_nothing(by in prop::collection::btree_set(10_u8..60, 1..20)) {
        let (mut book, first) = founded();
        let by: Vec<u8> = by.into_iter().collect();
        let next = text(1, Some(first), &by, 1);
        book.say(signed(&next, CLUB, &by), 2000);
        prop_assert_eq!(count(&fold(&book.entries)), 1);
    }
}
