//! From JSON to RDF by pinned contexts, in one walk, and closed: whatever JSON-LD would drop,
//! guess or let a document restructure is refused, so that all that stands in the document is in
//! the quads and so under the signature.
//!
//! Refused beyond JSON-LD's own rules: members no context defines; `null` and empty arrays (they
//! leave no trace); ids that are blank-node labels or not absolute; every second spelling of a
//! member, an id or a type (IRIs and keywords where a term exists, ids by a prefix, `uid` for `id`,
//! a type's name for the member of the same IRI: one could hide what it says from those who read it
//! by its name); inline contexts, `@graph`, `@included`, `@nest`, `@reverse`, `@index`, `@set`;
//! typed value objects; a second description of the document's own node beyond its type (one could
//! move its members there); one value twice in a set.
//!
//! Source: JSON-LD 1.1 API §5.1 (expansion) and §8.1 (to RDF), with `rdfDirection` `i18n-datatype`.

mod iri;
mod name;
mod number;
#[cfg(test)]
mod tests;
mod value;
mod walk;

use crate::canon::json::{Object, Value};
use crate::canon::rdfc::Quad;
use crate::credential::contexts::{ContextFault, Contexts, Reading};

/// Why a document has no closed meaning: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at {path:?})")]
pub struct JsonLdError {
    /// JSON pointer to the member.
    pub path: String,
    /// What is wrong with it.
    pub what: JsonLdFault,
}

/// What is wrong with a member.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonLdFault {
    /// The contexts: unknown, inline, contradictory.
    #[error(transparent)]
    Context(#[from] ContextFault),
    /// A member or type that no context defines.
    #[error("no context defines {0:?}")]
    Undefined(String),
    /// A member named by an IRI or a keyword instead of its term.
    #[error("the member name {0:?} is no term")]
    Name(String),
    /// A second spelling of a member, an id or a type.
    #[error("{0:?} is another spelling of what has a name of its own")]
    Spelling(String),
    /// A keyword that changes the structure of the document.
    #[error("{0} is not allowed")]
    Keyword(String),
    /// An identifier that is a blank-node label or not an absolute IRI.
    #[error("{0:?} is no absolute IRI")]
    Iri(String),
    /// A member twice, under two names for the same.
    #[error("{0} is given twice")]
    Twice(&'static str),
    /// A value that would leave no trace in what is signed.
    #[error("{0} would not be signed")]
    Dropped(&'static str),
    /// A value of the wrong shape.
    #[error("{found} where {expected} is expected")]
    Shape {
        /// What is there.
        found: &'static str,
        /// What should be.
        expected: &'static str,
    },
    /// The same value twice in a set.
    #[error("the same value twice in a set")]
    Repeated,
    /// The document's own node is described a second time.
    #[error("the document's own node is described a second time")]
    Again,
    /// A part of JSON-LD that is not read here.
    #[error("{0} is not read here")]
    Feature(&'static str),
    /// More quads than are canonicalized.
    #[error("more than {0} quads")]
    Quads(usize),
    /// Nested too deep.
    #[error("nested deeper than {0}")]
    Deep(usize),
}

impl JsonLdError {
    /// Whether nothing can be told about the document because a context or feature is unknown
    /// here, rather than something being wrong with it.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(
            self.what,
            JsonLdFault::Context(
                ContextFault::Unknown(_) | ContextFault::Feature(_) | ContextFault::Inline
            ) | JsonLdFault::Feature(_)
        )
    }

    /// The context URL that is not known, where this is why.
    #[must_use]
    pub fn unknown_context(&self) -> Option<&str> {
        if let JsonLdFault::Context(ContextFault::Unknown(url)) = &self.what {
            Some(url)
        } else {
            None
        }
    }

    /// A fault of the whole document.
    pub(crate) fn whole(what: impl Into<JsonLdFault>) -> Self {
        Self { path: String::new(), what: what.into() }
    }
}

/// The quads of a document by the first reading of its contexts, in no particular order.
///
/// # Errors
/// Where the document is not closed: see [`JsonLdFault`].
pub fn with_quads<T>(
    document: &Value,
    contexts: &Contexts,
    then: impl FnOnce(&[Quad<'_>]) -> T,
) -> Result<T, JsonLdError> {
    let Some(members) = document.as_object() else {
        let shape = JsonLdFault::Shape { found: value::kind(document), expected: "an object" };
        return Err(JsonLdError::whole(shape));
    };
    let reading = contexts.first_reading(members.get("@context")).map_err(JsonLdError::whole)?;
    let quads = to_quads(members, &reading)?;
    Ok(then(&quads))
}

/// The quads of a document by one reading of its contexts, borrowed from both.
///
/// # Errors
/// Where the document is not closed: see [`JsonLdFault`].
pub fn to_quads<'a>(
    document: &'a Object,
    reading: &'a Reading<'a>,
) -> Result<Vec<Quad<'a>>, JsonLdError> {
    walk::Walk::new(reading, None).document(document)
}

/// The same without one member of the document itself, as if it were not there.
pub(crate) fn without<'a>(
    document: &'a Object,
    reading: &'a Reading<'a>,
    member: &'a str,
) -> Result<Vec<Quad<'a>>, JsonLdError> {
    walk::Walk::new(reading, Some(member)).document(document)
}
