//! Our reading of documents beside an independent one: the same canonical form, byte for byte.
//!
//! The other side expands with `oxjsonld` over the same context files and canonicalizes with
//! `oxrdf`. It drops what it does not understand, so a document our reader refuses proves nothing;
//! of those generated here, which are all well formed, it must refuse none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::rdfc::{self, Budget};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::jsonld::with_quads;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use proptest::prelude::*;

fn context_files() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/contexts"));
    let index: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for entry in index.as_array().unwrap() {
        let bytes = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        for url in entry["urls"].as_array().unwrap() {
            files.insert(url.as_str().unwrap().to_owned(), bytes.clone());
        }
    }
    files
}

/// Canonical N-Quads by the other implementation.
fn theirs(document: &[u8], files: &BTreeMap<String, Vec<u8>>) -> Result<String, String> {
    let files = files.clone();
    let parser = JsonLdParser::new().for_slice(document).with_load_document_callback(
        move |url, _options| {
            let document = files.get(url).ok_or_else(|| format!("{url} is not pinned"))?;
            Ok(JsonLdRemoteDocument { document: document.clone(), document_url: url.to_owned() })
        },
    );
    let mut dataset = Dataset::new();
    for quad in parser {
        dataset.insert(&quad.map_err(|fault| fault.to_string())?);
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset
        .iter()
        .map(|quad| {
            let quad = quad.into_owned();
            let mut line = format!("{} {} ", quad.subject, quad.predicate);
            match &quad.object {
                // Display escapes as Turtle does; the canonical form has its own rules.
                oxrdf::Term::Literal(literal) => {
                    line.push('"');
                    rdfc::escape(literal.value(), &mut line);
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
        })
        .collect();
    lines.sort_unstable();
    Ok(lines.concat())
}

fn ours(document: &Value, contexts: &Contexts) -> Result<String, String> {
    with_quads(document, contexts, |quads| rdfc::canonicalize(quads, Budget::default()))
        .map_err(|fault| fault.to_string())?
        .map(|canonical| canonical.text)
        .map_err(|fault| fault.to_string())
}

#[test]
fn published_credentials_read_the_same() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let files = context_files();
    let mut counted = 0;
    for folder in [
        "dcc-fixtures/v2-dataIntegrityProof/didKey",
        "dcc-fixtures/v2-dataIntegrityProof/didweb",
        "ob3-1edtech-validator/ob30",
        "ob3-spec-examples",
        "w3c-vcdm2-inputs",
    ] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let Ok(document) = json::read(&fs::read(&path).unwrap()) else { continue };
            let Ok(ours) = ours(&document, Contexts::pinned()) else { continue };
            let theirs = theirs(&document.to_bytes(), &files).unwrap();
            assert_eq!(ours, theirs, "{}", path.display());
            counted += 1;
        }
    }
    assert!(counted > 40, "{counted}");
}

/// Texts of all scripts, with control characters.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ]{0,12}",
        any::<String>().prop_map(|text| text.chars().take(20).collect()),
        "[\u{0}-\u{20}\"\\\\\u{7f}-\u{a0}]{0,6}",
    ]
}

fn id() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        2 => Just(None),
        1 => (0_u8..6).prop_map(|number| Some(format!("urn:node:{number}"))),
        1 => (0_u8..3).prop_map(|number| Some(format!("https://a.example/é/{number}?q=1#x"))),
    ]
}

/// A set of one to three different texts: one alone or an array.
fn texts() -> impl Strategy<Value = Value> {
    prop::collection::btree_set(words(), 1..4).prop_map(|texts| {
        let mut texts: Vec<Value> = texts.into_iter().map(Value::from).collect();
        if texts.len() == 1 { texts.remove(0) } else { Value::Array(texts) }
    })
}

/// A text with language and perhaps direction, or a plain one.
fn worded() -> impl Strategy<Value = Value> {
    prop_oneof![
        texts(),
        (words(), "[a-z]{2}(-[A-Z]{2})?")
            .prop_map(|(text, tag)| { Value::object([("@value", text), ("@language", tag)]) }),
    ]
}

fn node(
    kind: &'static str,
    members: Vec<(&'static str, Option<Value>)>,
    id: Option<String>,
) -> Value {
    let mut object = Object::new();
    if let Some(id) = id {
        object.insert("id", id);
    }
    object.insert("type", Value::Array(vec![kind.into()]));
    for (name, value) in members {
        if let Some(value) = value {
            object.insert(name, value);
        }
    }
    Value::Object(object)
}

fn maybe<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::of(value)
}

/// Numbers whose 16 digits, which JSON-LD asks for, are the shortest ones too, which the other side
/// prints.
fn number() -> impl Strategy<Value = Value> {
    (-100_000_000_i32..100_000_000, -12_i32..14).prop_filter_map("short", |(digits, exponent)| {
        let number: f64 = format!("{digits}e{exponent}").parse().unwrap();
        let long = format!("{number:.15e}");
        let (mantissa, power) = long.split_once('e').unwrap();
        let short = format!("{}e{power}", mantissa.trim_end_matches('0').trim_end_matches('.'));
        let same = short == format!("{number:e}");
        same.then(|| json::Number::new(number).map(Value::from)).flatten()
    })
}

fn identifiers() -> impl Strategy<Value = Value> {
    prop::collection::vec((words(), words()), 1..4).prop_map(|entries| {
        Value::Array(
            entries
                .into_iter()
                .map(|(one, two)| {
                    let members = vec![
                        ("identifier", Some(one.into())),
                        ("identifierType", Some(two.into())),
                    ];
                    node("IdentifierEntry", members, None)
                })
                .collect(),
        )
    })
}

fn achievement() -> impl Strategy<Value = Value> {
    let parts = (
        (id(), maybe(worded()), maybe(texts()), maybe(words())),
        (maybe(identifiers()), maybe(number()), maybe(prop::collection::vec(words(), 0..4))),
    );
    parts.prop_map(|((id, name, tag, code), (others, credits, values))| {
        let criteria = Value::object([("narrative", "x")]);
        let levels = values.map(|values| {
            let list = Value::Array(values.into_iter().map(Value::from).collect());
            node("ResultDescription", vec![("allowedValue", Some(list))], None)
        });
        let members = vec![
            ("name", name),
            ("tag", tag),
            ("humanCode", code.map(Value::from)),
            ("otherIdentifier", others),
            ("creditsAvailable", credits),
            ("criteria", Some(criteria)),
            ("resultDescription", levels),
        ];
        node("Achievement", members, id)
    })
}

fn profile() -> impl Strategy<Value = Value> {
    let parts = (id(), maybe(worded()), maybe(identifiers()), maybe((number(), number())));
    parts.prop_map(|(id, name, others, geo)| {
        let geo = geo.map(|(north, east)| {
            let members = vec![("latitude", Some(north)), ("longitude", Some(east))];
            node("Address", vec![("geo", Some(node("GeoCoordinates", members, None)))], None)
        });
        node("Profile", vec![("name", name), ("otherIdentifier", others), ("address", geo)], id)
    })
}

fn credential() -> impl Strategy<Value = Value> {
    let parts = (
        (profile(), prop::collection::vec((id(), achievement(), maybe(number())), 1..3)),
        (maybe(worded()), maybe(prop::collection::vec((words(), texts()), 1..5)), any::<bool>()),
    );
    parts.prop_map(|((issuer, subjects), (name, evidence, status))| {
        let subjects = subjects.into_iter().map(|(id, achievement, credits)| {
            let members = vec![("achievement", Some(achievement)), ("creditsEarned", credits)];
            node("AchievementSubject", members, id)
        });
        let evidence = evidence.map(|evidence| {
            Value::Array(
                evidence
                    .into_iter()
                    .map(|(name, genre)| {
                        let members = vec![("name", Some(name.into())), ("genre", Some(genre))];
                        node("Evidence", members, None)
                    })
                    .collect(),
            )
        });
        let status = status.then(|| {
            let members = vec![
                ("statusPurpose", Some("revocation".into())),
                ("statusListIndex", Some("7".into())),
                ("statusListCredential", Some("https://a.example/1".into())),
            ];
            node("BitstringStatusListEntry", members, None)
        });
        let mut document = Object::new();
        document.insert(
            "@context",
            Value::array([
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ]),
        );
        document.insert("id", "urn:uuid:1");
        document.insert("type", Value::array(["VerifiableCredential", "OpenBadgeCredential"]));
        document.insert("issuer", issuer);
        document.insert("validFrom", "2026-01-01T00:00:00Z");
        document.insert("credentialSubject", Value::Array(subjects.collect()));
        for (member, value) in
            [("name", name), ("evidence", evidence), ("credentialStatus", status)]
        {
            if let Some(value) = value {
                document.insert(member, value);
            }
        }
        Value::Object(document)
    })
}

/// How many generated documents are compared; `BOT_DIFFERENTIAL` asks for more.
fn cases() -> u32 {
    std::env::var("BOT_DIFFERENTIAL").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_credentials_read_the_same(document in credential()) {
        thread_local! {
            static FILES: BTreeMap<String, Vec<u8>> = context_files();
        }
        let ours = ours(&document, Contexts::pinned());
        let theirs = FILES.with(|files| theirs(&document.to_bytes(), files));
        match ours {
            Err(fault) => prop_assert!(false, "{fault}: {document:?}"),
            Ok(ours) => prop_assert_eq!(ours, theirs.unwrap()),
        }
    }
}
