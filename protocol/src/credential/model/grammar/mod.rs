//! Writing a node of Open Badges 3.0: what its author left out is said for them (the type, the
//! list around one value), and every member is checked, each fault with its place.
//!
//! The author's order and words stay. Members of one's own stand where the node or one around it
//! names a context for them: whether that context defines them is the JSON-LD lane's to tell. This
//! is for what we write; what comes in is read tolerantly by [`super::Credential`].
//!
//! Source: Open Badges 3.0 §B.1; its JSON schema.

pub mod classes;
mod scalar;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::shape::{self, ShapeFault};
use super::vocabulary::Vocabulary;
use super::{CONTEXT_CREDENTIALS, many};
use crate::canon::json::{Object, Value};
use crate::limits::CONTEXTS_MAX;

pub(crate) use scalar::language;

/// A class: what a node of it is called and may have.
#[derive(Debug)]
pub struct Class {
    /// Its name, as its `type` says it.
    pub name: &'static str,
    /// How it says its type.
    pub typed: Typed,
    /// Whether it may have members of other contexts.
    pub open: bool,
    /// Its members.
    pub members: &'static [Member],
}

/// How a node says its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A list with the class among its names.
    List,
    /// The class's name alone.
    Text,
    /// A name that is not ours to give, which must be there.
    Own,
    /// As its author likes.
    Free,
}

/// A member of a class.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// How many values it has.
    pub count: Count,
    /// Whether the class is nothing without it.
    pub needed: bool,
}

/// How many values a member has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// One.
    One,
    /// A list of at least one and at most so many.
    Several(usize),
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Words.
    Text,
    /// A URL or another absolute identifier.
    Url,
    /// The address of a picture, or the picture itself as a `data:` URL.
    Picture,
    /// A number within bounds.
    Number {
        /// The least.
        least: i32,
        /// The most, if there is one.
        most: Option<i32>,
    },
    /// `true` or `false`.
    Truth,
    /// A date and time with offset.
    Moment,
    /// A day of the calendar.
    Day,
    /// A language tag.
    Language,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A country in two letters.
    Country,
    /// A word of a list.
    Word(&'static Vocabulary),
    /// A signed text in three parts.
    Jws,
    /// A node.
    Node(&'static Class),
    /// A node, or its id alone.
    NodeOrId(&'static Class),
    /// An endorsement as its endorser signed it: nothing of it is changed.
    Endorsement,
}

fn fault<T>(what: impl Into<String>) -> Result<T, ShapeFault> {
    Err(ShapeFault::here(what))
}

impl Class {
    /// `node` as it is written.
    ///
    /// # Errors
    /// The first member that is missing, unknown or wrong.
    pub fn write(&self, node: &Value) -> Result<Value, ShapeFault> {
        self.node(node, false)
    }

    /// Members of a node of this class of which others are yet to come.
    ///
    /// # Errors
    /// The first member that is unknown or wrong.
    pub fn write_members(&self, members: &Object) -> Result<Object, ShapeFault> {
        let extended = extends(members);
        let mut out = Object::new();
        for (name, value) in members.iter() {
            let value = self.member(name, value, extended).map_err(|fault| fault.under(name))?;
            out.insert(name, value);
        }
        Ok(out)
    }

    /// The member of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }

    fn node(&self, node: &Value, extended: bool) -> Result<Value, ShapeFault> {
        let Some(members) = node.as_object() else { return fault("expected an object") };
        let extended = extended || extends(members);
        let mut out = Object::new();
        for name in ["@context", "id", "type"] {
            let value = match members.get(name) {
                Some(value) => self.member(name, value, extended),
                None if name == "type" => match self.typed {
                    Typed::List => Ok(Value::array([self.name])),
                    Typed::Text => Ok(Value::from(self.name)),
                    Typed::Own => Err(ShapeFault::here("is missing")),
                    Typed::Free => continue,
                },
                None => continue,
            };
            out.insert(name, value.map_err(|fault| fault.under(name))?);
        }
        let head = |name: &str| matches!(name, "@context" | "id" | "type");
        for (name, value) in members.iter().filter(|(name, _)| !head(name)) {
            let value = self.member(name, value, extended).map_err(|fault| fault.under(name))?;
            out.insert(name, value);
        }
        match self.members.iter().find(|member| member.needed && !out.contains(member.name)) {
            Some(missing) => Err(ShapeFault::here("is missing").under(missing.name)),
            None => Ok(Value::Object(out)),
        }
    }

    fn member(&self, name: &str, value: &Value, extended: bool) -> Result<Value, ShapeFault> {
        match (name, self.find(name)) {
            ("type", _) => self.types(value),
            ("@context", _) => contexts(value),
            (_, Some(member)) => member.write(value, extended),
            (_, None) if self.open && (extended || self.typed == Typed::Own) => Ok(value.clone()),
            (_, None) => {
                let known: Vec<&str> = self.members.iter().map(|member| member.name).collect();
                fault(format!("is not known here; known are {}", known.join(", ")))
            }
        }
    }

    fn types(&self, value: &Value) -> Result<Value, ShapeFault> {
        if many(value).next().is_none() || many(value).any(|kind| kind.as_str().is_none()) {
            return fault("expected texts");
        }
        let kinds: Vec<&str> = many(value).filter_map(Value::as_str).collect();
        match (self.typed, kinds.as_slice()) {
            (Typed::Free, _) => Ok(value.clone()),
            (Typed::List, kinds) if kinds.contains(&self.name) => {
                Ok(Value::Array(value.as_list().to_vec()))
            }
            (Typed::List, _) => fault(format!("{} is not among them", self.name)),
            (Typed::Text, [kind]) if *kind == self.name => Ok(Value::from(self.name)),
            (Typed::Text, _) => fault(format!("expected {}", self.name)),
            (Typed::Own, [kind]) => Ok(Value::from(*kind)),
            (Typed::Own, _) => fault("expected one text"),
        }
    }
}

impl Member {
    fn write(&self, value: &Value, extended: bool) -> Result<Value, ShapeFault> {
        let Count::Several(most) = self.count else {
            // One value in a list is that value; several are more than the member can hold.
            let one = match value.as_array() {
                Some([one]) => one,
                Some(_) => return fault("expected one value"),
                None => value,
            };
            return self.kind.write(one, extended);
        };
        let items = value.as_list();
        if items.is_empty() {
            return fault("is empty; leave it out");
        }
        if items.len() > most {
            return fault(format!("has {} items, at most {most}", items.len()));
        }
        let written = items.iter().enumerate().map(|(at, item)| {
            let place = |fault: ShapeFault| match value {
                Value::Array(_) => fault.under(&at.to_string()),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Object(_) => fault,
            };
            self.kind.write(item, extended).map_err(place)
        });
        let written: Vec<Value> = written.collect::<Result<_, _>>()?;
        let mut seen = BTreeSet::new();
        let mut texts = written.iter().filter_map(Value::as_str);
        if let Some(twice) = texts.find(|text| !seen.insert(*text)) {
            return fault(format!("has {twice:?} twice"));
        }
        Ok(Value::Array(written))
    }
}

impl Kind {
    fn write(&self, value: &Value, extended: bool) -> Result<Value, ShapeFault> {
        match self {
            Self::Node(class) => class.node(value, extended),
            Self::NodeOrId(class) if value.as_object().is_some() => class.node(value, extended),
            Self::NodeOrId(_) => scalar::write(&Self::Url, value),
            Self::Endorsement => endorsement(value),
            Self::Text
            | Self::Url
            | Self::Picture
            | Self::Number { .. }
            | Self::Truth
            | Self::Moment
            | Self::Day
            | Self::Language
            | Self::Email
            | Self::Phone
            | Self::Country
            | Self::Word(_)
            | Self::Jws => scalar::write(self, value),
        }
    }
}

/// Whether a node names contexts beside those that define these very classes.
fn extends(members: &Object) -> bool {
    const OWN: &str = "https://purl.imsglobal.org/spec/ob/v3p0/";
    let own = |url: &str| url == CONTEXT_CREDENTIALS || url.starts_with(OWN);
    let contexts = members.get("@context").map(Value::as_list).unwrap_or_default();
    contexts.iter().any(|context| context.as_str().is_some_and(|url| !own(url)))
}

/// Contexts by their URLs; written in place they are never read.
fn contexts(value: &Value) -> Result<Value, ShapeFault> {
    let items = value.as_list();
    if items.is_empty() || items.len() > CONTEXTS_MAX {
        return fault(format!("expected 1 to {CONTEXTS_MAX} context URLs"));
    }
    match items.iter().find(|item| item.as_str().is_none_or(|url| !shape::is_url(url))) {
        Some(_) => fault("expected the URLs of contexts"),
        None => Ok(value.clone()),
    }
}

/// An endorsement that somebody signed: as the schema wants it, with its proof, and untouched.
fn endorsement(value: &Value) -> Result<Value, ShapeFault> {
    shape::check(value)?;
    let mut unsigned = value.clone();
    let proof = unsigned.as_object_mut().and_then(|members| members.remove("proof"));
    if proof.is_none_or(|proof| many(&proof).any(|proof| proof.as_object().is_none())) {
        return Err(ShapeFault::here("is missing: nobody signed this").under("proof"));
    }
    let written = classes::ENDORSEMENT.node(&unsigned, true)?;
    match differing(&unsigned, &written) {
        Some(name) => Err(ShapeFault::here("is not written as Open Badges 3.0 asks").under(&name)),
        None => Ok(value.clone()),
    }
}

/// The first member that would be written in another way.
fn differing(found: &Value, written: &Value) -> Option<String> {
    let members = written.as_object()?.iter();
    let mut other = members.filter(|(name, value)| found.get(name) != Some(value));
    other.next().map(|(name, _)| name.to_owned())
}
