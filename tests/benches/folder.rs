//! How many badges of a folder are verified a second, by the program that `cargo build --release`
//! leaves: on one core, and on two.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::path::Path;
use std::process::{Command, Stdio};

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;
use stopwatch::{Figures, target, wall};

/// The moment of issuing: 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

const BADGES: u32 = 10_000;

const ROUNDS: usize = 7;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path());
    let mut times = [Vec::new(), Vec::new()];
    // In turns, so that what else the machine does falls on both.
    for _ in 0..ROUNDS {
        for (cores, times) in ["0", "0,1"].into_iter().zip(&mut times) {
            let ((), took) = wall(|| verify(folder.path(), cores));
            times.push(took.as_nanos() as f64 / f64::from(BADGES));
        }
    }
    let [one, two] = times;
    let mut figures = Figures::default();
    figures.spread("one core, a badge", one);
    figures.spread("two cores, a badge", two);
    figures.ratio("folder 2 over 1", "one core, a badge", "two cores, a badge");
    for (name, of) in [("one core", "one core, a badge"), ("two cores", "two cores, a badge")] {
        let nanos = figures.get(of).expect("timed above");
        figures.add(name, 1e9 / nanos, "badges a second");
    }
    figures.tell("folder", "Badges of a folder, as a clock on the wall tells");
}

/// A folder of different badges.
fn fill(folder: &Path) {
    let key = SecretKey::from_seed(&[7; 32]);
    let issuer = Did::from(key.public());
    let file = include_bytes!("../../examples/badge-definition.json");
    let definition = Definition::read(&json::read(file).expect("JSON")).expect("a definition");
    let image = "https://school.example/badges/repair-cafe-helper.png";
    let achievement = "urn:uuid:5e9a4a3b-1c0f-4a57-9d3c-6d2f4f1b7a10";
    let achievement = definition.achievement(achievement, &issuer, Some(image));
    let signing =
        Signing { suite: Suite::EddsaRdfc2022, key: &key, now: NOON, contexts: Contexts::pinned() };
    for number in 0..BADGES {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let name = "École des Communs, Grenoble".to_owned();
        let draft = BadgeDraft {
            id: issue::uuid(id),
            issuer: Issuer { did: issuer, name, url: None },
            subject: Did::from(SecretKey::from_seed(&[8; 32]).public()),
            achievement: achievement.clone(),
            valid_from: NOON,
            valid_until: None,
            narrative: Some(format!("Mended lamp {number} with those who own it.")),
            evidence: Vec::new(),
            status: None,
        };
        let badge = issue::badge(&draft, &signing).expect("a rightful draft").to_bytes();
        std::fs::write(folder.join(format!("{number:05}.json")), badge).expect("room on the disk");
    }
}

/// Verifies the folder on these cores.
fn verify(folder: &Path, cores: &str) {
    let bot = target().join("release/bot");
    let done = Command::new("taskset")
        .args(["--cpu-list", cores])
        .arg(bot)
        .arg("verify")
        .arg(folder)
        .args(["--json", "--data", "nowhere"])
        .stdout(Stdio::null())
        .status();
    assert!(done.expect("taskset and cargo build --release").success(), "a badge does not hold");
}
