//! The W3C tests of RDF Dataset Canonicalization 1.0: forms, identifier maps, the poison graph.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bot_protocol::canon::rdfc::{
    Budget, Canonical, HashKind, Literal, Quad, RdfcError, Term, canonicalize,
};
use oxrdf::{GraphName, NamedOrBlankNode};

/// A dataset with the names its blank nodes had in the file.
pub(super) struct Dataset {
    pub(super) quads: Vec<Quad<'static>>,
    names: Vec<String>,
}

fn blank(names: &mut Vec<String>, name: &str) -> Term<'static> {
    let number = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    Term::Blank(u32::try_from(number).unwrap())
}

fn node(names: &mut Vec<String>, node: NamedOrBlankNode) -> Term<'static> {
    match node {
        NamedOrBlankNode::NamedNode(iri) => Term::Iri(iri.into_string().into()),
        NamedOrBlankNode::BlankNode(it) => blank(names, it.as_str()),
    }
}

fn literal(literal: oxrdf::Literal) -> Term<'static> {
    let (value, datatype, language) = literal.destruct();
    Term::Literal(match (datatype, language) {
        (_, Some(tag)) => Literal::Tagged(value.into(), tag.into()),
        (Some(datatype), None) => Literal::Typed(value.into(), datatype.into_string().into()),
        (None, None) => Literal::Plain(value.into()),
    })
}

/// The quads of a file in our own terms.
pub(super) fn of_quads(quads: impl Iterator<Item = oxrdf::Quad>) -> Dataset {
    let mut names = Vec::new();
    let quads = quads
        .map(|quad| Quad {
            subject: node(&mut names, quad.subject),
            predicate: quad.predicate.into_string().into(),
            object: match quad.object {
                oxrdf::Term::NamedNode(iri) => Term::Iri(iri.into_string().into()),
                oxrdf::Term::BlankNode(it) => blank(&mut names, it.as_str()),
                oxrdf::Term::Literal(it) => literal(it),
            },
            graph: match quad.graph_name {
                GraphName::DefaultGraph => None,
                GraphName::NamedNode(iri) => Some(Term::Iri(iri.into_string().into())),
                GraphName::BlankNode(it) => Some(blank(&mut names, it.as_str())),
            },
        })
        .collect();
    Dataset { quads, names }
}

fn read(path: &Path) -> Dataset {
    let bytes = fs::read(path).unwrap();
    of_quads(oxttl::NQuadsParser::new().for_slice(&bytes).map(|quad| quad.unwrap()))
}

fn map(canonical: &Canonical, names: &[String]) -> BTreeMap<String, String> {
    let labels = canonical.labels.iter().map(|number| format!("c14n{number}"));
    names.iter().cloned().zip(labels).collect()
}

#[test]
fn all_published_cases() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let folder = root.join("rdf-canon");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.jsonld")).unwrap()).unwrap();
    let (mut forms, mut maps, mut poisons) = (0, 0, 0);
    for entry in manifest["entries"].as_array().unwrap() {
        let id = entry["id"].as_str().unwrap();
        let data = read(&folder.join(entry["action"].as_str().unwrap()));
        let hash = match entry["hashAlgorithm"].as_str() {
            Some("SHA384") => HashKind::Sha384,
            _ => HashKind::Sha256,
        };
        let found = canonicalize(&data.quads, Budget { hash, ..Budget::default() });
        let expected = entry["result"].as_str().map(|path| fs::read(folder.join(path)).unwrap());
        match entry["type"].as_str().unwrap() {
            "rdfc:RDFC10EvalTest" => {
                assert_eq!(found.expect(id).text.as_bytes(), expected.unwrap(), "{id}");
                forms += 1;
            }
            "rdfc:RDFC10MapTest" => {
                let expected: BTreeMap<String, String> =
                    serde_json::from_slice(&expected.unwrap()).unwrap();
                assert_eq!(map(&found.expect(id), &data.names), expected, "{id}");
                maps += 1;
            }
            "rdfc:RDFC10NegativeEvalTest" => {
                assert!(matches!(found, Err(RdfcError::Poison { .. })), "{id}: {found:?}");
                poisons += 1;
            }
            other => panic!("{id}: unknown kind of test {other}"),
        }
    }
    assert_eq!((forms, maps, poisons), (64, 21, 1));
}

#[test]
fn a_changed_dataset_has_another_form() {
    let Some(root) = bot_tests::vectors::root() else { return };
    let folder = root.join("rdf-canon/rdfc10");
    let mut counted = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with("-in.nq") || name.starts_with("test074") {
            continue;
        }
        let mut data = read(&path);
        let Some(before) = canonicalize(&data.quads, Budget::default()).ok() else { continue };
        let Some(mut last) = data.quads.pop() else { continue };
        let without = canonicalize(&data.quads, Budget::default()).unwrap().text;
        last.predicate = format!("{}x", last.predicate).into();
        data.quads.push(last);
        let changed = canonicalize(&data.quads, Budget::default()).unwrap().text;
        assert_ne!(changed, before.text, "{name}");
        // A quad given twice counts once, so taking one of two away changes nothing.
        assert!(without != before.text || before.text.lines().count() < data.quads.len(), "{name}");
        counted += 1;
    }
    assert!(counted > 60, "{counted}");
}
