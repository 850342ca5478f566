//! Several versions of one list, several entries of one badge, word that is no answer, our own
//! lists.

use super::lists::{
    BYTES, LIST, bits, entry, handed, school, signed, signed_at, told, unsigned, with,
};
use super::*;

#[test]
fn of_several_versions_a_revocation_counts_and_else_the_newest() {
    let version = |set: &[usize], purpose: &str, at_hour: u64| {
        let written = NOON - DAY + at_hour * HOUR;
        let list = with(&unsigned(set), &["validFrom"], at(written).to_string());
        let list = with(&list, &["credentialSubject", "statusPurpose"], purpose);
        signed_at(&list, &school(), written)
    };
    let check = |purpose: &str, versions: &[(&[usize], u64)], expected: &str| {
        let entry = with(&entry("7"), &["statusPurpose"], purpose);
        let mut lists: Vec<Value> =
            versions.iter().map(|(set, hour)| version(set, purpose, *hour)).collect();
        for _ in 0..2 {
            let reason = told(entry.clone(), &handed(&lists));
            assert_eq!(reason.code(), expected, "{versions:?}");
            lists.reverse();
        }
    };
    check("revocation", &[(&[], 1), (&[7], 2)], "revoked-in-list");
    check("revocation", &[(&[7], 1), (&[], 2)], "revoked-in-list");
    check("revocation", &[(&[8], 1), (&[], 2)], "clear-in-list");
    check("suspension", &[(&[], 1), (&[7], 2)], "suspended-in-list");
    check("suspension", &[(&[7], 1), (&[], 2)], "clear-in-list");
    check("suspension", &[(&[7], 2), (&[], 2)], "suspended-in-list");
    // A version that is not proven changes nothing.
    let forged = with(&version(&[7], "revocation", 3), &["name"], "newer");
    for lists in
        [[version(&[], "revocation", 1), forged.clone()], [forged, version(&[], "revocation", 1)]]
    {
        assert_eq!(told(entry("7"), &handed(&lists)).code(), "clear-in-list");
    }
    let many = |count: u64, set: &[usize]| {
        let versions = (0..count).map(|hour| version(&[], "revocation", hour));
        handed(&versions.chain([version(set, "revocation", 20)]).collect::<Vec<_>>())
    };
    assert_eq!(told(entry("7"), &many(15, &[])).code(), "clear-in-list");
    assert_eq!(told(entry("7"), &many(15, &[7])).code(), "revoked-in-list");
    assert_eq!(told(entry("7"), &many(16, &[])).code(), "status-list-unreadable");
    assert_eq!(told(entry("7"), &many(16, &[7])).code(), "status-list-unreadable");
}

#[test]
fn every_entry_must_be_clear_and_words_are_told() {
    let second = "https://school.example/list/2";
    let of = |purpose: &str, set: &[usize]| {
        let list = with(&unsigned(set), &["id"], second);
        let list = with(&list, &["credentialSubject", "id"], format!("{second}#list"));
        signed(&with(&list, &["credentialSubject", "statusPurpose"], purpose))
    };
    let both = |purpose: &str| {
        let other = with(&entry("9"), &["statusListCredential"], second);
        Value::array([entry("7"), with(&other, &["statusPurpose"], purpose)])
    };
    let first = |set: &[usize]| signed(&unsigned(set));
    let check = |purpose: &str, lists: &[Value], expected: &str| {
        let reason = told(both(purpose), &handed(lists));
        assert_eq!(reason.code(), expected, "{reason:?}");
        reason
    };
    check("suspension", &[first(&[]), of("suspension", &[])], "clear-in-list");
    check("suspension", &[first(&[7]), of("suspension", &[])], "revoked-in-list");
    check("suspension", &[first(&[]), of("suspension", &[9])], "suspended-in-list");
    check("suspension", &[first(&[])], "status-list-missing");
    check("suspension", &[of("suspension", &[])], "status-list-missing");
    check("suspension", &[of("suspension", &[9])], "suspended-in-list");
    // A message, or word of a newer credential, is told and decides nothing.
    for purpose in ["message", "refresh"] {
        check(purpose, &[first(&[])], "clear-in-list");
        check(purpose, &[first(&[7]), of(purpose, &[9])], "revoked-in-list");
        check(purpose, &[of(purpose, &[9])], "status-list-missing");
        let clear = check(purpose, &[first(&[]), of(purpose, &[9])], "clear-in-list");
        let word = format!("{purpose} 0x1");
        assert!(say(&clear, Lang::En).ends_with(&format!("The issuer also tells: {word}")));
        let alone = both(purpose).as_array().unwrap()[1].clone();
        let reason = told(alone.clone(), &handed(&[of(purpose, &[9])]));
        assert_eq!(reason, Reason::StatusMessage { list: second.to_owned(), told: vec![word] });
        let silent = told(alone.clone(), &handed(&[of(purpose, &[])]));
        assert_eq!(silent, Reason::NoStatusDeclared {});
        assert_eq!(told(alone, &Evidence::new()).code(), "status-list-missing");
    }
    let unknown = told(both("other"), &handed(&[first(&[]), of("other", &[])]));
    assert_eq!(unknown, Reason::StatusTypeUnknown { kind: "other".to_owned() });
}

#[test]
fn a_message_of_two_bits_is_told_in_its_own_words() {
    let words = ["waiting", "accepted", "rejected", "undefined"];
    let words = words.iter().enumerate().map(|(value, message)| {
        Value::object([
            ("status", Value::from(format!("0x{value:x}"))),
            ("message", (*message).into()),
        ])
    });
    let entry = with(&entry("7"), &["statusPurpose"], "message");
    let entry = with(&entry, &["statusSize"], json::read(b"2").unwrap());
    let entry = with(&entry, &["statusMessage"], Value::Array(words.collect()));
    let list = |bytes: usize| {
        let list = with(&unsigned(&[]), &["credentialSubject", "statusPurpose"], "message");
        handed(&[signed(&with(&list, &["credentialSubject", "encodedList"], bits(bytes, &[14])))])
    };
    let said = vec!["0x2 rejected".to_owned()];
    let expected = Reason::StatusMessage { list: LIST.to_owned(), told: said };
    assert_eq!(told(entry.clone(), &list(2 * BYTES)), expected);
    assert_eq!(told(entry, &list(BYTES)).code(), "status-list-short");
}

#[test]
fn a_list_credential_of_our_own_list_tells_where_the_feed_does_not() {
    let mut school = school();
    let own = Place { list: 1, index: 7 }.list_of(&school.did());
    let of = |set: &[usize]| {
        let list = with(&unsigned(set), &["id"], own.as_str());
        let list = with(&list, &["credentialSubject", "id"], format!("{own}#list"));
        signed(&list)
    };
    let place = Place { list: 1, index: 7 }.to_value(&school.did());
    let check = |school: Option<&Author>, lists: &[Value], expected: &str| {
        let mut evidence = handed(lists);
        if let Some(school) = school {
            school.tell(&mut evidence);
        }
        let reason = told(place.clone(), &evidence);
        assert_eq!(reason.code(), expected, "{reason:?}");
    };
    check(None, &[], "no-feed");
    check(None, &[of(&[])], "clear-in-list");
    check(None, &[of(&[7])], "revoked-in-list");
    check(None, &[with(&of(&[]), &["name"], "forged")], "no-feed");
    check(Some(&school), &[], "stale");
    check(Some(&school), &[of(&[])], "clear-in-list");
    school.revoke(5, NOON - HOUR);
    check(Some(&school), &[of(&[])], "clear-as-of");
    check(Some(&school), &[of(&[7])], "revoked-in-list");
    school.revoke(7, NOON - HOUR);
    check(Some(&school), &[of(&[])], "revoked");
}
