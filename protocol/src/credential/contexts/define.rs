//! Reading a context: from JSON to term definitions.
//!
//! Whatever of JSON-LD no pinned context needs (`@import`, `@reverse`, `@nest`, maps by index, id
//! or type) is a fault when the context is read or when such a term is used; it is never skipped.
//!
//! Source: JSON-LD 1.1 API §4.1 (context processing) and §4.2 (create term definition).

use std::collections::BTreeMap;

use super::ContextFault;
use super::active::{Active, Expanded};
use crate::canon::jcs;
use crate::canon::json::{Object, Value};
use crate::limits::{CONTEXT_DEPTH_MAX, CONTEXT_TERMS_CHAINED_MAX};

/// The keywords that may stand in a document or be aliased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// `@id`
    Id,
    /// `@type`
    Type,
    /// `@json`, as a type.
    Json,
    /// `@vocab`, as a type.
    Vocab,
    /// `@none`, as a type.
    None,
    /// Any other: known, and refused wherever it stands.
    Other(&'static str),
}

/// What a term stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mapping {
    /// A keyword.
    Keyword(Keyword),
    /// An IRI.
    Iri(String),
    /// Nothing: JSON-LD would drop the member.
    Nothing,
}

/// How a plain value of a term is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coercion {
    /// Not at all.
    None,
    /// A string is an IRI.
    Id,
    /// A string is a term or an IRI.
    Vocab,
    /// The whole value is one JSON literal.
    Json,
    /// A literal of this datatype.
    Datatype(String),
}

/// The base direction of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `ltr`
    LeftToRight,
    /// `rtl`
    RightToLeft,
}

/// How a term's values are gathered. Sets need no mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Container {
    /// In order.
    pub(crate) list: bool,
    /// By language.
    pub(crate) language: bool,
    /// Each in a graph of its own.
    pub(crate) graph: bool,
}

/// One term, compiled.
#[derive(Clone, Debug)]
pub(crate) struct TermDef {
    pub(crate) mapping: Mapping,
    pub(crate) prefix: bool,
    pub(crate) protected: bool,
    pub(crate) coercion: Coercion,
    /// Its own default language; `Some(None)` is "none, whatever the context says".
    pub(crate) language: Option<Option<String>>,
    /// Its own default direction, likewise.
    pub(crate) direction: Option<Option<Direction>>,
    pub(crate) container: Container,
    /// The context that holds below it.
    pub(crate) scope: Option<Value>,
    /// A part of JSON-LD its definition uses that is not read here: the term cannot be used.
    pub(crate) unread: Option<&'static str>,
}

impl Keyword {
    /// The keyword of this name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Some(match text {
            "@id" => Self::Id,
            "@type" => Self::Type,
            "@json" => Self::Json,
            "@vocab" => Self::Vocab,
            "@none" => Self::None,
            other => {
                const OTHERS: &[&str] = &[
                    "@base",
                    "@container",
                    "@context",
                    "@default",
                    "@direction",
                    "@graph",
                    "@import",
                    "@included",
                    "@index",
                    "@language",
                    "@list",
                    "@nest",
                    "@prefix",
                    "@propagate",
                    "@protected",
                    "@reverse",
                    "@set",
                    "@value",
                    "@version",
                ];
                Self::Other(OTHERS.iter().find(|known| **known == other)?)
            }
        })
    }
}

impl Direction {
    /// `ltr` or `rtl`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Self::LeftToRight),
            "rtl" => Some(Self::RightToLeft),
            _ => None,
        }
    }

    /// `ltr` or `rtl`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl TermDef {
    /// A term that nothing is said about.
    pub(crate) const PLAIN: Self = Self::new(Mapping::Nothing, false);

    const fn new(mapping: Mapping, protected: bool) -> Self {
        Self {
            mapping,
            prefix: false,
            protected,
            coercion: Coercion::None,
            language: None,
            direction: None,
            container: Container { list: false, language: false, graph: false },
            scope: None,
            unread: None,
        }
    }

    /// Whether two definitions say the same, protection aside.
    fn same(&self, other: &Self) -> bool {
        self.mapping == other.mapping
            && self.prefix == other.prefix
            && self.coercion == other.coercion
            && self.language == other.language
            && self.direction == other.direction
            && self.container == other.container
            && same_scope(self.scope.as_ref(), other.scope.as_ref())
            && self.unread == other.unread
    }
}

/// Whether two scoped contexts say the same, in whatever order of members: the one of
/// `DataIntegrityProof` is written in another order in each of its two homes.
fn same_scope(one: Option<&Value>, two: Option<&Value>) -> bool {
    one == two || one.map(jcs::canonicalize) == two.map(jcs::canonicalize)
}

/// Finds the content of a context URL.
type Resolve<'r> = &'r dyn Fn(&str) -> Result<&'r Value, ContextFault>;

/// `active` after one more context.
pub(super) fn process(
    active: Active,
    context: &Value,
    over_protected: bool,
    resolve: Resolve<'_>,
) -> Result<Active, ContextFault> {
    nested(active, context, over_protected, resolve, CONTEXT_DEPTH_MAX)
}

/// The same, with a bound on contexts that name contexts.
fn nested(
    active: Active,
    context: &Value,
    over_protected: bool,
    resolve: Resolve<'_>,
    depth: usize,
) -> Result<Active, ContextFault> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(ContextFault::Feature("contexts that name contexts without end".to_owned()));
    };
    match context {
        Value::Null => {
            if !over_protected && active.terms.iter().any(|(_, term)| term.protected) {
                return Err(ContextFault::Cleared);
            }
            Ok(Active::default())
        }
        // A pinned context may name another; it is found among the pinned ones or not at all.
        Value::String(url) => nested(active, resolve(url)?, over_protected, resolve, depth),
        Value::Array(list) => list
            .iter()
            .try_fold(active, |active, item| nested(active, item, over_protected, resolve, depth)),
        Value::Object(members) => Definer::run(active, members, over_protected),
        Value::Bool(_) | Value::Number(_) => Err(ContextFault::Definition("@context".into())),
    }
}

/// One context object being read.
struct Definer<'d> {
    active: Active,
    members: &'d Object,
    protected: bool,
    over_protected: bool,
    /// Terms begun (`false`) and done (`true`): a term begun twice defines itself by itself.
    defined: BTreeMap<&'d str, bool>,
    /// How many terms are begun and not done.
    begun: usize,
}

impl<'d> Definer<'d> {
    fn run(
        active: Active,
        members: &'d Object,
        over_protected: bool,
    ) -> Result<Active, ContextFault> {
        let wrong = |name: &str| ContextFault::Definition(name.to_owned());
        let defined = BTreeMap::new();
        let mut definer =
            Self { active, members, protected: false, over_protected, defined, begun: 0 };
        for (name, value) in members.iter().filter(|(name, _)| name.starts_with('@')) {
            match (name, value) {
                ("@version", Value::Number(number)) if number.as_f64().to_string() == "1.1" => {}
                ("@protected", Value::Bool(protected)) => definer.protected = *protected,
                ("@vocab", Value::Null) => definer.active.vocab = None,
                ("@vocab", Value::String(iri)) if iri.contains(':') => {
                    definer.active.vocab = Some(iri.clone());
                }
                ("@language", Value::Null) => definer.active.language = None,
                ("@language", Value::String(tag)) => {
                    definer.active.language = Some(tag.to_ascii_lowercase());
                }
                ("@direction", value) => definer.active.direction = direction(value)?,
                ("@import" | "@propagate" | "@base", _) => {
                    return Err(ContextFault::Feature(name.to_owned()));
                }
                (other, _) => return Err(wrong(other)),
            }
        }
        for name in members.keys().filter(|name| !name.starts_with('@')) {
            definer.term(name)?;
        }
        Ok(definer.active)
    }

    /// Defines one term, and before it those it needs.
    fn term(&mut self, name: &'d str) -> Result<(), ContextFault> {
        let wrong = || ContextFault::Definition(name.to_owned());
        match self.defined.get(name) {
            Some(true) => return Ok(()),
            Some(false) => return Err(wrong()),
            None => {}
        }
        let Some(value) = self.members.get(name) else { return Ok(()) };
        if name.is_empty() {
            return Err(wrong());
        }
        self.defined.insert(name, false);
        self.begun = self.begun.saturating_add(1);
        if self.begun > CONTEXT_TERMS_CHAINED_MAX {
            let what = "terms that are defined by terms without end";
            return Err(ContextFault::Feature(what.to_owned()));
        }
        let mut definition = match value {
            Value::Null => TermDef::new(Mapping::Nothing, self.protected),
            Value::String(id) => self.simple(name, id)?,
            Value::Object(members) => self.expanded(name, members)?,
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => return Err(wrong()),
        };
        let before = self.active.term(name);
        if let Some(before) = before.filter(|before| before.protected && !self.over_protected) {
            if !before.same(&definition) {
                return Err(ContextFault::Protected(name.to_owned()));
            }
            definition.protected = true;
        }
        self.active.define(name, definition);
        self.defined.insert(name, true);
        self.begun = self.begun.saturating_sub(1);
        Ok(())
    }

    /// `"term": "iri"`.
    fn simple(&mut self, name: &'d str, id: &'d str) -> Result<TermDef, ContextFault> {
        let mapping = if id == name { self.own(name)? } else { self.mapping(name, id)? };
        let mut definition = TermDef::new(mapping, self.protected);
        definition.prefix = match &definition.mapping {
            Mapping::Iri(iri) => {
                !name.contains([':', '/']) && iri.ends_with([':', '/', '?', '#', '[', ']', '@'])
            }
            Mapping::Keyword(_) | Mapping::Nothing => false,
        };
        Ok(definition)
    }

    /// `"term": { "@id": …, … }`.
    fn expanded(&mut self, name: &'d str, members: &'d Object) -> Result<TermDef, ContextFault> {
        let wrong = || ContextFault::Definition(name.to_owned());
        let mapping = match members.get("@id") {
            Some(Value::String(id)) if id != name => self.mapping(name, id)?,
            Some(Value::Null) => Mapping::Nothing,
            Some(Value::String(_)) | None => self.own(name)?,
            Some(_) => return Err(wrong()),
        };
        let mut definition = TermDef::new(mapping, self.protected);
        for (member, value) in members.iter() {
            match (member, value) {
                ("@id", _) => {}
                ("@protected", Value::Bool(protected)) => definition.protected = *protected,
                ("@prefix", Value::Bool(prefix)) => definition.prefix = *prefix,
                ("@type", Value::String(kind)) => {
                    definition.coercion = self.coercion(name, kind)?;
                }
                ("@context", scope) => definition.scope = Some(scope.clone()),
                ("@language", Value::Null) => definition.language = Some(None),
                ("@language", Value::String(tag)) => {
                    definition.language = Some(Some(tag.to_ascii_lowercase()));
                }
                ("@direction", value) => definition.direction = Some(direction(value)?),
                ("@container", value) => container(value, &mut definition).ok_or_else(wrong)?,
                ("@reverse", _) => definition.unread = Some("@reverse"),
                ("@nest", _) => definition.unread = Some("@nest"),
                ("@index", _) => definition.unread = Some("@index"),
                _ => return Err(wrong()),
            }
        }
        Ok(definition)
    }

    /// What a term without an `@id` of its own stands for.
    fn own(&mut self, name: &'d str) -> Result<Mapping, ContextFault> {
        if let Some((prefix, _)) = name.split_once(':') {
            self.need(prefix)?;
        } else if let Some(vocab) = &self.active.vocab {
            return Ok(Mapping::Iri(format!("{vocab}{name}")));
        }
        match self.active.expand(name, false) {
            Expanded::Iri(iri) => Ok(Mapping::Iri(iri.into_owned())),
            Expanded::Keyword(_) | Expanded::Nothing => {
                Err(ContextFault::Definition(name.to_owned()))
            }
        }
    }

    /// What `id` stands for inside this context.
    fn mapping(&mut self, name: &'d str, id: &'d str) -> Result<Mapping, ContextFault> {
        self.need(id)?;
        if let Some((prefix, _)) = id.split_once(':') {
            self.need(prefix)?;
        }
        match self.active.expand(id, true) {
            Expanded::Keyword(Keyword::Other("@context")) | Expanded::Nothing => {
                Err(ContextFault::Definition(name.to_owned()))
            }
            Expanded::Keyword(keyword) => Ok(Mapping::Keyword(keyword)),
            Expanded::Iri(iri) => Ok(Mapping::Iri(iri.into_owned())),
        }
    }

    fn coercion(&mut self, name: &'d str, kind: &'d str) -> Result<Coercion, ContextFault> {
        match self.mapping(name, kind)? {
            Mapping::Keyword(Keyword::Id) => Ok(Coercion::Id),
            Mapping::Keyword(Keyword::Vocab) => Ok(Coercion::Vocab),
            Mapping::Keyword(Keyword::Json) => Ok(Coercion::Json),
            Mapping::Keyword(Keyword::None) => Ok(Coercion::None),
            Mapping::Iri(iri) if !iri.starts_with("_:") => Ok(Coercion::Datatype(iri)),
            Mapping::Keyword(Keyword::Type | Keyword::Other(_))
            | Mapping::Iri(_)
            | Mapping::Nothing => Err(ContextFault::Definition(name.to_owned())),
        }
    }

    /// Defines a term of this context before it is used by another.
    fn need(&mut self, name: &'d str) -> Result<(), ContextFault> {
        if self.members.contains(name) && !name.starts_with('@') { self.term(name) } else { Ok(()) }
    }
}

fn direction(value: &Value) -> Result<Option<Direction>, ContextFault> {
    let wrong = || ContextFault::Definition("@direction".to_owned());
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Direction::read(text).map(Some).ok_or_else(wrong),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(wrong()),
    }
}

/// Reads `@container`; `None` where it is none.
fn container(value: &Value, definition: &mut TermDef) -> Option<()> {
    for item in value.as_list() {
        match item.as_str()? {
            "@set" => {}
            "@list" => definition.container.list = true,
            "@language" => definition.container.language = true,
            "@graph" => definition.container.graph = true,
            "@index" => definition.unread = Some("@container: @index"),
            "@id" => definition.unread = Some("@container: @id"),
            "@type" => definition.unread = Some("@container: @type"),
            _ => return None,
        }
    }
    Some(())
}
