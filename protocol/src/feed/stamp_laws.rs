//! Laws of dated heads: what is read, what two heads of one size prove, which stamps are kept.

use proptest::prelude::*;

use crate::{
    canon::hash::sha256,
    feed::{
        Accumulator, Claim, Feed, HeadStamp, HeldStamps, KeyEvent, KeyLog, StampError, StampFork,
        StampForkError,
    },
    identity::{Did, PublicKey, SecretKey},
    limits::{
        STAMP_BYTES_MAX, STAMP_DUE_MAX_MILLIS, STAMP_FORK_BYTES_MAX, STAMP_KEYS_MAX,
        STAMPS_HELD_MAX, WITNESSES_MAX,
    },
    statement::{
        Content, Draft, Head, Retention, Statement,
        kinds::{Party, Profile},
    },
    time::Timestamp,
};

pub(super) const DAY: u64 = 24 * 60 * 60 * 1000;
pub(super) const NOON: u64 = 1_795_435_200_000;

pub(super) fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

pub(super) fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// The key log of identity 1, whose writer is 2.
pub(super) fn keys() -> KeyLog {
    let mut log = KeyLog::new(Did::from(key(1).public()));
    log.insert(KeyEvent::inception(&key(9).public(), &key(1))).unwrap();
    log.insert(KeyEvent::writer(&key(2), at(5), &key(1)).unwrap()).unwrap();
    log
}

fn profile(head: &Head, ts: u64, name: &str) -> Statement {
    let name = name.to_owned();
    let profile = Profile { party: Party::Person, name, description: None, url: None };
    let content = Content::Profile(profile);
    let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
    draft.sign(&Did::from(key(1).public()), head, at(ts), &key(2)).unwrap()
}

/// The log whose statements have these names, its trees before each, and its statements.
pub(super) fn log(names: &[&str]) -> (Feed, Vec<Accumulator>, Vec<Statement>) {
    let mut feed = Feed::new(key(2).public());
    let (mut trees, mut statements) = (Vec::new(), Vec::new());
    for name in names {
        trees.push(feed.accumulator().clone());
        let statement = profile(&feed.head(), NOON, name);
        feed.replay(&statement).unwrap();
        statements.push(statement);
    }
    (feed, trees, statements)
}

pub(super) fn stamp(feed: &Feed, ts: u64) -> HeadStamp {
    HeadStamp::sign(feed, &keys(), (at(ts), at(ts + DAY)), &key(2)).unwrap()
}

#[test]
fn a_stamp_comes_back_and_no_bit_of_it_can_be_changed() {
    let (feed, _, _) = log(&["a", "b", "c"]);
    let bare = stamp(&feed, NOON);
    assert_eq!((bare.size(), bare.root(), bare.writer()), (3, feed.root(), feed.writer()));
    assert_eq!(bare.missing_keys(&keys()), Vec::<[u8; 8]>::new());
    let lacking = KeyLog::new(Did::from(key(1).public()));
    assert_eq!(bare.missing_keys(&lacking).len(), 2);
    let cosigned = [21, 20].into_iter().fold(bare.clone(), |stamp, witness| {
        let cosig = stamp.cosign(at(NOON + 5), &key(witness));
        stamp.with(cosig).unwrap()
    });
    assert!(cosigned.same(&bare) && cosigned.bare() == bare && cosigned != bare);
    for stamp in [bare, cosigned] {
        let bytes = stamp.to_bytes();
        assert_eq!(HeadStamp::read(&bytes), Ok(stamp));
        for at in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[at] ^= 1 << (at % 8);
            assert!(HeadStamp::read(&bent).is_err(), "byte {at}");
        }
        assert!(HeadStamp::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(HeadStamp::read(&[bytes, vec![0]].concat()).is_err());
    }
}

#[test]
fn a_stamp_says_when_the_next_is_due_within_a_month() {
    let feed = Feed::new(key(2).public());
    let sign = |ts: u64, due: u64| HeadStamp::sign(&feed, &keys(), (at(ts), at(due)), &key(2));
    assert!(sign(9, 10).is_ok() && sign(9, 9 + STAMP_DUE_MAX_MILLIS).is_ok());
    for due in [8, 9, 10 + STAMP_DUE_MAX_MILLIS] {
        assert_eq!(sign(9, due), Err(StampError::Due { ts: at(9), due: at(due) }));
    }
    let (expected, found) = (key(2).public(), key(3).public());
    let stranger = HeadStamp::sign(&feed, &keys(), (at(9), at(10)), &key(3));
    assert_eq!(stranger, Err(StampError::OtherWriter { expected, found }));
}

#[test]
fn the_largest_stamp_is_as_large_as_the_limit_says() {
    let full = [&u32::MAX.to_be_bytes()[..], &[7; 32 * 32]].concat();
    let tree = Accumulator::from_bytes(&full).unwrap();
    let feed = Feed::restore(key(2).public(), tree, at(0), None).unwrap();
    let mut keys = keys();
    for size in 0..100 {
        keys.insert(KeyEvent::close(key(2).public(), size, at(7), &key(1))).unwrap();
    }
    let times = (at(u64::MAX - 1), at(u64::MAX));
    let mut largest = HeadStamp::sign(&feed, &keys, times, &key(2)).unwrap();
    assert_eq!(largest.keys().len(), STAMP_KEYS_MAX);
    let cosig = |witness: u8| stamp(&feed, NOON).cosign(at(u64::MAX), &key(witness));
    let wrong = largest.clone().with(cosig(30)).map(|_| ());
    assert_eq!(wrong, Ok(()), "the date of the stamp is not what a witness signs");
    for witness in 0..WITNESSES_MAX {
        largest = largest.with(cosig(30 + u8::try_from(witness).unwrap())).unwrap();
    }
    assert_eq!(largest.to_bytes().len(), STAMP_BYTES_MAX);
    assert_eq!(largest.clone().with(cosig(50)), Err(StampError::Full { max: WITNESSES_MAX }));
    assert!(largest.clone().with(cosig(30)).is_ok(), "a witness may sign again");
    let other = stamp(&log(&["a"]).0, NOON).cosign(at(NOON), &key(30));
    assert!(matches!(largest.with(other), Err(StampError::Cosignature { .. })));
}

/// Every claim about the head of `size` statements that the log of these names can make.
fn claims(names: &[&str], size: usize) -> Vec<Claim> {
    let (_, trees, statements) = log(names);
    let (feed, _, _) = log(&names[..size]);
    let last = size.checked_sub(1);
    let through = last.map(|last| Claim::through(&statements[last], &trees[last]).unwrap());
    let before = statements.get(size).map(Claim::before);
    let all: Vec<Claim> = [Some(Claim::stamped(&stamp(&feed, NOON))), before, through]
        .into_iter()
        .flatten()
        .collect();
    assert!(all.iter().all(|claim| claim.size() == u32::try_from(size).unwrap()));
    assert!(all.iter().all(|claim| claim.root() == feed.root()));
    all
}

#[test]
fn any_two_heads_of_one_size_are_one_proof_in_either_order() {
    let (one, other) = (["a", "b", "c", "d", "e"], ["a", "b", "x", "d", "e"]);
    for size in 0..5 {
        for mine in claims(&one, size) {
            for theirs in claims(&other, size) {
                let proof = StampFork::make(mine.clone(), theirs.clone());
                if size <= 2 {
                    assert_eq!(proof, Err(StampForkError::Same { root: mine.root() }));
                    continue;
                }
                let proof = proof.unwrap();
                assert_eq!(StampFork::make(theirs, mine.clone()), Ok(proof.clone()));
                assert_eq!(
                    (proof.writer(), proof.size()),
                    (key(2).public(), claims(&one, size)[0].size())
                );
                let bytes = proof.to_bytes();
                assert!(bytes.len() <= STAMP_FORK_BYTES_MAX);
                assert_eq!(StampFork::read(&bytes), Ok(proof));
                for at in (0..bytes.len()).step_by(3) {
                    let mut bent = bytes.clone();
                    bent[at] ^= 1 << (at % 8);
                    assert!(StampFork::read(&bent).is_err(), "byte {at}");
                }
            }
        }
    }
}

#[test]
fn heads_that_say_nothing_of_each_other_prove_nothing() {
    let names = ["a", "b", "c"];
    let (two, three) = (claims(&names, 2), claims(&names, 3));
    let sizes = StampForkError::TwoSizes { first: 2, second: 3 };
    let ordered = StampFork::make(two[0].clone(), three[0].clone());
    let swapped = StampForkError::TwoSizes { first: 3, second: 2 };
    assert!(ordered == Err(sizes) || ordered == Err(swapped));
    let stranger = Feed::new(key(3).public());
    let times = (at(NOON), at(NOON + 1));
    let theirs = HeadStamp::sign(&stranger, &keys(), times, &key(3)).unwrap();
    let both = StampFork::make(claims(&names, 0)[0].clone(), Claim::stamped(&theirs));
    assert!(matches!(both, Err(StampForkError::TwoWriters { .. })));
    // A statement does not stand for a tree that it does not follow.
    let (_, trees, statements) = log(&names);
    assert_eq!(Claim::through(&statements[2], &trees[1]), None);
    assert_eq!(Claim::through(&statements[1], &trees[2]), None);
    let other = log(&["x", "y", "z"]).1;
    assert_eq!(Claim::through(&statements[2], &other[2]), None);
}

#[test]
fn the_largest_proof_fits_its_limit() {
    let number = u32::MAX - 1;
    let tree = [&number.to_be_bytes()[..], &[7; 31 * 32]].concat();
    let tree = Accumulator::from_bytes(&tree).unwrap();
    let feed = Feed::restore(key(2).public(), tree.clone(), at(NOON), None).unwrap();
    let claim = |name| Claim::through(&profile(&feed.head(), u64::MAX, name), &tree).unwrap();
    let proof = StampFork::make(claim("a"), claim("b")).unwrap();
    assert_eq!(StampFork::read(&proof.to_bytes()), Ok(proof.clone()));
    assert!(proof.to_bytes().len() <= STAMP_FORK_BYTES_MAX);
    assert!(StampFork::read(&vec![0x83; STAMP_FORK_BYTES_MAX + 1]).is_err());
}

#[test]
fn the_smaller_proof_is_kept_whichever_came_first() {
    let (one, other) = (["a", "b", "c"], ["x", "b", "c"]);
    let proof = |size: usize| {
        StampFork::make(claims(&one, size)[0].clone(), claims(&other, size)[0].clone()).unwrap()
    };
    assert!(proof(1).better(&proof(2)) && !proof(2).better(&proof(1)));
    assert!(!proof(1).better(&proof(1)));
}

#[test]
fn the_newest_stamp_is_kept_and_the_newest_that_a_witness_signed() {
    let (short, long) = (log(&["a"]).0, log(&["a", "b"]).0);
    let old = stamp(&short, NOON);
    let by = |stamp: &HeadStamp, witness: u8| {
        let cosig = stamp.cosign(at(NOON + 9), &key(witness));
        stamp.clone().with(cosig).unwrap()
    };
    let (later, new) = (stamp(&short, NOON + 1), stamp(&long, NOON));
    let mut stamps = vec![old.clone(), by(&old, 20), by(&old, 21), later.clone(), new.clone()];
    let both = by(&by(&old, 20), 21);
    for _ in 0..stamps.len() {
        stamps.rotate_left(1);
        let mut held = HeldStamps::default();
        for stamp in &stamps {
            held.hear(stamp);
            assert!(!held.hear(stamp), "nothing is news twice");
        }
        assert_eq!(held.newest(), Some(&new));
        assert_eq!(held.all().cloned().collect::<Vec<_>>(), [new.clone(), both.clone()]);
    }
    let mut held = HeldStamps::default();
    assert!(held.hear(&later) && !held.hear(&old) && held.hear(&by(&old, 20)));
    assert!(held.hear(&by(&later, 20)));
    assert_eq!(held.all().count(), 1);
}

/// The defect this law was written for: a stamp that one witness signed put out the one that dated
/// the log.
#[test]
fn what_a_quorum_signed_stays_until_as_many_signed_something_newer() {
    let (short, long) = (log(&["a"]).0, log(&["a", "b"]).0);
    let by = |stamp: HeadStamp, witnesses: &[u8]| {
        witnesses.iter().fold(stamp, |stamp, witness| {
            let cosig = stamp.cosign(at(NOON + 9), &key(*witness));
            stamp.with(cosig).unwrap()
        })
    };
    let quorum = by(stamp(&short, NOON), &[20, 21, 22]);
    let mut held = HeldStamps::default();
    held.hear(&quorum);
    for few in [&[][..], &[20], &[20, 23]] {
        assert!(held.hear(&by(stamp(&long, NOON + 1), few)));
        assert!(held.all().any(|kept| *kept == quorum), "{few:?}");
    }
    assert!(!held.hear(&by(stamp(&short, NOON - 1), &[20, 21])), "older, and fewer signed it");
    let newer = by(stamp(&long, NOON + 1), &[20, 21, 23]);
    assert!(held.hear(&newer));
    assert_eq!(held.all().collect::<Vec<_>>(), [&newer]);
}

proptest! {
    /// Whatever comes in whatever order: as many are kept as their limit says at most, the newest
    /// is, and for any quorum the newest that so many signed.
    #[test]
    fn of_any_quorum_the_newest_stamp_is_kept(
        made in proptest::collection::vec((1..4_usize, 0..3_u64, 0..=7_u8), 1..9),
        order in any::<u64>(),
    ) {
        let names = ["a", "b", "c"];
        let made = made.into_iter().collect::<std::collections::BTreeSet<_>>();
        let stamps: Vec<HeadStamp> = made.iter().map(|(size, later, count)| {
            let bare = stamp(&log(&names[..*size]).0, NOON + later);
            (0..*count).fold(bare, |stamp, witness| {
                let cosig = stamp.cosign(at(NOON + 9), &key(40 + witness));
                stamp.with(cosig).unwrap()
            })
        }).collect();
        let turned = usize::try_from(order % 9).unwrap() % stamps.len();
        let (mut one, mut other) = (HeldStamps::default(), HeldStamps::default());
        stamps.iter().for_each(|stamp| { one.hear(stamp); });
        let (late, early) = stamps.split_at(turned);
        early.iter().chain(late).rev().for_each(|stamp| { other.hear(stamp); });
        prop_assert_eq!(&one, &other);
        prop_assert!(one.all().count() <= STAMPS_HELD_MAX);
        for quorum in 0..=WITNESSES_MAX {
            let newest = |all: &mut dyn Iterator<Item = &HeadStamp>| {
                all.filter(|stamp| stamp.cosigs().len() >= quorum)
                    .map(|stamp| (stamp.size(), stamp.ts())).max()
            };
            prop_assert_eq!(newest(&mut one.all()), newest(&mut stamps.iter()), "{}", quorum);
        }
    }
}

#[test]
fn the_names_of_keys_are_those_of_the_newest_acts() {
    let feed = Feed::new(key(2).public());
    let mut many = keys();
    for size in 0..40 {
        let close = KeyEvent::close(key(2).public(), size, at(100 + u64::from(size)), &key(1));
        many.insert(close).unwrap();
    }
    let times = (at(NOON), at(NOON + 1));
    let stamp = HeadStamp::sign(&feed, &many, times, &key(2)).unwrap();
    assert_eq!(stamp.keys().len(), STAMP_KEYS_MAX);
    let newest = KeyEvent::close(key(2).public(), 39, at(139), &key(1));
    assert!(stamp.keys().iter().any(|tag| newest.id().as_bytes().starts_with(tag)));
    let oldest = KeyEvent::close(key(2).public(), 0, at(100), &key(1));
    assert!(!stamp.keys().iter().any(|tag| oldest.id().as_bytes().starts_with(tag)));
    assert_eq!(stamp.missing_keys(&many), Vec::<[u8; 8]>::new());
    assert_eq!(sha256(&[]), feed.root());
    let _: PublicKey = stamp.writer();
}

#[test]
fn no_key_act_can_be_hidden_however_many_came_after_it() {
    let (owner, feed) = (Did::from(key(1).public()), Feed::new(key(2).public()));
    let installed =
        |number: u8| KeyEvent::writer(&key(number), at(u64::from(number)), &key(1)).unwrap();
    let closed =
        |size: u32| KeyEvent::close(key(2).public(), size, at(500 + u64::from(size)), &key(1));
    let acts: Vec<KeyEvent> = (2..42).map(installed).chain((0..40).map(closed)).collect();
    let with = |left_out: Option<usize>| {
        let kept = acts.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
        let mut log: KeyLog = KeyLog::new(owner);
        for (_, act) in kept {
            log.insert(act.clone()).unwrap();
        }
        log
    };
    let stamp = HeadStamp::sign(&feed, &with(None), (at(NOON), at(NOON + 1)), &key(2)).unwrap();
    assert_eq!(stamp.keys().len(), STAMP_KEYS_MAX);
    for hidden in 0..acts.len() {
        assert!(!stamp.missing_keys(&with(Some(hidden))).is_empty(), "act {hidden}");
    }
    // What came after the stamp says nothing against it.
    let mut later = with(None);
    for (number, size) in (200..210).zip(100..) {
        let writer = KeyEvent::writer(&key(number), at(NOON + 5), &key(1)).unwrap();
        later.insert(writer).unwrap();
        later.insert(KeyEvent::close(key(3).public(), size, at(NOON + 6), &key(1))).unwrap();
    }
    // Nor what an installation signed whose clock was slow.
    later.insert(KeyEvent::close(key(4).public(), 7, at(505), &key(1))).unwrap();
    assert_eq!(stamp.missing_keys(&later), Vec::<[u8; 8]>::new());
}
