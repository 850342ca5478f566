//! Suspensions and snapshots: one encoding each, and every other one refused with its reason.

use proptest::prelude::*;

use super::*;
use crate::canon::cbor::Writer;
use crate::canon::hash::sha256;
use crate::canon::rice;
use crate::identity::{Did, SecretKey};
use crate::limits::{REVOKE_INDEXES_MAX, STATUS_LIST_ENTRIES, URGENT_BYTES_MAX};
use crate::statement::{Content, Draft, GateFault, Head, Kind, Retention, Statement};
use crate::time::Timestamp;

fn signed(content: Content, ret: Retention) -> Result<Statement, String> {
    let key = SecretKey::from_seed(&[2; 32]);
    let root = sha256(&[]);
    let head = Head { writer: key.public(), seq: 0, root, last_ts: Timestamp::from_millis(0) };
    let author = Did::from(SecretKey::from_seed(&[1; 32]).public());
    let draft = Draft { content, salt: [3; 16], ret };
    let signed = draft.sign(&author, &head, Timestamp::from_millis(1), &key);
    signed.map_err(|error| error.to_string())
}

fn suspend(count: u32, reason: usize) -> Suspend {
    let reason = (reason > 0).then(|| "r".repeat(reason));
    Suspend {
        list: 1,
        indexes: (70_000..70_000 + count).collect(),
        suspended: true,
        reason,
        of: None,
    }
}

#[test]
fn the_longest_suspension_fits_one_urgent_message_and_one_more_does_not() {
    let most = u32::try_from(REVOKE_INDEXES_MAX).unwrap();
    let longest = signed(Content::Suspend(suspend(most, 500)), Retention::Permanent).unwrap();
    assert!(longest.to_bytes().len() <= URGENT_BYTES_MAX);
    for wrong in [suspend(most + 1, 0), suspend(0, 0), suspend(1, 501)] {
        assert!(signed(Content::Suspend(wrong.clone()), Retention::Permanent).is_err());
        assert!(Suspend::read(&wrong.to_bytes()).is_err());
    }
}

#[test]
fn what_tells_a_status_can_never_be_erased() {
    let snapshot = StatusSnapshot { list: 1, upto: 0, revoked: vec![], suspended: vec![] };
    for content in [Content::Suspend(suspend(1, 0)), Content::StatusSnapshot(snapshot)] {
        assert!(content.kind().takes_back() && content.kind().tells_status());
        assert!(signed(content.clone(), Retention::Permanent).is_ok());
        let refused = signed(content, Retention::Erasable).unwrap_err();
        assert_eq!(refused, GateFault::ErasableEnd.to_string());
    }
}

#[test]
fn a_snapshot_sums_only_what_came_before_it() {
    let snapshot = StatusSnapshot { list: 1, upto: 1, revoked: vec![], suspended: vec![] };
    let refused = signed(Content::StatusSnapshot(snapshot), Retention::Permanent).unwrap_err();
    assert_eq!(refused, "statement 0 cannot sum the first 1 statements");
}

#[test]
fn a_state_other_than_suspended_or_not_is_refused() {
    let good = suspend(1, 0).to_bytes();
    assert_eq!(Suspend::read(&good), Ok(suspend(1, 0)));
    let at = good.len() - 2;
    let mut lifted = good.clone();
    lifted[at] = 0;
    assert_eq!(Suspend::read(&lifted), Ok(Suspend { suspended: false, ..suspend(1, 0) }));
    let mut other = good;
    other[at] = 2;
    assert_eq!(Suspend::read(&other), Err(ContentError::State { found: 2 }));
}

#[test]
fn a_set_that_is_encoded_otherwise_is_refused_by_its_name() {
    #[track_caller]
    fn check(count: u64, bits: &[u8], expected: &str) {
        let mut writer = Writer::new();
        writer.array(7).uint(1_u8).uint(1_u8).uint(0_u8);
        writer.uint(count).bytes(bits).uint(0_u8).bytes(&[]);
        let found = StatusSnapshot::read(writer.as_bytes()).map_err(|error| error.to_string());
        assert_eq!(found.unwrap_err(), expected);
    }
    let bits = rice::encode(&[5, 9], STATUS_LIST_ENTRIES).unwrap();
    check(3, &bits, "revoked: the bits end after 2 of 3 numbers");
    check(2, &[&bits[..], &[0]].concat(), "revoked: 1 bytes follow the last number");
    check(131_073, &bits, "revoked: 131073 numbers below 131072");
    check(1, &[0xff; 60_000], "revoked: number 1 of the set is not below 131072");
    let unsorted = StatusSnapshot { list: 1, upto: 0, revoked: vec![], suspended: vec![2, 1] };
    assert_eq!(unsorted.check(), Err(ContentError::Unsorted { field: "suspended" }));
    let beyond = StatusSnapshot { suspended: vec![131_072], ..unsorted };
    assert_eq!(beyond.check(), Err(ContentError::Unsorted { field: "suspended" }));
}

#[test]
fn a_list_that_is_revoked_whole_and_suspended_by_half_fits_a_statement() {
    let revoked = (0..STATUS_LIST_ENTRIES).collect();
    let suspended = (0..STATUS_LIST_ENTRIES).step_by(2).collect();
    let largest = StatusSnapshot { list: u32::MAX, upto: 0, revoked, suspended };
    let statement = signed(Content::StatusSnapshot(largest.clone()), Retention::Permanent).unwrap();
    let read = Content::read(Kind::StatusSnapshot, statement.body().unwrap());
    assert_eq!(read, Ok(Content::StatusSnapshot(largest)));
}

proptest! {
    #[test]
    fn a_snapshot_comes_back_as_it_went(
        list in any::<u32>(),
        upto in any::<u32>(),
        revoked in prop::collection::btree_set(0..STATUS_LIST_ENTRIES, 0..200),
        suspended in prop::collection::btree_set(0..STATUS_LIST_ENTRIES, 0..20),
    ) {
        let (revoked, suspended) =
            (revoked.into_iter().collect(), suspended.into_iter().collect());
        let snapshot = StatusSnapshot { list, upto, revoked, suspended };
        prop_assert_eq!(snapshot.check(), Ok(()));
        prop_assert_eq!(StatusSnapshot::read(&snapshot.to_bytes()), Ok(snapshot));
    }

    #[test]
    fn what_is_read_is_written_as_it_was(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let framed = [&[0x87, 1, 1, 0][..], &bytes].concat();
        if let Ok(snapshot) = StatusSnapshot::read(&framed) {
            prop_assert_eq!(snapshot.to_bytes(), framed);
        }
    }
}
