//! The outcomes that the official validator's own tests assert, and where ours differ.
//!
//! Every difference stands in `tests/conformance/EXCEPTIONS.md`, argued; a row there that is no
//! difference any more fails too. A sample that upstream calls invalid is never a yes, exception or
//! not.
//!
//! Vectors: `ob3-1edtech-validator/expected.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bot_protocol::verdict::{Answer, Asked, Evidence, Question, judge};
use bot_tests::vectors;

/// The evidence that stands beside the samples: the status list two of them name.
const BESIDE: [&str; 1] = ["ob30/bit-string-list/testlist"];

/// The answer to integrity and status together, as `bot verify` exits by it.
fn answer(root: &Path, file: &str) -> Answer {
    let reader = bot_foreign::reader();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let mut evidence = Evidence::new();
    for path in BESIDE {
        evidence.hear_file(&fs::read(root.join(path)).unwrap(), &reader).unwrap();
    }
    match reader.read(&fs::read(root.join(file)).unwrap()) {
        Err(_) => Answer::No,
        Ok(presented) => judge(&presented, &evidence, &asked, &reader)
            .needed(&[Question::Integrity, Question::Status]),
    }
}

/// The rows of one section of the list of exceptions: file, and the answer we give.
fn exceptions(section: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/EXCEPTIONS.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(&format!("## {section}\n")).expect("the section is there");
    let rows = rest.lines().take_while(|line| !line.starts_with("## "));
    let rows = rows.filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells[3].len() > 20, "{row}: a difference is argued");
        (cells[0].trim_matches('`').to_owned(), cells[2].to_owned())
    })
    .collect()
}

#[test]
fn outcomes_are_those_of_the_official_validator_but_for_the_exceptions() {
    let Some(root) = vectors::root() else { return };
    let root = root.join("ob3-1edtech-validator");
    let text = fs::read(root.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let mut excused = exceptions("Open Badges 3.0 and CLR 2.0 (1EdTech)");
    let mut faults = Vec::new();
    for case in expected["cases"].as_array().unwrap() {
        let upstream = case["outcome"].as_str().unwrap_or("none");
        for file in case["files"].as_array().unwrap().iter().filter_map(|file| file.as_str()) {
            let ours = answer(&root, file);
            assert!(upstream != "invalid" || ours != Answer::Yes, "{file} is invalid");
            let same = match upstream {
                "valid" | "warning" => ours == Answer::Yes,
                "invalid" => ours == Answer::No,
                _ => ours != Answer::Yes,
            };
            let listed = excused.remove(file);
            if same != listed.is_none() || listed.is_some_and(|listed| listed != ours.name()) {
                faults.push(format!("{file}: upstream {upstream}, ours {}", ours.name()));
            }
        }
    }
    assert!(faults.is_empty(), "not as EXCEPTIONS.md says:\n{}", faults.join("\n"));
    assert!(excused.is_empty(), "listed but not asked by upstream: {excused:?}");
}
