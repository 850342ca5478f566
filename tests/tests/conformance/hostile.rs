//! Credentials made to cost or to confuse: each gets its answer, and it is never a yes.

use std::fmt::Write as _;

use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};

const KEY: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const UNDEFINED: &str = "https://www.w3.org/ns/credentials/undefined-terms/v2";

/// What is said of these bytes.
fn said(bytes: &[u8]) -> String {
    match Presented::read(bytes, &bot_foreign::reader()) {
        Err(refused) => refused.code().to_owned(),
        Ok(presented) => {
            let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
            let verdict = judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader());
            assert_ne!(verdict.answer(Question::Integrity), Answer::Yes);
            verdict.reason(Question::Integrity).code().to_owned()
        }
    }
}

fn proof(suite: &str, more: &str) -> String {
    format!(
        r#"{{"type": "DataIntegrityProof", "cryptosuite": "{suite}", "proofPurpose": "assertionMethod",
            "verificationMethod": "did:key:{KEY}#{KEY}", "proofValue": "z{}"{more}}}"#,
        "1".repeat(64)
    )
}

/// A credential with these further members, by one proof of this suite.
fn credential(suite: &str, members: &str) -> String {
    with_proof(&[V2, UNDEFINED], &proof(suite, ""), members)
}

fn with_proof(contexts: &[&str], proof: &str, members: &str) -> String {
    let contexts: Vec<String> = contexts.iter().map(|url| format!("\"{url}\"")).collect();
    format!(
        r#"{{"@context": [{}], "id": "urn:uuid:1", "type": ["VerifiableCredential"],
            "issuer": "did:key:{KEY}", "credentialSubject": {{"id": "urn:b"}},
            {members} "proof": {proof}}}"#,
        contexts.join(", ")
    )
}

/// `count` texts made by `make`, with commas between and behind.
fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        write!(text, "{},", make(index)).unwrap();
        text
    })
}

#[track_caller]
fn check(rdf: &str, jcs: &str, members: &str) {
    assert_eq!(said(credential("eddsa-rdfc-2022", members).as_bytes()), rdf, "rdfc");
    assert_eq!(said(credential("eddsa-jcs-2022", members).as_bytes()), jcs, "jcs");
}

#[test]
fn big_and_deep_credentials_get_their_answer() {
    let wrong = "signature-wrong";
    check(wrong, wrong, "");
    check("over-limit", wrong, &many(80_000, |at| format!("\"m{at}\":0")));
    check("json-refused", "json-refused", &many(200_000, |at| format!("\"m{at}\":0")));
    let deep = |open: &str, close: &str, depth: usize| {
        format!("\"x\": {}1{},", open.repeat(depth), close.repeat(depth))
    };
    check(wrong, wrong, &deep(r#"{"a":"#, "}", 31));
    check("json-refused", "json-refused", &deep(r#"{"a":"#, "}", 32));
    check("json-refused", "json-refused", &deep("[", "]", 500_000));
    check("not-covered", wrong, &deep("[", "]", 31));
    let list = |name: &str, item: &str| {
        let items = many(100_000, |at| format!("\"{item}{at}\""));
        format!("\"{name}\": [{}],", items.trim_end_matches(','))
    };
    check("over-limit", wrong, &list("x", "y"));
    check("over-limit", wrong, &format!("\"x\": {{{} \"b\": 1}},", list("type", "T")));
    check("field-wrong", "field-wrong", &list("evidence", "e"));
    let places =
        many(4000, |at| format!("{{\"type\":\"BitstringStatusListEntry\",\"x\":\"{at}\"}}"));
    check(
        "over-limit",
        wrong,
        &format!("\"credentialStatus\": [{}],", places.trim_end_matches(',')),
    );
}

#[test]
fn poison_graphs_are_refused() {
    // Alike objects in objects: each level doubles what must be told apart.
    let tree = |depth: usize| {
        (0..depth)
            .fold("{\"x\": \"y\"}".to_owned(), |inner, _| format!("{{\"x\": [{inner}, {inner}]}}"))
    };
    assert_eq!(
        said(credential("eddsa-rdfc-2022", &format!("\"x\": {},", tree(5))).as_bytes()),
        "signature-wrong"
    );
    assert_eq!(
        said(credential("eddsa-rdfc-2022", &format!("\"x\": {},", tree(6))).as_bytes()),
        "over-limit"
    );
    assert_eq!(
        said(credential("eddsa-rdfc-2022", &format!("\"x\": {},", tree(8))).as_bytes()),
        "over-limit"
    );
    let alike = |count: usize| format!("\"x\": [{}],", vec!["{\"x\": \"y\"}"; count].join(","));
    check("signature-wrong", "signature-wrong", &alike(32));
    check("over-limit", "signature-wrong", &alike(33));
}

#[test]
fn many_contexts_and_proofs_are_refused() {
    let shown = |contexts: &[&str], proof: &str| said(with_proof(contexts, proof, "").as_bytes());
    let rdf = proof("eddsa-rdfc-2022", "");
    let count = |count: usize| [[V2].as_slice(), &vec![UNDEFINED; count - 1]].concat();
    assert_eq!(shown(&count(16), &rdf), "signature-wrong");
    assert_eq!(shown(&count(17), &rdf), "over-limit");
    assert_eq!(shown(&count(10_000), &rdf), "over-limit");
    let proofs = |count: usize| format!("[{}]", vec![rdf.as_str(); count].join(","));
    assert_eq!(shown(&[V2], &proofs(16)), "signature-wrong");
    assert_eq!(shown(&[V2], &proofs(17)), "over-limit");
    assert_eq!(shown(&[V2], &proofs(2000)), "over-limit");
    let domains = many(100_000, |at| format!("\"d{at}\""));
    let domains = format!(", \"domain\": [{}]", domains.trim_end_matches(','));
    assert_eq!(shown(&[V2], &proof("eddsa-jcs-2022", &domains)), "signature-wrong");
    assert_eq!(shown(&[V2], &proof("eddsa-rdfc-2022", &domains)), "proof-malformed");
    let circle = |name: &str, other: &str| {
        proof("eddsa-jcs-2022", &format!(r#", "id": "urn:{name}", "previousProof": "urn:{other}""#))
    };
    let circle = format!("[{}, {}]", circle("a", "b"), circle("b", "a"));
    assert_eq!(shown(&[V2], &circle), "proof-malformed");
}
