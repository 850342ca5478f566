//! Ids that nobody knows, identities that are not mine, words and times that cannot be meant.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::bad_input::Desk;

const NOBODY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
const PEER: &str = "12D3KooWGRUfJVmq4GQ3oJ6m1t8XnXJvbV3sWmY2gTq3N3c8Pq1d";
const BADGE: &str = "Repair café helper";

/// What a row is about: its command line, exit code, error code and what that must name.
type Row<'a> = (&'a [&'a str], i32, &'a str, &'a str);

fn check(desk: &Desk, rows: &[Row<'_>]) {
    let held = desk.held();
    for (args, exit, code, named) in rows {
        desk.refused(args, *exit, code, &[named]);
    }
    assert_eq!(desk.held(), held, "something was stored");
}

#[test]
fn what_nobody_knows_is_not_found() {
    let desk = Desk::school();
    check(
        &desk,
        &[
            (&["badge", "show", "nope"], 3, "unknown", "nope"),
            (
                &["badge", "bake", "nope", "--image", "badge.png", "--out", "x"],
                3,
                "unknown",
                "nope",
            ),
            (&["badge", "bake", "nope", "--out", "x"], 3, "unknown", "nope"),
            (&["issue", "nope", "--to", NOBODY], 3, "unknown", "nope"),
            (&["issue", BADGE, "--to", "nobody"], 3, "unknown", "nobody"),
            (&["accept", "nope"], 3, "unknown", "nope"),
            (&["refuse", "nope", "--yes"], 3, "unknown", "nope"),
            (&["publish", "nope"], 3, "unknown", "nope"),
            (&["present", "nope", "--challenge", "x", "--out", "x"], 3, "unknown", "nope"),
            (&["unpublish", "nope", "--yes"], 3, "unknown", "nope"),
            (&["revoke", "nope", "--yes"], 3, "unknown", "nope"),
            (&["endorse", "nope", "--words", "yes"], 3, "unknown", "nope"),
            (&["recognise", "offer", "nobody", "--words", "yes"], 3, "unknown", "nobody"),
            (&["recognise", "accept", "nope"], 3, "unknown", "nope"),
            (&["recognise", "end", "nope", "--yes"], 3, "unknown", "nope"),
            (&["feed", "show", NOBODY], 3, "unknown", NOBODY),
            (&["feed", "export", NOBODY, "--out", "x"], 3, "unknown", NOBODY),
            (&["peer", "remove", PEER], 3, "unknown", PEER),
            (&["peer", "remove", "nonsense"], 3, "unknown", "nonsense"),
            (&["contact", "remove", "nobody"], 3, "unknown", "nobody"),
            (&["id", "show", "Other"], 3, "not-my-identity", "Other"),
        ],
    );
    assert!(!desk.has("x"), "something was written");
    for args in [["badge", "show", BADGE], ["id", "show", "School"], ["feed", "show", "School"]] {
        desk.bot(&args).ok();
    }
    desk.bot(&["contact", "add", NOBODY, "Somebody"]).ok();
    desk.bot(&["issue", BADGE, "--to", "Somebody", "--dry-run"]).ok();
    desk.bot(&["contact", "remove", "Somebody"]).ok();
}

#[test]
fn nobody_acts_as_somebody_else() {
    let desk = Desk::school();
    let passphrase = ["--passphrase-file", "passphrase"];
    let as_other = |args: &[&'static str]| [args, &["--as", "Other"]].concat();
    let verbs: [&[&str]; 8] = [
        &["badge", "new", "badge-definition.json"],
        &["issue", BADGE, "--to", NOBODY],
        &["endorse", BADGE, "--words", "yes"],
        &["recognise", "offer", NOBODY, "--words", "yes"],
        &["badge", "list"],
        &["offers"],
        &["id", "show"],
        &["id", "export-recovery", passphrase[0], passphrase[1]],
    ];
    let args: Vec<_> = verbs.iter().map(|verb| as_other(verb)).collect();
    let rows: Vec<Row<'_>> =
        args.iter().map(|args| (args.as_slice(), 3, "not-my-identity", "Other")).collect();
    check(&desk, &rows);
    desk.bot(&["issue", BADGE, "--to", NOBODY, "--as", "School", "--out", "badge.json"]).ok();
    let verify = ["verify", "badge.json", "--as", "Other"];
    desk.refused(&verify, 3, "not-my-identity", &["Other"]);
    desk.bot(&["verify", "badge.json", "--as", "School"]).ok();
}

#[test]
fn what_is_others_to_say_stays_theirs() {
    let desk = Desk::school();
    for name in ["Lea", "Max"] {
        desk.bot(&["id", "init", "--name", name]).ok();
    }
    let issue = ["issue", BADGE, "--to", "Lea", "--as", "School", "--json"];
    let issued = desk.bot(&issue).ok().json();
    let text = |name: &str| issued.pointer(name).and_then(|id| id.as_str()).unwrap().to_owned();
    let (id, offer) = (text("/item/id"), text("/letter"));
    let (id, offer) = (id.as_str(), offer.as_str());
    check(
        &desk,
        &[
            (&["accept", offer, "--as", "Max"], 1, "identity-other", "Max"),
            (&["refuse", offer, "--as", "School", "--yes"], 1, "identity-other", "School"),
            // Offered and not accepted: nobody here holds it yet.
            (&["publish", id, "--as", "Lea"], 1, "not-the-holder", id),
            (
                &["present", id, "--challenge", "x", "--out", "x", "--as", "Lea"],
                1,
                "not-the-holder",
                id,
            ),
            (&["revoke", id, "--as", "Lea", "--yes"], 1, "identity-other", "Lea"),
        ],
    );
    desk.bot(&["accept", offer, "--as", "Lea"]).ok();
    check(
        &desk,
        &[
            (&["publish", id, "--as", "School"], 1, "identity-other", "School"),
            (
                &["present", id, "--challenge", "x", "--out", "x", "--as", "School"],
                1,
                "identity-other",
                "School",
            ),
            (&["unpublish", id, "--as", "Max", "--yes"], 1, "identity-other", "Max"),
            (&["refuse", offer, "--as", "Lea", "--yes"], 1, "offer-answered", "accepted"),
        ],
    );
    desk.bot(&["publish", id, "--as", "Lea"]).ok();
    elsewhere(&desk, id);
    desk.bot(&["revoke", id, "--as", "School", "--yes"]).ok();
}

/// A node that only follows the two can neither revoke nor publish what is theirs.
fn elsewhere(desk: &Desk, id: &str) {
    let other = ["--data", "other"];
    let bot = |args: &[&str]| desk.bot(&[args, &other].concat());
    let address = desk.bot(&["status", "--json"]).ok().json()["addresses"][0].clone();
    desk.data("other", "");
    let named = ["id", "init", "--name", "Library", "--passphrase-file", "passphrase"];
    bot(&named).ok();
    bot(&["up", "--detach", "--passphrase-file", "passphrase"]).ok();
    bot(&["peer", "add", address.as_str().unwrap()]).ok();
    let begin = bot_node::clock::monotonic();
    while bot(&["badge", "show", id]).exit != 0 {
        assert!(begin.elapsed() < bot_tests::live::PATIENCE, "the badge never came");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    for (verb, code) in [("publish", "not-the-holder"), ("revoke", "not-the-issuer")] {
        let yes = ["--yes", "--data", "other"];
        desk.refused(&[&[verb, id], yes.as_slice()].concat(), 1, code, &[id]);
    }
    bot(&["down"]).ok();
}

#[test]
fn words_and_times_that_cannot_be_meant_name_their_field() {
    let desk = Desk::school();
    let long = "x".repeat(20_000);
    let long = long.as_str();
    desk.bot(&["issue", BADGE, "--to", NOBODY, "--out", "badge.json"]).ok();
    let issue = ["issue", BADGE, "--to", NOBODY];
    let issue = |more: &[&'static str]| [issue.as_slice(), more].concat();
    check(
        &desk,
        &[
            (&["issue", BADGE, "--to", "did:web:x"], 2, "field-refused", "--to"),
            (&issue(&["--valid-until", "tomorrow"]), 2, "field-refused", "--valid-until"),
            (&issue(&["--valid-from", "2026-02-30T00:00:00Z"]), 2, "field-refused", "--valid-from"),
            (
                &issue(&["--valid-until", "2001-01-01T00:00:00Z"]),
                2,
                "field-refused",
                "--valid-until",
            ),
            (&issue(&["--suite", "rsa"]), 2, "field-refused", "--suite"),
            (&["issue", BADGE, "--to", NOBODY, "--narrative", long], 1, "draft-wrong", "narrative"),
            (&["endorse", BADGE, "--words", "yes", "--until", "x"], 2, "field-refused", "--until"),
            (
                &["endorse", BADGE, "--words", "yes", "--until", "2001-01-01T00:00:00Z"],
                2,
                "draft-wrong",
                "--until",
            ),
            (&["endorse", BADGE, "--words", long], 1, "draft-wrong", "16384"),
            (&["contact", "add", "nope", "Name"], 2, "field-refused", "did"),
            (&["contact", "add", NOBODY, ""], 2, "field-refused", "name"),
            (&["contact", "add", NOBODY, "Name", "--note", long], 2, "field-refused", "--note"),
            (&["peer", "add", "nonsense"], 2, "field-refused", "ADDRESS"),
            (&["peer", "add", "/ip4/192.0.2.1"], 1, "address-refused", "192.0.2.1"),
            (&["id", "init", "--name", ""], 2, "name-refused", "--name"),
            (&["id", "init", "--name", "did:key:x"], 2, "name-refused", "--name"),
            (
                &["recognise", "offer", NOBODY, "--words", "yes", "--scope", ""],
                2,
                "cli-usage-empty",
                "--scope",
            ),
            (&["recognise", "offer", NOBODY, "--words", ""], 2, "cli-usage-empty", "--words"),
            (&["id", "init", "--name", "School"], 1, "identity-taken", "School"),
            (&["verify", "badge.json", "--at", "tomorrow"], 2, "cli-time", "tomorrow"),
            (&["verify", "badge.json", "--at", "2026-13-01T00:00:00Z"], 2, "cli-time", "2026-13"),
            (&["verify", "badge.json", "--need", "beauty"], 2, "cli-need", "beauty"),
            (&["verify", "badge.json", "--need", ""], 2, "cli-need", "no finding"),
            (&["verify", "badge.json", "--need", "status,"], 2, "cli-need", "no finding"),
        ],
    );
    desk.bot(&["verify", "badge.json", "--need", "integrity, status"]).ok();
    desk.bot(&["verify", "badge.json", "--at", "2030-01-01T00:00:00Z", "--need", "integrity"]).ok();
    desk.bot(&issue(&["--valid-until", "2099-01-01T00:00:00Z", "--dry-run"])).ok();
    assert_eq!(desk.bot(&["verify", "badge.json", "--domain", "x"]).exit, 2, "a domain alone");
    assert_eq!(desk.bot(&["verify"]).exit, 2, "no file");
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_anything_is_signed() {
    let desk = Desk::school();
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.write("there.json", "kept");
    let out = |place: &'static str| ["issue", BADGE, "--to", NOBODY, "--out", place];
    check(
        &desk,
        &[
            (&out("there.json"), 2, "cli-exists", "there.json"),
            (&out("folder"), 1, "cli-file-folder", "folder"),
            (&out("nowhere/badge.json"), 3, "cli-folder-missing", "nowhere"),
            (&out("there.json/badge.json"), 1, "cli-file", "there.json"),
        ],
    );
    let plain = r#"{"name":{"en":"Plain"},"description":{"en":"x"},"criteria":{"en":"x"}}"#;
    desk.write("plain.json", plain);
    desk.bot(&["badge", "new", "plain.json"]).ok();
    let picture = ["issue", "Plain", "--to", NOBODY, "--out", "plain.png"];
    check(&desk, &[(&picture, 1, "image-missing", "image")]);
    assert_eq!(desk.read("there.json"), b"kept");
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().contains(".part")));
    let shim = [("BOT_SHIM_DENY", "1")];
    let denied = ["badge", "bake", "badge.png", "--image", "badge.png", "--out", "new.png"];
    desk.refused(&denied, 1, "no-badge", &["badge.png"]);
    desk.bot(&out("badge.json")).ok();
    let path = desk.path("school.feed").display().to_string();
    let export = ["feed", "export", "School", "--out", &path];
    desk.refused_with(&export, &shim, (1, "cli-file-denied"), &["school.feed"]);
    desk.write("full", "");
    let full = desk.path("full").display().to_string();
    let shim = [("BOT_SHIM_FULL_IF", full.as_str())];
    desk.refused_with(&export, &shim, (1, "cli-file-full"), &["school.feed"]);
    assert!(!desk.has("school.feed"), "half a file was left");
    desk.bot(&export).ok();
}
