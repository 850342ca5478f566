//! What the tree is built from: version floors, forbidden features, what the core may link.

use crate::root;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Versions below which a crate has a fault that its advisory database does not list.
const FLOORS: [(&str, [u64; 3]); 8] = [
    ("libp2p", [0, 57, 1]),
    ("libp2p-gossipsub", [0, 50, 1]),
    ("yamux", [0, 14, 1]),
    ("libp2p-quic", [0, 14, 0]),
    ("quinn-proto", [0, 11, 15]),
    ("hickory-proto", [0, 26, 1]),
    ("h2", [0, 4, 16]),
    ("redb", [4, 3, 0]),
];

/// Crates that the core's own tree must never contain.
const WORLDLY: [&str; 14] = [
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "libp2p",
    "redb",
    "sled",
    "axum",
    "async-std",
    "getrandom",
    "rand",
    "rustix",
    "quinn",
];

#[test]
fn known_faults_stay_below_the_floor() {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let lock: toml::Table = text.parse().unwrap();
    let mut seen = 0;
    for package in lock["package"].as_array().unwrap() {
        let (name, version) =
            (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let Some((_, floor)) = FLOORS.iter().find(|(floored, _)| *floored == name) else {
            continue;
        };
        let bare = version.split(['-', '+']).next().unwrap();
        let parts: Vec<u64> = bare.split('.').map(|part| part.parse().unwrap()).collect();
        seen += 1;
        assert!(parts.as_slice() >= floor.as_slice(), "{name} {version} is below {floor:?}");
    }
    assert!(seen >= 5, "only {seen} of the floored crates were found: has the lock file moved?");
}

/// What cargo resolved: package id → (name, features, ids of normal dependencies).
fn resolved() -> BTreeMap<String, (String, BTreeSet<String>, Vec<String>)> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline"];
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let node = |node: &serde_json::Value| {
        let features = node["features"].as_array().unwrap().iter().map(text).collect();
        let normal = |dependency: &&serde_json::Value| {
            dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null())
        };
        let wanted = node["deps"].as_array().unwrap().iter().filter(normal);
        let wanted = wanted.map(|dependency| text(&dependency["pkg"])).collect();
        let id = text(&node["id"]);
        (id.clone(), (names[&id].clone(), features, wanted))
    };
    nodes.iter().map(node).collect()
}

#[test]
fn numbers_keep_their_meaning_in_json() {
    let mut seen = false;
    for (name, features, _) in resolved().into_values().filter(|(name, ..)| name == "serde_json") {
        seen = true;
        assert!(
            !features.contains("arbitrary_precision"),
            "{name}/arbitrary_precision breaks canonical JSON for the whole tree"
        );
    }
    assert!(seen, "serde_json was not found in the tree");
}

#[test]
fn the_core_links_nothing_worldly() {
    let tree = resolved();
    let start = tree.iter().find(|(_, (name, ..))| name == "bot-protocol").unwrap().0.clone();
    let (mut waiting, mut reached) = (vec![start], BTreeSet::new());
    while let Some(id) = waiting.pop() {
        if reached.insert(id.clone()) {
            waiting.extend(tree[&id].2.iter().cloned());
        }
    }
    assert!(reached.len() > 10, "the walk found only {} packages", reached.len());
    for id in reached {
        let name = &tree[&id].0;
        assert!(!WORLDLY.contains(&name.as_str()), "the core links {name}");
    }
}
