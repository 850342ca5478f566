//! Laws of feeds: what follows, what is refused, and that order of arrival does not matter.

use proptest::prelude::*;

use crate::{
    canon::{
        cbor::Writer,
        hash::{Hash, from_hex, sha256},
    },
    feed::{
        Accumulator, AppendError, Bundle, BundleError, Cause, Feed, ForkError, ForkProof,
        Insertion, KeyEvent, KeyLog, KeyLogError, KeyRing, ProofError, Short, ShortError,
        consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
    },
    identity::{Did, SecretKey},
    limits::{CLOCK_AHEAD_MAX_MILLIS, KEY_EVENTS_MAX},
    statement::{
        Content, Draft, DraftError, Head, Retention, Statement,
        kinds::{Party, Profile, Revoke},
    },
    time::Timestamp,
};

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn signed(head: &Head, ts: u64, name: &str) -> Result<Statement, DraftError> {
    let name = name.to_owned();
    let profile = Profile { party: Party::Person, name, description: None, url: None };
    let content = Content::Profile(profile);
    let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
    draft.sign(&Did::from(key(1).public()), head, at(ts), &key(2))
}

/// A log of so many statements, one millisecond apart from 1,000 on.
fn log(count: u32) -> (Feed, Vec<Statement>) {
    let mut feed = Feed::new(key(2).public());
    let statements = (0..count)
        .map(|seq| {
            let ts = 1000 + u64::from(seq);
            let statement = signed(&feed.head(), ts, "Alice").unwrap();
            feed.append(&statement, at(ts)).unwrap();
            statement
        })
        .collect();
    (feed, statements)
}

fn check(order: &[usize], expected: &str) {
    let (_, statements) = log(3);
    let mut feed = Feed::new(key(2).public());
    let mut found = String::from("joined");
    for index in order {
        if let Err(error) = feed.append(&statements[*index], at(2000)) {
            found = error.to_string();
        }
    }
    assert_eq!(found, expected, "{order:?}");
}

#[test]
fn takes_what_comes_next_and_says_why_not() {
    check(&[0, 1, 2], "joined");
    check(&[0, 2], "statement 2 came while statement 1 is missing");
    check(&[0, 0], "the log already has statement 0");
    check(&[0, 1, 2, 1], "the log already has statement 1");
    check(&[1], "statement 1 came while statement 0 is missing");
}

#[test]
fn refuses_another_story_another_time_and_another_writer() {
    let (feed, _) = log(2);
    let refused = |statement: &Statement, now| feed.clone().append(statement, at(now)).unwrap_err();
    let head = Head { root: sha256(&[b"another story"]), ..feed.head() };
    let other = signed(&head, 2000, "Alice").unwrap();
    let (expected, found) = (feed.head().root, head.root);
    assert_eq!(refused(&other, 2000), AppendError::RootMismatch { seq: 2, expected, found });

    let head = Head { last_ts: at(0), ..feed.head() };
    let early = signed(&head, 1000, "Alice").unwrap();
    let (last, found) = (at(1001), at(1000));
    assert_eq!(refused(&early, 2000), AppendError::ClockBackwards { seq: 2, last, found });
    let same = signed(&feed.head(), 1001, "Alice").unwrap();
    assert_eq!(feed.clone().append(&same, at(1001)), Ok(()));
    let backwards = signed(&feed.head(), 1000, "Alice").unwrap_err();
    assert_eq!(backwards, DraftError::ClockBackwards { last, found });

    let late = signed(&feed.head(), 1001 + CLOCK_AHEAD_MAX_MILLIS, "Alice").unwrap();
    assert_eq!(feed.clone().append(&late, at(1001)), Ok(()));
    let (found, now) = (late.ts(), at(1000));
    assert_eq!(refused(&late, 1000), AppendError::FromFuture { seq: 2, found, now });
    assert_eq!(feed.clone().replay(&late), Ok(()));

    let (expected, found) = (key(3).public(), key(2).public());
    let wrong = AppendError::OtherWriter { expected, found };
    assert_eq!(Feed::new(expected).append(&late, at(9000)), Err(wrong));
}

#[test]
fn a_fork_freezes_the_log_and_both_orders_give_one_proof() {
    let (mut feed, statements) = log(3);
    let mut short = log(1).0;
    let twin = signed(&short.head(), 1500, "Alice").unwrap();
    let proof = ForkProof::make(&statements[1], &twin).unwrap();
    assert_eq!(ForkProof::make(&twin, &statements[1]), Ok(proof.clone()));
    assert_eq!(ForkProof::read(&proof.to_bytes()), Ok(proof.clone()));
    assert_eq!(proof.seq(), 1);
    assert_eq!(ForkProof::make(&twin, &twin), Err(ForkError::Same));
    let numbers = ForkError::TwoNumbers { first: 1, second: 2 };
    assert_eq!(ForkProof::make(&twin, &statements[2]), Err(numbers));
    assert_eq!((feed.counted(), feed.freeze(proof.clone())), (3, Ok(true)));
    assert_eq!((feed.size(), feed.counted(), feed.freeze(proof.clone())), (3, 1, Ok(false)));
    let next = signed(&feed.head(), 3000, "Alice").unwrap();
    assert_eq!(feed.append(&next, at(3000)), Err(AppendError::Frozen { at: 1, found: 3 }));
    // A feed that is still shorter than the fork may grow up to it, not past it.
    assert_eq!(short.freeze(proof.clone()), Ok(true));
    assert_eq!(short.append(&twin, at(3000)), Err(AppendError::Frozen { at: 1, found: 1 }));
    let mut empty = Feed::new(key(2).public());
    assert_eq!(empty.freeze(proof.clone()), Ok(true));
    assert_eq!(empty.append(&statements[0], at(3000)), Ok(()));
}

#[test]
fn the_earlier_fork_is_kept_whichever_came_first() {
    let (mut feed, statements) = log(3);
    let twin = signed(&log(1).0.head(), 1500, "Alice").unwrap();
    let proof = ForkProof::make(&statements[1], &twin).unwrap();
    let root = Feed::new(key(2).public()).head();
    let earlier = ForkProof::make(&statements[0], &signed(&root, 1700, "A").unwrap()).unwrap();
    assert_eq!((earlier.better(&proof), proof.better(&earlier)), (true, false));
    assert_eq!(feed.freeze(proof.clone()), Ok(true));
    assert_eq!(feed.freeze(earlier.clone()), Ok(true));
    assert_eq!(feed.freeze(proof), Ok(false));
    assert_eq!(feed.fork(), Some(&earlier));
    assert!(Feed::new(key(3).public()).freeze(earlier).is_err());
}

#[test]
fn a_feed_comes_back_from_what_the_store_kept() {
    let (feed, _) = log(5);
    let bytes = feed.accumulator().to_bytes();
    let accumulator = Accumulator::from_bytes(&bytes).unwrap();
    let again = Feed::restore(feed.writer(), accumulator, feed.last_ts(), None);
    assert_eq!(again, Ok(feed));
    assert!(Accumulator::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    assert!(Accumulator::from_bytes(&[bytes, vec![0; 32]].concat()).is_err());
    assert!(Accumulator::from_bytes(&[0; 3]).is_err());
    assert_eq!(Accumulator::from_bytes(&[0; 4]), Ok(Accumulator::new()));
}

/// Source: `reference_roots` of the certificate-transparency project's Merkle tree tests.
#[test]
fn has_the_roots_of_certificate_transparency() {
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Accumulator::new();
    assert_eq!(tree.root().to_string(), ROOTS[0]);
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        assert!(tree.push(sha256(&[&[0], &from_hex(leaf).unwrap()])));
        assert_eq!(tree.root().to_string(), *root);
    }
}

#[test]
fn the_last_number_is_the_end() {
    let mut full = u32::MAX.to_be_bytes().to_vec();
    full.extend_from_slice(&[0; 32 * 32]);
    let mut tree = Accumulator::from_bytes(&full).unwrap();
    assert!(!tree.push(sha256(&[])));
    let feed = Feed::restore(key(2).public(), tree, at(0), None).unwrap();
    assert_eq!(signed(&feed.head(), 1, "Alice"), Err(DraftError::Full));
    let mut nearly = (u32::MAX - 1).to_be_bytes().to_vec();
    nearly.extend_from_slice(&[0; 31 * 32]);
    let tree = Accumulator::from_bytes(&nearly).unwrap();
    let mut feed = Feed::restore(key(2).public(), tree, at(0), None).unwrap();
    let last = signed(&feed.head(), 1, "Alice").unwrap();
    assert_eq!(feed.append(&last, at(1)), Ok(()));
}

#[test]
fn a_key_log_says_the_same_in_any_order() {
    let (identity, writer) = (key(1), key(2));
    let did = Did::from(identity.public());
    let open = KeyEvent::writer(&writer, at(5), &identity).unwrap();
    let begin = KeyEvent::inception(&key(9).public(), &identity);
    let early = KeyEvent::close(writer.public(), 3, at(6), &identity);
    let late = KeyEvent::close(writer.public(), 7, at(7), &identity);
    let mut events = vec![open.clone(), begin.clone(), early, late];
    let mut logs = Vec::new();
    for _ in 0..4 {
        events.rotate_left(1);
        let mut log = KeyLog::new(did);
        for event in &events {
            assert_eq!(log.insert(event.clone()), Ok(Insertion::Added));
            assert_eq!(log.insert(event.clone()), Ok(Insertion::Known));
        }
        logs.push(log);
    }
    assert!(logs.windows(2).all(|two| two[0] == two[1]));
    let mut log = logs.remove(0);
    assert_eq!(log.closed_at(&writer.public()), Some(7));
    assert_eq!(log.writers().into_iter().collect::<Vec<_>>(), [(writer.public(), Some(7))]);
    assert!(log.counts(&writer.public(), 6) && !log.counts(&writer.public(), 7));
    assert!(!log.counts(&key(3).public(), 0));
    assert_eq!(KeyEvent::inception(&key(9).public(), &identity).to_bytes(), begin.to_bytes());
    assert!(!log.disputed());
    log.insert(KeyEvent::inception(&key(8).public(), &identity)).unwrap();
    assert!(log.disputed());
    let found = Did::from(key(4).public());
    let refused = KeyLogError::OtherDid { expected: did, found };
    assert_eq!(log.insert(KeyEvent::inception(&key(9).public(), &key(4))), Err(refused));
    assert!(KeyEvent::writer(&identity, at(5), &identity).is_err());
}

#[test]
fn a_key_log_has_an_end() {
    let mut log = KeyLog::new(Did::from(key(1).public()));
    let event = |size: usize| {
        KeyEvent::close(key(2).public(), u32::try_from(size).unwrap(), at(1), &key(1))
    };
    for size in 0..KEY_EVENTS_MAX {
        log.insert(event(size)).unwrap();
    }
    let full = KeyLogError::Full { did: log.did(), max: KEY_EVENTS_MAX };
    assert_eq!(log.insert(event(KEY_EVENTS_MAX)), Err(full));
    assert_eq!(log.insert(event(0)), Ok(Insertion::Known));
}

#[test]
fn a_writer_speaks_for_one_identity_whichever_came_first() {
    let events = [1, 4].map(|number| KeyEvent::writer(&key(2), at(5), &key(number)).unwrap());
    let least = events.iter().map(KeyEvent::did).min();
    for order in [[0, 1], [1, 0]] {
        let mut ring = KeyRing::new();
        for index in order {
            ring.insert(events[index].clone()).unwrap();
        }
        assert_eq!(ring.author(&key(2).public()), least);
        assert_eq!(ring.author(&key(3).public()), None);
        assert_eq!(ring.logs().count(), 2);
    }
}

#[test]
fn a_bundle_is_whole_or_not_at_all() {
    let (feed, mut entries) = log(3);
    let keys = vec![KeyEvent::writer(&key(2), at(5), &key(1)).unwrap()];
    entries[1] = entries[1].without_body();
    let bundle = Bundle { keys, entries, ..Bundle::default() };
    let bytes = bundle.to_bytes().unwrap();
    assert!(Bundle::sniff(&bytes) && !Bundle::sniff(b"{}") && !Bundle::sniff(&[]));
    assert_eq!(Bundle::read(&bytes), Ok(bundle.clone()));
    assert_eq!(bundle.feeds().unwrap().get(&feed.writer()), Some(&feed));
    for at in (0..bytes.len()).step_by(13) {
        let mut bent = bytes.clone();
        bent[at] ^= 0x10;
        assert!(Bundle::read(&bent).is_err(), "byte {at}");
        assert!(Bundle::read(&bytes[..at]).is_err(), "cut at {at}");
    }
}

/// What lies beside logs, and that a log is longer than its entries say, is told in a form of its own; the
/// form without either is the one it was.
#[test]
fn a_bundle_tells_what_lies_beside_its_logs_and_that_they_are_longer() {
    let (feed, entries) = log(3);
    let plain = Bundle { entries, ..Bundle::default() };
    let (head, writer) = (feed.head(), key(2));
    let sign = |content: Content| {
        let draft = Draft { content, salt: [3; 16], ret: Retention::Permanent };
        draft.sign(&Did::from(key(1).public()), &head, at(2000), &writer).unwrap()
    };
    let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
    let revoke = sign(Content::Revoke(revoke));
    let short = Short { size: 9, cause: Cause::Gap };
    let more = Bundle {
        beside: vec![revoke.clone()],
        short: [(feed.writer(), short)].into(),
        ..plain.clone()
    };
    let bytes = more.to_bytes().unwrap();
    assert!(Bundle::sniff(&bytes));
    assert_eq!(Bundle::read(&bytes), Ok(more.clone()));
    for at in 0..bytes.len() {
        assert!(Bundle::read(&bytes[..at]).is_err(), "cut at {at}");
    }
    assert!(plain.to_bytes().unwrap().windows(12).any(|part| part == b"bot/bundle/1"));
    let read = |bundle: &Bundle| Bundle::read(&bundle.to_bytes().unwrap());
    // What gives something lies beside no log, nor what has no text.
    for other in [revoke.without_body(), plain.entries[0].clone()] {
        let wrong = Bundle { beside: vec![revoke.clone(), other], ..more.clone() };
        assert_eq!(read(&wrong), Err(BundleError::Beside { index: 1 }));
    }
    // Room for either and neither; the old form with more; a cause that nobody knows.
    let said = short.to_bytes(&feed.writer());
    let bent = |from: &[u8], to: &[u8]| {
        let at = bytes.windows(from.len()).position(|part| part == from).unwrap();
        Bundle::read(&[&bytes[..at], to, &bytes[at + from.len()..]].concat())
    };
    assert_eq!(bent(b"bot/bundle/2", b"bot/bundle/1"), Err(BundleError::Members { found: 8 }));
    let mut unknown = said.clone();
    unknown[35] = 5;
    let why = ShortError::Cause { found: 5 };
    assert_eq!(bent(&said, &unknown), Err(BundleError::Short { index: 0, why }));
    let one = [&[0x81][..], &bstr(&said)].concat();
    let twice = [&[0x82][..], &bstr(&said), &bstr(&said)].concat();
    assert_eq!(bent(&one, &twice), Err(BundleError::ShortOrder { index: 1 }));
    let beside = [&[0x81][..], &bstr(&revoke.to_bytes())].concat();
    let neither = [&beside[..], &one].concat();
    assert_eq!(bent(&neither, &[0x80, 0x80]), Err(BundleError::NothingBeside));
}

/// Whoever writes a bundle hears of what no reader would take.
#[test]
fn a_bundle_of_more_than_is_read_is_not_written() {
    use crate::limits::BUNDLE_BESIDE_MAX;
    let (feed, _) = log(3);
    let revoke = Revoke { list: 1, indexes: vec![7], reason: None, of: None };
    let draft =
        Draft { content: Content::Revoke(revoke), salt: [3; 16], ret: Retention::Permanent };
    let did = Did::from(key(1).public());
    let revoke = draft.sign(&did, &feed.head(), at(2000), &key(2)).unwrap();
    let of = |count: usize| Bundle { beside: vec![revoke.clone(); count], ..Bundle::default() };
    assert!(of(BUNDLE_BESIDE_MAX).to_bytes().is_ok());
    let (what, max) = ("entries beside logs", BUNDLE_BESIDE_MAX);
    let why = BundleError::TooMany { what, found: max + 1, max };
    assert_eq!(of(max + 1).to_bytes(), Err(why));
}

/// A byte string in its canonical encoding.
fn bstr(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(bytes);
    writer.into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn proofs_hold_and_no_other_does(size in 1_u32..70, pick in any::<u32>(), bend in any::<u8>()) {
        let ids: Vec<Hash> = (0..size).map(|n| sha256(&[&n.to_be_bytes()])).collect();
        let mut heads = vec![Accumulator::new()];
        for id in &ids {
            let mut next = heads[heads.len() - 1].clone();
            next.push(*id);
            heads.push(next);
        }
        let root = heads[ids.len()].root();
        let at = pick % size;
        let index = usize::try_from(at).unwrap();
        let path = inclusion_proof(&ids, at).unwrap();
        prop_assert_eq!(verify_inclusion(&ids[index], (at, size), &path, &root), Ok(()));
        prop_assert!(verify_inclusion(&sha256(&[b"x"]), (at, size), &path, &root).is_err());
        prop_assert!(inclusion_proof(&ids, size).is_none());
        let beyond = ProofError::Beyond { index: size, size };
        prop_assert_eq!(verify_inclusion(&ids[0], (size, size), &path, &root), Err(beyond));
        let old_root = heads[index].root();
        let steps = consistency_proof(&ids, at).unwrap();
        prop_assert_eq!(verify_consistency((at, &old_root), (size, &root), &steps), Ok(()));
        prop_assert!(verify_consistency((at, &sha256(&[b"x"])), (size, &root), &steps).is_err());
        for proof in [&path, &steps] {
            let longer: Vec<Hash> = proof.iter().copied().chain([root]).collect();
            prop_assert!(verify_inclusion(&ids[index], (at, size), &longer, &root).is_err());
            prop_assert!(verify_consistency((at, &old_root), (size, &root), &longer).is_err());
        }
        if !steps.is_empty() {
            let mut bent = steps.clone();
            let place = usize::from(bend) % bent.len();
            bent[place] = sha256(&[b"bent"]);
            prop_assert!(verify_consistency((at, &old_root), (size, &root), &bent).is_err());
        }
    }

    #[test]
    fn any_order_of_arrival_ends_in_one_feed(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let (whole, statements) = log(6);
        let mut feed = Feed::new(key(2).public());
        // What came too early is asked for again, until nothing more joins.
        for _ in 0..6 {
            for index in &order {
                feed.append(&statements[*index], at(9000)).ok();
            }
        }
        prop_assert_eq!(feed, whole);
    }
}
