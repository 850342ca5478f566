//! Reading a definition file.

use super::{Definition, DefinitionError, Wording};
use crate::canon::json::{Object, Value};
use crate::credential::model::grammar::classes::{ACHIEVEMENT, CRITERIA, IMAGE, PROFILE};
use crate::credential::model::grammar::language;
use crate::credential::model::shape::{ShapeFault, is_url};
use crate::limits::DEFINITION_TEXT_BYTES_MAX;

/// Stands for a text without a language.
const ANY: &str = "";

/// Members of a definition that are read here, and not by the table of the class.
const WORDS: [&str; 8] =
    ["name", "description", "criteria", "language", "inLanguage", "id", "image", "creator"];

/// Other names that members go by, for those who write JSON in the manner of this program's own
/// interface.
const ALIASES: [(&str, &str); 2] = [("achievement_type", "achievementType"), ("tags", "tag")];

/// The member in which members of other contexts may stand.
const EXTENSION: &str = "extension";

type Texts = Vec<(String, String)>;

fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, DefinitionError> {
    Err(DefinitionError { field: field.to_owned(), what: what.into() })
}

fn under(name: &str) -> impl Fn(ShapeFault) -> DefinitionError + '_ {
    move |fault| fault.under(name).into()
}

impl Definition {
    /// Reads the author's file: the members of an Open Badges 3.0 Achievement, of which `name` and
    /// `description`, each a text or an object of texts by language, and `criteria` are needed.
    /// `criteria` may also be an object with an `id` and such a `narrative`; `language` (or
    /// `inLanguage`) is the main language; what says the type of a node or makes a list of one
    /// value may be left out. With `@context`, members of other contexts may stand here too.
    ///
    /// # Errors
    /// The member that is missing, unknown or wrong.
    pub fn read(file: &Value) -> Result<Self, DefinitionError> {
        let Some(members) = file.as_object() else { return fault("", "expected an object") };
        let more = others(members)?;
        let names = texts(file.get("name"), "name")?;
        let main = main_language(file, &names)?;
        let descriptions = texts(file.get("description"), "description")?;
        let (criteria_id, criteria) = criteria(file.get("criteria"))?;
        let mut wordings = Vec::new();
        for (found, name) in &names {
            let tag = if found == ANY { &main } else { found };
            let criteria = match criteria.is_empty() {
                true => String::new(),
                false => pick(&criteria, tag, "criteria")?,
            };
            wordings.push(Wording {
                language: if tag == ANY { "en".to_owned() } else { tag.clone() },
                name: name.clone(),
                description: pick(&descriptions, tag, "description")?,
                criteria,
            });
        }
        let at = wordings.iter().position(|wording| wording.language == main || main == ANY);
        let Some(at) = at else { return fault("language", format!("{main} has no name")) };
        let main = wordings.remove(at);
        let id = match file.get("id") {
            Some(id) => Some(url(id, "id")?),
            None => None,
        };
        Ok(Self {
            main,
            others: wordings,
            id,
            criteria_id,
            image: file.get("image").map(image).transpose()?,
            creator: creator(file.get("creator"))?,
            more,
        })
    }
}

/// Whether a definition has a member of this name by itself, without a context of its own.
#[must_use]
pub fn is_known(name: &str) -> bool {
    let class = || ACHIEVEMENT.find(name).is_some();
    matches!(name, "type" | "@context" | EXTENSION)
        || WORDS.contains(&name)
        || ALIASES.iter().any(|(alias, _)| *alias == name)
        || class()
}

/// The members that the table of the class checks, and those of other contexts.
fn others(members: &Object) -> Result<Object, DefinitionError> {
    let mut kept = Object::new();
    for (name, value) in members.iter().filter(|(name, _)| !WORDS.contains(name)) {
        if name == EXTENSION {
            continue;
        }
        if !is_known(name) && !members.contains("@context") {
            return fault(name, format!("is not known; known are {}", known().join(", ")));
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
        let name = alias.map_or(name, |(_, name)| name);
        if kept.insert(name, value.clone()).is_some() {
            return fault(name, "is there under two names");
        }
    }
    for (name, value) in extension(members)?.iter() {
        let at = format!("{EXTENSION}.{name}");
        if is_known(name) {
            return fault(&at, "is a member of the achievement itself");
        }
        if !members.contains("@context") {
            return fault("@context", format!("is missing: it names the context of {at}"));
        }
        kept.insert(name, value.clone());
    }
    Ok(ACHIEVEMENT.write_members(&kept)?)
}

fn extension(members: &Object) -> Result<&Object, DefinitionError> {
    const NONE: &Object = &Object::new();
    match members.get(EXTENSION) {
        None => Ok(NONE),
        Some(Value::Object(own)) => Ok(own),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
        ) => fault(EXTENSION, "expected an object"),
    }
}

/// The members that a definition may have, those that every one has first.
fn known() -> Vec<&'static str> {
    let mut all = vec!["name", "description", "criteria", "language"];
    let members = ACHIEVEMENT.members.iter().map(|member| member.name);
    let others: Vec<&str> = members.filter(|name| !all.contains(name)).collect();
    all.extend(others);
    all
}

fn main_language(file: &Value, names: &Texts) -> Result<String, DefinitionError> {
    let mut said = ["language", "inLanguage"].into_iter().filter_map(|name| {
        let value = file.get(name)?;
        Some((name, value.as_str().unwrap_or_default()))
    });
    let Some((field, tag)) = said.next() else {
        return Ok(names.first().map(|(language, _)| language.clone()).unwrap_or_default());
    };
    language(tag).map_err(under(field))?;
    match said.next() {
        Some((other, second)) if second != tag => fault(other, format!("{field} says {tag:?}")),
        Some(_) | None => Ok(tag.to_owned()),
    }
}

/// What one has to do: words, or an address, or both. An object with a narrative, or with nothing
/// but an address, is Open Badges' own; another is words by language (`id` is also Indonesian).
fn criteria(value: Option<&Value>) -> Result<(Option<String>, Texts), DefinitionError> {
    let node = value.and_then(Value::as_object).filter(|members| {
        let address = members.get("id").and_then(Value::as_str).is_some_and(is_url);
        members.contains("narrative") || (address && members.len() == 1)
    });
    let Some(node) = node else { return Ok((None, texts(value, "criteria")?)) };
    if let Some((name, _)) =
        node.iter().find(|(name, _)| *name != "type" && CRITERIA.find(name).is_none())
    {
        return fault(&format!("criteria.{name}"), "is not known; known are id, narrative");
    }
    let id = node.get("id").map(|id| url(id, "criteria.id")).transpose()?;
    let narrative = match node.get("narrative") {
        Some(narrative) => texts(Some(narrative), "criteria.narrative")?,
        None => Texts::new(),
    };
    Ok((id, narrative))
}

/// A picture by its address, or as Open Badges says it.
fn image(value: &Value) -> Result<Object, DefinitionError> {
    let node = match value {
        Value::String(_) => Value::object([("id", value.clone())]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.clone()
        }
    };
    let written = IMAGE.write(&node).map_err(under("image"))?;
    Ok(written.as_object().cloned().unwrap_or_default())
}

/// What is said of the creator, whose id may be left out.
fn creator(value: Option<&Value>) -> Result<Object, DefinitionError> {
    match value {
        None => Ok(Object::new()),
        Some(Value::String(id)) => {
            let mut members = Object::new();
            members.insert("id", url(&Value::from(id.as_str()), "creator")?);
            Ok(members)
        }
        Some(Value::Object(members)) => {
            Ok(PROFILE.write_members(members).map_err(under("creator"))?)
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) => {
            fault("creator", "expected an object")
        }
    }
}

fn url(value: &Value, field: &str) -> Result<String, DefinitionError> {
    let mut members = Object::new();
    members.insert("id", value.clone());
    let written = ACHIEVEMENT
        .write_members(&members)
        .map_err(|fault| DefinitionError { field: field.to_owned(), what: fault.what })?;
    Ok(written.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
}

fn texts(value: Option<&Value>, field: &str) -> Result<Texts, DefinitionError> {
    match value {
        None => fault(field, "is missing"),
        Some(Value::Object(by_language)) if !by_language.is_empty() => by_language
            .iter()
            .map(|(tag, value)| {
                let at = format!("{field}.{tag}");
                language(tag).map_err(under(&at))?;
                Ok((tag.to_owned(), text(value, &at)?))
            })
            .collect(),
        Some(value) => Ok(vec![(ANY.to_owned(), text(value, field)?)]),
    }
}

fn pick(texts: &Texts, tag: &str, field: &str) -> Result<String, DefinitionError> {
    let found = texts.iter().find(|(language, _)| language == tag || language == ANY);
    found.map_or_else(
        || fault(field, format!("has no text in {tag:?}")),
        |(_, text)| Ok(text.clone()),
    )
}

fn text(value: &Value, field: &str) -> Result<String, DefinitionError> {
    match value.as_str().map(str::trim) {
        Some("") => fault(field, "is empty"),
        Some(text) if text.len() > DEFINITION_TEXT_BYTES_MAX => {
            fault(field, format!("has {} bytes, at most {DEFINITION_TEXT_BYTES_MAX}", text.len()))
        }
        Some(text) => Ok(text.to_owned()),
        None => fault(field, "expected a text or texts by language"),
    }
}
