//! Laws of entries: one encoding each, limits from both sides, and nothing that makes us fall.

use proptest::prelude::*;

use crate::{
    canon::hash::sha256,
    identity::{Did, SecretKey},
    limits::{
        BODY_BYTES_MAX, ENTRY_BYTES_MAX, FORK_PROOF_BYTES_MAX, HEADER_BYTES_MAX,
        KEY_EVENT_BYTES_MAX, LETTER_BYTES_MAX, NAME_BYTES_MAX, OFFER_BYTES_MAX, REVOKE_INDEXES_MAX,
        SCOPE_BYTES_MAX, SCOPES_MAX, TERMS_BYTES_MAX, TEXT_BYTES_MAX,
    },
    statement::{
        Body, Content, ContentError, Draft, DraftError, EntryError, Head, Header, Kind, MediaType,
        Retention, Sealed, Statement,
        guard::{GuardianOffer, RecoveryOffer, RecoveryShare},
        kinds::{Document, Party, Profile, Revoke},
        letter::{Answer, Letter, LetterDraft, LetterError, Message},
        offer::{Offer, OfferDraft, OfferError, Terms},
    },
    time::Timestamp,
};

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

fn did(number: u8) -> Did {
    Did::from(key(number).public())
}

fn head() -> Head {
    let (writer, root) = (key(2).public(), sha256(&[]));
    Head { writer, seq: 0, root, last_ts: Timestamp::from_millis(0) }
}

fn sign(content: Content) -> Result<Statement, DraftError> {
    let draft = Draft { content, salt: [3; 16], ret: Retention::Permanent };
    draft.sign(&did(1), &head(), Timestamp::from_millis(1), &key(2))
}

/// An Achievement of exactly so many bytes.
fn document(bytes: usize) -> Document {
    let frame = br#"{"type":"Achievement","name":""}"#.len();
    let name = "n".repeat(bytes - frame);
    let json = format!(r#"{{"type":"Achievement","name":"{name}"}}"#);
    Document::read(json.as_bytes()).unwrap()
}

fn profile(name: &str) -> Profile {
    Profile { party: Party::Person, name: name.to_owned(), description: None, url: None }
}

fn terms(words: usize, scopes: usize, scope: usize) -> Terms {
    let scopes = (0..scopes).map(|n| format!("{n:0>scope$}")).collect();
    Terms { words: "w".repeat(words), scopes, until: Some(Timestamp::from_millis(u64::MAX)) }
}

fn offer(terms: &Terms) -> Offer {
    let draft =
        OfferDraft { to: did(4), expires: Timestamp::from_millis(u64::MAX), nonce: [9; 16] };
    draft.sign(terms, &key(1)).unwrap()
}

#[test]
fn the_largest_of_each_thing_fits_and_one_more_does_not() {
    let largest = sign(Content::Achievement(document(BODY_BYTES_MAX))).unwrap();
    let bytes = largest.to_bytes();
    assert!(bytes.len() <= ENTRY_BYTES_MAX);
    assert_eq!(Sealed::read(&bytes).unwrap().open(), Ok(largest));
    let too_long = Document::read(&[b' '; BODY_BYTES_MAX + 1]).unwrap_err();
    let (found, max) = (BODY_BYTES_MAX + 1, BODY_BYTES_MAX);
    assert_eq!(too_long, ContentError::TooLong { field: "document", found, max });
    let above = Sealed::read(&[0; ENTRY_BYTES_MAX + 1]).unwrap_err();
    let (found, max) = (ENTRY_BYTES_MAX + 1, ENTRY_BYTES_MAX);
    assert_eq!(above, EntryError::TooLong { found, max });
}

#[test]
fn the_longest_words_fit_and_one_more_does_not() {
    assert!(sign(Content::Profile(profile(&"n".repeat(NAME_BYTES_MAX)))).is_ok());
    assert!(sign(Content::Profile(profile(&"n".repeat(NAME_BYTES_MAX + 1)))).is_err());
    let revoke = |count: u32| {
        let reason = Some("r".repeat(500));
        sign(Content::Revoke(Revoke {
            list: 1,
            indexes: (70_000..70_000 + count).collect(),
            reason,
            of: Some(Did::from(key(9).public())),
        }))
    };
    let most = u32::try_from(REVOKE_INDEXES_MAX).unwrap();
    assert!(revoke(most).unwrap().to_bytes().len() <= 4096, "fits one urgent message");
    assert!(revoke(most + 1).is_err());

    let most = terms(TEXT_BYTES_MAX, SCOPES_MAX, SCOPE_BYTES_MAX);
    assert_eq!(Terms::read(&most.to_bytes()), Ok(most.clone()));
    assert!(most.to_bytes().len() <= TERMS_BYTES_MAX);
    assert!(terms(TEXT_BYTES_MAX + 1, 0, 0).check().is_err());
    assert!(terms(1, SCOPES_MAX + 1, 9).check().is_err());
    assert!(terms(1, 1, SCOPE_BYTES_MAX + 1).check().is_err());
    assert!(terms(0, 1, 1).check().is_err());
    assert!(offer(&most).to_bytes().len() <= OFFER_BYTES_MAX);
}

#[test]
fn the_arithmetic_of_the_limits_holds() {
    let header = Header {
        writer: key(2).public(),
        seq: u32::MAX - 1,
        root: sha256(&[]),
        ts: Timestamp::from_millis(u64::MAX),
        kind: Kind::Other(u16::MAX),
        ret: Retention::Erasable,
        body_hash: sha256(&[]),
        body_size: u32::MAX,
    };
    let bytes = header.bytes().len();
    assert!(bytes <= HEADER_BYTES_MAX);
    assert!(2 + 2 * (bytes + 2 + 66) <= FORK_PROOF_BYTES_MAX);
    assert!(bytes + 2 + 66 + 1 + BODY_BYTES_MAX + 3 + 3 + 19 <= ENTRY_BYTES_MAX);
    // A writer event: version, did, act, [writer, consent], time, signature.
    let writer_event = 1 + 1 + 34 + 1 + 1 + 34 + 66 + 9 + 66;
    assert!(writer_event <= KEY_EVENT_BYTES_MAX);
    assert_eq!(Header::read(&header.bytes()), Ok(header));
}

#[test]
fn a_draft_is_signed_only_by_its_own_writer() {
    let draft =
        Draft { content: Content::Profile(profile("A")), salt: [0; 16], ret: Retention::Permanent };
    let (expected, found) = (key(2).public(), key(3).public());
    let refused = draft.sign(&did(1), &head(), Timestamp::from_millis(1), &key(3));
    assert_eq!(refused, Err(DraftError::OtherWriter { expected, found }));
}

#[test]
fn a_body_that_is_gone_leaves_the_same_statement() {
    let whole = sign(Content::Profile(profile("Alice"))).unwrap();
    let bare = whole.without_body();
    let again = Sealed::read(&bare.to_bytes()).unwrap().open().unwrap();
    assert_eq!((again.id(), again.body()), (whole.id(), None));
    assert_eq!(super::gate(&did(1), &again), Ok(None));
    assert_eq!(Sealed::read(&whole.to_bytes()).unwrap().reopen(), Ok(whole));
}

#[test]
fn an_unknown_kind_is_chained_and_its_body_refused() {
    let body = Body { salt: [0; 16], media_type: MediaType::Cbor, bytes: vec![0x80] };
    let header = Header {
        writer: key(2).public(),
        seq: 0,
        root: sha256(&[]),
        ts: Timestamp::from_millis(1),
        kind: Kind::Other(41),
        ret: Retention::Permanent,
        body_hash: body.hash(),
        body_size: 1,
    };
    let statement = Statement::sign(header, body, &key(2));
    let again = Sealed::read(&statement.to_bytes()).unwrap().open().unwrap();
    assert_eq!(again, statement);
    let refused = super::gate(&did(1), &again).unwrap_err();
    assert_eq!(refused.to_string(), "kind 41 is not known to this version");
    assert_eq!(super::gate(&did(1), &again.without_body()), Ok(None));
}

#[test]
fn letters_hold_what_they_say_and_no_more() {
    let draft = |message| LetterDraft {
        to: did(4),
        message,
        ts: Timestamp::from_millis(5),
        nonce: [1; 16],
    };
    let largest = Message::CredentialOffer(document(BODY_BYTES_MAX));
    let letter = draft(largest.clone()).sign(&key(1)).unwrap();
    let bytes = letter.to_bytes();
    assert!(bytes.len() <= LETTER_BYTES_MAX);
    assert_eq!(Letter::read(&bytes), Ok(letter.clone()));
    assert_eq!(Letter::reopen(&bytes), Ok(letter.clone()));
    let mut bent = bytes.clone();
    *bent.last_mut().unwrap() ^= 1;
    assert!(matches!(Letter::read(&bent), Err(LetterError::Signature { .. })));
    assert!(Letter::reopen(&bent).is_ok() && Letter::reopen(&bytes[..bytes.len() - 1]).is_err());
    assert_eq!(letter.message(), Ok(largest));
    assert_eq!((letter.from(), letter.to()), (did(1), did(4)));
    let (found, max) = (LETTER_BYTES_MAX + 1, LETTER_BYTES_MAX);
    let above = Letter::read(&[0; LETTER_BYTES_MAX + 1]);
    assert_eq!(above, Err(LetterError::TooLong { found, max }));

    let answer = |reason: usize| {
        let reason = Some("r".repeat(reason));
        draft(Message::Answer(Answer { letter: [1; 16], accepted: false, reason })).sign(&key(4))
    };
    assert!(answer(500).is_ok() && answer(501).is_err());

    let terms = terms(5, 1, 3);
    let nobody = OfferDraft { to: did(1), expires: Timestamp::from_millis(9), nonce: [9; 16] };
    assert_eq!(nobody.sign(&terms, &key(1)), Err(OfferError::ToItself(did(1))));
}

#[test]
fn letters_to_guardians_hold_numbers_that_can_be() {
    let draft = |message| LetterDraft {
        to: did(4),
        message,
        ts: Timestamp::from_millis(5),
        nonce: [1; 16],
    };
    let offer = |need, count, days| {
        let words = Some("Would you?".to_owned());
        draft(Message::GuardianOffer(GuardianOffer { need, count, days, words })).sign(&key(4))
    };
    let good = offer(2, 3, 90).unwrap();
    assert_eq!(Letter::read(&good.to_bytes()).unwrap().message(), good.message());
    for (need, count, days) in
        [(0, 0, 14), (1, 2, 14), (4, 3, 14), (5, 8, 14), (2, 3, 0), (2, 3, 91)]
    {
        assert!(offer(need, count, days).is_err(), "{need} of {count}, {days} days");
    }
    let ask = |bytes: usize| {
        let (ask, words) = (vec![7; bytes], None);
        draft(Message::RecoveryOffer(RecoveryOffer { ask, words })).sign(&key(4))
    };
    assert!(ask(KEY_EVENT_BYTES_MAX).is_ok() && ask(KEY_EVENT_BYTES_MAX + 1).is_err());
    let share =
        RecoveryShare { letter: [1; 16], recovery: sha256(&[b"which"]), share: key(4).sign(b"it") };
    let yes = draft(Message::RecoveryShare(share)).sign(&key(4)).unwrap();
    assert_eq!(Letter::read(&yes.to_bytes()).unwrap().message(), yes.message());
    assert!(yes.kind().answers() && !good.kind().answers());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_statement_comes_back_as_it_went(name in "[a-zA-Zé東 ]{0,40}x", ts in any::<u64>(), salt in any::<[u8; 16]>()) {
        let content = Content::Profile(profile(&name));
        let draft = Draft { content: content.clone(), salt, ret: Retention::Erasable };
        let statement = draft.sign(&did(1), &head(), Timestamp::from_millis(ts), &key(2)).unwrap();
        let bytes = statement.to_bytes();
        prop_assert_eq!(Sealed::read(&bytes).unwrap().open(), Ok(statement.clone()));
        prop_assert_eq!(super::gate(&did(1), &statement), Ok(Some(content)));
    }

    /// Each head of an item of a header, written one step longer, is refused.
    #[test]
    fn no_other_encoding_of_a_header_is_taken(seq in 0..u32::MAX, ts in any::<u64>(), item in 0_usize..10) {
        let header = Header {
            writer: key(2).public(),
            seq,
            root: sha256(&[]),
            ts: Timestamp::from_millis(ts),
            kind: Kind::Profile,
            ret: Retention::Permanent,
            body_hash: sha256(&[b"body"]),
            body_size: 9,
        };
        let bytes = header.bytes();
        prop_assert_eq!(Header::read(&bytes), Ok(header));
        if let Some(longer) = lengthened(&bytes, item) {
            prop_assert!(Header::read(&longer).is_err());
        }
    }

    #[test]
    fn nothing_makes_a_reader_fall(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(Sealed::read(&bytes).map(Sealed::open));
        drop(Letter::read(&bytes));
        drop(Offer::read(&bytes));
        drop(Terms::read(&bytes));
        for kind in Kind::KNOWN {
            for media_type in [MediaType::Cbor, MediaType::Json, MediaType::Sealed] {
                drop(Content::read(kind, &Body { salt: [0; 16], media_type, bytes: bytes.clone() }));
            }
        }
    }
}

/// The same CBOR value with the head of its `item`th item, the array being item 0, one step longer.
fn lengthened(bytes: &[u8], item: usize) -> Option<Vec<u8>> {
    let mut at = 0;
    let mut index = 0;
    while at < bytes.len() {
        let (major, info) = (bytes[at] >> 5, bytes[at] & 31);
        let width = if info < 24 { 0 } else { 1 << (info - 24) };
        let argument = bytes[at + 1..at + 1 + width].to_vec();
        if index == item {
            let wider = match width {
                0 => [vec![major << 5 | 24], vec![info]].concat(),
                8 => return None,
                _ => {
                    let zeros = vec![0; width];
                    [vec![major << 5 | (info + 1)], zeros, argument].concat()
                }
            };
            return Some([&bytes[..at], &wider, &bytes[at + 1 + width..]].concat());
        }
        let content = match (major, width) {
            (2, 0) => usize::from(info),
            (2, _) => argument.iter().fold(0, |all, byte| all << 8 | usize::from(*byte)),
            _ => 0,
        };
        at += 1 + width + content;
        index += 1;
    }
    None
}
