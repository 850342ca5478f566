//! What verifying, and reading what peers send, need beyond their input, counted by an allocator that
//! counts.
//!
//! One test alone in its program: the count is of the whole process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::gossip::Message;
use bot_protocol::statement::gate;
use bot_protocol::verdict::{Answer, Asked, Evidence, Question, judge};
use peak_alloc::PeakAlloc;

use crate::frames::Sent;

mod frames;

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// Bytes that a verification may need beyond its input and what the input holds as a tree.
const BEYOND_MAX: usize = 1024 * 1024;

/// Bytes of memory for each byte of input: a tree of small JSON members is larger than its text.
const TREE: usize = 16;

/// Bytes for what was made to cost.
const HOSTILE_MAX: usize = 64 * 1024 * 1024;

/// Bytes of memory for each byte of a frame.
const FRAME: usize = 4;

/// Bytes of memory for each byte of an entry whose words are taken apart before it is kept: a tree of the
/// smallest members, and a set of which a bit is a place. Entries are looked at one by one.
const UNFOLDED: usize = 64;

/// Frames smaller than this may need as much as one of so many bytes.
const FRAME_SMALL: usize = 16 * 1024;

/// The answer to integrity, and the bytes needed at most while it was found.
fn needed(bytes: &[u8]) -> (Option<Answer>, usize) {
    let reader = bot_foreign::reader();
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let answer = reader.read(bytes).ok().map(|presented| {
        judge(&presented, &Evidence::new(), &asked, &reader).answer(Question::Integrity)
    });
    (answer, COUNTED.peak_usage().saturating_sub(before))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn a_verification_needs_little_beyond_its_input() {
    let published = [
        "dcc-fixtures",
        "jff-plugfest",
        "ob2-1edtech-validator",
        "ob2-baking",
        "ob3-1edtech-validator",
        "ob3-spec-examples",
        "w3c-di-ecdsa",
        "w3c-di-eddsa",
        "w3c-jose-cose-inputs",
        "w3c-vcdm2-inputs",
    ];
    let mut paths = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/badge.png")];
    if let Some(root) = bot_tests::vectors::root() {
        published.iter().for_each(|folder| files(&root.join(folder), &mut paths));
    }
    let mut yes = 0;
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        // The first reading compiles contexts that are kept for all.
        needed(&bytes);
        let (answer, beyond) = needed(&bytes);
        let bound = BEYOND_MAX + TREE * bytes.len();
        assert!(beyond <= bound, "{}: {beyond} bytes, at most {bound}", path.display());
        yes += usize::from(answer == Some(Answer::Yes));
    }
    assert!(yes == 0 || yes > 10, "{yes} were signed by their issuer");
    for (name, bytes) in hostile() {
        let (answer, beyond) = needed(&bytes);
        assert_ne!(answer, Some(Answer::Yes), "{name}");
        assert!(beyond <= HOSTILE_MAX, "{name}: {beyond} bytes");
    }
    frames_need_four_times_their_size();
}

/// Reads, and answers whether it could and the bytes needed at most meanwhile.
fn read(bytes: &[u8], reads: frames::Reads) -> (bool, usize) {
    let before = COUNTED.current_usage();
    COUNTED.reset_peak_usage();
    let read = reads(bytes);
    (read, COUNTED.peak_usage().saturating_sub(before))
}

/// Whether it is read, at no more than its bound.
#[track_caller]
fn check_frame(name: &str, bytes: &[u8], reads: frames::Reads) -> bool {
    let (read, beyond) = read(bytes, reads);
    let bound = FRAME * bytes.len().max(FRAME_SMALL);
    assert!(beyond <= bound, "{name}: {beyond} bytes for {}", bytes.len());
    read
}

fn frames_need_four_times_their_size() {
    for Sent { name, bytes, reads } in frames::every_kind() {
        assert!(check_frame(name, &bytes, reads), "{name}");
        let bombs = frames::bombs(&bytes);
        let refused = bombs.iter().filter(|bomb| !check_frame(name, bomb, reads));
        // Where a length becomes that of one byte more by chance it is no bomb.
        let (refused, bombs) = (refused.count(), bombs.len());
        assert!(refused * 10 >= bombs * 9, "{name}: {refused} of {bombs} bombs are refused");
    }
    for (name, bytes) in frames::no_frames() {
        assert!(!check_frame(name, &bytes, |bytes| Message::read(bytes).is_ok()), "{name}");
    }
    for (name, author, entry) in frames::unfolding() {
        let before = COUNTED.current_usage();
        COUNTED.reset_peak_usage();
        let passes = gate(&author, &entry).is_ok();
        let beyond = COUNTED.peak_usage().saturating_sub(before);
        let bound = UNFOLDED * entry.to_bytes().len().max(FRAME_SMALL);
        assert!(beyond <= bound, "{name}: {beyond} bytes for {}", entry.to_bytes().len());
        assert!(passes, "{name}");
    }
    // The twin: what needs more is noticed.
    let greedy: frames::Reads =
        |bytes| !std::hint::black_box(vec![1_u8; 9 * bytes.len()]).is_empty();
    let large = [0; FRAME_SMALL];
    assert!(read(&large, greedy).1 > FRAME * large.len(), "nothing is counted");
}

/// Inputs made to cost: each is refused or judged within the bound.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let head = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "credentialSubject": "#;
    let wrap = |subject: &str| format!("{head}{subject}}}").into_bytes();
    let numbers = "0,".repeat(400_000);
    let names: String = (0..60_000).map(|at| format!("\"m{at}\":0,")).collect();
    let jws = |payload: &[u8]| {
        let part = |bytes: &[u8]| {
            encode_base64(bytes).replace('+', "-").replace('/', "_").replace('=', "")
        };
        format!("{}.{}.AAAA", part(br#"{"alg":"EdDSA","typ":"vc+jwt"}"#), part(payload))
            .into_bytes()
    };
    // Each takes many times its text as a tree; no two of those fit.
    let small = vec!["{\"\":0}"; 145_000].join(",");
    let many = wrap(&format!("{{\"id\": \"urn:a\", \"x\": [{small}]}}"));
    let claims = format!("{{\"sub\": \"urn:b\", {}", String::from_utf8_lossy(&many[1..]));
    let shown = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "verifiableCredential": [{}]}}"#,
        String::from_utf8_lossy(&many)
    );
    let alone = format!(r#"{{"verifiableCredential": [{small}]}}"#);
    vec![
        ("many small members", many.clone()),
        ("a JWS of many small members", jws(claims.as_bytes())),
        ("a presentation of many small members", shown.clone().into_bytes()),
        ("a presentation of many small credentials", alone.clone().into_bytes()),
        ("a JWS of a presentation of many small members", jws(shown.as_bytes())),
        ("a JWS of a presentation of many small credentials", jws(alone.as_bytes())),
        ("deep lists", wrap(&"[".repeat(500_000))),
        ("many numbers", wrap(&format!("{{\"x\": [{numbers}0]}}"))),
        ("many members", wrap(&format!("{{{names}\"z\": 0}}"))),
        ("one long text", wrap(&format!("{{\"x\": \"{}\"}}", "a".repeat(1_000_000)))),
        ("a JWS of many numbers", jws(&wrap(&format!("{{\"x\": [{numbers}0]}}")))),
        ("a JWS of deep lists", jws(&wrap(&"[".repeat(500_000)))),
        ("CBOR of a claimed length", vec![0xd2, 0x84, 0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("CBOR in CBOR", vec![0x81; 500_000]),
        ("disclosures without end", [jws(b"{}"), b"~WyJhIl0".repeat(100_000)].concat()),
    ]
}
