//! What is erased is in no file any more: the data folders of real nodes, searched.

use std::fs;
use std::path::Path;

use crate::restore::Machine;

/// What the badge says of the person, and nothing else says. Stores keep what all badges have in
/// common apart; no four of these bytes are among that, so that they lie in one piece there too.
const SEEDED: &str = "Xq7-SEEDED-Zw9-60417";

/// Files below a folder that hold the seeded text.
fn holders(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holders(&path));
        } else if let Ok(bytes) = fs::read(&path)
            && bytes.windows(SEEDED.len()).any(|piece| piece == SEEDED.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Asks until the answer is so.
fn until(machine: &Machine, command: &[&str], so: impl Fn(&[serde_json::Value]) -> bool) {
    for _ in 0..300 {
        if machine.try_bot(command).is_ok_and(|said| so(&said)) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{command:?} never answered as it should");
}

#[test]
fn no_byte_of_what_was_erased_stays_in_any_data_folder() {
    let room = tempfile::tempdir().unwrap();
    let [school, lea] = ["School", "Lea"].map(|name| {
        let machine = Machine::new(room.path(), name);
        let secret = room.path().join(format!("{name}.passphrase")).display().to_string();
        machine.bot(&["id", "init", "--name", name, "--passphrase-file", &secret]);
        machine
    });
    let address = school.up();
    lea.up();
    lea.bot(&["peer", "add", &address]);
    let did = |machine: &Machine| machine.bot(&["id", "show"])["did"].as_str().unwrap().to_owned();
    let (at_school, at_lea) = (did(&school), did(&lea));
    school.bot(&["contact", "add", &at_lea, "Lea"]);
    lea.bot(&["contact", "add", &at_school, "School"]);
    let definition = room.path().join("helper.json");
    let text = r#"{"name":{"en":"Helper"},"description":{"en":"d"},"criteria":{"en":"c"}}"#;
    fs::write(&definition, text).unwrap();
    school.bot(&["badge", "new", &definition.display().to_string()]);
    let told = ["issue", "Helper", "--to", "Lea", "--narrative", SEEDED];
    let badge = school.bot(&told)["item"]["id"].as_str().unwrap().to_owned();
    until(&lea, &["offers"], |said| !said.is_empty());
    let offer = lea.bot(&["offers"])["id"].as_str().unwrap().to_owned();
    lea.bot(&["accept", &offer, "--publish"]);
    let published = |said: &[serde_json::Value]| {
        said.iter().any(|one| one["kind"] == "publish" && one["body"] == "held")
    };
    until(&school, &["feed", "show", "Lea"], published);
    assert!(!holders(&lea.data).is_empty() && !holders(&school.data).is_empty());

    lea.bot(&["unpublish", &badge, "--yes"]);
    let withdrawn = |said: &[serde_json::Value]| {
        said.iter().any(|one| one["kind"] == "publish" && one["body"] == "withdrawn")
    };
    until(&school, &["feed", "show", "Lea"], withdrawn);
    assert!(lea.try_bot(&["badge", "show", &badge]).is_ok(), "the badge itself stays hers");
    let feed = school.try_bot(&["feed", "show", "Lea"]).unwrap();
    let entry = feed.iter().find(|one| one["kind"] == "publish").unwrap()["id"].as_str().unwrap();
    let failed = school.try_bot(&["feed", "verdict", entry]).unwrap_err();
    assert!(failed.contains("withdrawn-by-holder") && failed.contains("Some(7)"), "{failed}");

    let trial = lea.bot(&["data", "erase", "Lea", "--dry-run"]);
    assert!(trial["goes"].as_array().is_some_and(|goes| !goes.is_empty()), "{trial}");
    assert!(!holders(&lea.data).is_empty(), "a trial erases nothing");
    lea.bot(&["data", "erase", "Lea", "--yes"]);
    assert_eq!(holders(&lea.data), Vec::<String>::new());
    school.bot(&["data", "erase", "Lea", "--yes"]);
    assert_eq!(holders(&school.data), Vec::<String>::new());
    // The nodes go on with the store that was written anew.
    assert!(school.try_bot(&["feed", "show", &at_lea]).is_ok_and(|said| withdrawn(&said)));
}
