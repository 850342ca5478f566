//! What a mailbox keeps, for how long, and who may fill it.

use bot_protocol::identity::SecretKey;
use bot_protocol::limits::{
    MAIL_BYTES_MAX, MAILBOX_BYTES_MAX, MAILBOX_BYTES_OF_STRANGERS_MAX, MAILBOX_BYTES_OUTSIDE_MAX,
};

use super::room::COUNTED_BYTES_MIN;
use super::*;

const KNOWN: Origin = Origin { strange: false, outside: false };
const STRANGE: Origin = Origin { strange: true, outside: false };
/// A stranger's, for nobody in scope.
const BOTH: Origin = Origin { strange: true, outside: true };
const OUTSIDE: Origin = Origin { strange: false, outside: true };
const FULL: usize = MAIL_BYTES_MAX;

fn did(seed: u8) -> Did {
    Did::from(SecretKey::from_seed(&[seed; 32]).public())
}

fn key(to: &Did, number: u16) -> Vec<u8> {
    [to.public_key().as_bytes().as_slice(), &number.to_be_bytes()].concat()
}

fn mailbox(of: &[(u8, u16)], now: Instant) -> Mailbox {
    let mut mailbox = Mailbox::default();
    for (seed, count) in of {
        for number in 0..*count {
            let to = did(*seed);
            mailbox.keep(key(&to, number), Kept::new(0, 60, KNOWN, Some(now)));
        }
    }
    mailbox
}

#[test]
fn what_is_somebodys_is_found_and_nothing_else() {
    let now = monotonic();
    let mailbox = mailbox(&[(1, 3), (2, 2), (3, 1)], now);
    for (seed, count) in [(1, 3), (2, 2), (3, 1), (4, 0)] {
        let keys: Vec<_> = mailbox.of(&did(seed)).map(|(key, _)| key.clone()).collect();
        let expected: Vec<_> = (0..count).map(|number| key(&did(seed), number)).collect();
        assert_eq!(keys, expected);
    }
    assert_eq!(mailbox.due([did(4)].iter()), None);
    assert_eq!(mailbox.due([did(4), did(2)].iter()), Some(now));
}

fn of(origin: Origin, came: u64, bytes: usize) -> Kept {
    Kept::new(came, bytes, origin, None)
}

/// The number of somebody.
fn many(number: u16) -> Did {
    let mut seed = [7; 32];
    seed[..2].copy_from_slice(&number.to_be_bytes());
    Did::from(SecretKey::from_seed(&seed).public())
}

/// One comes: whether it is kept; what goes for it is forgotten.
fn comes(mailbox: &mut Mailbox, to: &Did, number: u16, kept: Kept) -> Option<Vec<Vec<u8>>> {
    let gone = mailbox.room_for(to, &kept)?;
    assert!(gone.iter().all(|key| mailbox.forget(key)));
    mailbox.keep(key(to, number), kept);
    Some(gone.into_iter().collect())
}

const NOTHING: Option<Vec<Vec<u8>>> = Some(Vec::new());

#[test]
fn one_addressee_has_a_hundred_places_of_which_strangers_have_half() {
    let (one, other) = (did(1), did(2));
    for (origin, twin, most) in [(KNOWN, STRANGE, 100), (STRANGE, KNOWN, 50)] {
        let mut mailbox = Mailbox::default();
        for number in 0..most {
            assert_eq!(comes(&mut mailbox, &one, number, of(origin, 0, 60)), NOTHING, "{number}");
        }
        assert_eq!(mailbox.room_for(&one, &of(origin, 0, 60)), None, "after {most}");
        let strange = origin == STRANGE;
        assert_eq!(mailbox.room_for(&one, &of(twin, 0, 60)).is_some(), strange, "the other half");
        assert!(mailbox.room_for(&other, &of(origin, 0, 60)).is_some(), "nobody else's bound");
        assert!(mailbox.forget(&key(&one, 7)));
        assert_eq!(comes(&mut mailbox, &one, 7, of(origin, 0, 60)), NOTHING, "free again");
    }
}

/// A mailbox whose half for strangers is full: one of Lea's, and fifty each of as many as it takes.
fn crowded() -> Mailbox {
    let mut mailbox = Mailbox::default();
    let (most, lea) = (MAILBOX_BYTES_OF_STRANGERS_MAX / FULL, did(1));
    assert_eq!(comes(&mut mailbox, &lea, 0, of(STRANGE, 0, FULL)), NOTHING);
    for one in 1..u16::try_from(most).unwrap() {
        let (to, number) = (many((one - 1) / 50), (one - 1) % 50);
        let kept = of(STRANGE, 1_000_000 - u64::from(one), FULL);
        assert_eq!(comes(&mut mailbox, &to, number, kept), NOTHING);
    }
    assert_eq!(mailbox.kept.len(), most);
    mailbox
}

/// Strangers fill their half and no more, however many they write to; the next one is kept all the same, and
/// for it the oldest goes of whoever has most, not of who has one.
#[test]
fn where_strangers_crowd_the_oldest_goes_of_whoever_has_most() {
    let (mut mailbox, lea) = (crowded(), did(1));
    let most = mailbox.kept.len();
    assert!(mailbox.room_for(&did(3), &of(KNOWN, 0, FULL)).is_some(), "known ones have room");
    // The last of a full box came with the smallest number here: that of it the oldest is.
    let whole = u16::try_from((most - 1) / 50).unwrap();
    let oldest = key(&many(whole - 1), 49);
    let gone = comes(&mut mailbox, &did(2), 0, of(STRANGE, 9_000_000, FULL));
    assert_eq!(gone, Some(vec![oldest]), "no more than what comes in");
    // For many that come, nobody with one envelope loses it, though it is the oldest of all.
    for number in 0..60 {
        comes(&mut mailbox, &many(40_000), number, of(STRANGE, 9, FULL));
    }
    assert!((40..=50).contains(&mailbox.of(&many(40_000)).count()));
    assert!(
        mailbox.kept.contains_key(&key(&lea, 0)) && mailbox.kept.contains_key(&key(&did(2), 0))
    );
    assert_eq!(mailbox.kept.len(), most);
}

#[test]
fn for_short_ones_no_more_goes_than_comes_in() {
    let mut mailbox = crowded();
    // A short one takes a long one's place, and the next ones the rest of it.
    assert_eq!(comes(&mut mailbox, &did(4), 0, of(STRANGE, 9, 1)).unwrap().len(), 1);
    for number in 1..16 {
        assert_eq!(comes(&mut mailbox, &did(4), number, of(STRANGE, 9, 1)), NOTHING, "{number}");
    }
    assert_eq!(comes(&mut mailbox, &did(4), 16, of(STRANGE, 9, 1)).unwrap().len(), 1);
    let keys: Vec<Vec<u8>> = mailbox.kept.keys().cloned().collect();
    assert!(keys.iter().all(|key| mailbox.forget(key)));
    assert_eq!(mailbox.filled, Filled::default());
}

/// Names cost nothing: what is for nobody in scope has an eighth, and drives out nothing that is for somebody.
#[test]
fn those_out_of_scope_share_an_eighth() {
    let mut mailbox = Mailbox::default();
    let (most, lea) = (u16::try_from(MAILBOX_BYTES_OUTSIDE_MAX / FULL).unwrap(), did(1));
    for number in 0..50 {
        assert_eq!(comes(&mut mailbox, &lea, number, of(STRANGE, 0, FULL)), NOTHING);
    }
    for number in 0..most {
        assert_eq!(comes(&mut mailbox, &many(number), 0, of(BOTH, 1, FULL)), NOTHING, "{number}");
    }
    for number in most..3 * most {
        let gone = comes(&mut mailbox, &many(number), 0, of(BOTH, 2, FULL)).unwrap();
        assert_eq!(gone.len(), 1);
        assert!(!gone[0].starts_with(lea.public_key().as_bytes()), "hers stay");
    }
    assert_eq!(mailbox.of(&lea).count(), 50);
    // Of somebody known it is kept as well, and what known ones left goes for nobody.
    for number in 0..most {
        let gone = comes(&mut mailbox, &many(number), 1, of(OUTSIDE, 3, FULL)).unwrap();
        assert_eq!(gone.len(), 1);
    }
    assert_eq!(mailbox.room_for(&many(9), &of(OUTSIDE, 4, 1)), None);
    assert_eq!(mailbox.room_for(&many(9), &of(BOTH, 4, 1)), None);
    assert_eq!(comes(&mut mailbox, &lea, 77, of(KNOWN, 4, FULL)), NOTHING, "she is in scope");
    assert_eq!(comes(&mut mailbox, &did(2), 77, of(STRANGE, 4, FULL)), NOTHING, "and so is he");
}

/// What known ones left fills all that is free, and never goes for a stranger.
#[test]
fn what_known_ones_left_never_goes() {
    let mut mailbox = Mailbox::default();
    let most = u16::try_from(MAILBOX_BYTES_MAX / FULL).unwrap();
    for number in 0..most - 1 {
        assert_eq!(comes(&mut mailbox, &many(number), 0, of(KNOWN, 0, FULL)), NOTHING);
    }
    assert_eq!(comes(&mut mailbox, &did(1), 0, of(STRANGE, 1, FULL)), NOTHING);
    assert_eq!(mailbox.room_for(&did(2), &of(KNOWN, 2, 1)), None, "all is full");
    let gone = comes(&mut mailbox, &did(2), 0, of(STRANGE, 2, FULL));
    assert_eq!(gone, Some(vec![key(&did(1), 0)]), "a stranger's goes for a stranger's");
    assert!(mailbox.forget(&key(&did(2), 0)));
    assert_eq!(comes(&mut mailbox, &did(3), 0, of(KNOWN, 3, FULL)), NOTHING);
    assert_eq!(mailbox.room_for(&did(2), &of(STRANGE, 4, 1)), None);
}

#[test]
fn from_whom_and_for_whom_it_is_outlives_a_restart() {
    for origin in [KNOWN, STRANGE, OUTSIDE, BOTH] {
        assert_eq!(Origin::of(origin.byte()), origin);
    }
    // As notes were before they told for whom.
    assert_eq!([Origin::of(0), Origin::of(1)], [KNOWN, STRANGE]);
}

#[test]
fn what_nobody_comes_for_goes_after_thirty_days_and_not_before() {
    const DAYS: u64 = 30 * 24 * 60 * 60 * 1000;
    let mut mailbox = Mailbox::default();
    for (number, came) in [1_000, 2_000, 3_000].into_iter().enumerate() {
        mailbox.keep(key(&did(1), u16::try_from(number).unwrap()), of(STRANGE, came, 60));
    }
    assert_eq!(mailbox.old(1_000 + DAYS), Vec::<Vec<u8>>::new());
    assert_eq!(mailbox.old(1_001 + DAYS), [key(&did(1), 0)]);
    assert_eq!(mailbox.old(u64::MAX).len(), 3);
    // A clock that goes back keeps what is kept.
    assert!(mailbox.old(0).is_empty());
}

#[test]
fn the_shortest_envelope_counts_for_a_kibibyte() {
    let mut mailbox = Mailbox::default();
    let whole = u16::try_from(MAILBOX_BYTES_MAX / COUNTED_BYTES_MIN / 64).unwrap();
    for to in 0..whole {
        let to = many(to);
        for number in 0..64 {
            assert_eq!(comes(&mut mailbox, &to, number, of(KNOWN, 0, 1)), NOTHING);
        }
    }
    assert_eq!(mailbox.room_for(&did(2), &of(KNOWN, 0, 1)), None);
    assert!(mailbox.forget(&key(&many(0), 0)) && !mailbox.forget(&key(&many(0), 0)));
    assert_eq!(mailbox.room_for(&did(2), &of(KNOWN, 0, COUNTED_BYTES_MIN + 1)), None);
    assert!(mailbox.room_for(&did(2), &of(KNOWN, 0, 1)).is_some());
}

/// Who speaks for somebody no more, and asks for what is kept later for ever, keeps it from nobody.
#[test]
fn each_who_hosts_the_addressee_has_a_turn() {
    let now = monotonic();
    let mut mailbox = mailbox(&[(1, 1)], now);
    let (one, name) = (did(1), key(&did(1), 0));
    let mut hosts = [PeerId::random(), PeerId::random(), PeerId::random()];
    hosts.sort();
    let mut turns = |here: &[PeerId]| -> Vec<PeerId> {
        let turn = |_| {
            let ready = mailbox.ready(here.iter().map(|peer| (*peer, &one)), now);
            mailbox.leaves(&name);
            mailbox.stays(&name, now);
            // Somebody comes again: that gives nobody a turn more.
            mailbox.hurry(&[one].into(), now);
            ready[&name]
        };
        (0..here.len()).map(turn).collect()
    };
    for here in [&hosts[..], &hosts[..2], &hosts[..1]] {
        let mut turns = turns(here);
        turns.sort();
        assert_eq!(turns, here);
    }
}

#[test]
fn as_many_leave_at_a_time_as_may() {
    let now = monotonic();
    let most = u16::try_from(LETTERS_LEAVING_MAX).unwrap();
    let mut mailbox = mailbox(&[(1, most + 1), (2, 1)], now);
    let peer = PeerId::random();
    let here = [did(1), did(2)];
    let here = || here.iter().map(|did| (peer, did));
    let ready = mailbox.ready(here(), now);
    assert_eq!(ready.len(), LETTERS_LEAVING_MAX);
    ready.keys().for_each(|key| mailbox.leaves(key));
    assert!(mailbox.ready(here(), now).is_empty());
    // One is taken, one is not: two places, and the one that was not waits.
    let mut keys = ready.keys();
    assert!(mailbox.forget(keys.next().unwrap()));
    mailbox.stays(keys.next().unwrap(), now);
    let next = mailbox.ready(here(), now);
    let left = mailbox.kept.keys().filter(|key| !ready.contains_key(*key));
    assert!(next.keys().eq(left) && next.len() == 2);
    // Whoever comes gets all that does not leave already, at once.
    mailbox.hurry(&[did(1)].into(), now);
    mailbox.stays(&key(&did(9), 0), now);
    assert_eq!(mailbox.leaving, LETTERS_LEAVING_MAX - 2);
    assert!(!mailbox.ready([(peer, &did(1))].into_iter(), now).is_empty());
}
