//! A machine is lost and only the printed sheet is left: the identity comes back on another
//! machine, with a writer of its own, and what the lost one wrote stands as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bot_node::clock::monotonic;
use bot_tests::live::PATIENCE;
use serde_json::Value;

const INIT: [&str; 6] = ["id", "init", "--name", "School", "--party", "organisation"];
const BOT: &str = env!("CARGO_BIN_EXE_bot-under-test");

/// A data folder whose node is stopped when the test ends.
pub(crate) struct Machine {
    pub(crate) data: PathBuf,
    passphrase: PathBuf,
}

impl Machine {
    /// One with an identity, and that one's DID.
    pub(crate) fn of(room: &Path, name: &str, party: &str) -> (Self, String) {
        let machine = Self::new(room, name);
        let made = machine.locked(&["id", "init", "--party", party, "--name", name]);
        (machine, made["did"].as_str().unwrap().to_owned())
    }

    pub(crate) fn new(room: &Path, name: &str) -> Self {
        let data = room.join(name);
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
        let settings = "[net]\nlisten = [\"/ip4/127.0.0.1/udp/0/quic-v1\"]\nmdns = false\n\
                        redial_millis = 300\n[http]\nport = 0\n[keys]\nscrypt_log_n = 10\n";
        fs::write(data.join("bot.toml"), settings).unwrap();
        let passphrase = room.join(format!("{name}.passphrase"));
        fs::write(&passphrase, format!("the passphrase of {name}\n")).unwrap();
        fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600)).unwrap();
        Self { data, passphrase }
    }

    /// Runs a command of which nothing but JSON comes out; `Err` holds how it failed.
    pub(crate) fn try_bot(&self, arguments: &[&str]) -> Result<Vec<Value>, String> {
        let output = Command::new(BOT)
            .args(arguments)
            .args(["--json", "--data"])
            .arg(&self.data)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        if !output.status.success() {
            let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{arguments:?}: {:?} {text}{trouble}", output.status.code()));
        }
        Ok(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    /// What people read of a command: on standard output, and on standard error.
    pub(crate) fn says(&self, arguments: &[&str]) -> (String, String) {
        let output = Command::new(BOT)
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    }

    pub(crate) fn bot(&self, arguments: &[&str]) -> Value {
        let said = self.try_bot(arguments).unwrap_or_else(|failed| panic!("{failed}"));
        said.into_iter().next().unwrap_or_default()
    }

    pub(crate) fn locked(&self, arguments: &[&str]) -> Value {
        let secret = self.passphrase.display().to_string();
        self.bot(&[arguments, &["--passphrase-file", &secret]].concat())
    }

    pub(crate) fn up(&self) -> String {
        self.locked(&["up", "--detach"]);
        let status = self.bot(&["status"]);
        status["addresses"][0].as_str().unwrap().to_owned()
    }

    /// The feed of an author as this node holds it.
    pub(crate) fn feed(&self, did: &str) -> Value {
        let feeds = self.try_bot(&["feed", "show"]).unwrap_or_default();
        feeds.into_iter().find(|feed| feed["did"] == did).unwrap_or_default()
    }

    /// Pulls the plug: the process is killed and its folder is gone.
    fn lose(self) {
        let pid = self.bot(&["status"])["pid"].to_string();
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        fs::remove_dir_all(&self.data).unwrap();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _down = self.try_bot(&["down"]);
    }
}

pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let begin = monotonic();
    while !so() {
        assert!(begin.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn writers(feed: &Value) -> Vec<&Value> {
    feed["writers"].as_array().into_iter().flatten().collect()
}

/// What there is before somebody restores the school from its sheet.
pub(crate) struct Before {
    pub(crate) school: Machine,
    pub(crate) learner: Machine,
    pub(crate) did: String,
    pub(crate) badge: String,
    pub(crate) words: String,
    pub(crate) saved: String,
}

/// A school awards a badge, and its learner shows it.
pub(crate) fn before(room: &Path) -> Before {
    let (school, learner) = (Machine::new(room, "school"), Machine::new(room, "learner"));
    let made = school.locked(&[&INIT[..], &["--url", "https://school.example/"]].concat());
    let did = made["did"].as_str().unwrap().to_owned();
    let sheet = school.locked(&["id", "export-recovery"]);
    let words = room.join("words");
    fs::write(&words, sheet["words"].as_str().unwrap()).unwrap();
    let other = learner.locked(&["id", "init", "--name", "Learner"]);
    school.up();
    let address = learner.up();
    school.bot(&["peer", "add", &address]);
    let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/badge-definition.json");
    let badge = school.bot(&["badge", "new", definition]);
    let (saved, to) = (room.join("badge.json"), other["did"].as_str().unwrap().to_owned());
    let out = saved.display().to_string();
    let issued = school.bot(&["issue", badge["id"].as_str().unwrap(), "--to", &to, "--out", &out]);
    let id = issued["item"]["id"].as_str().unwrap().to_owned();
    until("the offer", || {
        learner.try_bot(&["offers"]).unwrap().iter().any(|offer| offer["kind"] == "credential")
    });
    let offers = learner.try_bot(&["offers"]).unwrap();
    learner.bot(&["accept", offers[0]["id"].as_str().unwrap(), "--publish"]);
    let entries = school.feed(&did)["entries"].as_u64().unwrap();
    until("the school's feed", || learner.feed(&did)["entries"].as_u64() == Some(entries));
    let (words, saved) = (words.display().to_string(), saved.display().to_string());
    Before { school, learner, did, badge: id, words, saved }
}

/// The school from its sheet on another machine, which calls the learner; the sheet is all that is
/// known of it, so what it stands for is not said.
fn restored(room: &Path, learner: &Machine, did: &str, words: &str) -> Machine {
    let again = Machine::new(room, "again");
    let restore = ["id", "restore", "--name", "Anew", "--yes", "--words", words];
    assert_eq!(again.locked(&restore)["did"], did, "the same identity");
    again.up();
    let address = learner.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    again.bot(&["peer", "add", &address]);
    again
}

fn closed(feed: &Value) -> bool {
    writers(feed).iter().any(|writer| !writer["closed_at"].is_null())
}

#[test]
fn the_sheet_alone_brings_an_identity_back_and_forks_nothing() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, badge: id, words, saved } = before(room.path());
    school.lose();
    let lost = learner.feed(&did);
    assert_eq!(writers(&lost).len(), 1, "{lost}");

    let again = restored(room.path(), &learner, &did, &words);

    // The lost writer is closed where it ended, and everybody learns it.
    until("the lost writer to be closed", || {
        let feed = learner.feed(&did);
        let closed = writers(&feed).iter().any(|writer| writer["closed_at"] == lost["entries"]);
        closed && writers(&feed).len() == 2
    });
    // What it is called and stands for is in its feed, not on the sheet.
    until("the profile", || again.bot(&["id", "show", &did])["name"] == "School");
    let shown = again.bot(&["id", "show", "School"]);
    assert_eq!((&shown["party"], &shown["closed"]), (&"organisation".into(), &false.into()));
    assert_eq!(shown["url"], "https://school.example/", "{shown}");
    // The new writer has begun by itself, so that nothing is missing to judge what was awarded.
    until("the badge to be judged", || learner.try_bot(&["verify", &saved]).is_ok());
    assert!(writers(&learner.feed(&did)).iter().all(|writer| writer["size"] != 0));
    // The identity goes on: a new entry by the new writer, and a badge of the lost machine revoked.
    until("the badge to be known again", || again.try_bot(&["badge", "show", &id]).is_ok());
    let verdict = learner.bot(&["verify", &saved, "--need", "integrity"]);
    assert_eq!(verdict["findings"]["integrity"]["answer"], "yes", "{verdict}");
    again.bot(&["revoke", &id, "--reason", "issued by mistake", "--yes"]);
    // The file alone is enough, where no feed shows the badge; said again, nothing is written again.
    let said = again.bot(&["revoke", "--file", &saved, "--yes"]);
    assert_eq!((&said["changed"], &said["item"]["state"]), (&false.into(), &"revoked".into()));
    until("the revocation", || {
        let verdict = learner.try_bot(&["verify", &saved]).err().unwrap_or_default();
        verdict.contains("\"reason\":\"revoked\"")
    });
    let feed = learner.feed(&did);
    assert_eq!(feed["disputed"], false, "{feed}");
    let forked = |writer: &&Value| writer["forked"] != false;
    assert!(!writers(&feed).iter().any(forked), "{feed}");
    assert_eq!(writers(&feed).len(), 2, "{feed}");
}

/// Restored from somebody who had not heard of a revocation, the school closes its lost writer too early.
/// Who heard of the revocation does not forget it, and the school closes anew once it meets them.
#[test]
fn what_was_said_before_a_restore_can_be_erased_everywhere() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, words, .. } = before(room.path());
    let bodies = |machine: &Machine, state: &str| {
        let feed = machine.try_bot(&["feed", "show", &did]).unwrap_or_default();
        let achieved = feed.iter().filter(|entry| entry["kind"] == "achievement");
        achieved.filter(|entry| entry["body"] == state).count()
    };
    let before = bodies(&learner, "held");
    assert!(before > 0);
    school.lose();
    let again = restored(room.path(), &learner, &did, &words);
    until("what it can award", || bodies(&again, "held") == before);
    until("the lost log to be closed", || closed(&learner.feed(&did)));
    assert_eq!(bodies(&learner, "held"), before, "nothing goes by itself");
    again.bot(&["data", "erase", &did, "--yes"]);
    assert_eq!((bodies(&again, "held"), bodies(&again, "withdrawn")), (0, before));
    until("the learner to drop it too", || bodies(&learner, "withdrawn") == before);
}

/// What a restored holder published is theirs again: shown, proven, and taken out of public view without
/// being lost.
#[test]
fn whoever_was_restored_holds_what_they_published() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, badge, .. } = before(room.path());
    let did = badge_holder(&learner);
    let published = || {
        let feed = school.try_bot(&["feed", "show", &did]).unwrap_or_default();
        feed.iter().any(|entry| entry["kind"] == "publish" && entry["body"] == "held")
    };
    until("the badge at the school", published);
    learner.bot(&["down"]);
    let words = room.path().join("learner.words");
    let sheet = learner.locked(&["id", "export-recovery"]);
    fs::write(&words, sheet["words"].as_str().unwrap()).unwrap();
    let path = words.display().to_string();
    drop(learner);
    let address = school.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    let again = Machine::new(room.path(), "again");
    again.locked(&["id", "restore", "--name", "Learner", "--yes", "--words", &path]);
    again.up();
    again.bot(&["peer", "add", &address]);
    until("the badge to come back", || again.try_bot(&["badge", "show", &badge]).is_ok());
    until("the lost log to be closed", || closed(&school.feed(&did)));
    assert_eq!(again.bot(&["badge", "show", &badge])["role"], "held");
    let proof = room.path().join("badge.proof").display().to_string();
    again.bot(&["prove", &badge, "--out", &proof]);
    again.bot(&["unpublish", &badge, "--yes"]);
    until("the school to drop it", || !published());
    let kept = again.bot(&["badge", "show", &badge]);
    assert_eq!((&kept["role"], &kept["published"]), (&Value::from("held"), &Value::from(false)));
}

#[test]
fn no_restore_brings_a_revoked_badge_back() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, badge, words, saved } = before(room.path());
    let (library, _) = Machine::of(room.path(), "library", "organisation");
    let address = library.up();
    school.bot(&["peer", "add", &address]);
    let entries = |machine: &Machine| machine.feed(&did)["entries"].as_u64().unwrap_or_default();
    until("the library to catch up", || entries(&library) == entries(&school));
    learner.bot(&["down"]);
    school.bot(&["revoke", &badge, "--reason", "fired", "--yes"]);
    let all = entries(&school);
    until("the revocation", || entries(&library) == all);
    library.bot(&["down"]);
    school.lose();
    learner.up();
    let again = restored(room.path(), &learner, &did, &words);
    until("the lost writer to be closed", || closed(&learner.feed(&did)));
    let revoked = |machine: &Machine| {
        let verdict = machine.try_bot(&["verify", &saved]).err().unwrap_or_default();
        verdict.contains("\"reason\":\"revoked\"")
    };
    assert!(!revoked(&learner), "it has not heard of it");

    let address = library.up();
    assert!(revoked(&library), "it has");
    again.bot(&["peer", "add", &address]);
    until("the close to reach the library", || closed(&library.feed(&did)));
    assert!(revoked(&library), "no close takes it from who knows it");
    let end = || {
        let feed = learner.feed(&did);
        writers(&feed).iter().find_map(|writer| writer["closed_at"].as_u64())
    };
    until("the lost writer to be closed anew", || end() == Some(all));
    until("the revocation to reach the learner", || revoked(&learner));
}

#[test]
fn an_installation_that_was_restored_elsewhere_signs_no_more() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, badge, words, .. } = before(room.path());
    assert!(!closed(&school.feed(&did)));
    let issue = ["issue", "Repair café helper", "--to", &badge_holder(&learner)];
    school.bot(&issue);
    let again = restored(room.path(), &learner, &did, &words);
    until("the old installation to hear of it", || closed(&school.feed(&did)));

    let revoke = ["revoke", &badge, "--yes"];
    let trial = [&issue[..], &["--dry-run"]].concat();
    for verb in [&issue[..], &trial, &revoke] {
        let failed = school.try_bot(verb).unwrap_err();
        assert!(failed.contains("restored on another installation"), "{failed}");
    }
    assert_eq!(school.bot(&["status"])["closed"], serde_json::json!(["School"]));
    let told = school.try_bot(&["doctor"]).unwrap_err();
    assert!(told.contains("\"what\":\"identity\""), "{told}");
    // The other one signs, and says nothing of the kind.
    until("the profile", || again.bot(&["id", "show", &did])["name"] == "School");
    until("the badge", || again.try_bot(&issue).is_ok());
    again.bot(&revoke);
    assert_eq!(again.bot(&["status"]).get("closed"), None);
}

fn badge_holder(learner: &Machine) -> String {
    learner.bot(&["id", "show", "Learner"])["did"].as_str().unwrap().to_owned()
}

#[test]
fn other_words_bring_back_another_identity_or_none() {
    let room = tempfile::tempdir().unwrap();
    let machine = Machine::new(room.path(), "one");
    let words = room.path().join("words");
    let path = words.display().to_string();
    let secret = machine.passphrase.display().to_string();
    let restore =
        ["id", "restore", "--yes", "--name", "A", "--words", &path, "--passphrase-file", &secret];
    for (text, expected) in [
        ("abandon ".repeat(23), "found 23 words"),
        ("abandon ".repeat(24), "does not fit"),
        (format!("{}zebr", "abandon ".repeat(23)), "word 24 is not in the list"),
    ] {
        fs::write(&words, text).unwrap();
        let failed = machine.try_bot(&restore).unwrap_err();
        assert!(failed.contains(expected), "{expected}: {failed}");
    }
    let list = ["id", "list", "--passphrase-file", &secret];
    assert_eq!(machine.try_bot(&list).unwrap_or_default(), [Value::Null; 0]);
    fs::write(&words, format!("{}art", "abandon ".repeat(23))).unwrap();
    let back = machine.bot(&restore);
    assert!(back["did"].as_str().unwrap().starts_with("did:key:z6Mk"), "{back}");
}
