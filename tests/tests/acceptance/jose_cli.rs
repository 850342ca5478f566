//! `bot jose` as the test suite of VC-JOSE-COSE calls it: its 35 tests, each with a negative twin,
//! and what a person gets to see who calls it by hand.
//!
//! Vectors: `w3c-jose-cose-inputs`.

use std::path::{Path, PathBuf};

use bot_tests::vectors;
use serde_json::{Value, json};

use super::bad_input::{Desk, Ran};

/// Number, what is done, to which file, with which key, as what, and the outcome that the suite
/// expects.
type Row = (u8, &'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const SUITE: [Row; 35] = [
    (1, "issue", "credential-minimal.json", "vm-p256", "credential_jose", "success"),
    (2, "issue", "credential-full.json", "vm-p384", "credential_jose", "success"),
    (3, "issue", "presentation-single.json", "vm-p256", "presentation_jose", "success"),
    (4, "issue", "presentation-multiple.json", "vm-p521", "presentation_jose", "success"),
    (5, "issue", "credential-unknown-extensions.json", "vm-p521", "credential_jose", "failure"),
    (6, "verify", "credential-jose-minimal.txt", "vm-p256", "credential_jose", "success"),
    (7, "verify", "presentation-jose-multiple.txt", "vm-p384", "presentation_jose", "success"),
    (8, "verify", "credential-issuer-match-signed.txt", "vm-ed25519", "credential_jose", "success"),
    (9, "verify", "credential-jose-unknown-extensions.txt", "vm-ed25519", "credential_jose", "failure"),
    (10, "verify", "credential-minimal.json", "vm-ed25519", "credential_jose", "failure"),
    (11, "verify", "presentation-single.json", "vm-ed25519", "presentation_jose", "failure"),
    (12, "verify", "credential-jose-bad-signature.txt", "vm-ed25519", "credential_jose", "failure"),
    (13, "verify", "credential-jose-bad-media-type.txt", "vm-ed25519", "credential_jose", "failure"),
    (14, "verify", "presentation-jose-bad-media-type.txt", "vm-ed25519", "presentation_jose", "failure"),
    (15, "verify", "credential-jose-vc-vp-claims.txt", "vm-ed25519", "credential_jose", "failure"),
    (16, "verify", "presentation-jose-bad-credential.txt", "vm-ed25519", "presentation_jose", "failure"),
    (17, "issue", "credential-selective.json", "vm-p384", "credential_sdjwt", "success"),
    (18, "issue", "credential-nested-selective.json", "vm-p521", "credential_sdjwt", "success"),
    (19, "issue", "presentation-selective.json", "vm-p384", "presentation_sdjwt", "success"),
    (20, "verify", "credential-sdjwt-selective.txt", "vm-p384", "credential_sdjwt", "success"),
    (21, "verify", "credential-sdjwt-nested.txt", "vm-p521", "credential_sdjwt", "success"),
    (22, "verify", "presentation-sdjwt-selective.txt", "vm-p384", "presentation_sdjwt", "success"),
    (23, "verify", "credential-sdjwt-bad-signature.txt", "vm-p384", "credential_sdjwt", "failure"),
    (24, "verify", "credential-sdjwt-bad-media-type.txt", "vm-ed25519", "credential_sdjwt", "failure"),
    (25, "verify", "presentation-sdjwt-bad-media-type.txt", "vm-ed25519", "presentation_sdjwt", "failure"),
    (26, "verify", "presentation-sdjwt-bad-credential.txt", "vm-p521", "presentation_sdjwt", "failure"),
    (27, "issue", "credential-minimal.json", "vm-did-ed25519", "credential_cose", "success"),
    (28, "issue", "presentation-single.json", "vm-p384", "presentation_cose", "success"),
    (29, "verify", "credential-cose-minimal.txt", "vm-p256", "credential_cose", "success"),
    (30, "verify", "credential-cose-minimal-not-base64.txt", "vm-p256", "credential_cose", "failure"),
    (31, "verify", "presentation-cose-single.txt", "vm-p384", "presentation_cose", "success"),
    (32, "verify", "credential-cose-bad-signature.txt", "vm-ed25519", "credential_cose", "failure"),
    (33, "verify", "credential-cose-bad-media-type.txt", "vm-p384", "credential_cose", "failure"),
    // The suite hands in a key that is not there: of this input none is needed to tell.
    (34, "verify", "presentation-cose-bad-media-type.txt", "vm-nobody", "presentation_cose", "failure"),
    (35, "verify", "presentation-cose-bad-credential.txt", "vm-p256", "presentation_cose", "failure"),
];

/// What is to be hidden, by the number of the test.
fn hidden(number: u8) -> Value {
    match number {
        17 => json!(["credentialSubject.firstName", "credentialSubject.lastName"]),
        18 => json!([
            "credentialSubject.address.street",
            "credentialSubject.address.city",
            "credentialSubject.phoneNumbers[0]"
        ]),
        19 => json!(["holder", "verifiableCredential[0]"]),
        _ => json!([]),
    }
}

/// A desk beside the inputs of the suite.
pub(crate) struct Suite {
    pub(crate) desk: Desk,
    folder: PathBuf,
}

impl Suite {
    pub(crate) fn new() -> Option<Self> {
        let folder = vectors::root()?.join("w3c-jose-cose-inputs");
        Some(Self { desk: Desk::empty(), folder: folder.canonicalize().unwrap() })
    }

    pub(crate) fn input(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn key(&self, name: &str) -> String {
        self.input(&format!("{name}.json"))
    }

    /// Runs it as the suite does; what it wrote, and how it ended.
    fn ran(&self, verb: &str, [input, key, feature]: [&str; 3], more: &[&str]) -> (Value, Ran) {
        let with = ["--input", input, "--key", key, "--feature", feature, "--output", "out.json"];
        let ran = self.desk.bot(&[&["jose", verb], with.as_slice(), more].concat());
        let told: Value = serde_json::from_slice(&self.desk.read("out.json")).unwrap();
        let exits = match told["result"].as_str().unwrap() {
            "success" => vec![0],
            "failure" => vec![6],
            "indeterminate" => vec![7],
            _ => vec![1, 2, 3],
        };
        assert!(exits.contains(&ran.exit), "{told} {ran:?}");
        assert!(!told["data"].as_str().unwrap().is_empty(), "{told}");
        (told, ran)
    }

    /// What comes of one test of the suite.
    pub(crate) fn row(&self, (number, verb, input, key, feature, _): Row) -> Value {
        let (input, key) = (self.input(input), self.key(key));
        let list = hidden(number).to_string();
        let more = ["--sd", list.as_str()];
        let more = if list == "[]" { &[] } else { more.as_slice() };
        self.ran(verb, [&input, &key, feature], more).0
    }

    /// What comes of an envelope with this text.
    fn verified(&self, text: &str, key: &str, feature: &str) -> Value {
        self.desk.write("envelope", text);
        self.ran("verify", ["envelope", &self.key(key), feature], &[]).0
    }
}

/// The text with one letter in its middle changed, where no form of envelope can be spared one.
fn bent(text: &str) -> String {
    let at = text.trim_end().len() / 3;
    let other = if &text[at..=at] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[test]
fn the_35_tests_of_the_suite_come_out_as_it_expects() {
    let Some(suite) = Suite::new() else { return };
    for row in SUITE {
        let told = suite.row(row);
        assert_eq!(told["result"], row.5, "test {}: {told}", row.0);
    }
}

#[test]
fn what_the_suite_takes_holds_by_its_key_alone_and_unchanged() {
    let Some(suite) = Suite::new() else { return };
    for row in SUITE.into_iter().filter(|row| row.5 == "success") {
        let (number, verb, input, key, feature, _) = row;
        let text = match verb {
            "issue" => suite.row(row)["data"].as_str().unwrap().to_owned(),
            _ => std::fs::read_to_string(suite.input(input)).unwrap(),
        };
        let told = suite.verified(&text, key, feature);
        // In test 27 the issuer is somebody else than the owner of the key.
        let expected = if number == 27 { "failure" } else { "success" };
        assert_eq!(told["result"], expected, "what test {number} signed: {told}");
        if number == 27 {
            assert!(
                told["data"].as_str().unwrap().contains("names a method of somebody else"),
                "{told}"
            );
            continue;
        }
        let other = if key == "vm-p256" { "vm-p384" } else { "vm-p256" };
        assert_eq!(suite.verified(&text, other, feature)["result"], "failure", "test {number}");
        let twin = suite.verified(&bent(&text), key, feature);
        assert_eq!(twin["result"], "failure", "the twin of test {number}: {twin}");
        for (_, _, _, _, wrong, _) in SUITE.iter().filter(|one| one.4 != feature).step_by(5) {
            let twin = suite.verified(&text, key, wrong);
            assert_eq!(twin["result"], "failure", "test {number} as {wrong}: {twin}");
        }
    }
}

#[test]
fn what_is_hidden_is_not_in_what_is_signed() {
    let Some(suite) = Suite::new() else { return };
    for (row, words) in [(SUITE[16], ["Jane", "Doe"]), (SUITE[17], ["123 Main St", "Anytown"])] {
        let text = suite.row(row)["data"].as_str().unwrap().to_owned();
        let again = suite.row(row)["data"].as_str().unwrap().to_owned();
        assert_ne!(text, again, "each time other salts");
        let (token, _) = text.split_once('~').unwrap();
        let bare = suite.verified(&format!("{token}~"), row.3, row.4);
        let whole = suite.verified(&text, row.3, row.4);
        for word in words {
            assert!(!bare["data"].as_str().unwrap().contains(word), "{bare}");
            assert!(whole["data"].as_str().unwrap().contains(word), "{whole}");
        }
    }
}

#[test]
fn what_stands_open_is_told() {
    let Some(suite) = Suite::new() else { return };
    let notes = |number: usize| {
        let told = suite.row(SUITE[number - 1]);
        told["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(notes(6), "");
    assert!(notes(7).contains("it held until 2024-12-17T01:04:10Z only"), "{}", notes(7));
    assert!(notes(7).contains("What is inside (3)"), "{}", notes(7));
    assert!(notes(3).contains("number 1 cannot be read"), "{}", notes(3));
    assert!(notes(27).contains("the key belongs to did:example:vc-jose-cose"), "{}", notes(27));
    assert!(
        notes(31).contains("The holder is did:example:ebfeb1f712ebc6f1c276e12ec21"),
        "{}",
        notes(31)
    );
    // Whoever asks for the dates is told by them.
    let (_, _, input, key, feature, _) = SUITE[6];
    let (input, key) = (suite.input(input), suite.key(key));
    for (at, expected) in [("2024-12-15T00:00:00Z", "success"), ("2026-11-23T12:00:00Z", "failure")]
    {
        let told = suite.ran("verify", [&input, &key, feature], &["--at", at]).0;
        assert_eq!(told["result"], expected, "{at}: {told}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_and_no_finding() {
    let Some(suite) = Suite::new() else { return };
    let desk = &suite.desk;
    let (key, good) = (suite.key("vm-p256"), suite.input("credential-jose-minimal.txt"));
    let badge = suite.input("credential-minimal.json");
    desk.write("huge", vec![b'e'; 3 << 20]);
    desk.write("huge.json", format!("{{\"a\":\"{}\"}}", "x".repeat(2 << 20)));
    desk.write("words", "nothing of the kind");
    desk.write("empty", "");
    let mut public: Value = serde_json::from_slice(&std::fs::read(&key).unwrap()).unwrap();
    public.as_object_mut().unwrap().remove("secretKeyJwk");
    desk.write("public.json", public.to_string());
    desk.write("bare.json", public["publicKeyJwk"].to_string());
    let twice = "{\"kty\":\"EC\",\"kty\":\"EC\"}";
    desk.write("twice.json", twice);
    let jose = "credential_jose";
    for (verb, with, expected) in [
        ("verify", ["nowhere", &key, jose], ("error", "There is no file nowhere")),
        ("verify", ["huge", &key, jose], ("error", "2097152")),
        ("verify", ["words", &key, jose], ("failure", "expected three")),
        ("verify", ["empty", &key, jose], ("failure", "expected three")),
        ("verify", [&good, "nowhere", jose], ("error", "There is no file nowhere")),
        ("verify", [&good, "words", jose], ("error", "it is no JSON")),
        ("verify", [&good, "twice.json", jose], ("error", "it is no JSON")),
        ("verify", [&good, &badge, jose], ("error", "expected JsonWebKey")),
        ("verify", [&good, "public.json", jose], ("success", "")),
        ("verify", [&good, "bare.json", jose], ("indeterminate", "whose key it is")),
        ("verify", [&good, &key, "credential_jwt"], ("error", "no kind of envelope")),
        ("issue", ["nowhere", &key, jose], ("error", "There is no file nowhere")),
        ("issue", ["huge.json", &key, jose], ("error", "1048576")),
        ("issue", ["words", &key, jose], ("error", "cannot be signed")),
        ("issue", [&badge, "public.json", jose], ("error", "has no secret key")),
        ("issue", [&good, &key, jose], ("error", "cannot be signed")),
    ] {
        let (told, ran) = suite.ran(verb, with, &[]);
        assert_eq!(told["result"], expected.0, "{verb} {with:?}: {told}");
        assert!(told["data"].as_str().unwrap().contains(expected.1), "{verb} {with:?}: {told}");
        let secret = "J_a5KH6A2Ru7iOAzvUkQEjKCJQCdxUXVajaW3CaPORs";
        assert!(!format!("{told} {ran:?}").contains(secret));
    }
    for (sd, feature) in [
        ("[\"id\"]", jose),
        ("id", "credential_sdjwt"),
        ("{}", "credential_sdjwt"),
        ("[1]", "credential_sdjwt"),
        ("[\"a..b\"]", "credential_sdjwt"),
    ] {
        let (told, ran) = suite.ran("issue", [&badge, &key, feature], &["--sd", sd]);
        assert_eq!((&told["result"], ran.exit), (&json!("error"), 2), "{sd}: {told}");
    }
    let (told, _) =
        suite.ran("issue", [&badge, &key, "credential_sdjwt"], &["--sd", "[\"nothing\"]"]);
    assert_eq!(told["result"], "failure", "{told}");
    assert!(Path::new(&desk.path("out.json")).exists());
}
