//! A key is stolen: its owner goes on with a new one by the sheet of the old, the thief with all that
//! the machine had does not, and what is known of the one is known of the other.

use bot_node::keys::Root;
use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{self, Suite};
use bot_protocol::identity::Did;
use serde_json::Value;

use crate::restore::{Before, Machine, before, until};

/// The owner on another machine, with a new identity, beside a node that has the old ledger.
fn anew(room: &std::path::Path, learner: &Machine, did: &str) -> (Machine, String) {
    let again = Machine::new(room, "anew");
    let made = again.locked(&["id", "init", "--name", "School again", "--party", "organisation"]);
    again.up();
    let address = learner.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    again.bot(&["peer", "add", &address]);
    let has = |ledger: &Value| ledger["did"] == did && ledger["entries"] != 0;
    until("the old ledger", || again.try_bot(&["feed", "show"]).unwrap().iter().any(has));
    (again, made["did"].as_str().unwrap().to_owned())
}

fn integrity(machine: &Machine, saved: &str) -> String {
    // Not every answer is a yes, and what was asked is told all the same.
    let told = match machine.try_bot(&["verify", saved, "--need", "integrity"]) {
        Ok(said) => said[0].to_string(),
        Err(failed) => failed,
    };
    let (_, after) = told.split_once("\"integrity\":{").unwrap();
    let (_, reason) = after.split_once("\"reason\":\"").unwrap();
    reason.split('"').next().unwrap().to_owned()
}

#[test]
fn the_owner_goes_on_by_the_sheet_and_the_thief_does_not() {
    let room = tempfile::tempdir().unwrap();
    let Before { school: thief, learner, did, words, saved, .. } = before(room.path());
    assert_eq!(integrity(&learner, &saved), "signed-by-issuer");
    let (again, successor) = anew(room.path(), &learner, &did);
    learner.bot(&["contact", "add", &did, "Our school"]);

    // Another sheet than that of the stolen key names nobody for it.
    let sheet = again.locked(&["id", "export-recovery"])["words"].as_str().unwrap().to_owned();
    let other = room.path().join("other").display().to_string();
    std::fs::write(&other, sheet).unwrap();
    let failed = again.try_bot(&["id", "succeed", "--words", &other, "--yes"]).unwrap_err();
    assert!(failed.contains("succession-itself"), "{failed}");

    // The owner says so; a trial says what would count, and nothing changes.
    let succeed = ["id", "succeed", "--words", &words];
    let trial = again.bot(&[&succeed[..], &["--dry-run"]].concat());
    assert_eq!(
        (&trial["did"], &trial["successor"]),
        (&did.clone().into(), &successor.clone().into())
    );
    assert_eq!(integrity(&again, &saved), "signed-by-issuer");
    let failed = again.try_bot(&succeed).unwrap_err();
    assert!(failed.contains("--yes"), "{failed}");
    let said = again.bot(&[&succeed[..], &["--yes"]].concat());
    assert_eq!(said["kept"], trial["kept"], "{said}");

    // Everybody learns it: what an old key signed and nothing dates is told apart, the thief's machine
    // signs no more, and who knew the one knows the other.
    until("the succession", || integrity(&learner, &saved) == "signed-by-former-key");
    let issue = ["issue", "Repair café helper", "--to", &did];
    until("the stolen machine to hear of it", || {
        let failed = thief.try_bot(&issue).err().unwrap_or_default();
        failed.contains("identity-succeeded") && failed.contains(&successor)
    });
    let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/badge-definition.json");
    let badge = again.bot(&["badge", "new", definition]);
    let out = room.path().join("new.json").display().to_string();
    let holder = learner.bot(&["id", "show", "Learner"])["did"].as_str().unwrap().to_owned();
    let id = badge["id"].as_str().unwrap();
    again.bot(&["issue", id, "--to", &holder, "--out", &out]);
    let verdict = learner.bot(&["verify", &out, "--need", "integrity,path"]);
    assert_eq!(verdict["findings"]["path"]["reason"], "known-directly", "{verdict}");
}

/// A badge like this one, by the stolen key of the sheet, dated two years before.
fn back_dated(badge: &str, words: &str) -> Vec<u8> {
    let root = Root::from_words(&std::fs::read_to_string(words).unwrap()).unwrap();
    let key = root.identity_key();
    let document = json::read(&std::fs::read(badge).unwrap()).unwrap();
    let mut members = document.as_object().unwrap().clone();
    members.remove("proof");
    members.insert("id", "urn:uuid:0dd0dd0d-0000-4000-8000-000000000001");
    members.insert("validFrom", "2024-11-23T12:00:00Z");
    let created = "2024-11-23T12:00:00Z".parse().unwrap();
    let method = Did::from(key.public()).verification_method();
    let (by, contexts) = ((&key, method.as_str()), Contexts::pinned());
    let unsigned = json::Value::Object(members);
    proof::sign(&unsigned, Suite::EddsaRdfc2022, by, created, contexts).unwrap().to_bytes()
}

#[test]
fn a_badge_issued_in_private_stays_a_yes_and_one_that_a_thief_back_dates_gets_none() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, words, .. } = before(room.path());
    // Awarded, accepted, and shown to nobody: nothing in any ledger tells of it.
    let holder = learner.bot(&["id", "show", "Learner"])["did"].as_str().unwrap().to_owned();
    let out = room.path().join("private.json").display().to_string();
    let issued = school.bot(&["issue", "Repair café helper", "--to", &holder, "--out", &out]);
    let id = issued["item"]["id"].as_str().unwrap().to_owned();
    let letter = issued["letter"].as_str().unwrap();
    until("the offer", || learner.try_bot(&["accept", letter]).is_ok());
    let thiefs = room.path().join("thiefs.json").display().to_string();
    std::fs::write(&thiefs, back_dated(&out, &words)).unwrap();
    for badge in [&out, &thiefs] {
        assert_eq!(integrity(&learner, badge), "signed-by-issuer");
    }

    // The school goes on with another key on the same machine, which anchors before it cuts off.
    school.locked(&["id", "init", "--name", "School again", "--party", "organisation"]);
    school.bot(&["id", "succeed", "--as", "School again", "--words", &words, "--yes"]);
    until("the succession and the proof", || {
        integrity(&learner, &out) == "signed-before-succession"
    });
    assert_eq!(integrity(&learner, &thiefs), "signed-by-former-key");

    // In the hand it is shown where no ledger is held.
    let file = room.path().join("private.proof").display().to_string();
    learner.bot(&["prove", &id, "--out", &file]);
    let reader = Machine::new(room.path(), "reader");
    assert_eq!(integrity(&reader, &file), "signed-before-succession");
    let beside = ["verify", &thiefs, "--with", &file, "--need", "integrity"];
    let failed = reader.try_bot(&beside).unwrap_err();
    assert!(failed.contains("signed-by-former-key"), "{failed}");
}
