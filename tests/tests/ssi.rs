//! `ssi` and we, both directions, on made-up badges and on the published ones: see
//! `tests/oracle/agree`.
//!
//! It writes control characters, capitals in language tags, booleans, fractions and lists otherwise
//! than RDFC-1.0 and JSON-LD 1.1 say (oxjsonld, oxrdf and npm `@digitalbazaar/vc` write them as we
//! do), so the made-up badges have none, and where a published one has some it is named here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Check, Purpose, Suite, Work, sign, verify};
use bot_protocol::identity::{Did, Documents};
use bot_protocol::verdict::Dialects as _;
use bot_tests::generate::{Texts, Version, did, key, unsigned};
use bot_tests::judges::Judge;

/// Whether we find the proofs of a badge to hold.
fn ours(badge: &str) -> bool {
    let document = json::read(badge.as_bytes());
    document.is_ok_and(|document| verify(&document, Contexts::pinned()).is_ok())
}

fn signed_by_us(document: &json::Value) -> String {
    let method = Did::from(key(1).public()).verification_method();
    let created = "2026-01-02T00:00:00Z".parse().unwrap();
    let rdfc = Suite::EddsaRdfc2022;
    let signed = sign(document, rdfc, (&key(1), &method), created, Contexts::pinned());
    signed.unwrap().to_string()
}

#[test]
fn both_verify_what_either_signs_and_refuse_its_twins() {
    let asked = std::env::var("BOT_DIFFERENTIAL").ok().and_then(|text| text.parse().ok());
    let mut ssi = Judge::ssi();
    for seed in 0..asked.unwrap_or(200_u64) {
        let version = if seed % 4 == 3 { Version::One } else { Version::Two };
        let document = unsigned(seed, version, Texts::Alike, &did(1));
        let theirs = ssi.sign(&document.to_string(), [1; 32]);
        for badge in [signed_by_us(&document), theirs] {
            assert_eq!(ssi.verify(&badge), Ok(()), "seed {seed}: {badge}");
            assert!(ours(&badge), "seed {seed}: {badge}");
            // Some text of every badge ends so.
            let twin = badge.replacen(".2", ".3", 1);
            assert_ne!(twin, badge);
            assert!(ssi.verify(&twin).is_err(), "seed {seed}: it takes {twin}");
            assert!(!ours(&twin), "seed {seed}: we take {twin}");
        }
    }
}

/// Every JSON file below a folder.
fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            json_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
}

/// Whether we find the proofs of a published document to hold, whoever signed it.
fn ours_by_any_suite(document: &json::Value) -> bool {
    let (documents, work) = (Documents::default(), Work::default());
    let check = Check {
        contexts: Contexts::pinned(),
        suites: bot_foreign::AllDialects.suites(),
        documents: &documents,
        purpose: Purpose::AssertionMethod,
        work: &work,
    };
    check.verify(document).is_ok()
}

/// Why it refuses what we find intact, if that is for a cause known here.
fn known_cause(name: &str, why: &str) -> bool {
    const UNKNOWN: [&str; 2] =
        ["unsupported cryptographic suite", "is not referring to a verification method"];
    // The dates are asked for apart: a badge that has expired is still what was signed.
    const DATED: [&str; 2] = ["expired claim", "premature claim"];
    const NAMED: [&str; 3] =
        ["-identityHash.json", "/signedProofChain1.json", "/signedProofChain2.json"];
    UNKNOWN.iter().chain(&DATED).any(|cause| why.contains(cause))
        || NAMED.iter().any(|end| name.ends_with(end))
}

/// What it takes and we do not: a context in place, and a suite that is *cannot tell* by name.
const KINDER: [&str; 2] = [
    "dcc-fixtures/v2-dataIntegrityProof/didKey/twoOIDF-revoked-notExpired-badSchema.json",
    "jff-plugfest/signed_badge_example-p3.json",
];

#[test]
fn both_find_the_same_of_published_badges_but_where_said() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let (mut files, mut ssi) = (Vec::new(), Judge::ssi());
    json_files(&root, &mut files);
    files.sort();
    let (mut both, mut kinder) = (0, Vec::new());
    for path in files {
        let Ok(document) = json::read(&fs::read(&path).unwrap()) else { continue };
        if document.get("proof").is_none() {
            continue;
        }
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        match (ours_by_any_suite(&document), ssi.verify(&document.to_string())) {
            (true, Ok(())) => both += 1,
            (true, Err(why)) => assert!(known_cause(&name, &why), "{name}: {why}"),
            (false, Ok(())) => kinder.push(name),
            (false, Err(_)) => {}
        }
    }
    assert_eq!(kinder, KINDER);
    assert!(both >= 15, "{both}");
}
