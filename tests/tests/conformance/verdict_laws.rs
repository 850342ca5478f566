//! Laws of what we issue and judge: the schema takes it, no change of it is ever a yes.

use std::fs;
use std::path::Path;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::bake::container;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{
    self, BadgeDraft, EndorsementDraft, EvidenceItem, Issuer, Signing, uuid,
};
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::credential::model::definition::{Definition, wording};
use bot_protocol::credential::model::shape;
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::{schema, vectors};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn example(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)).unwrap()
}

fn draft(key: &SecretKey) -> BadgeDraft {
    let did = Did::from(key.public());
    let definition = Definition::read(&json::read(&example("badge-definition.json")).unwrap());
    let image = format!("data:image/png;base64,{}", base64(&example("badge.png")));
    let achievement = definition.unwrap().achievement(&uuid([7; 16]), &did, Some(&image));
    BadgeDraft {
        id: uuid([8; 16]),
        issuer: Issuer {
            did,
            name: "École".to_owned(),
            url: Some("https://a.example/".to_owned()),
        },
        subject: Did::from(SecretKey::from_seed(&[2; 32]).public()),
        achievement,
        valid_from: at("2026-11-01T00:00:00Z"),
        valid_until: Some(at("2027-11-01T00:00:00Z")),
        narrative: Some("Repaired\ta lamp, \u{1f4a1}".to_owned()),
        evidence: vec![EvidenceItem {
            id: Some("https://a.example/lamp".to_owned()),
            name: Some("Lamp".to_owned()),
            narrative: Some("Before and after".to_owned()),
        }],
        status: Some(Place { list: 1, index: 4711 }),
    }
}

fn base64(bytes: &[u8]) -> String {
    bot_protocol::canon::multibase::encode_base64(bytes)
}

fn badge(suite: Suite) -> Value {
    let key = SecretKey::from_seed(&[1; 32]);
    let now = at("2026-11-01T00:00:00Z");
    let signing = Signing { suite, key: &key, now, contexts: Contexts::pinned() };
    issue::badge(&draft(&key), &signing).unwrap()
}

fn integrity(bytes: &[u8]) -> Answer {
    match Presented::read(bytes, &bot_foreign::reader()) {
        Err(_) => Answer::No,
        Ok(presented) => {
            let asked = Asked::at(at("2026-11-23T12:00:00Z"));
            judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader())
                .answer(Question::Integrity)
        }
    }
}

fn schema_of(name: &str) -> Option<serde_json::Value> {
    let path = vectors::root()?.join("ob3-schemas").join(name);
    Some(serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
}

/// The schema wants a list of proofs; the suites write one object.
fn listed(document: &Value) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_slice(&document.to_bytes()).unwrap();
    let proof = value["proof"].take();
    value["proof"] = serde_json::Value::Array(vec![proof]);
    value
}

#[test]
fn the_schema_takes_what_we_issue_and_refuses_its_twins() {
    let Some(rules) = schema_of("ob_v3p0_achievementcredential_schema.json") else { return };
    let good = listed(&badge(Suite::EddsaRdfc2022));
    assert_eq!(schema::faults(&rules, &good), Vec::<String>::new());
    for path in ["/issuer/id", "/credentialSubject/achievement/name", "/validFrom", "/type/0"] {
        let mut twin = good.clone();
        *twin.pointer_mut(path).unwrap() = serde_json::Value::Bool(true);
        assert!(!schema::faults(&rules, &twin).is_empty(), "{path}");
    }
    let mut twin = good;
    twin["credentialSubject"]["achievement"]["inLanguage"] = "French".into();
    assert!(!schema::faults(&rules, &twin).is_empty());
}

#[test]
fn the_schema_takes_our_endorsements() {
    let Some(rules) = schema_of("derived_endorsementcredential_schema.json") else { return };
    let key = SecretKey::from_seed(&[3; 32]);
    let did = Did::from(key.public());
    let now = at("2026-11-02T00:00:00Z");
    let signing =
        Signing { suite: Suite::EddsaRdfc2022, key: &key, now, contexts: Contexts::pinned() };
    let draft = EndorsementDraft {
        id: uuid([9; 16]),
        issuer: Issuer { did, name: "Club".to_owned(), url: None },
        target: uuid([8; 16]),
        comment: Some("We saw it".to_owned()),
        valid_from: now,
        valid_until: None,
    };
    let endorsement = issue::endorsement(&draft, &signing).unwrap();
    assert_eq!(schema::faults(&rules, &listed(&endorsement)), Vec::<String>::new());
    assert_eq!(integrity(&endorsement.to_bytes()), Answer::Yes);
    let mut twin = listed(&endorsement);
    twin["credentialSubject"]["id"].take();
    assert!(!schema::faults(&rules, &twin).is_empty());
}

#[test]
fn the_example_speaks_both_languages_and_goes_into_its_picture() {
    let badge = badge(Suite::EddsaRdfc2022);
    let achievement = badge.at(&["credentialSubject", "achievement"]).unwrap();
    let names = ["en", "fr"].map(|tag| wording(achievement, tag).name);
    assert_eq!(names, ["Repair café helper", "Aide au café des réparations"]);
    let text = String::from_utf8(badge.to_bytes()).unwrap();
    let baked = container::bake(&example("badge.png"), &text).unwrap();
    assert_eq!(integrity(&baked), Answer::Yes);
    let mut twin = baked;
    let at = twin.len() - 400;
    twin[at] ^= 1;
    assert_eq!(integrity(&twin), Answer::No);
}

#[test]
fn no_changed_byte_is_ever_a_yes() {
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let whole = badge(suite).to_bytes();
        assert_eq!(integrity(&whole), Answer::Yes);
        // The picture's base64 is one long value: its beginning and end stand for the rest.
        let picture = b"data:image/png;base64,";
        let from = whole.windows(picture.len()).position(|part| part == picture).unwrap() + 40;
        let long = from..from + base64(&example("badge.png")).len() - 80;
        for at in (0..whole.len()).filter(|at| !long.contains(at)) {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 7);
            assert_ne!(integrity(&changed), Answer::Yes, "byte {at} with {suite:?}");
        }
    }
}

/// Every member of a document by path, deepest first.
fn members(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(name, one)| (name.to_owned(), one)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, one)| (index.to_string(), one)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, child) in children {
        path.push(name);
        members(child, path, found);
        found.push(path.clone());
        path.pop();
    }
}

/// The document with the member at `path` replaced, or taken out.
fn changed(document: &Value, path: &[String], by: Option<&Value>) -> Value {
    let mut copy = document.clone();
    let (last, way) = path.split_last().unwrap();
    let mut here = &mut copy;
    for step in way {
        here = if let Value::Array(items) = here {
            &mut items[step.parse::<usize>().unwrap()]
        } else {
            here.as_object_mut().unwrap().get_mut(step).unwrap()
        };
    }
    match (here, by) {
        (Value::Array(items), Some(by)) => items[last.parse::<usize>().unwrap()] = by.clone(),
        (Value::Array(items), None) => drop(items.remove(last.parse::<usize>().unwrap())),
        (other, Some(by)) => drop(other.as_object_mut().unwrap().insert(last.as_str(), by.clone())),
        (other, None) => drop(other.as_object_mut().unwrap().remove(last)),
    }
    copy
}

#[test]
fn no_deleted_or_retyped_member_is_ever_a_yes() {
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let badge = badge(suite);
        let mut paths = Vec::new();
        members(&badge, &mut Vec::new(), &mut paths);
        assert!(paths.len() > 50);
        for path in paths {
            let twins = [
                None,
                Some(Value::Null),
                Some(Value::Bool(true)),
                Some(Value::from(7_u32)),
                Some(Value::from("_:b0")),
                Some(Value::from("Alice Smith")),
                Some(Value::array(["x"])),
                Some(Value::object([("id", "urn:x")])),
            ];
            for by in &twins {
                let twin = changed(&badge, &path, by.as_ref());
                assert_ne!(integrity(&twin.to_bytes()), Answer::Yes, "{path:?} {by:?} {suite:?}");
            }
        }
    }
}

#[test]
fn the_data_model_suite_s_inputs_are_told_apart() {
    let Some(root) = vectors::root() else { return };
    let mut counted = (0, 0);
    for file in fs::read_dir(root.join("w3c-vcdm2-inputs")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("credential-") || name.contains("inject") {
            continue;
        }
        // Two inputs leave the dates to the suite's runner.
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("PAST DATE", "2020-01-01T00:00:00Z");
        let text = text.replace("FUTURE DATE", "2030-01-01T00:00:00Z");
        let mut document = json::read(text.as_bytes()).unwrap();
        // The suite fills in the implementation's own issuer where there is none.
        let did = Did::from(SecretKey::from_seed(&[1; 32]).public()).to_string();
        let members = document.as_object_mut().unwrap();
        match members.get_mut("issuer") {
            None if name != "credential-no-issuer-fail.json" => drop(members.insert("issuer", did)),
            Some(Value::Object(issuer)) if name == "credential-issuer-object-ok.json" => {
                issuer.insert("id", did);
            }
            None | Some(_) => {}
        }
        let shaped = shape::check(&document).is_ok();
        let covered = with_quads(&document, Contexts::pinned(), |_| ()).is_ok();
        if name.ends_with("-fail.json") {
            assert!(!(shaped && covered), "{name} is taken");
            counted.0 += 1;
        } else {
            assert!(shaped, "{name}: {:?}", shape::check(&document));
            counted.1 += 1;
        }
    }
    assert!(counted.0 > 20 && counted.1 > 20, "{counted:?}");
}
