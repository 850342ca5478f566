//! Places: what is written is read, what is changed is told, and chance is even.

use super::*;
use crate::identity::SecretKey;

fn issuer() -> Did {
    Did::from(SecretKey::from_seed(&[1; 32]).public())
}

#[test]
fn what_is_written_is_read_again() {
    let place = Place { list: 1, index: 131_071 };
    for purpose in [StatusPurpose::Revocation, StatusPurpose::Suspension] {
        for base in [None, Some("https://a.example"), Some("http://127.0.0.1:7341/x/")] {
            let read = StatusEntry::read(&place.entry(&issuer(), purpose, base));
            let StatusEntry::Ours { issuer: of, place: at, entry } = read else {
                panic!("{read:?}")
            };
            assert_eq!((of, at, entry.purpose), (issuer(), place, purpose));
            let own = OwnList { issuer: issuer(), list: 1, purpose };
            assert_eq!(OwnList::read(&entry.list), Some(own));
            let other = entry.with_purpose(StatusPurpose::Suspension).unwrap();
            let own = OwnList { purpose: StatusPurpose::Suspension, ..own };
            assert_eq!(other.list, own.name(base));
        }
    }
    assert!(Place::random(1, [0xff; 4]).index < STATUS_LIST_ENTRIES);
}

#[test]
fn names_of_other_shape_are_no_lists_of_ours() {
    let did = issuer().to_string();
    for name in [
        format!("{did}/status/"),
        format!("{did}/status/01"),
        format!("{did}/status/0/suspension"),
        format!("{did}/status/1/suspension/"),
        format!("{did}/status/1/revocation"),
        format!("{did}/status/4294967296"),
        format!("https://a.example/status/{did}"),
        format!("https://a.example/status/{did}/-1"),
        "https://a.example/status/did:web:a.example/1".to_owned(),
        format!("ftp://a.example/status/{did}/1"),
        "https://a.example/status/1".to_owned(),
        format!("x{did}/status/1"),
    ] {
        assert_eq!(OwnList::read(&name), None, "{name}");
    }
    // At an address a place of another shape is somebody's list; under a DID it is a mistake.
    let mut entry = Place { list: 1, index: 7 }.entry(
        &issuer(),
        StatusPurpose::Revocation,
        Some("https://a.example"),
    );
    if let Value::Object(members) = &mut entry {
        members.insert("statusPurpose", "suspension");
    }
    assert!(matches!(StatusEntry::read(&entry), StatusEntry::List(_)));
}

#[test]
fn chance_takes_every_place_as_often() {
    // The bytes of a generator of fixed seed; the statistic lies within the bounds that χ² of
    // 255 degrees of freedom leaves once in a thousand on either side.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut boxes = [0_u32; 256];
    let draws = 256 * 400;
    for _ in 0..draws {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let bytes = (state >> 32) as u32;
        let place = Place::random(3, bytes.to_le_bytes());
        assert_eq!(place.list, 3);
        boxes[(place.index / (STATUS_LIST_ENTRIES / 256)) as usize] += 1;
    }
    let square = |found: &u32| (i64::from(*found) - 400).pow(2);
    let statistic = boxes.iter().map(square).sum::<i64>() / 400;
    assert!((185..=331).contains(&statistic), "{statistic}");
}

#[test]
fn every_changed_member_is_told() {
    let check = |name: &str, value: &str, expected: &StatusEntry| {
        let mut entry = Place { list: 1, index: 7 }.to_value(&issuer());
        if let Value::Object(members) = &mut entry {
            members.insert(name, Value::from(value));
        }
        assert_eq!(StatusEntry::read(&entry), *expected, "{name} {value}");
    };
    let wrong_index = StatusEntry::Wrong { field: "credentialStatus.statusListIndex" };
    for index in ["131072", "-1", "+1", "007", "0x7", "", " 7", "7.0", "99999999999"] {
        check("statusListIndex", index, &wrong_index);
    }
    let purpose = StatusEntry::Wrong { field: "credentialStatus.statusPurpose" };
    check("statusPurpose", "suspension", &purpose);
    check("statusPurpose", "other", &StatusEntry::Foreign { kind: "other".to_owned() });
    let list = "https://a.example/list".to_owned();
    let entry =
        ListEntry { list: list.clone(), ..ListEntry::of(&issuer(), Place { list: 1, index: 7 }) };
    check("statusListCredential", &list, &StatusEntry::List(entry));
    let list = format!("{}/status/0", issuer());
    let wrong_list = StatusEntry::Wrong { field: "credentialStatus.statusListCredential" };
    check("statusListCredential", &list, &wrong_list);
    check("statusListCredential", "", &wrong_list);
    let list = format!("{}/status/1#7", issuer());
    check("type", "1EdTechRevocationList", &StatusEntry::Revocations { list });
    let kind = "RevocationList2020Status".to_owned();
    check("type", &kind, &StatusEntry::Foreign { kind: kind.clone() });
}

/// An entry of somebody else, with these members beside.
fn entry(members: &str) -> StatusEntry {
    let text = format!(
        r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "message",
            "statusListCredential": "https://a.example/list" {members}}}"#
    );
    StatusEntry::read(&crate::canon::json::read(text.as_bytes()).unwrap())
}

#[test]
fn an_index_is_text_of_plain_digits_of_any_size_that_lists_have() {
    let wrong = StatusEntry::Wrong { field: "credentialStatus.statusListIndex" };
    for index in ["7", "-0", r#""07""#, r#""7 ""#, r#""١""#, r#""18446744073709551616""#, "null"] {
        assert_eq!(entry(&format!(r#", "statusListIndex": {index}"#)), wrong, "{index}");
    }
    assert_eq!(entry(""), wrong);
    for index in [0, 131_072, u64::MAX] {
        let read = entry(&format!(r#", "statusListIndex": "{index}""#));
        let StatusEntry::List(read) = read else { panic!("{read:?}") };
        assert_eq!(read.slot, Slot { index, bits: 1 });
    }
}

#[test]
fn wide_places_need_a_word_for_each_value() {
    let words = |count: u64| {
        let each = (0..count)
            .map(|value| format!(r#"{{"status": "0x{value:x}", "message": "m{value}"}}"#));
        format!("[{}]", each.collect::<Vec<_>>().join(", "))
    };
    let with = |size: &str, words: &str| {
        let words =
            if words.is_empty() { String::new() } else { format!(r#", "statusMessage": {words}"#) };
        entry(&format!(r#", "statusListIndex": "5", "statusSize": {size}{words}"#))
    };
    let told = |read: StatusEntry, value| {
        let StatusEntry::List(read) = read else { panic!("{read:?}") };
        read.told(value)
    };
    assert_eq!(told(with("2", &words(4)), 2).as_deref(), Some("0x2 m2"));
    assert_eq!(told(with("8", &words(256)), 255).as_deref(), Some("0xff m255"));
    assert_eq!(told(with("1", ""), 0), None);
    assert_eq!(told(with("1", ""), 1).as_deref(), Some("message 0x1"));
    assert_eq!(told(with("1", &words(2)), 0).as_deref(), Some("0x0 m0"));
    let message = StatusEntry::Wrong { field: "credentialStatus.statusMessage" };
    for (size, words) in [("2", String::new()), ("2", words(3)), ("2", words(5)), ("1", words(1))] {
        assert_eq!(with(size, &words), message, "{size} {words}");
    }
    assert_eq!(
        with("1", r#"[{"status": "0", "message": "a"}, {"status": "0x1", "message": "b"}]"#),
        message
    );
    let size = StatusEntry::Wrong { field: "credentialStatus.statusSize" };
    for wrong in ["0", "9", "-1", "1.5", r#""1""#, "null", "256"] {
        assert_eq!(with(wrong, ""), size, "{wrong}");
    }
}
