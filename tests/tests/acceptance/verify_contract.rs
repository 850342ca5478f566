//! `bot verify` keeps one contract, whether a node runs on the data folder or not: the same exit
//! codes, the same findings, the same shape.

use std::os::unix::net::UnixListener;

use serde_json::Value;

use crate::handbook::desk::{Desk, root};

/// A desk with a badge, its issuer's ledger, and twins of the badge that do not hold. No node runs.
fn desk() -> Desk {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase";
    let lea = desk.done(&format!("bot id init --name Lea --data lea {secret} --json | jq -r .did"));
    desk.done(&format!("bot id init --name School --party organisation {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json --image badge.png");
    desk.done(&format!("bot issue 'Repair café helper' --to {} --out b.png", lea.trim()));
    desk.done(&format!("bot issue 'Repair café helper' --to {} --out c.png", lea.trim()));
    desk.done("bot feed export School --out early.feed");
    desk.done("bot badge unbake b.png --out b.json; bot badge unbake c.png --out c.json");
    let id = desk.done("jq -r .id b.json");
    desk.done(&format!("bot revoke {} --yes", id.trim()));
    desk.done("bot feed export School --out late.feed");
    desk.done("bot down");
    desk.done("sed s/Repair/Repaid/ b.json > forged.json");
    for (files, name) in [("b.json c.json", "both"), ("c.json forged.json", "mixed")] {
        desk.done(&format!("jq -s '{PRESENTATION}' {files} > {name}.json"));
    }
    desk.done("head -c 300 b.json > cut.json");
    desk.done("sed 's/{/{\"id\":1,/' b.json > double.json");
    desk.done("head -c -50 b.png > cut.png");
    desk.done("echo nothing of the kind > words.txt; : > empty; mkdir folder");
    desk.done("mkdir good bad; cp b.png b.json words.txt good; cp b.png forged.json bad");
    desk.done("tar --sort=name -cf good.tar good; head -c 600 good.tar > cut.tar");
    desk.done("tar --sort=name -czf bad.tgz bad");
    desk.done("mkdir listed; cp c.json both.json listed");
    desk.done(&format!("echo '{LIST}' > listed/list.json"));
    desk.done(r#"jq ".type = [\"VerifiableCredential\"]" listed/list.json > listed/untyped.json"#);
    desk.done("mkdir links; ln -s ../forged.json links/; cp b.json links");
    desk
}

/// A presentation of the badges that `jq` reads; nobody signed it.
const PRESENTATION: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"], "verifiableCredential": .}"#;

/// A list of revoked badges that lies among badges; nobody signed it.
const LIST: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"https://a.example/list",
    "type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"did:example:x",
    "credentialSubject":{"type":"BitstringStatusList","statusPurpose":"revocation","encodedList":"u"}}"#;

/// What is asked, and the exit code it must end with.
const ROWS: [(&str, i32); 42] = [
    ("both.json --with early.feed", 0),
    ("both.json", 7),
    ("both.json --need integrity", 0),
    ("both.json --with late.feed", 6),
    ("both.json --with early.feed --challenge 4711 --need recipient", 7),
    ("mixed.json --with early.feed", 6),
    ("mixed.json --with early.feed --need status", 7),
    ("mixed.json", 6),
    ("b.png --with early.feed", 0),
    ("b.json --with early.feed", 0),
    ("- --with early.feed < b.png", 0),
    ("b.png --with early.feed --offline", 0),
    ("b.png --with early.feed --need integrity,status,right", 0),
    ("b.png --need integrity", 0),
    ("b.png", 7),
    ("b.png --offline", 7),
    ("b.png --with early.feed --need path", 7),
    ("b.png --need recipient --challenge 4711 --domain example.org", 7),
    ("b.png --with early.feed --at 2099-01-01T00:00:00Z", 7),
    ("b.png --with early.feed --at 2099-01-01T00:00:00Z --max-age 40000", 0),
    ("b.png --with early.feed --with late.feed", 6),
    ("b.png --with late.feed", 6),
    ("b.png --at 2020-01-01T00:00:00Z", 6),
    ("forged.json --with early.feed", 6),
    ("cut.json", 6),
    ("double.json", 6),
    ("cut.png", 6),
    ("words.txt", 1),
    ("empty", 1),
    ("folder", 1),
    ("badge.png", 1),
    ("b.png --with words.txt", 1),
    ("nowhere.png", 3),
    ("https://school.example/badge.json", 2),
    ("b.png --with nowhere.feed", 3),
    // Whoever says whom it must be about needs the answer, unless they say what they need; a challenge alone
    // changes nothing of what is needed.
    ("b.png --with early.feed --challenge 4711", 0),
    ("b.png --with early.feed --recipient lea@example.org", 7),
    ("b.png --with early.feed --recipient did:example:somebody", 6),
    ("b.png --with early.feed --recipient lea@example.org --need integrity,status", 0),
    ("b.png --with early.feed --recipient lea", 2),
    ("b.png --need integrty", 2),
    ("b.png --domain example.org", 2),
];

/// The same for folders and archives, with the counts of badges that are yes, no, neither.
const MANY: [(&str, i32, [u64; 3]); 13] = [
    ("good --with early.feed", 0, [2, 0, 0]),
    ("good.tar --with early.feed", 0, [2, 0, 0]),
    ("good", 7, [0, 0, 2]),
    ("good --with late.feed", 6, [0, 2, 0]),
    ("good --with words.txt", 1, [0, 0, 0]),
    ("bad --with early.feed", 6, [1, 1, 0]),
    ("bad.tgz --with early.feed", 6, [1, 1, 0]),
    ("links --with early.feed", 0, [1, 0, 0]),
    ("good --with early.feed --recipient lea@example.org", 7, [0, 0, 2]),
    ("good --with early.feed --recipient did:example:somebody", 6, [0, 2, 0]),
    // A list of revoked badges is no badge, whichever of its types says so, and a file of two is two.
    ("listed --with late.feed", 6, [2, 1, 0]),
    ("folder", 1, [0, 0, 0]),
    ("cut.tar", 1, [0, 0, 0]),
];

/// What must be alike: each finding with its answer and reason, and the credential.
fn gist(printed: &str) -> Option<Value> {
    let verdict: Value = serde_json::from_str(printed.trim()).ok()?;
    let findings = verdict.get("findings")?.as_object().unwrap();
    let six: Vec<_> = findings
        .iter()
        .map(|(name, finding)| (name, finding["answer"].as_str(), finding["reason"].as_str()))
        .collect();
    assert_eq!(six.len(), 6, "{printed}");
    for (_, answer, reason) in &six {
        assert!(matches!(answer, Some("yes" | "no" | "unknown")) && reason.is_some(), "{printed}");
    }
    let members: Vec<&String> = verdict.as_object().unwrap().keys().collect();
    let (about, each) = (&verdict["credential"], verdict["credentials"].as_array());
    let each: Vec<_> = each.into_iter().flatten().map(|one| gist(&one.to_string())).collect();
    Some(serde_json::json!({ "six": six, "about": about, "members": members, "each": each }))
}

#[test]
fn with_and_without_a_node_the_answer_is_the_same() {
    let desk = desk();
    let ask = |row: &str, data: &str| desk.typed(&format!("bot verify --json --data {data} {row}"));
    let alone: Vec<_> = ROWS.iter().map(|(row, _)| ask(row, "nowhere")).collect();
    // Lea's node has never met the school: it adds nothing, so nothing may differ.
    desk.done("bot up --detach --data lea --passphrase-file passphrase");
    for ((row, exit), (code, printed)) in ROWS.iter().zip(&alone) {
        assert_eq!(code, exit, "bot verify {row}, no node: {printed}");
        let (with_node, told) = ask(row, "lea");
        assert_eq!(with_node, *exit, "bot verify {row}, a node: {told}");
        let judged = matches!(exit, 0 | 6 | 7);
        assert_eq!(gist(printed).is_some(), judged, "bot verify {row}: {printed}");
        assert_eq!(gist(printed), gist(&told), "bot verify {row}");
    }
}

#[test]
fn a_folder_and_an_archive_are_judged_as_their_badges_are() {
    let desk = desk();
    let ask = |row: &str, data: &str| desk.typed(&format!("bot verify --json --data {data} {row}"));
    let alone: Vec<_> = MANY.iter().map(|(row, _, _)| ask(row, "nowhere")).collect();
    desk.done("bot up --detach --data lea --passphrase-file passphrase");
    for ((row, exit, counts), (code, printed)) in MANY.iter().zip(&alone) {
        assert_eq!(code, exit, "bot verify {row}, no node: {printed}");
        let (with_node, told) = ask(row, "lea");
        assert_eq!(with_node, *exit, "bot verify {row}, a node: {told}");
        let lines: Vec<Value> =
            printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let sum = lines.iter().find_map(|line| line.get("summary"));
        let Some(sum) = sum else {
            assert!(*exit == 1 && lines.len() == 1, "bot verify {row}: {printed}");
            continue;
        };
        let found = ["yes", "no", "unknown"].map(|name| sum[name].as_u64().unwrap());
        assert_eq!(found, *counts, "bot verify {row}: {printed}");
        // Each badge as by itself, in the order of the names.
        for (line, other) in printed.lines().zip(told.lines()) {
            assert_eq!(gist(line), gist(other), "bot verify {row}");
            let told: Value = serde_json::from_str(line).unwrap();
            if told.get("findings").is_some() && !row.contains('.') {
                let name = told["file"].as_str().unwrap();
                let (folder, flags) = row.split_once(' ').unwrap_or((row, ""));
                let (_, single) = ask(&format!("{folder}/{name} {flags}"), "nowhere");
                let members = |printed: &str| gist(printed).map(|gist| gist["six"].clone());
                assert_eq!(members(line), members(&single), "{name} of {row}");
            }
        }
    }
}

/// A path that is longer than the system takes is a folder that nobody can look through, whoever asks.
#[test]
fn a_folder_inside_that_cannot_be_looked_through_hides_no_other() {
    let desk = desk();
    desk.done("mkdir deep && cp c.png deep/ && bot verify deep --data nowhere --with early.feed");
    let name = "n".repeat(200);
    desk.done(&format!("cd deep && for i in $(seq 25); do mkdir {name} && cd {name}; done"));
    let (code, printed) = desk.typed("bot verify deep --data nowhere --with early.feed --json");
    let lines: Vec<Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, lines.len()), (7, 3), "{printed}");
    assert_eq!(lines[0]["needed"], "yes", "{printed}");
    assert!(lines[1]["file"].as_str().unwrap().starts_with(&name), "{printed}");
    assert!(lines[1]["unread"]["code"].as_str().unwrap().starts_with("cli-file"), "{printed}");
    let sum = &lines[2]["summary"];
    assert_eq!((&sum["yes"], &sum["unread"]), (&1.into(), &1.into()), "{printed}");
    desk.done("rm -r deep");
}

#[test]
fn a_node_that_does_not_answer_is_told_and_not_passed_over() {
    let desk = Desk::bare(&root());
    std::fs::create_dir(desk.folder().join("lea/run")).unwrap();
    // It takes connections and says nothing.
    let _silent = UnixListener::bind(desk.folder().join("lea/run/bot.sock")).unwrap();
    let claims =
        r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"]}"#;
    std::fs::write(desk.folder().join("b.json"), claims).unwrap();
    let (code, printed) = desk.typed("bot verify --data lea b.json");
    assert_eq!(code, 5, "{printed}");
}

#[test]
fn no_more_evidence_is_read_than_is_allowed() {
    let desk = Desk::bare(&root());
    let with = |count: usize| "--with badge-definition.json ".repeat(count);
    std::fs::write(desk.folder().join("b.json"), r#"{"@context":[],"type":[]}"#).unwrap();
    // 64 are read, and found to be no evidence; 65 are not read at all.
    for (count, code) in [(64, 1), (65, 2)] {
        let (exit, printed) =
            desk.typed(&format!("bot verify --data nowhere b.json {}", with(count)));
        assert_eq!(exit, code, "{count} files: {printed}");
    }
}
