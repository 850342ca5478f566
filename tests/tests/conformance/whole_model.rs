//! All of Open Badges 3.0: the table of classes against the published schema, documents with every
//! member and with any of them, written, signed, judged and read back.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bot_protocol::canon::json::{self, Number, Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, EndorsementDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::model::grammar::classes::{BADGE, CLASSES};
use bot_protocol::credential::model::grammar::{Class, Count, Kind, Typed};
use bot_protocol::credential::proof::{self, Suite};
use bot_protocol::credential::status::Place;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::{schema, vectors};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const ACHIEVEMENT_ID: &str = "urn:uuid:00000000-0000-4000-8000-000000000007";
const CREDENTIAL_ID: &str = "urn:uuid:00000000-0000-4000-8000-000000000008";
const DESCRIPTION_ID: &str = "urn:uuid:00000000-0000-4000-8000-000000000009";
const LEVEL_ID: &str = "urn:uuid:00000000-0000-4000-8000-00000000000a";

/// Members that are made when a badge is signed.
const MADE: [&str; 6] =
    ["type", "id", "validFrom", "validUntil", "credentialStatus", "credentialSchema"];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from(key(seed).public())
}

fn signing(key: &SecretKey, suite: Suite) -> Signing<'_> {
    Signing { suite, key, now: at("2026-11-02T00:00:00Z"), contexts: Contexts::pinned() }
}

fn published(name: &str) -> Option<serde_json::Value> {
    let path = vectors::root()?.join("ob3-schemas").join(name);
    Some(serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
}

/// Whether a member is taken into a document, asked by path; the same path always has one answer.
type Choice<'c> = &'c dyn Fn(&str) -> bool;

/// A node of a class with the members chosen; endorsements in it are of it.
fn node(class: &Class, path: &str, choice: Choice<'_>) -> Object {
    let mut out = Object::new();
    let id = id(class, path);
    match class.typed {
        Typed::List => drop(out.insert("type", Value::array([class.name]))),
        Typed::Text => drop(out.insert("type", class.name)),
        Typed::Own => drop(out.insert("type", "https://a.example/terms#Own")),
        Typed::Free => {}
    }
    for member in class.members {
        let path = format!("{path}/{}", member.name);
        // An organisation of an organisation has none above it here: it would never end.
        let deep = path.contains("parentOrg/parentOrg");
        if deep || !(member.needed || choice(&path)) {
            continue;
        }
        let value = match (member.name, &member.kind) {
            ("id", _) => id.as_str().into(),
            (_, Kind::Endorsement) => endorsement(&id),
            (_, Kind::Node(class) | Kind::NodeOrId(class)) => {
                Value::Object(node(class, &path, choice))
            }
            (name, kind) => plain(kind, name),
        };
        let several = matches!(member.count, Count::Several(_));
        out.insert(member.name, if several { Value::array([value]) } else { value });
    }
    out
}

fn id(class: &Class, path: &str) -> String {
    match (class.name, path) {
        ("OpenBadgeCredential", _) => CREDENTIAL_ID.to_owned(),
        ("AchievementSubject", _) => did(2).to_string(),
        ("Achievement", _) => ACHIEVEMENT_ID.to_owned(),
        ("ResultDescription", _) => DESCRIPTION_ID.to_owned(),
        ("RubricCriterionLevel", _) => LEVEL_ID.to_owned(),
        ("Image", "/credentialSubject/achievement/image") => {
            "data:image/svg+xml;base64,PHN2Zy8+".to_owned()
        }
        ("Profile", "/issuer" | "/credentialSubject/achievement/creator") => did(1).to_string(),
        (_, path) => format!("https://a.example{path}"),
    }
}

fn plain(kind: &Kind, name: &str) -> Value {
    match kind {
        Kind::Number { least, .. } => Number::new(f64::from(*least) + 2.5).unwrap().into(),
        Kind::Truth => Value::Bool(false),
        Kind::Word(list) => list.words[list.words.len() / 2].into(),
        Kind::Url => match name {
            "achievedLevel" | "requiredLevel" => LEVEL_ID.into(),
            "resultDescription" => DESCRIPTION_ID.into(),
            _ => format!("https://a.example/{name}").into(),
        },
        Kind::Text => match name {
            "allowedValue" | "requiredValue" | "value" => "7".into(),
            "valueMin" => "1".into(),
            "valueMax" => "9".into(),
            _ => format!("{name} à 修 \u{1f4a1}\t\"x\"").into(),
        },
        Kind::Moment => "2026-06-30T08:00:00+02:00".into(),
        Kind::Day => "1999-12-31".into(),
        Kind::Language => "pt-BR".into(),
        Kind::Email => "office@school.example".into(),
        Kind::Phone => "+33 1 99 00 27 58".into(),
        Kind::Country => "FR".into(),
        Kind::Jws => "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl".into(),
        Kind::Picture | Kind::Node(_) | Kind::NodeOrId(_) | Kind::Endorsement => Value::Null,
    }
}

fn endorsement(target: &str) -> Value {
    let draft = EndorsementDraft {
        id: format!("{target}#endorsed"),
        issuer: Issuer { did: did(3), name: "Club".to_owned(), url: None },
        target: target.to_owned(),
        comment: Some("We saw it".to_owned()),
        valid_from: at("2026-11-01T00:00:00Z"),
        valid_until: None,
    };
    issue::endorsement(&draft, &signing(&key(3), Suite::EddsaRdfc2022)).unwrap()
}

/// What an author writes down: a definition file, and what is said besides when it is awarded.
struct Written {
    definition: Value,
    draft: Object,
}

/// The members chosen, and those without which the ones chosen would contradict each other.
fn written(choice: Choice<'_>) -> Written {
    let linked = |path: &str| {
        // What is read and never written has its own test.
        let unwritten = path.ends_with("/identifier/salt");
        // Each endorsement has some 25 quads, and a document may have 500.
        let beside = ["source", "creator", "parentOrg"].map(|one| format!("/{one}/endorsement"));
        if unwritten || beside.iter().any(|end| path.ends_with(end)) {
            return false;
        }
        let criteria = "/credentialSubject/achievement/criteria";
        let result = "/credentialSubject/result";
        let described = "/credentialSubject/achievement/resultDescription";
        let level = format!("{described}/rubricCriterionLevel");
        choice(path)
            || (path == described
                && choice(result)
                && choice(&format!("{result}/resultDescription")))
            || (path == level && choice(&format!("{described}/requiredLevel")))
            || (path == level && choice(&format!("{result}/achievedLevel")))
            || (path == format!("{criteria}/narrative") && !choice(&format!("{criteria}/id")))
    };
    let mut draft = node(&BADGE, "", &linked);
    for name in MADE {
        draft.remove(name);
    }
    let subject = draft.get_mut("credentialSubject").and_then(Value::as_object_mut).unwrap();
    let definition = subject.remove("achievement").unwrap();
    Written { definition, draft }
}

impl Written {
    /// The achievement it makes, or the member at fault.
    fn achievement(&self) -> Result<Value, String> {
        let definition = Definition::read(&self.definition).map_err(|fault| fault.field)?;
        Ok(definition.achievement(definition.id().unwrap(), &did(1), None))
    }

    /// The badge it makes, or the member at fault; of its achievement told by its place.
    fn badge(&self, suite: Suite) -> Result<Value, String> {
        let draft = BadgeDraft {
            id: CREDENTIAL_ID.to_owned(),
            issuer: Issuer { did: did(1), name: "School".to_owned(), url: None },
            subject: did(2),
            achievement: self.achievement()?,
            valid_from: at("2026-11-01T00:00:00Z"),
            valid_until: Some(at("2027-11-01T00:00:00Z")),
            narrative: None,
            evidence: Vec::new(),
            status: Some(Place { list: 1, index: 4711 }),
        };
        let unsigned = draft.unsigned_with(&self.draft).map_err(|fault| fault.field)?;
        issue::closed(&unsigned, Contexts::pinned()).map_err(|fault| fault.field)?;
        let method = did(1).verification_method();
        let signer = (&key(1), method.as_str());
        let now = at("2026-11-02T00:00:00Z");
        Ok(proof::sign(&unsigned, suite, signer, now, Contexts::pinned()).unwrap())
    }
}

fn integrity(bytes: &[u8]) -> Answer {
    let Ok(presented) = Presented::read(bytes, &bot_foreign::reader()) else { return Answer::No };
    let asked = Asked::at(at("2026-11-23T12:00:00Z"));
    judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader()).answer(Question::Integrity)
}

/// As the schema wants it: a list of proofs, where the suites write one object.
fn listed(value: &mut serde_json::Value) {
    if let Some(proof) = value.get_mut("proof") {
        *proof = serde_json::Value::Array(vec![proof.take()]);
    }
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(listed),
        serde_json::Value::Object(members) => members.values_mut().for_each(listed),
        _ => {}
    }
}

/// Every place in `found` that is missing or other in `kept`.
fn lost(found: &Value, kept: Option<&Value>, path: &str, all: &mut Vec<String>) {
    match (found, kept) {
        (Value::Object(members), Some(kept)) => {
            for (name, value) in members.iter() {
                lost(value, kept.get(name), &format!("{path}/{name}"), all);
            }
        }
        (Value::Array(items), Some(kept)) => {
            for (at, item) in items.iter().enumerate() {
                let place = kept.as_array().and_then(|kept| kept.get(at));
                lost(item, place, &format!("{path}/{at}"), all);
            }
        }
        (found, kept) if kept == Some(found) => {}
        (_, _) => all.push(path.to_owned()),
    }
}

/// The laws of what is issued: the schema takes it, nothing is lost, it holds, and it is read and
/// written again byte for byte.
fn laws(written: &Written, rules: Option<&serde_json::Value>) {
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let badge = written.badge(suite).unwrap();
        let bytes = badge.to_bytes();
        assert_eq!(integrity(&bytes), Answer::Yes, "{}", String::from_utf8_lossy(&bytes));
        assert_eq!(json::read(&bytes).unwrap().to_bytes(), bytes);
        let mut all = Vec::new();
        lost(&Value::Object(written.draft.clone()), Some(&badge), "", &mut all);
        let achievement = badge.at(&["credentialSubject", "achievement"]);
        lost(&written.definition, achievement, "/achievement", &mut all);
        assert_eq!(all, Vec::<String>::new());
        if let Some(rules) = rules {
            let mut document = serde_json::from_slice(&bytes).unwrap();
            listed(&mut document);
            assert_eq!(schema::faults(rules, &document), Vec::<String>::new());
        }
    }
}

#[test]
fn a_badge_with_every_member_is_written_and_read_back() {
    let rules = published("ob_v3p0_achievementcredential_schema.json");
    laws(&written(&|_| true), rules.as_ref());
    laws(&written(&|_| false), rules.as_ref());
}

#[test]
fn a_badge_with_any_members_is_written_and_read_back() {
    let rules = published("ob_v3p0_achievementcredential_schema.json");
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let law = |(seed, share): (u64, u64)| {
        let choice = |path: &str| {
            let mut hasher = DefaultHasher::new();
            (seed, path).hash(&mut hasher);
            hasher.finish() % 8 < share
        };
        laws(&written(&choice), rules.as_ref());
        Ok(())
    };
    TestRunner::new(config).run(&(any::<u64>(), 1_u64..8), law).unwrap();
}

/// Every place of a value, by its steps.
fn places(value: &Value, path: &[String], all: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, one)| (name.to_owned(), one)).collect()
        }
        Value::Array(items) => (0..).map(|at: usize| at.to_string()).zip(items).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, child) in children {
        let path = [path, &[name]].concat();
        places(child, &path, all);
        all.push(path);
    }
}

/// What happens to a member of this name.
type Change<'c> = &'c dyn Fn(&mut Object, &str);

fn changed(value: &Value, path: &[String], change: Change<'_>) -> Option<Value> {
    let mut copy = value.clone();
    let (last, way) = path.split_last()?;
    let mut here = &mut copy;
    for step in way {
        here = match here {
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            other => other.as_object_mut()?.get_mut(step)?,
        };
    }
    change(here.as_object_mut()?, last);
    Some(copy)
}

/// Each member of a maximal badge made no value, or misnamed: refused, and its place told.
#[test]
fn every_member_that_is_wrong_is_told_by_its_place() {
    let whole = written(&|_| true);
    let parts = [Value::Object(whole.draft.clone()), whole.definition.clone()];
    let mut checked = 0;
    for (part, value) in parts.iter().enumerate() {
        let mut all = Vec::new();
        places(value, &[], &mut all);
        // What others signed is theirs; what is wrong in it is told all the same, one step above.
        all.retain(|path| !path.iter().any(|step| step == "endorsement"));
        for path in &all {
            let null = |members: &mut Object, name: &str| drop(members.insert(name, Value::Null));
            let misnamed = |members: &mut Object, name: &str| {
                let value = members.remove(name).unwrap();
                members.insert(format!("{name}x"), value);
            };
            let changes: [(Change<'_>, &str); 2] = [(&null, ""), (&misnamed, "x")];
            for (change, suffix) in changes {
                let Some(twin) = changed(value, path, change) else { continue };
                let twin = match part {
                    0 => Written {
                        draft: twin.as_object().unwrap().clone(),
                        definition: whole.definition.clone(),
                    },
                    _ => Written { draft: whole.draft.clone(), definition: twin },
                };
                let field = twin.badge(Suite::EddsaRdfc2022).unwrap_err();
                let expected = format!("{}{suffix}", path.join("."));
                // A member that is missing under its own name may be what is told.
                let missing = path.join(".");
                assert!(field == expected || field == missing, "{field} for {expected}");
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "{checked}");
}

/// Members of ours that the schema leaves to others: an achievement's words in another language.
const BESIDE: [(&str, &str); 3] =
    [("Related", "name"), ("Related", "description"), ("Related", "narrative")];

#[test]
fn the_table_of_classes_is_that_of_the_schema() {
    let Some(rules) = published("ob_v3p0_achievementcredential_schema.json") else { return };
    let defined = rules["$defs"].as_object().unwrap();
    let mut seen: BTreeSet<&str> = ["Context", "Proof", "ProfileRef"].into();
    for (name, class) in CLASSES {
        seen.insert(name);
        let rules = defined.get(*name).unwrap_or(&rules);
        let left_out = |member: &str| matches!(member, "@context" | "type" | "proof");
        let theirs = rules["properties"].as_object().unwrap().keys().map(String::as_str);
        let theirs: BTreeSet<&str> = theirs.filter(|member| !left_out(member)).collect();
        let beside = |member: &str| BESIDE.contains(&(*name, member));
        let ours = class.members.iter().map(|member| member.name);
        let ours: BTreeSet<&str> = ours.filter(|member| !beside(member)).collect();
        assert_eq!(ours, theirs, "{name}");
        let needed: BTreeSet<&str> = rules["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .filter(|member| !left_out(member))
            .collect();
        let own = class.members.iter().filter(|member| member.needed).map(|member| member.name);
        assert_eq!(own.collect::<BTreeSet<_>>(), needed, "{name}");
        for member in class.members {
            let rule = &rules["properties"][member.name];
            let several = rule["type"] == "array";
            assert_eq!(several, member.count != Count::One, "{name} {}", member.name);
            let Kind::Word(list) = member.kind else { continue };
            let words = if list.open { &rule["oneOf"][0]["enum"] } else { &rule["enum"] };
            assert_eq!(*words, serde_json::json!(list.words), "{name} {}", member.name);
        }
        assert_eq!(class.open, rules["additionalProperties"] == true, "{name}");
    }
    for name in defined.keys() {
        assert!(seen.contains(name.as_str()), "{name} is not in the table");
    }
}

/// What a word of one's own and a member of another context say is kept, and signed.
#[test]
fn unknown_types_and_members_of_other_contexts_are_kept() {
    let context = "https://www.w3.org/ns/credentials/undefined-terms/v2";
    let mut whole = written(&|path| path.ends_with("achievementType"));
    let members = whole.definition.as_object_mut().unwrap();
    members.insert("achievementType", "ext:RepairCafe");
    members.insert("type", Value::array(["Achievement", "https://a.example/Workshop"]));
    members.insert("@context", context);
    members.insert("tools", Value::object([("hammer", "old")]));
    whole.draft.insert("@context", Value::array([context]));
    whole.draft.insert("weather", "rain");
    let rules = published("ob_v3p0_achievementcredential_schema.json");
    let added = whole.draft.remove("@context").unwrap();
    let refused = whole.badge(Suite::EddsaRdfc2022).unwrap_err();
    assert_eq!(refused, "weather");
    whole.draft.insert("@context", added);
    let badge = whole.badge(Suite::EddsaRdfc2022).unwrap();
    let said = |path: &[&str]| badge.at(path).cloned();
    assert_eq!(said(&["weather"]), Some("rain".into()));
    let achievement = badge.at(&["credentialSubject", "achievement"]).unwrap();
    let mut all = Vec::new();
    lost(&whole.definition, Some(achievement), "", &mut all);
    assert_eq!(all, Vec::<String>::new());
    for path in [&["weather"][..], &["credentialSubject", "achievement", "tools", "hammer"]] {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        let change = |members: &mut Object, name: &str| drop(members.insert(name, "sun"));
        let twin = changed(&badge, &path, &change).unwrap();
        assert_eq!(integrity(&badge.to_bytes()), Answer::Yes);
        assert_eq!(integrity(&twin.to_bytes()), Answer::No, "{path:?}");
    }
    if let Some(rules) = rules {
        let mut document = serde_json::from_slice(&badge.to_bytes()).unwrap();
        listed(&mut document);
        assert_eq!(schema::faults(&rules, &document), Vec::<String>::new());
    }
}

/// A maximal badge with any member taken out or replaced is never a yes.
#[test]
fn no_member_of_a_maximal_badge_can_be_taken_out() {
    // What is said twice of one and the same party or thing, by issuer and creator or by several
    // endorsements, means the same when it is said once.
    let choice = |path: &str| {
        !path.contains("/creator/") && (path == "/endorsement" || !path.ends_with("/endorsement"))
    };
    let badge = written(&choice).badge(Suite::EddsaRdfc2022).unwrap();
    let mut all = Vec::new();
    places(&badge, &[], &mut all);
    // A context inside that is the one around it says nothing new: the endorsement alone needs it.
    all.retain(|path| path.len() == 1 || !path.iter().any(|step| step == "@context"));
    assert!(all.len() > 350, "{}", all.len());
    for path in &all {
        let gone = |members: &mut Object, name: &str| drop(members.remove(name));
        let other = |members: &mut Object, name: &str| drop(members.insert(name, "urn:x:y"));
        for change in [&gone as Change<'_>, &other] {
            let Some(twin) = changed(&badge, path, change) else { continue };
            assert_ne!(integrity(&twin.to_bytes()), Answer::Yes, "{path:?}");
        }
    }
}
