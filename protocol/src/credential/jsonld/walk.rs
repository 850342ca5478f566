//! The walk over a document: nodes, types, members, lists, graphs.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use super::name::{alias, is_reference, is_type_name, predicate_is_absolute};
use super::value::{self, identifier, kind};
use super::{JsonLdError, JsonLdFault};
use crate::canon::json::{Object, Value};
use crate::canon::rdfc::{Quad, Term};
use crate::credential::contexts::{
    Active, Coercion, ContextFault, Expanded, Keyword, Reading, TermDef,
};
use crate::limits::{CONTEXTS_NESTED_MAX, JSON_DEPTH_MAX, RDF_QUADS_MAX};

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";

/// What holds at one place: the context, and the one it goes back to below.
///
/// A context scoped to a type holds for one node and not for those inside it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    active: &'a Active,
    before: Option<&'a Active>,
}

/// A member whose name is a term that stands for an IRI.
struct Member<'a> {
    name: &'a str,
    predicate: Cow<'a, str>,
    term: &'a TermDef,
    definition: Option<&'a Arc<TermDef>>,
    value: &'a Value,
}

/// The types of a node: as written and in full.
type Types<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// Where quads about one node go.
#[derive(Clone)]
struct Place<'a> {
    subject: Term<'a>,
    graph: Option<Term<'a>>,
}

enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

/// One document on its way to quads.
pub(super) struct Walk<'a> {
    reading: &'a Reading<'a>,
    quads: Vec<Quad<'a>>,
    blanks: u32,
    path: Vec<Step<'a>>,
    /// The document's own name, described once.
    own: Option<Cow<'a, str>>,
    /// The contexts that objects inside brought, each with what it was added to.
    nested: Vec<(&'a Active, &'a Value)>,
    /// A member of the document itself that is left out.
    left_out: Option<&'a str>,
}

/// How a member without a definition of its own is read: as what a vocabulary makes of its name.
static UNTYPED: TermDef = TermDef::PLAIN;

impl<'a> Walk<'a> {
    pub(super) const fn new(reading: &'a Reading<'a>, left_out: Option<&'a str>) -> Self {
        Self {
            reading,
            quads: Vec::new(),
            blanks: 0,
            path: Vec::new(),
            own: None,
            nested: Vec::new(),
            left_out,
        }
    }

    pub(super) fn document(mut self, document: &'a Object) -> Result<Vec<Quad<'a>>, JsonLdError> {
        let scope = Scope { active: &self.reading.root.active, before: None };
        self.quads.reserve(64);
        let done = self.node(document, scope, None, None);
        let done = done.and_then(|_| {
            let empty = self.quads.is_empty();
            if empty { Err(JsonLdFault::Dropped("an object that says nothing")) } else { Ok(()) }
        });
        match done {
            Ok(()) => Ok(self.quads),
            Err(what) => Err(JsonLdError { path: self.pointer(), what }),
        }
    }

    pub(super) fn enter(&mut self, name: &'a str) {
        self.path.push(Step::Name(name));
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Where the walk stands, as a JSON pointer.
    ///
    /// Source: RFC 6901 §3.
    fn pointer(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            text.push('/');
            match step {
                Step::Name(name) => text.push_str(&name.replace('~', "~0").replace('/', "~1")),
                // Writing to a String cannot fail.
                Step::Index(index) => write!(text, "{index}").unwrap_or_default(),
            }
        }
        text
    }

    fn fresh(&mut self) -> Term<'a> {
        let number = self.blanks;
        self.blanks = self.blanks.saturating_add(1);
        Term::Blank(number)
    }

    fn say(
        &mut self,
        place: &Place<'a>,
        predicate: Cow<'a, str>,
        object: Term<'a>,
    ) -> Result<(), JsonLdFault> {
        if self.quads.len() >= RDF_QUADS_MAX {
            return Err(JsonLdFault::Quads(RDF_QUADS_MAX));
        }
        let Place { subject, graph } = place.clone();
        self.quads.push(Quad { subject, predicate, object, graph });
        Ok(())
    }

    /// One node object: its quads, and what it is called. `through` is the member it is under.
    fn node(
        &mut self,
        object: &'a Object,
        scope: Scope<'a>,
        through: Option<&'a Arc<TermDef>>,
        graph: Option<Term<'a>>,
    ) -> Result<Term<'a>, JsonLdFault> {
        if self.path.len() > JSON_DEPTH_MAX {
            return Err(JsonLdFault::Deep(JSON_DEPTH_MAX));
        }
        let top = self.path.is_empty();
        let scope = self.below(object, scope, through)?;
        let scope = match object.get("@context") {
            Some(context) if !top => Scope { active: self.nested(scope.active, context)?, ..scope },
            Some(_) | None => scope,
        };
        let (types, typed) = self.types(object, scope)?;
        let members = self.members(object, typed.active)?;
        let id = self.id(object, typed.active)?;
        self.once(object, id.as_ref(), top)?;
        let subject = id.map_or_else(|| self.fresh(), Term::Iri);
        let place = Place { subject, graph };
        for (_, iri) in types {
            self.say(&place, RDF_TYPE.into(), Term::Iri(iri))?;
        }
        for member in members {
            self.enter(member.name);
            self.member(&member, typed, &place)?;
            self.leave();
        }
        Ok(place.subject)
    }

    /// A context with those that an object inside the document brings: few different ones.
    fn nested(
        &mut self,
        active: &'a Active,
        context: &'a Value,
    ) -> Result<&'a Active, JsonLdFault> {
        let same =
            |(place, known): &(&Active, &Value)| std::ptr::eq(*place, active) && *known == context;
        if !self.nested.iter().any(same) {
            self.nested.push((active, context));
            let (found, most) = (self.nested.len(), CONTEXTS_NESTED_MAX);
            if found > most {
                return Err(ContextFault::Many { found, most }.into());
            }
        }
        Ok(self.reading.nested(active, context)?)
    }

    /// What holds inside a node: type-scoped contexts of the node above end, those of the member
    /// begin.
    ///
    /// Source: JSON-LD 1.1 API §5.1.2, steps 3, 7 and 8.
    fn below(
        &self,
        object: &Object,
        scope: Scope<'a>,
        through: Option<&'a Arc<TermDef>>,
    ) -> Result<Scope<'a>, JsonLdFault> {
        let scope = match scope.before {
            Some(before) if !is_reference(object, scope.active) => {
                Scope { active: before, before: None }
            }
            Some(_) | None => scope,
        };
        let Some(term) = through.filter(|term| term.scope.is_some()) else { return Ok(scope) };
        Ok(Scope { active: self.reading.scoped(scope.active, term, true)?, ..scope })
    }

    /// The types of a node with their IRIs, and what holds for its members.
    ///
    /// Source: JSON-LD 1.1 API §5.1.2, steps 10 and 11; types themselves are read by step 13.4.4.
    fn types(
        &mut self,
        object: &'a Object,
        scope: Scope<'a>,
    ) -> Result<(Types<'a>, Scope<'a>), JsonLdFault> {
        let mut types: Types<'a> = Vec::new();
        let Some((name, value)) = alias(object, scope.active, Keyword::Type)? else {
            return Ok((types, scope));
        };
        self.enter(name);
        if value.as_list().is_empty() {
            return Err(JsonLdFault::Dropped("an empty array"));
        }
        if value.as_list().len() > RDF_QUADS_MAX {
            return Err(JsonLdFault::Quads(RDF_QUADS_MAX));
        }
        for item in value.as_list() {
            let shape = JsonLdFault::Shape { found: kind(item), expected: "a type" };
            let text = item.as_str().ok_or(shape)?;
            let undefined = || JsonLdFault::Undefined(text.chars().take(200).collect());
            let spelled = |fault: &JsonLdFault| matches!(fault, JsonLdFault::Spelling(_));
            let iri = identifier(scope.active, text, true)
                .map_err(|fault| if spelled(&fault) { fault } else { undefined() })?;
            if types.iter().any(|(known, _)| *known == text) {
                return Err(JsonLdFault::Repeated);
            }
            if self.reading.renames(scope.active, text, &iri) {
                return Err(JsonLdFault::Spelling(text.chars().take(200).collect()));
            }
            types.push((text, iri));
        }
        self.leave();
        types.sort_unstable();
        let mut active = scope.active;
        for (text, _) in &types {
            if let Some(term) = scope.active.term(text).filter(|term| term.scope.is_some()) {
                active = self.reading.scoped(active, term, false)?;
            }
        }
        let changed = !std::ptr::eq(active, scope.active);
        let before = if changed { scope.before.or(Some(scope.active)) } else { scope.before };
        Ok((types, Scope { active, before }))
    }

    /// The members that are terms. Everything else is refused here.
    fn members(
        &mut self,
        object: &'a Object,
        active: &'a Active,
    ) -> Result<Vec<Member<'a>>, JsonLdFault> {
        let mut members = Vec::with_capacity(object.len());
        let left_out = self.left_out.filter(|_| self.path.is_empty());
        let read = |name: &str| name != "@context" && Some(name) != left_out;
        for (name, value) in object.iter().filter(|(name, _)| read(name)) {
            let refuse = |what: fn(String) -> JsonLdFault| what(name.chars().take(200).collect());
            let definition = active.term(name);
            match (definition, active.meaning(name, definition, true)) {
                (Some(_), Expanded::Keyword(Keyword::Id | Keyword::Type)) => {}
                (Some(_), Expanded::Iri(predicate)) if is_type_name(active, name, &predicate) => {
                    self.enter(name);
                    return Err(refuse(JsonLdFault::Spelling));
                }
                (_, Expanded::Iri(predicate)) if self.reading.renames(active, name, &predicate) => {
                    self.enter(name);
                    return Err(refuse(JsonLdFault::Spelling));
                }
                (Some(definition), Expanded::Iri(predicate)) => members.push(Member {
                    name,
                    predicate,
                    term: definition,
                    definition: Some(definition),
                    value,
                }),
                (None, Expanded::Iri(predicate)) if !name.contains(':') => {
                    members.push(Member {
                        name,
                        predicate,
                        term: &UNTYPED,
                        definition: None,
                        value,
                    });
                }
                (_, Expanded::Keyword(_)) => {
                    self.enter(name);
                    return Err(refuse(JsonLdFault::Keyword));
                }
                (None, Expanded::Iri(_)) => {
                    self.enter(name);
                    return Err(refuse(JsonLdFault::Name));
                }
                (_, Expanded::Nothing) => {
                    self.enter(name);
                    return Err(refuse(JsonLdFault::Undefined));
                }
            }
        }
        Ok(members)
    }

    /// The name of a node.
    fn id(
        &mut self,
        object: &'a Object,
        active: &'a Active,
    ) -> Result<Option<Cow<'a, str>>, JsonLdFault> {
        let Some((name, value)) = alias(object, active, Keyword::Id)? else { return Ok(None) };
        self.enter(name);
        let shape = JsonLdFault::Shape { found: kind(value), expected: "an absolute IRI" };
        let iri = identifier(active, value.as_str().ok_or(shape)?, false)?;
        self.leave();
        Ok(Some(iri))
    }

    /// Keeps the document's own node in one piece.
    fn once(
        &mut self,
        object: &Object,
        id: Option<&Cow<'a, str>>,
        top: bool,
    ) -> Result<(), JsonLdFault> {
        // Open Badges name a refresh service by the credential's own id, and its type; and an
        // endorsement inside a badge may be of that badge, with a comment only such a node has.
        let about = |name: &str| matches!(name, "id" | "type" | "endorsementComment");
        let bare = || object.keys().all(about);
        if top {
            self.own = id.cloned();
        } else if id.is_some() && id == self.own.as_ref() && !bare() {
            return Err(JsonLdFault::Again);
        }
        Ok(())
    }

    /// The quads of one member.
    fn member(
        &mut self,
        member: &Member<'a>,
        scope: Scope<'a>,
        place: &Place<'a>,
    ) -> Result<(), JsonLdFault> {
        let Member { predicate, term, value, .. } = member;
        if let Some(feature) = term.unread {
            return Err(JsonLdFault::Feature(feature));
        }
        predicate_is_absolute(predicate)?;
        if term.coercion == Coercion::Json {
            let object = value::json(value)?;
            return self.say(place, predicate.clone(), object);
        }
        if term.container.list {
            let head = self.list(value, member, scope, place)?;
            return self.say(place, predicate.clone(), head);
        }
        if let (true, Value::Object(texts)) = (term.container.language, value) {
            let direction = term.direction.unwrap_or(scope.active.direction);
            if texts.is_empty() {
                return Err(JsonLdFault::Dropped("an empty language map"));
            }
            for text in self.by_language(texts, direction)? {
                self.say(place, predicate.clone(), text)?;
            }
            return Ok(());
        }
        let Value::Array(items) = value else {
            let object = self.item(value, member, scope, place)?;
            return self.say(place, predicate.clone(), object);
        };
        self.set(items, member, scope, place)
    }

    /// A set: its order means nothing, so no value may hide behind an equal one.
    fn set(
        &mut self,
        items: &'a [Value],
        member: &Member<'a>,
        scope: Scope<'a>,
        place: &Place<'a>,
    ) -> Result<(), JsonLdFault> {
        if items.is_empty() {
            return Err(JsonLdFault::Dropped("an empty array"));
        }
        let mut objects: Vec<Term<'a>> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            let object = self.item(item, member, scope, place)?;
            if objects.contains(&object) {
                return Err(JsonLdFault::Repeated);
            }
            objects.push(object.clone());
            self.say(place, member.predicate.clone(), object)?;
            self.leave();
        }
        Ok(())
    }

    /// A list, as RDF links it.
    fn list(
        &mut self,
        value: &'a Value,
        member: &Member<'a>,
        scope: Scope<'a>,
        place: &Place<'a>,
    ) -> Result<Term<'a>, JsonLdFault> {
        let items = value.as_list();
        let cells: Vec<Term<'a>> = items.iter().map(|_| self.fresh()).collect();
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            let object = self.item(item, member, scope, place)?;
            let Some(cell) = cells.get(index) else { break };
            let rest = cells.get(index.saturating_add(1)).cloned();
            let cell = Place { subject: cell.clone(), graph: place.graph.clone() };
            self.say(&cell, RDF_FIRST.into(), object)?;
            self.say(&cell, RDF_REST.into(), rest.unwrap_or(Term::Iri(RDF_NIL.into())))?;
            self.leave();
        }
        Ok(cells.into_iter().next().unwrap_or(Term::Iri(RDF_NIL.into())))
    }

    /// One value of a member as a term, with all quads below it said.
    fn item(
        &mut self,
        value: &'a Value,
        member: &Member<'a>,
        scope: Scope<'a>,
        place: &Place<'a>,
    ) -> Result<Term<'a>, JsonLdFault> {
        let through = member.definition;
        match value {
            Value::Null => Err(JsonLdFault::Dropped("null")),
            Value::Array(_) => {
                Err(JsonLdFault::Shape { found: "an array in an array", expected: "a value" })
            }
            Value::Object(object) if member.term.container.graph => {
                self.graph(object, scope, through)
            }
            Value::Object(object) if object.contains("@value") => value::object(object),
            Value::Object(object) => self.node(object, scope, through, place.graph.clone()),
            _ if member.term.container.graph => {
                Err(JsonLdFault::Shape { found: kind(value), expected: "an object" })
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                let active = match through {
                    Some(term) => self.reading.scoped(scope.active, term, true)?,
                    None => scope.active,
                };
                value::scalar(active, member.term, value)
            }
        }
    }

    /// A node in a graph of its own; the graph is what the member points to.
    fn graph(
        &mut self,
        object: &'a Object,
        scope: Scope<'a>,
        through: Option<&'a Arc<TermDef>>,
    ) -> Result<Term<'a>, JsonLdFault> {
        let name = self.fresh();
        let said = self.quads.len();
        self.node(object, scope, through, Some(name.clone()))?;
        if self.quads.len() == said {
            return Err(JsonLdFault::Dropped("an object that says nothing"));
        }
        Ok(name)
    }
}
