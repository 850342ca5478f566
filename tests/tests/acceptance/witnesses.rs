//! Witnesses between real nodes: a verdict dated by three of four, and by two of four none; proofs of
//! two versions that a stranger checks.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use bot_protocol::feed::{Bundle, Claim, Feed, ForkProof, HeadStamp, KeyEvent, KeyLog, StampFork};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::statement::{Content, Draft, Retention, Statement};
use bot_protocol::time::Timestamp;
use serde_json::Value;

use super::restore::{Before, Machine, before, until};

const BOT: &str = env!("CARGO_BIN_EXE_bot-under-test");

fn settle(machine: &Machine, from: &str, to: &str) {
    let path = machine.data.join("bot.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

/// A library with a node of its own that the school calls; who it is.
fn library(room: &Path, school: &Machine, number: usize, willing: bool) -> (Machine, String) {
    let library = Machine::new(room, &format!("library{number}"));
    settle(&library, "[net]\n", &format!("[net]\nwitness = {willing}\n"));
    let name = format!("Library {number}");
    let made = library.locked(&["id", "init", "--name", &name, "--party", "organisation"]);
    let address = library.up();
    school.bot(&["peer", "add", &address]);
    (library, made["did"].as_str().unwrap().to_owned())
}

/// What `verify` finds about the status, whatever its exit code.
fn status(machine: &Machine, badge: &str, more: &[&str]) -> Value {
    let mut arguments = vec!["verify", badge, "--need", "integrity"];
    arguments.extend(more);
    machine.bot(&arguments)["findings"]["status"].clone()
}

fn about<'v>(checked: &'v Value, part: &str) -> &'v Value {
    let remarks = checked["remarks"].as_array().unwrap();
    remarks.iter().find(|remark| remark["part"] == part).unwrap()
}

#[test]
fn a_verdict_is_dated_by_three_of_four_witnesses_and_two_cannot_tell() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, saved, .. } = before(room.path());
    assert_eq!(status(&learner, &saved, &[])["witnesses"], 0, "by its own clock");
    let four: Vec<(Machine, String)> =
        (0..4).map(|number| library(room.path(), &school, number, number < 2)).collect();
    let dids: Vec<&str> = four.iter().map(|(_, did)| did.as_str()).collect();
    let add = [&["witness", "add"][..], &dids].concat();
    until("the libraries to be known", || school.try_bot(&add).is_ok());

    // Two of four: nobody can tell.
    until("two to sign", || status(&learner, &saved, &[])["found"] == 2);
    let told = status(&learner, &saved, &[]);
    assert_eq!((&told["answer"], &told["reason"]), (&"unknown".into(), &"not-witnessed".into()));
    assert_eq!(told["quorum"], 3);
    let failed = learner.try_bot(&["verify", &saved]).unwrap_err();
    assert!(failed.contains("Some(7)"), "{failed}");
    let failed = learner.try_bot(&["feed", "check", &did]).unwrap_err();
    assert!(failed.contains("Some(7)") && failed.contains("not-witnessed"), "{failed}");
    let view = school.bot(&["witness", "list"]);
    assert_eq!((&view["quorum"], view.get("dated")), (&3.into(), None));

    // A third one is willing now.
    four[2].0.bot(&["down"]);
    settle(&four[2].0, "witness = false", "witness = true");
    school.bot(&["peer", "add", &four[2].0.up()]);
    until("three to sign", || status(&learner, &saved, &[])["reason"] == "clear-as-of");
    let told = status(&learner, &saved, &[]);
    assert_eq!((&told["witnesses"], &told["named"]), (&3.into(), &4.into()));
    let said = told["says"].as_str().unwrap();
    assert!(said.contains("3 of 4 witnesses saw it so"), "{said}");
    let checked = learner.bot(&["feed", "check", &did]);
    assert_eq!(checked["answer"], "yes", "{checked}");
    assert_eq!(about(&checked, "date")["reason"], "ledger-dated-witnessed");
    until("the school to hold all three", || {
        let view = school.bot(&["witness", "list"]);
        let all = view["witnesses"].as_array().unwrap();
        let signed = |one: &&Value| one["entries"] == view["entries"] && one["signed"].is_string();
        view["dated"].is_string() && all.iter().filter(signed).count() == 3
    });

    // Witnesses of one's own are asked beside, once their keys have come.
    until("the keys of two to reach the learner", || {
        let asked = |who| ["verify", &saved, "--need", "integrity", "--witness", who];
        [dids[0], dids[3]].iter().all(|who| learner.try_bot(&asked(*who)).is_ok())
    });
    let own = status(&learner, &saved, &["--witness", dids[0]]);
    assert_eq!((&own["reason"], &own["witnesses"]), (&"clear-as-of".into(), &3.into()));
    let own = status(&learner, &saved, &["--witness", dids[3]]);
    assert_eq!((&own["reason"], &own["found"]), (&"not-witnessed".into(), &0.into()));
    let nobody = learner.try_bot(&["verify", &saved, "--witness", "Nobody"]).unwrap_err();
    assert!(nobody.contains("Some(3)"), "{nobody}");
    carried_away(room.path(), &learner, (&did, &saved), dids[0]);
}

/// What the learner's node knows, on a machine that never saw the network.
fn carried_away(room: &Path, learner: &Machine, (did, saved): (&str, &str), witness: &str) {
    let alone = Machine::new(room, "alone");
    let (ledger, theirs) = (room.join("school.feed"), room.join("library.feed"));
    for (whose, path) in [(did, &ledger), (witness, &theirs)] {
        learner.bot(&["feed", "export", whose, "--out", &path.display().to_string()]);
    }
    let (ledger, theirs) = (ledger.display().to_string(), theirs.display().to_string());
    let checked = alone.bot(&["feed", "check", &ledger]);
    assert_eq!(checked["answer"], "yes", "{checked}");
    assert_eq!(about(&checked, "date")["witnesses"], 3);
    let told = status(&alone, saved, &["--with", &ledger]);
    assert_eq!((&told["reason"], &told["witnesses"]), (&"clear-as-of".into(), &3.into()));
    let told = status(&alone, saved, &["--with", &ledger, "--with", &theirs, "--witness", witness]);
    assert_eq!(told["reason"], "clear-as-of");
    let unknown = ["verify", saved, "--with", &ledger, "--witness", witness];
    let unknown = alone.try_bot(&unknown).unwrap_err();
    assert!(unknown.contains("Some(3)") && unknown.contains("cli-witness-unknown"), "{unknown}");
}

/// An issuer that names nobody is dated for the learner by a witness of the learner's own, once that one
/// knows the issuer; a proof carries it for whoever chose the same.
#[test]
fn a_witness_of_one_s_own_dates_an_issuer_that_named_nobody() {
    let room = tempfile::tempdir().unwrap();
    let Before { school, learner, did, saved, badge, .. } = before(room.path());
    let (library, theirs) = library(room.path(), &school, 0, true);
    learner.bot(&["down"]);
    let path = learner.data.join("bot.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n[trust]\nwitnesses = [\"{theirs}\"]\n")).unwrap();
    let address = learner.up();
    school.bot(&["peer", "add", &address]);
    let address = library.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    learner.bot(&["peer", "add", &address]);
    let told = status(&learner, &saved, &[]);
    assert_eq!((&told["reason"], &told["found"]), (&"not-witnessed".into(), &0.into()));

    // They come to know the school on both sides.
    for machine in [&library, &learner] {
        machine.try_bot(&["contact", "add", &did, "The school"]).unwrap();
    }
    until("the library to sign", || status(&learner, &saved, &[])["reason"] == "clear-as-of");
    let told = status(&learner, &saved, &[]);
    assert_eq!((&told["witnesses"], &told["named"]), (&1.into(), &1.into()));
    let own = school.bot(&["verify", &saved, "--need", "integrity"])["findings"]["status"].clone();
    assert_eq!(own["witnesses"], 0, "it is the learner's alone: {own}");

    // In a file it counts for whoever names that witness, and for nobody else.
    let proof = room.path().join("badge.proof").display().to_string();
    learner.bot(&["prove", &badge, "--out", &proof]);
    let alone = Machine::new(room.path(), "alone");
    assert_eq!(status(&alone, &proof, &[])["witnesses"], 0);
    let feed = library.feed(&theirs);
    let key = feed["writers"][0]["writer"].as_str().unwrap();
    let told = status(&alone, &proof, &["--witness", key]);
    assert_eq!((&told["reason"], &told["witnesses"]), (&"clear-as-of".into(), &1.into()));
    let other = learner.feed(&did)["writers"][0]["writer"].as_str().unwrap().to_owned();
    assert_eq!(status(&alone, &proof, &["--witness", &other])["reason"], "not-witnessed");
}

/// Somebody who says two things at once.
struct Liar {
    identity: SecretKey,
    writer: SecretKey,
}

impl Liar {
    fn new() -> Self {
        Self { identity: SecretKey::from_seed(&[81; 32]), writer: SecretKey::from_seed(&[82; 32]) }
    }

    fn did(&self) -> Did {
        Did::from(self.identity.public())
    }

    fn keys(&self) -> Vec<KeyEvent> {
        let next = SecretKey::from_seed(&[83; 32]).public();
        let named = KeyEvent::writer(&self.writer, Timestamp::from_millis(5), &self.identity);
        vec![KeyEvent::inception(&next, &self.identity), named.unwrap()]
    }

    /// The first entry of a log that calls its author so.
    fn called(&self, name: &str) -> (Feed, Statement) {
        let (name, party) = (name.to_owned(), Party::Organisation);
        let content = Content::Profile(Profile { party, name, description: None, url: None });
        let mut feed = Feed::new(self.writer.public());
        let draft = Draft { content, salt: [7; 16], ret: Retention::Permanent };
        let at = Timestamp::from_millis(1_700_000_000_000);
        let entry = draft.sign(&self.did(), &feed.head(), at, &self.writer).unwrap();
        feed.replay(&entry).unwrap();
        (feed, entry)
    }

    fn head(&self, feed: &Feed) -> Claim {
        let mut log = KeyLog::new(self.did());
        self.keys().into_iter().for_each(|event| assert!(log.insert(event).is_ok()));
        let times = [1_700_000_000_000, 1_700_086_400_000].map(Timestamp::from_millis);
        let stamp = HeadStamp::sign(feed, &log, (times[0], times[1]), &self.writer).unwrap();
        Claim::stamped(&stamp)
    }
}

/// Runs `bot` with no data folder that holds anything.
fn typed(room: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(BOT);
    command.args(arguments).arg("--data").arg(room.join("nowhere")).stdin(Stdio::null());
    command.output().unwrap()
}

#[test]
fn a_stranger_checks_a_proof_of_two_versions() {
    let room = tempfile::tempdir().unwrap();
    let liar = Liar::new();
    let ((one, yes), (other, no)) = (liar.called("Yes"), liar.called("No"));
    let fork = ForkProof::make(&yes, &no).unwrap();
    let heads = StampFork::make(liar.head(&one), liar.head(&other)).unwrap();
    let bundle = Bundle { keys: liar.keys(), entries: vec![yes], ..Bundle::default() };
    let with = |forks, heads| Bundle { forks, heads, ..bundle.clone() };
    let place = room.path().join("proof");
    let file = place.display().to_string();
    for (bundle, reason, words) in [
        (with(vec![fork.clone()], vec![]), "ledger-forked", "two entries with the number 0"),
        (with(vec![], vec![heads]), "ledger-two-heads", "two states of 1 entries"),
    ] {
        fs::write(&place, bundle.to_bytes().unwrap()).unwrap();
        let shown = typed(room.path(), &["fork", "show", &file, "--lang", "en"]);
        let text = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.status.success() && text.contains(words), "{text}");
        let checked = typed(room.path(), &["feed", "check", &file, "--json"]);
        assert_eq!(checked.status.code(), Some(6));
        let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let told = about(&checked, "forks");
        assert_eq!((&told["answer"], &told["reason"]), (&"no".into(), &reason.into()), "{told}");
        let french = typed(room.path(), &["feed", "check", &file, "--lang", "fr"]);
        let french = String::from_utf8(french.stdout).unwrap();
        assert!(french.contains("en deux versions"), "{french}");
    }
    // One version is no proof, and a proof with a bit turned is refused.
    fs::write(&place, bundle.to_bytes().unwrap()).unwrap();
    let calm = typed(room.path(), &["fork", "show", &file, "--json"]);
    assert!(calm.status.success() && calm.stdout.is_empty());
    let mut bent = with(vec![fork], vec![]).to_bytes().unwrap();
    let last = bent.len() - 1;
    bent[last] ^= 1;
    fs::write(&place, bent).unwrap();
    for verb in [["fork", "show"], ["feed", "check"]] {
        let refused = typed(room.path(), &[verb[0], verb[1], &file]);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    }
}

#[test]
fn a_file_that_does_not_say_whose_ledger_it_is_is_not_called_whole() {
    let room = tempfile::tempdir().unwrap();
    let liar = Liar::new();
    let (_, entry) = liar.called("Yes");
    let place = room.path().join("some.feed");
    let file = place.display().to_string();
    let whole = Bundle { keys: liar.keys(), entries: vec![entry.clone()], ..Bundle::default() };
    // Of the installation that wrote it nothing says whose it is.
    let inception = Bundle { keys: vec![liar.keys().remove(0)], ..whole.clone() };
    let unowned = Bundle { keys: Vec::new(), ..whole.clone() };
    for (bundle, words) in [
        (&Bundle::default(), Some("does not say whose ledger it is")),
        (&unowned, Some("does not say whose ledger it is")),
        (&inception, Some("It was not checked")),
        (&whole, None),
    ] {
        fs::write(&place, bundle.to_bytes().unwrap()).unwrap();
        let checked = typed(room.path(), &["feed", "check", &file, "--lang", "en"]);
        let told = [checked.stdout, checked.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        // What is whole here is old, and that cannot be told either.
        assert_eq!(checked.status.code(), Some(7), "{told}");
        for known in ["does not say whose ledger it is", "It was not checked"] {
            assert_eq!(told.contains(known), words == Some(known), "{told}");
        }
        assert!(!told.contains("of  "), "nobody without a name: {told}");
    }
}
