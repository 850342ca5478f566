//! Values: text, numbers, truth, texts with language and direction.

use std::borrow::Cow;

use super::number::lexical;
use super::walk::Walk;
use super::{JsonLdFault, iri};
use crate::canon::jcs;
use crate::canon::json::{Number, Object, Value};
use crate::canon::rdfc::{Literal, Term};
use crate::credential::contexts::{Active, Coercion, Direction, Expanded, TermDef};
use crate::limits::RDF_QUADS_MAX;

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
const I18N: &str = "https://www.w3.org/ns/i18n#";

/// What a JSON value is, in words.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The whole value as one JSON literal.
pub(super) fn json(value: &Value) -> Result<Term<'static>, JsonLdFault> {
    let text = String::from_utf8(jcs::canonicalize(value));
    let text = text.map_err(|_| JsonLdFault::Feature("JSON that is not UTF-8"))?;
    Ok(Term::Literal(Literal::Typed(text.into(), RDF_JSON.into())))
}

/// An identifier in a document, made absolute; refused where it has another spelling, by which
/// those who read the text would take it for something else.
pub(super) fn identifier<'a>(
    active: &'a Active,
    text: &'a str,
    by_vocab: bool,
) -> Result<Cow<'a, str>, JsonLdFault> {
    match active.expand(text, by_vocab) {
        Expanded::Iri(found) if iri::is_absolute(&found) => {
            let by_prefix = text.contains(':') && matches!(found, Cow::Owned(_));
            if by_prefix || (by_vocab && text == found && active.names(text).next().is_some()) {
                return Err(JsonLdFault::Spelling(text.chars().take(200).collect()));
            }
            Ok(found)
        }
        Expanded::Iri(_) | Expanded::Keyword(_) | Expanded::Nothing => {
            Err(JsonLdFault::Iri(text.chars().take(200).collect()))
        }
    }
}

/// A string, number or truth value under a term, in the context that holds for its values.
pub(super) fn scalar<'a>(
    active: &'a Active,
    term: &'a TermDef,
    value: &'a Value,
) -> Result<Term<'a>, JsonLdFault> {
    match (value, &term.coercion) {
        (Value::String(text), Coercion::Id) => Ok(Term::Iri(identifier(active, text, false)?)),
        (Value::String(text), Coercion::Vocab) => Ok(Term::Iri(identifier(active, text, true)?)),
        (Value::String(text), Coercion::Datatype(datatype)) => typed(text.as_str(), datatype),
        (Value::String(text), Coercion::None | Coercion::Json) => {
            let language = term.language.as_ref().unwrap_or(&active.language).as_deref();
            let direction = term.direction.unwrap_or(active.direction);
            Ok(worded(text, language.map(Cow::Borrowed), direction))
        }
        (Value::Bool(truth), coercion) => {
            let datatype = datatype(coercion).unwrap_or(XSD_BOOLEAN);
            typed(if *truth { "true" } else { "false" }, datatype)
        }
        (Value::Number(number), coercion) => numeric(*number, datatype(coercion)),
        (Value::Null | Value::Array(_) | Value::Object(_), _) => {
            Err(JsonLdFault::Shape { found: kind(value), expected: "a plain value" })
        }
    }
}

fn datatype(coercion: &Coercion) -> Option<&str> {
    match coercion {
        Coercion::Datatype(datatype) => Some(datatype),
        Coercion::None | Coercion::Id | Coercion::Vocab | Coercion::Json => None,
    }
}

fn numeric<'a>(number: Number, datatype: Option<&'a str>) -> Result<Term<'a>, JsonLdFault> {
    let (text, double) = lexical(number.as_f64(), datatype == Some(XSD_DOUBLE));
    typed(text, datatype.unwrap_or(if double { XSD_DOUBLE } else { XSD_INTEGER }))
}

fn typed<'a>(text: impl Into<Cow<'a, str>>, datatype: &'a str) -> Result<Term<'a>, JsonLdFault> {
    let text = text.into();
    Ok(Term::Literal(match datatype {
        XSD_STRING => Literal::Plain(text),
        RDF_LANG_STRING => return Err(JsonLdFault::Feature("rdf:langString as a datatype")),
        other if iri::is_absolute(other) => Literal::Typed(text, other.into()),
        other => return Err(JsonLdFault::Iri(other.to_owned())),
    }))
}

/// Text in a language, with a direction.
fn worded<'a>(
    text: &'a str,
    language: Option<Cow<'a, str>>,
    direction: Option<Direction>,
) -> Term<'a> {
    Term::Literal(match (language, direction) {
        (None, None) => Literal::Plain(text.into()),
        (Some(language), None) => Literal::Tagged(text.into(), language),
        (language, Some(direction)) => {
            let language = language.unwrap_or_default();
            let datatype = format!("{I18N}{language}_{}", direction.as_str());
            Literal::Typed(text.into(), datatype.into())
        }
    })
}

/// A language tag in lower case, which is how its value is compared.
///
/// Source: RDF 1.1 Concepts §3.3; BCP 47 for the shape.
pub(super) fn tag(text: &str) -> Result<Cow<'_, str>, JsonLdFault> {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if !text.split('-').all(part) || !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        let shape = JsonLdFault::Shape { found: "another text", expected: "a language tag" };
        return Err(shape);
    }
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    Ok(if upper { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) })
}

/// `{"@value": …, "@language": …, "@direction": …}`: a text with at least one of the two.
///
/// Without either it would be the bare text in other clothes, and with `@type` it could stand for
/// a coerced text, so both are refused.
pub(super) fn object(members: &Object) -> Result<Term<'_>, JsonLdFault> {
    let (mut text, mut language, mut way) = (None, None, None);
    for (name, value) in members.iter() {
        let string = value.as_str();
        let string =
            string.ok_or(JsonLdFault::Shape { found: kind(value), expected: "a string" })?;
        match name {
            "@value" => text = Some(string),
            "@language" => language = Some(tag(string)?),
            "@direction" => {
                let shape = JsonLdFault::Shape { found: "another text", expected: "ltr or rtl" };
                way = Some(Direction::read(string).ok_or(shape)?);
            }
            other => return Err(JsonLdFault::Keyword(other.to_owned())),
        }
    }
    let text = text.ok_or(JsonLdFault::Dropped("a value object without @value"))?;
    if language.is_none() && way.is_none() {
        return Err(JsonLdFault::Keyword("@value without @language or @direction".to_owned()));
    }
    Ok(worded(text, language, way))
}

impl<'a> Walk<'a> {
    /// Text by language: `{"en": "…", "fr": ["…", "…"]}`.
    pub(super) fn by_language(
        &mut self,
        members: &'a Object,
        direction: Option<Direction>,
    ) -> Result<Vec<Term<'a>>, JsonLdFault> {
        let mut terms = Vec::new();
        for (language, value) in members.iter() {
            self.enter(language);
            let tag = if language == "@none" { None } else { Some(tag(language)?) };
            if value.as_list().is_empty() {
                return Err(JsonLdFault::Dropped("an empty array"));
            }
            for item in value.as_list() {
                let shape = JsonLdFault::Shape { found: kind(item), expected: "a string" };
                let term = worded(item.as_str().ok_or(shape)?, tag.clone(), direction);
                if terms.len() >= RDF_QUADS_MAX {
                    return Err(JsonLdFault::Quads(RDF_QUADS_MAX));
                }
                if terms.contains(&term) {
                    return Err(JsonLdFault::Repeated);
                }
                terms.push(term);
            }
            self.leave();
        }
        Ok(terms)
    }
}
