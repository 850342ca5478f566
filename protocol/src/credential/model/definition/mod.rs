//! An achievement as its author writes it down, and as Open Badges 3.0 says it.
//!
//! The author's file has the members of an Open Badges 3.0 Achievement, name, description and
//! criteria in one or more languages. The achievement carries its main language in the members
//! every reader knows and each other language as a `related` achievement with its own name,
//! description and narrative: all terms the contexts define, so every word is signed.

mod read;
#[cfg(test)]
mod tests;
mod words;

use thiserror::Error;

use super::shape::ShapeFault;
use crate::canon::json::{Object, Value};
use crate::identity::Did;

pub use read::is_known;
pub use words::{names, wording};

/// Why a definition is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {what}")]
pub struct DefinitionError {
    /// The member, as a path with dots.
    pub field: String,
    /// What was found and expected.
    pub what: String,
}

impl From<ShapeFault> for DefinitionError {
    fn from(fault: ShapeFault) -> Self {
        Self { field: fault.field, what: fault.what }
    }
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
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The main language first; never empty.
    main: Wording,
    others: Vec<Wording>,
    /// Its id, where the author chose one.
    id: Option<String>,
    /// Where the criteria are described, if they lie somewhere.
    criteria_id: Option<String>,
    /// The picture, as an `Image` node.
    image: Option<Object>,
    /// What the author says of the creator.
    creator: Object,
    /// Everything else, as it is written.
    more: Object,
}

impl Definition {
    /// A definition in one language.
    #[must_use]
    pub fn new(main: Wording) -> Self {
        Self {
            main,
            others: Vec::new(),
            id: None,
            criteria_id: None,
            image: None,
            creator: Object::new(),
            more: Object::new(),
        }
    }

    /// The words in the main language.
    #[must_use]
    pub fn main(&self) -> &Wording {
        &self.main
    }

    /// The id that the author chose.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The address of the picture that the author chose: mostly a `data:` one.
    #[must_use]
    pub fn image(&self) -> Option<&str> {
        self.image.as_ref()?.get("id")?.as_str()
    }

    /// The creator that the author names by an id; only that one may describe the achievement.
    #[must_use]
    pub fn creator(&self) -> Option<&str> {
        self.creator.get("id")?.as_str()
    }

    /// The Open Badges 3.0 `Achievement` with this id, made by `creator`; `image` is an address,
    /// usually a `data:` one, and that of the definition where there is none.
    #[must_use]
    pub fn achievement(&self, id: &str, creator: &Did, image: Option<&str>) -> Value {
        let mut out = Object::new();
        if let Some(contexts) = self.more.get("@context") {
            out.insert("@context", contexts.clone());
        }
        out.insert("id", Value::from(id));
        let kinds = self.more.get("type").cloned();
        out.insert("type", kinds.unwrap_or_else(|| Value::array(["Achievement"])));
        out.insert("creator", self.profile(creator));
        if let Some(kind) = self.more.get("achievementType") {
            out.insert("achievementType", kind.clone());
        }
        out.insert("inLanguage", Value::from(self.main.language.as_str()));
        out.insert("name", Value::from(self.main.name.as_str()));
        out.insert("description", Value::from(self.main.description.as_str()));
        out.insert("criteria", self.criteria());
        if let Some(image) = self.pictured(image) {
            out.insert("image", image);
        }
        if let Some(tags) = self.more.get("tag") {
            out.insert("tag", tags.clone());
        }
        let translated = self.others.iter().map(|wording| words::related(id, wording));
        let related = self.more.get("related").map(Value::as_list).unwrap_or_default();
        let related: Vec<Value> = translated.chain(related.iter().cloned()).collect();
        if !related.is_empty() {
            out.insert("related", Value::Array(related));
        }
        for (name, value) in self.more.iter() {
            if !out.contains(name) {
                out.insert(name, value.clone());
            }
        }
        Value::Object(out)
    }

    fn profile(&self, creator: &Did) -> Value {
        let mut out = Object::new();
        out.insert("id", self.creator().map_or_else(|| creator.to_string(), str::to_owned));
        out.insert("type", Value::array(["Profile"]));
        for (name, value) in self.creator.iter() {
            out.insert(name, value.clone());
        }
        Value::Object(out)
    }

    fn criteria(&self) -> Value {
        let mut out = Object::new();
        if let Some(id) = &self.criteria_id {
            out.insert("id", Value::from(id.as_str()));
        }
        if !self.main.criteria.is_empty() {
            out.insert("narrative", Value::from(self.main.criteria.as_str()));
        }
        Value::Object(out)
    }

    fn pictured(&self, address: Option<&str>) -> Option<Value> {
        let mut image = self.image.clone().unwrap_or_default();
        let address = address.or_else(|| self.image())?.to_owned();
        image.insert("id", address);
        image.insert("type", "Image");
        Some(Value::Object(image))
    }
}
