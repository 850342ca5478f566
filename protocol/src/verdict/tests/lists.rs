//! Status lists of others: who may tell, what and as of when; every attack beside its good twin.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::snapshots::{Found, Snapshot, Snapshots};
use super::status::{check_starved, status_of};
use super::*;
use crate::canon::multibase;
use crate::credential::model::CONTEXT_CREDENTIALS;
use crate::credential::proof;

pub(super) const LIST: &str = "https://school.example/list/1";
pub(super) const BYTES: usize = 16 * 1024;

pub(super) fn school() -> Author {
    Author::new(1, "School")
}

/// A list's bits, packed, with these places set.
pub(super) fn bits(bytes: usize, set: &[usize]) -> String {
    let mut all = vec![0_u8; bytes];
    set.iter().for_each(|index| all[index / 8] |= 0x80 >> (index % 8));
    multibase::encode_base64url_multibase(&packed(&all))
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The list of the school, unsigned, as of the day before noon.
pub(super) fn unsigned(set: &[usize]) -> Value {
    let subject = Value::object([
        ("id", Value::from(format!("{LIST}#list"))),
        ("type", "BitstringStatusList".into()),
        ("statusPurpose", "revocation".into()),
        ("encodedList", Value::from(bits(BYTES, set))),
    ]);
    Value::object([
        ("@context", Value::array([CONTEXT_CREDENTIALS])),
        ("id", Value::from(LIST)),
        ("type", Value::array(["VerifiableCredential", "BitstringStatusListCredential"])),
        ("issuer", Value::from(school().did().to_string())),
        ("validFrom", Value::from(at(NOON - DAY).to_string())),
        ("credentialSubject", subject),
    ])
}

pub(super) fn signed_at(document: &Value, by: &Author, created: u64) -> Value {
    let method = by.did().verification_method();
    let signer = (&by.key, method.as_str());
    proof::sign(document, Suite::EddsaJcs2022, signer, at(created), Contexts::pinned()).unwrap()
}

pub(super) fn signed(document: &Value) -> Value {
    signed_at(document, &school(), NOON - DAY)
}

/// A badge of the school at this place of a list.
pub(super) fn badge(entries: Value) -> Value {
    let learner = Did::from(SecretKey::from_seed(&[9; 32]).public());
    let unsigned = school().draft_for(&learner).unsigned().unwrap();
    changed(&unsigned, &["credentialStatus"], Some(entries))
}

pub(super) fn entry(index: &str) -> Value {
    Value::object([
        ("type", "BitstringStatusListEntry"),
        ("statusPurpose", "revocation"),
        ("statusListIndex", index),
        ("statusListCredential", LIST),
    ])
}

pub(super) fn handed(lists: &[Value]) -> Evidence {
    let mut evidence = Evidence::new();
    for list in lists {
        evidence.hear_file(&list.to_bytes(), &Reader::core()).unwrap();
    }
    evidence
}

/// Lists that our own fetcher had from this address, the hours before noon.
fn fetched(rows: &[(&str, u64, &Value)]) -> Evidence {
    let snapshots = rows.iter().map(|(url, fetched, list)| Snapshot {
        url: (*url).to_owned(),
        fetched: at(*fetched),
        found: Found::Bytes { content: list.to_bytes(), media_type: None },
    });
    let file = Snapshots { snapshots: snapshots.collect() }.write().unwrap();
    let mut evidence = Evidence::new();
    evidence.hear_vouched(&file, &Reader::core()).unwrap();
    evidence
}

pub(super) fn told(entries: Value, evidence: &Evidence) -> Reason {
    status_of(&badge(entries), evidence, &Asked::at(at(NOON)))
}

/// What a badge at place 7 comes to by one list.
#[track_caller]
fn check(list: &Value, expected: &str) {
    let reason = told(entry("7"), &handed(std::slice::from_ref(list)));
    assert_eq!(reason.code(), expected, "{reason:?}");
}

pub(super) fn with(list: &Value, path: &[&str], value: impl Into<Value>) -> Value {
    changed(list, path, Some(value.into()))
}

/// Whoever hands in the wrong file should not believe that it counted.
#[test]
fn what_was_handed_in_and_bears_on_nothing_is_told() {
    let told = |files: &[Value]| {
        let mut evidence = Evidence::new();
        for file in files {
            evidence.hear_file(&file.to_bytes(), &Reader::core()).unwrap();
        }
        judged(&badge(entry("7")), &evidence, &Asked::at(at(NOON))).unused
    };
    let right = signed(&unsigned(&[]));
    let other = "https://school.example/list/2";
    let wrong = signed(&with(&unsigned(&[]), &["id"], other));
    let describes = |id: String| {
        Value::object([("id", Value::from(id)), ("assertionMethod", Value::Array(Vec::new()))])
    };
    let own = describes(school().did().to_string());
    let foreign = describes("did:web:x.example".to_owned());
    assert!(told(&[]).is_empty());
    assert!(told(&[right.clone(), own.clone()]).is_empty());
    assert_eq!(told(&[right, wrong, own, foreign]), ["did:web:x.example", other]);
}

#[test]
fn an_older_list_clears_nothing_while_a_newer_one_is_unread_for_want_of_work() {
    let older = with(&unsigned(&[]), &["validFrom"], at(NOON - 2 * DAY).to_string());
    let (older, newer) = (signed(&older), signed(&unsigned(&[7])));
    assert_eq!(told(entry("7"), &handed(std::slice::from_ref(&older))).answer(), Answer::Yes);
    for lists in [[older.clone(), newer.clone()], [newer, older]] {
        check_starved(&badge(entry("7")), &handed(&lists));
    }
}

#[test]
fn a_list_clears_as_of_its_own_date_or_revokes() {
    let clear = Reason::ClearInList {
        list: LIST.to_owned(),
        as_of: at(NOON - DAY).to_string(),
        age_seconds: 86_400,
        told: vec![],
    };
    assert_eq!(told(entry("7"), &handed(&[signed(&unsigned(&[0, 6, 8, 131_071]))])), clear);
    assert_eq!(
        say(&clear, Lang::En),
        format!(
            "The list {LIST} does not name it as revoked or suspended, as of {}, one day ago.",
            at(NOON - DAY)
        )
    );
    let revoked = Reason::RevokedInList {
        list: LIST.to_owned(),
        as_of: at(NOON - DAY).to_string(),
        because: String::new(),
    };
    for index in ["0", "7", "131071"] {
        let all = handed(&[signed(&unsigned(&[0, 7, 131_071]))]);
        assert_eq!(told(entry(index), &all), revoked, "{index}");
    }
    assert_eq!(told(entry("7"), &Evidence::new()).code(), "status-list-missing");
    // The other suite, and the whole verdict of a signed badge.
    let school = school();
    let method = school.did().verification_method();
    let sign = |document: &Value| {
        let signer = (&school.key, method.as_str());
        proof::sign(document, Suite::EddsaRdfc2022, signer, at(NOON - DAY), Contexts::pinned())
    };
    let lists = |set: &[usize]| handed(&[sign(&unsigned(set)).unwrap()]);
    let badge = sign(&badge(entry("7"))).unwrap();
    let asked = Asked::at(at(NOON));
    let verdict = judged(&badge, &lists(&[]), &asked);
    assert!(
        codes(&verdict).starts_with("+signed-by-issuer +clear-in-list "),
        "{}",
        codes(&verdict)
    );
    let verdict = judged(&badge, &lists(&[7]), &asked);
    assert!(codes(&verdict).contains(" -revoked-in-list "), "{}", codes(&verdict));
    let forged = with(&badge, &["name"], "Gold");
    assert_eq!(
        judged(&forged, &lists(&[]), &asked).reason(Question::Status).code(),
        "status-unproven"
    );
    assert_eq!(
        judged(&forged, &lists(&[7]), &asked).reason(Question::Status).code(),
        "revoked-in-list"
    );
}

#[test]
fn a_list_that_was_changed_or_not_signed_says_nothing() {
    let encoded = ["credentialSubject", "encodedList"];
    check(&signed(&unsigned(&[7])), "revoked-in-list");
    check(&with(&signed(&unsigned(&[7])), &encoded, bits(BYTES, &[])), "status-list-unproven");
    check(&signed(&unsigned(&[])), "clear-in-list");
    check(&with(&signed(&unsigned(&[])), &encoded, bits(BYTES, &[7])), "status-list-unproven");
    check(&unsigned(&[]), "status-list-unproven");
    let until = at(NOON + DAY).to_string();
    check(&with(&signed(&unsigned(&[])), &["validUntil"], until), "status-list-unproven");
    let club = Author::new(2, "Club");
    check(&signed_at(&unsigned(&[]), &club, NOON - DAY), "status-list-unproven");
    let reason = told(entry("7"), &handed(&[unsigned(&[])]));
    let why = "proof-missing".to_owned();
    assert_eq!(reason, Reason::StatusListUnproven { list: LIST.to_owned(), why });
}

#[test]
fn a_list_of_another_issuer_cannot_tell_even_where_it_is_well_signed() {
    let club = Author::new(2, "Club");
    let theirs = with(&unsigned(&[7]), &["issuer"], club.did().to_string());
    let theirs = signed_at(&theirs, &club, NOON);
    check(&theirs, "status-foreign");
    for both in [[signed(&unsigned(&[])), theirs.clone()], [theirs.clone(), signed(&unsigned(&[]))]]
    {
        assert_eq!(told(entry("7"), &handed(&both)).code(), "clear-in-list");
    }
    let at_its_address = fetched(&[(LIST, NOON, &theirs)]);
    assert_eq!(told(entry("7"), &at_its_address).code(), "status-foreign");
}

#[test]
fn another_list_of_the_same_issuer_cannot_take_its_place() {
    let other = "https://school.example/list/2";
    let swapped = signed(&with(&unsigned(&[]), &["id"], other));
    check(&swapped, "status-list-missing");
    let named = Reason::StatusListOther { list: LIST.to_owned(), found: other.to_owned() };
    assert_eq!(told(entry("7"), &fetched(&[(LIST, NOON, &swapped)])), named);
    let right = signed(&unsigned(&[]));
    assert_eq!(told(entry("7"), &fetched(&[(LIST, NOON, &right)])).code(), "clear-in-list");
    assert_eq!(told(entry("7"), &fetched(&[(other, NOON, &right)])).code(), "status-list-missing");
    // Without an id of its own the list's subject names it, and without both the address it lay at.
    let bare = changed(&unsigned(&[]), &["id"], None);
    check(&signed(&bare), "clear-in-list");
    let elsewhere = with(&bare, &["credentialSubject", "id"], format!("{other}#list"));
    check(&signed(&elsewhere), "status-list-missing");
    let nameless = signed(&changed(&bare, &["credentialSubject", "id"], None));
    check(&nameless, "status-list-missing");
    assert_eq!(told(entry("7"), &fetched(&[(LIST, NOON, &nameless)])).code(), "clear-in-list");
}

#[test]
fn purpose_type_and_size_must_be_those_of_the_entry() {
    let list = unsigned(&[]);
    let purpose = ["credentialSubject", "statusPurpose"];
    check(&signed(&with(&list, &purpose, "suspension")), "status-list-purpose");
    check(&signed(&changed(&list, &purpose, None)), "status-list-purpose");
    check(
        &signed(&with(&list, &purpose, Value::array(["suspension", "revocation"]))),
        "clear-in-list",
    );
    check(
        &signed(&with(&list, &["type"], Value::array(["VerifiableCredential"]))),
        "status-list-unreadable",
    );
    check(&signed(&with(&list, &["credentialSubject", "type"], "Other")), "status-list-unreadable");
    let old = Value::array(["VerifiableCredential", "StatusList2021Credential"]);
    check(&signed(&with(&list, &["type"], old)), "status-list-unreadable");
    let encoded = ["credentialSubject", "encodedList"];
    check(&signed(&with(&list, &encoded, bits(BYTES, &[]))), "clear-in-list");
    let short = signed(&with(&list, &encoded, bits(BYTES - 1, &[])));
    let expected =
        Reason::StatusListShort { list: LIST.to_owned(), entries: 131_064, least: 131_072 };
    assert_eq!(told(entry("7"), &handed(&[short])), expected);
    let own = with(&list, &["credentialStatus"], entry("9"));
    check(&signed(&own), "status-list-unreadable");
}

#[test]
fn a_status_list_of_2021_is_read_by_an_entry_of_2021() {
    let old = |set: &[usize]| {
        let types = Value::array(["VerifiableCredential", "StatusList2021Credential"]);
        let encoded = bits(BYTES, set)[1..].to_owned();
        let list = with(&unsigned(set), &["type"], types);
        let list = with(&list, &["credentialSubject", "type"], "StatusList2021");
        let contexts =
            ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1"];
        let list = with(&list, &["@context"], Value::array(contexts));
        let list = with(&list, &["issuanceDate"], at(NOON - DAY).to_string().as_str());
        let list = changed(&list, &["validFrom"], None);
        signed(&with(&list, &["credentialSubject", "encodedList"], encoded))
    };
    let entry = with(&entry("7"), &["type"], "StatusList2021Entry");
    assert_eq!(told(entry.clone(), &handed(&[old(&[])])).code(), "clear-in-list");
    assert_eq!(told(entry.clone(), &handed(&[old(&[7])])).code(), "revoked-in-list");
    let new = handed(&[signed(&unsigned(&[]))]);
    assert_eq!(told(entry, &new).code(), "status-list-unreadable");
}

#[test]
fn bits_that_cannot_be_had_say_nothing() {
    let sealed = |encoded: &str, expected: &str| {
        let list = with(&unsigned(&[]), &["credentialSubject", "encodedList"], encoded);
        check(&signed(&list), expected);
    };
    let whole = packed(&[0; BYTES]);
    let text = |bytes: &[u8]| multibase::encode_base64url_multibase(bytes);
    sealed(&text(&whole), "clear-in-list");
    sealed(&text(&whole[..whole.len() - 9]), "status-list-unreadable");
    sealed(&text(&[&whole[..], &whole[..]].concat()), "status-list-unreadable");
    sealed(&text(&[&whole[..], b"more"].concat()), "status-list-unreadable");
    sealed(&text(&[0; BYTES]), "status-list-unreadable");
    sealed(&text(&packed(&vec![0; 3 * 1024 * 1024])), "status-list-unreadable");
    sealed(&text(&whole)[1..], "status-list-unreadable");
    sealed("", "status-list-unreadable");
    let none = changed(&unsigned(&[]), &["credentialSubject", "encodedList"], None);
    check(&signed(&none), "status-list-unreadable");
}

#[test]
fn an_index_is_text_of_digits_within_the_list() {
    let lists = handed(&[signed(&unsigned(&[]))]);
    assert_eq!(told(entry("131071"), &lists).code(), "clear-in-list");
    let beyond = Reason::StatusListIndex {
        list: LIST.to_owned(),
        index: "131072".to_owned(),
        entries: 131_072,
    };
    assert_eq!(told(entry("131072"), &lists), beyond);
    assert_eq!(told(entry("18446744073709551615"), &lists).code(), "status-list-index");
    for index in ["", "-1", "+7", "07", "7.0", "7e0", "0x7", " 7", "18446744073709551616"] {
        assert_eq!(told(entry(index), &lists).code(), "status-unreadable", "{index}");
    }
    let number = with(&entry("7"), &["statusListIndex"], json::read(b"7").unwrap());
    assert_eq!(told(number, &lists).code(), "status-unreadable");
}

#[test]
fn a_list_speaks_only_between_its_own_dates() {
    let dated = |from: u64, until: Option<u64>| {
        let list = with(&unsigned(&[7]), &["validFrom"], at(from).to_string());
        signed(&match until {
            Some(until) => with(&list, &["validUntil"], at(until).to_string()),
            None => list,
        })
    };
    check(&dated(NOON - DAY, Some(NOON)), "revoked-in-list");
    check(&dated(NOON - DAY, Some(NOON - 1)), "status-list-expired");
    check(&dated(NOON + 600_000, None), "revoked-in-list");
    check(&dated(NOON + 600_001, None), "status-list-not-yet-valid");
    let soon = with(&unsigned(&[]), &["validUntil"], "soon");
    check(&signed(&soon), "status-list-unreadable");
}

#[test]
fn clearance_grows_old_and_the_list_may_say_when() {
    let clear = |from: u64, until: Option<u64>, ttl: Option<u64>| {
        let mut list = with(&unsigned(&[]), &["validFrom"], at(from).to_string());
        if let Some(until) = until {
            list = with(&list, &["validUntil"], at(until).to_string());
        }
        if let Some(ttl) = ttl {
            let ttl = json::read(ttl.to_string().as_bytes()).unwrap();
            list = with(&list, &["credentialSubject", "ttl"], ttl);
        }
        signed_at(&list, &school(), from)
    };
    check(&clear(NOON - 7 * DAY, None, None), "clear-in-list");
    check(&clear(NOON - 7 * DAY - 1, None, None), "stale");
    check(&clear(NOON - 30 * DAY, Some(NOON), None), "clear-in-list");
    check(&clear(NOON - HOUR, None, Some(HOUR)), "clear-in-list");
    check(&clear(NOON - HOUR - 1, None, Some(HOUR)), "stale");
    check(&clear(NOON - HOUR - 1, Some(NOON + DAY), Some(HOUR)), "stale");
    let odd = with(&unsigned(&[]), &["credentialSubject", "ttl"], "300000");
    check(&signed(&odd), "status-list-unreadable");
    // What we fetched ourselves is as young as the fetching, unless that is to come.
    let old = clear(NOON - 30 * DAY, None, None);
    let check = |fetch: u64, expected: &str| {
        let reason = told(entry("7"), &fetched(&[(LIST, fetch, &old)]));
        assert_eq!(reason.code(), expected, "{reason:?}");
    };
    check(NOON - 7 * DAY, "clear-in-list");
    check(NOON - 7 * DAY - 1, "stale");
    check(NOON + 600_000, "clear-in-list");
    check(NOON + 600_001, "stale");
    check(u64::from(u32::MAX) * 4_000, "stale");
    let asked = Asked { max_age_millis: 31 * DAY, ..Asked::at(at(NOON)) };
    let reason = status_of(&badge(entry("7")), &handed(&[old]), &asked);
    assert_eq!(reason.code(), "clear-in-list");
}

#[test]
fn nobody_else_makes_a_list_young() {
    let list = with(&unsigned(&[]), &["validFrom"], at(NOON - 30 * DAY).to_string());
    let old = signed_at(&list, &school(), NOON - 30 * DAY);
    check(&old, "stale");
    check(&signed_at(&list, &school(), NOON - HOUR), "clear-in-list");
    let club = Author::new(2, "Club");
    let proof = |list: &Value| list.get("proof").unwrap().clone();
    let both = Value::array([proof(&old), proof(&signed_at(&list, &club, NOON - HOUR))]);
    check(&with(&old, &["proof"], both), "stale");
    // A moment that is to come makes it no younger either.
    check(&signed_at(&list, &school(), NOON + DAY), "status-list-unproven");
}

#[test]
fn a_list_without_any_date_clears_nothing() {
    let dateless = |set: &[usize]| {
        let list = changed(&unsigned(set), &["validFrom"], None);
        let proof = signed(&list).get("proof").unwrap().clone();
        let options = changed(&changed(&proof, &["created"], None), &["proofValue"], None);
        let school = school();
        let hashes = [&options, &list].map(|value| {
            crate::canon::hash::sha256(&[&crate::canon::jcs::canonicalize(value)]).to_bytes()
        });
        let signature = school.key.sign(&hashes.concat());
        let value = multibase::encode_base58btc(signature.as_bytes());
        with(&list, &["proof"], with(&options, &["proofValue"], value))
    };
    check(&dateless(&[]), "status-list-undated");
    check(&dateless(&[7]), "revoked-in-list");
    let evidence = fetched(&[(LIST, NOON - HOUR, &dateless(&[]))]);
    assert_eq!(told(entry("7"), &evidence).code(), "clear-in-list");
}
