//! An achievement as its author writes it down, and as Open Badges 3.0 says it.
//!
//! The author's file is short and multilingual; the achievement carries its main language in the
//! members every reader knows and each other language as a `related` achievement with its own
//! name, description and narrative: all terms the contexts define, so every word is signed.

use thiserror::Error;

use super::{many, types};
use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::limits::{DEFINITION_TAGS_MAX, DEFINITION_TEXT_BYTES_MAX};

/// Why a definition is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {what}")]
pub struct DefinitionError {
    /// The member, as a path with dots.
    pub field: String,
    /// What was found and expected.
    pub what: String,
}

fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, DefinitionError> {
    Err(DefinitionError { field: field.to_owned(), what: what.into() })
}

/// The words of an achievement in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// BCP 47 tag, such as `fr` or `pt-BR`.
    pub language: String,
    /// The name on the badge.
    pub name: String,
    /// One or two sentences about what it stands for.
    pub description: String,
    /// What one must have done to earn it.
    pub criteria: String,
}

/// An achievement as its author writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The main language first; never empty.
    main: Wording,
    others: Vec<Wording>,
    kind: Option<String>,
    tags: Vec<String>,
}

impl Definition {
    /// A definition in one language.
    #[must_use]
    pub fn new(main: Wording) -> Self {
        Self { main, others: Vec::new(), kind: None, tags: Vec::new() }
    }

    /// Reads the author's file: `name`, `description` and `criteria`, each a text or an object of
    /// texts by language; optionally `language` (the main one), `achievementType` and `tag`.
    ///
    /// # Errors
    /// The member that is missing, unknown or wrong.
    pub fn read(file: &Value) -> Result<Self, DefinitionError> {
        let Some(members) = file.as_object() else { return fault("", "expected an object") };
        for (name, _) in members.iter() {
            const KNOWN: [&str; 6] =
                ["name", "description", "criteria", "language", "achievementType", "tag"];
            if !KNOWN.contains(&name) {
                return fault(name, format!("is not known; known are {}", KNOWN.join(", ")));
            }
        }
        let names = texts(file, "name")?;
        let main = match file.get("language") {
            None => names.first().map(|(language, _)| language.clone()).unwrap_or_default(),
            Some(value) => language(value.as_str().unwrap_or_default(), "language")?,
        };
        let descriptions = texts(file, "description")?;
        let criteria = texts(file, "criteria")?;
        let mut wordings = Vec::new();
        for (found, name) in &names {
            let tag = if found == ANY { &main } else { found };
            wordings.push(Wording {
                language: if tag == ANY { "en".to_owned() } else { tag.clone() },
                name: name.clone(),
                description: pick(&descriptions, tag, "description")?,
                criteria: pick(&criteria, tag, "criteria")?,
            });
        }
        let at = wordings.iter().position(|wording| wording.language == main || main == ANY);
        let Some(at) = at else { return fault("language", format!("{main} has no name")) };
        let main = wordings.remove(at);
        let kind = file.get("achievementType").map(|kind| text(kind, "achievementType"));
        Ok(Self { main, others: wordings, kind: kind.transpose()?, tags: tags(file)? })
    }

    /// The words in the main language.
    #[must_use]
    pub fn main(&self) -> &Wording {
        &self.main
    }

    /// The Open Badges 3.0 `Achievement` with this id, made by `creator`; `image` is an address,
    /// usually a `data:` one.
    #[must_use]
    pub fn achievement(&self, id: &str, creator: &Did, image: Option<&str>) -> Value {
        let mut out = Object::new();
        out.insert("id", Value::from(id));
        out.insert("type", Value::Array(vec![Value::from("Achievement")]));
        let mut profile = Object::new();
        profile.insert("id", Value::from(creator.to_string()));
        profile.insert("type", Value::Array(vec![Value::from("Profile")]));
        out.insert("creator", Value::Object(profile));
        if let Some(kind) = &self.kind {
            out.insert("achievementType", Value::from(kind.as_str()));
        }
        out.insert("inLanguage", Value::from(self.main.language.as_str()));
        out.insert("name", Value::from(self.main.name.as_str()));
        out.insert("description", Value::from(self.main.description.as_str()));
        let mut criteria = Object::new();
        criteria.insert("narrative", Value::from(self.main.criteria.as_str()));
        out.insert("criteria", Value::Object(criteria));
        if let Some(address) = image {
            let mut image = Object::new();
            image.insert("id", Value::from(address));
            image.insert("type", Value::from("Image"));
            out.insert("image", Value::Object(image));
        }
        if !self.tags.is_empty() {
            let tags = self.tags.iter().map(|tag| Value::from(tag.as_str())).collect();
            out.insert("tag", Value::Array(tags));
        }
        if !self.others.is_empty() {
            let others = self.others.iter().map(|wording| related(id, wording)).collect();
            out.insert("related", Value::Array(others));
        }
        Value::Object(out)
    }
}

/// The names of an achievement by language, its own language first.
#[must_use]
pub fn names(achievement: &Value) -> Vec<(String, String)> {
    let related = achievement.get("related").into_iter().flat_map(many);
    let related = related.filter(|node| types(node).any(|kind| kind == "Related"));
    let named = |node: &Value| {
        let text = |name: &str| node.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("inLanguage").unwrap_or_default(), text("name")?))
    };
    std::iter::once(achievement).chain(related).filter_map(named).collect()
}

/// The words of an achievement in the language asked for, else in its own.
#[must_use]
pub fn wording(achievement: &Value, language: &str) -> Wording {
    let of = |node: &Value, name: &str| {
        node.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let related = achievement.get("related").into_iter().flat_map(many).find(|node| {
        types(node).any(|kind| kind == "Related")
            && of(node, "inLanguage") == language
            && node.get("name").is_some()
    });
    let (node, criteria) = match related {
        Some(node) => (node, of(node, "narrative")),
        None => {
            let narrative = achievement.get("criteria").map(|node| of(node, "narrative"));
            (achievement, narrative.unwrap_or_default())
        }
    };
    Wording {
        language: of(node, "inLanguage"),
        name: of(node, "name"),
        description: of(node, "description"),
        criteria,
    }
}

fn related(id: &str, wording: &Wording) -> Value {
    let mut out = Object::new();
    out.insert("id", Value::from(format!("{id}#{}", wording.language)));
    out.insert("type", Value::Array(vec![Value::from("Related")]));
    out.insert("inLanguage", Value::from(wording.language.as_str()));
    out.insert("name", Value::from(wording.name.as_str()));
    out.insert("description", Value::from(wording.description.as_str()));
    out.insert("narrative", Value::from(wording.criteria.as_str()));
    Value::Object(out)
}

/// Stands for a text without a language.
const ANY: &str = "";

fn texts(file: &Value, field: &str) -> Result<Vec<(String, String)>, DefinitionError> {
    match file.get(field) {
        None => fault(field, "is missing"),
        Some(Value::Object(by_language)) if by_language.iter().next().is_some() => by_language
            .iter()
            .map(|(tag, value)| {
                let at = format!("{field}.{tag}");
                Ok((language(tag, &at)?, text(value, &at)?))
            })
            .collect(),
        Some(value) => Ok(vec![(ANY.to_owned(), text(value, field)?)]),
    }
}

fn pick(texts: &[(String, String)], tag: &str, field: &str) -> Result<String, DefinitionError> {
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

/// A language tag as the Open Badges schema takes it: `fr`, `pt-BR`, `zh-Hant-TW`.
fn language(tag: &str, field: &str) -> Result<String, DefinitionError> {
    let mut parts = tag.split('-');
    let head = parts.next().unwrap_or_default();
    let lower = |c: char| c.is_ascii_lowercase();
    let mut good = (2..=4).contains(&head.len()) && head.chars().all(lower);
    for part in parts {
        let region = part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase());
        let number = part.len() == 3 && part.chars().all(|c| c.is_ascii_digit());
        let mut letters = part.chars();
        let script = part.len() == 4
            && letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.all(lower);
        good = good && (region || number || script);
    }
    if good {
        Ok(tag.to_owned())
    } else {
        fault(field, format!("{tag:?} is no language tag like fr or pt-BR"))
    }
}

fn tags(file: &Value) -> Result<Vec<String>, DefinitionError> {
    let Some(value) = file.get("tag") else { return Ok(Vec::new()) };
    let tags: Vec<String> = many(value).map(|tag| text(tag, "tag")).collect::<Result<_, _>>()?;
    if tags.len() > DEFINITION_TAGS_MAX {
        return fault("tag", format!("has {} words, at most {DEFINITION_TAGS_MAX}", tags.len()));
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;

    #[track_caller]
    fn check(file: &str, expected: &str) {
        let said = match Definition::read(&json::read(file.as_bytes()).unwrap()) {
            Ok(definition) => {
                let others: Vec<&str> =
                    definition.others.iter().map(|wording| wording.language.as_str()).collect();
                format!("{} {}", definition.main.language, others.join(" "))
            }
            Err(fault) => fault.field,
        };
        assert_eq!(said.trim(), expected, "{file}");
    }

    #[test]
    fn languages_are_read_and_faults_named() {
        check(r#"{"name":"A","description":"B","criteria":"C"}"#, "en");
        check(r#"{"language":"de","name":"A","description":"B","criteria":"C"}"#, "de");
        check(r#"{"name":{"en":"A","fr":"A"},"description":"B","criteria":"C"}"#, "en fr");
        check(
            r#"{"language":"fr","name":{"en":"A","fr":"A"},"description":{"en":"B","fr":"B"},"criteria":"C"}"#,
            "fr en",
        );
        check(
            r#"{"name":{"en":"A","fr":"A"},"description":{"en":"B"},"criteria":"C"}"#,
            "description",
        );
        check(
            r#"{"language":"fr","name":{"en":"A"},"description":"B","criteria":"C"}"#,
            "language",
        );
        check(r#"{"name":"A","description":"B"}"#, "criteria");
        check(r#"{"name":"","description":"B","criteria":"C"}"#, "name");
        check(r#"{"name":7,"description":"B","criteria":"C"}"#, "name");
        check(r#"{"name":{"English":"A"},"description":"B","criteria":"C"}"#, "name.English");
        check(r#"{"name":"A","description":"B","criteria":"C","colour":"D"}"#, "colour");
        check(r#"{"name":"A","description":"B","criteria":"C","tag":["x",1]}"#, "tag");
        check("[]", "");
    }

    #[test]
    fn the_wording_asked_for_is_found_again() {
        let file = r#"{"name":{"en":"Tea","fr":"Thé"},"description":{"en":"d","fr":"e"},
            "criteria":{"en":"k","fr":"l"}}"#;
        let definition = Definition::read(&json::read(file.as_bytes()).unwrap()).unwrap();
        let creator = crate::identity::SecretKey::from_seed(&[7; 32]).public();
        let achievement = definition.achievement("urn:uuid:1", &Did::from(creator), None);
        let said = |tag| {
            let wording = wording(&achievement, tag);
            format!(
                "{} {} {} {}",
                wording.language, wording.name, wording.description, wording.criteria
            )
        };
        assert_eq!(said("fr"), "fr Thé e l");
        assert_eq!(said("en"), "en Tea d k");
        assert_eq!(said("de"), "en Tea d k");
    }
}
