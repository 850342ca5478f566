//! Documents of every shape that is read, by a context that is made to have them all.
//!
//! Two shapes are left out because the other side reads them wrongly: where both a type and a member
//! bring contexts of their own, it forgets the member's further down (JSON-LD 1.1 API §5.1.2, step
//! 7 ends the type's alone, and step 11 builds on step 8), and a plain text of a term with `@type: @none` gets no default language
//! (§5.3.2, step 5 gives it). `PyLD` 3.3.0, asked once about 1,500 seeds with both shapes in, read
//! every document as ours does.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::Contexts;

use super::{Files, compare, seeds};
use bot_tests::generate::Chance;

const URL: &str = "https://a.example/shapes";
const MORE: &str = "https://a.example/more";

/// Every way of coercing, gathering and scoping that is read.
const CONTEXT: &str = r#"{"@context": {"@version": 1.1, "@protected": true,
    "id": "@id", "type": "@type", "v": "urn:v:", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "name": "v:name", "titre": {"@id": "v:titre", "@language": "FR"},
    "none": {"@id": "v:none", "@type": "@none"}, "string": {"@id": "v:string", "@type": "xsd:string"},
    "whole": {"@id": "v:whole", "@type": "xsd:integer"}, "size": {"@id": "v:size", "@type": "xsd:double"},
    "amount": {"@id": "v:amount", "@type": "xsd:float"}, "flag": {"@id": "v:flag", "@type": "xsd:boolean"},
    "when": {"@id": "v:when", "@type": "xsd:dateTime"}, "own": {"@id": "v:own", "@type": "v:Own"},
    "link": {"@id": "v:link", "@type": "@id"}, "kind": {"@id": "v:kind", "@type": "@vocab"},
    "raw": {"@id": "v:raw", "@type": "@json"},
    "texts": {"@id": "v:texts", "@container": "@language"},
    "steps": {"@id": "v:steps", "@container": "@list"},
    "links": {"@id": "v:links", "@type": "@id", "@container": "@list"},
    "set": {"@id": "v:set", "@container": "@set"},
    "inside": {"@id": "v:inside", "@container": "@graph"},
    "part": {"@id": "v:part", "@type": "@id"},
    "box": {"@id": "v:box", "@context": {"name": {"@id": "v:boxed", "@type": "v:Boxed"}}},
    "Red": "v:Red",
    "Thing": {"@id": "v:Thing", "@context": {"colour": {"@id": "v:colour", "@type": "@vocab",
        "@context": {"Dark": "v:Dark"}}, "extent": "v:extent"}},
    "Other": {"@id": "v:Other", "@context": {"colour": {"@id": "v:hue"}, "deep": {"@id": "v:deep",
        "@context": {"part": {"@id": "v:deeper", "@container": "@list"}}}}}
}}"#;

/// A context that gives words a language and a vocabulary.
const MORE_CONTEXT: &str = r#"{"@context": {"@version": 1.1, "@vocab": "urn:vocab#",
    "@language": "De-AT", "plain": {"@id": "urn:v:plain", "@language": null},
    "more": {"@id": "urn:v:more", "@container": ["@list"]}}}"#;

type Kinds = &'static [&'static str];

/// All types; none, where the text is empty.
const ALL: Kinds = &["Thing", "Other", "", "Red", "urn:type:x"];

/// The types without a context of their own.
const BARE: Kinds = &["", "Red", "urn:type:x"];

/// A value for a JSON literal. Names stay within 16 bits: the other side sorts names by code
/// points, not by UTF-16 as RFC 8785 §3.2.3 says; ours is held to the RFC's vectors in `jcs`.
pub(super) fn json(chance: &mut Chance, depth: usize) -> Value {
    match chance.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => chance.one_in(2).into(),
        2 => chance.integer(),
        3 => chance.double(),
        4 => chance.text().into(),
        5 => {
            Value::array((0..chance.below(4)).map(|_| json(chance, depth - 1)).collect::<Vec<_>>())
        }
        _ => {
            let names = (0..chance.below(4)).map(|_| chance.text());
            let names = names.filter(|name| name.chars().all(|one| one < '\u{e000}'));
            let names: Vec<String> = names.collect();
            Value::object(names.into_iter().map(|name| (name, json(chance, depth - 1))))
        }
    }
}

/// A text with a direction.
fn directed(chance: &mut Chance) -> Value {
    let text = Value::from(chance.text());
    let mut members =
        vec![("@value", text), ("@direction", (*chance.pick(&["ltr", "rtl"])).into())];
    if chance.one_in(2) {
        members.push(("@language", chance.tag().into()));
    }
    Value::object(members)
}

/// A text in a language or without.
fn worded(chance: &mut Chance) -> Value {
    if chance.one_in(2) {
        return chance.text().into();
    }
    let (text, tag) = (Value::from(chance.text()), Value::from(chance.tag()));
    Value::object([("@language", tag), ("@value", text)])
}

fn by_language(chance: &mut Chance) -> Value {
    let tags = [["de", "fr-CA"], ["@none", "zh-hant-tw"], ["en", "EN-us"]];
    let tags = chance.pick(&tags).iter().take(1 + chance.below(2));
    Value::object(tags.map(|tag| {
        let texts = chance.texts();
        (*tag, if texts.len() == 1 { texts[0].as_str().into() } else { Value::array(texts) })
    }))
}

/// Several nodes, of which at most one has a name.
fn several(chance: &mut Chance, depth: usize, kinds: Kinds) -> Value {
    let nodes = (0..=chance.below(3)).map(|at| {
        let mut node = node(chance, depth, kinds);
        if at > 0 {
            node.remove("id");
        }
        Value::Object(node)
    });
    Value::Array(nodes.collect())
}

fn node(chance: &mut Chance, depth: usize, kinds: Kinds) -> Object {
    let kind = *chance.pick(kinds);
    let mut node = Object::new();
    if chance.one_in(3) {
        node.insert("id", chance.iri());
    }
    match kind {
        "" => {}
        _ if chance.one_in(3) => drop(node.insert("type", Value::array([kind, "urn:type:more"]))),
        _ => drop(node.insert("type", kind)),
    }
    for _ in 0..chance.below(4) {
        let (name, value) = member(chance);
        node.insert(name, value);
    }
    match kind {
        "Thing" => drop(node.insert("colour", *chance.pick(&["Red", "Dark", "urn:Blue"]))),
        "Other" if depth > 0 => {
            node.insert("colour", chance.text());
            node.insert("deep", self::node(chance, depth.min(2) - 1, BARE));
        }
        _ => {}
    }
    if depth > 0 {
        match chance.below(7) {
            0 => drop(node.insert("part", several(chance, depth - 1, kinds))),
            1 if BARE.contains(&kind) => {
                node.insert("box", self::node(chance, depth - 1, BARE));
            }
            1 => drop(node.insert("box", self::node(chance, 0, BARE))),
            2 => drop(node.insert("steps", several(chance, depth - 1, kinds))),
            3 => drop(node.insert("name", several(chance, depth - 1, kinds))),
            4 => drop(node.insert("inside", several(chance, depth - 1, kinds))),
            5 => drop(node.insert("inside", self::node(chance, depth - 1, kinds))),
            _ => {}
        }
    }
    // An object that says nothing is refused where it would be a graph.
    node.insert("string", chance.text());
    node
}

/// One member with a value that is no node.
fn member(chance: &mut Chance) -> (&'static str, Value) {
    match chance.below(21) {
        0 => ("name", worded(chance)),
        1 => ("name", Value::array(chance.texts())),
        2 => ("name", directed(chance)),
        3 => ("titre", worded(chance)),
        4 => ("titre", Value::array([chance.integer()])),
        5 => ("none", Value::object([("@value", chance.text()), ("@language", "en".to_owned())])),
        6 => ("whole", chance.integer()),
        7 => ("size", chance.double()),
        8 => ("size", chance.integer()),
        9 => ("amount", chance.double()),
        10 => ("flag", chance.one_in(2).into()),
        11 => ("when", "2026-02-28T23:59:59.9999-00:00".into()),
        12 => ("own", chance.text().into()),
        13 => ("link", chance.iri().into()),
        14 => ("kind", (*chance.pick(&["Red", "Thing", "urn:x"])).into()),
        15 => ("raw", json(chance, 4)),
        16 => ("texts", by_language(chance)),
        17 => ("steps", (0..chance.below(4)).map(|_| worded(chance)).collect::<Vec<_>>().into()),
        18 => ("links", (0..chance.below(4)).map(|_| chance.iri()).collect::<Vec<_>>().into()),
        19 => ("set", Value::array([chance.integer(), chance.one_in(2).into()])),
        _ => ("own", chance.double()),
    }
}

fn document(seed: u64) -> Value {
    let chance = &mut Chance::new(seed);
    let mut document = node(chance, 3, ALL);
    let more = chance.one_in(3);
    document.insert("@context", if more { Value::array([URL, MORE]) } else { URL.into() });
    if more {
        document.insert("anything", chance.text());
        document.insert("plain", chance.text());
        document.insert("more", Value::array([chance.double(), chance.one_in(2).into()]));
    }
    if document.contains("id") {
        document.insert("id", "urn:own");
    }
    document.into()
}

#[test]
fn documents_of_every_shape_read_the_same() {
    let contexts = Contexts::default().with(URL, CONTEXT.as_bytes()).unwrap();
    let contexts = contexts.with(MORE, MORE_CONTEXT.as_bytes()).unwrap();
    let files = [(URL, CONTEXT), (MORE, MORE_CONTEXT)];
    let files: Files = files.map(|(url, text)| (url.to_owned(), text.into())).into();
    compare(seeds(9000), document, &contexts, &files);
}
