//! Files that are no good, handed to every verb that reads files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_protocol::feed::Bundle;
use bot_protocol::limits::{BUNDLE_BYTES_MAX, CREDENTIAL_BYTES_MAX};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement};
use bot_tests::harness::chance::Chance;

use super::bad_input::{Desk, Ran};
use super::bad_input_pictures::{Bad, bad, element, pngs, svg, svgs};

/// A desk with a badge in all its forms: `badge.json`, `baked.png`, `baked.svg`.
fn desk() -> Desk {
    let desk = Desk::school();
    desk.bot(&["id", "init", "--name", "Lea", "--as", "School"]).ok();
    let issue = ["issue", "Repair café helper", "--to", "Lea", "--as", "School", "--out"];
    desk.bot(&[issue.as_slice(), &["badge.json"]].concat()).ok();
    desk.bot(&["badge", "bake", "badge.json", "--image", "badge.png", "--out", "baked.png"]).ok();
    desk.write("baked.svg", svg(&element(&text(&desk))));
    desk
}

fn text(desk: &Desk) -> String {
    String::from_utf8(desk.read("badge.json")).unwrap()
}

/// Where a byte stands, as a refusal names it.
fn place(bytes: &[u8], at: usize) -> String {
    let before = &bytes[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = before[start..].iter().filter(|byte| **byte & 0xc0 != 0x80).count() + 1;
    format!("line {line}, column {column}")
}

/// JSON that is no good, made from a good badge.
fn jsons(good: &str) -> Vec<Bad> {
    let json = ("json-refused", true);
    let all = good.as_bytes();
    let first = |what: &str, of: &[u8]| of.windows(what.len()).position(|w| w == what.as_bytes());
    let swapped = |from: &str, to: &[u8]| {
        let at = first(from, all).unwrap();
        ([&all[..at], to, &all[at + from.len()..]].concat(), at)
    };
    let begun = |member: &str| [b"{", member.as_bytes(), b",", &all[1..]].concat();
    let (bytes, latin) = swapped("\"id\"", b"\"\xe9d\"");
    let (half, surrogate) = swapped("\"id\":\"", b"\"id\":\"\\ud800");
    let twice = begun("\"id\":\"urn:x\"");
    let second = first("\"id\":\"urn:uuid", &twice).unwrap();
    let deep = "{\"credentialSubject\":".repeat(33) + "1" + &"}".repeat(33);
    let long = format!("{good}{}", " ".repeat(CREDENTIAL_BYTES_MAX + 1 - good.len()));
    let over = place(long.as_bytes(), CREDENTIAL_BYTES_MAX);
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let middle = place(all, 500);
    let end = place(all, all.len());
    vec![
        bad("cut.json", &all[..500], json, middle),
        bad("latin.json", bytes.clone(), json, place(&bytes, latin + 1)),
        bad("twice.json", twice.clone(), json, place(&twice, second)),
        bad("deep.json", deep.clone(), json, place(deep.as_bytes(), 32 * 21)),
        bad("over.json", long, json, over),
        bad("marked.json", [b"\xef\xbb\xbf", all].concat(), json, "line 1, column 1"),
        bad("wide.json", [b"\xff\xfe", &*wide].concat(), json, "line 1, column 1"),
        bad("after.json", format!("{good}x"), json, end),
        bad("half.json", half.clone(), json, place(&half, surrogate + 6)),
        bad("huge.json", begun("\"n\":1e400"), json, "line 1, column 6"),
        bad("big.json", begun("\"n\":9007199254740993"), json, "line 1, column 6"),
        bad("empty.json", "", ("file-empty", false), "empty.json"),
        bad("plain.json", "{\"hello\":1}", ("no-credential", false), "plain.json"),
        bad("list.json", "[]", ("no-credential", false), "list.json"),
        bad("words.txt", "hello", ("no-credential", false), "words.txt"),
    ]
}

/// Checks a file with the verbs that take a badge.
fn as_badge(desk: &Desk, row: &Bad) {
    let (file, named) = (row.name, [row.name, &*row.place]);
    let exit = if row.claims { 6 } else { 1 };
    if row.claims {
        desk.no_good_badge(file, row.code, &[&*row.place]);
    } else {
        desk.refused(&["verify", file], exit, row.code, &named);
    }
    let bake = ["badge", "bake", file, "--image", "badge.png", "--out", "out.png"];
    desk.refused(&bake, exit, row.code, &named);
    let endorse = ["endorse", "--file", file, "--words", "yes", "--as", "School"];
    desk.refused(&endorse, exit, row.code, &named);
    desk.refused(&["badge", "unbake", file, "--out", "out.json"], exit, row.code, &named);
    assert!(!desk.has("out.png") && !desk.has("out.json"), "{file} left something");
}

/// The same files, repaired, are taken.
fn twins(desk: &Desk) {
    for file in ["badge.json", "baked.png", "baked.svg"] {
        desk.bot(&["verify", file]).ok();
        desk.bot(&["endorse", "--file", file, "--words", "yes", "--as", "School", "--dry-run"])
            .ok();
        let bake = ["badge", "bake", file, "--image", "badge.png", "--out", "again.png", "--force"];
        desk.bot(&bake).ok();
        assert_eq!(desk.read("again.png"), desk.read("baked.png"), "{file}");
    }
    for file in ["baked.png", "baked.svg"] {
        desk.bot(&["badge", "unbake", file, "--out", "again.json", "--force"]).ok();
        assert_eq!(desk.read("again.json"), desk.read("badge.json"), "{file}");
    }
}

#[test]
fn json_that_is_no_good_is_refused_with_its_place() {
    let desk = desk();
    let (held, good) = (desk.held(), text(&desk));
    for row in jsons(&good) {
        desk.write(row.name, &row.bytes);
        as_badge(&desk, &row);
        let named = [row.name, &*row.place];
        let json = if row.claims { &named[..] } else { &named[..1] };
        desk.refused(&["verify", "badge.json", "--with", row.name], 1, "cli-evidence", json);
        let code = if row.name == "over.json" { "cli-file-too-large" } else { "cli-definition" };
        let json = if row.name == "over.json" { &named[..1] } else { json };
        desk.refused(&["badge", "new", row.name, "--as", "School"], 1, code, json);
    }
    let most = format!("{good}{}", " ".repeat(CREDENTIAL_BYTES_MAX - good.len()));
    desk.write("most.json", most);
    desk.bot(&["verify", "most.json"]).ok();
    twins(&desk);
    assert_eq!(desk.held(), held, "something was stored");
}

#[test]
fn pictures_that_are_no_good_are_refused_with_their_place() {
    let desk = desk();
    let (held, good) = (desk.held(), text(&desk));
    let plain = desk.read("badge.png");
    let mut rows = pngs(&plain, &desk.read("baked.png"), good.as_bytes());
    rows.extend(svgs(&good));
    for row in rows {
        desk.write(row.name, &row.bytes);
        as_badge(&desk, &row);
        // As the picture of a new badge, or to bake into: none inside is what it must be.
        let (code, place) = match row.code {
            "no-badge" => continue,
            "two-badges" => ("already-baked", "already"),
            other => (other, &*row.place),
        };
        let named = [row.name, place];
        let new = ["badge", "new", "badge-definition.json", "--image", row.name, "--as", "School"];
        desk.refused(&new, 1, code, &named);
        let bake = ["badge", "bake", "badge.json", "--image", row.name, "--out", "out.png"];
        desk.refused(&bake, 1, code, &named);
        assert!(!desk.has("out.png"), "{} left something", row.name);
    }
    for file in ["none.png", "none.svg"] {
        let bake = ["badge", "bake", "badge.json", "--image", file, "--out", "into", "--force"];
        desk.bot(&bake).ok();
        desk.bot(&["verify", "into"]).ok();
    }
    twins(&desk);
    assert_eq!(desk.held(), held, "something was stored");
}

#[test]
fn what_is_no_file_hangs_nobody_and_fills_no_memory() {
    let desk = desk();
    let held = desk.held();
    std::fs::create_dir(desk.path("folder")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(desk.path("pipe")).status();
    assert!(made.unwrap().success());
    let vast = std::fs::File::create(desk.path("vast.json")).unwrap();
    desk.write("vast.json", text(&desk));
    vast.set_len(100_000_000).unwrap();
    desk.no_good_badge("vast.json", "json-refused", &[&place(&desk.read("vast.json"), 1_048_576)]);
    desk.refused(&["verify", "/dev/zero"], 1, "no-credential", &["/dev/zero"]);
    let with = |file: &'static str| ["verify", "badge.json", "--with", file];
    desk.refused(&with("vast.json"), 1, "cli-file-too-large", &["vast.json"]);
    desk.refused(&with("/dev/zero"), 1, "cli-file-too-large", &["/dev/zero"]);
    let verbs: [&[&str]; 9] = [
        &["verify"],
        &["verify", "badge.json", "--with"],
        &["badge", "new"],
        &["badge", "new", "badge-definition.json", "--image"],
        &["badge", "bake", "badge.json", "--out", "out.png", "--image"],
        &["badge", "unbake"],
        &["endorse", "--words", "yes", "--file"],
        &["config", "check", "--config"],
        &["id", "restore", "--name", "Back", "--words"],
    ];
    // Each waits in vain for as long as the contract lets it, so all of them at once.
    std::thread::scope(|scope| {
        for verb in verbs {
            let desk = &desk;
            scope.spawn(move || {
                let refused = |file: &str, exit, code| {
                    desk.refused(&[verb, &[file]].concat(), exit, code, &[file]);
                };
                // A folder is verified file by file; in this one there is none.
                if verb == ["verify"] {
                    let ran = desk.bot(&["verify", "folder", "--json"]);
                    let badges = &ran.json()["summary"]["badges"];
                    assert_eq!((ran.exit, badges.as_u64()), (1, Some(0)), "{ran:?}");
                } else {
                    refused("folder", 1, "cli-file-folder");
                }
                refused("missing", 3, "cli-file-missing");
                refused("pipe", 1, "cli-file-silent");
            });
        }
    });
    for verb in &verbs[2..] {
        let ran = desk.bot(&[verb, ["/dev/zero", "--json"].as_slice()].concat());
        assert_eq!(ran.exit, 1, "{verb:?}: {ran:?}");
    }
    twins(&desk);
    assert_eq!(desk.held(), held, "something was stored");
}

/// The bundle of somebody who described so many achievements, each as long as one may be.
fn bundle(entries: u64) -> Vec<u8> {
    let mut chance = Chance::new(7);
    let mut author = Author::new(&mut chance);
    let now = Timestamp::from_millis(1_700_000_000_000);
    let said = |id| author.write(achievement(58_000, id), &mut chance, now);
    let entries: Vec<_> = (0..entries).map(said).collect();
    Bundle { keys: author.keys().to_vec(), entries, ..Bundle::default() }.to_bytes().unwrap()
}

#[test]
fn evidence_that_is_no_good_is_refused_and_the_largest_fits_in_memory() {
    let desk = desk();
    let (held, good) = (desk.held(), text(&desk));
    let small = bundle(2);
    let mut changed = small.clone();
    let last = changed.len() - 1000;
    changed[last] ^= 1;
    let after = [&small[..], b"x"].concat();
    // A credential for nothing that could be achieved is of no use to any rule.
    let mut nothing: serde_json::Value = serde_json::from_str(&good).unwrap();
    nothing["credentialSubject"].as_object_mut().unwrap().remove("achievement");
    let nothing = nothing.to_string();
    let rows: [(&str, &[u8], &str); 4] = [
        ("cut.feed", &small[..small.len() - 500], "bundle"),
        ("changed.feed", &changed, "entry 1 of the bundle"),
        ("after.feed", &after, "bundle"),
        ("nothing.feed", nothing.as_bytes(), "VerifiableCredential"),
    ];
    for (file, bytes, named) in rows {
        desk.write(file, bytes);
        desk.refused(&["verify", "badge.json", "--with", file], 1, "cli-evidence", &[file, named]);
    }
    let most = bundle(u64::try_from(BUNDLE_BYTES_MAX / 58_500).unwrap());
    assert!(most.len() > BUNDLE_BYTES_MAX / 100 * 98, "{} is not large", most.len());
    desk.write("small.feed", &small);
    desk.write("most.feed", &most);
    let again = "small.feed";
    desk.bot(&["verify", "badge.json", "--with", again, "--with", again]).ok();
    let with: Vec<&str> = ["--with", again].repeat(14);
    let both = [&["verify", "badge.json", "--with", "most.feed"], &with[..]].concat();
    desk.refused(&both, 1, "cli-file-too-large", &[again]);
    let judged = ["verify", "badge.json", "--with", "most.feed", "--json"];
    judged_in_time(&desk.bot(&judged), 0, (5, "cli-no-reply"));
    // Without a node it is judged here, and says nothing of this issuer.
    let alone = [judged.as_slice(), &["--data", "nowhere"]].concat();
    judged_in_time(&desk.bot(&alone), 7, (1, "cli-verify-long"));
    assert_eq!(desk.held(), held, "something was stored");
}

/// A verdict; or, where the machine is too slow for so much, word of that: nobody waits on and on,
/// and it is not for want of memory.
#[track_caller]
fn judged_in_time(ran: &Ran, verdict: i32, (exit, code): (i32, &str)) {
    if ran.exit != verdict {
        assert_eq!(ran.exit, exit, "{ran:?}");
        assert_eq!(ran.error()["code"], code, "{ran:?}");
    }
}
