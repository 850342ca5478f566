//! Credentials whose proofs stand in the document.

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::{DISCLOSED_STATEMENTS_MAX, PRESENTED_MAX};
use bot_protocol::time::Timestamp;

use super::Case;
use super::signers::{Selective, Slow, did};

/// The contexts by which a name means something without being defined.
const OPEN: &str = r#"["https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2"]"#;

/// A credential by an issuer with more members.
pub(crate) fn credential(issuer: &str, id: usize, kind: &str, more: &str) -> Object {
    let text = format!(
        r#"{{"@context": {OPEN}, "type": ["VerifiableCredential", "{kind}"],
        "id": "urn:made:{id}", "issuer": "{issuer}", "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {{"id": "urn:made:holder"{more}}}}}"#
    );
    let Ok(Value::Object(members)) = json::read(text.as_bytes()) else {
        unreachable!("an object: {text}")
    };
    members
}

/// A document with these proofs.
fn with(mut document: Object, proofs: Vec<Object>) -> Value {
    document.insert("proof", Value::array(proofs.into_iter().map(Value::Object)));
    Value::Object(document)
}

fn own() -> (SecretKey, Did) {
    let key = SecretKey::from_seed(&[7; 32]);
    let did = Did::from(key.public());
    (key, did)
}

/// A credential by our own key, with everything in it signed.
pub(crate) fn signed(document: Object, suite: Suite, proofs: usize) -> Value {
    let (key, did) = own();
    let created = Timestamp::from_millis(0);
    let method = did.verification_method();
    let document = Value::Object(document);
    let made = sign(&document, suite, (&key, &method), created, Contexts::pinned());
    let Ok(Value::Object(mut made)) = made else { unreachable!("{:?}", made.err()) };
    let proof = made.get("proof").cloned().expect("it was just made");
    made.insert("proof", Value::Array(vec![proof; proofs]));
    Value::Object(made)
}

pub(crate) fn by_us(id: usize, kind: &str, more: &str) -> Object {
    credential(&own().1.to_string(), id, kind, more)
}

fn numbered(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("\"{number}\"")).collect::<Vec<_>>().join(",")
}

/// A credential of which this many statements are shown, each with a signature.
fn selective(id: usize, kind: &str, statements: usize, proofs: usize) -> Value {
    let issuer = Selective::new();
    // Six statements are the head's: two types, an issuer, a date, a subject, and its identifier.
    let more = format!(r#", "x": [{}]"#, numbered(0, statements.saturating_sub(5)));
    let document = credential(&did(&issuer.key()).0, id, kind, &more);
    let proof = issuer.proof(&document);
    with(document, vec![proof; proofs])
}

/// The same with as many costly endorsements among its statements as are looked at.
fn crowded() -> Value {
    let issuer = Selective::new();
    let mut document = credential(&did(&issuer.key()).0, 1, "OpenBadgeCredential", "");
    let statements = DISCLOSED_STATEMENTS_MAX - 6;
    let jwts: Vec<String> = (0..statements).map(|id| super::envelopes::slow(id, 1_000)).collect();
    document.insert("endorsementJwt", Value::array(jwts.iter().map(String::as_str)));
    let proof = issuer.proof(&document);
    with(document, vec![proof])
}

/// A credential by the dearest key that signs in documents.
fn slow(id: usize, kind: &str, text: usize, proofs: usize) -> Value {
    let issuer = Slow::new();
    let more = format!(r#", "x": "{}""#, "a".repeat(text));
    let document = credential(&did(&issuer.key()).0, id, kind, &more);
    let proof = issuer.proof(&document);
    with(document, vec![proof; proofs])
}

/// A badge of ours around others.
fn around(endorsements: Vec<Value>, nested: Vec<Value>) -> Vec<u8> {
    let mut document = by_us(0, "OpenBadgeCredential", "");
    document.insert("endorsement", Value::Array(endorsements));
    let subject = document.get_mut("credentialSubject").and_then(Value::as_object_mut);
    subject.expect("it was just made").insert("verifiableCredential", Value::Array(nested));
    signed(document, Suite::EddsaJcs2022, 1).to_bytes()
}

/// A graph of nodes that look alike: each knows each other.
fn clique(nodes: usize) -> String {
    let known = |node: usize| {
        let others = (0..nodes).filter(|other| *other != node);
        let others = others.map(|other| format!("{{\"id\": \"_:n{other}\"}}")).collect::<Vec<_>>();
        format!(r#"{{"id": "_:n{node}", "y": [{}]}}"#, others.join(","))
    };
    (0..nodes).map(known).collect::<Vec<_>>().join(",")
}

/// As many lists in each other as a document has room for values.
fn deep_lists() -> String {
    let deep = format!("{}0{}", "[".repeat(28), "]".repeat(28));
    format!(r#", "x": [{}]"#, vec![deep; 4_500].join(","))
}

/// Nested pairs of nodes that are told apart at the greatest cost.
fn tree(depth: usize) -> String {
    (0..depth)
        .fold(r#"{"x": "y"}"#.to_owned(), |inner, _| format!(r#"{{"x": [{inner}, {inner}]}}"#))
}

/// The same proof, each but the first standing upon the one before.
fn chained(text: usize) -> Vec<u8> {
    let Value::Object(mut document) = slow(1, "OpenBadgeCredential", text, 1) else {
        unreachable!("it was made as an object")
    };
    let first = document.get("proof").map(|proof| proof.as_list().to_vec()).unwrap_or_default();
    let mut proofs = Vec::new();
    for number in 0..16 {
        let mut proof = first.first().and_then(Value::as_object).cloned().unwrap_or_default();
        proof.insert("id", format!("urn:proof:{number}"));
        if number > 0 {
            proof.insert("previousProof", format!("urn:proof:{}", number - 1));
        }
        proofs.push(Value::Object(proof));
    }
    document.insert("proof", Value::Array(proofs));
    Value::Object(document).to_bytes()
}

const BADGE: &str = "OpenBadgeCredential";
const ENDORSEMENT: &str = "EndorsementCredential";

pub(crate) fn all() -> Vec<Case> {
    [statements(), curves(), graphs()].into_iter().flatten().collect()
}

/// Derived proofs, each of whose statements has a signature.
fn statements() -> Vec<Case> {
    vec![
        Case::new(
            "single statements, as many as there may be",
            selective(1, BADGE, DISCLOSED_STATEMENTS_MAX, 1).to_bytes(),
        ),
        Case::new("single statements, three proofs", selective(1, BADGE, 24, 3).to_bytes()),
        Case::new(
            "single statements, endorsements",
            around((1..=64).map(|id| selective(id, ENDORSEMENT, 24, 4)).collect(), vec![]),
        ),
        Case::new(
            "single statements, inside and out",
            around(
                (1..=2).map(|id| selective(id, ENDORSEMENT, 32, 1)).collect(),
                (1..=2).map(|id| selective(id, BADGE, 32, 1)).collect(),
            ),
        ),
        Case::new("single statements, inside P-521", crowded().to_bytes()),
    ]
}

/// Proofs by the dearest key, in every number and size.
fn curves() -> Vec<Case> {
    let slow_one = |id| slow(id, ENDORSEMENT, 0, 4);
    vec![
        Case::new("P-384, sixteen proofs", slow(1, BADGE, 0, 16).to_bytes()),
        Case::new("P-384, sixteen proofs of 1 MiB", slow(1, BADGE, 1_030_000, 16).to_bytes()),
        Case::new("proofs in a chain over 1 MiB", chained(1_030_000)),
        Case::new("P-384, endorsements", around((1..=64).map(slow_one).collect(), vec![])),
        Case::new(
            "P-384, endorsements and nested",
            around((1..=64).map(slow_one).collect(), (100..164).map(slow_one).collect()),
        ),
        Case::new(
            "large endorsements and nested",
            around(
                (1..=30).map(|id| slow(id, ENDORSEMENT, 14_000, 1)).collect(),
                (100..130).map(|id| slow(id, BADGE, 14_000, 1)).collect(),
            ),
        ),
    ]
}

/// What a graph as poison says, with proofs of something else.
fn poison(nodes: usize) -> Vec<u8> {
    let proof = signed(by_us(1, BADGE, ""), Suite::EddsaRdfc2022, 16);
    let mut document = by_us(1, BADGE, &format!(r#", "x": [{}]"#, clique(nodes)));
    document.insert("proof", proof.get("proof").cloned().expect("it was just made"));
    Value::Object(document).to_bytes()
}

/// Documents that are dear to bring into the form that is signed.
fn graphs() -> Vec<Case> {
    let sixteen = |more: &str| signed(by_us(1, BADGE, more), Suite::EddsaRdfc2022, 16).to_bytes();
    vec![
        Case::new(
            "sixteen proofs, 480 statements",
            sixteen(&format!(r#", "x": [{}]"#, numbered(0, 480))),
        ),
        Case::new("sixteen proofs, a tree of 4", sixteen(&format!(r#", "x": {}"#, tree(4)))),
        Case::new(
            "sixteen proofs, one long text",
            sixteen(&format!(r#", "x": "{}""#, "a".repeat(1_000_000))),
        ),
        Case::new(
            "sixteen proofs, many deep lists",
            signed(by_us(1, BADGE, &deep_lists()), Suite::EddsaJcs2022, 16).to_bytes(),
        ),
        Case::new(
            "many proofs without a key",
            with(by_us(1, BADGE, ""), vec![Slow::new().proof(&by_us(1, BADGE, "")); 17]).to_bytes(),
        ),
        Case::new("a clique of 21", poison(21)),
        Case::new("sixteen presented, 480 statements each", presented(480)),
        Case::new("sixteen presented, a tree of 4 each", presented_trees()),
    ]
}

/// A presentation of as many credentials as there may be, each with more of its own.
fn presenting(more: &str) -> Vec<u8> {
    let badge = |id| signed(by_us(id, "OpenBadgeCredential", more), Suite::EddsaRdfc2022, 3);
    let mut document = Object::new();
    document.insert("@context", json::read(OPEN.as_bytes()).expect("made by hand"));
    document.insert("type", "VerifiablePresentation");
    document.insert("verifiableCredential", Value::array((0..PRESENTED_MAX).map(badge)));
    Value::Object(document).to_bytes()
}

fn presented(statements: usize) -> Vec<u8> {
    presenting(&format!(r#", "x": [{}]"#, numbered(0, statements)))
}

fn presented_trees() -> Vec<u8> {
    presenting(&format!(r#", "x": {}"#, tree(4)))
}
