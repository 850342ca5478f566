//! Our reading of documents beside an independent one: the same canonical form, byte for byte.
//!
//! The other side expands with `oxjsonld` over the same context files and canonicalizes with
//! `oxrdf`. It drops what it does not understand, so a document our reader refuses proves nothing;
//! of those generated here, which are all well formed, it must refuse none.
//!
//! Where the other side is known to be wrong, the documents are made so that it does not matter,
//! and the place says why: doubles ([`bot_tests::generate::Chance::double`]), directions ([`typed_directions`]),
//! member names beyond U+FFFF in JSON literals ([`shapes::json`]), graphs ([`graphs`]).
//!
//! Every document comes from a number, which is the seed that a failure prints. `BOT_DIFFERENTIAL`
//! asks for more documents, `BOT_SEED` for others.

mod badges;
mod graphs;
mod shapes;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::{fs, thread};

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::rdfc::{self, Budget};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::jsonld::with_quads;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, GraphName};

/// Context files by URL.
type Files = BTreeMap<String, Vec<u8>>;

fn pinned_files() -> Files {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/contexts"));
    let index: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut files = Files::new();
    for entry in index.as_array().unwrap() {
        let bytes = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        for url in entry["urls"].as_array().unwrap() {
            // Of several contents the first is the one that badges are issued by.
            files.entry(url.as_str().unwrap().to_owned()).or_insert_with(|| bytes.clone());
        }
    }
    files
}

/// The seeds of a run: `count` of them, or as many as the environment asks for.
fn seeds(count: u64) -> std::ops::Range<u64> {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = asked("BOT_SEED").unwrap_or(1);
    first..first + asked("BOT_DIFFERENTIAL").unwrap_or(count)
}

/// The statements of a document by the other implementation.
fn theirs(document: &[u8], files: &Files) -> Result<Vec<oxrdf::Quad>, String> {
    let files = files.clone();
    let parser = JsonLdParser::new().for_slice(document).with_load_document_callback(
        move |url, _options| {
            let document = files.get(url).ok_or_else(|| format!("{url} is not pinned"))?;
            Ok(JsonLdRemoteDocument { document: document.clone(), document_url: url.to_owned() })
        },
    );
    parser.map(|quad| quad.map_err(|fault| fault.to_string())).collect()
}

/// Canonical N-Quads of both: by our own canonicalization, and by theirs too, except where blank
/// nodes name graphs, on which the two differ (see [`graphs`]).
fn differ(ours: &str, theirs: Vec<oxrdf::Quad>) -> Option<String> {
    let named = theirs.iter().any(|quad| matches!(quad.graph_name, GraphName::BlankNode(_)));
    let quads = super::rdf_canon::of_quads(theirs.iter().cloned()).quads;
    let mut forms = vec![rdfc::canonicalize(&quads, Budget::default()).unwrap().text];
    if !named {
        forms.push(canonical(theirs.into_iter().collect()));
    }
    forms.into_iter().find(|form| form != ours)
}

fn canonical(mut dataset: Dataset) -> String {
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| line(&quad.into_owned())).collect();
    lines.sort_unstable();
    lines.concat()
}

/// One canonical line. Display escapes as Turtle does; the canonical form has its own rules, which
/// are written here a second time.
fn line(quad: &oxrdf::Quad) -> String {
    let mut line = format!("{} {} ", quad.subject, quad.predicate);
    match &quad.object {
        oxrdf::Term::Literal(literal) => {
            line.push('"');
            literal.value().chars().for_each(|one| line.push_str(&escaped(one)));
            line.push('"');
            if let Some(tag) = literal.language() {
                line.push('@');
                line.push_str(tag);
            } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
                line.push_str("^^");
                line.push_str(&literal.datatype().to_string());
            }
        }
        node => line.push_str(&node.to_string()),
    }
    if !quad.graph_name.is_default_graph() {
        line.push(' ');
        line.push_str(&quad.graph_name.to_string());
    }
    line.push_str(" .\n");
    line
}

/// Source: RDFC-1.0 §A, the second list.
fn escaped(character: char) -> String {
    match character {
        '\u{8}' => "\\b".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\r' => "\\r".to_owned(),
        '"' | '\\' => format!("\\{character}"),
        '\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {
            format!("\\u{:04X}", u32::from(character))
        }
        other => other.to_string(),
    }
}

fn ours(document: &Value, contexts: &Contexts) -> Result<String, String> {
    with_quads(document, contexts, |quads| rdfc::canonicalize(quads, Budget::default()))
        .map_err(|fault| fault.to_string())?
        .map(|canonical| canonical.text)
        .map_err(|fault| fault.to_string())
}

/// The document for the other side, which has no option `rdfDirection`: a text with a direction
/// becomes the typed value that the option `i18n-datatype` makes of it.
///
/// Source: JSON-LD 1.1 API §8.2.2 step 13; The i18n Namespace.
fn typed_directions(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(typed_directions).collect()),
        Value::Object(members) => {
            if let Some(way) = members.get("@direction").and_then(Value::as_str) {
                let tag = members.get("@language").and_then(Value::as_str).unwrap_or_default();
                let tag = tag.to_ascii_lowercase();
                let datatype = Value::from(format!("https://www.w3.org/ns/i18n#{tag}_{way}"));
                let text = members.get("@value").cloned().unwrap();
                return Value::object([("@value", text), ("@type", datatype)]);
            }
            Value::object(members.iter().map(|(name, value)| (name, typed_directions(value))))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Compares the readings of the document of each seed, on all cores; shows the shortest that
/// differs.
#[track_caller]
fn compare(
    seeds: std::ops::Range<u64>,
    make: impl Fn(u64) -> Value + Sync,
    contexts: &Contexts,
    files: &Files,
) {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let part = |first: usize| {
        let own = seeds.clone().skip(first).step_by(cores);
        own.filter_map(|seed| different(seed, &make(seed), contexts, files)).collect::<Vec<_>>()
    };
    let part = &part;
    let found = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|first| scope.spawn(move || part(first))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let worst = found.into_iter().min_by_key(String::len);
    assert!(worst.is_none(), "{}", worst.unwrap_or_default());
}

/// What the two make of a document, where it differs.
fn different(seed: u64, document: &Value, contexts: &Contexts, files: &Files) -> Option<String> {
    let text = document.to_string();
    // What is compared is what a verifier gets to see: text.
    let read = json::read(text.as_bytes());
    let read = read.unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{text}"));
    let ours = ours(&read, contexts);
    let theirs = theirs(&typed_directions(&read).to_bytes(), files);
    let (Ok(ours), Ok(theirs)) = (&ours, &theirs) else {
        panic!("seed {seed}: {text}\nours: {ours:?}\ntheirs: {theirs:?}");
    };
    let form = differ(ours, theirs.clone())?;
    Some(format!("{text}\nof seed {seed}, ours:\n{ours}theirs:\n{form}"))
}

/// A context whose type-scoped terms the other implementation drops: five statements of each
/// document. The W3C's signatures over such documents verify by our form (`di_eddsa`, `di_ecdsa`).
const LOST_BY_THE_OTHER: &str = "https://w3id.org/citizenship/v4rc1";

fn names(document: &Value, url: &str) -> bool {
    let contexts = document.get("@context").map(Value::as_list).unwrap_or_default();
    contexts.iter().any(|context| context.as_str() == Some(url))
}

#[test]
fn published_credentials_read_the_same() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let files = pinned_files();
    let (mut same, mut folders) = (0, vec![root]);
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(document) = json::read(&fs::read(&path).unwrap()) else { continue };
            if names(&document, LOST_BY_THE_OTHER) {
                continue;
            }
            let Ok(ours) = ours(&document, Contexts::pinned()) else { continue };
            let theirs = theirs(&typed_directions(&document).to_bytes(), &files).unwrap();
            assert_eq!(differ(&ours, theirs), None, "{}\n{ours}", path.display());
            same += 1;
        }
    }
    assert!(same > 100, "{same}");
}
