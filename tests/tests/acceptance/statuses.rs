//! Badges suspended, given back and revoked between two real nodes: told by the ledger and by the
//! lists that the issuer signs, undone in time, and never half done when a node is killed.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::restore::{Before, Machine, before, until};

/// Badges of a batch, each with a reason of its own and so with an entry of its own.
const BATCH: usize = 16;

/// The reason of the finding on the status, as a machine tells it with these files handed in.
fn told(machine: &Machine, badge: &str, with: &[&str]) -> String {
    let mut arguments = vec!["verify", badge, "--need", "integrity"];
    with.iter().for_each(|file| arguments.extend(["--with", file]));
    let verdict = machine.bot(&arguments);
    verdict["findings"]["status"]["reason"].as_str().unwrap().to_owned()
}

/// The reply to a `GET` on the loopback door of a machine: its head, lower case, and its body.
fn get(machine: &Machine, path: &str, more: &str) -> (String, Vec<u8>) {
    let address = fs::read_to_string(machine.data.join("run/http")).unwrap();
    let address = address.trim().trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{more}\r\n")
        .unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8_lossy(&reply[..end]).to_lowercase(), reply[end + 4..].to_vec())
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(found, _)| *found == name).map_or("", |(_, value)| value)
}

/// The list that a badge names, as its issuer signs it now, saved beside the badge.
fn list(school: &Machine, badge: &str, end: &str) -> String {
    let document: Value = serde_json::from_slice(&fs::read(badge).unwrap()).unwrap();
    let named = document["credentialStatus"]["statusListCredential"].as_str().unwrap();
    let (did, number) = named.split_once("/status/").unwrap();
    let (head, body) = get(school, &format!("/status/{did}/{number}{end}"), "");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert_eq!(header(&head, "content-type"), "application/vc", "{head}");
    assert_eq!(header(&head, "cache-control"), "public, max-age=300", "{head}");
    let place = format!("{badge}{}.list", end.replace('/', "."));
    fs::write(&place, body).unwrap();
    place
}

fn entries(machine: &Machine, did: &str, kind: &str) -> usize {
    let entries = machine.try_bot(&["feed", "show", did]).unwrap();
    entries.iter().filter(|entry| entry["kind"] == kind).count()
}

fn kill(machine: &Machine) {
    let pid = machine.bot(&["status"])["pid"].to_string();
    assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
}

#[test]
fn a_suspension_is_told_by_ledger_and_lists_and_lifted_again() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, badge, saved, .. } = before(room.path());
    let alone = Machine::new(room.path(), "alone");
    until("the badge to be judged", || told(&learner, &saved, &[]) == "clear-as-of");
    let plain = list(&school, &saved, "");
    assert_eq!(told(&alone, &saved, &[]), "no-feed");
    assert_eq!(told(&alone, &saved, &[&plain]), "clear-in-list");

    let said = school.bot(&["suspend", &badge, "--reason", "an inquiry is open"]);
    assert_eq!((&said["changed"], &said["item"]["state"]), (&true.into(), &"suspended".into()));
    until("the suspension", || told(&learner, &saved, &[]) == "suspended");
    // What was signed before says what held then; the new one says that it does not tell alone.
    let (apart, suspended) = (list(&school, &saved, ""), list(&school, &saved, "/suspension"));
    assert_eq!(told(&alone, &saved, &[&apart]), "no-feed");
    assert_eq!(told(&alone, &saved, &[&apart, &suspended]), "suspended-in-list");
    assert_eq!(told(&alone, &saved, &[&suspended]), "suspended-in-list");

    let said = school.bot(&["resume", &badge]);
    assert_eq!(said["changed"], true, "{said}");
    until("the end of the suspension", || told(&learner, &saved, &[]) == "resumed-as-of");
    assert_eq!(told(&alone, &saved, &[&list(&school, &saved, "")]), "clear-in-list");

    school.bot(&["revoke", &badge, "--yes"]);
    until("the revocation", || told(&learner, &saved, &[]) == "revoked");
    assert_eq!(told(&alone, &saved, &[&list(&school, &saved, "")]), "revoked-in-list");
    let refused = school.try_bot(&["resume", &badge]).unwrap_err();
    assert!(refused.contains("revocation-final"), "{refused}");
    assert_eq!((entries(&school, &did, "suspend"), entries(&school, &did, "revoke")), (2, 1));
    the_list_is_cached_and_refused_where_it_is_not_the_issuers(&school, &learner, &saved);
}

fn the_list_is_cached_and_refused_where_it_is_not_the_issuers(
    school: &Machine,
    learner: &Machine,
    saved: &str,
) {
    let document: Value = serde_json::from_slice(&fs::read(saved).unwrap()).unwrap();
    let named = document["credentialStatus"]["statusListCredential"].as_str().unwrap();
    let path = format!("/status/{}", named.replace("/status/", "/"));
    let (head, _) = get(school, &path, "");
    let tag = header(&head, "etag");
    // Who knows of no credentials gets the same as JSON; caches tell these apart.
    let (plain, _) = get(school, &path, "accept: application/ld+json, application/json\r\n");
    assert_eq!(header(&plain, "content-type"), "application/ld+json", "{plain}");
    assert_ne!(header(&plain, "etag"), tag);
    let (bare, _) = get(school, &path, "accept: text/html, application/json;q=0.9\r\n");
    assert_eq!(header(&bare, "content-type"), "application/json", "{bare}");
    let (any, _) = get(school, &path, "accept: text/html, */*;q=0.8\r\n");
    assert_eq!(header(&any, "content-type"), "application/vc", "{any}");
    assert_eq!(header(&any, "vary"), "accept");
    let (again, body) = get(school, &path, &format!("if-none-match: {tag}\r\n"));
    assert!(again.starts_with("http/1.1 304 ") && body.is_empty(), "{again}");
    for (machine, path, code) in [
        (learner, path.as_str(), "status-list-foreign"),
        (school, &format!("{path}1"), "status-list-unknown"),
        (school, "/status/did:web:a.example/1", "status-list-foreign"),
    ] {
        let (head, body) = get(machine, path, "");
        assert!(head.starts_with("http/1.1 404 "), "{head}");
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["code"], code, "{problem}");
    }
}

#[test]
fn a_change_waits_to_be_undone_also_across_a_kill() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, badge, saved, .. } = before(room.path());
    let waits = ["revoke", &badge, "--yes", "--undo-window", "3600"];
    let said = school.bot(&waits);
    assert_eq!((&said["changed"], &said["item"]["state"]), (&true.into(), &"published".into()));
    kill(&school);
    school.up();
    let waiting = school.try_bot(&["undo", "--list"]).unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(school.bot(&["undo"])["changed"], true);
    assert_eq!(entries(&school, &did, "revoke"), 0);
    // A window that is over while the node is down ends when it is up again.
    school.bot(&["revoke", &badge, "--yes", "--undo-window", "1"]);
    kill(&school);
    school.up();
    until("the revocation to be said", || entries(&school, &did, "revoke") == 1);
    until("the revocation", || told(&learner, &saved, &[]) == "revoked");
    assert!(school.try_bot(&["undo"]).is_err());
}

/// Awards some badges and writes them into a file, each with a reason of its own.
fn batch(room: &Path, school: &Machine, to: &str) -> String {
    let mut rows = "id,reason\n".to_owned();
    for number in 0..BATCH {
        let issued = school.bot(&["issue", "Repair café helper", "--to", to]);
        rows += &format!("{},\"reason, {number}\"\n", issued["item"]["id"].as_str().unwrap());
    }
    let path = room.join("batch.csv");
    fs::write(&path, rows).unwrap();
    path.display().to_string()
}

#[test]
fn a_batch_that_a_kill_interrupts_is_done_whole_or_not_at_all() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, .. } = before(room.path());
    let to = learner.bot(&["id", "show", "Learner"])["did"].as_str().unwrap().to_owned();
    let csv = batch(room.path(), &school, &to);
    let mut expected = 0;
    for round in 0..6_u32 {
        let verb = if (expected / BATCH).is_multiple_of(2) { "suspend" } else { "resume" };
        let pid = school.bot(&["status"])["pid"].to_string();
        let spoken = std::thread::scope(|scope| {
            let asked = scope.spawn(|| school.try_bot(&[verb, "--csv", &csv, "--yes"]).is_ok());
            std::thread::sleep(Duration::from_millis(40 + 30 * u64::from(round)));
            assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
            asked.join().unwrap()
        });
        school.up();
        until("what was begun to be ended", || {
            school.try_bot(&["undo", "--list"]).unwrap().is_empty()
        });
        let found = entries(&school, &did, "suspend");
        let done = found == expected + BATCH;
        assert!(done || (found == expected && !spoken), "{verb} {round}: {expected} {found}");
        expected = found;
    }
    // And a whole one without a kill.
    let verb = if (expected / BATCH).is_multiple_of(2) { "suspend" } else { "resume" };
    let trial = school.bot(&[verb, "--csv", &csv, "--dry-run"]);
    assert_eq!(trial["items"].as_array().unwrap().len(), BATCH, "{trial}");
    school.bot(&[verb, "--csv", &csv, "--yes"]);
    assert_eq!(entries(&school, &did, "suspend"), expected + BATCH);
}
