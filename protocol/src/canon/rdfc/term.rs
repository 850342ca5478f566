//! Terms and quads, borrowed from wherever they came.

use std::borrow::Cow;

/// A node or a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term<'a> {
    /// An absolute IRI.
    Iri(Cow<'a, str>),
    /// A node without a name, by its number within the dataset.
    Blank(u32),
    /// A value.
    Literal(Literal<'a>),
}

/// A value with its type or language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal<'a> {
    /// Text: `xsd:string`.
    Plain(Cow<'a, str>),
    /// A lexical form and its datatype IRI, which is neither `xsd:string` nor `rdf:langString`.
    Typed(Cow<'a, str>, Cow<'a, str>),
    /// Text and its language tag.
    Tagged(Cow<'a, str>, Cow<'a, str>),
}

/// One statement: subject, predicate, object, and the graph it stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quad<'a> {
    /// An IRI or a blank node.
    pub subject: Term<'a>,
    /// An IRI.
    pub predicate: Cow<'a, str>,
    /// Anything.
    pub object: Term<'a>,
    /// An IRI, a blank node, or `None` in the default graph.
    pub graph: Option<Term<'a>>,
}

impl<'a> Term<'a> {
    /// The number of a blank node.
    #[must_use]
    pub const fn blank(&self) -> Option<u32> {
        match self {
            Self::Blank(number) => Some(*number),
            Self::Iri(_) | Self::Literal(_) => None,
        }
    }
}

impl<'a> Quad<'a> {
    /// The blank nodes it mentions: subject, object, graph; each as often as it stands there.
    pub(super) fn blanks(&self) -> impl Iterator<Item = u32> {
        let terms = [Some(&self.subject), Some(&self.object), self.graph.as_ref()];
        terms.into_iter().flatten().filter_map(Term::blank)
    }
}
