//! Open Badges 3.0 as others wrote them: read and written again without a loss, looked at, and
//! taken as what an author here may describe and award.

use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer};
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::vectors;

const FOLDERS: [&str; 3] =
    ["ob3-spec-examples", "ob3-1edtech-validator/ob30", "ob3-1edtech-validator/clr20"];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from(key(seed).public())
}

/// Every JSON document of the samples, with its path.
fn samples(root: &Path) -> Vec<(PathBuf, Value)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in
            paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"))
        {
            if let Ok(value) = json::read(&fs::read(&path).unwrap()) {
                found.push((path, value));
            }
        }
    }
    found
}

#[test]
fn every_sample_is_read_and_written_without_a_loss() {
    let Some(root) = vectors::root() else { return };
    let all = samples(&root);
    assert!(all.len() > 40, "{}", all.len());
    for (path, value) in all {
        let bytes = value.to_bytes();
        let again = json::read(&bytes).unwrap();
        assert_eq!((&again, again.to_bytes()), (&value, bytes), "{}", path.display());
    }
}

/// What others describe can be described here as it is, save what the schema refuses too.
#[test]
fn others_achievements_are_definitions() {
    // By its own contexts, the schema of this endorsement has no type: those of the badge around
    // it lend it one.
    let untyped = "creator.endorsement.0.credentialSchema.0.type";
    let refused_rightly = [
        ("fullOpenBadge-6.json", untyped),
        ("complete.json", untyped),
        // An endorsement by the data model 1.1, without an id.
        ("complete_v1.json", "endorsement.0.id"),
        (
            "simple-err-credential-subject-achievement-result-description-type.json",
            "resultDescription.2.type",
        ),
    ];
    let Some(root) = vectors::root() else { return };
    let mut taken = 0;
    for (path, value) in samples(&root) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(achievement) = Credential::new(&value).achievement() else { continue };
        let said = Definition::read(achievement).map_err(|fault| fault.field).and_then(|found| {
            let id = found.id().unwrap_or("urn:uuid:1").to_owned();
            let made = found.achievement(&id, &did(1), None);
            let awardable = issue::awardable(&made, Contexts::pinned());
            awardable.map_err(|fault| fault.field)
        });
        let rightly = refused_rightly.iter().find(|(refused, _)| *refused == name);
        let expected = rightly.map_or(Ok(()), |(_, field)| Err((*field).to_owned()));
        assert_eq!(said, expected, "{name}");
        taken += usize::from(said.is_ok());
    }
    assert!(taken > 30, "{taken}");
}

/// A badge that another program wrote: about an e-mail address, hashed.
fn hashed(address: &str, salt: &str) -> Value {
    let achievement = Value::object([
        ("id", Value::from("urn:uuid:7")),
        ("type", Value::array(["Achievement"])),
        ("name", "Tea".into()),
        ("description", "Makes tea".into()),
        ("criteria", Value::object([("narrative", "Made tea")])),
    ]);
    let draft = BadgeDraft {
        id: "urn:uuid:8".to_owned(),
        issuer: Issuer { did: did(1), name: "School".to_owned(), url: None },
        subject: did(2),
        achievement,
        valid_from: at("2026-11-01T00:00:00Z"),
        valid_until: None,
        narrative: None,
        evidence: Vec::new(),
        status: None,
    };
    let mut document = draft.unsigned().unwrap();
    let hash = sha256(&[address.as_bytes(), salt.as_bytes()]);
    let identity = Value::object([
        ("type", Value::from("IdentityObject")),
        ("hashed", true.into()),
        ("identityHash", format!("sha256${}", hex(hash.as_bytes())).into()),
        ("identityType", "emailAddress".into()),
        ("salt", salt.into()),
    ]);
    let members = document.as_object_mut().unwrap();
    let subject = members.get_mut("credentialSubject").and_then(Value::as_object_mut).unwrap();
    subject.insert("identifier", Value::array([identity]));
    let method = did(1).verification_method();
    let now = at("2026-11-02T00:00:00Z");
    let signer = (&key(1), method.as_str());
    sign(&document, Suite::EddsaRdfc2022, signer, now, Contexts::pinned()).unwrap()
}

/// A hashed address is never written here, and matched where it comes in.
#[test]
fn a_hashed_address_of_others_is_matched() {
    let badge = hashed("lea@school.example", "Kosher");
    let presented = Presented::read(&badge.to_bytes(), &bot_foreign::reader()).unwrap();
    let answer = |presenter: &str, question: Question| {
        let mut asked = Asked::at(at("2026-11-23T12:00:00Z"));
        asked.presenter = Some(presenter.to_owned());
        judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader()).answer(question)
    };
    assert_eq!(answer("lea@school.example", Question::Integrity), Answer::Yes);
    assert_eq!(answer("lea@school.example", Question::Recipient), Answer::Yes);
    assert_ne!(answer("leo@school.example", Question::Recipient), Answer::Yes);
    let credential = Credential::new(&badge);
    let [known] = credential.identities()[..] else { panic!("one identity was written") };
    assert_eq!((known.hashed, known.salt), (true, Some("Kosher")));
}
