//! Open Badges 2.0: every case of the public validator, judged with dated copies of what its
//! addresses serve; each *yes* with the twins that take it away.
//!
//! The samples lie at addresses under example.org. Where a sample says of itself that it lies
//! elsewhere than where it is named, it is served from both, as a host with two names does.
//!
//! Vectors: `ob2-1edtech-validator`. What differs from `expected.json` is argued in
//! `tests/conformance/EXCEPTIONS.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::credential::bake::container::{self, Inner};
use bot_protocol::verdict::{
    Answer, Asked, Copy, Evidence, Presented, Question, Reason, Verdict, judge,
};
use bot_tests::vectors;

const NOON: &str = "2026-11-23T12:00:00Z";
const FETCHED: &str = "2026-11-23T11:00:00Z";

/// What example.org serves, as far as one sample names it.
#[derive(Default)]
struct Served(BTreeMap<String, Value>);

impl Served {
    /// Everything that can be reached from a document.
    fn reach(&mut self, root: &Path, document: &Value) {
        let mut found = Vec::new();
        addresses(document, &mut found);
        for url in found {
            if self.0.contains_key(&url) {
                continue;
            }
            let Some(content) = asset(root, &url) else { continue };
            self.0.insert(url.clone(), content.clone());
            if let Some(id) = content.get("id").and_then(Value::as_str)
                && id != url
                && id.starts_with("http")
                && asset(root, id).is_none()
            {
                self.0.insert(id.to_owned(), content.clone());
            }
            self.reach(root, &content);
        }
    }

    /// All of it as evidence: fetched on a day, or handed in as files.
    fn evidence(&self, fetched: Option<&str>) -> Evidence {
        let mut evidence = Evidence::new();
        for (url, content) in &self.0 {
            let fetched = fetched.map(|at| at.parse().unwrap());
            evidence.hear_copy(url, Copy { content: content.clone(), fetched });
        }
        evidence
    }
}

fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with("http") => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(members) => {
            let own = |(name, _): &(&str, &Value)| *name != "@context";
            members.iter().filter(own).for_each(|(_, member)| addresses(member, found));
        }
        _ => {}
    }
}

/// What lies at an address of example.org.
fn asset(root: &Path, url: &str) -> Option<Value> {
    let name = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let name = name.strip_prefix("example.org/")?;
    let bytes = fs::read(root.join("ob20/assets").join(name)).ok()?;
    json::read(&bytes).ok()
}

fn folder() -> Option<PathBuf> {
    Some(vectors::root()?.join("ob2-1edtech-validator"))
}

fn said(verdict: &Verdict) -> String {
    let of = |question| verdict.reason(question).code();
    format!("{} {}", of(Question::Integrity), of(Question::Status))
}

/// What a sample says, as JSON, however it came.
fn inside(bytes: &[u8]) -> Value {
    let opened = container::open(bytes).unwrap();
    let text = match opened.inner {
        Inner::Jws => {
            let text = String::from_utf8(opened.text).unwrap();
            decode_base64url(text.split('.').nth(1).unwrap()).unwrap()
        }
        Inner::Json | Inner::Address | Inner::Other => opened.text,
    };
    json::read(&text).unwrap()
}

/// A sample, and what is served: itself at its own address, and what it names.
fn sample(root: &Path, name: &str) -> (Vec<u8>, Served) {
    let bytes = fs::read(root.join(name)).unwrap();
    let document = inside(&bytes);
    let mut served = Served::default();
    served.reach(root, &document);
    if let Some(id) = document.get("id").and_then(Value::as_str) {
        served.0.insert(id.to_owned(), document);
    }
    (bytes, served)
}

/// What is said of bytes with this evidence.
fn told(bytes: &[u8], evidence: &Evidence) -> String {
    match Presented::read(bytes, &bot_foreign::reader()) {
        Ok(presented) => {
            let asked = Asked::at(NOON.parse().unwrap());
            said(&judge(&presented, evidence, &asked, &bot_foreign::reader()))
        }
        Err(refused) => refused.code().to_owned(),
    }
}

const YES: &str = "hosted-copy-verified copy-clear-as-of";
const PART: &str = "not-the-badge";

/// Every sample that `expected.json` speaks of, with everything fetched an hour ago.
const ROWS: [(&str, &str); 28] = [
    ("ob20/basic-assertion.json", YES),
    ("ob20/simple-badge.png", YES),
    ("ob20/assets/badgeclass1.json", PART),
    ("ob20/basic-assertion-invalid-context.json", "field-wrong status-unproven"),
    ("ob20/basic-assertion-invalid-type.json", "field-wrong status-unproven"),
    ("ob20/simple.jwt", "signed-by-issuer no-status-declared"),
    ("ob20/simple-not-revoked.jwt", "signed-by-issuer clear-in-list"),
    ("ob20/simple-revoked.jwt", "signed-by-issuer revoked-in-list"),
    ("ob20/assets/badge-with-data-image.json", PART),
    ("ob20/assertion-with-data-image.json", "field-wrong status-unproven"),
    ("ob20/assets/badgeclass-with-complex-image.json", PART),
    ("ob20/assertion-with-endorsements.json", YES),
    ("ob20/basic-assertion-no-public-key.json", YES),
    ("ob20/issuer-compact-iri-validation.json", PART),
    ("ob20/basic-assertion-with-allowed-origins.json", YES),
    ("ob20/basic-assertion-with-allowed-origins-valid-starts-with.json", YES),
    (
        "ob20/basic-assertion-with-allowed-origins-invalid-starts-with.json",
        "hosted-elsewhere status-unproven",
    ),
    ("ob20/basic-assertion-with-allowed-origins-valid-multiple-starts-with.json", YES),
    (
        "ob20/basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json",
        "hosted-elsewhere status-unproven",
    ),
    ("ob20/basic-assertion-expired.json", "hosted-copy-verified expired"),
    ("ob20/basic-assertion-expired-before-issued.json", "field-wrong expired"),
    ("ob20/basic-assertion-in-future.json", "hosted-copy-verified not-yet-valid"),
    ("ob20/basic-assertion-with-language.json", YES),
    ("ob20/assertion-with-extension-node-basic.json", YES),
    ("ob20/assertion-with-multiple-extensions.json", YES),
    ("ob20/assertion-with-extension-node-invalid.json", "field-wrong status-unproven"),
    ("ob20/warning-with-redirection.json", YES),
    ("ob20/warning-issuer-non-http.json", "badge-part-other status-unproven"),
];

#[test]
fn every_sample_is_told_as_it_should() {
    let Some(root) = folder() else { return };
    for (name, expected) in ROWS {
        let (bytes, served) = sample(&root, name);
        assert_eq!(told(&bytes, &served.evidence(Some(FETCHED))), expected, "{name}");
    }
}

/// Where the judgement differs from `expected.json`, with what is said: argued in `EXCEPTIONS.md`,
/// section "Open Badges 2.0".
const EXCEPTIONS: [(&str, &str); 4] = [
    ("ob20/assets/badgeclass1.json", "valid"),
    ("ob20/assets/badge-with-data-image.json", "valid"),
    ("ob20/assets/badgeclass-with-complex-image.json", "valid"),
    ("ob20/issuer-compact-iri-validation.json", "valid"),
];

/// Two samples that the test class takes from another folder are here under these names.
fn renamed(name: &str) -> &str {
    match name {
        "ob30/simple-json.png" => "ob20/simple-badge.png",
        "ob30/simple.jwt" => "ob20/simple.jwt",
        other => other,
    }
}

#[test]
fn every_case_of_the_public_validator_has_its_outcome() {
    let Some(root) = folder() else { return };
    let expected = json::read(&fs::read(root.join("expected.json")).unwrap()).unwrap();
    let mut seen = 0;
    for case in expected.get("cases").unwrap().as_list() {
        let text = |name: &str| case.get(name).and_then(Value::as_str).unwrap();
        for file in case.get("files").unwrap().as_list() {
            let name = renamed(file.as_str().unwrap());
            let (_, told) = ROWS.iter().find(|(known, _)| *known == name).unwrap();
            let mut codes = told.split(' ');
            let yes = codes.all(|code| Reason::answer_of(code) == Some(Answer::Yes));
            let no = told.split(' ').any(|code| Reason::answer_of(code) == Some(Answer::No));
            // Two cases speak of a good and a bad sample at once; the bad one's name says so.
            let outcome = if name.contains("-invalid-") { "invalid" } else { text("outcome") };
            let fits = match outcome {
                "valid" => yes,
                "warning" => !no,
                _ => no,
            };
            let excepted = EXCEPTIONS.contains(&(name, text("outcome")));
            assert_eq!(fits, !excepted, "{name}: {told}");
            seen += 1;
        }
    }
    assert_eq!(seen, 28);
}

#[test]
fn no_sample_is_proven_without_what_proves_it() {
    let Some(root) = folder() else { return };
    let good = ROWS.iter().filter(|(_, told)| {
        told.starts_with("hosted-copy-verified") || told.starts_with("signed-by-issuer")
    });
    for (name, _) in good {
        let (bytes, served) = sample(&root, name);
        let integrity = |bytes: &[u8], served: &Served, fetched: Option<&str>| {
            let told = told(bytes, &served.evidence(fetched));
            let code = told.split(' ').next().unwrap().to_owned();
            (Reason::answer_of(&code) == Some(Answer::Yes), code)
        };
        let signed = name.ends_with(".jwt");
        let (_, bare) = integrity(&bytes, &Served::default(), None);
        let missing = if signed { "badge-part-missing" } else { "hosted-unfetched" };
        assert_eq!(bare, missing, "{name} alone");
        // Files handed in carry a signature's key, and no host's word.
        let (yes, _) = integrity(&bytes, &served, None);
        assert_eq!(yes, signed, "{name} with files handed in");
        for url in served.0.keys() {
            let mut fewer = Served(served.0.clone());
            let content = fewer.0.remove(url).unwrap();
            let last = if signed { "CryptographicKey" } else { "Assertion" };
            let needed = [last, "BadgeClass", "Issuer"];
            let kind = content.get("type").and_then(Value::as_str).unwrap_or_default();
            let own = content.get("id").and_then(Value::as_str) == Some(url);
            // Who endorses is needed for the endorsement alone.
            let named = |class: &Value| class.get("issuer").and_then(Value::as_str) == Some(url);
            let is_class = |one: &&Value| one.get("badge").is_none() && one.get("name").is_some();
            let issues = served.0.values().filter(is_class).any(named);
            // The class that the badge names, by the name it gives itself; others are related to it.
            let document = inside(&bytes);
            let class = document.get("badge").and_then(Value::as_str);
            let class = class.and_then(|at| served.0.get(at)?.get("id")?.as_str());
            let part = match kind {
                "Issuer" => issues,
                "BadgeClass" => class == Some(url.as_str()),
                _ => true,
            };
            if needed.contains(&kind) && own && part {
                let (yes, code) = integrity(&bytes, &fewer, Some(FETCHED));
                assert!(!yes, "{name} without {url}: {code}");
            }
        }
    }
}

#[test]
fn pictures_of_the_first_generations_are_told_by_what_they_hold() {
    let Some(root) = vectors::root() else { return };
    for (name, expected) in [
        // An address alone: what lies there is asked for.
        ("no-json.svg", "hosted-unfetched status-unproven"),
        ("baked.svg", "hosted-unfetched status-unproven"),
        // Neither an address nor JSON in the badge's place.
        ("bad-json.svg", "json-refused"),
        ("unbaked.svg", "no-badge"),
        ("unbaked.png", "no-badge"),
    ] {
        let bytes = fs::read(root.join("ob2-baking").join(name)).unwrap();
        assert_eq!(told(&bytes, &Evidence::new()), expected, "{name}");
    }
    // A picture of Open Badges 1.0 holds the address; the copy of what lies there is the badge.
    let Some(root) = folder() else { return };
    let (assertion, served) = sample(&root, "ob20/basic-assertion.json");
    let bare = fs::read(root.join("../ob2-baking/unbaked.svg")).unwrap();
    let address = "https://example.org/beths-robotics-badge.json";
    let picture = container::bake(&bare, address).unwrap();
    assert_eq!(told(&picture, &served.evidence(Some(FETCHED))), YES);
    assert_eq!(told(&picture, &Evidence::new()), "hosted-unfetched status-unproven");
    let pointer = format!(r#"{{"verify":{{"url":"{address}"}}}}"#);
    let drawn = container::bake(&bare, &pointer).unwrap();
    assert_eq!(told(&drawn, &served.evidence(Some(FETCHED))), YES);
    // More than an address, or none, is no badge; nor is an address by itself a file.
    for other in [
        pointer.replacen('{', r#"{"name":"x","#, 1),
        pointer.replace("https", "file"),
        r#"{"verify":{}}"#.to_owned(),
    ] {
        let drawn = container::bake(&bare, &other).unwrap();
        assert_eq!(told(&drawn, &served.evidence(Some(FETCHED))), "no-credential", "{other}");
    }
    assert_eq!(told(pointer.as_bytes(), &served.evidence(Some(FETCHED))), "no-credential");
    let undated = "hosted-copy-undated status-unproven";
    assert_eq!(told(&picture, &served.evidence(None)), undated);
    let whole = container::bake(&bare, &String::from_utf8(assertion).unwrap()).unwrap();
    assert_eq!(told(&whole, &served.evidence(Some(FETCHED))), YES);
}
