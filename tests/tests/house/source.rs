//! How the code is laid out: crate arrows, layers of the core, purity, sizes.

use crate::{files, root};

/// The layers of the core, lowest first: a module may name those before it, never those after it.
const LAYERS: [&str; 12] = [
    "limits",
    "time",
    "canon",
    "identity",
    "credential",
    "rules",
    "statement",
    "feed",
    "recognition",
    "words",
    "verdict",
    "gossip",
];

/// What the core may never touch: disk, network, clock, chance, other threads, a runtime.
const WORLDLY: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "SystemTime",
    "Instant::now",
    "tokio::",
    "getrandom",
    "rand::",
    "async fn",
];

fn uncommented(text: &str) -> String {
    let keep = |line: &&str| !line.trim_start().starts_with("//");
    text.lines().filter(keep).collect::<Vec<_>>().join("\n")
}

#[test]
fn crates_depend_in_one_direction() {
    let allowed: [(&str, &[&str]); 5] = [
        ("protocol", &[]),
        ("protocol/foreign", &["bot-protocol"]),
        ("node", &["bot-foreign", "bot-protocol"]),
        ("cli", &["bot-foreign", "bot-node", "bot-protocol"]),
        ("tests", &["bot-cli", "bot-foreign", "bot-node", "bot-protocol"]),
    ];
    for (folder, targets) in allowed {
        let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(list) = manifest.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for name in list.keys().filter(|name| name.starts_with("bot-")) {
                assert!(targets.contains(&name.as_str()), "{folder} must not depend on {name}");
            }
        }
    }
}

#[test]
fn core_modules_name_only_the_layers_below() {
    for (place, text) in files("protocol/src", ".rs") {
        let inside = place.trim_start_matches("protocol/src/");
        let own = inside.split(['/', '.']).next().unwrap_or_default();
        // A module's tests may ask those above what they need of it.
        if inside.ends_with("/tests.rs") {
            continue;
        }
        let Some(level) = LAYERS.iter().position(|layer| *layer == own) else { continue };
        for above in &LAYERS[level + 1..] {
            let named = format!("crate::{above}::");
            assert!(!uncommented(&text).contains(&named), "{place} ({own}) names {named}");
        }
    }
}

#[test]
fn the_core_touches_nothing_of_the_world() {
    for folder in ["protocol/src", "protocol/foreign/src"] {
        for (place, text) in files(folder, ".rs") {
            for word in WORLDLY {
                assert!(!uncommented(&text).contains(word), "{place} uses {word}");
            }
        }
    }
}

#[test]
fn files_can_be_read_in_a_sitting() {
    for folder in ["protocol", "node", "cli", "tests"] {
        for (place, text) in files(folder, ".rs") {
            let lines = text.lines().count();
            assert!(lines <= 500, "{place} has {lines} lines; split it by concern");
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("#[ig", "nore")];
    for folder in ["protocol", "node", "cli", "tests"] {
        for (place, text) in files(folder, ".rs") {
            for mark in marks {
                assert!(!text.contains(mark), "{place} has {mark}");
            }
        }
    }
}
