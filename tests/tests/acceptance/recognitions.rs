//! Mutual recognition, with real nodes: people, organisations and communities in all nine pairs, offered in
//! private, accepted, declined without trace, ended by either side; and the trust that comes of it, from where
//! each of them stands.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::restore::{Machine, until};

const KINDS: [&str; 3] = ["person", "organisation", "community"];

/// A node with somebody of each kind, who are called by its name and their kind.
fn side(room: &Path, name: &str) -> (Machine, [String; 3]) {
    let called = |kind: &str| format!("{name} {kind}");
    let (machine, first) = Machine::of(room, &called(KINDS[0]), KINDS[0]);
    machine.up();
    let also = |kind: &str| {
        let made = machine.bot(&["id", "init", "--name", &called(kind), "--party", kind]);
        made["did"].as_str().unwrap().to_owned()
    };
    let dids = [first, also(KINDS[1]), also(KINDS[2])];
    (machine, dids)
}

struct Town {
    east: Machine,
    west: Machine,
    easts: [String; 3],
    wests: [String; 3],
    _room: tempfile::TempDir,
}

fn town() -> Town {
    let room = tempfile::tempdir().unwrap();
    let (east, easts) = side(room.path(), "East");
    let (west, wests) = side(room.path(), "West");
    let address = east.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    west.bot(&["peer", "add", &address]);
    // Whom one means to talk to is in one's address book, so that their words are kept.
    for (machine, others) in [(&east, &wests), (&west, &easts)] {
        for (did, kind) in others.iter().zip(KINDS) {
            machine.bot(&["contact", "add", did, &format!("the {kind} there")]);
        }
    }
    Town { east, west, easts, wests, _room: room }
}

fn listed(machine: &Machine) -> Vec<Value> {
    machine.try_bot(&["recognise", "list"]).unwrap()
}

/// What is said between two, in whatever state.
fn between(machine: &Machine, from: &str, to: &str) -> Vec<(String, String)> {
    let all = listed(machine).into_iter();
    let of = all.filter(|one| one["from"] == from && one["to"] == to);
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    of.map(|one| (text(&one, "id"), text(&one, "state"))).collect()
}

fn offer(machine: &Machine, (from, to): (&str, &str), words: &str) -> String {
    let until = ["--until", "2028-06-30", "--scope", "repair"];
    let offer = ["recognise", "offer", to, "--words", words, "--as", from];
    let done = machine.bot(&[&offer[..], &until].concat());
    done["item"]["id"].as_str().unwrap().to_owned()
}

/// How many entries of any ledger of the two nodes have these words.
fn public(town: &Town, words: &str) -> usize {
    let entries = |machine: &Machine| {
        let mut count = 0;
        for did in town.easts.iter().chain(&town.wests) {
            let feed = machine.try_bot(&["feed", "show", did]).unwrap_or_default();
            count += feed.iter().filter(|entry| entry.to_string().contains(words)).count();
        }
        count
    };
    entries(&town.east) + entries(&town.west)
}

#[test]
fn people_organisations_and_communities_recognise_each_other_in_all_nine_pairs() {
    let town = town();
    let mut pairs = Vec::new();
    for east in &town.easts {
        for west in &town.wests {
            let id = offer(&town.east, (east, west), "We repair together");
            pairs.push((id, east.as_str(), west.as_str()));
        }
    }
    assert_eq!(pairs.len(), 9);
    until("nine offers", || {
        listed(&town.west).iter().filter(|one| one["state"] == "received").count() == 9
    });
    assert_eq!(public(&town, "We repair together"), 0, "an offer is a letter, and no more");
    for (id, _, west) in &pairs {
        town.west.bot(&["recognise", "accept", id, "--as", west]);
    }
    until("nine that both signed", || {
        [&town.east, &town.west].iter().all(|machine| {
            listed(machine).iter().filter(|one| one["state"] == "mutual").count() == 9
        })
    });
    for (number, (id, east, west)) in pairs.iter().enumerate() {
        let all = listed(&town.east);
        let one = all.iter().find(|one| one["id"] == id.as_str()).unwrap();
        assert_eq!((&one["from"], &one["to"]), (&(*east).into(), &(*west).into()));
        assert_eq!(one["from_party"], KINDS[number / 3], "{one}");
        assert_eq!(one["to_party"], KINDS[number % 3], "{one}");
        assert_eq!(one["scope"], serde_json::json!(["repair"]), "{one}");
        assert_eq!(one["until"], "2028-06-30T23:59:59Z", "{one}");
    }
    // Each side ends one, alone; seven are left on both, and by what name the kinds are told apart.
    town.east.bot(&["recognise", "end", &pairs[0].0, "--as", pairs[0].1, "--yes"]);
    town.west.bot(&["recognise", "end", &pairs[8].0, "--as", pairs[8].2, "--yes"]);
    until("seven that are left", || {
        [&town.east, &town.west].iter().all(|machine| {
            let all = listed(machine);
            let of = |state: &str| all.iter().filter(|one| one["state"] == state).count();
            (of("mutual"), of("ended")) == (7, 2)
        })
    });
    for (machine, own) in [(&town.east, &town.easts), (&town.west, &town.wests)] {
        for (did, kind) in own.iter().zip(KINDS) {
            assert_eq!(machine.bot(&["id", "show", did])["party"], kind);
        }
    }
}

#[test]
fn who_declines_leaves_no_trace_and_nobody_accepts_for_another() {
    let town = town();
    let (east, west) = (town.easts[0].as_str(), town.wests[0].as_str());
    let id = offer(&town.east, (east, west), "Never made public");
    until("the offer", || !between(&town.west, east, west).is_empty());
    // It was offered to one of them, and to nobody else of the same node.
    let other = town.wests[1].as_str();
    let refused = town.west.try_bot(&["recognise", "accept", &id, "--as", other]).unwrap_err();
    assert!(refused.contains("identity-other"), "{refused}");
    town.west.bot(&["recognise", "refuse", &id, "--yes"]);
    until("the no", || between(&town.east, east, west) == [(id.clone(), "refused".to_owned())]);
    let late = town.west.try_bot(&["recognise", "accept", &id]).unwrap_err();
    assert!(late.contains("offer-answered"), "{late}");
    assert_eq!(public(&town, "Never made public"), 0);
    // Nobody stands behind anybody by it.
    let trust = town.east.try_bot(&["path", east, west]).unwrap_err();
    assert!(trust.contains("path-none") || trust.contains('3'), "{trust}");
}

/// Recognises from one node to another and waits until both know.
fn recognised(from: (&Machine, &str), to: (&Machine, &str)) {
    let id = offer(from.0, (from.1, to.1), "We work together");
    until("the offer", || !between(to.0, from.1, to.1).is_empty());
    to.0.bot(&["recognise", "accept", &id, "--as", to.1]);
    until("both signatures", || {
        between(from.0, from.1, to.1).iter().any(|(_, state)| state == "mutual")
    });
}

#[test]
fn who_stands_behind_whom_is_told_from_where_each_stands_and_drawn_alike_for_all() {
    let town = town();
    let [east, east_school, _] = &town.easts;
    let [west, west_school, _] = &town.wests;
    recognised((&town.east, east), (&town.west, west));
    recognised((&town.west, west_school), (&town.east, east_school));
    let told = town.east.bot(&["trust", west, "--as", east]);
    assert_eq!(told["band"], "direct", "{told}");
    // Each step by name, with who signed what, for what and when, and what would be without it.
    let path = town.east.bot(&["path", east, west]);
    let step = &path["chains"][0][0];
    assert_eq!(step["from"]["name"], "East person", "{step}");
    let all = step["words"].as_array().unwrap();
    let said = all.iter().find(|one| one["by"] == "recognition").unwrap();
    assert_eq!(said["words"], "We work together", "{step}");
    assert_eq!(said["scope"], serde_json::json!(["repair"]), "{step}");
    assert!(said["since"].is_string() && step["without"]["band"].is_string(), "{step}");
    // As data and as a picture, which is the same whoever draws what they see from there.
    let graph = town.east.bot(&["graph", "--from", east]);
    let near: BTreeSet<&str> =
        graph["people"].as_array().unwrap().iter().filter_map(|one| one["did"].as_str()).collect();
    assert!(near.contains(west.as_str()), "{graph}");
    let drawn = |machine: &Machine, name: &str| {
        let file = machine.data.join(name).display().to_string();
        machine.bot(&["graph", "--from", west_school, "--picture", &file]);
        std::fs::read_to_string(&file).unwrap()
    };
    let first = drawn(&town.west, "first.svg");
    assert_eq!(first, drawn(&town.west, "second.svg"), "drawn twice");
    assert!(first.starts_with("<svg") && !first.contains("<script"), "{first}");
}
