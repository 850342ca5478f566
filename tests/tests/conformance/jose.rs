//! Credentials and presentations in envelopes: every input of the W3C suite, and the JWTs of the
//! official Open Badges validator.
//!
//! Vectors: `w3c-jose-cose-inputs` (the outcome of each is in its name: `bad-`, `vc-vp-claims` and
//! `not-base64` must fail), `ob3-1edtech-validator`. Where the outcome differs, `EXCEPTIONS.md`
//! says why.

use std::fs;
use std::path::Path;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::proof::Work;
use bot_protocol::identity::{Documents, Multikey};
use bot_protocol::verdict::{
    Answer, Asked, Evidence, Judging, Opened, Presented, Question, Secured, judge,
};
use bot_tests::vectors;

const ISSUER: &str = "https://example.issuer/vc-jose-cose";

/// While the presentations of the suite were in date.
const THEN: &str = "2024-12-16T12:00:00Z";

/// The controller document that the suite's verification methods make up.
fn documents(folder: &Path) -> Documents {
    let mut methods = Vec::new();
    for name in ["vm-ed25519", "vm-p256", "vm-p384", "vm-p521"] {
        let text = fs::read(folder.join(format!("{name}.json"))).unwrap();
        let mut method = json::read(&text).unwrap();
        assert_eq!(method.get("controller").and_then(Value::as_str), Some(ISSUER));
        method.as_object_mut().unwrap().remove("secretKeyJwk");
        methods.push(method);
    }
    let names: Vec<Value> =
        methods.iter().map(|method| method.get("id").unwrap().clone()).collect();
    let mut document = Value::object([("id", ISSUER)]);
    let members = document.as_object_mut().unwrap();
    members.insert("verificationMethod", Value::Array(methods));
    members.insert("assertionMethod", Value::Array(names.clone()));
    members.insert("authentication", Value::Array(names));
    let mut documents = Documents::new();
    documents.insert(&document).unwrap();
    documents
}

fn evidence(documents: Documents) -> Evidence {
    let mut evidence = Evidence::new();
    evidence.hear_documents(documents);
    evidence
}

/// What is said of a file: refused, or the integrity of each credential after who presents them.
fn said(bytes: &[u8], evidence: &Evidence, at: &str) -> String {
    let (reader, asked) = (bot_foreign::reader(), Asked::at(at.parse().unwrap()));
    let judging = Judging { evidence, asked: &asked, reader, work: &Work::default() };
    let opened = match json::read(bytes) {
        Ok(document) => reader.dialects.adopt(&document.into()),
        Err(_) => reader.dialects.open(bytes),
    };
    let integrity = |secured: &Secured| match secured.seal() {
        Some(seal) => format!("{} {}", seal.format(), seal.integrity(&judging).code()),
        None => "not sealed".to_owned(),
    };
    match opened {
        Err(_) => "refused".to_owned(),
        Ok(None) => match reader.read(bytes) {
            Ok(presented) => {
                let verdict = judge(&presented, evidence, &asked, &reader);
                verdict.reason(Question::Integrity).code().to_owned()
            }
            Err(refused) => format!("{} {}", refused.claims, refused.code()),
        },
        Ok(Some(Opened::Credential(credential))) => integrity(&credential),
        Ok(Some(Opened::Presentation { presentation, credentials })) => {
            let who = presentation.seal().map(|seal| match seal.presenter(&judging) {
                Ok(presenter) => format!("{} by {}", seal.format(), presenter.signers.join(" ")),
                Err(reason) => format!("{} {}", seal.format(), reason.code()),
            });
            let who = who.unwrap_or_else(|| "unsigned".to_owned());
            let inside: Vec<String> = credentials.iter().map(integrity).collect();
            format!("{who}: {}", inside.join(", "))
        }
    }
}

const W3C: &[(&str, &str)] = &[
    ("credential-cose-bad-media-type.txt", "vc+cose proof-malformed"),
    ("credential-cose-bad-signature.txt", "vc+cose signature-wrong"),
    ("credential-cose-minimal-not-base64.txt", "false no-credential"),
    ("credential-cose-minimal.txt", "vc+cose signed-by-issuer"),
    ("credential-full.json", "proof-missing"),
    ("credential-issuer-match-signed.txt", "vc+jwt signed-by-issuer"),
    ("credential-jose-bad-media-type.txt", "vc-jwt proof-malformed"),
    ("credential-jose-bad-signature.txt", "vc+jwt signature-wrong"),
    ("credential-jose-minimal.txt", "vc+jwt signed-by-issuer"),
    // It holds no extension at all, so nothing tells it apart from the one above.
    ("credential-jose-unknown-extensions.txt", "vc+jwt signed-by-issuer"),
    ("credential-jose-vc-vp-claims.txt", "vc+jwt field-wrong"),
    ("credential-minimal.json", "proof-missing"),
    ("credential-nested-selective.json", "proof-missing"),
    ("credential-sdjwt-bad-media-type.txt", "vc+sd-jwt proof-malformed"),
    ("credential-sdjwt-bad-signature.txt", "vc+sd-jwt signature-wrong"),
    ("credential-sdjwt-nested.txt", "vc+sd-jwt signed-by-issuer"),
    ("credential-sdjwt-selective.txt", "vc+sd-jwt signed-by-issuer"),
    ("credential-selective.json", "proof-missing"),
    ("credential-unknown-extensions.json", "proof-missing"),
    ("presentation-cose-bad-credential.txt", "refused"),
    ("presentation-cose-bad-media-type.txt", "vp+cose presentation-wrong: vc+jwt signed-by-issuer"),
    // The credential inside is a text with four dots and no payload.
    ("presentation-cose-single.txt", "refused"),
    ("presentation-jose-bad-credential.txt", "refused"),
    ("presentation-jose-bad-media-type.txt", "refused"),
    (
        "presentation-jose-multiple.txt",
        "vp+jwt by https://example.issuer/vc-jose-cose: vc+jwt signed-by-issuer, \
         vc+sd-jwt signed-by-issuer, vc+cose signed-by-issuer",
    ),
    (
        "presentation-multiple.json",
        "unsigned: vc+jwt signed-by-issuer, vc+sd-jwt signed-by-issuer, vc+cose signed-by-issuer",
    ),
    ("presentation-sdjwt-bad-credential.txt", "refused"),
    ("presentation-sdjwt-bad-media-type.txt", "refused"),
    (
        "presentation-sdjwt-selective.txt",
        "vp+sd-jwt by https://example.issuer/vc-jose-cose: vc+jwt signed-by-issuer",
    ),
    ("presentation-selective.json", "unsigned: vc+sd-jwt signed-by-issuer"),
    // The credential inside lacks its first letter.
    ("presentation-single.json", "refused"),
    ("vm-did-ed25519.json", "false no-credential"),
    ("vm-ed25519.json", "false no-credential"),
    ("vm-p256.json", "false no-credential"),
    ("vm-p384.json", "false no-credential"),
    ("vm-p521.json", "false no-credential"),
];

#[test]
fn every_input_of_the_w3c_suite_has_its_outcome() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("w3c-jose-cose-inputs");
    let count = fs::read_dir(&folder).unwrap().count() - 1;
    assert_eq!(count, W3C.len(), "every file but SOURCE.md is listed");
    let evidence = evidence(documents(&folder));
    for (name, expected) in W3C {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(&said(&bytes, &evidence, THEN), expected, "{name}");
    }
}

#[test]
fn what_holds_holds_by_the_issuer_s_document_alone_and_while_it_is_in_date() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("w3c-jose-cose-inputs");
    let evidence = evidence(documents(&folder));
    let mut seen = 0;
    for (name, expected) in
        W3C.iter().filter(|(_, expected)| expected.ends_with("signed-by-issuer"))
    {
        let bytes = fs::read(folder.join(name)).unwrap();
        let bare = said(&bytes, &Evidence::new(), THEN);
        assert_eq!(
            bare.matches("key-not-here").count(),
            expected.matches("signed-by-issuer").count(),
            "{name}: {bare}"
        );
        let late = said(&bytes, &evidence, "2026-11-23T12:00:00Z");
        let over = name.starts_with("presentation-jose-multiple");
        assert_eq!(
            late.contains("presentation-wrong"),
            over || expected.contains("-wrong"),
            "{name}"
        );
        seen += 1;
    }
    assert_eq!(seen, 11);
}

#[test]
fn every_byte_of_an_envelope_counts() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("w3c-jose-cose-inputs");
    let evidence = evidence(documents(&folder));
    for name in [
        "credential-jose-minimal.txt",
        "credential-sdjwt-nested.txt",
        "credential-cose-minimal.txt",
    ] {
        let whole = fs::read(folder.join(name)).unwrap();
        let whole = whole.trim_ascii();
        let (_, expected) = W3C.iter().find(|(listed, _)| *listed == name).unwrap();
        assert_eq!(&said(whole, &evidence, THEN), expected);
        for at in (0..whole.len()).step_by(7) {
            let mut bent = whole.to_vec();
            bent[at] ^= 1;
            let found = said(&bent, &evidence, THEN);
            assert!(!found.contains("signed-by-issuer"), "{name} at {at}: {found}");
            let cut = said(&whole[..at], &evidence, THEN);
            assert!(!cut.contains("signed-by-issuer"), "{name} up to {at}: {cut}");
        }
    }
}

/// The verdict's integrity and status of a file, with the key in its header taken for the
/// issuer's or not.
fn badge(bytes: &[u8], trusted: bool) -> String {
    let reader = bot_foreign::reader();
    let presented = Presented::read(bytes, &reader).unwrap();
    let issuer = presented.credential().unwrap().issuer().unwrap_or_default().to_owned();
    let mut documents = Documents::new();
    if trusted {
        let text = bot_protocol::credential::bake::container::open(bytes).unwrap().text;
        let text = String::from_utf8(text).unwrap();
        let header =
            bot_protocol::canon::multibase::decode_base64url(text.split_once('.').unwrap().0);
        let header = json::read(&header.unwrap()).unwrap();
        let key = Multikey::from_jwk(header.get("jwk").unwrap()).unwrap();
        documents = documents.trusting(issuer, key);
    }
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let verdict = judge(&presented, &evidence(documents), &asked, &reader);
    assert_ne!(verdict.answer(Question::Integrity) == Answer::Yes, !trusted);
    let code = |question| verdict.reason(question).code();
    format!("{} {}", code(Question::Integrity), code(Question::Status))
}

#[test]
fn a_key_that_a_badge_brings_along_is_told_and_is_not_the_issuer_s_by_itself() {
    let Some(root) = vectors::root() else { return };
    let root = root.join("ob3-1edtech-validator");
    for name in [
        "ob30/simple-jwt.png",
        "ob30/simple-jwt.svg",
        "ob30/simple-jwt_v1.png",
        "ob30/simple-jwt_v1.svg",
        "clr20/simple.jwt",
    ] {
        let bytes = fs::read(root.join(name)).unwrap();
        assert_eq!(badge(&bytes, false), "key-embedded status-unproven", "{name}");
        assert_eq!(badge(&bytes, true), "signed-by-issuer no-status-declared", "{name}");
    }
    // No key at all, and one of somebody else.
    let simple = fs::read(root.join("ob30/simple.jwt")).unwrap();
    assert_eq!(badge(&simple, false), "key-not-here status-unproven");
    let velocity = fs::read(root.join("ob30/velocity.jwt")).unwrap();
    assert_eq!(badge(&velocity, false), "proof-names-another status-type-unknown");
}
