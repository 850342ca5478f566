//! Passphrases, trust boxes and recovery words that are no good.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::bad_input::Desk;

fn mode(desk: &Desk, name: &str, mode: u32) {
    fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_passphrase_that_is_none_opens_nothing_and_makes_nothing() {
    let desk = Desk::settled();
    desk.data("fresh", "");
    desk.secret("wrong", b"quite another walk");
    desk.secret("short", b"abc\n");
    desk.secret("blank", b"\n");
    desk.secret("empty", b"");
    desk.secret("latin", b"caf\xe9 au lait");
    desk.secret("vast", &[b'x'; 5000]);
    desk.write("open", "a long and quiet walk");
    mode(&desk, "open", 0o644);
    fs::create_dir(desk.path("folder")).unwrap();
    let rows = [
        ("blank", 1, "passphrase-file-refused"),
        ("empty", 1, "passphrase-file-refused"),
        ("latin", 1, "passphrase-file-refused"),
        ("vast", 1, "passphrase-file-refused"),
        ("open", 1, "trust-box-open-to-others"),
        ("missing", 3, "cli-file-missing"),
        ("folder", 1, "trust-box-open-to-others"),
    ];
    let verbs: [&[&str]; 4] = [
        &["id", "list", "--passphrase-file"],
        &["up", "--passphrase-file"],
        &["id", "export-recovery", "--passphrase-file"],
        &["id", "init", "--name", "New", "--data", "fresh", "--passphrase-file"],
    ];
    for (file, exit, code) in rows {
        for verb in verbs {
            desk.refused(&[verb, &[file]].concat(), exit, code, &[file]);
        }
    }
    for verb in &verbs[..3] {
        desk.refused(&[verb, ["wrong"].as_slice()].concat(), 4, "passphrase-wrong", &["trustbox"]);
    }
    let new = [verbs[3], ["short"].as_slice()].concat();
    desk.refused(&new, 2, "passphrase-weak", &["at least 8"]);
    desk.refused(&["id", "list"], 4, "cli-passphrase-missing", &["passphrase-file"]);
    desk.refused(&["up", "--detach"], 2, "cli-passphrase-missing", &["passphrase-file"]);
    let mut made = std::process::Command::new("mkfifo");
    made.args(["-m", "600"]).arg(desk.path("pipe"));
    assert!(made.status().unwrap().success());
    let silent = desk.bot(&[verbs[0], ["pipe", "--json"].as_slice()].concat());
    assert_eq!((silent.exit, &silent.error()["code"]), (1, &"cli-file-silent".into()));
    assert!(!desk.has("fresh/trustbox.age"), "a trust box was made");
    desk.bot(&["id", "list", "--passphrase-file", "passphrase"]).ok();
    desk.bot(&[verbs[3], ["passphrase"].as_slice()].concat()).ok();
}

#[test]
fn a_name_that_is_none_makes_no_trust_box() {
    let desk = Desk::empty();
    let init = |name: &'static str, more: &[&'static str]| {
        let init = ["id", "init", "--name", name, "--passphrase-file", "passphrase"];
        [init.as_slice(), more].concat()
    };
    let long: &'static str = Box::leak("x".repeat(5000).into_boxed_str());
    for dry in [&[][..], &["--dry-run"]] {
        desk.refused(&init("", dry), 2, "name-refused", &["--name"]);
        desk.refused(&init(long, dry), 2, "name-refused", &["--name", "200 bytes"]);
        let told = [&["--description", long], dry].concat();
        desk.refused(&init("School", &told), 1, "content-refused", &["description"]);
    }
    assert!(!desk.has("node/trustbox.age"), "a trust box was made");
    desk.bot(&init("School", &["--dry-run"])).ok();
    assert!(!desk.has("node/trustbox.age"), "a dry run made a trust box");
    desk.bot(&init("School", &[])).ok();
}

#[test]
fn a_trust_box_that_is_no_good_is_left_as_it_is() {
    let desk = Desk::settled();
    let good = desk.read("node/trustbox.age");
    let list = ["id", "list", "--passphrase-file", "passphrase"];
    let up = ["up", "--passphrase-file", "passphrase"];
    let refused = |exit, code, named: &str| {
        let before = desk.read("node/trustbox.age");
        for verb in [&list[..], &up] {
            desk.refused(verb, exit, code, &["trustbox.age", named]);
        }
        assert_eq!(desk.read("node/trustbox.age"), before, "it was touched");
    };
    mode(&desk, "node/trustbox.age", 0o644);
    refused(1, "trust-box-open-to-others", "0644");
    mode(&desk, "node/trustbox.age", 0o600);
    let mut changed = good.clone();
    *changed.last_mut().unwrap() ^= 1;
    let rows: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (&good[..good.len() - 10], "cut off or changed"),
        (&changed, "cut off or changed"),
        (b"hello", "head"),
    ];
    for (bytes, what) in rows {
        desk.write("node/trustbox.age", bytes);
        refused(1, "trust-box-damaged", what);
    }
    desk.write("node/trustbox.age", &good);
    desk.bot(&list).ok();
    fs::rename(desk.path("node/trustbox.age"), desk.path("aside")).unwrap();
    desk.refused(&list, 3, "trust-box-missing", &["trustbox.age"]);
    fs::rename(desk.path("aside"), desk.path("node/trustbox.age")).unwrap();
    desk.bot(&list).ok();
}

#[test]
fn recovery_words_are_counted_named_and_summed() {
    let desk = Desk::settled();
    let export = ["id", "export-recovery", "--passphrase-file", "passphrase"];
    let sheet = desk.bot(&[export.as_slice(), &["--json"]].concat()).ok().json();
    let words = sheet["words"].as_str().unwrap().to_owned();
    let mut list: Vec<&str> = words.split(' ').collect();
    desk.data("fresh", "");
    desk.write("words", &words);
    desk.write("few", list[..23].join(" "));
    list[6] = "zebrra";
    desk.write("typo", list.join(" "));
    desk.write("swapped", "abandon ".repeat(24));
    desk.write("latin", b"caf\xe9");
    desk.write("none", "");
    let restore = |file: &'static str| {
        let to = ["id", "restore", "--name", "Back", "--data", "fresh"];
        [to.as_slice(), &["--passphrase-file", "passphrase", "--words", file]].concat()
    };
    let rows = [
        ("few", "found 23 words, expected 24"),
        ("none", "found 0 words"),
        ("typo", "word 7"),
        ("swapped", "last word does not fit"),
        ("latin", "latin"),
    ];
    for (file, named) in rows {
        desk.refused(&restore(file), 1, "cli-restore-words", &[named]);
    }
    assert!(!desk.has("fresh/trustbox.age"), "a trust box was made");
    for (file, code) in [("typo", "recovery-words-refused"), ("swapped", "recovery-words-refused")]
    {
        let confirm = [export.as_slice(), &["--confirm", file]].concat();
        desk.refused(&confirm, 1, code, &[]);
    }
    let back = [restore("words").as_slice(), &["--yes"]].concat();
    desk.bot(&back).ok();
    desk.bot(&[export.as_slice(), &["--confirm", "words"]].concat()).ok();
    desk.refused(&export, 1, "recovery-exported", &["did:key"]);
}
