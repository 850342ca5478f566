//! JSON that is large in every way; what it says is signed by nobody.

use bot_protocol::canon::json::{Object, Value};

use super::Case;
use super::signers::Slow;

/// How each begins.
const HEAD: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "credentialSubject": "#;

pub(crate) fn all() -> Vec<Case> {
    let wrap = |subject: &str| format!("{HEAD}{subject}}}").into_bytes();
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(29), "]".repeat(29));
    let small = vec!["{\"\":0}"; 145_000].join(",");
    let names: String = (0..60_000).map(|at| format!("\"m{at}\":0,")).collect();
    let mut cases = vec![
        Case::new(
            "deep and wide",
            wrap(&format!("{{\"x\": {}}}", deep("0,".repeat(500_000).trim_end_matches(',')))),
        ),
        Case::new(
            "many deep lists",
            wrap(&format!("{{\"x\": [{}]}}", vec![deep("0"); 16_000].join(","))),
        ),
        Case::new("too deep", wrap(&"[".repeat(1_000_000))),
        Case::new("many small members", wrap(&format!("{{\"x\": [{small}]}}"))),
        Case::new("many members", wrap(&format!("{{{names}\"z\": 0}}"))),
        Case::new(
            "one number of a million digits",
            wrap(&format!("{{\"x\": {}}}", "7".repeat(1_000_000))),
        ),
        Case::new(
            "many long numbers",
            wrap(&format!("{{\"x\": [{}0]}}", "2.2250738585072011e-308,".repeat(40_000))),
        ),
        Case::new("escapes", wrap(&format!("{{\"x\": \"{}\"}}", "\\ud83d\\ude00".repeat(85_000)))),
        Case::new("twenty MiB", vec![b'{'; 20 * 1024 * 1024]),
        Case::new("twenty MiB of spaces", vec![b' '; 20 * 1024 * 1024]),
    ];
    cases.extend(parts());
    cases
}

/// Documents of many parts that a verdict looks at one by one.
fn parts() -> Vec<Case> {
    let many: Vec<String> = (0..9_000).map(|at| format!("{{\"type\":\"VerifiableCredential\",\"id\":\"urn:{at}\",\"issuer\":\"urn:a\",\"credentialSubject\":{{}}}}")).collect();
    let proof = Value::Object(Slow::new().proof(&Object::new()));
    let proof = String::from_utf8_lossy(&proof.to_bytes()).into_owned();
    let proofs = vec![proof; 2_000].join(",");
    let contexts: Vec<String> =
        (0..9_000).map(|_| r#""https://www.w3.org/ns/credentials/v2""#.to_owned()).collect();
    vec![
        Case::new(
            "a presentation of 9000",
            format!(
                r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "verifiableCredential": [{}]}}"#,
                many.join(",")
            ),
        ),
        Case::new(
            "a presentation of 64",
            format!(
                r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "verifiableCredential": [{}]}}"#,
                many[..64].join(",")
            ),
        ),
        Case::new("2000 proofs", format!("{HEAD}{{}}, \"proof\": [{proofs}]}}")),
        Case::new(
            "9000 contexts",
            format!(
                r#"{{"@context": [{}], "type": ["VerifiableCredential"], "issuer": "urn:a", "credentialSubject": {{}}, "proof": {}}}"#,
                contexts.join(","),
                proofs.split("},{").next().unwrap_or_default().to_owned() + "}"
            ),
        ),
        Case::new(
            "nested 9000",
            format!("{HEAD}{{\"verifiableCredential\": [{}]}}}}", many.join(",")),
        ),
    ]
}
