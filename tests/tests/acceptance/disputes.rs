//! Disagreement without exile, with real nodes: told to whoever can reach who disagrees, with the answer of
//! whom it concerns, to nobody else, and no answer is another for it.

use serde_json::Value;

use super::restore::{Machine, until};

/// A school, its learner Lea, Max who knows Lea, and Nora who knows the school alone.
struct Town {
    school: Machine,
    max: Machine,
    nora: Machine,
    max_did: String,
    badge: String,
    file: String,
    _room: tempfile::TempDir,
}

const BADGE: &str = "Repair café helper";

fn town() -> Town {
    let room = tempfile::tempdir().unwrap();
    let machine = |name: &str, party: &str| Machine::of(room.path(), name, party);
    let (school, school_did) = machine("School", "organisation");
    let (max, max_did) = machine("Max", "person");
    let (nora, nora_did) = machine("Nora", "person");
    let address = school.up();
    for other in [&max, &nora] {
        other.up();
        other.bot(&["peer", "add", &address]);
        other.bot(&["contact", "add", &school_did, "Our school"]);
    }
    school.bot(&["contact", "add", &max_did, "Max"]);
    let example = format!("{}/../examples/badge-definition.json", env!("CARGO_MANIFEST_DIR"));
    school.bot(&["badge", "new", &example]);
    for other in [&max, &nora] {
        until("the badge to be described", || other.try_bot(&["badge", "show", BADGE]).is_ok());
    }
    let file = room.path().join("nora.json").display().to_string();
    let issued = school.bot(&["issue", BADGE, "--to", &nora_did, "--out", &file]);
    let badge = issued["item"]["id"].as_str().unwrap().to_owned();
    Town { school, max, nora, max_did, badge, file, _room: room }
}

fn verified(machine: &Machine, file: &str) -> Value {
    machine.bot(&["verify", file, "--need", "integrity"])
}

fn disputes(verdict: &Value) -> Vec<Value> {
    verdict["disputes"].as_array().cloned().unwrap_or_default()
}

/// The answers of all findings, which must not change.
fn answers(verdict: &Value) -> Vec<(String, Value)> {
    let findings = verdict["findings"].as_object().unwrap();
    findings.iter().map(|(name, one)| (name.clone(), one["answer"].clone())).collect()
}

/// The words of the disputes that somebody's node knows of, once there are so many.
fn listed(machine: &Machine, count: usize) -> Vec<Value> {
    let mut found = Vec::new();
    until("the disputes", || {
        found = machine.try_bot(&["dispute", "list"]).unwrap();
        found.len() == count
    });
    found
}

#[test]
fn who_can_reach_whoever_disagrees_is_told_and_no_answer_changes() {
    let town = town();
    let before = answers(&verified(&town.school, &town.file));
    // For oneself alone: nothing leaves the node, and Max sees it when he looks.
    let noted = town.max.bot(&["dispute", "--file", &town.file, "She came twice"]);
    assert_eq!(noted["item"]["private"], true, "{noted}");
    let told = disputes(&verified(&town.max, &town.file));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].get("id").is_none(), "{told:?}");
    let entries = |kind: &str| {
        let feed = town.max.try_bot(&["feed", "show", "Max"]).unwrap();
        feed.iter().filter(|entry| entry.to_string().contains(kind)).count()
    };
    assert_eq!(entries("\"dispute\""), 0);
    // Published: the school, which knows Max, is told; Nora, whom the badge is about, sees it among
    // what concerns her, and no stranger's beside a verdict.
    let id = noted["item"]["id"].as_str().unwrap().to_owned();
    let said = town.max.bot(&["dispute", "publish", &id]);
    let entry = said["entry"].as_str().unwrap().to_owned();
    assert_eq!(entries("\"dispute\""), 1);
    listed(&town.school, 1);
    let verdict = verified(&town.school, &town.file);
    let told = disputes(&verdict);
    assert_eq!(told.len(), 1, "{verdict}");
    let text = |name: &str| told[0][name].as_str().unwrap().to_owned();
    assert_eq!([text("id"), text("words"), text("by_name")], [&entry, "She came twice", "Max"]);
    assert_eq!(answers(&verdict), before);
    until("the offer", || !town.nora.try_bot(&["offers"]).unwrap().is_empty());
    let offers = town.nora.try_bot(&["offers"]).unwrap();
    town.nora.bot(&["accept", offers[0]["id"].as_str().unwrap()]);
    // Of a stranger she is told that there is one; his words are there if she asks.
    listed(&town.nora, 0);
    until("the stranger's words", || {
        town.nora.try_bot(&["dispute", "list", "--strangers"]).unwrap().len() == 1
    });
    assert_eq!(disputes(&verified(&town.nora, &town.file)), [] as [Value; 0]);
    // The answer of whom it concerns stands beside; Max has none to give.
    let refused = town.max.try_bot(&["reply", &entry, "I say it again"]).unwrap_err();
    assert!(refused.contains("dispute-of-another"), "{refused}");
    town.nora.bot(&["reply", &entry, "Ten times, on Mondays"]);
    until("the answer", || {
        let told = disputes(&verified(&town.school, &town.file));
        told[0]["reply"]["words"] == "Ten times, on Mondays"
    });
    // Withdrawn, it is gone everywhere, words and all.
    let refused = town.school.try_bot(&["dispute", "withdraw", &entry]).unwrap_err();
    assert!(refused.contains("unknown"), "{refused}");
    town.max.bot(&["dispute", "withdraw", &entry]);
    listed(&town.school, 0);
    listed(&town.nora, 0);
    let verdict = verified(&town.school, &town.file);
    assert_eq!((disputes(&verdict), answers(&verdict)), (vec![], before), "{}", town.badge);
}

#[test]
fn what_an_institution_says_is_open_to_dispute_and_what_a_person_says_of_themselves_is_not() {
    let town = town();
    let seen = |machine: &Machine, who: &str| machine.bot(&["trust", who]);
    let before = seen(&town.school, "School");
    town.max.bot(&["dispute", "Our school", "It is a club", "--publish"]);
    town.max.bot(&["dispute", BADGE, "Too few evenings", "--scope", "teaching", "--publish"]);
    listed(&town.school, 2);
    let told = seen(&town.school, "School");
    let words = |told: &Value| -> Vec<String> {
        let all = told["disputes"].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| one["words"].as_str().unwrap().to_owned()).collect()
    };
    let mut found = words(&told);
    found.sort();
    assert_eq!(found, ["It is a club", "Too few evenings"]);
    assert_eq!((&told["band"], &told["per_million"]), (&before["band"], &before["per_million"]));
    // What is meant for another topic is left out, and Nora is told of no stranger's.
    let about = town.school.bot(&["trust", "School", "--about", "swimming"]);
    assert_eq!(words(&about), ["It is a club"]);
    until("the ledger of Max", || {
        let feed = town.nora.try_bot(&["feed", "show", &town.max_did]).unwrap_or_default();
        feed.iter().any(|entry| entry.to_string().contains("Too few evenings"))
    });
    assert_eq!(words(&seen(&town.nora, "Our school")), [] as [&str; 0]);
    let refused =
        town.school.try_bot(&["dispute", "Max", "He is called Moritz", "--publish"]).unwrap_err();
    assert!(refused.contains("dispute-of-person"), "{refused}");
    let noted = town.school.bot(&["dispute", "Max", "He is called Moritz"]);
    let id = noted["item"]["id"].as_str().unwrap();
    let refused = town.school.try_bot(&["dispute", "publish", id]).unwrap_err();
    assert!(refused.contains("dispute-of-person"), "{refused}");
    assert_eq!(words(&seen(&town.school, "Max")), ["He is called Moritz"]);
    assert_eq!(listed(&town.max, 2).len(), 2);
}
