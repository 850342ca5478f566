//! Status lists that others made and signed: their bits, what their verdicts come to, their twins.
//!
//! Vectors: `bitstring-status-list`, `dcc-fixtures/statusLists`, `ob3-1edtech-validator`.

use std::fs;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::status::{OwnList, StatusPurpose};
use bot_protocol::credential::status_list::{Form, ListDraft, ListFault, Slot, StatusList};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::snapshots::{Found, Snapshot, Snapshots};
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, Verdict, judge};
use bot_tests::vectors;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read(path: &str) -> Option<Value> {
    Some(json::read(&fs::read(vectors::root()?.join(path)).unwrap()).unwrap())
}

/// The document with the one member at `path` replaced.
fn with(document: &Value, path: &[&str], by: Value) -> Value {
    let mut copy = document.clone();
    let (last, way) = path.split_last().unwrap();
    let mut here = &mut copy;
    for step in way {
        here = here.as_object_mut().unwrap().get_mut(step).unwrap();
    }
    here.as_object_mut().unwrap().insert(*last, by);
    copy
}

fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    value.at(path).unwrap().as_str().unwrap()
}

#[test]
fn bits_that_another_library_packed_are_read_place_by_place() {
    let Some(lists) = read("bitstring-status-list/lists.json") else { return };
    let mut counted = 0;
    for vector in lists.as_list() {
        let encoded = text(vector, &["encodedList"]);
        let check = |encoded: &str, index: u64| {
            let form = Form::Bitstring;
            let list = Value::object([
                ("type", Value::from(form.credential_type())),
                ("credentialSubject", {
                    Value::object([("type", form.list_type()), ("encodedList", encoded)])
                }),
            ]);
            StatusList::read(&Credential::new(&list), form)?.value_at(Slot { index, bits: 1 })
        };
        let entries = vector.get("length").unwrap().as_u64().unwrap();
        let set: Vec<u64> =
            vector.get("set").unwrap().as_list().iter().map(|one| one.as_u64().unwrap()).collect();
        let beside = set.iter().flat_map(|index| [index.saturating_sub(1), *index, index + 1]);
        for index in beside.chain([0, entries - 1]).filter(|index| *index < entries) {
            let expected = u64::from(set.contains(&index));
            assert_eq!(check(encoded, index), Ok(expected), "{vector} {index}");
        }
        assert_eq!(check(encoded, entries), Err(ListFault::Range { index: entries, entries }));
        assert!(check(&encoded[..encoded.len() - 4], 0).is_err());
        assert!(check(&encoded[1..], 0).is_err());
        counted += 1;
    }
    assert_eq!(counted, 6);
}

#[test]
fn bits_that_we_pack_say_what_another_library_s_say() {
    let Some(lists) = read("bitstring-status-list/lists.json") else { return };
    let issuer = Did::from(SecretKey::from_seed(&[1; 32]).public());
    let mut counted = 0;
    for vector in lists.as_list() {
        if vector.get("length").unwrap().as_u64() != Some(131_072) {
            continue;
        }
        let theirs = text(vector, &["encodedList"]);
        let set = vector.get("set").unwrap().as_list().iter();
        let set = set.map(|one| u32::try_from(one.as_u64().unwrap()).unwrap()).collect();
        for purpose in [StatusPurpose::Revocation, StatusPurpose::Suspension] {
            let list = OwnList { issuer, list: 1, purpose };
            let (from, until) = (at("2026-01-01T00:00:00Z"), at("2026-01-08T00:00:00Z"));
            let draft = ListDraft { list, base: None, set: &set, apart: false, from, until };
            let ours = draft.unsigned();
            let encoded = text(&ours, &["credentialSubject", "encodedList"]);
            assert!(encoded.starts_with('u'), "multibase, base64url without padding");
            let other = with(&ours, &["credentialSubject", "encodedList"], Value::from(theirs));
            let [ours, theirs] = [&ours, &other].map(|list| {
                let credential = Credential::new(list);
                let list = StatusList::read(&credential, Form::Bitstring).unwrap();
                assert_eq!(list.purposes().collect::<Vec<_>>(), [purpose.name()]);
                let near =
                    set.iter().flat_map(|index| [index.saturating_sub(1), *index, index + 1]);
                let near = near.chain([0, 131_071]).filter(|index| *index < 131_072);
                let value = |index: u32| list.value_at(Slot { index: index.into(), bits: 1 });
                near.map(|index| (index, value(index).unwrap())).collect::<Vec<_>>()
            });
            assert_eq!(ours, theirs);
            counted += 1;
        }
    }
    assert!(counted >= 2, "only {counted} lists of 131,072 places");
}

fn verdict(badge: &Value, evidence: &Evidence, now: &str) -> Verdict {
    let reader = bot_foreign::reader();
    judge(&Presented::of(badge.clone(), &reader).unwrap(), evidence, &Asked::at(at(now)), &reader)
}

/// The status of a badge with this one file of evidence, and whether it is ever a yes.
#[track_caller]
fn check(badge: &Value, files: &[Value], now: &str, expected: &str) {
    let mut evidence = Evidence::new();
    for file in files {
        evidence.hear_file(&file.to_bytes(), &bot_foreign::reader()).unwrap();
    }
    let verdict = verdict(badge, &evidence, now);
    assert_eq!(verdict.reason(Question::Status).code(), expected);
    assert_ne!(verdict.answer(Question::Status), Answer::Yes);
}

const LISTS: &str = "dcc-fixtures/statusLists/didkey-ed25519Signature2020";
const NOW: &str = "2026-11-23T12:00:00Z";

/// A badge that says it is of the list's issuer and at a place of this list, unsigned: so that it
/// is never clear, but what a list says against it is told.
fn badge_of(list: &Value, index: &str) -> Value {
    let status = Value::object([
        ("type", "BitstringStatusListEntry"),
        ("statusPurpose", "revocation"),
        ("statusListIndex", index),
        ("statusListCredential", text(list, &["id"])),
    ]);
    Value::object([
        ("@context", Value::array(["https://www.w3.org/ns/credentials/v2"])),
        ("type", Value::array(["VerifiableCredential"])),
        ("issuer", Value::from(text(list, &["issuer"]))),
        ("credentialSubject", Value::object([("id", "urn:uuid:somebody")])),
        ("credentialStatus", status),
    ])
}

#[test]
fn lists_of_the_consortium_are_proven_but_too_short_for_a_herd() {
    let Some(good) = read(&format!("{LISTS}/e5WK8CbZ1GjycuPombrj")) else { return };
    let row = |name: &str, expected: &str| {
        let list = read(&format!("{LISTS}/{name}")).unwrap();
        check(&badge_of(&list, "8"), std::slice::from_ref(&list), NOW, expected);
        check(&badge_of(&list, "7"), &[list], NOW, expected);
    };
    row("e5WK8CbZ1GjycuPombrj", "status-list-short");
    row("expired", "status-list-expired");
    row("notYetValid", "status-list-not-yet-valid");
    row("tampered", "status-list-unproven");
    row("missingBitStringType", "status-list-unreadable");
    // The twins: changed after signing, and a badge of another issuer.
    let changed = with(&good, &["credentialSubject", "encodedList"], "uH4sIAAAA".into());
    check(&badge_of(&good, "8"), &[changed], NOW, "status-list-unproven");
    let other = with(&badge_of(&good, "8"), &["issuer"], "did:example:another".into());
    check(&other, &[good], NOW, "status-foreign");
}

#[test]
fn badges_of_the_consortium_name_a_list_that_calls_itself_otherwise() {
    let Some(list) = read(&format!("{LISTS}/e5WK8CbZ1GjycuPombrj")) else { return };
    let folder = "dcc-fixtures/v2-dataIntegrityProof/didKey";
    for name in ["noRegsitry-revokedStatus-notExpired", "oidf-revokedStatus-noExpiry"] {
        let badge = read(&format!("{folder}/{name}.json")).unwrap();
        let url = text(&badge, &["credentialStatus", "statusListCredential"]).to_owned();
        let found = Found::Bytes { content: list.to_bytes(), media_type: None };
        let snapshot = |url: &str| Snapshot {
            url: url.to_owned(),
            fetched: at("2026-11-23T11:00:00Z"),
            found: found.clone(),
        };
        let told = |snapshot: Snapshot| {
            let mut evidence = Evidence::new();
            let all = Snapshots { snapshots: vec![snapshot] };
            evidence.hear_snapshots(all, &bot_foreign::reader());
            verdict(&badge, &evidence, NOW).reason(Question::Status).code()
        };
        assert_eq!(told(snapshot(&url)), "status-list-other", "{name}");
        assert_eq!(told(snapshot(text(&list, &["id"]))), "status-list-missing", "{name}");
    }
}

#[test]
fn the_official_revoked_sample_is_revoked_once_its_entry_is_as_the_specification_says() {
    let folder = "ob3-1edtech-validator/ob30/bit-string-list";
    let Some(list) = read(&format!("{folder}/testlist")) else { return };
    let badge = read(&format!("{folder}/credential-status-revoked.json")).unwrap();
    let issuer = text(&badge, &["issuer", "id"]);
    let method = text(&badge, &["proof", "verificationMethod"]);
    let key = method.split_once('#').unwrap().1;
    let keys = format!(
        r#"{{"id": "{issuer}", "assertionMethod": [{{"id": "{method}", "type": "Multikey",
            "controller": "{issuer}", "publicKeyMultibase": "{key}"}}]}}"#
    );
    let keys = json::read(keys.as_bytes()).unwrap();
    let both = [keys.clone(), list.clone()];
    // As it came: its index is a number, and its list has another name than the badge says.
    check(&badge, &both, NOW, "status-unreadable");
    let index = ["credentialStatus", "statusListIndex"];
    let address = ["credentialStatus", "statusListCredential"];
    let named = |index_text: &str| {
        let badge = with(&badge, &index, index_text.into());
        with(&badge, &address, text(&list, &["id"]).into())
    };
    check(&with(&badge, &index, "23".into()), &both, NOW, "status-list-missing");
    check(&named("23"), &both, NOW, "revoked-in-list");
    check(&named("22"), &both, NOW, "stale");
    check(&named("131072"), &both, NOW, "status-list-index");
    check(&named("023"), &both, NOW, "status-unreadable");
    check(&named("23"), std::slice::from_ref(&list), NOW, "status-list-unproven");
    let longer = with(&list, &["validUntil"], "2030-01-01T00:00:00Z".into());
    check(&named("23"), &[keys, longer], NOW, "status-list-unproven");
}
