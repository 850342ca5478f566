//! What a mailbox keeps, for how long, and who may fill it.

use bot_protocol::identity::SecretKey;

use super::*;

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
            let kept = Kept { came: 0, bytes: 60, strange: false, due: Some(now), tries: 0 };
            mailbox.keep(key(&to, number), kept);
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

fn of(strange: bool, came: u64, bytes: usize) -> Kept {
    Kept { came, bytes, strange, due: None, tries: 0 }
}

#[test]
fn one_addressee_has_a_hundred_places_of_which_strangers_have_half() {
    let (one, other) = (did(1), did(2));
    for strange in [false, true] {
        let most = if strange { 50 } else { 100 };
        let mut mailbox = Mailbox::default();
        for number in 0..most {
            assert!(mailbox.has_room(&one, 60, strange), "{number}");
            mailbox.keep(key(&one, number), of(strange, 0, 60));
        }
        assert!(!mailbox.has_room(&one, 60, strange), "after {most}");
        assert_eq!(mailbox.has_room(&one, 60, !strange), strange, "the other half");
        assert!(mailbox.has_room(&other, 60, strange), "it is nobody else's bound");
        assert!(mailbox.forget(&key(&one, 7)));
        assert!(mailbox.has_room(&one, 60, strange), "a place is free again");
    }
}

/// Key logs cost nothing: whoever fills the boxes of many leaves half of the room to those who are known.
#[test]
fn strangers_fill_half_of_the_room_however_many_they_write_to() {
    let bytes = 16 * 1024;
    let (mut mailbox, mut left) = (Mailbox::default(), 0);
    'all: for seed in 1..=u8::MAX {
        for number in 0..50 {
            if !mailbox.has_room(&did(seed), bytes, true) {
                break 'all;
            }
            mailbox.keep(key(&did(seed), number), of(true, 0, bytes));
            left += 1;
        }
    }
    assert_eq!(left, MAILBOX_BYTES_MAX / 2 / bytes);
    assert!(mailbox.has_room(&did(1), bytes, false) && !mailbox.has_room(&did(254), 1, true));
    let keys: Vec<Vec<u8>> = mailbox.kept.keys().cloned().collect();
    assert!(keys.iter().all(|key| mailbox.forget(key)));
    assert_eq!((mailbox.bytes, mailbox.strange_bytes), (0, 0));
}

#[test]
fn what_nobody_comes_for_goes_after_thirty_days_and_not_before() {
    const DAYS: u64 = 30 * 24 * 60 * 60 * 1000;
    let mut mailbox = Mailbox::default();
    for (number, came) in [1_000, 2_000, 3_000].into_iter().enumerate() {
        mailbox.keep(key(&did(1), u16::try_from(number).unwrap()), of(true, came, 60));
    }
    assert_eq!(mailbox.old(1_000 + DAYS), Vec::<Vec<u8>>::new());
    assert_eq!(mailbox.old(1_001 + DAYS), [key(&did(1), 0)]);
    assert_eq!(mailbox.old(u64::MAX).len(), 3);
    // A clock that goes back keeps what is kept.
    assert!(mailbox.old(0).is_empty());
}

#[test]
fn the_shortest_envelope_counts_for_a_kibibyte() {
    let mut mailbox = mailbox(&[(1, 2)], monotonic());
    assert_eq!(mailbox.bytes, 2 * COUNTED_BYTES_MIN);
    assert!(mailbox.has_room(&did(2), 1, false));
    mailbox.bytes = MAILBOX_BYTES_MAX - COUNTED_BYTES_MIN;
    assert!(mailbox.has_room(&did(2), 1, false));
    mailbox.bytes += 1;
    assert!(!mailbox.has_room(&did(2), 1, false));
    mailbox.bytes = 2 * COUNTED_BYTES_MIN;
    assert!(mailbox.forget(&key(&did(1), 0)) && !mailbox.forget(&key(&did(1), 0)));
    assert_eq!(mailbox.bytes, COUNTED_BYTES_MIN);
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
    assert_eq!(next.keys().cloned().collect::<Vec<_>>(), {
        let mut left = vec![key(&did(1), most), key(&did(2), 0)];
        left.sort();
        left
    });
    // Whoever comes gets all that does not leave already, at once.
    mailbox.hurry(&[did(1)].into(), now);
    mailbox.stays(&key(&did(9), 0), now);
    assert_eq!(mailbox.leaving, LETTERS_LEAVING_MAX - 2);
    assert!(!mailbox.ready([(peer, &did(1))].into_iter(), now).is_empty());
}
