use std::io::Write as _;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;

use super::*;
use crate::canon::json;

const LEAST: usize = 16 * 1024;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn encoded(packed: &[u8]) -> String {
    multibase::encode_base64url_multibase(packed)
}

fn list(form: Form, text: &str) -> Value {
    Value::object([
        ("type", Value::array(["VerifiableCredential", form.credential_type()])),
        (
            "credentialSubject",
            Value::object([
                ("type", form.list_type()),
                ("statusPurpose", "revocation"),
                ("encodedList", text),
            ]),
        ),
    ])
}

fn value_in(form: Form, text: &str, slot: Slot) -> Result<u64, ListFault> {
    let document = list(form, text);
    StatusList::read(&Credential::new(&document), form)?.value_at(slot)
}

fn bit(index: u64) -> Slot {
    Slot { index, bits: 1 }
}

/// What a list of these packed bytes says of place 7.
#[track_caller]
fn check(packed: &[u8], expected: &str) {
    let found = value_in(Form::Bitstring, &encoded(packed), bit(7));
    let found = found.map_or_else(|fault| fault.to_string(), |value| value.to_string());
    assert_eq!(found, expected);
}

fn fault(what: &str) -> String {
    format!("credentialSubject.encodedList: {what}")
}

#[test]
fn index_nought_is_the_leftmost_bit() {
    let mut bytes = vec![0; LEAST];
    bytes[0] = 0x80;
    bytes[LEAST - 1] = 0x01;
    let text = encoded(&packed(&bytes));
    for (index, expected) in [(0, 1), (1, 0), (7, 0), (8, 0), (131_070, 0), (131_071, 1)] {
        assert_eq!(value_in(Form::Bitstring, &text, bit(index)), Ok(expected), "{index}");
    }
    let beyond = value_in(Form::Bitstring, &text, bit(131_072));
    assert_eq!(beyond, Err(ListFault::Range { index: 131_072, entries: 131_072 }));
    let far = value_in(Form::Bitstring, &text, bit(u64::MAX));
    assert_eq!(far, Err(ListFault::Range { index: u64::MAX, entries: 131_072 }));
}

#[test]
fn the_two_forms_do_not_read_each_other() {
    let bytes = packed(&[0x01; LEAST]);
    let (new, old) = (encoded(&bytes), multibase::encode_base64url(&bytes));
    assert_eq!(value_in(Form::Bitstring, &new, bit(7)), Ok(1));
    assert_eq!(value_in(Form::StatusList2021, &old, bit(7)), Ok(1));
    let classic = multibase::encode_base64(&bytes);
    assert_eq!(value_in(Form::StatusList2021, &classic, bit(7)), Ok(1));
    let base = BaseError::Base { found: 'H', expected: 'u' };
    assert_eq!(value_in(Form::Bitstring, &old, bit(7)), Err(ListFault::Base(base)));
    assert!(value_in(Form::StatusList2021, &new, bit(7)).is_err());
    let document = list(Form::Bitstring, &new);
    let other = StatusList::read(&Credential::new(&document), Form::StatusList2021);
    let expected = ListFault::Type { expected: "StatusList2021Credential" };
    assert_eq!(other.unwrap_err(), expected);
}

#[test]
fn a_list_is_of_one_size_at_least() {
    check(&packed(&[0x01; LEAST]), "1");
    check(&packed(&[0x01; LEAST - 1]), "it has 131064 places, expected at least 131072");
    check(&packed(&[]), "it has 0 places, expected at least 131072");
    let text = encoded(&packed(&[0x01; LEAST]));
    let short = value_in(Form::Bitstring, &text, Slot { index: 7, bits: 2 });
    assert_eq!(short, Err(ListFault::Short { entries: 65_536, least: 131_072 }));
}

#[test]
fn whatever_is_not_one_whole_member_is_refused() {
    let good = packed(&[0x01; LEAST]);
    check(&good, "1");
    check(b"", &fault("the data is not GZIP"));
    check(b"PK\x03\x04 something else", &fault("the data is not GZIP"));
    check(&[0x01; LEAST], &fault("the data is not GZIP"));
    for length in 2..good.len() {
        check(&good[..length], &fault("the GZIP data ends too early"));
    }
    check(
        &[&good[..], &good[..]].concat(),
        &fault("several GZIP members follow one another, expected one"),
    );
    check(&[&good[..], &[0]].concat(), &fault("1 bytes follow the GZIP data"));
    let changed = |from_end: usize| {
        let mut changed = good.clone();
        let at = changed.len() - from_end;
        changed[at] ^= 1;
        changed
    };
    check(&changed(8), &fault("the GZIP checksum does not fit the data"));
    check(&changed(4), &fault("the GZIP length does not fit the data"));
    let mut method = good.clone();
    method[2] = 7;
    check(&method, &fault("the GZIP header has another method than deflate"));
    let mut reserved = good.clone();
    reserved[3] = 0x20;
    check(&reserved, &fault("the GZIP header has a reserved flag"));
    let mut corrupt = good;
    corrupt[10] = 0xff;
    check(&corrupt, &fault("the GZIP data does not inflate"));
}

#[test]
fn every_part_of_a_header_is_read_and_checked() {
    let mut encoder = GzBuilder::new()
        .filename("list")
        .comment("of the school")
        .extra(b"more".to_vec())
        .mtime(77)
        .write(Vec::new(), Compression::best());
    encoder.write_all(&[0x01; LEAST]).unwrap();
    let good = encoder.finish().unwrap();
    check(&good, "1");
    for length in 2..40 {
        check(&good[..length], &fault("the GZIP data ends too early"));
    }
    // The same with a checksum of the header.
    let end = 10 + 2 + 4 + "list".len() + 1 + "of the school".len() + 1;
    let mut header = good[..end].to_vec();
    header[3] |= 0x02;
    let sum = crc32fast::hash(&header).to_le_bytes();
    check(&[&header[..], &sum[..2], &good[end..]].concat(), "1");
    let wrong = [sum[0] ^ 1, sum[1]];
    check(
        &[&header[..], &wrong[..], &good[end..]].concat(),
        &fault("the GZIP header has a checksum that does not fit it"),
    );
}

#[test]
fn a_bomb_is_let_out_no_further_than_the_bound() {
    let most = usize::try_from(STATUS_LIST_BYTES_MAX).unwrap();
    check(&packed(&vec![0x01; most]), "1");
    let over = packed(&vec![0x01; most + 1]);
    check(&over, &fault("the GZIP data inflates to more than 2097152 bytes"));
    let bomb = packed(&vec![0; 8 * most]);
    assert!(bomb.len() < 32 * 1024);
    for (bytes, bound) in
        [(&over, STATUS_LIST_BYTES_MAX), (&bomb, STATUS_LIST_BYTES_MAX), (&bomb, 5)]
    {
        let (mut came, mut largest) = (0, 0);
        let refused = gzip::inflate(bytes, bound, |piece| {
            came += piece.len();
            largest = largest.max(piece.len());
        });
        assert_eq!(refused, Err(GzipFault::TooLarge { most: bound }));
        assert_eq!(u64::try_from(came).unwrap(), bound + 1);
        assert!(largest <= 8 * 1024, "{largest} bytes at a time");
    }
    // A length that is only claimed costs nothing.
    let mut claimed = packed(&[0x01; LEAST]);
    let end = claimed.len();
    claimed[end - 4..].copy_from_slice(&[0xff; 4]);
    check(&claimed, &fault("the GZIP length does not fit the data"));
}

#[test]
fn a_list_says_what_it_is_and_of_what() {
    let check = |text: &str, expected: &str| {
        let document = json::read(text.as_bytes()).unwrap();
        let found =
            StatusList::read(&Credential::new(&document), Form::Bitstring).and_then(|list| {
                list.ttl_millis()?;
                list.value_at(bit(7))
            });
        let found = found.map_or_else(|fault| fault.to_string(), |value| value.to_string());
        assert_eq!(found, expected, "{text}");
    };
    let kind = r#""type": ["VerifiableCredential", "BitstringStatusListCredential"]"#;
    check("{}", "its types do not include BitstringStatusListCredential");
    check(&format!("{{{kind}}}"), "it has 0 subjects, expected one");
    let subject = r#"{"type": "BitstringStatusList"}"#;
    check(
        &format!(r#"{{{kind}, "credentialSubject": [{subject}, {subject}]}}"#),
        "it has 2 subjects, expected one",
    );
    check(
        &format!(r#"{{{kind}, "credentialSubject": {{"type": "Other"}}}}"#),
        "its types do not include BitstringStatusList",
    );
    check(
        &format!(r#"{{{kind}, "credentialSubject": {subject}}}"#),
        "credentialSubject.encodedList is missing or not what it should be",
    );
    check(
        &format!(
            r#"{{{kind}, "credentialSubject": {{"type": "BitstringStatusList", "ttl": "5"}}}}"#
        ),
        "credentialSubject.ttl is missing or not what it should be",
    );
    for text in ["", "u!", "zH4sI", "uH4sI="] {
        assert!(value_in(Form::Bitstring, text, bit(7)).is_err(), "{text}");
    }
}

#[test]
fn what_says_by_any_type_that_it_is_a_list_is_no_badge() {
    #[track_caller]
    fn check(members: &str, expected: bool) {
        let document = json::read(members.as_bytes()).unwrap();
        assert_eq!(is_list(&Credential::new(&document)), expected, "{members}");
    }
    let vc = "\"VerifiableCredential\"";
    for form in Form::ALL {
        let (outer, inner) = (form.credential_type(), form.list_type());
        let subject = format!(r#""credentialSubject": {{"type": "{inner}"}}"#);
        check(&format!(r#"{{"type": [{vc}, "{outer}"], {subject}}}"#), true);
        check(&format!(r#"{{"type": "{outer}", {subject}}}"#), true);
        check(&format!(r#"{{"type": "{outer}"}}"#), true);
        // Signed by programs that forget what the credential is: the subject still says it.
        check(&format!(r#"{{"type": {vc}, {subject}}}"#), true);
        let several = subject.replace(": {", r#": [{"type": "Other"}, {"#) + "]";
        check(&format!(r#"{{"type": {vc}, {several}}}"#), true);
        // What awards something is a badge.
        for badge in ["OpenBadgeCredential", "AchievementCredential"] {
            check(&format!(r#"{{"type": [{vc}, "{outer}", "{badge}"], {subject}}}"#), false);
        }
        let award = subject.replace('}', r#", "achievement": {"id": "urn:a"}}"#);
        check(&format!(r#"{{"type": [{vc}, "{outer}"], {award}}}"#), false);
    }
    check(&format!(r#"{{"type": {vc}, "credentialSubject": {{"type": "Person"}}}}"#), false);
    check(
        &format!(r#"{{"type": {vc}, "credentialSubject": {{"name": "BitstringStatusList"}}}}"#),
        false,
    );
}

proptest! {
    /// What another encoder packs is read place by place, however wide a place is.
    #[test]
    fn what_is_packed_is_read(
        set in proptest::collection::vec((0_usize..2 * LEAST, any::<u8>()), 0..40),
        bits in 1_u8..=8,
        at in 0_u64..131_072,
    ) {
        let mut bytes = vec![0; LEAST * usize::from(bits)];
        for (place, value) in set {
            let place = place % bytes.len();
            bytes[place] = value;
        }
        let from = usize::try_from(at).unwrap() * usize::from(bits);
        let expected = (from..from + usize::from(bits)).fold(0, |value, bit| {
            value << 1 | u64::from(bytes[bit / 8] >> (7 - bit % 8) & 1)
        });
        let text = encoded(&packed(&bytes));
        prop_assert_eq!(value_in(Form::Bitstring, &text, Slot { index: at, bits }), Ok(expected));
    }

    /// No bytes make the reader fail otherwise than by telling why.
    #[test]
    fn any_bytes_are_refused_or_read(
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        keep in 0_usize..40,
    ) {
        let good = packed(&[0x01; LEAST]);
        let keep = keep.min(good.len());
        let mixed = [&good[..keep], &noise[..]].concat();
        let found = value_in(Form::Bitstring, &encoded(&mixed), bit(7));
        if let Ok(value) = found {
            prop_assert_eq!(value, 1);
        }
    }
}
