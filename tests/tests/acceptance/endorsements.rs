//! Endorsements that arrive late, with real nodes: asked for, given by anybody with the issuer off, bound by id
//! and hash, shown as the holder decides, withdrawn by who gave them.

use std::fs;

use serde_json::Value;

use super::restore::{Machine, until};

/// A school that is gone, its learner Lea, and a library years later.
struct Town {
    lea: Machine,
    library: Machine,
    lea_did: String,
    badge: String,
    file: String,
    room: tempfile::TempDir,
}

const BADGE: &str = "Repair café helper";

fn town() -> Town {
    let room = tempfile::tempdir().unwrap();
    let machine = |name: &str, party: &str| Machine::of(room.path(), name, party);
    let (school, _) = machine("School", "organisation");
    let (lea, lea_did) = machine("Lea", "person");
    let (library, library_did) = machine("Library", "organisation");
    let address = school.up();
    let at_lea = lea.up();
    library.up();
    lea.bot(&["peer", "add", &address]);
    library.bot(&["peer", "add", &at_lea]);
    lea.bot(&["contact", "add", &library_did, "Library"]);
    library.bot(&["contact", "add", &lea_did, "Lea"]);
    let example = format!("{}/../examples/badge-definition.json", env!("CARGO_MANIFEST_DIR"));
    school.bot(&["badge", "new", &example]);
    let file = room.path().join("lea.json").display().to_string();
    let issued = school.bot(&["issue", BADGE, "--to", &lea_did, "--out", &file]);
    let badge = issued["item"]["id"].as_str().unwrap().to_owned();
    accept(&lea, "credential");
    until("the description", || library.try_bot(&["badge", "show", BADGE]).is_ok());
    school.bot(&["down"]);
    Town { lea, library, lea_did, badge, file, room }
}

/// Accepts the one offer of this kind, once it has come.
fn accept(machine: &Machine, kind: &str) {
    let mut id = String::new();
    until("the offer", || {
        let offers = machine.try_bot(&["offers"]).unwrap();
        let found = offers.iter().find(|offer| offer["kind"] == kind);
        id = found.map(|offer| offer["id"].as_str().unwrap().to_owned()).unwrap_or_default();
        !id.is_empty()
    });
    machine.bot(&["accept", &id]);
}

/// What a node tells of who endorses a badge in a file: whether it holds, what ties it, what it is about.
fn endorsers(machine: &Machine, file: &str) -> Vec<(bool, String, String)> {
    let verdict = machine.bot(&["verify", file, "--need", "integrity"]);
    let all = verdict["findings"]["endorsements"]["endorsers"].as_array().cloned();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let told = |one: &Value| (one["holds"] == true, text(one, "bound"), text(one, "about"));
    all.unwrap_or_default().iter().map(told).collect()
}

fn holding(bound: &str, about: &str) -> (bool, String, String) {
    (true, bound.to_owned(), about.to_owned())
}

fn endorsed(machine: &Machine, arguments: &[&str]) -> String {
    let done = machine.bot(&[&["endorse"], arguments].concat());
    done["item"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn it_is_asked_for_in_private_and_given_with_the_issuer_off() {
    let town = town();
    town.lea.bot(&[
        "endorse",
        "request",
        &town.badge,
        "--from",
        "Library",
        "--words",
        "You saw me",
    ]);
    let mut asked = Vec::new();
    until("the request", || {
        asked = town.library.try_bot(&["endorse", "requests"]).unwrap();
        !asked.is_empty()
    });
    assert_eq!(
        (&asked[0]["target_name"], &asked[0]["words"]),
        (&BADGE.into(), &"You saw me".into())
    );
    // It is for those two alone: nothing of it is in any ledger, and it is no offer.
    assert_eq!(town.library.try_bot(&["offers"]).unwrap(), [] as [Value; 0]);
    let feeds = town.library.try_bot(&["feed", "show", "Lea"]).unwrap();
    assert!(!feeds.iter().any(|entry| entry.to_string().contains("You saw me")));
    let request = asked[0]["id"].as_str().unwrap();
    let words = ["--reason", "seen-at-work", "--words", "Every Monday"];
    endorsed(&town.library, &[&["--request", request], &words[..]].concat());
    accept(&town.lea, "endorsement");
    assert_eq!(endorsers(&town.lea, &town.file), [holding("content", "credential")]);
    let verdict = town.lea.bot(&["verify", &town.file, "--need", "integrity"]);
    let one = &verdict["findings"]["endorsements"]["endorsers"][0];
    assert_eq!(
        (&one["comment"], &one["reasons"][0]),
        (&"Every Monday".into(), &"seen at work".into())
    );
    // Another one is declined: who asked sees what they would see of silence.
    town.lea.bot(&["endorse", "request", "--from", "Library"]);
    until("the request", || !waiting(&town.library).is_empty());
    let before = town.lea.try_bot(&["endorse", "requests"]).unwrap();
    town.library.bot(&["endorse", "decline", &waiting(&town.library)[0]]);
    assert_eq!(waiting(&town.library), [] as [&str; 0]);
    assert_eq!(town.lea.try_bot(&["endorse", "requests"]).unwrap(), before);
    assert_eq!(town.lea.try_bot(&["offers"]).unwrap(), [] as [Value; 0]);
}

/// The requests to a node that wait.
fn waiting(machine: &Machine) -> Vec<String> {
    let all = machine.try_bot(&["endorse", "requests"]).unwrap();
    let open = all.iter().filter(|one| one["state"] == "waiting");
    open.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_may_be_of_all_four_and_a_copied_id_inherits_nothing() {
    let town = town();
    endorsed(&town.library, &["--file", &town.file, "--words", "We saw it"]);
    accept(&town.lea, "endorsement");
    endorsed(&town.library, &["Lea", "--words", "She is patient"]);
    accept(&town.lea, "endorsement");
    endorsed(&town.library, &[BADGE, "--reason", "good-criteria"]);
    let listed = |found: &[(bool, String, String)]| {
        let mut found = found.to_vec();
        found.sort();
        found
    };
    let all = [
        holding("content", "achievement"),
        holding("content", "credential"),
        holding("key", "person"),
    ];
    until("the endorsement of what it is for", || listed(&endorsers(&town.lea, &town.file)) == all);
    // The library awards what it describes itself under the same id: praise of the school's is not its.
    let shown = town.library.bot(&["badge", "show", BADGE]);
    let id = shown["id"].as_str().unwrap();
    let example = format!("{}/../examples/badge-definition.json", env!("CARGO_MANIFEST_DIR"));
    let mut copied: Value = serde_json::from_str(&fs::read_to_string(example).unwrap()).unwrap();
    copied["id"] = id.into();
    copied["criteria"] = serde_json::json!({ "en": "Nothing at all", "fr": "Rien du tout" });
    let path = town.room.path().join("copy-definition.json").display().to_string();
    fs::write(&path, copied.to_string()).unwrap();
    town.library.bot(&["badge", "new", &path]);
    let copy = town.room.path().join("copy.json").display().to_string();
    town.library.bot(&["issue", id, "--to", &town.lea_did, "--out", &copy]);
    let found = endorsers(&town.library, &copy);
    assert!(found.contains(&(false, "id".to_owned(), "achievement".to_owned())), "{found:?}");
}

#[test]
fn its_holder_decides_whether_it_shows_and_who_gave_it_takes_it_back() {
    let town = town();
    let id = endorsed(&town.library, &["--file", &town.file, "--words", "We saw it all winter"]);
    accept(&town.lea, "endorsement");
    let holds = [holding("content", "credential")];
    until("the ledger of Lea", || endorsers(&town.library, &town.file) == holds);
    let proof = |name: &str| {
        let out = town.room.path().join(name).display().to_string();
        town.lea.bot(&["prove", &town.badge, "--out", &out]);
        let bytes = fs::read(&out).unwrap();
        let words = b"We saw it all winter";
        bytes.windows(words.len()).any(|piece| piece == words)
    };
    assert!(proof("before.proof"));
    assert_eq!(state(&town.library, &id), "published");
    let refused = town.library.try_bot(&["endorse", "hide", &id]).unwrap_err();
    assert!(refused.contains("endorsement-of-others"), "{refused}");
    town.lea.bot(&["endorse", "hide", &id]);
    until("it to be gone", || endorsers(&town.library, &town.file).is_empty());
    assert!(!proof("hidden.proof"));
    // Whoever gave it holds their ledger beyond that, so they know; Lea knows anyhow.
    until("it to be told", || state(&town.library, &id) == "hidden");
    assert_eq!(state(&town.lea, &id), "hidden");
    let feed = || town.library.try_bot(&["feed", "show", "Lea"]).unwrap();
    assert!(!feed().iter().any(|entry| entry.to_string().contains("We saw it all winter")));
    town.lea.bot(&["endorse", "show", &id]);
    until("it to be there", || endorsers(&town.library, &town.file) == holds);
    assert_eq!(state(&town.library, &id), "published");
    // A copy as a file, for any program, is good as long as it is not withdrawn.
    let saved = town.room.path().join("endorsement.json").display().to_string();
    town.lea.bot(&["endorse", "export", &id, "--out", &saved]);
    let written: Value = serde_json::from_str(&fs::read_to_string(&saved).unwrap()).unwrap();
    assert!(written["type"].as_array().unwrap().contains(&"EndorsementCredential".into()));
    assert!(written["credentialStatus"].is_object(), "{written}");
    let refused = town.lea.try_bot(&["endorse", "withdraw", &id, "--yes"]).unwrap_err();
    assert!(refused.contains("endorsement-of-another"), "{refused}");
    town.library.bot(&["endorse", "withdraw", &id, "--because", "we were wrong", "--yes"]);
    let void = [(false, "content".to_owned(), "credential".to_owned())];
    until("the news of it", || endorsers(&town.lea, &town.file) == void);
    assert_eq!([&town.library, &town.lea].map(|who| state(who, &id)), ["withdrawn", "withdrawn"]);
    assert!(town.library.try_bot(&["endorse", "withdraw", &id, "--yes"]).is_ok());
}

/// How far an endorsement has come, as a node tells it.
fn state(machine: &Machine, id: &str) -> String {
    let all = machine.try_bot(&["endorse", "--list"]).unwrap();
    let found = all.iter().find(|one| one["id"] == id).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_gave_it_is_told_no_more_than_can_be_known() {
    let town = town();
    // It is accepted while Lea's ledger does not come: whether it shows is not known.
    let id = endorsed(&town.library, &["Lea", "--words", "She is patient"]);
    assert_eq!(state(&town.library, &id), "offered");
    accept(&town.lea, "endorsement");
    until("it to be seen", || state(&town.library, &id) == "published");
    // One that was asked for, given and withdrawn before it was accepted is told as that by both.
    town.lea.bot(&["endorse", "request", &town.badge, "--from", "Library"]);
    until("the request", || !waiting(&town.library).is_empty());
    let asked = waiting(&town.library)[0].clone();
    let given = endorsed(&town.library, &["--request", &asked, "--reason", "seen-at-work"]);
    let of = |machine: &Machine| machine.bot(&["endorse", "requests", &asked])["state"].clone();
    assert_eq!(of(&town.library), "answered");
    until("the offer", || !town.lea.try_bot(&["offers"]).unwrap().is_empty());
    // Its reason is told in the reader's language, in the list and alone.
    let offer = town.lea.bot(&["offers"])["id"].as_str().unwrap().to_owned();
    for shown in [&["offers"][..], &["offers", &offer]] {
        let (told, _) = town.lea.says(&[shown, &["--lang", "fr"]].concat());
        assert!(told.contains("vu à l’œuvre") && !told.contains("seen at work"), "{told}");
        assert!(town.lea.says(shown).0.contains("seen at work"));
    }
    town.library.bot(&["endorse", "withdraw", &given, "--yes"]);
    assert_eq!(of(&town.library), "withdrawn");
    assert_eq!(state(&town.library, &given), "withdrawn");
    until("the news of it", || of(&town.lea) == "withdrawn");
    // The other one stands as it did.
    assert_eq!(state(&town.library, &id), "published");
}

#[test]
fn an_endorsement_as_a_file_says_what_it_is_of_and_whether_that_is_at_hand() {
    let town = town();
    let id = endorsed(&town.library, &["--file", &town.file, "--words", "We saw it"]);
    accept(&town.lea, "endorsement");
    let saved = town.room.path().join("endorsement.json").display().to_string();
    town.library.bot(&["endorse", "export", &id, "--out", &saved]);
    let alone = Machine::new(town.room.path(), "alone");
    let copy = town.room.path().join("copy.json").display().to_string();
    let written = fs::read_to_string(&town.file).unwrap();
    fs::write(&copy, written.replacen(BADGE, "Bridge engineer", 1)).unwrap();
    let verify = |machine: &Machine, with: Option<&String>, expected: &str, words: &str| {
        let with: Vec<&str> = with.iter().flat_map(|file| ["--with", file]).collect();
        let asked = [&["verify", &saved, "--need", "integrity"][..], &with].concat();
        let verdict = machine.bot(&asked);
        assert_eq!(verdict["credential"]["endorses"]["id"], town.badge, "{verdict}");
        assert_eq!(verdict["credential"]["endorses"]["at_hand"], expected, "{verdict}");
        assert_eq!(verdict["findings"]["right"]["answer"], "yes", "{verdict}");
        assert_eq!(verdict["findings"]["endorsements"]["endorsers"], Value::Array(Vec::new()));
        let (told, _) = machine.says(&asked);
        assert!(told.contains(words) && told.contains("Given, as it says, by Library"), "{told}");
        assert!(!told.contains("by its identifier alone") && !told.contains("Awarded"), "{told}");
    };
    // Lea holds the badge, in no ledger.
    verify(&town.lea, None, "content", "Endorses Repair café helper");
    verify(&alone, Some(&town.file), "content", "the very thing that was endorsed");
    verify(&alone, Some(&copy), "other", "its content is another");
    verify(&alone, None, "no", "not at hand");
}
