//! What the pinned contexts call things, so that a context which somebody adds calls none of them
//! anything else.
//!
//! A signature over RDF covers IRIs, not the names by which a document writes them. Were a second
//! name accepted for `credentialStatus` or `validUntil`, anybody could rename that member in anybody's
//! badge, name the added context beside (it is not signed), and hide it from those who read it by
//! its own name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::define::Mapping;
use super::{Active, Contexts, Reading};
use crate::canon::json::Value;
use crate::limits::CONTEXT_NAMES_SCOPES_MAX;

/// Pinned contexts by which no verdict is reached: vocabularies and examples. What they name may be
/// named otherwise.
const VOCABULARIES: [&str; 4] = ["/examples/", "/odrl", "plugfest", "/citizenship/"];

/// What one IRI is called.
#[derive(Debug, Default)]
struct Called {
    names: BTreeSet<String>,
    /// Whether a verdict may rest on what is said by it.
    judged: bool,
}

/// Every name that a pinned context gives, in whatever scope.
fn pinned() -> &'static BTreeMap<String, Called> {
    static NAMES: OnceLock<BTreeMap<String, Called>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut all: BTreeMap<String, Called> = BTreeMap::new();
        let contexts = Contexts::pinned().clone();
        for url in contexts.numbers.keys() {
            let judged = !VOCABULARIES.iter().any(|part| url.contains(part));
            let readings = contexts.readings(Some(&Value::from(url.as_str())));
            for reading in readings.into_iter().flatten().flatten() {
                each(&reading, &mut |name, iri| {
                    let called = all.entry(iri.to_owned()).or_default();
                    called.names.insert(name.to_owned());
                    // A prefix is never a member.
                    called.judged |= judged && !iri.ends_with(['#', '/', ':']);
                });
            }
        }
        all
    })
}

impl Reading<'_> {
    /// Whether one of the contexts has a term of this name, in whatever scope. That a vocabulary
    /// takes every word there is (`@vocab`) does not make a word one of its terms.
    #[must_use]
    pub fn defines(&self, word: &str) -> bool {
        let mut found = false;
        each(self, &mut |name, _| found |= name == word);
        found
    }
}

/// Tells every term that stands for an IRI, those of scoped contexts too; false where there are
/// more of these than are looked into.
pub(super) fn each(reading: &Reading<'_>, tell: &mut dyn FnMut(&str, &str)) -> bool {
    let mut open: Vec<&Active> = vec![&reading.root.active];
    let (mut seen, mut scopes) = (BTreeSet::new(), 0_usize);
    while let Some(active) = open.pop() {
        for (name, term) in &active.terms {
            // What a scoped context only inherits was told already.
            if !seen.insert(Arc::as_ptr(term)) {
                continue;
            }
            if let Mapping::Iri(iri) = &term.mapping {
                tell(name, iri);
            }
            if term.scope.is_some() {
                scopes = scopes.saturating_add(1);
                if scopes > CONTEXT_NAMES_SCOPES_MAX {
                    return false;
                }
                // One that does not compile is refused wherever it is used.
                open.extend(reading.scoped(active, term, true));
            }
        }
    }
    true
}

/// Whether a name is another than those that the pinned contexts have for an IRI on which a verdict
/// may rest.
pub(super) fn is_foreign(name: &str, iri: &str) -> bool {
    pinned().get(iri).is_some_and(|called| called.judged && !called.names.contains(name))
}

/// The same for a name in a document, where also the IRI of another term must not be named anew.
pub(super) fn is_second(active: &Active, name: &str, iri: &str) -> bool {
    match pinned().get(iri) {
        Some(called) if called.names.contains(name) => false,
        Some(called) if called.judged => true,
        Some(_) | None => active.names(iri).next().is_some_and(|first| first != name),
    }
}
