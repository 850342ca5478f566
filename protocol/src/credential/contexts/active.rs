//! An active context: terms compiled, and the contexts that scope below it, compiled when first
//! needed and then kept.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::define::{Direction, Keyword, Mapping, TermDef};
use super::{ContextFault, Item};

/// What terms mean at one place of a document.
#[derive(Debug, Default)]
pub(crate) struct Active {
    /// Sorted by the length of the term, then by the term: most steps of a search compare numbers.
    pub(super) terms: Vec<(Arc<str>, Arc<TermDef>)>,
    /// The terms that stand for a keyword, so that a search for one need not ask every member.
    aliases: Vec<(Arc<str>, Keyword)>,
    pub(super) vocab: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) direction: Option<Direction>,
    /// Contexts made from this one: a list that only grows, so references to it stay good.
    derived: Chain,
}

/// The rest of a list that only grows.
type Chain = OnceLock<Box<Derived>>;

#[derive(Debug)]
struct Derived {
    key: Key,
    active: Result<Active, ContextFault>,
    next: Chain,
}

/// What made a context from another.
#[derive(Debug)]
pub(super) enum Key {
    /// The scoped context of this very definition, by a property or by a type.
    Term(Arc<TermDef>, bool),
    /// These contexts, named by a nested object.
    Contexts(Vec<Item>),
}

/// What a word of a document stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expanded<'a> {
    /// A keyword or an alias of one.
    Keyword(Keyword),
    /// Something with a scheme.
    Iri(Cow<'a, str>),
    /// Nothing absolute: undefined, or defined as nothing.
    Nothing,
}

impl Key {
    /// Definitions are one where they are the same allocation: comparing them costs nothing.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Term(one, how), Self::Term(two, way)) => Arc::ptr_eq(one, two) && how == way,
            (Self::Contexts(one), Self::Contexts(two)) => one == two,
            (Self::Term(..), Self::Contexts(_)) | (Self::Contexts(_), Self::Term(..)) => false,
        }
    }
}

impl Active {
    /// The definition of a term.
    pub(crate) fn term(&self, name: &str) -> Option<&Arc<TermDef>> {
        let found = self.place(name).ok()?;
        self.terms.get(found).map(|(_, definition)| definition)
    }

    /// The terms that stand for this IRI.
    pub(crate) fn names<'a>(&'a self, iri: &'a str) -> impl Iterator<Item = &'a str> {
        let here = move |definition: &TermDef| matches!(&definition.mapping, Mapping::Iri(found) if found == iri);
        let named = self.terms.iter().filter(move |(_, definition)| here(definition));
        named.map(|(term, _)| term.as_ref())
    }

    /// Where a term is, or where it would be.
    fn place(&self, name: &str) -> Result<usize, usize> {
        let order = |term: &str| term.len().cmp(&name.len()).then_with(|| term.cmp(name));
        self.terms.binary_search_by(|(term, _)| order(term))
    }

    /// The keyword that a member's name is or stands for.
    pub(crate) fn keyword(&self, name: &str) -> Option<Keyword> {
        if name.starts_with('@') {
            return Keyword::read(name);
        }
        self.aliases.iter().find_map(|(term, keyword)| (**term == *name).then_some(*keyword))
    }

    /// The same meanings, nothing derived yet.
    pub(super) fn copy(&self) -> Self {
        Self {
            terms: self.terms.clone(),
            aliases: self.aliases.clone(),
            vocab: self.vocab.clone(),
            language: self.language.clone(),
            direction: self.direction,
            derived: OnceLock::new(),
        }
    }

    /// Sets a definition.
    pub(super) fn define(&mut self, name: &str, definition: TermDef) {
        self.aliases.retain(|(term, _)| **term != *name);
        if let Mapping::Keyword(keyword) = definition.mapping {
            self.aliases.push((name.into(), keyword));
        }
        let definition = Arc::new(definition);
        match self.place(name) {
            Ok(place) => {
                if let Some((_, old)) = self.terms.get_mut(place) {
                    *old = definition;
                }
            }
            Err(place) => self.terms.insert(place, (name.into(), definition)),
        }
    }

    /// The context made from this one by `key`: kept, or made now.
    pub(super) fn derived(
        &self,
        key: Key,
        make: impl FnOnce() -> Result<Self, ContextFault>,
    ) -> Result<&Self, ContextFault> {
        let mut chain = &self.derived;
        while let Some(known) = chain.get() {
            if known.key.is(&key) {
                return known.active.as_ref().map_err(Clone::clone);
            }
            chain = &known.next;
        }
        let mut fresh = Box::new(Derived { key, active: make(), next: OnceLock::new() });
        // Another thread may add at the same moment: then go on behind what it added.
        loop {
            match chain.set(fresh) {
                Ok(()) => break,
                Err(back) => fresh = back,
            }
            let Some(added) = chain.get() else { continue };
            chain = &added.next;
        }
        match chain.get() {
            Some(added) => added.active.as_ref().map_err(Clone::clone),
            None => Err(ContextFault::Missing),
        }
    }

    /// What a value that names a thing stands for: `by_vocab` where it may be a term.
    ///
    /// Source: JSON-LD 1.1 API §5.2 (IRI expansion), without a base.
    pub(crate) fn expand<'a>(&'a self, value: &'a str, by_vocab: bool) -> Expanded<'a> {
        self.meaning(value, self.term(value), by_vocab)
    }

    /// The same where the value's own definition is already at hand.
    pub(crate) fn meaning<'a>(
        &'a self,
        value: &'a str,
        definition: Option<&'a Arc<TermDef>>,
        by_vocab: bool,
    ) -> Expanded<'a> {
        if value.starts_with('@') {
            return Keyword::read(value).map_or(Expanded::Nothing, Expanded::Keyword);
        }
        if let Some(definition) = definition {
            match &definition.mapping {
                Mapping::Keyword(keyword) => return Expanded::Keyword(*keyword),
                Mapping::Iri(iri) if by_vocab => return Expanded::Iri(Cow::Borrowed(iri)),
                Mapping::Nothing if by_vocab => return Expanded::Nothing,
                Mapping::Iri(_) | Mapping::Nothing => {}
            }
        }
        if let Some((prefix, suffix)) = value.split_once(':')
            && !prefix.is_empty()
        {
            return Expanded::Iri(
                self.compact(prefix, suffix).map_or(Cow::Borrowed(value), Cow::Owned),
            );
        }
        match &self.vocab {
            Some(vocab) if by_vocab => Expanded::Iri(Cow::Owned(format!("{vocab}{value}"))),
            Some(_) | None => Expanded::Nothing,
        }
    }

    /// `prefix:suffix` in full, where the prefix is a term that may be one.
    fn compact(&self, prefix: &str, suffix: &str) -> Option<String> {
        if prefix == "_" || suffix.starts_with("//") {
            return None;
        }
        let definition = self.term(prefix)?;
        match &definition.mapping {
            Mapping::Iri(iri) if definition.prefix => Some(format!("{iri}{suffix}")),
            Mapping::Iri(_) | Mapping::Keyword(_) | Mapping::Nothing => None,
        }
    }
}
