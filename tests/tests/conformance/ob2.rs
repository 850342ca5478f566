//! Open Badges 2.0: every case of the public validator, judged with dated copies of what its
//! addresses serve; each *yes* with the twins that take it away.
//!
//! The samples lie at addresses under example.org. Where a sample says of itself that it lies
//! elsewhere than where it is named, it is served from both, as a host with two names does.
//!
//! Vectors: `ob2-1edtech-validator`. What differs from `expected.json` is argued in
//! `EXCEPTIONS.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bot_protocol::canon::json::{self, Value};
use bot_protocol::verdict::{Asked, Copy, Evidence, Presented, Question, Verdict, judge};
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

fn judged(presented: &Presented, evidence: &Evidence) -> Verdict {
    judge(presented, evidence, &Asked::at(NOON.parse().unwrap()), &bot_foreign::reader())
}

/// The sample and what is served: itself at its own address, and what it names.
fn sample(root: &Path, name: &str) -> (Value, Served) {
    let document = json::read(&fs::read(root.join(name)).unwrap()).unwrap();
    let mut served = Served::default();
    served.reach(root, &document);
    if let Some(id) = document.get("id").and_then(Value::as_str) {
        served.0.insert(id.to_owned(), document.clone());
    }
    (document, served)
}

/// What is said of a sample for which everything was fetched an hour ago.
fn told(root: &Path, name: &str) -> String {
    let (document, served) = sample(root, name);
    match Presented::of(document, &bot_foreign::reader()) {
        Ok(presented) => said(&judged(&presented, &served.evidence(Some(FETCHED)))),
        Err(why) => why.to_string(),
    }
}

const YES: &str = "hosted-copy-verified copy-clear-as-of";
const CLASS: &str = "found a class of an old badge, expected the badge";

/// Every hosted sample that `expected.json` speaks of.
const ROWS: [(&str, &str); 24] = [
    ("ob20/basic-assertion.json", YES),
    ("ob20/assets/badgeclass1.json", CLASS),
    ("ob20/basic-assertion-invalid-context.json", "field-wrong status-unproven"),
    ("ob20/basic-assertion-invalid-type.json", "field-wrong status-unproven"),
    ("ob20/assets/badge-with-data-image.json", CLASS),
    ("ob20/assertion-with-data-image.json", "field-wrong status-unproven"),
    ("ob20/assets/badgeclass-with-complex-image.json", CLASS),
    ("ob20/assertion-with-endorsements.json", YES),
    ("ob20/basic-assertion-no-public-key.json", YES),
    (
        "ob20/issuer-compact-iri-validation.json",
        "found a issuer of an old badge, expected the badge",
    ),
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
fn every_hosted_sample_is_told_as_it_should() {
    let Some(root) = folder() else { return };
    for (name, expected) in ROWS {
        assert_eq!(told(&root, name), expected, "{name}");
    }
}
