//! What verifying, and reading what peers send, need beyond their input, counted by an allocator that
//! counts.
//!
//! One test alone in its program: the count is of the whole process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::gossip::{Lack, Message, Packed, Reach, Reaches, Tip};
use bot_protocol::limits::{FRAME_BYTES_MAX, FRAME_ITEMS_MAX, LACK_PAGE_ROWS_MAX, SINCE_ROWS_MAX};
use bot_protocol::verdict::{Answer, Asked, Evidence, Question, judge};
use peak_alloc::PeakAlloc;

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

fn frames_need_four_times_their_size() {
    for (name, bytes, reads) in frames() {
        let before = COUNTED.current_usage();
        COUNTED.reset_peak_usage();
        let read = Message::read(&bytes);
        let beyond = COUNTED.peak_usage().saturating_sub(before);
        let bound = FRAME * bytes.len().max(FRAME_SMALL);
        assert!(beyond <= bound, "{name}: {beyond} bytes for {}", bytes.len());
        assert_eq!(read.is_ok(), reads, "{name}");
    }
}

/// Frames that claim much or hold as much as they may, and whether they are frames at all.
fn frames() -> Vec<(&'static str, Vec<u8>, bool)> {
    let small = Packed::read(&[0x82, 1, 0x41, 0]).unwrap();
    let items = |count: usize| {
        let items = vec![small.clone(); count];
        Message::Items { request: 1, frame: 0, items, position: None }.to_bytes()
    };
    let mut large = vec![0x82, 1, 0x59, 0xf0, 0];
    large.resize(large.len() + 0xf000, 7);
    let large = vec![Packed::read(&large).unwrap()];
    let large = Message::Items { request: 1, frame: 0, items: large, position: None }.to_bytes();
    let lack = Lack {
        items: (0..LACK_PAGE_ROWS_MAX as u64).map(u64::to_be_bytes).collect(),
        ..Lack::default()
    };
    let lack = Message::Lack { request: 1, page: 0, last: true, lack }.to_bytes();
    let feeds = (0..2_000_u64).map(|at| (at.to_be_bytes(), Tip { size: u32::MAX, fork: None }));
    let lack_of_feeds = Lack { feeds: feeds.collect(), ..Lack::default() };
    let lack_of_feeds = Message::Lack { request: 1, page: 0, last: true, lack: lack_of_feeds };
    let keys = (0..LACK_PAGE_ROWS_MAX as u64).map(u64::to_be_bytes).collect();
    let shown = Lack { keys, at: u64::MAX, ..Lack::default() };
    let shown = Message::Lack { request: 1, page: 0, last: true, lack: shown };
    let reach = Reach { size: u32::MAX, root: [7; 8] };
    let held = |rows: usize| {
        let held = Reaches((0..rows as u64).map(|at| (at.to_be_bytes(), reach)).collect());
        Message::Since { request: 1, store: [1; 16], position: 0, held }.to_bytes()
    };
    let mut claims = vec![0x85, 5, 1, 0, 0x9a, 0xff, 0xff, 0xff, 0xff];
    claims.resize(claims.len() + 4_000, 0x80);
    let one_claims =
        vec![0x85, 5, 1, 0, 0x81, 0x82, 1, 0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff];
    vec![
        ("as many items as may be", items(FRAME_ITEMS_MAX), true),
        ("one item more", items(FRAME_ITEMS_MAX + 1), false),
        ("one large item", large, true),
        ("as many lacks as may be", lack, true),
        ("many feeds lacked", lack_of_feeds.to_bytes(), true),
        ("as many key logs told as may be", shown.to_bytes(), true),
        ("as many feeds named as may be", held(SINCE_ROWS_MAX), true),
        ("one feed named more", held(SINCE_ROWS_MAX + 1), false),
        ("a list that claims four billion items", claims, false),
        ("an item that claims a terabyte", one_claims, false),
        ("lists in lists", vec![0x81; FRAME_BYTES_MAX], false),
    ]
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
