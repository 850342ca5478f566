//! Proofs in the hand: made by the holder while the issuer sleeps, carried as a file or scanned from
//! QR codes by another implementation, and judged by a machine that never saw the network.

use std::fs;
use std::path::Path;

use bot_protocol::canon::multibase::decode_base64;
use bot_tests::judges::Judge;
use serde_json::{Value, json};

use super::restore::{Before, Machine, before, until};

/// The finding on the status, as a machine tells it of these files.
fn told(machine: &Machine, files: &[String]) -> Value {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let verdict = machine.bot(&[&["verify"], &files[..], &["--need", "integrity"]].concat());
    assert_eq!(verdict["findings"]["integrity"]["answer"], "yes", "{verdict}");
    verdict["findings"]["status"].clone()
}

/// The QR codes of a folder, each as another implementation reads it and saves it, in order.
fn scanned(folder: &Path, judge: &mut Judge) -> Vec<String> {
    let mut pictures: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    pictures.sort();
    let scan = |picture: &std::path::PathBuf| {
        let svg = fs::read_to_string(picture).unwrap();
        let seen = judge.ask(&json!({"do": "scan", "svg": svg})).unwrap();
        let read = picture.with_extension("read");
        fs::write(&read, decode_base64(seen["bytes"].as_str().unwrap()).unwrap()).unwrap();
        read.display().to_string()
    };
    pictures.iter().map(scan).collect()
}

#[test]
fn a_proof_by_the_holder_is_judged_alone_by_file_and_by_scanned_codes() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, badge, saved, .. } = before(room.path());
    let alone = Machine::new(room.path(), "alone");
    assert_eq!(told(&alone, std::slice::from_ref(&saved))["reason"], "no-feed");
    let known = || told(&learner, std::slice::from_ref(&saved));
    until("the school's ledger to be held by the learner", || known()["answer"] == "yes");
    school.bot(&["down"]);
    let file = room.path().join("badge.proof").display().to_string();
    let folder = room.path().join("codes");
    let codes = folder.display().to_string();
    let made = learner.bot(&["prove", &badge, "--out", &file, "--qr", &codes]);
    learner.bot(&["down"]);
    let status = told(&alone, std::slice::from_ref(&file));
    assert_eq!((&status["answer"], &status["reason"]), (&"yes".into(), &"clear-as-of".into()));
    let mut read = scanned(&folder, &mut Judge::npm());
    assert_eq!(read.len() as u64, made["codes"].as_u64().unwrap());
    assert!((1..=4).contains(&read.len()), "{} codes", read.len());
    read.reverse();
    let by_codes = told(&alone, &read);
    assert_eq!((&by_codes["reason"], &by_codes["entry"]), (&status["reason"], &status["entry"]));
    // Without one of them, and with one that is damaged, nothing is told.
    let last = read.pop().unwrap();
    let refused = |files: &[String]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        alone.try_bot(&[&["verify"], &files[..]].concat())
    };
    if !read.is_empty() {
        refused(&read).unwrap_err();
    }
    let mut bytes = fs::read(&last).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&last, bytes).unwrap();
    read.push(last);
    refused(&read).unwrap_err();
}

#[test]
fn a_proof_made_after_a_revocation_tells_it_and_an_older_one_grows_old() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, badge, .. } = before(room.path());
    let alone = Machine::new(room.path(), "alone");
    let place = |name: &str| room.path().join(name).display().to_string();
    let (early, late) = (place("early.proof"), place("late.proof"));
    school.bot(&["prove", &badge, "--out", &early]);
    school.bot(&["revoke", &badge, "--reason", "wrong person", "--yes"]);
    // The verb ends as its verdict does.
    school.try_bot(&["prove", &badge, "--out", &late]).unwrap_err();
    assert_eq!(told(&alone, std::slice::from_ref(&early))["reason"], "clear-as-of");
    assert_eq!(told(&alone, std::slice::from_ref(&late))["reason"], "revoked");
    let later = ["verify", &early, "--at", "2126-01-01T00:00:00Z", "--need", "integrity"];
    assert_eq!(alone.bot(&later)["findings"]["status"]["answer"], "unknown");
    // The later news outweighs the older, whichever is handed in with the other.
    for (one, other) in [(&early, &late), (&late, &early)] {
        let verdict = alone.bot(&["verify", one, "--with", other, "--need", "integrity"]);
        assert_eq!(verdict["findings"]["status"]["reason"], "revoked");
    }
}
