//! Laws of charters: who has the key of a community and not its stewards changes nothing, nobody is
//! named who did not sign, and in which order statements come is nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Charters, Doubt, Feed, Persons, Stated};
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

/// Who goes on as whom, and since when.
#[derive(Default)]
struct Heirs(BTreeMap<Did, (Did, Timestamp)>);

impl Heirs {
    fn of(heirs: &[(u8, u8, u64)]) -> Self {
        let row = |(old, new, since): &(u8, u8, u64)| {
            (did(*old), (did(*new), Timestamp::from_millis(*since)))
        };
        Self(heirs.iter().map(row).collect())
    }
}

impl Persons for Heirs {
    fn current(&self, one: &Did) -> Did {
        self.0.get(one).map_or(*one, |(heir, _)| *heir)
    }

    fn since(&self, one: &Did) -> Option<Timestamp> {
        self.0.get(one).map(|(_, since)| *since)
    }
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
    seen(entries, &BTreeMap::new(), &Heirs::default())
}

/// The same, where witnesses had seen entries of these installations by then, and some go on with
/// another key.
fn seen(entries: &[Statement], seen: &BTreeMap<u8, u64>, heirs: &Heirs) -> Charters {
    let stated = entries.iter().map(|statement| {
        let at = seen.iter().find(|(seed, _)| key(**seed).public() == statement.writer());
        let seen = at.map(|(_, at)| Timestamp::from_millis(*at));
        Stated { author: did(CLUB), statement, seen }
    });
    Charters::of(stated.collect::<Vec<_>>(), heirs, &|_| true)
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

/// When witnesses saw one says that it was there by then, never that another was not: whoever has the key
/// of a community has a beginning of their own seen at once.
#[test]
fn of_two_beginnings_by_two_installations_nobody_believes_either() {
    let (book, first) = founded();
    let mut thief = Book::new(101);
    assert!(thief.say(signed(&text(0, None, &[66], 1), CLUB, &[66]), 1));
    let all: Vec<Statement> = book.entries.iter().chain(&thief.entries).cloned().collect();
    for dates in [&[][..], &[(101, 1500)], &[(100, 1500)], &[(100, 1500), (101, 1600)]] {
        let charters = seen(&all, &dates.iter().copied().collect(), &Heirs::default());
        assert_eq!((count(&charters), charters.contested()), (0, Some(0)), "{dates:?}");
    }
    // Once that installation is cut off, its entries are not asked.
    assert_eq!(fold(&book.entries).newest().map(|one| one.digest), Some(first));
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
    let after =
        |heirs: &[(u8, u8, u64)]| count(&seen(&book.entries, &BTreeMap::new(), &Heirs::of(heirs)));
    assert_eq!((after(&[(3, 13, 1500)]), after(&[])), (2, 1));
}

/// Whoever stole a steward's key, and has the community's, signs nothing with it.
#[test]
fn a_former_key_of_a_steward_signs_what_was_shown_to_be_there_before() {
    let check = |by: &[u8], since: u64, dated: &[(u8, u64)], counted: usize, code: Option<&str>| {
        let (mut book, first) = founded();
        assert!(book.say(signed(&text(1, Some(first), &[1, 2], 2), CLUB, by), 2000));
        let dates = dated.iter().copied().collect();
        let charters = seen(&book.entries, &dates, &Heirs::of(&[(1, 11, since)]));
        let told = (count(&charters), charters.doubt().map(Doubt::code));
        assert_eq!(told, (counted, code), "{by:?} {since} {dated:?}");
    };
    // Dated after it, by whoever has the community's key: it is the successor's to sign.
    check(&[1, 2], 1500, &[], 1, None);
    check(&[1, 2], 2000, &[], 1, None);
    check(&[11, 2], 1500, &[], 2, None);
    // Dated before it, which anybody can: cannot tell, unless witnesses had seen it by then.
    check(&[1, 2], 3000, &[], 1, Some("former-keys"));
    check(&[1, 2], 3000, &[(100, 2500)], 2, None);
    check(&[1, 2], 3000, &[(100, 3000)], 1, Some("former-keys"));
    // As many others are enough, and who founded it has not lost it by a new key.
    check(&[1, 2, 3], 3000, &[], 2, None);
    check(&[2, 3], 500, &[], 2, None);
    // Once the successor signed the very same, it counts.
    let (mut book, first) = founded();
    let next = text(1, Some(first), &[1, 2], 2);
    assert!(book.say(signed(&next, CLUB, &[1, 2]), 2000));
    assert!(book.say(signed(&next, CLUB, &[1, 2, 11]), 4000));
    let heirs = Heirs::of(&[(1, 11, 3000)]);
    let charters = seen(&book.entries, &BTreeMap::new(), &heirs);
    assert_eq!((count(&charters), charters.doubt()), (2, None));
    assert_eq!(charters.newest().map(|one| one.entry), Some(2));
    // Another text is another charter, and nobody can tell whether it came second.
    let other = text(1, Some(first), &[2, 3], 2);
    assert!(book.say(signed(&other, CLUB, &[2, 3]), 5000));
    let rivals = [book.entries[0].clone(), book.entries[1].clone(), book.entries[3].clone()];
    let charters = seen(&rivals, &BTreeMap::new(), &heirs);
    assert_eq!((count(&charters), charters.contested()), (1, Some(1)));
}

#[test]
fn no_more_signatures_are_checked_than_may_be() {
    let (book, _) = founded();
    let fold = |most: usize| {
        let stated = book.entries.iter().map(|statement| Stated {
            author: did(CLUB),
            statement,
            seen: None,
        });
        Charters::of(stated.collect::<Vec<_>>(), &Heirs::default(), &|asked| asked <= most)
    };
    assert_eq!((count(&fold(3)), fold(3).doubt()), (1, None));
    assert_eq!((count(&fold(2)), fold(2).doubt()), (0, Some(&Doubt::Effort)));
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
