//! JSON-LD contexts, pinned: what a term means is decided here and never fetched.
//!
//! A URL stands for contents known by their SHA-256. Some URLs were changed in place by their
//! owners, so one URL may have several contents; a document is then read by each in turn. Contexts
//! are compiled once for each list of URLs that occurs and kept; a document costs no context
//! processing. Contexts written in a document are read by the conformance [`Profile`] alone.
//!
//! Source: JSON-LD 1.1 API §4 (context processing), closed to what a URL pins.

mod active;
mod define;
mod names;
mod pinned;
mod profile;
mod published;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

pub(crate) use active::{Active, Expanded};
pub(crate) use define::{Coercion, Direction, Keyword, TermDef};
pub use profile::Profile;
pub(crate) use published::{Digest, published};

use crate::canon::hash::{Hash, sha256};
use crate::canon::json::{self, JsonError, Value};
use crate::limits::{CONTEXT_READINGS_MAX, CONTEXT_ROOTS_MAX, CONTEXT_SCOPES_MAX, CONTEXTS_MAX};
use crate::time::Timestamp;

/// The contexts this reader accepts.
#[derive(Debug, Default)]
pub struct Contexts {
    /// For each URL its number.
    numbers: BTreeMap<String, usize>,
    /// For each URL, by number, its contents in the order in which they are tried.
    contents: Vec<Vec<Arc<Content>>>,
    /// Whether contexts written in a document are read.
    inline: bool,
    /// Whether the user added any.
    extended: bool,
    /// What was compiled so far.
    roots: RwLock<BTreeMap<RootKey, Arc<Root>>>,
}

/// How many scoped contexts a nested one weighs: it defines its terms anew.
const NESTED_WEIGHT: usize = 8;

/// Which URLs in which order, and which content of each.
type RootKey = Vec<(usize, usize)>;

/// One item of an `@context` list.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    /// A known URL, by its number.
    Url(usize),
    /// A context written in the document.
    Inline(Value),
}

/// One published content of a context URL.
#[derive(Debug)]
struct Content {
    url: String,
    sha256: Hash,
    context: Value,
    /// When the user added it, where it did not come with the program.
    added: Option<Timestamp>,
}

/// A list of contexts, compiled.
#[derive(Debug)]
pub(crate) struct Root {
    pub(crate) active: Active,
    /// How many scoped contexts were compiled below it.
    scopes: AtomicUsize,
}

/// A context URL and the content by which a document was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextUsed {
    /// The URL the document names.
    pub url: String,
    /// SHA-256 of the content that fits.
    pub sha256: Hash,
    /// When the user added it, where it did not come with the program.
    pub added: Option<Timestamp>,
    /// Whether other contents are known under this URL.
    pub one_of_several: bool,
    /// Whether it is another content than the one that is tried first under this URL.
    pub other_than_first: bool,
}

/// One way to read a document: its contexts, each URL by one of its contents.
#[derive(Debug)]
pub struct Reading<'c> {
    contexts: &'c Contexts,
    /// For each URL number the content chosen, where it is not the first.
    picks: BTreeMap<usize, usize>,
    pub(crate) root: Arc<Root>,
    used: Vec<ContextUsed>,
}

/// Why contexts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContextFault {
    /// There is no `@context`.
    #[error("there is no @context")]
    Missing,
    /// A context is written in the document instead of named by its URL.
    #[error("a context is written in place; only known context URLs are read")]
    Inline,
    /// More context URLs than are read.
    #[error("{found} contexts; at most {most} are read")]
    Many {
        /// How many there are.
        found: usize,
        /// How many are read.
        most: usize,
    },
    /// A context that stands in the document has more members than are read.
    #[error("a context written in place has more than {most} members")]
    Long {
        /// How many are read.
        most: usize,
    },
    /// A context URL this reader does not know: nothing can be told about the document.
    #[error("context {0} is not known")]
    Unknown(String),
    /// A context gives a protected term another meaning.
    #[error("a context redefines the protected term {0:?}")]
    Protected(String),
    /// A context clears what others protected.
    #[error("a context clears protected terms")]
    Cleared,
    /// A context uses a part of JSON-LD that is not read here.
    #[error("a context uses {0}, which is not read here")]
    Feature(String),
    /// A context defines a term in a way JSON-LD does not allow.
    #[error("a context defines {0:?} wrongly")]
    Definition(String),
}

/// Why bytes are no context file.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// They are no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// There is no `@context` member.
    #[error("the file has no @context")]
    NoContext,
    /// The context does not compile.
    #[error(transparent)]
    Fault(#[from] ContextFault),
    /// It has a name of its own for what verdicts rest on: members renamed by it would be hidden
    /// from those who read them, under the same signature.
    #[error("it calls {iri} {name:?}, which has another name")]
    Renames {
        /// The name.
        name: String,
        /// For what.
        iri: String,
    },
}

impl Clone for Contexts {
    /// The same contexts; what was compiled is compiled anew when needed.
    fn clone(&self) -> Self {
        Self {
            numbers: self.numbers.clone(),
            contents: self.contents.clone(),
            inline: self.inline,
            extended: self.extended,
            roots: RwLock::default(),
        }
    }
}

impl Contexts {
    /// The contexts that come with the program.
    #[must_use]
    pub fn pinned() -> &'static Self {
        static PINNED: OnceLock<Contexts> = OnceLock::new();
        PINNED.get_or_init(|| {
            pinned::PINS.iter().fold(Self::default(), |contexts, pin| {
                let before = contexts.clone();
                // Every pinned file is read by a test, so none is ever left out here.
                contexts.with(pin.url, pin.bytes).unwrap_or(before)
            })
        })
    }

    /// These contexts and one more content of `url`, tried after those already known.
    ///
    /// # Errors
    /// Where `bytes` are no context file, or one that does not compile alone.
    pub fn with(self, url: &str, bytes: &[u8]) -> Result<Self, ContextError> {
        self.taking(url, bytes, None)
    }

    /// The same with a content that the user accepted at this moment; what a document that needs it
    /// says is told to be so by the user's own choice.
    ///
    /// # Errors
    /// As [`Contexts::with`], and where the context does not compile by itself, or names anew what
    /// the pinned ones name.
    pub fn with_added(
        self,
        url: &str,
        bytes: &[u8],
        added: Timestamp,
    ) -> Result<Self, ContextError> {
        let alone = self.clone().alone(url, bytes)?;
        let reading = alone.first_reading(Some(&Value::from(url)))?;
        let mut renamed = None;
        let whole = names::each(&reading, &mut |name, iri| {
            if names::is_foreign(name, iri) {
                let (name, iri) = (name.to_owned(), iri.to_owned());
                renamed.get_or_insert(ContextError::Renames { name, iri });
            }
        });
        if let Some(fault) = renamed {
            return Err(fault);
        }
        if !whole {
            return Err(ContextFault::Feature("too many scoped contexts".to_owned()).into());
        }
        self.taking(url, bytes, Some(added))
    }

    /// These contexts, with this content alone for `url`.
    fn alone(mut self, url: &str, bytes: &[u8]) -> Result<Self, ContextError> {
        let known = self.numbers.get(url).and_then(|number| self.contents.get_mut(*number));
        if let Some(contents) = known {
            contents.clear();
        }
        self.taking(url, bytes, None)
    }

    fn taking(
        mut self,
        url: &str,
        bytes: &[u8],
        added: Option<Timestamp>,
    ) -> Result<Self, ContextError> {
        let mut file = json::read(bytes)?;
        let context = file
            .as_object_mut()
            .and_then(|members| members.remove("@context"))
            .ok_or(ContextError::NoContext)?;
        self.extended |= added.is_some();
        let content = Content { url: url.to_owned(), sha256: sha256(&[bytes]), context, added };
        let next = self.contents.len();
        let number = *self.numbers.entry(url.to_owned()).or_insert(next);
        if number == next {
            self.contents.push(Vec::new());
        }
        if let Some(contents) = self.contents.get_mut(number)
            && contents.iter().all(|known| known.sha256 != content.sha256)
        {
            contents.push(Arc::new(content));
        }
        self.roots = RwLock::default();
        Ok(self)
    }

    /// These contexts, and whatever a document writes in their place: as the W3C's suites ask it.
    ///
    /// A document then decides what its own words mean, so no verdict that somebody relies on is
    /// given by these; even here it cannot give a second name to what verdicts rest on.
    #[must_use]
    pub fn with_inline(self) -> Self {
        Self { inline: true, roots: RwLock::default(), ..self }
    }

    /// The contexts by which all is read but the badge itself: status lists, endorsements,
    /// presentations. Where a verdict rests on one of these, nothing would say that it does so by a
    /// context that the user added, so those are left out.
    #[must_use]
    pub(crate) fn without_added(&self) -> &Self {
        if self.extended { Self::pinned() } else { self }
    }

    /// The URLs known, each with the SHA-256 of its contents.
    pub fn list(&self) -> impl Iterator<Item = ContextUsed> {
        let contents = self.numbers.values().filter_map(|number| self.contents.get(*number));
        contents.flat_map(|list| list.iter().map(|content| content.used(list.len() > 1)))
    }

    /// The ways to read a document with this `@context`: at least one, the likeliest first.
    ///
    /// # Errors
    /// Where there is no context, one is inline, or one is not known.
    pub fn readings<'c>(
        &'c self,
        context: Option<&Value>,
    ) -> Result<impl Iterator<Item = Result<Reading<'c>, ContextFault>> + use<'c>, ContextFault>
    {
        let items = self.items(context.ok_or(ContextFault::Missing)?)?;
        let urls = items.iter().filter_map(Item::url);
        let numbers: BTreeSet<usize> = urls.collect();
        let count = |number: &usize| self.contents.get(*number).map_or(1, |list| list.len().max(1));
        let ways = numbers.iter().map(count).fold(1, usize::saturating_mul);
        Ok((0..ways.min(CONTEXT_READINGS_MAX)).map(move |mut way| {
            let mut picks = BTreeMap::new();
            for &number in &numbers {
                let count = count(&number);
                picks.insert(number, way.checked_rem(count).unwrap_or(0));
                way = way.checked_div(count).unwrap_or(0);
            }
            self.reading(&items, picks)
        }))
    }

    /// The first way to read a document with this `@context`.
    ///
    /// # Errors
    /// As [`Contexts::readings`], and where the contexts contradict each other.
    pub fn first_reading(&self, context: Option<&Value>) -> Result<Reading<'_>, ContextFault> {
        self.readings(context)?.next().unwrap_or(Err(ContextFault::Missing))
    }

    fn reading(
        &self,
        items: &[Item],
        picks: BTreeMap<usize, usize>,
    ) -> Result<Reading<'_>, ContextFault> {
        let numbers: Vec<usize> = items.iter().filter_map(Item::url).collect();
        let picked = |number: &usize| (*number, picks.get(number).copied().unwrap_or(0));
        let key: RootKey = numbers.iter().map(picked).collect();
        let used = numbers.iter().filter_map(|number| {
            let other_than_first = picks.get(number).is_some_and(|pick| *pick > 0);
            let one_of_several = self.contents.get(*number)?.len() > 1;
            let used = self.content(*number, &picks)?.used(one_of_several);
            Some(ContextUsed { other_than_first, ..used })
        });
        let used = used.collect();
        let root = if numbers.len() == items.len() {
            match self.kept(&key) {
                Some(root) => root,
                None => self.keep(key, Arc::new(self.compile(items, &picks)?)),
            }
        } else {
            Arc::new(self.compile(items, &picks)?)
        };
        Ok(Reading { contexts: self, picks, root, used })
    }

    fn compile(
        &self,
        items: &[Item],
        picks: &BTreeMap<usize, usize>,
    ) -> Result<Root, ContextFault> {
        let active = self.apply(Active::default(), items, picks)?;
        Ok(Root { active, scopes: AtomicUsize::new(0) })
    }

    /// `active` after the contexts of a list.
    fn apply(
        &self,
        active: Active,
        items: &[Item],
        picks: &BTreeMap<usize, usize>,
    ) -> Result<Active, ContextFault> {
        let resolve = |url: &str| self.resolve(url, picks);
        items.iter().try_fold(active, |active, item| {
            let context = match item {
                Item::Url(number) => {
                    &self.content(*number, picks).ok_or(ContextFault::Missing)?.context
                }
                Item::Inline(context) => context,
            };
            define::process(active, context, false, &resolve)
        })
    }

    /// A compiled list, unless strange documents have blown it up.
    fn kept(&self, key: &RootKey) -> Option<Arc<Root>> {
        let roots = self.roots.read().unwrap_or_else(PoisonError::into_inner);
        let root = roots.get(key)?;
        let scopes = root.scopes.load(Ordering::Relaxed);
        (scopes <= CONTEXT_SCOPES_MAX).then(|| Arc::clone(root))
    }

    fn keep(&self, key: RootKey, root: Arc<Root>) -> Arc<Root> {
        let mut roots = self.roots.write().unwrap_or_else(PoisonError::into_inner);
        if roots.len() >= CONTEXT_ROOTS_MAX && !roots.contains_key(&key) {
            roots.clear();
        }
        roots.insert(key, Arc::clone(&root));
        root
    }

    fn content(&self, number: usize, picks: &BTreeMap<usize, usize>) -> Option<&Content> {
        let pick = picks.get(&number).copied().unwrap_or(0);
        self.contents.get(number)?.get(pick).map(AsRef::as_ref)
    }

    fn resolve(&self, url: &str, picks: &BTreeMap<usize, usize>) -> Result<&Value, ContextFault> {
        let number = self.numbers.get(url);
        let content = number.and_then(|number| self.content(*number, picks));
        content.map(|content| &content.context).ok_or_else(|| ContextFault::Unknown(url.to_owned()))
    }

    /// The items of an `@context` member: one or a list.
    fn items(&self, context: &Value) -> Result<Vec<Item>, ContextFault> {
        let list = context.as_list();
        if list.is_empty() {
            return Err(ContextFault::Missing);
        }
        if list.len() > CONTEXTS_MAX {
            return Err(ContextFault::Many { found: list.len(), most: CONTEXTS_MAX });
        }
        list.iter()
            .map(|item| match (item, self.inline) {
                (Value::String(url), _) => {
                    let number = self.numbers.get(url).copied();
                    number.map(Item::Url).ok_or_else(|| ContextFault::Unknown(url.clone()))
                }
                // Some write a whole context file in place.
                (Value::Object(members), true) => {
                    let context = members.get("@context").unwrap_or(item);
                    profile::check_size(context)?;
                    Ok(Item::Inline(context.clone()))
                }
                _ => Err(ContextFault::Inline),
            })
            .collect()
    }
}

impl Item {
    const fn url(&self) -> Option<usize> {
        match self {
            Self::Url(number) => Some(*number),
            Self::Inline(_) => None,
        }
    }
}

impl Content {
    fn used(&self, one_of_several: bool) -> ContextUsed {
        let (url, sha256, added) = (self.url.clone(), self.sha256, self.added);
        ContextUsed { url, sha256, added, one_of_several, other_than_first: false }
    }
}

impl Reading<'_> {
    /// The context URLs of the document and the contents this reading takes them for.
    #[must_use]
    pub fn used(&self) -> &[ContextUsed] {
        &self.used
    }

    /// Whether words that no context defines are taken as they come, by a vocabulary.
    pub(crate) fn has_vocabulary(&self) -> bool {
        self.root.active.vocab.is_some()
    }

    /// Whether a word of a document is a second name for something, by a context that the user
    /// added or the document brings. The pinned contexts have second names too, which are told
    /// apart elsewhere.
    pub(crate) fn renames(&self, active: &Active, name: &str, iri: &str) -> bool {
        (self.contexts.extended || self.contexts.inline) && names::is_second(active, name, iri)
    }

    /// `active` with the scoped context of a term: by a type, or by a property.
    pub(crate) fn scoped<'s>(
        &'s self,
        active: &'s Active,
        term: &Arc<TermDef>,
        by_property: bool,
    ) -> Result<&'s Active, ContextFault> {
        let Some(scope) = &term.scope else { return Ok(active) };
        active.derived(active::Key::Term(Arc::clone(term), by_property), || {
            self.root.scopes.fetch_add(1, Ordering::Relaxed);
            let resolve = |url: &str| self.contexts.resolve(url, &self.picks);
            define::process(active.copy(), scope, by_property, &resolve)
        })
    }

    /// `active` with the contexts a nested object names.
    pub(crate) fn nested<'s>(
        &'s self,
        active: &'s Active,
        context: &Value,
    ) -> Result<&'s Active, ContextFault> {
        let items = self.contexts.items(context)?;
        active.derived(active::Key::Contexts(items.clone()), || {
            self.root.scopes.fetch_add(NESTED_WEIGHT, Ordering::Relaxed);
            self.contexts.apply(active.copy(), &items, &self.picks)
        })
    }
}
