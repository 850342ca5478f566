//! Status lists that are bombs, handed in beside the badge that names them.

use std::io::Write as _;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::encode_base64url_multibase;
use bot_protocol::credential::proof::Suite;
use bot_protocol::verdict::Secured;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Case;
use super::documents::{by_us, signed};

fn gzip(bytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1024 * 1024];
    for _ in 0..bytes / block.len() {
        encoder.write_all(&block).expect("into memory");
    }
    encoder.finish().expect("into memory")
}

fn list(number: usize, packed: &[u8]) -> Secured {
    let text = format!(
        r#"{{"id": "urn:list:{number}#list", "type": "BitstringStatusList",
        "statusPurpose": "revocation", "encodedList": "{}"}}"#,
        encode_base64url_multibase(packed)
    );
    let mut document = by_us(1, "BitstringStatusListCredential", "");
    document.insert("id", format!("urn:list:{number}"));
    document.insert("credentialSubject", json::read(text.as_bytes()).expect("made by hand"));
    Secured::by_its_proofs(signed(document, Suite::EddsaJcs2022, 1))
}

/// A badge that names this many lists, each as given so many times.
fn listed(lists: usize, versions: usize, packed: &[u8]) -> Case {
    let entry = |number: usize| {
        let text = format!(
            r#"{{"id": "urn:list:{number}#5", "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation", "statusListIndex": "5",
            "statusListCredential": "urn:list:{number}"}}"#
        );
        json::read(text.as_bytes()).expect("made by hand")
    };
    let mut document = by_us(1, "OpenBadgeCredential", "");
    document.insert("credentialStatus", Value::array((0..lists).map(entry)));
    let mut case = Case::new("", signed(document, Suite::EddsaJcs2022, 1).to_bytes());
    for number in 0..lists {
        for _ in 0..versions {
            case.evidence.hear_credential(list(number, packed));
        }
    }
    case
}

/// As many bytes without repetition as there is room for, each of which has to be looked up in a code of its own.
fn noise() -> Vec<u8> {
    let mut state = 1_u64;
    let bytes = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        1_u8 << (state >> 61)
    });
    let bytes: Vec<u8> = bytes.take(1_700_000).collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).expect("into memory");
    encoder.finish().expect("into memory")
}

pub(crate) fn all() -> Vec<Case> {
    let named = |name, case| Case { name, ..case };
    let (full, bomb) = (gzip(2 * 1024 * 1024), gzip(64 * 1024 * 1024));
    let noise = noise();
    vec![
        named("a status list of 2 MiB", listed(1, 1, &full)),
        named("sixteen status lists of 2 MiB", listed(16, 1, &full)),
        named("a status list that is a bomb", listed(1, 1, &bomb)),
        named("sixteen status lists that are bombs", listed(16, 1, &bomb)),
        named("a status list of noise", listed(1, 1, &noise)),
        named("sixteen status lists of noise, twice", listed(16, 2, &noise)),
    ]
}
