//! A key is stolen: its owner goes on with a new one by the sheet of the old, the thief with all that
//! the machine had does not, and what is known of the one is known of the other.

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
