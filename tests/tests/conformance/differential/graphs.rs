//! Graphs as such, beyond what a document can say: blank nodes in circles, in cliques, in several
//! graphs, alike until far away.
//!
//! Two nodes related twice in the same way (by one predicate in two graphs, or by several quads of
//! one graph to its name) are left out. RDFC-1.0 §4.8 keeps such a neighbour in a list; its
//! editors' implementation and `ssi` keep it there twice, as ours does, while `oxrdf` and
//! `sophia_c14n` keep a set, which gives another hash where blank nodes are alike to the first
//! degree. No published test tells the two apart.

use bot_protocol::canon::rdfc::{Budget, Literal, Quad, RdfcError, Term, canonicalize};
use oxrdf::{BlankNode, Dataset, GraphName, NamedNode, NamedOrBlankNode};

use bot_tests::generate::Chance;

/// A node of a graph that is made up: a number, or an IRI.
#[derive(Clone, Copy, PartialEq)]
enum Node {
    Blank(u32),
    Named(u32),
}

struct Triple(Node, u32, Result<Node, String>, Option<Node>);

impl Node {
    fn any(chance: &mut Chance, blanks: usize) -> Self {
        let number = u32::try_from(chance.below(blanks)).unwrap();
        if chance.one_in(6) { Self::Named(number % 3) } else { Self::Blank(number) }
    }

    fn ours(self) -> Term<'static> {
        match self {
            Self::Blank(number) => Term::Blank(number),
            Self::Named(number) => Term::Iri(format!("urn:n{number}").into()),
        }
    }

    fn theirs(self) -> NamedOrBlankNode {
        match self {
            Self::Blank(number) => BlankNode::new(format!("x{number}")).unwrap().into(),
            Self::Named(number) => NamedNode::new(format!("urn:n{number}")).unwrap().into(),
        }
    }
}

/// Rings, ladders, trees with alike leaves, and noise: small, as the other side has no budget.
fn graph(chance: &mut Chance) -> Vec<Triple> {
    let blanks = 2 + chance.below(5);
    let mut found = Vec::new();
    let node = |index: usize| Node::Blank(u32::try_from(index % blanks).unwrap());
    let step = 1 + chance.below(2);
    if chance.one_in(2) {
        (0..blanks).for_each(|at| found.push(Triple(node(at), 0, Ok(node(at + step)), None)));
    }
    if chance.one_in(3) {
        (0..blanks).for_each(|at| found.push(Triple(node(at), 1, Ok(node(at * 2)), None)));
    }
    if chance.one_in(3) {
        let name = Some(node(chance.below(blanks)));
        (0..blanks).for_each(|at| found.push(Triple(node(at), 0, Ok(node(at + 1)), name)));
    }
    for _ in 0..chance.below(8) {
        let object = match chance.below(3) {
            0 => Err(chance.text()),
            _ => Ok(Node::any(chance, blanks)),
        };
        let graph = chance.one_in(4).then(|| Node::any(chance, blanks));
        let predicate = u32::try_from(chance.below(2)).unwrap();
        found.push(Triple(Node::any(chance, blanks), predicate, object, graph));
    }
    once(found)
}

/// Without what would relate two nodes twice in the same way.
fn once(triples: Vec<Triple>) -> Vec<Triple> {
    let mut kept: Vec<Triple> = Vec::new();
    for triple in triples {
        let again = kept.iter().any(|known| {
            let graph = known.3.filter(|graph| matches!(graph, Node::Blank(_)));
            let same = (known.0, known.1, &known.2) == (triple.0, triple.1, &triple.2);
            same || (graph.is_some() && graph == triple.3)
        });
        if !again {
            kept.push(triple);
        }
    }
    kept
}

fn ours(triple: &Triple) -> Quad<'static> {
    let Triple(subject, predicate, object, graph) = triple;
    Quad {
        subject: subject.ours(),
        predicate: format!("urn:p{predicate}").into(),
        object: match object {
            Ok(node) => node.ours(),
            Err(text) => Term::Literal(Literal::Plain(text.clone().into())),
        },
        graph: graph.map(Node::ours),
    }
}

fn theirs(triple: &Triple) -> oxrdf::Quad {
    let Triple(subject, predicate, object, graph) = triple;
    let object: oxrdf::Term = match object {
        Ok(node) => node.theirs().into(),
        Err(text) => oxrdf::Literal::new_simple_literal(text.as_str()).into(),
    };
    let graph = graph.map_or(GraphName::DefaultGraph, |node| node.theirs().into());
    let predicate = NamedNode::new(format!("urn:p{predicate}")).unwrap();
    oxrdf::Quad::new(subject.theirs(), predicate, object, graph)
}

#[test]
fn made_up_graphs_have_one_canonical_form() {
    let mut alike = 0;
    for seed in super::seeds(2000) {
        let graph = graph(&mut Chance::new(seed));
        let mut quads: Vec<Quad<'_>> = graph.iter().map(ours).collect();
        let dataset: Dataset = graph.iter().map(theirs).collect();
        let text = match canonicalize(&quads, Budget::default()) {
            // A number that so few quads have no room for.
            Err(RdfcError::Number { .. }) => continue,
            found => found.unwrap_or_else(|fault| panic!("seed {seed}: {fault}")).text,
        };
        assert_eq!(text, super::canonical(dataset), "seed {seed}");
        quads.reverse();
        let again = canonicalize(&quads, Budget::default()).unwrap().text;
        assert_eq!(text, again, "seed {seed} in another order");
        alike += usize::from(text.contains("_:c14n1"));
    }
    assert!(alike > 100, "{alike}");
}
