//! `bot demo` is the first thing a stranger runs: it ends well only if all of it happened, it
//! leaves nothing behind, and with `--keep` what it leaves can be talked to.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

const BOT: &str = env!("CARGO_BIN_EXE_bot-under-test");

/// `bot` with temporary files in a folder of the test's own and nothing else of this machine.
fn bot(temporary: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(BOT);
    command.args(arguments).env_clear().env("TMPDIR", temporary).env("HOME", temporary);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Processes that name a folder on their command line.
fn running_in(folder: &Path) -> Vec<String> {
    let name = folder.display().to_string();
    let lines = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| {
        let line = fs::read(entry.path().join("cmdline")).ok()?;
        Some(String::from_utf8_lossy(&line).replace('\0', " "))
    });
    lines.filter(|line| line.contains(&name)).collect()
}

fn nothing_is_left(folder: &Path) {
    let left: Vec<_> = fs::read_dir(folder).unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(running_in(folder), [""; 0]);
}

fn events(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_step_happens_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let output = bot(folder.path(), &["demo", "--json", "--lang", "fr"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let events = events(&output.stdout);
    let mut names = events.iter().map(|event| event["event"].as_str().unwrap());
    for step in [
        "demo-part-issue",
        "demo-described",
        "demo-issued",
        "demo-baked",
        "demo-part-accept",
        "demo-offer",
        "demo-accepted",
        "demo-carried",
        "demo-endorsed",
        "demo-endorsement-shown",
        "demo-recognised",
        "demo-part-verify",
        "demo-school-off",
        "demo-caught-up",
        "demo-verdict",
        "demo-verified",
        "demo-part-revoke",
        "demo-revoked",
        "demo-heard-live",
        "demo-heard-live",
        "demo-verdict",
        "demo-heard-late",
        "demo-verdict",
        "demo-tampered",
        "demo-verdict",
        "demo-part-own",
        "demo-own-awarded",
        "demo-verdict",
        "demo-own-alone",
        "demo-recognised",
        "demo-recognised",
        "demo-endorsed",
        "demo-endorsement-shown",
        "demo-verdict",
        "demo-trust",
        "demo-own-worth",
        "demo-end",
    ] {
        assert!(names.any(|name| name == step), "{step} did not happen in its order");
    }
    let verdicts = events.iter().filter(|event| event["event"] == "demo-verdict");
    let exits: Vec<_> = verdicts.map(|verdict| verdict["exit"].as_i64().unwrap()).collect();
    assert_eq!(exits, [0, 6, 6, 6, 0, 0]);
    let forged = events.iter().filter(|event| event["event"] == "demo-verdict").nth(3).unwrap();
    let status = &forged["findings"]["status"];
    assert_eq!(status["answer"], "unknown", "{status}");
    for finding in forged["findings"].as_object().unwrap().values() {
        // The words of a verdict are the reader's too, not those of the commands in between.
        let says = finding["says"].as_str().unwrap();
        assert!(!says.contains("the badge") && !says.contains("The "), "{says}");
    }
    assert!(status["says"].as_str().unwrap().contains("n’est pas prouvé"), "{status}");
    assert!(events.iter().any(|event| event["says"].as_str().unwrap_or("").contains("école")));
    nothing_is_left(folder.path());
}

#[test]
fn what_is_kept_can_be_talked_to_and_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let output = bot(folder.path(), &["demo", "--keep", "--lang", "en"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let told = text.lines().filter_map(|line| line.trim().strip_prefix("bot status --data "));
    let nodes: Vec<&str> = told.collect();
    assert_eq!(nodes.len(), 4, "{text}");
    for data in nodes {
        let status = bot(folder.path(), &["status", "--data", data]).output().unwrap();
        assert!(status.status.success(), "{status:?}");
        let down = bot(folder.path(), &["down", "--data", data]).output().unwrap();
        assert!(down.status.success(), "{down:?}");
        let status = bot(folder.path(), &["status", "--data", data]).output().unwrap();
        assert_eq!(status.status.code(), Some(5), "{status:?}");
    }
    assert_eq!(running_in(folder.path()), [""; 0]);
}

fn first_event(child: &mut Child, event: &str) -> BufReader<std::process::ChildStdout> {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains(event) {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "it ended before {event}");
    }
    output
}

#[test]
fn interrupted_at_any_part_it_clears_up() {
    for (event, signal) in [
        ("demo-node-up", Signal::INT),
        ("demo-accepted", Signal::TERM),
        ("demo-school-off", Signal::INT),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = bot(folder.path(), &["demo", "--json"]).spawn().unwrap();
        let mut output = first_event(&mut child, event);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        let ended = child.wait_with_output().unwrap();
        let trouble = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{event}: {trouble}");
        assert!(trouble.contains("demo-interrupted"), "{event}: {trouble}");
        assert!(!rest.contains("demo-end"), "{event}");
        nothing_is_left(folder.path());
    }
}

#[test]
fn without_a_stage_there_is_no_story() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let output = bot(&nowhere, &["demo", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(output.stdout.is_empty());
    nothing_is_left(folder.path());
}
