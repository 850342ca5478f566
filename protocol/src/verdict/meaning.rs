//! What a text means that its issuer signed as text.
//!
//! The signature covers every byte of it, whatever it says. What its members mean is for the contexts to
//! tell: where they do not, whoever reads it guesses, so it is *cannot tell*, and never *no*, since
//! nobody but the issuer can have written it.

use std::collections::BTreeSet;

use super::Reason;
use super::integrity::{self, place};
use crate::canon::json::Value;
use crate::credential::contexts::{ContextFault, ContextUsed};
use crate::credential::jsonld::{JsonLdError, JsonLdFault};
use crate::credential::proof::{BadProof, Check, ProofError};

/// The contexts by which all that a badge says has a meaning.
///
/// # Errors
/// [`Reason`]: what in it has none that is known here.
pub(super) fn of_text(document: &Value, check: Check<'_>) -> Result<Vec<ContextUsed>, Reason> {
    let read = match check.meaning(document) {
        Err(ProofError::Bad(BadProof::Document(error))) if !is_over_limit(&error) => {
            check.meaning(&substance(document))
        }
        read => read,
    };
    match read {
        Ok(read) => Ok(read),
        Err(fault) if says_nothing_more(&fault) => Ok(Vec::new()),
        Err(ProofError::Bad(BadProof::Document(error))) if !is_over_limit(&error) => {
            Err(Reason::MeaningUnknown { field: place(&error), what: error.what.to_string() })
        }
        Err(fault) => Err(integrity::of_fault(fault, document)),
    }
}

/// Whether all that is wrong is that RDF says it once where the text says it again.
const fn says_nothing_more(fault: &ProofError) -> bool {
    let ProofError::Bad(BadProof::Document(error)) = fault else { return false };
    matches!(error.what, JsonLdFault::Dropped(_) | JsonLdFault::Repeated | JsonLdFault::Again)
}

pub(super) const fn is_over_limit(error: &JsonLdError) -> bool {
    matches!(
        error.what,
        JsonLdFault::Quads(_)
            | JsonLdFault::Deep(_)
            | JsonLdFault::Context(ContextFault::Many { .. } | ContextFault::Long { .. })
    )
}

/// A document without what adds nothing to it and would leave no trace in RDF: null, what is empty, the
/// same again. In a text it is signed as it stands.
fn substance(document: &Value) -> Value {
    let mut document = document.clone();
    if let Value::Object(members) = &mut document {
        members.retain(|name, value| matches!(name, "@context" | "proof") || says_something(value));
    }
    document
}

/// Takes out of a value what says nothing; whether anything is left.
fn says_something(value: &mut Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => {
            let mut seen = BTreeSet::new();
            items.retain_mut(|item| says_something(item) && seen.insert(item.to_bytes()));
            !items.is_empty()
        }
        Value::Object(members) => {
            members.retain(|_, value| says_something(value));
            !members.is_empty()
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}
