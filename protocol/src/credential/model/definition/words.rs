//! The words of an achievement by language: how they are written, and read from anybody's.
//!
//! Ours are `related` achievements with words of their own; others give one member in several
//! languages, as JSON-LD does it. Both are read.

use std::collections::BTreeSet;

use super::Wording;
use crate::canon::json::{Object, Value};
use crate::credential::model::{many, texts, types};
use crate::limits::CREDENTIAL_ITEMS_MAX;

/// One language of an achievement beside its main one.
pub(super) fn related(id: &str, wording: &Wording) -> Value {
    let mut out = Object::new();
    out.insert("id", Value::from(format!("{id}#{}", wording.language)));
    out.insert("type", Value::Array(vec![Value::from("Related")]));
    out.insert("inLanguage", Value::from(wording.language.as_str()));
    out.insert("name", Value::from(wording.name.as_str()));
    out.insert("description", Value::from(wording.description.as_str()));
    if !wording.criteria.is_empty() {
        out.insert("narrative", Value::from(wording.criteria.as_str()));
    }
    Value::Object(out)
}

/// The names of an achievement by language, its own language first; at most
/// [`CREDENTIAL_ITEMS_MAX`], as a document of others may name millions.
#[must_use]
pub fn names(achievement: &Value) -> Vec<(String, String)> {
    let mut known = BTreeSet::new();
    let all = std::iter::once(achievement).chain(translations(achievement)).flat_map(|node| {
        let own = node.get("inLanguage").and_then(Value::as_str).unwrap_or_default();
        let said = node.get("name").map(texts).unwrap_or_default();
        said.into_iter().map(move |(language, name)| (language.unwrap_or(own), name))
    });
    let first = all.filter(|(language, _)| known.insert(*language)).take(CREDENTIAL_ITEMS_MAX);
    first.map(|(language, name)| (language.to_owned(), name.to_owned())).collect()
}

/// The words of an achievement in the language asked for, else in its own.
#[must_use]
pub fn wording(achievement: &Value, language: &str) -> Wording {
    let translation = translations(achievement)
        .find(|node| node.get("inLanguage").and_then(Value::as_str) == Some(language));
    let node = translation.unwrap_or(achievement);
    let narrative = match translation {
        Some(node) => node.get("narrative"),
        None => achievement.at(&["criteria", "narrative"]),
    };
    let own = node.get("inLanguage").and_then(Value::as_str);
    let (spoken, name) = node.get("name").and_then(|name| said(name, language)).unwrap_or_default();
    let of = |value: Option<&Value>| {
        value.and_then(|value| said(value, language)).unwrap_or_default().1.to_owned()
    };
    Wording {
        language: spoken.or(own).unwrap_or_default().to_owned(),
        name: name.to_owned(),
        description: of(node.get("description")),
        criteria: of(narrative),
    }
}

/// The text of a member in a language, with the language it says it is in; else its first text.
fn said<'a>(value: &'a Value, language: &str) -> Option<(Option<&'a str>, &'a str)> {
    let all = texts(value);
    let same =
        |found: Option<&str>| found.is_some_and(|found| found.eq_ignore_ascii_case(language));
    all.iter().find(|(found, _)| same(*found)).or_else(|| all.first()).copied()
}

/// The same achievement in other languages.
fn translations(achievement: &Value) -> impl Iterator<Item = &Value> {
    let related = achievement.get("related").into_iter().flat_map(many);
    related.filter(|node| types(node).any(|kind| kind == "Related") && node.get("name").is_some())
}
