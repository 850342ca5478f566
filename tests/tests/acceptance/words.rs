//! Anything can be spoken of, with real nodes: private until published, and nobody can pin words on anybody.

use serde_json::Value;

use super::restore::{Machine, until};

struct Town {
    lea: Machine,
    max: Machine,
    room: tempfile::TempDir,
}

fn town() -> Town {
    let room = tempfile::tempdir().unwrap();
    let machine = |name: &str| Machine::of(room.path(), name, "person");
    let (lea, lea_did) = machine("Lea");
    let (max, max_did) = machine("Max");
    let address = lea.up();
    max.up();
    max.bot(&["peer", "add", &address]);
    max.bot(&["contact", "add", &lea_did, "Lea"]);
    lea.bot(&["contact", "add", &max_did, "Max"]);
    Town { lea, max, room }
}

fn word(machine: &Machine, arguments: &[&str]) -> String {
    let said = machine.bot(&[&["sign"], arguments].concat());
    said["item"]["id"].as_str().unwrap().to_owned()
}

/// The entries of Max's ledger with words in them, as Lea's node holds it.
fn held(town: &Town, words: &str) -> usize {
    let feed = town.lea.try_bot(&["feed", "show", "Max"]).unwrap_or_default();
    feed.iter().filter(|entry| entry.to_string().contains(words)).count()
}

#[test]
fn words_about_things_are_private_until_their_signer_publishes_them() {
    let town = town();
    let file = town.room.path().join("plan.txt");
    std::fs::write(&file, "what we want to do\n").unwrap();
    let path = file.display().to_string();
    word(&town.max, &["text:Nobody is left behind", "I hold to this"]);
    word(&town.max, &["max@school.example", "My old address"]);
    let plan = word(&town.max, &["--file", &path, "A good plan"]);
    word(&town.max, &["geo:48.8566,2.3522", "Open on Mondays", "--publish"]);
    until("the published words", || held(&town, "Open on Mondays") == 1);
    for private in ["I hold to this", "My old address", "A good plan", "max@school.example"] {
        assert_eq!(held(&town, private), 0, "{private}");
    }
    // No digest of anything private is there either: only what was published.
    let shown = town.max.bot(&["sign", "show", &plan]);
    assert_eq!(held(&town, shown["digest"].as_str().unwrap()), 0);
    town.max.bot(&["sign", "publish", &plan]);
    until("the plan", || held(&town, "A good plan") == 1);
    // The date and the signer are those of the day it was signed.
    let again = town.max.bot(&["sign", "show", &plan]);
    assert_eq!((&again["at"], &again["signed"]), (&shown["at"], &shown["signed"]));
    town.max.bot(&["sign", "withdraw", &plan]);
    until("it to be gone", || held(&town, "A good plan") == 0);
    let refused = town.max.try_bot(&["sign", "max@school.example", "x", "--publish"]).unwrap_err();
    assert!(refused.contains("word-unreachable"), "{refused}");
}

#[test]
fn words_about_somebody_show_in_their_ledger_alone_and_by_their_yes() {
    let town = town();
    let words = "She came every Monday";
    let id = word(&town.max, &["Lea", words, "--publish"]);
    let mut offers: Vec<Value> = Vec::new();
    until("the offer", || {
        offers = town.lea.try_bot(&["offers"]).unwrap();
        !offers.is_empty()
    });
    assert_eq!((&offers[0]["kind"], &offers[0]["summary"]), (&"word".into(), &words.into()));
    let at = |machine: &Machine, whose: &str| {
        let feed = machine.try_bot(&["feed", "show", whose]).unwrap_or_default();
        feed.iter().filter(|entry| entry.to_string().contains(words)).count()
    };
    assert_eq!((at(&town.lea, "Lea"), at(&town.lea, "Max")), (0, 0));
    town.lea.bot(&["accept", offers[0]["id"].as_str().unwrap()]);
    assert_eq!(at(&town.lea, "Lea"), 1);
    until("the news at Max's", || {
        town.max.bot(&["sign", "show", &id])["state"] == "published" && at(&town.max, "Lea") == 1
    });
    // They are told beside how near she is, to whoever can reach Max, and weigh nothing.
    let trust = town.max.bot(&["trust", "Lea"]);
    assert_eq!(trust["said"][0]["words"], words, "{trust}");
    // Max cannot take them out of her ledger; she can, at any time.
    assert!(town.max.try_bot(&["sign", "withdraw", &id]).unwrap_err().contains("word-of-holder"));
    town.lea.bot(&["sign", "withdraw", &id]);
    until("them to be gone", || at(&town.max, "Lea") == 0);
    assert_eq!((at(&town.lea, "Lea"), at(&town.max, "Max")), (0, 0));
    let after = town.max.bot(&["trust", "Lea"]);
    assert_eq!((after.get("said"), &after["band"]), (None, &trust["band"]));
}

/// Somebody, an address of the web, a key, a file, a place, a text, an e-mail address; what is awarded, who
/// awards it, the badge itself, and another statement.
#[test]
fn each_sort_of_what_can_be_named_is_signed_as_what_it_is() {
    let town = town();
    let max = &town.max;
    let file = town.room.path().join("plan.txt");
    std::fs::write(&file, "what we want to do\n").unwrap();
    let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/badge-definition.json");
    let badge = max.bot(&["badge", "new", definition]);
    let achievement = badge["id"].as_str().unwrap();
    let issued = max.bot(&["issue", achievement, "--to", "Lea"]);
    let credential = issued["item"]["id"].as_str().unwrap();
    let place = max.bot(&["sign", "geo:48.8566,2.3522", "Open on Mondays", "--publish"]);
    let statement = place["entry"].as_str().unwrap().to_owned();
    let lea = town.lea.bot(&["id", "show", "Lea"])["did"].as_str().unwrap().to_owned();
    // A key on another curve, which is nobody's identity here.
    let key = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
    let path = file.display().to_string();
    let rows: [(&[&str], &str); 12] = [
        (&[&lea], "somebody"),
        (&["Lea"], "somebody"),
        (&["max@school.example"], "somebody"),
        (&["https://school.example/charter"], "address"),
        (&[key], "key"),
        (&["--file", &path], "file"),
        (&["geo:48.8566,2.3522"], "place"),
        (&["text:Nobody is left behind"], "text"),
        (&[achievement], "achievement"),
        (&["Max"], "somebody"),
        (&[credential], "credential"),
        (&[&statement], "statement"),
    ];
    for (row, (named, about)) in rows.into_iter().enumerate() {
        let words = format!("I hold to this, {row}");
        let said = max.bot(&[&["sign"], named, &[words.as_str()]].concat());
        assert_eq!((&said["item"]["about"], &said["changed"]), (&about.into(), &true.into()));
        // Whoever reads it knows when it was signed, and has the signature.
        assert!(said["item"]["at"].is_string() && said["item"]["signed"].is_string(), "{said}");
    }
    // What is written like nothing and is called nothing is nothing.
    let refused = max.try_bot(&["sign", "Diving club", "x"]).unwrap_err();
    assert!(refused.contains("unknown"), "{refused}");
    let geo = max.try_bot(&["sign", "geo:nowhere", "x"]).unwrap_err();
    assert!(geo.contains("content-refused"), "{geo}");
}

/// A statement is named by each form under which it is shown; what begins so is enough.
#[test]
fn a_statement_is_named_as_it_is_shown() {
    let town = town();
    let max = &town.max;
    let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/badge-definition.json");
    let badge = max.bot(&["badge", "new", definition]);
    let achievement = badge["id"].as_str().unwrap();
    let place = max.bot(&["sign", "geo:48.8566,2.3522", "Open on Mondays", "--publish"]);
    let statement = place["entry"].as_str().unwrap().to_owned();
    let shown = max.try_bot(&["feed", "show", "Max"]).unwrap();
    let number = shown.iter().find(|one| one["id"] == statement).unwrap()["seq"].clone();
    let listed = max.try_bot(&["sign", "list"]).unwrap();
    let word = listed.iter().find(|one| one["words"] == "Open on Mondays").unwrap()["id"].clone();
    let endorsed = max.bot(&["endorse", achievement, "--reason", "good-criteria"]);
    let numbered = format!("Max#{number}");
    for (named, about) in [
        (&statement[..12], "statement"),
        (&numbered, "statement"),
        (&word.as_str().unwrap()[..12], "statement"),
        (endorsed["item"]["id"].as_str().unwrap(), "credential"),
    ] {
        let said = max.bot(&["sign", named, &format!("By {named}")]);
        assert_eq!(said["item"]["about"], about, "{named}: {said}");
    }
    // What is for others to show is not published by whoever speaks of it.
    let profile = shown.iter().find(|one| one["kind"] == "profile").unwrap()["seq"].clone();
    let refused = max.try_bot(&["sign", &format!("Max#{profile}"), "So they say", "--publish"]);
    assert!(refused.unwrap_err().contains("word-unreachable"));
    for none in ["Max#999", "Nobody#1", "ffffffffffff"] {
        let refused = max.try_bot(&["sign", none, "x"]).unwrap_err();
        assert!(refused.contains("unknown"), "{refused}");
        let (_, told) = max.says(&["sign", none, "x"]);
        assert!(told.contains("Our school#1"), "{told}");
    }
}
